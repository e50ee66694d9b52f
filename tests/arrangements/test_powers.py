"""What passes between two states, whom an offer means, and lists for an exchange: who reads what."""

import pytest

from safeconduct.access.actor import Actor
from safeconduct.arrangements import actions, queries, requests
from safeconduct.arrangements.answers import ClaimView
from safeconduct.arrangements.facts import Route, Scope, Side
from safeconduct.figures import actions as figures
from safeconduct.figures import requests as figures_requests
from safeconduct.registry import actions as registry
from safeconduct.registry.requests import DiedEvent, JudgeSame, RecordEvent
from safeconduct.sources.errors import Forbidden, NotFound, Refused
from safeconduct.store import projections
from safeconduct.store.errors import Locked
from safeconduct.wishes import actions as wishes
from safeconduct.wishes import requests as wishes_requests
from safeconduct.wishes.facts import Finding, Option
from tests import cast
from tests.arrangements.story import Story
from tests.figures.texts import KILLED, confirmed, received
from tests.figures.texts import claim as figures_claim

pytestmark = pytest.mark.django_db(databases=["default", "keys"])


def captive(name: str, **others: str) -> str:
    return registry.perform(cast.captive(name, power="prk", **others), cast.BUREAU).number


def test_a_power_page_holds_what_was_asked_offered_promised_and_kept(story: Story) -> None:
    offer = story.make_offer()
    story.assess()
    asked = requests.Request(power="kor", by=Side.THEIRS, what="how many wish it", due="2020-01-01")
    story.conduct(asked)
    view = queries.power("kor", story.diplomat)
    assert (view.is_fit, [each.offer for each in view.offers], view.offers[0].stands) == (True, [offer], True)
    assert view.requests[0].is_late
    (row,) = queries.powers(story.diplomat)
    assert (row.power, row.offers, row.awaited, row.late) == ("kor", 1, 1, 1)
    with pytest.raises(NotFound):
        queries.power("che", story.diplomat)
    assert projections.check() == []


@pytest.mark.parametrize("made", ["offer", "request", "commit"])
def test_what_rests_on_a_claim_is_flagged_when_the_claim_is_withdrawn(story: Story, made: str) -> None:
    claim = confirmed(received(), figures_claim(KILLED))
    commands = {
        "offer": requests.Offer(power="kor", basis="b", valid_from="2020", claim=claim),
        "request": requests.Request(power="kor", by=Side.OURS, what="w", claim=claim),
        "commit": requests.Commit(power="kor", by=Side.OURS, what="w", claim=claim),
    }
    story.conduct(commands[made])
    (view,) = rests(story)
    assert (view.number, view.is_withdrawn, view.quote != "") == (claim, False, True)
    assert queries.powers(story.diplomat)[0].unfounded == 0
    figures.perform(figures_requests.WithdrawClaim(claim=claim, reason="misread"), cast.ANALYST)
    (view,) = rests(story)
    assert view.is_withdrawn
    assert queries.powers(story.diplomat)[0].unfounded == 1
    for rest, code in ((claim, "claim_withdrawn"), ("ZZZZ-ZZZZ", "no_claim")):
        with pytest.raises(Refused) as refused:
            story.conduct(commands[made].model_copy(update={"claim": rest}))
        assert refused.value.code == code


def rests(story: Story) -> list[ClaimView]:
    """What is shown of the claims on which something of this Power rests."""
    return [claim for claim in queries.power("kor", story.diplomat).claims if claim is not None]


def test_offers_are_matched_with_confirmed_wishes(story: Story, prisoner: str) -> None:
    home, undecided, elsewhere = captive("리명호"), captive("김남"), captive("최룡해")
    everybody = story.make_offer()
    narrow = story.make_offer(scope=Scope(origins=("rus",)), count=3)
    story.hear(prisoner)
    story.hear(home, Option.REPATRIATE, "prk")
    story.hear(elsewhere, Option.THIRD_STATE, "pol", "kor")
    wishes.perform(
        wishes_requests.ReportStatement(
            prisoner=undecided, setting="press", words="대한민국", source=cast.SEEN
        ),
        story.reader,
    )
    found = queries.matches(story.reader)
    assert {row.number: row.states for row in found.rows} == {
        prisoner: (("kor", (everybody,)),),
        elsewhere: (("pol", ()), ("kor", (everybody,))),
    }
    assert found.left == {everybody: None, narrow: 3}
    pages = [queries.matches(story.reader, first=first, size=1) for first in range(3)]
    assert [page.rows for page in pages] == [*((row,) for row in found.rows), ()]
    assert {page.total for page in (*pages, found)} == {2}
    with pytest.raises(Forbidden):
        queries.matches(story.diplomat)
    with pytest.raises(Locked):
        queries.matches(cast.PROTECTION)


