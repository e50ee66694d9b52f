"""The duties of the Convention as data: what is owed, to whom, by when in the treaty's own terms, and what closes it.

Owns the shape of a row, the checks of the table and the look-ups. The rows stand in `catalogue/*.toml`, the grounds
that excuse in `exceptions.toml`; a lawyer reads and edits both. What follows on one day is `law.clock`.

Source: GC III arts 2-132; GC I arts 16, 17; GC II arts 19, 20. Each row names its own article and how far it was
checked. Design section 6.8: no deadline is invented; a number that the treaty does not have is an office target.
"""

import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cache, cached_property
from importlib import resources
from typing import Annotated, Self

from pydantic import Field, StringConstraints, ValidationError, field_validator, model_validator

from safeconduct.law.events import EventKind, KindCode, Worded, vocabulary
from safeconduct.law.faults import Fault, TableUnreadable, faults_of
from safeconduct.sources.values import Frozen, LongText, ShortText

RowId = Annotated[str, StringConstraints(pattern=r"^GC[1-3]-[0-9a-z][0-9a-z-]{1,30}$")]
_PERIOD = re.compile(
    r"P(?:(?P<years>\d+)Y)?(?:(?P<months>\d+)M)?(?:(?P<weeks>\d+)W)?(?:(?P<days>\d+)D)?(?:T(?P<hours>\d+)[HS])?"
)
# Articles whose paragraphs were seen numbered; elsewhere they are counted from the order of sentences.
NUMBERED_ARTICLES = frozenset({"118", "119", "122"})


class Mark(StrEnum):
    """How far a row was checked. Only the first is ever shown without a word beside it."""

    VERIFIED = "verified"
    GENERAL = "general"
    KNOWN = "known"
    HOUSE_RULE = "house-rule"


class Kind(StrEnum):
    """What kind of time the treaty sets."""

    FIXED = "fixed"
    BEFORE = "before"
    PERIODIC = "periodic"
    QUALITATIVE = "qualitative"
    STANDING = "standing"
    CAP = "cap"


class Scope(StrEnum):
    """Whose duty it is counted for."""

    PERSON = "person"
    CAMP = "camp"
    BUREAU = "bureau"


class Link(StrEnum):
    """Which event closes a duty: one that names what opened it, any not before it, or any at all."""

    ABOUT = "about"
    AFTER = "after"
    EVER = "ever"


class Nth(StrEnum):
    """Which of several openings count: every one, or the first of a captivity."""

    EACH = "each"
    FIRST = "first"


class Whom(StrEnum):
    """To whom a duty is owed, or by whom."""

    PRISONER = "prisoner"
    NEXT_OF_KIN = "next_of_kin"
    POWER_OF_ORIGIN = "power_of_origin"
    PROTECTING_POWER = "protecting_power"
    AGENCY = "agency"
    ICRC = "icrc"
    BUREAU = "bureau"
    REPRESENTATIVE = "representative"
    AUTHORITIES = "authorities"
    COURTS = "courts"
    RELIEF_BODY = "relief_body"
    WELFARE_BODY = "welfare_body"
    PARTY = "party"
    ENQUIRER = "enquirer"
    RECIPIENT = "recipient"
    POSTAL_SERVICE = "postal_service"
    STAFF = "staff"
    RECORD = "record"
    EVERYBODY = "everybody"
    CAPTURING_UNIT = "capturing_unit"
    CAMP = "camp"
    JUSTICE = "justice"
    HEALTH = "health"
    FOREIGN_MINISTRY = "foreign_ministry"
    STATE = "state"


@dataclass(frozen=True, slots=True)
class Period:
    """A length of time in the calendar: months and years by their dates, days by midnight, hours by the clock."""

    months: int = 0
    days: int = 0
    hours: int = 0

    @property
    def is_hours(self) -> bool:
        """Whether it runs by the clock alone."""
        return bool(self.hours) and not self.months and not self.days


