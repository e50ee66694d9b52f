"""Which persons are likely to be one: those who share a keyed mark and whose births can be one.

Owns `registry_pair`, a pure function of the marks and births that stand. A mark that more than `MOST_ALIKE`
persons share makes no pair: of a common name and year it says nothing about any two of them, and the pairs
would grow with the square of the list. Whether two are one is judged by people; a judged pair stays here and
is left out on reading.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import combinations, islice

from django.db.models import OuterRef, Subquery

from safeconduct.registry import sealed
from safeconduct.registry.models import Likeness, Pair, Prisoner
from safeconduct.sources.dates import compatible, parse_edtf

MOST_ALIKE = 6
"""House rule. A service number that seven persons gave, or a name and year of seven, proves nothing."""

_AT_ONCE = 400

Place = tuple[int, int, int]


def pair_up(marks: Iterable[int], positions: Sequence[int]) -> None:
    """Make the pairs of these marks what they should be; `positions` are persons who have some of them."""
    asked = iter(sorted(set(marks)))
    holders = _holders_of(positions)
    while chunk := list(islice(asked, _AT_ONCE)):
        for mark in chunk:
            if mark not in holders:
                holders[mark] = _holders(mark)
        _write(chunk, {mark: holders[mark] for mark in chunk if 1 < len(holders[mark]) <= MOST_ALIKE})


def births_agree(one: str, other: str) -> bool:
    """Whether two births, in EDTF, can be one; where either is not known, nothing speaks against it."""
    try:
        return not one or not other or compatible(parse_edtf(one), parse_edtf(other))
    except ValueError:
        return True


def _holders_of(positions: Sequence[int]) -> dict[int, list[int]]:
    """For each mark of these persons its holders, or more than `MOST_ALIKE` of them and then not all."""
    seventh = Likeness.objects.filter(token=OuterRef("token")).order_by("position").values("position")
    crowded: set[int] = set()
    few: set[int] = set()
    for chunk in _chunks(positions):
        asked = Likeness.objects.filter(position__in=chunk)
        asked = asked.annotate(next=Subquery(seventh[MOST_ALIKE : MOST_ALIKE + 1]))
        for mark, beyond in asked.values_list("token", "next"):
            (few if beyond is None else crowded).add(mark)
    found: dict[int, list[int]] = {mark: [0] * (MOST_ALIKE + 1) for mark in crowded}
    found |= {mark: [] for mark in few}
    for chunk in _chunks(sorted(few)):
        for mark, position in Likeness.objects.filter(token__in=chunk).values_list("token", "position"):
            found[mark].append(position)
    return found


def _holders(mark: int) -> list[int]:
    found = Likeness.objects.filter(token=mark).order_by("position").values_list("position", flat=True)
    return list(found[: MOST_ALIKE + 1])


def _write(marks: Sequence[int], groups: Mapping[int, Sequence[int]]) -> None:
    """The difference only: a group that grows by one gains its new pairs and keeps the old ones."""
    standing = set(Pair.objects.filter(token__in=marks).values_list("left", "right", "token"))
    births = _births({position for group in groups.values() for position in group})
    wanted = {place for mark, group in groups.items() for place in _pairs(mark, group, births)}
    for left, right, token in standing - wanted:
        Pair.objects.filter(left=left, right=right, token=token).delete()
    Pair.objects.bulk_create(
        [Pair(left=left, right=right, token=token) for left, right, token in sorted(wanted - standing)]
    )


def _pairs(mark: int, group: Sequence[int], births: Mapping[int, str]) -> Iterator[Place]:
    for left, right in combinations(sorted(group), 2):
        if births_agree(births[left], births[right]):
            yield left, right, mark


def _births(positions: Iterable[int]) -> dict[int, str]:
    """The shown birth of each; empty where it is unknown or itself in conflict."""
    found = {}
    for chunk in _chunks(sorted(positions)):
        asked = Prisoner.objects.filter(position__in=chunk).values_list("position", "subject", "sealed")
        for position, subject, blob in asked:
            row = sealed.open_prisoner(subject, blob)
            found[position] = "" if row.has_born_conflict else row.born
    return found


def _chunks(values: Sequence[int]) -> Iterator[Sequence[int]]:
    for start in range(0, len(values), _AT_ONCE):
        yield values[start : start + _AT_ONCE]
