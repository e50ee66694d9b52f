"""Dates as far as they are known: partial, about, doubtful, or somewhere between two others.

Owns `PartialDate` (a small part of EDTF), the days it may mean and whether two of them can be one event.
Leaves to `date_reading` what people write in lists, and to `date_words` how a date is told. A `PartialDate`
is the time of one event: an interval says between which days it lies, never how long it lasted, and nothing
invents a first of the month.

Source: Library of Congress, Extended Date/Time Format (ISO 8601-2:2019 annex A), levels 0 and 1 in part.
"""

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from typing import Annotated, Self

from pydantic import StringConstraints, model_validator

from safeconduct.sources.values import Frozen, ShortText

# House rule: how far "about" reaches on each side. A year told from memory or from an age counted the Korean
# way is often one or two off; a month or a day told as "about" seldom leaves the season or the month.
ABOUT_YEAR_DAYS = 731
ABOUT_MONTH_DAYS = 62
ABOUT_DAY_DAYS = 15

_ATOM = re.compile(
    r"(?P<year>[0-9]{4}|[0-9]{3}X|[0-9]{2}XX)(?:-(?P<month>[0-9]{2}|XX)(?:-(?P<day>[0-9]{2}|XX))?)?(?P<mark>[~?%]?)"
)
_OPEN = ".."


@dataclass(frozen=True, slots=True)
class Moment:
    """One side of a date: digits as EDTF has them (`X` unknown, empty not said) and its qualifier."""

    year: str
    month: str = ""
    day: str = ""
    mark: str = ""

    @property
    def is_about(self) -> bool:
        """Whether the value is only near, which `~` and `%` say."""
        return self.mark in ("~", "%")

    @property
    def is_doubtful(self) -> bool:
        """Whether its source is doubted, which `?` and `%` say."""
        return self.mark in ("?", "%")

    @property
    def is_day(self) -> bool:
        """Whether year, month and day are all known."""
        return self.day.isdigit() and self.month.isdigit() and self.year.isdigit()


class PartialDate(Frozen):
    """A date in EDTF and, when it differs, as it was written.

    `edtf` is `YYYY-MM-DD`, `YYYY-MM`, `YYYY`, with `X` for unknown digits (`199X`, `1999-XX`, `1999-XX-12`),
    with one of `~` (about), `?` (doubtful), `%` (both) at its end, or an interval `a/b`, `../b`, `a/..` of
    these.
    """

    edtf: Annotated[str, StringConstraints(min_length=4, max_length=30)]
    written: ShortText = ""

    @model_validator(mode="after")
    def _is_a_date(self) -> Self:
        sides(self.edtf)
        return self

    def earliest(self) -> date | None:
        """The first day it may mean, `about` not widened; None when it has no beginning."""
        return span(self.edtf)[0]

    def latest(self) -> date | None:
        """The last day it may mean, `about` not widened; None when it has no end."""
        return span(self.edtf)[1]

    @property
    def is_exact(self) -> bool:
        """Whether it is one whole day that nobody doubts."""
        start, end = sides(self.edtf)
        return start is not None and start is end and start.is_day and not start.mark


def parse_edtf(text: str) -> PartialDate:
    """The date that `text` is in EDTF; ValueError (in words) for any form `PartialDate` does not list."""
    sides(text)
    return PartialDate(edtf=text)


def compatible(one: PartialDate, other: PartialDate) -> bool:
    """Whether both can be the time of one event: their days overlap, and no known digit speaks against it.

    A date that is only about is widened by `ABOUT_YEAR_DAYS`, `ABOUT_MONTH_DAYS` or `ABOUT_DAY_DAYS`, after
    what it tells. A doubted date is not widened: doubt says that it may be wrong altogether, not that it is
    near.
    """
    first, last = _widened(one.edtf)
    other_first, other_last = _widened(other.edtf)
    overlap = (first is None or other_last is None or first <= other_last) and (
        last is None or other_first is None or other_first <= last
    )
    return overlap and _digits_agree(sides(one.edtf), sides(other.edtf))


