"""The demonstration of two States: a detaining and a receiving bureau, and a case from an offer to an arrival.

Each office is an instance of its own, with a folder, a database, a process and a server. Every step is a command
that an officer gives to her own office; what passes between the two are bundles. Each step is told in one line:
what left, and what did not.
"""

import json
import shutil
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

from safeconduct import demo_cast, demo_offices, demo_wishes
from safeconduct.access.actor import SERVICE
from safeconduct.access.words import Compartment, Role
from safeconduct.accounts import actions as accounts
from safeconduct.accounts import queries as operators
from safeconduct.accounts.facts import AddOperator
from safeconduct.accounts.queries import Preferences
from safeconduct.arrangements.facts import Route
from safeconduct.arrangements.routes import ROUTES
from safeconduct.demo_offices import Office, StepFailed
from safeconduct.demo_steps import BUREAU, BUREAU_TWO, DIPLOMATIC, PROTECTION
from safeconduct.store import clock, instance
from safeconduct.store.create import create
from safeconduct.wishes.facts import Option
from safeconduct.wishes.requests import Reconfirm

RECEIVING_NAMES = {
    "en": "Ministry of Unification · Republic of Korea",
    "uk": "Міністерство обʼєднання · Республіка Корея",
    "ko": "대한민국 통일부",
}
# Two invented officers of the receiving State; their keys are throw-away.
RECEIVING, RECEIVING_TWO = "receiving", "receiving2"
RECEIVERS = (
    (RECEIVING, "한서연", "spring-rain-river-47"),
    (RECEIVING_TWO, "윤도현", "autumn-leaves-gate-82"),
)
PORTS = (8001, 8002)
_BUREAU_NAME, _MINISTRY_NAME = "Національне інформаційне бюро", "대한민국 통일부"
_KOREA = "kor"
_LATER = "2099-01-01T12:00+00:00"
_RECEIVER = RECEIVERS[0][1]
# Says how far the walk of this folder came.
_MARK = "walk.json"
Say = Callable[[str], None]


def load_receiving(home: Path) -> bool:
    """Create the office of a receiving State with its invented officers; returns whether it was created."""
    if (home / instance.INSTANCE_FILE).exists():
        return False
    made = create(home, names=RECEIVING_NAMES, conflict="ukraine-2022", is_demonstration=True)
    halves = {half: made.private_halves[half] for half in Compartment.CASE.halves}
    first = None
    for login, name, passphrase in RECEIVERS:
        command = AddOperator(login=login, name=name, roles=(Role.RECEIVING, Role.ADMINISTRATOR))
        operator_id = (
            accounts.add_operator(command, passphrase, first)
            if first
            else accounts.add_first_operator(command, passphrase)
        )
        accounts.enrol_reader(operator_id, halves, "demonstration", SERVICE)
        accounts.set_preferences(operator_id, Preferences(language="ko"))
        operator = operators.by_id(operator_id)
        assert operator is not None
        first = first or operator.actor({})
    return True


def walk(folder: Path, say: Say, *, ports: tuple[int, int], wait: Callable[[], None]) -> None:
    """Make both offices in `folder`, walk a case from an offer to an arrival, and serve both until `wait` returns.

    A folder whose walk ended is served as it stands; one that was left in the middle is walked anew. Raises
    StepFailed with what the program said where a step is not taken.
    """
    detaining, receiving = offices(folder, ports)
    has_ended = _begun(folder)
    demo_offices.make((detaining, ("demo", "--quiet")), (receiving, ("demo", "receiving")))
    with demo_offices.serving(detaining), demo_offices.serving(receiving):
        if has_ended:
            say(f"The case was walked before; both offices stand as it left them, in {folder}.")
        else:
            Walk(detaining, receiving, say).whole()
            (folder / _MARK).write_text(json.dumps({"ended": True}), encoding="utf-8")
        _tell_where(detaining, receiving, say)
        wait()


def offices(folder: Path, ports: tuple[int, int]) -> tuple[Office, Office]:
    """The detaining and the receiving bureau in this folder, each with its invented officers."""
    ours = {each.login: each.passphrase for each in demo_cast.OPERATORS}
    theirs = {login: secret for login, _, secret in RECEIVERS}
    return (
        Office(folder / "detaining", "127.0.0.1", ports[0], ours, f"http://127.0.0.1:{ports[0]}"),
        Office(folder / "receiving", "localhost", ports[1], theirs, f"http://127.0.0.1:{ports[1]}"),
    )


def _begun(folder: Path) -> bool:
    """Whether the walk of this folder ended; what a broken one left of both offices is removed."""
    mark = folder / _MARK
    if mark.exists():
        if json.loads(mark.read_text(encoding="utf-8"))["ended"]:
            return True
        for name in ("detaining", "receiving"):
            shutil.rmtree(folder / name, ignore_errors=True)
    folder.mkdir(parents=True, exist_ok=True)
    mark.write_text(json.dumps({"ended": False}), encoding="utf-8")
    return False


