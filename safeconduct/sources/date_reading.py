"""Reads dates as clerks, soldiers and spreadsheets write them, and says so when it cannot.

Owns the written forms of English, Ukrainian, Russian and Korean. Guesses nothing: what is not in the text is
not in the date, an age is no date, and a cell that could be two things comes back as `Unclear`. `today` is an
argument.
"""

import re
import unicodedata
from calendar import monthrange
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from functools import lru_cache

from safeconduct.sources.dates import PartialDate, parse_edtf


class DateOrder(StrEnum):
    """The order in which the numbers of a written date stand, where the text itself does not tell."""

    DMY = "dmy"
    MDY = "mdy"
    YMD = "ymd"


class DateKind(StrEnum):
    """What happened on the date: it decides the century of a year of two digits.

    A soldier's birth is taken at least 14 years back; any other event as near to today as can be.
    """

    BIRTH = "birth"
    EVENT = "event"


class UnclearCode(StrEnum):
    """Why a text is no date."""

    EMPTY = "date-empty"
    UNKNOWN = "date-unknown"
    NOT_A_DATE = "date-not-read"
    NO_SUCH_DAY = "no-such-day"
    NO_SUCH_MONTH = "no-such-month"
    NO_SUCH_YEAR = "no-such-year"
    TWO_WAYS = "date-two-ways"
    TWO_DATES = "two-dates"
    AGE = "age-not-date"
    LUNAR = "lunar-date"
    REVERSED = "dates-reversed"


REASONS = {
    UnclearCode.EMPTY: "nothing written",
    UnclearCode.UNKNOWN: "written as unknown",
    UnclearCode.NOT_A_DATE: "not read as a date",
    UnclearCode.NO_SUCH_DAY: "no such day",
    UnclearCode.NO_SUCH_MONTH: "no such month",
    UnclearCode.NO_SUCH_YEAR: "a year that cannot be meant",
    UnclearCode.TWO_WAYS: "can be read in two ways",
    UnclearCode.TWO_DATES: "two dates in one place",
    UnclearCode.AGE: "an age, not a date",
    UnclearCode.LUNAR: "a date of the lunar calendar",
    UnclearCode.REVERSED: "ends before it begins",
}


class DateNote(StrEnum):
    """What a reader should be told of how a date was read."""

    SWAPPED = "date-swapped"
    SERIAL = "date-serial"


@dataclass(frozen=True, slots=True)
class Unclear:
    """A text not read as a date: a stable code, the reason in English, the text to the letter."""

    reason_code: UnclearCode
    reason: str
    written: str


@dataclass(frozen=True, slots=True)
class DateReading:
    """A date or why there is none, with a note where the text did not stand in the expected form."""

    date: PartialDate | Unclear
    note: DateNote | None = None


def read_written(
    text: str, *, order: DateOrder, today: date, kind: DateKind = DateKind.EVENT
) -> PartialDate | Unclear:
    """The date in `text`; numbers in `order`, and the other way round only where no other reading exists."""
    return read_with_note(text, order=order, today=today, kind=kind).date


@lru_cache(maxsize=16384)
def read_with_note(
    text: str, *, order: DateOrder, today: date, kind: DateKind = DateKind.EVENT
) -> DateReading:
    """As `read_written`, with the note; the last 16,384 texts are remembered, as lists repeat their dates."""
    written = text[:300]
    try:
        if len(text) > _LONGEST:
            raise _Stop(UnclearCode.NOT_A_DATE)
        edtf, note = _Reader(order, today, kind).read(_clean(text))
    except _Stop as stop:
        return DateReading(Unclear(stop.code, REASONS[stop.code], written))
    return DateReading(PartialDate(edtf=edtf, written=written if written != edtf else ""), note)


_LONGEST = 120
_YEARS = range(1850, 2151)
_SERIALS = range(15000, 60001)

_MONTHS = {
    1: "jan january січ січень січня янв январь января",
    2: "feb february лют лютий лютого фев февр февраль февраля",
    3: "mar march бер берез березень березня мар март марта",
    4: "apr april квіт квітень квітня апр апрель апреля",
    5: "may трав травень травня май мая",
    6: "jun june чер черв червень червня июн июнь июня",
    7: "jul july лип липень липня июл июль июля",
    8: "aug august серп серпень серпня авг август августа",
    9: "sep sept september вер верес вересень вересня сен сент сентябрь сентября",
    10: "oct october жов жовт жовтень жовтня окт октябрь октября",
    11: "nov november лис лист листоп листопад листопада ноя нояб ноябрь ноября",
    12: "dec december груд грудень грудня дек декабрь декабря",
}
_MONTH_NUMBERS = {word: number for number, words in _MONTHS.items() for word in words.split()}
_FILLERS = frozenset(
    "р рр р.н рн року рік г гг г.р гр год года of the st nd rd th го е born b нар н рожд у в".split()
)

