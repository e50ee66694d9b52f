"""A brief on paper: one sequence of sections, written as HTML, as Markdown or, by Typst, as PDF. Decides nothing.

Every line ends in the number of the claim it rests on. The words are those of one language; quotations stand as they
were published. The chart of claims gets its words here too.
"""

import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from html import escape

from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from safeconduct.figures import chart
from safeconduct.figures.answers import BriefRow
from safeconduct.figures.briefs import BriefClaim, BriefContent, BriefFinding, BriefSeries
from safeconduct.figures.series import Series
from safeconduct.figures.web import words
from safeconduct.papers.glyphs import undrawn
from safeconduct.papers.setting import set_pdf
from safeconduct.sources.date_words import DateForm, describe
from safeconduct.sources.dates import parse_edtf
from safeconduct.store.forms import label


@dataclass(frozen=True, slots=True)
class Paper:
    """A brief that was issued, and the language it is written in."""

    row: BriefRow
    content: BriefContent
    sha256: str
    language: str


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a section: what is said, the numbers of the claims it rests on, and a quotation, "" for none."""

    text: str
    cites: tuple[str, ...] = ()
    quote: str = ""
    language: str = ""


@dataclass(frozen=True, slots=True)
class Section:
    """A heading and its lines; empty sections say so in a line of their own."""

    heading: str
    lines: tuple[Line, ...]


def sections(paper: Paper) -> list[Section]:
    """The brief in its order: what stands, who claims what, what conflicts, what is unknown, statements, sources."""
    with translation.override(paper.language):
        return [
            Section(_("What stands"), tuple(_headlines(paper.content))),
            *_claimed(paper.content),
            Section(
                _("What conflicts"), tuple(_conflicts(paper.content)) or (Line(_("No two claims conflict.")),)
            ),
            Section(_("What is unknown"), tuple(_unknown(paper.content))),
            Section(
                _("Statements beside the numbers"), tuple(_statements(paper.content)) or (Line(_("None.")),)
            ),
            Section(_("Sources"), tuple(_sources(paper.content))),
        ]


def page(paper: Paper) -> str:
    """The brief as one HTML page that needs no other file."""
    head = f'<meta charset="utf-8"><title>{escape(paper.row.heading)}</title><style>{_CSS}</style>'
    body = "".join(
        f"<h2>{escape(each.heading)}</h2><ul>{''.join(map(_html_line, each.lines))}</ul>"
        for each in sections(paper)
    )
    return (
        f'<!doctype html><html lang="{paper.language}"><head>{head}</head><body><h1>{escape(paper.row.heading)}</h1>'
        f"<p>{escape(_head(paper))}</p>{body}<p><small>{escape(_foot(paper))}</small></p></body></html>\n"
    )


def markdown(paper: Paper) -> str:
    """The brief as Markdown."""
    lines = [f"# {_marked(paper.row.heading)}", "", _marked(_head(paper)), ""]
    for each in sections(paper):
        lines += [f"## {each.heading}", ""]
        for line in each.lines:
            cites = f" [{', '.join(line.cites)}]" if line.cites else ""
            lines.append(f"- {_marked(line.text)}{cites}")
            if line.quote:
                lines.append(f"  > {_marked(line.quote)}")
        lines.append("")
    return "\n".join([*lines, _marked(_foot(paper)), ""])


def pdf(paper: Paper) -> bytes:
    """The brief as a tagged PDF; a letter of a quotation that no font draws is told by its number."""
    data = {
        "heading": _drawable(paper.row.heading),
        "language": paper.language,
        "number": paper.row.number,
        "head": _drawable(_head(paper)),
        "foot": _foot(paper),
        "sections": [
            {
                "heading": _drawable(each.heading),
                "lines": [
                    {
                        "text": _drawable(line.text),
                        "cites": list(line.cites),
                        "quote": _drawable(line.quote),
                        "language": line.language,
                    }
                    for line in each.lines
                ],
            }
            for each in sections(paper)
        ],
    }
    return set_pdf("figures/brief.typ", data)


def chart_words(series: Sequence[Series], *, is_alone: bool = False) -> str:
    """The chart of these series in the reader's language; `is_alone` for a file of its own."""
    told = chart.Words(
        title=_("Claims over time: each mark is one claim with its stated bounds"),
        description=_("Nothing is joined, averaged or summed. The table beneath carries the same numbers."),
        panels=[f"{category(each.category)} · {theatre(each.theatre)}" for each in series if each.claims],
        claim=_("Claim"),
    )
    return chart.svg(series, told, marks(series), is_alone=is_alone)


