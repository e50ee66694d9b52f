"""Weighs a record of the register against an enquiry. Pure; it proposes and explains, people judge."""

import math
from collections.abc import Iterable
from itertools import product

from safeconduct.names.compare import compare, strength
from safeconduct.names.forms import form
from safeconduct.sources.persons import KnownPerson
from safeconduct.tracing import weights
from safeconduct.tracing.answers import Assessment, FieldLine
from safeconduct.tracing.facts import Sought
from safeconduct.tracing.weights import Weight

SHOWN_SCORE_MIN = 0.05
"""Whoever scores less is not listed: nothing but chance speaks for him."""


def likeliest(
    sought: Sought, persons: Iterable[KnownPerson], *, gallery: int, limit: int
) -> list[tuple[KnownPerson, Assessment]]:
    """Those who may be meant, strongest first; ties in the order of numbers."""
    weighed = [(_belief(sought, person), person) for person in persons if person.names]
    weighed.sort(key=lambda each: (-each[0], each[1].number))
    found = [(person, assess(sought, person, gallery=gallery)) for _, person in weighed[:limit]]
    return [each for each in found if each[1].score >= SHOWN_SCORE_MIN]


def assess(sought: Sought, person: KnownPerson, *, gallery: int) -> Assessment:
    """One record weighed; `gallery` is how many persons the register holds. The person has at least one name."""
    asked, known = max(_pairs(sought, person), key=lambda pair: strength(form(pair[0]), form(pair[1])))
    name = compare(asked, known)
    others = _weights(sought, person)
    total = name.strength + sum(weight.nats for weight in others)
    return Assessment(
        score=round(weights.combined(name.score, *(weight.nats for weight in others)), 4),
        asked_name=asked,
        known_name=known,
        name=name,
        weights=others,
        expected_false=gallery * math.exp(-max(total, 0.0)),
    )


def lines_of(sought: Sought, person: KnownPerson) -> tuple[FieldLine, ...]:
    """Item by item, what is asked beside what is known; items that neither side tells are left out."""
    told = {weight.item: weight for weight in _weights(sought, person)}
    sides = (
        ("birth_date", sought.born, person.births),
        ("father_name", sought.father_name, person.father_names),
        ("birth_place", sought.birth_place, person.birth_places),
        ("last_seen_at", sought.last_seen_at, person.captured_at),
        ("rank", sought.rank, person.ranks),
        ("unit", sought.unit, person.units),
        ("service_number", sought.service_number, person.service_numbers),
        ("paper_number", sought.paper_number, person.paper_numbers),
    )
    return tuple(
        FieldLine(item, asked, known, told.get(item)) for item, asked, known in sides if asked or known
    )


def _belief(sought: Sought, person: KnownPerson) -> float:
    best = max(strength(form(asked), form(known)) for asked, known in _pairs(sought, person))
    return best + sum(weight.nats for weight in _weights(sought, person))


def _pairs(sought: Sought, person: KnownPerson) -> list[tuple[str, str]]:
    return list(product([n.text for n in sought.names], [n.text for n in person.names]))


def _weights(sought: Sought, person: KnownPerson) -> tuple[Weight, ...]:
    found = (
        weights.births(sought.born, person.births),
        weights.fathers(sought.father_name, person.father_names),
        weights.places("birth_place", sought.birth_place, person.birth_places),
        weights.places("last_seen_at", sought.last_seen_at, person.captured_at),
        weights.ranks(sought.rank, person.ranks),
        weights.units(sought.unit, person.units),
        weights.numbers("service_number", sought.service_number, person.service_numbers),
        weights.numbers("paper_number", sought.paper_number, person.paper_numbers),
    )
    return tuple(weight for weight in found if weight is not None)
