"""Makes of each Korean syllable a coarse sound, which careful and careless spellings of it share.

Owns what the coarse alphabet forgets: voicing, breath, ㅓ beside ㅗ, final ㄴ beside ㅇ, and the ㄹ or ㄴ that the
South drops. Leaves which syllables a spelling stands for to `syllables`.
"""

from safeconduct.names.hangul import INITIALS, VOWELS


def class_of(code: int) -> str:
    """The coarse sound of a syllable, by its number."""
    return OPEN[code // 8] + CODAS[code % 8]


def _open_class(onset: str, vowel: str) -> str:
    if onset in "ㄹㄴ" and vowel in _LOST_BEFORE:
        # The South drops it at the start of a word, and clerks elsewhere.
        onset = "ㅇ"
    return _ONSETS[onset] + _MIDDLES[vowel]


_ONSETS = dict(zip(INITIALS, "KKNTTNMPPSS CCCKTPH", strict=True)) | {"ㅇ": ""}
_MIDDLES = dict(zip(VOWELS, "AEAEOEOEOAEEOUOEIUUII", strict=True))
_LOST_BEFORE = frozenset("ㅑㅕㅖㅛㅠㅣ")
# By the number of an open syllable, and by the place of its final.
OPEN = tuple(_open_class(onset, vowel) for onset in INITIALS for vowel in VOWELS)
CODAS = ("", "K", "N", "T", "L", "M", "P", "N")
