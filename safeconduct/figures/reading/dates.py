"""Finds the days and times of a sentence and says which days they may mean.

Owns the reading of months, parts of months, days, years, decades, weekdays and relative words in four languages,
as intervals of days with their relation. Relative words are resolved against the day of publication; without
it they stay unresolved with their words, and nothing takes today for it.

Source: TimeML TIMEX3 (`mod`); house rule: early, mid and late month are days 1-10, 11-20 and 21 to the end.
"""

import re
from calendar import monthrange
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta

from safeconduct.figures.claims import AsOf, PartOfTime, Relation
from safeconduct.figures.reading.lexicon import Hit
from safeconduct.figures.reading.sentences import Sentence

YEARS = range(1900, 2101)
Interval = tuple[date, date]


@dataclass(frozen=True, slots=True)
class Mention:
    """A time in the text: where its words stand, what they mean, and whether they name one day."""

    start: int
    end: int
    as_of: AsOf
    is_day: bool = False
    is_decade: bool = False


@dataclass(frozen=True, slots=True)
class _Time:
    """A time as written: its parts, before any is resolved. `until` is the second month of a span of months."""

    start: int
    end: int
    year: int | None = None
    month: int | None = None
    day: int | None = None
    until: int | None = None
    until_day: int | None = None
    part: PartOfTime | None = None
    relative: str = ""
    weekday: int | None = None
    is_decade: bool = False
    relation: Relation | None = None


_YEAR_AFTER = re.compile(r",? (?:of )?(\d{4})(?!\d|[ ,.]\d{3})(?: (?:року|год[ау]|рік))?")
_DAY_AFTER = re.compile(r" (\d{1,2})(?:st|nd|rd|th)?(?:-(\d{1,2}))?(?![\d,.]\d|\d|-)(?! (?:of the|more))")
_DAY_BEFORE = re.compile(r"(?<![\d-])(\d{1,2})(?:-(\d{1,2}))?(?:st|nd|rd|th|-го)?(?: of)? $")
_ISO = re.compile(r"(?<!\d)(\d{4})-(\d{2})-(\d{2})(?!\d)")
_DOTTED = re.compile(r"(?<!\d)(\d{1,2})\.(\d{1,2})\.(\d{4})(?!\d)")
_DECADE = re.compile(r"(?<!\d)(\d{3}0)(?:'?s\b|-х\b|-ті\b|년대)(?: (?:років|годов|годах|роках))?")
_YEAR = re.compile(r"(?<![\d.,])(\d{4})(?: (?:року|рік|році|год[ауе]?|році))?(?![\d]|[.,]\d|-)")
_YEAR_WORDS = {
    "en": re.compile(r"(?:in|since|by|during|of|until|before) $"),
    "uk": re.compile(r"(?:у|в|з|із|від|до|протягом|станом на) $"),
    "ru": re.compile(r"(?:в|с|до|к|за) $"),
}
_MONTHS_TIED = re.compile(r" ?(?:-|and|to|through|до|по|та|і|й|и) ?")
_FROM = re.compile(r"(?:from|between|з|із|від|с|между|між) $")
_KOREAN = re.compile(
    r"(?:(?P<year>\d{4})년 ?)?(?:(?P<first>\d{1,2})(?:월)? ?(?:-|~|부터|에서) ?)?(?P<month>\d{1,2})월"
    r"(?: ?(?P<day>\d{1,2})일)?(?: ?(?P<part>초|중순|하순|말))?(?P<tail> ?(?:사이|까지|부터|이후|기준|현재|이래))?"
)
_KOREAN_RELATIVE_PART = re.compile(r" ?(초|중순|하순|말)")
_KOREAN_DAY = re.compile(r"(?<![\d월] )(?<![\d월~-])(\d{1,2})일(?= |\()")
_KOREAN_YEAR = re.compile(r"(?<!\d)(\d{4})년(?!대)(?P<tail> ?(?:까지|부터|이후|기준|현재))?")
_KOREAN_PARTS = {"초": PartOfTime.START, "중순": PartOfTime.MID, "하순": PartOfTime.END, "말": PartOfTime.END}
_KOREAN_TAILS = {
    "까지": Relation.BY, "부터": Relation.SINCE, "이후": Relation.SINCE, "이래": Relation.SINCE,
    "기준": Relation.AS_OF, "현재": Relation.AS_OF,
}  # fmt: skip
_SEASONS = {"last_spring": 3, "last_summer": 6, "last_autumn": 9, "last_winter": 12}