def _tell_where(detaining: Office, receiving: Office, say: Say) -> None:
    say("")
    for office, name, logins in (
        (detaining, "Detaining bureau", (DIPLOMATIC, PROTECTION)),
        (receiving, "Receiving bureau", (RECEIVING, RECEIVING_TWO)),
    ):
        say(f"{name}: {office.address}/")
        for login in logins:
            say(f"  {login:<10}  passphrase  {office.passphrases[login]}")


# --- the walk -------------------------------------------------------------------------------------


def send(sender: Office, login: str) -> None:
    """What waits leaves for the other office's own address."""
    sender.officer(login).send_bundles()


class Walk:
    """One case, step by step, with one line a step. `carry` brings what waits at an office to the other one."""

    def __init__(
        self, detaining: Office, receiving: Office, say: Say, carry: Callable[[Office, str], None] = send
    ) -> None:
        self._ours, self._theirs = detaining, receiving
        self._tell, self._carry = say, carry
        self._number = 0
        self._about: dict[str, str] = {}

    def whole(self) -> None:
        """From two offices that do not know each other to an arrival that both can prove."""
        self._say("Two offices are made, each with a database and keys of its own. Every person is invented.")
        self._acquaint()
        offer = self._offer()
        self._refer(offer)
        about = self._preview()
        self._accept(about)
        self._file(about)
        self._make_ready()
        self._hand_over()
        self._arrive(about)
        self._prove()

    def _say(self, what: str, left: str = "", stayed: str = "") -> None:
        self._number += 1
        parts = [f"{self._number:>2}. {what}"]
        if left:
            parts.append(f"Left: {left}.")
        if stayed:
            parts.append(f"Did not: {stayed}.")
        self._tell(" ".join(parts))

    def _acquaint(self) -> None:
        """Cards are exchanged, fingerprints compared, and two persons on each side enrol the other office."""
        cards = {}
        for office, login, card in (
            (self._ours, BUREAU, {"name": _BUREAU_NAME, "role": "bureau", "power": "ukr"}),
            (self._theirs, RECEIVING, {"name": _MINISTRY_NAME, "role": "receiving_state", "power": _KOREA}),
        ):
            office.officer(login).act("disclosure.make_card", address=office.inbox, **card)
            cards[office.port] = office.officer(login).ask("card")
        for office, other, pair in (
            (self._ours, self._theirs, (BUREAU, BUREAU_TWO)),
            (self._theirs, self._ours, (RECEIVING, RECEIVING_TWO)),
        ):
            given = cards[other.port]["introduction"]
            asked = office.officer(pair[0]).act("disclosure.add_peer", introduction=given)
            office.officer(pair[1]).approve(asked["approval"])
        words = " / ".join(" ".join(each["fingerprint"].split()[:3]) for each in cards.values())
        self._say(
            f"Each compares the other's eight words ({words} …); two persons on each side enrol it.",
            "keys, name and address of each office", "anything of a person",
        )  # fmt: skip

    def _offer(self) -> str:
        made = self._ours.officer(DIPLOMATIC).act(
            "arrangements.offer",
            power=_KOREA,
            basis="대한민국 헌법 제3조",
            valid_from=clock.today().isoformat(),
        )
        self._say(
            "Korea offers to accept everybody who wishes to come; the bureau keeps the offer with its basis."
        )
        return str(made["item"])

    def _refer(self, offer: str) -> None:
        officer = self._ours.officer(PROTECTION)
        found = next(row for row in officer.ask("offers/matches")["rows"] if not row["has_case"])
        (conducts,) = officer.ask("case-officers")
        referred = officer.act(
            "arrangements.refer", prisoner=found["number"], power=_KOREA, route="transfer", offer=offer,
            officer=conducts["id"], told=["identity", "care_needed"],
        )  # fmt: skip
        self._about = {"prisoner": found["number"], "case": referred["item"]}
        self._say(
            f"{found['number']} wishes to go there, heard and confirmed; he is referred, and a diplomat assigned.",
            stayed="anything yet, least of all the wish",
        )

    def _preview(self) -> str:
        peer = next(
            each["peer"] for each in self._ours.officer(DIPLOMATIC).ask("peers") if each["power"] == _KOREA
        )
        self._ours.officer(DIPLOMATIC).act(
            "disclosure.tell_preview", peer=peer, care_needed="лікування зубів", **self._about
        )
        self._over()
        (came,) = self._theirs.officer(RECEIVING).ask("received-cases")
        left = [
            f"{each.replace('_', ' ')} {came['preview'][each]}"
            for each in ("age_band", "sex", "language", "care_needed")
            if came["preview"][each]
        ]
        self._say(
            "A preview goes to Korea in a sealed bundle.", ", ".join(left), self._kept_back("PreviewTold")
        )
        return str(came["about"])

    def _accept(self, about: str) -> None:
        self._theirs.officer(RECEIVING).act(
            "disclosure.answer_preview", about=about, is_accepted=True, by=_RECEIVER
        )
        self._back()
        self._ours.officer(DIPLOMATIC).act("disclosure.take_answers", **self._about)
        self._say(
            "Korea accepts this person, without a name.", "accepted, and by whom", "why, which nobody asks"
        )

    def _file(self, about: str) -> None:
        self._ours.officer(DIPLOMATIC).act("disclosure.tell_file", **self._about)
        self._over()
        lines = self._theirs.officer(RECEIVING).ask(f"received-cases/{about}")["file"]["lines"]
        told = Counter(each["item"].replace("_", " ") for each in lines)
        self._say("Only now Korea learns who he is.", ", ".join(told), self._kept_back("FileTold"))

    def _make_ready(self) -> None:
        diplomat, protection = self._ours.officer(DIPLOMATIC), self._ours.officer(PROTECTION)
        for assurance in ROUTES[Route.TRANSFER].assurances:
            diplomat.act(
                "arrangements.assure", assurance=assurance, evidence="Вербальна нота № 3", **self._about
            )
        plan = {"place": "аеропорт", "planned": _LATER, "escort": "два офіцери", "contact": _MINISTRY_NAME}
        diplomat.act("arrangements.plan_reception", reception=plan, **self._about)
        protection.act("arrangements.clear", **self._about)
        diplomat.act("arrangements.propose_handover", planned=_LATER, place="аеропорт", **self._about)
        self._say(
            "Assurances are in, his reception is planned, no obstacle stands; the handover is proposed."
        )

    def _hand_over(self) -> None:
        again = Reconfirm(
            prisoner=self._about["prisoner"], interview=demo_wishes.hearing(), option=Option.THIRD_STATE,
            states=(_KOREA,),
        )  # fmt: skip
        officer = self._ours.officer(PROTECTION)
        officer.act("wishes.reconfirm", **again.model_dump(mode="json", exclude_defaults=True))
        self._say("On the day he is heard once more, apart. He says the same.", stayed="what he said")
        officer.act("arrangements.hand_over", ceremony=_ceremony("аеропорт"), **self._about)
        self._ours.officer(DIPLOMATIC).act("disclosure.tell_handover", **self._about)
        self._over()
        self._say("He is handed over.", "when, where, between whom, and the bureau's signed half",
                  "his number in the bureau")  # fmt: skip

    def _arrive(self, about: str) -> None:
        self._theirs.officer(RECEIVING).act(
            "disclosure.sign_arrival", about=about, ceremony=_ceremony("인천공항")
        )
        self._back()
        diplomat = self._ours.officer(DIPLOMATIC)
        diplomat.act("disclosure.take_answers", **self._about)
        file = diplomat.ask(f"cases/{self._about['prisoner']}")
        stage = next(each["stage"] for each in file["cases"] if each["id"] == self._about["case"])
        if stage != "arrived":
            raise StepFailed(f"the case is {stage}")
        self._say("He arrived; Korea signs its half.", "that he arrived, and Korea's signed half",
                  "where he lives from now on")  # fmt: skip

    def _prove(self) -> None:
        self._over()
        checked = [
            office.officer(login).check_record()
            for office, login in ((self._ours, DIPLOMATIC), (self._theirs, RECEIVING))
        ]
        if not all(each["is_whole"] for each in checked):
            raise StepFailed(f"a record is not whole: {checked}")
        sizes = " and ".join(f"{each['entries']:,}" for each in checked)
        self._say(f"Both records are whole ({sizes} entries); each side can prove the other's half.")

    def _kept_back(self, step: str) -> str:
        """What this step kept back, as the detaining side recorded it: how many fields, and which kinds of them."""
        told = self._ours.officer(DIPLOMATIC).ask(
            f"cases/{self._about['prisoner']}/{self._about['case']}/told"
        )["told"]
        fields = [each["field"] for each in next(one for one in told if one["step"] == step)["kept_back"]]
        if not fields:
            return "nothing that the law names"
        shown = [name.rpartition("/")[2].rpartition(".")[2].replace("_", " ") for name in fields[:6]]
        return f"{len(fields)} fields by law ({', '.join(shown)}{' …' if len(fields) > len(shown) else ''})"

    def _over(self) -> None:
        self._carry(self._ours, DIPLOMATIC)

    def _back(self) -> None:
        self._carry(self._theirs, RECEIVING)


def _ceremony(place: str) -> dict[str, Any]:
    return {"happened": "", "place": place, "given_by": "О. Коваленко", "taken_by": _RECEIVER}
