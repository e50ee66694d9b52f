"""Reads a name as a Korean one: which word is the surname, and which syllables the given name has.

Every division that is likely enough becomes a reading with its weight; the weights of all readings of a name
add up to 1. Leaves words to `order`, syllables to `syllables`, surnames to `families`.
"""

import math
import re
from typing import NamedTuple

from safeconduct.names import families, hanja, spellings, syllables
from safeconduct.names.hangul import is_syllable, spoken
from safeconduct.names.kept import Kept
from safeconduct.names.pieces import LETTERS_MAX, SYLLABLES_MAX, UNLIKELY, Division, by_weight, divisions
from safeconduct.names.syllables import Unit

READINGS_MAX = 4


class KoreanReading(NamedTuple):
    """One division of a name: the log of its weight, the surname if there is one, the given syllables."""

    log_weight: float
    surname: Unit | None
    given: tuple[Unit, ...]


class Heard(NamedTuple):
    """All readings of a name, likeliest first, and the log of the chance that a Korean name is written so."""

    readings: tuple[KoreanReading, ...]
    log_chance: float


NOTHING = Heard((), -math.inf)
Weighed = tuple[float, Unit | None, tuple[Unit, ...]]


def heard(found: list[Weighed]) -> Heard:
    """What was found, likeliest first, without what is far less likely than the best."""
    if not found:
        return NOTHING
    found.sort(key=by_weight, reverse=True)
    best = found[0][0]
    if best < -_HOPELESS:
        return NOTHING
    if len(found) == 1 or found[1][0] <= best - UNLIKELY:
        return Heard((KoreanReading(0.0, found[0][1], found[0][2]),), best)
    kept = [each for each in found[:READINGS_MAX] if each[0] > best - UNLIKELY]
    total = best + math.log(sum([math.exp(each[0] - best) for each in kept]))
    return Heard(tuple([KoreanReading(w - total, s, g) for w, s, g in kept]), total)


def weighed(script: str, words: tuple[str, ...], surname_at: int | None) -> list[Weighed]:
    """Every reading of words of one script, in no order; `surname_at` where the writing shows the surname."""
    if not 0 < len(words) <= _WORDS_MAX:
        return []
    if script in (families.HANGUL, families.HAN):
        return _of_syllables(script, words)
    return _of_one(script, words[0]) if len(words) == 1 else _of_words(script, words, surname_at)


def _of_words(script: str, words: tuple[str, ...], surname_at: int | None) -> list[Weighed]:
    found: list[Weighed] = []
    surname_of = families.families(script)
    for place, log_prior in _orders(script, len(words), surname_at):
        surname = surname_of(words[place])
        if surname is not None:
            weight = log_prior + surname.log_chance
            if found and weight < found[0][0] - UNLIKELY:
                # `heard` would drop it, whatever the given name adds: a chance is at most 1.
                continue
            rest = words[1 - place] if len(words) == 2 else "-".join(words[:place] + words[place + 1 :])
            found += [(weight + w, surname, units) for w, units in _GIVEN[script, rest]]
    if len(words) > 2 and surname_at is None and families.may_begin(script, words[0]):
        # A surname of two syllables written apart: Нам Гун Сок.
        surname = surname_of(words[0] + words[1])
        if surname is not None and len(words[0]) > 1:
            given = _GIVEN[script, "-".join(words[2:])]
            found += [(surname.log_chance + w - 1.0, surname, units) for w, units in given]
    return found or [(w + _NO_SURNAME, None, units) for w, units in _GIVEN[script, "-".join(words)]]


def _orders(script: str, count: int, surname_at: int | None) -> tuple[tuple[int, float], ...]:
    """(place of the surname, log of its chance): first in Asia and in Russian, often last in the West."""
    if surname_at is not None:
        return ((surname_at, -0.05), (count - 1 if surname_at == 0 else 0, -4.0))
    first, last = _FIRST_OR_LAST[script]
    return (0, first), (count - 1, last)


def _of_one(script: str, word: str) -> list[Weighed]:
    """One word: a surname alone, a given name alone, or all glued together."""
    found: list[Weighed] = []
    surname_of = families.families(script)
    surname = surname_of(word)
    if surname is not None:
        found.append((surname.log_chance + _ALONE, surname, ()))
    found += [(w + _NO_SURNAME, None, units) for w, units in _GIVEN[script, word]]
    for end in range(1, min(len(word) - 1, _SURNAME_LETTERS_MAX)):
        surname = surname_of(word[:end])
        if surname is not None and surname.log_chance > _COMMON:
            given = _GIVEN[script, word[end:]]
            found += [(surname.log_chance + w + _GLUED, surname, units) for w, units in given]
    return found


def given_readings(script: str, joined: str) -> tuple[Division, ...]:
    """Every likely cut of a given name into syllables with the log of its chance, likeliest first.

    The words of the name are joined by hyphens.
    """
    return _GIVEN[script, joined]


