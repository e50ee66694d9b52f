"""`safeconduct bundle compose` and `open`: what is due is composed, what came is opened and shown."""

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from safeconduct.access.actor import Actor
from safeconduct.access.words import Role
from safeconduct.disclosure import bundle_commands, delivery, file_commands, taking
from safeconduct.disclosure.refusals import BundleRefused, Reason
from safeconduct.sources.errors import Forbidden, Refused
from safeconduct.store.console import Console
from tests import cast
from tests.disclosure.offices import Office
from tests.disclosure.test_cases import Two, two  # noqa: F401 - the fixture
from tests.disclosure.test_syncing import NAMES, register_at

pytestmark = pytest.mark.sqlite


def run(office: Office, actor: Actor, *arguments: str | Path) -> dict[str, Any]:
    """What the command answers a program; the error it ends with is raised."""
    with office.open():
        given = [str(each) for each in (*arguments, "--json")]
        ended = CliRunner().invoke(
            bundle_commands.bundle, given, obj=Console(lambda: actor), catch_exceptions=False
        )
    assert ended.exit_code == 0, ended.output
    return dict(json.loads(ended.output))


def registrar(device: Office) -> Actor:
    with device.open():
        return cast.registrar()


def composed(device: Office, bureau: Office, folder: Path) -> Path:
    """A device's bundle for its home, as a file."""
    register_at(device, *NAMES)
    made = run(device, registrar(device), "compose", bureau.id, "--folder", folder)
    assert made["bundles"] == [1]
    return Path(made["sent"][0]["to"])


def test_a_device_composes_what_is_new_for_its_home(device: Office, bureau: Office, stick: Path) -> None:
    file = composed(device, bureau, stick)
    with bureau.open():
        (result,) = taking.take(file.read_bytes(), bureau.officer)
        assert result.outcome == taking.Outcome.TAKEN
    answer = run(bureau, bureau.officer, "compose", device.id)
    assert answer == {"peer": device.id, "bundles": [1], "sent": []}
    with pytest.raises(Refused) as refused:
        run(bureau, bureau.officer, "compose", device.id)
    assert refused.value.code == "nothing_due"


def test_a_step_of_a_case_is_composed(two: Two) -> None:  # noqa: F811 - the fixture
    made = run(
        two.bureau, two.diplomat, "compose", two.korea.id, "--step", "preview", "--prisoner", two.prisoner,
        "--case", two.case, "--care-needed", "crutches",
    )  # fmt: skip
    assert made["bundles"] == [1]
    two.over()
    assert two.there().preview.care_needed == "crutches"


def test_what_came_is_opened_and_shown_to_a_court(
    device: Office, bureau: Office, stick: Path, tmp_path: Path
) -> None:
    """The court has the file, its one key and both cards; no instance and no database."""
    file = composed(device, bureau, stick)
    key, paths = tmp_path / "key", {}
    shown = run(bureau, bureau.officer, "open", file, "--key", key)
    assert shown["verified"] == "whole"
    assert shown["purpose"] == "sync"
    for name, office in (("sender", device), ("recipient", bureau)):
        paths[name] = tmp_path / name
        paths[name].write_text(office.introduction())
    court = CliRunner().invoke(
        file_commands.machine,
        ["bundle", "verify", str(file), "--key", str(key), "--sender", str(paths["sender"]), "--recipient",
         str(paths["recipient"]), "--json"],
    )  # fmt: skip
    assert json.loads(court.output) == shown
    with bureau.open():
        assert taking.take(file.read_bytes(), bureau.officer)[0].outcome == taking.Outcome.TAKEN


def test_only_its_recipient_opens_it_and_no_registrar_there(
    device: Office, bureau: Office, korea: Office, stick: Path
) -> None:
    file = composed(device, bureau, stick)
    for office in (korea, device):
        with pytest.raises(BundleRefused) as refused:
            run(office, office.officer, "open", file)
        assert refused.value.kind == Reason.WRONG_RECIPIENT
    with pytest.raises(Forbidden):
        run(bureau, registrar(bureau), "open", file)
    file.write_bytes(file.read_bytes()[:-1] + b"\x00")
    with pytest.raises(BundleRefused) as refused:
        run(bureau, bureau.officer, "open", file)
    assert refused.value.kind == Reason.ALTERED


def test_who_may_not_carry_composes_nothing(bureau: Office, korea: Office) -> None:
    assert cast.MEDICAL.roles == {Role.MEDICAL}
    with pytest.raises(Forbidden):
        run(bureau, cast.MEDICAL, "compose", korea.id)
    with bureau.open():
        assert delivery.send(bureau.officer, folder=Path("unused")) == []
