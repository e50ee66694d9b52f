"""What an officer asks of this room: the commands every door takes, as JSON or as objects."""

from typing import Annotated, ClassVar

from pydantic import Field, StringConstraints

from safeconduct.arrangements.facts import Ceremony
from safeconduct.disclosure.facts import HexId, HoldGround, IntroductionText, Leg, MaybeCode
from safeconduct.law.disclosable import HOLD_DAYS_MAX
from safeconduct.law.recipients import Recipient
from safeconduct.sources import facts as base

AddressText = Annotated[str, StringConstraints(max_length=200, strip_whitespace=True)]
Words = Annotated[str, StringConstraints(min_length=1, max_length=8000, strip_whitespace=True)]
Line = Annotated[str, StringConstraints(min_length=1, max_length=200, strip_whitespace=True)]
NumberText = Annotated[str, StringConstraints(min_length=1, max_length=40)]


class Command(base.Command):
    """A command of this room."""

    ROOM: ClassVar[str] = "disclosure"


class MakeCard(Command):
    """Make this instance's own card, or a later one with a new sealing key."""

    name: Line
    role: Recipient
    address: AddressText = ""
    power: MaybeCode = ""


class AddPeer(Command):
    """Ask for the enrolment of another instance; a second person who compared its fingerprint approves it."""

    introduction: IntroductionText
    is_home: bool = False


class RotatePeer(Command):
    """Ask that a later card of an enrolled instance takes the place of the one that stands."""

    introduction: IntroductionText


class RevokePeer(Command):
    """Believe no bundle after number `after` of this peer's log any more; -1 is after the last that was taken in."""

    peer: HexId
    after: Annotated[int, Field(ge=-1, le=2**53 - 1)] = -1
    reason: Words


class AboutCase(Command):
    """What every step of the handing side carries: the prisoner and his case, by its id in this office."""

    prisoner: NumberText
    case: HexId


class TellPreview(AboutCase):
    """Show a State the least that lets it decide. `care_needed` leaves only if he let it be told."""

    peer: HexId
    care_needed: Annotated[str, StringConstraints(max_length=2000)] = ""
    days: Annotated[int, Field(ge=1, le=90)] = 30


class TellFile(AboutCase):
    """Tell a State that accepted him who he is, as far as he lets it be told."""


class TellHandover(AboutCase):
    """Tell the State that he was handed over, with this side's signed half."""


class TellEnd(AboutCase):
    """Tell the State that this case has ended; on what ground, it is not told."""


class TakeAnswers(AboutCase):
    """Record in the case what the State answered: its acceptance or refusal, and his arrival with its signed half."""


class AnswerPreview(Command):
    """Accept the person of whom a preview was shown, or not."""

    about: HexId
    is_accepted: bool
    by: Line
    words: Annotated[str, StringConstraints(max_length=8000)] = ""


class SignArrival(Command):
    """Sign that he arrived; the half goes to the side that handed him over."""

    about: HexId
    ceremony: Ceremony


class TellReturn(Command):
    """Tell the handing side that he comes back into its hands."""

    about: HexId


class TellNotices(Command):
    """Tell one leg everything of every prisoner that it was not told yet; made also where there is nothing."""

    leg: Leg


class WithholdNotices(Command):
    """Ask that the Power of origin is left out for one prisoner; a second person decides. Again, at each review.

    `days` is until when it is reviewed. `words` say what is feared, for two readers together; `care_asked` goes to
    the Central Agency and must tell nothing of why.
    """

    prisoner: NumberText
    ground: HoldGround
    days: Annotated[int, Field(ge=1, le=HOLD_DAYS_MAX)] = HOLD_DAYS_MAX
    care_asked: Annotated[str, StringConstraints(max_length=2000, strip_whitespace=True)] = ""
    words: Words


class EndWithholding(Command):
    """Ask that the Power of origin is told of this prisoner again; a second person decides."""

    prisoner: NumberText


class AcknowledgeNotices(Command):
    """Acknowledge the notices that came in one bundle, under this office's own number if it has one."""

    peer: HexId
    sequence: Annotated[int, Field(ge=1, le=2**53 - 1)]
    receipt: Annotated[str, StringConstraints(max_length=200, strip_whitespace=True)] = ""


COMMAND_TYPES: tuple[type[Command], ...] = (
    MakeCard, AddPeer, RotatePeer, RevokePeer, TellPreview, TellFile, TellHandover, TellEnd, TakeAnswers,
    AnswerPreview, SignArrival, TellReturn, TellNotices, WithholdNotices, EndWithholding, AcknowledgeNotices,
)  # fmt: skip
COMMANDS: dict[str, type[Command]] = {command.title(): command for command in COMMAND_TYPES}
