"""The invented cast, the same in every test: who acts, and the few prisoners about whom.

Nobody here exists. Two bureaux' officers, the registrars of two transit points, those who may read health, a
delegate, an auditor, an administrator, and a stranger who must see nothing. Builders, not dumps.
"""

from collections.abc import Mapping
from dataclasses import replace

from safeconduct.access.actor import STRANGER, Actor
from safeconduct.access.words import Compartment, Role
from safeconduct.registry import facts
from safeconduct.registry.facts import Item, Statement
from safeconduct.registry.requests import ArrivedAtCampEvent, RecordEvent, Register
from safeconduct.sources.values import (
    Answer,
    Channel,
    NameRole,
    Source,
    WrittenName,
    given,
)
from safeconduct.store.instance import current

SAID = Source(channel=Channel.OWN_STATEMENT, who="interpreter 12", said_on="2025-01-14")
SEEN = Source(channel=Channel.OBSERVED, who="registrar")
LISTED = Source(channel=Channel.LIST, who="list of a unit")


def _actor(number: int, name: str, *roles: Role, places: frozenset[str] = frozenset()) -> Actor:
    return Actor(operator_id=f"{number:032x}", name=name, roles=frozenset(roles), places=places)


BUREAU = _actor(1, "R. Melnyk", Role.BUREAU)
OTHER_BUREAU = _actor(2, "S. Kovalenko", Role.BUREAU)
MEDICAL = _actor(3, "H. Bondar", Role.MEDICAL)
PROTECTION = _actor(4, "L. Tkachuk", Role.PROTECTION)
DELEGATE = _actor(5, "A. Keller", Role.DELEGATE)
AUDITOR = _actor(6, "V. Shevchuk", Role.AUDITOR)
ADMINISTRATOR = _actor(7, "O. Hnatiuk", Role.ADMINISTRATOR)
ANALYST = _actor(8, "M. Savchuk", Role.ANALYST)
TRACING = _actor(11, "N. Vovk", Role.TRACING)
OTHER_TRACING = _actor(12, "Y. Bilyk", Role.TRACING)
__all__ = ["STRANGER"]


def places() -> tuple[str, str]:
    """Two places of the conflict: one registrar sits in each."""
    first, second, *_ = (camp.code for camp in current().conflict.camps)
    return first, second


def registrar() -> Actor:
    """The registrar of the first place."""
    return _actor(9, "I. Lysenko", Role.REGISTRAR, places=frozenset({places()[0]}))


def other_registrar() -> Actor:
    """The registrar of the second place, who must not see the first one's prisoners."""
    return _actor(10, "P. Moroz", Role.REGISTRAR, places=frozenset({places()[1]}))


def unlocked(actor: Actor, private_halves: Mapping[str, bytes], compartment: Compartment) -> Actor:
    """The actor in a session in which this compartment is unlocked."""
    return replace(actor, keyring={half: private_halves[half] for half in compartment.halves})


def everyone() -> dict[str, Actor]:
    """Every actor of the cast, by what they are."""
    return {
        "bureau": BUREAU,
        "registrar": registrar(),
        "other_registrar": other_registrar(),
        "medical": MEDICAL,
        "protection": PROTECTION,
        "delegate": DELEGATE,
        "auditor": AUDITOR,
        "administrator": ADMINISTRATOR,
        "analyst": ANALYST,
        "tracing": TRACING,
        "other_tracing": OTHER_TRACING,
        "stranger": STRANGER,
    }


# --- prisoners ------------------------------------------------------------------------------------


def written(
    text: str, *, language: str = "", role: NameRole = NameRole.OWN, source: Source = SAID
) -> WrittenName:
    """A name to the letter."""
    return WrittenName(text=text, language=language, role=role, source=source)


def said(item: Item, value: str | Answer, source: Source = SAID) -> Statement:
    """An answer the person gave."""
    return Statement(item=item, answer=given(value) if isinstance(value, str) else value, source=source)


def captive(name: str = "박철수", *, place: str = "", **others: str) -> Register:
    """Somebody, as a registrar writes him down; `born`, `number`, `captured` and `health` as text."""
    statements = [
        said(item, others[key])
        for key, item in (("born", Item.BIRTH_DATE), ("number", Item.SERVICE_NUMBER), ("power", Item.POWER))
        if others.get(key)
    ]
    captured = others.get("captured", "")
    return Register(
        names=(written(name),) if name else (),
        statements=tuple(statements),
        captured=facts.Captured(happened=captured, source=SAID) if captured else None,
        place=place or None,
        health_note=others.get("health", ""),
        row=others.get("row", ""),
    )


def arrival(prisoner: str, camp: str, happened: str = "", *, seen: int = 0) -> RecordEvent:
    """That the person arrived at a camp."""
    event = ArrivedAtCampEvent(camp=camp, happened=happened, source=SEEN)
    return RecordEvent(prisoner=prisoner, event=event, seen=seen)
