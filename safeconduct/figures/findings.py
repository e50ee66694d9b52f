"""What does not fit together: the ten rules, and one finding for each pair of origins. Pure.

A finding decides nothing. It names the rule, shows two quotations and suggests a reading; a person judges. Where
several rules are raised between the same two origins, the gravest leads and the others are named with it. Every rule
looks up its partners by what they share, so that ten thousand claims are not compared pair by pair.

Source: docs/explanation/figures.md (the ten rules, with the cases that each was made for).
"""

import hashlib
from bisect import bisect_right, insort
from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from fractions import Fraction
from typing import TypeVar

from safeconduct.figures.claims import Category, ElementKind, QuantityKind, Relation
from safeconduct.figures.drift import changes
from safeconduct.figures.stated import Stated, by_force, order
from safeconduct.figures.wholes import COMPOSED, CUMULATIVE, holds, is_part

Key = TypeVar("Key", bound=Hashable)

DEGENERATE_SHARE = Fraction(3, 5)
"""A part above this share of its whole asks for an explanation (house rule)."""
PAIRS_OF_ONE_MAX = 8
"""So many partners of one claim does a rule name, those that contradict it most; more would tell nobody more."""


class Rule(StrEnum):
    """The ten rules, the gravest first."""

    CATEGORY_DRIFT = "C1"
    PART_EXCEEDS_WHOLE = "C2"
    DEGENERATE_PART = "C3"
    FALLING_COUNT = "C4"
    ARITHMETIC = "C5"
    HEDGE_DRIFT = "C6"
    FIELD_DRIFT = "C7"
    HEADLINE_AGAINST_BODY = "C8"
    OWN_WHOLE = "C9"
    NARROWER_BUT_LARGER = "C10"


class Suggested(StrEnum):
    """The reading that a finding suggests."""

    CATEGORY_LOST = "category_lost"
    WORDING = "wording"
    CANNOT_BOTH = "cannot_both"
    PART_IS_WHOLE = "part_is_whole"
    SOURCES_DISAGREE = "sources_disagree"
    REVISED = "revised"
    PARTS_AND_TOTAL = "parts_and_total"
    HEDGE_LOST = "hedge_lost"
    FIELDS_LOST = "fields_lost"
    HEADLINE_OVERSTATES = "headline_overstates"
    SHARE_OF_ITSELF = "share_of_itself"
    CATEGORY_OR_TIME = "category_or_time"


_RANK = {rule: rank for rank, rule in enumerate(Rule)}
_MINOR = len(Rule)
_WORDING = frozenset({Category.KILLED_OR_WOUNDED, Category.CASUALTIES, Category.LOSSES})
_HEADS = frozenset({ElementKind.HEADLINE, ElementKind.SUBHEADING, ElementKind.CAPTION})


@dataclass(frozen=True, slots=True)
class Raised:
    """One rule raised between two claims. `is_minor`: it is worth telling, and nothing hangs on it.

    `one` is the earlier, the whole or the upstream claim, `other` the later, the part or the retelling.
    """

    rule: Rule
    one: Stated
    other: Stated
    suggested: Suggested
    is_minor: bool = False
    fields: tuple[str, ...] = ()

    @property
    def rank(self) -> int:
        """How grave it is, 0 first."""
        return _MINOR if self.is_minor else _RANK[self.rule]


@dataclass(frozen=True, slots=True)
class Finding:
    """What does not fit between two origins. `lead` is the gravest; `rules` all that were raised, the gravest first.

    `key` is the same as long as the two origins and the leading rule are; `pairs` counts the pairs of claims.
    """

    key: str
    force: str
    lead: Raised
    rules: tuple[Rule, ...]
    pairs: int
    is_minor: bool


def findings(claims: Sequence[Stated]) -> list[Finding]:
    """Every finding of claims whose origins are resolved, the gravest first, then the newest."""
    found: dict[tuple[str, str, str], list[Raised]] = defaultdict(list)
    for force, mine in by_force(claims).items():
        for raised in _raised(sorted(mine, key=order)):
            pair = sorted((raised.one.origin, raised.other.origin))
            found[force, pair[0], pair[1]].append(raised)
    grouped = [_grouped(pair, raised) for pair, raised in found.items()]
    return sorted(grouped, key=lambda each: (each.lead.rank, -_newest(each).toordinal(), each.key))


def _newest(finding: Finding) -> date:
    return max(finding.lead.one.last, finding.lead.other.last)


def _grouped(pair: tuple[str, str, str], raised: Sequence[Raised]) -> Finding:
    lead = min(raised, key=lambda each: (each.rank, order(each.one), order(each.other)))
    rules = sorted({each.rule for each in raised}, key=lambda rule: (rule != lead.rule, _RANK[rule]))
    digest = hashlib.sha256("\0".join((*pair, lead.rule)).encode()).hexdigest()[:32]
    return Finding(digest, pair[0], lead, tuple(rules), len(raised), lead.is_minor)


