"""What families wrote, sealed, until it is carried to the bureau: one SQLite file, one table, nothing to read.

Owns the file. A row is a number, a sealed enquiry and the day on which it was handed over; the same number again
writes nothing, so that a form pressed twice counts once.
"""

import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import closing, contextmanager
from datetime import date, timedelta
from pathlib import Path

FILE = "enquiries.sqlite3"
KEY_FILE = "bureau.key"
WAITING_MAX = 100_000
KEPT_DAYS = 30
_BUSY_SECONDS = 20
# FULL: what a family was told is received must outlast the power. secure_delete: it must be gone once deleted.
_PRAGMAS = (
    "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA secure_delete=ON; PRAGMA trusted_schema=OFF;"
)
_TABLE = """
CREATE TABLE IF NOT EXISTS enquiry (
    number TEXT PRIMARY KEY, sealed BLOB NOT NULL, handed_over TEXT NOT NULL DEFAULT ''
) WITHOUT ROWID, STRICT
"""


class Full(Exception):
    """More enquiries wait than the machine is meant to hold; somebody has to carry them to the bureau."""


class Letterbox:
    """The enquiries in one folder. Every method opens the file anew, so that threads share nothing."""

    def __init__(self, home: Path, *, waiting_max: int = WAITING_MAX) -> None:
        self._path = home / FILE
        self._waiting_max = waiting_max
        with self._open() as database:
            database.execute(_TABLE)

    def put(self, number: str, sealed: bytes) -> None:
        """Keep an enquiry; it is on the disk when this returns. Raises Full."""
        with self._open() as database:
            if self._waiting(database) >= self._waiting_max:
                raise Full
            database.execute("INSERT OR IGNORE INTO enquiry (number, sealed) VALUES (?, ?)", (number, sealed))

    def waiting(self) -> int:
        """How many were not handed over yet."""
        with self._open() as database:
            return self._waiting(database)

    def sealed(self, *, again: bool = False) -> dict[str, bytes]:
        """What waits, by number; with `again` also what was handed over and is still kept."""
        asked = "SELECT number, sealed FROM enquiry WHERE ? OR handed_over = '' ORDER BY number"
        with self._open() as database:
            return dict(database.execute(asked, (again,)))

    def set_handed_over(self, numbers: Iterable[str], on: date) -> None:
        """These were handed over; what was handed over long ago is deleted."""
        oldest = (on - timedelta(days=KEPT_DAYS)).isoformat()
        with self._open() as database:
            rows = [(on.isoformat(), number) for number in numbers]
            database.executemany(
                "UPDATE enquiry SET handed_over = ? WHERE number = ? AND handed_over = ''", rows
            )
            database.execute("DELETE FROM enquiry WHERE handed_over <> '' AND handed_over < ?", (oldest,))

    @staticmethod
    def _waiting(database: sqlite3.Connection) -> int:
        return int(database.execute("SELECT count(*) FROM enquiry WHERE handed_over = ''").fetchone()[0])

    @contextmanager
    def _open(self) -> Iterator[sqlite3.Connection]:
        """One transaction; whatever is raised inside undoes it."""
        with closing(sqlite3.connect(self._path, timeout=_BUSY_SECONDS, isolation_level=None)) as database:
            database.executescript(_PRAGMAS)
            database.execute("BEGIN IMMEDIATE")
            try:
                yield database
            except BaseException:
                database.execute("ROLLBACK")
                raise
            database.execute("COMMIT")
