"""The register over HTTP: each operation works for whom it is for, and is nothing to everybody else."""

import io
import json
from collections.abc import Iterable

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import URLPattern

from safeconduct.access.decide import may
from safeconduct.access.words import Capability
from safeconduct.registry import actions, imports, requests
from safeconduct.shell import api
from safeconduct.shell.door import Open
from safeconduct.store.create import Created
from safeconduct.store.models import LedgerEntry, Reading
from tests import cast
from tests.registry.callers import ROLES, Caller, caller

pytestmark = pytest.mark.django_db(databases=["default", "keys"])

LIST = "name,born,number\n박철수,1999,195119\nПак Чер Су,1999,195119\nTOTAL,,\n리명호,not known,\n"


def here(**others: str) -> str:
    """A prisoner at the first place; his number."""
    return actions.perform(cast.captive(place=cast.places()[0], **others), cast.registrar()).number


def sent(command: requests.Command) -> dict[str, object]:
    """The command as a program sends it."""
    made = json.loads(command.model_dump_json())
    assert isinstance(made, dict)
    return made


def a_list(text: str = LIST, name: str = "list.csv") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, text.encode(), "text/csv")


# --- reading --------------------------------------------------------------------------------------


def test_the_list_is_paged_and_filtered(instance: Created) -> None:
    numbers = [here(), here(name="리명호")]
    bureau = caller("bureau")
    first = bureau.get("prisoners", size=1).json()
    assert (first["total"], first["rows"][0]["number"]) == (2, numbers[1])
    second = bureau.get("prisoners", size=1, after=first["after"]).json()
    assert second["rows"][0]["number"] == numbers[0]
    assert bureau.get("prisoners", status="dead").json()["rows"] == []
    assert caller("other_registrar").get("prisoners").json()["total"] == 0


def test_a_person_is_answered_and_the_reading_logged(instance: Created) -> None:
    number = here(born="1999")
    before = Reading.objects.count()
    answer = caller("bureau").get(f"prisoners/{number}", why="enquiry 7").json()
    assert answer["names"][0]["name"]["text"] == "박철수"
    assert (answer["number"], answer["version"]) == (number, 1)
    assert Reading.objects.count() == before + 1
    lines = caller("auditor").get("readings", subject=answer["subject"]).json()["readings"]
    assert ("enquiry 7", "prisoner") in {(line["purpose"], line["what"]) for line in lines}


def test_search_takes_the_name_in_its_body(instance: Created) -> None:
    number = here()
    bureau = caller("bureau")
    assert [row["number"] for row in bureau.post("search", {"text": "박철수"}).json()] == [number]
    assert bureau.get("search", text="박철수").status_code in (405, 422)
    assert [row["number"] for row in bureau.post("search", {"text": "박철수\0"}).json()] == [number]
    assert bureau.get("record/proof/" + "f" * 32).status_code == 404


def test_health_opens_in_an_unlocked_session_of_a_reader_only(instance: Created) -> None:
    number = here(health="fever")
    reader = caller("medical", instance, unlock=True)
    (line,) = reader.get(f"prisoners/{number}/health", why="round").json()["lines"]
    assert line["text"] == "fever"
    locked = caller("protection", instance).get(f"prisoners/{number}/health")
    assert (locked.status_code, locked.json()["error"]) == (403, "locked")
    assert caller("bureau").get(f"prisoners/{number}/health").status_code == 404


def test_the_desk_is_answered(instance: Created) -> None:
    left, right = here(born="1999", number="7"), here(name="Пак Чер Су", born="1999", number="7")
    bureau = caller("bureau")
    question = {"prisoner": left, "question": {"field": "note", "code": "ask-again"}}
    assert bureau.post("commands/registry.raise_question", question).status_code == 200
    (asked,) = bureau.get("questions").json()["rows"]
    assert (asked["number"], asked["question"]["code"]) == (left, "ask-again")
    assert bureau.get("questions", code="other").json()["rows"] == []
    (row,) = bureau.get("duplicates").json()["rows"]
    assert {row["left"]["number"], row["right"]["number"]} == {left, right}
    pair = bureau.get(f"duplicates/{left}/{right}").json()
    assert (pair["verdict"], pair["version"]) == (None, 0)
    assert {pair["names"]["left"], pair["names"]["right"]} == {"박철수", "Пак Чер Су"}
    assert pair["names"]["comparison"]["letters"][1]["why"]["code"] == "syllable_unusual"


# --- commands -------------------------------------------------------------------------------------


