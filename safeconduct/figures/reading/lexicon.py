"""Finds the words of the data files in a sentence: one pass, every table at once.

Owns how a phrase of a table is compared with the words of a text. English, Ukrainian and Russian are compared
word by word, with `*` for any ending; Korean, whose particles are written on to the word, is searched for the
letters themselves. The time is linear in the length of the sentence.
"""

import re
from collections import defaultdict
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from safeconduct.figures.reading.plain import Token, tokens
from safeconduct.figures.reading.tables import LANGUAGES, Name, Tables, load

_STEM_KEY = 2


@dataclass(frozen=True, slots=True)
class Hit:
    """A phrase found: table, kind and value of its line, where it stands, and whom it names (gazetteer)."""

    table: str
    kind: str
    value: str
    start: int
    end: int
    name: Name | None = None


@dataclass(frozen=True, slots=True)
class _Phrase:
    """A phrase of a table as its words, each with whether any ending may follow."""

    table: str
    kind: str
    value: str
    words: tuple[tuple[str, bool], ...]
    name: Name | None
    order: int


class Lexicon:
    """The phrases of one language."""

    def __init__(self, tables: Tables, language: str) -> None:
        self.language = language
        self._whole: dict[str, list[_Phrase]] = defaultdict(list)
        self._stems: dict[str, list[_Phrase]] = defaultdict(list)
        self._letters: dict[str, list[_Phrase]] = defaultdict(list)
        self._order = 0
        for row in tables.rows:
            if row.language == language:
                self._add(row.table, row.kind, row.value, row.words, None)
        # A further gazetteer is read first, and of two lines with the same words the first counts.
        for of, words, name in tables.names:
            if of == language:
                self._add("names", name.kind, name.code, words, name)
        longest_first = sorted(self._letters, key=len, reverse=True)
        self._pattern = re.compile("|".join(map(re.escape, longest_first))) if longest_first else None

    def _add(self, table: str, kind: str, value: str, words: tuple[str, ...], name: Name | None) -> None:
        for word in words:
            self._order += 1
            if self.language == "ko":
                self._letters[word].append(_Phrase(table, kind, value, (), name, self._order))
                continue
            parts = tuple(_part(part) for part in _pieces(word))
            phrase = _Phrase(table, kind, value, parts, name, self._order)
            first, is_stem = parts[0]
            if is_stem:
                self._stems[first[:_STEM_KEY]].append(phrase)
            else:
                self._whole[first].append(phrase)

    def find(self, text: str, words: list[Token], offset: int) -> list[Hit]:
        """Every phrase in the sentence, in order of place; of two in one table and kind the longer stays."""
        hits = self._in_letters(text, offset) if self.language == "ko" else self._in_words(words)
        return _longest(hits)

    def knows(self, table: str, kind: str, word: str) -> bool:
        """Whether the whole word stands in the table."""
        phrases = (self._letters if self.language == "ko" else self._whole).get(word, ())
        return any(phrase.table == table and phrase.kind == kind for phrase in phrases)

    def _in_words(self, words: list[Token]) -> list[Hit]:
        found = []
        for place, word in enumerate(words):
            candidates = self._whole.get(word.text, [])
            if stems := self._stems.get(word.text[:_STEM_KEY]):
                candidates = sorted((*candidates, *stems), key=lambda phrase: phrase.order)
            for phrase in candidates:
                end = _matched(phrase.words, words, place)
                if end:
                    hit = Hit(
                        phrase.table, phrase.kind, phrase.value, word.start, words[end - 1].end, phrase.name
                    )
                    found.append(hit)
        return found

    def _in_letters(self, text: str, offset: int) -> list[Hit]:
        found = []
        place = 0
        while self._pattern and (match := self._pattern.search(text, place)):
            for length in range(1, len(match.group()) + 1):
                for phrase in self._letters.get(text[match.start() : match.start() + length], ()):
                    start = match.start() + offset
                    found.append(
                        Hit(phrase.table, phrase.kind, phrase.value, start, start + length, phrase.name)
                    )
            place = match.start() + 1
        return found


def _pieces(word: str) -> list[str]:
    """The tokens of a phrase; a star stays with its word."""
    pieces: list[str] = []
    for token in tokens(word):
        if token.text == "*" and pieces:
            pieces[-1] += "*"
        else:
            pieces.append(token.text)
    return pieces


def _part(piece: str) -> tuple[str, bool]:
    return (piece[:-1], True) if piece.endswith("*") else (piece, False)


def _matched(parts: tuple[tuple[str, bool], ...], words: list[Token], place: int) -> int:
    """The place after the phrase where it stands at `place`, else 0."""
    if place + len(parts) > len(words):
        return 0
    for step, (part, is_stem) in enumerate(parts):
        text = words[place + step].text
        if not (text.startswith(part) if is_stem else text == part):
            return 0
    return place + len(parts)


def _longest(hits: list[Hit]) -> list[Hit]:
    """The hits without those that lie inside a longer one of the same table, in order of place."""
    ordered = sorted(hits, key=lambda hit: (hit.start, -(hit.end - hit.start)))
    reach: dict[str, int] = {}
    kept = []
    for hit in ordered:
        key = hit.table if hit.table in ("names", "terms") else f"{hit.table} {hit.kind}"
        # One word may be the act of several statements: each of them keeps its own.
        key = f"{key} {hit.value}" if hit.table == "statements" else key
        if hit.end > reach.get(key, -1):
            kept.append(hit)
            reach[key] = hit.end
    return kept


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """The data files ready for use: a lexicon for each language, and who fights on which side."""

    lexicons: dict[str, Lexicon]
    sides: dict[str, str]


@lru_cache(maxsize=8)
def vocabulary(folder: Path | None = None, further_names: Path | None = None) -> Vocabulary:
    """The packaged vocabulary, or that of a folder; raises `tables.TablesUnreadable`."""
    tables = load(folder, further_names)
    return Vocabulary({language: Lexicon(tables, language) for language in LANGUAGES}, dict(tables.sides))
