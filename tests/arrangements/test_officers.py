"""Who reads and conducts a case: of the diplomatic officers those alone who are assigned to it."""

from dataclasses import replace

import pytest

from safeconduct.access.actor import Actor
from safeconduct.access.words import Role
from safeconduct.accounts import actions as accounts
from safeconduct.accounts import queries as operators
from safeconduct.accounts.facts import AddOperator
from safeconduct.arrangements import actions, queries, requests
from safeconduct.arrangements.cases import Stage
from safeconduct.registry import actions as registry
from safeconduct.sources.errors import Conflict, Forbidden, NotFound, Refused
from safeconduct.store import officers
from safeconduct.store.readings import readings
from tests import cast
from tests.arrangements.story import OTHER_DIPLOMAT, Story

pytestmark = pytest.mark.django_db(databases=["default", "keys"])


@pytest.fixture
def stranger(story: Story) -> Actor:
    """A diplomat in an unlocked session whom nobody assigned to anything."""
    return replace(OTHER_DIPLOMAT, keyring=story.diplomat.keyring)


@pytest.fixture
def referred(story: Story, prisoner: str) -> str:
    """A prisoner whose case the diplomat of the story conducts."""
    story.make_offer()
    story.hear(prisoner)
    story.refer(prisoner)
    return prisoner


def assign(story: Story, prisoner: str, officer: Actor) -> None:
    actions.perform(requests.Assign(prisoner=prisoner, officer=officer.operator_id), story.reader)


def answer(prisoner: str, viewer: Actor) -> tuple[type[BaseException], str]:
    with pytest.raises(NotFound) as told:
        queries.cases_of(prisoner, viewer)
    return type(told.value), str(told.value)


def test_whoever_is_not_assigned_is_answered_as_if_there_were_no_case(
    story: Story, referred: str, stranger: Actor
) -> None:
    without = registry.perform(cast.captive("리명호", power="prk"), cast.BUREAU).number
    assert answer(referred, stranger) == answer(without, stranger)
    page = queries.board(stranger)
    assert (page.rows, page.counts, page.total, page.unassigned) == ((), {}, 0, None)
    for prisoner in (referred, without):
        for seen in (0, 1, 99):
            command = requests.Preview(prisoner=prisoner, by="its ministry", seen=seen)
            with pytest.raises(Refused, match="No such case"):
                actions.perform(command, stranger)
    used = {offer.used for offer in queries.power("kor", stranger).offers}
    assert used == {None}


def test_a_case_named_by_its_id_is_none_of_hers_either(story: Story, referred: str, stranger: Actor) -> None:
    case = story.case(referred).id
    with pytest.raises(Refused, match="No such case"):
        actions.perform(requests.Accept(prisoner=referred, case=case, by="its ministry"), stranger)
    assert story.case(referred).stage == Stage.REFERRED


def test_an_attempt_is_logged_as_any_reading(story: Story, referred: str, stranger: Actor) -> None:
    answer(referred, stranger)
    found = readings(cast.everyone()["auditor"], operator=stranger.operator_id)
    assert [line.what for line in found] == ["cases"]


def test_whoever_is_assigned_reads_and_conducts_it(story: Story, referred: str, stranger: Actor) -> None:
    assign(story, referred, stranger)
    actions.perform(requests.Preview(prisoner=referred, by="its ministry"), stranger)
    assert queries.cases_of(referred, stranger).cases[0].stage == Stage.PREVIEWED
    assert set(story.case(referred).officers) == {stranger.operator_id, story.diplomat.operator_id}
    assert [row.number for row in queries.board(stranger).rows] == [referred]


def test_of_a_man_with_two_cases_she_sees_her_own(story: Story, referred: str, stranger: Actor) -> None:
    story.conduct(requests.CloseCase(prisoner=referred, reason="he chose another day"))
    story.refer(referred, officer=stranger.operator_id)
    assert [case.stage for case in queries.cases_of(referred, stranger).cases] == [Stage.REFERRED]
    assert [case.stage for case in queries.cases_of(referred, story.diplomat).cases] == [Stage.CLOSED]
    assert len(queries.cases_of(referred, story.reader).cases) == 2


def test_whoever_is_taken_off_reads_it_no_longer(story: Story, referred: str) -> None:
    taken_off = requests.Unassign(prisoner=referred, officer=story.diplomat.operator_id)
    actions.perform(taken_off, story.reader)
    answer(referred, story.diplomat)
    with pytest.raises(Refused) as told:
        actions.perform(taken_off, story.reader)
    assert told.value.code == "not_assigned"


def test_a_case_of_nobody_stands_out_to_who_assigns(story: Story, prisoner: str) -> None:
    story.make_offer()
    story.hear(prisoner)
    story.refer(prisoner, officer="")
    page = queries.board(story.reader, officer=queries.NOBODY)
    assert ([row.number for row in page.rows], page.unassigned) == ([prisoner], 1)
    assert page.rows[0].has_nobody
    assign(story, prisoner, story.diplomat)
    page = queries.board(story.reader)
    assert (page.unassigned, page.rows[0].has_nobody) == (0, False)
    assert queries.board(story.reader, officer=queries.NOBODY).rows == ()
    assert len(queries.board(story.reader, officer=story.diplomat.operator_id).rows) == 1


def test_an_officer_who_left_is_nobody(story: Story, referred: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(officers, "_SOURCES", [])
    assert queries.board(story.reader).rows[0].has_nobody
    assert queries.assignable(story.reader) == ()


@pytest.mark.parametrize("role", list(Role))
def test_only_who_conducts_cases_can_be_assigned(story: Story, referred: str, role: Role) -> None:
    command = AddOperator(login="newcomer", name="N. Newcomer", roles=(role,))
    made = operators.by_id(accounts.add_first_operator(command, "correct horse battery"))
    assert made is not None
    may_be = role == Role.DIPLOMATIC
    assert (made.id in {each.id for each in queries.assignable(story.reader)}) == may_be
    given = requests.Assign(prisoner=referred, officer=made.id)
    if may_be:
        actions.perform(given, story.reader)
    else:
        with pytest.raises(Refused, match="conducts cases"):
            actions.perform(given, story.reader)


def test_nobody_is_assigned_twice(story: Story, referred: str) -> None:
    with pytest.raises(Refused) as told:
        assign(story, referred, story.diplomat)
    assert told.value.code == "assigned"


def test_whoever_saw_less_assigns_nobody(story: Story, referred: str, stranger: Actor) -> None:
    seen = queries.cases_of(referred, story.reader).version
    story.conduct(requests.Preview(prisoner=referred, by="its ministry"))
    command = requests.Assign(prisoner=referred, officer=stranger.operator_id, seen=seen)
    with pytest.raises(Conflict):
        actions.perform(command, story.reader)


def test_a_diplomat_assigns_nobody_not_even_herself(story: Story, referred: str, stranger: Actor) -> None:
    for actor in (stranger, story.diplomat):
        with pytest.raises(Forbidden):
            actions.perform(requests.Assign(prisoner=referred, officer=actor.operator_id), actor)
        with pytest.raises(Forbidden):
            queries.assignable(actor)
