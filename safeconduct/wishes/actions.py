"""The one way to write of a wish: may she, what stands, what follows, record, fold; all or nothing.

Owns the table of commands with the capability each needs, and the second person's approval of a finding. Anybody
entitled writes with the public key alone: what is recorded is sealed at once, and where the session cannot read
the wish nothing of it is asked. Every door comes through `perform`.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from secrets import token_hex

from safeconduct.access.actor import Actor
from safeconduct.access.decide import decide, may
from safeconduct.access.words import Capability, Compartment
from safeconduct.ledger import canonical
from safeconduct.registry import queries as register
from safeconduct.sources import moments
from safeconduct.sources.errors import Conflict, NotFound
from safeconduct.sources.persons import HeldPerson
from safeconduct.store import approvals, keyring, states
from safeconduct.store.clock import now
from safeconduct.store.entries import Draft, Entry
from safeconduct.store.errors import Locked
from safeconduct.store.instance import current
from safeconduct.store.record import record, transaction
from safeconduct.wishes import planning, queries, requests, roster, rules
from safeconduct.wishes.checks import Known
from safeconduct.wishes.facts import Fact, Finding
from safeconduct.wishes.plans import is_in_the_way
from safeconduct.wishes.projection import kept
from safeconduct.wishes.state import WishState

CONFIRM = "wishes.confirm_no_danger"
_COMMAND_BYTES_MAX = 4096
_WITHDRAWALS = (requests.Withdraw, requests.ReportWithdrawal)
_ID_BYTES = 16


@dataclass(frozen=True, slots=True)
class Done:
    """That it was recorded, and no more: everything here is sealed. `approval` waits for a second person."""

    subject: str
    number: str
    entries: tuple[Entry, ...] = ()
    approval: str = ""


def perform(command: requests.Command | requests.RosterCommand, actor: Actor) -> Done:
    """Carry out any command about a wish whole, or raise Refused, Forbidden, NotFound or Conflict."""
    if isinstance(command, requests.RosterCommand):
        return _of_roster(command, actor)
    held, _ = register.held_person(command.prisoner, actor, CAPABILITIES[type(command)])
    with transaction():
        # A withdrawal is never late: it asks nothing of what stands, and nobody's writing can be in its way.
        state = None if isinstance(command, _WITHDRAWALS) else _readable(held, actor)
        _check_seen(state, command)
        known = _known(held, command, actor)
        _record(held.subject, rules.facts_for(state, command, known), state, actor)
    return Done(held.subject, held.number, approval=known.approval)


def confirm(approval_id: str, digest: str, actor: Actor) -> Done:
    """Approve as the second person that there is no danger; what stands is checked again."""
    decide(actor, Capability.WISHES_RISK_ASSESS)
    if not actor.opens(Compartment.WISH):
        raise Locked("wish is locked in this session")
    with transaction():
        approved = approvals.approve(approval_id, digest, actor)
        asked = canonical.decode(approved.command, limit_bytes=_COMMAND_BYTES_MAX)
        assert isinstance(asked, dict)
        subject = keyring.open_from(Compartment.WISH, bytes.fromhex(str(asked["of"])), actor).hex()
        held, _ = register.held_person(subject, actor, Capability.WISHES_RISK_ASSESS)
        state = queries.state_of(held, actor)
        made = rules.confirmation(state, str(asked["assessment"]), approved.id)
        _record(held.subject, [made], state, actor)
    return Done(held.subject, held.number)


def asked(approval_id: str, viewer: Actor) -> dict[str, str]:
    """What the second person is asked: of whom (`number`), which `destination`, and `by` whom (an operator's id)."""
    decide(viewer, Capability.WISHES_RISK_ASSESS)
    approval = approvals.one(approval_id, viewer)
    if approval.action != CONFIRM:
        raise NotFound("no such request")
    command = canonical.decode(approval.command, limit_bytes=_COMMAND_BYTES_MAX)
    assert isinstance(command, dict)
    subject = keyring.open_from(Compartment.WISH, bytes.fromhex(str(command["of"])), viewer).hex()
    held, _ = register.held_person(subject, viewer, Capability.WISHES_RISK_ASSESS)
    risk = rules.risk_of(queries.state_of(held, viewer), str(command["assessment"]))
    destination = risk.destination if risk else ""
    return {"number": held.number, "destination": destination, "by": approval.requested_by}


def _of_roster(command: requests.RosterCommand, actor: Actor) -> Done:
    """Whoever changes the roster must read it: a second entry of one name would hide what the first says."""
    decide(actor, CAPABILITIES[type(command)])
    if not actor.opens(Compartment.WISH):
        raise Locked("wish is locked in this session")
    with transaction():
        known = _outside(actor)
        subject = (
            command.interpreter if isinstance(command, requests.StrikeInterpreter) else token_hex(_ID_BYTES)
        )
        if isinstance(command, requests.StrikeInterpreter):
            made = planning.struck(command, known)
        else:
            assert isinstance(command, requests.ListInterpreter)
            made = planning.listed(command, known, subject)
        record([Draft(fact.COMPARTMENT, roster.STREAM, None, fact) for fact in made], actor)
    return Done(subject, "")


def _readable(held: HeldPerson, actor: Actor) -> WishState | None:
    """What stands, for a session that may read it; None for one that only writes."""
    if actor.opens(Compartment.WISH) and may(actor, Capability.WISHES_WISH_READ):
        return queries.state_of(held, actor)
    return None


def _known(held: HeldPerson, command: requests.Command, actor: Actor) -> Known:
    assessment = token_hex(_ID_BYTES) if isinstance(command, requests.AssessRisk) else ""
    return replace(
        _outside(actor),
        gone=held.gone,
        records=held.records[1:],
        assessment=assessment,
        approval=_ask_second(held, command, assessment, actor=actor),
        is_busy=isinstance(command, requests.PlanInterview) and _is_busy(command, actor),
    )


def _outside(actor: Actor) -> Known:
    """What rules are told whoever the command is about. Who only writes knows no roster."""
    conflict = current().conflict
    reads = actor.opens(Compartment.WISH) and may(actor, Capability.WISHES_WISH_READ)
    return Known(
        at=now(),
        operator=actor.operator_id,
        operator_name=actor.name,
        detaining=conflict.detaining,
        adversaries=queries.adversaries(),
        powers=frozenset(party.code for party in conflict.parties),
        roster=queries.roster_of(actor) if reads else (),
    )


def _is_busy(command: requests.PlanInterview, actor: Actor) -> bool:
    """Whether another plan of anybody keeps the interpreter busy at that hour."""
    at = moments.read(command.planned)
    if at is None or not command.interpreter or not actor.opens(Compartment.WISH):
        return False
    return any(is_in_the_way(plan, at, command.interpreter) for _, plan in queries.every_plan(actor))


def _ask_second(held: HeldPerson, command: requests.Command, assessment: str, *, actor: Actor) -> str:
    """That there is no danger waits for a second person. The request names nobody to those who cannot read it."""
    if not isinstance(command, requests.AssessRisk) or command.finding == Finding.OPEN:
        return ""
    of = keyring.seal_to(Compartment.WISH, bytes.fromhex(held.subject)).hex()
    asked = canonical.encode({"assessment": assessment, "of": of})
    return approvals.request(CONFIRM, asked, capability=Capability.WISHES_RISK_ASSESS, actor=actor).id


def _check_seen(state: WishState | None, command: requests.Command) -> None:
    if state is not None and command.seen and command.seen < state.version:
        raise Conflict(state.prisoner, command.seen, state.version, state.entries[command.seen :])


def _record(subject: str, made: Sequence[Fact], state: WishState | None, actor: Actor) -> None:
    """A reader's facts take the next version of the wish, so that what was read cannot have changed meanwhile.

    What is written unread, and into compartments nobody here reads, is appended wherever the stream has got to.
    """
    origin = current().origin_tag
    version = None
    if state is not None:
        mine = [entry.version for entry in state.entries if (entry.stream, entry.origin) == (subject, origin)]
        version = max(mine, default=0)
    drafts = []
    for fact in made:
        is_read = version is not None and fact.COMPARTMENT == Compartment.WISH
        version = version + 1 if is_read and version is not None else version
        drafts.append(Draft(fact.COMPARTMENT, subject, version if is_read else None, fact))
    record(drafts, actor)
    # Whoever cannot read leaves a tail, which the next reader folds in.
    if actor.opens(Compartment.WISH):
        states.catch_up(kept(queries.adversaries()), actor)


CAPABILITIES: dict[type[requests.Command] | type[requests.RosterCommand], Capability] = {
    requests.Inform: Capability.WISHES_INTERVIEW_RECORD,
    requests.Declare: Capability.WISHES_INTERVIEW_RECORD,
    requests.Confirm: Capability.WISHES_INTERVIEW_RECORD,
    requests.Reconfirm: Capability.WISHES_INTERVIEW_RECORD,
    requests.Withdraw: Capability.WISHES_INTERVIEW_RECORD,
    requests.ReportWithdrawal: Capability.WISHES_WITHDRAWAL_REPORT,
    requests.DenyWithdrawal: Capability.WISHES_INTERVIEW_RECORD,
    requests.Invalidate: Capability.WISHES_INTERVIEW_RECORD,
    requests.ReportStatement: Capability.WISHES_STATEMENT_REPORT,
    requests.AssessRisk: Capability.WISHES_RISK_ASSESS,
    requests.PlanInterview: Capability.WISHES_INTERVIEW_RECORD,
    requests.CancelInterview: Capability.WISHES_INTERVIEW_RECORD,
    requests.RefuseInterpreter: Capability.WISHES_INTERVIEW_RECORD,
    requests.GiveCopy: Capability.WISHES_INTERVIEW_RECORD,
    requests.ListInterpreter: Capability.WISHES_INTERVIEW_RECORD,
    requests.StrikeInterpreter: Capability.WISHES_INTERVIEW_RECORD,
}
"""What each command needs. A form, an API and a command line ask this table what to offer."""
