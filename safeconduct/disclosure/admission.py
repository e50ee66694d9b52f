"""What each kind of peer may bring: which rooms' facts, in which compartments. Pure; everything else is refused.

An own device brings what its registrars recorded. Everybody else brings steps of conversations, which are facts of
this room alone, and never one of the office: whatever another state writes, it adds nothing to the register.
"""

from safeconduct.access.words import Compartment
from safeconduct.disclosure.refusals import BundleRefused, Reason
from safeconduct.law.recipients import Recipient
from safeconduct.sources.facts import Fact, Newer

_DEVICE_ROOMS = "registry,wishes"
_OTHERS_ROOMS = "disclosure"
_DEVICE = frozenset(
    {
        Compartment.IDENTITY, Compartment.CUSTODY, Compartment.HEALTH, Compartment.WISH, Compartment.CASE,
        Compartment.PROTECTION,
    }
)  # fmt: skip
_OTHERS = frozenset({Compartment.CUSTODY, Compartment.CASE, Compartment.TRACING, Compartment.ARRANGEMENTS})


def rooms_of(role: Recipient) -> str:
    """The rooms whose facts this kind of peer may bring, separated by commas."""
    return _DEVICE_ROOMS if role == Recipient.FIELD_TEAM else _OTHERS_ROOMS


def check(role: Recipient, compartment: Compartment, fact: Fact | None) -> None:
    """Whether such a peer may bring this; `fact` is None where nobody here can look into it. Raises BundleRefused.

    A kind that this program does not know yet is let in by its room and kept.
    """
    if compartment not in (_DEVICE if role == Recipient.FIELD_TEAM else _OTHERS):
        raise BundleRefused(Reason.BAD_ENTRY, f"{compartment} is not this sender's to write")
    if fact is None:
        return
    kind = fact.kind_name if isinstance(fact, Newer) else fact.kind()
    if kind.partition(".")[0] not in rooms_of(role).split(","):
        raise BundleRefused(Reason.BAD_ENTRY, f"{kind} is not this sender's to write")
