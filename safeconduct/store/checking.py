"""Checking the whole record while a page shows how far it is: a long record takes minutes, a request must not.

Owns the thread and the file `check.json` in the folder of the instance, which every process that serves can read:
what the last check found, or how far the running one is. One check runs at a time. It tells numbers and codes
only, which every operator may know.
"""

import fcntl
import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import IO

from django.db import connections
from pydantic import BaseModel, ConfigDict

from safeconduct.access.actor import Actor
from safeconduct.access.decide import decide
from safeconduct.access.words import Capability
from safeconduct.store.clock import now, text_of
from safeconduct.store.errors import StoreReadOnly
from safeconduct.store.instance import current
from safeconduct.store.verify import Problem, Report, verify

STATE_FILE = "check.json"
LOCK_FILE = "check.lock"
AT_ONCE_SECONDS = 2.0
"""House rule: a check that ends within it is answered at once."""
PROBLEMS_SHOWN = 50


class Check(BaseModel):
    """A check of the record. `ended` is empty while it runs, and for one that a stop of the program cut."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    started: str
    ended: str = ""
    done: int = 0
    total: int = 0
    erased: int = 0
    root: str = ""
    seconds: float = 0.0
    problems: tuple[Problem, ...] = ()
    problems_count: int = 0
    is_running: bool = False

    @property
    def is_whole(self) -> bool:
        """Whether it ran to its end and found nothing."""
        return bool(self.ended) and not self.problems_count


def begin(actor: Actor) -> None:
    """Start checking unless a check runs; returns when it ended, or after `AT_ONCE_SECONDS`."""
    decide(actor, Capability.STORE_RECORD_VERIFY)
    lock = _locked()
    if lock is None:
        return
    _keep(Check(started=text_of(now())))
    thread = threading.Thread(target=_run, args=(actor, lock), daemon=True)
    thread.start()
    thread.join(AT_ONCE_SECONDS)


def last() -> Check | None:
    """The running check, or the last one that ended; None when none was made, or a stop cut it."""
    try:
        found = Check.model_validate_json((current().home / STATE_FILE).read_bytes())
    except (OSError, ValueError):
        return None
    if found.ended:
        return found
    lock = _locked()
    if lock is None:
        return found.model_copy(update={"is_running": True})
    lock.close()
    return None


def _run(actor: Actor, lock: IO[bytes]) -> None:
    started = text_of(now())
    try:
        with lock, _connections_closed():
            report = verify(actor, lambda done, total: _keep(Check(started=started, done=done, total=total)))
            _keep(_ended(started, report))
    except StoreReadOnly:
        # The disk filled up meanwhile; the page then says that no check was made.
        return


def _ended(started: str, report: Report) -> Check:
    return Check(
        started=started,
        ended=text_of(now()),
        done=report.entries,
        total=report.entries,
        erased=report.erased,
        root=report.root,
        seconds=report.seconds,
        problems=tuple(report.problems[:PROBLEMS_SHOWN]),
        problems_count=len(report.problems),
    )


@contextmanager
def _connections_closed() -> Iterator[None]:
    try:
        yield
    finally:
        connections.close_all()


def _locked() -> IO[bytes] | None:
    """The lock that a running check holds; None while another holds it. A crash lets it go."""
    try:
        file = (current().home / LOCK_FILE).open("ab")
    except OSError:
        raise StoreReadOnly("The folder of the instance cannot be written to. Nothing was checked.") from None
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        file.close()
        return None
    return file


def _keep(check: Check) -> None:
    """Replace the file whole, so that a reader never meets half of it."""
    path = current().home / STATE_FILE
    new = path.with_suffix(".new")
    try:
        descriptor = os.open(new, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(descriptor, "wb") as file:
            file.write(check.model_dump_json().encode())
        new.replace(path)
    except OSError:
        raise StoreReadOnly("The folder of the instance cannot be written to. Nothing was checked.") from None
