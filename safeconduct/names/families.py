"""Weighs which Korean surname a word is, in any script.

Owns `families.tsv` (how common a surname is, its irregular spellings) and the lineages behind a southern form:
유 is 柳, which the North writes 류, or 兪. Leaves the spelling of plain syllables to `syllables`.
"""

import math
from collections.abc import Callable
from functools import cache, lru_cache, partial
from importlib import resources
from itertools import product

from safeconduct.names import hanja, spellings
from safeconduct.names.pieces import pieces
from safeconduct.names.syllables import Unit, code_of

# How much of all surnames the table does not hold.
UNKNOWN = 0.002
FLOOR = 0.01
# A surname less likely than this is no key.
_LIKELY = 0.06


def family(script: str, word: str) -> Unit | None:
    """The unit of a word as a surname: the chance of each lineage, by its place; None if it can be none."""
    return families(script)(word)


@cache
def families(script: str) -> Callable[[str], Unit | None]:
    """`family` for the words of one script."""
    return lru_cache(maxsize=16_384)(partial(_family, script))


def _family(script: str, word: str) -> Unit | None:
    likely = _likely(script, word)
    if not likely:
        return None
    total = sum(likely.values())
    kept = {place: chance / total for place, chance in likely.items() if chance > total * 1e-3}
    # Two Hanja surnames of one reading, 鄭 and 丁, are two families.
    if script == HAN:
        word = "".join(map(hanja.traditional, word))
    parts = (word,) if script == HAN else ()
    return Unit(word, kept, math.log(total), parts)


def agreement(left: Unit, right: Unit) -> float:
    """The natural logarithm of how much two words speak for one surname, by how rare it is."""
    found = left.links.get(right)
    return _weighed(left, right) if found is None else found


def name_of(unit: Unit) -> str:
    """The likeliest surname behind a unit, in Hangul as the North writes it."""
    return _lineages()[max(unit.chances, key=unit.chances.__getitem__)][0]


def name_at(place: int) -> str:
    """The surname at a place of a unit's chances, in Hangul as the North writes it."""
    return _lineages()[place][0]


def share_of(place: int) -> float:
    """The share of all Koreans who bear a surname."""
    return _lineages()[place][1]


def classes(unit: Unit) -> tuple[str, ...]:
    """The surnames a unit likely stands for, by their northern forms in coarse sounds, at most three."""
    found = unit.classes
    if found is None:
        lineages, chances = _lineages(), unit.chances
        ordered = sorted(chances, key=chances.__getitem__, reverse=True)[:4]
        likely = [_coarse(lineages[place][0]) for place in ordered if chances[place] > _LIKELY]
        found = unit.classes = tuple(dict.fromkeys(likely))[:3]
    return found


@lru_cache(maxsize=2_048)
def may_begin(script: str, word: str) -> bool:
    """True if a surname of more letters may begin with this word: Нам, Хван."""
    plain = word.replace("-", "")
    return plain in _listed_beginnings() or bool(_beginnings(script)(plain))


def _weighed(left: Unit, right: Unit) -> float:
    lineages = _lineages()
    total = FLOOR
    for place, chance in left.chances.items():
        other = right.chances.get(place)
        if other is not None:
            total += chance * other / lineages[place][1]
    found = math.log(total)
    if left.parts and right.parts and left.text != right.text:
        found -= 2.0
    left.links[right] = right.links[left] = found
    return found


def _likely(script: str, word: str) -> dict[int, float]:
    """P(lineage) P(word | lineage) for each lineage that can be written so."""
    if script == HANGUL:
        return _of_hangul(word)
    if script == HAN:
        found: dict[int, float] = {}
        for reading in set(map("".join, product(*(hanja.readings(letter, True) for letter in word)))):
            for place, chance in _of_hangul(reading).items():
                found[place] = found.get(place, 0.0) + chance
        return found
    plain = word.replace("-", "")
    listed = _listed().get(plain.replace("ӥ", "и"), {})
    heard = _heard(script, plain) if plain == word else _heard_apart(script, word)
    if not listed and not heard:
        return {}
    lineages, regular = _lineages(), _regular_share(script)
    found = {}
    for place in {**listed, **heard}:
        chance = listed.get(place, 0.0) + regular[place] * heard.get(place, 0.0)
        if chance > 1e-7:
            found[place] = lineages[place][1] * chance
    return found


def _of_hangul(word: str) -> dict[int, float]:
    return _by_hangul().get(word, {})


