"""Recognises the same text published twice, and which of the two is probably the original.

Owns the likeness of two texts by their runs of words. One briefing printed by ten papers is one origin; a
text copied whole is one document. An officer judges; nothing is merged here.

Source: Broder, On the resemblance and containment of documents (1997).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from hashlib import blake2b

from safeconduct.figures.reading.plain import plain, tokens

RUN_LENGTH = 5
SKETCH_RUNS = 64
# House rule, measured on the annotated documents and copies of them: a copy with another headline and end keeps
# .9 of its runs; two reports of one briefing share less than .2.
SAME_MIN_PERCENT = 80
PART_MIN_PERCENT = 60
# House rule: two headlines or short notices may agree by chance; below so many runs only equal texts are one.
RUNS_MIN = 20


class Likeness(StrEnum):
    """What two texts are to each other: one text, one within the other, or different ones."""

    SAME = "same"
    CONTAINED = "contained"
    DIFFERENT = "different"


@dataclass(frozen=True, slots=True)
class Text:
    """A text to compare: an id, its runs of words, its day of publication and the source it names."""

    id: str
    runs: frozenset[int]
    published_at: date | None = None
    publication: str = ""
    original_source: str = ""


@dataclass(frozen=True, slots=True)
class Pair:
    """Two texts that are alike: how, how much (percent), and the id of the probable original, "" where it is open."""

    first: str
    second: str
    likeness: Likeness
    percent: int
    original: str


def runs(text: str) -> frozenset[int]:
    """The runs of five words of a text, as numbers; words in small letters, signs left out."""
    words = [token.text for token in tokens(plain(text)) if token.text[0].isalnum()]
    if not words:
        return frozenset()
    size = min(RUN_LENGTH, len(words))
    return frozenset(_number(words[at : at + size]) for at in range(len(words) - size + 1))


def sketch(of: frozenset[int]) -> tuple[int, ...]:
    """The few runs by which copies are looked for: the smallest numbers, which copies of one text have in common.

    Source: Broder (1997), section 3: the smallest of a random order are a sample of both texts.
    """
    return tuple(sorted(of)[:SKETCH_RUNS])


def _number(words: list[str]) -> int:
    """The same number for the same words in every process, so that runs may be kept."""
    return int.from_bytes(blake2b(" ".join(words).encode(), digest_size=8).digest(), "big")


def compare(first: Text, second: Text) -> Pair:
    """How alike two texts are."""
    shared = len(first.runs & second.runs)
    together, smaller = len(first.runs | second.runs), min(len(first.runs), len(second.runs))
    resemblance = 100 * shared // together if together else 0
    containment = 100 * shared // smaller if smaller else 0
    if smaller < RUNS_MIN and resemblance < 100:
        return Pair(first.id, second.id, Likeness.DIFFERENT, resemblance, "")
    if resemblance >= SAME_MIN_PERCENT:
        likeness, percent = Likeness.SAME, resemblance
    elif containment >= PART_MIN_PERCENT:
        likeness, percent = Likeness.CONTAINED, containment
    else:
        return Pair(first.id, second.id, Likeness.DIFFERENT, resemblance, "")
    return Pair(first.id, second.id, likeness, percent, _original(first, second))


def _original(first: Text, second: Text) -> str:
    """Whom the other names as its source; else whoever published earlier; else nobody."""
    for one, other in ((first, second), (second, first)):
        named = one.original_source.lower()
        if named and other.publication and other.publication.lower() in named:
            return other.id
    if first.published_at and second.published_at and first.published_at != second.published_at:
        return first.id if first.published_at < second.published_at else second.id
    return ""


def alike(new: Text, known: Sequence[Text]) -> list[Pair]:
    """The known texts that the new one is a copy or a part of, the likest first."""
    pairs = [pair for one in known if (pair := compare(new, one)).likeness != Likeness.DIFFERENT]
    return sorted(pairs, key=lambda pair: (-pair.percent, pair.second))
