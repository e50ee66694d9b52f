"""Reads a name as a Korean one: which word is the surname, and which syllables the given name has.

Every division that is likely enough becomes a reading with its weight; the weights of all readings of a name
add up to 1. Leaves words to `order`, syllables to `syllables`, surnames to `families`.
"""

import math
from dataclasses import dataclass
from functools import lru_cache

from safeconduct.names import families, hanja, spellings, syllables
from safeconduct.names.hangul import is_syllable, spoken
from safeconduct.names.syllables import Unit

READINGS_MAX = 4


@dataclass(frozen=True, slots=True)
class KoreanReading:
    """One division of a name: the log of its weight, the surname if there is one, the given syllables."""

    log_weight: float
    surname: Unit | None
    given: tuple[Unit, ...]


@dataclass(frozen=True, slots=True)
class Heard:
    """All readings of a name, likeliest first, and the log of the chance that a Korean name is written so."""

    readings: tuple[KoreanReading, ...]
    log_chance: float


NOTHING = Heard((), -math.inf)
Weighed = tuple[float, Unit | None, tuple[Unit, ...]]


def heard(script: str, words: tuple[str, ...], surname_at: int | None) -> Heard:
    """Every likely reading of words of one script; `surname_at` where the writing shows the surname."""
    if not 0 < len(words) <= _WORDS_MAX:
        return NOTHING
    if script in (families.HANGUL, families.HAN):
        found = _of_syllables(script, words)
    elif len(words) == 1:
        found = _of_one(script, words[0])
    else:
        found = _of_words(script, words, surname_at)
    return _normal(found)


def merged(*several: tuple[Heard, float]) -> Heard:
    """One `Heard` of several ways to hear a name, each with the log of its chance."""
    found = [
        (log_prior + each.log_chance + reading.log_weight, reading.surname, reading.given)
        for each, log_prior in several
        for reading in each.readings
    ]
    return _normal(found)


def _normal(found: list[Weighed]) -> Heard:
    found.sort(key=lambda each: -each[0])
    if not found or found[0][0] < -_HOPELESS:
        return NOTHING
    best = found[0][0]
    kept = [each for each in found[:READINGS_MAX] if each[0] > best - _UNLIKELY]
    total = best + math.log(sum(math.exp(each[0] - best) for each in kept))
    return Heard(tuple(KoreanReading(w - total, s, g) for w, s, g in kept), total)


def _of_words(script: str, words: tuple[str, ...], surname_at: int | None) -> list[Weighed]:
    found: list[Weighed] = []
    for place, log_prior in _orders(script, len(words), surname_at):
        surname = families.family(script, words[place])
        given = given_readings(script, words[:place] + words[place + 1 :])
        if surname is not None:
            found += [(log_prior + surname.log_chance + w, surname, units) for w, units in given]
    if len(words) > 2 and surname_at is None:
        # A surname of two syllables written apart: Нам Гун Сок.
        surname = families.family(script, words[0] + words[1])
        if surname is not None and len(words[0]) > 1:
            given = given_readings(script, words[2:])
            found += [(surname.log_chance + w - 1.0, surname, units) for w, units in given]
    if not found:
        found = [(w + _NO_SURNAME, None, units) for w, units in given_readings(script, words)]
    return found


def _orders(script: str, count: int, surname_at: int | None) -> tuple[tuple[int, float], ...]:
    """(place of the surname, log of its chance): first in Asia and in Russian, often last in the West."""
    if surname_at is not None:
        return ((surname_at, -0.05), (count - 1 if surname_at == 0 else 0, -4.0))
    first, last = _FIRST_OR_LAST[script]
    return (0, first), (count - 1, last)


def _of_one(script: str, word: str) -> list[Weighed]:
    """One word: a surname alone, a given name alone, or all glued together."""
    found: list[Weighed] = []
    surname = families.family(script, word)
    if surname is not None:
        found.append((surname.log_chance + _ALONE, surname, ()))
    found += [(w + _NO_SURNAME, None, units) for w, units in given_readings(script, (word,))]
    for end in range(1, min(len(word) - 1, _SURNAME_LETTERS_MAX)):
        surname = families.family(script, word[:end])
        if surname is not None and surname.log_chance > _COMMON:
            given = given_readings(script, (word[end:],))
            found += [(surname.log_chance + w + _GLUED, surname, units) for w, units in given]
    return found


@lru_cache(maxsize=8_192)
def given_readings(script: str, words: tuple[str, ...]) -> tuple[tuple[float, tuple[Unit, ...]], ...]:
    """Every likely cut of a given name into syllables with the log of its chance, likeliest first."""
    pieces = [piece for word in words for piece in word.split("-") if piece]
    if not pieces or sum(map(len, pieces)) > _GIVEN_LETTERS_MAX:
        return ()
    found: list[tuple[float, tuple[Unit, ...]]] = [(0.0, ())]
    for piece in pieces:
        longer = [
            (w + more, (*units, *added))
            for w, units in found
            for more, added in _cut(script, piece, not units)
            if len(units) + len(added) <= _SYLLABLES_MAX
        ]
        found = sorted(longer, key=lambda each: -each[0])[:READINGS_MAX]
    return tuple((w + _LENGTHS[len(units)], units) for w, units in found)


@lru_cache(maxsize=8_192)
def _cut(script: str, word: str, is_first: bool) -> tuple[tuple[float, tuple[Unit, ...]], ...]:
    """The likeliest cuts of a word into syllables; one letter may be a slip where none is without it."""
    if len(word) == 1 and (initial := syllables.initial(script, is_first, word)) is not None:
        return ((initial.log_chance, (initial,)),)
    found = _divided(script, word, is_first)
    if not found and 3 < len(word) <= _SLIP_LETTERS_MAX:
        several = {
            cut
            for place in range(len(word))
            for cut in _divided(script, word[:place] + word[place + 1 :], is_first and place > 0)
        }
        found = tuple(sorted(((w + _SLIP, units) for w, units in several), key=lambda each: -each[0])[:2])
    return found


