"""The one way to write of an enquiry: may she, what stands, what follows, record, project; all or nothing.

Owns the table of commands with the capability each needs, the second person's approval of a *same*, and comparing
what is new in the register with the open enquiries. Every door comes through `perform`.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from secrets import token_hex

from safeconduct.access.actor import Actor
from safeconduct.access.decide import decide, may
from safeconduct.access.words import Capability, Compartment
from safeconduct.ledger import canonical
from safeconduct.registry import queries as register
from safeconduct.registry.facts import Verdict
from safeconduct.sources import when
from safeconduct.sources.errors import Conflict
from safeconduct.sources.numbers import number_of
from safeconduct.sources.persons import KnownPerson
from safeconduct.store import approvals
from safeconduct.store.clock import today
from safeconduct.store.entries import Draft, Entry
from safeconduct.store.record import record, transaction
from safeconduct.tracing import facts, finding, queries, register_index, requests, rules, waiting
from safeconduct.tracing.assess import assess
from safeconduct.tracing.facts import Fact
from safeconduct.tracing.index import Card
from safeconduct.tracing.projection import project
from safeconduct.tracing.rules import Known
from safeconduct.tracing.state import EnquiryState

CONFIRM = "tracing.confirm_same"
WAITING_SCORE_MIN = 0.2
"""Weaker candidates are found by a search, and do not wait on the desk."""
WAITING_AT_ONCE = 10
COMPARED_AT_ONCE = 500
_COMMAND_BYTES_MAX = 4096
_ID_BYTES = 16

Progress = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class Done:
    """What was recorded, in order. `approval` is what now waits for a second person, "" where nothing does."""

    subject: str
    number: str
    entries: tuple[Entry, ...]
    approval: str = ""


def perform(command: requests.Command, actor: Actor) -> Done:
    """Carry out any command of tracing whole, or raise Refused, Forbidden, NotFound or Conflict."""
    if isinstance(command, requests.OpenEnquiry):
        return _open(command, actor)
    assert isinstance(command, requests.AboutEnquiry)
    return _about(command, actor)


def confirm(approval_id: str, digest: str, actor: Actor) -> Done:
    """Approve a *same* as the second person. What stands is checked again; it counts from now on."""
    with transaction():
        approved = approvals.approve(approval_id, digest, actor)
        asked = canonical.decode(approved.command, limit_bytes=_COMMAND_BYTES_MAX)
        assert isinstance(asked, dict)
        state = queries.state_of(str(asked["enquiry"]), actor)
        return _written(state, [rules.confirmation(state, str(asked["prisoner"]), approved.id)], actor)


def compare_new(viewer: Actor, *, at_most: int = COMPARED_AT_ONCE) -> int:
    """Compare whoever is new in the register with the open enquiries; returns how many entries are left for later."""
    decide(viewer, Capability.TRACING_ENQUIRY_LIST)
    changed = register.traced_changed(waiting.compared(), viewer, at_most=at_most)
    if not changed.persons and changed.leaf == waiting.compared():
        return changed.left
    gallery = register.register_size(viewer)
    with transaction():
        for person in changed.persons:
            _compare(person, gallery)
        waiting.set_compared(changed.leaf)
    return changed.left


def compare_all_new(viewer: Actor, progress: Progress) -> int:
    """Compare everything that is new; returns how many entries there were. Each part stands once it is done."""
    decide(viewer, Capability.TRACING_ENQUIRY_LIST)
    total = register.register_newer(waiting.compared(), viewer)
    while left := compare_new(viewer):
        progress(total - left, total)
    return total


def build_index(actor: Actor, progress: Progress) -> int:
    """Build the index of the register on disk anew; returns how many records it holds."""
    persons = register.register_size(actor)
    leaf = register.register_leaf(actor)
    cards = (_card(person) for person in register.traced_everybody(actor, persons) if person.names)
    return register_index.build(
        cards, persons=persons, leaf=leaf, progress=lambda done: progress(done, persons)
    )


# --- one function a kind of command ---------------------------------------------------------------


def _open(command: requests.OpenEnquiry, actor: Actor) -> Done:
    decide(actor, CAPABILITIES[type(command)])
    with transaction():
        if known := queries.by_reference(command.reference):
            return Done(known.enquiry, known.number, ())
        state = EnquiryState(token_hex(_ID_BYTES))
        done = _written(state, rules.facts_for(state, command, Known(today())), actor)
    # Whoever writes an enquiry down may not read what it finds; the desk compares when it is opened next.
    if may(actor, Capability.TRACING_ENQUIRY_LIST):
        _compare_enquiry(done.subject, command.sought, actor)
    return done


def _about(command: requests.AboutEnquiry, actor: Actor) -> Done:
    row, _ = queries.located(command.enquiry, actor, CAPABILITIES[type(command)])
    person = _person(command, actor)
    with transaction():
        state = queries.state_of(row.enquiry, actor)
        _check_seen(state, command)
        known = _known(state, command, person, actor)
        return _written(state, rules.facts_for(state, command, known), actor, approval=known.approval)


# --- steps ----------------------------------------------------------------------------------------


def _person(command: requests.AboutEnquiry, actor: Actor) -> KnownPerson | None:
    prisoner = getattr(command, "prisoner", None)
    return register.traced_person(prisoner, actor, "enquiry") if prisoner else None


def _known(
    state: EnquiryState, command: requests.AboutEnquiry, person: KnownPerson | None, actor: Actor
) -> Known:
    if person is None:
        return Known(today())
    score = approval = ""
    if isinstance(command, requests.JudgeCandidate) and state.opened is not None and person.names:
        told = assess(state.sought.sought, person, gallery=register.register_size(actor))
        score = f"{told.score:.2f}"
        if command.verdict == Verdict.SAME:
            approval = _ask_second(state, person, actor)
    return Known(today(), person.subject, person.is_dead, score, approval)


def _ask_second(state: EnquiryState, person: KnownPerson, actor: Actor) -> str:
    """What the second person approves names both records and no reason: she decides without the first one's."""
    command = canonical.encode({"enquiry": state.enquiry, "prisoner": person.subject})
    asked = approvals.request(CONFIRM, command, capability=Capability.TRACING_CANDIDATE_JUDGE, actor=actor)
    return asked.id


