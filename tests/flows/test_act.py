"""The way between two states by `safeconduct act` alone, in the demonstration: each officer gives his own steps.

Once from an offer on, with what the demonstration heard; once from the first hearing on, told in four days.
"""

import json
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from safeconduct.demo_cast import OPERATORS
from safeconduct.wishes.facts import SheetPoint
from tests.flows.console import shell

PASSPHRASES = {each.login: each.passphrase for each in OPERATORS}
LATER = "2099-01-01T12:00+00:00"
ASSURANCES = ("convention_applies", "visits_allowed", "no_passing_on", "return_if_asked")
SAID = {"channel": "own_statement", "who": "interpreter 12"}
PLAN = {"place": "airport", "planned": LATER, "escort": "two officers", "contact": "its ministry"}
CEREMONY = {"happened": "", "place": "airport", "given_by": "our officer", "taken_by": "theirs"}

Act = Callable[..., dict[str, Any]]


@pytest.fixture
def home(demonstration: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(demonstration, tmp_path / "home"))


def test_from_an_offer_to_a_settled_life(home: Path, tmp_path: Path) -> None:
    for login, passphrase in PASSPHRASES.items():
        (tmp_path / login).write_text(passphrase)
    with shell(home) as command:

        def asked(login: str, *arguments: str, text: str = "", status: int = 0) -> str:
            acting = {"SAFECONDUCT_OPERATOR": login, "SAFECONDUCT_PASSPHRASE_FILE": str(tmp_path / login)}
            ran = command(*arguments, text=text, **acting)
            assert ran.status == status, ran.errors
            return ran.output if status == 0 else ran.errors

        def act(login: str, name: str, **fields: Any) -> dict[str, Any]:
            told = json.loads(asked(login, "act", f"arrangements.{name}", text=json.dumps(fields)))
            assert isinstance(told, dict)
            return told

        board = json.loads(asked("diplomat", "cases", "--stage", "proposed", "--json"))
        ready = board["rows"][0]["number"]
        found = json.loads(asked("protection", "offers", "match", "--json"))
        waits = next(row["number"] for row in found["rows"] if not row["has_case"])

        offer = act("diplomat", "offer", power="kor", basis="a note", valid_from="2026-01")["item"]
        (officer,) = json.loads(asked("protection", "cases", "--officers", "--json"))["officers"]
        case = act(
            "protection",
            "refer",
            prisoner=waits,
            power="kor",
            route="transfer",
            offer=offer,
            told=["identity"],
        )["item"]
        # Until she is assigned, the case is not there for her.
        asked("diplomat", "cases", waits, status=1)
        act("protection", "assign", prisoner=waits, officer=officer["id"])
        act("diplomat", "preview", prisoner=waits, by="its ministry")
        act("diplomat", "accept", prisoner=waits, case=case, by="its ministry")
        for assurance in ASSURANCES:
            act("diplomat", "assure", prisoner=waits, assurance=assurance, evidence="note 12")
        act("diplomat", "plan_reception", prisoner=waits, reception=PLAN)
        act("protection", "clear", prisoner=waits)
        act("diplomat", "propose_handover", prisoner=waits, planned=LATER, place="airport")
        text = json.dumps({"prisoner": waits, "ceremony": CEREMONY})
        refused = asked("protection", "act", "arrangements.hand_over", text=text, status=1)
        assert "did not re-confirm his wish within the last 24 hours" in refused

        asked("diplomat", "act", "arrangements.hand_over", text=text, status=1)
        act("protection", "hand_over", prisoner=ready, ceremony=CEREMONY)
        act("diplomat", "confirm_arrival", prisoner=ready, ceremony=CEREMONY)
        act("diplomat", "settle", prisoner=ready, happened="2026-11")
        (settled,) = json.loads(asked("diplomat", "cases", ready, "--json"))["cases"]
        assert settled["stage"] == "settled"
        withdraw = json.dumps({"prisoner": waits, "way": "he told the cook"})
        asked("bureau", "act", "wishes.report_withdrawal", text=withdraw)
        (stopped,) = json.loads(asked("diplomat", "cases", waits, "--json"))["cases"]
        assert stopped["stage"] == "stopped"

        listed = ("exchange-list", "validate", str(_list_of(tmp_path, ready, waits)), "--power", "prk")
        assert "Traceback" not in asked("protection", *listed, status=1)
        assert "whole" in asked("auditor", "verify")


