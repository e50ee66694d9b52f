"""The commands of the duties, in the imperative. Frozen, pure; `rules` turns them into facts or refuses them."""

from typing import Annotated

from pydantic import Field, StringConstraints

from safeconduct.duties.facts import EdtfText, EntryRef
from safeconduct.law.events import KindCode
from safeconduct.sources import facts as base
from safeconduct.sources.values import Channel, Code, Frozen, ShortText, Source

LINES_MAX = 500
PrisonerNumber = Annotated[str, StringConstraints(min_length=1, max_length=40)]


class Command(base.Command):
    """A command of the duties."""

    ROOM = "duties"


class Recording(Command):
    """What happened or was done. `event` is one of law's vocabulary, `details` what its table lists for it.

    `about` is the id of the event that this one answers, as a duty's `opened_by` names it.
    """

    event: KindCode
    happened: EdtfText = ""
    about: EntryRef = ""
    details: dict[str, ShortText] = Field(default_factory=dict)
    source: Source = Source(channel=Channel.OBSERVED)


class RecordForPrisoner(Recording):
    """Something of one prisoner, by number or subject id."""

    prisoner: PrisonerNumber


class RecordForCamp(Recording):
    """Something of one camp, by its code."""

    camp: Code


class RecordForBureau(Recording):
    """Something that concerns the whole conflict."""


class RecordForMany(Command):
    """The same of many prisoners at once, all or nothing: 200 bulletins, cards or payments of one day."""

    event: KindCode
    happened: EdtfText = ""
    details: dict[str, ShortText] = Field(default_factory=dict)
    prisoners: Annotated[tuple[PrisonerNumber, ...], Field(min_length=1, max_length=LINES_MAX)]
    source: Source = Source(channel=Channel.OBSERVED)


class InspectionLine(Frozen):
    """One line of the grid: the prisoner, and his weight where it was taken."""

    prisoner: PrisonerNumber
    kilograms: Annotated[str, StringConstraints(pattern=r"^(\d{1,3}([.,]\d)?)?$")] = ""


class RecordInspections(Command):
    """A day's medical inspections of a camp, all or nothing (art. 31). Weights go to health, sealed."""

    happened: EdtfText
    clinician: ShortText
    lines: Annotated[tuple[InspectionLine, ...], Field(min_length=1, max_length=LINES_MAX)]


class WithdrawRecord(Command):
    """Something recorded in error: of a prisoner, a camp, or the bureau where both are empty."""

    prisoner: Annotated[str, StringConstraints(max_length=40)] = ""
    camp: Annotated[str, StringConstraints(max_length=40)] = ""
    entry: EntryRef
    reason: Annotated[str, StringConstraints(min_length=1, max_length=300)]


COMMANDS: dict[str, type[Command]] = {
    command.title(): command
    for command in (
        RecordForPrisoner, RecordForCamp, RecordForBureau, RecordForMany, RecordInspections, WithdrawRecord,
    )
}  # fmt: skip
