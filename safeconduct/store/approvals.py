"""Two persons: keeping a command until a second entitled person approves its exact bytes.

Owns the entries and rows of approvals; the rule itself is `access.approval`. The room that asked runs the
command when it is approved, and checks the state again; which room that is, it names when the program starts.
"""

from collections.abc import Callable

import nacl.utils

from safeconduct.access import approval as rule
from safeconduct.access.actor import Actor
from safeconduct.access.approval import Approval, ApprovalState
from safeconduct.access.decide import decide, may
from safeconduct.access.words import Capability, Compartment
from safeconduct.sources.errors import NotFound, Refused
from safeconduct.store import office, rows
from safeconduct.store.entries import Draft
from safeconduct.store.facts import ApprovalJudged, ApprovalRequested
from safeconduct.store.history import history
from safeconduct.store.models import ApprovalRow
from safeconduct.store.record import record, transaction

_JUDGED_VERSION = 2
# (id, digest, who approves): approves these bytes and carries the command out, in one transaction.
Run = Callable[[str, str, Actor], object]
_RUNS: dict[str, Run] = {}


def register(action: str, run: Run) -> None:
    """Make known what carries out a command of this name; the same name again replaces nothing."""
    _RUNS.setdefault(action, run)


def approve_and_run(approval_id: str, digest: str, actor: Actor) -> object:
    """Approve as the second person, and carry the command out; returns what the command returns."""
    action = one(approval_id, actor).action
    if action not in _RUNS:
        reason = "This program does not know the command that was asked for."
        raise Refused("unknown_action", reason, rule.HOUSE_RULE, remedy="Use the program it was asked with.")
    return _RUNS[action](approval_id, digest, actor)


def request(action: str, command: bytes, *, capability: Capability, actor: Actor) -> Approval:
    """Keep the command until a second person judges it; `capability` is what that person must hold."""
    asked = ApprovalRequested(action=action, command=command.decode(), capability=str(capability))
    stream = nacl.utils.random(16).hex()
    with transaction():
        entries = record([Draft(Compartment.OFFICE, stream, 1, asked)], actor)
        office.project([(stream, entries)])
    return Approval(stream, action, command, capability, actor.operator_id)


def approve(approval_id: str, digest: str, actor: Actor) -> Approval:
    """The command approved, recorded. Call it inside the transaction that then runs the command."""
    return _judge(approval_id, actor, rule.approve(_load(approval_id), digest, actor))


def refuse(approval_id: str, digest: str, actor: Actor) -> Approval:
    """The command refused, recorded; it never runs."""
    with transaction():
        return _judge(approval_id, actor, rule.refuse(_load(approval_id), digest, actor))


def pending(viewer: Actor) -> list[Approval]:
    """What waits for this viewer as the second person, or was asked by her; oldest first."""
    waiting = [_opened(row) for row in ApprovalRow.objects.filter(is_pending=True).order_by("position")]
    return [a for a in waiting if may(viewer, a.capability) or a.requested_by == viewer.operator_id]


def one(approval_id: str, viewer: Actor) -> Approval:
    """One approval, for whoever may judge it; NotFound for others and for no such."""
    approval = _load(approval_id)
    decide(viewer, approval.capability)
    return approval


def _judge(approval_id: str, actor: Actor, judged: Approval) -> Approval:
    past = history(approval_id, [Compartment.OFFICE], actor)
    fact = ApprovalJudged(digest=judged.digest, state=judged.state)
    # Always the second entry, never the next one: of two who judge at once the later one is a Conflict, also
    # where the database let him see the first judgement between the rule and this line.
    entries = record([Draft(Compartment.OFFICE, approval_id, _JUDGED_VERSION, fact)], actor)
    office.project([(approval_id, [*past, *entries])])
    return judged


def _load(approval_id: str) -> Approval:
    row = ApprovalRow.objects.filter(pk=approval_id).first()
    if row is None:
        raise NotFound("no such approval")
    return _opened(row)


def _opened(row: ApprovalRow) -> Approval:
    content = rows.open("store_approval", row.id, bytes(row.sealed))
    assert isinstance(content, dict)
    return Approval(
        id=row.id,
        action=str(content["action"]),
        command=str(content["command"]).encode(),
        capability=Capability(str(content["capability"])),
        requested_by=str(content["requested_by"]),
        state=ApprovalState(str(content["state"])),
        judged_by=str(content["judged_by"]),
    )
