"""Takes Hangul syllables apart and finds the surname in a Korean name.

Owns the arithmetic of syllables and the table of surnames (`surnames.tsv`). Leaves how
it is spelled in other scripts to `spellings` and `write`.
"""

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import NamedTuple

from safeconduct.names.scripts import clean

INITIALS = "ㄱㄲㄴㄷㄸㄹㅁㅂㅃㅅㅆㅇㅈㅉㅊㅋㅌㅍㅎ"
VOWELS = "ㅏㅐㅑㅒㅓㅔㅕㅖㅗㅘㅙㅚㅛㅜㅝㅞㅟㅠㅡㅢㅣ"
FINALS = ("", *"ㄱㄲㄳㄴㄵㄶㄷㄹㄺㄻㄼㄽㄾㄿㅀㅁㅂㅄㅅㅆㅇㅈㅊㅋㅌㅍㅎ")


class Syllable(NamedTuple):
    """One Hangul syllable in compatibility jamo; `final` is empty for an open syllable."""

    initial: str
    vowel: str
    final: str


@dataclass(frozen=True, slots=True)
class Split:
    """A Korean name in its two parts; `is_certain` is false if another division is likely or none known."""

    surname: str
    given: str
    is_certain: bool


@dataclass(frozen=True, slots=True)
class Surname:
    """A surname: its one northern form, how common it is (1 to 3), its irregular spellings in any script."""

    hangul: str
    north: str
    weight: int
    spellings: tuple[str, ...]


def is_syllable(letter: str) -> bool:
    """True for one composed modern syllable; a lone jamo is none."""
    return "가" <= letter <= "힣"


def decompose(letter: str) -> Syllable:
    """The parts of one composed syllable. Raises ValueError for anything else.

    Source: The Unicode Standard, section 3.12, arithmetic of Hangul syllables
    """
    if len(letter) != 1 or not is_syllable(letter):
        raise ValueError("not a composed Hangul syllable")
    rest, final = divmod(ord(letter) - _FIRST, len(FINALS))
    initial, vowel = divmod(rest, len(VOWELS))
    return Syllable(INITIALS[initial], VOWELS[vowel], FINALS[final])


def compose(syllable: Syllable) -> str:
    """The syllable of three jamo; the reverse of `decompose`. Raises ValueError for an unknown jamo."""
    initial, vowel = INITIALS.index(syllable.initial), VOWELS.index(syllable.vowel)
    return chr(_FIRST + (initial * len(VOWELS) + vowel) * len(FINALS) + FINALS.index(syllable.final))


def final_sound(final: str) -> str:
    """Which of the seven final consonants a written final is spoken as; empty stays empty.

    Source: Standard Pronunciation of Korean (1988), articles 8 to 11
    """
    return _FINAL_SOUNDS[final]


