"""What the store's tests write: a note in any compartment, and the officer who can read everything."""

from collections.abc import Iterable, Mapping
from dataclasses import replace

from safeconduct.access.actor import Actor
from safeconduct.access.words import Compartment
from safeconduct.sources import facts as base
from safeconduct.sources.values import LongText
from safeconduct.store import kinds
from safeconduct.store.entries import Draft, Entry
from safeconduct.store.record import record, transaction
from tests.cast import BUREAU, PROTECTION

OPEN = tuple(compartment for compartment in Compartment if not compartment.is_sealed)
SEALED = tuple(compartment for compartment in Compartment if compartment.is_sealed)
BOTH = ["default", "keys"]


class Noted(base.Fact):
    """A fact of no room, so that these tests depend on none."""

    ROOM = "tests"
    text: LongText


def kinds_with_notes() -> dict[str, type[base.Fact]]:
    return {**kinds.all_kinds(), Noted.kind(): Noted}


def reader(private_halves: Mapping[str, bytes]) -> Actor:
    """The officer in whose session every sealed compartment is open."""
    return replace(PROTECTION, keyring=private_halves)


def stream_of(number: int) -> str:
    return f"{number:032x}"


def write(
    text: str, compartments: Iterable[Compartment], *, stream: str = stream_of(1), version: int | None = None
) -> list[Entry]:
    """One note in each of these compartments, in one transaction."""
    drafts = [Draft(compartment, stream, version, Noted(text=text)) for compartment in compartments]
    with transaction():
        return record(drafts, BUREAU)


def texts(entries: Iterable[Entry]) -> list[str]:
    return [entry.fact.text for entry in entries if isinstance(entry.fact, Noted)]
