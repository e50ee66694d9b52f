"""Finds the words of a name and which of them is the surname.

Owns the cutting into words and the signs of order: a comma, a surname in capitals, a hyphenated
given name, and how common each end of the name is as a Korean surname. Where two orders stay
possible both are given, the likelier first. Leaves Hangul written without spaces to `hangul`.
"""

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache

from safeconduct.names import sounds
from safeconduct.names.hangul import is_syllable, split_words

WORDS_MAX = 8


@dataclass(frozen=True, slots=True)
class Words:
    """The words of a name, case-folded and bare of marks; `surname_at` where the writing shows it."""

    words: tuple[str, ...]
    surname_at: int | None


@dataclass(frozen=True, slots=True)
class Arrangement:
    """One way to tell the surname from the given name; an empty surname where none is known."""

    surname: str
    given: tuple[str, ...]


def words_of(written: str) -> Words:
    """Cuts a name, already cleaned and healed, into at most WORDS_MAX words."""
    before_comma, comma, after_comma = written.partition(",")
    written_words = _WORD.findall(written.translate(_UNHEARD))[:WORDS_MAX]
    words = tuple(bare(word) for word in written_words)
    if comma and len(words) > 1 and _WORD.fullmatch(before_comma.strip()) and after_comma.strip():
        return Words(words, 0)
    return Words(words, _shown_surname(written_words))


def arrangements(name: Words) -> tuple[Arrangement, ...]:
    """One or two ways to order the words, the likelier first; none for a name without words."""
    words = name.words
    if not words:
        return ()
    if all(is_syllable(word[0]) for word in words):
        split = split_words(["".join(filter(is_syllable, word)) for word in words])
        return (Arrangement(split.surname, (split.given,) if split.given else ()),)
    if len(words) == 1:
        is_surname = bool(sounds.surname_weight(sounds.surname_readings(words[0])))
        return (Arrangement(words[0], ()) if is_surname else Arrangement("", words),)
    if name.surname_at is not None:
        return (_shown(words, name.surname_at),)
    return _weighed(words)


@lru_cache(maxsize=65_536)
def bare(word: str) -> str:
    """A word case-folded, without Latin marks and with plain hyphens; ŏ and ŭ become eo and eu."""
    folded = _HYPHENS.sub("-", word.casefold())
    return folded if folded.isascii() else _MARKS.sub("", _LATIN_MARKED.sub(_unmarked, folded))


def _shown_surname(words: list[str]) -> int | None:
    """Where capitals or a hyphen show the surname: KIM Jae Yun, Ha-Joon Chang, Ким Чен-ын."""
    if len(words) < 2:
        return None
    ends = (0, len(words) - 1)
    is_capital = [len(word) > 1 and word.isupper() for word in words]
    shown = [end for end in ends if is_capital[end]]
    if len(shown) == 1 and sum(is_capital) == 1:
        return shown[0]
    if len(words) == 2:
        joined = [bool(_HYPHENS.search(word)) for word in words]
        if joined[0] != joined[1]:
            return joined.index(False)
    return None


def _weighed(words: tuple[str, ...]) -> tuple[Arrangement, ...]:
    first, last = (sounds.surname_weight(sounds.surname_readings(word)) for word in (words[0], words[-1]))
    if not first and not last:
        return (Arrangement("", words),)
    in_front, behind = _with_surname_at(words, 0), _with_surname_at(words, len(words) - 1)
    # Two steps of weight apart, the rarer surname is an accident of spelling: the Ын of Ким Чен Ын.
    if abs(first - last) >= 2 or not first or not last:
        return (in_front,) if first > last else (behind,)
    return (in_front, behind) if first >= last else (behind, in_front)


def _shown(words: tuple[str, ...], place: int) -> Arrangement:
    """The order the writing shows; a surname that is not Korean stands first among words unsorted."""
    arrangement = _with_surname_at(words, place)
    if sounds.surname_weight(sounds.surname_readings(arrangement.surname)):
        return arrangement
    return Arrangement("", (arrangement.surname, *arrangement.given))


def _with_surname_at(words: tuple[str, ...], place: int) -> Arrangement:
    return Arrangement(words[place], words[:place] + words[place + 1 :])


def _unmarked(match: re.Match[str]) -> str:
    letter = match.group()
    return _VOWELS_OF_MCCUNE.get(letter) or unicodedata.normalize("NFD", letter)[0]


_WORD = re.compile(r"[^\W_]+(?:[\u0300-\u036f-‐-―]+[^\W_]+)*")
_HYPHENS = re.compile("[-‐-―]+")
_LATIN_MARKED = re.compile("[à-öø-ɏḁ-ỿ]")
_MARKS = re.compile("[\u0300-\u036f\u0483-\u0489]")
_VOWELS_OF_MCCUNE = {"ŏ": "eo", "ŭ": "eu", "ǒ": "eo", "ǔ": "eu"}
# Apostrophes of every code point belong to the letter before; what cannot be seen belongs to nothing.
_UNHEARD = dict.fromkeys(map(ord, "'’‘ʼʻ`´′ʹ\u00ad\u034f\u200b\u200c\u200d\u200e\u200f\u2060\ufeff"), "") | {
    code: "" for code in (*range(0x202A, 0x202F), *range(0x2066, 0x206A))
}
