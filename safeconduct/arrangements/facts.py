"""What can be said between two states: contacts, offers, assessments; and each person's way to one of them. Frozen.

What concerns a Power stands in one stream for each Power, in the arrangements compartment, and names no prisoner.
A person's cases stand in his stream of the sealed case compartment, told apart by a random id. Moments are UTC text
(`sources.moments`), States are codes of the conflict's file or ISO 3166-1 alpha-3 in small letters.
Source: GC III arts 6, 12, 109-111, 118, 119; what else binds here is a house rule.
"""

from enum import StrEnum
from typing import Annotated, ClassVar

from pydantic import Field, StringConstraints

from safeconduct.access.words import Compartment
from safeconduct.sources import facts as base
from safeconduct.sources.moments import Moment
from safeconduct.sources.values import Code, Frozen, LongText, ShortText
from safeconduct.wishes.facts import HexId, Told

EdtfText = Annotated[str, StringConstraints(max_length=80)]
SignedNote = Annotated[str, StringConstraints(max_length=16_000)]


class Way(StrEnum):
    """How two states spoke to one another."""

    CALL = "call"
    NOTE = "note"
    MEETING = "meeting"
    LETTER = "letter"
    STATEMENT = "statement"


class Side(StrEnum):
    """Who asks or promises: this state, or the Power of the stream."""

    OURS = "ours"
    THEIRS = "theirs"


class AnswerKind(StrEnum):
    """What became of a request."""

    GRANTED = "granted"
    PARTLY = "partly"
    DECLINED = "declined"
    PUT_OFF = "put_off"


class Ending(StrEnum):
    """What became of a promise."""

    KEPT = "kept"
    PARTLY_KEPT = "partly_kept"
    BROKEN = "broken"
    RELEASED = "released"


class Route(StrEnum):
    """On what ground a prisoner goes; each has its own checks (`routes.py`)."""

    TRANSFER = "transfer"
    NEUTRAL_INTERNMENT = "neutral_internment"
    RELEASE = "release"
    REPATRIATION = "repatriation"


class Assurance(StrEnum):
    """What must be assured or done before a handover; which of them, the route says."""

    CONVENTION_APPLIES = "convention_applies"
    VISITS_ALLOWED = "visits_allowed"
    NO_PASSING_ON = "no_passing_on"
    RETURN_IF_ASKED = "return_if_asked"
    ORIGIN_AGREES = "origin_agrees"
    UNTIL_CLOSE = "until_close"
    ADMISSION_GIVEN = "admission_given"
    STATUS_SETTLED = "status_settled"
    TOLD_PROTECTION_ENDS = "told_protection_ends"
    EFFECTS_RESTORED = "effects_restored"
    NO_PROCEEDINGS = "no_proceedings"
    FIT_TO_TRAVEL = "fit_to_travel"
    NO_SERVICE_TOLD = "no_service_told"


class Milestone(StrEnum):
    """A step of settling in the receiving State."""

    INTENTION_DECLARED = "intention_declared"
    NATIONALITY_EXAMINED = "nationality_examined"
    PAPERS_ISSUED = "papers_issued"
    HOUSED = "housed"
    CARE_BEGUN = "care_begun"
    FAMILY_NEWS = "family_news"
    LANGUAGE_OR_TRAINING = "language_or_training"
    WORK = "work"


class Scope(Frozen):
    """Whom an offer means. An empty tuple leaves that open; that he wishes it is always a condition.

    `origins` are Powers on which prisoners depend, `captured_at` places of capture as the register writes them.
    """

    origins: tuple[Code, ...] = Field(default=(), max_length=20)
    captured_at: tuple[ShortText, ...] = Field(default=(), max_length=50)


class Reception(Frozen):
    """How he is received: where, when, who goes with him, what he needs, who answers for it."""

    place: ShortText
    planned: Moment
    escort: ShortText
    medical_need: ShortText = ""
    interpreter: ShortText = ""
    contact: ShortText


class Ceremony(Frozen):
    """A person passing from one hand to another: when, where, who gave and who took him over."""

    happened: Moment
    place: ShortText
    given_by: ShortText
    taken_by: ShortText


class Fact(base.Fact):
    """A fact about one Power; `power` is its code."""

    ROOM = "arrangements"
    COMPARTMENT: ClassVar[Compartment] = Compartment.ARRANGEMENTS


class PowerFact(Fact):
    """What stands in the stream of a Power."""

    power: Code


class CaseFact(Fact):
    """What stands in a person's stream of the case compartment; `case` tells his cases apart."""

    COMPARTMENT = Compartment.CASE
    case: HexId


# --- between two states ---------------------------------------------------------------------------


class ContactLogged(PowerFact):
    """The two states spoke. `known_by` is how this office knows of it."""

    contact: HexId
    way: Way
    happened: EdtfText
    spoke_for_us: ShortText = ""
    spoke_for_them: ShortText = ""
    summary: LongText
    known_by: ShortText


class RequestMade(PowerFact):
    """One side asks something of the other. `due` is when an answer is awaited, "" where no day was set.

    `rests_on` cites the public statement it rests on, with its speaker and day; `claim`, since version 2, is the id
    of a confirmed claim of figures that says so.
    """

    VERSION = 2

    request: HexId
    by: Side
    what: LongText
    due: EdtfText = ""
    contact: str = ""
    rests_on: ShortText = ""
    claim: ShortText = ""


class RequestAnswered(PowerFact):
    """What was answered to a request."""

    request: HexId
    answer: AnswerKind
    happened: EdtfText
    words: LongText = ""


