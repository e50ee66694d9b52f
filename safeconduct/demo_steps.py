"""The steps of the demonstration: commands about people and entries that are not recorded yet.

Owns the shape of a step, its builders, and how a handle becomes a number; who the people are stands in
`demo_cast`. A command names a person by a handle (`kang`) and an earlier entry by `mark("kang-card")`;
`Recorded.resolve` puts the real number and entry in once they are known.
"""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, field

from safeconduct.names.scripts import Script, script_of
from safeconduct.registry.facts import (
    Captured,
    EntryId,
    Item,
    PaperFinding,
    Statement,
)
from safeconduct.registry.requests import (
    AboutPair,
    AboutPrisoner,
    AnswerQuestion,
    ArrivedAtCampEvent,
    Command,
    EffectReturnedEvent,
    EffectTakenEvent,
    Event,
    HandInHealth,
    InspectionHeldEvent,
    JudgePaper,
    JudgeStatement,
    RecordEvent,
    RecordPaper,
    Register,
    TransferredEvent,
)
from safeconduct.sources.values import (
    DECLINED,
    Answer,
    Channel,
    NameRole,
    Source,
    WrittenName,
    given,
)

REGISTRAR, BUREAU, BUREAU_TWO = "registrar", "bureau", "bureau2"
MEDICAL, PROTECTION, PROTECTION_TWO = "medical", "protection", "protection2"
DIPLOMATIC, ANALYST = "diplomat", "analyst"


@dataclass(frozen=True, slots=True)
class Step:
    """One command by one operator. `keeps` is the handle of a new person, or the mark of a new entry."""

    operator: str
    command: Command
    keeps: str = ""


def mark(name: str) -> EntryId:
    """What stands for an entry's id until the entry is there."""
    return hashlib.sha256(name.encode()).hexdigest()[:32]


@dataclass(slots=True)
class Recorded:
    """Numbers by handle and entry ids by mark, as far as the steps have run."""

    numbers: dict[str, str] = field(default_factory=dict)
    entries: dict[str, str] = field(default_factory=dict)

    def resolve(self, command: Command) -> Command:
        """The command with real numbers and entries; KeyError for what no earlier step kept."""
        changes: dict[str, object] = {}
        match command:
            case AboutPrisoner(prisoner=handle):
                changes["prisoner"] = self.numbers[handle]
            case AboutPair(left=left, right=right):
                changes |= {"left": self.numbers[left], "right": self.numbers[right]}
        match command:
            case AnswerQuestion(entry=marked) | JudgePaper(entry=marked) | JudgeStatement(entry=marked):
                changes["entry"] = self.entries[marked]
            case RecordEvent(event=EffectReturnedEvent(entry=marked) as returned):
                changes["event"] = returned.model_copy(update={"entry": self.entries[marked]})
        return command.model_copy(update=changes)

    def keep(self, step: Step, number: str, entry_ids: Sequence[str]) -> None:
        """Note what the step recorded: the person's number if it registered one, and its first entry."""
        if not step.keeps:
            return
        self.entries[mark(step.keeps)] = entry_ids[0]
        if isinstance(step.command, Register):
            self.numbers[step.keeps] = number


# --- who says it, and builders ------------------------------------------------------------------------

SAID = Source(
    channel=Channel.OWN_STATEMENT, who="the prisoner", language="ko", interpreter="interpreter no. 12"
)
SAID_RU = Source(channel=Channel.OWN_STATEMENT, who="the prisoner", language="ru")
BY_HAND = Source(channel=Channel.OWN_HAND, who="the prisoner", language="ko")
SEEN = Source(channel=Channel.OBSERVED, who="duty officer")
DOCTOR = Source(channel=Channel.OBSERVED, who="camp physician")
LOG = Source(channel=Channel.DOCUMENT, who="camp administration", document="log of the place")
UNIT_LIST = Source(channel=Channel.LIST, who="capturing unit", document="evacuation list 44")
CARD = Source(channel=Channel.DOCUMENT, who="registrar", document="Russian military card, judged later")
PASSPORT = Source(channel=Channel.DOCUMENT, who="bureau", document="internal passport")

WOUNDED, WELL = given("yes"), given("no")


def name(
    text: str, source: Source = SAID, *, language: str = "ko", role: NameRole = NameRole.OWN
) -> WrittenName:
    """A name as written, with its script; the text decides the script."""
    return WrittenName(text=text, script=str(script_of(text)), language=language, role=role, source=source)


def says(item: Item, value: str, written: str = "", source: Source = SAID) -> Statement:
    """An answer that was given; `written` is what stood there when the value is a code or a date."""
    return Statement(item=item, answer=given(value, written), source=source)


