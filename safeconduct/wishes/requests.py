"""What an officer asks to be recorded of a wish: the commands every door takes, as JSON or as objects.

A command names the prisoner by number or id. Whoever gives it is the interviewer. No command takes a wish for a
group, and none takes a waiver (GC III art. 7). `rules.py` turns a command into facts or refuses it.
"""

from typing import Annotated, ClassVar

from pydantic import Field, StringConstraints

from safeconduct.sources import facts as base
from safeconduct.sources.moments import Moment
from safeconduct.sources.values import Code, ShortText, Source
from safeconduct.wishes.facts import (
    CopyAnswer,
    Declaration,
    Finding,
    Hearing,
    HexId,
    LanguageCode,
    Option,
    Purpose,
    Setting,
    SpokenText,
    Told,
)

NumberText = Annotated[str, StringConstraints(min_length=1, max_length=40)]
Reason = Annotated[str, StringConstraints(min_length=1, max_length=300, strip_whitespace=True)]
Seen = Annotated[int, Field(ge=0)]


class Command(base.Command):
    """A command of wishes. `seen` is how many entries of the wish the officer had before her, 0 for none."""

    ROOM: ClassVar[str] = "wishes"
    prisoner: NumberText
    seen: Seen = 0


class Inform(Command):
    """Record that he was told what he can choose."""

    interview: Hearing


class Declare(Command):
    """Record where he says he wants to go. Fears are kept apart from the wish."""

    interview: Hearing
    declaration: Declaration
    may_be_told: tuple[Told, ...] = Field(default=(), max_length=10)
    fears_for_himself: SpokenText = ""
    fears_for_family: SpokenText = ""


class Confirm(Command):
    """Record that he said the same to another interviewer, three days later or more."""

    interview: Hearing
    option: Option
    states: tuple[Code, ...] = Field(default=(), max_length=10)


class Reconfirm(Command):
    """Record that he said the same within the last day before he goes."""

    interview: Hearing
    option: Option
    states: tuple[Code, ...] = Field(default=(), max_length=10)


class Withdraw(Command):
    """Record that he takes his wish back; it counts at once, whoever heard it and however it was said.

    `happened` is a moment, or empty for now.
    """

    happened: Moment = ""
    way: Reason
    note: ShortText = ""


class ReportWithdrawal(Command):
    """Report that he is said to have taken his wish back; for anybody who hears of it. It counts at once.

    `happened` is a moment, or empty for now.
    """

    happened: Moment = ""
    way: Reason
    note: ShortText = ""


class DenyWithdrawal(Command):
    """Record that he, heard apart, says a reported withdrawal was not his. `entry` is the report's."""

    entry: HexId
    interview: Hearing


class Invalidate(Command):
    """Record that a safeguard was broken, so that what was heard counts no longer."""

    reason: Reason


class ReportStatement(Command):
    """Keep what he is said to have said elsewhere. It never becomes a wish."""

    setting: Setting
    happened: ShortText = ""
    words: Annotated[str, StringConstraints(min_length=1, max_length=20_000)]
    source: Source


class PlanInterview(Command):
    """Plan when and where he is to be heard, what for, by whom and with which interpreter."""

    purpose: Purpose
    planned: Moment
    place: Reason
    interviewer_name: ShortText = ""
    interpreter: ShortText = ""


class CancelInterview(Command):
    """Record that a planned interview is not held. `entry` is the plan's."""

    entry: HexId
    reason: Reason


class RefuseInterpreter(Command):
    """Record that he does not accept an interpreter; he need not say why."""

    name: Reason
    reason: ShortText = ""


class GiveCopy(Command):
    """Record that his copy was offered to him, and whether he took it. `happened` is a moment, or empty for now."""

    happened: Moment = ""
    language: LanguageCode
    answer: CopyAnswer


class RosterCommand(base.Command):
    """A command about an interpreter, who is nobody's prisoner."""

    ROOM: ClassVar[str] = "wishes"


class ListInterpreter(RosterCommand):
    """Put an interpreter on the roster, with the States for whose services he works or worked."""

    name: Reason
    qualification: Reason
    languages: Annotated[tuple[LanguageCode, ...], Field(min_length=1, max_length=20)]
    variety: ShortText = ""
    serves: tuple[Code, ...] = Field(default=(), max_length=20)


class StrikeInterpreter(RosterCommand):
    """Take an interpreter off the roster: he hears nobody any more."""

    interpreter: HexId
    reason: Reason


class AssessRisk(Command):
    """Record whether he would be in danger at a destination. That there is none, a second person must find too."""

    destination: Code
    finding: Finding
    grounds: Annotated[str, StringConstraints(min_length=1, max_length=20_000)]
    decision: SpokenText = ""


COMMAND_TYPES: tuple[type[Command], ...] = (
    Inform, Declare, Confirm, Reconfirm, Withdraw, ReportWithdrawal, DenyWithdrawal, Invalidate,
    ReportStatement, AssessRisk, PlanInterview, CancelInterview, RefuseInterpreter, GiveCopy,
)  # fmt: skip
ROSTER_TYPES: tuple[type[RosterCommand], ...] = (ListInterpreter, StrikeInterpreter)
EVERY_TYPE: tuple[type[Command] | type[RosterCommand], ...] = (*COMMAND_TYPES, *ROSTER_TYPES)
COMMANDS: dict[str, type[Command] | type[RosterCommand]] = {
    command.title(): command for command in EVERY_TYPE
}
