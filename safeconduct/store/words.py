"""Eight words for a digest, so that two persons can compare bytes by reading aloud.

Each word is three syllables of a consonant and a vowel (6.1 bits each), so eight words carry 147 bits.
Made here and not taken from a list: the words must mean nothing in any of the languages used.
"""

_CONSONANTS = "bdfgklmnprstvz"
_VOWELS = "aeiou"
_SYLLABLES = tuple(c + v for c in _CONSONANTS for v in _VOWELS)
_WORDS = 8
_SYLLABLES_EACH = 3


def of(digest: str) -> str:
    """The words of a hex digest of at least 32 bytes, separated by spaces."""
    number = int(digest[:64], 16)
    words = []
    for _ in range(_WORDS):
        syllables = []
        for _ in range(_SYLLABLES_EACH):
            number, rest = divmod(number, len(_SYLLABLES))
            syllables.append(_SYLLABLES[rest])
        words.append("".join(syllables))
    return " ".join(words)
