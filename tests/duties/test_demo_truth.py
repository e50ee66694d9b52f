"""The demonstration's board tells the truth on any day: held against an oracle that knows neither table nor clock."""

from collections.abc import Callable, Iterator
from datetime import date, timedelta

import pytest

from safeconduct import demo
from safeconduct.duties import projection, queries
from safeconduct.duties.answers import BoardFilters, DutyLine
from safeconduct.duties.facts import camp_stream
from safeconduct.law.clock import Status
from safeconduct.law.duties import Kind, Scope
from safeconduct.registry.facts import PrisonerRegistered
from safeconduct.store import clock
from safeconduct.store.create import Created
from safeconduct.store.entries import Entry
from safeconduct.store.history import every_stream, open_histories
from safeconduct.store.instance import current
from tests import cast
from tests.duties import demo_oracle as oracle

pytestmark = pytest.mark.django_db(databases=["default", "keys"])
# Other rows of the demonstration have no term and no target: nothing about them changes with the day.
ASKED = {
    "GC3-031", "GC3-046b", "GC3-048", "GC3-060", "GC3-070a-agency", "GC3-070a-family", "GC3-070b-agency",
    "GC3-070b-family", "GC3-070c", "GC3-079", "GC3-120c", "GC3-122-3-agency", "GC3-122-3-power",
    "GC3-122-5-agency", "GC3-122-5-discharge", "GC3-122-5-power", "GC3-122-5-report", "GC3-122-6",
}  # fmt: skip
# Its evidence is the registration itself, so it is closed from the first moment.
DONE_AT_ONCE = {"GC3-122-2"}


def told(entries: list[Entry]) -> list[oracle.Told]:
    found: list[oracle.Told] = []
    for entry in entries:
        fields = entry.fact.model_dump(mode="json")
        found += oracle.told(entry.id, type(entry.fact).__name__, fields, clock.moment_of(entry.recorded))
    return found


def days_asked(count: Callable[[int, int], int]) -> Iterator[date]:
    """Before anything was written down, around it, today, and years ahead."""
    today = clock.now().astimezone(current().conflict.zone).date()
    yield from (today - timedelta(days=40), today, today + timedelta(days=1))
    # The last day of each term that still runs, and the day after it.
    for last in (
        oracle.month_after(today - timedelta(days=12)),
        oracle.month_after(today - timedelta(days=9)),
        oracle.month_after(today - timedelta(days=170), 6),
        today + timedelta(days=3),
    ):
        yield from (last, last + timedelta(days=1))
    # Steps of a prime number of days: terms end on all of them.
    for step in range(count(1, 400)):
        yield today + timedelta(days=step * 37 % 911 - 6)


def lies(
    lines: list[DutyLine], expected: dict[tuple[str, str], set[str]], vague: set[str]
) -> list[tuple[str, str, str, set[str]]]:
    """Row, opening, what the board says and what is true, wherever the two differ."""
    found = {(line.row, line.opened_by): str(line.status) for line in lines if line.row in ASKED}
    wrong = [
        (*key, found.get(key, "nothing"), expected.get(key, set())) for key in found.keys() ^ expected.keys()
    ]
    for key in found.keys() & expected.keys():
        said, true = found[key], expected[key]
        # That nobody can tell is said where histories differ, or where the day of the opening is not known.
        is_true = len(true) > 1 or key[1] in vague if said == Status.UNKNOWN else true == {said}
        if not is_true:
            wrong.append((*key, said, true))
    return wrong


def test_every_day_of_the_demonstration_is_told_as_the_treaty_has_it(
    instance: Created, count: Callable[[int, int], int]
) -> None:
    demo.fill(dict(instance.private_halves))
    people = {
        stream: told(entries)
        for batch in every_stream(projection.COMPARTMENTS)
        for stream, entries in batch
        if any(isinstance(entry.fact, PrisonerRegistered) for entry in entries)
    }
    seen: set[str] = set()
    for day in days_asked(count):
        on = queries.moment_of(day)
        board = queries.exported(BoardFilters(), cast.BUREAU, on=day)
        for subject, everything in people.items():
            vague = {one.id for one in everything if not one.is_exact}
            if all(one.recorded > on for one in everything):
                assert not [line for line in board.lines if line.subject == subject]
                continue
            sheet = queries.sheet(subject, cast.BUREAU, on=day)
            lines = [*sheet.open, *sheet.closed, *sheet.in_force]
            assert lies(lines, oracle.person(everything, on), vague) == [], day
            assert_same_on_board(board.lines, sheet.open, subject)
            seen |= {line.row for line in lines if has_time(line)}
        for camp in current().conflict.camps:
            stream = camp_stream(camp.code)
            opened = next(
                oracle.told("1" * 32, "Recorded", {"event": "camp_opened", "happened": camp.opened}, on)
            )
            expected = oracle.camp(
                told(open_histories([stream], projection.COMPARTMENTS)[stream]), opened, on
            )
            lines = [line for line in whole_camp(camp.code, day) if line.row in ASKED]
            assert lies(lines, expected, {"1" * 32}) == [], day
            seen |= {line.row for line in lines}
    assert seen - DONE_AT_ONCE == ASKED


def whole_camp(code: str, day: date) -> list[DutyLine]:
    sheet = queries.camp_sheet(code, cast.BUREAU, on=day)
    return [*sheet.open, *sheet.closed, *sheet.in_force]


def has_time(line: DutyLine) -> bool:
    return line.duty.kind not in (Kind.QUALITATIVE, Kind.STANDING) or bool(line.duty.target)


def assert_same_on_board(board: tuple[DutyLine, ...], sheet: tuple[DutyLine, ...], subject: str) -> None:
    """What is open on his sheet stands on the board, and stands there alike."""
    on_board = {(line.row, line.opened_by): line.status for line in board if line.subject == subject}
    on_sheet = {(line.row, line.opened_by): line.status for line in sheet if line.scope is Scope.PERSON}
    assert on_sheet == {key: status for key, status in on_board.items() if key in on_sheet}
    assert {status for key, status in on_board.items() if key not in on_sheet} <= {
        Status.OVERDUE,
        Status.BREACHED,
    }
