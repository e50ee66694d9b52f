"""A wish from the hearing to its end: who may write it, who may read it, and what nobody else learns."""

from dataclasses import replace

import pytest

from safeconduct.access.actor import Actor
from safeconduct.access.decide import may
from safeconduct.access.words import Compartment
from safeconduct.registry import actions as registry
from safeconduct.registry import requests as registry_requests
from safeconduct.sources.errors import Conflict, Forbidden, NotFound, Refused
from safeconduct.sources.values import Channel, Source
from safeconduct.store import approvals, clock
from safeconduct.store import verify as verifying
from safeconduct.store.create import Created
from safeconduct.store.errors import Locked
from safeconduct.store.history import history
from safeconduct.wishes import actions, queries, requests
from safeconduct.wishes.facts import CopyAnswer, FearsStated, Finding, Purpose, Setting, StepsStopped
from safeconduct.wishes.state import Status
from tests import cast
from tests.core.wishes.hearings import HOUR, again, declare, hearing
from tests.registry.callers import Caller, enrolled
from tests.wishes.officers import DIPLOMATIC, OTHER_PROTECTION, Time

pytestmark = pytest.mark.django_db(databases=["default", "keys"])


def of(prisoner: str, command: requests.Command, **more: object) -> requests.Command:
    return command.model_copy(update={"prisoner": prisoner, **more})


def told(prisoner: str, reader: Actor) -> Status:
    return queries.wish(prisoner, reader).status


def test_a_wish_is_heard_twice_and_once_more_before_he_goes(
    prisoner: str, reader: Actor, second: Actor, time: Time
) -> None:
    actions.perform(of(prisoner, declare(time.at)), reader)
    assert told(prisoner, reader) == Status.COOLING
    at = time.pass_by(hours=73)
    actions.perform(of(prisoner, again(requests.Confirm, at)), second)
    assert told(prisoner, reader) == Status.CONFIRMED
    at = time.pass_by(days=10)
    actions.perform(of(prisoner, again(requests.Reconfirm, at)), reader)
    view = queries.wish(prisoner, second)
    assert (view.status, view.destinations, view.version) == (Status.RECONFIRMED, ("kor",), 3)
    time.pass_by(hours=25)
    assert told(prisoner, reader) == Status.CONFIRMED
    # The test commits nothing, so no head lies outside the database.
    assert {problem.code for problem in verifying.verify().problems} <= {"head_missing"}


def test_whoever_hears_of_a_withdrawal_reports_it_and_learns_nothing(
    prisoner: str, reader: Actor, time: Time
) -> None:
    actions.perform(of(prisoner, declare(time.at)), reader)
    report = requests.ReportWithdrawal(prisoner=prisoner, way="he told the cook")
    nobody = registry.perform(cast.captive("리명호", place=cast.places()[0]), cast.BUREAU).number
    for actor in (cast.registrar(), cast.BUREAU, cast.MEDICAL, cast.DELEGATE, cast.PROTECTION, DIPLOMATIC):
        done = actions.perform(report, actor)
        other = actions.perform(of(nobody, report), actor)
        assert (done.entries, done.approval) == (other.entries, other.approval) == ((), "")
    assert told(prisoner, reader) == Status.WITHDRAWN
    assert told(nobody, reader) == Status.NOT_HEARD


def test_a_withdrawal_goes_to_the_cases_without_its_ground(
    instance: Created, prisoner: str, reader: Actor
) -> None:
    done = actions.perform(requests.Withdraw(prisoner=prisoner, way="to me"), reader)
    diplomat = cast.unlocked(DIPLOMATIC, instance.private_halves, Compartment.CASE)
    (entry,) = history(done.subject, [Compartment.CASE], diplomat)
    assert entry.fact == StepsStopped()


