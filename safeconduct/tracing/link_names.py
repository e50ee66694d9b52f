"""Names of two lists made comparable in bulk: keys and strengths of many, by several processes where there are many.

Owns which names each process holds. Leaves the processes to `workers` and what a name sounds like to
`safeconduct.names`. A process keeps at most `FORMS_KEPT` prepared names, so memory does not grow with the lists.
"""

from collections.abc import Iterable, Iterator, Sequence

from safeconduct.names.compare import strength
from safeconduct.names.forms import Form, form
from safeconduct.names.keys import blocks, keys
from safeconduct.tracing.workers import Workers, suited_to

FORMS_KEPT = 120_000

Filed = tuple[int, bool, str]
"""(number of the name, whether the key is of the whole name, key)."""
Pair = tuple[int, int]
Weighed = tuple[int, int, float]


class Names:
    """The distinct names of both lists by number, and the processes that compare them. Close it."""

    def __init__(self, texts: Sequence[str]) -> None:
        self._workers = Workers(suited_to(len(texts)), _take, texts)

    def keys(self, batches: Iterable[range]) -> Iterator[list[Filed]]:
        """The keys of each batch of names, in order."""
        return self._workers.map(_filed, batches)

    def strengths(self, batches: Iterable[Sequence[Pair]]) -> Iterator[list[Weighed]]:
        """Each pair with its strength in nats, in order. Pairs of neighbouring first names are quickest."""
        return self._workers.map(_strengths, batches)

    def close(self) -> None:
        """End the processes and forget the names."""
        self._workers.close()
        _take(())


def keys_of(text: str) -> list[tuple[bool, str]]:
    """Under what a name is filed: keys of the whole, and of two parts."""
    return [*((True, key) for key in keys(text)), *((False, key) for key in blocks(text))]


# --- in each process ------------------------------------------------------------------------------

_texts: Sequence[str] = ()
_forms: dict[int, Form] = {}


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
