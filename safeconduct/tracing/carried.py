"""Enquiries carried in files: what families wrote is taken, what other desks ask (PFIF), and one file is handed on.

Owns the bureau's half of the mailbox: the private key is made from the service key and never written. The same file
again opens nothing new; what cannot be read in it is told, and the rest is taken.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import IO

from safeconduct.access.actor import Actor
from safeconduct.access.decide import decide
from safeconduct.access.words import Capability
from safeconduct.sources.errors import Refused
from safeconduct.store.clock import today
from safeconduct.store.instance import current
from safeconduct.tracing import actions, mailbox, pfif, queries
from safeconduct.tracing.facts import Way
from safeconduct.tracing.mailbox import Bureau, MailUnreadable
from safeconduct.tracing.requests import HandOverEnquiry, OpenEnquiry

_PURPOSE = "families' mailbox"
_START_BYTES = 64
_NUMBER = re.compile(r"F(-[0-9A-Z]{4}){3}")

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


def take(file: IO[bytes], actor: Actor, progress: Progress = lambda number: None) -> Taken:
    """Open every enquiry of the file that is not open yet; raises Refused when it is no such file.

    The file holds what families wrote, as their machine hands it over, or what another desk asks, as PFIF.
    """
    decide(actor, Capability.TRACING_ENQUIRY_OPEN)
    opened = known = 0
    refused: list[tuple[int, str]] = []
    try:
        for number, read in _read(file):
            try:
                is_new = _open(read, actor)
            except (Refused, MailUnreadable) as error:
                refused.append((number, str(error)))
            else:
                opened, known = opened + is_new, known + (not is_new)
            progress(number)
    except MailUnreadable as error:
        remedy = "Take it as `safeconduct families hand-over` or the other desk wrote it, or have it written again."
        raise Refused(
            "mail_unreadable", str(error), "House rule: enquiries in files", remedy=remedy
        ) from None
    return Taken(opened, known, tuple(refused))


def hand_over(command: HandOverEnquiry, actor: Actor) -> bytes:
    """Record that the enquiry passes to another desk; returns the file for that desk, PFIF 1.4, sparingly filled."""
    done = actions.perform(command, actor)
    return file_of(done.number, actor)


def file_of(number: str, actor: Actor) -> bytes:
    """The file of an enquiry that was handed over, for the desk it went to; NotFound where it went nowhere."""
    found = queries.handed_over(number, actor)
    # PFIF names every desk by a domain; this one cannot be taken for somebody else's (RFC 2606).
    sender = pfif.Sender(f"{current().id}.invalid", current().name("en"))
    return pfif.write([(found.number, found.received, found.sought)], sender, today())


def _read(file: IO[bytes]) -> Iterator[tuple[int, OpenEnquiry | MailUnreadable]]:
    start = file.read(_START_BYTES)
    file.seek(0)
    if pfif.is_pfif(start):
        yield from pfif.read(file, today())
        return
    lines = (line.decode("ascii", errors="replace") for line in file)
    for number, read in mailbox.read_lines(lines, _secret()):
        yield number, _from_a_family(read)


def _from_a_family(read: OpenEnquiry | MailUnreadable) -> OpenEnquiry | MailUnreadable:
    """What it says of how it came is not believed: anybody may seal to a public key."""
    if isinstance(read, MailUnreadable):
        return read
    if not _NUMBER.fullmatch(read.reference):
        return MailUnreadable("It has no number of a families' form.")
    return read.model_copy(update={"way": Way.FAMILIES_FORM})


def _open(read: OpenEnquiry | MailUnreadable, actor: Actor) -> bool:
    """Whether it is new."""
    if isinstance(read, MailUnreadable):
        raise read
    return bool(actions.perform(read, actor).entries)


def _secret() -> bytes:
    return current().derive(_PURPOSE)
