"""A gallery of names searched by keys and compared name by name, and the figures of a search.

Ties favour nobody: a hit among tied names counts with the chance that blind order puts it within the first k.
"""

import math
from collections import defaultdict
from dataclasses import dataclass

from safeconduct.names.compare import strength
from safeconduct.names.forms import Form, form
from safeconduct.names.keys import blocks, keys


@dataclass(frozen=True)
class Entry:
    """A name of the gallery, whom it names (namesakes share the label), the year of birth if it is told."""

    text: str
    label: str
    born: int | None = None


@dataclass(frozen=True)
class Query:
    """A name to look for, the labels that count as found, the year of birth if it is told."""

    text: str
    labels: frozenset[str]
    born: int | None = None


# What a birth year within one of the other says, for births over 47 years, and what another year says.
BORN_ALIKE, BORN_APART = math.log(47 / 3), -3.0


class Gallery:
    """Names filed under their blocks and keys."""

    def __init__(self, entries: list[Entry]) -> None:
        self.entries = entries
        self.forms: list[Form] = [form(entry.text) for entry in entries]
        self.filed: dict[str, list[int]] = defaultdict(list)
        for place, entry in enumerate(entries):
            for key in blocks(entry.text) | keys(entry.text):
                self.filed[key].append(place)

    def candidates(self, text: str) -> set[int]:
        """The places of all entries that share a key with a name."""
        found: set[int] = set()
        for key in blocks(text) | keys(text):
            found.update(self.filed.get(key, ()))
        return found

    def scored(self, query: Query) -> list[tuple[float, int]]:
        """(strength, place) of every candidate, birth years weighed in where both are told."""
        name = form(query.text)
        found = []
        for place in self.candidates(query.text):
            weight = strength(name, self.forms[place])
            born = self.entries[place].born
            if query.born is not None and born is not None:
                weight += BORN_ALIKE if abs(query.born - born) <= 1 else BORN_APART
            found.append((round(weight, 4), place))
        return found


def hits(scored: list[tuple[float, bool]], at: int) -> float:
    """The chance that a right name is among the first `at`, equal scores put in blind order."""
    right = [score for score, is_right in scored if is_right]
    if not right:
        return 0.0
    best = max(right)
    before = sum(score > best for score, _ in scored)
    tied = sum(score == best for score, _ in scored)
    tied_right = sum(score == best for score in right)
    places = at - before
    if places <= 0:
        return 0.0
    if places >= tied - tied_right + 1:
        return 1.0
    return 1.0 - math.comb(tied - tied_right, places) / math.comb(tied, places)


@dataclass(frozen=True)
class Recall:
    """Recall at 1 and 10 over `count` queries."""

    first: float
    ten: float
    count: int

    def words(self) -> str:
        return " / ".join(
            f"{share:.3f} [{low:.2f}-{high:.2f}]"
            for share in (self.first, self.ten)
            for low, high in (interval(share, self.count),)
        )


def interval(share: float, count: int) -> tuple[float, float]:
    """The 95 % interval of a share, by Wilson's formula."""
    if not count:
        return (0.0, 1.0)
    z = 1.96
    middle = (share + z * z / (2 * count)) / (1 + z * z / count)
    half = z * math.sqrt(share * (1 - share) / count + z * z / (4 * count * count)) / (1 + z * z / count)
    return (max(0.0, middle - half), min(1.0, middle + half))


def recall(gallery: Gallery, queries: list[Query]) -> tuple[Recall, float]:
    """Recall, and the share of queries whose right name was among the candidates at all."""
    first = ten = reached = 0.0
    for query in queries:
        scored = [
            (weight, gallery.entries[place].label in query.labels) for weight, place in gallery.scored(query)
        ]
        first += hits(scored, 1)
        ten += hits(scored, 10)
        reached += any(is_right for _, is_right in scored)
    count = max(len(queries), 1)
    return Recall(first / count, ten / count, len(queries)), reached / count
