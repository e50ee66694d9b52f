"""The register as a tracing desk meets it: persons by what a family may know of them, found by any of their names.

Owns what a desk is told of a record and how far a search reads. Who may ask is decided before, in `queries`.
"""

from collections.abc import Iterable, Iterator, Sequence

from safeconduct.access.words import Compartment
from safeconduct.registry import search
from safeconduct.registry.alike import query_tokens
from safeconduct.registry.answers import Status
from safeconduct.registry.facts import Captured, Item, PrisonerRegistered
from safeconduct.registry.models import Prisoner
from safeconduct.registry.state import PrisonerState, fold, given_values
from safeconduct.sources.numbers import number_of
from safeconduct.sources.persons import ChangedPersons, KnownPerson
from safeconduct.sources.values import NameRole
from safeconduct.store.entries import Entry
from safeconduct.store.history import changed_streams, every_stream, open_histories

_OPEN = (Compartment.IDENTITY, Compartment.CUSTODY)


def alike(names: Iterable[str], numbers: Iterable[str], *, limit: int) -> tuple[KnownPerson, ...]:
    """Persons who share search words with any of the names, those with the rarest in common first."""
    tokens = {token for text in (*names, *numbers) if text for token in query_tokens(text)}
    positions = search.weighed(tokens, limit=limit)
    subjects = dict(Prisoner.objects.filter(position__in=positions).values_list("position", "subject"))
    return persons([subjects[position] for position in positions if position in subjects])


def persons(subjects: Sequence[str]) -> tuple[KnownPerson, ...]:
    """These persons in their order; one whose record was erased is left out."""
    found = open_histories(subjects, _OPEN)
    return tuple(each for subject in subjects if (each := _person(subject, found[subject])) is not None)


def changed(after: int, *, at_most: int) -> ChangedPersons:
    """Who was written of after leaf `after`, reading at most so many entries."""
    streams, leaf, left = changed_streams(_OPEN, after=after, at_most=at_most)
    return ChangedPersons(persons(streams), leaf, left)


def everybody() -> Iterator[KnownPerson]:
    """Everybody in the register; memory stays flat."""
    for batch in every_stream(_OPEN):
        for subject, entries in batch:
            if person := _person(subject, entries):
                yield person


def _person(subject: str, entries: Sequence[Entry]) -> KnownPerson | None:
    if not any(isinstance(entry.fact, PrisonerRegistered) for entry in entries):
        return None
    state = fold(entries, subject)
    captures = [e.fact for e in state.events if isinstance(e.fact, Captured) and not e.is_withdrawn]
    return KnownPerson(
        subject=subject,
        number=number_of(subject),
        names=tuple(v.name for v in state.names if not v.withdrawn_reason and v.name.role != NameRole.FATHER),
        births=given_values(state, Item.BIRTH_DATE),
        father_names=_father_names(state),
        birth_places=given_values(state, Item.BIRTH_PLACE),
        ranks=given_values(state, Item.RANK),
        units=given_values(state, Item.UNIT),
        service_numbers=given_values(state, Item.SERVICE_NUMBER),
        paper_numbers=tuple(dict.fromkeys(paper.number for paper in state.papers if paper.number)),
        captured_at=tuple(dict.fromkeys(fact.place for fact in captures if fact.place)),
        captured_on=tuple(dict.fromkeys(fact.happened for fact in captures if fact.happened)),
        is_dead=state.status == Status.DEAD,
    )


def _father_names(state: PrisonerState) -> tuple[str, ...]:
    named = [v.name.text for v in state.names if v.name.role == NameRole.FATHER and not v.withdrawn_reason]
    return tuple(dict.fromkeys((*given_values(state, Item.FATHER_NAME), *named)))