@lru_cache(maxsize=16384)
def sides(edtf: str) -> tuple[Moment | None, Moment | None]:
    """Both ends of a date, the same object twice for a single one, None for an open end.

    Raises ValueError for what is not a date, a day that does not exist, and an end before its beginning.
    """
    parts = edtf.split("/")
    if len(parts) == 1:
        moment = _moment(edtf)
        return moment, moment
    if len(parts) != 2 or parts == [_OPEN, _OPEN]:
        raise ValueError(f"{edtf!r} is not a date or one interval of dates")
    start, end = (None if part == _OPEN else _moment(part) for part in parts)
    if start is not None and end is not None and _first_day(start) > _last_day(end):
        raise ValueError(f"{edtf!r} ends before it begins")
    return start, end


def _moment(text: str) -> Moment:
    found = _ATOM.fullmatch(text)
    if found is None:
        raise ValueError(f"{text!r} is not a date of the form YYYY-MM-DD, YYYY-MM or YYYY")
    moment = Moment(found["year"], found["month"] or "", found["day"] or "", found["mark"])
    if "X" in moment.year and (moment.month.isdigit() or moment.day.isdigit()):
        raise ValueError(f"{text!r} has a month or a day of an unknown year")
    if int(moment.year.replace("X", "9")) == 0 or not _months(moment):
        raise ValueError(f"{text!r} is a day that does not exist")
    return moment


def _months(moment: Moment) -> list[int]:
    """The months it may lie in, sorted; for a known day only those that have this day."""
    months = [int(moment.month)] if moment.month.isdigit() else list(range(1, 13))
    if not all(1 <= month <= 12 for month in months):
        return []
    if not moment.day.isdigit():
        return months
    year = int(moment.year)
    return [month for month in months if year and 1 <= int(moment.day) <= monthrange(year, month)[1]]


def _first_day(moment: Moment) -> date:
    year = max(1, int(moment.year.replace("X", "0")))
    return date(year, _months(moment)[0], int(moment.day) if moment.day.isdigit() else 1)


def _last_day(moment: Moment) -> date:
    year, month = int(moment.year.replace("X", "9")), _months(moment)[-1]
    return date(year, month, int(moment.day) if moment.day.isdigit() else monthrange(year, month)[1])


@lru_cache(maxsize=16384)
def span(edtf: str) -> tuple[date | None, date | None]:
    """The first and the last day that a date in EDTF may mean; ValueError when it is none."""
    start, end = sides(edtf)
    return (_first_day(start) if start else None), (_last_day(end) if end else None)


def _widened(edtf: str) -> tuple[date | None, date | None]:
    start, end = sides(edtf)
    first, last = span(edtf)
    if first and start and start.is_about:
        first = date.fromordinal(max(1, first.toordinal() - _about_days(start)))
    if last and end and end.is_about:
        last = last + min(timedelta(_about_days(end)), date.max - last)
    return first, last


def _about_days(moment: Moment) -> int:
    if moment.day.isdigit():
        return ABOUT_DAY_DAYS
    return ABOUT_MONTH_DAYS if moment.month.isdigit() else ABOUT_YEAR_DAYS


def _digits_agree(
    one: tuple[Moment | None, Moment | None], other: tuple[Moment | None, Moment | None]
) -> bool:
    """Whether two single dates that claim to be right have no known digit in which they differ.

    It is more than an overlap: `1999-XX-12` and `1999-05-13` share days and still cannot be one day.
    """
    (start, end), (other_start, other_end) = one, other
    if start is None or other_start is None or start is not end or other_start is not other_end:
        return True
    if start.is_about or other_start.is_about:
        return True
    merged = [
        _merged(mine, theirs)
        for mine, theirs in (
            (start.year, other_start.year),
            (start.month, other_start.month),
            (start.day, other_start.day),
        )
    ]
    return None not in merged and bool(_months(Moment(*(digits or "" for digits in merged))))


def _merged(mine: str, theirs: str) -> str | None:
    """The digits that either of two parts knows, or None when they know different ones."""
    if not mine or not theirs:
        return mine or theirs
    pairs = list(zip(mine, theirs, strict=True))
    if any(one != other and "X" not in (one, other) for one, other in pairs):
        return None
    return "".join(other if one == "X" else one for one, other in pairs)
