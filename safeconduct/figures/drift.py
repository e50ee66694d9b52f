"""What changed between two tellings of one claim, field by field. Pure.

The first is the source or the earlier telling, the second the retelling. `between` finds for every claim of the
second text the claim of the first that it most probably retells, says what became of each field, and names what was
left out and what was added.

Source: docs/explanation/figures.md (category, hedge, place, date, speaker and scope are lost in rewriting).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from safeconduct.figures.claims import (
    WEAKER_LAST,
    AsOf,
    Claim,
    Flag,
    Kind,
    Quantity,
    Relation,
    SpeakerClass,
)
from safeconduct.figures.wholes import is_part

RETELLS_MIN = 5
"""From so many points on, one claim is taken to retell another; below, it is another claim."""


class Field(StrEnum):
    """A field that may drift, in the order in which it is told."""

    CATEGORY = "category"
    NUMBER = "number"
    HEDGE = "hedge"
    PLACE = "place"
    DATE = "date"
    SPEAKER = "speaker"
    SCOPE = "scope"
    MODALITY = "modality"
    PRELIMINARY = "preliminary"


OF_SUBSTANCE = frozenset({Field.PLACE, Field.DATE, Field.SPEAKER, Field.SCOPE})
"""What rule C7 asks for; category and hedge have rules of their own."""


class Became(StrEnum):
    """What became of a field."""

    CHANGED = "changed"
    LOST = "lost"
    ADDED = "added"
    NARROWED = "narrowed"
    WIDENED = "widened"
    FIRMER = "firmer"
    WEAKER = "weaker"


@dataclass(frozen=True, slots=True)
class Change:
    """What became of one field: how it stood in the first telling and how it stands in the second, "" for nothing."""

    field: Field
    became: Became
    before: str
    after: str

    @property
    def is_of_substance(self) -> bool:
        """Whether rule C7 counts it: a changed or lost place, day, speaker or scope."""
        return self.field in OF_SUBSTANCE and self.became != Became.ADDED


@dataclass(frozen=True, slots=True)
class Pair:
    """A claim and its retelling, with what changed; no change: it was passed on whole."""

    before: Claim
    after: Claim
    changes: tuple[Change, ...]


@dataclass(frozen=True, slots=True)
class Drift:
    """Two texts held against each other. `left_out` stands in the first alone, `added` in the second alone."""

    pairs: tuple[Pair, ...]
    left_out: tuple[Claim, ...]
    added: tuple[Claim, ...]


def changes(before: Claim, after: Claim) -> tuple[Change, ...]:
    """What became of each field that is not the same in both."""
    found = (
        _category(before, after),
        _number(before, after),
        _hedge(before, after),
        _place(before, after),
        _date(before, after),
        _speaker(before, after),
        _scope(before, after),
        _modality(before, after),
        _preliminary(before, after),
    )
    return tuple(change for change in found if change is not None)


def between(before: Sequence[Claim], after: Sequence[Claim]) -> Drift:
    """Two texts' claims held against each other; each claim is paired once, the likeliest pairs first."""
    first = [claim for claim in before if claim.kind == Kind.CLAIM]
    second = [claim for claim in after if claim.kind == Kind.CLAIM]
    scored = sorted(
        (
            (-_likeness(one, other), i, j)
            for i, one in enumerate(first)
            for j, other in enumerate(second)
            if _likeness(one, other) >= RETELLS_MIN
        ),
    )
    paired: dict[int, int] = {}
    for _score, i, j in scored:
        if j not in paired and i not in paired.values():
            paired[j] = i
    taken = set(paired.values())
    pairs = [Pair(first[i], second[j], changes(first[i], second[j])) for j, i in sorted(paired.items())]
    return Drift(
        tuple(pairs),
        tuple(claim for i, claim in enumerate(first) if i not in taken),
        tuple(claim for j, claim in enumerate(second) if j not in paired),
    )


def _likeness(one: Claim, other: Claim) -> int:
    """How probably one retells the other, in points: the number counts most, a statement goes by what it is about."""
    if (_value(one) is None) != (_value(other) is None):
        return 0
    points = 3 if _value(one) is not None and _value(one) == _value(other) else 0
    if one.category == other.category:
        points += 3 if _value(one) is None else 2
    elif is_part(one.category, other.category) or is_part(other.category, one.category):
        points += 1
    points += 1 if _force(one) and _force(one) == _force(other) else 0
    points += 2 if one.speaker and one.speaker == other.speaker else 0
    points += 1 if one.topic and one.topic == other.topic else 0
    points += 1 if _days_meet(one.as_of, other.as_of) else 0
    return points


