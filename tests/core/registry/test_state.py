"""What is known of a person: names, answers, papers, questions; and that arrival changes nothing."""

from dataclasses import replace
from random import Random

import pytest
from hypothesis import given as forall
from hypothesis import settings
from hypothesis import strategies as st

from safeconduct.registry import facts
from safeconduct.registry.answers import Status
from safeconduct.registry.facts import Item, PaperFinding, Question, Statement
from safeconduct.registry.shown import row_of, view_of
from safeconduct.registry.state import fold
from safeconduct.sources.facts import Erased, Newer
from safeconduct.sources.values import (
    DECLINED,
    DOES_NOT_KNOW,
    NOT_ASKED,
    Answer,
    NameRole,
    Source,
    given,
    unreadable,
)
from tests.core.registry.histories import LISTED, OWN, SEEN, SUBJECT, History, name, registered, says

BORN = Item.BIRTH_DATE


def judged(history: History, number: int, *, item: Item = BORN, index: int = 0) -> facts.StatementJudged:
    return facts.StatementJudged(item=item, entry=history.id(number), index=index, reason="seen the paper")


# --- answers --------------------------------------------------------------------------------------

CONFLICTS = [
    (BORN, "1999-04", "1999-04-12", False),
    (BORN, "1999-04", "1998-05-12", True),
    (BORN, "1999~", "1998", False),
    (BORN, "1999 spring", "1999-04", True),
    (Item.POWER, "dprk", "rf", True),
    (Item.POWER, "dprk", "dprk", False),
    (Item.UNIT, "94th  Brigade", "94TH brigade", False),
    (Item.UNIT, "й", "й", False),
    (Item.UNIT, "94th", "95th", True),
    (Item.LANGUAGE, "ko", "ru", False),
    (Item.NOTE, "tall", "left-handed", False),
]


@pytest.mark.parametrize(("item", "one", "other", "is_conflict"), CONFLICTS)
def test_conflict(item: Item, one: str, other: str, is_conflict: bool) -> None:
    state = registered(says(item, one), says(item, other, LISTED)).state
    assert state.items[item].is_conflict == is_conflict
    assert len(state.items[item].all) == 2


def test_two_powers_stand_until_a_person_judges() -> None:
    history = registered(says(Item.POWER, "rf", LISTED)).add(
        facts.IdentityStated(statement=says(Item.POWER, "dprk"))
    )
    view = history.state.items[Item.POWER]
    assert view.is_conflict
    assert [said.answer.value for said in view.all] == ["rf", "dprk"]
    assert view.shown is not None
    assert view.shown.answer.value == "dprk", "his own word is shown before a list's"
    view = history.add(judged(history, 1, item=Item.POWER)).state.items[Item.POWER]
    assert not view.is_conflict
    assert view.shown is not None
    assert (view.shown.answer.value, view.judged_reason) == ("rf", "seen the paper")
    assert [said.is_shown for said in view.all] == [True, False]
    assert len(view.all) == 2


@pytest.mark.parametrize(("later", "is_open"), [("1999-04-12", False), ("1998", True)])
def test_only_a_later_answer_that_disagrees_opens_a_judged_conflict(later: str, is_open: bool) -> None:
    history = registered(says(BORN, "1999-04"), says(BORN, "1998-05-12", LISTED))
    history.add(judged(history, 1), facts.IdentityStated(statement=says(BORN, later, SEEN)))
    view = history.state.items[BORN]
    assert view.is_conflict == is_open
    assert view.shown is not None
    assert view.shown.answer.value == "1999-04"


def test_a_judgement_falls_with_the_answer_it_chose() -> None:
    history = registered(says(BORN, "1999"), says(BORN, "1998", LISTED), says(BORN, "1997", LISTED))
    history.add(judged(history, 1, index=1))
    history.add(facts.StatementWithdrawn(entry=history.id(1), index=1, reason="wrong man"))
    view = history.state.items[BORN]
    assert view.is_conflict
    assert view.shown is not None
    assert view.shown.answer.value == "1999"
    assert view.all[1].withdrawn_reason == "wrong man"


