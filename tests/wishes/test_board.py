"""The board: one sealed row a prisoner, made by readers, equal to what the ledger says, and gone with an erasure."""

from dataclasses import replace

import pytest
from django.db.models import QuerySet

from safeconduct.access.actor import Actor
from safeconduct.access.words import Compartment
from safeconduct.ledger.errors import Tampered
from safeconduct.registry import actions as registry
from safeconduct.registry import queries as register
from safeconduct.registry import requests as registry_requests
from safeconduct.sources.errors import Forbidden
from safeconduct.store import erasure, projections, states
from safeconduct.store.create import Created
from safeconduct.store.errors import Locked
from safeconduct.store.models import StateRow
from safeconduct.wishes import actions, queries, requests
from safeconduct.wishes.facts import Finding, Option
from safeconduct.wishes.projection import ROW_BYTES, kept
from safeconduct.wishes.state import Status
from tests import cast
from tests.core.wishes.hearings import again, declare, hearing, said
from tests.wishes.officers import Time

pytestmark = pytest.mark.django_db(databases=["default", "keys"])


def captives(count: int) -> list[str]:
    names = ("박철수", "리명호", "김남", "최룡해", "강민", "조영식")
    return [registry.perform(cast.captive(name), cast.BUREAU).number for name in names[:count]]


def wish_rows() -> "QuerySet[StateRow]":
    return StateRow.objects.filter(compartment=Compartment.WISH)


def give(prisoner: str, command: requests.Command, actor: Actor) -> None:
    actions.perform(command.model_copy(update={"prisoner": prisoner}), actor)


def test_the_most_urgent_stands_first(instance: Created, reader: Actor, second: Actor, time: Time) -> None:
    ready, early, undecided, told = captives(4)
    give(ready, declare(time.at), reader)
    give(undecided, declare(time.at, said(Option.UNDECIDED)), reader)
    give(told, requests.Inform(prisoner=told, interview=hearing(time.at)), reader)
    at = time.pass_by(hours=73)
    give(early, declare(at), reader)
    page = queries.board(reader)
    assert [(row.number, row.status) for row in page.rows] == [
        (ready, Status.TO_CONFIRM),
        (early, Status.COOLING),
        (told, Status.INFORMED),
        (undecided, Status.UNDECIDED),
    ]
    assert page.counts == {"cooling": 1, "informed": 1, "to_confirm": 1, "undecided": 1}
    give(ready, again(requests.Confirm, at), second)
    (row,) = queries.board(second, only=Status.CONFIRMED).rows
    assert (row.number, row.destinations) == (ready, ("kor",))
    assert [r.number for r in queries.board(second, first=1, size=2).rows] == [ready, told]


def test_what_was_written_unread_is_folded_by_the_next_reader(
    instance: Created, reader: Actor, time: Time
) -> None:
    one, other = captives(2)
    give(one, declare(time.at), reader)
    before = bytes(wish_rows().get().sealed)
    give(one, requests.ReportWithdrawal(prisoner=one, way="a letter"), cast.BUREAU)
    give(other, declare(time.at), cast.PROTECTION)
    assert bytes(wish_rows().get().sealed) == before
    assert {row.number: row.status for row in queries.board(reader).rows} == {
        one: Status.WITHDRAWN,
        other: Status.COOLING,
    }
    assert wish_rows().count() == 2


def test_a_row_says_what_the_ledger_says(instance: Created, reader: Actor, second: Actor, time: Time) -> None:
    (prisoner,) = captives(1)
    steps: list[tuple[requests.Command, Actor, float]] = [
        (declare(time.at).model_copy(update={"fears_for_family": "x" * 5_000}), reader, 73),
        (
            requests.AssessRisk(
                prisoner=prisoner, destination="kor", finding=Finding.NONE_FOUND, grounds="x"
            ),
            reader,
            0,
        ),
        (again(requests.Confirm, time.at), second, 1),
        (again(requests.Reconfirm, time.at), reader, 1),
        (
            requests.AssessRisk(prisoner=prisoner, destination="prk", finding=Finding.OPEN, grounds="x"),
            second,
            1,
        ),
        (requests.Invalidate(prisoner=prisoner, reason="a guard listened"), reader, 1),
        (requests.Withdraw(prisoner=prisoner, way="to me"), reader, 1),
    ]
    for command, actor, hours in steps:
        at = time.at
        held = getattr(command, "interview", None)
        if held is not None:
            command = command.model_copy(update={"interview": hearing(at)})
        give(prisoner, command, actor)
        (row,) = wish_rows()
        held, _ = register.held_person(prisoner, reader, actions.CAPABILITIES[type(command)])
        view = queries.state_of(held, reader)
        found = states.some(kept(queries.adversaries()), [held.subject], second)
        assert found[held.subject].state() == replace(
            view, entries=(), withdrawals=(), denied=frozenset(), statements=(), flawed=(), is_erased=False
        )
        assert len(row.sealed) == ROW_BYTES + 24 + 16
        time.pass_by(hours=hours)


def test_rows_thrown_away_are_made_again(instance: Created, reader: Actor, time: Time) -> None:
    for prisoner in captives(3):
        give(prisoner, declare(time.at), reader)
    before = queries.board(reader)
    states.begin_again(Compartment.WISH)
    assert projections.check() == []
    assert queries.board(reader) == before


def test_a_changed_or_moved_row_is_found(instance: Created, reader: Actor, time: Time) -> None:
    for prisoner in captives(2):
        give(prisoner, declare(time.at), reader)
    one, other = wish_rows()
    wish_rows().filter(pk=one.pk).update(sealed=other.sealed)
    with pytest.raises(Tampered):
        queries.board(reader)


def test_an_erasure_takes_the_row_along(instance: Created, reader: Actor, time: Time) -> None:
    gone, stays = captives(2)
    for prisoner in (gone, stays):
        give(prisoner, declare(time.at), reader)
    subject = register.held_person(gone, cast.BUREAU, actions.CAPABILITIES[requests.ReportWithdrawal])[
        0
    ].subject
    asked = erasure.request(subject, register.streams_of(subject, cast.BUREAU), "an error", actor=cast.BUREAU)
    erasure.approve(asked.id, asked.digest, cast.OTHER_BUREAU)
    assert wish_rows().count() == 1
    assert [row.number for row in queries.board(reader).rows] == [stays]
    states.begin_again(Compartment.WISH)
    assert [row.number for row in queries.board(reader).rows] == [stays]


def test_two_records_of_one_man_are_one_line(instance: Created, reader: Actor, time: Time) -> None:
    one, other, third = captives(3)
    for prisoner in (one, other, third):
        give(prisoner, declare(time.at), reader)
    registry.perform(registry_requests.JudgeSame(left=one, right=other, reason="one face"), cast.BUREAU)
    statuses = sorted(str(row.status) for row in queries.board(reader).rows)
    assert statuses == [Status.COOLING, Status.HEAR_AGAIN]


def test_the_board_is_for_readers_alone(instance: Created, reader: Actor) -> None:
    with pytest.raises(Locked):
        queries.board(cast.PROTECTION)
    for name, actor in cast.everyone().items():
        if name != "protection":
            with pytest.raises(Forbidden):
                queries.board(replace(actor, keyring=reader.keyring))