def period_of(text: str) -> Period:
    """The length that ISO 8601 writes `P1W`, `P3M`, `PT24H`; ValueError for another text."""
    found = _PERIOD.fullmatch(text)
    if found is None or text in ("P", "PT"):
        raise ValueError(f'"{text}" is no length of time; write it as P1W, P3M, P30D or PT24H')
    part = {name: int(value or 0) for name, value in found.groupdict().items()}
    return Period(part["years"] * 12 + part["months"], part["weeks"] * 7 + part["days"], part["hours"])


@dataclass(frozen=True, slots=True)
class Pattern:
    """Which events a row means: of one kind, with these details. `after`: only where such an event came before."""

    kind: str
    details: tuple[tuple[str, frozenset[str]], ...] = ()
    after: str = ""


def pattern_of(text: str) -> Pattern:
    """`card_offered to=family` or `died cause=violence|unknown`; ValueError for an unknown event, detail or word."""
    code, *conditions = text.split()
    kind = _known(code)
    details: list[tuple[str, frozenset[str]]] = []
    after = ""
    for condition in conditions:
        name, is_set, words = condition.partition("=")
        if not is_set:
            raise ValueError(f'"{condition}" is no condition; write it as detail=word or detail=word|word')
        if name == "after":
            after = _known(words).code
            continue
        details.append((name, _words(kind, name, words)))
    return Pattern(code, tuple(details), after)


def _known(code: str) -> EventKind:
    kind = vocabulary().get(code)
    if kind is None:
        raise ValueError(f'"{code}" is no event; choose one of events.toml or add it there')
    return kind


def _words(kind: EventKind, name: str, words: str) -> frozenset[str]:
    detail = kind.detail(name)
    if detail is None:
        raise ValueError(
            f'the event {kind.code} has no detail "{name}"; add it in events.toml or remove the condition'
        )
    asked = frozenset(words.split("|"))
    if wrong := sorted(word for word in asked if not detail.allows(word)):
        raise ValueError(f'"{wrong[0]}" is no word of {kind.code}.{name}; choose one that events.toml lists')
    return asked


class Limit(Frozen):
    """A number that an event's detail must keep to."""

    detail: KindCode
    at_least: Annotated[int, Field(ge=0)] | None = None
    at_most: Annotated[int, Field(ge=0)] | None = None

    @model_validator(mode="after")
    def _limits(self) -> Self:
        if (self.at_least is None) == (self.at_most is None):
            raise ValueError("a limit has one of at_least and at_most; write exactly one")
        return self

    def is_kept(self, value: int) -> bool:
        """Whether the number keeps to it."""
        return (self.at_least is None or value >= self.at_least) and (
            self.at_most is None or value <= self.at_most
        )


Patterns = tuple[Annotated[str, StringConstraints(min_length=2, max_length=200)], ...]


