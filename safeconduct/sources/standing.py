"""What stands of a prisoner's wish, as the room that acts on it is told: plain values, and no word of his."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class StandingWish:
    """Where a wish stands at a moment. All of it is sealed to readers of wishes.

    `destinations` are codes of States in his order, none while nothing stands. `confirmed` is when he was last
    heard, None until a second officer heard him; `is_fresh`: that was a re-confirmation within the last day.
    `may_be_told` are items (`wishes.facts.Told`) he let be told; `in_danger` and `safe` are destinations with an
    open finding, and those where two persons found no danger.
    """

    destinations: tuple[str, ...] = ()
    confirmed: datetime | None = None
    is_fresh: bool = False
    may_be_told: frozenset[str] = frozenset()
    in_danger: frozenset[str] = frozenset()
    safe: frozenset[str] = frozenset()
