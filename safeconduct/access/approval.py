"""Two persons: a command waits with its exact bytes until a second entitled person approves those bytes.

Pure. The store keeps approvals as entries of the office compartment; the room that asked runs the command
again when it is approved, so that the state is checked again.
"""

import hashlib
from dataclasses import dataclass, replace
from enum import StrEnum

from safeconduct.access.actor import Actor
from safeconduct.access.decide import decide
from safeconduct.access.words import Capability
from safeconduct.sources.errors import Refused

HOUSE_RULE = "House rule: two persons"


class ApprovalState(StrEnum):
    """Where a pending command stands."""

    PENDING = "pending"
    APPROVED = "approved"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class Approval:
    """A command that waits for a second person. `command` is the canonical bytes that will run."""

    id: str
    action: str
    command: bytes
    capability: Capability
    requested_by: str
    state: ApprovalState = ApprovalState.PENDING
    judged_by: str = ""

    @property
    def digest(self) -> str:
        """SHA-256 of the exact bytes, in hex; both persons are shown the same words derived from it."""
        return hashlib.sha256(self.command).hexdigest()


def approve(approval: Approval, digest: str, actor: Actor) -> Approval:
    """The approval given by a second person who saw these bytes; `Refused` for the same person or others."""
    return _judge(approval, digest, actor, ApprovalState.APPROVED)


def refuse(approval: Approval, digest: str, actor: Actor) -> Approval:
    """The approval refused by a second person; the command never runs."""
    return _judge(approval, digest, actor, ApprovalState.REFUSED)


def _judge(approval: Approval, digest: str, actor: Actor, state: ApprovalState) -> Approval:
    decide(actor, approval.capability)
    if approval.state != ApprovalState.PENDING:
        raise Refused("approval_closed", f"This request is already {approval.state}.", HOUSE_RULE)
    if actor.operator_id == approval.requested_by:
        reason = "The person who asked cannot be the second person."
        raise Refused("same_person", reason, HOUSE_RULE, remedy="Ask another entitled officer.")
    if digest != approval.digest:
        reason = "What is approved is not what was asked for."
        raise Refused(
            "other_bytes", reason, HOUSE_RULE, remedy="Open the request again and compare the words."
        )
    return replace(approval, state=state, judged_by=actor.operator_id)
