"""Further officers of the cast who meet wishes, and the machine's clock moved by hand."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from safeconduct.access.words import Role
from safeconduct.arrangements import queries as arrangements
from safeconduct.store import clock, readings, record
from safeconduct.wishes import actions, queries
from tests import cast

OTHER_PROTECTION = replace(cast.PROTECTION, operator_id=f"{40:032x}", name="K. Rudenko")
DIPLOMATIC = replace(cast.PROTECTION, operator_id=f"{41:032x}", roles=frozenset({Role.DIPLOMATIC}))


class Time:
    """The machine's clock, moved by hand."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.at = clock.now()
        for module in (clock, record, actions, queries, readings, arrangements):
            monkeypatch.setattr(module, "now", lambda: self.at)
        monkeypatch.setattr(arrangements, "today", lambda: self.at.date())

    def pass_by(self, **more: float) -> datetime:
        self.at += timedelta(**more)
        return self.at
