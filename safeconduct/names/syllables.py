"""Weighs what Korean syllable a spelling stands for, and how far two spellings speak for one syllable.

Owns the unit of comparison: a syllable as written in some script, with the chance of each syllable of Hangul it
may stand for. Two units are compared by the sum over all syllables of P(s|a) P(s|b) / P(s): how many times
likelier they are if one syllable stands behind both than if two drawn at random do. Leaves surnames to
`families` and whole names to `korean`.
"""

import math
from functools import cache, lru_cache
from importlib import resources

from safeconduct.names import sounds, spellings
from safeconduct.names.hangul import INITIALS, VOWELS, decompose, final_sound, is_syllable
from safeconduct.names.spellings import CODAS

# The least that two spellings can speak for one syllable: the share of syllables written wholly wrong.
FLOOR = 0.002
# What a name without its given name says against the other, and each syllable too many.
NO_GIVEN, LEFT_OUT = -1.0, -3.5
_LINKS_MAX = 20_000
Cut = tuple[str, str, str]


class Unit:
    """A written syllable or surname: its letters, what it may stand for, how likely it is to be written.

    `parts` are the spellings of beginning, middle and end, or one Hanja, or nothing; `part` says for a spelled
    syllable in which script and where in a name it stands.
    """

    __slots__ = ("_chances", "classes", "links", "log_chance", "part", "parts", "text")

    def __init__(
        self,
        text: str,
        chances: dict[int, float] | None,
        log_chance: float,
        parts: tuple[str, ...],
        part: tuple[str, str] = ("", ""),
    ) -> None:
        self.text = text
        self.log_chance = log_chance
        self.parts = parts
        self.part = part
        self.links: dict[Unit, float] = {}
        # Its coarse sounds, once somebody has asked for them.
        self.classes: tuple[str, ...] | None = None
        self._chances = chances

    @property
    def chances(self) -> dict[int, float]:
        """The chance of each syllable, or of each surname, by its number.

        A spelled syllable may stand for hundreds, and its keys need none of them: they are worked out when they
        are first asked for.
        """
        found = self._chances
        if found is None:
            found = self._chances = _chances_of(*self.part, *self.parts)
        return found

    def __repr__(self) -> str:
        return f"Unit({self.text})"


def agreement(left: Unit, right: Unit) -> float:
    """The natural logarithm of how much two syllables speak for one; below 0 they speak against."""
    found = left.links.get(right)
    return weighed(left, right) if found is None else found


def weighed(left: Unit, right: Unit) -> float:
    """`agreement` of two units that were not weighed before; both keep it."""
    prior = priors()
    one, other = left.chances, right.chances
    if len(one) > len(other):
        one, other = other, one
    total = FLOOR
    for syllable, chance in one.items():
        if syllable in other:
            total += chance * other[syllable] / prior[syllable]
    found = math.log(total)
    if len(left.parts) == len(right.parts) == 1:
        # Two Hanja: the character itself says more than its reading.
        found += _SAME_CHARACTER if left.text == right.text else _OTHER_CHARACTER
    for unit, twin in ((left, right), (right, left)):
        if len(unit.links) > _LINKS_MAX:
            unit.links.clear()
        unit.links[twin] = found
    return found


def spelled(script: str, part: str, cut: Cut) -> Unit:
    """The unit of one syllable cut into its three spellings."""
    onset, vowel, coda = cut
    opened = _opened(script, part, onset, vowel).values()
    codas = spellings.chances(script, "coda")[coda]
    total = sum([chance * masses[last] for last, chance in codas for masses in opened])
    return Unit(onset + vowel + coda.strip("-"), None, math.log(total), cut, (script, part))


@lru_cache(maxsize=8_192)
def _opened(script: str, part: str, onset: str, vowel: str) -> dict[str, list[float]]:
    """How likely a beginning and a middle are written so: by coarse sound, for each of the finals after it."""
    prior = priors()
    vowels = spellings.chances(script, "vowel")[vowel]
    found: dict[str, list[float]] = {}
    for first, chance_first in spellings.chances(script, part)[onset]:
        for middle, chance_middle in vowels:
            place, chance = first * 21 + middle, chance_first * chance_middle
            masses = found.setdefault(sounds.OPEN[place], [0.0] * 8)
            for last in range(8):
                masses[last] += chance * prior[place * 8 + last]
    return found


