"""The list of prisoners: which rows, in which order, from where on, and how many in all.

Owns paging by key: a page begins after a row, not at a number, so that the thousandth page is as quick as the
first and a row that moves is neither shown twice nor left out. A cursor is opaque text of the sort value, the
position and the place in the list; it tells nothing that the order of the list does not. Who may see which
rows is decided before.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import F, QuerySet, Sum
from django.db.models.fields.tuple_lookups import Tuple, TupleGreaterThan, TupleLessThan

from safeconduct.registry.answers import PrisonerFilters, PrisonerPage, PrisonerRow, Sort, Status
from safeconduct.registry.models import Prisoner, Tally
from safeconduct.registry.sealed import open_prisoner
from safeconduct.registry.tags import tag_of_place, tag_of_power, tag_of_status

PAGE_ROWS_MAX = 500
_CURSOR_PARTS = 3
_BIGINT_MAX = 2**63 - 1
_COLUMNS = {
    Sort.REGISTERED: "position",
    Sort.BORN: "born_order",
    Sort.CAPTURED: "captured_order",
    Sort.ARRIVED: "arrived_order",
}


@dataclass(frozen=True, slots=True)
class _Cursor:
    """A row of the list: its sort value, its position, and its place in the list, from 1."""

    value: int
    position: int
    place: int

    def text(self) -> str:
        return f"{self.value:x}.{self.position:x}.{self.place:x}"


def page(filters: PrisonerFilters, places: frozenset[str] | None) -> PrisonerPage:
    """The page of these filters among the prisoners of `places`, None for everywhere."""
    size = min(max(filters.size, 1), PAGE_ROWS_MAX)
    after, before = _cursor(filters.after), _cursor(filters.before)
    if before is not None and after is None:
        return _backward(filters, places, before, size=size)
    return _forward(filters, places, after, size=size)


def totals(filters: PrisonerFilters, places: frozenset[str] | None) -> int:
    """How many prisoners fit, exactly; a sum over mixtures of filters, not over prisoners."""
    found = Tally.objects.filter(**_conditions(filters), **_within(places))
    return int(found.aggregate(total=Sum("persons", default=0))["total"])


def _forward(
    filters: PrisonerFilters, places: frozenset[str] | None, after: _Cursor | None, *, size: int
) -> PrisonerPage:
    found = _slice(filters, places, after, is_ascending=filters.is_ascending, size=size + 1)
    first = after.place + 1 if after else 1
    return _made(filters, places, found[:size], first=first, has_more=len(found) > size)


def _backward(
    filters: PrisonerFilters, places: frozenset[str] | None, before: _Cursor, *, size: int
) -> PrisonerPage:
    found = _slice(filters, places, before, is_ascending=not filters.is_ascending, size=size + 1)
    rows = found[:size][::-1]
    # What was registered meanwhile shifts the places; at the beginning of the list they are known again.
    first = max(before.place - len(rows), 2) if len(found) > size else 1
    return _made(filters, places, rows, first=first, has_more=True)


def _made(
    filters: PrisonerFilters,
    places: frozenset[str] | None,
    rows: Sequence[Prisoner],
    *,
    first: int,
    has_more: bool,
) -> PrisonerPage:
    column = _COLUMNS[filters.sort]
    ends = [
        _Cursor(getattr(row, column), row.position, place).text()
        for row, place in ((rows[0], first), (rows[-1], first + len(rows) - 1))
    ] if rows else ["", ""]  # fmt: skip
    return PrisonerPage(
        rows=tuple(opened(row) for row in rows),
        total=totals(filters, places),
        total_unfiltered=totals(PrisonerFilters(), places),
        first=first if rows else 0,
        after=ends[1] if has_more else "",
        before=ends[0] if first > 1 else "",
    )


def held_at(place: str) -> tuple[str, ...]:
    """The subjects who are in the place now, a hospital's patients of it among them, in the order of registration."""
    present = [tag_of_status(status) for status in (Status.HELD, Status.IN_HOSPITAL)]
    found = Prisoner.objects.filter(place_tag=tag_of_place(place), status_tag__in=present)
    return tuple(found.order_by("position").values_list("subject", flat=True))


