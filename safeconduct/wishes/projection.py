"""From the entries of wishes to their sealed rows; the only writer of both tables.

A reader's session folds whatever was written since the last reader folded: her own entries in the same
transaction, and those of people who write and cannot read. Nobody else can, and nobody else needs to.
"""

from collections.abc import Iterable, Set

from safeconduct.access.actor import Actor
from safeconduct.access.words import Compartment
from safeconduct.sources.facts import Erased
from safeconduct.store import keyring, sql
from safeconduct.store.history import entries_since, histories, newest_leaf
from safeconduct.store.projections import Batch, Projection
from safeconduct.wishes.models import Folded, WishRow
from safeconduct.wishes.sealed import row_key, seal
from safeconduct.wishes.state import fold

_ONLY = 1
_NOWHERE = -1
_AT_ONCE = 500
# Looking through so few entries again is cheaper than a write at every reading.
_FAR_BEHIND = 1_000


def catch_up(reader: Actor, origins: Set[str]) -> int:
    """Fold what is newer than the rows; returns how many prisoners that concerned. Call it inside a transaction."""
    after, newest = _folded(), newest_leaf()
    if newest <= after:
        return 0
    newer = entries_since(Compartment.WISH, after, reader)
    concerned = sorted({entry.stream for entry in newer if not _is_gone(entry.fact)})
    for start in range(0, len(concerned), _AT_ONCE):
        _rewrite(concerned[start : start + _AT_ONCE], reader, origins)
    if concerned or newest - after > _FAR_BEHIND:
        sql.upsert(Folded, [(_ONLY, newest)])
    return len(concerned)


def begin_again() -> None:
    """Throw the rows away; the next reader makes them anew."""
    WishRow.objects.all().delete()
    Folded.objects.all().delete()


def tag_of(subject: str) -> str:
    """The keyed name under which a prisoner's row stands."""
    return keyring.row_name(Compartment.WISH, subject)


def _rewrite(subjects: Iterable[str], reader: Actor, origins: Set[str]) -> None:
    key = row_key(reader)
    found = histories(subjects, [Compartment.WISH], reader)
    states = (
        (tag_of(subject), fold(entries, subject, origins=origins)) for subject, entries in found.items()
    )
    sql.upsert(WishRow, [(tag, seal(tag, state, key)) for tag, state in states])


def _folded() -> int:
    leaf = Folded.objects.filter(pk=_ONLY).values_list("leaf", flat=True).first()
    return _NOWHERE if leaf is None else leaf


def _is_gone(fact: object) -> bool:
    return isinstance(fact, Erased)


def _project(batch: Batch) -> None:
    """An erasure reaches the rows too: they are found by the keyed name, without opening anything."""
    erased = [stream for stream, entries in batch if any(_is_gone(entry.fact) for entry in entries)]
    if erased:
        WishRow.objects.filter(tag__in=[tag_of(subject) for subject in erased]).delete()


PROJECTION = Projection(
    name="wishes", compartments=frozenset(), tables=(), project=_project, beside=(WishRow,)
)
