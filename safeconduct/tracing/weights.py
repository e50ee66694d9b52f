"""What everything beside the name adds to, or takes from, the belief that two records are one person.

Each weight is the natural logarithm of a likelihood ratio: how much oftener the finding is met among true pairs
than among pairs of strangers. They are added; `combined` gives the sum back as a number between 0 and 1. The
shares they come from stand beside them, so that an analyst can change them.
"""

import math
import unicodedata
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache

from safeconduct.names.compare import compare
from safeconduct.sources.dates import PartialDate, compatible, parse_edtf

# House estimates, for soldiers of 18 to 46: a stranger's year of birth falls within one of another's in one
# case of ten, on one day in one of 10,000. Of true pairs, one in ten has a year that is wrong by more than one.
_YEAR_OF_STRANGERS, _YEAR_OF_ONE = 0.10, 0.90
_DAY_OF_STRANGERS, _DAY_OF_ONE = 1e-4, 0.55
_MONTH_OF_STRANGERS, _MONTH_OF_ONE = 3e-3, 0.60

YEAR_AGREES = math.log(_YEAR_OF_ONE / _YEAR_OF_STRANGERS)
YEAR_CONTRADICTS = math.log((1 - _YEAR_OF_ONE) / (1 - _YEAR_OF_STRANGERS))
DAY_AGREES = math.log(_DAY_OF_ONE / _DAY_OF_STRANGERS)
MONTH_AGREES = math.log(_MONTH_OF_ONE / _MONTH_OF_STRANGERS)
"""Nats."""

# The same: how often a number, a father's name, a place, a unit or a rank agrees among true pairs and strangers.
_NUMBER_OF_STRANGERS, _NUMBER_OF_ONE = 1e-5, 0.85
_FATHER_OF_STRANGERS, _FATHER_OF_ONE = 0.01, 0.80
_PLACE_OF_STRANGERS, _PLACE_OF_ONE = 0.08, 0.50
_UNIT_OF_STRANGERS, _UNIT_OF_ONE = 0.03, 0.40
_RANK_OF_STRANGERS, _RANK_OF_ONE = 0.30, 0.60

_SCORE_MIN = 1e-9
_SAME_NAME_SCORE_MIN = 0.7


@dataclass(frozen=True, slots=True)
class Weight:
    """What one item says: `asked` and `known` were compared, `nats` is added to the belief. Item names are fixed."""

    item: str
    asked: str
    known: str
    nats: float

    @property
    def is_for(self) -> bool:
        """Whether it speaks for one person."""
        return self.nats > 0


def birth(one: str, other: str) -> float:
    """What two births in EDTF say, in nats; 0 where either is not known."""
    if not one or not other:
        return 0.0
    mine, theirs = _date(one), _date(other)
    if compatible(mine, theirs):
        if mine.is_exact and theirs.is_exact:
            return DAY_AGREES
        is_month = min(len(one), len(other)) >= len("1999-04") and "X" not in one + other
        return MONTH_AGREES if is_month else YEAR_AGREES
    first, last = mine.earliest(), mine.latest()
    other_first, other_last = theirs.earliest(), theirs.latest()
    if first and last and other_first and other_last:
        is_near = first.year <= other_last.year + 1 and other_first.year <= last.year + 1
        # A year off by one is how an age is told, or a month and a day exchanged: less than agreement, no
        # contradiction.
        return YEAR_AGREES / 2 if is_near else YEAR_CONTRADICTS
    return YEAR_CONTRADICTS


@lru_cache(maxsize=16_384)
def _date(text: str) -> PartialDate:
    return parse_edtf(text)


def births(asked: str, known: Sequence[str]) -> Weight | None:
    """The birth that agrees best of those given; None where either side has none."""
    pairs = [Weight("birth_date", asked, each, birth(asked, each)) for each in known if asked and each]
    return max(pairs, key=lambda weight: weight.nats, default=None)


def fathers(asked: str, known: Sequence[str]) -> Weight | None:
    """The father's name, in any script."""
    return _named("father_name", asked, known, _FATHER_OF_ONE, _FATHER_OF_STRANGERS)


def places(item: str, asked: str, known: Sequence[str]) -> Weight | None:
    """A place by its name, in any script: of birth, or where the person was seen last and captured."""
    return _named(item, asked, known, _PLACE_OF_ONE, _PLACE_OF_STRANGERS)


def numbers(item: str, asked: str, known: Sequence[str]) -> Weight | None:
    """A service or paper number, as it is compared: composed, upper case, without spaces and hyphens."""
    return _equal(item, asked, known, _NUMBER_OF_ONE, _NUMBER_OF_STRANGERS)


def units(asked: str, known: Sequence[str]) -> Weight | None:
    """The unit, letter by letter."""
    return _equal("unit", asked, known, _UNIT_OF_ONE, _UNIT_OF_STRANGERS)


def ranks(asked: str, known: Sequence[str]) -> Weight | None:
    """The rank, letter by letter."""
    return _equal("rank", asked, known, _RANK_OF_ONE, _RANK_OF_STRANGERS)


def _named(item: str, asked: str, known: Sequence[str], of_one: float, of_strangers: float) -> Weight | None:
    return _best(
        item,
        asked,
        known,
        lambda each: compare(asked, each).score >= _SAME_NAME_SCORE_MIN,
        (of_one, of_strangers),
    )


def _equal(item: str, asked: str, known: Sequence[str], of_one: float, of_strangers: float) -> Weight | None:
    return _best(item, asked, known, lambda each: _plain(asked) == _plain(each), (of_one, of_strangers))


def _best(
    item: str, asked: str, known: Sequence[str], agrees: Callable[[str], bool], shares: tuple[float, float]
) -> Weight | None:
    """For the first value that agrees, else against the first; nothing where either side says nothing."""
    given = [each for each in known if each.strip()]
    if not asked.strip() or not given:
        return None
    of_one, of_strangers = shares
    for each in given:
        if agrees(each):
            return Weight(item, asked, each, math.log(of_one / of_strangers))
    return Weight(item, asked, given[0], math.log((1 - of_one) / (1 - of_strangers)))


def _plain(text: str) -> str:
    return "".join(letter for letter in unicodedata.normalize("NFKC", text).upper() if letter.isalnum())


def combined(score: float, *weights: float) -> float:
    """The score of a name, between 0 and 1, with what everything else adds to it."""
    inside = min(max(score, _SCORE_MIN), 1 - _SCORE_MIN)
    return 1 / (1 + math.exp(-(math.log(inside / (1 - inside)) + sum(weights))))
