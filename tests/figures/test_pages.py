"""Figures on pages: the desk without JavaScript, the chart, findings, briefs in every form, and who sees what."""

import io
import re

import pypdf
import pytest
from django.test import Client

from safeconduct.figures import actions, chart, desk, queries, requests
from safeconduct.figures.series import series_of
from tests import cast
from tests.core.figures.claims_made import all_of, one
from tests.figures.texts import BOTH, KILLED, TEXT, claim, confirmed, reader, received
from tests.registry.callers import PASSPHRASE, enrolled
from tools import draw_figures

pytestmark = [pytest.mark.usefixtures("instance"), pytest.mark.django_db(databases=["default", "keys"])]


def signed_in(who: str) -> Client:
    client = Client()
    assert client.post("/sign-in/", {"login": enrolled(who), "passphrase": PASSPHRASE}).status_code == 302
    return client


@pytest.fixture
def analyst() -> Client:
    return signed_in("analyst")


def shown(client: Client, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200, address
    return answer.content.decode()


@pytest.fixture
def proposes(monkeypatch: pytest.MonkeyPatch) -> None:
    """A reader that proposes both claims of the text."""
    monkeypatch.setattr(desk, "read", reader(claim(KILLED), claim(BOTH)))


@pytest.mark.usefixtures("proposes")
def test_a_text_is_received_read_confirmed_and_rejected(analyst: Client) -> None:
    answer = analyst.post(
        "/figures/receive/", {"text": TEXT, "publisher": "The Lowland Courier", "published_basis": "officer"}
    )
    assert answer.status_code == 302
    address = answer.headers["Location"]
    page = shown(analyst, address)
    assert page.count("<mark") == 2
    assert "autofocus" in page
    proposal = queries.publication(address.split("/")[3], cast.ANALYST).proposals[0].ref
    assert analyst.post(f"{address}confirm/", {"proposal": proposal}).status_code == 302
    other = queries.publication(address.split("/")[3], cast.ANALYST).proposals[1].ref
    assert analyst.post(f"{address}reject/", {"proposal": other, "reason": "a guess"}).status_code == 302
    assert "a guess" in shown(analyst, f"{address}?claim=2")
    assert len(queries.ledger(cast.ANALYST).claims) == 1


@pytest.mark.usefixtures("proposes")
def test_a_proposal_is_corrected_in_a_form_that_holds_it(analyst: Client) -> None:
    number = received()
    ref = queries.publication(number, cast.ANALYST).proposals[0].ref
    address = f"/figures/texts/{number}/claims/{ref}/"
    page = shown(analyst, address)
    assert KILLED in page
    fields = {
        "quote": KILLED, "category": "casualties", "voice": "attributed", "speaker": "Minister of Lowland",
        "speaker_class": "opponent", "said_on": "2025-01-13", "raw": "about 300", "value": "300", "low": "250",
        "high": "350", "hedge": "approx", "kind": "cumulative", "force_code": "highland", "relation": "by",
        "as_of_end": "2025-01-20", "modality": "asserted", "seen": "1",
    }  # fmt: skip
    assert analyst.post(address, {**fields, "value": "many"}).status_code == 422
    assert analyst.post(address, {**fields, "quote": "words of nobody"}).status_code == 422
    assert analyst.post(address, fields).status_code == 302
    (stated,) = queries.ledger(cast.ANALYST).claims
    assert (stated.said.speaker, str(stated.category), stated.most) == (
        "Minister of Lowland",
        "casualties",
        350,
    )
    assert "Ministry of Lowland" in shown(analyst, f"/figures/claims/{stated.number}/")


def test_the_picture_of_the_readme_is_what_the_digests_draw() -> None:
    assert draw_figures.PICTURE.read_text("utf-8") == draw_figures.drawn()


def test_two_claims_at_one_place_keep_their_numbers_apart() -> None:
    drawn = chart.svg(
        series_of(all_of(one("about 600", speaker="NIS"), one("at least 600", speaker="JCS"))),
        chart.Words(title="t", description="d", panels=["killed"], claim="Claim"),
        {},
    )
    places = re.findall(r'<text x="([\d.]+)" y="([\d.]+)">0</text>', drawn)
    assert len(places) == 2
    assert len(set(places)) == 2


def test_the_chart_is_text_with_a_table_beneath(analyst: Client) -> None:
    number = confirmed(received(), claim(KILLED))
    page = shown(analyst, "/figures/series/")
    assert '<svg xmlns="http://www.w3.org/2000/svg"' in page
    assert "<style" not in page
    assert page.count(number) >= 1
    assert "about 300" in page
    alone = shown(analyst, "/figures/series/chart.svg?force=highland")
    assert "<style>" in alone
    assert "<script" not in alone


def test_hostile_words_stay_words(analyst: Client) -> None:
    quote = '<script>alert(1)</script> about 300 "killed"'
    text = f"Headline\n\n{quote} said somebody.\n"
    said = claim(KILLED, speaker='"><img src=x>').model_copy(
        update={"quote": quote, "span": (10, 10 + len(quote))}
    )
    number = confirmed(received(text), said)
    for address in (
        "/figures/series/",
        f"/figures/claims/{number}/",
        "/figures/timeline/",
        "/figures/planning/",
    ):
        page = shown(analyst, address)
        assert "<script>alert" not in page
        assert "<img src=x>" not in page


def test_findings_are_shown_with_both_quotations_and_judged(analyst: Client) -> None:
    confirmed(received(), claim(KILLED))
    other = TEXT.replace("northern", "southern")
    confirmed(received(other), claim(KILLED, other, number="at least 300"))
    page = shown(analyst, "/figures/findings/")
    assert page.count("<blockquote") == 2
    (found,) = queries.ledger(cast.ANALYST).findings
    address = f"/figures/findings/{found.finding.key}/"
    assert analyst.post(address, {"verdict": "one_figure", "reason": "one briefing"}).status_code == 302
    assert "one briefing" in shown(analyst, "/figures/findings/")
    one, two = (each.number for each in queries.ledger(cast.ANALYST).claims)
    assert "<table" in shown(analyst, f"/figures/drift/?before={one}&after={two}")


def test_a_brief_in_every_form_and_what_is_new_since(analyst: Client) -> None:
    text = received()
    first = confirmed(text, claim(KILLED))
    answer = analyst.post("/figures/briefs/issue/", {"heading": "Highland", "force": "highland"})
    address = answer.headers["Location"]
    page = shown(analyst, address)
    assert f"[{first}]" in page
    assert f"[{first}]" in shown(analyst, f"{address}paper.md")
    assert KILLED in shown(analyst, f"{address}paper.html")
    pdf = analyst.get(f"{address}paper.pdf").content
    told = "".join(each.extract_text() for each in pypdf.PdfReader(io.BytesIO(pdf)).pages)
    assert first in told
    second = confirmed(text, claim(BOTH))
    assert second in shown(analyst, "/figures/changed/")
    assert second not in shown(analyst, address)


def test_a_claim_is_withdrawn_linked_and_held_for_the_best(analyst: Client) -> None:
    text = received()
    one, two = confirmed(text, claim(KILLED)), confirmed(text, claim(BOTH))
    page = f"/figures/claims/{one}/"
    assert analyst.post(f"{page}link/", {"link": "restates", "other": two, "reason": "r"}).status_code == 302
    assert two in shown(analyst, page)
    assert analyst.post(f"{page}best/", {"reason": "asked"}).status_code == 302
    assert analyst.post(f"{page}withdraw/", {"reason": ""}).status_code == 422
    assert analyst.post(f"{page}withdraw/", {"reason": "misread"}).status_code == 302
    assert "misread" in shown(analyst, page)


@pytest.mark.parametrize("form", ["hxl", "json", "schema_org", "ucdp"])
def test_exports(analyst: Client, form: str) -> None:
    number = confirmed(received(), claim(KILLED, speaker="=HYPERLINK()"))
    told = shown(analyst, f"/figures/export/{form}")
    assert "300" in told
    assert ",=HYPERLINK" not in told
    if form == "hxl":
        assert told.splitlines()[1].startswith("#meta+id,")
    if form != "json":
        assert number in told


def test_staff_read_and_change_nothing() -> None:
    number = confirmed(received(), claim(KILLED))
    bureau = signed_in("bureau")
    assert number in shown(bureau, "/figures/series/")
    for address in ("/figures/receive/", f"/figures/claims/{number}/withdraw/", "/figures/briefs/issue/"):
        assert bureau.get(address).status_code == 404
    delegate = signed_in("delegate")
    assert delegate.get("/figures/series/").status_code == 404


def test_pages_that_have_nothing_yet_say_so(analyst: Client) -> None:
    for page in ("", "series/", "findings/", "timeline/", "planning/", "drift/", "briefs/", "changed/"):
        shown(analyst, f"/figures/{page}")


def test_no_second_reader_no_page(analyst: Client) -> None:
    assert analyst.get(f"/figures/texts/{received()}/second/").status_code == 404
    with pytest.raises(Exception, match="second reader"):
        actions.perform(requests.AskSecondReader(publication=received()), cast.ANALYST)
