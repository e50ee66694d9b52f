"""Forms of any room: what a page asks for, what was typed, and the plain values that commands are made of.

Parses only; the rules of a room decide. A field keeps what was typed whatever becomes of it. Dates come as three
fields of which any may be empty; what cannot be read as a date is kept as written, never made into one. Each room
brings its own words, `FormWords`.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from django.http import QueryDict
from django.utils.translation import get_language, gettext_lazy, pgettext_lazy
from django.utils.translation import gettext as _
from pydantic import ValidationError

from safeconduct.sources.date_reading import DateKind, DateOrder, Unclear, read_written
from safeconduct.sources.errors import Refused
from safeconduct.sources.values import Absent, Channel, Source

Choices = Sequence[tuple[str, object]]
# Lazy translations have no public type of their own: `label` makes text of them in the reader's language.
Words = Mapping[str, object]

CHANNEL: Words = {
    Channel.OWN_STATEMENT: gettext_lazy("own statement"),
    Channel.OWN_HAND: gettext_lazy("in the prisoner's own hand"),
    Channel.DOCUMENT: gettext_lazy("paper"),
    Channel.OBSERVED: gettext_lazy("observed"),
    Channel.LIST: gettext_lazy("list"),
    Channel.INSTANCE: gettext_lazy("another bureau"),
    Channel.PUBLICATION: gettext_lazy("publication"),
}

# What the second person may be refused, whatever was asked for; each room adds its own.
APPROVAL_REFUSAL: Words = {
    "approval_closed": gettext_lazy("This request is closed already."),
    "changed_since": gettext_lazy("Something was recorded since this was asked for."),
    "no_half": gettext_lazy("This session holds no half of the keys."),
    "other_bytes": gettext_lazy("What is approved is not what was asked for."),
    "same_half": gettext_lazy("You hold the same half as the officer who asks; both are needed."),
    "same_person": gettext_lazy("The person who asked cannot be the second person."),
    "unknown_action": gettext_lazy("This program does not know the command that was asked for."),
}
APPROVAL_REMEDY: Words = {
    "changed_since": gettext_lazy("Ask for it again."),
    "no_half": gettext_lazy(
        "Unlock the session. Where that does not help, two custodians enrol you for one half."
    ),
    "other_bytes": gettext_lazy("Open the request again and compare the words."),
    "same_half": gettext_lazy("An officer who holds the other half releases it."),
    "same_person": gettext_lazy("Ask another entitled officer."),
    "unknown_action": gettext_lazy("Use the program it was asked with."),
}

SURE: Choices = (
    ("", pgettext_lazy("date", "exact")),
    ("about", pgettext_lazy("date", "about")),
    ("before", pgettext_lazy("date", "before")),
    ("after", pgettext_lazy("date", "after")),
    ("between", pgettext_lazy("date", "between")),
    ("doubtful", pgettext_lazy("date", "doubtful")),
)
_PARTS = {"day": gettext_lazy("Day"), "month": gettext_lazy("Month"), "year": gettext_lazy("Year")}


@dataclass(frozen=True, slots=True)
class Part:
    """One of the three fields of a date."""

    kind: str
    name: str
    label: object
    value: str


@dataclass(frozen=True, slots=True)
class Field:
    """One field of a form. `kind`: text, long, select, choice, tick, date, or heading, which asks nothing."""

    name: str
    label: object
    kind: str = "text"
    hint: object = ""
    choices: Choices = ()
    value: str = ""
    error: str = ""
    parts: tuple[Part, ...] = ()
    sure: str = ""
    until: str = ""

    @property
    def shown(self) -> str:
        """What was typed, in one line, with the words of a choice."""
        if self.kind == "date":
            typed = " ".join(part.value for part in self.parts if part.value)
            return f"{typed} – {self.until}" if self.until else typed
        return str(dict(self.choices).get(self.value, self.value))

    @property
    def described_by(self) -> str:
        """The ids of hint and error, for `aria-describedby`."""
        found = [f"{self.name}-wrong"] if self.error else []
        if self.hint or self.kind == "date":
            found.append(f"{self.name}-hint")
        return " ".join(found)


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong in a form, in the same words at the field and in the summary."""

    text: str
    field: str = ""
    remedy: str = ""
    source: str = ""


