"""Reading figures out of publications: found claims, speakers, days, hard negatives and time, beside two peers.

Usage: python -m bench.figures [--data DIR] [--model NAME] [--misses]. The annotated documents of the tests are read,
the held-back ones and the others apart; with `--data DIR` also the articles of that folder (`NAME.txt` and
`NAME.gold.jsonl`): what is read of each is reconciled, and it is printed which of the ten rules are raised inside it,
alone and with an interview loaded that says one of its numbers of another category. The peers are what a user would
take instead: quantulum3 for the numbers, and a plain rule over spaCy's parse for who said it (a clause under a verb
of saying). Each is skipped with a line where it is not installed: `pip install spacy quantulum3` apart from the
project, and a model whose name or folder `--model` tells.
Aims: F1 of numbers .80 in English and .65 in each other language, of statements .60, precision of speakers .85, no
quantity from a hard negative, 1,000 words within 300 ms of one processor without a parser.
"""

import argparse
import re
import time
from collections.abc import Iterable
from datetime import date
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from safeconduct.figures.claims import Claim, Document, Kind
from safeconduct.figures.findings import findings
from safeconduct.figures.reading.parser import Parse, spacy_parse
from safeconduct.figures.reading.read import read
from safeconduct.figures.stated import Stated, resolve, stated
from tests.core.figures.articles import as_annotated
from tests.core.figures.documents import Annotated, Gold, Report, Score, annotated, score, words

LANGUAGES = ("en", "uk", "ru", "ko")
WORDS_MAX_SECONDS = 0.3
INTERVIEW_DAY = date(2025, 2, 4)
INTERVIEW = (
    "Kyrylo Budanov, head of Ukraine's Defense Intelligence, said in an interview that about 4,000 North Korean "
    "soldiers had been killed and seriously wounded in the Kursk region as of early February."
)
"""What public pages tell of an interview of this day, in words of our own."""
_REPEATS = 3


