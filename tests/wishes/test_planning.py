"""The calendar of interviews, the roster of interpreters and the papers, through the room's own doors."""

from dataclasses import replace
from datetime import timedelta

import pytest

from safeconduct.access.actor import Actor
from safeconduct.sources import moments
from safeconduct.sources.errors import Forbidden, NotFound, Refused
from safeconduct.store.create import Created
from safeconduct.store.errors import Locked
from safeconduct.wishes import actions, queries, requests
from safeconduct.wishes.facts import CopyAnswer, Purpose
from safeconduct.wishes.state import Status
from tests import cast
from tests.core.wishes.hearings import again, declare
from tests.wishes.officers import Time
from tests.wishes.test_board import captives, give

pytestmark = pytest.mark.django_db(databases=["default", "keys"])
HAN = requests.ListInterpreter(
    name="O. Han", qualification="court interpreter", languages=("ko", "uk"), serves=("kor",)
)


def plan(time: Time, hours: float, interpreter: str = "") -> requests.PlanInterview:
    planned = moments.text_of(time.at + timedelta(hours=hours))
    return requests.PlanInterview(
        prisoner="P", purpose=Purpose.DECLARE, planned=planned, place="room 3", interpreter=interpreter
    )


def test_the_calendar_says_what_is_planned_what_is_late_and_what_is_missing(
    instance: Created, reader: Actor, second: Actor, time: Time
) -> None:
    first, other, waits, old = captives(4)
    give(waits, declare(time.at), reader)
    give(old, declare(time.at), reader)
    give(first, plan(time, 24), reader)
    give(other, plan(time, 2), reader)
    at = time.pass_by(hours=73)
    give(old, again(requests.Confirm, at), second)
    give(first, plan(time, 5), reader)
    calendar = queries.calendar(reader)
    assert [(each.number, each.is_overdue) for each in calendar.plans] == [
        (other, True),
        (first, True),
        (first, False),
    ]
    assert [row.number for row in calendar.unplanned] == [waits]
    assert calendar.stale_soon == ()
    time.pass_by(days=77)
    assert [(row.number, row.status) for row in queries.calendar(reader).stale_soon] == [
        (old, Status.CONFIRMED)
    ]
    give(waits, declare(time.at), reader)
    assert [each.number for each in queries.calendar(reader).unplanned] == []


def test_an_interpreter_hears_one_prisoner_at_a_time(instance: Created, reader: Actor, time: Time) -> None:
    first, other = captives(2)
    give(first, plan(time, 24, interpreter="O. Han"), reader)
    with pytest.raises(Refused, match="at that hour already"):
        give(other, plan(time, 24.5, interpreter="o. han"), reader)
    give(other, plan(time, 25, interpreter="O. Han"), reader)
    actions.perform(HAN.model_copy(update={"serves": ()}), reader)
    (found,) = queries.interpreters(reader)
    assert len(found.busy) == 2


def test_the_roster_binds_every_hearing_and_is_sealed(instance: Created, reader: Actor, time: Time) -> None:
    (prisoner,) = captives(1)
    listed = actions.perform(HAN, reader)
    (found,) = queries.interpreters(reader)
    assert (found.listed.name, found.conflicts) == ("O. Han", ())
    with pytest.raises(Refused, match="works for"):
        give(prisoner, declare(time.at), reader)
    actions.perform(requests.StrikeInterpreter(interpreter=listed.subject, reason="left"), reader)
    with pytest.raises(Refused, match="struck off"):
        give(prisoner, declare(time.at), reader)
    actions.perform(HAN.model_copy(update={"serves": ()}), reader)
    give(prisoner, declare(time.at), reader)
    (row,) = queries.board(reader).rows
    assert row.number == prisoner, "the roster is nobody's wish"
    for name, actor in cast.everyone().items():
        if name != "protection":
            with pytest.raises(Forbidden):
                queries.interpreters(replace(actor, keyring=reader.keyring))
    for ask in (queries.interpreters, queries.calendar, lambda actor: actions.perform(HAN, actor)):
        with pytest.raises(Locked):
            ask(cast.PROTECTION)


def test_a_destination_somebody_wishes_for_is_a_conflict(
    instance: Created, reader: Actor, time: Time
) -> None:
    (prisoner,) = captives(1)
    give(prisoner, declare(time.at), reader)
    actions.perform(HAN, reader)
    (found,) = queries.interpreters(reader)
    assert found.conflicts == ("kor",)


def test_a_hearing_is_read_as_it_was_recorded(instance: Created, reader: Actor, time: Time) -> None:
    (prisoner,) = captives(1)
    give(prisoner, declare(time.at), reader)
    view = queries.wish(prisoner, reader)
    (heard,) = view.heard
    shown = queries.hearing(prisoner, heard.entry, reader)
    assert (shown.interview.place, shown.states, shown.is_flawed) == ("room 3", ("kor",), False)
    give(prisoner, requests.GiveCopy(prisoner="P", language="ko", answer=CopyAnswer.TAKEN), reader)
    copy = queries.wish(prisoner, reader).heard[-1]
    assert copy.kind == "wishes.CopyGiven"
    for entry in (copy.entry, "0" * 32):
        with pytest.raises(NotFound):
            queries.hearing(prisoner, entry, reader)


def test_a_plan_can_be_cancelled(instance: Created, reader: Actor, time: Time) -> None:
    (prisoner,) = captives(1)
    give(prisoner, plan(time, 24), reader)
    (planned,) = queries.wish(prisoner, reader).plans
    give(prisoner, requests.CancelInterview(prisoner="P", entry=planned.entry, reason="ill"), reader)
    assert queries.wish(prisoner, reader).plans == ()
    assert queries.calendar(reader).plans == ()