@dataclass(frozen=True, slots=True)
class TypedDate:
    """A date as typed. `edtf` is empty where nothing was typed or nothing could be read, `code` says why."""

    edtf: str = ""
    written: str = ""
    absent: Absent | None = None
    code: str = ""


@dataclass(frozen=True, slots=True)
class FormWords:
    """A room's words by code: of its refusals, of what to do about them, and of the fields of its commands."""

    refusal: Words
    remedy: Words
    field: Words


def label(words: Words, code: str) -> str:
    """The words for a code; a code without words is shown as it is, underscores opened."""
    found = words.get(code)
    return str(found) if found is not None else str(code).replace("_", " ")


def bind(fields: Iterable[Field], typed: QueryDict, problems: Iterable[Problem] = ()) -> list[Field]:
    """The fields with what was typed in them and what is wrong with it; untyped fields keep their own value."""
    wrong = {problem.field: problem.text for problem in problems if problem.field}
    return [_bound(field, typed, wrong.get(field.name, "")) for field in fields]


def read_date(typed: QueryDict, name: str, *, today: date, kind: DateKind = DateKind.EVENT) -> TypedDate:
    """The date typed in `name-day`, `name-month`, `name-year` and `name-sure`, or up to `name-until`.

    A whole date pasted into one of the three is read as it stands. Nothing is guessed for an empty part.
    """
    day, month, year = (typed.get(f"{name}-{part}", "").strip() for part in _PARTS)
    until = typed.get(f"{name}-until", "").strip()
    sure = "between" if until else typed.get(f"{name}-sure", "")
    parts = [part for part in (day, month, year) if part]
    if not parts:
        return TypedDate()
    if len(parts) == 1 and parts[0] in set(Absent):
        return TypedDate(absent=Absent(parts[0]), written=parts[0])
    if sure == "between":
        return _read_between(_joined(day, month, year), until, today=today, kind=kind)
    return _read_parts((day, month, year), sure, today=today, kind=kind)


def source_fields(*, default: str = Channel.OWN_STATEMENT) -> tuple[Field, ...]:
    """Who says so: how it reached the record, and the speaker, writer or list."""
    channels = [(str(code), CHANNEL[code]) for code in Channel if code != Channel.INSTANCE]
    return (
        Field("channel", _("How it is known"), "select", choices=channels, value=default),
        Field("who", _("Who said or wrote it"), hint=_("Name or office of the speaker, writer or list.")),
        Field("document", _("Paper or list it stands in")),
        Field("interpreter", _("Interpreter"), hint=_("Number or name, where one was present.")),
    )


def source_of(typed: QueryDict, *, said_on: str = "") -> Source:
    """The source as typed in `source_fields`; raises ValidationError for what is too long or no channel."""
    return Source.model_validate(
        {
            "channel": typed.get("channel") or str(Channel.OWN_STATEMENT),
            "who": typed.get("who", "").strip(),
            "document": typed.get("document", "").strip(),
            "interpreter": typed.get("interpreter", "").strip(),
            "language": typed.get("spoken", "").strip(),
            "said_on": said_on,
        }
    )


def number_in(typed: Mapping[str, str], name: str) -> int:
    """A whole number of a hidden field; 0 for anything else."""
    text = typed.get(name, "") or ""
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else 0


