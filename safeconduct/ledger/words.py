"""Eight words for a digest, so that two persons can compare bytes by reading aloud.

Source: D. S. Wilkerson, "A Proposal for Proquints" (2009): five letters for 16 bits, so eight words carry 128.
"""

_CONSONANTS = "bdfghjklmnprstvz"
_VOWELS = "aiou"
_WORDS = 8


def of(digest: str) -> str:
    """The first 128 bits of a hex digest as words, separated by spaces."""
    return " ".join(_proquint(int(digest[start : start + 4], 16)) for start in range(0, 4 * _WORDS, 4))


def _proquint(number: int) -> str:
    first, vowel, second = _CONSONANTS[number >> 12], _VOWELS[number >> 10 & 3], _CONSONANTS[number >> 6 & 15]
    return f"{first}{vowel}{second}{_VOWELS[number >> 4 & 3]}{_CONSONANTS[number & 15]}"
