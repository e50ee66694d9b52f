"""Names of two lists made comparable in bulk: keys and strengths of many, by several processes where there are many.

Owns how names are spread over processes and how many prepared names each keeps. Leaves what a name sounds like to
`safeconduct.names`. A process keeps at most `FORMS_KEPT` prepared names, so memory does not grow with the lists.
"""

import os
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from multiprocessing import get_context, parent_process
from threading import Thread
from typing import TypeVar

from safeconduct.names.compare import strength
from safeconduct.names.forms import Form, form
from safeconduct.names.keys import blocks, keys

ALONE_MAX = 20_000
"""Up to this many names, starting more processes costs more than it saves."""
FORMS_KEPT = 120_000

Filed = tuple[int, bool, str]
"""(number of the name, whether the key is of the whole name, key)."""
Pair = tuple[int, int]
Weighed = tuple[int, int, float]
_Batch = TypeVar("_Batch")
_Result = TypeVar("_Result")


class Names:
    """The distinct names of both lists by number, and the processes that compare them. Close it."""

    def __init__(self, texts: Sequence[str]) -> None:
        self._workers = len(os.sched_getaffinity(0)) if len(texts) > ALONE_MAX else 1
        self._pool: ProcessPoolExecutor | None = None
        if self._workers > 1:
            # Fresh interpreters: a fork would copy the locks of the database's threads.
            start = get_context("spawn")
            self._pool = ProcessPoolExecutor(self._workers, start, initializer=_begin, initargs=(texts,))
        else:
            _take(texts)

    def keys(self, batches: Iterable[range]) -> Iterator[list[Filed]]:
        """The keys of each batch of names, in order."""
        return self._map(_filed, batches)

    def strengths(self, batches: Iterable[Sequence[Pair]]) -> Iterator[list[Weighed]]:
        """Each pair with its strength in nats, in order. Pairs of neighbouring first names are quickest."""
        return self._map(_strengths, batches)

    def close(self) -> None:
        """End the processes and forget the names."""
        if self._pool is not None:
            self._pool.shutdown(cancel_futures=True)
        _take(())

    def _map(self, work: Callable[[_Batch], _Result], batches: Iterable[_Batch]) -> Iterator[_Result]:
        if self._pool is None:
            yield from map(work, batches)
            return
        # A few batches under way at once: `Executor.map` would take all of them from the database first.
        under_way: deque[Future[_Result]] = deque()
        for batch in batches:
            under_way.append(self._pool.submit(work, batch))
            if len(under_way) > 2 * self._workers:
                yield under_way.popleft().result()
        while under_way:
            yield under_way.popleft().result()


def keys_of(text: str) -> list[tuple[bool, str]]:
    """Under what a name is filed: keys of the whole, and of two parts."""
    return [*((True, key) for key in keys(text)), *((False, key) for key in blocks(text))]


# --- in each process ------------------------------------------------------------------------------

_texts: Sequence[str] = ()
_forms: dict[int, Form] = {}


def _begin(texts: Sequence[str]) -> None:
    """A worker's start. One whose program was killed would wait for work for ever."""
    Thread(target=_end_with_the_program, daemon=True).start()
    _take(texts)


def _end_with_the_program() -> None:
    program = parent_process()
    assert program is not None
    program.join()
    os._exit(1)


def _take(texts: Sequence[str]) -> None:
    global _texts
    _texts = texts
    _forms.clear()


def _filed(numbers: range) -> list[Filed]:
    found = []
    for number in numbers:
        # Kept for the comparison: most of the time goes into making names ready.
        _form(number)
        found += [(number, is_whole, key) for is_whole, key in keys_of(_texts[number])]
    return found


def _strengths(pairs: Sequence[Pair]) -> list[Weighed]:
    return [(one, other, strength(_form(one), _form(other))) for one, other in pairs]


def _form(number: int) -> Form:
    found = _forms.get(number)
    if found is None:
        if len(_forms) >= FORMS_KEPT:
            _forms.clear()
        found = _forms[number] = form(_texts[number])
    return found
