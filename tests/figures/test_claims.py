"""Claims: confirmed as proposed or by hand, corrected, rejected, withdrawn, linked; only what stands in the text."""

from typing import Any

import pytest

from safeconduct.access.actor import Actor
from safeconduct.figures import actions, desk, queries, requests
from safeconduct.figures.claims import Category
from safeconduct.figures.facts import LinkKind, Proposer, Verdict
from safeconduct.figures.projection import PROJECTION
from safeconduct.figures.state import ref_of
from safeconduct.sources.errors import Conflict, Forbidden, NotFound, Refused
from safeconduct.store import projections
from tests import cast
from tests.figures.texts import BOTH, KILLED, TEXT, claim, confirmed, linked, reader, received

pytestmark = [pytest.mark.usefixtures("instance"), pytest.mark.django_db(databases=["default", "keys"])]


def perform(command: requests.Command, actor: Actor = cast.ANALYST) -> actions.Done:
    return actions.perform(command, actor)


def refused(command: requests.Command) -> str:
    with pytest.raises(Refused) as error:
        perform(command)
    assert error.value.source
    return error.value.code


@pytest.fixture
def proposes(monkeypatch: pytest.MonkeyPatch) -> None:
    """A reader that proposes both claims of the text."""
    monkeypatch.setattr(desk, "read", reader(claim(KILLED), claim(BOTH)))


@pytest.mark.usefixtures("proposes")
def test_a_proposal_is_confirmed_as_it_stands() -> None:
    number = received()
    waiting = queries.publication(number, cast.ANALYST).proposals
    assert [each.is_open for each in waiting] == [True, True]
    done = perform(requests.ConfirmProposal(publication=number, proposal=waiting[0].ref))
    view = queries.claim(done.item, cast.ANALYST)
    assert view.claim.said == waiting[0].said
    assert (view.claim.reader, view.claim.proposed_by) == (desk.READER, Proposer.RULES)
    assert view.claim.text_sha256 == queries.publication(number, cast.ANALYST).text_sha256
    assert queries.publication(number, cast.ANALYST).proposals[0].claim == done.item


@pytest.mark.usefixtures("proposes")
def test_a_proposal_is_corrected_and_confirmed() -> None:
    number = received()
    corrected = claim(KILLED, speaker="Minister of Lowland")
    done = perform(requests.ConfirmClaim(publication=number, said=corrected, proposal=ref_of(corrected)))
    known = queries.claim(done.item, cast.ANALYST).claim
    assert known.said.speaker == "Minister of Lowland"
    assert known.proposal is not None
    assert known.proposal.speaker == "Ministry of Lowland"


@pytest.mark.usefixtures("proposes")
def test_a_proposal_is_rejected_and_proposed_no_more() -> None:
    number = received()
    ref = queries.publication(number, cast.ANALYST).proposals[0].ref
    perform(requests.RejectProposal(publication=number, proposal=ref, reason="an age, no count"))
    first = queries.publication(number, cast.ANALYST).proposals[0]
    assert (first.is_rejected, first.reason, first.is_open) == (True, "an age, no count", False)
    assert queries.ledger(cast.ANALYST).claims == ()


def test_only_confirmed_claims_count_and_a_withdrawn_one_counts_no_longer() -> None:
    number = received()
    before = queries.ledger(cast.ANALYST)
    first, second = confirmed(number, claim(KILLED)), confirmed(number, claim(BOTH))
    assert {each.number for each in queries.ledger(cast.ANALYST).claims} == {first, second}
    for each in (first, second):
        perform(requests.WithdrawClaim(claim=each, reason="misread"))
    after = queries.ledger(cast.ANALYST)
    assert (after.claims, after.series, after.findings) == (before.claims, before.series, before.findings)
    assert queries.claim(first, cast.ANALYST).claim.withdrawal == "misread"


def test_a_correction_keeps_what_stood_before() -> None:
    number = confirmed(received(), claim(KILLED))
    other = claim(KILLED, category=Category.CASUALTIES)
    perform(requests.CorrectClaim(claim=number, said=other, reason="the text says so"))
    told = queries.claim(number, cast.ANALYST).claim.told
    assert [each.said.category for each in told] == [Category.KILLED, Category.CASUALTIES]
    assert [each.category for each in queries.ledger(cast.ANALYST).series] == [Category.CASUALTIES]


def test_what_another_room_may_rest_on() -> None:
    number = confirmed(received(), claim(KILLED))
    cited = queries.confirmed_claim(number, cast.BUREAU)
    assert (cited.number, cited.quote, cited.speaker) == (number, KILLED, "Ministry of Lowland")
    assert not cited.is_withdrawn
    perform(requests.WithdrawClaim(claim=number, reason="misread"))
    assert queries.confirmed_claim(cited.claim, cast.BUREAU).is_withdrawn
    with pytest.raises(NotFound):
        queries.confirmed_claim("0" * 32, cast.BUREAU)
    with pytest.raises(Forbidden):
        queries.confirmed_claim(number, cast.DELEGATE)


def test_links_give_one_origin_and_can_be_undone() -> None:
    number = received()
    one = confirmed(number, claim(KILLED))
    retold = f"Some reports tell that {KILLED}."
    other = confirmed(received(retold), claim(KILLED, retold, speaker="Reports", speaker_class="unnamed"))
    linked(other, one, LinkKind.RETELLS)
    (series,) = queries.ledger(cast.ANALYST).series
    assert (series.documents, series.origins) == (2, 1)
    assert queries.claim(one, cast.ANALYST).linked == (("retells", other, KILLED),)
    perform(requests.UnlinkClaims(claim=other, other=one, link=LinkKind.RETELLS, reason="not sure"))
    assert queries.ledger(cast.ANALYST).series[0].origins == 2