class Row(Worded):
    """One duty. See docs/how-to/edit-the-duties.md for what each key means to a lawyer.

    `duration` is the treaty's own number; `target` an office target, which is never shown as law.
    """

    id: RowId
    instrument: Annotated[str, StringConstraints(pattern=r"^GC (I|II|III)$")] = "GC III"
    article: Annotated[str, StringConstraints(pattern=r"^[0-9]+([-, ]+[0-9]+)*$")]
    paragraph: Annotated[str, StringConstraints(pattern=r"^([0-9]+([-, ]+[0-9]+)*)?$")] = ""
    mark: Mark
    scope: Scope = Scope.PERSON
    kind: Kind
    duration: ShortText = ""
    target: ShortText = ""
    legal_text: ShortText = ""
    trigger: Annotated[Patterns, Field(min_length=1)]
    nth: Nth = Nth.EACH
    anchor: Patterns = ()
    before: Patterns = ()
    closed_by: Patterns = ()
    breached_by: Patterns = ()
    ends: Patterns = ()
    link: Link = Link.AFTER
    limits: tuple[Limit, ...] = ()
    count_max: int = 0
    count_by: tuple[KindCode, ...] = ()
    until_detail: ShortText = ""
    is_minimum: bool = False
    survives: bool = False
    enables: bool = False
    soft: bool = False
    owed_to: Annotated[tuple[Whom, ...], Field(min_length=1)]
    owed_by: Annotated[tuple[Whom, ...], Field(min_length=1)]
    evidence: Annotated[str, StringConstraints(min_length=3, max_length=300)]
    exceptions: tuple[KindCode, ...] = ()
    notes: LongText = ""

    @field_validator("duration", "target")
    @classmethod
    def _is_a_period(cls, text: str) -> str:
        if text:
            period_of(text)
        return text

    @field_validator("trigger", "anchor", "before", "closed_by", "breached_by", "ends")
    @classmethod
    def _are_patterns(cls, texts: Patterns) -> Patterns:
        for text in texts:
            pattern_of(text)
        return texts

    @field_validator("exceptions")
    @classmethod
    def _are_grounds(cls, codes: tuple[str, ...]) -> tuple[str, ...]:
        for code in codes:
            if code not in grounds():
                raise ValueError(f'"{code}" is no ground; choose one of exceptions.toml or add it there')
        return codes

    @model_validator(mode="after")
    def _is_whole(self) -> Self:
        if problem := _problem(self):
            raise ValueError(problem)
        return self

    @property
    def cite(self) -> str:
        """The article as it is cited: `GC III art. 122(3)`; a counted paragraph is not cited."""
        word = "arts" if re.search(r"[-,]", self.article) else "art."
        article = self.article.replace("-", "–")
        numbered = f"({self.paragraph})" if self.paragraph and self.article in NUMBERED_ARTICLES else ""
        return f"{self.instrument} {word} {article}{numbered}"

    @property
    def has_counted_paragraph(self) -> bool:
        """Whether its paragraph is counted from the order of sentences and not seen numbered."""
        return bool(self.paragraph) and self.article not in NUMBERED_ARTICLES

    @property
    def is_work(self) -> bool:
        """Whether something has to be done or kept to for it, so that it stands on a board."""
        return bool(self.closed_by or self.limits or self.count_max)

    @property
    def is_verified(self) -> bool:
        """Whether its words were compared with the treaty."""
        return self.mark is Mark.VERIFIED

    @cached_property
    def articles(self) -> tuple[str, ...]:
        """Every article it stands on, one by one: `86-88` is three."""
        found: list[str] = []
        for part in re.split(r"[, ]+", self.article):
            first, _, last = part.partition("-")
            found += [str(number) for number in range(int(first), int(last or first) + 1)]
        return tuple(found)


# A declined offer closes only a duty to enable; nothing that he signs closes any other.
_DECLINED = "declined"


def _problem(row: Row) -> str:
    """What of the row does not fit together, with its remedy after a semicolon."""
    if row.kind is Kind.QUALITATIVE and not row.legal_text and row.mark is not Mark.HOUSE_RULE:
        return "a qualitative deadline has the treaty's own words; write them in legal_text"
    if row.kind is not Kind.QUALITATIVE and row.kind is not Kind.STANDING and row.target:
        return "a number of the treaty leaves no room for an office target; remove target or duration"
    if row.kind in (Kind.FIXED, Kind.PERIODIC, Kind.BEFORE) and not row.duration:
        return f"a deadline of kind {row.kind} has a number; write duration"
    if row.kind in (Kind.QUALITATIVE, Kind.STANDING) and row.duration:
        return f"a deadline of kind {row.kind} has no number in the treaty; move it to target"
    if row.kind is Kind.BEFORE and not row.before:
        return "before what is not said; write before"
    if row.kind is Kind.CAP and not (row.duration or row.limits or row.count_max or row.until_detail):
        return "a cap has a limit; write duration, limits, count_max or until_detail"
    if row.kind in (Kind.FIXED, Kind.PERIODIC, Kind.BEFORE, Kind.QUALITATIVE) and not row.closed_by:
        return "nothing closes it; write closed_by"
    return _link_problem(row)