def test_numbers_for_publication_leave_small_ones_out(story: Story, prisoner: str) -> None:
    story.ready(prisoner)
    assert queries.statistics(story.diplomat) == ()
    story.hand_over(prisoner)
    (cell,) = queries.statistics(story.diplomat)
    assert (cell.power, cell.route, cell.persons) == ("kor", Route.TRANSFER, None)


@pytest.fixture
def list_maker() -> Actor:
    return cast.BUREAU


def submitted(list_maker: Actor, *numbers: str) -> str:
    command = requests.SubmitList(power="prk", prisoners=numbers)
    return actions.perform(command, list_maker).item


def test_a_list_is_answered_line_by_line_and_tells_no_reason(
    story: Story, prisoner: str, list_maker: Actor
) -> None:
    home, late, risky, nobody = captive("리명호"), captive("김남"), captive("최룡해"), "0000-0000"
    story.hear(prisoner)
    for each in (home, late, risky):
        story.hear(each, Option.REPATRIATE, "prk")
    for each in (home, risky):
        story.hear_again(each, Option.REPATRIATE, "prk")
    danger = wishes_requests.AssessRisk(
        prisoner=risky, destination="rus", finding=Finding.OPEN, grounds="a threat"
    )
    wishes.perform(danger, story.second)
    lines = (nobody, prisoner, home, late, risky)
    list_id = submitted(list_maker, *lines)
    with pytest.raises(NotFound):
        queries.list_answer(list_id, list_maker)
    actions.perform(requests.ReleaseList(list=list_id), story.reader)
    view = queries.list_answer(list_id, list_maker)
    assert (view.eligible, view.lines) == ((home,), 5)
    assert projections.check() == []
    with pytest.raises(Refused):
        actions.perform(requests.ReleaseList(list=list_id), story.reader)


def test_a_death_of_one_record_is_his_death(story: Story, list_maker: Actor) -> None:
    home, other = captive("리명호"), captive("리명호")
    story.hear(home, Option.REPATRIATE, "prk")
    story.hear_again(home, Option.REPATRIATE, "prk")
    registry.perform(JudgeSame(left=home, right=other, reason="one face"), cast.BUREAU)
    alive, dead = submitted(list_maker, home), submitted(list_maker, home)
    actions.perform(requests.ReleaseList(list=alive), story.reader)
    assert queries.list_answer(alive, list_maker).eligible == (home,)
    died = DiedEvent(happened=story.time.at.date().isoformat(), source=cast.SEEN)
    registry.perform(RecordEvent(prisoner=other, event=died), cast.BUREAU)
    actions.perform(requests.ReleaseList(list=dead), story.reader)
    assert queries.list_answer(dead, list_maker).eligible == ()


def test_a_list_is_answered_by_a_reader_of_wishes_alone(story: Story, list_maker: Actor) -> None:
    list_id = submitted(list_maker, "0000-0000")
    for actor in (list_maker, story.diplomat):
        with pytest.raises(Forbidden):
            actions.perform(requests.ReleaseList(list=list_id), actor)
    with pytest.raises(Locked):
        actions.perform(requests.ReleaseList(list=list_id), cast.PROTECTION)
    actions.perform(requests.ReleaseList(list=list_id), story.reader)
    for stranger in (cast.OTHER_BUREAU, story.diplomat):
        with pytest.raises(NotFound):
            queries.list_answer(list_id, stranger)


def test_an_exchange_is_with_an_adverse_power(list_maker: Actor, instance: object) -> None:
    with pytest.raises(Refused) as told:
        actions.perform(requests.SubmitList(power="kor", prisoners=("0000-0000",)), list_maker)
    assert told.value.code == "not_adverse"
