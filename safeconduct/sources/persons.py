"""What the register tells another room of a person: plain values, no row and no entry."""

from dataclasses import dataclass

from safeconduct.sources.values import WrittenName


@dataclass(frozen=True, slots=True)
class KnownPerson:
    """What a tracing desk compares an enquiry with: who the person says he is, and no more of where he is held.

    Each item holds every value given, in fold order; `captured_at` are the places of capture as told.
    """

    subject: str
    number: str
    names: tuple[WrittenName, ...]
    births: tuple[str, ...] = ()
    father_names: tuple[str, ...] = ()
    birth_places: tuple[str, ...] = ()
    ranks: tuple[str, ...] = ()
    units: tuple[str, ...] = ()
    service_numbers: tuple[str, ...] = ()
    paper_numbers: tuple[str, ...] = ()
    captured_at: tuple[str, ...] = ()
    captured_on: tuple[str, ...] = ()
    is_dead: bool = False


@dataclass(frozen=True, slots=True)
class HeldPerson:
    """Of whom another room writes: `records` are his subject and every record judged the same person, his first.

    `gone` is why the register holds him no longer, as a code of its statuses, "" while it does.
    """

    subject: str
    number: str
    records: tuple[str, ...]
    gone: str = ""


@dataclass(frozen=True, slots=True)
class MatchedPerson:
    """What an offer is held against: on which Powers he is said to depend, and where he was captured, as told."""

    subject: str
    powers: frozenset[str] = frozenset()
    captured_at: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class ChangedPersons:
    """Who was registered or better known after a leaf of the log; `leaf` is how far this reaches.

    `left` counts the entries after `leaf` that were not looked at yet.
    """

    persons: tuple[KnownPerson, ...]
    leaf: int
    left: int
