"""What a delegate sees of the places: who is held, visits asked for, held and refused, and what the Agency was sent.

Decides and logs before it loads. Numbers and days, no names; nothing of health but that bulletins were sent.
Source: GC III arts 70, 122, 123, 126.
"""

from collections import Counter
from dataclasses import dataclass

from safeconduct.access.actor import Actor
from safeconduct.access.decide import decide
from safeconduct.access.words import Capability
from safeconduct.duties import board, projection, visits
from safeconduct.duties.facts import camp_stream
from safeconduct.duties.visits import Visits
from safeconduct.law.duties import Scope
from safeconduct.store.clock import now
from safeconduct.store.history import histories
from safeconduct.store.instance import current
from safeconduct.store.readings import log_list
from safeconduct.store.record import transaction

_SENT = ("card_forwarded", "nib_sent", "bulletin_sent")


@dataclass(frozen=True, slots=True)
class PlaceSeen:
    """One place. `cards`, `notices` and `bulletins` count what was forwarded of the prisoners who are there now."""

    camp: str
    kind: str
    held: int
    visits: Visits
    cards: int
    notices: int
    bulletins: int


def places(viewer: Actor) -> tuple[PlaceSeen, ...]:
    """Every place of the conflict's file, in its order; delegates choose the places they visit (art. 126(2))."""
    grant = decide(viewer, Capability.DUTIES_VISIT_READ)
    log_list(viewer, "places for delegates", grant.rule, 0)
    with transaction():
        projection.catch_up()
    conflict = current().conflict
    streams = {camp.code: camp_stream(camp.code) for camp in conflict.camps}
    known = histories(list(streams.values()), projection.COMPARTMENTS, viewer)
    today = now().astimezone(conflict.zone).date()
    found = []
    for camp in conflict.camps:
        held, sent = _counted(camp.code)
        folded = visits.fold(known.get(streams[camp.code], ()), today)
        found.append(PlaceSeen(camp.code, str(camp.kind), held, folded, *(sent[kind] for kind in _SENT)))
    return tuple(found)


def _counted(camp: str) -> tuple[int, Counter[str]]:
    """How many the place holds, and how many duties were closed by each kind of dispatch."""
    rows = board.rows_of([camp], [Scope.PERSON])
    held = sum(board.opened(row).is_held for row in rows)
    done = board.closed(board.rows_with_closed([camp], [Scope.PERSON]), now())
    return held, Counter(each[0].owed.closed_kind for each in done if each[0].owed.closed_kind in _SENT)
