"""What an operator asks to be recorded in the register: the commands every door takes, as JSON or as objects.

A command names the prisoner by number or by subject id. `seen` is how many entries of the person's record the
operator had before him (`PrisonerView.version`), 0 where nobody looked; a later entry about the same thing
then raises a conflict instead of being written over. `rules.py` turns a command into facts or refuses it.
"""

from typing import Annotated, ClassVar, Literal

from pydantic import ConfigDict, Field, StringConstraints

from safeconduct.registry import facts
from safeconduct.registry.facts import EdtfText, EntryId, Item, Kilograms, PaperFinding, Question, Statement
from safeconduct.sources import facts as base
from safeconduct.sources.values import (
    NOT_ASKED,
    Answer,
    Channel,
    Code,
    Frozen,
    LongText,
    ShortText,
    Source,
    WrittenName,
)

PrisonerText = Annotated[str, StringConstraints(min_length=1, max_length=40)]
Reason = Annotated[str, StringConstraints(min_length=1, max_length=300, strip_whitespace=True)]
Base64Text = Annotated[str, StringConstraints(min_length=1, max_length=8_000_000)]
Seen = Annotated[int, Field(ge=0)]

SEEN_BY_REGISTRAR = Source(channel=Channel.OBSERVED)


class Command(base.Command):
    """A command of the registry."""

    ROOM: ClassVar[str] = "registry"


class AboutPrisoner(Command):
    """What every command about one registered person carries."""

    prisoner: PrisonerText
    seen: Seen = 0


# --- identity -------------------------------------------------------------------------------------


class Register(Command):
    """Somebody is here. Whatever was said is kept; what cannot be read becomes a question, not a refusal.

    `row` and `list_name` tie an imported person to a line of a list; `place` is where the registrar sits.
    """

    names: tuple[WrittenName, ...] = Field(default=(), max_length=50)
    statements: tuple[Statement, ...] = Field(default=(), max_length=100)
    captured: facts.Captured | None = None
    place: Code | None = None
    health: Answer = NOT_ASKED
    health_note: LongText = ""
    health_source: Source = SEEN_BY_REGISTRAR
    papers: tuple[facts.PaperSeen, ...] = Field(default=(), max_length=20)
    questions: tuple[Question, ...] = Field(default=(), max_length=100)
    row: ShortText = ""
    list_name: ShortText = ""


class RecordName(AboutPrisoner):
    """One more name, as written."""

    name: WrittenName


class WithdrawName(AboutPrisoner):
    """A name was written down in error by the clerk."""

    entry: EntryId
    index: int = Field(default=0, ge=0)
    reason: Reason


class StateIdentity(AboutPrisoner):
    """One more answer about one item."""

    statement: Statement


class WithdrawStatement(AboutPrisoner):
    """An answer was written down in error by the clerk."""

    entry: EntryId
    index: int = Field(default=0, ge=0)
    reason: Reason


class JudgeStatement(AboutPrisoner):
    """Of the answers that disagree, lists show this one from now on."""

    item: Item
    entry: EntryId
    index: int = Field(default=0, ge=0)
    reason: Reason


class RecordPaper(AboutPrisoner):
    """A paper was seen. `files` are entries of files already attached to the person."""

    description: ShortText
    name_on_paper: WrittenName | None = None
    number: ShortText = ""
    issuer: ShortText = ""
    finding: PaperFinding = PaperFinding.UNDETERMINED
    files: tuple[EntryId, ...] = Field(default=(), max_length=20)
    source: Source


class JudgePaper(AboutPrisoner):
    """A paper seen earlier is judged genuine, false or undetermined."""

    entry: EntryId
    finding: PaperFinding
    reason: Reason


class RaiseQuestion(AboutPrisoner):
    """Something about the person must be asked."""

    question: Question


class AnswerQuestion(AboutPrisoner):
    """An open question is closed; what was found out may be recorded in the same act."""

    entry: EntryId
    index: int = Field(default=0, ge=0)
    resolution: Reason
    name: WrittenName | None = None
    statement: Statement | None = None
    captured: facts.Captured | None = None


class AttachFile(AboutPrisoner):
    """A scan or photograph, base64; only its pixels are kept."""

    name: ShortText
    media_type: ShortText
    content: Base64Text
    caption: ShortText = ""


# --- custody --------------------------------------------------------------------------------------


class Word(Frozen):
    """In JSON an event says its `kind`; in Python that name is taken by the fact's own class method."""

    model_config = ConfigDict(serialize_by_alias=True)


class CapturedEvent(facts.Captured, Word):
    """Fell into the hands of the Detaining Power."""

    word: Literal["captured"] = Field(default="captured", alias="kind")


class EvacuatedEvent(facts.Evacuated, Word):
    """Left the place of capture for a camp."""

    word: Literal["evacuated"] = Field(default="evacuated", alias="kind")


class ArrivedAtCampEvent(facts.ArrivedAtCamp, Word):
    """Arrived at a camp."""

    word: Literal["arrived_at_camp"] = Field(default="arrived_at_camp", alias="kind")


class TransferredEvent(facts.Transferred, Word):
    """Left one camp for another."""

    word: Literal["transferred"] = Field(default="transferred", alias="kind")


class EffectTakenEvent(facts.EffectTaken, Word):
    """An article was taken into keeping, against a receipt."""

    word: Literal["effect_taken"] = Field(default="effect_taken", alias="kind")


class EffectReturnedEvent(facts.EffectReturned, Word):
    """An article or a sum was given back."""

    word: Literal["effect_returned"] = Field(default="effect_returned", alias="kind")


