"""Finds the numbers that count no persons: designations, dates, telephones, measures, names of deals.

Owns the patterns that hold in every language; the words after and before a number stand in `not_figures.tsv`.
What is found here is left out with its reason, so that an officer sees that it was seen.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from safeconduct.figures.reading.sentences import Sentence


@dataclass(frozen=True, slots=True)
class Masked:
    """A stretch of the document in which no number is a figure, and why."""

    start: int
    end: int
    reason: str


_LETTER = "[a-zа-яіїєґ]"
# In order: an address may hold what looks like a date, a date what looks like a range.
_PATTERNS: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("address", re.compile(r"(?:https?://|www\.)\S{1,300}")),
    ("address", re.compile(r"(?<![\w.@-])[\w.-]{1,60}@[\w-]{1,60}\.[\w.-]{2,60}")),
    ("address", re.compile(r"(?<![\w.-])[a-z][a-z-]{1,30}(?:\.[a-z-]{2,20}){1,4}/\S{1,200}")),
    ("telephone", re.compile(r"\+ ?\d[\d ()-]{5,20}\d")),
    ("telephone", re.compile(r"(?<!\d)\d ?\(\d{2,5}\) ?[\d -]{5,12}\d")),
    ("telephone", re.compile(r"(?<![\d-])\d{1,4}-\d{2,4}-\d{2,4}(?:-\d{2,4})?(?![\d-])")),
    ("telephone", re.compile(r"(?<![\d.,])0[ -]?\d{2,3}[ -]\d{3}[ -]?\d{2,4}(?:[ -]?\d{2,4})?")),
    ("day", re.compile(r"(?<!\d)\d{1,2}\.\d{1,2}\.(?:\d{4}|\d{2})(?!\d)")),
    ("day", re.compile(r"(?<!\d)\d{4}[./]\d{1,2}[./]\d{1,2}(?!\d)")),
    ("day", re.compile(r"(?<!\d)\d{1,2}/\d{1,2}(?:/\d{2,4})?(?!\d)")),
    ("time", re.compile(r"(?<!\d)\d{1,2}:\d{2}(?::\d{2})?(?!\d)")),
    ("deal", re.compile(r"(?<![\d,.])\d[\d,.]{0,8}[ -]?(?:for|на|за|대)[ -]?\d[\d,.]{0,8}(?!\d)")),
    ("score", re.compile(r"(?<!\d)\d{1,3}:\d{1,3}(?!\d)")),
    ("decade", re.compile(r"(?<!\d)\d{2,4}(?:'?s\b|-?х\b|-ті\b|년대)")),
    ("designation", re.compile(rf"(?<![^\W\d_])(?!mid-|до-|по-){_LETTER}{{1,6}}-\d[\d/.-]{{0,8}}{_LETTER}{{0,3}}\b")),
    ("designation", re.compile(rf"{_LETTER}\d[\d/.-]{{0,8}}{_LETTER}{{0,3}}")),
    ("ordinal", re.compile(r"(?<![\d,.])\d{1,4}(?:st|nd|rd|th|-й|-го|-му|-м|-я|-ї|-та|-та|-ша|-та)\b")),
    ("ordinal", re.compile(r"제 ?\d{1,5}")),
)  # fmt: skip
_CELL_NUMBER = re.compile(r"\d+")
_ANY_LETTER = re.compile(r"[^\W\d_]")
# `aged 20 and 26`: what holds of the first number holds of its list.
_ONLY_NUMBERS = re.compile(r"(?:[\d\s.:№#()/,-]|\b(?:and|to|та|і|и|до)\b){0,30}")
_GAP_AFTER = re.compile(r" ?-? ?")
_CELL_EDGE = re.compile(r"[|\t]")
_ROW_NUMBERS_MIN, _ROW_EDGES_MIN = 2, 2
_TABLE_NUMBERS_MIN = 3
_TABLE_LETTERS_PER_NUMBER = 9


def masked(sentence: Sentence) -> list[Masked]:
    """The stretches of the sentence that hold no figure, in order of place; a table is one stretch."""
    if _is_table(sentence.plain):
        return [Masked(sentence.start, sentence.end, "table")]
    found: list[Masked] = []
    taken: list[tuple[int, int]] = []
    for reason, pattern in _PATTERNS:
        for match in pattern.finditer(sentence.lower):
            if not any(start < match.end() and match.start() < end for start, end in taken):
                taken.append(match.span())
                start, end = match.span()
                found.append(Masked(start + sentence.start, end + sentence.start, reason))
    return sorted(found, key=lambda item: item.start)


def _is_table(text: str) -> bool:
    """Whether the line is a row of cells: bars between numbers, or many numbers and few words, as no sentence has."""
    numbers = len(_CELL_NUMBER.findall(text))
    letters = len(_ANY_LETTER.findall(text))
    if numbers >= _ROW_NUMBERS_MIN and len(_CELL_EDGE.findall(text)) >= _ROW_EDGES_MIN:
        return True
    return numbers >= _TABLE_NUMBERS_MIN and letters < numbers * _TABLE_LETTERS_PER_NUMBER // 2


def reason_beside(sentence: Sentence, start: int, end: int) -> str:
    """Why the number at the place counts no persons, by the word right after or before it; else ""."""
    for hit in sentence.of("not_figures", "after"):
        if hit.start >= end and _GAP_AFTER.fullmatch(sentence.text(end, hit.start)):
            return hit.value
    for hit in sentence.of("not_figures", "before"):
        if hit.end <= start and _ONLY_NUMBERS.fullmatch(sentence.text(hit.end, start).lower()):
            return hit.value
    return ""


def left_out(masks: list[Masked], sentence: Sentence) -> Iterator[Masked]:
    """Those stretches that hold a digit, which an officer may look for."""
    for mask in masks:
        if any(letter.isdigit() for letter in sentence.text(mask.start, mask.end)):
            yield mask
