"""Hearings of an invented prisoner, whole unless a test breaks one safeguard; and entries as the store gives them."""

from datetime import UTC, datetime, timedelta
from typing import Any

from safeconduct.access.words import Compartment
from safeconduct.sources import moments
from safeconduct.store.entries import Entry
from safeconduct.wishes import facts, requests, rules
from safeconduct.wishes.checks import Known
from safeconduct.wishes.facts import (
    AskedApart,
    Capacity,
    Declaration,
    Hearing,
    Interpreter,
    Option,
    Presence,
    Setting,
    Sheet,
    SheetPoint,
)
from safeconduct.wishes.state import WishState, fold

NOON = datetime(2026, 3, 5, 12, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)
PRISONER = "a" * 32
FIRST, SECOND = "1" * 32, "2" * 32
ORIGINS = frozenset({"prk", "rus"})
DETAINING = "ukr"
SHEET = Sheet(version="2026-1", language="ko", is_read_aloud=True, told_back=tuple(SheetPoint))
INTERPRETER = Interpreter(name="O. Han", qualification="court interpreter", serves=(), is_accepted=True)


def hearing(at: datetime = NOON, **others: Any) -> Hearing:
    """A hearing with every safeguard."""
    whole: dict[str, Any] = {
        "held": moments.text_of(at),
        "place": "room 3",
        "setting": Setting.PRIVATE_INTERVIEW,
        "language": "ko",
        "interpreter": INTERPRETER,
        "sheet": SHEET,
        "presence": Presence.DECLINED,
        "is_signed_no_inducement": True,
        "asked_apart": AskedApart.NOTHING,
        "capacity": Capacity.ABLE,
    }
    return Hearing(**{**whole, **others})


def said(option: Option = Option.THIRD_STATE, *states: str, words: str = "") -> Declaration:
    return Declaration(option=option, states=states, own_words=words, language="ko")


def known(at: datetime = NOON, operator: str = FIRST, **others: Any) -> Known:
    return Known(
        at=at, operator=operator, operator_name=f"officer {operator[0]}", detaining=DETAINING,
        adversaries=ORIGINS, assessment="e" * 32, **others,
    )  # fmt: skip


def declare(at: datetime = NOON, declaration: Declaration | None = None, **others: Any) -> requests.Declare:
    return requests.Declare(
        prisoner="P",
        interview=hearing(at, **others),
        declaration=declaration or said(Option.THIRD_STATE, "kor"),
    )


class World:
    """One prisoner's wish with its entries, each recorded when it is given; `give` asks the rules."""

    def __init__(self) -> None:
        self.entries: list[Entry] = []

    def state(self) -> WishState:
        return fold(self.entries, PRISONER, origins=ORIGINS)

    def give(self, command: requests.Command, at: datetime, operator: str = FIRST, **others: Any) -> None:
        for fact in rules.facts_for(self.state(), command, known(at, operator, **others)):
            self.record(fact, at, operator)

    def record(self, fact: facts.Fact, at: datetime, author: str = FIRST, stream: str = PRISONER) -> str:
        """An entry of the wish; those of other compartments are not read with it."""
        if fact.COMPARTMENT != Compartment.WISH:
            return ""
        number = len(self.entries) + 1
        entry = Entry(
            id=f"{number:032x}", position=number, origin="o", compartment=fact.COMPARTMENT, stream=stream,
            version=number, recorded=at.strftime("%Y-%m-%dT%H:%M:%S.%fZ"), author=author, fact=fact,
        )  # fmt: skip
        self.entries.append(entry)
        return entry.id

    def declared(self, at: datetime = NOON, *states: str) -> "World":
        self.give(declare(at, said(Option.THIRD_STATE, *(states or ("kor",)))), at)
        return self

    def confirmed(self, at: datetime = NOON) -> "World":
        """Declared, and confirmed by another officer 72 hours later."""
        self.declared(at)
        self.give(again(requests.Confirm, at + 72 * HOUR), at + 72 * HOUR, SECOND)
        return self


def again(
    kind: type[requests.Confirm | requests.Reconfirm], at: datetime, *states: str, **others: Any
) -> requests.Confirm | requests.Reconfirm:
    return kind(
        prisoner="P", interview=hearing(at, **others), option=Option.THIRD_STATE, states=states or ("kor",)
    )