@pytest.mark.parametrize("answer", [DECLINED, DOES_NOT_KNOW, unreadable("19#9")])
def test_an_absence_is_told_apart_and_contradicts_nothing(answer: Answer) -> None:
    state = registered(says(BORN, NOT_ASKED), says(BORN, answer)).state
    view = state.items[BORN]
    assert view.shown is not None
    assert view.shown.answer == answer
    assert not view.is_conflict
    assert BORN not in view_of(SUBJECT, state).missing


def test_declined_stands_beside_what_a_list_gives() -> None:
    view = registered(says(BORN, DECLINED), says(BORN, "1999", LISTED)).state.items[BORN]
    assert view.shown is not None
    assert view.shown.answer.value == "1999"
    assert [said.answer.state for said in view.all] == ["declined", "given"]


def test_missing_is_what_nobody_asked() -> None:
    state = registered(says(Item.RANK, NOT_ASKED), says(BORN, DECLINED), names=()).state
    view = view_of(SUBJECT, state)
    assert view.missing == (Item.RANK, Item.SERVICE_NUMBER)
    assert [obstacle.code for obstacle in view.obstacles] == ["name_not_known"]


def test_withdrawing_a_name_leaves_the_answer_at_the_same_place() -> None:
    history = registered(says(BORN, "1999"))
    history.add(facts.NameWithdrawn(entry=history.id(1), index=0, reason="slip"))
    assert [said.is_withdrawn for said in history.state.items[BORN].all] == [False]
    assert [view.withdrawn_reason for view in history.state.names] == ["slip"]
    history = registered(says(BORN, "1999"))
    history.add(facts.StatementWithdrawn(entry=history.id(1), index=0, reason="slip"))
    assert [said.is_withdrawn for said in history.state.items[BORN].all] == [True]
    assert [view.withdrawn_reason for view in history.state.names] == [""]


# --- names and papers -----------------------------------------------------------------------------


def false_paper(finding: PaperFinding = PaperFinding.FALSE) -> facts.PaperSeen:
    return facts.PaperSeen(
        description="Russian military card", number="AB 1204771", finding=finding,
        name_on_paper=name("Иван Петров"), source=SEEN,
    )  # fmt: skip


def test_a_name_on_a_false_paper_is_an_alias_and_never_the_identity() -> None:
    state = registered(names=()).add(false_paper()).state
    assert [view.name.role for view in state.names] == [NameRole.ALIAS]
    row = row_of(SUBJECT, state)
    assert row.name is None
    assert row.other_names == 1


def test_a_paper_found_false_later_makes_its_name_an_alias() -> None:
    history = registered(names=()).add(false_paper(PaperFinding.GENUINE))
    before = history.state
    history.add(facts.PaperJudged(entry=history.id(2), finding=PaperFinding.FALSE, reason="font"))
    after = history.state
    roles = [state.names[0].name.role for state in (before, after)]
    assert roles == [NameRole.OWN, NameRole.ALIAS]
    paper = after.papers[0]
    assert (paper.finding, paper.finding_reason) == (PaperFinding.FALSE, "font")


def test_a_withdrawn_name_stays_readable_and_is_not_shown() -> None:
    history = registered(names=[name("Пак"), name("Ри")])
    history.add(facts.NameWithdrawn(entry=history.id(1), index=0, reason="other man"))
    assert [view.withdrawn_reason for view in history.state.names] == ["other man", ""]
    row = row_of(SUBJECT, history.state)
    assert row.name is not None
    assert (row.name.text, row.other_names) == ("Ри", 0)


def test_the_name_of_the_father_is_not_the_person() -> None:
    state = registered(names=[name("Пак Ён", NameRole.FATHER)]).state
    assert row_of(SUBJECT, state).name is None


# --- questions, erased and newer entries ----------------------------------------------------------