def test_nobody_without_the_key_reads_a_wish(prisoner: str, reader: Actor) -> None:
    actions.perform(of(prisoner, declare(clock.now())), reader)
    with pytest.raises(Locked):
        queries.wish(prisoner, cast.PROTECTION)
    for name, actor in cast.everyone().items():
        if name != "protection":
            with pytest.raises(Forbidden):
                queries.wish(prisoner, replace(actor, keyring=reader.keyring))


def test_a_protection_officer_without_the_key_hears_and_reads_nothing(prisoner: str, reader: Actor) -> None:
    actions.perform(of(prisoner, declare(clock.now())), cast.PROTECTION)
    assert told(prisoner, reader) == Status.COOLING
    with pytest.raises(Refused, match="sealed in this session"):
        actions.perform(of(prisoner, again(requests.Confirm, clock.now())), OTHER_PROTECTION)


def commands(prisoner: str) -> list[requests.Command | requests.RosterCommand]:
    at, source = clock.now(), Source(channel=Channel.PUBLICATION, who="a newspaper")
    return [
        requests.Inform(prisoner=prisoner, interview=hearing(at)),
        of(prisoner, declare(at)),
        of(prisoner, again(requests.Confirm, at)),
        of(prisoner, again(requests.Reconfirm, at)),
        requests.Withdraw(prisoner=prisoner, way="x"),
        requests.ReportWithdrawal(prisoner=prisoner, way="x"),
        requests.DenyWithdrawal(prisoner=prisoner, entry="0" * 32, interview=hearing(at)),
        requests.Invalidate(prisoner=prisoner, reason="x"),
        requests.ReportStatement(prisoner=prisoner, setting=Setting.PRESS, words="x", source=source),
        requests.AssessRisk(prisoner=prisoner, destination="kor", finding=Finding.OPEN, grounds="x"),
        requests.PlanInterview(prisoner=prisoner, purpose=Purpose.DECLARE, planned="", place="x"),
        requests.CancelInterview(prisoner=prisoner, entry="0" * 32, reason="x"),
        requests.RefuseInterpreter(prisoner=prisoner, name="x"),
        requests.GiveCopy(prisoner=prisoner, language="ko", answer=CopyAnswer.TAKEN),
        requests.ListInterpreter(name="x", qualification="x", languages=("ko",)),
        requests.StrikeInterpreter(interpreter="0" * 32, reason="x"),
    ]


def test_each_command_is_forbidden_to_whoever_may_not(prisoner: str) -> None:
    given = commands(prisoner)
    assert {type(command) for command in given} == set(requests.EVERY_TYPE)
    for command in given:
        for actor in cast.everyone().values():
            if not may(actor, actions.CAPABILITIES[type(command)]):
                with pytest.raises(Forbidden):
                    actions.perform(command, actor)


def test_a_registrar_of_another_place_meets_what_does_not_exist(prisoner: str) -> None:
    for number in (prisoner, "ZZZZ-ZZZZ"):
        with pytest.raises(NotFound):
            actions.perform(requests.ReportWithdrawal(prisoner=number, way="x"), cast.other_registrar())


def test_fears_lie_in_a_compartment_of_their_own(instance: Created, prisoner: str, reader: Actor) -> None:
    command = of(prisoner, declare(clock.now()), fears_for_family="a sister at home")
    done = actions.perform(command, reader)
    with pytest.raises(Locked):
        history(done.subject, [Compartment.PROTECTION], reader)
    both = cast.unlocked(reader, instance.private_halves, Compartment.PROTECTION)
    (entry,) = history(done.subject, [Compartment.PROTECTION], both)
    assert isinstance(entry.fact, FearsStated)
    assert entry.fact.for_family == "a sister at home"


