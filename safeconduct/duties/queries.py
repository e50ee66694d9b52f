"""What the duties answer, for a viewer. Every query decides first, logs the reading, and only then loads.

A registrar sees the prisoners of his places and his places themselves; the bureau's own duties are the bureau's.
Lines carry numbers and no names. What a commission found stands on the sheet only in a session that opens health.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta

from safeconduct.access.actor import Actor
from safeconduct.access.decide import Subject, decide, places_of
from safeconduct.access.words import Capability, Compartment, Role
from safeconduct.duties import board as lines
from safeconduct.duties import projection
from safeconduct.duties.answers import (
    MINE,
    ArticleShare,
    Board,
    BoardFilters,
    CalendarDay,
    DutyLine,
    EvidenceLine,
    Sheet,
)
from safeconduct.duties.facts import BUREAU_STREAM, FindingRecorded, Recorded, RecordWithdrawn, camp_stream
from safeconduct.duties.lines import Judged
from safeconduct.law.clock import LAPSED, Status, duties, end_of
from safeconduct.law.duties import Kind, Scope, Whom
from safeconduct.law.events import vocabulary
from safeconduct.law.owing import in_order
from safeconduct.registry import queries as register
from safeconduct.sources.errors import NotFound
from safeconduct.store.clock import now, text_of
from safeconduct.store.entries import Entry
from safeconduct.store.history import histories
from safeconduct.store.instance import current
from safeconduct.store.readings import log_export, log_list, log_reading
from safeconduct.store.record import transaction

PAGE_ROWS_MAX = 500
CALENDAR_DAYS = 7
READ = Capability.DUTIES_DUTY_READ
_ANSWERS_FOR = {
    Role.REGISTRAR: frozenset({Whom.CAPTURING_UNIT, Whom.CAMP}),
    Role.MEDICAL: frozenset({Whom.HEALTH}),
    Role.BUREAU: frozenset({Whom.BUREAU, Whom.STATE, Whom.FOREIGN_MINISTRY, Whom.JUSTICE}),
}
"""For which services a role answers. House rule: the bureau's officer follows those that have no operator here."""


def moment_of(on: date | None) -> datetime:
    """Now, or the end of the day at the place: what may be done until its end still runs."""
    zone = current().conflict.zone
    if on is None or on == now().astimezone(zone).date():
        return now()
    return end_of(on, zone)


def board(
    filters: BoardFilters, viewer: Actor, *, on: date | None = None, first: int = 0, size: int = 50
) -> Board:
    """What is open on the day (None: now), the most urgent first; `first` counts from 0."""
    grant = decide(viewer, READ)
    found, counted = _found(filters, viewer, moment_of(on))
    log_list(viewer, "duties board", grant.rule, _persons(found[first : first + size]))
    made = _board(found, counted, moment_of(on), found[first : first + size])
    return replace(made, mine=_mine(counted, viewer))


def exported(filters: BoardFilters, viewer: Actor, *, on: date | None = None) -> Board:
    """The whole board, to be kept as a file: everybody in it counts towards the alarm."""
    grant = decide(viewer, READ)
    found, counted = _found(filters, viewer, moment_of(on))
    log_export(viewer, "duties exported", grant.rule, _persons(found))
    return _board(found, counted, moment_of(on), found)


def calendar(
    viewer: Actor, *, first: date, days: int = CALENDAR_DAYS, camp: str = ""
) -> tuple[CalendarDay, ...]:
    """The terms that end on each of the days, one entry a day; only days that are surely known."""
    grant = decide(viewer, READ)
    last = first + timedelta(days=days - 1)
    filters = BoardFilters(camp=camp, due_from=first.isoformat(), due_to=last.isoformat())
    found, _ = _found(filters, viewer, now())
    log_list(viewer, "duties calendar", grant.rule, _persons(found))
    zone = current().conflict.zone
    by_day: dict[str, list[DutyLine]] = {}
    for each in found:
        line = lines.line_of(each, zone)
        by_day.setdefault(line.until, []).append(line)
    return tuple(
        CalendarDay(day.isoformat(), tuple(by_day.get(day.isoformat(), ())))
        for day in lines.days(first, days)
    )


def lapsed(filters: BoardFilters, viewer: Actor, *, first: int = 0, size: int = 50) -> Board:
    """What was met late, broken, or lapsed when captivity ended, and why; the newest term first."""
    grant = decide(viewer, READ)
    at = now()
    services = _services(filters, viewer)
    found = [
        each
        for each in lines.closed(lines.rows_with_closed(*_reach(filters, viewer)), at)
        if _is_missed(each) and _is_asked(each, filters, services)
    ]
    found.sort(key=lines.urgency, reverse=True)
    page = found[first : first + size]
    log_list(viewer, "duties lapsed", grant.rule, _persons(page))
    return _board(found, found, at, page)


