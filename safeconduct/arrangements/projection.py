"""What is kept of every person's cases for the board: one sealed row each, which readers fold in.

What concerns a Power is folded at each reading: there are few Powers, and nothing of it is sealed.
"""

from collections.abc import Sequence

from pydantic import TypeAdapter

from safeconduct.access.words import Compartment
from safeconduct.arrangements.cases import CaseFile, fold
from safeconduct.sources.facts import Erased
from safeconduct.store import states
from safeconduct.store.entries import Entry
from safeconduct.store.models import StateRow
from safeconduct.store.projections import Batch, Projection

ROW_BYTES = 4096


def _file(entries: Sequence[Entry], prisoner: str) -> CaseFile | None:
    """None for the stream of a list, and for a person who was stopped before he had any case."""
    found = fold(entries, prisoner)
    return found if found.cases and not found.is_erased else None


KEPT = states.Kept(Compartment.CASE, TypeAdapter(CaseFile), _file, ROW_BYTES)


def _project(batch: Batch) -> None:
    """An erasure reaches the rows too."""
    erased = [stream for stream, entries in batch if any(isinstance(e.fact, Erased) for e in entries)]
    if erased:
        states.forget(Compartment.CASE, erased)


PROJECTION = Projection(
    name="arrangements", compartments=frozenset(), tables=(), project=_project, beside=(StateRow,)
)