def _link_problem(row: Row) -> str:
    declined = [text for text in row.closed_by if _DECLINED in text.split()[0]]
    if declined and not (row.enables and all("informed=yes" in text for text in declined)):
        return (
            "a refusal closes only a duty to enable, and only an informed one; set enables and informed=yes"
        )
    for text in (*row.trigger, *row.closed_by, *row.breached_by, *row.ends):
        kind = vocabulary()[text.split()[0]]
        is_wide = kind.scope == "bureau" and row.scope is Scope.PERSON and text in row.trigger
        if kind.scope not in (row.scope, "any") and not is_wide:
            return f"the event {kind.code} is told of a {kind.scope}, the duty of a {row.scope}; change one of them"
    for limit in row.limits:
        for text in row.trigger:
            detail = vocabulary()[text.split()[0]].detail(limit.detail)
            if detail is None or not detail.is_number:
                return f"the event {text.split()[0]} has no number {limit.detail}; add it in events.toml"
    return ""


class Ground(Worded):
    """A ground on which a duty may be excused."""

    code: KindCode
    article: ShortText


class _Rows(Frozen):
    duty: Annotated[tuple[Row, ...], Field(min_length=1)]


class _Grounds(Frozen):
    exception: Annotated[tuple[Ground, ...], Field(min_length=1)]


class Catalogue:
    """Every row, by id and by article."""

    def __init__(self, rows: tuple[Row, ...]) -> None:
        self.rows = rows
        self.by_id: Mapping[str, Row] = {row.id: row for row in rows}

    def of_article(self, article: str) -> tuple[Row, ...]:
        """The rows that stand on the article of GC III, or all of an instrument's: `70`, `GC I 16`."""
        *instrument, number = article.replace("art.", "").split() or [""]
        wanted = " ".join(instrument) or "GC III"
        return tuple(row for row in self.rows if row.instrument == wanted and number in row.articles)

    def of_scope(self, scope: Scope) -> tuple[Row, ...]:
        """The rows that are counted for a person, a camp or the bureau."""
        return tuple(row for row in self.rows if row.scope is scope)


@cache
def catalogue() -> Catalogue:
    """The table that comes with the program, in the order of the Convention."""
    folder = resources.files("safeconduct.law.catalogue")
    files = sorted(item.name for item in folder.iterdir() if item.name.endswith(".toml"))
    return Catalogue(read_rows({name: folder.joinpath(name).read_text(encoding="utf-8") for name in files}))


@cache
def grounds() -> Mapping[str, Ground]:
    """Every ground that excuses, by its code."""
    text = resources.files("safeconduct.law").joinpath("exceptions.toml").read_text(encoding="utf-8")
    raw = _toml(text, "exceptions.toml")
    try:
        table = _Grounds.model_validate(raw)
    except ValidationError as error:
        raise TableUnreadable(faults_of(error, "exceptions.toml", raw, "exception", "code")) from None
    return {ground.code: ground for ground in table.exception}


def read_rows(texts: Mapping[str, str]) -> tuple[Row, ...]:
    """The rows of several files of TOML, by file name; raises TableUnreadable with every fault of all of them."""
    vocabulary(), grounds()  # Their own faults come first, once.
    rows: list[Row] = []
    faults: list[Fault] = []
    homes: dict[str, str] = {}
    for file, text in texts.items():
        try:
            raw = _toml(text, file)
            found = _Rows.model_validate(raw).duty
        except ValidationError as error:
            faults += faults_of(error, file, raw, "duty", "id")
            continue
        except TableUnreadable as unreadable:
            faults += unreadable.faults
            continue
        faults += _doubles(found, file, homes)
        rows += found
    if faults:
        raise TableUnreadable(tuple(faults))
    return tuple(rows)


def _doubles(rows: tuple[Row, ...], file: str, homes: dict[str, str]) -> Iterator[Fault]:
    for row in rows:
        home = homes.setdefault(row.id, file)
        if home != file or sum(other.id == row.id for other in rows) > 1:
            yield Fault(
                file,
                row.id,
                f"this id stands there twice (also in {home})",
                "Give one of the two another id.",
            )


def _toml(text: str, file: str) -> dict[str, object]:
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise TableUnreadable.of(file, f"is not TOML ({error})", "Mend that line.") from None