def _read_given(written: tuple[str, str]) -> tuple[Division, ...]:
    script, joined = written
    if "-" not in joined:
        return tuple(
            [(weight + _LENGTHS[len(units)], units) for weight, units in divisions(script, "first")(joined)]
        )
    pieces = [piece for piece in joined.split("-") if piece]
    if not pieces or sum(map(len, pieces)) > LETTERS_MAX:
        return ()
    found = divisions(script, "first")(pieces[0])
    further = divisions(script, "onset")
    for piece in pieces[1:]:
        longer = [(weight + more, units + added) for weight, units in found for more, added in further(piece)]
        if len(longer) > 1:
            longer.sort(key=by_weight, reverse=True)
        found = tuple(longer[:READINGS_MAX])
    return tuple(
        [(weight + _LENGTHS[len(units)], units) for weight, units in found if len(units) <= SYLLABLES_MAX]
    )


# --- Hangul and Hanja -----------------------------------------------------------------------------


def _of_syllables(script: str, words: tuple[str, ...]) -> list[Weighed]:
    words = _read(script, words)
    if not 0 < sum(map(len, words)) <= SYLLABLES_MAX + 2:
        return []
    found: list[Weighed] = []
    surname_of = families.families(script)
    for surname_word, given_word, log_prior in _divisions(words):
        surname = surname_of(surname_word) if surname_word else None
        if surname is not None:
            weight = log_prior + surname.log_chance
            found += [(weight + w, surname, units) for w, units in _OF_SYLLABLES[script, given_word]]
        elif not surname_word and not _is_far_less(script, given_word, log_prior + _NO_SURNAME, found):
            given = _OF_SYLLABLES[script, given_word]
            found += [(log_prior + _NO_SURNAME + w, None, units) for w, units in given]
    return found


def _read(script: str, words: tuple[str, ...]) -> tuple[str, ...]:
    """The words without the letters that this script has no reading for."""
    if script == families.HANGUL and all([_SYLLABLES.fullmatch(word) for word in words]):
        return words
    reads = is_syllable if script == families.HANGUL else _is_read_hanja
    return tuple([kept for word in words if (kept := "".join(filter(reads, word)))])


def _is_far_less(script: str, word: str, weight: float, found: list[Weighed]) -> bool:
    """True if a given name without a surname would be dropped beside what was found; saves its making."""
    units = _given_units(script, word)
    if not found or units is None:
        return units is None
    return weight + sum([unit.log_chance for unit in units]) < found[0][0] - UNLIKELY


def _given_of_syllables(written: tuple[str, str]) -> tuple[Division, ...]:
    """A given name of Hangul or Hanja as it is written and, where that differs, as it is spoken."""
    script, word = written
    units = _given_units(script, word)
    if units is None:
        return ()
    weight = sum([unit.log_chance for unit in units])
    found = [(weight, units)]
    if script == families.HANGUL and (assimilated := spoken(word)) != word:
        # 학일 as 하길, 철남 as 철람.
        heard = tuple([syllables.written(letter, place == 0) for place, letter in enumerate(assimilated)])
        found.append((weight + _SPOKEN, heard))
    return tuple(found)


def _is_read_hanja(letter: str) -> bool:
    return bool(hanja.readings(letter, False))


def _divisions(words: tuple[str, ...]) -> list[tuple[str, str, float]]:
    """(surname, given name, log of the chance) for syllables together or apart; the one without surname is last."""
    whole = "".join(words)
    if len(words) > 1:
        first, last = words[0], words[-1]
        return [(first, "".join(words[1:]), -0.1), (last, "".join(words[:-1]), -3.0), ("", whole, -8.0)]
    if len(whole) == 1:
        return [(whole, "", 0.0), ("", whole, -1.0)]
    found = [(whole[0], whole[1:], -0.3 if len(whole) < 4 else -3.0)]
    if len(whole) > 2:
        found.append((whole[:2], whole[2:], -0.5 if len(whole) == 4 else -1.5))
    return [*found, ("", whole, -6.0)]


def _given_units(script: str, word: str) -> tuple[Unit, ...] | None:
    if len(word) > SYLLABLES_MAX:
        return None
    if script == families.HANGUL:
        return tuple([syllables.written(letter, place == 0) for place, letter in enumerate(word)])
    units = []
    for letter in word:
        codes = tuple(sorted({syllables.code_of(reading) for reading in hanja.readings(letter, False)}))
        units.append(syllables.read_as(hanja.traditional(letter), codes))
    return tuple(units)


_SYLLABLES = re.compile("[가-힣]+")
_WORDS_MAX = 5
_SURNAME_LETTERS_MAX = 8
_FIRST_OR_LAST = {spellings.LATIN: (-0.35, -1.2), spellings.CYRILLIC: (-0.07, -2.6)}
_NO_SURNAME, _ALONE, _GLUED, _COMMON, _SPOKEN = -6.0, -3.0, -3.0, -7.5, -2.0
# Given names have two syllables, sometimes one, seldom more.
_LENGTHS = (0.0, -2.5, -0.1, -5.0, -8.0)
_HOPELESS = 60.0
_GIVEN = Kept(_read_given, 32_768)
_OF_SYLLABLES = Kept(_given_of_syllables, 8_192)
