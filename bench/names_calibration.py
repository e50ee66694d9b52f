"""Whether scores mean what they say: of pairs scored 0.8, four in five are of one name.

Half of the pairs are of one name. Of the others some are drawn at random, some share a key, and a quarter of those of
several words differ in one word alone, as brothers do.
`fit` learns slope and middle from persons not held back; `show` prints reliability over the held-back ones.
"""

import math
import random
from collections.abc import Iterable
from dataclasses import dataclass

from bench import names_data, names_invent
from bench.names_data import Person
from bench.names_invent import Name
from bench.names_search import Entry, Gallery
from safeconduct.names.compare import score_of, strength_and_way

BINS = 10
# Beyond these a strength says no more; a few wild ones would else bend the curve.
STRENGTH_LEAST, STRENGTH_MOST = -8.0, 16.0


@dataclass(frozen=True)
class Judged:
    """A pair: how strongly it speaks for one name, in which way, and whether it is one."""

    strength: float
    is_korean_way: bool
    is_same: bool


def judged(people: Iterable[Person], invented: list[Name], per_kind: int = 1_000) -> list[Judged]:
    """Pairs of several directions, Korean ones and others, same and not the same in equal number."""
    chance = random.Random(11)  # noqa: S311 - the same draw in each run
    people = list(people)
    koreans = [person for person in people if person.is_korean]
    others = [person for person in people if not person.is_perhaps_korean]
    found: list[Judged] = []
    for group, source, target in (
        (koreans, "ko", "en"), (koreans, "en", "ko"), (koreans, "ru", "ko"), (koreans, "ko-hani", "ko"),
        (others, "ru", "en"), (others, "uk", "ru"),
    ):  # fmt: skip
        pairs = [
            (p.names(source)[0], p.names(target)[0]) for p in group if p.names(source) and p.names(target)
        ]
        chance.shuffle(pairs)
        found += _with_others(pairs[:per_kind], chance)
    for spell in (names_invent.russian, names_invent.ukrainian):
        some = chance.sample(invented, min(per_kind // 2, len(invented)))
        pairs = [(names_invent.noisy(name, spell, 0.5, chance), name.hangul) for name in some]
        found += _with_others(pairs, chance)
    return found


def _with_others(pairs: list[tuple[str, str]], chance: random.Random) -> list[Judged]:
    gallery = Gallery([Entry(target, source) for source, target in pairs])
    found = []
    for place, (source, target) in enumerate(pairs):
        near = [other for other in gallery.candidates(source) if gallery.entries[other].text != target]
        far = [other for other in range(len(pairs)) if other != place and pairs[other][1] != target]
        if not far:
            continue
        wrong = pairs[chance.choice(near) if near and chance.random() < 0.5 else chance.choice(far)][1]
        if " " in target and chance.random() < 0.25:
            wrong = _relative(target, wrong, chance)
        found.append(Judged(*strength_and_way(source, target), True))
        found.append(Judged(*strength_and_way(source, wrong), False))
    return found


def _relative(name: str, other: str, chance: random.Random) -> str:
    """A name with one word of another's put in: a brother, or a stranger with the same given name."""
    words = name.split(" ")
    words[chance.randrange(len(words))] = chance.choice(other.split(" "))
    return " ".join(words)


def fit(pairs: list[Judged]) -> tuple[float, float]:
    """Slope and middle of the logistic curve that makes these pairs likeliest, by Newton's method."""
    slope, shift = 0.5, -2.0
    for _ in range(30):
        # Newton's method; two unknowns, so the matrix is inverted by hand.
        g_slope = g_shift = h_slope = h_both = h_shift = 0.0
        for pair in pairs:
            value = max(min(pair.strength, STRENGTH_MOST), STRENGTH_LEAST)
            said = 1 / (1 + math.exp(-(slope * value + shift)))
            error, weight = said - pair.is_same, max(said * (1 - said), 1e-6)
            g_slope, g_shift = g_slope + error * value, g_shift + error
            h_slope, h_both, h_shift = (
                h_slope + weight * value * value,
                h_both + weight * value,
                h_shift + weight,
            )
        size = h_slope * h_shift - h_both * h_both
        slope -= (h_shift * g_slope - h_both * g_shift) / size
        shift -= (h_slope * g_shift - h_both * g_slope) / size
    return slope, -shift / slope


def show(people: list[Person], invented: list[Name]) -> None:
    """Print the reliability curve and the expected calibration error over held-back persons."""
    pairs = judged([person for person in people if names_data.is_held_back(person)], invented)
    print(f"\ncalibration over {len(pairs)} held-back pairs, half of them of one name")
    bins: list[list[tuple[float, bool]]] = [[] for _ in range(BINS)]
    for pair in pairs:
        score = score_of(pair.strength, pair.is_korean_way)
        bins[min(int(score * BINS), BINS - 1)].append((score, pair.is_same))
    error = 0.0
    for place, each in enumerate(bins):
        if each:
            said, were = (
                sum(score for score, _ in each) / len(each),
                sum(same for _, same in each) / len(each),
            )
            error += abs(said - were) * len(each) / len(pairs)
            low, high = place / BINS, (place + 1) / BINS
            print(f"  scores {low:.1f}–{high:.1f}: said {said:.3f}, were {were:.3f}, n={len(each)}")
    print(f"  expected calibration error {error:.3f}   (aim: at most 0.05)")
