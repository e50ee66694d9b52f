"""The only clock. Tests replace `now`; nothing else in the project asks the machine for the time."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta

_BACK = [timedelta()]
_TEXT_LENGTH = len("2026-11-23T07:30:00.123456Z")


def now() -> datetime:
    """The time on this machine, in UTC, with microseconds."""
    return datetime.now(UTC) - _BACK[-1]


@contextmanager
def set_back(by: timedelta) -> Iterator[None]:
    """Let the clock of this process go late, for the making of a demonstration whose story took days.

    Within another such block it goes that much later still. No door leads here. Entries of a clock that is set back
    after others were recorded are flagged by the record.
    """
    _BACK.append(_BACK[-1] + by)
    try:
        yield
    finally:
        _BACK.pop()


def today() -> date:
    """The day on this machine, in UTC."""
    return now().date()


def text_of(moment: datetime) -> str:
    """The moment as the ledger writes it: `2026-11-23T07:30:00.123456Z`."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def moment_of(text: str) -> datetime:
    """The moment that `text_of` wrote; ValueError for any other text."""
    if len(text) != _TEXT_LENGTH or text[-1] != "Z" or text[10] != "T":
        raise ValueError(f'"{text}" is no moment as the ledger writes it')
    return datetime.fromisoformat(text)
