"""The facts of the office compartment that the store itself records: readings, approvals, erasures.

Frozen, pure. Facts about operators belong to `accounts`.
"""

from safeconduct.access.approval import ApprovalState
from safeconduct.sources import facts as base
from safeconduct.sources.values import LongText, ShortText


class Fact(base.Fact):
    """A fact of the store, always in the office compartment."""

    ROOM = "store"


class SubjectOpened(Fact):
    """Somebody read: whom, what, in which words, under which rule. `subject` is empty for a list.

    `persons`, since version 2, is how many persons a long list or an exported one told of.
    """

    VERSION = 2

    subject: ShortText = ""
    what: ShortText
    purpose: ShortText = ""
    rule: ShortText
    persons: int = 0


class ApprovalRequested(Fact):
    """A command waits for a second person; `command` is its canonical JSON, exactly as it will run."""

    action: ShortText
    command: LongText
    capability: ShortText


class ApprovalJudged(Fact):
    """A second person saw these bytes and approved or refused."""

    digest: ShortText
    state: ApprovalState


class SubjectErased(Fact):
    """The keys of these entries are gone for good. That, when, by whom and on what ground, stays."""

    subject: ShortText
    entries: tuple[ShortText, ...]
    ground: LongText
    approval: ShortText


class OlderStateAccepted(Fact):
    """An older backup was put in the place of a newer record, knowingly. `lost_size` is the newer head's."""

    lost_size: int
    lost_root: ShortText
    reason: LongText


FACTS: tuple[type[Fact], ...] = (
    SubjectOpened, ApprovalRequested, ApprovalJudged, SubjectErased, OlderStateAccepted,
)  # fmt: skip
