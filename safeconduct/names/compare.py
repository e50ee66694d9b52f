"""Compares two names written in any scripts, and says what speaks for and against one name behind both.

Owns the scale: a strength in natural units of likelihood, and a score between 0 and 1 made of it by the
calibration in `calibration.tsv`. Leaves readings to `forms` and the words of the evidence to `evidence`.
"""

import math
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from importlib import resources

from safeconduct.names import families, letters, syllables
from safeconduct.names.correspondence import Correspondence
from safeconduct.names.evidence import korean_steps, letters_steps
from safeconduct.names.forms import Form, form
from safeconduct.names.korean import KoreanReading
from safeconduct.names.words import Step


@dataclass(frozen=True, slots=True)
class Comparison:
    """How far two names speak for one: `score` between 0 and 1, `strength` in natural units of likelihood.

    `evidence` holds the steps for and against, the weightiest first; `letters` which letters correspond.
    """

    score: float
    strength: float
    evidence: tuple[Step, ...]
    letters: tuple[Correspondence, ...]

    def expected_false(self, gallery: int) -> float:
        """How many of `gallery` unrelated names would agree as well by chance; an upper bound."""
        return gallery * math.exp(-max(self.strength, 0.0))


def compare(left: str, right: str) -> Comparison:
    """Two names compared, with the reasons. Never raises; names without letters score 0."""
    one, other = form(left), form(right)
    strength, way = _strongest(one, other)
    steps, letters_found = korean_steps(one, other, *way) if way else letters_steps(one, other)
    return Comparison(score_of(strength, way is not None), round(strength, 2), steps, letters_found)


def compare_many(pairs: Iterable[tuple[str, str]]) -> list[float]:
    """The scores of many pairs, in their order; the same numbers as `compare` gives, without the reasons."""
    found = []
    last_text, last_form = "", form("")
    for left, right in pairs:
        if left != last_text:
            last_text, last_form = left, form(left)
        strength, way = _strongest(last_form, form(right))
        found.append(score_of(strength, way is not None))
    return found


def strength(left: Form, right: Form) -> float:
    """The strength alone, of two names made ready: for ranking many candidates of one query."""
    return _strongest(left, right)[0]


def strength_and_way(left: str, right: str) -> tuple[float, bool]:
    """The strength of a pair, and whether it was compared as two Korean names: what the calibration is fitted to."""
    found, way = _strongest(form(left), form(right))
    return found, way is not None


def score_of(strength: float, is_korean: bool) -> float:
    """The score of a strength: the chance of one name behind a pair, where half of all pairs are of one name."""
    if strength <= letters.NOTHING_COMMON:
        return 0.0
    slope, middle = _calibration()[is_korean]
    return round(1 / (1 + math.exp(-max(min(slope * (strength - middle), 30.0), -30.0))), 4)


def _strongest(left: Form, right: Form) -> tuple[float, tuple[KoreanReading, KoreanReading] | None]:
    """The stronger of the two ways to compare, as Korean names or by letters; with the readings it rests on."""
    best, way = letters.NOTHING_COMMON, None
    if left.korean and right.korean:
        best, way = _as_korean(left, right)
    if left.letters and right.letters:
        found = letters.names_agreement(left.letters, right.letters)
        if found > best:
            best, way = found, None
    elif left.script == right.script and left.exact == right.exact and left.exact and way is None:
        best = letters.SAME_WRITING
    return best, way


def _as_korean(left: Form, right: Form) -> tuple[float, tuple[KoreanReading, KoreanReading] | None]:
    best, way = -math.inf, None
    # The innermost loop of every search and every linkage: what is known of two units is looked up here.
    for one in left.korean:
        weight, surname, given = one
        links = surname.links if surname is not None else {}
        for other in right.korean:
            their_weight, their_surname, their_given = other
            found = weight + their_weight + _given(given, their_given)
            if surname is not None and their_surname is not None:
                link = links.get(their_surname)
                found += families.agreement(surname, their_surname) if link is None else link
            if found > best:
                best, way = found, (one, other)
    # A name that hardly reads as Korean says little by reading as a Korean one.
    return best + max(math.log(max(left.is_korean, right.is_korean) + 1e-6), _DOUBT_MOST), way


def _given(left: tuple[syllables.Unit, ...], right: tuple[syllables.Unit, ...]) -> float:
    if len(left) == len(right):
        total = 0.0
        for one, other in zip(left, right, strict=True):
            link = one.links.get(other)
            total += syllables.weighed(one, other) if link is None else link
        return total
    if not left or not right:
        return syllables.NO_GIVEN
    if len(left) > len(right):
        left, right = right, left
    return syllables.LEFT_OUT * (len(right) - len(left)) + max(
        sum(syllables.agreement(one, other) for one, other in zip(left, right[start:], strict=False))
        for start in range(len(right) - len(left) + 1)
    )


@cache
def _calibration() -> dict[bool, tuple[float, float]]:
    """(slope, middle) for comparing as Korean names and by letters."""
    lines = resources.files("safeconduct.names").joinpath("calibration.tsv").read_text("utf-8").splitlines()
    rows = [line.split("\t") for line in lines if line and not line.startswith("#")][1:]
    return {row[0] == "korean": (float(row[1]), float(row[2])) for row in rows}


_DOUBT_MOST = -14.0
