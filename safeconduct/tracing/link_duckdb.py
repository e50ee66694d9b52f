"""Linking on one machine: DuckDB in memory, which spills into an encrypted temporary folder.

Owns the connection, its bounds, and how rows go in and out. Names are compared outside SQL by `link_names`, on all
cores. DuckDB, pyarrow and Splink are loaded when a linkage begins: nothing else of the program needs them.
"""

import logging
import os
import shutil
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from typing import TYPE_CHECKING, Any

from safeconduct.tracing.link_engine import Advance, not_installed
from safeconduct.tracing.link_names import Names

if TYPE_CHECKING:
    pass

BATCH_ROWS = 20_000
MEMORY_GB = 3
REMEDY = "Run ./run --setup --with-linkage, or pip install --require-hashes -r requirements/link.txt."


class DuckDBEngine:
    """Tables in memory of at most `MEMORY_GB`; what is more goes to a folder that is removed on closing."""

    def __init__(self) -> None:
        try:
            import duckdb
            import pyarrow
            import splink
        except ImportError:
            raise not_installed("Splink with DuckDB", REMEDY) from None
        self._arrow, self._splink = pyarrow, splink
        self._folder = tempfile.mkdtemp(prefix="safeconduct-link-")
        self._base: duckdb.DuckDBPyConnection = duckdb.connect(":memory:")
        self._base.execute(f"set threads={len(os.sched_getaffinity(0))}")
        self._base.execute(f"set memory_limit='{MEMORY_GB}GB'")
        self._base.execute("set temp_file_encryption=true")
        self._base.execute(f"set temp_directory='{self._folder}'")
        self._base.execute("set enable_progress_bar=false")
        self._names: Names | None = None

    def load(self, table: str, columns: Sequence[tuple[str, str]], rows: Iterable[Sequence[Any]]) -> None:
        """Create the table and fill it batch by batch."""
        self._base.execute(f"create table {table} ({', '.join(f'{name} {kind}' for name, kind in columns)})")
        for batch in _batches(rows):
            self._insert(table, [name for name, _ in columns], batch)

    def make(self, table: str, query: str) -> None:
        """Create the table from the query."""
        self._base.execute(f"create table {table} as {query}")

    def drop(self, table: str) -> None:
        """Forget a table that is no longer needed."""
        self._base.execute(f"drop table {table}")

    def each_of(self, column: str, separator: str) -> str:
        """A row for each part of a text."""
        return f"unnest(string_split({column}, '{separator}'))"

    def map_of(self, key: str, value: str) -> str:
        """One map of a group."""
        return f"map(list({key}), list({value}))"

    def rows(self, query: str) -> Iterator[tuple[Any, ...]]:
        """The rows, fetched in batches."""
        cursor = self._base.cursor()
        cursor.execute(query)
        while batch := cursor.fetchmany(BATCH_ROWS):
            yield from batch

    def make_keys(self, advance: Advance) -> None:
        """Keys of all texts, on all cores."""
        texts = [text for (text,) in self.rows("select text from texts order by text_id")]
        self._names = Names(texts)
        done = 0
        self._base.execute("create table name_keys (text_id integer, is_whole boolean, code ubigint)")
        starts = range(0, len(texts), BATCH_ROWS // 10)
        batches = [range(start, min(start + BATCH_ROWS // 10, len(texts))) for start in starts]
        for batch, found in zip(batches, self._names.keys(batches), strict=True):
            view = self._view(["text_id", "is_whole", "key"], found)
            self._base.execute(f"insert into name_keys select text_id, is_whole, hash(key) from {view}")  # noqa: S608 names of this room
            done += len(batch)
            advance(done, len(texts))

    def make_strengths(self, pairs: str, table: str, advance: Advance) -> None:
        """Strengths of all pairs, on all cores."""
        assert self._names is not None
        ((total,),) = self.rows(f"select count(*) from {pairs}")  # noqa: S608 names of this room
        self._base.execute(f"create table {table} (one integer, other integer, strength float)")
        done = 0
        for found in self._names.strengths(_batches(self.rows(f"select one, other from {pairs}"))):  # noqa: S608 names of this room
            self._insert(table, ["one", "other", "strength"], found)
            done += len(found)
            advance(done, total)

    def predict(self, settings: dict[str, Any], table: str) -> None:
        """Splink's own prediction over the pairs of `blocked`."""
        backend = self._splink.DuckDBAPI(self._base)
        left = backend.register("records_left", dataset_display_name="left")
        right = backend.register("records_right", dataset_display_name="right")
        linker = self._splink.Linker([left, right], settings, log_level=logging.ERROR)
        linker.table_management.register_blocked_pairs_for_predict(backend.register("blocked"))
        found = linker.inference.predict()
        self.make(table, f"select * from {found.physical_name}")  # noqa: S608 names of this room
        found.drop_table_from_database_and_remove_from_cache()

    def close(self) -> None:
        """End the processes, close the database, remove the folder."""
        if self._names is not None:
            self._names.close()
        self._base.close()
        shutil.rmtree(self._folder, ignore_errors=True)

    def _insert(self, table: str, names: Sequence[str], batch: Sequence[Sequence[Any]]) -> None:
        self._base.execute(f"insert into {table} select * from {self._view(names, batch)}")  # noqa: S608 names of this room

    def _view(self, names: Sequence[str], batch: Sequence[Sequence[Any]]) -> str:
        columns = zip(*batch, strict=True) if batch else ([] for _ in names)
        data = self._arrow.table([self._arrow.array(column) for column in columns], names=list(names))
        self._base.register("arriving", data)
        return "arriving"


def _batches(rows: Iterable[Any]) -> Iterator[list[Any]]:
    walk = iter(rows)
    while batch := list(islice(walk, BATCH_ROWS)):
        yield batch