_UNKNOWN = re.compile(
    r"[?_\-./ ]+|x{1,4}|unknown|not known|невідом[оаі]\w*|не відомо|неизвестн\w+|не известно"
    r"|н/в|н/д|n/a|모름|미상|불명"
)
_ABOUT = r"близько|бл\.?|приблизно|прибл\.?|орієнтовно|около|ок\.|примерно|прим\.|ориентировочно|"
_ABOUT += r"about|abt\.?|around|approximately|approx\.?|circa|ca\.?|c\.?|~|≈|약|대략"
_ABOUT_FIRST = re.compile(rf"(?:(?:{_ABOUT})(?: +|(?=[0-9']))|[~≈약] *)(?=\w|')")
_ABOUT_LAST = re.compile(r" *(?:경|무렵|쯤|~|\(?(?:approx\.?|about|приблизно|примерно|бл\.?)\)?)$")
_DOUBT_FIRST = re.compile(
    r"(?:мабуть|ймовірно|імовірно|вероятно|возможно|можливо|probably|perhaps|possibly|추정) "
)
_DOUBT_LAST = re.compile(r" *(?:\(\?\)|(?<=[0-9])\?|추정|\(추정\))$")
_BEFORE_FIRST = re.compile(r"(?:до|before|not later than|by|не пізніше|не позднее) +(?=[0-9'\w~])")
_AFTER_FIRST = re.compile(
    r"(?:після|після|после|after|not earlier than|since|не раніше|не ранее) +(?=[0-9'\w~])"
)
_BEFORE_LAST = re.compile(r" *이전$")
_AFTER_LAST = re.compile(r" *이후$")
_BETWEEN = re.compile(r"(?:between|між|между|from|від|от|з|с) +(.+?) +(?:and|та|і|й|и|to|до|по) +(.+)")
_BETWEEN_KOREAN = re.compile(r"(.+?) ?(?:부터|에서|와|과) ?(.+?) ?(?:사이|까지)(?:에)?")
_EITHER = re.compile(r"(.+?) *(?: or | або | чи | или |또는|혹은) *(.+)")
_YEAR_RANGE = re.compile(r"([0-9]{4}) ?(?:-|/|~) ?([0-9]{4})(?: ?(?:рр?|гг?)\.?)?")
_DAY_RANGE = re.compile(r"([0-9]{1,2}) ?- ?([0-9]{1,2})([./][0-9]{1,2}[./][0-9]{4}| [^\W\d_]+ [0-9]{4}.*)")
_FULL_RANGE = re.compile(
    r"([0-9]{1,4}[./][0-9]{1,2}(?:[./][0-9]{2,4})?|[0-9]{4}-[0-9]{2}-[0-9]{2}) ?- ?(\S+)|(.+) - (.+)"
)

