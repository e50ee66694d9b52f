"""Given facts, when a command, then facts or a refusal."""

import base64
import re
from collections.abc import Callable

import pytest

from safeconduct.registry import facts, requests, rules
from safeconduct.registry.facts import Item, PaperFinding, Question, Verdict
from safeconduct.registry.state import PairState, fold, fold_pair
from safeconduct.sources.errors import NotFound, Refused
from safeconduct.sources.facts import Erased
from safeconduct.sources.values import DECLINED, NOT_ASKED, NameRole, given, unreadable
from tests.core.registry.histories import (
    LISTED,
    OTHER,
    OWN,
    PLACES,
    SEEN,
    SUBJECT,
    TODAY,
    History,
    name,
    says,
)

WATCH = facts.EffectTaken(description="watch", receipt="14", source=SEEN)
PAPER = facts.PaperSeen(description="card", name_on_paper=name("Иван"), source=SEEN)


def rich() -> History:
    """One of everything: 1 registration (two answers, one question), 2 watch, 3 paper, 4 arrival, 5 file."""
    first = facts.PrisonerRegistered(
        names=(name("Пак Чхоль Су"), name("박철수")),
        statements=(says(Item.BIRTH_DATE, "1999"), says(Item.RANK, DECLINED)),
        questions=(Question(field="unit", code="unreadable"),),
    )
    arrival = facts.ArrivedAtCamp(camp="camp-1", happened="2025-02", source=SEEN)
    file = facts.FileAttached(stream=OTHER, name="card.jpg", media_type="image/jpeg", size=3, sha256="00")
    return History().add(first, WATCH, PAPER, arrival, file)


def decided(history: History, command: requests.Command) -> list[facts.Fact]:
    return rules.facts_for(history.state, command, today=TODAY, known_places=PLACES)


def entry(number: int) -> str:
    return rich().id(number)


P = SUBJECT
NOBODY = "0" * 32
ARRIVAL = requests.ArrivedAtCampEvent(camp="camp-3", happened="2025-05-01", source=SEEN)

RECORDED: list[tuple[requests.Command, list[str]]] = [
    (requests.RecordName(prisoner=P, name=name("Pak")), ["NameRecorded"]),
    (requests.RecordName(prisoner=P, name=name("박철수", source=LISTED)), ["NameRecorded"]),
    (requests.WithdrawName(prisoner=P, entry=entry(1), index=1, reason="x"), ["NameWithdrawn"]),
    (requests.StateIdentity(prisoner=P, statement=says(Item.POWER, "dprk")), ["IdentityStated"]),
    (requests.StateIdentity(prisoner=P, statement=says(Item.BIRTH_DATE, DECLINED)), ["IdentityStated"]),
    (requests.StateIdentity(prisoner=P, statement=says(Item.BIRTH_DATE, "1998~")), ["IdentityStated"]),
    (requests.WithdrawStatement(prisoner=P, entry=entry(1), reason="x"), ["StatementWithdrawn"]),
    (requests.JudgeStatement(prisoner=P, item=Item.BIRTH_DATE, entry=entry(1), reason="x"),
     ["StatementJudged"]),
    (requests.RecordPaper(prisoner=P, description="card", files=(entry(5),), source=SEEN), ["PaperSeen"]),
    (requests.JudgePaper(prisoner=P, entry=entry(3), finding=PaperFinding.FALSE, reason="x"), ["PaperJudged"]),
    (requests.RaiseQuestion(prisoner=P, question=Question(field="rank", code="ask")), ["QuestionRaised"]),
    (requests.AnswerQuestion(prisoner=P, entry=entry(1), resolution="asked"), ["QuestionAnswered"]),
    (requests.AnswerQuestion(prisoner=P, entry=entry(1), resolution="asked",
                             statement=says(Item.UNIT, "94"), captured=facts.Captured(source=OWN)),
     ["IdentityStated", "Captured", "QuestionAnswered"]),
    (requests.RecordEvent(prisoner=P, event=ARRIVAL), ["ArrivedAtCamp"]),
    (requests.RecordEvent(prisoner=P, event=requests.EvacuatedEvent(source=SEEN)), ["Evacuated"]),
    (requests.RecordEvent(prisoner=P, event=requests.DiedEvent(happened="2025", source=SEEN)), ["Died"]),
    (requests.RecordEvent(prisoner=P, event=requests.EffectReturnedEvent(entry=entry(2), source=SEEN)),
     ["EffectReturned"]),
    (requests.WithdrawEvent(prisoner=P, entry=entry(4), reason="x"), ["CustodyFactWithdrawn"]),
    (requests.HandInHealth(prisoner=P, answer=given("wounded"), source=SEEN), ["HealthObserved"]),
    (requests.HandInHealth(prisoner=P, answer=NOT_ASKED, note="limps", source=SEEN), ["HealthObserved"]),
    (requests.MeasureWeight(prisoner=P, kilograms="54.5", happened="2025-05", source=SEEN),
     ["WeightMeasured"]),
    (requests.IssueCertificate(prisoner=P, text="burn, left hand", happened="", source=SEEN),
     ["CertificateIssued"]),
    (requests.AttachFile(prisoner=P, name="a.png", media_type="image/png", content="AAAA"), ["FileStored"]),
]  # fmt: skip


