"""What an officer asks to be recorded of an enquiry: the commands every door takes, as JSON or as objects.

A command names the enquiry and the prisoner by number or id. `seen` is how many entries of the enquiry the officer
had before her, 0 where nobody looked. `rules.py` turns a command into facts or refuses it.
"""

from typing import Annotated, ClassVar

from pydantic import Field, StringConstraints

from safeconduct.registry.facts import Verdict
from safeconduct.sources import facts as base
from safeconduct.sources.values import LongText, ShortText, Source
from safeconduct.tracing.facts import (
    Consent,
    Direction,
    EdtfText,
    Enquirer,
    HexId,
    LanguageCode,
    MessageText,
    Outcome,
    Sought,
    Way,
)

NumberText = Annotated[str, StringConstraints(min_length=1, max_length=40)]
Reason = Annotated[str, StringConstraints(min_length=1, max_length=300, strip_whitespace=True)]
Seen = Annotated[int, Field(ge=0)]


class Command(base.Command):
    """A command of tracing."""

    ROOM: ClassVar[str] = "tracing"


class AboutEnquiry(Command):
    """What every command about one enquiry carries."""

    enquiry: NumberText
    seen: Seen = 0


class OpenEnquiry(Command):
    """Somebody asks after somebody. The same `reference` again opens nothing new."""

    sought: Sought
    enquirer: Enquirer
    way: Way
    received: EdtfText = ""
    reference: ShortText = ""


class AmendEnquiry(AboutEnquiry):
    """Whom they seek, told better."""

    sought: Sought
    reason: Reason


class JudgeCandidate(AboutEnquiry):
    """A record is the sought person, is not, or nobody can tell. `SAME` waits for a second person."""

    prisoner: NumberText
    verdict: Verdict
    reason: Reason


class UndoCandidate(AboutEnquiry):
    """What was judged of this record counts no longer."""

    prisoner: NumberText
    reason: Reason


class StateConsent(AboutEnquiry):
    """What the sought person says may be told to this enquirer."""

    prisoner: NumberText
    consent: Consent
    happened: EdtfText = ""
    source: Source


class AnswerEnquiry(AboutEnquiry):
    """Tell the enquirer. `text` is for what the sought person let be told, in the words of the letter."""

    outcome: Outcome
    prisoner: NumberText | None = None
    language: LanguageCode = "en"
    text: LongText = ""


class WriteMessage(AboutEnquiry):
    """A Red Cross message between the enquirer and the sought person."""

    direction: Direction
    prisoner: NumberText
    text: MessageText
    language: LanguageCode
    happened: EdtfText = ""


class DeliverMessage(AboutEnquiry):
    """The message was handed over."""

    entry: HexId
    happened: EdtfText = ""


class ReturnMessage(AboutEnquiry):
    """The message could not be handed over."""

    entry: HexId
    reason: Reason


class HandOverEnquiry(AboutEnquiry):
    """Pass the enquiry to another desk."""

    desk: Annotated[str, StringConstraints(min_length=1, max_length=300, strip_whitespace=True)]
    reference: ShortText = ""
    reason: Reason


class CloseEnquiry(AboutEnquiry):
    """End the enquiry."""

    reason: Reason


class ReopenEnquiry(AboutEnquiry):
    """Take a closed enquiry up again."""

    reason: Reason


COMMAND_TYPES: tuple[type[Command], ...] = (
    OpenEnquiry, AmendEnquiry, JudgeCandidate, UndoCandidate, StateConsent, AnswerEnquiry, WriteMessage,
    DeliverMessage, ReturnMessage, HandOverEnquiry, CloseEnquiry, ReopenEnquiry,
)  # fmt: skip
COMMANDS: dict[str, type[Command]] = {command.title(): command for command in COMMAND_TYPES}