def problems_of(
    error: ValidationError, said: FormWords, names: Mapping[str, str] | None = None
) -> list[Problem]:
    """What is wrong, one a field, in words; `names` says which field of the form a part of the command is."""
    found: dict[str, Problem] = {}
    for detail in error.errors():
        path = [str(part) for part in detail["loc"]]
        name = next((part for part in reversed(path) if not part.isdigit()), "")
        field = (names or {}).get(name, name)
        found.setdefault(field, Problem(_validation_words(detail, name, said), field))
    return list(found.values())


def problem_of(error: Refused, said: FormWords) -> Problem:
    """A refusal in the operator's language where its code has words, else in the words of the rule."""
    text = label(said.refusal, error.code) if error.code in said.refusal else error.reason
    remedy = label(said.remedy, error.code) if error.code in said.remedy else error.remedy
    return Problem(text, error.field.rpartition(".")[2], remedy, error.source)


def _bound(field: Field, typed: QueryDict, error: str) -> Field:
    if field.kind != "date":
        value = typed.get(field.name, field.value) if typed else field.value
        return replace(field, value=value or "", error=error)
    order = ("year", "month", "day") if (get_language() or "").startswith("ko") else ("day", "month", "year")
    parts = tuple(
        Part(part, f"{field.name}-{part}", _PARTS[part], typed.get(f"{field.name}-{part}", ""))
        for part in order
    )
    sure, until = (typed.get(f"{field.name}-{each}", "") for each in ("sure", "until"))
    return replace(field, parts=parts, error=error, choices=SURE, sure=sure, until=until)


def _read_parts(parts: tuple[str, str, str], sure: str, *, today: date, kind: DateKind) -> TypedDate:
    text = _joined(*parts)
    for prefix in (sure,) if sure in ("about", "before", "after") else ():
        text = f"{prefix} {text}"
    read = read_written(text, order=_order(), today=today, kind=kind)
    if isinstance(read, Unclear):
        return TypedDate(written=_joined(*parts), code=str(read.reason_code))
    doubt = "?" if sure == "doubtful" and read.edtf[-1].isalnum() else ""
    written = text if not text[-4:].isdigit() or len([p for p in parts if p]) == 1 else ""
    return TypedDate(edtf=read.edtf + doubt, written="" if written == read.edtf else written)


def _read_between(first: str, until: str, *, today: date, kind: DateKind) -> TypedDate:
    """Somewhere between two dates, both ends counted; with one end missing it is kept as written, with a question."""
    written = f"{first} – {until}" if until else first
    read = read_written(f"between {first} and {until}", order=_order(), today=today, kind=kind)
    if isinstance(read, Unclear):
        return TypedDate(written=written, code=str(read.reason_code))
    return TypedDate(edtf=read.edtf, written="" if written == read.edtf else written)


def _order() -> DateOrder:
    return DateOrder.YMD if (get_language() or "").startswith("ko") else DateOrder.DMY


def _joined(day: str, month: str, year: str) -> str:
    """One text for the reader; numbers with dots, a month told by name with spaces."""
    if not month and day and not year:
        return day
    glue = "." if month.isdigit() else " "
    return glue.join(part for part in (day, month, year) if part)


def _validation_words(detail: object, name: str, words: FormWords) -> str:
    kind = str(detail.get("type", "")) if isinstance(detail, dict) else ""
    said = label(words.field, name)
    match kind:
        case "string_too_long":
            limit = detail.get("ctx", {}).get("max_length", "") if isinstance(detail, dict) else ""
            return f"{said}: {_('too long, characters at most')}: {limit}"
        case "string_too_short" | "too_short" | "missing":
            return f"{said}: {_('has to be filled in')}"
        case "string_pattern_mismatch" if isinstance(detail, dict) and detail.get("input") == "":
            return f"{said}: {_('has to be filled in')}"
        case "string_pattern_mismatch":
            return f"{said}: {_('not in the form that is needed')}"
        case "enum" | "literal_error" | "union_tag_invalid":
            return f"{said}: {_('choose one of the list')}"
    return f"{said}: {_('cannot be read')}"
