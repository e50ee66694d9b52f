"""What is stated of one force over time: a series for each category and theatre, with stated bounds. Pure.

Nothing is averaged and nothing is summed. At a day the lower bound is the highest that was stated of that day or
before, the upper the lowest stated of that day or later, for a count of everybody since the beginning cannot have
been larger before. Bounds pass from part to whole and back. What feeds no bound is listed aside with the reason.

Source: docs/explanation/figures.md; UCDP GED codebook (low, high; stated, not estimated here).
"""

from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from safeconduct.figures.claims import Category, SpeakerClass
from safeconduct.figures.facts import LinkKind
from safeconduct.figures.stated import Stated, by_force, order
from safeconduct.figures.wholes import COUNTED, CUMULATIVE, holds

SIDES = (
    SpeakerClass.NEUTRAL,
    SpeakerClass.THIRD_STATE,
    SpeakerClass.PARTY,
    SpeakerClass.OPPONENT,
    SpeakerClass.PRESS,
    SpeakerClass.UNNAMED,
)
"""Whose newest claim stands for the best where no officer chose one: the first side that said anything."""

Place = tuple[Category, str]
SeriesKey = tuple[str, Category, str]


@dataclass(frozen=True, slots=True)
class Bound:
    """One stated bound: the number, the claim that states it, and whose series that claim stands in."""

    number: int
    claim: str
    category: Category
    theatre: str


@dataclass(frozen=True, slots=True)
class Step:
    """The bounds from this day on, until the next step. An open side is None."""

    day: date
    low: Bound | None
    high: Bound | None

    @property
    def is_crossed(self) -> bool:
        """Whether what was stated cannot all be true."""
        return self.low is not None and self.high is not None and self.low.number > self.high.number


@dataclass(frozen=True, slots=True)
class Aside:
    """A claim that feeds no bound, and why; `other` is the claim that it stands on, repeats or was replaced by."""

    claim: Stated
    reason: str
    other: str = ""


@dataclass(frozen=True, slots=True)
class Series:
    """What is stated of one force in one category and theatre. `claims` feed the bounds, sorted by day.

    `best` is the claim that an officer chose, else the newest of the first side in `SIDES`; None where there is
    none. `steps` is empty for counts of one day, which may fall.
    """

    force: str
    category: Category
    theatre: str
    claims: tuple[Stated, ...] = ()
    aside: tuple[Aside, ...] = ()
    steps: tuple[Step, ...] = ()
    best: Stated | None = None
    is_chosen: bool = False
    documents: int = 0
    origins: int = 0
    sides: tuple[SpeakerClass, ...] = ()

    @property
    def key(self) -> SeriesKey:
        """Force, category, theatre."""
        return self.force, self.category, self.theatre


@dataclass(slots=True)
class _Grown:
    """The bounds of one series at every day of its force, its own first and then what it inherits."""

    claims: list[Stated] = field(default_factory=list)
    aside: list[Aside] = field(default_factory=list)
    low: list[Bound | None] = field(default_factory=list)
    high: list[Bound | None] = field(default_factory=list)


def series_of(claims: Sequence[Stated], chosen: Mapping[SeriesKey, str] | None = None) -> list[Series]:
    """Every series of these claims, whose origins are resolved; sorted by force, category and theatre."""
    found: list[Series] = []
    for force, mine in sorted(by_force(claims).items()):
        found += _of_force(force, mine, chosen or {})
    return found


def superseded(claims: Sequence[Stated]) -> dict[str, str]:
    """Which claims were taken back by their own speaker, and by which claim: a later lower one, or a correction."""
    ids = {claim.id for claim in claims}
    found = {
        link.other: claim.id
        for claim in claims
        for link in claim.links
        if link.kind == LinkKind.CORRECTS and link.other in ids
    }
    spoken: dict[tuple[str, str, Category, str], list[Stated]] = defaultdict(list)
    for claim in claims:
        if claim.speaker and claim.category in CUMULATIVE and not claim.aside:
            spoken[claim.force, claim.speaker, *claim.series].append(claim)
    for said in spoken.values():
        found |= _taken_back(sorted(said, key=order))
    return found


def _taken_back(said: Sequence[Stated]) -> dict[str, str]:
    """Of one speaker, in order of the day: what a later claim of a later day states less than."""
    found: dict[str, str] = {}
    lowest: Stated | None = None
    for claim in reversed(said):
        if claim.is_repeat:
            continue
        if (
            lowest is not None and lowest.most is not None and claim.least is not None
            and claim.least > lowest.most and lowest.last >= claim.last and lowest.origin != claim.origin
        ):  # fmt: skip
            found[claim.id] = lowest.id
        elif claim.most is not None and (lowest is None or lowest.most is None or claim.most < lowest.most):
            lowest = claim
    return found