@pytest.mark.parametrize(("command", "kinds"), RECORDED)
def test_recorded(command: requests.Command, kinds: list[str]) -> None:
    found = decided(rich(), command)
    assert [type(fact).__name__ for fact in found] == kinds
    assert all(type(fact) in facts.FACTS for fact in found), "a fact of the ledger, not its request"


FUTURE = "2025-06-02"
REFUSED: list[tuple[requests.Command, str]] = [
    (requests.RecordName(prisoner=P, name=name("  ")), "name_empty"),
    (requests.RecordName(prisoner=P, name=name("박철수")), "name_stands"),
    (requests.WithdrawName(prisoner=P, entry=NOBODY, reason="x"), "no_such_name"),
    (requests.WithdrawName(prisoner=P, entry=entry(1), index=2, reason="x"), "no_such_name"),
    (requests.WithdrawName(prisoner=P, entry=entry(3), reason="x"), "name_on_paper"),
    (requests.StateIdentity(prisoner=P, statement=says(Item.RANK, NOT_ASKED)), "nothing_said"),
    (requests.StateIdentity(prisoner=P, statement=says(Item.RANK, " ")), "nothing_said"),
    (requests.StateIdentity(prisoner=P, statement=says(Item.BIRTH_DATE, "31.02.1999")), "date_unreadable"),
    (requests.StateIdentity(prisoner=P, statement=says(Item.BIRTH_DATE, "2026")), "date_in_future"),
    (requests.WithdrawStatement(prisoner=P, entry=NOBODY, reason="x"), "no_such_answer"),
    (requests.JudgeStatement(prisoner=P, item=Item.RANK, entry=entry(1), reason="x"), "other_item"),
    (requests.JudgeStatement(prisoner=P, item=Item.RANK, entry=entry(1), index=1, reason="x"), "nothing_given"),
    (requests.JudgeStatement(prisoner=P, item=Item.RANK, entry=NOBODY, reason="x"), "no_such_answer"),
    (requests.RecordPaper(prisoner=P, description=" ", source=SEEN), "paper_empty"),
    (requests.RecordPaper(prisoner=P, description="card", files=(NOBODY,), source=SEEN), "no_such_file"),
    (requests.JudgePaper(prisoner=P, entry=entry(1), finding=PaperFinding.FALSE, reason="x"), "no_such_paper"),
    (requests.RaiseQuestion(prisoner=P, question=Question(field="unit", code="unreadable")), "already_asked"),
    (requests.AnswerQuestion(prisoner=P, entry=entry(1), index=1, resolution="x"), "no_such_question"),
    (requests.AnswerQuestion(prisoner=P, entry=entry(1), resolution="x",
                             statement=says(Item.BIRTH_DATE, "soon")), "date_unreadable"),
    (requests.AnswerQuestion(prisoner=P, entry=entry(1), resolution="x",
                             captured=facts.Captured(happened=FUTURE, source=OWN)), "date_in_future"),
    (requests.RecordEvent(prisoner=P, event=requests.DiedEvent(happened=FUTURE, source=SEEN)), "date_in_future"),
    (requests.RecordEvent(prisoner=P, event=requests.DiedEvent(happened="01.05.2025", source=SEEN)),
     "date_unreadable"),
    (requests.RecordEvent(prisoner=P, event=requests.ArrivedAtCampEvent(camp="camp-9", source=SEEN)),
     "place_unknown"),
    (requests.RecordEvent(prisoner=P, event=requests.TransferredEvent(destination="camp-9", source=SEEN)),
     "place_unknown"),
    (requests.RecordEvent(prisoner=P, event=requests.EffectReturnedEvent(entry=entry(1), source=SEEN)),
     "no_such_effect"),
    (requests.RecordEvent(prisoner=P, event=requests.MoneyTakenEvent(
        amount="0.00", currency="UAH", receipt="1", officer="x", source=SEEN)), "no_sum"),
    (requests.WithdrawEvent(prisoner=P, entry=entry(1), reason="x"), "no_such_event"),
    (requests.HandInHealth(prisoner=P, answer=NOT_ASKED, source=SEEN), "nothing_said"),
    (requests.HandInHealth(prisoner=P, answer=given("ill"), happened=FUTURE, source=SEEN), "date_in_future"),
    (requests.MeasureWeight(prisoner=P, kilograms="5.4", happened="", source=SEEN), "weight_unlikely"),
    (requests.MeasureWeight(prisoner=P, kilograms="540", happened="", source=SEEN), "weight_unlikely"),
    (requests.IssueCertificate(prisoner=P, text=" ", happened="", source=SEEN), "certificate_empty"),
    (requests.AttachFile(prisoner=P, name="a", media_type="application/pdf", content="AAAA"), "file_type"),
    (requests.AttachFile(prisoner=P, name="a", media_type="image/png", content="A!"), "file_unreadable"),
    (requests.AttachFile(prisoner=P, name="a", media_type="image/png",
                         content=base64.b64encode(bytes(rules.FILE_BYTES_MAX + 1)).decode()), "file_too_large"),
]  # fmt: skip


