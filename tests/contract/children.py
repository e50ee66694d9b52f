"""Writers in processes of their own, forked from the warm test: they report through a pipe and may be killed.

A child never returns into the test: it ends by itself or by a signal.
"""

import os
import signal
import sys
import traceback
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from django.db import connections

Say = Callable[[str], None]


@dataclass(frozen=True)
class Child:
    """A forked process and the lines it says."""

    pid: int
    lines: Iterator[str]

    def kill(self) -> None:
        os.kill(self.pid, signal.SIGKILL)

    def wait(self) -> int:
        return os.waitpid(self.pid, 0)[1]


@contextmanager
def forked(work: Callable[[Say], object]) -> Iterator[Child]:
    """Runs `work` in a child, with connections of its own; it is killed when the block fails."""
    # A connection carried over a fork would be used by two processes at once.
    connections.close_all()
    reading, writing = os.pipe()
    pid = os.fork()
    if pid == 0:
        os.close(reading)
        _run(work, writing)
    os.close(writing)
    with os.fdopen(reading, encoding="utf-8") as pipe:
        child = Child(pid, (line.rstrip("\n") for line in pipe if line.endswith("\n")))
        try:
            yield child
        except BaseException:
            child.kill()
            child.wait()
            raise


def _run(work: Callable[[Say], object], writing: int) -> None:
    try:
        work(lambda line: _say(writing, line))
    except BaseException:
        traceback.print_exc(file=sys.__stderr__)
        os._exit(1)
    os._exit(0)


def _say(writing: int, line: str) -> None:
    """One write of less than PIPE_BUF bytes, so that a line comes whole or not at all (POSIX, write)."""
    os.write(writing, f"{line}\n".encode())
