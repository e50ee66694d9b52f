"""`verify` finds every change of a stored value: altered, deleted, inserted, swapped, duplicated, cut, rewound."""

from collections.abc import Sequence
from functools import partial
from typing import Any

import pytest
from django.db.models import Model
from nacl.signing import SigningKey

from safeconduct.access.words import Compartment
from safeconduct.ledger import entry as format
from safeconduct.ledger.entry import Stored
from safeconduct.ledger.merkle import Frontier
from safeconduct.store import record
from safeconduct.store.create import Created
from safeconduct.store.entries import Draft
from safeconduct.store.head import HEAD_FILE
from safeconduct.store.keys.models import CompartmentKey, EntryKey
from safeconduct.store.models import LedgerEntry, LedgerTile, LedgerTree
from safeconduct.store.verify import verify
from tests.cast import BUREAU
from tests.store.alterations import (
    altered,
    columns,
    delete,
    is_found,
    put,
    put_back,
    rows_of,
    snapshot,
    undone,
    update,
)
from tests.store.written import BOTH, SEALED, Noted, reader, stream_of, write

pytestmark = pytest.mark.django_db(databases=BOTH, transaction=True)
Row = dict[str, Any]


@pytest.fixture
def ledger(instance: Created) -> Created:
    """Two streams, an entry in every compartment."""
    write("first", Compartment)
    write("second", [Compartment.IDENTITY, Compartment.HEALTH], stream=stream_of(2))
    return instance


def rebuilt_tree(rows: Sequence[Row]) -> None:
    """Tiles and head made anew out of these rows, as somebody would who knows the format."""
    stored = [Stored(row["header"], row["body"], row["signature"]) for row in rows]
    leaves = [format.leaf_hash(each) for each in stored]
    LedgerTile.objects.all().delete()
    record.write_leaves(0, leaves)
    recorded = max(getattr(format.parse_header(each.header), "recorded", "") for each in stored)
    LedgerTree.objects.update(frontier=Frontier(0, ()).extend(leaves).to_bytes(), recorded=recorded)


def replace_all(rows: Sequence[Row]) -> None:
    """The ledger holds these rows at dense positions, with a tree that fits them."""
    dense = [row | {"position": position} for position, row in enumerate(rows)]
    put(LedgerEntry, dense)
    rebuilt_tree(dense)


# --- nothing altered -----------------------------------------------------------------------------------


def test_an_untouched_ledger_is_whole(ledger: Created) -> None:
    report = verify()
    assert report.problems == []
    assert (report.entries, report.erased, report.head_size) == (12, 0, 12)


def test_writing_the_same_rows_again_is_no_alteration(ledger: Created) -> None:
    """The tools of these tests change nothing by themselves."""
    copy = snapshot()
    put_back(copy)
    replace_all(sorted(copy[LedgerEntry], key=lambda row: row["position"]))
    assert verify().problems == []


# --- rows of the ledger ----------------------------------------------------------------------------------


@pytest.mark.parametrize("column", columns(LedgerEntry))
def test_every_column_of_every_entry_altered(ledger: Created, column: str) -> None:
    rows = rows_of(LedgerEntry)
    unfound = [
        (row["position"], value)
        for row in rows
        for value in altered(row[column])
        if not is_found(partial(update, LedgerEntry, row, **{column: value}))
    ]
    assert unfound == []


@pytest.mark.parametrize("table", [LedgerTile, LedgerTree])
def test_every_column_of_tiles_and_head_altered(ledger: Created, table: type[Model]) -> None:
    unfound = [
        (column, value)
        for row in rows_of(table)
        for column in columns(table)
        for value in altered(row[column])
        if not is_found(partial(put, table, [row | {column: value}]))
    ]
    assert unfound == []


