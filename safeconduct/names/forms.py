"""Prepares a name for comparison once, so that it can be compared with many.

Owns `Form`: a name with its words, its Korean readings and its words as letters, and how likely it is Korean
at all. Leaves the reading itself to `korean` and `letters`, and the comparing to `compare`.
"""

import math
import re
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

from safeconduct.names import families, kana, letters, spellings
from safeconduct.names.kept import Kept
from safeconduct.names.korean import Heard, KoreanReading, Weighed, heard, weighed
from safeconduct.names.letters import Word
from safeconduct.names.order import words_of

# Fewer letters than this tell any two people apart; the rest of a flood of characters is not looked at.
LETTERS_MAX = 400
# Above this a name is compared as a Korean one alone.
SURELY_KOREAN = 0.99


@dataclass(slots=True, eq=False)
class Form:
    """A name made ready. `exact` is its letters alone; `is_korean` the chance that it is a Korean name."""

    text: str
    exact: str
    script: str
    words: tuple[str, ...]
    korean: tuple[KoreanReading, ...]
    is_korean: float
    letters: tuple[Word, ...]


@lru_cache(maxsize=4_096)
def form(text: str) -> Form:
    """A name made ready. Never raises; a text without letters has neither readings nor letters."""
    words, surname_at = words_of(text[:LETTERS_MAX])
    if not words:
        return Form(text, "", "", (), (), 0.0, ())
    shown = [_SHOWN[word] for word in words]
    script = next((each.script for each in shown if each.script), "")
    found = heard(_weighed(script, words, surname_at, shown))
    exact = "".join(words)
    is_korean = _korean_share(script, exact, len(words), found)
    by_letters: tuple[Word, ...] = ()
    if is_korean < SURELY_KOREAN:
        by_letters = tuple(
            [each for word in words if word[0] < _ASIAN and (each := letters.word(_plain(word)))]
        )
    if not exact.isalpha():
        exact = _NOT_LETTERS.sub("", exact)
    return Form(text, exact.replace("ё", "е"), script, words, found.readings, is_korean, by_letters)


class _Shown(NamedTuple):
    """What one word shows by its letters alone: its script, and signs of Ukrainian, of a case, of a passport.

    `stem` is the word without the ending of a case, "" if it has none: Ына, Чхоля, Кимом.
    """

    script: str
    is_ukrainian: bool
    stem: str
    is_passport_like: bool


def _shown(word: str) -> _Shown:
    script = _script(word)
    if script == spellings.CYRILLIC:
        return _Shown(script, _UKRAINIAN.search(word) is not None, _without_ending(word), False)
    # A group of letters that hints at the Latin of a Russian document: Chkhol.
    return _Shown(script, False, "", _PASSPORT_SIGNS.search(word) is not None)


def _script(word: str) -> str:
    """The script of the first letter that tells one; "" for digits and other scripts."""
    for letter in word:
        if "가" <= letter <= "힣":
            return families.HANGUL
        if _CYRILLIC_FIRST <= letter <= _CYRILLIC_LAST:
            return spellings.CYRILLIC
        if letter.isalpha() and letter < _LATIN_LAST:
            return spellings.LATIN
        if _HAN.match(letter):
            return families.HAN
        if kana.is_kana(letter):
            return KANA
    return ""


def _weighed(
    script: str, words: tuple[str, ...], surname_at: int | None, shown: list[_Shown]
) -> list[Weighed]:
    if script in (families.HANGUL, families.HAN):
        return weighed(script, words, surname_at)
    if script == KANA:
        return weighed(spellings.LATIN, tuple(map(kana.latin, words)), surname_at)
    if script == spellings.LATIN:
        found = weighed(script, words, surname_at)
        if any([each.is_passport_like for each in shown]):
            cyrillic = tuple(map(_back, words))
            found += _less(_PASSPORT, weighed(spellings.CYRILLIC, cyrillic, surname_at))
        return found
    return _cyrillic(words, surname_at, shown) if script == spellings.CYRILLIC else []


def _less(log_prior: float, found: list[Weighed]) -> list[Weighed]:
    return [(log_prior + weight, surname, given) for weight, surname, given in found]