def _value(claim: Claim) -> int | None:
    if claim.quantity is None:
        return None
    return claim.quantity.value if claim.quantity.value is not None else claim.quantity.low


def _force(claim: Claim) -> str:
    return claim.force_code or (claim.force or "").casefold()


def _days_meet(one: AsOf, other: AsOf) -> bool:
    if Relation.UNSTATED in (one.relation, other.relation):
        return False
    return (one.start or date.min) <= (other.end or date.max) and (other.start or date.min) <= (
        one.end or date.max
    )


# --- one function a field -------------------------------------------------------------------------


def _category(before: Claim, after: Claim) -> Change | None:
    if before.category == after.category:
        return None
    became = Became.CHANGED
    if is_part(after.category, before.category):
        became = Became.NARROWED
    elif is_part(before.category, after.category):
        became = Became.WIDENED
    return Change(Field.CATEGORY, became, str(before.category), str(after.category))


def _number(before: Claim, after: Claim) -> Change | None:
    one, other = _bounds(before.quantity), _bounds(after.quantity)
    same_hedge = before.quantity and after.quantity and before.quantity.hedge == after.quantity.hedge
    if _value(before) == _value(after) and (one == other or not same_hedge):
        return None
    return Change(Field.NUMBER, _came(one, other), _raw(before), _raw(after))


def _hedge(before: Claim, after: Claim) -> Change | None:
    if before.quantity is None or after.quantity is None or before.quantity.hedge == after.quantity.hedge:
        return None
    return Change(Field.HEDGE, Became.CHANGED, _raw(before), _raw(after))


def _place(before: Claim, after: Claim) -> Change | None:
    one, other = before.place_code or before.place or "", after.place_code or after.place or ""
    if one == other:
        return None
    return Change(Field.PLACE, _came(one, other), before.place or "", after.place or "")


def _date(before: Claim, after: Claim) -> Change | None:
    one, other = (before.as_of.start, before.as_of.end), (after.as_of.start, after.as_of.end)
    stated = before.as_of.relation != Relation.UNSTATED, after.as_of.relation != Relation.UNSTATED
    if one == other or not any(stated):
        return None
    became = Became.CHANGED if all(stated) else Became.LOST if stated[0] else Became.ADDED
    return Change(Field.DATE, became, _days(before.as_of), _days(after.as_of))


def _days(as_of: AsOf) -> str:
    """The words that say the days, else the days themselves: `2025-01-11/2025-01-20`, "" where none are stated."""
    if as_of.raw or as_of.relation == Relation.UNSTATED:
        return as_of.raw or ""
    days = dict.fromkeys(day.isoformat() if day else ".." for day in (as_of.start, as_of.end))
    return "/".join(days)


def _speaker(before: Claim, after: Claim) -> Change | None:
    one, other = before.speaker or "", after.speaker or ""
    if one == other and before.speaker_class == after.speaker_class:
        return None
    if (
        one
        and (not other or after.speaker_class == SpeakerClass.UNNAMED)
        and before.speaker_class != after.speaker_class
    ):
        became = Became.LOST
    else:
        became = _came(one, other)
    return Change(Field.SPEAKER, became, one, other)


def _scope(before: Claim, after: Claim) -> Change | None:
    """Who is counted: the force in its own words, where no code says that both mean the same."""
    if _force(before) == _force(after) and bool(before.force) == bool(after.force):
        return None
    return Change(
        Field.SCOPE, _came(before.force or "", after.force or ""), before.force or "", after.force or ""
    )


def _modality(before: Claim, after: Claim) -> Change | None:
    if before.modality == after.modality:
        return None
    is_firmer = WEAKER_LAST.index(after.modality) < WEAKER_LAST.index(before.modality)
    became = Became.FIRMER if is_firmer else Became.WEAKER
    return Change(Field.MODALITY, became, str(before.modality), str(after.modality))


def _preliminary(before: Claim, after: Claim) -> Change | None:
    was, stands = Flag.PRELIMINARY in before.flags, Flag.PRELIMINARY in after.flags
    if was == stands:
        return None
    return Change(
        Field.PRELIMINARY,
        Became.LOST if was else Became.ADDED,
        str(Flag.PRELIMINARY) if was else "",
        str(Flag.PRELIMINARY) if stands else "",
    )


def _came(before: object, after: object) -> Became:
    if not before:
        return Became.ADDED
    return Became.CHANGED if after else Became.LOST


def _bounds(quantity: Quantity | None) -> tuple[int | None, int | None] | None:
    return None if quantity is None else (quantity.low, quantity.high)


def _raw(claim: Claim) -> str:
    return claim.quantity.raw if claim.quantity is not None else ""
