"""Moments as commands and facts write them: ISO 8601 to the minute with its offset, `2026-03-05T14:30+02:00`.

A moment without an offset is none: two officers in two zones would mean two times by it.
"""

from datetime import UTC, datetime
from typing import Annotated

from pydantic import StringConstraints

Moment = Annotated[str, StringConstraints(max_length=40)]


def read(text: str) -> datetime | None:
    """The moment in UTC; None for a text that is none, or that says no offset."""
    try:
        found = datetime.fromisoformat(text.strip())
        return found.astimezone(UTC) if found.tzinfo else None
    except (ValueError, OverflowError):
        return None


def text_of(moment: datetime) -> str:
    """The moment to the minute, in UTC: `2026-03-05T12:30Z`."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%MZ")