def test_a_question_is_open_until_it_is_answered() -> None:
    asked = (Question(field="rank", code="unreadable"), Question(field="unit", code="unreadable"))
    history = History().add(facts.PrisonerRegistered(questions=asked))
    history.add(facts.QuestionAnswered(entry=history.id(1), index=1, resolution="asked him"))
    assert [question.index for question in history.state.questions] == [0]
    assert [question.resolution for question in history.state.answered] == ["asked him"]
    assert row_of(SUBJECT, history.state).questions == 1


def test_an_erased_record_tells_nothing_but_that_it_was() -> None:
    state = History().add(Erased(), Erased()).state
    assert state.is_erased
    assert state.status == Status.ERASED
    view = view_of(SUBJECT, state)
    assert (view.names, view.items, view.timeline, view.obstacles) == ((), (), (), ())
    assert [entry.kind for entry in view.entries] == ["store.Erased"] * 2


def test_what_a_newer_version_wrote_is_shown_as_newer() -> None:
    state = registered().add(Newer(kind_name="registry.Paroled", kind_version=2)).state
    line = view_of(SUBJECT, state).timeline[0]
    assert (line.kind, dict(line.details)["kind_name"]) == ("newer", "registry.Paroled")


def test_nothing_at_all_is_a_state_too() -> None:
    state = fold([])
    assert not state.is_registered
    assert not state.is_erased
    assert row_of(SUBJECT, state).status == Status.REGISTERED


# --- arrival --------------------------------------------------------------------------------------

sources = st.sampled_from([OWN, LISTED, SEEN])
dates = st.sampled_from(["", "1999", "1999-04", "1998-05-12", "2025-01-10", "2025-02", "2031-01-01"])


def custody(source: st.SearchStrategy[Source]) -> st.SearchStrategy[facts.CustodyFact]:
    return st.one_of(
        st.builds(facts.Captured, happened=dates, source=source),
        st.builds(
            facts.ArrivedAtCamp, happened=dates, camp=st.sampled_from(["camp-1", "camp-3"]), source=source
        ),
        st.builds(facts.Transferred, happened=dates, destination=st.just("camp-3"), source=source),
        st.builds(facts.HospitalAdmitted, happened=dates, facility=st.just("2"), source=source),
        st.builds(facts.Escaped, happened=dates, source=source),
        st.builds(facts.Died, happened=dates, source=source),
    )


statements = st.builds(
    Statement,
    item=st.sampled_from([BORN, Item.POWER]),
    answer=st.sampled_from([DECLINED, NOT_ASKED, given("1999"), given("1998")]),
    source=sources,
)
histories = st.lists(
    st.one_of(st.builds(facts.IdentityStated, statement=statements), custody(sources)), max_size=8
)


@settings(max_examples=60)
@forall(histories, st.randoms(use_true_random=False))
def test_the_order_of_arrival_changes_nothing(new: list[facts.Fact], random: Random) -> None:
    history = registered(says(BORN, "1999"), says(BORN, "1998", LISTED)).add(*new)
    history.add(judged(history, 1), facts.NameWithdrawn(entry=history.id(1), reason="slip"))
    shuffled = list(history.entries)
    random.shuffle(shuffled)
    positions = {entry.id: place for place, entry in enumerate(shuffled)}
    arrived = [replace(entry, position=positions[entry.id]) for entry in shuffled]
    assert row_of(SUBJECT, fold(arrived, SUBJECT)) == row_of(SUBJECT, history.state)
    assert fold(shuffled, SUBJECT) == history.state
    assert [e.entry.id for e in fold(arrived, SUBJECT).events] == [e.entry.id for e in history.state.events]
    assert fold(arrived, SUBJECT).obstacles == history.state.obstacles


@settings(max_examples=60)
@forall(histories)
def test_no_history_loses_an_event_or_an_answer(new: list[facts.Fact]) -> None:
    state = registered().add(*new).state
    view = view_of(SUBJECT, state)
    assert len(view.timeline) == sum(isinstance(fact, facts.CustodyFact) for fact in new)
    stated = sum(isinstance(fact, facts.IdentityStated) for fact in new)
    assert sum(len(item.all) for item in view.items) == stated
    assert len(view.entries) == view.version == len(new) + 1
