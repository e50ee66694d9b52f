"""Reads the annotated documents that stand beside the tests, and scores a reading against them.

A file has a head (language, day of publication), the text, and one annotated claim a line: quote, category,
bounds, hedge, speaker, as-of, modality; `-` is not annotated. A line that begins with `!` is a hard negative: no
quantity may be read from it. The files stand in `texts`; those named `held-…` were written first and are not
looked at while tuning.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from pathlib import Path

from safeconduct.figures.claims import Claim, Document, Kind
from safeconduct.figures.reading.lexicon import Vocabulary, vocabulary

FOLDER = Path(__file__).parent
STATEMENT_CATEGORIES = frozenset(
    {"readiness_to_accept", "cooperation_request", "statement", "equipment", "deployment_planned"}
)


@dataclass(frozen=True)
class Gold:
    """One annotated claim. `low` and `high` are the stated bounds; None where that side is open."""

    start: int
    end: int
    category: str
    is_numeric: bool
    low: int | None
    high: int | None
    speaker: str
    as_of: str


@dataclass(frozen=True)
class Annotated:
    """A document with its claims and its hard negatives."""

    name: str
    document: Document
    language: str
    claims: tuple[Gold, ...]
    negatives: tuple[tuple[int, int], ...]

    @property
    def is_held_back(self) -> bool:
        return self.name.startswith("held-")


@cache
def words() -> Vocabulary:
    """The packaged vocabulary with the gazetteer of the invented world."""
    return vocabulary(None, FOLDER / "gazetteer.tsv")


@cache
def annotated() -> tuple[Annotated, ...]:
    """Every annotated document, in order of file name."""
    return tuple(_annotated(path) for path in sorted((FOLDER / "texts").glob("*.txt")))


def _annotated(path: Path) -> Annotated:
    head, text, lines = path.read_text("utf-8").split("---\n")
    fields = dict(line.split(": ") for line in head.strip().splitlines())
    document = Document(text=text, published_at=date.fromisoformat(fields["published"]))
    claims, negatives, from_place = [], [], 0
    for line in lines.strip().splitlines():
        if line.startswith("! "):
            place = text.rindex(line[2:])
            negatives.append((place, place + len(line) - 2))
            continue
        claim = _gold(text, line, from_place)
        from_place = max(0, claim.start - 60)
        claims.append(claim)
    return Annotated(path.stem, document, fields["language"], tuple(claims), tuple(negatives))


def _gold(text: str, line: str, from_place: int) -> Gold:
    quote, category, bounds, hedge, speaker, as_of, _modality = line.split(" | ")
    start = text.find(quote, from_place)
    start = start if start >= 0 else text.index(quote)
    low, _, high = bounds.partition("..") if ".." in bounds else ("", "", "")
    return Gold(
        start, start + len(quote), category, bounds != "-" or hedge != "-",
        int(low) if low else None, int(high) if high else None, speaker, as_of,
    )  # fmt: skip


@dataclass
class Score:
    """Counts of one run over some documents."""

    found: int = 0
    wrong: int = 0
    missed: int = 0
    misses: list[str] = field(default_factory=list)
    extras: list[str] = field(default_factory=list)

    @property
    def precision(self) -> float:
        return self.found / (self.found + self.wrong) if self.found + self.wrong else 0.0

    @property
    def recall(self) -> float:
        return self.found / (self.found + self.missed) if self.found + self.missed else 0.0

    @property
    def f1(self) -> float:
        together = self.precision + self.recall
        return 2 * self.precision * self.recall / together if together else 0.0


@dataclass
class Report:
    """What was found of numbers, statements, speakers and days; and quantities read from hard negatives."""

    numeric: Score = field(default_factory=Score)
    statements: Score = field(default_factory=Score)
    speakers: Score = field(default_factory=Score)
    days: Score = field(default_factory=Score)
    from_negatives: list[str] = field(default_factory=list)


Reader = Callable[[Document], Iterable[Claim]]


def score(documents: Iterable[Annotated], reader: Reader) -> Report:
    """The reader's claims against the annotation of these documents."""
    report = Report()
    for one in documents:
        _score(one, list(reader(one.document)), report)
    return report


def _score(one: Annotated, claims: list[Claim], report: Report) -> None:
    left = [claim for claim in claims if claim.kind == Kind.CLAIM]
    for gold in one.claims:
        target = report.numeric if gold.is_numeric else report.statements
        match = next((claim for claim in left if _is_match(gold, claim)), None)
        if match is None:
            target.missed += 1
            target.misses.append(f"{one.name}: {one.document.text[gold.start : gold.end]} ({gold.category})")
            continue
        left.remove(match)
        target.found += 1
        _score_speaker(one, gold, match, report.speakers)
        _score_day(one, gold, match, report.days)
    for claim in left:
        target = report.numeric if _is_numeric(claim) else report.statements
        target.wrong += 1
        target.extras.append(f"{one.name}: {claim.quote} ({claim.category})")
    for start, end in one.negatives:
        report.from_negatives += [
            f"{one.name}: {claim.quote}" for claim in claims if _reads_number_at(claim, start, end)
        ]


def _is_match(gold: Gold, claim: Claim) -> bool:
    overlaps = claim.span[0] < gold.end and gold.start < claim.span[1]
    if not overlaps or claim.category != gold.category:
        return False
    if not gold.is_numeric:
        return True
    quantity = claim.quantity
    return quantity is not None and (quantity.low, quantity.high) == (gold.low, gold.high)


def _is_numeric(claim: Claim) -> bool:
    quantity = claim.quantity
    return quantity is not None and (quantity.value, quantity.low, quantity.high) != (None, None, None)


def _reads_number_at(claim: Claim, start: int, end: int) -> bool:
    if claim.quantity is None or not _is_numeric(claim):
        return False
    place = claim.span[0] + max(0, claim.quote.find(claim.quantity.raw))
    return place < end and start < place + len(claim.quantity.raw)


def _score_speaker(one: Annotated, gold: Gold, claim: Claim, score: Score) -> None:
    if gold.speaker == "-":
        return
    spoken = (claim.speaker or "").lower()
    wanted = gold.speaker.lower()
    if spoken and (wanted in spoken or spoken in wanted):
        score.found += 1
    elif spoken:
        score.wrong += 1
        score.extras.append(f"{one.name}: {claim.quote}: {claim.speaker} for {gold.speaker}")
    else:
        score.missed += 1
        score.misses.append(f"{one.name}: {claim.quote}: nobody for {gold.speaker}")


def _score_day(one: Annotated, gold: Gold, claim: Claim, score: Score) -> None:
    if gold.as_of == "-":
        return
    told = f"{claim.as_of.start}/{claim.as_of.end}"
    if told == gold.as_of:
        score.found += 1
    else:
        score.wrong += 1
        score.extras.append(f"{one.name}: {claim.quote}: {told} for {gold.as_of}")
