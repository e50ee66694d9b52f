"""The one way to write between two states: may she, what stands, what follows, record, fold; all or nothing.

Owns the table of commands with the capability each needs. What decides that a prisoner goes (`refer`, `clear`,
`hand_over`) takes the lock of the log before it reads, so that a withdrawal stands before it or after it and never
in between. Every door comes through `perform`.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from secrets import token_hex

from safeconduct.access.actor import Actor
from safeconduct.access.decide import decide, may
from safeconduct.access.words import Capability, Compartment
from safeconduct.arrangements import facts, queries, requests, rules
from safeconduct.arrangements.cases import CaseFile, fold
from safeconduct.arrangements.facts import Fact, Route
from safeconduct.arrangements.obstacles import About
from safeconduct.arrangements.projection import KEPT
from safeconduct.arrangements.rules import Known
from safeconduct.arrangements.streams import power_stream
from safeconduct.ledger import note
from safeconduct.registry import actions as registry
from safeconduct.registry import facts as registry_facts
from safeconduct.registry import queries as register
from safeconduct.sources.errors import Refused
from safeconduct.sources.persons import HeldPerson
from safeconduct.sources.standing import StandingWish
from safeconduct.sources.values import Channel, Source
from safeconduct.store import officers, states
from safeconduct.store.entries import Draft, Entry
from safeconduct.store.errors import Locked
from safeconduct.store.history import history
from safeconduct.store.instance import current
from safeconduct.store.readings import log_list
from safeconduct.store.record import hold, record, transaction
from safeconduct.wishes import queries as wishes

_ID_BYTES = 16
_DECISIONS = (requests.Refer, requests.Clear, requests.HandOver)
_DEPARTURES = {
    Route.RELEASE: registry_facts.Released,
    Route.TRANSFER: registry_facts.PassedOver,
    Route.NEUTRAL_INTERNMENT: registry_facts.PassedOver,
}


@dataclass(frozen=True, slots=True)
class Done:
    """That it was recorded. `item` names what the command began: an offer, a request, a case, a list; "" for none.

    `subject` is the prisoner, or the stream of the Power; `number` the prisoner's number, or the Power's code.
    `entries` are those of open compartments.
    """

    subject: str
    number: str
    item: str = ""
    entries: tuple[Entry, ...] = ()
    approval: str = ""


def perform(command: requests.Command, actor: Actor) -> Done:
    """Carry out any command of arrangements whole, or raise Refused, Forbidden, NotFound, Conflict or Locked."""
    match command:
        case requests.SubmitList():
            return _submit(command, actor)
        case requests.ReleaseList():
            return _release(command, actor)
        case requests.AboutPower():
            return _about_power(command, actor)
        case requests.Refer() | requests.AboutCase():
            return _about_case(command, actor)
    raise TypeError(f"{type(command).__name__} is no command of arrangements")


def record_answer(prisoner: str, case: str, *, by: str, is_accepted: bool, words: str, actor: Actor) -> None:
    """Record what the State's own office answered to a preview: that it looked, and that it accepts him or not."""
    perform(requests.Preview(prisoner=prisoner, case=case, by=by), actor)
    if is_accepted:
        perform(requests.Accept(prisoner=prisoner, case=case, by=by, conditions=words), actor)
    else:
        perform(requests.Refuse(prisoner=prisoner, case=case, by=by, reason=words or "-"), actor)


def record_arrival(
    prisoner: str, case: str, *, ceremony: facts.Ceremony, their_half: str, actor: Actor
) -> None:
    """Record that he arrived, with the half that the State's own office signed."""
    arrived = requests.ConfirmArrival(prisoner=prisoner, case=case, ceremony=ceremony, their_half=their_half)
    perform(arrived, actor)


# --- one function a kind of command ---------------------------------------------------------------


def _about_power(command: requests.AboutPower, actor: Actor) -> Done:
    decide(actor, CAPABILITIES[type(command)])
    stream = power_stream(command.power)
    with transaction():
        state = queries.power_state(command.power, actor)
        known = _resting(command, _known(queries.about(state), actor), actor)
        made = rules.facts_for(command, known)
        mine = [e for e in history(stream, [Compartment.ARRANGEMENTS], actor) if _is_own(e)]
        version = max((entry.version for entry in mine), default=0)
        drafts = [Draft(fact.COMPARTMENT, stream, version + i, fact) for i, fact in enumerate(made, 1)]
        entries = record(drafts, actor)
    return Done(stream, command.power, _item(made, known), tuple(entries))


