"""The story of the demonstration between two states: an offer made in a call, five invented prisoners, five ways.

Two wish to go to Korea: one is ready to be handed over, of one the wish stands confirmed. One wishes to return, one
is undecided, one takes his wish back on the day he was to go. The story took five days, so the clock goes late
while it is told.
"""

from collections.abc import Mapping
from datetime import timedelta

from safeconduct.access.actor import Actor
from safeconduct.arrangements import actions as arrangements
from safeconduct.arrangements import requests as between
from safeconduct.arrangements.facts import Reception, Route, Scope, Side, Way
from safeconduct.arrangements.routes import ROUTES
from safeconduct.demo_steps import BUREAU, DIPLOMATIC, PROTECTION, PROTECTION_TWO
from safeconduct.sources import moments
from safeconduct.store import approvals, clock
from safeconduct.wishes import actions as wishes
from safeconduct.wishes import requests
from safeconduct.wishes.facts import (
    AskedApart,
    Capacity,
    Declaration,
    Finding,
    Hearing,
    Interpreter,
    Option,
    Presence,
    Purpose,
    Setting,
    Sheet,
    SheetPoint,
    Told,
)

BEGUN = timedelta(days=6)
_HEARD, _CONFIRMED, _THE_DAY = timedelta(days=5), timedelta(days=1, hours=12), timedelta(hours=2)
READY, WAITS, HOME, UNDECIDED, TAKES_BACK = "kang", "han", "seo", "ryu", "song"
"""Whom of the cast each way is told of."""
_KOREA = "kor"
_SAID = {
    READY: (Option.THIRD_STATE, (_KOREA,), "남쪽으로 가고 싶습니다.", "Хочу поїхати на Південь."),
    WAITS: (Option.THIRD_STATE, (_KOREA,), "남쪽에서 살고 싶습니다.", "Хочу жити на Півдні."),
    HOME: (Option.REPATRIATE, ("prk",), "집에 돌아가겠습니다.", "Повернуся додому."),
    UNDECIDED: (Option.UNDECIDED, (), "아직 모르겠습니다.", "Ще не знаю."),
    TAKES_BACK: (Option.THIRD_STATE, (_KOREA,), "남쪽으로 보내 주십시오.", "Відправте мене на Південь."),
}
_INTERPRETER = Interpreter(name="문하린", qualification="присяжна перекладачка", is_accepted=True)


def tell(actors: Mapping[str, Actor], numbers: Mapping[str, str]) -> None:
    """The whole story, told through the same commands as everybody's."""
    story = _Story(actors, {who: numbers[who] for who in _SAID})
    with clock.set_back(_HEARD):
        story.list_interpreters()
        story.make_offer()
        for who in _SAID:
            story.hear(who)
    with clock.set_back(_CONFIRMED):
        for who in (READY, WAITS, HOME, TAKES_BACK):
            story.confirm(who)
        for who in (READY, TAKES_BACK):
            story.prepare(who)
    with clock.set_back(_THE_DAY):
        for who in (READY, TAKES_BACK):
            story.reconfirm(who)
    story.take_back(TAKES_BACK)
    story.plan(UNDECIDED, Purpose.DECLARE)
    story.plan(WAITS, Purpose.RECONFIRM)


