"""Finds where a text was taken from: lines that name an original source, and the chain of republication.

Owns these lines and their words. A line of this kind is a mark, no claim: it says of every claim of the
document where it comes from.
"""

import re
from dataclasses import dataclass

from safeconduct.figures.claims import Document, PublishedFrom
from safeconduct.figures.reading.plain import plain

_LINE = re.compile(
    r"^[ \t]*[(\[]?(?P<word>original source|originally published (?:by|at|in|on)|source|sources|via|"
    r"reporting by|this article was first published (?:by|in|on)|джерело|першоджерело|за матеріалами|источник|"
    r"первоисточник|по материалам|출처|원문)[ \t]{0,3}[:\-]?[ \t]{1,3}(?P<name>[^\n\r]{2,200}?)[)\].]?[ \t]*$",
    re.IGNORECASE | re.MULTILINE,
)
_COLON_NEEDED = frozenset({"source", "sources", "via", "джерело", "источник", "출처"})
BASIS_GIVEN = "given with the document"
UNNAMED_PUBLICATION = "(unnamed publication)"


@dataclass(frozen=True, slots=True)
class Mark:
    """A line that names an original source: its place, the words that mark it, and the source."""

    start: int
    end: int
    cue: str
    source: str


def marks(text: str) -> list[Mark]:
    """The lines of the text that name where it comes from, in order."""
    found = []
    for match in _LINE.finditer(plain(text)):
        has_colon = ":" in match.group()[: match.end("word") - match.start() + 4]
        if match["word"].lower() in _COLON_NEEDED and not has_colon:
            continue
        start = match.start("word")
        end = match.end("name")
        name = text[match.start("name") : end].strip()
        found.append(Mark(start, end, text[match.start("word") : match.end("word")], name))
    return found


def published_from(document: Document, found: list[Mark]) -> PublishedFrom:
    """What is known of where the document comes from; nothing is added that nobody gave or wrote."""
    first = found[0] if found else None
    publication = document.publication
    links = [publication or UNNAMED_PUBLICATION] if publication or first else []
    return PublishedFrom(
        publication=publication,
        original_source=first.source[:300] if first else None,
        original_source_raw=document.text[first.start : first.end][:300] if first else None,
        published_at=document.published_at,
        published_at_basis=BASIS_GIVEN if document.published_at else "",
        chain=tuple(link[:300] for link in (*links, *(mark.source for mark in found))),
    )
