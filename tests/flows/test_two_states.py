"""Two offices in processes of their own carry a case from an offer to an arrival: behind TLS, and by files alone.

Each has a database of its own. In the run on PostgreSQL the receiving office lies there and the detaining one on
SQLite; in the long run both do.
"""

import os
import shutil
import subprocess
import sys
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path

import psycopg
import pytest

from safeconduct import demo_offices, demo_two_states
from safeconduct.demo_offices import Office
from safeconduct.demo_steps import DIPLOMATIC
from safeconduct.demo_two_states import RECEIVING, Walk
from tests.flows.behind_tls import in_front_of, make_certificate
from tests.flows.console import ROOT, environment_of, shell
from tests.servers import free_port

STEPS = 12


@pytest.fixture
def offices(demonstration: Path, tmp_path: Path, full_counts: bool) -> tuple[Office, Office]:
    """The demonstration's bureau and the receiving State's, made and not served yet."""
    detaining, receiving = demo_two_states.offices(tmp_path, (free_port(), free_port()))
    receiving = replace(receiving, environment=database_of("receiving"))
    if full_counts and receiving.environment:
        detaining = replace(detaining, environment=database_of("detaining"))
    else:
        shutil.copytree(demonstration, detaining.home)
    if not (detaining.home / "instance.json").exists():
        demo_offices.make((detaining, ("demo", "--quiet")))
    demo_offices.make((receiving, ("demo", "receiving")))
    return detaining, receiving


def database_of(name: str) -> dict[str, str]:
    """Databases of its own at the run's PostgreSQL; nothing in the run on SQLite."""
    server = os.environ.get("SAFECONDUCT_TEST_PG", "")
    if not server:
        return {}
    with psycopg.connect(f"{server}/postgres", autocommit=True) as connection:
        for each in (f"two_{name}", f"two_{name}_keys"):
            connection.execute(f'DROP DATABASE IF EXISTS "{each}"')
            connection.execute(f'CREATE DATABASE "{each}"')
    return {
        "SAFECONDUCT_DATABASE_URL": f"{server}/two_{name}",
        "SAFECONDUCT_KEYS_DATABASE_URL": f"{server}/two_{name}_keys",
    }


def assert_arrived(said: list[str]) -> None:
    assert len(said) == STEPS
    assert "He arrived" in said[-2]
    assert "whole" in said[-1]


def test_from_an_offer_to_an_arrival_behind_tls(offices: tuple[Office, Office], tmp_path: Path) -> None:
    """Each trusts the other's self-made certificate, and neither server is reached but through TLS."""
    certificate, key = make_certificate(tmp_path)
    said: list[str] = []
    with ExitStack() as open_until_the_end:
        ours, theirs = (
            replace(
                each,
                inbox=open_until_the_end.enter_context(in_front_of(each.port, certificate, key)),
                environment=each.environment | {"SSL_CERT_FILE": str(certificate)},
            )
            for each in offices
        )
        for each in (ours, theirs):
            open_until_the_end.enter_context(demo_offices.serving(each))
        Walk(ours, theirs, said.append).whole()
    assert_arrived(said)


@pytest.mark.long
def test_from_an_offer_to_an_arrival_by_files_alone(offices: tuple[Office, Office], tmp_path: Path) -> None:
    """Neither office has an address; a courier carries a stick."""
    ours, theirs = (replace(each, inbox="") for each in offices)
    stick, said = tmp_path / "stick", list[str]()
    with (
        demo_offices.serving(ours), demo_offices.serving(theirs),
        shell(ours.home) as at_ours, shell(theirs.home) as at_theirs,
    ):  # fmt: skip

        def carry(sender: Office, login: str) -> None:
            doors = [(at_ours, ours, DIPLOMATIC), (at_theirs, theirs, RECEIVING)]
            if sender is theirs:
                doors.reverse()
            for (command, office, who), arguments in zip(
                doors, (("outbox", "send", "--folder", stick), ("inbox", "receive", stick)), strict=True
            ):
                ended = command(*arguments, "--json", **acting(office, who, tmp_path))
                assert ended.status == 0, ended
            for file in stick.glob("*.bundle"):
                file.unlink()

        Walk(ours, theirs, said.append, carry).whole()
    assert_arrived(said)


def acting(office: Office, login: str, folder: Path) -> dict[str, str]:
    secret = folder / f"{login}.passphrase"
    secret.write_text(office.passphrases[login])
    return {
        "SAFECONDUCT_OPERATOR": login,
        "SAFECONDUCT_PASSPHRASE_FILE": str(secret),
    } | office.environment


@pytest.mark.long
@pytest.mark.sqlite
def test_the_command_walks_once_and_again_stands(demonstration: Path, tmp_path: Path) -> None:
    shutil.copytree(demonstration, tmp_path / "two" / "detaining")
    ports = (str(free_port()), str(free_port()))
    command = [sys.executable, "-m", "safeconduct", "demo", "two-states", "--once", "--folder"]
    command += [str(tmp_path / "two"), "--ports", *ports]
    for expected in ("12. Both records are whole", "walked before"):
        ended = subprocess.run(  # noqa: S603 - our own program
            command,
            env=environment_of(tmp_path / "none"),
            cwd=ROOT,
            capture_output=True,
            text=True,
            check=False,
        )
        assert ended.returncode == 0, ended
        assert expected in ended.stdout
        assert "passphrase  spring-rain-river-47" in ended.stdout
        assert ended.stderr == ""
