"""What everything beside the name adds to, or takes from, the belief that two records are one person.

Each weight is the natural logarithm of a likelihood ratio: how much oftener the finding is met among true pairs
than among pairs of strangers. They are added; `combined` gives the sum back as a number between 0 and 1. The
shares they come from stand beside them, so that an analyst can change them.
"""

import math

from safeconduct.sources.dates import compatible, parse_edtf

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

_SCORE_MIN = 1e-9


def birth(one: str, other: str) -> float:
    """What two births in EDTF say, in nats; 0 where either is not known."""
    if not one or not other:
        return 0.0
    mine, theirs = parse_edtf(one), parse_edtf(other)
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


def combined(score: float, *weights: float) -> float:
    """The score of a name, between 0 and 1, with what everything else adds to it."""
    inside = min(max(score, _SCORE_MIN), 1 - _SCORE_MIN)
    return 1 / (1 + math.exp(-(math.log(inside / (1 - inside)) + sum(weights))))