_PART = r"[0-9]{1,2}|\?{1,2}|x{1,2}|х{1,2}|_{1,2}|-{2}"
_DAY_MONTH_YEAR = re.compile(rf"({_PART}) ?([./\- ]) ?({_PART}) ?\2 ?('?[0-9]{{2}}|[0-9]{{4}})")
_YEAR_FIRST = re.compile(rf"([0-9]{{4}}) ?([./\- ]) ?({_PART}) ?\2 ?({_PART})\.?")
_MONTH_YEAR = re.compile(rf"({_PART}) ?[./\-] ?('?[0-9]{{2}}|[0-9]{{4}})")
_YEAR_MONTH = re.compile(rf"([0-9]{{4}}) ?[./\-] ?({_PART})\.?")
_YEAR = re.compile(r"([0-9]{4})")
_SHORT_YEAR = re.compile(r"'([0-9]{2})|([0-9]{2}) ?(?:р\.? ?н\.?|г\.? ?р\.?|р\.|г\.|року|года?|년생)")
_DECADE = re.compile(r"([0-9]{3})(?:[?x_х]|0(?:s|'s|-ті|-х|-е|-ті роки|-х років|-е годы|-х годов|년대))")
_KOREAN = re.compile(
    r"(?:(?P<juche>주체) ?(?P<n>[0-9]{1,3})|(?P<year>[0-9]{4}))"
    r" ?(?:\( ?(?P<also>[0-9]{4}) ?년?\) ?)?(?:년생?)?"
    r"(?: ?(?P<month>[0-9]{1,2}) ?월)?(?: ?(?P<day>[0-9]{1,2}) ?일)?(?: ?생)?"
)
_JUCHE = re.compile(r"(?:juche|чучхе|чучче) ?(?P<n>[0-9]{1,3})(?: ?\( ?(?P<also>[0-9]{4}) ?\))?")
_JUCHE_INSIDE = re.compile(
    r"(?:juche|чучхе|чучче|주체)(?: (?:year|era|рік|год))? ?([0-9]{1,3})(?![0-9(])"
    r"(?: ?(?:년|(?:року|рік|года|год|р|г)\b\.?))?"
    r"|\b([0-9]{1,3})(?:-?(?:й|го))? (?:року|рік|года|год|р\.?|г\.?) (?:чучхе|чучче)(?!\w)"
)
# House rule: nothing is reckoned over. The same lunar day falls on another solar day each year, leap months are
# seldom told, and a person who says one often means the other.
_LUNAR = re.compile(
    r"음력|\blunar\b|\bмісячн\w+ календар\w*|\bлунн\w+ календар\w*|\bпо лунному\b|\bза місячним\b"
)
_SOLAR_FIRST = re.compile(r"양력 *")
_COMPACT = re.compile(r"[0-9]{8}")
_SERIAL = re.compile(r"[0-9]{5}")
_CLOCK = re.compile(r"(?<=[0-9])(?:t| +|, *)[0-9]{1,2}:[0-9]{2}(?::[0-9]{2}(?:\.[0-9]+)?)?z?$")
_YEAR_WORD = re.compile(
    r"(?<=[0-9]{4}) ?(?:року народження|года рождения|р\.? ?н\.?|г\.? ?р\.?|року|рік|рр?\.?|года?|гг?\.?)$"
)
_AGE = re.compile(
    r"(?:age[d]?|вік|возраст|나이|만)[ :]*[0-9]{1,3}\b.*|[0-9]{1,3} ?(?:років|рік|роки|лет|года?"
    r"|y\.?o\.?|years?.*|세|살).*"
)
_DATE_LIKE = re.compile(r"[0-9]{1,2}[./\-][0-9]{1,2}[./\-][0-9]{2,4}|[0-9]{4}-[0-9]{2}-[0-9]{2}|[0-9]{4}")
_DASHES = str.maketrans({dash: "-" for dash in "‐‑‒–—―−－"} | {"’": "'", "ʼ": "'", "〜": "~", "～": "~"})
_FULL_WIDTH = {wide: wide - 0xFEE0 for wide in range(0xFF01, 0xFF5F)} | {0x3000: " "}
_UNSEEN = re.compile("[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]")


class _Stop(Exception):
    """Reading ends here, with the reason."""

    def __init__(self, code: UnclearCode) -> None:
        super().__init__(code)
        self.code = code


def _clean(text: str) -> str:
    """Lower case, plain dashes and single spaces, without time of day and closing "year" words.

    Compatibility folding is not used: it would make one number of a year and its footnote mark.
    """
    plain = _UNSEEN.sub("", text).translate(_FULL_WIDTH).translate(_DASHES)
    folded = unicodedata.normalize("NFC", plain).casefold()
    folded = " ".join(folded.split()).strip(" ,;")
    folded = _CLOCK.sub("", folded)
    return _YEAR_WORD.sub("", folded)