def _raised(claims: Sequence[Stated]) -> Iterator[Raised]:
    numbers = [claim for claim in claims if not claim.aside]
    yield from _category_drift(claims)
    yield from _parts_and_wholes(numbers)
    yield from _falling(numbers)
    yield from _field_drift(claims)
    for mine in _grouped_by(claims, lambda claim: claim.publication).values():
        yield from _arithmetic(mine)
        yield from _headlines(mine)
        yield from _own_wholes(mine)
        yield from _narrower_but_larger(mine)


# --- across texts ---------------------------------------------------------------------------------


def _category_drift(claims: Iterable[Stated]) -> Iterator[Raised]:
    """C1: one number of one origin under two categories."""
    for mine in _grouped_by((c for c in claims if c.value), lambda claim: claim.value).values():
        named = [claim for claim in mine if claim.speaker]
        for origin in _grouped_by(mine, lambda claim: claim.origin).values():
            yield from _drifts(origin)
        for claim in mine:
            if not claim.speaker:
                for source in _upstream(claim, named):
                    yield from _drifts([source, claim])


def _upstream(claim: Stated, named: Iterable[Stated]) -> list[Stated]:
    """Claims of named speakers that say the same number of the same time, which an unnamed one may retell."""
    relation = claim.said.as_of.relation
    return [
        each
        for each in named
        if each.publication != claim.publication
        and relation != Relation.UNSTATED
        and each.first <= claim.last
        and claim.first <= each.last
    ][:PAIRS_OF_ONE_MAX]


def _drifts(mine: Sequence[Stated]) -> Iterator[Raised]:
    """Between the first claims of each category; they have one origin."""
    first: dict[Category, Stated] = {}
    for claim in mine:
        first.setdefault(claim.category, claim)
    kinds = sorted(first.values(), key=order)
    for number, one in enumerate(kinds):
        for other in kinds[number + 1 :]:
            pair = {one.category, other.category}
            if Category.KILLED in pair and pair & (_WORDING | {Category.WOUNDED}):
                yield Raised(Rule.CATEGORY_DRIFT, one, other, Suggested.CATEGORY_LOST)
            elif pair <= _WORDING:
                yield Raised(Rule.CATEGORY_DRIFT, one, other, Suggested.WORDING, is_minor=True)


def _parts_and_wholes(numbers: Sequence[Stated]) -> Iterator[Raised]:
    """C2: a part that was larger than its whole was later. C3: a part that is nearly the whole."""
    places = _grouped_by((c for c in numbers if c.category in CUMULATIVE), lambda claim: claim.series)
    for whole_place, wholes in places.items():
        for part_place, parts in places.items():
            if whole_place == part_place or not holds(whole_place, part_place):
                continue
            yield from _exceeding(wholes, parts)
            if part_place[0] == Category.KILLED and whole_place[0] in _WORDING:
                yield from _degenerate(wholes, parts)


def _exceeding(wholes: Sequence[Stated], parts: Sequence[Stated]) -> Iterator[Raised]:
    for whole, part in _larger_before(wholes, parts, gap_days=0):
        yield Raised(Rule.PART_EXCEEDS_WHOLE, whole, part, Suggested.CANNOT_BOTH)


def _larger_before(
    bounded: Iterable[Stated], earlier: Iterable[Stated], *, gap_days: int
) -> Iterator[tuple[Stated, Stated]]:
    """Each claim with an upper bound beside those that state more so many days before it, the largest first."""
    entering = sorted((c for c in earlier if c.least is not None), key=lambda c: (c.last, order(c)))
    strongest: list[tuple[int, tuple[date, date, str], Stated]] = []
    entered = 0
    for claim in sorted((c for c in bounded if c.most is not None), key=lambda c: (c.first, order(c))):
        until = claim.first.toordinal() - gap_days
        while entered < len(entering) and entering[entered].last.toordinal() <= until:
            new = entering[entered]
            insort(strongest, (-(new.least or 0), order(new), new), key=lambda each: each[:2])
            del strongest[PAIRS_OF_ONE_MAX + 1 :]
            entered += 1
        assert claim.most is not None
        for least, _order, other in strongest:
            if -least <= claim.most:
                break
            if other.id != claim.id:
                yield claim, other


def _degenerate(wholes: Sequence[Stated], parts: Sequence[Stated]) -> Iterator[Raised]:
    """Each part beside the first whole of its day or later with a number, where the share is too large."""
    dated = sorted((whole for whole in wholes if whole.value), key=lambda whole: (whole.last, order(whole)))
    days = [whole.last for whole in dated]
    for part in parts:
        place = bisect_right(days, part.first)
        while place < len(dated) and dated[place].id == part.id:
            place += 1
        if place == len(dated) or part.value is None:
            continue
        whole = dated[place]
        assert whole.value is not None
        exceeds = part.least is not None and whole.most is not None and part.least > whole.most
        if not exceeds and Fraction(part.value, whole.value) > DEGENERATE_SHARE:
            yield Raised(Rule.DEGENERATE_PART, whole, part, Suggested.PART_IS_WHOLE)


