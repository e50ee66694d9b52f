"""Lays two names beside each other: which letters stand for the same sound, and what explains each spelling.

Owns the rows of that table, `Correspondence`, for Korean syllables and for words of other names. A spelling is
explained by the systems of `write` first, else by what `spellings` has seen. Leaves surnames and the choice of
what stands beside what to `evidence`, and the sentences to `words`.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from functools import cache, lru_cache

from safeconduct.names import letters, spellings, syllables
from safeconduct.names.hangul import INITIALS, VOWELS, is_syllable
from safeconduct.names.spellings import CODAS
from safeconduct.names.syllables import Unit
from safeconduct.names.words import Code, Label, Step
from safeconduct.names.write import System, spelled_letter, spelled_syllable


class Agreement(StrEnum):
    """How far two parts agree."""

    SAME = "same"
    CLOSE = "close"
    DIFFERENT = "different"


@dataclass(frozen=True, slots=True)
class Correspondence:
    """A part of the left name beside the part of the right one that stands for the same, and why.

    `part` says what it is; an empty side has no counterpart; `sound` is the Hangul behind both, if there is one.
    `letters` are the parts inside a syllable or a word, empty where they say no more than the row itself.
    """

    part: Label
    left: str
    right: str
    agrees: Agreement
    why: Step
    sound: str = ""
    letters: tuple["Correspondence", ...] = ()


def agreement_of(step: Step) -> Agreement:
    """How far the two parts agree that a reason speaks of."""
    if step.code in _SAME_BY:
        return Agreement.SAME
    return Agreement.CLOSE if step.code in _CLOSE_BY else Agreement.DIFFERENT


def label_of(syllable: str, written: Unit, is_first: bool) -> Label | None:
    """The system that writes a Hangul syllable wholly so; None where no system does."""
    sounds = _sounds_of(syllable)
    has_initial = sounds[0] != _SILENT[0]
    spelled = (
        _systems(place, sound, _raw(written, place), is_first, has_initial)
        for place, sound in enumerate(sounds)
    )
    return _label(frozenset.intersection(*spelled))


def usual_of(syllable: str, written: Unit) -> str:
    """How the systems of the alphabet of `written` spell a Hangul syllable, with commas between."""
    return _usual_syllable(syllable, _usual_systems(written.text))


@lru_cache(maxsize=2_048)
def of_syllables(left: Unit, right: Unit, is_first: bool) -> tuple[Correspondence, ...]:
    """Beginning, vowel and end of two syllables; empty where one is a character or an initial."""
    if not (_has_letters(left) and _has_letters(right)) or left.text == right.text:
        return ()
    found = []
    for place, part in enumerate(_PARTS):
        one, other = _shown(left, place), _shown(right, place)
        if one or other:
            step, sound = _letter_step(left, right, place, is_first)
            found.append(Correspondence(part, one, other, agreement_of(step), step, sound))
    return tuple(found)


def of_words(left: str, right: str) -> tuple[Correspondence, ...]:
    """Runs of letters of two words that are alike: those that are the same together, each other pair alone."""
    found: list[tuple[str, str, bool]] = []
    for one, other in _aligned(_chunks(left), _chunks(right)):
        is_same = letters.folded(one) == letters.folded(other)
        if found and ((is_same and found[-1][2]) or not letters.folded(one + other)):
            before = found.pop()
            found.append((before[0] + one, before[1] + other, before[2]))
        else:
            found.append((one, other, is_same))
    return tuple(_run(*each) for each in found)


# --- letters of Korean syllables ------------------------------------------------------------------


def _letter_step(left: Unit, right: Unit, place: int, is_first: bool) -> tuple[Step, str]:
    """The reason for one place of two syllables, and the letter of Hangul behind both if there is one."""
    if _is_hangul(left) and _is_hangul(right):
        return _two_sounds(_raw(left, place), _raw(right, place), place, is_first), ""
    if _is_hangul(left) or _is_hangul(right):
        hangul, written = (left, right) if _is_hangul(left) else (right, left)
        sounds = _sounds_of(hangul.text)
        step = _written_step(sounds, written, place, is_first)
        return step, sounds[place].strip("-") if agreement_of(step) is not Agreement.DIFFERENT else ""
    return _two_spellings(left, right, place)


def _written_step(sounds: tuple[str, str, str], written: Unit, place: int, is_first: bool) -> Step:
    """Why a letter of Hangul is spelled so."""
    sound, spelling = sounds[place], _raw(written, place)
    if place == 0 and is_first and sound in _LOST and not spelling:
        return Step(Code.LETTER_NORMS, 0.0, {"north": sound, "south": _SILENT[0]})
    shown = {"sound": sound, "written": _plain(spelling)}
    has_initial = sounds[0] != _SILENT[0]
    label, also = _spelled_by(place, sound, spelling, is_first, has_initial)
    if label in _RARE_SYSTEMS:
        return Step(Code.LETTER_SYSTEM, 0.0, shown | {"system": label})
    if label:
        code = Code.LETTER_USUAL_SHARED if also else Code.LETTER_USUAL
        return Step(code, 0.0, shown | ({"also": also} if also else {}))
    if (_script(written.text), _TABLES[place], sound, spelling or "-") in _seen():
        if sound in _SILENT[place]:
            return Step(Code.LETTER_EXTRA, 0.0, {"written": _plain(spelling)})
        usual = _usual_letter(place, sound, has_initial, _usual_systems(written.text))
        if spelling:
            return Step(Code.LETTER_UNUSUAL, 0.0, shown | {"usual": usual})
        return Step(Code.LETTER_SILENT, 0.0, {"sound": sound, "usual": usual})
    return _two_sounds(sound, _likeliest(written, place), place, is_first, shown=(sound, _plain(spelling)))


def _two_sounds(
    one: str, other: str, place: int, is_first: bool, *, shown: tuple[str, str] | None = None
) -> Step:
    """The reason for two letters of Hangul; `shown` is what stands in the names for them."""
    left, right = (each.strip("-") for each in shown or (_silent(one, place), _silent(other, place)))
    if one == other:
        return Step(Code.LETTER_EQUAL, 0.0)
    if place == 0 and is_first and _SILENT[0] in (one, other) and (one in _LOST or other in _LOST):
        north = one if one in _LOST else other
        return Step(Code.LETTER_NORMS, 0.0, {"north": north, "south": _SILENT[0]})
    if not (left and right):
        return Step(Code.LETTER_MISSING, 0.0, {"text": left or right})
    jamo = spellings.JAMO[_TABLES[place]]
    if jamo.index(other) in spellings.neighbours_of(_TABLES[place]).get(jamo.index(one), ()):
        return Step(Code.LETTER_HEARD, 0.0, {"left": one, "right": other})
    return Step(Code.LETTER_DIFFERS, 0.0, {"left": left, "right": right})


def _two_spellings(left: Unit, right: Unit, place: int) -> tuple[Step, str]:
    one, other = _shown(left, place), _shown(right, place)
    if one == other:
        return Step(Code.LETTER_EQUAL, 0.0), ""
    first, second = _chances(left, place), _chances(right, place)
    shared = {jamo: first[jamo] * second[jamo] for jamo in first if jamo in second}
    best = max(shared, key=shared.__getitem__, default="")
    if one and other and sum(shared.values()) > _LIKELY:
        return Step(Code.LETTER_BOTH, 0.0, {"left": one, "right": other, "sound": best}), best.strip("-")
    first_sound, second_sound = _likeliest(left, place), _likeliest(right, place)
    if first_sound == second_sound:
        second_sound = max(second.keys() - {first_sound}, key=second.__getitem__, default=second_sound)
    return _two_sounds(first_sound, second_sound, place, False, shown=(one, other)), ""


# --- systems --------------------------------------------------------------------------------------


@lru_cache(maxsize=8_192)
def _spelled_by(
    place: int, sound: str, spelling: str, is_first: bool, has_initial: bool
) -> tuple[Label | None, str]:
    """The system that spells a letter of Hangul so, and which other letters it spells the same."""
    systems = _systems(place, sound, spelling, is_first, has_initial)
    others = (INITIALS, VOWELS, CODAS[1:])[place].replace(sound, "")
    also = [other for other in others if _systems(place, other, spelling, is_first, has_initial) & systems]
    return _label(systems), ", ".join(also)


@lru_cache(maxsize=8_192)
def _systems(place: int, sound: str, spelling: str, is_first: bool, has_initial: bool) -> frozenset[System]:
    """The systems that spell one letter of a Hangul syllable so; all of them where both are silent."""
    if sound in _SILENT[place]:
        return frozenset() if spelling else frozenset(System)
    return frozenset(
        system
        for system in (*_CYRILLIC, *_LATIN)
        if _by(system, spelling) in _forms(system, place, sound, is_first, has_initial)
    )


def _forms(system: System, place: int, sound: str, is_first: bool, has_initial: bool) -> tuple[str, ...]:
    """How a system spells a letter here: a first consonant unvoiced, a vowel by whether one stands before it."""
    plain, other = spelled_letter(system, _PLACES[place], sound)
    if place == 0:
        return (plain,) if is_first else (plain, other)
    return (other,) if place == 1 and has_initial else (plain,)


def _label(systems: frozenset[System]) -> Label | None:
    cyrillic, latin = systems & set(_CYRILLIC), systems & set(_LATIN)
    if len(cyrillic) == len(_CYRILLIC):
        return Label.SYSTEM_CYRILLIC
    if len(latin - {System.YALE}) > 1:
        return Label.SYSTEM_LATIN
    return next((_LABELS[system] for system in (*_CYRILLIC, *_LATIN) if system in systems), None)


@lru_cache(maxsize=2_048)
def _usual_syllable(syllable: str, systems: tuple[System, ...]) -> str:
    return ", ".join(dict.fromkeys(spelled_syllable(syllable, system) for system in systems))


def _usual_letter(place: int, sound: str, has_initial: bool, systems: tuple[System, ...]) -> str:
    found = (_forms(system, place, sound, True, has_initial)[0] for system in systems)
    return ", ".join(dict.fromkeys(found))


def _usual_systems(written: str) -> tuple[System, ...]:
    if _script(written) == spellings.LATIN:
        return _LATIN[:2]
    return _CYRILLIC[1:] if _UKRAINIAN.search(written) else _CYRILLIC[:1]


def _by(system: System, spelling: str) -> str:
    """ӥ stands for the Ukrainian и, which is none of the Russian system's letters."""
    return spelling.replace("ӥ", "и") if system is System.UKRAINIAN else spelling


