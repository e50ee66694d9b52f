"""Writes Korean names in Kana as Latin letters, in a simple way: キム・ジョンウン as kim jongun.

Japanese adds a vowel to a final consonant (ム for m, ク for k, ル for l); such a vowel is dropped at the end of a
syllable. Owns the table of Kana; leaves what the letters sound like to `spellings`.
"""

import re
import unicodedata
from functools import cache


def is_kana(letter: str) -> bool:
    """True for Hiragana and Katakana, whole or half width."""
    return "ぁ" <= letter <= "ヿ" or "ｦ" <= letter <= "ﾟ"


def latin(word: str) -> str:
    """A word of Kana in the Latin of a Korean name; other letters stay."""
    plain = unicodedata.normalize("NFKC", word)
    katakana = "".join(chr(ord(letter) + 96) if "ぁ" <= letter <= "ゖ" else letter for letter in plain)
    written = katakana
    for sign, letters in _table().items():
        written = written.replace(sign, letters)
    # A final consonant before another consonant or at the end: キム, パク, チョル.
    written = re.sub(
        r"(?<=[aeiou])([mkpr])u(?![aeiouw])", _final, written.replace("ー", "").replace("ッ", "t")
    )
    return written.replace("ン", "n")


def _final(match: re.Match[str]) -> str:
    return "l" if match.group(1) == "r" else match.group(1)


@cache
def _table() -> dict[str, str]:
    """Kana → Latin, pairs with a small letter first."""
    found: dict[str, str] = {}
    for row in _ROWS:
        consonant, signs = row.split(":")
        for sign, vowel in zip(signs, "aiueo", strict=False):
            if sign != "・":
                found[sign] = consonant + vowel
    found |= {"シ": "si", "チ": "chi", "ツ": "tu", "ジ": "ji", "ヅ": "ju", "フ": "hu"}
    pairs = {}
    for sign, letters in found.items():
        if letters.endswith("i"):
            stem = letters[:-1]
            for small, vowel in zip("ャュョェ", ("a", "u", "o", "e"), strict=True):
                glide = "" if stem in ("ch", "j") or vowel == "e" else "y"
                pairs[sign + small] = stem + glide + vowel
        if letters.endswith("u"):
            for small, vowel in zip("ァィェォ", "aieo", strict=True):
                pairs[sign + small] = letters[:-1] + ("" if letters[:-1] else "w") + vowel
    return pairs | found | {"ヤ": "ya", "ユ": "yu", "ヨ": "yo", "ワ": "wa", "ヲ": "o", "・": " "}


_ROWS = (
    ":アイウエオ", "k:カキクケコ", "s:サシスセソ", "t:タチツテト", "n:ナニヌネノ", "h:ハヒフヘホ", "m:マミムメモ",
    "r:ラリルレロ", "g:ガギグゲゴ", "z:ザジズゼゾ", "d:ダヂヅデド", "b:バビブベボ", "p:パピプペポ",
)  # fmt: skip