def _falling(numbers: Sequence[Stated]) -> Iterator[Raised]:
    """C4: a count of everybody since the beginning that is smaller later."""
    for (category, _theatre), mine in _grouped_by(numbers, lambda claim: claim.series).items():
        if category not in CUMULATIVE:
            continue
        for later, earlier in _larger_before(mine, mine, gap_days=1):
            if later.origin == earlier.origin:
                continue
            is_own = bool(later.speaker) and later.speaker == earlier.speaker
            suggested = Suggested.REVISED if is_own else Suggested.SOURCES_DISAGREE
            yield Raised(Rule.FALLING_COUNT, earlier, later, suggested, is_minor=is_own)


def _field_drift(claims: Sequence[Stated]) -> Iterator[Raised]:
    """C6 and C7: one number of one origin, told with another hedge, place, day, speaker or scope."""
    keyed = (c for c in claims if c.value is not None)
    for mine in _grouped_by(keyed, lambda c: (c.origin, c.category, c.value)).values():
        upstream = mine[0]
        for claim in mine[1:]:
            assert upstream.said.quantity is not None
            assert claim.said.quantity is not None
            if upstream.said.quantity.hedge != claim.said.quantity.hedge:
                yield Raised(Rule.HEDGE_DRIFT, upstream, claim, Suggested.HEDGE_LOST)
            if upstream.publication == claim.publication:
                continue
            lost = tuple(each.field for each in changes(upstream.said, claim.said) if each.is_of_substance)
            if lost:
                yield Raised(Rule.FIELD_DRIFT, upstream, claim, Suggested.FIELDS_LOST, fields=lost)


# --- inside one text ------------------------------------------------------------------------------


def _arithmetic(mine: Sequence[Stated]) -> Iterator[Raised]:
    """C5: stated parts that cannot make up the total of one origin and time. Nothing is computed from it."""
    counted = [claim for claim in mine if not claim.aside]
    for told in _grouped_by(counted, lambda c: (c.origin, c.last, c.theatre)).values():
        by_category = _grouped_by(told, lambda claim: claim.category)
        for whole, parts in COMPOSED.items():
            stated = [by_category.get(part, []) for part in parts]
            totals = by_category.get(whole, [])
            if len(totals) != 1 or any(len(each) != 1 for each in stated):
                continue
            total, only = totals[0], [each[0] for each in stated]
            least, most = sum(part.least or 0 for part in only), _sum_of_most(only)
            if (total.most is not None and least > total.most) or (
                most is not None and total.least is not None and most < total.least
            ):
                yield Raised(Rule.ARITHMETIC, total, max(only, key=lambda part: part.least or 0),
                             Suggested.PARTS_AND_TOTAL)  # fmt: skip


def _sum_of_most(parts: Iterable[Stated]) -> int | None:
    bounds = [part.most for part in parts]
    return None if any(bound is None for bound in bounds) else sum(bound or 0 for bound in bounds)


def _headlines(mine: Sequence[Stated]) -> Iterator[Raised]:
    """C8: a headline or a caption that says another number of the same, or the same number of something else."""
    heads = [claim for claim in mine if claim.said.element in _HEADS and claim.is_number]
    bodies = [claim for claim in mine if claim.said.element == ElementKind.BODY and claim.is_number]
    for head in heads:
        for body in bodies:
            is_same_number = head.value is not None and head.value == body.value
            differs = head.category != body.category if is_same_number else (
                head.category == body.category and _are_apart(head, body)
            )  # fmt: skip
            if differs:
                yield Raised(Rule.HEADLINE_AGAINST_BODY, body, head, Suggested.HEADLINE_OVERSTATES)
                break


def _are_apart(one: Stated, other: Stated) -> bool:
    return (one.most is not None and other.least is not None and one.most < other.least) or (
        other.most is not None and one.least is not None and other.most < one.least
    )


def _own_wholes(mine: Sequence[Stated]) -> Iterator[Raised]:
    """C9: a share of a number that has the share's own category."""
    for part in mine:
        quantity = part.said.quantity
        if quantity is None or quantity.kind != QuantityKind.FRACTION or quantity.whole is None:
            continue
        for whole in mine:
            if whole.id != part.id and whole.category == part.category and whole.value == quantity.whole:
                yield Raised(Rule.OWN_WHOLE, whole, part, Suggested.SHARE_OF_ITSELF)
                break


def _narrower_but_larger(mine: Sequence[Stated]) -> Iterator[Raised]:
    """C10: in one text a part carries a larger number than a whole of an earlier time or an earlier line."""
    counted = [c for c in mine if not c.aside and c.value is not None and c.category in CUMULATIVE]
    for part in counted:
        for whole in counted:
            if part.category == whole.category or not is_part(part.category, whole.category):
                continue
            assert part.value is not None
            assert whole.value is not None
            is_earlier = whole.last < part.last or whole.said.span < part.said.span
            if is_earlier and part.value > whole.value:
                yield Raised(Rule.NARROWER_BUT_LARGER, whole, part, Suggested.CATEGORY_OR_TIME)


def _grouped_by(claims: Iterable[Stated], key: Callable[[Stated], Key]) -> Mapping[Key, list[Stated]]:
    found: dict[Key, list[Stated]] = defaultdict(list)
    for claim in claims:
        found[key(claim)].append(claim)
    return found
