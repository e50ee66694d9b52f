"""The only clock. Tests replace `now`; nothing else in the project asks the machine for the time."""

from datetime import UTC, date, datetime


def now() -> datetime:
    """The time on this machine, in UTC, with microseconds."""
    return datetime.now(UTC)


def today() -> date:
    """The day on this machine, in UTC."""
    return now().date()


def text_of(moment: datetime) -> str:
    """The moment as the ledger writes it: `2026-11-23T07:30:00.123456Z`."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def moment_of(text: str) -> datetime:
    """The moment that `text_of` wrote."""
    return datetime.strptime(text, "%Y-%m-%dT%H:%M:%S.%fZ").replace(tzinfo=UTC)
