"""A withdrawal and a handover at the same moment, in two processes: one stands before the other, and none is lost."""

from collections.abc import Callable
from contextlib import ExitStack

import pytest

from safeconduct.arrangements import queries
from safeconduct.arrangements.cases import Stage
from safeconduct.registry import actions as registry
from safeconduct.sources.errors import Refused
from safeconduct.store.verify import verify
from safeconduct.wishes import actions as wishes
from safeconduct.wishes import queries as heard
from safeconduct.wishes import requests as wishes_requests
from safeconduct.wishes.state import Status
from tests import cast
from tests.arrangements.story import Story
from tests.contract.children import Say, forked

pytestmark = pytest.mark.django_db(databases=["default", "keys"], transaction=True)


def test_a_withdrawal_wins_or_stands_as_after_the_fact(
    story: Story, count: Callable[[int, int], int]
) -> None:
    for each in range(count(4, 100)):
        prisoner = registry.perform(cast.captive(f"박철수 {each}", power="prk"), cast.BUREAU).number
        story.ready(prisoner)

        def withdraw(say: Say, prisoner: str = prisoner) -> None:
            report = wishes_requests.ReportWithdrawal(prisoner=prisoner, way="he told the cook")
            wishes.perform(report, cast.BUREAU)
            say("withdrawn")

        def hand_over(say: Say, prisoner: str = prisoner) -> None:
            try:
                story.hand_over(prisoner)
            except Refused as refused:
                say(refused.code)
            else:
                say("handed over")

        works = [withdraw, hand_over] if each % 2 else [hand_over, withdraw]
        with ExitStack() as stack:
            children = [stack.enter_context(forked(work)) for work in works]
            said = {line for child in children for line in child.lines}
            assert [child.wait() for child in children] == [0, 0]
        case = story.case(prisoner)
        told = (case.stage, case.is_contested, bool(queries.cases_of(prisoner, story.reader).stops))
        if "handed over" in said:
            assert told == (Stage.HANDED_OVER, True, True)
        else:
            assert told == (Stage.STOPPED, False, True)
        assert "withdrawn" in said
        assert heard.wish(prisoner, story.reader).status == Status.WITHDRAWN
    assert verify().problems == []
