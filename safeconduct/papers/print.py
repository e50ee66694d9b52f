"""Prints papers of one kind: what stands on each goes into the template of its form.

Owns the shape of what a template gets. Whose name it is, and whether it may be printed, the room has decided.
Nothing of a wish, of protection or of a case has a field on any paper.
"""

import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import segno

from safeconduct.papers.kinds import FORMS, LANGUAGES, WORDS, Form, Kind
from safeconduct.papers.setting import refuse_undrawn, set_pdf
from safeconduct.sources.errors import Refused

ENGLISH = "en"


@dataclass(frozen=True, slots=True)
class Said:
    """A text as it stands on paper, and the language it is in (BCP 47), "" where that is not known."""

    text: str
    language: str = ""


@dataclass(frozen=True, slots=True)
class Paper:
    """One paper to print. `number` is the random number of the record: the only thing its code holds.

    `languages` are one or two of `kinds.LANGUAGES`, the prisoner's first. `values` are by field; a text of more than
    one language has one `Said` for each. `rows` are the lines of a table, each with as many cells as its template
    has columns. `issuer` is the authority that prints, `printed_on` the day.
    """

    number: str
    languages: tuple[str, ...]
    values: Mapping[str, tuple[Said, ...]]
    issuer: tuple[Said, ...] = ()
    printed_on: tuple[Said, ...] = ()
    rows: tuple[tuple[tuple[Said, ...], ...], ...] = field(default=())
    is_invented: bool = False


def print_papers(kind: Kind, papers: Sequence[Paper]) -> bytes:
    """One PDF with these papers, in their order, at the size of the form; same papers, same bytes.

    `Refused`: `no_paper` for none, `no_language`, `no_glyph`, `does_not_fit`; the last two name the record's number,
    the field and the letter. Then nothing is printed, of none of them.
    """
    form = FORMS[kind]
    if not papers:
        raise Refused("no_paper", "There is nobody to print this for.", form.source)
    for paper in papers:
        _refuse(form, paper)
    return set_pdf(f"papers/templates/{form.template}.typ", data_of(form, papers))


def _refuse(form: Form, paper: Paper) -> None:
    unknown = [language for language in paper.languages if language not in LANGUAGES]
    if unknown or not 1 <= len(paper.languages) <= 2:
        raise Refused(
            "no_language",
            f"A paper is printed in one or two languages, and this is none of them: {', '.join(unknown) or '-'}.",
            form.source,
            remedy=f"Choose from {', '.join(LANGUAGES)}, the prisoner's first.",
            field="languages",
        )
    for key, texts in paper.values.items():
        for said in texts:
            refuse_undrawn(f"{paper.number} {key}", said.text)
    for row in paper.rows:
        for said in (said for cell in row for said in cell):
            refuse_undrawn(f"{paper.number} list", said.text)


def data_of(form: Form, papers: Sequence[Paper]) -> dict[str, object]:
    """What the template of the form gets: plain values for JSON, `papers` in their order."""
    main = papers[0].languages[0]
    # The address of the Agency stands in English as well, for the post on its way.
    spoken = {ENGLISH, *(language for paper in papers for language in paper.languages)}
    return {
        "kind": form.kind.value,
        "title": WORDS[form.kind][main],
        "language": main,
        "size": list(form.size),
        "pages": form.per_sheet,
        "notes": list(form.notes),
        "fields": [{"key": each.key, "blank": each.is_blank} for each in form.fields],
        "words": {key: {language: texts[language] for language in spoken} for key, texts in WORDS.items()},
        "papers": [_one(paper) for paper in papers],
    }


def _one(paper: Paper) -> dict[str, object]:
    return {
        "number": paper.number,
        "code": code(paper.number),
        "languages": list(dict.fromkeys(paper.languages)),
        "values": {key: _texts(texts) for key, texts in paper.values.items() if texts},
        "issuer": _texts(paper.issuer),
        "printed_on": _texts(paper.printed_on),
        "rows": [[_texts(cell) for cell in row] for row in paper.rows],
        "invented": paper.is_invented,
    }


def _texts(texts: tuple[Said, ...]) -> list[dict[str, str]]:
    return [{"text": said.text, "language": said.language} for said in texts]


def code(number: str) -> str:
    """The QR code of a record's number, as SVG: it ties a paper to its record and names nobody.

    Source: ISO/IEC 18004, error correction level Q.
    """
    drawn = io.BytesIO()
    segno.make(number, micro=False, error="q").save(drawn, kind="svg", border=2, xmldecl=False)
    return drawn.getvalue().decode()
