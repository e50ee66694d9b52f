"""Every command of the register: works, refused, forbidden, not the other place's, and found to be concurrent."""

import pytest

from safeconduct.access.actor import Actor
from safeconduct.access.words import Compartment
from safeconduct.registry import actions, queries, requests, seen
from safeconduct.registry.answers import Status
from safeconduct.registry.facts import IdentityStated, Item, PaperFinding, Question
from safeconduct.registry.state import PrisonerState
from safeconduct.sources.errors import Conflict, Forbidden, NotFound, Refused
from safeconduct.sources.values import DECLINED, given
from safeconduct.store.create import Created
from safeconduct.store.entries import Entry
from safeconduct.store.models import LedgerEntry
from safeconduct.store.projections import check
from tests import cast

pytestmark = pytest.mark.django_db(databases=["default", "keys"])

SAME_BODY_SIZES = 1


def here(name: str = "박철수", **others: str) -> actions.Done:
    """A prisoner at the first place."""
    return actions.perform(cast.captive(name, place=cast.places()[0], **others), cast.registrar())


def shown_birth(number: str) -> tuple[str, str]:
    """The entry and the value of the birth that lists show."""
    shown = queries.prisoner(number, cast.BUREAU).items[0].shown
    assert shown is not None
    return shown.entry, shown.answer.value


def every_command(number: str) -> list[requests.Command]:
    """One of each command about a registered person that needs nothing recorded before."""
    return [
        requests.RecordName(prisoner=number, name=cast.written("Пак Чхоль Су", language="ru")),
        requests.StateIdentity(prisoner=number, statement=cast.said(Item.RANK, "sergeant")),
        requests.RecordPaper(prisoner=number, description="military card", source=cast.SEEN),
        requests.RaiseQuestion(prisoner=number, question=Question(field="note", code="ask-again")),
        cast.arrival(number, cast.places()[0], "2025-01-14"),
        requests.HandInHealth(prisoner=number, answer=given("yes"), note="limps", source=cast.SEEN),
        requests.MeasureWeight(prisoner=number, kilograms="61.5", happened="2025-01-15", source=cast.SEEN),
    ]


def test_registration_works(instance: Created) -> None:
    done = here(born="1999", number="195119", captured="2025-01-12")
    view = queries.prisoner(done.number, cast.BUREAU)
    assert [name.name.text for name in view.names] == ["박철수"]
    assert view.status is Status.CAPTURED
    assert view.place == cast.places()[0]
    assert view.missing == (Item.RANK,)
    assert check() == []


def test_each_command_adds_to_the_record(instance: Created) -> None:
    number = here().number
    for command in every_command(number):
        before = LedgerEntry.objects.count()
        actions.perform(command, cast.BUREAU)
        assert LedgerEntry.objects.count() == before + 1, type(command).__name__
    assert check() == []


def test_what_was_recorded_can_be_corrected(instance: Created) -> None:
    number = here(born="1999").number
    first = queries.prisoner(number, cast.BUREAU).items[0].all[0]
    actions.perform(
        requests.StateIdentity(prisoner=number, statement=cast.said(Item.BIRTH_DATE, "1998-05-12")),
        cast.BUREAU,
    )
    view = queries.prisoner(number, cast.BUREAU)
    assert view.items[0].is_conflict
    second = view.items[0].all[1]
    judged = requests.JudgeStatement(
        prisoner=number, item=Item.BIRTH_DATE, entry=second.entry, reason="the card is genuine"
    )
    actions.perform(judged, cast.BUREAU)
    assert shown_birth(number) == (second.entry, "1998-05-12")
    withdrawn = requests.WithdrawStatement(prisoner=number, entry=second.entry, reason="read of another card")
    actions.perform(withdrawn, cast.BUREAU)
    assert shown_birth(number) == (first.entry, "1999")
    assert check() == []


def test_paper_event_and_question_can_be_judged_withdrawn_and_answered(instance: Created) -> None:
    number = here().number
    paper, event, asked = (
        actions.perform(command, cast.BUREAU).entries[0].id
        for command in (every_command(number)[2], every_command(number)[4], every_command(number)[3])
    )
    for command in (
        requests.JudgePaper(prisoner=number, entry=paper, finding=PaperFinding.FALSE, reason="two seals"),
        requests.WithdrawEvent(prisoner=number, entry=event, reason="another person"),
        requests.AnswerQuestion(
            prisoner=number, entry=asked, resolution="asked", statement=cast.said(Item.RANK, DECLINED)
        ),
    ):
        actions.perform(command, cast.BUREAU)
    view = queries.prisoner(number, cast.BUREAU)
    assert view.papers[0].finding is PaperFinding.FALSE
    assert view.timeline[0].withdrawn_reason == "another person"
    assert (view.questions, view.answered[0].resolution) == ((), "asked")
    assert check() == []


