"""Two officers at one record: only work on the same thing is a conflict, and it shows what stands."""

import pytest

from safeconduct.registry import facts, requests
from safeconduct.registry.facts import Item, PaperFinding, Question, Verdict
from safeconduct.registry.seen import check_seen, check_seen_pair
from safeconduct.registry.state import fold_pair
from safeconduct.sources.errors import Conflict
from tests.core.registry.histories import LISTED, OTHER, SEEN, SUBJECT, History, name, registered, says

P = SUBJECT
FIRST = f"{SUBJECT[:2]}{1:030x}"


def seen_history() -> History:
    asked = (Question(field="unit", code="unreadable"),)
    first = facts.PrisonerRegistered(
        names=(name("Пак"),), statements=(says(Item.RANK, "private"),), questions=asked
    )
    return History().add(first)


def arrival(camp: str) -> facts.ArrivedAtCamp:
    return facts.ArrivedAtCamp(camp=camp, source=SEEN)


RANK = requests.StateIdentity(prisoner=P, seen=1, statement=says(Item.RANK, "sergeant"))
JUDGE = requests.JudgeStatement(prisoner=P, seen=1, item=Item.RANK, entry=FIRST, reason="x")
ARRIVED = requests.RecordEvent(
    prisoner=P, seen=1, event=requests.ArrivedAtCampEvent(camp="camp-1", source=SEEN)
)
ANSWER = requests.AnswerQuestion(
    prisoner=P, seen=1, entry=FIRST, resolution="x", statement=says(Item.UNIT, "94")
)
STATED_RANK = facts.IdentityStated(statement=says(Item.RANK, "corporal", LISTED))
STATED_UNIT = facts.IdentityStated(statement=says(Item.UNIT, "95", LISTED))

CASES: list[tuple[requests.AboutPrisoner, facts.Fact, bool]] = [
    (RANK, STATED_RANK, True),
    (RANK, STATED_UNIT, False),
    (RANK, facts.StatementWithdrawn(entry=FIRST, reason="x"), True),
    (JUDGE, STATED_RANK, True),
    (JUDGE, facts.StatementJudged(item=Item.RANK, entry=FIRST, reason="y"), True),
    (JUDGE, arrival("camp-3"), False),
    (ARRIVED, arrival("camp-3"), True),
    (ARRIVED, facts.Escaped(source=SEEN), False),
    (ARRIVED, STATED_RANK, False),
    (ANSWER, facts.QuestionAnswered(entry=FIRST, resolution="y"), True),
    (ANSWER, STATED_UNIT, True),
    (ANSWER, facts.QuestionRaised(question=Question(field="unit", code="ask")), False),
    (
        requests.WithdrawName(prisoner=P, seen=1, entry=FIRST, reason="x"),
        facts.NameWithdrawn(entry=FIRST, reason="y"),
        True,
    ),
    (
        requests.JudgePaper(prisoner=P, seen=1, entry=FIRST, finding=PaperFinding.FALSE, reason="x"),
        facts.PaperJudged(entry=FIRST, finding=PaperFinding.GENUINE, reason="y"),
        True,
    ),
    (
        requests.RecordEvent(
            prisoner=P, seen=1, event=requests.EffectTakenEvent(description="ring", receipt="2", source=SEEN)
        ),
        facts.EffectTaken(description="watch", receipt="1", source=SEEN),
        False,
    ),
    (
        requests.RecordEvent(
            prisoner=P, seen=1, event=requests.EffectReturnedEvent(entry=FIRST, source=SEEN)
        ),
        facts.EffectReturned(entry=FIRST, source=SEEN),
        True,
    ),
]


@pytest.mark.parametrize(("command", "later", "is_conflict"), CASES)
def test_later_entries_about_the_same_thing(
    command: requests.AboutPrisoner, later: facts.Fact, is_conflict: bool
) -> None:
    history = seen_history().add(later)
    if not is_conflict:
        check_seen(history.state, command)
        return
    with pytest.raises(Conflict) as conflict:
        check_seen(history.state, command)
    assert conflict.value.theirs == (history.entries[1],)
    assert (conflict.value.expected_version, conflict.value.actual_version) == (1, 2)


@pytest.mark.parametrize("seen", [0, 2, 3])
def test_whoever_saw_all_or_did_not_look_is_let_through(seen: int) -> None:
    history = seen_history().add(STATED_RANK)
    check_seen(history.state, RANK.model_copy(update={"seen": seen}))


def test_withdrawing_an_event_meets_a_withdrawal_of_the_same() -> None:
    history = registered().add(arrival("camp-1"))
    command = requests.WithdrawEvent(prisoner=P, seen=2, entry=history.id(2), reason="x")
    check_seen(history.state, command)
    history.add(facts.CustodyFactWithdrawn(entry=history.id(2), reason="y", source=SEEN))
    with pytest.raises(Conflict):
        check_seen(history.state, command)


def test_a_pair_judged_meanwhile_is_a_conflict() -> None:
    one = facts.PairJudged(left=SUBJECT, right=OTHER, verdict=Verdict.UNSURE, reason="x")
    history = History().add(one)
    command = requests.JudgeSame(left=SUBJECT, right=OTHER, reason="x", seen=1)
    check_seen_pair(fold_pair(history.entries, SUBJECT, OTHER), command)
    history.add(one.model_copy(update={"verdict": Verdict.DIFFERENT}))
    with pytest.raises(Conflict):
        check_seen_pair(fold_pair(history.entries, SUBJECT, OTHER), command)