def _check_seen(state: EnquiryState, command: requests.AboutEnquiry) -> None:
    if command.seen and command.seen < state.version:
        raise Conflict(state.enquiry, command.seen, state.version, state.entries[command.seen :])


def _written(state: EnquiryState, made: Sequence[Fact], actor: Actor, *, approval: str = "") -> Done:
    drafts = [
        Draft(Compartment.TRACING, state.enquiry, state.version + number, fact)
        for number, fact in enumerate(made, start=1)
    ]
    entries = record(drafts, actor)
    project([(state.enquiry, [*state.entries, *entries])])
    for fact in made:
        if isinstance(fact, facts.CandidateJudged):
            waiting.settle(state.enquiry, fact.prisoner)
    return Done(state.enquiry, number_of(state.enquiry), tuple(entries), approval)


def _card(person: KnownPerson) -> Card:
    born = next((birth for birth in person.births if when.read(birth)), "")
    return Card(person.subject, tuple(dict.fromkeys(_clean(name.text) for name in person.names)), born)


def _clean(name: str) -> str:
    """A card takes no control character; the register keeps the name as it was written."""
    return "".join(letter if letter.isprintable() else " " for letter in name)


def _compare(person: KnownPerson, gallery: int) -> None:
    """One record with every open enquiry that shares a word of a name."""
    if not person.names:
        return
    for enquiry, sought, judged in queries.open_sharing([name.text for name in person.names]):
        if person.subject in judged:
            continue
        told = assess(sought, person, gallery=gallery)
        if told.score >= WAITING_SCORE_MIN:
            waiting.keep(enquiry, person.subject, told.score)
        else:
            waiting.settle(enquiry, person.subject)


def _compare_enquiry(enquiry: str, sought: facts.Sought, actor: Actor) -> None:
    """A new enquiry with the register as it stands."""
    found = finding.search(sought, actor, limit=WAITING_AT_ONCE).found
    with transaction():
        for person, told in found:
            if told.score >= WAITING_SCORE_MIN:
                waiting.keep(enquiry, person.subject, told.score)


CAPABILITIES: dict[type[requests.Command], Capability] = {
    requests.OpenEnquiry: Capability.TRACING_ENQUIRY_OPEN,
    requests.AmendEnquiry: Capability.TRACING_ENQUIRY_ANSWER,
    requests.JudgeCandidate: Capability.TRACING_CANDIDATE_JUDGE,
    requests.UndoCandidate: Capability.TRACING_CANDIDATE_JUDGE,
    requests.StateConsent: Capability.TRACING_ENQUIRY_ANSWER,
    requests.AnswerEnquiry: Capability.TRACING_ENQUIRY_ANSWER,
    requests.WriteMessage: Capability.TRACING_ENQUIRY_ANSWER,
    requests.DeliverMessage: Capability.TRACING_ENQUIRY_ANSWER,
    requests.ReturnMessage: Capability.TRACING_ENQUIRY_ANSWER,
    requests.HandOverEnquiry: Capability.TRACING_ENQUIRY_ANSWER,
    requests.CloseEnquiry: Capability.TRACING_ENQUIRY_ANSWER,
    requests.ReopenEnquiry: Capability.TRACING_ENQUIRY_ANSWER,
}
"""What each command needs. A form, an API and a command line ask this table what to offer."""