def test_nobody_is_refused_and_nothing_is_written(instance: Created) -> None:
    with pytest.raises(Refused) as refused:
        actions.perform(requests.Register(), cast.BUREAU)
    assert (refused.value.code, refused.value.source) == ("nobody", "GC III art. 17(1)")
    assert LedgerEntry.objects.count() == 0


def test_a_refused_command_leaves_the_record_alone(instance: Created) -> None:
    number = here().number
    before = LedgerEntry.objects.count()
    with pytest.raises(Refused):
        actions.perform(cast.arrival(number, "no-such-camp"), cast.BUREAU)
    assert LedgerEntry.objects.count() == before


MAY_RECORD = {"bureau", "registrar"}
MAY_HAND_IN = {"bureau", "registrar", "medical", "protection", "delegate"}


@pytest.mark.parametrize(
    "who",
    [
        "bureau",
        "registrar",
        "other_registrar",
        "medical",
        "protection",
        "delegate",
        "auditor",
        "administrator",
        "analyst",
        "stranger",
    ],
)
def test_who_may_do_what(instance: Created, who: str) -> None:
    number = here().number
    actor = cast.everyone()[who]
    for command in every_command(number):
        is_health = isinstance(command, requests.HandInHealth | requests.MeasureWeight)
        may = who in (MAY_HAND_IN if is_health else MAY_RECORD)
        assert is_let_through(command, actor) is may, type(command).__name__
    certificate = requests.IssueCertificate(
        prisoner=number, text="fit to travel", happened="2025-01-20", source=cast.SEEN
    )
    assert is_let_through(certificate, actor) is (who in {"medical", "protection"})
    assert is_let_through(cast.captive("리명호", place=cast.places()[0]), actor) is (who in MAY_RECORD)
    other = here(born="1999").number
    judged = requests.JudgeSame(left=number, right=other, reason="one wristband")
    assert is_let_through(judged, actor) is (who == "bureau")


def is_let_through(command: requests.Command, actor: Actor) -> bool:
    """Whether the actor may; a refusal must leave nothing behind."""
    before = LedgerEntry.objects.count()
    try:
        actions.perform(command, actor)
    except Forbidden:
        assert LedgerEntry.objects.count() == before
        return False
    return True


def test_another_places_registrar_finds_nobody(instance: Created) -> None:
    number = here().number
    for command in every_command(number):
        with pytest.raises(NotFound) as not_yours:
            actions.perform(command, cast.other_registrar())
        nobody = command.model_copy(update={"prisoner": "0000-0000"})
        with pytest.raises(NotFound) as no_such:
            actions.perform(nobody, cast.other_registrar())
        assert str(not_yours.value) == str(no_such.value)


def test_a_registrar_registers_at_his_own_place_only(instance: Created) -> None:
    for place in (cast.places()[1], ""):
        with pytest.raises(NotFound):
            actions.perform(cast.captive(place=place), cast.registrar())


def test_the_second_of_two_gets_a_conflict_with_what_stands(instance: Created) -> None:
    number = here(born="1999").number
    seen = queries.prisoner(number, cast.BUREAU).version

    def born(value: str) -> requests.StateIdentity:
        return requests.StateIdentity(prisoner=number, statement=cast.said(Item.BIRTH_DATE, value), seen=seen)

    actions.perform(born("1998"), cast.BUREAU)
    before = LedgerEntry.objects.count()
    with pytest.raises(Conflict) as conflict:
        actions.perform(born("1997"), cast.OTHER_BUREAU)
    (theirs,) = conflict.value.theirs
    assert isinstance(theirs, Entry)
    assert isinstance(theirs.fact, IdentityStated)
    assert theirs.fact.statement.answer.value == "1998"
    assert LedgerEntry.objects.count() == before
    unrelated = requests.StateIdentity(prisoner=number, statement=cast.said(Item.RANK, "private"), seen=seen)
    actions.perform(unrelated, cast.OTHER_BUREAU)


# --- health ---------------------------------------------------------------------------------------


def test_every_registration_leaves_one_health_entry_of_one_size(instance: Created) -> None:
    here(name="리명호")
    here(name="김남", health="wounded in the left arm, поранення руки, 팔 부상")
    actions.perform(cast.captive("최일", place=cast.places()[0], health="x" * 60), cast.registrar())
    sealed = LedgerEntry.objects.filter(compartment=Compartment.HEALTH)
    assert sealed.count() == 3
    assert len({len(bytes(entry.body)) for entry in sealed}) == SAME_BODY_SIZES


