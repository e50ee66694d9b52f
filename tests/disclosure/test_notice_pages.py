"""The pages of notices, as each of those who open them sees them."""

from collections.abc import Callable
from typing import Any, cast

import pytest
from django.http import HttpResponse
from django.test import RequestFactory

from safeconduct.access.actor import Actor
from safeconduct.disclosure import actions, notified, requests
from safeconduct.disclosure.facts import HoldGround, Leg
from safeconduct.disclosure.web import notices
from safeconduct.store.visit import Visit
from tests import cast as people
from tests.disclosure.test_notices import CARE, FEAR, NAME, Three, three

__all__ = ["three"]


def page(view: Callable[..., HttpResponse], actor: Actor, *where: Any, **typed: str) -> str:
    factory = RequestFactory()
    visit = cast(Visit, factory.post("/x/", typed) if typed else factory.get("/x/"))
    visit.actor, visit.kept = actor, None  # type: ignore[assignment]
    return view(visit, *where).content.decode()


def test_what_was_told_of_him_stands_with_its_acknowledgement(three: Three) -> None:
    for leg in Leg:
        three.tell(leg)
        three.carry(leg)
        three.acknowledge(leg, receipt=f"no. {leg}")
    with three.bureau.open():
        all_of_it = page(notices.of_prisoner, three.protection, three.number)
        part = page(notices.of_prisoner, people.BUREAU, three.number)
        lists = page(notices.lists, people.BUREAU)
    assert all(text in all_of_it for text in (NAME, "Taken prisoner", "no. agency", "no. protecting_power"))
    assert "no. agency" in part
    assert "no. protecting_power" not in part
    assert "arrived" in lists


def test_only_those_who_may_know_see_that_he_is_left_out(three: Three) -> None:
    three.hold()
    with three.bureau.open():
        knows = page(notices.of_prisoner, three.protection, three.number)
        held = page(notices.withheld, three.protection)
        others = page(notices.of_prisoner, people.BUREAU, three.number)
    assert "harm to his family is feared" in knows
    assert three.number in held
    assert "harm" not in others
    assert all(FEAR not in text for text in (knows, held, others))


def test_the_second_person_reads_what_she_decides(three: Three) -> None:
    with three.bureau.open():
        command = requests.WithholdNotices(
            prisoner=three.number, ground=HoldGround.HARM_TO_HIM, care_asked=CARE, words=FEAR
        )
        asked = actions.perform(command, three.protection).approval
        shown = page(notices.asked, three.other, asked)
    assert three.number in shown
    assert CARE in shown
    assert FEAR not in shown


def test_the_recipient_reads_and_acknowledges_in_one_page(three: Three) -> None:
    three.tell(Leg.AGENCY)
    three.carry(Leg.AGENCY)
    with three.agency.open():
        officer = three.agency.officer
        (newest,) = notified.received(officer)
        assert "not acknowledged yet" in page(notices.received, officer)
        assert NAME in page(notices.received_list, officer, newest.peer, newest.sequence)
        page(notices.received_list, officer, newest.peer, newest.sequence, receipt="A 17")
        assert "A 17" in page(notices.received, officer)


@pytest.mark.parametrize("view", [notices.withhold, notices.end])
def test_the_forms_of_withholding_show(three: Three, view: Callable[..., HttpResponse]) -> None:
    with three.bureau.open():
        assert "Ask a second person" in page(view, three.protection, three.number)
