"""Linking on Apache Spark, for lists beyond one machine: the same tables, levels and settings as on DuckDB.

Owns the session and how rows go in and out. Names are compared by functions that Spark sends to its workers; on a
cluster each of them needs this program installed. pyspark, which needs Java, is loaded when a linkage begins.
"""

import logging
import os
import shutil
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any

import safeconduct
from safeconduct.names.compare import strength
from safeconduct.names.forms import form
from safeconduct.tracing.link_engine import Advance, not_installed
from safeconduct.tracing.link_names import keys_of

if TYPE_CHECKING:
    from pyspark.sql import DataFrame, SparkSession

MASTER_VARIABLE = "SAFECONDUCT_SPARK_MASTER"
LOCAL = "local[*]"
BATCH_ROWS = 100_000
LOCAL_PARTITIONS = 8
REMEDY = (
    "Install Java 17 or newer, and pip install 'pyspark>=4.0,<5' into .venv beside Splink. "
    "See docs/how-to/link-lists.md."
)


class SparkEngine:
    """Temporary views of one session. $SAFECONDUCT_SPARK_MASTER names the cluster; else all cores here."""

    def __init__(self) -> None:
        try:
            import splink
            from pyspark.sql import SparkSession
            from splink.backends.spark import SparkAPI
        except ImportError:
            raise not_installed("Apache Spark (pyspark)", REMEDY) from None
        if not (shutil.which("java") or os.environ.get("JAVA_HOME")):
            raise not_installed("Java, on which Spark runs,", REMEDY)
        self._splink: Any = splink
        self._backend: Any = SparkAPI
        self._session: SparkSession = _session(SparkSession.builder)
        self._session.udf.register("name_keys", _keys, "array<struct<is_whole: boolean, code: string>>")
        self._session.udf.register("name_strength", _strength, "float")

    def load(self, table: str, columns: Sequence[tuple[str, str]], rows: Iterable[Sequence[Any]]) -> None:
        """Hand the rows to the session batch by batch."""
        schema = ", ".join(f"{name} {_TYPES[kind]}" for name, kind in columns)
        walk, found = iter(rows), self._session.createDataFrame([], schema)
        while batch := [tuple(row) for row in islice(walk, BATCH_ROWS)]:
            found = found.union(self._session.createDataFrame(batch, schema))
        self._keep(table, found)

    def make(self, table: str, query: str) -> None:
        """A view of the query's rows, worked out once."""
        self._keep(table, self._session.sql(query))

    def drop(self, table: str) -> None:
        """Let the rows go."""
        self._session.catalog.dropTempView(table)

    def each_of(self, column: str, separator: str) -> str:
        """A row for each part of a text."""
        return f"explode(split({column}, '{separator}'))"

    def map_of(self, key: str, value: str) -> str:
        """One map of a group."""
        return f"map_from_entries(collect_list(struct({key}, {value})))"

    def rows(self, query: str) -> Iterator[tuple[Any, ...]]:
        """The rows, partition by partition."""
        for row in self._session.sql(query).toLocalIterator():
            yield tuple(row)

    def make_keys(self, advance: Advance) -> None:
        """Keys of all texts, on the workers."""
        self.make(
            "name_keys",
            """select text_id, key.is_whole, xxhash64(key.code) as code
            from (select text_id, explode(name_keys(text)) as key from texts) t""",
        )

    def make_strengths(self, pairs: str, table: str, advance: Advance) -> None:
        """Strengths of all pairs, on the workers."""
        self.make(
            table,
            f"""select one, other, name_strength(t.text, u.text) as strength from {pairs} p
            join texts t on t.text_id = p.one join texts u on u.text_id = p.other""",  # noqa: S608 names of this room
        )

    def predict(self, settings: dict[str, Any], table: str) -> None:
        """Splink's own prediction over the pairs of `blocked`."""
        # Nothing here needs the similarity functions that Splink would load from its own Java library.
        backend = self._backend(
            spark_session=self._session, register_udfs_automatically=False, break_lineage_method="persist"
        )
        left = backend.register("records_left", dataset_display_name="left")
        right = backend.register("records_right", dataset_display_name="right")
        linker = self._splink.Linker([left, right], settings, log_level=logging.ERROR)
        linker.table_management.register_blocked_pairs_for_predict(backend.register("blocked"))
        found = linker.inference.predict()
        self.make(table, f"select * from {found.physical_name}")  # noqa: S608 names of this room

    def close(self) -> None:
        """End the session."""
        self._session.stop()

    def _keep(self, table: str, found: "DataFrame") -> None:
        # Worked out at once and cut off from what it was made of: else each later step would do all of it again.
        found.localCheckpoint().createOrReplaceTempView(table)


def _session(builder: Any) -> "SparkSession":
    master = os.environ.get(MASTER_VARIABLE, LOCAL)
    builder = builder.appName("safeconduct trace link").master(master)
    builder = builder.config("spark.ui.enabled", "false")
    if master.startswith("local"):
        builder = (
            builder.config("spark.driver.host", "127.0.0.1")
            .config("spark.driver.bindAddress", "127.0.0.1")
            .config("spark.sql.shuffle.partitions", str(LOCAL_PARTITIONS))
            .config("spark.executorEnv.PYTHONPATH", str(Path(safeconduct.__file__).parents[1]))
        )
    session: SparkSession = builder.getOrCreate()
    session.sparkContext.setLogLevel("ERROR")
    return session


def _keys(text: str) -> list[tuple[bool, str]]:
    return keys_of(text)


def _strength(one: str, other: str) -> float:
    return float(strength(form(one), form(other)))


_TYPES = {"integer": "int", "varchar": "string"}
