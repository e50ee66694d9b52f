"""Work spread over several processes of this program, in batches and in order.

Owns how the processes start, how much work is under way at once, and that none outlives its program.
"""

import gc
import os
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from multiprocessing import get_context, parent_process
from threading import Thread
from types import TracebackType
from typing import Self, TypeVar

from safeconduct.names.kept import keep_more

ALONE_MAX = 20_000
"""Up to this many names, starting more processes costs more than it saves."""

_OBJECTS_BETWEEN_LOOKS = 100_000
_Batch = TypeVar("_Batch")
_Result = TypeVar("_Result")


def suited_to(names: int) -> int:
    """How many workers so many names deserve: one for few, else as many as this machine runs at once."""
    return len(os.sched_getaffinity(0)) if names > ALONE_MAX else 1


class Workers:
    """Processes that work on batches; one worker is this process itself. Use as a context, or close it."""

    def __init__(self, count: int, begin: Callable[..., None] | None = None, *given: object) -> None:
        """Start `count` workers, each of which first calls `begin(*given)`."""
        self._count = count
        self._pool: ProcessPoolExecutor | None = None
        if count > 1:
            # Fresh interpreters: a fork would copy the locks of the database's threads.
            start = get_context("spawn")
            self._pool = ProcessPoolExecutor(count, start, initializer=_begin, initargs=(begin, given))
        elif begin is not None:
            begin(*given)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def map(self, work: Callable[[_Batch], _Result], batches: Iterable[_Batch]) -> Iterator[_Result]:
        """The result of each batch, in order. Batches are taken as they are needed, and never all at once."""
        if self._pool is None:
            yield from map(work, batches)
            return
        under_way: deque[Future[_Result]] = deque()
        for batch in batches:
            under_way.append(self._pool.submit(work, batch))
            if len(under_way) > 2 * self._count:
                yield under_way.popleft().result()
        while under_way:
            yield under_way.popleft().result()

    def close(self) -> None:
        """End the processes; what they have not begun is left undone."""
        if self._pool is not None:
            self._pool.shutdown(cancel_futures=True)


def _begin(begin: Callable[..., None] | None, given: tuple[object, ...]) -> None:
    """A worker's start. One whose program was killed would wait for work for ever."""
    keep_more()
    # What a worker makes it keeps or drops at once; looking for cycles as often as usual is a fifth of its time.
    gc.set_threshold(_OBJECTS_BETWEEN_LOOKS, 10, 50)
    Thread(target=_end_with_the_program, daemon=True).start()
    if begin is not None:
        begin(*given)


def _end_with_the_program() -> None:
    program = parent_process()
    assert program is not None
    program.join()
    os._exit(1)
