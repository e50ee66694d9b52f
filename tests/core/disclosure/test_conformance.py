"""The conformance kit is what its script makes, and two readers that share no line agree with it on every case."""

import json
import shutil
import subprocess
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from safeconduct.disclosure import cards, format, items
from safeconduct.disclosure.format import Counts, Peer
from safeconduct.disclosure.items import Item
from safeconduct.disclosure.refusals import BundleRefused, Reason
from safeconduct.disclosure.told import Told
from tools import write_conformance
from tools.conformance_making import KEYS

ROOT = Path(__file__).resolve().parents[3]
KIT = ROOT / "docs" / "conformance"
VERIFIER = ROOT / "verifier" / "verify.mjs"
WRITE_AGAIN = "write the kit again: .venv/bin/python -m tools.write_conformance"


@cache
def kit() -> dict[str, Any]:
    return dict(json.loads((KIT / "cases.json").read_text(encoding="utf-8")))


def kind_of(item: Item) -> str:
    return "newer" if isinstance(item, items.Newer) else str(json.loads(items.write(item))["kind"])


def opened(case: dict[str, Any], data: bytes) -> dict[str, Any]:
    own = [KEYS[name] for name in case["own"]]
    counts = tuple(Counts(KEYS[each["card"]].card, each["first"], each["last"]) for each in case["senders"])
    told = Told(tuple(map(bytes.fromhex, case["held"])), frozenset(case["lost"]))
    now = cards.moment_of(case["now"])
    assert now is not None
    found = format.open(data, own, lambda instance: Peer(counts, told), now=now)
    return {
        "outcome": "taken",
        "items": [kind_of(item) for item in found.items],
        "late": found.is_late,
        "lost": list(found.lost),
    }


def shown(case: dict[str, Any], data: bytes) -> dict[str, Any]:
    sender, recipient = KEYS[case["sender"]].card, KEYS[case["recipient"]].card
    found = format.verify(data, bytes.fromhex(case["key"]), sender=sender, recipient=recipient)
    return {"outcome": "taken", "items": [kind_of(item) for item in format.read_items(found)]}


def said(case: dict[str, Any]) -> dict[str, Any]:
    data = (KIT / case["file"]).read_bytes()
    try:
        if case["check"] == "card":
            cards.read(data)
            return {"outcome": "taken"}
        return shown(case, data) if case["check"] == "shown" else opened(case, data)
    except BundleRefused as refused:
        return {"outcome": str(refused.kind)}


def second_reader(cases: Path) -> subprocess.CompletedProcess[str]:
    node = shutil.which("node")
    assert node, "the second reader runs on Node, which ./test installs"
    return subprocess.run([node, str(VERIFIER), str(cases)], capture_output=True, text=True, check=False)  # noqa: S603 - own program


def test_the_kit_is_what_its_script_makes() -> None:
    made = write_conformance.files()
    kept = {path.relative_to(KIT).as_posix() for path in KIT.rglob("*") if path.is_file()}
    assert kept == set(made)
    assert [file for file, data in made.items() if (KIT / file).read_bytes() != data] == [], WRITE_AGAIN


def test_the_kit_tries_every_reason_and_is_large_enough() -> None:
    outcomes = [case["expect"]["outcome"] for case in kit()["cases"]]
    assert len(outcomes) >= 150
    assert set(outcomes) == {"taken", *Reason}
    assert outcomes.count("taken") >= 30


@pytest.mark.parametrize("number", range(len(kit()["cases"])))
def test_this_reader_agrees(number: int) -> None:
    case = kit()["cases"][number]
    assert said(case) == case["expect"], case["about"]


def test_the_second_reader_agrees_on_every_case() -> None:
    done = second_reader(KIT / "cases.json")
    assert done.stdout == f"{len(kit()['cases'])} cases, 0 disagreements\n"
    assert done.returncode == 0


def test_the_second_reader_says_where_it_disagrees(tmp_path: Path) -> None:
    """Else it could say yes to everything."""
    good, bad = next(_with("taken")), next(_with("altered"))
    for case, claimed in ((good, "altered"), (bad, "taken")):
        target = tmp_path / case["file"]
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes((KIT / case["file"]).read_bytes())
        case["expect"] = {"outcome": claimed}
    (tmp_path / "cases.json").write_text(json.dumps({**kit(), "cases": [good, bad]}))
    done = second_reader(tmp_path / "cases.json")
    assert done.stdout.endswith("2 cases, 2 disagreements\n")
    assert done.returncode == 1


def _with(outcome: str) -> Any:
    return (dict(case) for case in kit()["cases"] if case["expect"]["outcome"] == outcome)
