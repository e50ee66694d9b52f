"""The one way to write into the register: may he, what stands, what follows, record, project; all or nothing.

Owns the table of commands with the capability each needs. Every door (page, API, command line, import) comes
through `perform`; an import comes through `imports`, which records the same facts in larger transactions.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from secrets import token_hex

from safeconduct.access.actor import Actor
from safeconduct.access.decide import Subject, decide
from safeconduct.access.words import Capability
from safeconduct.registry import facts, files, health_size, jobs, queries, requests, rules, seen
from safeconduct.registry.models import Prisoner
from safeconduct.registry.pairs import pair_stream
from safeconduct.registry.projection import project
from safeconduct.registry.state import PrisonerState, fold, fold_pair
from safeconduct.sources.errors import Conflict, NotFound, Refused
from safeconduct.sources.numbers import number_of
from safeconduct.sources.values import Source
from safeconduct.store import sql
from safeconduct.store.clock import today
from safeconduct.store.entries import Draft, Entry
from safeconduct.store.history import histories, history
from safeconduct.store.instance import current
from safeconduct.store.record import record, transaction

SUBJECT_BYTES = 16


@dataclass(frozen=True, slots=True)
class Done:
    """What was recorded. `entries` are the new ones in order, those of sealed compartments left out."""

    subject: str
    number: str
    entries: tuple[Entry, ...]


def perform(command: requests.Command, actor: Actor) -> Done:
    """Carry out any command of the register whole, or raise Refused, Forbidden, NotFound or Conflict."""
    match command:
        case requests.Register():
            return _register(command, actor)
        case requests.AboutPair():
            return _judge(command, actor)
        case requests.AttachFile():
            return _attach(command, actor)
        case requests.AboutPrisoner():
            return _about_prisoner(command, actor)
    raise TypeError(f"{type(command).__name__} is no command of the register")


def save_filter(name: str, query: str, actor: Actor) -> str:
    """Keep the filters of an address (its query text) under a name of the actor's own; returns the id."""
    decide(actor, Capability.REGISTRY_PRISONER_LIST)
    with transaction():
        return jobs.save_filter(actor.operator_id, name, query)


def delete_filter(filter_id: str, actor: Actor) -> None:
    """Forget one of the actor's own saved filters."""
    decide(actor, Capability.REGISTRY_PRISONER_LIST)
    with transaction():
        jobs.delete_filter(actor.operator_id, filter_id)


def stop_interrupted_imports() -> int:
    """Close the imports that were running when the server stopped. Called before it serves again."""
    with transaction():
        return jobs.stop_interrupted()


def known_places() -> frozenset[str]:
    """The codes of all places of the conflict."""
    return frozenset(camp.code for camp in current().conflict.camps)


def record_departure(subject: str, event: facts.CustodyFact, actor: Actor) -> Done:
    """Record that a person left, in the transaction of the room whose own decision stands for it."""
    row = Prisoner.objects.get(subject=subject)
    state = fold(queries.entries_of(queries.merged(subject, actor), actor), subject)
    return _written(row, state, [event], actor=actor)


def measure_weights(
    kilograms: Mapping[str, str], *, happened: str, source: Source, actor: Actor
) -> tuple[Entry, ...]:
    """Record the weights of many, by subject, in the transaction of the room that holds inspections; all or nothing.

    Each is decided and asked of the rules as one alone is. A refusal names the number of the prisoner in its field.
    """
    drafts = []
    standing = histories(kilograms, queries.OPEN, actor)
    for subject, text in kilograms.items():
        row, _ = queries.located(subject, actor, CAPABILITIES[requests.MeasureWeight])
        command = requests.MeasureWeight(prisoner=subject, kilograms=text, happened=happened, source=source)
        try:
            made = rules.facts_for(
                fold(standing[subject], subject), command, today=today(), known_places=known_places()
            )
        except Refused as error:
            raise Refused(
                error.code, error.reason, error.source, error.remedy, f"{error.field}-{row.number}"
            ) from None
        drafts += [Draft(fact.COMPARTMENT, subject, None, fact) for fact in made]
    return tuple(record(drafts, actor)) if drafts else ()


