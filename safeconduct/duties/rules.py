"""What a command of the duties records, or why it is refused. Pure: the clock and what is known come in.

Source: the articles that `law.events` names for each kind; GC III arts 7, 17 for what is never recorded.
"""

from collections.abc import Set
from dataclasses import dataclass
from datetime import datetime, timedelta, tzinfo

from safeconduct.duties.facts import Fact, FindingRecorded, Recorded, RecordWithdrawn
from safeconduct.duties.requests import RecordForMany, Recording, RecordInspections, WithdrawRecord
from safeconduct.law.duties import catalogue, grounds
from safeconduct.law.events import Detail, EventKind, span_of, vocabulary
from safeconduct.sources.errors import Refused

# Everything else has happened before it is written down. The last two are words of the future by their nature.
_MAY_LIE_AHEAD = frozenset({"trial_set", "transfer_decided"})
_AHEAD = timedelta(minutes=10)
_HOUSE = "House rule: the record"


@dataclass(frozen=True, slots=True)
class Known:
    """What rules are told: the moment, the calendar of the place, and the ids of the subject's entries."""

    at: datetime
    zone: tzinfo
    entries: Set[str] = frozenset()
    withdrawable: Set[str] = frozenset()
    place: str = ""


def recorded(command: Recording | RecordForMany, scope: str, known: Known) -> Fact:
    """The one fact that a recording makes, of a kind told of `scope`: person, camp or bureau."""
    kind = _kind(command.event, scope)
    _check_details(kind, command.details)
    _check_time(kind, command.happened, known)
    about = command.about if isinstance(command, Recording) else ""
    if about and about.partition(".")[0] not in known.entries:
        raise Refused(
            "no_such_event", "what this answers is not in the record", _source(kind),
            "Choose what it answers from the list of open duties.", "about",
        )  # fmt: skip
    if kind.code == "excused":
        _check_excuse(command.details, known)
    shape = FindingRecorded if kind.is_finding else Recorded
    return shape(
        event=kind.code,
        happened=command.happened,
        about=about,
        place=known.place or None,
        details={code: text.strip() for code, text in command.details.items() if text.strip()},
        source=command.source,
    )


def withdrawn(command: WithdrawRecord, known: Known) -> Fact:
    """That an entry of the duties counts no longer."""
    if command.entry not in known.withdrawable:
        raise Refused(
            "no_such_record", "no such entry of the duties stands here", _HOUSE,
            "Open the sheet and choose the entry; what the register recorded is withdrawn there.", "entry",
        )  # fmt: skip
    return RecordWithdrawn(entry=command.entry, reason=command.reason)


def check_inspections(command: RecordInspections, known: Known) -> None:
    """Refuse a grid whose day is none, lies ahead, or that names a prisoner twice."""
    _check_time(vocabulary()["med_inspected"], command.happened, known)
    if not command.happened:
        raise Refused(
            "no_day", "the day of the inspections is missing", "GC III art. 31", "Give the day.", "happened"
        )
    if not command.clinician.strip():
        raise Refused(
            "no_clinician", "who inspected is missing", "GC III art. 31",
            "Give the doctor's name.", "clinician",
        )  # fmt: skip
    numbers = [line.prisoner.upper() for line in command.lines]
    doubles = sorted({number for number in numbers if numbers.count(number) > 1})
    if doubles:
        raise Refused(
            "prisoner_twice", f"{doubles[0]} stands in two lines", "GC III art. 31",
            "Keep one line for each prisoner.", "lines",
        )  # fmt: skip


def _kind(code: str, scope: str) -> EventKind:
    kind = vocabulary().get(code)
    if kind is None:
        raise Refused(
            "no_such_kind", f"“{code}” is no event that can be recorded", _HOUSE,
            "Choose one of the list; the reference of duties has them all.", "event",
        )  # fmt: skip
    if kind.of == "registry":
        raise Refused(
            "of_the_register", "the register records this itself", _source(kind),
            "Record it on the prisoner's page.", "event",
        )  # fmt: skip
    if kind.of != "duties":
        raise Refused(
            "not_here", "this is not recorded here", _source(kind),
            "It is recorded where such things are decided.", "event",
        )  # fmt: skip
    if kind.scope not in (scope, "any"):
        raise Refused(
            "wrong_scope", f"this is told of a {kind.scope}, not of a {scope}", _source(kind),
            "Record it where it belongs.", "event",
        )  # fmt: skip
    return kind


def _check_details(kind: EventKind, details: dict[str, str]) -> None:
    for code, text in details.items():
        detail = kind.detail(code)
        if detail is None:
            raise Refused(
                "no_such_detail",
                f"this event has no “{code}”",
                _source(kind),
                "Leave it out.",
                f"details.{code}",
            )
        if text.strip() and not detail.allows(text.strip()):
            raise _wrong(kind, detail)
    for detail in kind.details:
        if detail.is_required and not details.get(detail.code, "").strip():
            raise Refused(
                "detail_missing",
                f"“{detail.en}” is missing",
                _source(kind),
                "Say it.",
                f"details.{detail.code}",
            )


def _wrong(kind: EventKind, detail: Detail) -> Refused:
    remedy = "Write a whole number." if detail.is_number else "Choose one of the list."
    return Refused(
        "wrong_detail", f"“{detail.en}” has a value that it cannot have", _source(kind), remedy,
        f"details.{detail.code}",
    )  # fmt: skip


def _check_time(kind: EventKind, happened: str, known: Known) -> None:
    if not happened:
        return
    try:
        when = span_of(happened, known.zone)
    except ValueError:
        raise Refused(
            "no_date", "this is no date and no moment", _source(kind),
            "Write 2026-03-05, 2026-03, or 2026-03-05T14:30+02:00; leave it empty if nobody knows.", "happened",
        ) from None  # fmt: skip
    is_ahead = when.first is not None and when.first > known.at + _AHEAD
    if is_ahead and kind.code not in _MAY_LIE_AHEAD:
        raise Refused(
            "in_future",
            "this day has not come yet",
            _source(kind),
            "Record it once it has happened.",
            "happened",
        )


def _check_excuse(details: dict[str, str], known: Known) -> None:
    """An excuse names a duty, one of its own grounds, who decided, and a day on which it ends."""
    row = catalogue().by_id.get(details.get("duty", ""))
    if row is None:
        raise Refused("no_such_duty", "no such duty", _HOUSE, "Choose the duty.", "details.duty")
    if details.get("ground") not in row.exceptions:
        allowed = "; ".join(grounds()[code].en for code in row.exceptions) or "none"
        raise Refused(
            "no_such_ground", "the article does not know this ground", row.cite,
            f"Its grounds are: {allowed}.", "details.ground",
        )  # fmt: skip
    try:
        until = span_of(details.get("until", ""), known.zone)
    except ValueError:
        until = None
    if until is None or until.last is None:
        raise Refused(
            "no_end",
            "an excuse without an end is none",
            row.cite,
            "Give the day on which it ends.",
            "details.until",
        )


def _source(kind: EventKind) -> str:
    if not kind.articles:
        return _HOUSE
    return kind.articles if kind.articles.startswith("GC") else f"GC III art. {kind.articles}"
