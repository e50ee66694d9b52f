"""What linking asks of an engine: tables made by SQL that DuckDB and Spark read alike, and names made comparable.

Owns the contract and the words for an engine that is not installed. `link_duckdb` keeps it on one machine,
`link_spark` on a cluster.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any, Protocol

from safeconduct.sources.errors import Refused

Advance = Callable[[int, int], None]
"""Told how many of how many are done; a total of 0 is not known."""

HOUSE_RULE = "House rule"


class Engine(Protocol):
    """Tables of one linkage. Closing removes them."""

    def load(self, table: str, columns: Sequence[tuple[str, str]], rows: Iterable[Sequence[Any]]) -> None:
        """A table of these (name, SQL type) columns from rows, which are not held in memory at once."""

    def make(self, table: str, query: str) -> None:
        """A table from a query over the tables there are."""

    def drop(self, table: str) -> None:
        """Forget a table that is no longer needed."""

    def each_of(self, column: str, separator: str) -> str:
        """The SQL that gives a row for each part of a text."""

    def map_of(self, key: str, value: str) -> str:
        """The SQL that gathers the rows of a group into one map."""

    def rows(self, query: str) -> Iterator[tuple[Any, ...]]:
        """The rows of a query, one after the other."""

    def make_keys(self, advance: Advance) -> None:
        """`name_keys(text_id, is_whole, code)` from `texts(text_id, text)`: under what each name is filed."""

    def make_strengths(self, pairs: str, table: str, advance: Advance) -> None:
        """`table(one, other, strength)` in nats from `pairs(one, other)`, ids of `texts`, sorted by `one`."""

    def predict(self, settings: dict[str, Any], table: str) -> None:
        """`table`: Splink's answer for `records_left`, `records_right` and the pairs of `blocked`."""

    def close(self) -> None:
        """Let go of everything; temporary files are removed."""


def not_installed(what: str, remedy: str) -> Refused:
    """The refusal for a library that is not there."""
    return Refused("not_installed", f"{what} is not installed.", HOUSE_RULE, remedy=remedy)