class _Story:
    def __init__(self, actors: Mapping[str, Actor], numbers: Mapping[str, str]) -> None:
        self._first, self._second = actors[PROTECTION], actors[PROTECTION_TWO]
        self._diplomat, self._bureau = actors[DIPLOMATIC], actors[BUREAU]
        self._numbers = numbers
        self._offer = ""

    def make_offer(self) -> None:
        """All who wish to come, said in a call between ministers; and whether the State is fit (art. 12)."""
        day = clock.today().isoformat()
        call = between.LogContact(
            power=_KOREA,
            way=Way.CALL,
            happened=day,
            spoke_for_us="Міністр закордонних справ",
            spoke_for_them="외교부 장관",
            summary="대한민국은 오기를 원하는 사람을 모두 받아들이겠다고 말하였다.",
            known_by="протокол розмови",
        )
        contact = self._conduct(call)
        offer = between.Offer(
            power=_KOREA,
            scope=Scope(origins=("prk",)),
            basis="대한민국 헌법 제3조",
            words="오기를 원하면 전원 수용",
            valid_from=day,
            contact=contact,
        )
        self._offer = self._conduct(offer)
        asked = between.Request(
            power=_KOREA,
            by=Side.OURS,
            what="Письмове запевнення за статтею 12",
            due="2099-01-01",
            contact=contact,
        )
        self._conduct(asked)
        self._conduct(
            between.AssessPower(
                power=_KOREA,
                is_party=True,
                is_willing=True,
                willing="Вербальна нота № 1",
                is_able=True,
                able="Звіт посольства",
                review_by="2099-01-01",
            )
        )

    def list_interpreters(self) -> None:
        """One who may hear everybody, and one who worked for a State to which some wish to go."""
        for name, serves in ((_INTERPRETER.name, ()), ("Д. Коваль", (_KOREA,))):
            listed = requests.ListInterpreter(
                name=name, qualification=_INTERPRETER.qualification, languages=("ko", "uk"), serves=serves
            )
            wishes.perform(listed, self._first)

    def plan(self, who: str, purpose: Purpose) -> None:
        """He is to be heard again, each on a day of his own."""
        days = 1 if purpose == Purpose.RECONFIRM else 2
        planned = requests.PlanInterview(
            prisoner=self._numbers[who],
            purpose=purpose,
            planned=moments.text_of(clock.now().replace(minute=0) + timedelta(days=days)),
            place="кімната для бесід",
            interpreter=_INTERPRETER.name,
        )
        wishes.perform(planned, self._first)

    def hear(self, who: str) -> None:
        option, states, words, translation = _SAID[who]
        said = Declaration(
            option=option, states=states, own_words=words, language="ko", translation=translation,
            translator=_INTERPRETER.name,
        )  # fmt: skip
        command = requests.Declare(
            prisoner=self._numbers[who],
            interview=hearing(),
            declaration=said,
            may_be_told=(Told.IDENTITY, Told.CARE_NEEDED) if states == (_KOREA,) else (),
            fears_for_family="가족이 위험해질 수 있습니다.",
        )
        wishes.perform(command, self._first)

    def confirm(self, who: str) -> None:
        """Heard by another officer three days later; and nobody finds a danger where he wishes to go."""
        option, states, *_ = _SAID[who]
        number = self._numbers[who]
        confirmed = requests.Confirm(prisoner=number, interview=hearing(), option=option, states=states)
        wishes.perform(confirmed, self._second)
        for state in states:
            assess = requests.AssessRisk(
                prisoner=number,
                destination=state,
                finding=Finding.NONE_FOUND,
                grounds="Перевірено за джерелами.",
            )
            asked = approvals.one(wishes.perform(assess, self._first).approval, self._second)
            wishes.confirm(asked.id, asked.digest, self._second)

    def prepare(self, who: str) -> None:
        """From the referral to the proposal."""
        number, ministry = self._numbers[who], "통일부"
        refer = between.Refer(
            prisoner=number,
            power=_KOREA,
            route=Route.TRANSFER,
            offer=self._offer,
            officer=self._diplomat.operator_id,
            told=(Told.IDENTITY,),
        )
        arrangements.perform(refer, self._first)
        self._conduct(between.Preview(prisoner=number, by=ministry))
        self._conduct(between.Accept(prisoner=number, by=ministry))
        for assurance in ROUTES[Route.TRANSFER].assurances:
            self._conduct(between.Assure(prisoner=number, assurance=assurance, evidence="Вербальна нота № 2"))
        planned = moments.text_of(clock.now() + timedelta(days=2))
        plan = Reception(
            place="аеропорт",
            planned=planned,
            escort="два офіцери",
            interpreter=_INTERPRETER.name,
            contact=ministry,
        )
        self._conduct(between.PlanReception(prisoner=number, reception=plan))
        arrangements.perform(between.Clear(prisoner=number), self._first)
        self._conduct(between.ProposeHandover(prisoner=number, planned=planned, place="аеропорт"))

    def reconfirm(self, who: str) -> None:
        option, states, *_ = _SAID[who]
        again = requests.Reconfirm(
            prisoner=self._numbers[who], interview=hearing(), option=option, states=states
        )
        wishes.perform(again, self._first)

    def take_back(self, who: str) -> None:
        """Said to an officer of the bureau, who reports it and reads nothing."""
        report = requests.ReportWithdrawal(prisoner=self._numbers[who], way="Сказав на виході, уголос.")
        wishes.perform(report, self._bureau)

    def _conduct(self, command: between.Command) -> str:
        return arrangements.perform(command, self._diplomat).item


def hearing() -> Hearing:
    """A hearing with every safeguard, held now."""
    return Hearing(
        held=moments.text_of(clock.now()),
        place="кімната для бесід",
        setting=Setting.PRIVATE_INTERVIEW,
        language="ko",
        interpreter=_INTERPRETER,
        sheet=Sheet(version="2026-1", language="ko", is_read_aloud=True, told_back=tuple(SheetPoint)),
        presence=Presence.DECLINED,
        is_signed_no_inducement=True,
        asked_apart=AskedApart.NOTHING,
        capacity=Capacity.ABLE,
    )
