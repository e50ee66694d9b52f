"""Builds histories of invented people: facts in, entries out, one minute apart."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta

from safeconduct.registry import facts
from safeconduct.registry.facts import Item, Statement
from safeconduct.registry.state import PrisonerState, fold
from safeconduct.sources.facts import Fact
from safeconduct.sources.values import Answer, Channel, NameRole, Source, WrittenName, given
from safeconduct.store.entries import Entry

TODAY = date(2025, 6, 1)
PLACES = frozenset({"transit-sumy", "camp-1", "camp-3"})
SUBJECT = "7a" * 16
OTHER = "b1" * 16
OWN = Source(channel=Channel.OWN_STATEMENT)
LISTED = Source(channel=Channel.LIST, who="list 4")
SEEN = Source(channel=Channel.OBSERVED)
START = datetime(2025, 3, 1, 8, tzinfo=UTC)


def name(text: str, role: NameRole = NameRole.OWN, source: Source = OWN) -> WrittenName:
    return WrittenName(text=text, role=role, source=source)


def says(item: Item, value: str | Answer, source: Source = OWN) -> Statement:
    return Statement(item=item, answer=given(value) if isinstance(value, str) else value, source=source)


@dataclass
class History:
    """The record of one person, as it grows."""

    subject: str = SUBJECT
    start: datetime = START
    entries: list[Entry] = field(default_factory=list)

    def add(self, *new: Fact, recorded: str = "", author: str = "hanna") -> "History":
        for fact in new:
            moment = self.start + timedelta(minutes=len(self.entries))
            stamp = f"{recorded}T08:00:00.{len(self.entries):06}Z" if recorded else ""
            number = len(self.entries) + 1
            entry = Entry(
                id=f"{self.subject[:2]}{number:030x}",
                position=number - 1,
                origin="bureau",
                compartment=getattr(fact, "COMPARTMENT", facts.Fact.COMPARTMENT),
                stream=self.subject,
                version=number,
                recorded=stamp or moment.strftime("%Y-%m-%dT%H:%M:%S.%fZ"),
                author=author,
                fact=fact,
            )
            self.entries.append(entry)
        return self

    def id(self, number: int) -> str:
        return self.entries[number - 1].id

    @property
    def state(self) -> PrisonerState:
        return fold(self.entries, self.subject)


def registered(*statements: Statement, names: Iterable[WrittenName] = (name("Пак Чхоль Су"),)) -> History:
    return History().add(facts.PrisonerRegistered(names=tuple(names), statements=statements))
