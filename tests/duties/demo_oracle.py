"""What the Convention owes to the demonstration's people on any day, worked out a second time and in another way.

Written from the treaty's rows alone. It reads the bare facts of the record, knows neither the table of duties nor the
clock, and counts one history with one exact day for each event after another: where a day is known only in part,
there is a history with its first and one with its last. What all of them agree on is the truth.
"""

from calendar import monthrange
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, time, timedelta
from itertools import product
from typing import Any
from zoneinfo import ZoneInfo

KYIV = ZoneInfo("Europe/Kyiv")
DAY = timedelta(days=1)
LONG_AGO = date(1990, 1, 1)
ENDS = ("died", "repatriated", "released", "passed_over")
SIMPLE = {
    "Captured": "captured", "HospitalAdmitted": "hospital_admitted", "HospitalDischarged": "hospital_discharged",
    "InspectionHeld": "med_inspected", "Escaped": "escaped", "Recaptured": "recaptured", "Died": "died",
    "Buried": "buried", "Repatriated": "repatriated", "ArrivedAtCamp": "arrived", "Transferred": "transferred",
    "Released": "released", "Injured": "fell_sick", "PassedOver": "passed_over",
}  # fmt: skip


@dataclass(frozen=True)
class Told:
    """One thing that the record tells. Between `first` and `last` it happened; both are days at the place."""

    id: str
    kind: str
    first: date
    last: date
    recorded: datetime
    about: str = ""
    details: Mapping[str, str] = field(default_factory=dict)

    @property
    def is_exact(self) -> bool:
        return self.first == self.last

    @property
    def day(self) -> date:
        assert self.is_exact
        return self.first


def told(id: str, name: str, fields: Mapping[str, Any], recorded: datetime) -> Iterator[Told]:
    """What an entry tells, if it is of those that a treaty term hangs on."""
    if name == "PrisonerRegistered":
        day = recorded.astimezone(KYIV).date()
        yield Told(id, "registered", day, day, recorded)
    elif name == "Recorded":
        first, last = _days(fields.get("happened", ""), recorded)
        yield Told(
            id, fields["event"], first, last, recorded, fields.get("about", ""), fields.get("details", {})
        )
    elif name in SIMPLE:
        first, last = _days(fields.get("happened", ""), recorded)
        details = {
            "list": fields.get("list_number", ""),
            "serious": "yes" if fields.get("is_serious") else "no",
        }
        yield Told(id, SIMPLE[name], first, last, recorded, details=details)


def _days(text: str, recorded: datetime) -> tuple[date, date]:
    """The first and last day that a text of the demonstration may mean; nothing was written down beforehand."""
    known = recorded.astimezone(KYIV).date()
    text = text.removesuffix("~")
    if not text:
        return LONG_AGO, known
    first, _, last = text.partition("/")
    return _ends(first)[0], min(_ends(last or first)[1], known)


def _ends(text: str) -> tuple[date, date]:
    if len(text) == len("2025-02"):
        year, month = int(text[:4]), int(text[5:])
        return date(year, month, 1), date(year, month, monthrange(year, month)[1])
    return date.fromisoformat(text), date.fromisoformat(text)


def midnight_after(day: date) -> datetime:
    return datetime.combine(day + DAY, time.min, tzinfo=KYIV).astimezone(UTC)


def month_after(day: date, months: int = 1) -> date:
    number = day.year * 12 + day.month - 1 + months
    year, month = number // 12, number % 12 + 1
    return date(year, month, min(day.day, monthrange(year, month)[1]))


Answer = dict[tuple[str, str], str]
"""The status of each duty, by the id of its row and the entry that opened it."""


def person(everything: Sequence[Told], on: datetime) -> dict[tuple[str, str], set[str]]:
    """Every status that a duty towards this man may have at the moment, over all histories that may be true."""
    return _over_all([one for one in everything if one.recorded <= on], _person_in_one_history, on)


def camp(everything: Sequence[Told], opened: Told, on: datetime) -> dict[tuple[str, str], set[str]]:
    """The same for a camp that is open since then."""
    return _over_all([opened, *(one for one in everything if one.recorded <= on)], _camp_in_one_history, on)


def _over_all(known: Sequence[Told], answer: Any, on: datetime) -> dict[tuple[str, str], set[str]]:
    found: dict[tuple[str, str], set[str]] = {}
    for days in product(*({one.first, one.last} for one in known)):
        history = [replace(one, first=day, last=day) for one, day in zip(known, days, strict=True)]
        history.sort(key=lambda one: (one.day, one.recorded))
        if _is_possible(history):
            for key, status in answer(history, on).items():
                found.setdefault(key, set()).add(status)
    return found


def _is_possible(history: Sequence[Told]) -> bool:
    """Nobody arrives anywhere before he is captured."""
    captured = [one.day for one in history if one.kind == "captured"]
    arrived = [one.day for one in history if one.kind == "arrived"]
    return not (captured and arrived) or min(captured) <= min(arrived)


# --- one history with exact days ------------------------------------------------------------------


def _person_in_one_history(history: Sequence[Told], on: datetime) -> Answer:
    found: Answer = {}
    begun = [one for one in history if one.kind == "captured"] or [
        one for one in history if one.kind == "arrived"
    ]
    if begun:
        for row, to in (("GC3-070a-family", "family"), ("GC3-070a-agency", "agency")):
            found[row, begun[0].id] = _card(history, begun[0], to, on)
        found |= _chain(history, "GC3-031", begun[0], _all(history, "med_inspected"), month_after, on)
        paid = [one for one in _all(history, "pay_credited") if one.details.get("kind") == "advance"]
        found |= _chain(history, "GC3-060", begun[0], paid, month_after, on)
    hurt = [one for one in history if one.kind == "seriously_injured" or one.details.get("serious") == "yes"]
    if hurt:
        weekly = _chain(history, "GC3-122-6", hurt[0], _all(history, "bulletin_sent"), _week_after, on)
        # "Every week if possible" is no limit that can be broken.
        found |= {key: "ageing" if status == "overdue" else status for key, status in weekly.items()}
    found |= _before_leaving(history, on) | _at_death(history, on)
    return found | _at_once(history, on) | _cards_again(history, on)


