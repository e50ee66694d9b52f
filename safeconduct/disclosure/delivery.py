"""Bringing bundles from one machine to another: a folder (a stick, a courier, a share) or HTTPS. Nothing is opened.

That a bundle left is noted; that it arrived, its recipient alone says, by an acknowledgement.
"""

import os
import urllib.error
import urllib.request
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from safeconduct.access.actor import Actor
from safeconduct.access.decide import decide
from safeconduct.access.words import Capability
from safeconduct.disclosure import envelope, format, projection, queries, sending, taking
from safeconduct.disclosure.peers import Peer
from safeconduct.disclosure.refusals import BundleRefused
from safeconduct.disclosure.taking import Result
from safeconduct.sources.errors import NotFound, Refused
from safeconduct.store.instance import current
from safeconduct.store.record import transaction

SUFFIX = ".bundle"
CONTENT_TYPE = "application/octet-stream"
INBOX_PATH = "/inbox/"
_ACCEPTED = 202
_TIMEOUT_SECONDS = 60
_SHORT = 8


@dataclass(frozen=True, slots=True)
class Delivery:
    """One bundle that left, or did not: where to, and why not; `problem` is "" where it did."""

    peer: str
    sequence: int
    to: str
    problem: str = ""


def send(
    actor: Actor, *, peer: str = "", folder: Path | None = None, is_again: bool = False
) -> list[Delivery]:
    """Send what waits for one peer, or for all, into the folder or to each peer's own address.

    `is_again` sends also what left before and was not acknowledged. What a peer is still to be told of is made first.
    """
    decide(actor, Capability.DISCLOSURE_BUNDLE_CARRY)
    meant = [queries.peer_of(peer)] if peer else queries.every_peer()
    sending.acknowledge(actor)
    found: list[Delivery] = []
    for each in meant:
        for sequence, is_sent, data in queries.waiting(each.instance):
            if is_sent and not is_again:
                continue
            found.append(_into(folder, each, sequence, data) if folder else _over(each, sequence, data))
            if not found[-1].problem:
                with transaction():
                    projection.sent(each.instance, sequence)
    return found


def receive(paths: Iterable[Path], actor: Actor) -> Iterator[tuple[Path, list[Result]]]:
    """Take in the bundles in these files and folders that are for this instance, by name; what became of each."""
    decide(actor, Capability.DISCLOSURE_BUNDLE_CARRY)
    mine = {keys.card.key_id for keys in queries.own_keys()}
    for path in _files(paths):
        if path.stat().st_size > envelope.BUNDLE_BYTES_MAX:
            raise Refused("too_large", f"{path} is larger than any bundle.", "House rule: bundles",
                          remedy="Name the bundles one by one.")  # fmt: skip
        data = path.read_bytes()
        if path.suffix == SUFFIX and not _is_for(data, mine):
            continue
        yield path, taking.take(data, actor)


def file_of(peer: str, sequence: int, actor: Actor) -> bytes:
    """One waiting bundle, to be carried by hand; NotFound where none waits. That it left is noted."""
    decide(actor, Capability.DISCLOSURE_BUNDLE_CARRY)
    data = next((data for number, _, data in queries.waiting(peer) if number == sequence), None)
    if data is None:
        raise NotFound("no such bundle waits")
    with transaction():
        projection.sent(peer, sequence)
    return data


def name_of(peer: str, sequence: int) -> str:
    """The name of a bundle's file: it tells who sent it to whom by the first digits of their ids, and its number."""
    return f"{current().id[:_SHORT]}-{peer[:_SHORT]}-{sequence:08}{SUFFIX}"


def _into(folder: Path, peer: Peer, sequence: int, data: bytes) -> Delivery:
    """Written whole before it has its name, so that nobody reads half a bundle."""
    path = folder / name_of(peer.instance, sequence)
    part = path.with_suffix(".part")
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with part.open("wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        part.replace(path)
        _keep_names(folder)
    except OSError as error:
        part.unlink(missing_ok=True)
        return Delivery(peer.instance, sequence, str(path), error.strerror or "cannot be written")
    return Delivery(peer.instance, sequence, str(path))


def _keep_names(folder: Path) -> None:
    """A new name is safe from a power cut once its folder is written; a share that cannot do that is no error."""
    with suppress(OSError):
        opened = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(opened)
        finally:
            os.close(opened)


class _NoRedirect(urllib.request.HTTPRedirectHandler):
    """A bundle goes where the enrolled introduction says and nowhere else."""

    def redirect_request(self, *_: object) -> None:
        """Follow nothing."""


def _over(peer: Peer, sequence: int, data: bytes) -> Delivery:
    address = peer.newest.address
    if not address:
        return Delivery(peer.instance, sequence, "", "this peer has no address; send into a folder")
    to = address + INBOX_PATH
    request = urllib.request.Request(to, data, {"Content-Type": CONTENT_TYPE}, method="POST")  # noqa: S310 - an enrolled address
    try:
        with urllib.request.build_opener(_NoRedirect).open(request, timeout=_TIMEOUT_SECONDS) as answer:
            problem = "" if answer.status == _ACCEPTED else f"answered {answer.status}"
    except urllib.error.HTTPError as error:
        error.close()
        problem = f"answered {error.code}"
    except (urllib.error.URLError, OSError) as error:
        problem = f"does not answer ({type(error).__name__})"
    return Delivery(peer.instance, sequence, to, problem)


def _files(paths: Iterable[Path]) -> Iterator[Path]:
    for path in paths:
        if path.is_dir():
            yield from sorted(path.glob(f"*{SUFFIX}"))
        else:
            yield path


def _is_for(data: bytes, mine: set[bytes]) -> bool:
    """In a folder that several share, only this instance's own bundles are meant."""
    try:
        return format.inspect(data).recipient in mine
    except BundleRefused:
        return True