@cache
def _seen() -> frozenset[tuple[str, str, str, str]]:
    """(script, part, letter of Hangul, spelling) of all that has a rule or was seen; "-" is no letter."""
    return frozenset(
        (script, "onset" if part == "first" else part, jamo, spelling or "-")
        for script, part, jamo, spelling, _, _ in spellings.rows()
    )


# --- parts of a syllable --------------------------------------------------------------------------


def _has_letters(unit: Unit) -> bool:
    return _is_hangul(unit) or (len(unit.parts) == 3 and bool(unit.parts[1]))


def _is_hangul(unit: Unit) -> bool:
    return len(unit.text) == 1 and is_syllable(unit.text)


def _sounds_of(syllable: str) -> tuple[str, str, str]:
    """The three letters of a Hangul syllable, its end as it is spoken; "-" for no end."""
    code = syllables.code_of(syllable)
    return INITIALS[code // 168], VOWELS[code // 8 % 21], CODAS[code % 8]


def _raw(unit: Unit, place: int) -> str:
    if _is_hangul(unit):
        return _sounds_of(unit.text)[place]
    return unit.parts[place].strip("-") if place == 2 else unit.parts[place]


def _shown(unit: Unit, place: int) -> str:
    raw = _raw(unit, place)
    return _silent(raw, place) if _is_hangul(unit) else _plain(raw)


def _silent(sound: str, place: int) -> str:
    return "" if sound in _SILENT[place] else sound


def _chances(unit: Unit, place: int) -> dict[str, float]:
    """The chance of each letter of Hangul at one place of a syllable."""
    found: dict[str, float] = {}
    for code, chance in unit.chances.items():
        jamo = (INITIALS[code // 168], VOWELS[code // 8 % 21], CODAS[code % 8])[place]
        found[jamo] = found.get(jamo, 0.0) + chance
    return found


def _likeliest(unit: Unit, place: int) -> str:
    chances = _chances(unit, place)
    return max(chances, key=chances.__getitem__)


def _plain(spelling: str) -> str:
    return spelling.replace("ӥ", "и")


def _script(written: str) -> str:
    return spellings.LATIN if written[:1] < "\u0250" else spellings.CYRILLIC


# --- words ----------------------------------------------------------------------------------------


def _run(left: str, right: str, is_same: bool) -> Correspondence:
    shown = {"left": left, "right": right}
    if is_same:
        step = Step(Code.LETTERS_SAME, 0.0)
    elif not (left and right):
        step = Step(Code.LETTER_MISSING, 0.0, {"text": left or right})
    elif letters.distance(letters.folded(left), letters.folded(right)) <= _ALIKE:
        step = Step(Code.LETTERS_ALIKE, 0.0, shown)
    else:
        step = Step(Code.LETTER_DIFFERS, 0.0, shown)
    return Correspondence(Label.PART_LETTERS, left, right, agreement_of(step), step)


def _chunks(word: str) -> list[str]:
    """Letters and the groups that stand for one; a soft sign belongs to the letter before it."""
    return _CHUNK.findall(word)


def _aligned(left: list[str], right: list[str]) -> Iterator[tuple[str, str]]:
    """The cheapest way to lay two rows of letters beside each other; "" where one has none."""
    one, other = [letters.folded(each) for each in left], [letters.folded(each) for each in right]
    rest = [[0.0] * (len(right) + 1) for _ in range(len(left) + 1)]
    for a in range(len(left), -1, -1):
        for b in range(len(right), -1, -1):
            ways = []
            if a < len(left):
                ways.append(rest[a + 1][b] + _GAP)
            if b < len(right):
                ways.append(rest[a][b + 1] + _GAP)
            if a < len(left) and b < len(right):
                ways.append(rest[a + 1][b + 1] + _cost(one[a], other[b]))
            rest[a][b] = min(ways, default=0.0)
    a = b = 0
    while a < len(left) or b < len(right):
        if a < len(left) and b < len(right) and rest[a][b] == rest[a + 1][b + 1] + _cost(one[a], other[b]):
            yield left[a], right[b]
            a, b = a + 1, b + 1
        elif a < len(left) and rest[a][b] == rest[a + 1][b] + _GAP:
            yield left[a], ""
            a += 1
        else:
            yield "", right[b]
            b += 1


def _cost(one: str, other: str) -> float:
    if one == other:
        return 0.0
    return 0.4 if one in _VOWELS and other in _VOWELS else 1.0


_PARTS = (Label.PART_BEGINNING, Label.PART_VOWEL, Label.PART_END)
_PLACES = ("initial", "vowel", "final")
_TABLES = ("onset", "vowel", "coda")
_SILENT = ("ㅇ", "", "-")
# What the South drops at the start of a name and the North writes.
_LOST = frozenset("ㄹㄴ")
_CYRILLIC = (System.KONTSEVICH, System.UKRAINIAN)
_LATIN = (System.DPRK, System.REVISED, System.MCCUNE, System.YALE)
_LABELS = {
    System.KONTSEVICH: Label.SYSTEM_KONTSEVICH,
    System.UKRAINIAN: Label.SYSTEM_UKRAINIAN,
    System.DPRK: Label.SYSTEM_DPRK,
    System.REVISED: Label.SYSTEM_REVISED,
    System.MCCUNE: Label.SYSTEM_MCCUNE,
    System.YALE: Label.SYSTEM_YALE,
}
_SAME_BY = frozenset({
    Code.SURNAME_EQUAL, Code.SURNAME_SAME, Code.SURNAME_TWICE, Code.SYLLABLE_EQUAL, Code.SYLLABLE_TWICE,
    Code.SYLLABLE_USUAL, Code.SYLLABLE_NORTH, Code.SYLLABLE_TWO_NORMS, Code.SYLLABLE_SAME,
    Code.CHARACTER_SAME, Code.CHARACTER_READ, Code.WORD_EQUAL, Code.WORD_SAME, Code.WORD_NATIONAL,
    Code.LETTER_EQUAL, Code.LETTER_USUAL, Code.LETTER_USUAL_SHARED, Code.LETTER_SYSTEM, Code.LETTER_BOTH,
    Code.LETTER_NORMS, Code.LETTERS_SAME,
})  # fmt: skip
_CLOSE_BY = frozenset({
    Code.SURNAME_CLOSE, Code.SYLLABLE_UNUSUAL, Code.SYLLABLE_CLOSE, Code.SYLLABLE_NEAR, Code.SYLLABLE_INITIAL,
    Code.CHARACTER_OTHER, Code.WORD_ALIKE, Code.WORD_INITIAL, Code.LETTER_UNUSUAL, Code.LETTER_SILENT,
    Code.LETTER_EXTRA, Code.LETTER_HEARD, Code.LETTERS_ALIKE,
})  # fmt: skip
_RARE_SYSTEMS = frozenset({Label.SYSTEM_MCCUNE, Label.SYSTEM_YALE})
# From this chance on two spellings are said to stand for one sound.
_LIKELY = 0.2
_ALIKE, _GAP = 0.5, 0.6
_VOWELS = frozenset("aeiouy")
_UKRAINIAN = re.compile("[ӥіїєґ]")
_CHUNK = re.compile(
    "(?:shch|tsch|tch|dzh|sch|sh|ch|zh|kh|gh|ph|th|ts|tz|ck|ks|qu|wh|dj|dž|ie|io|iu|ia|y[aeiou]|дж|.)[ьъʼ'’`′-]*"
)
