"""Commands as JSON: what every door takes, and what it does not."""

import json

import pytest
from pydantic import ValidationError

from safeconduct.registry import facts, requests
from safeconduct.registry.requests import COMMANDS, EVENT_FACTS, RecordEvent
from tests.core.registry.histories import SEEN, SUBJECT

SOURCE = {"channel": "observed"}
EVENT = {"prisoner": "7F3K-2QWD", "event": {"kind": "arrived_at_camp", "camp": "camp-1", "source": SOURCE}}


def test_an_event_is_told_by_its_kind_and_comes_back_from_json() -> None:
    command = RecordEvent.model_validate(EVENT)
    assert isinstance(command.event, requests.ArrivedAtCampEvent)
    text = command.model_dump_json()
    assert json.loads(text)["event"]["kind"] == "arrived_at_camp"
    assert RecordEvent.model_validate_json(text) == command


def test_every_custody_fact_but_its_withdrawal_can_be_recorded() -> None:
    assert set(EVENT_FACTS.values()) | {facts.CustodyFactWithdrawn} == set(facts.CUSTODY_FACTS)
    mapping = RecordEvent.model_json_schema()["properties"]["event"]["discriminator"]["mapping"]
    assert set(mapping) == set(EVENT_FACTS)


@pytest.mark.parametrize(
    ("title", "sent"),
    [
        ("registry.record_event", EVENT | {"extra": 1}),
        ("registry.record_event", EVENT | {"seen": -1}),
        ("registry.record_event", EVENT | {"prisoner": ""}),
        ("registry.record_event", EVENT | {"event": {"kind": "paroled", "source": SOURCE}}),
        ("registry.record_event", EVENT | {"event": {"camp": "camp-1", "source": SOURCE}}),
        ("registry.record_event", EVENT | {"event": {"kind": "captured", "camp": "x", "source": SOURCE}}),
        ("registry.measure_weight",
         {"prisoner": "x", "kilograms": "54.55", "happened": "", "source": SOURCE}),
        ("registry.measure_weight", {"prisoner": "x", "kilograms": 54.5, "happened": "", "source": SOURCE}),
        ("registry.judge_same", {"left": "a", "right": "b", "reason": "  "}),
        ("registry.withdraw_name", {"prisoner": "x", "entry": "7F3K", "reason": "slip"}),
        ("registry.hand_in_health",
         {"prisoner": "x", "answer": {"state": "declined", "value": "x"}, "source": SOURCE}),
        ("registry.register", {"names": [{"text": "", "source": SOURCE}]}),
    ],
)  # fmt: skip
def test_what_is_no_command_is_not_taken(title: str, sent: dict[str, object]) -> None:
    with pytest.raises(ValidationError):
        COMMANDS[title].model_validate(sent)


def test_no_command_speaks_of_giving_up_a_right() -> None:
    words = " ".join(json.dumps(command.model_json_schema()) for command in COMMANDS.values()).casefold()
    assert "waive" not in words


def test_a_command_is_frozen() -> None:
    command = requests.RecordEvent(prisoner=SUBJECT, event=requests.EscapedEvent(source=SEEN))
    with pytest.raises(ValidationError):
        command.seen = 3  # type: ignore[misc]