def test_a_finding_is_judged_and_its_verdict_shown() -> None:
    confirmed(received(), claim(KILLED))
    other = TEXT.replace("northern", "southern")
    confirmed(received(other), claim(KILLED, other, number="at least 300"))
    (found,) = queries.ledger(cast.ANALYST).findings
    key = found.finding.key
    perform(requests.JudgeFinding(finding=key, verdict=Verdict.ONE_FIGURE, reason="one briefing"))
    (judged,) = queries.ledger(cast.ANALYST).findings
    assert (judged.verdict, judged.reason) == (Verdict.ONE_FIGURE, "one briefing")
    with pytest.raises(NotFound):
        perform(requests.JudgeFinding(finding="0" * 32, verdict=Verdict.ONE_FIGURE, reason="r"))


def test_an_officer_chooses_the_best_and_takes_it_back() -> None:
    number = received()
    first = confirmed(number, claim(KILLED))
    about: dict[str, Any] = {"force": "highland", "category": Category.KILLED, "reason": "asked the speaker"}
    perform(requests.ChooseBest(claim=first, **about))
    (series,) = queries.ledger(cast.ANALYST).series
    assert series.is_chosen
    perform(requests.ChooseBest(claim="", **about))
    assert not queries.ledger(cast.ANALYST).series[0].is_chosen
    second = confirmed(number, claim(BOTH))
    assert refused(requests.ChooseBest(claim=second, **about)) == "not_in_series"


def test_a_claim_stands_in_the_text_to_the_letter() -> None:
    number = received()
    moved = claim(KILLED).model_copy(update={"span": (0, len(KILLED))})
    assert refused(requests.ConfirmClaim(publication=number, said=moved)) == "not_in_text"
    nobody = claim(KILLED).model_copy(update={"speaker": None})
    assert refused(requests.ConfirmClaim(publication=number, said=nobody)) == "no_speaker"


def test_refused() -> None:
    number = received()
    one, two = confirmed(number, claim(KILLED)), confirmed(number, claim(BOTH))
    assert refused(requests.ConfirmClaim(publication=number, said=claim(KILLED))) == "confirmed"
    assert refused(requests.ConfirmProposal(publication=number, proposal="1-2-killed")) == "no_proposal"
    stands = queries.claim(one, cast.ANALYST).claim.said
    assert refused(requests.CorrectClaim(claim=one, said=stands, reason="r")) == "nothing_changed"
    link: dict[str, Any] = {"claim": one, "reason": "r"}
    assert refused(requests.LinkClaims(other=one, link=LinkKind.RESTATES, **link)) == "itself"
    assert refused(requests.LinkClaims(other=two, link=LinkKind.ADDS_TO, **link)) == "other_category"
    assert refused(requests.UnlinkClaims(other=two, link=LinkKind.RESTATES, **link)) == "no_link"
    perform(requests.WithdrawClaim(claim=two, reason="misread"))
    assert refused(requests.WithdrawClaim(claim=two, reason="again")) == "withdrawn"
    assert refused(requests.LinkClaims(other=two, link=LinkKind.RESTATES, **link)) == "no_other"
    assert refused(requests.AskSecondReader(publication=number)) == "no_second_reader"
    assert refused(requests.IssueBrief(heading="b", force="nobody")) == "nothing_confirmed"


def test_a_correction_links_one_speaker_only() -> None:
    one = confirmed(received(), claim(KILLED))
    text = TEXT.replace("northern", "eastern")
    other = confirmed(received(text), claim(KILLED, text, speaker="Else"))
    with pytest.raises(Refused, match="own speaker"):
        linked(other, one, LinkKind.CORRECTS)


def test_forbidden_for_everybody_but_the_analyst() -> None:
    number = received()
    one = confirmed(number, claim(KILLED))
    commands: list[requests.Command] = [
        requests.ConfirmClaim(publication=number, said=claim(BOTH)),
        requests.ConfirmProposal(publication=number, proposal="1-2-killed"),
        requests.RejectProposal(publication=number, proposal="1-2-killed", reason="r"),
        requests.WithdrawClaim(claim=one, reason="r"),
        requests.CorrectClaim(claim=one, said=claim(BOTH), reason="r"),
        requests.LinkClaims(claim=one, other=one, link=LinkKind.RESTATES, reason="r"),
        requests.ChooseBest(force="highland", category=Category.KILLED, reason="r"),
        requests.JudgeFinding(finding="0" * 32, verdict=Verdict.CANNOT_TELL, reason="r"),
        requests.IssueBrief(heading="b", force="highland"),
        requests.AskSecondReader(publication=number),
    ]
    for who, actor in cast.everyone().items():
        for command in commands if who != "analyst" else ():
            with pytest.raises(Forbidden):
                perform(command, actor)


def test_whoever_saw_less_is_shown_both() -> None:
    number = received()
    confirmed(number, claim(KILLED))
    with pytest.raises(Conflict):
        perform(requests.ConfirmClaim(publication=number, said=claim(BOTH), seen=1))


def test_rebuilding_gives_the_same_rows() -> None:
    number = received()
    confirmed(number, claim(KILLED))
    perform(requests.WithdrawClaim(claim=confirmed(number, claim(BOTH)), reason="misread"))
    perform(requests.IssueBrief(heading="A brief", force="highland"))
    assert PROJECTION in projections.all_projections()
    assert projections.check() == []
