"""Several instances in one process, each in a folder of its own: offices that write to one another by bundles."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from safeconduct.access.actor import Actor
from safeconduct.access.words import Compartment, Role
from safeconduct.disclosure import actions, delivery, queries, requests
from safeconduct.disclosure.taking import Result
from safeconduct.law.recipients import Recipient
from safeconduct.store import approvals
from tests import cast
from tests.store.own_home import at, make

_ROLES = {Recipient.RECEIVING_STATE: Role.RECEIVING, Recipient.CENTRAL_AGENCY: Role.TRACING}


@dataclass(frozen=True)
class Office:
    """One instance: where it lies, what it is, and the private halves that open what is sealed there."""

    home: Path
    role: Recipient
    power: str
    halves: dict[str, bytes]

    @contextmanager
    def open(self) -> Iterator[None]:
        """Everything in the block happens in this office."""
        with at(self.home):
            yield

    @property
    def officer(self) -> Actor:
        """Who conducts its conversations."""
        return replace(cast.BUREAU, roles=frozenset({_ROLES.get(self.role, Role.BUREAU)}))

    @property
    def second(self) -> Actor:
        """The second person."""
        return replace(self.officer, operator_id=f"{77:032x}", name="second")

    def reader(self, actor: Actor, *compartments: Compartment) -> Actor:
        """The actor in a session in which these compartments are unlocked."""
        halves = [half for compartment in compartments for half in compartment.halves]
        return replace(actor, keyring={half: self.halves[half] for half in halves})

    def introduction(self) -> str:
        """What it hands out of itself."""
        with self.open():
            found = queries.newest_own()
        assert found is not None
        return found.data.decode()

    @property
    def id(self) -> str:
        """Its instance id."""
        with self.open():
            found = queries.newest_own()
        assert found is not None
        return found.card.instance

    def copy(self, home: Path) -> "Office":
        """The same instance in another folder, as it stands now."""
        shutil.copytree(self.home, home)
        return replace(self, home=home)


def found(home: Path, role: Recipient, power: str = "") -> Office:
    """A new office with its card."""
    office = Office(home, role, power, make(home))
    with office.open():
        card = requests.MakeCard(name=f"office {role}", role=role, power=power)
        actions.perform(card, office.officer)
    return office


def enrol(at_office: Office, other: Office, *, is_home: bool = False) -> None:
    """Two persons of one office enrol the other one."""
    text = other.introduction()
    with at_office.open():
        command = requests.AddPeer(introduction=text, is_home=is_home)
        asked = approvals.one(actions.perform(command, at_office.officer).approval, at_office.second)
        actions.enrol(asked.id, asked.digest, at_office.second)


def acquaint(one: Office, other: Office) -> None:
    """Each enrols the other."""
    enrol(one, other)
    enrol(other, one)


def carry(sender: Office, recipient: Office, stick: Path, *, is_again: bool = False) -> list[Result]:
    """A courier carries what waits for the recipient; what became of each bundle."""
    target = recipient.id
    stick.mkdir(exist_ok=True)
    with sender.open():
        delivery.send(sender.officer, peer=target, folder=stick, is_again=is_again)
    with recipient.open():
        results = [r for _, each in delivery.receive([stick], recipient.officer) for r in each]
    for file in stick.glob("*.bundle"):
        file.unlink()
    return results


def exchange(one: Office, other: Office, stick: Path) -> None:
    """There and back, until neither has anything left to say."""
    for _ in range(2):
        carry(one, other, stick)
        carry(other, one, stick)
