"""What an officer asks to be recorded between two states: the commands every door takes, as JSON or as objects.

A command names a Power by its code, a prisoner by number or id, his case by its id. `rules.py` turns a command into
facts or refuses it.
"""

from typing import Annotated, ClassVar

from pydantic import Field, StringConstraints

from safeconduct.arrangements.facts import (
    AnswerKind,
    Assurance,
    Ceremony,
    EdtfText,
    Ending,
    Milestone,
    Reception,
    Route,
    Scope,
    Side,
    SignedNote,
    Way,
)
from safeconduct.sources import facts as base
from safeconduct.sources.moments import Moment
from safeconduct.sources.values import Code, LongText, ShortText
from safeconduct.wishes.facts import HexId, Told

NumberText = Annotated[str, StringConstraints(min_length=1, max_length=40)]
Words = Annotated[str, StringConstraints(min_length=1, max_length=8000, strip_whitespace=True)]
Line = Annotated[str, StringConstraints(min_length=1, max_length=300, strip_whitespace=True)]
MaybeId = Annotated[str, StringConstraints(pattern=r"^([0-9a-f]{32})?$")]


class Command(base.Command):
    """A command of arrangements."""

    ROOM: ClassVar[str] = "arrangements"


class AboutPower(Command):
    """What every command about one Power carries."""

    power: Code


class AboutCase(Command):
    """What every command about a person's case carries. `case` may be left out where only one is open.

    `seen` is how many entries of his cases the officer had before her, 0 for none.
    """

    prisoner: NumberText
    case: MaybeId = ""
    seen: Annotated[int, Field(ge=0)] = 0


class LogContact(AboutPower):
    """Log that the two states spoke. `known_by` is how this office knows of it."""

    way: Way
    happened: EdtfText
    spoke_for_us: ShortText = ""
    spoke_for_them: ShortText = ""
    summary: Words
    known_by: Line


class Request(AboutPower):
    """Log what one side asks of the other. `contact` is the contact in which it was asked.

    `claim` is the number or id of a confirmed claim of figures on which it rests.
    """

    by: Side
    what: Words
    due: EdtfText = ""
    contact: MaybeId = ""
    rests_on: ShortText = ""
    claim: ShortText = ""


class AnswerRequest(AboutPower):
    """Log what was answered to a request."""

    request: HexId
    answer: AnswerKind
    happened: EdtfText
    words: LongText = ""


class Commit(AboutPower):
    """Log what one side promises the other."""

    by: Side
    what: Words
    due: EdtfText = ""
    contact: MaybeId = ""
    rests_on: ShortText = ""
    claim: ShortText = ""


class EndCommitment(AboutPower):
    """Log what became of a promise."""

    commitment: HexId
    ending: Ending
    happened: EdtfText
    words: LongText = ""


class Offer(AboutPower):
    """Log whom a State says it will accept: `count` of them, or 0 for all who wish it."""

    scope: Scope = Scope()
    count: Annotated[int, Field(ge=0, le=1_000_000)] = 0
    conditions: LongText = ""
    basis: Line
    words: LongText = ""
    valid_from: EdtfText
    valid_until: EdtfText = ""
    contact: MaybeId = ""
    rests_on: ShortText = ""
    claim: ShortText = ""


class WithdrawOffer(AboutPower):
    """Log that the State takes its offer back."""

    offer: HexId
    happened: EdtfText
    reason: Line


class AssessPower(AboutPower):
    """Record whether a Power is willing and able to apply the Convention (art. 12(2)), until the day of review."""

    is_party: bool
    is_willing: bool
    willing: Words
    is_able: bool
    able: Words
    review_by: EdtfText


class ReportFailure(AboutPower):
    """Record that the Protecting Power notified a failure in an important respect (art. 12(3))."""

    notified_by: Line
    happened: EdtfText
    what: Words


class Refer(Command):
    """Put a prisoner's wish before a State. Told is what he let be told, and no more.

    `officer` is the id of the operator who is assigned to the case, "" for nobody yet.
    """

    prisoner: NumberText
    power: Code
    route: Route
    offer: MaybeId = ""
    officer: MaybeId = ""
    told: tuple[Told, ...] = Field(default=(), max_length=10)
    seen: Annotated[int, Field(ge=0)] = 0


class Assign(AboutCase):
    """Assign an operator to a case, so that she reads and conducts it."""

    officer: HexId


class Unassign(AboutCase):
    """Take an operator off a case; she reads it no longer."""

    officer: HexId


class Preview(AboutCase):
    """Record that the State looked at what it is shown first."""

    happened: Moment = ""
    by: Line


class Accept(AboutCase):
    """Record that the State accepts this person."""

    happened: Moment = ""
    by: Line
    conditions: LongText = ""


class Refuse(AboutCase):
    """Record that the State does not accept this person."""

    happened: Moment = ""
    by: Line
    reason: Words


class Assure(AboutCase):
    """Record that one check of the route is met, and what shows it."""

    assurance: Assurance
    happened: Moment = ""
    evidence: Line


class PlanReception(AboutCase):
    """Record how he will be received."""

    reception: Reception


class Clear(AboutCase):
    """Record that nothing stands in the way; in a protection officer's unlocked session."""


class ProposeHandover(AboutCase):
    """Propose to hand him over at a place and hour."""

    planned: Moment
    place: Line


class HandOver(AboutCase):
    """Record the handover; in a protection officer's unlocked session, and only while every rule holds."""

    ceremony: Ceremony


class ConfirmArrival(AboutCase):
    """Record that he arrived, with the half that the receiving side signed, if it is had."""

    ceremony: Ceremony
    their_half: SignedNote = ""


class ReachMilestone(AboutCase):
    """Record a step of settling. For the declared intention, `words` are his own in `language`."""

    milestone: Milestone
    happened: EdtfText
    words: LongText = ""
    language: ShortText = ""


class Settle(AboutCase):
    """Record that he lives there by his own will; the case ends."""

    happened: EdtfText
    words: LongText = ""


class ReturnPerson(AboutCase):
    """Record that he came back into the hands of this state."""

    ceremony: Ceremony
    reason: Words


class CloseCase(AboutCase):
    """End a case on this side."""

    reason: Line


class SubmitList(AboutPower):
    """Hand in a list of prisoners for an exchange with a Power, by their numbers."""

    prisoners: tuple[NumberText, ...] = Field(min_length=1, max_length=5_000)


class ReleaseList(Command):
    """Release the answer to a submitted list: eligible or not eligible, and no more."""

    list: HexId


COMMAND_TYPES: tuple[type[Command], ...] = (
    LogContact, Request, AnswerRequest, Commit, EndCommitment, Offer, WithdrawOffer, AssessPower, ReportFailure,
    Refer, Assign, Unassign, Preview, Accept, Refuse, Assure, PlanReception, Clear, ProposeHandover, HandOver,
    ConfirmArrival, ReachMilestone, Settle, ReturnPerson, CloseCase, SubmitList, ReleaseList,
)  # fmt: skip
COMMANDS: dict[str, type[Command]] = {command.title(): command for command in COMMAND_TYPES}