def _divided(script: str, word: str, is_first: bool) -> tuple[tuple[float, tuple[Unit, ...]], ...]:
    if len(word) > _GIVEN_LETTERS_MAX:
        return ()
    best: list[list[tuple[float, tuple[Unit, ...]]]] = [[] for _ in range(len(word) + 1)]
    best[0] = [(0.0, ())]
    for start in range(len(word)):
        if not best[start]:
            continue
        starts = [each for each in best[start] if len(each[1]) < _SYLLABLES_MAX]
        if not starts:
            continue
        for end, unit in _syllables(script, word, start, is_first and start == 0):
            best[end] += [(w + unit.log_chance, (*units, unit)) for w, units in starts]
            if len(best[end]) > 3 * READINGS_MAX:
                best[end] = sorted(best[end], key=lambda each: -each[0])[:READINGS_MAX]
    found = sorted(best[len(word)], key=lambda each: -each[0])[:READINGS_MAX]
    return tuple(each for each in found if each[0] > found[0][0] - _UNLIKELY)


def _syllables(script: str, word: str, start: int, is_first: bool) -> list[tuple[int, Unit]]:
    """Every syllable that can start at a place of a word: (where it ends, its unit)."""
    onsets = spellings.chances(script, "first" if is_first else "onset")
    vowels, codas = spellings.chances(script, "vowel"), spellings.chances(script, "coda")
    found = []
    end = len(word)
    for a in range(start, min(start + 5, end)):
        if word[start:a] not in onsets:
            continue
        for b in range(a + 1, min(a + 4, end) + 1):
            if word[a:b] not in vowels:
                continue
            for c in range(b, min(b + 2, end) + 1):
                coda = word[b:c] or "-"
                if coda in codas:
                    unit = syllables.spelled(script, is_first, word[start:a], word[a:b], coda)
                    if unit is not None:
                        found.append((c, unit))
    return found


# --- Hangul and Hanja -----------------------------------------------------------------------------


def _of_syllables(script: str, words: tuple[str, ...]) -> list[Weighed]:
    reads = is_syllable if script == families.HANGUL else _is_read_hanja
    words = tuple(kept for word in words if (kept := "".join(filter(reads, word))))
    if not words or sum(map(len, words)) > _SYLLABLES_MAX + 2:
        return []
    found: list[Weighed] = []
    for surname_word, given_word, log_prior in _divisions(script, words):
        surname = families.family(script, surname_word) if surname_word else None
        if surname_word and surname is None:
            continue
        weight = log_prior + (surname.log_chance if surname else _NO_SURNAME)
        given = _given_units(script, given_word)
        if given is not None:
            found.append((weight + sum(unit.log_chance for unit in given), surname, given))
            if script == families.HANGUL and (assimilated := _assimilated(given_word)):
                units = tuple(
                    syllables.written(letter, place == 0) for place, letter in enumerate(assimilated)
                )
                found.append((weight + sum(unit.log_chance for unit in given) + _SPOKEN, surname, units))
    return found


def _is_read_hanja(letter: str) -> bool:
    return bool(hanja.readings(letter, False))


def _divisions(script: str, words: tuple[str, ...]) -> list[tuple[str, str, float]]:
    """(surname, given name, log of the chance) for syllables written together or apart."""
    whole = "".join(words)
    if len(words) > 1:
        first, last = words[0], words[-1]
        return [(first, "".join(words[1:]), -0.1), (last, "".join(words[:-1]), -3.0), ("", whole, -8.0)]
    if len(whole) == 1:
        return [(whole, "", 0.0), ("", whole, -1.0)]
    found = [(whole[0], whole[1:], -0.3 if len(whole) < 4 else -3.0), ("", whole, -6.0)]
    if len(whole) > 2:
        found.append((whole[:2], whole[2:], -0.5 if len(whole) == 4 else -1.5))
    return found


def _given_units(script: str, word: str) -> tuple[Unit, ...] | None:
    if len(word) > _SYLLABLES_MAX:
        return None
    if script == families.HANGUL:
        return tuple(syllables.written(letter, place == 0) for place, letter in enumerate(word))
    units = []
    for letter in word:
        codes = tuple(sorted({syllables.code_of(reading) for reading in hanja.readings(letter, False)}))
        units.append(syllables.read_as(hanja.traditional(letter), codes))
    return tuple(units)


@lru_cache(maxsize=16_384)
def _assimilated(word: str) -> str:
    """The syllables as they are spoken together, where that differs: 학일 as 하길, 철남 as 철람; or empty."""
    changed = spoken(word)
    return changed if changed != word else ""


_WORDS_MAX = 5
_SYLLABLES_MAX = 4
_GIVEN_LETTERS_MAX = 24
_SURNAME_LETTERS_MAX = 8
_SLIP_LETTERS_MAX, _SLIP = 12, -6.0
_FIRST_OR_LAST = {spellings.LATIN: (-0.35, -1.2), spellings.CYRILLIC: (-0.07, -2.6)}
_NO_SURNAME, _ALONE, _GLUED, _COMMON, _SPOKEN = -6.0, -3.0, -3.0, -7.5, -2.0
# Given names have two syllables, sometimes one, seldom more.
_LENGTHS = (0.0, -2.5, -0.1, -5.0, -8.0)
_UNLIKELY, _HOPELESS = 4.0, 60.0