def opened(row: Prisoner) -> PrisonerRow:
    """The line of the list that is sealed in the row."""
    return open_prisoner(row.subject, row.sealed)


def query(filters: PrisonerFilters) -> QuerySet[Prisoner]:
    """The rows of these filters everywhere, in order, from the cursor on; a test asks databases for its plan."""
    asked = Prisoner.objects.all()
    return _ordered(asked, filters, _cursor(filters.after), is_ascending=filters.is_ascending)


def _slice(
    filters: PrisonerFilters,
    places: frozenset[str] | None,
    cursor: _Cursor | None,
    *,
    is_ascending: bool,
    size: int,
) -> list[Prisoner]:
    """The next rows behind the cursor. Several places are read one by one, each in the order of its index."""
    column = _COLUMNS[filters.sort]
    found: list[Prisoner] = []
    for asked in _each_place(filters, places):
        found += _ordered(asked, filters, cursor, is_ascending=is_ascending)[:size]
    found.sort(key=lambda row: (getattr(row, column), row.position), reverse=not is_ascending)
    return found[:size]


def _each_place(filters: PrisonerFilters, places: frozenset[str] | None) -> list[QuerySet[Prisoner]]:
    if places is None:
        return [Prisoner.objects.all()]
    wanted = [filters.place] if filters.place else sorted(places)
    return [Prisoner.objects.filter(place_tag=tag_of_place(place)) for place in wanted if place in places]


def _ordered(
    asked: QuerySet[Prisoner], filters: PrisonerFilters, cursor: _Cursor | None, *, is_ascending: bool
) -> QuerySet[Prisoner]:
    column = _COLUMNS[filters.sort]
    columns = ["position"] if column == "position" else [column, "position"]
    ordered = asked.filter(**_conditions(filters)).order_by(
        *(columns if is_ascending else [f"-{name}" for name in columns])
    )
    return _behind(ordered, column, cursor, is_ascending=is_ascending)


def _behind(
    asked: QuerySet[Prisoner], column: str, cursor: _Cursor | None, *, is_ascending: bool
) -> QuerySet[Prisoner]:
    """Rows beyond the cursor, by comparing the pair: an OR of two would not be read from an index."""
    if cursor is None:
        return asked
    if column == "position":
        key = "position__gt" if is_ascending else "position__lt"
        return asked.filter(**{key: cursor.position})
    beyond = TupleGreaterThan if is_ascending else TupleLessThan
    return asked.filter(beyond(Tuple(F(column), F("position")), (cursor.value, cursor.position)))


def _conditions(filters: PrisonerFilters) -> dict[str, int | bool]:
    conditions: dict[str, int | bool] = {}
    if filters.place:
        conditions["place_tag"] = tag_of_place(filters.place)
    if filters.status:
        conditions["status_tag"] = tag_of_status(filters.status)
    if filters.power:
        conditions["power_tag"] = tag_of_power(filters.power)
    if filters.has_questions is not None:
        conditions["has_questions"] = filters.has_questions
    return conditions


def _within(places: frozenset[str] | None) -> dict[str, list[int]]:
    if places is None:
        return {}
    return {"place_tag__in": [tag_of_place(place) for place in sorted(places)]}


def _cursor(text: str) -> _Cursor | None:
    """The cursor in the text; anything else means the beginning, for an address may be old or mistyped."""
    parts = text.split(".")
    if len(parts) != _CURSOR_PARTS:
        return None
    try:
        value, position, place = (int(part, 16) for part in parts)
    except ValueError:
        return None
    if not all(0 <= number <= _BIGINT_MAX for number in (value, position, place)):
        return None
    return _Cursor(value, position, place)
