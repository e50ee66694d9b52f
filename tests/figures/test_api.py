"""Figures over HTTP, each operation as a program uses it; who may stands in the tests of all doors."""

import csv
import io
import json

import pytest

from safeconduct.figures import actions, desk, requests
from tests.figures.texts import BOTH, KILLED, TEXT, claim, reader
from tests.registry.callers import Caller, caller

pytestmark = [pytest.mark.usefixtures("instance"), pytest.mark.django_db(databases=["default", "keys"])]
COURIER = {"publisher": "The Lowland Courier", "published_on": "2025-01-14"}


@pytest.fixture
def analyst(monkeypatch: pytest.MonkeyPatch) -> Caller:
    """A program of the analyst's, with a reader that proposes both claims of the text."""
    monkeypatch.setattr(desk, "read", reader(claim(KILLED), claim(BOTH)))
    return caller("analyst")


def command(program: Caller, title: str, **body: object) -> dict[str, object]:
    answer = program.post(f"commands/figures.{title}", body)
    assert answer.status_code == 200, answer.content
    told = answer.json()
    assert isinstance(told, dict)
    return told


def confirmed(program: Caller) -> tuple[str, str, str]:
    """The numbers of the text and of its two claims, both confirmed as they are proposed."""
    number = str(command(program, "receive_publication", text=TEXT, appearance=COURIER)["number"])
    told = program.get(f"figures/texts/{number}").json()
    first, second = (
        str(command(program, "confirm_proposal", publication=number, proposal=each["proposal"])["item"])
        for each in told["proposals"]
    )
    return number, first, second


def test_from_the_text_to_its_claims(analyst: Caller) -> None:
    number, first, second = confirmed(analyst)
    listed = analyst.get("figures/texts").json()
    assert (listed["total"], [row["number"] for row in listed["rows"]], listed["after"]) == (1, [number], "")
    told = analyst.get(f"figures/texts/{number}").json()
    assert [each["claim"] for each in told["proposals"]] == [first, second]
    assert (told["text"], told["appearances"][0]["publisher"]) == (TEXT, "The Lowland Courier")
    one = analyst.get(f"figures/claims/{first}").json()
    assert (one["said"]["quote"], one["publication"], one["claim"]["is_withdrawn"]) == (KILLED, number, False)


def test_texts_are_listed_page_by_page(analyst: Caller) -> None:
    numbers = [
        command(analyst, "receive_publication", text=f"Nothing is said in text {n}.")["number"]
        for n in range(3)
    ]
    first = analyst.get("figures/texts", size=2).json()
    rest = analyst.get("figures/texts", size=2, after=first["after"]).json()
    assert [row["number"] for row in (*first["rows"], *rest["rows"])] == numbers[::-1]
    assert analyst.get("figures/texts", size=0).status_code == 422


def test_a_text_is_read_and_not_recorded(analyst: Caller) -> None:
    found = analyst.post(
        "figures/read", {"text": TEXT, "language": "en", "published_at": "2025-01-14"}
    ).json()
    assert [each["quote"] for each in found] == [KILLED, BOTH]
    assert analyst.get("figures/texts").json()["total"] == 0


@pytest.mark.parametrize(
    "body",
    [{"text": ""}, {"text": TEXT, "language": "English"}, {"text": TEXT, "published_at": "soon"}, {"x": 1}],
)
def test_what_cannot_be_read_is_refused_by_field(analyst: Caller, body: dict[str, object]) -> None:
    answer = analyst.post("figures/read", body)
    assert answer.status_code == 422
    assert answer.json()["field"]


def test_series_with_their_bounds_and_the_claims_that_state_them(analyst: Caller) -> None:
    _, first, second = confirmed(analyst)
    told = {each["category"]: each for each in analyst.get("figures/series").json()}
    assert set(told) == {"killed", "killed_or_wounded"}
    assert told["killed"]["claims"] == [first]
    step = told["killed_or_wounded"]["steps"][-1]
    assert (step["low"], step["high"], step["is_crossed"]) == ({"number": 3001, "claim": second}, None, False)