def _about_case(command: requests.Refer | requests.AboutCase, actor: Actor) -> Done:
    capability = CAPABILITIES[type(command)]
    decide(actor, capability)
    is_decision = isinstance(command, _DECISIONS)
    for compartment in (Compartment.CASE, Compartment.WISH) if is_decision else (Compartment.CASE,):
        if not actor.opens(compartment):
            raise Locked(f"{compartment} is locked in this session")
    with transaction():
        if is_decision:
            hold()
        held, _ = register.held_person(command.prisoner, actor, capability)
        entries = queries.case_entries(held, actor)
        file = queries.hers(fold(entries, held.subject), actor, capability)
        known = _known_of_case(command, file, held, actor)
        made = rules.case_facts_for(file, command, known)
        _record_case(held.subject, made, entries, actor)
        for fact in made:
            if isinstance(fact, facts.HandedOver):
                registry.record_departure(held.subject, _departure(fact, actor), actor)
    return Done(held.subject, held.number, _item(made, known))


def _submit(command: requests.SubmitList, actor: Actor) -> Done:
    """Handed in sealed: whoever draws a list up reads no case, and nothing of the answer before it is released."""
    decide(actor, Capability.ARRANGEMENTS_LIST_SUBMIT)
    if command.power not in wishes.adversaries():
        reason = "An exchange is with an adverse Power."
        remedy = "Name the Power by its code."
        raise Refused("not_adverse", reason, "House rule: exchanges", remedy=remedy, field="power")
    stream = token_hex(_ID_BYTES)
    lines = tuple(dict.fromkeys(line.strip() for line in command.prisoners))
    with transaction():
        submitted = facts.ListSubmitted(power=command.power, prisoners=lines)
        record([Draft(submitted.COMPARTMENT, stream, 1, submitted)], actor)
    return Done(stream, command.power, stream)


def _release(command: requests.ReleaseList, actor: Actor) -> Done:
    decide(actor, Capability.ARRANGEMENTS_LIST_RELEASE)
    with transaction():
        hold()
        submitted, entry = queries.submitted_list(command.list, actor)
        if history(command.list, [Compartment.CUSTODY], actor):
            reason = "This list was answered. What stands changes from day to day."
            remedy = "Hand the list in again."
            raise Refused("released", reason, "House rule: exchanges", remedy=remedy, field="list")
        released = facts.ListReleased(
            list=command.list,
            power=submitted.power,
            submitted_by=entry.author,
            eligible=_eligible(submitted, actor),
            lines=len(submitted.prisoners),
        )
        entries = record([Draft(released.COMPARTMENT, command.list, 1, released)], actor)
    return Done(command.list, submitted.power, command.list, tuple(entries))


# --- steps ----------------------------------------------------------------------------------------


def _eligible(submitted: facts.ListSubmitted, actor: Actor) -> tuple[str, ...]:
    """The lines that may stand on the list, in their order; whoever is not in the register may not."""
    capability = Capability.ARRANGEMENTS_LIST_RELEASE
    subjects = register.subjects_of(submitted.prisoners, actor, capability)
    grant = decide(actor, capability)
    log_list(actor, "exchange list", grant.rule, len(subjects))
    standing = wishes.standing_of(list(subjects.values()), actor)
    gone = register.gone_persons(list(subjects.values()), actor, capability)
    known = queries.about(queries.power_state(submitted.power, actor))
    return tuple(
        line
        for line in submitted.prisoners
        if line in subjects
        and subjects[line] not in gone
        and rules.eligible(submitted.power, standing.get(subjects[line], StandingWish()), known)
    )


def _known_of_case(
    command: requests.Refer | requests.AboutCase, file: CaseFile, held: HeldPerson, actor: Actor
) -> Known:
    power = command.power if isinstance(command, requests.Refer) else _power_of(file, command)
    wish = None
    if isinstance(command, _DECISIONS) and may(actor, Capability.WISHES_WISH_READ):
        wish = wishes.standing(held, actor)
    about = queries.about(queries.power_state(power, actor), gone=held.gone, wish=wish)
    if isinstance(command, requests.Refer) and command.offer:
        about = replace(
            about,
            person=register.matched_person(held.records, actor, CAPABILITIES[type(command)]),
            used=queries.cases_on(command.offer, actor),
        )
    return _known(about, actor)