def test_a_command_is_recorded_as_by_every_other_door(instance: Created) -> None:
    registrar = caller("registrar")
    command = cast.captive("김남", place=cast.places()[0], born="1999")
    done = registrar.post("commands/registry.register", sent(command)).json()
    assert [entry["kind"] for entry in done["entries"]] == ["registry.PrisonerRegistered"]
    arrived = registrar.post(
        "commands/registry.record_event", sent(cast.arrival(done["number"], cast.places()[0], "2025-01-14"))
    )
    assert arrived.status_code == 200, arrived.content
    assert registrar.get(f"prisoners/{done['number']}").json()["status"] == "held"


def test_a_refusal_tells_reason_source_and_field(instance: Created) -> None:
    answer = caller("bureau").post("commands/registry.register", {})
    told = answer.json()
    assert (answer.status_code, told["error"], told["source"]) == (422, "nobody", "GC III art. 17(1)")
    assert told["reason"]
    assert LedgerEntry.objects.filter(compartment="identity").count() == 0


def test_the_second_of_two_gets_a_conflict_with_what_stands(instance: Created) -> None:
    number = here(born="1999")
    one, other = caller("bureau"), caller("registrar")
    seen = one.get(f"prisoners/{number}").json()["version"]

    def born(value: str) -> dict[str, object]:
        said = {
            "item": "birth_date",
            "answer": {"state": "given", "value": value},
            "source": {"channel": "observed"},
        }
        return {"prisoner": number, "statement": said, "seen": seen}

    assert one.post("commands/registry.state_identity", born("1998")).status_code == 200
    conflict = other.post("commands/registry.state_identity", born("1997"))
    assert (conflict.status_code, conflict.json()["error"]) == (409, "conflict")
    (theirs,) = conflict.json()["theirs"]
    assert theirs["fact"]["statement"]["answer"]["value"] == "1998"


def test_openapi_describes_each_command_with_its_own_body(instance: Created) -> None:
    described = caller("analyst").get("openapi.json").json()
    for title, kind in requests.COMMANDS.items():
        given = described["paths"][f"/api/v1/commands/{title}"]["post"]
        schema = given["requestBody"]["content"]["application/json"]["schema"]
        assert schema["$ref"].endswith(f"/{kind.__name__}"), title
        assert given["x-may"] == str(actions.CAPABILITIES[kind])
    assert set(described["components"]["schemas"]["Refusal"]["properties"]) == {
        "error", "reason", "remedy", "source", "field",
    }  # fmt: skip


# --- imports --------------------------------------------------------------------------------------


