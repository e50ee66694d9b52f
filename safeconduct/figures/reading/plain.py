"""A text made plain for comparison, letter for letter, so that every offset stays that of the document.

Owns the folding of quotes, dashes, spaces and case, and the tokens that phrases are compared by. Nothing is
lost: the document's own text is what is quoted.
"""

import re
from dataclasses import dataclass

_FOLDED = {
    **dict.fromkeys("’‘ʼ`´ʹ＇", "'"),
    **dict.fromkeys("“”„«»″〝〞『』「」＂", '"'),
    **dict.fromkeys("‐‑‒–—―−－", "-"),
    **dict.fromkeys("∼～〜", "~"),
    **dict.fromkeys("\u00a0\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u202f\u205f\u3000\t", " "),
    **{chr(0xFF10 + digit): str(digit) for digit in range(10)},
    "，": ",", "．": ".", "ё": "е", "Ё": "Е",
}  # fmt: skip
_TABLE = str.maketrans(_FOLDED)
_TOKEN = re.compile(r"[^\W_]+(?:'(?!s\b)[^\W_]+)*|'s\b|\S")


@dataclass(frozen=True, slots=True)
class Token:
    """A word or a sign, in small letters, and where it stands in the document."""

    text: str
    start: int
    end: int


def plain(text: str) -> str:
    """`text` with one kind of quote, dash and space; as long as it was."""
    return text.translate(_TABLE)


def lower(text: str) -> str:
    """`text` in small letters, as long as it was: a letter whose small form is longer stays."""
    folded = text.lower()
    if len(folded) == len(text):
        return folded
    return "".join(small if len(small := letter.lower()) == 1 else letter for letter in text)


def tokens(text: str, offset: int = 0) -> list[Token]:
    """The words and signs of a plain text, in order; `offset` is added to each place."""
    return [
        Token(found.group(), found.start() + offset, found.end() + offset)
        for found in _TOKEN.finditer(lower(text))
    ]
