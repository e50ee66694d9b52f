"""The way of one prisoner, step by step, by the officers whose steps they are."""

from dataclasses import dataclass, field, replace
from typing import Any

from safeconduct.access.actor import Actor
from safeconduct.access.decide import may
from safeconduct.access.words import Capability
from safeconduct.arrangements import actions, queries, requests
from safeconduct.arrangements.answers import CaseView
from safeconduct.arrangements.facts import Ceremony, Reception, Route, Scope, Way
from safeconduct.arrangements.routes import ROUTES
from safeconduct.sources import moments
from safeconduct.store import approvals, officers
from safeconduct.wishes import actions as wishes
from safeconduct.wishes import requests as wishes_requests
from safeconduct.wishes.facts import Finding, Option, Told
from tests.core.wishes.hearings import again, declare, said
from tests.wishes.officers import DIPLOMATIC, Time

LONG = "2099-01-01"
OTHER_DIPLOMAT = replace(DIPLOMATIC, operator_id=f"{42:032x}", name="O. Bondar")


def _conducting(capability: Capability) -> dict[str, str]:
    """The diplomats of the stories, who have no account."""
    return {each.operator_id: each.name for each in (DIPLOMATIC, OTHER_DIPLOMAT) if may(each, capability)}


officers.register(_conducting)


@dataclass
class Story:
    """Who acts, and the clock. `offer` is the newest offer by State."""

    reader: Actor
    second: Actor
    diplomat: Actor
    time: Time
    offer: dict[str, str] = field(default_factory=dict)

    def make_offer(self, power: str = "kor", **others: Any) -> str:
        """What a State says in a call: it accepts all who wish to come."""
        day = self.time.at.date().isoformat()
        contact = actions.perform(
            requests.LogContact(
                power=power, way=Way.CALL, happened=day, summary="ministers", known_by="minutes"
            ),
            self.diplomat,
        ).item
        given: dict[str, Any] = {"scope": Scope(), "basis": "statement of its minister", "valid_from": day}
        command = requests.Offer(power=power, contact=contact, **{**given, **others})
        self.offer[power] = actions.perform(command, self.diplomat).item
        return self.offer[power]

    def assess(self, power: str = "kor", **others: Any) -> None:
        given: dict[str, Any] = {
            "is_party": True, "is_willing": True, "willing": "note 4", "is_able": True, "able": "report 9",
            "review_by": LONG,
        }  # fmt: skip
        actions.perform(requests.AssessPower(power=power, **{**given, **others}), self.diplomat)

    def find_safe(self, prisoner: str, destination: str = "kor") -> None:
        """Two persons find that there is no danger."""
        assess = wishes_requests.AssessRisk(
            prisoner=prisoner, destination=destination, finding=Finding.NONE_FOUND, grounds="examined"
        )
        asked = approvals.one(wishes.perform(assess, self.reader).approval, self.second)
        wishes.confirm(asked.id, asked.digest, self.second)

    def hear(self, prisoner: str, option: Option = Option.THIRD_STATE, *states: str) -> None:
        """A wish, confirmed three days later; and no danger where he goes."""
        where = states or ("kor",)
        command = declare(self.time.at, said(option, *where)).model_copy(
            update={"prisoner": prisoner, "may_be_told": (Told.IDENTITY, Told.CARE_NEEDED)}
        )
        wishes.perform(command, self.reader)
        at = self.time.pass_by(hours=73)
        self._again(wishes_requests.Confirm, prisoner, option, where, actor=self.second, at=at)
        for state in where:
            self.find_safe(prisoner, state)

    def hear_again(self, prisoner: str, option: Option = Option.THIRD_STATE, *states: str) -> None:
        self._again(
            wishes_requests.Reconfirm,
            prisoner,
            option,
            states or ("kor",),
            actor=self.reader,
            at=self.time.at,
        )

    def refer(self, prisoner: str, power: str = "kor", route: Route = Route.TRANSFER, **others: Any) -> str:
        """Put before the State; the diplomat of the story conducts it, unless another one is named, or nobody."""
        given: dict[str, Any] = {
            "offer": self.offer.get(power, ""),
            "officer": self.diplomat.operator_id,
            "told": (Told.IDENTITY,),
        }
        command = requests.Refer(prisoner=prisoner, power=power, route=route, **{**given, **others})
        return actions.perform(command, self.reader).item

    def accept(self, prisoner: str) -> None:
        self.conduct(requests.Preview(prisoner=prisoner, by="its ministry"))
        self.conduct(requests.Accept(prisoner=prisoner, by="its ministry"))

    def assure(self, prisoner: str, route: Route = Route.TRANSFER) -> None:
        for assurance in ROUTES[route].assurances:
            self.conduct(requests.Assure(prisoner=prisoner, assurance=assurance, evidence="note 12"))

    def plan(self, prisoner: str) -> None:
        planned = moments.text_of(self.time.at)
        plan = Reception(place="airport", planned=planned, escort="two officers", contact="its ministry")
        self.conduct(requests.PlanReception(prisoner=prisoner, reception=plan))

    def clear(self, prisoner: str) -> None:
        actions.perform(requests.Clear(prisoner=prisoner), self.reader)

    def propose(self, prisoner: str) -> None:
        self.conduct(
            requests.ProposeHandover(
                prisoner=prisoner, planned=moments.text_of(self.time.at), place="airport"
            )
        )

    def ready(self, prisoner: str, power: str = "kor", route: Route = Route.TRANSFER) -> str:
        """Everything up to the day he goes, and his word of that day."""
        if power not in self.offer:
            self.make_offer(power)
            self.assess(power)
        self.hear(prisoner, Option.THIRD_STATE, power)
        case = self.refer(prisoner, power, route)
        self.accept(prisoner)
        self.assure(prisoner, route)
        self.plan(prisoner)
        self.clear(prisoner)
        self.propose(prisoner)
        self.hear_again(prisoner, Option.THIRD_STATE, power)
        return case

    def hand_over(self, prisoner: str) -> None:
        actions.perform(requests.HandOver(prisoner=prisoner, ceremony=self.ceremony()), self.reader)

    def arrived(self, prisoner: str) -> str:
        """The whole way until he is there; the id of his case."""
        case = self.ready(prisoner)
        self.hand_over(prisoner)
        self.conduct(requests.ConfirmArrival(prisoner=prisoner, ceremony=self.ceremony()))
        return case

    def ceremony(self) -> Ceremony:
        return Ceremony(
            happened=moments.text_of(self.time.at), place="airport", given_by="our officer", taken_by="theirs"
        )

    def conduct(self, command: requests.Command) -> None:
        actions.perform(command, self.diplomat)

    def case(self, prisoner: str) -> CaseView:
        return queries.cases_of(prisoner, self.reader).cases[0]

    def _again(
        self, kind: Any, prisoner: str, option: Option, states: tuple[str, ...], *, actor: Actor, at: Any
    ) -> None:
        command = again(kind, at).model_copy(
            update={"prisoner": prisoner, "option": option, "states": states}
        )
        wishes.perform(command, actor)