@pytest.mark.parametrize(("command", "code"), REFUSED, ids=[f"{c.title()}-{code}" for c, code in REFUSED])
def test_refused(command: requests.Command, code: str) -> None:
    with pytest.raises(Refused) as refusal:
        decided(rich(), command)
    assert refusal.value.code == code
    assert re.match(r"GC III art|House rule: ", refusal.value.source)
    assert refusal.value.reason.endswith(".")


TWICE: list[Callable[[], requests.Command]] = [
    lambda: requests.WithdrawName(prisoner=P, entry=entry(1), reason="x"),
    lambda: requests.WithdrawStatement(prisoner=P, entry=entry(1), reason="x"),
    lambda: requests.JudgePaper(prisoner=P, entry=entry(3), finding=PaperFinding.GENUINE, reason="x"),
    lambda: requests.AnswerQuestion(prisoner=P, entry=entry(1), resolution="x"),
    lambda: requests.WithdrawEvent(prisoner=P, entry=entry(4), reason="x"),
    lambda: requests.RaiseQuestion(prisoner=P, question=Question(field="rank", code="ask")),
    lambda: requests.RecordEvent(prisoner=P, event=requests.EffectReturnedEvent(entry=entry(2), source=SEEN)),
]


@pytest.mark.parametrize("command", TWICE)
def test_twice_is_refused(command: Callable[[], requests.Command]) -> None:
    history = rich()
    history.add(*decided(history, command()))
    with pytest.raises(Refused, match="already"):
        decided(history, command())


def test_a_withdrawn_return_can_be_returned_again() -> None:
    history = rich().add(facts.EffectReturned(entry=entry(2), source=SEEN))
    history.add(facts.CustodyFactWithdrawn(entry=history.id(6), reason="other watch", source=SEEN))
    back = requests.EffectReturnedEvent(entry=entry(2), source=SEEN)
    assert decided(history, requests.RecordEvent(prisoner=P, event=back))


def test_an_erased_record_takes_nothing_more_and_nobody_is_not_found() -> None:
    command = requests.RecordName(prisoner=P, name=name("Pak"))
    with pytest.raises(Refused, match="erased"):
        decided(History().add(Erased()), command)
    with pytest.raises(NotFound):
        decided(History(), command)


def test_every_command_has_exactly_one_rule() -> None:
    assert set(rules.RULES) | set(rules.PAIR_RULES) == set(requests.COMMANDS.values())
    assert not set(rules.RULES) & set(rules.PAIR_RULES)


# --- registration ---------------------------------------------------------------------------------


def register(command: requests.Register) -> list[facts.Fact]:
    return rules.facts_for(fold([]), command, today=TODAY, known_places=PLACES)


def questions(found: list[facts.Fact]) -> list[tuple[str, str, str]]:
    first = found[0]
    assert isinstance(first, facts.PrisonerRegistered)
    return [(question.field, question.code, question.written) for question in first.questions]


PAK = (name("Пак Чхоль Су"),)
REGISTERED: list[tuple[requests.Register, list[tuple[str, str, str]]]] = [
    (requests.Register(names=PAK), []),
    (requests.Register(names=PAK, place="camp-1", captured=facts.Captured(happened="2025", source=OWN)), []),
    (requests.Register(names=PAK, statements=(says(Item.RANK, DECLINED),)), []),
    (requests.Register(row="7", list_name="list 4"), [("name", "no-name", "")]),
    (requests.Register(health=given("unconscious")), [("name", "no-name", "")]),
    (requests.Register(names=(name("Иван", NameRole.ALIAS),)), [("name", "no-name", "")]),
    (requests.Register(statements=(says(Item.RANK, DECLINED),)), [("name", "no-name", "")]),
    (requests.Register(names=PAK, captured=facts.Captured(happened="2031-01", source=OWN)),
     [("capture_date", "future-capture", "2031-01")]),
    (requests.Register(names=PAK, captured=facts.Captured(happened="31.02.2025", source=OWN)),
     [("capture_date", "date-not-read", "31.02.2025")]),
    (requests.Register(names=PAK, statements=(says(Item.BIRTH_DATE, "31.02.1999"),)),
     [("birth_date", "date-not-read", "31.02.1999")]),
    (requests.Register(names=PAK, statements=(says(Item.BIRTH_DATE, "2026"),)),
     [("birth_date", "future-birth", "2026")]),
    (requests.Register(names=PAK, statements=(says(Item.UNIT, unreadable("94?")),)),
     [("unit", "unreadable", "94?")]),
    (requests.Register(names=PAK, place="camp-9"), [("place", "place-unknown", "camp-9")]),
    (requests.Register(names=PAK, statements=(says(Item.UNIT, unreadable("94?")),),
                       questions=(Question(field="unit", code="two-values", written="94/95"),)),
     [("unit", "two-values", "94/95")]),
]  # fmt: skip