def test_a_finding_is_told_and_judged(analyst: Caller) -> None:
    confirmed(analyst)
    other = TEXT.replace("northern", "southern")
    number = command(analyst, "receive_publication", text=other, appearance={"published_on": "2025-01-15"})[
        "number"
    ]
    said = claim(KILLED, other, number="at least 300").model_dump(mode="json")
    command(analyst, "confirm_claim", publication=number, said=said)
    (finding,) = analyst.get("figures/findings").json()
    assert (finding["rules"], finding["verdict"]) == (["C6"], "")
    judged = {"finding": finding["finding"], "verdict": "one_figure", "reason": "one briefing"}
    command(analyst, "judge_finding", **judged)
    (finding,) = analyst.get("figures/findings").json()
    assert (finding["verdict"], finding["reason"]) == ("one_figure", "one briefing")


def test_drift_between_two_claims_field_by_field(analyst: Caller) -> None:
    _, first, second = confirmed(analyst)
    told = analyst.get(f"figures/drift/{second}/{first}").json()
    assert {
        "field": "category",
        "became": "narrowed",
        "before": "killed_or_wounded",
        "after": "killed",
    } in told
    assert analyst.get(f"figures/drift/{first}/{first}").json() == []
    assert analyst.get(f"figures/drift/{first}/0000-0000").status_code == 404


def test_a_brief_is_issued_listed_and_read_again(analyst: Caller) -> None:
    confirmed(analyst)
    number = command(analyst, "issue_brief", heading="Of Highland", force="highland")["number"]
    (row,) = analyst.get("figures/briefs").json()
    assert (row["number"], row["heading"], row["claims"]) == (number, "Of Highland", 2)
    brief = analyst.get(f"figures/briefs/{number}").json()
    assert {each["quote"] for each in brief["claims"]} == {KILLED, BOTH}
    refused = analyst.post("commands/figures.issue_brief", {"heading": "x", "force": "nobody"})
    assert (refused.status_code, refused.json()["error"]) == (422, "nothing_confirmed")


@pytest.mark.parametrize("form", ["hxl", "json", "schema_org", "ucdp"])
def test_everything_confirmed_is_exported(analyst: Caller, form: str) -> None:
    confirmed(analyst)
    told = analyst.client.get(f"/api/v1/figures/export/{form}").content.decode()
    assert KILLED in told or form == "ucdp"
    if form in ("hxl", "ucdp"):
        assert len({len(row) for row in csv.reader(io.StringIO(told))}) == 1
    else:
        assert [json.loads(line) for line in told.splitlines()] if form == "json" else json.loads(told)


def test_a_claim_is_withdrawn_and_linked_and_the_series_follow(analyst: Caller) -> None:
    _, first, second = confirmed(analyst)
    link = {"claim": first, "other": second, "link": "retells", "reason": "one sentence"}
    command(analyst, "link_claims", **link)
    one, other = (analyst.get(f"figures/claims/{each}").json()["origin"] for each in (first, second))
    assert one == other
    command(analyst, "unlink_claims", **link)
    command(analyst, "withdraw_claim", claim=first, reason="misread")
    assert [each["category"] for each in analyst.get("figures/series").json() if each["claims"]] == [
        "killed_or_wounded"
    ]
    assert analyst.get(f"figures/claims/{first}").json()["claim"]["is_withdrawn"]


@pytest.mark.parametrize(
    ("title", "body", "status"),
    [
        ("receive_publication", {"text": " "}, 422),
        ("receive_publication", {"text": "x", "language": "klingon"}, 422),
        ("confirm_proposal", {"publication": "0000-0000", "proposal": "1-2-killed"}, 404),
        ("confirm_proposal", {"publication": "0000-0000", "proposal": "; drop table"}, 422),
        ("withdraw_claim", {"claim": "0000-0000", "reason": "r"}, 404),
        ("judge_finding", {"finding": "0" * 32, "verdict": "one_figure", "reason": "r"}, 404),
        ("judge_finding", {"finding": "0" * 32, "verdict": "true", "reason": "r"}, 422),
    ],
)
def test_a_wrong_command_is_refused(
    analyst: Caller, title: str, body: dict[str, object], status: int
) -> None:
    assert analyst.post(f"commands/figures.{title}", body).status_code == status


def test_openapi_describes_each_command_with_its_own_body(analyst: Caller) -> None:
    described = analyst.get("openapi.json").json()
    for title, kind in requests.COMMANDS.items():
        given = described["paths"][f"/api/v1/commands/{title}"]["post"]
        assert str(kind.__name__) in json.dumps(given["requestBody"])
        assert given["x-may"] == str(actions.CAPABILITIES[kind])
