"""From the ledger to the lines of the boards; the only writer of `ops_duties_…`.

Whoever reads folds first what was written since: the register knows nothing of this room and calls nobody. After one
fact that is one subject. What concerns every prisoner, the end of active hostilities, has every line made anew.
"""

import hashlib
from collections.abc import Callable, Sequence
from datetime import datetime
from functools import cache

from safeconduct.access.words import Compartment
from safeconduct.duties import translation
from safeconduct.duties.facts import BUREAU_STREAM, camp_stream
from safeconduct.duties.lines import SHAPE, Line, forget_opened, seal_closed, seal_open
from safeconduct.duties.models import Folded
from safeconduct.duties.models import Line as Row
from safeconduct.duties.translation import Setting
from safeconduct.law.duties import Catalogue, Scope, catalogue
from safeconduct.law.events import Event, vocabulary
from safeconduct.law.owing import Outcome, in_order, owed_in_order
from safeconduct.registry.facts import PrisonerRegistered
from safeconduct.sources.facts import Erased
from safeconduct.sources.numbers import number_of
from safeconduct.store import rows, sql
from safeconduct.store.clock import moment_of
from safeconduct.store.entries import Entry
from safeconduct.store.history import changed_streams, every_stream, newest_leaf, open_histories
from safeconduct.store.instance import current
from safeconduct.store.projections import Batch, Projection

COMPARTMENTS = (Compartment.IDENTITY, Compartment.CUSTODY)
_AT_ONCE = 400
_ONLY = 1
_NOWHERE = -1
Progress = Callable[[int], None]


@cache
def work(scope: Scope) -> Catalogue:
    """The rows of a scope for which something has to be done; the others stand on no board."""
    return Catalogue(tuple(row for row in catalogue().of_scope(scope) if row.is_work))


@cache
def whole(scope: Scope) -> Catalogue:
    """Every row of a scope."""
    return Catalogue(catalogue().of_scope(scope))


@cache
def _wide_kinds() -> frozenset[str]:
    """The events of the whole conflict that open a duty towards every prisoner."""
    opening = {text.split()[0] for row in catalogue().of_scope(Scope.PERSON) for text in row.trigger}
    return frozenset(kind for kind in opening if vocabulary()[kind].scope == "bureau")


def tag_of_place(place: str) -> int:
    """The tag under which the lines of a place stand."""
    return rows.tag("duties place", place)


def catch_up(progress: Progress = lambda done: None) -> int:
    """Fold what is newer than the lines; how many subjects that concerned. Call it inside a transaction."""
    wide = wide_events()
    digest = _digest(wide)
    leaf, known = _folded()
    if leaf == _NOWHERE or known != digest:
        done = _make_all(wide, progress)
        sql.upsert(Folded, [(_ONLY, newest_leaf(), digest)])
        return done
    start, done = leaf, 0
    while True:
        streams, leaf, left = changed_streams(COMPARTMENTS, after=leaf, at_most=_AT_ONCE)
        if streams:
            write(open_histories(streams, COMPARTMENTS), wide)
        done += len(streams)
        progress(done)
        if not left:
            break
    if leaf != start:
        sql.upsert(Folded, [(_ONLY, leaf, digest)])
    return done


def _make_all(wide: Sequence[Event], progress: Progress) -> int:
    """Every line anew, one subject after the other in the order of their ids; how many subjects."""
    _begin()
    done = 0
    for batch in every_stream(COMPARTMENTS):
        write(dict(batch), wide)
        done += len(batch)
        progress(done)
    return done


def _digest(wide: Sequence[Event]) -> str:
    """What every line rests on: its shape, the table of duties, the camps and what concerns every prisoner."""
    camps = current().conflict.camps
    events = [(event.id, event.when) for event in wide]
    return hashlib.sha256(repr((SHAPE, _table_digest(), camps, events)).encode()).hexdigest()


@cache
def _table_digest() -> str:
    return hashlib.sha256(repr(catalogue().rows).encode()).hexdigest()


