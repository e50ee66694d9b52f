"""Every table in both databases is the ledger's, a registered projection's, or operational by its name."""

import pytest
from django.apps import apps
from django.db import connections

from safeconduct.store import projections
from safeconduct.store.keys.models import CompartmentKey, EntryKey, OperatorKey, ReaderKey
from safeconduct.store.models import LedgerEntry, LedgerTile, LedgerTree

pytestmark = pytest.mark.django_db(databases=["default", "keys"])

# The framework's own: which migrations ran.
FRAMEWORK = {"django_migrations"}
LEDGER = {model._meta.db_table for model in (LedgerEntry, LedgerTile, LedgerTree)}


def projected() -> dict[str, int]:
    """The tables of all projections, each with how many projections write it."""
    found: dict[str, int] = {}
    for projection in projections.all_projections():
        for table in projection.tables:
            name = table._meta.db_table
            found[name] = found.get(name, 0) + 1
    return found


@pytest.mark.parametrize("alias", ["default", "keys"])
def test_every_table_is_of_one_of_the_three_kinds(alias: str) -> None:
    connection = connections[alias]
    with connection.cursor() as cursor:
        there = {table.name for table in connection.introspection.get_table_list(cursor)}
    others = {name for name in there - FRAMEWORK - LEDGER - set(projected()) if not name.startswith("ops_")}
    assert others == set()


def test_no_table_is_of_two_kinds() -> None:
    operational = {table._meta.db_table for table in projections.operational()}
    assert LEDGER.isdisjoint(projected())
    assert operational.isdisjoint(set(projected()) | LEDGER)
    assert all(name.startswith("ops_") for name in operational)
    assert all(not name.startswith(("ops_", "ledger_")) for name in projected())
    assert all(name.startswith("ledger_") for name in LEDGER)


def test_every_projected_table_has_one_writer() -> None:
    assert {name: writers for name, writers in projected().items() if writers != 1} == {}


def test_the_key_store_holds_keys_and_nothing_else() -> None:
    connection = connections["keys"]
    with connection.cursor() as cursor:
        there = {table.name for table in connection.introspection.get_table_list(cursor)}
    keys = {model._meta.db_table for model in (EntryKey, CompartmentKey, OperatorKey, ReaderKey)}
    assert there == keys | FRAMEWORK
    with connections["default"].cursor() as cursor:
        ledger = {table.name for table in connections["default"].introspection.get_table_list(cursor)}
    assert ledger.isdisjoint(keys)


def test_every_model_has_its_table() -> None:
    """A projection or an operational table that no migration makes would be missed above."""
    there: set[str] = set()
    for connection in connections.all():
        with connection.cursor() as cursor:
            there |= {table.name for table in connection.introspection.get_table_list(cursor)}
    assert {model._meta.db_table for model in apps.get_models()} - there == set()
