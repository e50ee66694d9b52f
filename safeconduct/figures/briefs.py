"""What a brief says, as data: from confirmed claims alone, each sentence with the claim it rests on. Pure.

Owns choosing and ordering; the words are the reader's language and stand at the edge. A brief is kept as this data,
so that it reads the same for as long as it is kept, whatever is confirmed later. What is new since the last brief is
told by comparing two of them.

Source: docs/explanation/figures.md; ICD 203 (analytic standards: sources, uncertainty, alternatives are named).
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from pydantic import TypeAdapter

from safeconduct.figures.answers import JudgedFinding, Ledger, PublicationRow
from safeconduct.figures.claims import Category
from safeconduct.figures.series import Series
from safeconduct.figures.stated import Stated


@dataclass(frozen=True, slots=True)
class BriefSource:
    """A publication that the brief cites."""

    id: str
    number: str
    title: str
    publisher: str
    published_on: str
    is_digest: bool


@dataclass(frozen=True, slots=True)
class BriefClaim:
    """A claim as the brief cites it: its own words, and what they say. `aside` says why it feeds no bound."""

    id: str
    number: str
    quote: str
    speaker: str
    relayed_by: tuple[str, ...]
    side: str
    category: str
    theatre: str
    raw: str
    low: int | None
    high: int | None
    hedge: str
    modality: str
    said_on: str
    as_of: str
    as_of_raw: str
    language: str
    source: str
    origin: str
    is_told_by_others: bool = False
    aside: str = ""


@dataclass(frozen=True, slots=True)
class BriefBound:
    """A stated bound of the newest day, and the claim that states it."""

    number: int
    claim: str


@dataclass(frozen=True, slots=True)
class BriefSeries:
    """What is stated in one category and theatre: the newest bounds, the best claim, and how many stand behind it."""

    category: str
    theatre: str
    low: BriefBound | None
    high: BriefBound | None
    best: str
    is_chosen: bool
    claims: tuple[str, ...]
    aside: tuple[str, ...]
    documents: int
    origins: int
    sides: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class BriefFinding:
    """What conflicts: the rule, the two claims, the suggested reading, and what a person said of it."""

    key: str
    rule: str
    rules: tuple[str, ...]
    one: str
    other: str
    suggested: str
    is_minor: bool
    verdict: str
    reason: str


@dataclass(frozen=True, slots=True)
class BriefContent:
    """The whole brief. `newest` is the day of the newest claim, "" where no claim has one."""

    force: str
    newest: str
    series: tuple[BriefSeries, ...]
    findings: tuple[BriefFinding, ...]
    unresolved: tuple[str, ...]
    statements: tuple[str, ...]
    unknown: tuple[str, ...]
    claims: tuple[BriefClaim, ...]
    sources: tuple[BriefSource, ...]


@dataclass(frozen=True, slots=True)
class Changed:
    """What differs between two briefs: claims and findings that came, went or were corrected, and moved bounds.

    `moved` holds (category, theatre, bounds before, bounds now); an open side is None.
    """

    came: tuple[BriefClaim, ...]
    went: tuple[BriefClaim, ...]
    corrected: tuple[tuple[BriefClaim, BriefClaim], ...]
    findings_came: tuple[BriefFinding, ...]
    findings_went: tuple[BriefFinding, ...]
    moved: tuple[tuple[str, str, tuple[int | None, int | None], tuple[int | None, int | None]], ...]

    @property
    def is_nothing(self) -> bool:
        """Whether nothing changed."""
        return not (
            self.came or self.went or self.corrected or self.findings_came or self.findings_went or self.moved
        )


# Of these a planner asks; where nobody stated anything, the brief says so.
ASKED = (Category.KILLED, Category.WOUNDED, Category.KILLED_OR_WOUNDED, Category.CAPTURED, Category.DEPLOYED,
         Category.WISHING_TO_RELOCATE)  # fmt: skip
_CONTENT = TypeAdapter(BriefContent)


def compose(ledger: Ledger, force: str, sources: Mapping[str, PublicationRow]) -> BriefContent:
    """The brief about one force, from everything that is confirmed of it now."""
    series = [each for each in ledger.series if each.force == force]
    aside = {each.claim.id: each.reason for one in series for each in one.aside}
    aside |= {each.claim.id: each.reason for each in ledger.unresolved}
    mine = [claim for claim in ledger.claims if claim.force == force]
    days = [claim.day for claim in mine if claim.day is not None]
    stated = {each.category for each in series if each.claims}
    cited = dict.fromkeys(claim.publication for claim in mine)
    return BriefContent(
        force=force,
        newest=max(days).isoformat() if days else "",
        series=tuple(_series(each) for each in series),
        findings=tuple(_finding(each) for each in ledger.findings if each.finding.force == force),
        unresolved=tuple(each.claim.id for each in ledger.unresolved if each.claim.force == force),
        statements=tuple(claim.id for claim in ledger.statements if claim.force == force),
        unknown=tuple(str(category) for category in ASKED if category not in stated),
        claims=tuple(_claim(claim, aside.get(claim.id, "")) for claim in mine),
        sources=tuple(_source(sources[each]) for each in cited if each in sources),
    )


def as_json(content: BriefContent) -> str:
    """The brief as it is kept."""
    return _CONTENT.dump_json(content, exclude_defaults=True).decode()


def from_json(text: str) -> BriefContent:
    """What `as_json` wrote."""
    return _CONTENT.validate_json(text)


def changed(before: BriefContent, now: BriefContent) -> Changed:
    """What is new since an earlier brief."""
    old, new = {c.id: c for c in before.claims}, {c.id: c for c in now.claims}
    known, found = {f.key: f for f in before.findings}, {f.key: f for f in now.findings}
    return Changed(
        came=tuple(claim for key, claim in new.items() if key not in old),
        went=tuple(claim for key, claim in old.items() if key not in new),
        corrected=tuple(
            (old[key], claim)
            for key, claim in new.items()
            if key in old and _words(old[key]) != _words(claim)
        ),
        findings_came=tuple(each for key, each in found.items() if key not in known),
        findings_went=tuple(each for key, each in known.items() if key not in found),
        moved=tuple(_moved(before.series, now.series)),
    )


def _words(claim: BriefClaim) -> tuple[object, ...]:
    """What an officer can correct; what follows from other claims is no correction."""
    return (claim.quote, claim.speaker, claim.category, claim.raw, claim.low, claim.high, claim.hedge, claim.as_of,
            claim.modality, claim.theatre)  # fmt: skip


def _moved(
    before: Iterable[BriefSeries], now: Iterable[BriefSeries]
) -> Iterable[tuple[str, str, tuple[int | None, int | None], tuple[int | None, int | None]]]:
    old = {(each.category, each.theatre): _numbers(each) for each in before}
    new = {(each.category, each.theatre): _numbers(each) for each in now}
    for key in sorted(old.keys() | new.keys()):
        was, stands = old.get(key, (None, None)), new.get(key, (None, None))
        if was != stands:
            yield *key, was, stands


def _numbers(series: BriefSeries) -> tuple[int | None, int | None]:
    return series.low.number if series.low else None, series.high.number if series.high else None


def _series(series: Series) -> BriefSeries:
    last = series.steps[-1] if series.steps else None
    return BriefSeries(
        category=str(series.category),
        theatre=series.theatre,
        low=BriefBound(last.low.number, last.low.claim) if last and last.low else None,
        high=BriefBound(last.high.number, last.high.claim) if last and last.high else None,
        best=series.best.id if series.best else "",
        is_chosen=series.is_chosen,
        claims=tuple(claim.id for claim in series.claims),
        aside=tuple(each.claim.id for each in series.aside),
        documents=series.documents,
        origins=series.origins,
        sides=tuple(str(side) for side in series.sides),
    )


def _finding(judged: JudgedFinding) -> BriefFinding:
    lead = judged.finding.lead
    return BriefFinding(
        key=judged.finding.key,
        rule=str(lead.rule),
        rules=tuple(str(rule) for rule in judged.finding.rules),
        one=lead.one.id,
        other=lead.other.id,
        suggested=str(lead.suggested),
        is_minor=judged.finding.is_minor,
        verdict=str(judged.verdict or ""),
        reason=judged.reason,
    )


def _claim(claim: Stated, aside: str) -> BriefClaim:
    said, quantity = claim.said, claim.said.quantity
    return BriefClaim(
        id=claim.id,
        number=claim.number,
        quote=said.quote,
        speaker=said.speaker or "",
        relayed_by=tuple(link.name for link in said.chain[1:]),
        side=str(claim.side),
        category=str(claim.category),
        theatre=claim.theatre,
        raw=quantity.raw if quantity else "",
        low=claim.least,
        high=claim.most,
        hedge=str(quantity.hedge) if quantity else "",
        modality=str(said.modality),
        said_on=_day(claim.day),
        as_of=_days(claim),
        as_of_raw=said.as_of.raw or "",
        language=said.language,
        source=claim.publication,
        origin=claim.origin,
        is_told_by_others=claim.is_told_by_others,
        aside=aside,
    )


def _days(claim: Stated) -> str:
    """EDTF: a day, or the interval in which the observation lies; "" where no day is known."""
    if not claim.is_dated:
        return ""
    first, last = claim.first.isoformat(), claim.last.isoformat()
    return first if first == last else f"{first}/{last}"


def _day(day: date | None) -> str:
    return day.isoformat() if day else ""


def _source(row: PublicationRow) -> BriefSource:
    return BriefSource(row.id, row.number, row.title, row.publisher, row.published_on, row.is_digest)
