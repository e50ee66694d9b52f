"""Which cards of a segment deserve a closer look: those that share rare tokens with a question, near its year first.

Owns the bounds of a search. Lists are read rarest first until the bound is reached; longer ones are only asked about
the likeliest of the cards found so far. Where a year of birth is told, the cards of that year and of those beside it,
and those of no certain year, are looked through first and far; of all others only the rarest lists are read, for a
year can be wrong in a paper. How alike names are is for others to say.
"""

import math
from collections.abc import Sequence

import numpy as np

from safeconduct.tracing import weights
from safeconduct.tracing.segment import NO_YEAR, Numbers, Segment, Weights, Years, contains, union

SCANNED_MAX = 30_000
"""How many postings a search reads whole among the cards that may be meant."""
ELSEWHERE_MAX = 10_000
"""How many it reads among those whose year contradicts the question."""
ASKED_MAX = 1_500
"""About how many cards, the likeliest so far, the lists that were not read are asked."""

_NONE = 2**62
# A list with the weight of its token.
_List = tuple[Numbers, float]


def candidates(
    segment: Segment, tokens: Sequence[str], asked: Years | None, *, total: int, is_exhaustive: bool
) -> tuple[Numbers, Weights]:
    """The cards that share tokens, rising, and a rough weight of each in nats; `total` is that of all segments.

    `is_exhaustive` reads every list to its end.
    """
    lists = [(cards, _rarity(len(cards), total)) for token in tokens if len(cards := segment.holders(token))]
    bound, bound_elsewhere = (_NONE, _NONE) if is_exhaustive else (SCANNED_MAX, ELSEWHERE_MAX)
    if asked is None:
        return _gathered(lists, bound)
    opened, stretch = segment.near(asked)
    near, elsewhere = [], []
    for cards, weight in lists:
        cuts = np.searchsorted(cards, np.array([opened.end, stretch.start, stretch.end], np.uint32))
        near += [(cards[: cuts[0]], weight), (cards[cuts[1] : cuts[2]], weight)]
        elsewhere += [(cards[cuts[0] : cuts[1]], weight), (cards[cuts[2] :], weight)]
    found = [_gathered(near, bound), _gathered(elsewhere, bound_elsewhere)]
    numbers = np.concatenate([cards for cards, _ in found])
    scores = np.concatenate([scores for _, scores in found])
    return numbers, scores + _year_weights(segment, numbers, asked)


def best_of(scores: Weights, count: int) -> list[int]:
    """Places of the largest scores, largest first; ties in the order of places."""
    if len(scores) > count:
        cut = np.argpartition(-scores, count - 1)[:count]
        # Of those that tie with the last, the first in order, not those the partition happened to leave.
        edge = scores[cut].min()
        above = np.flatnonzero(scores > edge)
        tied = np.flatnonzero(scores == edge)[: count - len(above)]
        places = np.concatenate([above, tied])
    else:
        places = np.arange(len(scores))
    order = np.lexsort((places, -scores[places]))
    return [int(place) for place in places[order]]


def _gathered(lists: Sequence[_List], scanned_max: int) -> tuple[Numbers, Weights]:
    """The cards of the shortest lists, together within the bound, and what all lists say of the likeliest of them."""
    ordered = sorted((each for each in lists if len(each[0])), key=lambda each: len(each[0]))
    scanned = read = 0
    for cards, _ in ordered:
        if read and read + len(cards) > scanned_max:
            break
        scanned, read = scanned + 1, read + len(cards)
    found, scores = union([(cards[:scanned_max], weight) for cards, weight in ordered[:scanned]])
    left = ordered[scanned:]
    if left and len(found) > ASKED_MAX:
        likeliest = np.sort(np.array(best_of(scores, ASKED_MAX)))
        found, scores = found[likeliest], scores[likeliest]
    for cards, weight in left:
        scores = scores + weight * contains(cards, found)
    return found, scores


def _rarity(holders: int, total: int) -> float:
    return math.log1p(max(total, holders) / holders)


def _year_weights(segment: Segment, cards: Numbers, asked: Years) -> Weights:
    """What the years of birth speak for or against each card, before names are compared."""
    first, last = segment.years(cards)
    is_known = first != NO_YEAR
    agrees = (first <= asked.last + 1) & (last >= asked.first - 1)
    return np.where(is_known, np.where(agrees, weights.YEAR_AGREES, weights.YEAR_CONTRADICTS), 0.0)