def test_from_the_first_hearing_to_a_settled_life(earlier: Path, tmp_path: Path) -> None:
    home = Path(shutil.copytree(earlier, tmp_path / "home"))
    for login, passphrase in PASSPHRASES.items():
        (tmp_path / login).write_text(passphrase)
    with _officers(home, tmp_path, timedelta(days=4)) as (act, ask):
        found = act(
            "registrar",
            "registry.register",
            names=[{"text": "리철호", "source": SAID}],
            place="transit-sumy",
        )
        number = found["number"]
        act("protection", "wishes.inform", prisoner=number, interview=_heard(timedelta(days=4)))
        said = {
            "option": "third_state",
            "states": ["kor"],
            "language": "ko",
            "own_words": "남쪽으로 가겠습니다",
        }
        interview = _heard(timedelta(days=4))
        act(
            "protection",
            "wishes.declare",
            prisoner=number,
            interview=interview,
            declaration=said,
            may_be_told=["identity"],
        )
        risk = act(
            "protection",
            "wishes.assess_risk",
            prisoner=number,
            destination="kor",
            finding="none_found",
            grounds="x",
        )
        words = json.loads(ask("protection2", "approve", "--json"))["pending"]
        (asked,) = [each for each in words if each["id"] == risk["approval"]]
        ask("protection2", "approve", risk["approval"], "--words", asked["words"])
    with _officers(home, tmp_path, timedelta(hours=12)) as (act, ask):
        again = {
            "prisoner": number,
            "interview": _heard(timedelta(hours=12)),
            "option": "third_state",
            "states": ["kor"],
        }
        act("protection2", "wishes.confirm", **again)
    with _officers(home, tmp_path, timedelta()) as (act, ask):
        offer = act("diplomat", "arrangements.offer", power="kor", basis="a note", valid_from="2026-01")[
            "item"
        ]
        (officer,) = json.loads(ask("protection", "cases", "--officers", "--json"))["officers"]
        told = {"power": "kor", "route": "transfer", "offer": offer, "told": ["identity"]}
        told["officer"] = officer["id"]
        act("protection", "arrangements.refer", prisoner=number, **told)
        act("diplomat", "arrangements.accept", prisoner=number, by="its ministry")
        for assurance in ASSURANCES:
            act("diplomat", "arrangements.assure", prisoner=number, assurance=assurance, evidence="note 12")
        act("diplomat", "arrangements.plan_reception", prisoner=number, reception=PLAN)
        act("protection", "arrangements.clear", prisoner=number)
        act("diplomat", "arrangements.propose_handover", prisoner=number, planned=LATER, place="airport")
        again["interview"] = _heard(timedelta())
        act("protection", "wishes.reconfirm", **again)
        act("protection", "arrangements.hand_over", prisoner=number, ceremony=CEREMONY)
        act("diplomat", "arrangements.confirm_arrival", prisoner=number, ceremony=CEREMONY)
        year = str(datetime.now(UTC).year)
        act("diplomat", "arrangements.settle", prisoner=number, happened=year)
        (case,) = json.loads(ask("diplomat", "cases", number, "--json"))["cases"]
        assert case["stage"] == "settled"
        assert "whole" in ask("auditor", "verify")


def _list_of(folder: Path, *numbers: str) -> Path:
    """The numbers as a file in the folder."""
    file = folder / "list.csv"
    file.write_text("\n".join(("number", *numbers, "")))
    return file


@contextmanager
def _officers(home: Path, keys: Path, late: timedelta) -> Iterator[tuple[Act, Callable[..., str]]]:
    """`act` and `ask` of officers whose machine's clock goes that late."""
    with shell(home, late_s=late.total_seconds()) as command:

        def ask(login: str, *arguments: str, text: str = "") -> str:
            acting = {"SAFECONDUCT_OPERATOR": login, "SAFECONDUCT_PASSPHRASE_FILE": str(keys / login)}
            ran = command(*arguments, text=text, **acting)
            assert ran.status == 0, ran.errors
            return ran.output

        def act(login: str, name: str, **fields: Any) -> dict[str, Any]:
            told = json.loads(ask(login, "act", name, text=json.dumps(fields)))
            assert isinstance(told, dict)
            return told

        yield act, ask


def _heard(late: timedelta) -> dict[str, Any]:
    """A hearing of this very minute with every safeguard."""
    sheet = {"version": "2026-1", "language": "ko", "is_read_aloud": True, "told_back": list(SheetPoint)}
    return {
        "held": (datetime.now(UTC) - late).isoformat(timespec="seconds"),
        "place": "room 3",
        "setting": "private_interview",
        "language": "ko",
        "sheet": sheet,
        "presence": "declined",
        "is_signed_no_inducement": True,
        "asked_apart": "nothing",
        "capacity": "able",
    }