def spoken(word: str) -> str:
    """A word of composed syllables as it is spoken: finals move over to an open start, neighbours assimilate.

    Source: Standard Pronunciation of Korean (1988), articles 13, 18 to 20
    """
    places = [ord(letter) - _FIRST for letter in word]
    changes = _changes()
    for place in range(1, len(places)):
        changed = changes.get((places[place - 1] % len(FINALS), places[place] // _OPEN_SYLLABLES))
        if changed is not None:
            places[place - 1] += changed[0]
            places[place] += changed[1]
    return "".join([chr(_FIRST + place) for place in places])


@cache
def _changes() -> dict[tuple[int, int], tuple[int, int]]:
    """(final, initial) by number → what is added to the first and to the second syllable where they meet."""
    found = {}
    for final in FINALS[1:]:
        for initial in INITIALS:
            if initial == "ㅇ" and final in _MOVING:
                new = ("", final)
            else:
                new = MEETINGS.get((final_sound(final), initial), (final, initial))
            if new != (final, initial):
                found[FINALS.index(final), INITIALS.index(initial)] = (
                    FINALS.index(new[0]) - FINALS.index(final),
                    (INITIALS.index(new[1]) - INITIALS.index(initial)) * _OPEN_SYLLABLES,
                )
    return found


def split_name(text: str) -> Split:
    """Divides a Hangul name, surname first; a space in it decides, the longest known surname otherwise.

    Anything that is not a Hangul name comes back whole in `given`, uncertain.
    """
    words = ["".join(filter(is_syllable, word)) for word in clean(text).split(" ")]
    words = [word for word in words if word]
    return split_words(words) if words else Split("", clean(text), is_certain=False)


def split_words(words: Sequence[str]) -> Split:
    """As `split_name`, for one or more words of syllables alone."""
    return _split_spaced(words) if len(words) > 1 else _split_solid(words[0])


@cache
def surnames() -> dict[str, Surname]:
    """The table of surnames by Hangul form, northern and southern forms in rows of their own."""
    lines = resources.files("safeconduct.names").joinpath("surnames.tsv").read_text("utf-8").splitlines()
    rows = [line.split("\t") for line in lines if line and not line.startswith("#")]
    return {
        unicodedata.normalize("NFC", hangul): Surname(
            hangul, north or hangul, int(weight), tuple(spellings.split())
        )
        for hangul, north, weight, spellings in rows[1:]
    }


def _split_spaced(words: Sequence[str]) -> Split:
    first, last = words[0], words[-1]
    if first not in surnames() and last in surnames():
        # Written in the western order, as forms abroad ask for it.
        return Split(last, "".join(words[:-1]), is_certain=False)
    if first not in surnames() and len(first) > 2:
        # A space before a title or a second name, not after a surname.
        return _split_solid("".join(words))
    return Split(first, "".join(words[1:]), is_certain=first in surnames())


def _split_solid(word: str) -> Split:
    known = surnames()
    if len(word) == 1:
        return Split(word, "", is_certain=False) if word in known else Split("", word, is_certain=False)
    if len(word) > 2 and word[:2] in known:
        return Split(word[:2], word[2:], is_certain=len(word) == 4 or word[:2] not in _OFTEN_TWO_PARTS)
    is_usual_length = len(word) in (2, 3)
    return Split(word[:1], word[1:], is_certain=word[0] in known and word not in known and is_usual_length)


# Final and initial as they are spoken where they meet: 극렬 as 긍녈.
MEETINGS = {
    **{(final, "ㄹ"): (nasal, "ㄴ") for final, nasal in zip("ㄱㄷㅂㅁㅇ", "ㅇㄴㅁㅁㅇ", strict=True)},
    **{(final, "ㄴ"): (nasal, "ㄴ") for final, nasal in zip("ㄱㄷㅂ", "ㅇㄴㅁ", strict=True)},
    **{(final, "ㅁ"): (nasal, "ㅁ") for final, nasal in zip("ㄱㄷㅂ", "ㅇㄴㅁ", strict=True)},
    ("ㄴ", "ㄹ"): ("ㄹ", "ㄹ"),
    ("ㄹ", "ㄴ"): ("ㄹ", "ㄹ"),
}
_MOVING = frozenset("ㄱㄴㄷㄹㅁㅂㅅㅈㅊㅋㅌㅍ")
_FIRST, _OPEN_SYLLABLES = ord("가"), len(VOWELS) * len(FINALS)
# A one-syllable surname with a common first given syllable reads as well here: 선+우진, 서+문희, 동+방수.
_OFTEN_TWO_PARTS = frozenset({"선우", "서문", "동방"})
_FINAL_SOUNDS = dict.fromkeys(FINALS, "") | {
    written: sound
    for sound, group in {
        "ㄱ": "ㄱㄲㅋㄳㄺ",
        "ㄴ": "ㄴㄵㄶ",
        "ㄷ": "ㄷㅌㅅㅆㅈㅊㅎ",
        "ㄹ": "ㄹㄼㄽㄾㅀ",
        "ㅁ": "ㅁㄻ",
        "ㅂ": "ㅂㅍㅄㄿ",
        "ㅇ": "ㅇ",
    }.items()
    for written in group
}
