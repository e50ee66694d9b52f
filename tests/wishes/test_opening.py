"""Protection is opened by two officers: who asks, who releases, for how long, and what nobody else reads."""

from dataclasses import replace

import pytest
from nacl.exceptions import CryptoError
from nacl.public import PrivateKey

from safeconduct.access.actor import Actor
from safeconduct.access.words import Compartment, Role
from safeconduct.accounts import actions as accounts
from safeconduct.accounts import queries as operators
from safeconduct.accounts.facts import AddOperator
from safeconduct.registry import actions as registry
from safeconduct.sources.errors import Forbidden, Refused
from safeconduct.store import approvals, clock, release
from safeconduct.store.create import Created
from safeconduct.store.errors import Locked
from safeconduct.store.models import LedgerEntry, ReleaseRow
from safeconduct.store.readings import readings
from safeconduct.store.release import Released
from safeconduct.wishes import actions, opening, requests
from safeconduct.wishes.answers import ProtectionView
from safeconduct.wishes.facts import Finding
from tests import cast
from tests.core.wishes.hearings import declare
from tests.registry.callers import PASSPHRASE, Caller, enrolled
from tests.wishes.officers import OTHER_PROTECTION, Time
from tests.wishes.test_wishes import of

pytestmark = pytest.mark.django_db(databases=["default", "keys"])

OUTER, INNER = Compartment.PROTECTION.halves
SESSION = PrivateKey.generate()
WHY = "the finding is to be examined again"


def holding(actor: Actor, instance: Created, *halves: str) -> Actor:
    """The officer with her keys of the wish and these halves of protection."""
    mine = {half: instance.private_halves[half] for half in ("wish", *halves)}
    return replace(actor, keyring=mine)


@pytest.fixture
def stated(prisoner: str, reader: Actor) -> str:
    """A prisoner who said what he fears, and of whom a danger was found."""
    actions.perform(of(prisoner, declare(clock.now()), fears_for_family="a sister at home"), reader)
    risk = requests.AssessRisk(
        prisoner=prisoner, destination="rus", finding=Finding.OPEN, grounds="three sources", decision="no"
    )
    actions.perform(risk, reader)
    return prisoner


def asked(prisoner: str, actor: Actor) -> str:
    return opening.ask(prisoner, WHY, bytes(SESSION.public_key), actor).approval


def released(approval: str, second: Actor) -> None:
    opening.give(approval, approvals.one(approval, second).digest, second)


def taken(approval: str, actor: Actor) -> tuple[Actor, Released]:
    found = release.taken(approval, bytes(SESSION), actor)
    assert found is not None
    return replace(actor, released=found.keys), found


def read(prisoner: str, approval: str, actor: Actor) -> ProtectionView:
    return opening.protection(prisoner, *taken(approval, actor), WHY)


@pytest.mark.parametrize(("first", "second"), [(OUTER, INNER), (INNER, OUTER)])
def test_two_officers_open_it_whichever_asks(instance: Created, stated: str, first: str, second: str) -> None:
    asking, giving = holding(cast.PROTECTION, instance, first), holding(OTHER_PROTECTION, instance, second)
    approval = asked(stated, asking)
    assert release.taken(approval, bytes(SESSION), asking) is None
    assert opening.asked(approval, giving).why == WHY
    released(approval, giving)
    view = read(stated, approval, asking)
    assert view.is_open
    assert view.newer == 0
    assert [(each.for_himself, each.for_family) for each in view.fears] == [("", "a sister at home")]
    (grounds,) = view.grounds
    assert (grounds.destination, grounds.finding, grounds.grounds) == ("rus", Finding.OPEN, "three sources")
    logged = [line.what for line in readings(cast.AUDITOR) if line.operator == asking.operator_id]
    assert "protection" in logged


def test_it_closes_after_15_minutes(
    instance: Created, stated: str, time: Time, monkeypatch: pytest.MonkeyPatch
) -> None:
    asking, giving = holding(cast.PROTECTION, instance, OUTER), holding(OTHER_PROTECTION, instance, INNER)
    approval = asked(stated, asking)
    released(approval, giving)
    time.pass_by(minutes=14)
    assert read(stated, approval, asking).is_open
    time.pass_by(minutes=2)
    assert release.taken(approval, bytes(SESSION), asking) is None
    assert not opening.protection(stated, asking, None).is_open


def test_what_was_released_opens_one_prisoner_and_no_later_entry(
    instance: Created, stated: str, reader: Actor
) -> None:
    asking, giving = holding(cast.PROTECTION, instance, INNER), holding(OTHER_PROTECTION, instance, OUTER)
    other = registry.perform(cast.captive("리명호", place=cast.places()[0]), cast.BUREAU).number
    approval = asked(stated, asking)
    released(approval, giving)
    actor, found = taken(approval, asking)
    assert not opening.protection(other, actor, found).is_open
    later = requests.AssessRisk(prisoner=stated, destination="kor", finding=Finding.OPEN, grounds="later")
    actions.perform(later, reader)
    view = opening.protection(stated, actor, found)
    assert view.newer == 1
    assert "later" not in {each.grounds for each in view.grounds}


