"""No path leads to a handover that breaks an invariant, whatever is recorded in whatever order.

The machine gives commands of both rooms, also senseless ones, to the rules alone. After each handover the oracle,
which knows neither fold nor rule, reads the bare facts and says whether it may have been.
"""

from datetime import datetime, timedelta

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from safeconduct.arrangements import facts, requests
from safeconduct.arrangements.cases import Stage
from safeconduct.arrangements.facts import Assurance, HandedOver, Route, Scope
from safeconduct.arrangements.routes import ROUTES
from safeconduct.sources import moments
from safeconduct.sources.errors import Refused
from safeconduct.store.entries import Entry
from safeconduct.wishes import facts as wish_facts
from safeconduct.wishes import requests as wishes
from safeconduct.wishes.facts import Finding, Option, Presence, StepsStopped, Told
from tests.core.arrangements.worlds import World
from tests.core.wishes.hearings import FIRST, ORIGINS, SECOND, again, declare, said

_STATES = {
    "kor": (Option.THIRD_STATE, ("kor",)),
    "prk": (Option.REPATRIATE, ("prk",)),
    "che": (Option.THIRD_STATE, ("che", "kor")),
}
_ROUTE_TO = {"kor": Route.TRANSFER, "prk": Route.REPATRIATION, "che": Route.NEUTRAL_INTERNMENT}
powers = st.sampled_from(sorted(_STATES))
officers = st.sampled_from((FIRST, SECOND))
tellings = st.sampled_from(((), (Told.IDENTITY,)))
often = st.sampled_from((True, True, True, False))