@cache
def _by_hangul() -> dict[str, dict[int, float]]:
    """Hangul of a surname, northern or southern → share of all people that a lineage written so has."""
    found: dict[str, dict[int, float]] = {}
    for place, (hangul, share) in enumerate(_lineages()):
        found.setdefault(hangul, {})[place] = share
        for southern in _SOUTHERN.get(hangul, ()):
            found.setdefault(southern, {})[place] = share * 0.9
    return found


@cache
def _lineages() -> tuple[tuple[str, float], ...]:
    """Every lineage by its northern form, with its share of all people."""
    shares: dict[str, float] = {}
    for hangul, share, _ in _rows():
        for lineage, part in _ORIGINS.get(hangul, ((hangul, 1.0),)):
            shares[lineage] = shares.get(lineage, 0.0) + share * part
    total = sum(shares.values()) / (1 - UNKNOWN)
    return tuple((hangul, share / total) for hangul, share in shares.items())


@cache
def _listed() -> dict[str, dict[int, float]]:
    """Irregular spelling → chance that a lineage is spelled so, by its place."""
    places = {hangul: place for place, (hangul, _) in enumerate(_lineages())}
    found: dict[str, dict[int, float]] = {}
    for hangul, _, weights in _rows():
        for script in (spellings.LATIN, spellings.CYRILLIC):
            own = {
                word: weight
                for word, weight in weights.items()
                if word != BY_SOUND and _script(word) == script
            }
            total = sum(own.values()) + _by_sound(script, weights)
            for word, weight in own.items():
                for lineage, part in _ORIGINS.get(hangul, ((hangul, 1.0),)):
                    chances = found.setdefault(word, {})
                    chance = part * weight / total
                    chances[places[lineage]] = max(chances.get(places[lineage], 0.0), chance)
    return found


@cache
def _listed_beginnings() -> frozenset[str]:
    return frozenset(word[:size] for word in _listed() for size in range(1, len(word)))


@cache
def _regular_share(script: str) -> dict[int, float]:
    """For each lineage, how much of its people spell it as it sounds; the larger share of its two forms."""
    places = {hangul: place for place, (hangul, _) in enumerate(_lineages())}
    shares: dict[int, float] = {}
    for hangul, _, weights in _rows():
        own = sum(weight for word, weight in weights.items() if word != BY_SOUND and _script(word) == script)
        regular = _by_sound(script, weights)
        for lineage, _ in _ORIGINS.get(hangul, ((hangul, 1.0),)):
            share = regular / (regular + own)
            shares[places[lineage]] = min(shares.get(places[lineage], 1.0), share)
    return shares


def _by_sound(script: str, weights: dict[str, float]) -> float:
    """How often a surname is spelled as it sounds, beside its irregular spellings."""
    return _REGULAR + (weights.get(BY_SOUND, 0.0) if script == spellings.LATIN else 0.0)


@cache
def _rows() -> tuple[tuple[str, float, dict[str, float]], ...]:
    lines = resources.files("safeconduct.names").joinpath("families.tsv").read_text("utf-8").splitlines()
    cut = [line.split("\t") for line in lines if line and not line.startswith("#")][1:]
    return tuple((row[0], float(row[1]), _weights(row[2])) for row in cut)


def _weights(text: str) -> dict[str, float]:
    """`lee:8:1140` is a spelling with the weight of its rule and how often it was counted."""
    found = {}
    for each in text.split():
        word, rule, *seen = each.split(":")
        found[word] = float(rule) + sum(map(float, seen))
    return found


def _script(word: str) -> str:
    return spellings.LATIN if word[0] < "\u0250" else spellings.CYRILLIC


def _heard(script: str, word: str) -> dict[int, float]:
    """For each lineage, by its place: the chance that its sounds are spelled so, by the likeliest cut."""
    found: dict[int, float] = {}
    size, beginnings = len(word), _beginnings(script)
    if size > _LETTERS_MAX:
        return found
    for end in range(1, size):
        begun = beginnings(word[:end])
        if begun is None:
            return found
        if begun and size > 3:
            for second, more in _seconds(script)(word[end:]):
                for chance, places in begun:
                    for place in places.get(second, ()):
                        found[place] = max(found.get(place, 0.0), chance * more)
    ones, _ = _by_sounds()
    for unit in pieces(script, "first")(word) or ():
        for code, chance in _codes(script, "first", unit.parts):
            for place in ones.get(code, ()):
                found[place] = max(found.get(place, 0.0), chance)
    return found


def _heard_apart(script: str, word: str) -> dict[int, float]:
    """As `_heard`, of a word whose two syllables are joined by a hyphen: nam-gung."""
    first, _, rest = word.partition("-")
    found: dict[int, float] = {}
    for chance, places in _beginnings(script)(first) or ():
        for second, more in _seconds(script)(rest):
            for place in places.get(second, ()):
                found[place] = max(found.get(place, 0.0), chance * more)
    return found


