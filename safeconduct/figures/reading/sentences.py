"""Splits a document into its elements and sentences, and finds the language of each.

Owns headline, subheading, caption and body as their shape tells them, and the bounds that keep a text without
any stop readable. Offsets are those of the document. The words are found once, here, for all later steps.
"""

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from safeconduct.figures.claims import Document, Element, ElementKind
from safeconduct.figures.reading.lexicon import Hit, Vocabulary
from safeconduct.figures.reading.plain import Token, lower, plain, tokens

SENTENCE_LENGTH_MAX = 1200
HEADLINE_LENGTH_MAX = 200

_STOP = re.compile(r"[.!?…。]+[\"')\]]*(?= |$)")
_CAPTION = re.compile(
    r"(?:photo|image|picture|caption|file photo|фото|світлина|на фото|иллюстрация|사진|▲)\b ?[:/]?"
)
_BEFORE_STOP = re.compile(r"([^\W_](?:[^\W_]|\.)*)$")
_LETTERS_OF = {
    "uk": re.compile(r"[їієґ]", re.IGNORECASE),
    "ru": re.compile(r"[ыэъё]", re.IGNORECASE),
}
_HANGUL = re.compile(r"[가-힣]")
_CYRILLIC = re.compile(r"[а-яіїєґ]", re.IGNORECASE)
_LATIN = re.compile(r"[a-z]", re.IGNORECASE)
# Where neither alphabet has told: words that only one of the two languages has.
_ONLY_UK = frozenset("та що не за від до це був була які як також щодо після під він вона з у".split())
_ONLY_RU = frozenset("и что от это был была которые как также после под он она с к из".split())


@dataclass(frozen=True)
class Sentence:
    """A sentence: its place, language and element, its plain text in two cases, its words and their hits."""

    start: int
    end: int
    language: str
    element: ElementKind
    plain: str
    lower: str
    words: tuple[Token, ...]
    hits: tuple[Hit, ...]
    original: str = ""

    def of(self, table: str, *kinds: str) -> list[Hit]:
        """The hits of a table, of these kinds or of all."""
        return [hit for hit in self.hits if hit.table == table and (not kinds or hit.kind in kinds)]

    def text(self, start: int, end: int) -> str:
        """The plain text between two places of the document."""
        return self.plain[start - self.start : end - self.start]

    def written(self, start: int, end: int) -> str:
        """The document's own letters between two of its places."""
        return self.original[start - self.start : end - self.start]


def sentences(document: Document, words: Vocabulary) -> list[Sentence]:
    """The sentences of the document in order, each read with the lexicon of its own language."""
    whole = plain(document.text)
    small = lower(whole)
    default = document.language or language_of(whole[:20_000]) or "en"
    found = []
    for element in document.elements or tuple(elements(whole)):
        for start, end in _split(whole, element.start, element.end, words, default):
            language = document.language or language_of(whole[start:end], default) or default
            lexicon = words.lexicons.get(language)
            if lexicon is None:
                continue
            own = small[start:end]
            own_words = tokens(own, start)
            hits = tuple(lexicon.find(own, own_words, start))
            found.append(
                Sentence(
                    start,
                    end,
                    language,
                    element.kind,
                    whole[start:end],
                    own,
                    tuple(own_words),
                    hits,
                    document.text[start:end],
                )
            )
    return found


def language_of(text: str, around: str = "") -> str | None:
    """en, uk, ru or ko by the letters and small words, `around` where both Cyrillic alphabets would do; else None."""
    counts = {name: len(pattern.findall(text)) for name, pattern in
              (("ko", _HANGUL), ("cyrillic", _CYRILLIC), ("en", _LATIN))}  # fmt: skip
    # A Korean syllable is two or three letters of an alphabet.
    counts["ko"] *= 2
    script = max(counts, key=lambda name: counts[name])
    if not counts[script]:
        return None
    if script != "cyrillic":
        return script
    own = {language: len(pattern.findall(text)) for language, pattern in _LETTERS_OF.items()}
    if own["uk"] != own["ru"]:
        return max(own, key=lambda name: own[name])
    seen = Counter(word.text for word in tokens(text))
    uk, ru = sum(seen[word] for word in _ONLY_UK), sum(seen[word] for word in _ONLY_RU)
    if uk != ru:
        return "uk" if uk > ru else "ru"
    # Hardly a Ukrainian sentence has none of its letters; a short one is of the language around it.
    return around if around in ("uk", "ru") else "ru"


def elements(text: str) -> Iterator[Element]:
    """Headline, captions and body of a plain text: the first line is a headline where it ends in no stop."""
    lines = [
        (found.start(), found.end()) for found in re.finditer(r"[^\n\r]+", text) if found.group().strip()
    ]
    for order, (start, end) in enumerate(lines):
        line = text[start:end].strip().lower()
        kind = ElementKind.BODY
        if _CAPTION.match(line):
            kind = ElementKind.CAPTION
        elif (
            len(lines) > 1 and len(line) <= HEADLINE_LENGTH_MAX and not line.endswith((".", "다", '!"', '."'))
        ):
            kind = _title_kind(order, line)
        yield Element(kind=kind, start=start, end=end)


def _title_kind(order: int, line: str) -> ElementKind:
    if order == 0:
        return ElementKind.HEADLINE
    is_title = order == 1 and line[-1:] not in ",:;?!\"'"
    return ElementKind.SUBHEADING if is_title else ElementKind.BODY


def _split(text: str, start: int, end: int, words: Vocabulary, language: str) -> Iterator[tuple[int, int]]:
    """(start, end) of each sentence; one longer than any sentence is cut at a space, or where it must be."""
    begin = start
    for stop in _STOP.finditer(text, start, end):
        if _ends_here(text, stop, words, language):
            yield from _bounded(text, begin, stop.end())
            begin = stop.end()
    yield from _bounded(text, begin, end)


def _ends_here(text: str, stop: re.Match[str], words: Vocabulary, language: str) -> bool:
    if text[stop.start()] != ".":
        return True
    before = _BEFORE_STOP.search(text, max(0, stop.start() - 14), stop.start())
    word = before.group(1).lower() if before else ""
    following = text[stop.end() : stop.end() + 2].lstrip()
    if following and following.islower():
        return False
    if len(word) == 1 and word.isalpha() and not _HANGUL.match(word) and bool(following):
        return False
    return not any(_is_abbreviation(words, tongue, word) for tongue in (language, language_of(word) or ""))


def _is_abbreviation(words: Vocabulary, language: str, word: str) -> bool:
    lexicon = words.lexicons.get(language)
    return lexicon is not None and lexicon.knows("nouns", "abbreviation", word)


def _bounded(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    while end - start > SENTENCE_LENGTH_MAX:
        cut = text.rfind(" ", start + SENTENCE_LENGTH_MAX // 2, start + SENTENCE_LENGTH_MAX)
        cut = cut if cut > start else start + SENTENCE_LENGTH_MAX
        yield start, cut
        start = cut + (text[cut : cut + 1] == " ")
    if end > start:
        yield start, end