class _Reader:
    """One text's way from its qualifiers inwards to a day, a month or a year."""

    def __init__(self, order: DateOrder, today: date, kind: DateKind) -> None:
        self.order, self.today, self.kind = order, today, kind
        self.note: DateNote | None = None

    def read(self, text: str) -> tuple[str, DateNote | None]:
        """The EDTF of the cleaned `text` and the note, or `_Stop`."""
        if not text:
            raise _Stop(UnclearCode.EMPTY)
        if _UNKNOWN.fullmatch(text):
            raise _Stop(UnclearCode.UNKNOWN)
        if _LUNAR.search(text):
            raise _Stop(UnclearCode.LUNAR)
        return self._bounded(_SOLAR_FIRST.sub("", text, count=1)), self.note

    def _bounded(self, text: str) -> str:
        straight = _as_edtf(text)
        if straight:
            return straight
        for pattern, form in ((_BEFORE_FIRST, "../{}"), (_AFTER_FIRST, "{}/..")):
            if found := pattern.match(text):
                return form.format(self._marked(text[found.end() :]))
        for pattern, form in ((_BEFORE_LAST, "../{}"), (_AFTER_LAST, "{}/..")):
            if found := pattern.search(text):
                return form.format(self._marked(text[: found.start()]))
        return self._interval(text) or self._marked(text)

    def _interval(self, text: str) -> str:
        """`a/b` for a text that names two ends, or nothing. An open bound of two dates is one of the two."""
        if found := _DAY_RANGE.fullmatch(text):
            return self._ends(found[1] + found[3], found[2] + found[3])
        for pattern in (_BETWEEN, _BETWEEN_KOREAN, _EITHER, _YEAR_RANGE):
            if found := pattern.fullmatch(text):
                return self._ends(found[1], found[2])
        if found := _FULL_RANGE.fullmatch(text):
            first, last = (found[1], found[2]) if found[1] else (found[3], found[4])
            if _DATE_LIKE.search(first) and _DATE_LIKE.search(last):
                return self._ends(first, last)
        return ""

    def _ends(self, first: str, last: str) -> str:
        start, end = self._marked(first), self._marked(last)
        if start == end:
            return start
        try:
            return parse_edtf(f"{start}/{end}").edtf
        except ValueError:
            raise _Stop(UnclearCode.REVERSED) from None

    def _marked(self, text: str) -> str:
        """One date with its "about" and "doubtful", each of which may stand before or after it."""
        is_about = is_doubtful = False
        for _ in range(4):
            shorter = _ABOUT_LAST.sub(
                "", _ABOUT_FIRST.sub("", text, count=1) if _ABOUT_FIRST.match(text) else text
            )
            is_about |= shorter != text
            text = shorter.strip()
            shorter = _DOUBT_FIRST.sub("", text, count=1) if _DOUBT_FIRST.match(text) else text
            if not _DECADE.fullmatch(shorter):
                shorter = _DOUBT_LAST.sub("", shorter)
            is_doubtful |= shorter != text
            text = shorter.strip()
        mark = "%" if is_about and is_doubtful else "~" if is_about else "?" if is_doubtful else ""
        return self._single(text) + mark

    def _single(self, text: str) -> str:
        straight = _as_edtf(text)
        if straight:
            return straight
        for pattern, reader in self._forms():
            if found := pattern.fullmatch(text):
                return reader(found)
        if spoken := self._spoken(text):
            return spoken
        if (solar := _JUCHE_INSIDE.sub(_solar_year, text)) != text:
            return self._single(" ".join(solar.split()).strip(" ,"))
        if _AGE.fullmatch(text):
            raise _Stop(UnclearCode.AGE)
        several = len(_DATE_LIKE.findall(text)) > 1
        raise _Stop(UnclearCode.TWO_DATES if several else UnclearCode.NOT_A_DATE)

    def _forms(self) -> tuple[tuple[re.Pattern[str], Callable[[re.Match[str]], str]], ...]:
        return (
            (_YEAR_FIRST, lambda m: _join(_year(m[1]), m[3], m[4])),
            (_DAY_MONTH_YEAR, self._numbers),
            (_YEAR_MONTH, lambda m: _join(_year(m[1]), m[2])),
            (_MONTH_YEAR, self._month_year),
            (_YEAR, lambda m: _join(_year(m[1]))),
            (_DECADE, lambda m: f"{_year(m[1] + '0') // 10}X"),
            (_KOREAN, _korean),
            (_JUCHE, _korean),
            (_COMPACT, _compact),
            (_SERIAL, self._serial),
            (_SHORT_YEAR, lambda m: _join(self._century(int(m[1] or m[2])))),
        )

    def _numbers(self, found: re.Match[str]) -> str:
        """Day, month, year; day and month change places only where a month over 12 leaves no other reading.

        Dots are never American: `03.11` is the third of November whatever the list's order.
        """
        year = self._any_year(found[4])
        first, second = found[1], found[3]
        is_month_first = self.order is DateOrder.MDY and found[2] != "."
        day, month = (second, first) if is_month_first else (first, second)
        if month.isdigit() and day.isdigit() and int(month) > 12 >= int(day) > 0:
            day, month = month, day
            self.note = DateNote.SWAPPED
        return _join(year, month, day)

    def _month_year(self, found: re.Match[str]) -> str:
        """`09.1998`, and `11.99`, whose year cannot be a month; `09.05` may be a day and a month too."""
        if len(found[2]) == 2 and int(found[2]) <= 12:
            raise _Stop(UnclearCode.TWO_WAYS)
        return _join(self._any_year(found[2]), found[1])

    def _any_year(self, digits: str) -> int:
        bare = digits.lstrip("'")
        return self._century(int(bare)) if len(bare) == 2 else _year(bare)

    def _century(self, two_digits: int) -> int:
        """House rule: the year of this ending nearest to today, for a birth at least 14 years back."""
        if self.kind is DateKind.BIRTH:
            last = self.today.year - 14
            return last - (last - two_digits) % 100
        nearest = self.today.year - (self.today.year - two_digits) % 100
        return nearest + 100 if self.today.year - nearest > 50 else nearest

    def _serial(self, found: re.Match[str]) -> str:
        """The day that a spreadsheet's day number stands for, counted from 30 December 1899.

        Source: ECMA-376 part 1 section 18.17.4.1 (the 1900 date system, correct from 1 March 1900 on).
        """
        if int(found[0]) not in _SERIALS:
            raise _Stop(UnclearCode.NOT_A_DATE)
        self.note = DateNote.SERIAL
        return (date(1899, 12, 30) + timedelta(int(found[0]))).isoformat()

    def _spoken(self, text: str) -> str:
        """A date with its month as a word, in any order: exactly one month and one year, at most one day."""
        tokens = [token for token in re.findall(r"'?[0-9]+|[^\W\d_]+", text) if token not in _FILLERS]
        months = [_MONTH_NUMBERS[token] for token in tokens if token in _MONTH_NUMBERS]
        numbers = [token for token in tokens if token[-1].isdecimal()]
        if len(months) != 1 or len(tokens) != len(months) + len(numbers) or not 1 <= len(numbers) <= 2:
            return ""
        years = [number for number in numbers if len(number) == 4 or number.startswith("'")]
        if not years and len(numbers) == 2 and len(numbers[1]) == 2:
            years = numbers[1:]
        days = [number for number in numbers if number not in years and len(number) <= 2]
        if len(years) != 1 or len(days) + 1 != len(numbers):
            return ""
        return _join(
            self._any_year(years[0]) if len(years[0]) != 4 else _year(years[0]), str(months[0]), *days
        )