def _power_of(file: CaseFile, command: requests.AboutCase) -> str:
    return "" if file.is_erased else rules.case_of(file, command).power


def _resting(command: requests.AboutPower, known: Known, actor: Actor) -> Known:
    """With what is known of the claim that the command names."""
    claim = getattr(command, "claim", "")
    found = queries.cited(claim, actor) if claim else None
    return replace(known, claim=found.claim, is_claim_withdrawn=found.is_withdrawn) if found else known


def _known(about: About, actor: Actor) -> Known:
    instance = current()
    return Known(
        about=about,
        operator=actor.operator_id,
        operator_name=actor.name,
        officers=frozenset(officers.who_hold(_CONDUCT)),
        powers=frozenset(party.code for party in instance.conflict.parties),
        new_id=token_hex(_ID_BYTES),
        origin=instance.origin,
        sign=_signed,
    )


def _signed(text: str) -> str:
    instance = current()
    return note.format(note.sign(text, instance.origin, seed=instance.seed)).decode()


def _record_case(subject: str, made: Sequence[Fact], entries: Sequence[Entry], actor: Actor) -> None:
    """Each fact takes the next version of his stream, so that what was read cannot have changed meanwhile."""
    mine = [entry.version for entry in entries if entry.stream == subject and _is_own(entry)]
    version = max(mine, default=0)
    written = record(
        [Draft(fact.COMPARTMENT, subject, version + i, fact) for i, fact in enumerate(made, 1)], actor
    )
    states.catch_up(KEPT, actor, {entry.id: entry for entry in (*entries, *written)})


def _departure(handed: facts.HandedOver, actor: Actor) -> registry_facts.CustodyFact:
    """What the register is told: that he left and on what ground; to which State stands in the sealed case alone.

    Of a repatriation it names the Power, as art. 122(5) wants it notified.
    """
    source = Source(channel=Channel.OBSERVED, who=actor.name)
    day, ground = handed.ceremony.happened[:10], rules.ground_of(handed.route)
    kind = _DEPARTURES.get(handed.route)
    if kind is not None:
        return kind(happened=day, ground=ground, source=source)
    return registry_facts.Repatriated(happened=day, ground=ground, handed_to=handed.power, source=source)


def _item(made: Sequence[Fact], known: Known) -> str:
    return known.new_id if any(known.new_id in dict(fact).values() for fact in made) else ""


def _is_own(entry: Entry) -> bool:
    return entry.origin == current().origin_tag


_RECORD = Capability.ARRANGEMENTS_POWER_RECORD
_CONDUCT = Capability.ARRANGEMENTS_CASE_CONDUCT
_DECIDE = Capability.ARRANGEMENTS_CASE_DECIDE
CAPABILITIES: dict[type[requests.Command], Capability] = {
    requests.LogContact: _RECORD,
    requests.Request: _RECORD,
    requests.AnswerRequest: _RECORD,
    requests.Commit: _RECORD,
    requests.EndCommitment: _RECORD,
    requests.Offer: _RECORD,
    requests.WithdrawOffer: _RECORD,
    requests.AssessPower: Capability.ARRANGEMENTS_POWER_ASSESS,
    requests.ReportFailure: _RECORD,
    requests.Refer: _DECIDE,
    requests.Assign: Capability.ARRANGEMENTS_CASE_ASSIGN,
    requests.Unassign: Capability.ARRANGEMENTS_CASE_ASSIGN,
    requests.Preview: _CONDUCT,
    requests.Accept: _CONDUCT,
    requests.Refuse: _CONDUCT,
    requests.Assure: _CONDUCT,
    requests.PlanReception: _CONDUCT,
    requests.Clear: _DECIDE,
    requests.ProposeHandover: _CONDUCT,
    requests.HandOver: _DECIDE,
    requests.ConfirmArrival: _CONDUCT,
    requests.ReachMilestone: _CONDUCT,
    requests.Settle: _CONDUCT,
    requests.ReturnPerson: _CONDUCT,
    requests.CloseCase: _CONDUCT,
    requests.SubmitList: Capability.ARRANGEMENTS_LIST_SUBMIT,
    requests.ReleaseList: Capability.ARRANGEMENTS_LIST_RELEASE,
}
"""What each command needs. A form, an API and a command line ask this table what to offer."""