def has(item: Item, answer: Answer) -> Statement:
    """An answer of one of the other kinds: declined, does not know, not asked."""
    return Statement(item=item, answer=answer, source=SAID)


def soldier(rank: str, born: str, number: str | None, written: str = "") -> tuple[Statement, ...]:
    """The three items of art. 17 beside the name, the Power and the language; no number means declined."""
    return (
        says(Item.RANK, rank),
        says(Item.BIRTH_DATE, born, written),
        has(Item.SERVICE_NUMBER, DECLINED if number is None else given(number)),
        says(Item.POWER, "prk", "조선민주주의인민공화국"),
        says(Item.LANGUAGE, "ko"),
    )


def russian(rank: str, born: str, number: str) -> tuple[Statement, ...]:
    """The same for a soldier of the co-belligerent, who was heard in Russian."""
    return (
        says(Item.RANK, rank, source=SAID_RU),
        says(Item.BIRTH_DATE, born, source=SAID_RU),
        says(Item.SERVICE_NUMBER, number, source=SAID_RU),
        says(Item.POWER, "rus", "РФ", source=SAID_RU),
        says(Item.LANGUAGE, "ru", source=SAID_RU),
    )


def captured(happened: str, place: str, written: str = "", circumstances: str = "") -> Captured:
    """The capture as the unit's list tells it."""
    return Captured(
        happened=happened, written=written, place=place, circumstances=circumstances, source=UNIT_LIST
    )


def event(handle: str, event: Event, operator: str = BUREAU, keeps: str = "") -> Step:
    """Something befell the person."""
    return Step(operator, RecordEvent(prisoner=handle, event=event), keeps)


def arrived(handle: str, camp: str, happened: str, operator: str = BUREAU) -> Step:
    """Arrived at a camp, by the log of the place."""
    return event(handle, ArrivedAtCampEvent(camp=camp, happened=happened, source=LOG), operator)


def moved(handle: str, destination: str, happened: str, list_number: str) -> Step:
    """Left for another camp, under the number of the transfer list."""
    transferred = TransferredEvent(
        destination=destination, happened=happened, list_number=list_number, source=LOG
    )
    return event(handle, transferred)


def taken(handle: str, description: str, receipt: str, happened: str) -> Step:
    """An article was taken into keeping; the step keeps `handle-receipt`."""
    kept = EffectTakenEvent(
        description=description, receipt=receipt, officer="Lt. Bondar", happened=happened, source=SEEN
    )
    return event(handle, kept, REGISTRAR, f"{handle}-{receipt}")


def found(handle: str, text: str, happened: str) -> Step:
    """What the physician found, handed in sealed."""
    command = HandInHealth(prisoner=handle, answer=WOUNDED, note=text, happened=happened, source=DOCTOR)
    return Step(MEDICAL, command)


def false_card(handle: str, name_on_card: str, number: str) -> Step:
    """A Russian military card in another name was seen; what it is will be judged later."""
    command = RecordPaper(
        prisoner=handle,
        description="Russian military card without photograph or stamp",
        name_on_paper=name(name_on_card, CARD, language="ru", role=NameRole.ALIAS),
        number=number,
        issuer="as printed: Republic of Tuva",
        source=SEEN,
    )
    return Step(REGISTRAR, command, f"{handle}-card")


def judged_false(handle: str, reason: str) -> Step:
    """The bureau judged the card seen before to be false."""
    command = JudgePaper(
        prisoner=handle, entry=mark(f"{handle}-card"), finding=PaperFinding.FALSE, reason=reason
    )
    return Step(BUREAU, command)


def inspected(handle: str, happened: str) -> Step:
    """The monthly inspection was held; what was found stands in health, if at all."""
    return event(handle, InspectionHeldEvent(clinician="Dr. M. Sichenyk", happened=happened, source=LOG))


def simple(handle: str, text: str, statements: tuple[Statement, ...], capture: Captured | None) -> Step:
    """Registered by the bureau from the unit's list, under one name, with nothing found about health."""
    command = Register(
        names=(name(text, UNIT_LIST, language="ru" if script_of(text) is Script.CYRILLIC else "ko"),),
        statements=statements,
        captured=capture,
        place="collection-1",
        health=WELL,
    )
    return Step(BUREAU, command, handle)


def at_transit(
    handle: str,
    names: tuple[WrittenName, ...],
    statements: tuple[Statement, ...],
    *,
    capture: Captured,
    health: str,
) -> Step:
    """Registered on arrival by the registrar of the transit camp, wounded or ill; `health` goes sealed."""
    command = Register(
        names=names,
        statements=statements,
        captured=capture,
        place="transit-sumy",
        health=WOUNDED,
        health_note=health,
    )
    return Step(REGISTRAR, command, handle)