def test_one_half_alone_or_twice_opens_nothing(instance: Created, stated: str) -> None:
    asking, giving = holding(cast.PROTECTION, instance, OUTER), holding(OTHER_PROTECTION, instance, OUTER)
    approval = asked(stated, asking)
    with pytest.raises(Refused) as refused:
        released(approval, giving)
    assert refused.value.code == "same_half"
    assert approvals.one(approval, giving).state == "pending", "the refusal undid the approval too"
    with pytest.raises(Refused) as refused:
        released(approval, holding(cast.PROTECTION, instance, INNER))
    assert refused.value.code == "same_person"
    with pytest.raises(Refused) as refused:
        asked(stated, holding(cast.PROTECTION, instance))
    assert refused.value.code == "no_half"
    with pytest.raises(Refused) as refused:
        opening.ask(stated, "  ", bytes(SESSION.public_key), asking)
    assert refused.value.code == "no_purpose"


def test_nobody_waits_after_the_session_that_asked(instance: Created, stated: str, time: Time) -> None:
    asking, giving = holding(cast.PROTECTION, instance, OUTER), holding(OTHER_PROTECTION, instance, INNER)
    approval = asked(stated, asking)
    time.pass_by(hours=9)
    with pytest.raises(Refused) as refused:
        released(approval, giving)
    assert refused.value.code == "changed_since"


def test_another_session_cannot_take_it(instance: Created, stated: str) -> None:
    asking, giving = holding(cast.PROTECTION, instance, OUTER), holding(OTHER_PROTECTION, instance, INNER)
    approval = asked(stated, asking)
    released(approval, giving)
    with pytest.raises(CryptoError):
        release.taken(approval, bytes(PrivateKey.generate()), asking)
    # Neither the request nor the row names him: nobody who copies the tables learns about whom it was.
    (row,) = ReleaseRow.objects.all()
    subject = opening.asked(approval, giving).prisoner
    bodies = [bytes(each.body) for each in LedgerEntry.objects.filter(stream=approval)]
    assert all(subject.encode() not in body for body in [bytes(row.sealed), *bodies])


def test_it_is_forbidden_to_everybody_else(instance: Created, stated: str) -> None:
    for name, actor in cast.everyone().items():
        with pytest.raises(Locked if name == "protection" else Forbidden):
            asked(stated, actor)
        with pytest.raises(Locked if name == "protection" else Forbidden):
            opening.protection(stated, actor, None)


def test_nobody_is_enrolled_for_both_halves(instance: Created) -> None:
    enrolled("protection", instance, reads=Compartment.WISH)
    operator = operators.by_login("protection")
    assert operator is not None
    halves = {half: instance.private_halves[half] for half in (OUTER, INNER)}
    with pytest.raises(Refused) as refused:
        accounts.enrol_reader(operator.id, halves, "x", cast.ADMINISTRATOR)
    assert refused.value.code == "both_halves"
    accounts.enrol_reader(operator.id, {OUTER: halves[OUTER]}, "x", cast.ADMINISTRATOR)
    with pytest.raises(Refused):
        accounts.enrol_reader(operator.id, {INNER: halves[INNER]}, "x", cast.ADMINISTRATOR)


def test_over_http_the_session_that_asked_reads_and_a_lock_ends_it(instance: Created, stated: str) -> None:
    first = Caller().sign_in(_officer(instance, "asks", OUTER), unlock=True)
    second = Caller().sign_in(_officer(instance, "gives", INNER), unlock=True)
    address = f"wishes/{stated}/protection"
    assert first.get(address).json()["is_open"] is False
    approval = first.post(address, {"why": WHY}).json()["approval"]
    digest = second.get(f"approvals/{approval}").json()["digest"]
    verdict = {"verdict": "approve", "digest": digest}
    assert second.post(f"approvals/{approval}", verdict).status_code == 200
    told = first.get(address).json()
    assert told["is_open"] is True
    assert told["fears"][0]["for_family"] == "a sister at home"
    assert second.get(address).json()["is_open"] is False
    first.client.post("/lock/")
    assert first.get(address).json()["error"] == "locked"


def _officer(instance: Created, login: str, half: str) -> str:
    command = AddOperator(login=login, name=login, roles=(Role.PROTECTION,), places=())
    operator_id = accounts.add_operator(command, PASSPHRASE, cast.ADMINISTRATOR)
    halves = {name: instance.private_halves[name] for name in ("wish", half)}
    accounts.enrol_reader(operator_id, halves, "x", cast.ADMINISTRATOR)
    return login