def test_that_there_is_no_danger_takes_two_and_the_request_names_nobody(
    prisoner: str, reader: Actor, second: Actor
) -> None:
    command = requests.AssessRisk(
        prisoner=prisoner, destination="kor", finding=Finding.NONE_FOUND, grounds="family came along"
    )
    done = actions.perform(command, reader)
    asked = approvals.one(done.approval, second)
    assert done.subject.encode() not in asked.command
    assert prisoner.encode() not in asked.command
    assert not queries.wish(prisoner, reader).risks[0].is_passed
    with pytest.raises(Refused, match="cannot be the second person"):
        approvals.approve_and_run(asked.id, asked.digest, reader)
    with pytest.raises(Locked):
        approvals.approve_and_run(asked.id, asked.digest, OTHER_PROTECTION)
    approvals.approve_and_run(asked.id, asked.digest, second)
    assert queries.wish(prisoner, reader).risks[0].is_passed
    for actor in (cast.BUREAU, cast.AUDITOR, DIPLOMATIC):
        assert done.approval not in [each.id for each in approvals.pending(actor)]


def test_a_refused_command_leaves_no_request_behind(prisoner: str, reader: Actor, time: Time) -> None:
    actions.perform(of(prisoner, declare(time.at)), reader)
    time.pass_by(hours=-1)
    command = requests.AssessRisk(
        prisoner=prisoner, destination="kor", finding=Finding.NONE_FOUND, grounds="x"
    )
    with pytest.raises(Refused, match="clock"):
        actions.perform(command, reader)
    assert approvals.pending(reader) == []


def test_what_an_officer_did_not_see_is_a_conflict(prisoner: str, reader: Actor, second: Actor) -> None:
    at = clock.now()
    actions.perform(requests.Inform(prisoner=prisoner, interview=hearing(at)), reader)
    actions.perform(of(prisoner, declare(at), seen=1), reader)
    with pytest.raises(Conflict) as error:
        actions.perform(of(prisoner, declare(at - HOUR), seen=1), second)
    assert len(error.value.theirs) == 1


def test_two_records_of_one_man_with_two_wishes_are_heard_again(
    prisoner: str, reader: Actor, time: Time
) -> None:
    other = registry.perform(cast.captive("박철수"), cast.BUREAU).number
    for number in (prisoner, other):
        actions.perform(of(number, declare(time.at)), reader)
    same = registry_requests.JudgeSame(left=prisoner, right=other, reason="one face")
    registry.perform(same, cast.BUREAU)
    assert told(prisoner, reader) == told(other, reader) == Status.HEAR_AGAIN
    actions.perform(of(other, declare(time.pass_by(minutes=5))), reader)
    assert told(prisoner, reader) == Status.COOLING
    undone = registry_requests.UndoJudgement(left=prisoner, right=other, reason="two faces")
    registry.perform(undone, cast.BUREAU)
    assert told(prisoner, reader) == told(other, reader) == Status.COOLING


def test_the_api_takes_and_tells_a_wish(instance: Created) -> None:
    enrolled("bureau")
    enrolled("protection", instance, reads=Compartment.WISH)
    prisoner = registry.perform(cast.captive(), cast.BUREAU).number
    officer = Caller().sign_in("protection", unlock=True)
    command = declare(clock.now()).model_dump(mode="json") | {"prisoner": prisoner}
    answer = officer.post("commands/wishes.declare", command)
    assert answer.status_code == 200, answer.content
    assert set(answer.json()) == {"subject", "number", "approval"}
    wish = officer.get(f"wishes/{prisoner}").json()
    assert (wish["status"], wish["option"], wish["destinations"]) == ("cooling", "third_state", ["kor"])
    bureau = Caller().sign_in("bureau")
    assert bureau.get(f"wishes/{prisoner}").status_code == 404
    assert bureau.get("wishes/ZZZZ-ZZZZ").content == bureau.get(f"wishes/{prisoner}").content
    guarded = command | {"interview": command["interview"] | {"hearers": ["guard"]}}
    refused = officer.post("commands/wishes.declare", guarded)
    assert (refused.status_code, refused.json()["error"]) == (422, "not_private")
    assert refused.json()["source"].startswith("GC III art. 7")
