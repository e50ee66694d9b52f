"""What the reader proposes in a text that was received. Holds nothing itself.

Proposals are read again from the text whenever they are asked for, so a better reader proposes better without any
fact being changed; the last few readings are kept in memory.
"""

import base64
import binascii
from dataclasses import dataclass
from functools import lru_cache

from django.conf import settings

from safeconduct.figures.claims import Claim, Document, Kind, Reading
from safeconduct.figures.facts import Appearance, Proposer
from safeconduct.figures.reading import duplicates, parser, provenance
from safeconduct.figures.reading.documents import BYTES_MAX
from safeconduct.figures.reading.read import read
from safeconduct.figures.state import PublicationState, day_of, ref_of
from safeconduct.sources.errors import Refused

READER = "rules 2"
"""Which rules proposed."""
_KEPT = 32
_LARGE_CHARS = 200_000
KEPT_BYTES_MAX = 5 * 1024 * 1024
"""A file is kept as it was received; larger ones are read by the command line alone."""


@dataclass(frozen=True, slots=True)
class Proposed:
    """One proposal with its name and who made it."""

    ref: str
    said: Claim
    proposed_by: Proposer


def document_of(state: PublicationState) -> Document:
    """The text as the reader wants it: nothing that nobody said is filled in."""
    assert state.received is not None
    first = state.appearances[0]
    return Document(
        text=state.received.text,
        language=state.received.language,
        published_at=state.published,
        place=first.place or None,
        publication=first.publisher or None,
        elements=state.received.elements,
    )


def details_of(state: PublicationState) -> Appearance | None:
    """The first copy's details, gaps filled by what text and file say of themselves; None where nothing is new."""
    assert state.received is not None
    first, says = state.appearances[0], state.received.page_says or Appearance()
    told: dict[str, object] = {}
    if says.title and not first.title:
        told["title"] = says.title
    if says.publisher and not first.publisher:
        told |= {"publisher": says.publisher, "publisher_basis": says.publisher_basis}
    if says.published_on and not first.published_on:
        told |= {"published_on": says.published_on, "published_basis": says.published_basis}
    named = tuple(mark.source[:300] for mark in provenance.marks(state.received.text))
    if named and not first.chain:
        told["chain"] = named
    return first.model_copy(update=told) if told else None


def as_text(stream: str, text: str, appearance: Appearance) -> duplicates.Text:
    """The text as it is compared with others: its runs of words, its day, its publisher and the source it names."""
    named = [*appearance.chain, *(mark.source for mark in provenance.marks(text))]
    return duplicates.Text(
        id=stream,
        runs=duplicates.runs(text),
        published_at=day_of(appearance.published_on),
        publication=appearance.publisher,
        original_source=named[0] if named else "",
    )


def reader() -> str:
    """Who reads: the rules, and the parser beside them where one is installed; every confirmed claim keeps it."""
    return f"{READER} and {settings.SAFECONDUCT_SPACY_MODEL}" if _parser() is not None else READER


def reading_of(document: Document) -> Reading:
    """What is read of the text. Long texts are not kept in memory."""
    if len(document.text) > _LARGE_CHARS:
        return read(document, parse=_parser())
    return _kept_reading(document, reader())


def _parser() -> parser.Parse | None:
    return parser.spacy_parse(settings.SAFECONDUCT_SPACY_MODEL)


def proposals(state: PublicationState) -> list[Proposed]:
    """Every proposal in the order of the text: the rules' first, then what the second reader found beside them."""
    found: dict[str, Proposed] = {}
    for claim in reading_of(document_of(state)).claims:
        if claim.kind == Kind.CLAIM:
            found.setdefault(ref_of(claim), Proposed(ref_of(claim), claim, Proposer.RULES))
    for claim in state.second:
        found.setdefault(ref_of(claim), Proposed(ref_of(claim), claim, Proposer.SECOND_READER))
    return sorted(found.values(), key=lambda each: (each.said.span, each.ref))


def file_bytes(content: str) -> bytes:
    """The bytes of a file that was sent in base64; `Refused` for what is none."""
    try:
        data = base64.b64decode(content, validate=True)
    except (binascii.Error, ValueError):
        reason = "The file did not arrive whole."
        raise Refused("file_broken", reason, "RFC 4648", remedy="Send it again.", field="file") from None
    if KEPT_BYTES_MAX < len(data) <= BYTES_MAX:
        reason = "The file is larger than 5 MB and cannot be kept beside its text."
        remedy = "Save the article alone, or paste its text."
        raise Refused("file_too_large", reason, "House rule: publications", remedy=remedy, field="file")
    return data


@lru_cache(maxsize=_KEPT)
def _kept_reading(document: Document, _reader: str) -> Reading:
    return read(document, parse=_parser())
