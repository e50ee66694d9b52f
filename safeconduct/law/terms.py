"""When a term ends: the treaty's lengths of time, counted in the calendar of the place.

House rule, decided here once: days, weeks, months and years are counted by dates. The day of the event is not
counted and the last day counts whole, so that a week from 12 January ends with 19 January. A month ends with the same
date of the next month, or with its last day where it has no such date. Hours run by the clock. What must be done so
long before an event is in time until the end of the last day that leaves the whole length.
"""

from calendar import monthrange
from datetime import date, datetime, timedelta, tzinfo
from functools import lru_cache

from safeconduct.law.duties import Period
from safeconduct.law.events import Span, day_of, start_of

_INSTANT = timedelta(microseconds=1)
# Prisoners are many and days are few: the ends of some hundred lengths after each day of some years.
_KEPT = 65_536


def after(since: Span, period: Period, zone: tzinfo) -> Span:
    """Between which moments the term ends that begins with the event; an open side stays open."""
    if period.is_hours:
        length = timedelta(hours=period.hours)
        return Span(since.first and since.first + length, since.last and since.last + length)
    return Span(
        since.first and _end_after(day_of(since.first, zone), period, zone),
        since.last and _end_after(_last_day(since, zone), period, zone),
    )


def before(event: Span, period: Period, zone: tzinfo) -> Span:
    """Between which moments the last chance lies to do something so long before the event."""
    if not period.months and not period.days:
        length = timedelta(hours=period.hours)
        return Span(event.first and event.first - length, event.last and event.last - length)
    return Span(
        event.first and _end_before(day_of(event.first, zone), period, zone),
        event.last and _end_before(_last_day(event, zone), period, zone),
    )


def _last_day(span: Span, zone: tzinfo) -> date:
    """The last day of a span; its end itself lies outside."""
    assert span.last is not None
    return day_of(span.last - _INSTANT, zone)


@lru_cache(maxsize=_KEPT)
def _end_after(day: date, period: Period, zone: tzinfo) -> datetime:
    return start_of(shifted(day, period.months) + timedelta(days=period.days + 1), zone)


@lru_cache(maxsize=_KEPT)
def _end_before(day: date, period: Period, zone: tzinfo) -> datetime:
    return start_of(shifted(day, -period.months) - timedelta(days=period.days - 1), zone)


def shifted(day: date, months: int) -> date:
    """The same date so many months later or earlier, or the last day of a month that has no such date."""
    number = day.year * 12 + day.month - 1 + months
    year, month = divmod(number, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))
