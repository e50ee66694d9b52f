"""Tells a partial date in words, in English, Ukrainian, Korean and Russian, without adding a day that nobody said.

Owns the month names and the two forms: prose, and the shorter one of tables. A caller sets the number of a
day or a year beside other words as a label and its value, never inside a translated sentence.
"""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from functools import partial

from safeconduct.sources.dates import Moment, PartialDate, sides


class DateForm(StrEnum):
    """Where the words will stand."""

    PROSE = "prose"
    TABLE = "table"


def describe(value: PartialDate, language: str, form: DateForm = DateForm.PROSE) -> str:
    """`value` in the words of `language` (a BCP 47 tag of en, uk, ko or ru; any other is told in English)."""
    speaker = _SPEAKERS.get(language.split("-")[0].lower(), _english)
    words = _WORDS.get(language.split("-")[0].lower(), _WORDS["en"])
    start, end = sides(value.edtf)
    if start is not None and start is end:
        return _marked(start, speaker, words=words, form=form)
    if start is None or end is None:
        known, key = (end, "earlier") if end else (start, "later")
        return words[key].format(_marked(known, speaker, words=words, form=form)) if known else ""
    key = "or" if _is_next(start, end) else "between"
    told = (
        _marked(side, speaker, words=words, form=form, is_between=key == "between") for side in (start, end)
    )
    return words[key].format(*told)


_Speaker = Callable[[Moment, DateForm, bool], str]

# "genitive" says that the words after "about" and "between" stand in another case than the plain date.
_WORDS: dict[str, dict[str, str]] = {
    "en": {
        "about": "about {}",
        "doubtful": "{} (doubtful)",
        "or": "{} or {}",
        "between": "between {} and {}",
        "earlier": "{} or earlier",
        "later": "{} or later",
        "genitive": "",
    },
    "uk": {
        "about": "близько {}",
        "doubtful": "{} (під сумнівом)",
        "or": "{} або {}",
        "between": "від {} до {}",
        "earlier": "{} або раніше",
        "later": "{} або пізніше",
        "genitive": "yes",
    },
    "ru": {
        "about": "около {}",
        "doubtful": "{} (под сомнением)",
        "or": "{} или {}",
        "between": "от {} до {}",
        "earlier": "{} или раньше",
        "later": "{} или позже",
        "genitive": "yes",
    },
    "ko": {
        "about": "{} 무렵",
        "doubtful": "{} (불확실)",
        "or": "{} 또는 {}",
        "between": "{}부터 {} 사이",
        "earlier": "{} 또는 그 이전",
        "later": "{} 또는 그 이후",
        "genitive": "",
    },
}
_EN_MONTHS = "January February March April May June July August September October November December".split()


def _marked(
    moment: Moment, speaker: _Speaker, *, words: dict[str, str], form: DateForm, is_between: bool = False
) -> str:
    told = speaker(moment, form, bool(words["genitive"]) and (moment.is_about or is_between))
    if moment.is_about:
        told = words["about"].format(told)
    return words["doubtful"].format(told) if moment.is_doubtful else told


def _is_next(start: Moment, end: Moment) -> bool:
    """Whether nothing lies between the two, so that "one or the other" says it all."""
    if start.is_day and end.is_day:
        first, last = (PartialDate(edtf=f"{side.year}-{side.month}-{side.day}") for side in (start, end))
        earlier, later = first.earliest(), last.earliest()
        return earlier is not None and later is not None and (later - earlier).days == 1
    if start.day or end.day or bool(start.month) != bool(end.month) or "X" in start.year + end.year:
        return False
    if not start.month:
        return int(end.year) - int(start.year) == 1
    if not (start.month.isdigit() and end.month.isdigit()):
        return False
    months = [int(side.year) * 12 + int(side.month) for side in (start, end)]
    return months[1] - months[0] == 1


