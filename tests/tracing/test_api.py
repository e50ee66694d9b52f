"""Tracing over HTTP: an enquiry from the letter to the answer, by two officers' programs."""

import pytest

from safeconduct.store.create import Created
from safeconduct.tracing import actions, requests
from tests.registry.callers import caller
from tests.tracing.enquiries import open_enquiry, opened, registered

pytestmark = pytest.mark.django_db(databases=["default", "keys"])


def test_two_officers_find_and_answer(instance: Created) -> None:
    prisoner = registered("박철수")
    one, other = caller("tracing"), caller("other_tracing")
    sent = open_enquiry().model_dump(mode="json")
    number = one.post("commands/tracing.open_enquiry", sent).json()["number"]
    (best, *_) = one.get(f"enquiries/{number}/candidates").json()["candidates"]
    assert best["number"] == prisoner
    judged = {"enquiry": number, "prisoner": prisoner, "verdict": "same", "reason": "birth and name"}
    approval = one.post("commands/tracing.judge_candidate", judged).json()["approval"]
    page = other.get(f"enquiries/{number}/candidates/{prisoner}").json()
    assert (page["waits_for_me"], page["reason"], page["approval"]) == (True, "", approval)
    given = other.post(f"approvals/{approval}", {"verdict": "approve", "digest": page["digest"]})
    assert given.status_code == 200, given.content
    assert one.get(f"enquiries/{number}").json()["found"] == prisoner
    told = {"enquiry": number, "outcome": "nothing_to_tell", "language": "ru"}
    assert one.post("commands/tracing.answer_enquiry", told).status_code == 200
    (letter,) = one.get(f"enquiries/{number}").json()["answers"]
    assert "Сведений для сообщения нет" in letter["letter"]


def test_a_search_needs_no_enquiry_and_stands_in_no_address(instance: Created) -> None:
    prisoner = registered("박철수")
    found = caller("tracing").post("trace", {"names": ["Park Cheol-soo"], "born": "1999"}).json()
    assert found["candidates"][0]["number"] == prisoner
    assert found["candidates"][0]["assessment"]["name"]["evidence"]


@pytest.mark.parametrize(
    ("body", "field"),
    [({"names": []}, "names"), ({"names": ["a"], "born": 7}, "born"), ({"names": ["a"], "x": 1}, "x")],
)
def test_a_wrong_search_is_refused_by_field(instance: Created, body: dict[str, object], field: str) -> None:
    answer = caller("tracing").post("trace", body)
    assert answer.status_code == 422
    assert field in answer.json()["field"]


def test_who_may_not_gets_what_does_not_exist(instance: Created) -> None:
    number = opened()
    auditor = caller("auditor")
    theirs, none = auditor.get(f"enquiries/{number}"), auditor.get("enquiries/0000-0000")
    assert theirs.status_code == none.status_code == 404
    assert theirs.content == none.content


def test_openapi_describes_each_command_with_its_own_body(instance: Created) -> None:
    described = caller("tracing").get("openapi.json").json()
    for title, kind in requests.COMMANDS.items():
        given = described["paths"][f"/api/v1/commands/{title}"]["post"]
        schema = given["requestBody"]["content"]["application/json"]["schema"]
        assert schema["$ref"].endswith(f"/{kind.__name__}"), title
        assert given["x-may"] == str(actions.CAPABILITIES[kind])
