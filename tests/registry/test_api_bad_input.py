"""What is no request: wrong types in every field of every command, further fields, broken and endless bodies.

The bodies are made from the commands' own schemas, each shown to be whole before anything in it is replaced.
"""

import copy
import json
from collections.abc import Iterator
from typing import Any

import pytest
from pydantic import ValidationError

from safeconduct.registry import actions
from safeconduct.registry.requests import COMMANDS
from safeconduct.store.create import Created
from safeconduct.store.models import LedgerEntry
from safeconduct.store.sent import BODY_BYTES_MAX
from tests import cast
from tests.registry.callers import API, Caller, caller

pytestmark = pytest.mark.django_db(databases=["default", "keys"])

Place = tuple[str | int, ...]
HOSTILE: tuple[object, ...] = (7, 1.5, True, "text", [], [[]], {"a": 1})
PATTERNS = {
    r"^[0-9a-f]{32}$": "0" * 32,
    r"^[a-z0-9][a-z0-9-]{0,39}$": "camp-1",
    r"^\d{1,12}(\.\d{1,2})?$": "10.50",
    r"^\d{1,3}(\.\d)?$": "61.5",
    r"^[A-Z]{3}$": "UAH",
}


def example(schema: dict[str, Any], definitions: dict[str, Any]) -> Any:
    """A value that fits the schema, with every field it knows."""
    if "$ref" in schema:
        return example(definitions[schema["$ref"].rpartition("/")[2]], definitions)
    for several in ("anyOf", "oneOf"):
        if several in schema:
            return example(schema[several][0], definitions)
    if "const" in schema or "enum" in schema:
        return schema.get("const") or schema["enum"][0]
    match schema["type"]:
        case "object":
            fields = schema.get("properties", {})
            return {name: example(field, definitions) for name, field in fields.items()}
        case "array":
            return [example(schema["items"], definitions)]
        case "integer":
            return 0
        case "boolean":
            return False
    return PATTERNS[schema["pattern"]] if "pattern" in schema else "x"


def bodies() -> Iterator[tuple[str, dict[str, Any]]]:
    """One body a command; for events, one a kind."""
    for title, kind in COMMANDS.items():
        schema = kind.model_json_schema()
        definitions = schema.get("$defs", {})
        body = example(schema, definitions)
        variants = schema.get("properties", {}).get("event", {}).get("oneOf", ())
        for variant in variants:
            yield title, body | {"event": example(variant, definitions)}
        if not variants:
            yield title, body


BODIES = list(bodies())
NAMES = [f"{title}-{body['event']['kind']}" if "event" in body else title for title, body in BODIES]


def places(value: Any, here: Place = ()) -> Iterator[tuple[Place, Any]]:
    """Every value in a body, with the way to it."""
    for key, inner in value.items() if isinstance(value, dict) else enumerate(value):
        yield (*here, key), inner
        if isinstance(inner, dict | list):
            yield from places(inner, (*here, key))


def replaced(body: dict[str, Any], place: Place, value: object) -> dict[str, Any]:
    made = copy.deepcopy(body)
    target: Any = made
    for key in place[:-1]:
        target = target[key]
    target[place[-1]] = value
    return made


def sender(title: str, made: Created) -> Caller:
    """Somebody who may give the command, so that it is the body that is refused."""
    who = "medical" if title == "registry.issue_certificate" else "bureau"
    return caller(who, made if who == "medical" else None)


@pytest.mark.parametrize(("title", "body"), BODIES, ids=NAMES)
def test_a_wrong_type_in_any_field_is_refused_by_name(
    instance: Created, title: str, body: dict[str, Any]
) -> None:
    kind = COMMANDS[title]
    kind.model_validate_json(json.dumps(body), strict=True)
    program = sender(title, instance)
    before = LedgerEntry.objects.count()
    for number, (place, value) in enumerate(places(body)):
        wrong = [each for each in HOSTILE if type(each) is not type(value)]
        for hostile in wrong:
            with pytest.raises(ValidationError):
                kind.model_validate_json(json.dumps(replaced(body, place, hostile)), strict=True)
        hostile = wrong[number % len(wrong)]  # each through the door once; every type comes round
        answer = program.post(f"commands/{title}", replaced(body, place, hostile))
        assert answer.status_code == 422, (place, hostile, answer.content)
        assert answer.json()["field"].split(".")[0] == place[0], (place, hostile, answer.content)
    assert LedgerEntry.objects.count() == before


@pytest.mark.parametrize(("title", "body"), BODIES, ids=NAMES)
def test_a_further_field_anywhere_is_refused_by_name(
    instance: Created, title: str, body: dict[str, Any]
) -> None:
    program = sender(title, instance)
    objects = [((), body), *((place, value) for place, value in places(body) if isinstance(value, dict))]
    for place, value in objects:
        if place and place[-1] == "parameters":
            continue  # the one field that holds whatever names a question needs
        further = replaced(body, (*place, "further"), 1)
        answer = program.post(f"commands/{title}", further)
        assert (answer.status_code, answer.json()["field"].rpartition(".")[2]) == (422, "further"), (
            place,
            value,
        )


