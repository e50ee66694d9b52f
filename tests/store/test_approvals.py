"""Two persons: a command waits with its exact bytes until a second entitled person judges them."""

from dataclasses import replace

import pytest

from safeconduct.access.actor import Actor
from safeconduct.access.approval import Approval, ApprovalState
from safeconduct.access.words import Capability
from safeconduct.sources.errors import Conflict, Forbidden, NotFound, Refused
from safeconduct.store import approvals
from safeconduct.store.create import Created
from safeconduct.store.record import transaction
from safeconduct.store.verify import verify
from tests.cast import ADMINISTRATOR, AUDITOR, BUREAU, OTHER_BUREAU, STRANGER
from tests.store.written import BOTH

pytestmark = pytest.mark.django_db(databases=BOTH, transaction=True)
COMMAND = '{"name":"Тарас"}'.encode()


def ask(command: bytes = COMMAND) -> Approval:
    return approvals.request("tests.act", command, capability=Capability.STORE_ERASURE_REQUEST, actor=BUREAU)


def test_a_second_person_approves_the_exact_bytes(instance: Created) -> None:
    asked = ask()
    (waiting,) = approvals.pending(OTHER_BUREAU)
    assert waiting == asked
    with transaction():
        approved = approvals.approve(asked.id, waiting.digest, OTHER_BUREAU)
    assert (approved.command, approved.state) == (COMMAND, ApprovalState.APPROVED)
    assert approved.judged_by == OTHER_BUREAU.operator_id
    assert approvals.pending(OTHER_BUREAU) == []
    assert approvals.one(asked.id, BUREAU) == approved
    assert verify().problems == []


def test_a_second_person_refuses(instance: Created) -> None:
    asked = ask()
    with transaction():
        approvals.refuse(asked.id, asked.digest, OTHER_BUREAU)
    assert approvals.one(asked.id, BUREAU).state == ApprovalState.REFUSED
    assert approvals.pending(BUREAU) == []


def test_the_same_person_may_neither_approve_nor_refuse(instance: Created) -> None:
    asked = ask()
    for judge in (approvals.approve, approvals.refuse):
        with pytest.raises(Refused) as refused, transaction():
            judge(asked.id, asked.digest, BUREAU)
        assert refused.value.code == "same_person"
    assert approvals.pending(BUREAU) == [asked]


def test_other_bytes_are_refused(instance: Created) -> None:
    asked, other = ask(), ask(COMMAND + b" ")
    with pytest.raises(Refused) as refused, transaction():
        approvals.approve(asked.id, other.digest, OTHER_BUREAU)
    assert refused.value.code == "other_bytes"


@pytest.mark.parametrize("first", ["approve", "refuse"])
@pytest.mark.parametrize("second", ["approve", "refuse"])
def test_what_is_judged_is_closed(instance: Created, first: str, second: str) -> None:
    asked = ask()
    with transaction():
        getattr(approvals, first)(asked.id, asked.digest, OTHER_BUREAU)
    with pytest.raises(Refused) as refused, transaction():
        getattr(approvals, second)(asked.id, asked.digest, OTHER_BUREAU)
    assert refused.value.code == "approval_closed"


@pytest.mark.parametrize("actor", [AUDITOR, ADMINISTRATOR, STRANGER], ids=lambda actor: actor.name)
def test_those_without_the_capability_see_and_judge_nothing(instance: Created, actor: Actor) -> None:
    asked = ask()
    assert approvals.pending(actor) == []
    with pytest.raises(Forbidden):
        approvals.one(asked.id, actor)
    with pytest.raises(Forbidden), transaction():
        approvals.approve(asked.id, asked.digest, actor)


def test_nothing_with_this_id(instance: Created) -> None:
    with pytest.raises(NotFound):
        approvals.one("0" * 32, BUREAU)
    with pytest.raises(NotFound), transaction():
        approvals.approve("0" * 32, "0" * 64, BUREAU)


def test_the_oldest_waits_first(instance: Created) -> None:
    asked = [ask(f"command {number}".encode()) for number in range(3)]
    assert approvals.pending(OTHER_BUREAU) == asked


def test_an_approval_whose_command_fails_is_not_recorded(instance: Created) -> None:
    """Approving and running are one transaction: what did not run was not approved."""
    asked = ask()

    def approve_and_fail() -> None:
        with transaction():
            approvals.approve(asked.id, asked.digest, OTHER_BUREAU)
            raise Refused("tests", "the state changed meanwhile", "House rule")

    with pytest.raises(Refused, match="meanwhile"):
        approve_and_fail()
    assert approvals.pending(OTHER_BUREAU) == [asked]


def test_of_two_who_judge_at_once_the_later_finds_a_conflict(
    instance: Created, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As on PostgreSQL: the rule saw the request pending, and the first judgement was committed right after."""
    asked = ask()
    seen_before = approvals._load(asked.id)
    with transaction():
        approvals.refuse(asked.id, asked.digest, OTHER_BUREAU)
    monkeypatch.setattr(approvals, "_load", lambda approval_id: seen_before)
    third = replace(OTHER_BUREAU, operator_id="3" * 32)
    with pytest.raises(Conflict), transaction():
        approvals.approve(asked.id, asked.digest, third)
    monkeypatch.undo()
    assert approvals.one(asked.id, BUREAU).state == ApprovalState.REFUSED
