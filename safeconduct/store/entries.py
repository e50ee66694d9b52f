"""An entry before and after it is recorded, as plain values; and the order in which facts are folded."""

from collections.abc import Iterable
from dataclasses import dataclass

from safeconduct.access.words import Compartment
from safeconduct.sources.facts import Fact


@dataclass(frozen=True, slots=True)
class Draft:
    """A fact about to be recorded. `version` is its place in the stream, from 1; None appends at the end.

    `stream` is the subject's id, 32 hex digits, also in sealed compartments: the store makes the pseudonyms.
    """

    compartment: Compartment
    stream: str
    version: int | None
    fact: Fact


@dataclass(frozen=True, slots=True)
class Entry:
    """A fact as it stands in the ledger, opened. `position` is its leaf, from 0; `recorded` is UTC text."""

    id: str
    position: int
    origin: str
    compartment: Compartment
    stream: str
    version: int
    recorded: str
    author: str
    fact: Fact
    is_clock_behind: bool = False


def fold_order(entries: Iterable[Entry]) -> list[Entry]:
    """The entries in the order in which a subject's state is folded; the order of arrival changes nothing.

    The order is (recorded, origin, version, id): docs/explanation/the-record.md.
    """
    return sorted(entries, key=lambda entry: (entry.recorded, entry.origin, entry.version, entry.id))