@pytest.mark.parametrize("hostile", ["\0" * 32, "\u202e\u2066x", "x" * 9_000], ids=["null", "bidi", "long"])
@pytest.mark.parametrize(("title", "body"), BODIES[:2] + BODIES[-1:], ids=(NAMES[:2] + NAMES[-1:]))
def test_no_text_brings_the_program_down(
    instance: Created, title: str, body: dict[str, Any], hostile: str
) -> None:
    number = actions.perform(cast.captive(place=cast.places()[0]), cast.registrar()).number
    program = sender(title, instance)
    known = {name: number if name in ("prisoner", "left") else value for name, value in body.items()}
    for place, value in places(known):
        if isinstance(value, str):
            answer = program.post(f"commands/{title}", replaced(known, place, hostile))
            assert answer.status_code in (200, 404, 422), (place, answer.content)


@pytest.mark.parametrize(
    ("raw", "status", "error"),
    [
        (" ", 400, "not_json"),
        ("{", 400, "not_json"),
        ('{"prisoner": NaN}', 422, "bad_field"),
        ('{"prisoner": "\\ud800"}', 400, "not_json"),
        ("[" * 100_000, 400, "not_json"),
        ('{"a":' * 300 + "1" + "}" * 300, 400, "not_json"),
        ("null", 422, "bad_field"),
        ("[]", 422, "bad_field"),
        ('"text"', 422, "bad_field"),
        (
            '{"names": [{"text": "' + "x" * 1_000_000 + '", "source": {"channel": "observed"}}]}',
            422,
            "bad_field",
        ),
        ('{"row": "' + "x" * BODY_BYTES_MAX + '"}', 413, "too_large"),
    ],
    ids=[
        "blank",
        "cut",
        "nan",
        "half a pair",
        "deep list",
        "deep object",
        "null",
        "list",
        "text",
        "1 MB",
        "2 MB",
    ],
)
def test_what_is_no_body_is_refused(instance: Created, raw: str, status: int, error: str) -> None:
    answer = caller("bureau").post("commands/registry.register", raw=raw)
    assert (answer.status_code, answer.json()["error"]) == (status, error)


def test_no_more_is_taken_in_than_is_allowed(instance: Created) -> None:
    bureau = caller("bureau")
    headers = {"X-CSRFToken": bureau.token}
    for content_type in ("application/json", "multipart/form-data; boundary=x"):
        answer = bureau.client.generic(
            "POST", f"{API}imports", b"", content_type, headers=headers, CONTENT_LENGTH=str(2**40)
        )
        assert (answer.status_code, answer.json()["error"]) == (413, "too_large")


@pytest.mark.parametrize(
    "content_type", ["text/plain", "application/x-www-form-urlencoded", "", "application/xml"]
)
def test_another_type_of_body_is_refused(instance: Created, content_type: str) -> None:
    bureau = caller("bureau")
    for route in ("search", "imports", "commands/registry.register"):
        answer = bureau.client.post(
            API + route, '{"text": "x"}', content_type, headers={"X-CSRFToken": bureau.token}
        )
        assert (answer.status_code, answer.json()["error"]) == (415, "wrong_type"), route


@pytest.mark.parametrize(
    ("route", "query"),
    [
        ("prisoners", {"size": "0"}),
        ("prisoners", {"size": "501"}),
        ("prisoners", {"size": "many"}),
        ("prisoners", {"status": "paroled"}),
        ("prisoners", {"sort": "name"}),
        ("prisoners", {"has_questions": "perhaps"}),
        ("prisoners", {"after": "f" * 81}),
        ("prisoners", {"name": "박철수"}),
        ("questions", {"size": "-1"}),
        ("duplicates", {"code": "x"}),
        ("prisoners/0000-0000", {"why": "x" * 301}),
        ("imports/x/lines", {"kind": "other"}),
        ("imports/x/lines", {"kind": "question", "after": str(2**70)}),
        ("record", {"further": "1"}),
    ],
)
def test_a_query_out_of_bounds_is_refused_by_name(
    instance: Created, route: str, query: dict[str, str]
) -> None:
    answer = caller("bureau").get(route, **query)
    assert (answer.status_code, answer.json()["field"]) == (422, list(query)[-1])


@pytest.mark.parametrize("after", ["x", "1.2", "-1.-1.-1", "f" * 80, "0.0.0", "٣.٣.٣"])
def test_a_cursor_that_is_none_means_the_beginning(instance: Created, after: str) -> None:
    bureau = caller("bureau")
    for route in ("prisoners", "questions", "duplicates"):
        assert bureau.get(route, after=after).status_code == 200


def test_another_method_is_refused(instance: Created) -> None:
    answer = caller("bureau").delete("prisoners")
    assert (answer.status_code, answer.json()["error"], answer.headers["Allow"]) == (
        405,
        "wrong_method",
        "GET",
    )