def _chances_of(script: str, part: str, onset: str, vowel: str, coda: str) -> dict[int, float]:
    """The chance of each syllable that three spellings may stand for, without those hardly possible."""
    prior = priors()
    found: dict[int, float] = {}
    vowels, codas = spellings.chances(script, "vowel")[vowel], spellings.chances(script, "coda")[coda]
    for first, chance_first in spellings.chances(script, part)[onset]:
        for middle, chance_middle in vowels:
            base, chance_two = (first * 21 + middle) * 8, chance_first * chance_middle
            for last, chance_last in codas:
                found[base + last] = chance_two * chance_last * prior[base + last]
    total = sum(found.values())
    return {code: chance / total for code, chance in found.items() if chance > total * _PRUNED}


def classes(unit: Unit) -> tuple[str, ...]:
    """The coarse sounds a written syllable may stand for, likeliest first, at most three."""
    found = unit.classes
    if found is None:
        masses, plain = _masses(unit)
        least = _LIKELY * sum(masses.values())
        kept = [
            sound
            for sound in sorted(masses, key=masses.__getitem__, reverse=True)[:3]
            if masses[sound] > least
        ]
        # A rare syllable written with care, 책, must not be lost to common ones it is misheard for.
        found = unit.classes = tuple(kept if plain in kept else [*kept[:2], plain])
    return found


def _masses(unit: Unit) -> tuple[dict[str, float], str]:
    """How likely a unit stands for each coarse sound, and the sound it stands for by its letters alone."""
    found: dict[str, float] = {}
    script, part = unit.part
    if script:
        onset, vowel, coda = unit.parts
        codas = spellings.chances(script, "coda")[coda]
        for opened, masses in _opened(script, part, onset, vowel).items():
            for last, chance in codas:
                sound = opened + sounds.CODAS[last]
                found[sound] = found.get(sound, 0.0) + chance * masses[last]
        first, middle = (
            spellings.chances(script, part)[onset][0][0],
            spellings.chances(script, "vowel")[vowel][0][0],
        )
        return found, sounds.class_of((first * 21 + middle) * 8 + codas[0][0])
    for code, chance in unit.chances.items():
        sound = sounds.class_of(code)
        found[sound] = found.get(sound, 0.0) + chance
    prior = priors()
    return found, sounds.class_of(max(unit.chances, key=lambda code: unit.chances[code] / prior[code]))


@lru_cache(maxsize=1_024)
def initial(script: str, part: str, letter: str) -> Unit | None:
    """The unit of a syllable of which one letter is written; None for a vowel, which is a syllable itself."""
    onsets = spellings.chances(script, part).get(letter)
    if not onsets:
        return None
    prior = priors()
    found = {
        code: chance * prior[code]
        for first, chance in onsets
        for code in range(first * 168, (first + 1) * 168)
    }
    total = sum(found.values())
    kept = {code: chance / total for code, chance in found.items() if chance > total * _PRUNED}
    return Unit(letter, kept, math.log(total) + _AN_INITIAL, (letter, "", ""))


@lru_cache(maxsize=16_384)
def written(letter: str, is_first: bool) -> Unit:
    """The unit of one Hangul syllable, as the North writes it where the South drops an initial."""
    code = code_of(letter)
    prior = priors()
    found: dict[int, float] = {}
    for lineage, share in _lineages(code, is_first):
        found[lineage] = found.get(lineage, 0.0) + share * (1 - _MISWRITTEN)
    near = _near(code)
    mass = sum(prior[other] for other in near) or 1.0
    for other in near:
        found[other] = found.get(other, 0.0) + _MISWRITTEN * prior[other] / mass
    return Unit(letter, found, math.log(prior[code]), ())


@lru_cache(maxsize=16_384)
def read_as(character: str, codes: tuple[int, ...]) -> Unit:
    """The unit of one Hanja with these readings, the commoner in names weighing more."""
    prior = priors()
    weights = {code: prior[code] ** 0.5 for code in codes}
    total = sum(weights.values())
    found: dict[int, float] = {}
    for code, weight in weights.items():
        found[code] = found.get(code, 0.0) + weight / total
    return Unit(character, found, math.log(sum(prior[code] for code in codes)), (character,))


