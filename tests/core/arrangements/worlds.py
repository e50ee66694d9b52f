"""One invented prisoner, one Power that may receive him, and everything recorded of both, without a database."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

from safeconduct.access.words import Compartment
from safeconduct.arrangements import partners, requests, rules
from safeconduct.arrangements.cases import CaseFile
from safeconduct.arrangements.cases import fold as fold_cases
from safeconduct.arrangements.facts import Ceremony, Fact, PowerFact, Reception
from safeconduct.arrangements.obstacles import About
from safeconduct.arrangements.rules import Known
from safeconduct.sources import moments
from safeconduct.sources.facts import Fact as AnyFact
from safeconduct.sources.persons import MatchedPerson
from safeconduct.store.entries import Entry
from safeconduct.wishes import checks as wishes_checks
from safeconduct.wishes import requests as wishes_requests
from safeconduct.wishes import rules as wishes_rules
from safeconduct.wishes.state import WishState, standing_at
from safeconduct.wishes.state import fold as fold_wish
from tests.core.wishes.hearings import DETAINING, FIRST, ORIGINS, PRISONER

BEGIN = datetime(2026, 3, 5, 12, 0, tzinfo=UTC)
NEUTRAL = frozenset({"che"})
DIPLOMATS = frozenset({"d" * 32, "e" * 32})
POWERS = frozenset({"ukr", "prk", "rus", "kor", "che"})


class World:
    """Every entry in the order in which it was recorded; the clock; and whether the register still holds him."""

    def __init__(self) -> None:
        self.at = BEGIN
        self.entries: list[Entry] = []
        self.gone = ""
        self._ids = 0

    def wish(self) -> WishState:
        return fold_wish(self.of(Compartment.WISH), PRISONER, origins=ORIGINS)

    def file(self) -> CaseFile:
        return fold_cases(self.of(Compartment.CASE), PRISONER)

    def power(self, code: str) -> partners.PowerState:
        mine = [
            e
            for e in self.of(Compartment.ARRANGEMENTS)
            if isinstance(e.fact, PowerFact) and e.fact.power == code
        ]
        return partners.fold(mine, code)

    def about(self, power: str, *, reads_wishes: bool = True) -> About:
        return About(
            at=self.at,
            today=self.at.date(),
            detaining=DETAINING,
            adversaries=ORIGINS,
            neutral=NEUTRAL,
            power=self.power(power),
            gone=self.gone,
            wish=standing_at(self.wish(), self.at, DETAINING) if reads_wishes else None,
            person=MatchedPerson(PRISONER, frozenset({"prk"}), frozenset({"Kursk"})),
        )

    def hear(
        self, command: wishes_requests.Command, operator: str = FIRST, **others: Any
    ) -> Sequence[AnyFact]:
        """A command of wishes, as the room would give it."""
        known = wishes_checks.Known(
            at=self.at, operator=operator, operator_name=f"officer {operator[0]}", detaining=DETAINING,
            adversaries=ORIGINS, gone=self.gone, assessment=self.new_id(), approval=self.new_id(), **others,
        )  # fmt: skip
        made = wishes_rules.facts_for(self.wish(), command, known)
        self.record(made, operator)
        return made

    def give(
        self, command: requests.Command, operator: str = FIRST, *, reads_wishes: bool = True
    ) -> Sequence[Fact]:
        """A command of arrangements, as the room would give it."""
        file, power = self.file(), ""
        if isinstance(command, requests.AboutPower | requests.Refer):
            power = command.power
        elif isinstance(command, requests.AboutCase):
            power = rules.case_of(file, command).power
        known = Known(
            self.about(power, reads_wishes=reads_wishes),
            operator,
            "officer",
            POWERS,
            self.new_id(),
            officers=DIPLOMATS,
        )
        if isinstance(command, requests.AboutPower):
            made = rules.facts_for(command, known)
        else:
            made = rules.case_facts_for(file, command, known)
        self.record(made, operator)
        return made

    def record(self, made: Sequence[AnyFact], operator: str = FIRST) -> None:
        for fact in made:
            compartment = getattr(fact, "COMPARTMENT", Compartment.CASE)
            position = len(self.entries)
            self.entries.append(
                Entry(
                    id=f"{position:032x}",
                    position=position,
                    origin="o" * 16,
                    compartment=compartment,
                    stream=PRISONER,
                    version=position + 1,
                    recorded=self.at.isoformat(),
                    author=operator,
                    fact=fact,
                )
            )
        self.at += timedelta(seconds=1)

    def of(self, compartment: Compartment) -> list[Entry]:
        return [entry for entry in self.entries if entry.compartment == compartment]

    def new_id(self) -> str:
        self._ids += 1
        return f"{self._ids:032x}"

    def ceremony(self, at: datetime | None = None) -> Ceremony:
        return Ceremony(
            happened=moments.text_of(at or self.at), place="airport", given_by="ours", taken_by="theirs"
        )

    def reception(self) -> Reception:
        planned = moments.text_of(self.at + timedelta(hours=1))
        return Reception(place="airport", planned=planned, escort="two officers", contact="its ministry")