def _as_edtf(text: str) -> str:
    """`text` when it is EDTF already and of this age of the world, else nothing."""
    try:
        found = parse_edtf(text.upper())
    except ValueError:
        return ""
    ends = (found.earliest(), found.latest())
    return found.edtf if all(end is None or end.year in _YEARS for end in ends) else ""


def _year(digits: str) -> int:
    if int(digits) not in _YEARS:
        raise _Stop(UnclearCode.NO_SUCH_YEAR)
    return int(digits)


def _join(year: int, month: str = "", day: str = "") -> str:
    """EDTF of the parts; `00`, `??` and the like are parts that are not known."""
    month_number, day_number = (int(part) if part.isdecimal() else 0 for part in (month, day))
    if month_number > 12:
        raise _Stop(UnclearCode.NO_SUCH_MONTH)
    longest = monthrange(year, month_number)[1] if month_number else 31
    if day_number > longest:
        raise _Stop(UnclearCode.NO_SUCH_DAY)
    if day_number:
        return (
            f"{year:04}-{month_number:02}-{day_number:02}"
            if month_number
            else f"{year:04}-XX-{day_number:02}"
        )
    return f"{year:04}-{month_number:02}" if month_number else f"{year:04}"


def _korean(found: re.Match[str]) -> str:
    """A date with Korean units, or a Juche year (the first is 1912); a second year beside it must agree.

    Source: DPRK resolution of 8 July 1997 on the Juche era.
    """
    parts = found.groupdict()
    year = int(parts["year"]) if parts.get("year") else 1911 + int(parts["n"])
    if parts.get("also") and int(parts["also"]) != year:
        raise _Stop(UnclearCode.TWO_DATES)
    return _join(_year(str(year)), parts.get("month") or "", parts.get("day") or "")


def _solar_year(found: re.Match[str]) -> str:
    """The year of the Juche count as everybody counts it."""
    return str(1911 + int(found[1] or found[2]))


def _compact(found: re.Match[str]) -> str:
    """Eight digits, `20250112` or `12012025`: a century where a month should stand rules one out."""
    digits = found[0]
    if int(digits[:4]) in _YEARS and int(digits[4:6]) <= 12:
        return _join(int(digits[:4]), digits[4:6], digits[6:])
    return _join(_year(digits[4:]), digits[2:4], digits[:2])