def main() -> None:
    """Score everything and print."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--data", type=Path, help="a folder of real articles with their annotation")
    parser.add_argument("--model", default="en_core_web_md", help="a model of spaCy, by name or folder")
    parser.add_argument("--misses", action="store_true", help="print what was missed and what was too much")
    asked = parser.parse_args()
    parse = spacy_parse(asked.model)
    groups = _groups(asked.data)
    for title, documents in groups:
        _ours(title, documents, is_wordy=asked.misses)
    for article in as_annotated(asked.data) if asked.data else ():
        _contradictions(article)
    _speed([one for _, documents in groups for one in documents])
    for title, documents in groups:
        _quantulum(title, documents)
    for title, documents in groups:
        _spacy(title, documents, parse)


def _groups(data: Path | None) -> list[tuple[str, list[Annotated]]]:
    own = annotated()
    groups = []
    for name, is_held_back in (("held back", True), ("tuning", False)):
        for language in LANGUAGES:
            chosen = [one for one in own if one.language == language and one.is_held_back is is_held_back]
            groups.append((f"{name} {language}", chosen))
    if data is not None:
        groups.append((f"articles of {data}", as_annotated(data)))
    return groups


def _read(document: Document) -> Iterable[Claim]:
    return read(document, words()).claims


def _ours(title: str, documents: list[Annotated], *, is_wordy: bool) -> None:
    report = score(documents, _read)
    parts = (
        ("numbers", report.numeric), ("statements", report.statements), ("speakers", report.speakers),
        ("days", report.days),
    )  # fmt: skip
    print(f"ours        {title}: {', '.join(_told(name, part) for name, part in parts)}", end="; ")
    print(
        f"hard negatives read {len(report.from_negatives)} of {sum(len(one.negatives) for one in documents)}"
    )
    if is_wordy:
        _print_misses(report)


def _told(name: str, part: Score) -> str:
    counts = f"{part.found} right {part.wrong} wrong {part.missed} missed"
    return f"{name} {counts} (P {part.precision:.2f} R {part.recall:.2f} F1 {part.f1:.2f})"


def _print_misses(report: Report) -> None:
    for part in (report.numeric, report.statements, report.speakers, report.days):
        for line in part.misses:
            print(f"    missed  {line}")
        for line in part.extras:
            print(f"    too much {line}")


def _contradictions(article: Annotated) -> None:
    """What does not fit together inside the article, and between it and the interview: rule and both numbers."""
    alone = _confirmed(article.name, article.document)
    with_interview = [*alone, *_confirmed("interview", Document(text=INTERVIEW, published_at=INTERVIEW_DAY))]
    for title, claims in (("alone", alone), ("with the interview", with_interview)):
        found = findings(resolve(claims))
        print(f"raised      {article.name} {title}: {len(found)} findings")
        for each in found:
            one, other = each.lead.one, each.lead.other
            rules = "/".join(each.rules)
            print(
                f"            {rules}: {_words(one)} ({one.publication}) | {_words(other)} ({other.publication})"
            )


def _confirmed(name: str, document: Document) -> list[Stated]:
    """Every claim that is read of the document, as if an officer had confirmed them all."""
    read_claims = [claim for claim in _read(document) if claim.kind == Kind.CLAIM]
    return [
        stated(f"{name} {claim.id}", claim.id, name, claim, published=document.published_at)
        for claim in read_claims
    ]


def _words(told: Stated) -> str:
    quantity = told.said.quantity
    return f"{quantity.raw if quantity else '-'} {told.category} by {told.said.speaker or told.said.voice}"


def _speed(documents: list[Annotated]) -> None:
    """Seconds of one processor for 1,000 words without a parser, the best of three runs."""
    for language in LANGUAGES:
        text = "\n".join(one.document.text for one in documents if one.language == language) * 2
        count = len(text.split())
        best = min(_seconds(text) for _ in range(_REPEATS))
        told = best / count * 1000
        print(
            f"time        {language}: 1,000 words in {told * 1000:.0f} ms (aim {WORDS_MAX_SECONDS * 1000:.0f})"
        )


def _seconds(text: str) -> float:
    began = time.process_time()
    _read(Document(text=text))
    return time.process_time() - began


# --- peers --------------------------------------------------------------------------------------------


def _quantulum(title: str, documents: list[Annotated]) -> None:
    """The numbers alone, for the peer names no category: a value within a claim counts where ours is one."""
    if find_spec("quantulum3") is None:
        print(f"quantulum3  {title}: not installed")
        return
    found: Any = import_module("quantulum3.parser")
    right = wrong = missed = 0
    for one in documents:
        spans = [(quantity.span, quantity.value) for quantity in found.parse(one.document.text)]
        for gold in (gold for gold in one.claims if gold.is_numeric and _single(gold) is not None):
            values = [value for span, value in spans if span[0] < gold.end and gold.start < span[1]]
            right += _single(gold) in values
            missed += _single(gold) not in values
        wrong += sum(
            1 for span, _ in spans if any(span[0] < end and start < span[1] for start, end in one.negatives)
        )
    print(f"quantulum3  {title}: numbers {right} right {missed} missed; hard negatives read {wrong}")


def _single(gold: Gold) -> float | None:
    """The number written, where the bounds tell it: both are one, one is open, or they lie about it."""
    if gold.low is not None and gold.high is not None:
        return (gold.low + gold.high) / 2
    return gold.low if gold.low is not None else gold.high


def _spacy(title: str, documents: list[Annotated], parse: Parse | None) -> None:
    """Who said it, by a clause under a verb of saying: a subject that holds the name counts."""
    if parse is None or not all(one.language == "en" for one in documents):
        reason = "no model" if parse is None else "not its language"
        print(f"spaCy rule  {title}: {reason}")
        return
    right = wrong = missed = 0
    for one in documents:
        text = one.document.text
        clauses = [(reported.clause, text[slice(*reported.subject)]) for reported in parse(text)]
        for gold in (gold for gold in one.claims if gold.speaker != "-"):
            told = [who for span, who in clauses if span[0] < gold.end and gold.start < span[1]]
            is_right = any(_is_named(gold.speaker, who) for who in told)
            right += is_right
            wrong += bool(told) and not is_right
            missed += not told
    precision = right / (right + wrong) if right + wrong else 0.0
    print(f"spaCy rule  {title}: speakers {right} right {wrong} wrong {missed} missed (P {precision:.2f})")


def _is_named(speaker: str, who: str) -> bool:
    """Whether any word of the name stands in the subject."""
    names = [word for word in re.findall(r"[^\W_]{3,}", speaker.lower()) if word not in ("government", "the")]
    return any(word in who.lower() for word in names)


if __name__ == "__main__":
    main()
