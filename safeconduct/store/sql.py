"""Writing many rows at once by plain SQL, where the object layer would cost more than the database.

Owns the statements of the hot paths: recording, importing, rebuilding. They are made once from the model, so
the columns are the model's; values are passed, never pasted. The same text runs on SQLite and PostgreSQL.
"""

from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from typing import Any, TypeVar

from django.db import connections, router
from django.db.models import Model

Row = Sequence[Any]
Stored = TypeVar("Stored", bound=Model)
_FETCHED_AT_ONCE = 500


def insert(model: type[Model], rows: Iterable[Row]) -> None:
    """Insert rows whose values stand in the order of the model's columns; IntegrityError as from the database."""
    _run(model, _insert_text(model, ""), rows)


def insert_missing(model: type[Model], rows: Iterable[Row]) -> int:
    """Insert the rows whose primary key or unique values are not there yet; returns how many that were."""
    return _run(model, _insert_text(model, " ON CONFLICT DO NOTHING"), rows)


def upsert(model: type[Model], rows: Iterable[Row]) -> None:
    """Insert the rows, or overwrite every column of those whose primary key is there."""
    keys = [field.column for field in model._meta.pk_fields]
    others = [column for column in columns(model) if column not in keys]
    changes = ", ".join(f'"{column}" = excluded."{column}"' for column in others)
    target = ", ".join(f'"{key}"' for key in keys)
    _run(model, _insert_text(model, f" ON CONFLICT ({target}) DO UPDATE SET {changes}"), rows)


def select(model: type[Model], what: str, values: Row = ()) -> list[tuple[Any, ...]]:
    """The rows of `SELECT <columns of the model> FROM <its table> <what>`; `what` holds %s for each value."""
    with connections[router.db_for_read(model)].cursor() as cursor:
        cursor.execute(f"{_select_text(model)} {what}", values)
        return list(cursor.fetchall())


def rows(model: type[Stored], what: str, values: Row = ()) -> list[Stored]:
    """The same as objects of the model."""
    database, names = router.db_for_read(model), _attributes(model)
    return [model.from_db(database, names, row) for row in select(model, what, values)]


def each(model: type[Model], what: str, values: Row = ()) -> Iterator[tuple[Any, ...]]:
    """The same, some at a time: for more rows than should lie in memory together."""
    with connections[router.db_for_read(model)].cursor() as cursor:
        cursor.execute(f"{_select_text(model)} {what}", values)
        while rows := cursor.fetchmany(_FETCHED_AT_ONCE):
            yield from rows


def ask(model: type[Model], text: str, values: Row = ()) -> list[tuple[Any, ...]]:
    """The rows of any other question to the model's database; `text` holds %s for each value."""
    with connections[router.db_for_read(model)].cursor() as cursor:
        cursor.execute(text, values)
        return list(cursor.fetchall())


def run(model: type[Model], text: str, values: Row) -> None:
    """Any other statement to the model's database; `text` holds %s for each value."""
    _run(model, text, [values])


def delete(model: type[Model], where: str, values: Row) -> None:
    """`DELETE FROM <its table> WHERE <where>`."""
    _run(model, f'DELETE FROM "{model._meta.db_table}" WHERE {where}', [values])  # noqa: S608 names of the model


def any_of(column: str, values: Row) -> str:
    """`"column" IN (%s, …)` with a place for each value; there must be at least one."""
    return f'"{column}" IN ({", ".join(["%s"] * len(values))})'


def values_of(row: Model) -> tuple[Any, ...]:
    """The values of a row in the order of its model's columns, as `insert` wants them."""
    return tuple(getattr(row, name) for name in _attributes(type(row)))


def columns(model: type[Model]) -> tuple[str, ...]:
    """The columns of the model's table, in the order of its fields."""
    return tuple(str(field.column) for field in model._meta.concrete_fields)


def _run(model: type[Model], text: str, rows: Iterable[Row]) -> int:
    """Run the statement for each row; returns how many rows of the table it touched in all."""
    values = list(rows)
    if not values:
        return 0
    with connections[router.db_for_write(model)].cursor() as cursor:
        if len(values) == 1:
            cursor.execute(text, values[0])
        else:
            cursor.executemany(text, values)
        return int(cursor.rowcount)


@lru_cache(maxsize=256)
def _attributes(model: type[Model]) -> tuple[str, ...]:
    return tuple(field.attname for field in model._meta.concrete_fields)


@lru_cache(maxsize=256)
def _insert_text(model: type[Model], tail: str) -> str:
    names = columns(model)
    listed = ", ".join(f'"{name}"' for name in names)
    places = ", ".join(["%s"] * len(names))
    return f'INSERT INTO "{model._meta.db_table}" ({listed}) VALUES ({places}){tail}'  # noqa: S608 names of the model


@lru_cache(maxsize=256)
def _select_text(model: type[Model]) -> str:
    listed = ", ".join(f'"{name}"' for name in columns(model))
    return f'SELECT {listed} FROM "{model._meta.db_table}"'  # noqa: S608 names of the model
