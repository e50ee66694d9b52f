"""`safeconduct verify bundle` proves what a file says on a machine with no instance, no database and no settings."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from safeconduct.disclosure import file_commands
from safeconduct.disclosure.told import Told
from tools.conformance_making import BUREAU, RECEIVING, message, send

ROOT = Path(__file__).resolve().parents[2]
SENT = send(Told(), message(text="told in confidence"))
# Nothing can import Django here, and there is no folder of an instance.
WITHOUT_DJANGO = "import sys; sys.modules['django'] = None; from safeconduct.cli import main; main()"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "told.bundle").write_bytes(SENT.data)
    (tmp_path / "key").write_text(SENT.key.hex() + "\n")
    (tmp_path / "bureau.card").write_bytes(BUREAU.card.data)
    (tmp_path / "receiving.card").write_bytes(RECEIVING.card.data)
    return tmp_path


def run(*arguments: object) -> Result:
    return CliRunner().invoke(file_commands.machine, [str(each) for each in arguments])


def proving(folder: Path, sender: str = "bureau.card") -> list[str]:
    cards = ["--sender", str(folder / sender), "--recipient", str(folder / "receiving.card")]
    return ["verify", "bundle", str(folder / "told.bundle"), "--key", str(folder / "key"), *cards]


def test_it_needs_neither_django_nor_an_instance(folder: Path) -> None:
    environment = {name: value for name, value in os.environ.items() if not name.startswith("SAFECONDUCT")}
    environment |= {"SAFECONDUCT_HOME": "/nonexistent", "PYTHONPATH": str(ROOT)}
    done = subprocess.run(  # noqa: S603 - this program
        [sys.executable, "-c", WITHOUT_DJANGO, *proving(folder)],
        capture_output=True, text=True, env=environment, check=False,
    )  # fmt: skip
    assert (done.returncode, done.stderr) == (0, "")
    assert "as number 1 of all it told them" in done.stdout


def test_what_was_told_is_proved_and_not_told_again(folder: Path) -> None:
    done = run(*proving(folder))
    assert done.exit_code == 0
    assert BUREAU.card.fingerprint in done.stdout
    assert "told in confidence" not in done.stdout


def test_programs_are_answered_too(folder: Path) -> None:
    said = json.loads(run(*proving(folder), "--json").stdout)
    assert (said["verified"], said["sequence"], said["items"]) == ("whole", 1, {"message": 1})
    assert said["leaf"] == SENT.leaf.hex()


def test_what_does_not_hold_is_refused(folder: Path) -> None:
    (folder / "told.bundle").write_bytes(SENT.data[:-1] + bytes([SENT.data[-1] ^ 1]))
    done = run(*proving(folder))
    assert (done.exit_code, done.stdout) == (1, "")
    assert "altered" in done.stderr
    assert json.loads(run(*proving(folder), "--json").stdout)["error"] == "altered"


def test_another_sender_is_not_believed(folder: Path) -> None:
    said = json.loads(run(*proving(folder, "receiving.card"), "--json").stdout)
    assert said["error"] == "unknown_sender"


def test_without_a_key_only_the_outside_is_checked(folder: Path) -> None:
    done = run("verify", "bundle", folder / "told.bundle")
    assert done.exit_code == 0
    assert "The rest is sealed" in done.stdout
    seen = json.loads(run("bundle", "inspect", folder / "told.bundle", "--json").stdout)
    assert seen == {"version": 1, "recipient_key": RECEIVING.card.key_id.hex(), "size": 4096}


def test_what_is_misused_is_said(folder: Path) -> None:
    assert run("verify", "bundle", folder / "told.bundle", "--key", folder / "key").exit_code == 2
    (folder / "key").write_text("no key")
    assert run(*proving(folder)).exit_code == 2
    assert run("bundle", "verify", folder / "nothing.bundle").exit_code == 2
    assert run("bundle", "inspect", folder / "key").exit_code == 1


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [(["verify", "bundle", "x"], True), (["bundle", "inspect"], True), (["bundle", "verify"], True),
     (["verify"], False), (["bundle", "open"], False), ([], False)],
)  # fmt: skip
def test_only_files_are_read_without_an_instance(arguments: list[str], expected: bool) -> None:
    assert file_commands.is_meant(arguments) is expected
