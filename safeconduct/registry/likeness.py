"""Which persons are likely to be one: those who share a keyed mark and whose births can be one.

Owns `registry_pair`, a pure function of the marks and births that stand. A mark that more than `MOST_ALIKE`
persons share makes no pair: of a common name and year it says nothing about any two of them, and the pairs
would grow with the square of the list. Whether two are one is judged by people; a judged pair stays here and
is left out on reading.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import combinations, islice

from safeconduct.registry import sealed
from safeconduct.registry.models import Likeness, Pair, Prisoner
from safeconduct.sources.dates import compatible, parse_edtf
from safeconduct.store import sql

MOST_ALIKE = 6
"""House rule. A service number that seven persons gave, or a name and year of seven, proves nothing."""

_AT_ONCE = 400

# Plain SQL: this runs at each registration, where making the statements would cost more than running them.
_SEALED = "SELECT position, subject, sealed FROM registry_prisoner"
_MARKS = f"""
    SELECT token, (SELECT each.position FROM registry_likeness each
                   WHERE each.token = registry_likeness.token
                   ORDER BY each.position LIMIT 1 OFFSET {MOST_ALIKE})
    FROM registry_likeness"""  # noqa: S608 a number of this module

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
    found: dict[int, list[int]] = {}
    for chunk in _chunks(positions):
        for mark, beyond in sql.ask(Likeness, f"{_MARKS} WHERE {sql.any_of('position', chunk)}", chunk):
            found[mark] = [] if beyond is None else [0] * (MOST_ALIKE + 1)
    few = sorted(mark for mark, holders in found.items() if not holders)
    for chunk in _chunks(few):
        for position, mark in sql.select(Likeness, f"WHERE {sql.any_of('token', chunk)}", chunk):
            found[mark].append(position)
    return found


def _holders(mark: int) -> list[int]:
    what = f"WHERE token = %s ORDER BY position LIMIT {MOST_ALIKE + 1}"
    return [position for position, _ in sql.select(Likeness, what, (mark,))]


def _write(marks: Sequence[int], groups: Mapping[int, Sequence[int]]) -> None:
    """The difference only: a group that grows by one gains its new pairs and keeps the old ones."""
    standing: set[Place] = set(sql.select(Pair, f"WHERE {sql.any_of('token', marks)}", marks))
    births = _births({position for group in groups.values() for position in group})
    wanted = {place for mark, group in groups.items() for place in _pairs(mark, group, births)}
    # A mark that has become too common loses all its pairs at once.
    lost = {mark for *_, mark in standing} - {mark for *_, mark in wanted}
    for chunk in _chunks(sorted(lost)):
        sql.delete(Pair, sql.any_of("token", chunk), chunk)
    for place in standing - wanted:
        if place[2] not in lost:
            sql.delete(Pair, '"left" = %s AND "right" = %s AND token = %s', place)
    sql.insert(Pair, sorted(wanted - standing))


def _pairs(mark: int, group: Sequence[int], births: Mapping[int, str]) -> Iterator[Place]:
    for left, right in combinations(sorted(group), 2):
        if births_agree(births[left], births[right]):
            yield left, right, mark


def _births(positions: Iterable[int]) -> dict[int, str]:
    """The shown birth of each; empty where it is unknown or itself in conflict."""
    found = {}
    for chunk in _chunks(sorted(positions)):
        where = sql.any_of("position", chunk)
        for position, subject, blob in sql.ask(Prisoner, f"{_SEALED} WHERE {where}", chunk):
            row = sealed.open_prisoner(subject, blob)
            found[position] = "" if row.has_born_conflict else row.born
    return found


def _chunks(values: Sequence[int]) -> Iterator[Sequence[int]]:
    for start in range(0, len(values), _AT_ONCE):
        yield values[start : start + _AT_ONCE]
