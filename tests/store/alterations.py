"""Altering stored rows behind the store's back, each alteration undone again after it was looked at."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Model

from safeconduct.access.actor import SERVICE, Actor
from safeconduct.store import keyring
from safeconduct.store.models import LedgerEntry, LedgerTile, LedgerTree
from safeconduct.store.verify import verify

TABLES: tuple[type[Model], ...] = (LedgerEntry, LedgerTile, LedgerTree)
Snapshot = dict[type[Model], list[dict[str, Any]]]


@contextmanager
def undone(alias: str = "default") -> Iterator[None]:
    """What happens in the block is gone afterwards, also from the caches of keys."""
    try:
        with transaction.atomic(using=alias):
            yield
            transaction.set_rollback(True, using=alias)
    finally:
        keyring.forget()


def is_found(alter: Callable[[], object], *, alias: str = "default", actor: Actor = SERVICE) -> bool:
    """Whether `verify` reports the alteration, or the database itself refuses to hold it."""
    try:
        with undone(alias):
            alter()
            keyring.forget()
            return not verify(actor).is_whole
    except IntegrityError:
        return True


def altered(value: Any) -> list[Any]:
    """Other values in the place of this one: each kind of small and large change."""
    if isinstance(value, int):
        return [value + 1_000, -value - 1]
    if isinstance(value, str):
        last = "0" if value[-1:] != "0" else "1"
        return [value[:-1] + last, value[:-1], f"{value[:-1]}/", ""] if value else ["0"]
    data = bytes(value)
    middle = len(data) // 2
    flips = [_flipped(data, place) for place in (0, middle, len(data) - 1)] if data else []
    return [*flips, data[:-1], data + b"\0"] if data else [b"\0"]


def _flipped(data: bytes, place: int) -> bytes:
    return data[:place] + bytes([data[place] ^ 1]) + data[place + 1 :]


def columns(table: type[Model]) -> list[str]:
    return [field.attname for field in table._meta.concrete_fields if field.attname != "pk"]


def rows_of(table: type[Model]) -> list[dict[str, Any]]:
    return [_plain(row) for row in table._default_manager.values(*columns(table))]


def update(table: type[Model], row: dict[str, Any], **values: Any) -> None:
    table._default_manager.filter(**row).update(**values)


def delete(table: type[Model], row: dict[str, Any]) -> None:
    table._default_manager.filter(**row).delete()


def put(table: type[Model], rows: Sequence[dict[str, Any]]) -> None:
    """These rows and no others in the table."""
    table._default_manager.all().delete()
    table._default_manager.bulk_create([table(**row) for row in rows])


def snapshot(tables: Sequence[type[Model]] = TABLES) -> Snapshot:
    return {table: rows_of(table) for table in tables}


def put_back(copy: Snapshot) -> None:
    for table, rows in copy.items():
        put(table, rows)


def _plain(row: dict[str, Any]) -> dict[str, Any]:
    return {name: bytes(value) if isinstance(value, memoryview) else value for name, value in row.items()}