def marks(series: Sequence[Series]) -> dict[str, int]:
    """The number of each claim on the chart and in the table beneath, from 1."""
    ordered = dict.fromkeys(claim.id for each in series for claim in each.claims)
    return {claim: number for number, claim in enumerate(ordered, start=1)}


def category(code: str) -> str:
    """The words for a category."""
    return label(words.CATEGORY, code)


def theatre(code: str) -> str:
    """The words for a theatre."""
    return label(words.THEATRES, code)


def force(code: str) -> str:
    """The words for a force; its own words where it has no code of ours."""
    return label(words.FORCES, code) if code in words.FORCES else code


def day(edtf: str) -> str:
    """A day or an interval in words, "" for none."""
    try:
        return describe(parse_edtf(edtf), (translation.get_language() or "en").split("-")[0], DateForm.TABLE)
    except ValueError:
        return edtf


# --- one function a section ------------------------------------------------------------------------


def _headlines(content: BriefContent) -> Iterator[Line]:
    by_id = {claim.id: claim for claim in content.claims}
    for series in content.series:
        best = by_id.get(series.best)
        if best is None:
            continue
        told = f"{_place(series)}: {best.raw}, {_who(best)}, {day(best.as_of)}"
        chosen = f" · {_('chosen by an officer')}" if series.is_chosen else ""
        bounds = f" · {_('stated bounds')}: {_bounds(series)}" if series.low or series.high else ""
        cites = [
            best.number,
            *(by_id[b.claim].number for b in (series.low, series.high) if b and b.claim in by_id),
        ]
        yield Line(f"{told}{chosen}{bounds}", tuple(dict.fromkeys(cites)))
    if not any(series.best for series in content.series):
        yield Line(_("No claim feeds a bound yet."))


def _claimed(content: BriefContent) -> Iterator[Section]:
    by_id = {claim.id: claim for claim in content.claims}
    for series in content.series:
        behind = (
            f"{_('Texts')}: {series.documents} · {_('Origins')}: {series.origins} · "
            f"{', '.join(label(words.SIDE, side) for side in series.sides)}"
        )
        lines = [_claim_line(by_id[each]) for each in series.claims]
        lines += [_claim_line(by_id[each]) for each in series.aside]
        yield Section(f"{_('Who claims what')}: {_place(series)}", (Line(behind), *lines))
    if content.unresolved:
        lines = [_claim_line(by_id[each]) for each in content.unresolved]
        yield Section(_("Losses, not said of what kind: listed, not drawn"), tuple(lines))


def _claim_line(claim: BriefClaim) -> Line:
    parts = [claim.raw or label(words.HEDGE, claim.hedge), _who(claim)]
    if claim.as_of:
        parts.append(f"{_('as of')} {day(claim.as_of)}")
    if claim.said_on:
        parts.append(f"{pgettext('figures', 'said')} {day(claim.said_on)}")
    if claim.aside:
        parts.append(f"{_('feeds no bound')}: {label(words.ASIDE, claim.aside)}")
    return Line(" · ".join(parts), (claim.number,), claim.quote, claim.language)


def _who(claim: BriefClaim) -> str:
    if not claim.speaker:
        return str(_("nobody is named"))
    relayed = f", {_('passed on by')}: {', '.join(claim.relayed_by)}" if claim.relayed_by else ""
    others = f", {_('as told by others')}" if claim.is_told_by_others else ""
    return f"{claim.speaker} ({label(words.SIDE, claim.side)}{relayed}{others})"