class Way(RuleBasedStateMachine):
    """One prisoner, three destinations, two officers and a diplomat."""

    def __init__(self) -> None:
        super().__init__()
        self.world = World()
        self.handed_over = 0
        self.refusals: list[Refused] = []
        self.checked = 0

    # --- what passes between states -------------------------------------------------------------------

    @rule(power=powers, origins=st.sampled_from(((), ("prk",), ("rus",))))
    def offer(self, power: str, origins: tuple[str, ...]) -> None:
        self.give(
            requests.Offer(power=power, scope=Scope(origins=origins), basis="statement", valid_from="2026-03")
        )

    @rule(power=powers)
    def withdraw_offer(self, power: str) -> None:
        for offer in self.world.power(power).offers:
            day = self.world.at.date().isoformat()
            self.give(requests.WithdrawOffer(power=power, offer=offer, happened=day, reason="election"))

    @rule(power=powers, is_able=often, days=st.sampled_from((0, 3, 200)))
    def assess_power(self, power: str, is_able: bool, days: int) -> None:
        review = (self.world.at + timedelta(days=days)).date().isoformat()
        self.give(
            requests.AssessPower(
                power=power,
                is_party=True,
                is_willing=True,
                willing="note",
                is_able=is_able,
                able="report",
                review_by=review,
            )
        )

    @rule(power=powers)
    def failure(self, power: str) -> None:
        day = self.world.at.date().isoformat()
        self.give(requests.ReportFailure(power=power, notified_by="PP", happened=day, what="no visits"))

    # --- what he says -------------------------------------------------------------------------------------

    @rule(power=powers, officer=officers, is_whole=often, told=tellings)
    def declares(self, power: str, officer: str, is_whole: bool, told: tuple[Told, ...]) -> None:
        option, states = _STATES[power]
        broken = {} if is_whole else {"presence": Presence.NOT_OFFERED}
        command = declare(self.world.at, said(option, *states), **broken)
        self.hear(command.model_copy(update={"may_be_told": told}), officer)

    @rule(officer=officers, is_first=st.booleans(), power=st.none() | powers)
    def says_again(self, officer: str, is_first: bool, power: str | None) -> None:
        declared = self.world.wish().declared
        option, states = (
            _STATES[power] if power else ((declared.option, declared.states) if declared else _STATES["kor"])
        )
        kind = wishes.Confirm if is_first else wishes.Reconfirm
        command = again(kind, self.world.at).model_copy(update={"option": option, "states": states})
        self.hear(command, officer)

    @rule()
    def withdraws(self) -> None:
        self.hear(wishes.Withdraw(prisoner="P", way="orally"))

    @rule()
    def is_invalidated(self) -> None:
        self.hear(wishes.Invalidate(prisoner="P", reason="a guard listened"))

    @rule(power=st.sampled_from(("kor", "prk", "rus", "che")), is_open=st.booleans(), second=officers)
    def risk(self, power: str, is_open: bool, second: str) -> None:
        """Found by the first officer; the second finds none either, or the first tries to be her own second."""
        finding = Finding.OPEN if is_open else Finding.NONE_FOUND
        made = self.hear(wishes.AssessRisk(prisoner="P", destination=power, finding=finding, grounds="g"))
        for fact in made:
            if isinstance(fact, wish_facts.RiskAssessed) and not is_open:
                confirmed = wish_facts.RiskConfirmed(assessment=fact.assessment, approval=fact.approval)
                self.world.record([confirmed], second)

    # --- his way ------------------------------------------------------------------------------------------

    @rule(
        power=powers,
        route=st.none() | st.sampled_from(Route),
        told=st.sampled_from(((), (Told.IDENTITY,))),
        rests=often,
    )
    def refer(self, power: str, route: Route | None, told: tuple[Told, ...], rests: bool) -> None:
        offers = list(self.world.power(power).offers) if rests else []
        command = requests.Refer(
            prisoner="P",
            power=power,
            route=route or _ROUTE_TO[power],
            told=told,
            offer=offers[-1] if offers else "",
        )
        self.give(command)

    @rule(is_yes=often)
    def answer(self, is_yes: bool) -> None:
        self.give(
            requests.Accept(prisoner="P", by="ministry")
            if is_yes
            else requests.Refuse(prisoner="P", by="m", reason="r")
        )

    @rule(left_out=st.none() | st.sampled_from(Assurance))
    def assure(self, left_out: Assurance | None) -> None:
        for case in self.world.file().open_cases:
            for assurance in ROUTES[case.route].assurances:
                if assurance != left_out:
                    self.give(requests.Assure(prisoner="P", assurance=assurance, evidence="note"))

    @rule()
    def plan_and_clear(self) -> None:
        self.give(requests.PlanReception(prisoner="P", reception=self.world.reception()))
        self.give(requests.Clear(prisoner="P"))

    @rule()
    def propose(self) -> None:
        planned = moments.text_of(self.world.at + timedelta(hours=2))
        self.give(requests.ProposeHandover(prisoner="P", planned=planned, place="airport"))

    @rule(hours_ago=st.sampled_from((0, 0, 0, 30)))
    def hand_over(self, hours_ago: int) -> None:
        at = self.world.at - timedelta(hours=hours_ago)
        self.give(requests.HandOver(prisoner="P", ceremony=self.world.ceremony(at)))

    @rule(power=powers)
    def whole_way(self, power: str) -> None:
        """The steps in their order, each of which may be refused for what came before."""
        option, states = _STATES[power]
        self.assess_power(power, is_able=True, days=200)
        self.hear(declare(self.world.at, said(option, *states)), FIRST)
        self.world.at += timedelta(hours=73)
        self.says_again(SECOND, is_first=True, power=power)
        for state in {power, *states}:
            self.risk(state, is_open=False, second=SECOND)
        self.refer(power, None, (), rests=True)
        self.answer(is_yes=True)
        self.assure(None)
        self.plan_and_clear()
        self.propose()

    @rule()
    def last_hour(self) -> None:
        self.says_again(FIRST, is_first=False, power=None)
        self.hand_over(0)

    @rule(hours=st.sampled_from((1, 25, 73, 24 * 91)))
    def time_passes(self, hours: int) -> None:
        self.world.at += timedelta(hours=hours)

    @rule(is_gone=st.sampled_from(("", "", "dead", "escaped")))
    def register_says(self, is_gone: str) -> None:
        self.world.gone = is_gone

    # --- the oracle ---------------------------------------------------------------------------------------

    def give(self, command: requests.Command) -> None:
        try:
            self.world.give(command)
        except Refused as refused:
            self.refusals.append(refused)

    def hear(self, command: wishes.Command, officer: str = FIRST) -> "list[object]":
        try:
            return list(self.world.hear(command, officer))
        except Refused as refused:
            self.refusals.append(refused)
            return []

    @invariant()
    def every_refusal_has_its_ground(self) -> None:
        assert all(refused.source and refused.reason for refused in self.refusals)
        self.refusals.clear()

    @invariant()
    def every_handover_may_have_been(self) -> None:
        entries = self.world.entries
        for index in range(self.checked, len(entries)):
            if isinstance(entries[index].fact, HandedOver):
                self.handed_over += 1
                broken = broken_by(entries[: index + 1], self.world.gone)
                assert not broken, broken
        self.checked = len(entries)

    @invariant()
    def nothing_is_open_after_a_stop(self) -> None:
        entries = self.world.entries
        if entries and isinstance(entries[-1].fact, StepsStopped):
            assert not self.world.file().open_cases


def broken_by(entries: list[Entry], gone: str) -> str:
    """Which invariant the last entry, a handover, breaks; "" for none. Reads the facts alone."""
    handed = entries[-1]
    assert isinstance(handed.fact, HandedOver)
    at, power = _at(handed), handed.fact.power
    before = entries[:-1]
    return (
        _of_the_wish(before, at, power)
        or _of_danger(before, power)
        or _of_the_case(before, handed.fact)
        or _of_the_power(before, handed.fact, at)
        or (f"gone: {gone}" if gone else "")
    )