def new_subject(taken: Callable[[str], bool] | None = None) -> str:
    """A random subject id whose number nobody has."""
    is_taken = taken or _is_taken
    while True:
        subject = token_hex(SUBJECT_BYTES)
        if not is_taken(subject):
            return subject


def registered_facts(command: requests.Register) -> list[facts.Fact]:
    """What a registration records: always one fact of health, of one size."""
    made = rules.facts_for(PrisonerState(""), command, today=today(), known_places=known_places())
    return [health_size.filled(fact) if isinstance(fact, facts.HealthObserved) else fact for fact in made]


def first_drafts(subject: str, registered: Iterable[facts.Fact]) -> list[Draft]:
    """The drafts of a new person, each stream from version 1; the same for a form and for a list."""
    versions: dict[str, int] = {}
    drafts = []
    for fact in registered:
        version = versions[fact.COMPARTMENT] = versions.get(fact.COMPARTMENT, 0) + 1
        drafts.append(Draft(fact.COMPARTMENT, subject, version, fact))
    return drafts


# --- one function a kind of command ---------------------------------------------------------------


def _register(command: requests.Register, actor: Actor) -> Done:
    decide(actor, Capability.REGISTRY_PRISONER_REGISTER, Subject(frozenset({command.place or ""})))
    subject = new_subject()
    made = registered_facts(command)
    with transaction():
        entries = _open_ones(record(first_drafts(subject, made), actor))
        project([(subject, entries)])
    return Done(subject, number_of(subject), tuple(entries))


def _about_prisoner(command: requests.AboutPrisoner, actor: Actor) -> Done:
    row, subjects = _allowed(command, actor)
    with transaction():
        state = _checked(row, subjects, command, actor)
        made = rules.facts_for(state, command, today=today(), known_places=known_places())
        return _written(row, state, made, actor=actor)


def _attach(command: requests.AttachFile, actor: Actor) -> Done:
    row, subjects = _allowed(command, actor)
    picture = files.clean(command.content)
    clean = command.model_copy(update={"content": picture.content, "media_type": picture.media_type})
    with transaction():
        state = _checked(row, subjects, command, actor)
        (stored,) = rules.facts_for(state, clean, today=today(), known_places=known_places())
        assert isinstance(stored, facts.FileStored)
        stream = token_hex(SUBJECT_BYTES)
        record([Draft(stored.COMPARTMENT, stream, 1, stored)], actor)
        attached = rules.attachment(stored, stream=stream, caption=command.caption)
        return _written(row, state, [attached], actor=actor)


def _judge(command: requests.AboutPair, actor: Actor) -> Done:
    left, _ = queries.located(command.left, actor, Capability.REGISTRY_DUPLICATE_JUDGE)
    right, _ = queries.located(command.right, actor, Capability.REGISTRY_DUPLICATE_JUDGE)
    stream = pair_stream(left.subject, right.subject)
    compartment = facts.PairJudged.COMPARTMENT
    with transaction():
        state = fold_pair(history(stream, [compartment], actor), left.subject, right.subject)
        seen.check_seen_pair(state, command)
        made = rules.pair_facts_for(state, command)
        drafts = _drafts(made, state.entries, lambda fact: stream)
        entries = record(drafts, actor)
        project([(stream, history(stream, [compartment], actor))])
    return Done(left.subject, left.number, tuple(entries))


# --- steps ----------------------------------------------------------------------------------------


def _allowed(command: requests.AboutPrisoner, actor: Actor) -> tuple[Prisoner, tuple[str, ...]]:
    """The person's row and every record that is folded in, once the actor may do this to him."""
    row, _ = queries.located(command.prisoner, actor, CAPABILITIES[type(command)])
    return row, queries.merged(row.subject, actor)


def _checked(
    row: Prisoner, subjects: Sequence[str], command: requests.AboutPrisoner, actor: Actor
) -> PrisonerState:
    state = fold(queries.entries_of(subjects, actor), row.subject)
    seen.check_seen(state, command)
    return state


