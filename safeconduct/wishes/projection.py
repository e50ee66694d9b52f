"""What is kept of every prisoner's wish for the board: one sealed row each, which readers fold in.

Of a state the row keeps what its status is made of; who said what and when stands in the ledger.
"""

from collections.abc import Callable, Sequence, Set
from dataclasses import dataclass, field

from pydantic import TypeAdapter

from safeconduct.access.words import Compartment
from safeconduct.sources.facts import Erased
from safeconduct.store import states
from safeconduct.store.entries import Entry
from safeconduct.store.models import StateRow
from safeconduct.store.projections import Batch, Projection
from safeconduct.wishes import roster
from safeconduct.wishes.plans import Plan
from safeconduct.wishes.state import Declared, Risk, WishState, fold

ROW_BYTES = 2048


@dataclass(frozen=True, slots=True)
class KeptWish:
    """The part of a `WishState` that a row keeps."""

    prisoner: str
    is_informed: bool
    declared: Declared | None
    declared_in: frozenset[str]
    risks: dict[str, Risk] = field(default_factory=dict)
    plans: tuple[Plan, ...] = ()

    def state(self) -> WishState:
        """The state without its entries."""
        return WishState(
            prisoner=self.prisoner,
            is_informed=self.is_informed,
            declared=self.declared,
            declared_in=self.declared_in,
            risks=self.risks,
            plans=self.plans,
        )


_ADAPTER = TypeAdapter(KeptWish)


def kept(origins: Set[str]) -> states.Kept[KeptWish]:
    """How rows of wishes are kept; `origins` are the Powers for whose services no interpreter may work."""
    return states.Kept(Compartment.WISH, _ADAPTER, _folding(origins), ROW_BYTES)


def _folding(origins: Set[str]) -> Callable[[Sequence[Entry], str], KeptWish | None]:
    def folded(entries: Sequence[Entry], prisoner: str) -> KeptWish | None:
        if prisoner == roster.STREAM:
            return None
        state = fold(entries, prisoner, origins=origins)
        return KeptWish(
            prisoner, state.is_informed, state.declared, state.declared_in, state.risks, state.plans
        )

    return folded


def _project(batch: Batch) -> None:
    """An erasure reaches the rows too."""
    erased = [stream for stream, entries in batch if any(isinstance(e.fact, Erased) for e in entries)]
    if erased:
        states.forget(Compartment.WISH, erased)


PROJECTION = Projection(
    name="wishes", compartments=frozenset(), tables=(), project=_project, beside=(StateRow,)
)