def _of_force(force: str, claims: Sequence[Stated], chosen: Mapping[SeriesKey, str]) -> list[Series]:
    replaced = superseded(claims)
    grown: dict[Place, _Grown] = defaultdict(_Grown)
    for claim in claims:
        if claim.category not in COUNTED:
            continue
        reason = claim.aside
        place = grown[claim.series]
        if reason:
            place.aside.append(Aside(claim, reason, _base(claim)))
        elif claim.id in replaced:
            place.aside.append(Aside(claim, "superseded", replaced[claim.id]))
        else:
            place.claims.append(claim)
    days = sorted(
        {day for each in grown.values() for claim in each.claims for day in (claim.first, claim.last)}
    )
    for (category, _theatre), each in grown.items():
        _own_bounds(each, days, is_cumulative=category in CUMULATIVE)
    _inherit(grown, len(days))
    return [
        _finished((force, *place), grown[place], days, chosen.get((force, *place), ""))
        for place in sorted(grown)
    ]


def _base(claim: Stated) -> str:
    return next((link.other for link in claim.links if link.kind == LinkKind.ADDS_TO), "")


def _own_bounds(grown: _Grown, days: Sequence[date], *, is_cumulative: bool) -> None:
    grown.low, grown.high = [None] * len(days), [None] * len(days)
    if not is_cumulative:
        return
    for claim in grown.claims:
        low, high = bisect_left(days, claim.last), bisect_right(days, claim.first) - 1
        if claim.least is not None:
            grown.low[low] = _larger(grown.low[low], Bound(claim.least, claim.id, *claim.series))
        if claim.most is not None:
            grown.high[high] = _smaller(grown.high[high], Bound(claim.most, claim.id, *claim.series))
    for place in range(1, len(days)):
        grown.low[place] = _larger(grown.low[place], grown.low[place - 1])
    for place in range(len(days) - 2, -1, -1):
        grown.high[place] = _smaller(grown.high[place], grown.high[place + 1])


def _inherit(grown: Mapping[Place, _Grown], days: int) -> None:
    """Each series' bounds with those of its parts and wholes. Containment is transitive, so one pass is enough."""
    own = {place: (each.low, each.high) for place, each in grown.items() if place[0] in CUMULATIVE}
    for place in own:
        low, high = list(own[place][0]), list(own[place][1])
        for other, (others_low, others_high) in own.items():
            if other == place:
                continue
            if holds(place, other):
                low = [_larger(low[day], others_low[day]) for day in range(days)]
            if holds(other, place):
                high = [_smaller(high[day], others_high[day]) for day in range(days)]
        grown[place].low, grown[place].high = low, high


def _larger(one: Bound | None, other: Bound | None) -> Bound | None:
    if one is None or other is None:
        return one or other
    return min(one, other, key=lambda bound: (-bound.number, bound.claim))


def _smaller(one: Bound | None, other: Bound | None) -> Bound | None:
    if one is None or other is None:
        return one or other
    return min(one, other, key=lambda bound: (bound.number, bound.claim))


def _finished(key: SeriesKey, grown: _Grown, days: Sequence[date], chosen: str) -> Series:
    force, category, theatre = key
    picked = next((claim for claim in grown.claims if claim.id == chosen), None)
    spoken = {claim.side for claim in grown.claims}
    return Series(
        force=force,
        category=category,
        theatre=theatre,
        claims=tuple(grown.claims),
        aside=tuple(grown.aside),
        steps=tuple(_steps(grown, days)),
        best=picked or _best(grown.claims),
        is_chosen=picked is not None,
        documents=len({claim.text for claim in grown.claims}),
        origins=len({claim.origin for claim in grown.claims}),
        sides=tuple(side for side in SIDES if side in spoken),
    )


def _steps(grown: _Grown, days: Sequence[date]) -> Iterable[Step]:
    last: tuple[Bound | None, Bound | None] = (None, None)
    for day, low, high in zip(days, grown.low, grown.high, strict=True):
        if (low, high) != last:
            last = low, high
            yield Step(day, low, high)


def _best(claims: Sequence[Stated]) -> Stated | None:
    for side in SIDES:
        mine = [claim for claim in claims if claim.side == side]
        if mine:
            return max(mine, key=lambda claim: (claim.last, *order(claim)))
    return None
