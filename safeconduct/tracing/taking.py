"""Taking what families wrote: a file of sealed enquiries becomes open enquiries, each as if it came by letter.

Owns the bureau's half of the mailbox: the private key is made from the service key and never written. The same file
again opens nothing new; a line that cannot be read is told and the others are taken.
"""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from safeconduct.access.actor import Actor
from safeconduct.access.decide import decide
from safeconduct.access.words import Capability
from safeconduct.sources.errors import Refused
from safeconduct.store.instance import current
from safeconduct.tracing import actions, mailbox
from safeconduct.tracing.facts import Way
from safeconduct.tracing.mailbox import Bureau, MailUnreadable
from safeconduct.tracing.requests import OpenEnquiry

_PURPOSE = "families' mailbox"
_NUMBER = re.compile(r"F-[0-9A-Z]{4}-[0-9A-Z]{4}")

Progress = Callable[[int], None]


@dataclass(frozen=True, slots=True)
class Taken:
    """What became of a file: enquiries opened, those known already, and (line, why) of what cannot be taken."""

    opened: int
    known: int
    refused: tuple[tuple[int, str], ...]


def address() -> Bureau:
    """What the families' machine is given: the public key and the office's names. Nothing of it is secret."""
    return mailbox.bureau(_secret(), dict(current().names))


def take(lines: Iterable[str], actor: Actor, progress: Progress = lambda line: None) -> Taken:
    """Open every enquiry of the file that is not open yet; raises Refused when it is no such file."""
    decide(actor, Capability.TRACING_ENQUIRY_OPEN)
    opened = known = 0
    refused: list[tuple[int, str]] = []
    try:
        for line, read in mailbox.read_lines(lines, _secret()):
            try:
                is_new = _open(read, actor)
            except (Refused, MailUnreadable) as error:
                refused.append((line, str(error)))
            else:
                opened, known = opened + is_new, known + (not is_new)
            progress(line)
    except MailUnreadable as error:
        remedy = "Take the file as `safeconduct families hand-over` wrote it, or have it written again with --again."
        raise Refused("mail_unreadable", str(error), "House rule: families' form", remedy=remedy) from None
    return Taken(opened, known, tuple(refused))


def _open(read: OpenEnquiry | MailUnreadable, actor: Actor) -> bool:
    """Whether it is new. What it says of how it came is not believed: anybody may seal to a public key."""
    if isinstance(read, MailUnreadable):
        raise read
    if not _NUMBER.fullmatch(read.reference):
        raise MailUnreadable("It has no number of a families' form.")
    return bool(actions.perform(read.model_copy(update={"way": Way.FAMILIES_FORM}), actor).entries)


def _secret() -> bytes:
    return current().derive(_PURPOSE)
