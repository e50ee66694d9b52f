"""Choosing another passphrase: the key pair stays, the old passphrase opens nothing any more."""

import pytest
from django.test import Client

from safeconduct.access.words import Role
from safeconduct.accounts import actions, queries
from safeconduct.accounts.facts import AddOperator
from safeconduct.sources.errors import Refused
from safeconduct.store import readers
from safeconduct.store.create import Created
from safeconduct.store.errors import WrongPassphrase
from tests import cast

pytestmark = pytest.mark.django_db(databases=["default", "keys"])
OLD, NEW = "amber-sluice-north-41", "willow-archive-stone-28"


def _operator() -> queries.Operator:
    command = AddOperator(login="nadia", name="Nadia", roles=(Role.MEDICAL,))
    operator = queries.by_id(actions.add_first_operator(command, OLD))
    assert operator is not None
    return operator


def test_the_new_passphrase_opens_what_the_old_one_opened(instance: Created) -> None:
    operator = _operator()
    readers.enrol(operator.id, {"health": instance.private_halves["health"]})
    actions.change_passphrase(OLD, NEW, operator.actor())
    private = readers.unlock(operator.id, NEW)
    assert readers.keyring_of(operator.id, private) == {"health": instance.private_halves["health"]}
    with pytest.raises(WrongPassphrase):
        readers.unlock(operator.id, OLD)


def test_her_sessions_end_and_nobody_elses(instance: Created) -> None:
    operator = _operator()
    hers, stolen, other = Client(), Client(), Client()
    command = AddOperator(login="olena", name="Olena", roles=(Role.BUREAU,))
    actions.add_operator(command, OLD, cast.ADMINISTRATOR)
    for client, login in ((hers, "nadia"), (stolen, "nadia"), (other, "olena")):
        signed_in = client.post("/sign-in/", {"login": login, "passphrase": OLD, "next": "/"})
        assert signed_in.status_code == 302
    actions.change_passphrase(OLD, NEW, operator.actor())
    assert [client.get("/prisoners/").status_code for client in (hers, stolen)] == [401, 401]
    assert other.get("/prisoners/").status_code == 200


def test_a_wrong_old_passphrase_changes_nothing(instance: Created) -> None:
    operator = _operator()
    with pytest.raises(WrongPassphrase):
        actions.change_passphrase(NEW, NEW, operator.actor())
    assert readers.unlock(operator.id, OLD)


def test_a_short_passphrase_is_refused(instance: Created) -> None:
    operator = _operator()
    with pytest.raises(Refused, match="at least 12"):
        actions.change_passphrase(OLD, "short", operator.actor())