def _cyrillic(words: tuple[str, ...], surname_at: int | None, shown: list[_Shown]) -> list[Weighed]:
    first, last = shown[0].stem, shown[-1].stem
    if any([each.is_ukrainian for each in shown]):
        words = tuple([word.replace("и", "ӥ") for word in words])
        first, last = _without_ending(words[0]), _without_ending(words[-1])
    found = weighed(spellings.CYRILLIC, words, surname_at)
    # Running text declines the last part, the first, or both: Ким Чен Ына, Кима Ён Бока.
    if last:
        found += _less(_DECLINED, weighed(spellings.CYRILLIC, (*words[:-1], last), surname_at))
    if first and len(words) > 1:
        found += _less(_DECLINED - 1.0, weighed(spellings.CYRILLIC, (first, *words[1:]), surname_at))
        if last:
            both = (first, *words[1:-1], last)
            found += _less(_DECLINED, weighed(spellings.CYRILLIC, both, surname_at))
    return found


@lru_cache(maxsize=4_096)
def _without_ending(word: str) -> str:
    match = _ENDING.search(word)
    if match is None or match.start() < 2:
        return ""
    soft = match.group() in _SOFT
    return word[: match.start()] + ("ь" if soft else "")


@lru_cache(maxsize=8_192)
def _back(word: str) -> str:
    """The Cyrillic behind the Latin of a Russian document."""
    return _GROUPS.sub(lambda match: _CYRILLIC_OF[match.group()], word)


def _korean_share(script: str, letters: str, words: int, found: Heard) -> float:
    """The chance that a name is Korean, by how well it reads as one against letters drawn as they come."""
    if not found.readings:
        return 0.0
    if script in (families.HANGUL, families.HAN, KANA):
        return 0.98
    lead = found.log_chance + _A_LETTER * len(letters) + _A_WORD * words + _KOREAN_PRIOR
    if script == spellings.LATIN and ("ŏ" in letters or "ŭ" in letters):
        lead += _BREVE_SAYS
    # Beyond these bounds nothing is surer: a Pole may be called Kim.
    return 0.995 if lead > 6 else 0.0 if lead < -12 else 1 / (1 + math.exp(-lead))


def _plain(word: str) -> str:
    if word.isalpha() and word.isascii():
        return word
    return word.replace("ŏ", "o").replace("ŭ", "u").replace("'", "")


KANA = "kana"
_ASIAN = "\u1100"
_NOT_LETTERS = re.compile(r"[\W_]+")
_UKRAINIAN = re.compile("[іїєґ]")
_CYRILLIC_FIRST, _CYRILLIC_LAST, _LATIN_LAST = "Ѐ", "ӿ", "ʯ"
_HAN = re.compile("[㐀-鿿豈-\ufaff\U00020000-\U0003ffff]")
_ENDING = re.compile("(?<=[бвгґджзклмнпрстфхцчшщ])(?:а|у|е|ом|ем|им|ым|і|ові|я|ю)$")
_SOFT = frozenset({"я", "ю", "ем"})
_DECLINED, _PASSPORT = -3.5, -2.0
_PASSPORT_SIGNS = re.compile("kh|zh|ts|iu|ia|y[nkml]|[^ao]yi|chk|dzh")
_CYRILLIC_OF = {
    **dict(zip("abvgdezijklmnoprstufhycw'q", "абвгдезийклмнопрстуфхыкв'к", strict=True)),
    **{
        "shch": "щ",
        "kh": "х",
        "zh": "ж",
        "ts": "ц",
        "ch": "ч",
        "sh": "ш",
        "iu": "ю",
        "ia": "я",
        "yu": "ю",
        "ya": "я",
    },
    **{"ye": "е", "yo": "ё", "x": "кс"},
}
_GROUPS = re.compile("shch|kh|zh|ts|ch|sh|iu|ia|yu|ya|ye|yo|[a-z']")
# What a letter and a word of any other name cost, measured on names that are not Korean.
_A_LETTER, _A_WORD, _KOREAN_PRIOR = 2.45, 1.2, -1.5
_BREVE_SAYS = 8.0
_SHOWN = Kept(_shown, 32_768)