@cache
def _beginnings(script: str) -> Callable[[str], tuple[tuple[float, dict[int, list[int]]], ...] | None]:
    """From a text to what may follow it in a surname of two syllables: the chance of the first, the second ones.

    None where no surname goes on from there, of one syllable or two.
    """
    return lru_cache(maxsize=2_048)(partial(_beginning, script))


def _beginning(script: str, text: str) -> tuple[tuple[float, dict[int, list[int]]], ...] | None:
    units = pieces(script, "first")(text)
    if units is None:
        return None
    _, twos = _by_sounds()
    return tuple(
        (chance, twos[code])
        for unit in units
        for code, chance in _codes(script, "first", unit.parts)
        if code in twos and chance > _LEAST
    )


@cache
def _seconds(script: str) -> Callable[[str], tuple[tuple[int, float], ...]]:
    """From a text to the second syllables of surnames it may spell, by number, with the chance of each."""
    return lru_cache(maxsize=2_048)(partial(_second, script))


def _second(script: str, text: str) -> tuple[tuple[int, float], ...]:
    if len(text) > _SECOND_LETTERS_MAX:
        return ()
    units = pieces(script, "onset")(text) or ()
    return tuple([each for unit in units for each in _codes(script, "onset", unit.parts)])


@lru_cache(maxsize=8_192)
def _codes(script: str, part: str, cut: tuple[str, ...]) -> tuple[tuple[int, float], ...]:
    """Every syllable of a surname that a cut may spell, with the chance that it is spelled so."""
    known = _finals_of_surnames()
    middles, codas = spellings.chances(script, "vowel")[cut[1]], spellings.chances(script, "coda")[cut[2]]
    found: list[tuple[int, float]] = []
    for first, chance_first in spellings.chances(script, part)[cut[0]]:
        for middle, chance_middle in middles:
            finals = known.get(first * 21 + middle)
            if finals:
                base, chance = (first * 21 + middle) * 8, chance_first * chance_middle
                found += [(base + last, chance * more) for last, more in codas if last in finals]
    return tuple(found)


@cache
def _by_sounds() -> tuple[dict[int, list[int]], dict[int, dict[int, list[int]]]]:
    """Places of the lineages by the number of their syllable; those of two by the first, then the second."""
    ones: dict[int, list[int]] = {}
    twos: dict[int, dict[int, list[int]]] = {}
    for place, (hangul, _) in enumerate(_lineages()):
        for form in (hangul, *_SOUTHERN.get(hangul, ())):
            codes = [code_of(letter) for letter in form]
            if len(codes) == 1:
                ones.setdefault(codes[0], []).append(place)
            else:
                twos.setdefault(codes[0], {}).setdefault(codes[1], []).append(place)
    return ones, twos


@cache
def _finals_of_surnames() -> dict[int, frozenset[int]]:
    """For each open syllable of a surname, by number: the finals it has in surnames."""
    ones, twos = _by_sounds()
    found: dict[int, set[int]] = {}
    for code in (*ones, *twos, *(code for seconds in twos.values() for code in seconds)):
        found.setdefault(code // 8, set()).add(code % 8)
    return {base: frozenset(finals) for base, finals in found.items()}


def _coarse(name: str) -> str:
    """유 and 류 are one here: the South writes both alike."""
    return _SOUTHERN.get(name, (name,))[0]


HANGUL, HAN = "hangul", "han"
# Stands in the table for all spellings by the rules of sound; only Latin ones were counted.
BY_SOUND = "*"
_REGULAR = 20.0
_LETTERS_MAX = 12
# Nobody hears two sounds of one syllable of a surname wrong.
_LEAST = 1e-3
_SECOND_LETTERS_MAX = 6
# Which northern forms stand behind a southern one, with the share of its people.
_ORIGINS: dict[str, tuple[tuple[str, float], ...]] = {
    "이": (("리", 1.0),),
    "유": (("류", 0.84), ("유", 0.16)),
    "임": (("림", 0.81), ("임", 0.19)),
    "양": (("량", 0.82), ("양", 0.18)),
    "여": (("려", 0.7), ("여", 0.3)),
    "연": (("련", 0.2), ("연", 0.8)),
    "노": (("로", 1.0),),
    "나": (("라", 1.0),),
    "염": (("렴", 1.0),),
    "용": (("룡", 1.0),),
    "육": (("륙", 1.0),),
}
_SOUTHERN: dict[str, tuple[str, ...]] = {}
for _south, _norths in _ORIGINS.items():
    for _north, _ in _norths:
        if _north != _south:
            _SOUTHERN[_north] = (_south,)