class CommitmentGiven(PowerFact):
    """One side promises something to the other."""

    VERSION = 2

    commitment: HexId
    by: Side
    what: LongText
    due: EdtfText = ""
    contact: str = ""
    rests_on: ShortText = ""
    claim: ShortText = ""


class CommitmentEnded(PowerFact):
    """What became of a promise."""

    commitment: HexId
    ending: Ending
    happened: EdtfText
    words: LongText = ""


class OfferMade(PowerFact):
    """A State says whom it will accept. `count` 0 is all of them; `valid_until` "" is until it is withdrawn.

    `claim`, since version 2, is the id of a confirmed claim of figures on which it rests.
    """

    VERSION = 2

    offer: HexId
    scope: Scope
    count: Annotated[int, Field(ge=0, le=1_000_000)] = 0
    conditions: LongText = ""
    basis: ShortText
    words: LongText = ""
    valid_from: EdtfText
    valid_until: EdtfText = ""
    contact: str = ""
    rests_on: ShortText = ""
    claim: ShortText = ""


class OfferWithdrawn(PowerFact):
    """The State takes its offer back."""

    offer: HexId
    happened: EdtfText
    reason: ShortText


class PowerAssessed(PowerFact):
    """Whether a Power is willing and able to apply the Convention (art. 12(2)), on what ground, until when.

    `willing` and `able` say on what the finding rests; each is told even where the finding is no.
    """

    assessment: HexId
    is_party: bool
    is_willing: bool
    willing: LongText
    is_able: bool
    able: LongText
    review_by: EdtfText


class PowerFailed(PowerFact):
    """The Protecting Power notified that the Power fails in an important respect (art. 12(3))."""

    notified_by: ShortText
    happened: EdtfText
    what: LongText


# --- one person's way -----------------------------------------------------------------------------


class CaseReferred(CaseFact):
    """His wish is put before a State. `told` are the items that he let be told, and no other leaves."""

    power: Code
    route: Route
    offer: str = ""
    told: tuple[Told, ...] = Field(default=(), max_length=10)


class CaseAssigned(CaseFact):
    """An operator is to conduct the case: of the diplomatic officers, only those assigned read it."""

    officer: HexId


class CaseUnassigned(CaseFact):
    """An operator conducts the case no longer, and reads it no longer."""

    officer: HexId


class CasePreviewed(CaseFact):
    """The State looked at what it is shown first."""

    happened: Moment
    by: ShortText


class CaseAccepted(CaseFact):
    """The State accepts this person."""

    happened: Moment
    by: ShortText
    conditions: LongText = ""


class CaseRefused(CaseFact):
    """The State does not accept this person."""

    happened: Moment
    by: ShortText
    reason: LongText


class AssuranceGiven(CaseFact):
    """One check of the route is met; `evidence` is the paper or the act that shows it."""

    assurance: Assurance
    happened: Moment
    evidence: ShortText


class ReceptionPlanned(CaseFact):
    """How he will be received; the last plan stands."""

    reception: Reception


class CaseCleared(CaseFact):
    """A protection officer found that nothing stands in the way."""


class HandoverProposed(CaseFact):
    """A diplomatic officer proposes to hand him over."""

    planned: Moment
    place: ShortText


class HandedOver(CaseFact):
    """He was handed over. `half` is this instance's signed half of the record of it."""

    power: Code
    route: Route
    ceremony: Ceremony
    half: SignedNote


class ArrivalConfirmed(CaseFact):
    """He arrived. `half` is this instance's signature, `their_half` what the receiving side signed, "" if not had."""

    ceremony: Ceremony
    half: SignedNote
    their_half: SignedNote = ""


class MilestoneReached(CaseFact):
    """A step of settling."""

    milestone: Milestone
    happened: EdtfText
    words: LongText = ""
    language: ShortText = ""


class PersonSettled(CaseFact):
    """He lives there by his own will; the case ends."""

    happened: EdtfText
    words: LongText = ""


class PersonReturned(CaseFact):
    """He came back into the hands of this state, with the same ceremony (art. 12(3))."""

    ceremony: Ceremony
    reason: LongText
    half: SignedNote


class CaseClosed(CaseFact):
    """This side ends the case."""

    reason: ShortText


# --- lists for an exchange ------------------------------------------------------------------------


class ListSubmitted(Fact):
    """A list of prisoners for an exchange, as somebody drew it up; sealed, and in a stream of its own."""

    COMPARTMENT = Compartment.CASE
    power: Code
    prisoners: tuple[ShortText, ...] = Field(min_length=1, max_length=5_000)


class ListReleased(Fact):
    """What the one who drew the list up is told: the lines that are eligible. Why others are not, nobody is told."""

    COMPARTMENT = Compartment.CUSTODY
    list: HexId
    power: Code
    submitted_by: HexId
    eligible: tuple[ShortText, ...] = Field(default=(), max_length=5_000)
    lines: int


FACTS: tuple[type[Fact], ...] = (
    ContactLogged, RequestMade, RequestAnswered, CommitmentGiven, CommitmentEnded, OfferMade, OfferWithdrawn,
    PowerAssessed, PowerFailed, CaseReferred, CasePreviewed, CaseAccepted, CaseRefused, AssuranceGiven,
    ReceptionPlanned, CaseCleared, HandoverProposed, HandedOver, ArrivalConfirmed, MilestoneReached,
    PersonSettled, PersonReturned, CaseClosed, ListSubmitted, ListReleased, CaseAssigned, CaseUnassigned,
)  # fmt: skip
