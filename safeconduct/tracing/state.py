"""Folds the entries of one enquiry into what stands of it. Pure.

The last word counts for consent and for what was judged of a candidate; everything before stays in the record.
Whether a second person approved a *same* is told by `SameConfirmed`.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace

from safeconduct.registry.facts import Verdict
from safeconduct.sources.facts import Erased
from safeconduct.store.entries import Entry
from safeconduct.tracing.facts import (
    AnswerGiven,
    CandidateJudged,
    CandidateUndone,
    Consent,
    ConsentStated,
    Direction,
    EnquiryAmended,
    EnquiryClosed,
    EnquiryOpened,
    EnquiryReopened,
    FileHandedOver,
    MessageDelivered,
    MessageReturned,
    MessageWritten,
    SameConfirmed,
)


@dataclass(frozen=True, slots=True)
class Judged:
    """What stands judged of one record, by whom; `entry` is the judgement's, `approval` its request."""

    prisoner: str
    verdict: Verdict
    reason: str
    score: str
    by: str
    recorded: str
    entry: str
    approval: str = ""
    is_confirmed: bool = False

    @property
    def is_of_one(self) -> bool:
        """Whether it is a *same* of one person alone, which counts for nothing yet."""
        return self.verdict == Verdict.SAME and not self.is_confirmed


@dataclass(frozen=True, slots=True)
class Message:
    """A message and what became of it. Of `delivered` and `returned` at most one is filled."""

    entry: str
    direction: Direction
    prisoner: str
    text: str
    language: str
    happened: str
    recorded: str
    delivered: str = ""
    returned: str = ""

    @property
    def is_open(self) -> bool:
        """Whether it is still on its way."""
        return not self.delivered and not self.returned


@dataclass(frozen=True, slots=True)
class EnquiryState:
    """What stands of an enquiry. `opened` is None where nothing is recorded, or everything was erased."""

    enquiry: str
    entries: tuple[Entry, ...] = ()
    opened: EnquiryOpened | None = None
    amended: EnquiryAmended | None = None
    judged: dict[str, Judged] = field(default_factory=dict)
    consents: dict[str, Consent] = field(default_factory=dict)
    answers: tuple[AnswerGiven, ...] = ()
    messages: tuple[Message, ...] = ()
    handed_over: tuple[FileHandedOver, ...] = ()
    is_closed: bool = False
    is_erased: bool = False

    @property
    def version(self) -> int:
        """How many entries there are; a command sends it back as `seen`."""
        return len(self.entries)

    @property
    def sought(self) -> "EnquiryOpened | EnquiryAmended":
        """The fact that says best whom they seek."""
        assert self.opened is not None
        return self.amended or self.opened

    @property
    def found(self) -> str:
        """The record that is the sought person by two persons' judgement; "" where there is none."""
        return next((each.prisoner for each in self.judged.values() if each.is_confirmed), "")

    @property
    def consent(self) -> Consent:
        """What the found person lets be told; nothing until he was asked."""
        return self.consents.get(self.found, Consent.NOTHING)


def fold(entries: Iterable[Entry], enquiry: str = "") -> EnquiryState:
    """The state after these entries, which stand in fold order."""
    state = EnquiryState(enquiry)
    for entry in entries:
        state = replace(_after(state, entry), entries=(*state.entries, entry))
    return state


def _after(state: EnquiryState, entry: Entry) -> EnquiryState:
    match entry.fact:
        case EnquiryOpened() as fact:
            return replace(state, opened=fact, enquiry=entry.stream)
        case EnquiryAmended() as fact:
            return replace(state, amended=fact)
        case CandidateJudged() | SameConfirmed() | CandidateUndone():
            return replace(state, judged=_judged(state.judged, entry))
        case ConsentStated() as fact:
            return replace(state, consents={**state.consents, fact.prisoner: fact.consent})
        case AnswerGiven() as fact:
            return replace(state, answers=(*state.answers, fact))
        case MessageWritten() | MessageDelivered() | MessageReturned():
            return replace(state, messages=_messages(state.messages, entry))
        case FileHandedOver() as fact:
            return replace(state, handed_over=(*state.handed_over, fact))
        case EnquiryClosed():
            return replace(state, is_closed=True)
        case EnquiryReopened():
            return replace(state, is_closed=False)
        case Erased():
            return replace(state, is_erased=True)
    return state


def _judged(judged: dict[str, Judged], entry: Entry) -> dict[str, Judged]:
    after = dict(judged)
    match entry.fact:
        case CandidateJudged() as fact:
            after[fact.prisoner] = Judged(
                prisoner=fact.prisoner,
                verdict=fact.verdict,
                reason=fact.reason,
                score=fact.score,
                by=entry.author,
                recorded=entry.recorded,
                entry=entry.id,
                approval=fact.approval,
            )
        case SameConfirmed() as fact if (
            fact.prisoner in after and after[fact.prisoner].entry == fact.judgement
        ):
            after[fact.prisoner] = replace(after[fact.prisoner], is_confirmed=True)
        case CandidateUndone() as fact:
            after.pop(fact.prisoner, None)
    return after


def _messages(messages: tuple[Message, ...], entry: Entry) -> tuple[Message, ...]:
    match entry.fact:
        case MessageWritten() as fact:
            written = Message(
                entry=entry.id,
                direction=fact.direction,
                prisoner=fact.prisoner,
                text=fact.text,
                language=fact.language,
                happened=fact.happened,
                recorded=entry.recorded,
            )
            return (*messages, written)
        case MessageDelivered() as fact:
            day = fact.happened or entry.recorded[:10]
            return tuple(replace(m, delivered=day) if m.entry == fact.entry else m for m in messages)
        case MessageReturned() as fact:
            return tuple(replace(m, returned=fact.reason) if m.entry == fact.entry else m for m in messages)
    return messages
