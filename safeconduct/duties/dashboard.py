"""How well duties are kept over time: shares met by article and month, and how long three ways took.

One pass over the lines of the viewer's places. Only duties with a term in the treaty count towards a share; a way is
counted by the duty that measures it, from what opened it to what closed it. Numbers of people, no names.
Source: GC III arts 19, 70, 122(3).
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta, tzinfo

from safeconduct.access.actor import Actor
from safeconduct.access.decide import decide, places_of
from safeconduct.access.words import Capability
from safeconduct.duties import board, projection
from safeconduct.duties.lines import Judged
from safeconduct.law.clock import Duty, Status
from safeconduct.law.duties import Kind, Scope, period_of
from safeconduct.law.events import Span, day_of
from safeconduct.store.clock import now
from safeconduct.store.instance import current
from safeconduct.store.readings import log_list
from safeconduct.store.record import transaction

READ = Capability.DUTIES_DUTY_READ
MONTHS = 6
_INSTANT = timedelta(microseconds=1)
# The last day of each bar; the last bar holds all that took longer.
BARS = (0, 1, 2, 3, 7, 14, 30)
WAYS = ("capture_to_camp", "arrival_to_family_card", "arrival_to_agency_card", "received_to_agency")
"""Codes of the ways, in the order in which a prisoner goes them."""
_FAMILY, _AGENCY, _NOTICE = "GC3-070a-family", "GC3-070a-agency", "GC3-122-3-agency"
_MISSED = frozenset({Status.OVERDUE, Status.BREACHED})


@dataclass(frozen=True, slots=True)
class MonthShare:
    """Of the duties of one article whose term ended in the month (ISO, `2025-01`): met in time, late, not met."""

    month: str
    met: int = 0
    late: int = 0
    missed: int = 0

    @property
    def total(self) -> int:
        """All whose term ended."""
        return self.met + self.late + self.missed


@dataclass(frozen=True, slots=True)
class ArticleMonths:
    """One article with its months, oldest first, every month there."""

    article: str
    months: tuple[MonthShare, ...]


@dataclass(frozen=True, slots=True)
class Way:
    """How long one way took, in whole days. `bars` count by `BARS`, one more for longer; `waiting` are under way.

    `median`, `ninth` (nine of ten took no longer) and `longest` are None where nobody went it yet.
    """

    code: str
    gone: int
    waiting: int
    median: int | None
    ninth: int | None
    longest: int | None
    bars: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Dashboard:
    """`day` is the day at the place."""

    day: str
    articles: tuple[ArticleMonths, ...]
    ways: tuple[Way, ...]


def dashboard(viewer: Actor, *, camp: str = "") -> Dashboard:
    """Of the viewer's places, or of one of them; the last `MONTHS` months, the running one among them."""
    grant = decide(viewer, READ)
    log_list(viewer, "duties dashboard", grant.rule, 0)
    with transaction():
        projection.catch_up()
    mine = places_of(viewer, READ)
    places = sorted(mine) if mine is not None else None
    if camp:
        places = [camp] if mine is None or camp in mine else []
    return _of(_lines(places, now()), now(), current().conflict.zone)


def _lines(places: Sequence[str] | None, at: datetime) -> Iterator[Judged]:
    """Every duty of the lines, done or open, each once."""
    rows = board.rows_with_closed(places, list(Scope))
    for part in rows:
        is_yielded: set[tuple[str, str, str]] = set()
        for each in (*board.closed([part], at), *board.judged([part[:3]], at)):
            owed = each[0].owed
            key = (owed.row, owed.subject, owed.opened_by)
            if key not in is_yielded:
                is_yielded.add(key)
                yield each


def _of(found: Iterable[Judged], at: datetime, zone: tzinfo) -> Dashboard:
    today = day_of(at, zone)
    months = last_months(today, MONTHS)
    counts: Counter[tuple[str, str, str]] = Counter()
    took: dict[str, list[int]] = {code: [] for code in WAYS}
    waiting: Counter[str] = Counter()
    for duty, _, _, _ in found:
        if (result := _result(duty.status)) and duty.row.kind not in (Kind.QUALITATIVE, Kind.STANDING):
            ended = duty.due.last if duty.due else None
            if ended is not None:
                counts[duty.row.article, day_of(ended, zone).isoformat()[:7], result] += 1
        for code, first, last in _gone(duty, zone):
            if last is not None:
                took[code].append(max((last - first).days, 0))
            elif duty.is_open:
                waiting[code] += 1
    articles = sorted({article for article, month, _ in counts if month in months}, key=_article_order)
    return Dashboard(
        today.isoformat(),
        tuple(
            ArticleMonths(article, tuple(_share(counts, article, m) for m in months)) for article in articles
        ),
        tuple(way_of(code, took[code], waiting[code]) for code in WAYS),
    )


def _result(status: Status) -> str:
    if status is Status.MET:
        return "met"
    if status is Status.MET_LATE:
        return "late"
    return "missed" if status in _MISSED else ""


def _share(counts: Counter[tuple[str, str, str]], article: str, month: str) -> MonthShare:
    return MonthShare(month, *(counts[article, month, result] for result in ("met", "late", "missed")))


def _article_order(article: str) -> tuple[int, str]:
    digits = "".join(letter for letter in article if letter.isdigit())
    return int(digits or 0), article


def _gone(duty: Duty, zone: tzinfo) -> Iterator[tuple[str, date, date | None]]:
    """The ways that the duty measures: its code, the day it began, the day it ended or None.

    The week of art. 70 tells when the prisoner arrived: it ends seven days after. A day nobody knows measures
    nothing.
    """
    if duty.row.id not in (_FAMILY, _AGENCY, _NOTICE):
        return
    began, closed = _day(duty.owed.since, zone), _day(duty.owed.closed, zone) if duty.owed.closed else None
    if duty.row.id == _NOTICE:
        if began is not None:
            yield "received_to_agency", began, closed
        return
    until = board.until_of(duty, zone)
    arrived = date.fromisoformat(until) - timedelta(days=period_of(duty.row.duration).days) if until else None
    if duty.row.id == _AGENCY and duty.owed.opened_kind == "captured" and began is not None:
        yield "capture_to_camp", began, arrived
    if arrived is not None:
        code = "arrival_to_family_card" if duty.row.id == _FAMILY else "arrival_to_agency_card"
        yield code, arrived, closed


def _day(span: Span, zone: tzinfo) -> date | None:
    """The day of a span that lies within one; None for a wider one."""
    if span.first is None or span.last is None:
        return None
    first, last = day_of(span.first, zone), day_of(max(span.first, span.last - _INSTANT), zone)
    return first if first == last else None


def last_months(today: date, number: int) -> tuple[str, ...]:
    """So many months up to the running one, oldest first, as `2025-01`."""
    last = today.year * 12 + today.month - 1
    return tuple(f"{each // 12:04d}-{each % 12 + 1:02d}" for each in range(last - number + 1, last + 1))


def way_of(code: str, took: Sequence[int], waiting: int) -> Way:
    """The summary of so many days; the median of an even number is the lower one, which was somebody's."""
    ordered = sorted(took)
    count = len(ordered)
    ends = [sum(days <= bar for days in ordered) for bar in BARS]
    bars = [end - before for before, end in zip([0, *ends[:-1]], ends, strict=True)]
    return Way(
        code,
        count,
        waiting,
        ordered[(count - 1) // 2] if ordered else None,
        ordered[-(-count * 9 // 10) - 1] if ordered else None,
        ordered[-1] if ordered else None,
        (*bars, count - ends[-1]),
    )