def test_health_is_read_in_an_unlocked_session_only(instance: Created) -> None:
    number = here(health="fever").number
    actions.perform(every_command(number)[6], cast.MEDICAL)
    reader = cast.unlocked(cast.MEDICAL, instance.private_halves, Compartment.HEALTH)
    lines = queries.health(number, reader).lines
    assert [(line.text, line.kilograms) for line in lines] == [("fever", ""), ("", "61.5")]
    with pytest.raises(Forbidden):
        queries.health(number, cast.MEDICAL)
    with pytest.raises(Forbidden):
        queries.health(number, cast.BUREAU)


# --- two records, one person ----------------------------------------------------------------------


def test_one_person_is_a_view_over_both_and_can_be_undone(instance: Created) -> None:
    left, right = (
        here(born="1999", number="7").number,
        here(name="Пак Чер Су", born="1999", number="7").number,
    )
    assert queries.prisoner(left, cast.BUREAU).likely == (right,)
    actions.perform(requests.JudgeSame(left=left, right=right, reason="same tattoo"), cast.BUREAU)
    view = queries.prisoner(left, cast.BUREAU)
    assert (view.also, len(view.names), view.likely) == ((right,), 2, ())
    assert queries.duplicate_count(cast.BUREAU) == 0
    theirs = next(name for name in view.names if name.name.text == "Пак Чер Су")
    withdrawn = requests.WithdrawName(
        prisoner=left, entry=theirs.entry, index=theirs.index, reason="misheard"
    )
    actions.perform(withdrawn, cast.BUREAU)
    actions.perform(requests.UndoJudgement(left=right, right=left, reason="two persons"), cast.OTHER_BUREAU)
    assert len(queries.prisoner(left, cast.BUREAU).names) == 1
    assert queries.prisoner(right, cast.BUREAU).names[0].withdrawn_reason == "misheard"
    assert queries.duplicate_count(cast.BUREAU) == 1
    assert check() == []


def test_a_registrar_sees_of_a_merged_person_only_his_own_record(instance: Created) -> None:
    mine = here(born="1999").number
    theirs = actions.perform(
        cast.captive("Пак Чер Су", place=cast.places()[1]), cast.other_registrar()
    ).number
    actions.perform(requests.JudgeSame(left=mine, right=theirs, reason="same tattoo"), cast.BUREAU)
    view = queries.prisoner(mine, cast.registrar())
    assert (view.also, len(view.names)) == ((), 1)


def test_a_pair_judged_at_once_is_a_conflict(instance: Created) -> None:
    left, right = here().number, here().number
    actions.perform(requests.JudgeUnsure(left=left, right=right, reason="ask again"), cast.BUREAU)
    actions.perform(requests.JudgeSame(left=left, right=right, reason="asked", seen=1), cast.BUREAU)
    with pytest.raises(Conflict):
        actions.perform(
            requests.JudgeDifferent(left=left, right=right, reason="ages", seen=1), cast.OTHER_BUREAU
        )
    with pytest.raises(Refused):
        actions.perform(requests.JudgeSame(left=left, right=left, reason="one"), cast.BUREAU)


# --- saved filters --------------------------------------------------------------------------------


def test_saved_filters_are_the_operators_own(instance: Created) -> None:
    kept = actions.save_filter("In transit", "status=in_transit", cast.BUREAU)
    again = actions.save_filter("In transit", "status=in_transit&sort=born", cast.BUREAU)
    (view,) = queries.saved_filters(cast.BUREAU)
    assert (kept, view.query) == (again, "status=in_transit&sort=born")
    assert queries.saved_filters(cast.OTHER_BUREAU) == ()
    actions.delete_filter(kept, cast.OTHER_BUREAU)
    assert len(queries.saved_filters(cast.BUREAU)) == 1
    actions.delete_filter(kept, cast.BUREAU)
    assert queries.saved_filters(cast.BUREAU) == ()
    with pytest.raises(Refused):
        actions.save_filter("  ", "", cast.BUREAU)


def test_who_is_moved_while_a_registrar_writes_is_no_longer_his(
    instance: Created, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The gate says yes, then the bureau records the arrival elsewhere, then the registrar gets the lock."""
    number = here().number
    before = LedgerEntry.objects.count()
    look = seen.check_seen

    def look_slowly(state: PrisonerState, command: requests.AboutPrisoner) -> None:
        monkeypatch.setattr(seen, "check_seen", look)
        actions.perform(cast.arrival(number, cast.places()[1], "2025-01-14"), cast.BUREAU)
        look(state, command)

    monkeypatch.setattr(seen, "check_seen", look_slowly)
    with pytest.raises(Conflict):
        actions.perform(
            requests.RecordName(prisoner=number, name=cast.written("Пак", language="ru")), cast.registrar()
        )
    # The arrival was undone with the rest only because one connection plays both officers here.
    assert LedgerEntry.objects.count() == before