def code_of(letter: str) -> int:
    """The number of a Hangul syllable with its final as it is spoken; raises ValueError for other letters."""
    syllable = decompose(letter)
    final = final_sound(syllable.final)
    return (INITIALS.index(syllable.initial) * 21 + VOWELS.index(syllable.vowel)) * 8 + (
        CODAS.index(final) if final else 0
    )


def letter_of(code: int) -> str:
    """The Hangul syllable of a number; finals stand as the seven that are spoken."""
    rest, final = divmod(code, 8)
    first, middle = divmod(rest, 21)
    return chr(0xAC00 + (first * 21 + middle) * 28 + _FINAL_PLACES[final])


@cache
def priors() -> list[float]:
    """The chance of each syllable in given names, by its number.

    Counted syllables share most of it; the rest is spread by how common their three sounds are, so that a
    syllable never seen is rare and not impossible.
    """
    counts = [0.0] * (len(INITIALS) * 21 * 8)
    for letter, seen in _counted():
        counts[code_of(letter)] += seen
    total = sum(counts) or 1.0
    onsets, middles, codas = [1.0] * len(INITIALS), [1.0] * 21, [1.0] * 8
    for code, count in enumerate(counts):
        rest, last = divmod(code, 8)
        first, middle = divmod(rest, 21)
        onsets[first] += count
        middles[middle] += count
        codas[last] += count
    scale = sum(onsets) * sum(middles) * sum(codas)
    return [
        (1 - _UNSEEN) * count / total
        + _UNSEEN * onsets[code // 168] * middles[code // 8 % 21] * codas[code % 8] / scale
        for code, count in enumerate(counts)
    ]


def _counted() -> list[tuple[str, int]]:
    lines = resources.files("safeconduct.names").joinpath("syllables.tsv").read_text("utf-8").splitlines()
    cut = [line.split("\t") for line in lines if line and not line.startswith("#")][1:]
    return [(row[0], int(row[1])) for row in cut if is_syllable(row[0])]


def _lineages(code: int, is_first: bool) -> list[tuple[int, float]]:
    """The syllable as written, and with the ㄹ or ㄴ that the South drops at the start of a word.

    Source: Korean Orthography (1988), articles 10 to 12
    """
    rest, final = divmod(code, 8)
    first, middle = divmod(rest, 21)
    origins = [code]
    if INITIALS[first] == "ㅇ" and VOWELS[middle] in _AFTER_LOST:
        origins.append((_RIEUL * 21 + middle) * 8 + final)
        if VOWELS[middle] == "ㅕ":
            origins.append((_NIEUN * 21 + middle) * 8 + final)
    elif INITIALS[first] == "ㄴ" and VOWELS[middle] not in _AFTER_LOST:
        origins.append((_RIEUL * 21 + middle) * 8 + final)
    if len(origins) == 1 or not (is_first or letter_of(code) in _AFTER_VOWELS):
        return [(code, 1.0)]
    prior = priors()
    # The South's form hides a northern one as often as that is heard in names; half of what was counted was.
    weights = [prior[origins[0]], *(max(prior[other], prior[origins[0]] * 0.05) for other in origins[1:])]
    total = sum(weights)
    return [(other, weight / total) for other, weight in zip(origins, weights, strict=True)]


def _near(code: int) -> list[int]:
    rest, last = divmod(code, 8)
    first, middle = divmod(rest, 21)
    found = [(near * 21 + middle) * 8 + last for near in spellings.neighbours_of("onset").get(first, ())]
    found += [(first * 21 + near) * 8 + last for near in spellings.neighbours_of("vowel").get(middle, ())]
    found += [(first * 21 + middle) * 8 + near for near in spellings.neighbours_of("coda").get(last, ())]
    return found


_PRUNED = 2e-4
# A coarse sound less likely than this is no key.
_LIKELY = 0.08
_UNSEEN = 0.03
_MISWRITTEN = 0.004
_AN_INITIAL = -3.0
_SAME_CHARACTER, _OTHER_CHARACTER = 1.5, -2.0
_RIEUL, _NIEUN = INITIALS.index("ㄹ"), INITIALS.index("ㄴ")
_AFTER_LOST = frozenset("ㅑㅕㅖㅛㅠㅣ")
_AFTER_VOWELS = frozenset("열율")
_FINAL_PLACES = (0, 1, 4, 7, 8, 16, 17, 21)