class MoneyTakenEvent(facts.MoneyTaken, Word):
    """Money was taken on an officer's order, against a receipt."""

    word: Literal["money_taken"] = Field(default="money_taken", alias="kind")


class HospitalAdmittedEvent(facts.HospitalAdmitted, Word):
    """Was admitted to a hospital."""

    word: Literal["hospital_admitted"] = Field(default="hospital_admitted", alias="kind")


class HospitalDischargedEvent(facts.HospitalDischarged, Word):
    """Left the hospital."""

    word: Literal["hospital_discharged"] = Field(default="hospital_discharged", alias="kind")


class InspectionHeldEvent(facts.InspectionHeld, Word):
    """The monthly medical inspection was held."""

    word: Literal["inspection_held"] = Field(default="inspection_held", alias="kind")


class InjuredEvent(facts.Injured, Word):
    """Was injured or taken ill in custody."""

    word: Literal["injured"] = Field(default="injured", alias="kind")


class EscapedEvent(facts.Escaped, Word):
    """Escaped."""

    word: Literal["escaped"] = Field(default="escaped", alias="kind")


class RecapturedEvent(facts.Recaptured, Word):
    """Was brought back."""

    word: Literal["recaptured"] = Field(default="recaptured", alias="kind")


class DiedEvent(facts.Died, Word):
    """Died in captivity."""

    word: Literal["died"] = Field(default="died", alias="kind")


class BuriedEvent(facts.Buried, Word):
    """Was buried or cremated."""

    word: Literal["buried"] = Field(default="buried", alias="kind")


class ReleasedEvent(facts.Released, Word):
    """Was released."""

    word: Literal["released"] = Field(default="released", alias="kind")


class PassedOverEvent(facts.PassedOver, Word):
    """Passed into the hands of another Power."""

    word: Literal["passed_over"] = Field(default="passed_over", alias="kind")


class RepatriatedEvent(facts.Repatriated, Word):
    """Was returned to the Power on which the person depends."""

    word: Literal["repatriated"] = Field(default="repatriated", alias="kind")


Event = Annotated[
    CapturedEvent
    | EvacuatedEvent
    | ArrivedAtCampEvent
    | TransferredEvent
    | EffectTakenEvent
    | EffectReturnedEvent
    | MoneyTakenEvent
    | HospitalAdmittedEvent
    | HospitalDischargedEvent
    | InspectionHeldEvent
    | InjuredEvent
    | EscapedEvent
    | RecapturedEvent
    | DiedEvent
    | BuriedEvent
    | ReleasedEvent
    | PassedOverEvent
    | RepatriatedEvent,
    Field(discriminator="word"),
]

EVENT_FACTS: dict[str, type[facts.CustodyFact]] = {
    "captured": facts.Captured,
    "evacuated": facts.Evacuated,
    "arrived_at_camp": facts.ArrivedAtCamp,
    "transferred": facts.Transferred,
    "effect_taken": facts.EffectTaken,
    "effect_returned": facts.EffectReturned,
    "money_taken": facts.MoneyTaken,
    "hospital_admitted": facts.HospitalAdmitted,
    "hospital_discharged": facts.HospitalDischarged,
    "inspection_held": facts.InspectionHeld,
    "injured": facts.Injured,
    "escaped": facts.Escaped,
    "recaptured": facts.Recaptured,
    "died": facts.Died,
    "buried": facts.Buried,
    "released": facts.Released,
    "passed_over": facts.PassedOver,
    "repatriated": facts.Repatriated,
}
"""Each `kind` of event with its fact; `TimelineView.kind` is the same word."""


class RecordEvent(AboutPrisoner):
    """Something befell the person."""

    event: Event


class WithdrawEvent(AboutPrisoner):
    """An event was recorded in error; `source` says who found the error."""

    entry: EntryId
    reason: Reason
    source: Source = SEEN_BY_REGISTRAR


# --- health (sealed) ------------------------------------------------------------------------------


class HandInHealth(AboutPrisoner):
    """Hands in something about the person's health, which the writer need not be able to read."""

    answer: Answer
    note: LongText = ""
    happened: EdtfText = ""
    source: Source


class MeasureWeight(AboutPrisoner):
    """A weight in kilograms, one decimal at most."""

    kilograms: Kilograms
    happened: EdtfText
    source: Source


class IssueCertificate(AboutPrisoner):
    """A medical certificate given to the person."""

    text: LongText
    happened: EdtfText
    source: Source


# --- two records, one person ----------------------------------------------------------------------


class AboutPair(Command):
    """What every judgement of two records carries; `seen` counts the entries of the pair that were seen."""

    left: PrisonerText
    right: PrisonerText
    reason: Reason
    seen: Seen = 0


class JudgeSame(AboutPair):
    """Both records are one person; from now on each is shown with the other's facts."""


class JudgeDifferent(AboutPair):
    """The records are two persons; they are no longer proposed as alike."""


class JudgeUnsure(AboutPair):
    """Nobody can tell yet."""


class UndoJudgement(AboutPair):
    """The last judgement of the pair counts no longer."""


COMMAND_TYPES: tuple[type[Command], ...] = (
    Register, RecordName, WithdrawName, StateIdentity, WithdrawStatement, JudgeStatement, RecordPaper,
    JudgePaper, RaiseQuestion, AnswerQuestion, AttachFile, RecordEvent, WithdrawEvent, HandInHealth,
    MeasureWeight, IssueCertificate, JudgeSame, JudgeDifferent, JudgeUnsure, UndoJudgement,
)  # fmt: skip
COMMANDS: dict[str, type[Command]] = {command.title(): command for command in COMMAND_TYPES}
