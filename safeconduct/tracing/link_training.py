"""Finds from the counted patterns of agreement which share of true pairs and of strangers shows each level.

Expectation maximisation over a few hundred patterns: each is a mixture of true pairs and strangers, whose levels are
independent within either. Two things Splink's own training does not know are in it. Pairs whose names share two parts
alone were only looked for among births that agree in part, so their counts are cut off. And a list of two hundred
persons tells next to nothing of how strangers agree, so house values speak as some pseudo-observations, which a
large list outweighs. Pure.

Source: Fellegi and Sunter (1969), A theory for record linkage; Dempster, Laird and Rubin (1977).
"""

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from safeconduct.tracing.link_levels import BIRTHS_OF_PARTLY, PARTLY, Compared, Shares

Pattern = tuple[int | None, ...]
"""The level of each thing compared, in order, the name first and the birth second; None where not told."""

ROUNDS_MAX = 300
CONVERGED = 1e-5
TRUE_PAIRS_ASSUMED = 20.0
"""How many true pairs the house values count for."""
TRUE_PAIRS_LEAST = 0.01
"""Of lists that seem to have nobody in common."""
STRANGERS_ASSUMED = 5.0
"""How many pairs of strangers on each level the house values count for."""


@dataclass(frozen=True, slots=True)
class Trained:
    """The shares, how many true pairs there seem to be, and how many of them no candidate was made for."""

    shares: Shares
    true_pairs: float
    missed: float


@dataclass(slots=True)
class _Side:
    """True pairs, or strangers: how many show each level of the name, and shares of the levels of the rest."""

    names: dict[int, float]
    others: list[dict[int, float]]

    def expected(self, pattern: Pattern) -> float:
        name = pattern[0]
        assert name is not None
        product = self.names[name]
        for shares, level in zip(self.others, pattern[1:], strict=True):
            if level is not None:
                product *= shares[level]
        return product


def train(
    compared: Sequence[Compared], counts: Mapping[Pattern, int], *, pairs: int, births_told: float
) -> Trained:
    """Train on the counts of all candidates.

    `pairs` is the product of the sizes of the lists, `births_told` the share of pairs with a birth on both sides.
    """
    house = [{level.code: level.same for level in each.levels} for each in compared]
    chance = [{level.code: level.strangers for level in each.levels} for each in compared]
    same = _Side({code: share * _at_first(counts) for code, share in house[0].items()}, house[1:])
    strangers = _Side({code: share * pairs for code, share in chance[0].items()}, chance[1:])
    for _ in range(ROUNDS_MAX):
        before = sum(same.names.values())
        of_same, of_strangers = _split(counts, same, strangers)
        same = _true_pairs(same, of_same, house, births_told)
        strangers = _strangers(strangers, of_strangers, chance, pairs=pairs, births_told=births_told)
        if abs(sum(same.names.values()) - before) <= CONVERGED * before:
            break
    total = sum(same.names.values())
    shares = Shares(
        _titled(compared, [{code: count / total for code, count in same.names.items()}, *same.others]),
        _titled(
            compared, [{code: count / pairs for code, count in strangers.names.items()}, *strangers.others]
        ),
        min(total / pairs, 0.5),
    )
    missed = sum(same.names[code] * (1 - _seen(same, births_told)) for code in PARTLY)
    return Trained(shares, total, missed)


def _at_first(counts: Mapping[Pattern, int]) -> float:
    """How many true pairs to begin with: the candidates of names that sound alike born on one day."""
    return max(1.0, float(sum(count for pattern, count in counts.items() if pattern[1] == 7)))


def _split(
    counts: Mapping[Pattern, int], same: _Side, strangers: _Side
) -> tuple[dict[Pattern, float], dict[Pattern, float]]:
    """How many of each pattern are true pairs, and how many strangers, by the values at hand."""
    true_pairs, others = {}, {}
    for pattern, count in counts.items():
        one, other = same.expected(pattern), strangers.expected(pattern)
        true_pairs[pattern] = count * one / (one + other)
        others[pattern] = count - true_pairs[pattern]
    return true_pairs, others


def _true_pairs(
    now: _Side, found: Mapping[Pattern, float], house: Sequence[Mapping[int, float]], births_told: float
) -> _Side:
    seen = _seen(now, births_told)
    counted = {code: 0.0 for code in now.names}
    for pattern, count in found.items():
        counted[_name(pattern)] += count / (seen if pattern[0] in PARTLY else 1.0)
    total = max(sum(counted.values()), TRUE_PAIRS_LEAST)
    names = {
        code: total * (count + TRUE_PAIRS_ASSUMED * house[0][code]) / (total + TRUE_PAIRS_ASSUMED)
        for code, count in counted.items()
    }
    others = []
    for place in range(1, len(house)):
        sums, exposure = _sums(found, place, names, births_told)
        raw = {
            code: (sums.get(code, 0.0) + TRUE_PAIRS_ASSUMED * share) / (exposure(code) + TRUE_PAIRS_ASSUMED)
            for code, share in house[place].items()
        }
        others.append(_scaled(raw))
    return _Side(names, others)


def _strangers(
    now: _Side,
    found: Mapping[Pattern, float],
    chance: Sequence[Mapping[int, float]],
    *,
    pairs: int,
    births_told: float,
) -> _Side:
    seen = _seen(now, births_told)
    counted = {code: 0.0 for code in now.names}
    for pattern, count in found.items():
        counted[_name(pattern)] += count
    names = {}
    for code, count in counted.items():
        share_seen = seen if code in PARTLY else 1.0
        names[code] = (count + STRANGERS_ASSUMED) / (
            share_seen + STRANGERS_ASSUMED / (pairs * chance[0][code])
        )
    others = []
    for place in range(1, len(chance)):
        sums, exposure = _sums(found, place, names, births_told)
        raw = {
            code: (sums.get(code, 0.0) + STRANGERS_ASSUMED) / (exposure(code) + STRANGERS_ASSUMED / share)
            for code, share in chance[place].items()
        }
        others.append(_scaled(raw))
    return _Side(names, others)


def _sums(
    found: Mapping[Pattern, float], place: int, names: Mapping[int, float], births_told: float
) -> tuple[Mapping[int, float], Callable[[int], float]]:
    """How many pairs show each level at this place, and how many could have shown it."""
    sums: defaultdict[int, float] = defaultdict(float)
    for pattern, count in found.items():
        level = pattern[place]
        if level is not None:
            sums[level] += count
    if place > 1:
        told = sum(sums.values())
        return sums, lambda code: told
    whole = births_told * sum(count for code, count in names.items() if code not in PARTLY)
    partly = births_told * sum(count for code, count in names.items() if code in PARTLY)
    return sums, lambda code: whole + (partly if code in BIRTHS_OF_PARTLY else 0.0)


def _seen(side: _Side, births_told: float) -> float:
    """The share of pairs alike in part that the rule for candidates lets through."""
    births = side.others[0]
    return max(births_told * sum(births[code] for code in BIRTHS_OF_PARTLY), 1e-6)


def _scaled(raw: Mapping[int, float]) -> dict[int, float]:
    total = sum(raw.values())
    return {code: value / total for code, value in raw.items()}


def _titled(compared: Sequence[Compared], values: Sequence[dict[int, float]]) -> dict[str, dict[int, float]]:
    return {each.title: value for each, value in zip(compared, values, strict=True)}


def _name(pattern: Pattern) -> int:
    name = pattern[0]
    assert name is not None
    return name
