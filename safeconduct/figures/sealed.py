"""What figures keep sealed in their rows: a line of the desk, a claim, a choice, a line of the list of briefs."""

from dataclasses import asdict, replace
from datetime import date
from typing import Any, TypeAlias

from safeconduct.figures.answers import BriefRow, PublicationRow
from safeconduct.figures.claims import Claim
from safeconduct.figures.facts import BriefIssued, LinkKind
from safeconduct.figures.reading.duplicates import sketch
from safeconduct.figures.state import ConfirmedClaim, PublicationState
from safeconduct.figures.stated import Link, Stated, stated
from safeconduct.ledger.canonical import Json
from safeconduct.sources.numbers import number_of
from safeconduct.store import rows
from safeconduct.store.entries import Entry

Blob: TypeAlias = "bytes | memoryview"

_PUBLICATION = "figures_publication"
_CLAIM = "figures_claim"
_JUDGED = "figures_judged"
_BRIEF = "figures_brief"
_STAMP_BITS = 40


def seal_publication(state: PublicationState) -> bytes:
    """The line of the desk."""
    first = state.appearances[0]
    assert state.received is not None
    row = PublicationRow(
        id=state.stream,
        number=number_of(state.stream),
        title=first.title or _first_line(state.received.text),
        publisher=first.publisher,
        published_on=first.published_on,
        received=state.entries[0].recorded,
        copies=len(state.appearances),
        confirmed=sum(not claim.is_withdrawn for claim in state.claims.values()),
        rejected=len(state.rejected),
        is_digest=state.received.is_digest,
        copy_of=number_of(state.copy_of.of) if state.copy_of else "",
    )
    return rows.seal(_PUBLICATION, state.stream, asdict(row))


def open_publication(publication: str, blob: Blob) -> PublicationRow:
    """What `seal_publication` wrote; raises Tampered for a row that was changed or moved."""
    content: Any = rows.open(_PUBLICATION, publication, bytes(blob))
    return PublicationRow(**content)


def seal_claim(state: PublicationState, claim: ConfirmedClaim) -> bytes:
    """A confirmed claim with what reconciling needs to know of its text."""
    assert state.received is not None
    content: dict[str, Json] = {
        "said": claim.said.model_dump(mode="json", exclude_defaults=True),
        "publication": state.stream,
        "published": state.published.isoformat() if state.published else "",
        "digest": state.received.is_digest,
        "links": [[str(link.kind), link.other] for link in claim.links],
        "withdrawn": claim.is_withdrawn,
        "entry": claim.told[-1].entry,
    }
    if state.copy_of is not None:
        content["copy_of"] = state.copy_of.of
    return rows.seal(_CLAIM, claim.id, content)


def open_claim(claim: str, blob: Blob) -> tuple[Stated, str, bool]:
    """The claim as it stands, its newest entry, and whether it was withdrawn; raises Tampered."""
    content: Any = rows.open(_CLAIM, claim, bytes(blob))
    found = stated(
        claim,
        number_of(claim),
        content["publication"],
        Claim.model_validate(content["said"]),
        published=date.fromisoformat(content["published"]) if content["published"] else None,
        links=[Link(LinkKind(kind), other) for kind, other in content["links"]],
        is_digest=content["digest"],
    )
    found = replace(found, copy_of=content.get("copy_of", ""))
    return found, content["entry"], content["withdrawn"]


def seal_judged(stream: str, fields: Json) -> bytes:
    """A choice or a verdict, as the fact's own fields."""
    return rows.seal(_JUDGED, stream, fields)


def open_judged(stream: str, blob: Blob) -> dict[str, str]:
    """What `seal_judged` wrote; raises Tampered."""
    content: Any = rows.open(_JUDGED, stream, bytes(blob))
    return {str(key): str(value) for key, value in content.items()}


def seal_brief(entry: Entry, issued: BriefIssued) -> bytes:
    """The line of the list of briefs."""
    row = BriefRow(
        id=entry.stream,
        number=number_of(entry.stream),
        heading=issued.heading,
        force=issued.force,
        issued=entry.recorded,
        by=entry.author,
        claims=len(issued.cites),
    )
    return rows.seal(_BRIEF, entry.stream, asdict(row))


def open_brief(brief: str, blob: Blob) -> BriefRow:
    """What `seal_brief` wrote; raises Tampered."""
    content: Any = rows.open(_BRIEF, brief, bytes(blob))
    return BriefRow(**content)


def stamp_of(blob: bytes) -> int:
    """A number that changes with the row; sums of a hundred thousand fit into a database's integer."""
    return rows.tag("figures stamp", blob.hex()) >> (63 - _STAMP_BITS)


def run_tokens(of: frozenset[int]) -> tuple[int, ...]:
    """The keyed numbers under which a text with these runs of words is found by its copies, sorted."""
    return tuple(sorted({rows.tag("figures run", str(run)) for run in sketch(of)}))


def publisher_tag(name: str) -> int:
    """The keyed number of a publisher's name, whatever its capitals and spaces; 0 for no name."""
    plain = " ".join(name.casefold().split())
    return rows.tag("figures publisher", plain) if plain else 0


def _first_line(text: str) -> str:
    return next((line.strip()[:300] for line in text.splitlines() if line.strip()), "")