def mentions(sentence: Sentence, published: date | None, *, is_future: bool = False) -> list[Mention]:
    """The times of the sentence in order of place, none inside another.

    A month or day without its year is the latest not after `published`, or the next one where `is_future`.
    """
    found = sorted(_times(sentence), key=lambda time: (time.start, -time.end))
    kept: list[_Time] = []
    for time in found:
        if not kept or time.start >= kept[-1].end:
            kept.append(time)
    return [_mention(sentence, time, published, is_future) for time in kept]


def _times(sentence: Sentence) -> Iterator[_Time]:
    yield from _numeric(sentence)
    if sentence.language == "ko":
        yield from _korean(sentence)
    else:
        yield from _months(sentence)
        yield from _years(sentence)
    yield from _relatives(sentence)


def _numeric(sentence: Sentence) -> Iterator[_Time]:
    for match in _ISO.finditer(sentence.lower):
        yield from _checked(sentence, match, int(match[1]), int(match[2]), int(match[3]))
    for match in _DOTTED.finditer(sentence.lower):
        yield from _checked(sentence, match, int(match[3]), int(match[2]), int(match[1]))
    for match in _DECADE.finditer(sentence.lower):
        if int(match[1]) in YEARS:
            start = match.start() + sentence.start
            relation, begin = _relation(sentence, start)
            yield _Time(
                begin, match.end() + sentence.start, year=int(match[1]), is_decade=True, relation=relation
            )


def _checked(sentence: Sentence, match: re.Match[str], year: int, month: int, day: int) -> Iterator[_Time]:
    if year in YEARS and 1 <= month <= 12 and 1 <= day <= monthrange(year, month)[1]:
        relation, begin = _relation(sentence, match.start() + sentence.start)
        yield _Time(begin, match.end() + sentence.start, year, month, day, relation=relation)


# --- months, years, relative words --------------------------------------------------------------------


def _months(sentence: Sentence) -> Iterator[_Time]:
    last: _Time | None = None
    for hit in sentence.of("times", "month"):
        if sentence.language == "en" and not sentence.text(hit.start, hit.start + 1).isupper():
            continue
        time = _month(sentence, hit)
        if time is None:
            continue
        if last is not None and _is_span(sentence, last, time):
            last = replace(
                last, end=time.end, until=time.month, year=time.year or last.year, relation=Relation.IN
            )
            continue
        if last is not None:
            yield last
        last = time
    if last is not None:
        yield last


def _is_span(sentence: Sentence, first: _Time, second: _Time) -> bool:
    """Whether two months are one span: `January and February`, `from January to March`."""
    return (
        first.day is None and second.day is None and first.until is None and first.part is None
        and bool(_MONTHS_TIED.fullmatch(sentence.text(first.end, second.start).lower()))
    )  # fmt: skip


def _month(sentence: Sentence, hit: Hit) -> _Time | None:
    """The time around the name of a month."""
    start, end, day, year, until = hit.start, hit.end, None, None, None
    after = sentence.text(end, sentence.end).lower()
    before = sentence.text(sentence.start, start).lower()
    if found := _DAY_BEFORE.search(before):
        day, until, start = int(found[1]), _whole(found[2]), sentence.start + found.start()
    elif sentence.language == "en" and (found := _DAY_AFTER.match(after)):
        day, until, end = int(found[1]), _whole(found[2]), end + found.end()
    if found := _YEAR_AFTER.match(sentence.text(end, sentence.end).lower()):
        if int(found[1]) in YEARS:
            year, end = int(found[1]), end + found.end()
    part, start = _part(sentence, start) if day is None else (None, start)
    relation, begin = _relation(sentence, start)
    month = int(hit.value)
    longest = monthrange(year or 2000, month)[1]
    if day is not None and not 1 <= day <= (until or day) <= longest:
        return None
    if (
        sentence.language == "en"
        and hit.value in ("3", "5")
        and hit.start == sentence.start
        and not (day or year)
    ):
        return None
    return _Time(begin, end, year, month, day, until_day=until, part=part, relation=relation)