def wide_events() -> tuple[Event, ...]:
    """The events of the whole conflict that concern every prisoner."""
    entries = open_histories([BUREAU_STREAM], COMPARTMENTS)[BUREAU_STREAM]
    events = translation.events_of(entries, BUREAU_STREAM, Setting.of(current().conflict))
    return tuple(event for event in events if event.kind in _wide_kinds())


def events_for(
    subject: str, entries: Sequence[Entry], wide: Sequence[Event]
) -> tuple[Scope, list[Event]] | None:
    """Of whom the stream tells, and every event of the subject; None for a stream that is nobody's."""
    conflict = current().conflict
    events = translation.events_of(entries, subject, Setting.of(conflict))
    if subject == BUREAU_STREAM:
        return Scope.BUREAU, [translation.conflict_began(conflict, subject), *events]
    if camp := _camps().get(subject):
        opened = translation.camp_opened(conflict, camp, subject)
        has_told = any(event.kind == "camp_opened" for event in events)
        return Scope.CAMP, events if has_told or opened is None else [opened, *events]
    if any(isinstance(entry.fact, PrisonerRegistered) for entry in entries):
        return Scope.PERSON, [*events, *wide]
    return None


def write(histories: dict[str, list[Entry]], wide: Sequence[Event]) -> None:
    """Rewrite the lines of these subjects; one of whom nothing is left has none."""
    made = []
    gone = []
    for subject, entries in histories.items():
        found = events_for(subject, entries, wide)
        if found is None:
            gone.append(subject)
        else:
            scope, events = found
            latest = max((moment_of(entry.recorded) for entry in entries), default=events[0].recorded)
            made.append(row_of(subject, scope, events, latest=latest))
    if gone:
        sql.delete(Row, sql.any_of("subject", gone), gone)
    sql.upsert(Row, made)


def row_of(subject: str, scope: Scope, events: Sequence[Event], *, latest: datetime) -> tuple[object, ...]:
    """The values of a subject's row; `latest` is when the last of its entries was written down."""
    ordered = in_order(events)
    number, place = named(subject, scope, ordered)
    all_owed = owed_in_order(ordered, current().conflict.zone, work(scope))
    is_held = scope is Scope.PERSON and translation.is_held(ordered)
    still_open = tuple([one for one in all_owed if one.outcome is Outcome.OPEN])
    line = Line(subject, number, place, latest, is_held, still_open)
    closed = [one for one in all_owed if one.outcome is not Outcome.OPEN]
    return subject, str(scope), tag_of_place(place), seal_open(line), seal_closed(subject, closed)


def named(subject: str, scope: Scope, ordered: Sequence[Event]) -> tuple[str, str]:
    """The number of a prisoner ("" for a camp or the bureau), and the camp that holds him or that it is.

    The events are in their order.
    """
    number = number_of(subject) if scope is Scope.PERSON else ""
    return number, _camps().get(subject) or translation.place_of(ordered)


def _begin() -> None:
    """Throw every line away; camps and the bureau have duties before anything is recorded of them."""
    Row.objects.all().delete()
    write({stream: [] for stream in (*_camps(), BUREAU_STREAM)}, ())


def _camps() -> dict[str, str]:
    """The code of each camp, by its stream."""
    return {_camp_stream(camp.code): camp.code for camp in current().conflict.camps}


@cache
def _camp_stream(code: str) -> str:
    return camp_stream(code)


def _folded() -> tuple[int, str]:
    row = Folded.objects.filter(pk=_ONLY).first()
    return (row.leaf, row.wide) if row else (_NOWHERE, "")


def _forget(batch: Batch) -> None:
    """An erasure: the line of whoever was erased goes, and so does what this process still knows of it."""
    gone = [stream for stream, entries in batch if all(isinstance(entry.fact, Erased) for entry in entries)]
    if gone:
        sql.delete(Row, sql.any_of("subject", gone), gone)
    forget_opened()


PROJECTION = Projection(
    name="duties",
    compartments=frozenset(),
    tables=(),
    project=_forget,
    beside=(Row,),
)