def shares(viewer: Actor, *, on: date | None = None, camp: str = "") -> tuple[ArticleShare, ...]:
    """For each article with a number in the treaty: of the duties whose term was over, how many were met."""
    grant = decide(viewer, READ)
    at = moment_of(on)
    rows = list(lines.rows_with_closed(*_reach(BoardFilters(camp=camp), viewer)))
    log_list(viewer, "duties shares", grant.rule, 0)
    met: Counter[str] = Counter()
    late: Counter[str] = Counter()
    missed: Counter[str] = Counter()
    open_rows = [(subject, scope, blob) for subject, scope, blob, _ in rows]
    for each in (*lines.closed(rows, at), *lines.judged(open_rows, at)):
        duty = each[0]
        if duty.row.kind in (Kind.QUALITATIVE, Kind.STANDING):
            continue
        counter = {Status.MET: met, Status.MET_LATE: late, Status.OVERDUE: missed, Status.BREACHED: missed}
        if duty.status in counter:
            counter[duty.status][duty.row.article] += 1
    articles = sorted({*met, *late, *missed}, key=lambda text: (len(text), text))
    return tuple(ArticleShare(each, met[each], late[each], missed[each]) for each in articles)


def sheet(number: str, viewer: Actor, purpose: str = "", *, on: date | None = None) -> Sheet:
    """Everything owed to one prisoner, by number or subject id."""
    row, grant = register.located(number, viewer, READ)
    log_reading(viewer, row.subject, "duties", grant.rule, purpose)
    sealed = [Compartment.HEALTH] if viewer.opens(Compartment.HEALTH) else []
    return _sheet(row.subject, viewer, [*projection.COMPARTMENTS, *sealed], on)


def camp_sheet(camp: str, viewer: Actor, *, on: date | None = None) -> Sheet:
    """Everything owed for one camp as a whole."""
    decide(viewer, READ, Subject(frozenset({camp})))
    if current().conflict.camp(camp) is None:
        raise NotFound("no such camp")
    return _sheet(camp_stream(camp), viewer, projection.COMPARTMENTS, on)


def bureau_sheet(viewer: Actor, *, on: date | None = None) -> Sheet:
    """What the bureau and the State owe for the whole conflict."""
    decide(viewer, READ, Subject())
    return _sheet(BUREAU_STREAM, viewer, projection.COMPARTMENTS, on)


def camps(viewer: Actor) -> tuple[str, ...]:
    """The codes of the camps whose duties the viewer may read, in the order of the conflict's file."""
    mine = places_of(viewer, READ)
    return tuple(camp.code for camp in current().conflict.camps if mine is None or camp.code in mine)


def held_at(camp: str, viewer: Actor) -> tuple[str, ...]:
    """The numbers of the prisoners whom a camp holds, sorted; for a grid of all of them."""
    grant = decide(viewer, READ, Subject(frozenset({camp})))
    with transaction():
        projection.catch_up()
    opened = [lines.opened(row) for row in lines.rows_of([camp], [Scope.PERSON])]
    held = sorted(line.number for line in opened if line.is_held)
    log_list(viewer, "duties grid", grant.rule, len(held))
    return tuple(held)


def entries_of(stream: str, viewer: Actor) -> list[Entry]:
    """The open entries of a subject, for a command of its own room that has decided."""
    return histories([stream], projection.COMPARTMENTS, viewer)[stream]


# --- steps ----------------------------------------------------------------------------------------


def _reach(filters: BoardFilters, viewer: Actor) -> tuple[Iterable[str] | None, Sequence[Scope]]:
    """Whose lines the viewer may see: places (None for all) and scopes; folded up to now."""
    with transaction():
        projection.catch_up()
    mine = places_of(viewer, READ)
    scopes = [Scope(filters.scope)] if filters.scope in set(Scope) else list(Scope)
    if filters.camp:
        allowed = mine is None or filters.camp in mine
        return ([filters.camp] if allowed else []), scopes
    return (None if mine is None else sorted(mine)), scopes


def _found(filters: BoardFilters, viewer: Actor, on: datetime) -> tuple[list[Judged], list[Judged]]:
    """The lines that are asked, sorted, and all that are open within the viewer's reach."""
    everything = list(lines.judged(lines.rows_of(*_reach(filters, viewer)), on))
    services = _services(filters, viewer)
    asked = [each for each in everything if _is_asked(each, filters, services)]
    return sorted(asked, key=lines.urgency), everything