def _whole(digits: str | None) -> int | None:
    return int(digits) if digits else None


def _part(sentence: Sentence, start: int) -> tuple[PartOfTime | None, int]:
    for hit in sentence.of("times", "part"):
        if hit.end <= start and sentence.text(hit.end, start).strip(" -") == "":
            return PartOfTime(hit.value), hit.start
    return None, start


def _relation(sentence: Sentence, start: int) -> tuple[Relation | None, int]:
    for hit in sentence.of("times", "relation"):
        if hit.end <= start and sentence.text(hit.end, start).lower().strip() in ("", "the"):
            return Relation(hit.value), hit.start
    return None, start


def _years(sentence: Sentence) -> Iterator[_Time]:
    lead = _YEAR_WORDS[sentence.language]
    for match in _YEAR.finditer(sentence.lower):
        has_word = len(match.group()) > 4
        if int(match[1]) in YEARS and (has_word or lead.search(sentence.lower[: match.start()])):
            relation, begin = _relation(sentence, match.start() + sentence.start)
            yield _Time(begin, match.end() + sentence.start, year=int(match[1]), relation=relation)


def _relatives(sentence: Sentence) -> Iterator[_Time]:
    for hit in sentence.of("times", "relative"):
        end, part = hit.end, None
        if sentence.language == "ko" and (
            found := _KOREAN_RELATIVE_PART.match(sentence.text(hit.end, sentence.end))
        ):
            part, end = _KOREAN_PARTS[found[1]], hit.end + found.end()
        relation, begin = _relation(sentence, hit.start)
        yield _Time(begin, end, relative=hit.value, relation=relation, part=part)
    for hit in sentence.of("times", "weekday"):
        relation, begin = _relation(sentence, hit.start)
        yield _Time(begin, hit.end, weekday=int(hit.value), relation=relation)


def _korean(sentence: Sentence) -> Iterator[_Time]:
    for match in _KOREAN.finditer(sentence.lower):
        month, first, day = int(match["month"]), match["first"], match["day"]
        start, end = match.start() + sentence.start, match.end() + sentence.start
        if not 1 <= month <= 12 or (first and not 1 <= int(first) < month) or (day and int(day) > 31):
            continue
        year = int(match["year"]) if match["year"] and int(match["year"]) in YEARS else None
        yield _Time(
            start, end, year, int(first) if first else month, int(day) if day else None,
            until=month if first else None, part=_KOREAN_PARTS.get(match["part"] or ""),
            relation=_KOREAN_TAILS.get((match["tail"] or "").strip()),
        )  # fmt: skip
    for match in _KOREAN_YEAR.finditer(sentence.lower):
        if int(match[1]) in YEARS:
            yield _Time(
                match.start() + sentence.start, match.end() + sentence.start, int(match[1]),
                relation=_KOREAN_TAILS.get((match["tail"] or "").strip()),
            )  # fmt: skip
    for match in _KOREAN_DAY.finditer(sentence.lower):
        if 1 <= int(match[1]) <= 31:
            yield _Time(match.start() + sentence.start, match.end() + sentence.start, day=int(match[1]))


# --- resolving ----------------------------------------------------------------------------------------


def _mention(sentence: Sentence, time: _Time, published: date | None, is_future: bool) -> Mention:
    raw = sentence.written(time.start, time.end).strip()
    is_day = time.day is not None or time.weekday is not None or time.relative in ("today", "yesterday")
    relation = time.relation or (Relation.ON if is_day else Relation.IN)
    interval = _interval(time, published, is_future)
    part = time.part
    if interval is None:
        as_of = AsOf(raw=raw[:300], relation=relation, part=part, is_resolved=False)
        return Mention(time.start, time.end, as_of, is_day, time.is_decade)
    start, end = interval
    if relation == Relation.SINCE:
        end = max(start, published) if published is not None else None
    as_of = AsOf(start=start, end=end, raw=raw[:300], relation=relation, part=part)
    return Mention(time.start, time.end, as_of, is_day, time.is_decade)


