"""Which characters the fonts of papers draw: a letter that none draws is found before anything is set.

Owns the reading of a font's character map. Which font draws a character is left to Typst.
Source: OpenType 1.9, table `cmap`, format 12; Unicode 15, general categories Cc and Cf.
"""

import struct
import unicodedata
from bisect import bisect_right
from functools import cache, lru_cache
from pathlib import Path

FONTS = Path(__file__).parent / "fonts"
_UNICODE_FULL = (3, 10)
_INVISIBLE = frozenset({"Cc", "Cf"})


def undrawn(text: str) -> str:
    """The characters of the text that no font here draws, each once, in their order; newlines are no letters.

    A character that shows nothing (a control, a mark that turns the direction of reading) counts as undrawn: on
    paper nobody could see that it is there.
    """
    return "".join(letter for letter in dict.fromkeys(text) if letter != "\n" and not _is_drawn(letter))


# A paper is nearly all letters that stood on the one before.
@lru_cache(maxsize=4096)
def _is_drawn(letter: str) -> bool:
    if unicodedata.category(letter) in _INVISIBLE:
        return False
    starts, ends = _spans()
    place = bisect_right(starts, ord(letter)) - 1
    return place >= 0 and ord(letter) <= ends[place]


@cache
def _spans() -> tuple[list[int], list[int]]:
    """First and last code points of the spans that some font draws, sorted, none overlapping."""
    starts: list[int] = []
    ends: list[int] = []
    for first, last in sorted(span for path in sorted(FONTS.glob("*.ttf")) for span in spans_of(path)):
        if ends and first <= ends[-1] + 1:
            ends[-1] = max(ends[-1], last)
        else:
            starts.append(first)
            ends.append(last)
    return starts, ends


def spans_of(path: Path) -> list[tuple[int, int]]:
    """The spans of code points (first, last) that a TrueType font draws; ValueError without a full map."""
    data = path.read_bytes()
    (tables,) = struct.unpack_from(">H", data, 4)
    for record in range(tables):
        tag, _, start, _ = struct.unpack_from(">4sIII", data, 12 + 16 * record)
        if tag == b"cmap":
            return _full_map(data, start)
    raise ValueError(f"{path.name} has no character map")


def _full_map(data: bytes, start: int) -> list[tuple[int, int]]:
    (count,) = struct.unpack_from(">H", data, start + 2)
    for record in range(count):
        platform, encoding, offset = struct.unpack_from(">HHI", data, start + 4 + 8 * record)
        if (platform, encoding) == _UNICODE_FULL:
            (groups,) = struct.unpack_from(">I", data, start + offset + 12)
            found = (struct.unpack_from(">III", data, start + offset + 16 + 12 * n) for n in range(groups))
            return [(first, last) for first, last, _ in found]
    raise ValueError("the font has no map of all of Unicode")
