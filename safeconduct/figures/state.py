"""Folds the entries of one publication into what stands of it. Pure.

The last word counts for each claim; what stood before stays in `told`. A claim that was withdrawn stays readable.
"""

import hashlib
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import date

from safeconduct.figures.claims import Claim
from safeconduct.figures.facts import (
    Appearance,
    AppearanceAdded,
    AppearanceCorrected,
    ClaimConfirmed,
    ClaimCorrected,
    ClaimRejected,
    ClaimsLinked,
    ClaimWithdrawn,
    CopyDenied,
    CopyRecognised,
    LinkWithdrawn,
    Proposer,
    PublicationReceived,
    SecondReaderAsked,
)
from safeconduct.figures.stated import Link
from safeconduct.sources import dates
from safeconduct.sources.facts import Erased
from safeconduct.store.entries import Entry

_ID_DIGITS = 32
_ALIKE = str.maketrans(
    {"’": "'", "‘": "'", "ʼ": "'", "“": '"', "”": '"', "«": '"', "»": '"', "–": "-", "—": "-"}
)


def text_stream(text: str) -> str:
    """The stream of a text: 32 hex digits, the same for copies that differ in spaces, line ends and quotes only."""
    alike = " ".join(unicodedata.normalize("NFKC", text).translate(_ALIKE).casefold().split())
    return hashlib.sha256(f"figures/text/{alike}".encode("utf-8", "surrogatepass")).hexdigest()[:_ID_DIGITS]


def series_stream(force: str, category: str, theatre: str) -> str:
    """The stream of what officers choose in a series."""
    return hashlib.sha256(f"figures/series/{force}\0{category}\0{theatre}".encode()).hexdigest()[:_ID_DIGITS]


def finding_stream(key: str) -> str:
    """The stream of what is judged of a finding."""
    return hashlib.sha256(f"figures/finding/{key}".encode()).hexdigest()[:_ID_DIGITS]


def ref_of(claim: Claim) -> str:
    """What a proposal is named by: its place in the text and its category, whichever reader made it."""
    return f"{claim.span[0]}-{claim.span[1]}-{claim.category}"


def day_of(edtf: str) -> date | None:
    """The one day that an EDTF text means; None where it is empty, partial or doubtful."""
    try:
        read = dates.parse_edtf(edtf) if edtf else None
    except ValueError:
        return None
    return read.earliest() if read is not None and read.is_exact else None


@dataclass(frozen=True, slots=True)
class Told:
    """One version of a claim: its words, the entry that says so, by whom, when, and why."""

    said: Claim
    entry: str
    by: str
    recorded: str
    reason: str = ""


@dataclass(frozen=True, slots=True)
class ConfirmedClaim:
    """A claim that an officer confirmed, with all its versions. `withdrawal` is the reason, "" while it counts."""

    id: str
    told: tuple[Told, ...]
    text_sha256: str
    reader: str
    proposed_by: Proposer
    proposal: Claim | None = None
    links: tuple[Link, ...] = ()
    is_withdrawn: bool = False
    withdrawal: str = ""
    withdrawn_by: str = ""
    withdrawn_on: str = ""
    position: int = 0

    @property
    def said(self) -> Claim:
        """What stands."""
        return self.told[-1].said


@dataclass(frozen=True, slots=True)
class PublicationState:
    """What stands of one text. `received` is None where nothing is recorded, or everything was erased."""

    stream: str
    entries: tuple[Entry, ...] = ()
    received: PublicationReceived | None = None
    appearances: tuple[Appearance, ...] = ()
    copies: dict[str, CopyRecognised] = field(default_factory=dict)
    claims: dict[str, ConfirmedClaim] = field(default_factory=dict)
    rejected: dict[str, ClaimRejected] = field(default_factory=dict)
    second: tuple[Claim, ...] = ()
    was_sent: bool = False
    is_erased: bool = False

    @property
    def version(self) -> int:
        """How many entries there are; a command sends it back as `seen`."""
        return len(self.entries)

    @property
    def published(self) -> date | None:
        """The day of the earliest copy whose day is known; None where nobody knows one."""
        days = [day for each in self.appearances if (day := day_of(each.published_on))]
        return min(days, default=None)

    @property
    def copy_of(self) -> CopyRecognised | None:
        """Of which text it is a copy, the first that was named; None where it is a text of its own."""
        return next(iter(self.copies.values()), None)

    @property
    def confirmed_refs(self) -> dict[str, str]:
        """Which proposal became which claim; those of withdrawn claims are open again."""
        return {
            ref: claim.id
            for claim in self.claims.values()
            if not claim.is_withdrawn
            for ref in {ref_of(claim.said), ref_of(claim.proposal or claim.told[0].said)}
        }


def fold(entries: Iterable[Entry], stream: str = "") -> PublicationState:
    """The state after these entries, which stand in fold order."""
    state = PublicationState(stream)
    for entry in entries:
        state = replace(_after(state, entry), entries=(*state.entries, entry), stream=entry.stream)
    return state


def _after(state: PublicationState, entry: Entry) -> PublicationState:
    match entry.fact:
        case PublicationReceived() as fact:
            kept = state.received or fact
            return replace(state, received=kept, appearances=(*state.appearances, fact.appearance))
        case AppearanceAdded() as fact:
            return replace(state, appearances=(*state.appearances, fact.appearance))
        case AppearanceCorrected() as fact if fact.index < len(state.appearances):
            copies = list(state.appearances)
            copies[fact.index] = fact.appearance
            return replace(state, appearances=tuple(copies))
        case CopyRecognised() as fact:
            return replace(state, copies={**state.copies, fact.of: fact})
        case CopyDenied() as fact:
            left = {of: known for of, known in state.copies.items() if of != fact.of}
            return replace(state, copies=left)
        case ClaimRejected() as fact:
            return replace(state, rejected={**state.rejected, fact.proposal: fact})
        case SecondReaderAsked() as fact:
            return replace(state, second=fact.proposals, was_sent=True)
        case Erased():
            return replace(state, is_erased=True)
    return replace(state, claims=_claims(state.claims, entry))


def _claims(claims: dict[str, ConfirmedClaim], entry: Entry) -> dict[str, ConfirmedClaim]:
    match entry.fact:
        case ClaimConfirmed() as fact:
            told = Told(fact.said, entry.id, entry.author, entry.recorded)
            claim = ConfirmedClaim(
                fact.claim, (told,), fact.text_sha256, fact.reader, fact.proposed_by, fact.proposal,
                position=entry.position,
            )  # fmt: skip
            return {**claims, fact.claim: claim}
        case ClaimCorrected() as fact if fact.claim in claims:
            told = Told(fact.said, entry.id, entry.author, entry.recorded, fact.reason)
            known = claims[fact.claim]
            return {**claims, fact.claim: replace(known, told=(*known.told, told))}
        case ClaimWithdrawn() as fact if fact.claim in claims:
            gone = replace(
                claims[fact.claim], is_withdrawn=True, withdrawal=fact.reason, withdrawn_by=entry.author,
                withdrawn_on=entry.recorded,
            )  # fmt: skip
            return {**claims, fact.claim: gone}
        case ClaimsLinked() as fact if fact.claim in claims:
            known = claims[fact.claim]
            links = dict.fromkeys((*known.links, Link(fact.link, fact.other)))
            return {**claims, fact.claim: replace(known, links=tuple(links))}
        case LinkWithdrawn() as fact if fact.claim in claims:
            known = claims[fact.claim]
            left = tuple(each for each in known.links if each != Link(fact.link, fact.other))
            return {**claims, fact.claim: replace(known, links=left)}
    return claims