def _interval(time: _Time, published: date | None, is_future: bool) -> tuple[date, date | None] | None:
    """The first and last day meant, or None where the day of publication is needed and not known."""
    if time.is_decade and time.year is not None:
        return date(time.year, 1, 1), date(time.year + 9, 12, 31)
    if time.relative:
        return _relative(time, published)
    if time.weekday is not None:
        return _weekday(time.weekday, published)
    if time.month is None:
        return _year_or_day(time, published)
    year = time.year
    if year is None:
        if published is None:
            return None
        year = _latest_year(time, published, is_future)
    return _within(year, time)


def _year_or_day(time: _Time, published: date | None) -> Interval | None:
    if time.day is None:
        year = time.year or 0
        return (date(year, 1, 1), date(year, 12, 31)) if year in YEARS else None
    if published is None:
        return None
    # A lone day (`30일`) is of the month of publication, or of the one before where it has not come yet.
    base = published if time.day <= published.day else published.replace(day=1) - timedelta(1)
    if time.day > monthrange(base.year, base.month)[1]:
        return None
    day = base.replace(day=time.day)
    return day, day


def _latest_year(time: _Time, published: date, is_future: bool) -> int:
    """The year of the latest such time not after publication, or of the first that is not past."""
    first, last = _within(published.year, time)
    if is_future:
        return published.year if last >= published else published.year + 1
    return published.year if first <= published else published.year - 1


def _within(year: int, time: _Time) -> Interval:
    month = time.month or 1
    longest = monthrange(year, month)[1]
    if time.until is not None:
        if time.until < month:
            return date(year - 1, month, 1), date(year, time.until, monthrange(year, time.until)[1])
        return date(year, month, 1), date(year, time.until, monthrange(year, time.until)[1])
    if time.day is not None:
        last = min(time.until_day or time.day, longest)
        return date(year, month, min(time.day, longest)), date(year, month, last)
    return _part_of(date(year, month, 1), date(year, month, longest), time.part)


def _part_of(first: date, last: date, part: PartOfTime | None) -> Interval:
    """The days of a part of the month: 1-10, 11-20, 21 to the end."""
    match part:
        case PartOfTime.START:
            return first, first.replace(day=10)
        case PartOfTime.MID:
            return first.replace(day=11), first.replace(day=20)
        case PartOfTime.END:
            return first.replace(day=21), last
    return first, last


def _weekday(weekday: int, published: date | None) -> Interval | None:
    """The latest such day not after publication: Monday told on a Monday is that day."""
    if published is None:
        return None
    day = published - timedelta((published.isoweekday() - weekday) % 7)
    return day, day


def _relative(time: _Time, published: date | None) -> Interval | None:
    if published is None:
        return None
    monday = published - timedelta(published.weekday())
    first = published.replace(day=1)
    before = first - timedelta(1)
    if time.relative in _SEASONS:
        return _last_season(_SEASONS[time.relative], published)
    intervals: dict[str, Interval] = {
        "today": (published, published),
        "yesterday": (published - timedelta(1), published - timedelta(1)),
        "this_week": (monday, published),
        "last_week": (monday - timedelta(7), monday - timedelta(1)),
        "this_month": (first, _month_end(first)),
        "last_month": (before.replace(day=1), before),
        "this_year": (date(published.year, 1, 1), published),
        "year_start": (date(published.year, 1, 1), published),
        "last_year": (date(published.year - 1, 1, 1), date(published.year - 1, 12, 31)),
        "past_day": (published - timedelta(1), published),
        "past_week": (published - timedelta(7), published),
        "past_month": (published - timedelta(30), published),
    }
    start, end = intervals[time.relative]
    if time.relative in ("this_month", "last_month") and time.part is not None:
        return _part_of(start, end, time.part)
    return (start, min(end, published)) if time.relative == "this_month" else (start, end)


def _month_end(first: date) -> date:
    return first.replace(day=monthrange(first.year, first.month)[1])


def _last_season(month: int, published: date) -> Interval:
    """The last season of three months that had begun before publication."""
    year = published.year if month + 2 < published.month else published.year - 1
    last_month, last_year = (month + 2, year) if month + 2 <= 12 else (month - 10, year + 1)
    return date(year, month, 1), date(last_year, last_month, monthrange(last_year, last_month)[1])
