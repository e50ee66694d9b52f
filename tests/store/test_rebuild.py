"""The tables made anew from the ledger equal the live ones, whatever happened before; a changed row is found."""

from collections.abc import Callable

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as some

from safeconduct.access.approval import ApprovalState
from safeconduct.access.words import Capability, Compartment, Role
from safeconduct.accounts import actions as accounts
from safeconduct.accounts.facts import AddOperator
from safeconduct.accounts.models import OperatorRow
from safeconduct.sources.errors import NotFound
from safeconduct.store import approvals, erasure, projections
from safeconduct.store.create import Created
from safeconduct.store.models import ApprovalRow, ErasedEntry, Reading
from safeconduct.store.readings import log_reading
from safeconduct.store.record import transaction as writing
from tests.cast import ADMINISTRATOR, AUDITOR, BUREAU, OTHER_BUREAU
from tests.store.alterations import altered, columns, rows_of, update
from tests.store.written import BOTH, stream_of, write

pytestmark = pytest.mark.django_db(databases=BOTH, transaction=True)

Act = tuple[str, int]
ACTS = some.tuples(
    some.sampled_from(["note", "read", "ask", "approve", "refuse", "erase", "operator"]), some.integers(0, 3)
)


def do(act: Act) -> None:
    """One act; what cannot be done just now is left."""
    kind, number = act
    stream = stream_of(number)
    if kind == "note":
        write("note", [Compartment.TRACING, Compartment.WISH], stream=stream)
    elif kind == "read":
        log_reading((BUREAU, AUDITOR)[number % 2], stream, "prisoner", "rule", "purpose")
    elif kind == "ask":
        command = f"command {number}".encode()
        approvals.request("tests.act", command, capability=Capability.STORE_ERASURE_REQUEST, actor=BUREAU)
    elif kind in ("approve", "refuse"):
        judge(approvals.approve if kind == "approve" else approvals.refuse)
    elif kind == "erase":
        erase(stream)
    else:
        add_operator()


def judge(verdict: Callable[..., object]) -> None:
    for waiting in approvals.pending(OTHER_BUREAU)[:1]:
        with writing():
            verdict(waiting.id, waiting.digest, OTHER_BUREAU)


def erase(stream: str) -> None:
    try:
        asked = erasure.request(stream, [], "ground", actor=BUREAU)
    except NotFound:
        return
    erasure.approve(asked.id, asked.digest, OTHER_BUREAU)


def add_operator() -> None:
    command = AddOperator(
        login=f"officer-{OperatorRow.objects.count()}", name="Officer", roles=(Role.BUREAU,)
    )
    accounts.add_operator(command, "four words of a passphrase", ADMINISTRATOR)


@settings(
    max_examples=12,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(acts=some.lists(ACTS, min_size=3, max_size=14))
def test_rebuilt_tables_equal_the_live_ones(instance: Created, acts: list[Act]) -> None:
    """The examples follow each other in one ledger, so that histories grow long."""
    for act in acts:
        do(act)
    assert projections.check() == []


@pytest.fixture
def history_of_all(instance: Created) -> Created:
    for kind in ("note", "read", "ask", "approve", "ask", "refuse", "ask", "erase", "operator"):
        do((kind, 1))
    return instance


def test_rebuild_makes_the_same_rows(history_of_all: Created) -> None:
    tables = [table for projection in projections.all_projections() for table in projection.tables]
    before = {table: sorted(map(str, rows_of(table))) for table in tables}
    assert any(before.values())
    projections.rebuild()
    assert {table: sorted(map(str, rows_of(table))) for table in tables} == before


def test_rebuild_repairs_what_is_gone(history_of_all: Created) -> None:
    Reading.objects.all().delete()
    ErasedEntry.objects.all().delete()
    assert set(projections.check()) == {"store_reading", "store_erased"}
    projections.rebuild()
    assert projections.check() == []


def test_check_keeps_nothing_of_its_rebuilding(history_of_all: Created) -> None:
    Reading.objects.all().delete()
    projections.check()
    assert Reading.objects.count() == 0


@pytest.mark.parametrize("table", [Reading, ApprovalRow], ids=["reading", "approval"])
def test_every_changed_column_of_a_row_is_found(
    history_of_all: Created, table: type[Reading] | type[ApprovalRow]
) -> None:
    row = rows_of(table)[0]
    for column in columns(table):
        with transaction.atomic():
            value = not row[column] if isinstance(row[column], bool) else altered(row[column])[0]
            update(table, row, **{column: value})
            assert projections.check() == [table._meta.db_table]
            transaction.set_rollback(True)


def test_an_erasure_that_nobody_approved_is_found(instance: Created) -> None:
    """The row alone would make `verify` say erased; the rebuilding knows of no such fact."""
    (entry,) = write("note", [Compartment.CUSTODY])
    ErasedEntry.objects.create(entry=entry.id)
    assert projections.check() == ["store_erased"]


def test_states_of_approvals_are_rebuilt(history_of_all: Created) -> None:
    projections.rebuild()
    # One waits, one was refused and two were approved, of which one was the erasure.
    states = [approvals.one(row["id"], BUREAU).state for row in rows_of(ApprovalRow)]
    assert sorted(states) == sorted(
        [ApprovalState.PENDING, ApprovalState.REFUSED, ApprovalState.APPROVED, ApprovalState.APPROVED]
    )