@pytest.mark.parametrize(("command", "asked"), REGISTERED)
def test_nothing_wrong_with_a_field_keeps_a_person_out(
    command: requests.Register, asked: list[tuple[str, str, str]]
) -> None:
    assert questions(register(command)) == asked


@pytest.mark.parametrize(
    "command",
    [
        requests.Register(),
        requests.Register(place="camp-1", list_name="list 4"),
        requests.Register(names=(name("  "),)),
        requests.Register(statements=(says(Item.RANK, NOT_ASKED),)),
    ],
)
def test_nobody_is_refused(command: requests.Register) -> None:
    with pytest.raises(Refused) as refusal:
        register(command)
    assert refusal.value.code == "nobody"


def test_what_cannot_be_read_is_kept_as_written() -> None:
    captured = facts.Captured(happened="31.02.2025", source=OWN)
    born = says(Item.BIRTH_DATE, "весна 1999")
    first, second, _ = register(requests.Register(names=PAK, captured=captured, statements=(born,)))
    assert isinstance(first, facts.PrisonerRegistered)
    assert first.statements[0].answer == unreadable("весна 1999")
    assert isinstance(second, facts.Captured)
    assert (second.happened, second.written) == ("", "31.02.2025")


def test_every_registration_has_one_health_fact_whether_or_not_anything_was_said() -> None:
    silent = register(requests.Register(names=PAK))
    spoken = register(requests.Register(names=PAK, health=given("wounded"), health_note="left arm"))
    assert [type(fact) for fact in silent] == [type(fact) for fact in spoken]
    assert silent[:-1] == spoken[:-1], "nothing of health stands in the open facts"
    assert type(silent[-1]) is facts.HealthObserved


# --- two records ----------------------------------------------------------------------------------


def pair(*new: facts.Fact) -> PairState:
    return fold_pair(History().add(*new).entries, OTHER, SUBJECT)


def verdict(what: Verdict) -> facts.PairJudged:
    return facts.PairJudged(left=SUBJECT, right=OTHER, verdict=what, reason="asked them")


SAME = requests.JudgeSame(left=OTHER, right=SUBJECT, reason="one number")
UNDO = requests.UndoJudgement(left=OTHER, right=SUBJECT, reason="slip")


@pytest.mark.parametrize("before", [(), (Verdict.DIFFERENT,), (Verdict.UNSURE, Verdict.DIFFERENT)])
def test_undoing_a_judgement_restores_what_stood(before: tuple[Verdict, ...]) -> None:
    history = [verdict(what) for what in before]
    judged = [*history, *rules.pair_facts_for(pair(*history), SAME)]
    assert pair(*judged).verdict == Verdict.SAME
    undone = pair(*judged, *rules.pair_facts_for(pair(*judged), UNDO))
    assert (undone.verdict, undone.reason) == (pair(*history).verdict, pair(*history).reason)
    assert undone.version == len(before) + 2


@pytest.mark.parametrize(
    ("state", "command", "code"),
    [
        (fold_pair([], SUBJECT, SUBJECT), SAME, "same_record"),
        (pair(verdict(Verdict.SAME)), SAME, "already_judged"),
        (
            pair(verdict(Verdict.UNSURE)),
            requests.JudgeUnsure(left="a", right="b", reason="x"),
            "already_judged",
        ),
        (pair(), UNDO, "not_judged"),
    ],
)
def test_pair_refused(state: PairState, command: requests.AboutPair, code: str) -> None:
    with pytest.raises(Refused) as refusal:
        rules.pair_facts_for(state, command)
    assert refusal.value.code == code
    assert refusal.value.source


def test_a_stored_file_is_tied_to_the_person() -> None:
    command = requests.AttachFile(prisoner=P, name="a.png", media_type="image/png", content="AAAA")
    (stored,) = decided(rich(), command)
    assert isinstance(stored, facts.FileStored)
    tied = rules.attachment(stored, stream=OTHER, caption="front")
    assert (tied.size, tied.sha256, tied.stream) == (3, stored.sha256, OTHER)