def test_a_list_is_taken_in_and_reported(instance: Created, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(imports, "start", imports.run)
    bureau = caller("bureau")
    begun = bureau.send("imports", file=a_list())
    assert begun.status_code == 202, begun.content
    job = bureau.get(f"imports/{begun.json()['id']}").json()
    assert (job["state"], job["counts"]["registered"], job["counts"]["refused"]) == ("done", 3, 1)
    lines = bureau.get(f"imports/{job['id']}/lines", kind="refused").json()
    assert [line["row"] for line in lines] == [4]
    assert bureau.get(f"imports/{job['id']}/lines", kind="question", after=10**6).json() == []
    assert [each["id"] for each in bureau.get("imports").json()] == [job["id"]]
    assert bureau.get("prisoners").json()["total"] == 3


def test_a_trial_tells_what_would_happen_and_writes_nothing(instance: Created) -> None:
    bureau = caller("bureau")
    before = LedgerEntry.objects.count()
    trial = bureau.send("imports", file=a_list(), dry_run="true")
    assert (trial.status_code, trial.json()["counts"]["registered"]) == (200, 3), trial.content
    assert {line["kind"] for line in trial.json()["trial"]} >= {"refused"}
    assert LedgerEntry.objects.count() == before


@pytest.mark.parametrize(
    "fields",
    [
        {"file": SimpleUploadedFile("list.csv", b"")},
        {"file": SimpleUploadedFile("list.xlsx", b"\x00\x01\x02" * 400)},
        {"file": "no file"},
        {},
        {"file": a_list(), "encoding": "no-such-encoding"},
        {"file": a_list(), "dry_run": "perhaps"},
        {"file": a_list(), "further": "field"},
        {"file": a_list(), "further": a_list()},
        {"file": a_list(), "mapping": SimpleUploadedFile("m.toml", b"= no toml")},
    ],
)
def test_what_is_no_list_is_refused_and_nothing_kept(instance: Created, fields: dict[str, object]) -> None:
    bureau = caller("bureau")
    for each in fields.values():
        if isinstance(each, io.IOBase | SimpleUploadedFile):
            each.seek(0)
    answer = bureau.send("imports", **fields)
    assert answer.status_code == 422, answer.content
    assert bureau.get("imports").json() == []


# --- the record, the office -----------------------------------------------------------------------


def test_the_record_proves_itself(instance: Created) -> None:
    number = here()
    auditor = caller("auditor")
    told = auditor.get("record").json()
    assert auditor.get("record/checkpoint").content.decode().startswith(told["origin"])
    entry = caller("bureau").get(f"prisoners/{number}").json()["entries"][0]["entry"]
    proof = auditor.get(f"record/proof/{entry}").json()
    assert (proof["entry"], len(proof["leaf"]), proof["position"] < proof["size"]) == (entry, 64, True)
    checked = auditor.post("record/verification").json()
    assert checked["entries"] == LedgerEntry.objects.count()
    assert {problem["code"] for problem in checked["problems"]} <= {"head_missing"}


def test_an_erasure_takes_two(instance: Created) -> None:
    number = here()
    bureau = caller("bureau")
    asked = bureau.post("erasures", {"prisoner": number, "ground": "registered twice by error"}).json()
    (waiting,) = bureau.get("approvals").json()
    assert (waiting["digest"], waiting["words"]) == (asked["digest"], asked["words"])
    one = bureau.get(f"approvals/{asked['approval']}").json()
    assert "registered twice" in one["command"]
    same = bureau.post(f"approvals/{asked['approval']}", {"verdict": "approve", "digest": asked["digest"]})
    assert (same.status_code, same.json()["error"]) == (422, "same_person")
    refused = bureau.post(f"approvals/{asked['approval']}", {"verdict": "refuse", "digest": "0" * 64})
    assert refused.status_code == 422


def test_operators_are_listed_without_secrets(instance: Created) -> None:
    administrator = caller("administrator")
    (only,) = administrator.get("operators").json()
    assert (only["login"], only["roles"]) == ("administrator", ["administrator"])
    assert set(only) == {"id", "login", "name", "roles", "places", "has_left", "added"}


# --- who may --------------------------------------------------------------------------------------


def addresses() -> Iterable[tuple[str, Capability | Open]]:
    """Every path of the API, with what it asks for."""
    for pattern in api.urlpatterns:
        assert isinstance(pattern, URLPattern)
        route = str(pattern.pattern)
        yield route.removeprefix("v1/"), pattern.callback.__dict__["may"]


def filled(route: str) -> str:
    for name in ("number", "left", "right", "job", "entry", "approval_id"):
        route = route.replace(f"<{name}>", "0000-0000" if name in ("number", "left") else "0" * 32)
    return route.replace("<path:rest>", "nowhere/at/all")


def test_every_path_names_who_may() -> None:
    asked = dict(addresses())
    assert all(isinstance(who, Capability | Open) for who in asked.values())
    assert [route for route, who in asked.items() if who is Open.TO_EVERYBODY] == ["session"]


def test_a_stranger_gets_the_same_bytes_everywhere(instance: Created) -> None:
    here()
    stranger = Caller()
    routes = [filled(route) for route, _ in addresses()] + ["prisoners?size=x", "no-such", "../v2/prisoners"]
    answers = {stranger.get(route).content for route in routes}
    answers |= {stranger.post(route, {"a": 1}).content for route in routes if route != "session"}
    answers.add(stranger.delete("session").content)
    assert len(answers) == 1
    assert json.loads(answers.pop())["error"] == "not_signed_in"


@pytest.mark.parametrize("who", sorted(ROLES))
def test_each_role_is_let_through_where_it_may_and_finds_nothing_elsewhere(
    instance: Created, who: str
) -> None:
    operator = caller(who)
    nothing = operator.get("nowhere").content
    for route, asked in addresses():
        if not isinstance(asked, Capability):
            continue
        get, post = operator.get(filled(route)), operator.post(filled(route), raw="")
        if may(cast.everyone()[who], asked):
            assert not (get.content == post.content == nothing), route
        else:
            assert (get.status_code, get.content, post.content) == (404, nothing, nothing), route


def test_no_such_and_not_yours_are_the_same_bytes(instance: Created) -> None:
    number = here()
    other = caller("other_registrar")
    for route in ("prisoners/{}", "prisoners/{}/health"):
        theirs, none = other.get(route.format(number)), other.get(route.format("0000-0000"))
        assert (theirs.status_code, theirs.content) == (404, none.content)
    command = {"prisoner": number, "name": {"text": "x", "source": {"channel": "observed"}}}
    theirs = other.post("commands/registry.record_name", command)
    none = other.post("commands/registry.record_name", command | {"prisoner": "0000-0000"})
    assert (theirs.status_code, theirs.content) == (404, none.content)


@pytest.mark.parametrize(
    "route", ["prisoners/x", "imports/x", "record/proof/x", "approvals/x", "imports/x/lines?kind=question"]
)
def test_what_does_not_exist_is_nothing(instance: Created, route: str) -> None:
    bureau = caller("bureau")
    assert bureau.get(route).content == bureau.get("nowhere").content
