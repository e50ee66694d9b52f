"""The board: who sees which lines, past days, camps, the calendar, what lapsed, and the files."""

from datetime import date

import pytest

from safeconduct.duties import actions, exports, projection, queries, requests
from safeconduct.duties.answers import BoardFilters
from safeconduct.duties.models import Folded, Line
from safeconduct.registry import actions as registry
from safeconduct.registry.requests import (
    DiedEvent,
    HospitalDischargedEvent,
    RecordEvent,
    TransferredEvent,
)
from safeconduct.sources.errors import Forbidden, NotFound
from safeconduct.store.create import Created
from safeconduct.store.record import transaction
from tests import cast
from tests.duties.days import Days, on_board, record, statuses

pytestmark = pytest.mark.django_db(databases=["default", "keys"])


def test_a_registrar_sees_the_prisoners_and_the_duties_of_his_own_place(prisoner: str) -> None:
    assert {line.number for line in on_board(cast.registrar(), scope="person")} == {prisoner}
    assert {line.camp for line in on_board(cast.registrar(), scope="camp")} == {cast.places()[0]}
    assert not on_board(cast.registrar(), scope="bureau")
    assert not on_board(cast.other_registrar(), scope="person")
    assert not on_board(cast.other_registrar(), camp=cast.places()[0])
    with pytest.raises(NotFound):
        queries.sheet(prisoner, cast.other_registrar())
    with pytest.raises(NotFound):
        queries.camp_sheet(cast.places()[0], cast.other_registrar())
    with pytest.raises(NotFound):
        queries.bureau_sheet(cast.registrar())


@pytest.mark.parametrize("who", ["delegate", "auditor", "administrator", "analyst", "tracing", "stranger"])
def test_whoever_may_not_read_sees_nothing(prisoner: str, who: str) -> None:
    actor = cast.everyone()[who]
    for ask in (
        lambda: queries.board(BoardFilters(), actor),
        lambda: queries.exported(BoardFilters(), actor),
        lambda: queries.lapsed(BoardFilters(), actor),
        lambda: queries.shares(actor),
        lambda: queries.calendar(actor, first=date(2025, 1, 13)),
        lambda: queries.sheet(prisoner, actor),
        lambda: queries.camp_sheet(cast.places()[0], actor),
        lambda: queries.bureau_sheet(actor),
        lambda: queries.held_at(cast.places()[0], actor),
    ):
        with pytest.raises(Forbidden):
            ask()


def test_a_transfer_takes_the_line_along_and_loses_no_duty(prisoner: str, days: Days) -> None:
    before = {line.row for line in on_board(scope="person")}
    here, there = cast.places()
    days.at("2025-01-14T12:00+02:00")
    event = TransferredEvent(destination=there, happened="2025-01-14", source=cast.SEEN)
    registry.perform(RecordEvent(prisoner=prisoner, event=event), cast.BUREAU)
    after = on_board(scope="person")
    # The transfer ends the stay in the transit camp, and nothing else.
    assert before - {line.row for line in after} == {"GC3-020c"}
    assert {line.camp for line in after} == {there}
    assert not on_board(cast.registrar(), scope="person", camp=here)
    assert on_board(cast.other_registrar(), scope="person")


def test_a_past_day_shows_what_was_known_then(prisoner: str, days: Days) -> None:
    days.at("2025-01-25T12:00+02:00")
    actions.perform(record(prisoner, "card_offered", "2025-01-14", to="family"), cast.BUREAU)
    then = queries.board(BoardFilters(article="70"), cast.BUREAU, on=date(2025, 1, 22))
    assert [(line.row, str(line.status)) for line in then.lines] == [
        ("GC3-070a-agency", "overdue"),
        ("GC3-070a-family", "overdue"),
    ]
    now = queries.board(BoardFilters(article="70"), cast.BUREAU)
    assert [line.row for line in now.lines] == ["GC3-070a-agency"]
    assert queries.board(BoardFilters(scope="person"), cast.BUREAU, on=date(2025, 1, 10)).total == 0


def test_the_most_urgent_comes_first_and_counts_are_of_all(prisoner: str, days: Days) -> None:
    days.at("2025-02-20T12:00+02:00")
    board = queries.board(BoardFilters(camp=cast.places()[0], scope="person"), cast.BUREAU, size=2)
    assert [str(line.status) for line in board.lines] == ["overdue", "overdue"]
    assert board.total == sum(board.counts.values()) > 2
    assert board.by_article["70"] == 2


