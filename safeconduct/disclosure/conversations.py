"""A case between two offices as both read it, folded from what each of them told. Pure.

A step counts only from the side whose step it is: whatever else stands in the stream counts for nothing, so that no
office can speak for the other one.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from safeconduct.disclosure.facts import (
    ArrivalTold,
    CaseEnded,
    CaseStep,
    FileTold,
    HandoverTold,
    PreviewAnswered,
    PreviewTold,
)
from safeconduct.sources import moments
from safeconduct.store.entries import Entry


class State(StrEnum):
    """Where a case between two offices stands."""

    WAITING = "waiting"
    EXPIRED = "expired"
    REFUSED = "refused"
    ACCEPTED = "accepted"
    FILE_TOLD = "file_told"
    HANDED_OVER = "handed_over"
    ARRIVED = "arrived"
    ENDED = "ended"


@dataclass(frozen=True, slots=True)
class Conversation:
    """One case between two offices. `sender` and `recipient` are origins of entries; `steps` are in order."""

    about: str
    sender: str
    recipient: str
    preview: PreviewTold
    answer: PreviewAnswered | None = None
    file: FileTold | None = None
    handover: HandoverTold | None = None
    arrival: ArrivalTold | None = None
    ended: CaseEnded | None = None
    steps: tuple[Entry, ...] = ()

    def state(self, now: datetime) -> State:
        """Where it stands at this moment: what happened to the person comes before what became of the paper."""
        if self.arrival is not None and self.ended is None:
            return State.ARRIVED
        if self.ended is not None:
            return State.ENDED
        if self.handover is not None:
            return State.HANDED_OVER
        if self.answer is None:
            expires = moments.read(self.preview.expires)
            return State.EXPIRED if expires is not None and expires < now else State.WAITING
        if not self.answer.is_accepted:
            return State.REFUSED
        return State.FILE_TOLD if self.file is not None else State.ACCEPTED


def fold(
    entries: Iterable[Entry], about: str, *, own: str, peer: frozenset[str] | None = None
) -> Conversation | None:
    """What stands of the case; None where no preview was told. `entries` are in fold order.

    `own` is this instance's own origin; `peer` those of the office that was told, where this one is the teller.
    """
    steps = [each for each in entries if isinstance(each.fact, CaseStep) and each.fact.about == about]
    first = next((each for each in steps if isinstance(each.fact, PreviewTold)), None)
    if first is None or not isinstance(first.fact, PreviewTold):
        return None
    others = [each.origin for each in steps if each.origin != own and (peer is None or each.origin in peer)]
    recipient = own if first.origin != own else (others[0] if others else "")
    found = Conversation(about, first.origin, recipient, first.fact)
    for each in steps:
        found = _after(found, each)
    return found


def _after(found: Conversation, entry: Entry) -> Conversation:
    fact = entry.fact
    is_senders, is_recipients = entry.origin == found.sender, entry.origin == found.recipient
    counted = replace(found, steps=(*found.steps, entry))
    match fact:
        case PreviewTold() if is_senders and fact == found.preview:
            return counted
        case PreviewAnswered() if is_recipients and found.answer is None:
            return replace(counted, answer=fact)
        case FileTold() if is_senders:
            return replace(counted, file=fact)
        case HandoverTold() if is_senders and found.handover is None:
            return replace(counted, handover=fact)
        case ArrivalTold() if is_recipients and found.arrival is None:
            return replace(counted, arrival=fact)
        case CaseEnded() if is_senders or is_recipients:
            return replace(counted, ended=fact)
    return found
