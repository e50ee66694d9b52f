"""Tells which script a name is written in and makes what cannot be seen visible.

Owns normal form, script detection, the marking of invisible characters and of letters that stray
from one alphabet into a word of another. Leaves what the letters stand for to `spellings` and
the parts of a name to `korean`.
"""

import re
import unicodedata
from dataclasses import dataclass
from enum import StrEnum


class Script(StrEnum):
    """The scripts this project can tell apart."""

    HANGUL = "hangul"
    HAN = "han"
    LATIN = "latin"
    CYRILLIC = "cyrillic"
    KANA = "kana"
    MIXED = "mixed"
    OTHER = "other"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class StrayLetter:
    """One letter of another alphabet: its place in the whole text, and the home letter it looks like."""

    position: int
    letter: str
    looks_like: str | None


@dataclass(frozen=True, slots=True)
class MixedWord:
    """A word written in two alphabets; `home` is the alphabet it was most likely meant in."""

    word: str
    start: int
    home: Script
    strays: tuple[StrayLetter, ...]


def script_of(text: str) -> Script:
    """The script of all letters of `text`; `mixed` for two or more, `none` when it has no letter at all."""
    found = {script for script, pattern in _PATTERNS.items() if pattern.search(text)}
    if any(letter.isalpha() and not _KNOWN.match(letter) for letter in set(text)):
        found.add(Script.OTHER)
    if not found:
        return Script.NONE
    return found.pop() if len(found) == 1 else Script.MIXED


def clean(text: str) -> str:
    """`text` composed (NFC), trimmed, runs of white space made one space; letters and case stay as written.

    A run of more than 30 combining marks stays in its order: composing it takes quadratic time.

    Source: Unicode Standard Annex 15, normal form C and section 13 (stream-safe text)
    """
    if _MARK_FLOOD.search(text):
        pieces = enumerate(_MARK_FLOOD.split(text))
        composed = "".join(
            piece if place % 2 else unicodedata.normalize("NFC", piece) for place, piece in pieces
        )
    else:
        composed = unicodedata.normalize("NFC", text)
    return " ".join(composed.split())


def visible(text: str) -> str:
    """`text` with each control, bidirectional, zero-width or blank character shown as ⟦U+202E⟧."""
    return "".join(f"⟦U+{ord(letter):04X}⟧" if is_invisible(letter) else letter for letter in text)


def is_invisible(letter: str) -> bool:
    """True for a character that draws nothing or changes the order of others; not for a space."""
    return unicodedata.category(letter) in _INVISIBLE_CATEGORIES or bool(_BLANK.match(letter))


def mixed_words(text: str) -> list[MixedWord]:
    """The words of `text` that hold Latin and Cyrillic letters together, in reading order."""
    return [
        _mixed_word(match.group(), match.start())
        for match in _WORD.finditer(text)
        if _LATIN.search(match.group()) and _CYRILLIC.search(match.group())
    ]


def healed(text: str) -> str:
    """`text` with stray look-alike letters put back into the alphabet of their word; never to be stored."""
    if text.isascii() or not (_CYRILLIC.search(text) and _LATIN.search(text)):
        return text
    letters = list(text)
    for word in mixed_words(text):
        for stray in word.strays:
            letters[stray.position] = stray.looks_like or stray.letter
    return "".join(letters)


def _mixed_word(word: str, start: int) -> MixedWord:
    home = _home(word)
    foreign, twins = (_LATIN, _TO_CYRILLIC) if home is Script.CYRILLIC else (_CYRILLIC, _TO_LATIN)
    strays = tuple(
        StrayLetter(start + place, letter, twins.get(letter))
        for place, letter in enumerate(word)
        if foreign.match(letter)
    )
    return MixedWord(word, start, home, strays)


def _home(word: str) -> Script:
    """The alphabet the word can be healed into; where both or neither will do, the one with more letters.

    A tie goes to Cyrillic: its keyboards give Latin letters by a missed switch, the reverse is rare.
    """
    latin, cyrillic = _LATIN.findall(word), _CYRILLIC.findall(word)
    is_healed_cyrillic = all(letter in _TO_CYRILLIC for letter in latin)
    is_healed_latin = all(letter in _TO_LATIN for letter in cyrillic)
    if is_healed_cyrillic != is_healed_latin:
        return Script.CYRILLIC if is_healed_cyrillic else Script.LATIN
    return Script.LATIN if len(latin) > len(cyrillic) else Script.CYRILLIC


_LATIN = re.compile("[A-Za-zªºÀ-ÖØ-öø-ʯᴀ-ᶿḀ-ỿⱠ-Ɀꜧ-ꟿꬰ-ꭤff-stＡ-Ｚａ-ｚ]")
_CYRILLIC = re.compile("[Ѐ-ҁҊ-ԯᲀ-\u1c8f\u2de0-\u2dffꙀ-Ꙭ\ua680-\ua69f]")
_PATTERNS = {
    Script.HANGUL: re.compile("[\u1100-\u11ff\u3131-\u318e\ua960-\ua97f\uac00-\ud7ff\uffa1-\uffdc]"),
    Script.HAN: re.compile(
        "[\u2e80-\u2fdf\u3005\u3007\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]"
    ),
    Script.LATIN: _LATIN,
    Script.CYRILLIC: _CYRILLIC,
    Script.KANA: re.compile(
        "[\u3041-\u3096\u309d-\u309f\u30a1-\u30fa\u30fc-\u30ff\u31f0-\u31ff\uff66-\uff9f]"
    ),
}
_KNOWN = re.compile("|".join(pattern.pattern for pattern in _PATTERNS.values()))
_WORD = re.compile(r"[^\W\d_]+")
_MARK_FLOOD = re.compile(
    "([\u0300-\u036f\u0483-\u0489\u0591-\u05c7\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff]{31,})"
)
_INVISIBLE_CATEGORIES = frozenset({"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"})
# Letters and marks by category, yet nothing is drawn: fillers, joiners, selectors, the blank Braille cell.
_BLANK = re.compile(
    "[\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180f\u2800\u3164\ufe00-\ufe0f\uffa0\U000e0100-\U000e01ef]"
)
_TWINS = "AА BВ CС EЕ HН IІ JЈ KК MМ OО PР SЅ TТ XХ YУ aа cс eе iі jј kк oо pр sѕ xх yу ËЁ ëё ÏЇ ïї"
_TO_CYRILLIC = {pair[0]: pair[1] for pair in _TWINS.split()}
_TO_LATIN = {pair[1]: pair[0] for pair in _TWINS.split()}
