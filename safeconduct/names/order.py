"""Cuts a name into words and tells where the writing itself shows which of them is the surname.

Owns the signs of order (a comma, a surname in capitals, a hyphenated given name) and the bare form of a word.
Which word is likelier a surname by its sound is weighed in `korean`.
"""

import re
import unicodedata
from collections.abc import Sequence
from typing import NamedTuple

from safeconduct.names.kept import Kept
from safeconduct.names.scripts import clean, healed

WORDS_MAX = 8


class Words(NamedTuple):
    """The words of a name, case-folded and bare of marks; `surname_at` where the writing shows it."""

    words: tuple[str, ...]
    surname_at: int | None


class _Written(NamedTuple):
    """A word and how it was written: all in capitals, with a hyphen."""

    bare: str
    is_capitals: bool
    is_joined: bool


def words_of(text: str) -> Words:
    """Cuts a name, as it was written, into at most WORDS_MAX words; stray letters are healed."""
    found: list[_Written] = []
    for chunk in text.split():
        found += _WRITTEN[chunk]
    found = found[:WORDS_MAX]
    words = tuple([bare for bare, _, _ in found])
    if len(words) < 2:
        return Words(words, None)
    if "," in text:
        before_comma, _, after_comma = text.partition(",")
        if _WORD.fullmatch(_seen(before_comma.strip())) and after_comma.strip():
            return Words(words, 0)
    return Words(words, _shown_surname(found))


def _written(chunk: str) -> tuple[_Written, ...]:
    """The words of a text without white space; most often one."""
    if _PLAIN.fullmatch(chunk) and (chunk == chunk.capitalize() or chunk.istitle() or chunk.isupper()):
        return (_Written(chunk.casefold(), len(chunk) > 1 and chunk.isupper(), "-" in chunk),)
    return tuple(
        _Written(bare(word), len(word) > 1 and word.isupper(), _HYPHENS.search(word) is not None)
        for word in _WORD.findall(_seen(chunk))
    )


def _seen(text: str) -> str:
    """A text composed and healed, with one kind of apostrophe and without what cannot be seen."""
    if text.isascii():
        return text
    return _APOSTROPHES.sub("'", healed(clean(text)).translate(_UNSEEN))


def bare(word: str) -> str:
    """A word case-folded, without marks but ŏ and ŭ, with plain hyphens, one also where a capital follows a letter.

    The apostrophe of McCune and Reischauer stays: it tells ch' from ch.
    """
    folded = _HYPHENS.sub("-", _INNER_CAPITAL.sub("-", word).casefold())
    if "'" in folded:
        folded = _OTHER_APOSTROPHE.sub("", folded)
    if folded.isascii() or not _ANY_MARK.search(folded):
        return folded
    folded = unicodedata.normalize("NFC", folded).replace("ǒ", "ŏ").replace("ǔ", "ŭ")
    return _MARKS.sub("", _MARKED.sub(_unmarked, folded))


def _shown_surname(words: Sequence[_Written]) -> int | None:
    """Where capitals or a hyphen show the surname: KIM Jae Yun, Ha-Joon Chang, Ким Чен-ын."""
    first, last = words[0], words[-1]
    if first[1:] == last[1:]:
        return None
    if first.is_capitals != last.is_capitals and not any([word.is_capitals for word in words[1:-1]]):
        return 0 if first.is_capitals else len(words) - 1
    if len(words) == 2 and first.is_joined != last.is_joined:
        return 1 if first.is_joined else 0
    return None


def _unmarked(match: re.Match[str]) -> str:
    return unicodedata.normalize("NFD", match.group())[0]


_WORD = re.compile(r"[^\W_]+(?:[\u0300-\u036f'‐-―-]+[^\W_]+)*(?:(?<=[kptKPTHh])')?[\u0300-\u036f]*")
_HYPHENS = re.compile("[-‐-―]+")
_INNER_CAPITAL = re.compile("(?<=[a-zа-яёіїєґ])(?=[A-ZА-ЯЁІЇЄҐ])")
_OTHER_APOSTROPHE = re.compile("(?<!k)(?<!p)(?<!t)(?<!ch)'")
# Words of which only the case can change.
_PLAIN = re.compile("[A-Za-z]+(?:-[A-Za-z]+)*|[А-яЁёІіЇїЄєҐґ]+(?:-[А-яЁёІіЇїЄєҐґ]+)*|[가-힣]+")
_MARKED = re.compile("[à-öø-ōő-ūů-ɏḁ-ỿ]")
_MARKS = re.compile("[\u0300-\u036f\u0483-\u0489]")
_ANY_MARK = re.compile("[à-öø-ōő-ūů-ɏḁ-ỿ\u0300-\u036f\u0483-\u0489]")
_APOSTROPHES = re.compile("[’‘ʼʻ`´′ʹ]")
# What cannot be seen belongs to nothing.
_UNSEEN = dict.fromkeys(map(ord, "\u00ad\u034f\u200b\u200c\u200d\u200e\u200f\u2060\ufeff"), "") | {
    code: "" for code in (*range(0x202A, 0x202F), *range(0x2066, 0x206A))
}
_WRITTEN = Kept(_written, 32_768)
