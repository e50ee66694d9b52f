"""The delegate's page and the dashboard: what was asked for, held and refused; shares and days as counted."""

import pytest

from safeconduct.duties import actions, dashboard, requests, scrutiny
from safeconduct.duties.dashboard import BARS, last_months, way_of
from safeconduct.duties.printing import hand_over
from safeconduct.papers.kinds import Kind
from safeconduct.sources.errors import Forbidden
from safeconduct.store.create import Created
from tests import cast
from tests.duties.test_paper_doors import browser
from tests.duties.test_papers import held

pytestmark = pytest.mark.django_db(databases=["default", "keys"])


def told(event: str, about: str = "", happened: str = "2025-02-01", **details: str) -> str:
    """Something of the first camp, recorded; the entry."""
    command = requests.RecordForCamp(
        camp=cast.places()[0], event=event, happened=happened, about=about, details=details
    )
    return actions.perform(command, cast.BUREAU).entries[0].id


def seen() -> scrutiny.PlaceSeen:
    return next(place for place in scrutiny.places(cast.DELEGATE) if place.camp == cast.places()[0])


def test_a_request_waits_until_a_visit_answers_it(instance: Created) -> None:
    held()
    asked = told("visit_requested", by="icrc")
    (request,) = seen().visits.requests
    assert (request.is_open, request.by, seen().held) == (True, "icrc", 1)
    told("visit_held", about=asked, happened="2025-02-03", witnesses="no", interpreter="ICRC")
    place = seen()
    assert (place.visits.requests[0].held, place.visits.requests[0].is_open) == ("2025-02-03", False)
    assert (place.visits.visits[0].has_witnesses, place.visits.visits[0].interpreter) == (False, "ICRC")


@pytest.mark.parametrize(("until", "is_in_force"), [("", True), ("2025-03-01", False), ("2199-01-01", True)])
def test_a_refusal_is_in_force_until_its_end(instance: Created, until: str, is_in_force: bool) -> None:
    details = {"reason": "military_necessity", **({"until": until} if until else {})}
    told("visit_refused", **details)
    (refusal,) = seen().visits.refusals
    assert (refusal.is_in_force, refusal.until) == (is_in_force, until)
    told("visit_refusal_lifted", happened="2025-02-05")
    assert not seen().visits.refusals[0].is_in_force


def test_what_was_withdrawn_is_seen_no_more(instance: Created) -> None:
    entry = told("visit_requested", by="icrc")
    withdrawn = requests.WithdrawRecord(camp=cast.places()[0], entry=entry, reason="another camp")
    actions.perform(withdrawn, cast.BUREAU)
    assert seen().visits.requests == ()


def test_delegates_and_the_bureau_alone_see_the_places(instance: Created) -> None:
    for actor in (cast.MEDICAL, cast.registrar(), cast.AUDITOR):
        with pytest.raises(Forbidden):
            scrutiny.places(actor)
    told("visit_refused", reason="other")
    text = browser("delegate").get("/visits/").content.decode()
    assert "visit refused" in text
    assert "no end was named" in text


def test_the_dashboard_counts_shares_and_days(instance: Created) -> None:
    number = held()
    hand_over(Kind.CAPTURE_CARD_FAMILY, number, cast.BUREAU, happened="2025-01-16")
    found = dashboard.dashboard(cast.BUREAU)
    ways = {way.code: way for way in found.ways}
    assert (ways["capture_to_camp"].gone, ways["capture_to_camp"].median) == (1, 2)
    assert (ways["arrival_to_family_card"].gone, ways["arrival_to_family_card"].longest) == (1, 2)
    assert (ways["arrival_to_agency_card"].gone, ways["arrival_to_agency_card"].waiting) == (0, 1)
    other = dashboard.dashboard(cast.BUREAU, camp=cast.places()[1])
    assert all(way.gone == way.waiting == 0 for way in other.ways)
    assert browser("bureau").get("/duties/dashboard/").status_code == 200
    with pytest.raises(Forbidden):
        dashboard.dashboard(cast.DELEGATE)


def test_days_are_summed_up_by_people_and_not_by_averages() -> None:
    way = way_of("capture_to_camp", [0, 2, 2, 9, 40], 3)
    assert (way.gone, way.waiting, way.median, way.ninth, way.longest) == (5, 3, 2, 40, 40)
    assert way.bars == (1, 0, 2, 0, 0, 1, 0, 1)
    assert len(way.bars) == len(BARS) + 1
    empty = way_of("capture_to_camp", [], 0)
    assert (empty.median, empty.longest, sum(empty.bars)) == (None, None, 0)


def test_the_months_end_with_the_running_one() -> None:
    from datetime import date

    assert last_months(date(2025, 2, 28), 4) == ("2024-11", "2024-12", "2025-01", "2025-02")
