"""The fold trusts no rule: in whatever order entries come home, no wish stands that was not heard."""

from datetime import datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from safeconduct.sources import moments
from safeconduct.store.entries import Entry, fold_order
from safeconduct.wishes import facts, requests
from safeconduct.wishes.facts import Hearer, Interview, Option
from safeconduct.wishes.state import COOLING, FRESH, STALE, STANDING, Status, fold, status
from tests.core.wishes.hearings import FIRST, HOUR, NOON, ORIGINS, PRISONER, SECOND, World, hearing, said

OTHER = "b" * 32


def interview(at: datetime, who: str = FIRST, **others: object) -> Interview:
    return Interview(**dict(hearing(at, **others)), interviewer=who, interviewer_name=f"officer {who[0]}")


def declared(at: datetime, *states: str, who: str = FIRST, **others: object) -> facts.WishDeclared:
    covers = others.pop("covers", ())
    return facts.WishDeclared(
        interview=interview(at, who, **others),
        declaration=said(Option.THIRD_STATE, *(states or ("kor",))),
        covers=covers,
    )


def confirmed(
    entry: str, at: datetime, *states: str, who: str = SECOND, **others: object
) -> facts.WishConfirmed:
    return facts.WishConfirmed(
        entry=entry,
        interview=interview(at, who, **others),
        option=Option.THIRD_STATE,
        states=states or ("kor",),
    )


def test_a_hearing_that_was_not_whole_is_set_aside_however_it_came_into_the_record() -> None:
    world = World()
    world.record(declared(NOON, hearers=(Hearer.GUARD,)), NOON)
    assert status(world.state(), NOON) == Status.NOT_HEARD
    assert len(world.state().flawed) == 1


def test_other_words_in_a_broken_hearing_put_a_wish_in_doubt() -> None:
    world = World().confirmed()
    at = NOON + 80 * HOUR
    world.record(declared(at, "che", hearers=(Hearer.GUARD,)), at)
    assert status(world.state(), at) == Status.HEAR_AGAIN


def test_a_declaration_that_comes_home_late_meets_a_withdrawal_said_after_it() -> None:
    world, later = World(), NOON + 5 * HOUR
    world.record(
        facts.WishWithdrawn(happened=moments.text_of(NOON + HOUR), heard_by="x", way="y"), NOON + HOUR
    )
    world.record(declared(NOON), later)
    assert status(world.state(), later) == Status.WITHDRAWN


def test_a_merged_person_with_two_wishes_is_heard_again() -> None:
    world = World()
    world.record(declared(NOON), NOON)
    world.record(declared(NOON + HOUR, "che"), NOON + HOUR, stream=OTHER)
    at = NOON + 2 * HOUR
    assert status(world.state(), at) == Status.HEAR_AGAIN
    world.record(declared(at, covers=(OTHER,)), at)
    assert status(world.state(), at) == Status.COOLING


def test_an_unreadable_moment_is_no_crash() -> None:
    world = World()
    broken = interview(NOON).model_copy(update={"held": "yesterday"})
    world.record(declared(NOON).model_copy(update={"interview": broken}), NOON)
    world.record(confirmed("0" * 32, NOON).model_copy(update={"interview": broken}), NOON)
    assert status(world.state(), NOON) == Status.NOT_HEARD


_ACTS = st.lists(
    st.tuples(
        st.sampled_from(["declare", "guarded", "confirm", "reconfirm", "withdraw", "invalidate", "deny"]),
        st.integers(0, 90),  # hours since the act before
        st.integers(-80, 0),  # dated so many hours back
        st.sampled_from([FIRST, SECOND]),
        st.sampled_from(["kor", "che"]),
    ),
    max_size=9,
)


@given(_ACTS, st.integers(0, 3_000))
def test_no_history_makes_a_wish_that_was_not_heard_twice(
    acts: list[tuple[str, int, int, str, str]], later: int
) -> None:
    """Entries put into the record with no rule asked; whatever then stands is held against the bare facts."""
    world, at = World(), NOON
    for act, hours, back, who, state in acts:
        at += timedelta(hours=hours)
        _put(world, act, at, at + timedelta(hours=back), who=who, state=state)
    seen = at + timedelta(hours=later)
    stands = status(world.state(), seen)
    if stands not in STANDING:
        return
    declaration = world.state().declared
    assert declaration is not None
    place = next(n for n, entry in enumerate(world.entries) if entry.id == declaration.entry)
    after = world.entries[place + 1 :]
    undone = {e.fact.entry for e in world.entries if isinstance(e.fact, facts.WithdrawalDenied)}
    assert not [e for e in after if isinstance(e.fact, facts.WishWithdrawn) and e.id not in undone]
    assert not [e for e in after if isinstance(e.fact, facts.WishInvalidated)]
    assert seen - declaration.held <= 2 * STALE + timedelta(days=30)
    if stands in (Status.CONFIRMED, Status.RECONFIRMED):
        _check_confirmed(world, after, declaration.entry, seen=seen, is_fresh=stands == Status.RECONFIRMED)


def _put(world: World, act: str, at: datetime, held: datetime, *, who: str, state: str) -> None:
    declarations = [e.id for e in world.entries if isinstance(e.fact, facts.WishDeclared)]
    withdrawals = [e.id for e in world.entries if isinstance(e.fact, facts.WishWithdrawn)]
    last = declarations[-1] if declarations else "0" * 32
    fact: facts.Fact
    match act:
        case "declare":
            fact = declared(held, state, who=who)
        case "guarded":
            fact = declared(held, state, who=who, hearers=(Hearer.GUARD,))
        case "confirm":
            fact = confirmed(last, held, state, who=who)
        case "reconfirm":
            fact = facts.WishReconfirmed(**dict(confirmed(last, held, state, who=who, sheet=None)))
        case "withdraw":
            fact = facts.WishWithdrawn(happened=moments.text_of(held), heard_by="x", way="y")
        case "invalidate":
            fact = facts.WishInvalidated(reason="x")
        case _:
            entry = withdrawals[-1] if withdrawals else "0" * 32
            fact = facts.WithdrawalDenied(entry=entry, interview=interview(held, who))
    world.record(fact, at, who)


def _check_confirmed(
    world: World,
    after: list[Entry],
    entry: str,
    *,
    seen: datetime,
    is_fresh: bool,
) -> None:
    first = next(e for e in world.entries if e.id == entry)
    assert isinstance(first.fact, facts.WishDeclared)
    said_first = moments.read(first.fact.interview.held)
    assert said_first is not None
    second = [
        e.fact
        for e in after
        if isinstance(e.fact, facts.WishConfirmed)
        and e.fact.entry == entry
        and e.fact.interview.interviewer != first.fact.interview.interviewer
        and e.fact.states == first.fact.declaration.states
    ]
    days = [moments.read(fact.interview.held) - said_first for fact in second]  # type: ignore[operator]  # all are readable
    assert any(each >= COOLING for each in days)
    if is_fresh:
        again = [
            seen - moments.read(e.fact.interview.held)  # type: ignore[operator]  # as above
            for e in after
            if isinstance(e.fact, facts.WishReconfirmed) and e.fact.entry == entry
        ]
        assert any(each <= FRESH for each in again)


@given(st.permutations(range(4)))
def test_the_order_of_arrival_changes_nothing(order: list[int]) -> None:
    world = World().confirmed()
    world.give(requests.Withdraw(prisoner="P", way="x"), NOON + 80 * HOUR)
    world.declared(NOON + 90 * HOUR)
    shuffled = [world.entries[place] for place in order]
    assert fold(fold_order(shuffled), PRISONER, origins=ORIGINS) == world.state()
