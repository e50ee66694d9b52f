"""Cuts a name into words and tells where the writing itself shows which of them is the surname.

Owns the signs of order (a comma, a surname in capitals, a hyphenated given name) and the bare form of a word.
Which word is likelier a surname by its sound is weighed in `korean`.
"""

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache

WORDS_MAX = 8


@dataclass(frozen=True, slots=True)
class Words:
    """The words of a name, case-folded and bare of marks; `surname_at` where the writing shows it."""

    words: tuple[str, ...]
    surname_at: int | None


def words_of(written: str) -> Words:
    """Cuts a name, already cleaned and healed, into at most WORDS_MAX words."""
    if not written.isascii():
        written = _APOSTROPHES.sub("'", written.translate(_UNSEEN))
    written_words = _WORD.findall(written)[:WORDS_MAX]
    words = tuple(map(bare, written_words))
    if len(words) < 2:
        return Words(words, None)
    if "," in written:
        before_comma, _, after_comma = written.partition(",")
        if _WORD.fullmatch(before_comma.strip()) and after_comma.strip():
            return Words(words, 0)
    return Words(words, _shown_surname(written_words))


@lru_cache(maxsize=8_192)
def bare(word: str) -> str:
    """A word case-folded, without marks but ŏ and ŭ, with plain hyphens, one also where a capital follows a letter.

    The apostrophe of McCune and Reischauer stays: it tells ch' from ch.
    """
    folded = _HYPHENS.sub("-", _INNER_CAPITAL.sub("-", word).casefold())
    if "'" in folded:
        folded = _OTHER_APOSTROPHE.sub("", folded)
    if folded.isascii() or not (_MARKED.search(folded) or _MARKS.search(folded)):
        return folded
    folded = unicodedata.normalize("NFC", folded).replace("ǒ", "ŏ").replace("ǔ", "ŭ")
    return _MARKS.sub("", _MARKED.sub(_unmarked, folded))


def _shown_surname(words: list[str]) -> int | None:
    """Where capitals or a hyphen show the surname: KIM Jae Yun, Ha-Joon Chang, Ким Чен-ын."""
    last = len(words) - 1
    first_capital = len(words[0]) > 1 and words[0].isupper()
    last_capital = len(words[last]) > 1 and words[last].isupper()
    if first_capital != last_capital and not any(word.isupper() and len(word) > 1 for word in words[1:last]):
        return 0 if first_capital else last
    if last == 1:
        joined = [bool(_HYPHENS.search(word)) for word in words]
        if joined[0] != joined[1]:
            return joined.index(False)
    return None


def _unmarked(match: re.Match[str]) -> str:
    return unicodedata.normalize("NFD", match.group())[0]


_WORD = re.compile(r"[^\W_]+(?:[\u0300-\u036f'‐-―-]+[^\W_]+)*(?:(?<=[kptKPTHh])')?[\u0300-\u036f]*")
_HYPHENS = re.compile("[-‐-―]+")
_INNER_CAPITAL = re.compile("(?<=[a-zа-яёіїєґ])(?=[A-ZА-ЯЁІЇЄҐ])")
_OTHER_APOSTROPHE = re.compile("(?<!k)(?<!p)(?<!t)(?<!ch)'")
_MARKED = re.compile("[à-öø-ōő-ūů-ɏḁ-ỿ]")
_MARKS = re.compile("[\u0300-\u036f\u0483-\u0489]")
_APOSTROPHES = re.compile("[’‘ʼʻ`´′ʹ]")
# What cannot be seen belongs to nothing.
_UNSEEN = dict.fromkeys(map(ord, "\u00ad\u034f\u200b\u200c\u200d\u200e\u200f\u2060\ufeff"), "") | {
    code: "" for code in (*range(0x202A, 0x202F), *range(0x2066, 0x206A))
}