def _written(row: Prisoner, state: PrisonerState, made: Sequence[facts.Fact], *, actor: Actor) -> Done:
    """Record the facts and rewrite the rows of every record they went to."""
    owners = {entry.id: entry.stream for entry in state.entries}
    drafts = _drafts(made, state.entries, lambda fact: owners.get(getattr(fact, "entry", ""), row.subject))
    entries = record(drafts, actor)
    _check_unmoved(row, state)
    touched = sorted({draft.stream for draft in drafts if not draft.compartment.is_sealed})
    # Read again under the lock that `record` took: another officer may have written to another compartment
    # since.
    if touched:
        project(list(histories(touched, queries.OPEN, actor).items()))
    return Done(row.subject, row.number, tuple(_open_ones(entries)))


def _check_unmoved(row: Prisoner, state: PrisonerState) -> None:
    """Whether the person still stands where he stood when the gate was asked; called under the log's lock.

    The gate is asked before the transaction, and on PostgreSQL another officer may have moved him, or his
    record may have been erased, until this one got the lock.
    """
    now = Prisoner.objects.filter(subject=row.subject).first()
    if now is None:
        raise NotFound("nobody is registered here")
    if now.place_tag != row.place_tag:
        raise Conflict(row.subject, len(state.own), len(state.own) + 1)


def _drafts(
    made: Iterable[facts.Fact], standing: Iterable[Entry], stream_of: Callable[[facts.Fact], str]
) -> list[Draft]:
    """Each fact in the next version of its stream; a sealed one is appended to, for nobody here may read it.

    A fact that points at an entry goes to the record that holds the entry, so that undoing a merger takes it
    along.
    """
    mine = current().origin_tag
    versions: dict[tuple[str, str], int] = {}
    for entry in standing:
        if entry.origin == mine:
            place = (entry.stream, str(entry.compartment))
            versions[place] = max(versions.get(place, 0), entry.version)
    drafts = []
    for fact in made:
        place = (stream_of(fact), str(fact.COMPARTMENT))
        versions[place] = versions.get(place, 0) + 1
        version = None if fact.COMPARTMENT.is_sealed else versions[place]
        drafts.append(Draft(fact.COMPARTMENT, place[0], version, fact))
    return drafts


def _open_ones(entries: Iterable[Entry]) -> list[Entry]:
    return [entry for entry in entries if not entry.compartment.is_sealed]


def _is_taken(subject: str) -> bool:
    asked = "SELECT 1 FROM registry_prisoner WHERE number = %s"
    return bool(sql.ask(Prisoner, asked, (number_of(subject),)))


CAPABILITIES: dict[type[requests.Command], Capability] = {
    requests.Register: Capability.REGISTRY_PRISONER_REGISTER,
    requests.RecordName: Capability.REGISTRY_PRISONER_RECORD,
    requests.WithdrawName: Capability.REGISTRY_PRISONER_RECORD,
    requests.StateIdentity: Capability.REGISTRY_PRISONER_RECORD,
    requests.WithdrawStatement: Capability.REGISTRY_PRISONER_RECORD,
    requests.JudgeStatement: Capability.REGISTRY_PRISONER_RECORD,
    requests.RecordPaper: Capability.REGISTRY_PRISONER_RECORD,
    requests.JudgePaper: Capability.REGISTRY_PRISONER_RECORD,
    requests.RaiseQuestion: Capability.REGISTRY_PRISONER_RECORD,
    requests.AnswerQuestion: Capability.REGISTRY_QUESTION_ANSWER,
    requests.AttachFile: Capability.REGISTRY_PRISONER_RECORD,
    requests.RecordEvent: Capability.REGISTRY_PRISONER_RECORD,
    requests.WithdrawEvent: Capability.REGISTRY_PRISONER_RECORD,
    requests.HandInHealth: Capability.REGISTRY_HEALTH_HAND_IN,
    requests.MeasureWeight: Capability.REGISTRY_HEALTH_HAND_IN,
    requests.IssueCertificate: Capability.REGISTRY_HEALTH_READ,
    requests.JudgeSame: Capability.REGISTRY_DUPLICATE_JUDGE,
    requests.JudgeDifferent: Capability.REGISTRY_DUPLICATE_JUDGE,
    requests.JudgeUnsure: Capability.REGISTRY_DUPLICATE_JUDGE,
    requests.UndoJudgement: Capability.REGISTRY_DUPLICATE_JUDGE,
}
"""What each command needs. A form, an API and a command line ask this table what to offer."""
