"""The table of cases in `cases/*.tsv`: given these facts, on this day, these duties stand so.

A lawyer writes and reads the table: docs/how-to/edit-the-duties.md tells how. `facts` are told apart by semicolons,
one as `[name:]event [detail=word …] [^name answered] when [@place] [<written down]`; `when` is a date as far as it is
known, a moment with its offset, or `-`. Written down is the end of that day unless it says otherwise.
"""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from safeconduct.law.clock import Status, duties, end_of
from safeconduct.law.duties import catalogue
from safeconduct.law.events import Event, span_of, vocabulary
from safeconduct.sources import moments
from safeconduct.sources.dates import span

KYIV = ZoneInfo("Europe/Kyiv")
FOLDER = Path(__file__).with_name("cases")
CASES_MIN = 300
NONE = "none"


@cache
def lines() -> tuple[tuple[str, str, str, str], ...]:
    """File and number, facts, day and what is expected, of every case."""
    found = []
    for file in sorted(FOLDER.glob("*.tsv")):
        for number, line in enumerate(file.read_text(encoding="utf-8").splitlines(), start=1):
            if number == 1 or not line or line.startswith("#"):
                continue
            facts, day, expected, _why = line.split("\t")
            found.append((f"{file.stem}:{number}", facts, day, expected))
    return tuple(found)


def moment(text: str) -> datetime:
    """The moment itself, or the last one of the last day that is meant."""
    found = moments.read(text)
    if found is not None:
        return found
    last = span(text)[1]
    assert last is not None, f"{text} has no end"
    return end_of(last, KYIV)


def event(text: str, number: int) -> Event:
    """One fact of the table."""
    name, about, place, happened, recorded = f"e{number}", "", "", "", ""
    details: dict[str, str] = {}
    first, *words = text.split()
    if ":" in first:
        name, first = first.split(":")
    for word in words:
        if "=" in word:
            key, value = word.split("=", 1)
            details[key] = value
        elif word[0] in "^@<":
            about = word[1:] if word[0] == "^" else about
            place = word[1:] if word[0] == "@" else place
            recorded = word[1:] if word[0] == "<" else recorded
        else:
            happened = word
    happened = "" if happened == "-" else happened
    # Written down the moment after an exact moment, else as the day ends.
    written = moment(recorded or happened)
    written += timedelta(minutes=1) if not recorded and moments.read(happened) else timedelta()
    when = span_of(happened, KYIV, recorded=written)
    return Event(name, first, "subject", when, written.astimezone(UTC), about, place, details)


def events_of(facts: str) -> list[Event]:
    return [
        event(text.strip(), number) for number, text in enumerate(facts.split(";"), start=1) if text.strip()
    ]


def expected_of(text: str) -> Iterator[tuple[str, list[str]]]:
    for each in text.split():
        row, _, statuses = each.partition("=")
        yield row, statuses.split(",")


@pytest.mark.parametrize(("where", "facts", "day", "expected"), lines(), ids=[line[0] for line in lines()])
def test_the_duties_stand_as_the_table_says(where: str, facts: str, day: str, expected: str) -> None:
    stand = duties(events_of(facts), moment(day), zone=KYIV)
    for row, statuses in expected_of(expected):
        found = [str(duty.status) for duty in stand if duty.row.id == row] or [NONE]
        assert found == statuses, f"{where}: {row} is {found}"


def test_every_fact_of_the_table_is_in_the_vocabulary() -> None:
    for where, facts, _day, _expected in lines():
        for each in events_of(facts):
            kind = vocabulary()[each.kind]
            for key, value in each.details.items():
                detail = kind.detail(key)
                assert detail, f"{where}: {each.kind} {key}"
                assert detail.allows(value), f"{where}: {each.kind} {key}={value}"


def test_the_table_is_large_enough_and_names_every_duty() -> None:
    assert len(lines()) >= CASES_MIN
    named = {row for line in lines() for row, _ in expected_of(line[3])}
    assert named == set(catalogue().by_id)


def test_the_table_has_every_status() -> None:
    seen = {status for line in lines() for _, statuses in expected_of(line[3]) for status in statuses}
    assert seen - {NONE} == {str(status) for status in Status}