def services_of(viewer: Actor) -> frozenset[Whom]:
    """The services for which the viewer's roles answer; her places narrow the board besides."""
    return frozenset[Whom]().union(*(_ANSWERS_FOR.get(role, frozenset()) for role in viewer.roles))


def _services(filters: BoardFilters, viewer: Actor) -> frozenset[str] | None:
    """The services of which one must owe the duty; None where all are asked."""
    if filters.by == MINE:
        return frozenset(str(each) for each in services_of(viewer))
    return frozenset({filters.by}) if filters.by else None


def _mine(found: Sequence[Judged], viewer: Actor) -> int | None:
    services = services_of(viewer)
    return sum(not services.isdisjoint(each[0].row.owed_by) for each in found) if services else None


def _is_asked(each: Judged, filters: BoardFilters, services: frozenset[str] | None) -> bool:
    row = each[0].row
    if filters.article and filters.article not in row.articles:
        return False
    if services is not None and services.isdisjoint(row.owed_by):
        return False
    if filters.status and filters.status != each[0].status:
        return False
    if not (filters.due_from or filters.due_to):
        return True
    until = lines.until_of(each[0], current().conflict.zone)
    return lines.is_between(until, filters.due_from, filters.due_to)


def _is_missed(each: Judged) -> bool:
    duty = each[0]
    return duty.status in (Status.MET_LATE, Status.BREACHED) or duty.reason == LAPSED


def _persons(found: Iterable[Judged]) -> int:
    return len({each[1] for each in found if each[1]})


def _numbers(words: Iterable[str]) -> dict[str, int]:
    """How many of each, sorted: the order in which a database gives rows tells what was written last."""
    return dict(sorted(Counter(words).items()))


def _board(found: Sequence[Judged], counted: Sequence[Judged], on: datetime, page: Sequence[Judged]) -> Board:
    zone = current().conflict.zone
    untils = [until for each in found if (until := lines.until_of(each[0], zone))]
    today = lines.day_text(on, zone)
    return Board(
        on=text_of(on),
        day=today,
        lines=tuple(lines.line_of(each, zone) for each in page),
        total=len(found),
        counts=_numbers(str(each[0].status) for each in counted),
        by_article=_numbers(each[0].row.article for each in counted),
        by_camp=_numbers(each[2] for each in counted if each[2]),
        by_service=_numbers(str(by) for each in counted for by in each[0].row.owed_by),
        next_until=min((until for until in untils if until >= today), default=""),
    )


def _sheet(stream: str, viewer: Actor, compartments: Sequence[Compartment], on: date | None) -> Sheet:
    zone, at = current().conflict.zone, moment_of(on)
    entries = histories([stream], compartments, viewer)[stream]
    found = projection.events_for(stream, entries, projection.wide_events())
    if found is None:
        raise NotFound("nothing here for this actor")
    scope, events = found
    known = in_order(event for event in events if event.recorded <= at)
    number, camp = projection.named(stream, scope, known)
    judged = [
        (duty, number, camp, scope) for duty in duties(known, at, zone=zone, table=projection.whole(scope))
    ]
    shown = [lines.line_of(each, zone) for each in sorted(judged, key=lines.urgency)]
    in_force = tuple(line for line in shown if not line.duty.is_work and line.status is not Status.BREACHED)
    rest = [line for line in shown if line not in in_force]
    return Sheet(
        scope=scope,
        number=number,
        camp=camp,
        day=lines.day_text(at, zone),
        open=tuple(line for line in rest if line.is_open),
        closed=tuple(line for line in rest if not line.is_open),
        in_force=in_force,
        evidence=tuple(_evidence(entries)),
    )


def _evidence(entries: Sequence[Entry]) -> Iterable[EvidenceLine]:
    gone = {e.fact.entry: e.fact.reason for e in entries if isinstance(e.fact, RecordWithdrawn)}
    for entry in entries:
        fact = entry.fact
        if isinstance(fact, Recorded):
            kind = vocabulary()[fact.event]
            details = tuple((d.code, fact.details[d.code]) for d in kind.details if d.code in fact.details)
            yield EvidenceLine(
                entry=entry.id,
                event=fact.event,
                happened=fact.happened,
                recorded=entry.recorded,
                author=entry.author,
                about=fact.about,
                details=details,
                withdrawn=gone.get(entry.id, ""),
                is_sealed=isinstance(fact, FindingRecorded),
            )