def test_the_calendar_lists_the_terms_of_each_day(prisoner: str) -> None:
    week = queries.calendar(cast.BUREAU, first=date(2025, 1, 13), days=7)
    assert week[0].until == "2025-01-13"
    found = {day.until: [line.row for line in day.lines] for day in week if day.lines}
    assert found == {"2025-01-19": ["GC3-070a-agency", "GC3-070a-family"]}


def test_what_was_late_is_told_with_its_reason(prisoner: str, days: Days) -> None:
    days.at("2025-01-25T12:00+02:00")
    actions.perform(record(prisoner, "card_offered", "2025-01-14", to="family"), cast.BUREAU)
    lines = queries.lapsed(BoardFilters(scope="person"), cast.BUREAU).lines
    assert [(line.row, line.reason) for line in lines] == [("GC3-070a-family", "late_evidence")]


def test_the_share_of_an_article_counts_late_apart(prisoner: str, days: Days) -> None:
    days.at("2025-01-25T12:00+02:00")
    actions.perform(record(prisoner, "card_offered", "2025-01-20", to="family"), cast.BUREAU)
    found = {share.article: share for share in queries.shares(cast.BUREAU)}
    assert (found["70"].met, found["70"].late, found["70"].missed) == (0, 1, 1)


def test_files_hold_numbers_and_no_names(prisoner: str) -> None:
    board = queries.exported(BoardFilters(scope="person"), cast.BUREAU)
    text = exports.csv_of(board.lines, "ko")
    assert prisoner in text
    assert "박철수" not in text
    calendar = exports.ics_of(board.lines, "ko", instance="x", stamp="2025-01-12T16:00:00.000000Z")
    assert "DTSTART;VALUE=DATE:20250119" in calendar
    assert "박철수" not in calendar
    assert all(len(line.encode()) <= 75 for line in calendar.split("\r\n"))
    assert (
        calendar.count("BEGIN:VEVENT")
        == calendar.count("END:VEVENT")
        == sum(bool(line.until) for line in board.lines)
    )


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@x", "\tx"])
def test_no_cell_is_a_formula(text: str) -> None:
    assert exports.safe_cell(text).startswith("'")


def test_lines_made_one_by_one_are_those_made_all_at_once(prisoner: str, days: Days) -> None:
    days.at("2025-01-14T12:00+02:00")
    actions.perform(record(prisoner, "card_offered", "2025-01-14", to="family"), cast.BUREAU)
    registry.perform(cast.captive("리명호", place=cast.places()[1], captured="2025-01"), cast.BUREAU)
    on_board()
    kept = sorted(Line.objects.values_list("subject", "scope", "place_tag", "open", "closed"))
    Folded.objects.all().delete()
    with transaction():
        projection.catch_up()
    again = sorted(Line.objects.values_list("subject", "scope", "place_tag", "open", "closed"))
    assert [[bytes(v) if isinstance(v, memoryview) else v for v in row] for row in kept] == [
        [bytes(v) if isinstance(v, memoryview) else v for v in row] for row in again
    ]


def test_a_dead_man_is_held_no_more_and_his_duties_change(prisoner: str, days: Days) -> None:
    assert queries.held_at(cast.places()[0], cast.registrar()) == (prisoner,)
    days.at("2025-01-15T12:00+02:00")
    died = DiedEvent(happened="2025-01-15", cause="wounds", source=cast.SEEN)
    registry.perform(RecordEvent(prisoner=prisoner, event=died), cast.BUREAU)
    assert queries.held_at(cast.places()[0], cast.registrar()) == ()
    found = statuses(prisoner)
    assert found["GC3-070a-family"] == "not_applicable"
    assert found["GC3-120b"] == "running"


def test_every_duty_that_is_not_verified_says_so_in_files(
    instance: Created, prisoner: str, days: Days
) -> None:
    event = HospitalDischargedEvent(happened="2025-01-12", source=cast.SEEN)
    registry.perform(RecordEvent(prisoner=prisoner, event=event), cast.BUREAU)
    text = exports.csv_of(queries.exported(BoardFilters(scope="person"), cast.BUREAU).lines, "en")
    (line,) = [each for each in text.splitlines() if "GC3-122-5-discharge" in each]
    assert "house rule" in line


def test_the_commands_are_named_alike_at_every_door() -> None:
    assert set(requests.COMMANDS) == {
        "duties.record_for_prisoner", "duties.record_for_camp", "duties.record_for_bureau",
        "duties.record_for_many", "duties.record_inspections", "duties.withdraw_record",
    }  # fmt: skip
