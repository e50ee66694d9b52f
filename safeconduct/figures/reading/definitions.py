"""Finds what a document itself says that its losses include, and reads its losses accordingly.

Owns definition lines (`losses include killed, wounded and missing`) and clauses at a number (`lost 4,000,
including those killed and wounded`). Without either, losses stay unresolved: nothing is read into the word.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from safeconduct.figures.claims import Category, Flag
from safeconduct.figures.reading.counted import Counted
from safeconduct.figures.reading.sentences import Sentence


@dataclass(frozen=True)
class Definition:
    """What a word of the document includes: the sentence that says so, its place, the word and its parts."""

    sentence: Sentence
    start: int
    end: int
    defined: Category
    parts: tuple[Category, ...]


_DEFINES = re.compile(
    r"\b(?:include|includes|comprise|comprises|means|mean|refers? to|is defined as|are defined as|вважаються|"
    r"включають|означає|считаются|включают|означает)\b|포함|의미"
)
_INCLUDING = re.compile(
    r"[\s,(]*(?:including|including both|both|that is|counting|включно з|у тому числі|в тому числі|включая|"
    r"в том числе)?\s*(?:those|the|both)?\s*"
)
_LIST = re.compile(r"[^.;]{0,60}")
_PARTS = frozenset(
    {Category.KILLED, Category.WOUNDED, Category.MISSING, Category.CAPTURED, Category.SANITARY}
)
_WIDE = frozenset({Category.LOSSES, Category.CASUALTIES})


def definitions(found: list[Sentence]) -> Iterator[Definition]:
    """The definition lines of the document, in order."""
    for sentence in found:
        match = _DEFINES.search(sentence.lower)
        if match is None:
            continue
        terms = sentence.of("terms", "noun", "verb")
        place = match.start() + sentence.start
        heads = [hit for hit in terms if Category(hit.value) in _WIDE and 0 <= place - hit.end <= 30]
        parts = [hit for hit in terms if Category(hit.value) in _PARTS and hit.start >= place]
        kinds = tuple(dict.fromkeys(Category(hit.value) for hit in parts))
        if heads and len(kinds) >= 2 and not any(word.text[0].isdigit() for word in sentence.words):
            yield Definition(sentence, heads[0].start, parts[-1].end, Category(heads[0].value), kinds)


def resolved(
    one: Counted, sentence: Sentence, defined: tuple[Definition, ...]
) -> tuple[Category, tuple[Flag, ...]]:
    """The category of the number after what the document says of it, with the flag that it did."""
    if one.category not in _WIDE:
        return one.category, ()
    parts = _clause_parts(one, sentence)
    for line in defined:
        if not parts and line.defined == one.category:
            parts = frozenset(line.parts)
    if not parts:
        return one.category, ()
    pair = frozenset({Category.KILLED, Category.WOUNDED})
    category = Category.KILLED_OR_WOUNDED if parts <= pair else Category.CASUALTIES
    return category, (Flag.DEFINED_BY_DOCUMENT,)


def _clause_parts(one: Counted, sentence: Sentence) -> frozenset[Category]:
    """The terms of an *including* clause right after the number, where no other number stands in it."""
    lead = _INCLUDING.match(sentence.text(one.end, sentence.end).lower())
    start = one.end + (lead.end() if lead else 0)
    clause = _LIST.match(sentence.text(start, sentence.end))
    reach = start + (clause.end() if clause else 0)
    hits = [hit for hit in sentence.of("terms", "noun", "verb") if start <= hit.start < reach]
    if not hits or hits[0].start - start > 3 or re.search(r"\d", sentence.text(one.end, hits[-1].end)):
        return frozenset()
    kinds = frozenset(Category(hit.value) for hit in hits)
    return kinds if len(kinds) >= 2 and kinds <= _PARTS else frozenset()