@pytest.mark.parametrize("column", [name for name in columns(LedgerEntry) if name != "position"])
def test_a_value_taken_from_another_entry(ledger: Created, column: str) -> None:
    rows = rows_of(LedgerEntry)
    unfound = [
        (into["position"], out_of["position"])
        for into, out_of in zip(rows, [*rows[1:], rows[0]], strict=True)
        if into[column] != out_of[column]
        and not is_found(partial(update, LedgerEntry, into, **{column: out_of[column]}))
    ]
    assert unfound == []


def test_every_entry_deleted(ledger: Created) -> None:
    for row in rows_of(LedgerEntry):
        assert is_found(partial(delete, LedgerEntry, row))


def test_every_entry_deleted_and_the_tree_made_to_fit(ledger: Created) -> None:
    rows = sorted(rows_of(LedgerEntry), key=lambda row: row["position"])
    for gone in range(len(rows)):
        assert is_found(partial(replace_all, [*rows[:gone], *rows[gone + 1 :]]))


def test_every_entry_swapped_with_the_next(ledger: Created) -> None:
    rows = sorted(rows_of(LedgerEntry), key=lambda row: row["position"])
    for place in range(len(rows)):
        swapped = list(rows)
        swapped[place], swapped[place - 1] = rows[place - 1], rows[place]
        dense = [row | {"position": position} for position, row in enumerate(swapped)]
        assert is_found(partial(put, LedgerEntry, dense))
        assert is_found(partial(replace_all, swapped))


def test_every_entry_duplicated(ledger: Created) -> None:
    rows = sorted(rows_of(LedgerEntry), key=lambda row: row["position"])
    for number, row in enumerate(rows):
        twin = row | {"id": f"{number:032x}", "slot": "twin", "position": len(rows)}
        assert is_found(partial(LedgerEntry.objects.create, **twin))
        assert is_found(partial(replace_all, [*rows, twin]))


def test_an_entry_signed_by_somebody_else_inserted(ledger: Created) -> None:
    rows = sorted(rows_of(LedgerEntry), key=lambda row: row["position"])
    stranger = SigningKey(bytes(32))
    key = bytes([7]) * 32
    header = format.OpenHeader(
        id=format.EntryId("ab" * 16), compartment="identity", stream=format.StreamId(stream_of(9)), version=1,
        recorded="2999-01-01T00:00:00.000000Z", key=stranger.verify_key.encode().hex(),
        commitment=format.commitment(key),
    )  # fmt: skip
    forged = format.seal(header, b"{}", entry_key=key, nonce=bytes(24), signing_key=stranger)
    forged_row = dict(zip(columns(LedgerEntry), record.row_of(len(rows), forged), strict=True))
    assert is_found(partial(LedgerEntry.objects.create, **forged_row))
    assert is_found(partial(replace_all, [*rows, forged_row]))


# --- tails and older copies ------------------------------------------------------------------------------


def test_a_cut_tail_with_a_tree_that_fits(ledger: Created) -> None:
    rows = sorted(rows_of(LedgerEntry), key=lambda row: row["position"])
    for size in range(1, len(rows)):
        assert is_found(partial(replace_all, rows[:size]))
    assert is_found(partial(put, LedgerEntry, []))


def test_an_older_copy_of_the_database_under_a_newer_head(ledger: Created) -> None:
    older = snapshot()
    write("third", [Compartment.CUSTODY])
    assert verify().is_whole
    put_back(older)
    assert {problem.code for problem in verify().problems} == {"cut"}


def test_a_history_rewritten_with_the_instances_own_key(ledger: Created) -> None:
    """Somebody with the service key can sign another history, but the head outside does not fit it."""
    older = snapshot()
    write("what was said", [Compartment.CUSTODY])
    head = (ledger.instance.home / HEAD_FILE).read_bytes()
    put_back(older)
    write("what was not said", [Compartment.CUSTODY])
    (ledger.instance.home / HEAD_FILE).write_bytes(head)
    assert "rewritten" in {problem.code for problem in verify().problems}


