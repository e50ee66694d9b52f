"""The one way to write of a duty: may she, what stands, what follows, record, fold; all or nothing.

Owns the table of commands with the capability each needs. Every door comes through `perform`, and so do other rooms:
the papers that were printed or handed over, the notices that were sent.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from safeconduct.access.actor import Actor
from safeconduct.access.decide import Subject, decide
from safeconduct.access.words import Capability, Compartment
from safeconduct.duties import projection, queries, requests, rules
from safeconduct.duties.facts import BUREAU_STREAM, Fact, Recorded, RecordWithdrawn, camp_stream
from safeconduct.duties.rules import Known
from safeconduct.law.duties import Scope
from safeconduct.law.events import day_of, vocabulary
from safeconduct.registry import actions as register
from safeconduct.registry import queries as registered
from safeconduct.sources.errors import NotFound
from safeconduct.sources.values import Channel, Source
from safeconduct.store.clock import now
from safeconduct.store.entries import Draft, Entry
from safeconduct.store.history import open_histories
from safeconduct.store.instance import current
from safeconduct.store.record import record, transaction


@dataclass(frozen=True, slots=True)
class Done:
    """What was recorded, in order; entries of sealed compartments are left out. `subjects` are whom it concerned."""

    subject: str
    number: str
    entries: tuple[Entry, ...]
    subjects: tuple[str, ...] = ()
    approval: str = ""


def day_here() -> date:
    """Today by the calendar at the places of the conflict: the clock of the machine may still be at yesterday."""
    return day_of(now(), current().conflict.zone)


def perform(command: requests.Command, actor: Actor) -> Done:
    """Carry out any command of the duties whole, or raise Refused, Forbidden, NotFound or Conflict."""
    match command:
        case requests.RecordForPrisoner():
            return _for_prisoner(command, actor)
        case requests.RecordForCamp():
            return _for_camp(command, actor)
        case requests.RecordForBureau():
            decide(actor, CAPABILITIES[type(command)])
            return _of_stream(command, BUREAU_STREAM, Scope.BUREAU, actor)
        case requests.RecordForMany():
            return _for_many(command, actor)
        case requests.RecordInspections():
            return _inspections(command, actor)
        case requests.WithdrawRecord():
            return _withdraw(command, actor)
    raise TypeError(f"{type(command).__name__} is no command of the duties")


@dataclass(frozen=True, slots=True)
class NoticeLine:
    """A notice that a bundle carried: of which record and entry, on which leg; its receipt, once there is one."""

    record: str
    entry: str
    leg: str
    receipt: str = ""


def record_notices(lines: Sequence[NoticeLine], actor: Actor) -> None:
    """For the room that tells other offices, after its own decision: each was sent and signed, once a leg."""
    sent = _sent(lines)
    new = [each for each in dict.fromkeys(lines) if (each.record, each.entry, each.leg) not in sent]
    day = day_here().isoformat()
    made = record(
        [
            _evidence(each.record, "nib_sent", each.entry, {"leg": each.leg, "carrier": _BUNDLE}, day=day)
            for each in new
        ],
        actor,
    )
    record([_evidence(each.stream, "authenticated", each.id, {}, day=day) for each in made], actor)
    projection.catch_up()


def record_acknowledged(lines: Sequence[NoticeLine], actor: Actor) -> None:
    """The same room: the Agency acknowledged these notices, by a bundle of its own."""
    sent = _sent(lines)
    day = day_here().isoformat()
    drafts = []
    for each in dict.fromkeys(lines):
        notice = sent.get((each.record, each.entry, each.leg))
        if notice is not None:
            details = {"receipt": each.receipt} if each.receipt else {}
            drafts.append(_evidence(each.record, "nib_acknowledged", notice, details, day=day))
    record(drafts, actor)
    projection.catch_up()


_BUNDLE = "sealed bundle"


def _sent(lines: Sequence[NoticeLine]) -> dict[tuple[str, str, str], str]:
    """The notices that stand as sent: record, entry and leg to the entry that says so."""
    records = dict.fromkeys(each.record for each in lines)
    found: dict[tuple[str, str, str], str] = {}
    for stream, entries in open_histories(records, [Compartment.CUSTODY]).items():
        gone = {entry.fact.entry for entry in entries if isinstance(entry.fact, RecordWithdrawn)}
        for entry in entries:
            fact = entry.fact
            if isinstance(fact, Recorded) and fact.event == "nib_sent" and entry.id not in gone:
                found[stream, fact.about, fact.details.get("leg", "")] = entry.id
    return found


def _evidence(stream: str, event: str, about: str, details: dict[str, str], *, day: str) -> Draft:
    fact = Recorded(event=event, happened=day, about=about, details=details)
    return Draft(fact.COMPARTMENT, stream, None, fact)


# --- one function a kind of command ---------------------------------------------------------------


def _for_prisoner(command: requests.RecordForPrisoner, actor: Actor) -> Done:
    row, _ = registered.located(command.prisoner, actor, _capability(command.event))
    done = _of_stream(command, row.subject, Scope.PERSON, actor)
    return Done(row.subject, row.number, done.entries, (row.subject,))


def _for_camp(command: requests.RecordForCamp, actor: Actor) -> Done:
    _decide_camp(command.camp, actor)
    done = _of_stream(command, camp_stream(command.camp), Scope.CAMP, actor, place=command.camp)
    return Done(done.subject, "", done.entries, done.subjects)


def _for_many(command: requests.RecordForMany, actor: Actor) -> Done:
    """One fact each, in one transaction: a line that is refused takes back all of them."""
    capability = _capability(command.event)
    rows = [registered.located(each, actor, capability)[0] for each in dict.fromkeys(command.prisoners)]
    known = _known(frozenset())
    with transaction():
        made = rules.recorded(command, Scope.PERSON, known)
        drafts = [Draft(made.COMPARTMENT, row.subject, None, made) for row in rows]
        return _written(drafts, rows[0].number if len(rows) == 1 else "", actor)


def _inspections(command: requests.RecordInspections, actor: Actor) -> Done:
    capability = CAPABILITIES[type(command)]
    rows = {line: registered.located(line.prisoner, actor, capability)[0] for line in command.lines}
    rules.check_inspections(command, _known(frozenset()))
    source = Source(channel=Channel.OBSERVED, who=command.clinician)
    fact = Recorded(
        event="med_inspected",
        happened=command.happened,
        details={"clinician": command.clinician.strip()},
        source=source,
    )
    with transaction():
        done = _written(
            [Draft(fact.COMPARTMENT, row.subject, None, fact) for row in rows.values()], "", actor
        )
        weights = {
            row.subject: line.kilograms.replace(",", ".") for line, row in rows.items() if line.kilograms
        }
        register.measure_weights(weights, happened=command.happened, source=source, actor=actor)
    return done


def _withdraw(command: requests.WithdrawRecord, actor: Actor) -> Done:
    number, stream = "", BUREAU_STREAM
    if command.prisoner:
        row, _ = registered.located(command.prisoner, actor, CAPABILITIES[type(command)])
        number, stream = row.number, row.subject
    elif command.camp:
        _decide_camp(command.camp, actor)
        stream = camp_stream(command.camp)
    else:
        decide(actor, Capability.DUTIES_CONFLICT_RECORD)
    with transaction():
        known = _known_of(queries.entries_of(stream, actor))
        made = rules.withdrawn(command, known)
        done = _written([Draft(made.COMPARTMENT, stream, None, made)], number, actor)
    return Done(stream, number, done.entries, (stream,))


# --- steps ----------------------------------------------------------------------------------------


def _of_stream(
    command: requests.Recording, stream: str, scope: Scope, actor: Actor, *, place: str = ""
) -> Done:
    with transaction():
        known = _known_of(queries.entries_of(stream, actor), place=place)
        made: Fact = rules.recorded(command, scope, known)
        return _written([Draft(made.COMPARTMENT, stream, None, made)], "", actor)


def _written(drafts: Sequence[Draft], number: str, actor: Actor) -> Done:
    entries = record(drafts, actor)
    projection.catch_up()
    streams = tuple(dict.fromkeys(draft.stream for draft in drafts))
    return Done(streams[0], number, tuple(e for e in entries if not e.compartment.is_sealed), streams)


def _known(entries: frozenset[str]) -> Known:
    return Known(now(), current().conflict.zone, entries)


def _known_of(entries: Sequence[Entry], *, place: str = "") -> Known:
    gone = {entry.fact.entry for entry in entries if isinstance(entry.fact, RecordWithdrawn)}
    own = {entry.id for entry in entries if isinstance(entry.fact, Recorded)}
    ids = frozenset(entry.id for entry in entries) | _FROM_CONFIGURATION
    return Known(now(), current().conflict.zone, ids, frozenset(own - gone), place)


# The events that the conflict's file tells have ids of their own.
_FROM_CONFIGURATION = frozenset({"0" * 32, "1" * 32})


def _decide_camp(camp: str, actor: Actor) -> None:
    decide(actor, Capability.DUTIES_EVIDENCE_RECORD, Subject(frozenset({camp})))
    if current().conflict.camp(camp) is None:
        raise NotFound("no such camp")


def _capability(event: str) -> Capability:
    kind = vocabulary().get(event)
    is_finding = kind is not None and kind.is_finding
    return Capability.DUTIES_FINDING_RECORD if is_finding else Capability.DUTIES_EVIDENCE_RECORD


CAPABILITIES: dict[type[requests.Command], Capability] = {
    requests.RecordForPrisoner: Capability.DUTIES_EVIDENCE_RECORD,
    requests.RecordForCamp: Capability.DUTIES_EVIDENCE_RECORD,
    requests.RecordForBureau: Capability.DUTIES_CONFLICT_RECORD,
    requests.RecordForMany: Capability.DUTIES_EVIDENCE_RECORD,
    requests.RecordInspections: Capability.DUTIES_EVIDENCE_RECORD,
    requests.WithdrawRecord: Capability.DUTIES_EVIDENCE_RECORD,
}
"""What each command needs. A form, an API and a command line ask this table what to offer."""
