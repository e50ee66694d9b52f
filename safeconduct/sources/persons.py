"""What the register tells another room of a person: plain values, no row and no entry."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from safeconduct.sources.values import Answer, Source, WrittenName


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
class ToldEvent:
    """What befell a person: the record and the entry it stands in, the fact's kind, each of its words by its name.

    `event` is the register's word for it. A withdrawn one is told to nobody.
    """

    record: str
    entry: str
    kind: str
    event: str
    words: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class ToldPerson:
    """What can be told of a person, before anybody decided what may: names and answers, each with its source.

    An answer is (item as its code, value, source); two sources that disagree both stand. `records` are those judged
    the same person, the first registered first; `registered` are (record, entry of its registration).
    """

    subject: str
    number: str
    names: tuple[WrittenName, ...]
    answers: tuple[tuple[str, str, Source], ...]
    records: tuple[str, ...] = ()
    registered: tuple[tuple[str, str], ...] = ()
    events: tuple[ToldEvent, ...] = ()


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


@dataclass(frozen=True, slots=True)
class KeptEffect:
    """An article or a sum taken into keeping: its words, receipt, who took it, and the days as EDTF."""

    entry: str
    description: str
    receipt: str
    officer: str
    taken: str
    returned: str = ""


@dataclass(frozen=True, slots=True)
class PaperPerson:
    """What may stand on a prisoner's papers: what lists show of him, and the events that papers tell of.

    `name` is the one that lists show. `answers` hold the answer shown for each item about which something was said,
    by the item's code; `conflicts` are the items of which two answers stand unjudged. Dates are EDTF, `camp` is a
    code, other places are as told. Nothing of health, wish, case or protection.
    """

    subject: str
    number: str
    name: WrittenName | None
    answers: Mapping[str, Answer] = field(default_factory=dict)
    conflicts: tuple[str, ...] = ()
    camp: str = ""
    captured_on: str = ""
    captured_at: str = ""
    effects: tuple[KeptEffect, ...] = ()
    is_dead: bool = False
    died_on: str = ""
    died_at: str = ""
    cause_of_death: str = ""
    buried_at: str = ""
