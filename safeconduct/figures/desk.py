"""What the reader proposes in a text that was received. Holds nothing itself.

Proposals are read again from the text whenever they are asked for, so a better reader proposes better without any
fact being changed; the last few readings are kept in memory.
"""

import base64
import binascii
from dataclasses import dataclass
from functools import lru_cache

from safeconduct.figures.claims import Claim, Document, Kind, Reading
from safeconduct.figures.facts import Proposer
from safeconduct.figures.reading.read import read
from safeconduct.figures.state import PublicationState, ref_of
from safeconduct.sources.errors import Refused

READER = "rules 2"
"""Which reader proposed; every confirmed claim keeps it."""
_KEPT = 32
_LARGE_CHARS = 200_000


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


def reading_of(document: Document) -> Reading:
    """What is read of the text. Long texts are not kept in memory."""
    return read(document) if len(document.text) > _LARGE_CHARS else _kept_reading(document)


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
        return base64.b64decode(content, validate=True)
    except (binascii.Error, ValueError):
        reason = "The file did not arrive whole."
        raise Refused("file_broken", reason, "RFC 4648", remedy="Send it again.", field="file") from None


@lru_cache(maxsize=_KEPT)
def _kept_reading(document: Document) -> Reading:
    return read(document)
