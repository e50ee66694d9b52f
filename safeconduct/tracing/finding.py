"""Whom an enquiry may mean: candidates out of the register, by the index on disk or the words in the database.

Owns the choice between the two and what is done where the index does not reach. The database is always current and
serves to about two million records; the index reaches the leaf at which it was built, and whoever was written of
since is compared one by one. An index that cannot be read is told of, and search goes on without it.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from safeconduct.access.actor import Actor
from safeconduct.registry import queries as register
from safeconduct.sources.persons import KnownPerson
from safeconduct.tracing import register_index
from safeconduct.tracing.answers import Assessment
from safeconduct.tracing.assess import likeliest
from safeconduct.tracing.facts import Sought
from safeconduct.tracing.register_index import Reach
from safeconduct.tracing.segment import Damaged

CANDIDATES_MAX = 100
SINCE_MAX = 1_000
"""How many entries after the index are compared one by one; beyond them the database is asked instead."""

Found = tuple[KnownPerson, Assessment]


@dataclass(frozen=True, slots=True)
class Search:
    """What a search found, strongest first, in how many records, and what the officer should know of the index."""

    found: tuple[Found, ...]
    gallery: int
    backend: str
    warning: str = ""


def search(sought: Sought, viewer: Actor, *, limit: int) -> Search:
    """The likeliest records of the register. `backend` is `index` or `database`."""
    gallery, warning = register.register_size(viewer), ""
    try:
        reach = register_index.open_index()
    except Damaged as error:
        reach, warning = None, str(error)
    if reach and reach.leaf > register.register_leaf(viewer):
        # An older record was restored under it.
        reach, warning = None, "The index is newer than the record. Build the index again."
    persons = _by_index(sought, reach, viewer) if reach else None
    backend = "database" if persons is None else "index"
    if persons is None:
        persons = _by_database(sought, viewer)
    found = likeliest(sought, persons, gallery=gallery, limit=limit)
    return Search(tuple(found), gallery, backend, warning)


def _by_database(sought: Sought, viewer: Actor) -> Sequence[KnownPerson]:
    names = [name.text for name in sought.names]
    return register.traced_alike(names, _numbers(sought), viewer, limit=CANDIDATES_MAX)


def _by_index(sought: Sought, reach: Reach, viewer: Actor) -> Sequence[KnownPerson] | None:
    """Those whom the index names and those written of since; None where too much was written since."""
    since = register.traced_changed(reach.leaf, viewer, at_most=SINCE_MAX)
    if since.left:
        return None
    hits = {
        hit.card.id: None
        for name in sought.names
        for hit in reach.index.search(name.text, born=sought.born or None, limit=CANDIDATES_MAX)
    }
    fresh = {person.subject for person in since.persons}
    known = register.traced_persons([subject for subject in hits if subject not in fresh], viewer)
    by_number = register.traced_alike([], _numbers(sought), viewer) if _numbers(sought) else ()
    return _once((*known, *since.persons, *by_number))


def _numbers(sought: Sought) -> list[str]:
    return [number for number in (sought.service_number, sought.paper_number) if number]


def _once(persons: Iterable[KnownPerson]) -> list[KnownPerson]:
    return list({person.subject: person for person in persons}.values())