def _conflicts(content: BriefContent) -> Iterator[Line]:
    by_id = {claim.id: claim for claim in content.claims}
    for finding in content.findings:
        one, other = by_id[finding.one], by_id[finding.other]
        yield Line(
            _conflict(finding), (one.number, other.number), f"{one.quote} / {other.quote}", one.language
        )


def _conflict(finding: BriefFinding) -> str:
    told = f"{label(words.RULE, finding.rule)}. {label(words.SUGGESTED, finding.suggested)}"
    if finding.verdict:
        told += f" {_('Judged')}: {label(words.VERDICT, finding.verdict)} ({finding.reason})."
    return told


def _unknown(content: BriefContent) -> Iterator[Line]:
    for code in content.unknown:
        yield Line(f"{category(code)}: {_('nobody states a number that could be confirmed')}")
    for series in content.series:
        if not series.claims:
            continue
        if series.high is None and series.low is not None:
            yield Line(f"{_place(series)}: {_('no upper bound is stated')}")
        if series.low is None and series.high is not None:
            yield Line(f"{_place(series)}: {_('no lower bound is stated')}")
    yield Line(_("Bounds are as stated by the speakers; they are no confidence intervals."))


def _statements(content: BriefContent) -> Iterator[Line]:
    by_id = {claim.id: claim for claim in content.claims}
    for each in content.statements:
        claim = by_id[each]
        told = f"{category(claim.category)} · {_who(claim)} · {label(words.MODALITY, claim.modality)}"
        yield Line(f"{told} · {day(claim.said_on)}", (claim.number,), claim.quote, claim.language)


def _sources(content: BriefContent) -> Iterator[Line]:
    for source in content.sources:
        digest = f" · {_('digest, no publication')}" if source.is_digest else ""
        when = day(source.published_on) if source.published_on else _("day not known")
        yield Line(
            f"{source.title} · {source.publisher or _('publisher not known')} · {when}{digest}",
            (source.number,),
        )


def _place(series: BriefSeries) -> str:
    return f"{category(series.category)} ({theatre(series.theatre)})"


def _bounds(series: BriefSeries) -> str:
    low = words.grouped(series.low.number) if series.low else _("open")
    high = words.grouped(series.high.number) if series.high else _("open")
    return f"{low} – {high}"


def _head(paper: Paper) -> str:
    with translation.override(paper.language):
        newest = day(paper.content.newest) if paper.content.newest else "–"
        return (
            f"{force(paper.content.force)} · {_('Newest claim')}: {newest} · "
            f"{_('Issued')}: {day(paper.row.issued[:10])} · {_('Brief')} {paper.row.number}"
        )


def _foot(paper: Paper) -> str:
    with translation.override(paper.language):
        return f"{_('Made from confirmed claims alone.')} SHA-256 {paper.sha256}"


def _drawable(text: str) -> str:
    flat = " ".join(text.split())
    for letter in undrawn(unicodedata.normalize("NFC", flat)):
        flat = flat.replace(letter, f"[U+{ord(letter):04X}]")
    return flat


def _html_line(line: Line) -> str:
    cites = f" <b>[{escape(', '.join(line.cites))}]</b>" if line.cites else ""
    quote = (
        f'<blockquote lang="{escape(line.language)}">{escape(line.quote)}</blockquote>' if line.quote else ""
    )
    return f"<li>{escape(line.text)}{cites}{quote}</li>"


def _marked(text: str) -> str:
    """The text with Markdown's own signs made harmless, on one line."""
    flat = " ".join(text.split())
    return "".join(f"\\{sign}" if sign in "\\`*_[]<>#|" else sign for sign in flat)


_CSS = (
    "body{font:16px/1.5 'Noto Sans','Noto Sans KR',sans-serif;max-width:45rem;margin:2rem auto;padding:0 1rem}"
    "blockquote{margin:.25rem 0 .5rem;padding-left:.75rem;border-left:3px solid #c9c5ba}h2{margin-top:2rem}"
)