def _of_the_wish(before: list[Entry], at: datetime, power: str) -> str:
    wish = [e for e in before if isinstance(e.fact, wish_facts.Fact)]
    declared = [(i, e) for i, e in enumerate(wish) if isinstance(e.fact, wish_facts.WishDeclared)]
    if not declared:
        return "I4: no declaration"
    index, last = declared[-1]
    assert isinstance(last.fact, wish_facts.WishDeclared)
    if power not in last.fact.declaration.states:
        return "I1: another destination"
    later = wish[index + 1 :]
    if any(isinstance(e.fact, wish_facts.WishWithdrawn | wish_facts.WishInvalidated) for e in later):
        return "I8: withdrawn or invalidated"
    confirmed = [e for e in later if isinstance(e.fact, wish_facts.WishConfirmed) and e.fact.entry == last.id]
    if not confirmed or not any(
        _at(e) - _at(last) >= timedelta(hours=72) and e.author != last.author for e in confirmed
    ):
        return "I1: not confirmed by another officer three days later"
    repeated = [
        e for e in later if isinstance(e.fact, wish_facts.WishReconfirmed) and e.fact.entry == last.id
    ]
    if not repeated or at - _at(repeated[-1]) > timedelta(hours=24, minutes=1):
        return "I1: not re-confirmed within a day"
    return ""


def _of_danger(before: list[Entry], power: str) -> str:
    reached = ORIGINS if power in ORIGINS else {power}
    found: dict[str, wish_facts.RiskAssessed] = {}
    by: dict[str, str] = {}
    for entry in before:
        if isinstance(entry.fact, wish_facts.RiskAssessed):
            found[entry.fact.destination] = entry.fact
            by[entry.fact.assessment] = entry.author
    if any(found[state].finding == Finding.OPEN for state in reached if state in found):
        return "I1: open finding"
    passed = {
        e.fact.assessment
        for e in before
        if isinstance(e.fact, wish_facts.RiskConfirmed) and by.get(e.fact.assessment) != e.author
    }
    return "" if power in found and found[power].assessment in passed else "I6: not found safe by two"


def _of_the_case(before: list[Entry], handed: HandedOver) -> str:
    mine = [
        (i, e.fact) for i, e in enumerate(before)
        if isinstance(e.fact, facts.CaseFact) and e.fact.case == handed.case
    ]  # fmt: skip
    start, referred = mine[0]
    if not isinstance(referred, facts.CaseReferred) or (referred.power, referred.route) != (
        handed.power,
        handed.route,
    ):
        return "another case"
    ends = (facts.CaseRefused, facts.CaseClosed, HandedOver)
    if any(isinstance(e.fact, StepsStopped) for e in before[start:]) or any(
        isinstance(f, ends) for _, f in mine
    ):
        return "I8: stopped or ended"
    consented = [e.fact.may_be_told for e in before if isinstance(e.fact, wish_facts.WishDeclared)]
    if not set(referred.told) <= set(consented[-1]):
        return "I10: told beyond consent"
    kinds = {type(f) for _, f in mine}
    asks = ROUTES[handed.route]
    given = {f.assurance for _, f in mine if isinstance(f, facts.AssuranceGiven)}
    if not set(asks.assurances) <= given or not {facts.CaseCleared, facts.HandoverProposed} <= kinds:
        return "steps left out"
    if asks.needs_acceptance and facts.CaseAccepted not in kinds:
        return "not accepted"
    return _of_the_offer(before, referred)


def _of_the_offer(before: list[Entry], referred: facts.CaseReferred) -> str:
    if not referred.offer:
        return ""
    withdrawn = [
        i for i, e in enumerate(before)
        if isinstance(e.fact, facts.OfferWithdrawn) and e.fact.offer == referred.offer
    ]  # fmt: skip
    accepted = [
        i
        for i, e in enumerate(before)
        if isinstance(e.fact, facts.CaseAccepted) and e.fact.case == referred.case
    ]
    return "offer withdrawn" if withdrawn and (not accepted or accepted[-1] < withdrawn[0]) else ""


def _of_the_power(before: list[Entry], handed: HandedOver, at: datetime) -> str:
    if handed.route not in (Route.TRANSFER, Route.NEUTRAL_INTERNMENT):
        return ""
    power = handed.power
    about = [
        e.fact for e in before
        if isinstance(e.fact, facts.PowerAssessed | facts.PowerFailed) and e.fact.power == power
    ]  # fmt: skip
    last = about[-1] if about else None
    is_fit = isinstance(last, facts.PowerAssessed) and last.is_party and last.is_willing and last.is_able
    is_in_time = isinstance(last, facts.PowerAssessed) and last.review_by >= at.date().isoformat()
    return "" if is_fit and is_in_time else "I2: no assessment"


def _at(entry: Entry) -> datetime:
    found = moments.read(entry.recorded)
    assert found is not None
    return found


TestWay = Way.TestCase
TestWay.settings = settings(max_examples=120, stateful_step_count=40, deadline=None)


def test_the_machine_can_reach_a_handover_by_every_route_it_tries() -> None:
    """Else the invariant would hold of nothing."""
    for power in _STATES:
        way = Way()
        way.whole_way(power)
        way.last_hour()
        way.every_handover_may_have_been()
        assert way.handed_over == 1, power
        assert way.world.file().cases[next(iter(way.world.file().cases))].stage == Stage.HANDED_OVER
