"""The way between two states by `safeconduct act` alone, in the demonstration: each officer gives his own steps."""

import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from safeconduct.demo_cast import OPERATORS
from tests.flows.console import shell

PASSPHRASES = {each.login: each.passphrase for each in OPERATORS}
LATER = "2099-01-01T12:00+00:00"
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
        case = act(
            "protection",
            "refer",
            prisoner=waits,
            power="kor",
            route="transfer",
            offer=offer,
            told=["identity"],
        )["item"]
        act("diplomat", "preview", prisoner=waits, by="its ministry")
        act("diplomat", "accept", prisoner=waits, case=case, by="its ministry")
        for assurance in ("convention_applies", "visits_allowed", "no_passing_on", "return_if_asked"):
            act("diplomat", "assure", prisoner=waits, assurance=assurance, evidence="note 12")
        plan = {"place": "airport", "planned": LATER, "escort": "two officers", "contact": "its ministry"}
        act("diplomat", "plan_reception", prisoner=waits, reception=plan)
        act("protection", "clear", prisoner=waits)
        act("diplomat", "propose_handover", prisoner=waits, planned=LATER, place="airport")
        text = json.dumps({"prisoner": waits, "ceremony": CEREMONY})
        refused = asked("protection", "act", "arrangements.hand_over", text=text, status=1)
        assert "did not re-confirm his wish within the last 24 hours" in refused

        asked("diplomat", "act", "arrangements.hand_over", text=text, status=1)
        act("protection", "hand_over", prisoner=ready, ceremony=CEREMONY)
        act("diplomat", "confirm_arrival", prisoner=ready, ceremony=CEREMONY)
        act("diplomat", "settle", prisoner=ready, happened="2026-11")
        file = json.loads(asked("diplomat", "cases", ready, "--json"))
        assert file["cases"][0]["stage"] == "settled"
        withdraw = json.dumps({"prisoner": waits, "way": "he told the cook"})
        asked("bureau", "act", "wishes.report_withdrawal", text=withdraw)
        file = json.loads(asked("diplomat", "cases", waits, "--json"))
        assert [each["stage"] for each in file["cases"]] == ["stopped"]

        numbers = tmp_path / "list.csv"
        numbers.write_text(f"number\n{ready}\n{waits}\n")
        answer = asked("protection", "exchange-list", "validate", str(numbers), "--power", "prk", status=1)
        assert "Traceback" not in answer
        assert "whole" in asked("auditor", "verify")
