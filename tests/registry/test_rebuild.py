"""The rows are a function of the ledger: after any history, rebuilding gives the same bytes."""

from dataclasses import replace

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from safeconduct.registry import actions, queries, requests
from safeconduct.registry.answers import PrisonerFilters
from safeconduct.registry.facts import Item, Question
from safeconduct.registry.models import Prisoner, Tally, Token
from safeconduct.registry.projection import project
from safeconduct.sources.errors import Refused
from safeconduct.sources.facts import Erased
from safeconduct.sources.values import given as answered
from safeconduct.store.create import Created
from safeconduct.store.history import history
from safeconduct.store.projections import check
from tests import cast

pytestmark = pytest.mark.django_db(databases=["default", "keys"])

NAMES = ("박철수", "Пак Чхоль Су", "Pak Chol Su", "리명호")
BORN = ("", "1999", "1999-04", "2001~")
STEPS = ("register", "name", "birth", "arrive", "ask", "same", "different", "undo", "health")


@st.composite
def histories(draw: st.DrawFn) -> list[tuple[str, int, int, str, str]]:
    """Steps as (what, about whom, with whom, a name, a birth); the first two register."""
    step = st.tuples(
        st.sampled_from(STEPS),
        st.integers(0, 5),
        st.integers(0, 5),
        st.sampled_from(NAMES),
        st.sampled_from(BORN),
    )
    return [("register", 0, 0, "박철수", "1999"), ("register", 0, 0, "Пак Чхоль Су", "1999"),
            *draw(st.lists(step, max_size=12))]  # fmt: skip


def command(step: tuple[str, int, int, str, str], numbers: list[str]) -> requests.Command:
    what, one, other, name, born = step
    if what == "register":
        return cast.captive(name, born=born, number=str(one), place=cast.places()[other % 2])
    left, right = numbers[one % len(numbers)], numbers[other % len(numbers)]
    match what:
        case "name":
            return requests.RecordName(prisoner=left, name=cast.written(name))
        case "birth":
            return requests.StateIdentity(prisoner=left, statement=cast.said(Item.BIRTH_DATE, born or "1998"))
        case "arrive":
            return cast.arrival(left, cast.places()[other % 2], born[:4])
        case "ask":
            return requests.RaiseQuestion(
                prisoner=left, question=Question(field="note", code=f"kind-{other}")
            )
        case "health":
            return requests.HandInHealth(prisoner=left, answer=answered("yes"), note=name, source=cast.SEEN)
    kinds = {"same": requests.JudgeSame, "different": requests.JudgeDifferent, "undo": requests.UndoJudgement}
    return kinds[what](left=left, right=right, reason="compared")


@settings(
    max_examples=12,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(steps=histories())
def test_rebuilt_tables_equal_live_ones(
    instance: Created, steps: list[tuple[str, int, int, str, str]]
) -> None:
    with transaction.atomic():
        numbers: list[str] = []
        for step in steps:
            try:
                numbers.append(actions.perform(command(step, numbers), cast.BUREAU).number)
            except Refused:
                continue
        assert check() == []
        rows = queries.prisoners(PrisonerFilters(size=500), cast.BUREAU)
        assert rows.total == len(rows.rows) == Prisoner.objects.count()
        transaction.set_rollback(True)


def test_a_changed_row_is_found(instance: Created) -> None:
    actions.perform(cast.captive(born="1999"), cast.BUREAU)
    Prisoner.objects.update(born_order=7)
    assert check() == ["registry_prisoner"]


def test_an_erased_person_leaves_no_row(instance: Created) -> None:
    kept = actions.perform(cast.captive(number="7", row="a"), cast.BUREAU)
    gone = actions.perform(cast.captive(number="7", row="b"), cast.BUREAU)
    assert queries.duplicate_count(cast.BUREAU) == 1
    entries = history(gone.subject, queries.OPEN, cast.BUREAU)
    project([(gone.subject, [replace(entry, fact=Erased()) for entry in entries])])
    assert queries.duplicate_count(cast.BUREAU) == 0
    assert set(Prisoner.objects.values_list("number", flat=True)) == {kept.number}
    assert set(Token.objects.values_list("prisoner__number", flat=True)) == {kept.number}
    assert [tally.persons for tally in Tally.objects.all()] == [1]


def test_a_batch_and_one_by_one_give_the_same(instance: Created) -> None:
    done = [actions.perform(cast.captive(name, number="7", born="1999"), cast.BUREAU) for name in NAMES]
    batch = [(each.subject, history(each.subject, queries.OPEN, cast.BUREAU)) for each in done]
    for order in (batch, batch[::-1]):
        project(order)
        assert check() == []
