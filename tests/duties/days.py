"""A clock that tests set, and the questions they ask most."""

from datetime import UTC, datetime

import pytest

from safeconduct.access.actor import Actor
from safeconduct.duties import queries, requests
from safeconduct.duties.answers import BoardFilters, DutyLine
from tests import cast


class Days:
    """Sets the only clock."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self._monkeypatch = monkeypatch

    def at(self, text: str) -> None:
        moment = datetime.fromisoformat(text).astimezone(UTC)
        for module in ("store.clock", "store.record", "duties.actions", "duties.queries", "wishes.actions"):
            self._monkeypatch.setattr(f"safeconduct.{module}.now", lambda: moment, raising=False)


def statuses(number: str, viewer: Actor = cast.BUREAU) -> dict[str, str]:
    """The last status of each duty on the prisoner's sheet."""
    sheet = queries.sheet(number, viewer)
    lines = sorted((*sheet.closed, *sheet.open, *sheet.in_force), key=lambda line: line.since)
    return {line.row: str(line.status) for line in lines}


def on_board(viewer: Actor = cast.BUREAU, **filters: str) -> list[DutyLine]:
    return list(queries.board(BoardFilters(**filters), viewer, size=500).lines)


def record(
    prisoner: str, event: str, happened: str, *, about: str = "", **details: str
) -> requests.RecordForPrisoner:
    return requests.RecordForPrisoner(
        prisoner=prisoner, event=event, happened=happened, about=about, details=details
    )
