"""What happened, in the words in which the Convention's clocks ask for it.

Owns the vocabulary of events (`events.toml`, a table for a lawyer), an event's time as far as it is known, and how
the text of a time is read. Rooms translate their own facts into `Event`; `law.clock` makes duties of them. An event
of an unknown kind, or with a detail its kind does not list, is a fault of the table or of the program, never of a
person, and raises.

Source: GC III arts 12-132, the occasions on which they oblige the Detaining Power.
"""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from functools import cache
from importlib import resources
from typing import Annotated, NamedTuple

from pydantic import Field, StringConstraints, ValidationError, model_validator

from safeconduct.law.faults import TableUnreadable, faults_of
from safeconduct.sources import moments
from safeconduct.sources.dates import span
from safeconduct.sources.values import Frozen, ShortText

LANGUAGES = ("en", "uk", "ko")
KindCode = Annotated[str, StringConstraints(pattern=r"^[a-z0-9][a-z0-9_]{0,39}$")]


class Worded(Frozen):
    """Something with words in each language of the program; all three are always there."""

    en: Annotated[str, StringConstraints(min_length=1, max_length=300)]
    uk: Annotated[str, StringConstraints(min_length=1, max_length=300)]
    ko: Annotated[str, StringConstraints(min_length=1, max_length=300)]

    def words(self, language: str) -> str:
        """The words in the language, else in English."""
        code = language.partition("-")[0]
        return str(getattr(self, code)) if code in LANGUAGES else self.en


class Choice(Worded):
    """One word of a closed list."""

    code: KindCode


class Detail(Worded):
    """One thing that is said of an event: one of `choices` where there are any, a whole number, or free text.

    `is_number` counts things or units that the words name; `is_moment` is a date as EDTF or a moment with its offset.
    """

    code: KindCode
    choices: tuple[Choice, ...] = ()
    is_number: bool = False
    is_moment: bool = False
    is_required: bool = False

    def allows(self, value: str) -> bool:
        """Whether the value is one that this detail can have."""
        if self.choices:
            return any(choice.code == value for choice in self.choices)
        if self.is_number:
            return value.isdecimal() and len(value) <= 6
        return 0 < len(value) <= 300

    def said(self, value: str, language: str) -> str:
        """The value in words."""
        found = next((choice for choice in self.choices if choice.code == value), None)
        return found.words(language) if found else value


class EventKind(Worded):
    """One kind of event. `scope` says of whom it is told: a person, a camp, or the bureau for the whole conflict.

    `of` names who records it: `registry` where the register's own facts say it, `sealed` where only a sealed room
    may, `configuration` where the conflict's file says it, else `duties`. `is_finding`: it tells what was found of a
    person's health, and is kept where findings are.
    """

    code: KindCode
    scope: Annotated[str, StringConstraints(pattern=r"^(person|camp|bureau|any)$")]
    of: Annotated[str, StringConstraints(pattern=r"^(registry|duties|sealed|configuration)$")] = "duties"
    articles: ShortText = ""
    is_finding: bool = False
    details: tuple[Detail, ...] = ()

    def detail(self, code: str) -> Detail | None:
        """The detail with the code."""
        return next((detail for detail in self.details if detail.code == code), None)


class _Table(Frozen):
    event: Annotated[tuple[EventKind, ...], Field(min_length=1)]

    @model_validator(mode="after")
    def _is_told_apart(self) -> "_Table":
        seen: set[str] = set()
        for kind in self.event:
            if kind.code in seen:
                raise ValueError(f"the event {kind.code} stands there twice; give one of them another code")
            seen.add(kind.code)
        return self


class Span(NamedTuple):
    """When something happened, as far as is known: between two moments in UTC, `last` itself excluded.

    None is an open side: nobody knows how early, or how late. An exact moment lasts a minute.
    """

    first: datetime | None = None
    last: datetime | None = None

    def is_surely_before(self, other: "Span") -> bool:
        """Whether it was over before the other can have begun."""
        return self.last is not None and other.first is not None and self.last <= other.first

    def has_surely_come(self, at: datetime) -> bool:
        """Whether it has begun by the moment, whenever it was."""
        return self.last is None or self.last <= at or (self.first is not None and self.first <= at)

    @property
    def is_known(self) -> bool:
        """Whether both sides are."""
        return self.first is not None and self.last is not None


@dataclass(frozen=True, slots=True)
class Event:
    """One thing that happened to a person, in a camp or in the conflict.

    `when` is already bounded by what is known: see `span_of`. `recorded` is when it was written down. `about` is the
    id of the event that this one answers, "" where it answers whatever came before. `place` is the code of the camp.
    """

    id: str
    kind: str
    subject: str
    when: Span
    recorded: datetime
    about: str = ""
    place: str = ""
    details: Mapping[str, str] = field(default_factory=dict)


def span_of(text: str, zone: tzinfo, *, recorded: datetime | None = None) -> Span:
    """When a text says that something happened: EDTF days of the place's own calendar, or a moment with its offset.

    What was written down cannot have happened later, so `recorded` closes an open or later end, unless even the first
    moment lies after it: then somebody wrote of what is still to come. "" is any time until then. Raises ValueError
    for a text that is neither.
    """
    found = _read(text, zone)
    if recorded is None or (found.first is not None and found.first >= recorded):
        return found
    return Span(found.first, recorded if found.last is None else min(found.last, recorded))


def _read(text: str, zone: tzinfo) -> Span:
    if not text:
        return Span()
    if (moment := moments.read(text)) is not None:
        return Span(moment, moment + timedelta(minutes=1))
    first, last = span(text)
    return Span(
        start_of(first, zone) if first else None,
        start_of(last + timedelta(days=1), zone) if last and last < date.max else None,
    )


def start_of(day: date, zone: tzinfo) -> datetime:
    """The moment at which the day begins at the place, in UTC."""
    return datetime.combine(day, time.min, tzinfo=zone).astimezone(UTC)


def day_of(moment: datetime, zone: tzinfo) -> date:
    """The day that the calendar at the place shows at the moment."""
    return moment.astimezone(zone).date()


@cache
def vocabulary() -> Mapping[str, EventKind]:
    """Every kind of event, by its code, in the order of the table."""
    text = resources.files("safeconduct.law").joinpath("events.toml").read_text(encoding="utf-8")
    return read_vocabulary(text, "events.toml")


def read_vocabulary(text: str, file: str) -> Mapping[str, EventKind]:
    """The kinds of event in a table; raises TableUnreadable with every fault, its row and its remedy."""
    try:
        raw = tomllib.loads(text)
        table = _Table.model_validate(raw)
    except tomllib.TOMLDecodeError as error:
        raise TableUnreadable.of(file, f"is not TOML ({error})", "Mend that line.") from None
    except ValidationError as error:
        raise TableUnreadable(faults_of(error, file, raw, "event", "code")) from None
    return {kind.code: kind for kind in table.event}