def test_a_head_that_is_gone_or_forged(ledger: Created) -> None:
    path = ledger.instance.home / HEAD_FILE
    head = path.read_bytes()
    path.unlink()
    assert {problem.code for problem in verify().problems} == {"head_missing"}
    path.write_bytes(head.replace(b"\n12\n", b"\n11\n"))
    assert verify().problems == [] or verify().head_size != 12
    path.write_bytes(bytes(len(head)))
    assert not verify().is_whole


# --- a tree of several tiles -----------------------------------------------------------------------------


def test_tiles_of_a_larger_tree(instance: Created) -> None:
    """More than 256 leaves: a full tile, a partial one, and one of the level above."""
    drafts = [Draft(Compartment.FIGURES, stream_of(number), 1, Noted(text="note")) for number in range(300)]
    with record.transaction():
        record.record(drafts, BUREAU)
    rows = rows_of(LedgerTile)
    assert len(rows) == 3
    assert verify().is_whole
    for gone in rows:
        left = [row for row in rows if row is not gone]
        assert is_found(partial(put, LedgerTile, left))
        for value in altered(gone["hashes"]):
            changed = [*left, gone | {"hashes": value}]
            assert is_found(partial(put, LedgerTile, changed))
    more = [*rows, {"level": 3, "index": 0, "hashes": bytes(32)}]
    assert is_found(partial(put, LedgerTile, more))


# --- keys ------------------------------------------------------------------------------------------------


def open_keys() -> list[Row]:
    sealed = {str(compartment) for compartment in SEALED}
    return [row for row in rows_of(EntryKey) if row["compartment"] not in sealed]


@pytest.mark.parametrize("column", ["compartment", "epoch", "wrapped"])
def test_every_key_of_an_open_compartment_altered(ledger: Created, column: str) -> None:
    for row in open_keys():
        values = altered(row[column]) if column != "compartment" else ["figures", "health", "office"]
        for value in (each for each in values if each != row[column]):
            assert is_found(
                partial(update, EntryKey, row, **{column: value}),
                alias="keys",
            ), (row, value)


def test_every_key_deleted(ledger: Created) -> None:
    for row in rows_of(EntryKey):
        assert is_found(partial(delete, EntryKey, row), alias="keys")


def test_every_open_key_exchanged_for_another(ledger: Created) -> None:
    keys = open_keys()
    for first, second in zip(keys, [*keys[1:], keys[0]], strict=True):
        assert is_found(
            partial(update, EntryKey, first, wrapped=second["wrapped"]),
            alias="keys",
        )


def test_the_key_of_an_open_compartment_altered(ledger: Created) -> None:
    for row in rows_of(CompartmentKey):
        if not row["wrapped"]:
            continue
        for value in altered(row["wrapped"]):
            assert is_found(
                partial(update, CompartmentKey, row, wrapped=value),
                alias="keys",
            )


def test_sealed_keys_are_checked_in_a_session_that_opens_them(ledger: Created) -> None:
    rita = reader(ledger.private_halves)
    assert verify(rita).is_whole
    sealed = {str(compartment) for compartment in SEALED}
    for row in (row for row in rows_of(EntryKey) if row["compartment"] in sealed):
        for value in altered(row["wrapped"]):
            alter = partial(update, EntryKey, row, wrapped=value)
            assert is_found(alter, alias="keys", actor=rita)
            with undone("keys"):
                alter()
                # The server cannot open sealed keys, so only a reader's session can tell.
                assert verify(BUREAU).is_whole


def test_another_public_half_is_found_in_a_session_that_opens_it(ledger: Created) -> None:
    """Whoever put his own public key there would read everything written from then on."""
    rita = reader(ledger.private_halves)
    for row in (row for row in rows_of(CompartmentKey) if row["public"]):
        for value in altered(row["public"]):
            assert is_found(
                partial(update, CompartmentKey, row, public=value),
                alias="keys",
                actor=rita,
            )
