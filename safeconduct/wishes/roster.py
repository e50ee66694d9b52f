"""The roster of interpreters: who they are, what they speak, and for whom they work or worked. Pure.

One stream of the wish compartment, so that whoever may not read wishes does not learn who interprets either. A
hearing with an interpreter who stands on no roster is possible, an interpreter named on it is held to what it says.
"""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass, replace

from safeconduct.store.entries import Entry
from safeconduct.wishes.facts import InterpreterListed, InterpreterStruck

STREAM = hashlib.blake2b(b"safeconduct wishes roster of interpreters", digest_size=16).hexdigest()
"""The one stream of all interpreters; 32 hex digits, like a prisoner's."""


@dataclass(frozen=True, slots=True)
class Listed:
    """An interpreter. `serves` are codes of States; `struck` is why he interprets no more, "" while he may."""

    interpreter: str
    name: str
    qualification: str
    languages: tuple[str, ...]
    variety: str
    serves: tuple[str, ...]
    struck: str = ""


def fold_roster(entries: Iterable[Entry]) -> tuple[Listed, ...]:
    """Every interpreter that was ever listed, by name."""
    found: dict[str, Listed] = {}
    for entry in entries:
        fact = entry.fact
        if isinstance(fact, InterpreterListed):
            found[fact.interpreter] = Listed(
                fact.interpreter, fact.name, fact.qualification, fact.languages, fact.variety, fact.serves
            )
        elif isinstance(fact, InterpreterStruck) and fact.interpreter in found:
            found[fact.interpreter] = replace(found[fact.interpreter], struck=fact.reason)
    return tuple(sorted(found.values(), key=lambda each: (each.name.casefold(), each.interpreter)))


def named(roster: Iterable[Listed], name: str) -> tuple[Listed, ...]:
    """Everybody of this name; case and surrounding space do not count."""
    wanted = same(name)
    return tuple(each for each in roster if same(each.name) == wanted)


def same(name: str) -> str:
    """Two spellings of a name that give the same text here are one name."""
    return " ".join(name.split()).casefold()