def _english(moment: Moment, form: DateForm, _is_genitive: bool) -> str:
    if "X" in moment.year:
        return (
            f"{moment.year[:3]}0s"
            if moment.year.count("X") == 1
            else f"{moment.year[:2]}00–{moment.year[:2]}99"
        )
    if not moment.month.isdigit():
        return (
            f"{moment.year}, day {int(moment.day)}, month not known" if moment.day.isdigit() else moment.year
        )
    month = _EN_MONTHS[int(moment.month) - 1]
    month = month if form is DateForm.PROSE else month[:3]
    day = f"{int(moment.day)} " if moment.day.isdigit() else ""
    return f"{day}{month} {moment.year}"


@dataclass(frozen=True, slots=True)
class _Slavic:
    """The words of a language that declines its months: `{}` stands for the day or the first digits of a decade."""

    months: tuple[str, ...]
    of_month: tuple[str, ...]
    year: str
    decade: str
    of_decade: str
    day_of_no_month: str


def _slavic(words: _Slavic, moment: Moment, form: DateForm, is_genitive: bool) -> str:
    year_word = f" {words.year}" if form is DateForm.PROSE else ""
    if "X" in moment.year:
        if moment.year.count("X") == 1:
            return (words.of_decade if is_genitive else words.decade).format(moment.year[:3])
        return f"{moment.year[:2]}00–{moment.year[:2]}99"
    if not moment.month.isdigit():
        day = words.day_of_no_month.format(int(moment.day)) if moment.day.isdigit() else ""
        return f"{moment.year}{year_word}{day}"
    if form is DateForm.TABLE:
        return (f"{moment.day}." if moment.day.isdigit() else "") + f"{moment.month}.{moment.year}"
    if moment.day.isdigit():
        return f"{int(moment.day)} {words.of_month[int(moment.month) - 1]} {moment.year}{year_word}"
    months = words.of_month if is_genitive else words.months
    return f"{months[int(moment.month) - 1]} {moment.year}{year_word}"


def _korean(moment: Moment, form: DateForm, _is_genitive: bool) -> str:
    if "X" in moment.year:
        return (
            f"{moment.year[:3]}0년대"
            if moment.year.count("X") == 1
            else f"{moment.year[:2]}00–{moment.year[:2]}99년"
        )
    if not moment.month.isdigit():
        year = moment.year if form is DateForm.TABLE else f"{moment.year}년"
        return f"{year} {int(moment.day)}일 (월 미상)" if moment.day.isdigit() else year
    if form is DateForm.TABLE:
        return f"{moment.year}-{moment.month}" + (f"-{moment.day}" if moment.day.isdigit() else "")
    day = f" {int(moment.day)}일" if moment.day.isdigit() else ""
    return f"{moment.year}년 {int(moment.month)}월{day}"


_UKRAINIAN = _Slavic(
    months=(
        "січень", "лютий", "березень", "квітень", "травень", "червень",
        "липень", "серпень", "вересень", "жовтень", "листопад", "грудень",
    ),
    of_month=(
        "січня", "лютого", "березня", "квітня", "травня", "червня",
        "липня", "серпня", "вересня", "жовтня", "листопада", "грудня",
    ),
    year="р.", decade="{}0-ті роки", of_decade="{}0-х років", day_of_no_month=", день {}, місяць невідомий",
)  # fmt: skip
_RUSSIAN = _Slavic(
    months=(
        "январь", "февраль", "март", "апрель", "май", "июнь",
        "июль", "август", "сентябрь", "октябрь", "ноябрь", "декабрь",
    ),
    of_month=(
        "января", "февраля", "марта", "апреля", "мая", "июня",
        "июля", "августа", "сентября", "октября", "ноября", "декабря",
    ),
    year="г.", decade="{}0-е годы", of_decade="{}0-х годов", day_of_no_month=", день {}, месяц неизвестен",
)  # fmt: skip
_SPEAKERS: dict[str, _Speaker] = {
    "en": _english,
    "uk": partial(_slavic, _UKRAINIAN),
    "ko": _korean,
    "ru": partial(_slavic, _RUSSIAN),
}
