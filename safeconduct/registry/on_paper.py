"""What the register gives for a prisoner's papers: a pure builder of `sources.persons.PaperPerson`.

Owns which of two answers stands on paper (the one that lists show) and which event counts (the last that was not
withdrawn). Leaves to the room that prints what a paper is made of.
"""

from typing import TypeVar

from safeconduct.registry import custody, facts
from safeconduct.registry.shown import effects_of, live_names, shown_name
from safeconduct.registry.state import PrisonerState
from safeconduct.sources.numbers import number_of
from safeconduct.sources.persons import KeptEffect, PaperPerson

Told = TypeVar("Told", bound=facts.CustodyFact)


def paper_person(subject: str, state: PrisonerState) -> PaperPerson:
    """The person as papers tell of him."""
    name = shown_name(state, live_names(state))
    captured = _last(state, facts.Captured)
    died = _last(state, facts.Died)
    buried = _last(state, facts.Buried)
    return PaperPerson(
        subject=subject,
        number=number_of(subject),
        name=name.name if name else None,
        answers={str(item): view.shown.answer for item, view in state.items.items() if view.shown},
        conflicts=tuple(str(item) for item, view in state.items.items() if view.is_conflict),
        camp=state.place,
        captured_on=captured.happened if captured else "",
        captured_at=captured.place if captured else "",
        effects=_effects(state),
        is_dead=died is not None,
        died_on=died.happened if died else "",
        died_at=died.place if died else "",
        cause_of_death=died.cause if died else "",
        buried_at=", ".join(part for part in (buried.place, buried.grave) if part) if buried else "",
    )


def _last(state: PrisonerState, kind: type[Told]) -> Told | None:
    """The latest event of the kind that still counts."""
    live = [event.fact for event in state.events if not event.is_withdrawn and isinstance(event.fact, kind)]
    return live[-1] if live else None


def _effects(state: PrisonerState) -> tuple[KeptEffect, ...]:
    officers = {entry: _officer(event.fact) for entry, event in custody.taken(state.events).items()}
    return tuple(
        KeptEffect(
            each.entry, each.description, each.receipt, officers[each.entry], each.taken, each.returned
        )
        for each in effects_of(state)
    )


def _officer(fact: facts.CustodyFact) -> str:
    match fact:
        case facts.MoneyTaken() | facts.EffectTaken():
            return fact.officer
    return ""
