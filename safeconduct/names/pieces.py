"""Cuts a spelled word into the syllables it may be made of.

Owns the lattice: every division of a word that is likely enough, with one letter too many allowed where there is
none without. Leaves what a syllable stands for to `syllables`, and which word is a surname to `korean`.
"""

from collections.abc import Callable
from functools import cache, lru_cache, partial
from operator import itemgetter
from typing import NamedTuple

from safeconduct.names import spellings, syllables
from safeconduct.names.syllables import Unit

SYLLABLES_MAX = 4
LETTERS_MAX = 24
Division = tuple[float, tuple[Unit, ...]]
by_weight = itemgetter(0)


class _Spellings(NamedTuple):
    """The spellings of the three parts of a syllable, and with what these begin before they are whole."""

    onsets: spellings.Table
    vowels: spellings.Table
    codas: spellings.Table
    onset_beginnings: frozenset[str]
    vowel_beginnings: frozenset[str]
    coda_beginnings: frozenset[str]


@cache
def pieces(script: str, part: str) -> Callable[[str], tuple[Unit, ...] | None]:
    """From a text to the units it may be as one syllable; None where no longer text that begins so is one either.

    `part` is "first" at the start of a surname or of a given name, else "onset".
    """
    tables = [spellings.chances(script, each) for each in (part, "vowel", "coda")]
    onsets, vowels, codas = map(_beginnings, tables)
    return lru_cache(maxsize=16_384)(
        partial(_units, script, part, _Spellings(tables[0], tables[1], tables[2], onsets, vowels, codas))
    )


def _beginnings(table: spellings.Table) -> frozenset[str]:
    return frozenset(spelling[:size] for spelling in table for size in range(len(spelling)))


def _units(script: str, part: str, known: _Spellings, text: str) -> tuple[Unit, ...] | None:
    may_go_on = text in known.onset_beginnings
    cuts = []
    for a in range(min(4, len(text)) + 1):
        if text[:a] in known.onsets:
            rest = text[a:]
            may_go_on |= rest in known.vowel_beginnings
            for b in range(1, min(4, len(rest)) + 1):
                if rest[:b] in known.vowels:
                    coda = rest[b:]
                    may_go_on |= coda in known.coda_beginnings
                    if not coda or coda in known.codas:
                        cuts.append((text[:a], rest[:b], coda or "-"))
    if not cuts:
        return () if may_go_on else None
    return tuple([syllables.spelled(script, part, cut) for cut in cuts])


@cache
def divisions(script: str, part: str) -> Callable[[str], tuple[Division, ...]]:
    """From a word to its likeliest cuts into syllables with the log of the chance of each; `part` as in `pieces`."""
    return lru_cache(maxsize=16_384)(partial(_divisions, script, part))


def _divisions(script: str, part: str, word: str) -> tuple[Division, ...]:
    """A lone consonant is an initial; one letter may be a slip where no division is without it."""
    if len(word) == 1 and (initial := syllables.initial(script, part, word)) is not None:
        return ((initial.log_chance, (initial,)),)
    if len(word) > LETTERS_MAX:
        return ()
    found = _divided(script, part, word)
    if not found and 3 < len(word) <= _SLIP_LETTERS_MAX:
        return _with_a_slip(script, part, word)
    return found


def _divided(script: str, part: str, word: str) -> tuple[Division, ...]:
    """Each first syllable with each division of what is left; the ends of words are few and kept."""
    known, left = pieces(script, part), _rests(script)
    found: list[Division] = []
    for end in range(1, len(word) + 1):
        units = known(word[:end])
        if units is None:
            break
        if units:
            rests = left(word[end:])
            for unit in units:
                chance = unit.log_chance
                found += [(chance + weight, (unit, *cut)) for weight, cut in rests]
    if len(found) < 2:
        return tuple(found)
    found.sort(key=by_weight, reverse=True)
    least = found[0][0] - UNLIKELY
    return tuple([each for each in found[:DIVISIONS_MAX] if each[0] > least])


@cache
def _rests(script: str) -> Callable[[str], tuple[Division, ...]]:
    """From what is left of a word after a syllable to its divisions, shorter by a syllable than a word may have."""
    return lru_cache(maxsize=16_384)(partial(_rest, script))


def _rest(script: str, text: str) -> tuple[Division, ...]:
    if not text:
        return ((0.0, ()),)
    return tuple([each for each in _divided(script, "onset", text) if len(each[1]) < SYLLABLES_MAX])


def _with_a_slip(script: str, part: str, word: str) -> tuple[Division, ...]:
    """The two likeliest divisions of a word from which one letter is taken away."""
    several = {
        cut
        for place in range(len(word))
        for cut in _divided(script, part if place else "onset", word[:place] + word[place + 1 :])
    }
    found = sorted(several, key=by_weight, reverse=True)[:2]
    return tuple([(weight + _SLIP, units) for weight, units in found])


DIVISIONS_MAX, UNLIKELY = 4, 4.0
_SLIP_LETTERS_MAX, _SLIP = 12, -6.0