def _camp_in_one_history(history: Sequence[Told], on: datetime) -> Answer:
    """Art. 79: representatives are elected every six months."""
    opened = next(one for one in history if one.kind == "camp_opened")
    elected = [one for one in history if one.kind == "pr_elected"]
    return _chain(history, "GC3-079", opened, elected, lambda day: month_after(day, 6), on)


def _all(history: Sequence[Told], kind: str) -> list[Told]:
    return [one for one in history if one.kind == kind]


def _week_after(day: date) -> date:
    return day + 7 * DAY


def _end(history: Sequence[Told]) -> date | None:
    return next((one.day for one in history if one.kind in ENDS), None)


def _card(history: Sequence[Told], begun: Told, to: str, on: datetime) -> str:
    """Art. 70: not more than one week after arrival at a camp, even a transit camp."""
    end = _end(history)
    arrivals = _all(history, "arrived")
    due = _week_after(arrivals[0].day) if arrivals else None
    for one in history:
        is_card = one.kind in ("card_offered", "card_written") and one.details.get("to") == to
        if is_card and one.day >= begun.day and (end is None or one.day <= end):
            return "met" if due is None else _done(one, due)
    return _left(due, end, on)


def _done(one: Told, due: date) -> str:
    """Written down after the term it was late, whatever day it tells of."""
    return "met" if one.day <= due and one.recorded <= midnight_after(due) else "met_late"


def _left(due: date | None, end: date | None, on: datetime) -> str:
    """What was not done: a term that had run out before his captivity ended stays overdue."""
    is_over = due is not None and on >= midnight_after(due)
    if end is not None and not (is_over and due is not None and due < end):
        return "not_applicable"
    return "overdue" if is_over else "running"


def _chain(
    history: Sequence[Told], row: str, begun: Told, done: Sequence[Told], after: Any, on: datetime
) -> Answer:
    """Again and again: each time counts from the one before."""
    found: Answer = {}
    end, anchor = _end(history), begun
    for one in done:
        if one.day >= begun.day and (end is None or one.day <= end):
            found[row, anchor.id] = _done(one, after(anchor.day))
            anchor = one
    found[row, anchor.id] = _left(after(anchor.day), end, on)
    return found


def _before_leaving(history: Sequence[Told], on: datetime) -> Answer:
    """Arts 46, 48: the list, and the notice to the prisoner, before he departs."""
    found: Answer = {}
    for one in _all(history, "transferred"):
        if one.details.get("list"):
            is_late = one.recorded > midnight_after(one.day)
            found["GC3-046b", one.id] = "met_late" if is_late else "met"
        found["GC3-048", one.id] = "overdue" if on >= midnight_after(one.day) else "unknown"
    return found


def _at_death(history: Sequence[Told], on: datetime) -> Answer:
    """Art. 120: a medical examination before burial, of which the demonstration tells nothing."""
    buried = [one.day for one in history if one.kind == "buried"]
    return {
        ("GC3-120c", one.id): "overdue" if buried and on >= midnight_after(buried[0]) else "running"
        for one in _all(history, "died")
    }


def _at_once(history: Sequence[Told], on: datetime) -> Answer:
    """Art. 122: the treaty says immediately; the office's own target is a day, after which a duty is ageing."""
    found: Answer = {}
    for one in history:
        if one.kind == "registered":
            for leg in ("agency", "power"):
                found[f"GC3-122-3-{leg}", one.id] = "ageing" if on >= one.recorded + DAY else "running"
        if one.kind in (*ENDS, "transferred", "escaped", "hospital_admitted"):
            for leg in ("report", "agency", "power"):
                found[f"GC3-122-5-{leg}", one.id] = _aged(one, DAY, on)
        if one.kind == "hospital_discharged":
            found["GC3-122-5-discharge", one.id] = _aged(one, DAY, on)
        if one.kind == "card_written":
            sent = [each for each in history if each.kind == "card_forwarded" and each.about == one.id]
            found["GC3-070c", one.id] = "met" if sent else _aged(one, DAY, on)
    return found


def _aged(one: Told, target: timedelta, on: datetime) -> str:
    return "ageing" if on >= min(midnight_after(one.day), one.recorded) + target else "running"


def _cards_again(history: Sequence[Told], on: datetime) -> Answer:
    """Art. 70: likewise in case of sickness or transfer to hospital or another camp."""
    found: Answer = {}
    arrivals = _all(history, "arrived")
    end = _end(history)
    for one in (*_all(history, "hospital_admitted"), *_all(history, "fell_sick"), *arrivals[1:]):
        for to in ("family", "agency"):
            cards = [
                each
                for each in history
                if each.kind in ("card_offered", "card_written") and each.details.get("to") == to
                and each.day >= one.day and (end is None or each.day <= end)
            ]  # fmt: skip
            if cards:
                status = "met"
            elif end is not None and end >= one.day:
                status = "not_applicable"
            else:
                status = "ageing" if on >= midnight_after(_week_after(one.day)) else "running"
            found[f"GC3-070b-{to}", one.id] = status
    return found
