"""What arrangements answer to a viewer: plain values, already decided and opened."""

from dataclasses import dataclass, field
from typing import Any

from safeconduct.arrangements.cases import Stage
from safeconduct.arrangements.facts import Assurance, Reception, Route
from safeconduct.wishes.facts import Told


@dataclass(frozen=True, slots=True)
class ObstacleView:
    """One thing that a case waits for, with its ground and what to do."""

    code: str
    reason: str
    source: str
    remedy: str


@dataclass(frozen=True, slots=True)
class StepView:
    """One entry of a way or of a Power's page; `fact` holds its fields."""

    entry: str
    kind: str
    recorded: str
    author: str
    fact: dict[str, Any]


@dataclass(frozen=True, slots=True)
class CaseView:
    """One case. `assurances` are those the route asks, each with whether it is given; `waits_for` comes in order.

    `officers` are the ids of the operators assigned to it.
    """

    id: str
    power: str
    route: Route
    offer: str
    told: tuple[Told, ...]
    stage: Stage
    referred: str
    assurances: tuple[tuple[Assurance, bool], ...]
    reception: Reception | None
    is_contested: bool
    waits_for: tuple[ObstacleView, ...]
    steps: tuple[StepView, ...]
    officers: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class OfficerView:
    """An operator who may be assigned to cases, by id and name."""

    id: str
    name: str


@dataclass(frozen=True, slots=True)
class FileView:
    """All cases of one person, the newest first. `version` is what a command sends back as `seen`.

    `is_gone`: the register holds him no longer. `stops` are when all his open steps were stopped.
    """

    prisoner: str
    number: str
    is_gone: bool
    cases: tuple[CaseView, ...]
    stops: tuple[str, ...]
    version: int


@dataclass(frozen=True, slots=True)
class CaseRow:
    """One line of the board; `waits_for` is the gravest obstacle, "" for a case that waits for nothing here.

    `officers` are the ids of the operators assigned to it; `has_nobody`: none of them conducts cases here any more.
    """

    prisoner: str
    number: str
    case: str
    power: str
    route: Route
    stage: Stage
    since: str
    planned: str
    waits_for: str
    others: int
    is_contested: bool
    officers: tuple[str, ...] = ()
    has_nobody: bool = False


@dataclass(frozen=True, slots=True)
class CasePage:
    """A page of the board, the most urgent first; `counts` are all cases by stage that the viewer reads.

    `unassigned` are those under way that nobody conducts; None for who assigns nobody.
    """

    rows: tuple[CaseRow, ...]
    counts: dict[str, int]
    total: int
    unassigned: int | None = None


@dataclass(frozen=True, slots=True)
class ClaimView:
    """The confirmed claim on which something rests. `is_withdrawn` flags what rests on it."""

    claim: str
    number: str
    quote: str
    speaker: str
    is_withdrawn: bool


@dataclass(frozen=True, slots=True)
class OfferView:
    """An offer as it stands today. `used` counts the cases that rest on it, None for who may not read cases."""

    offer: str
    entry: str
    stands: bool
    withdrawn: str
    fact: dict[str, Any]
    used: int | None = None
    claim: ClaimView | None = None


@dataclass(frozen=True, slots=True)
class AwaitedView:
    """A request or a promise with what became of it: its fields, and the answer's; `is_late`: past its day."""

    id: str
    recorded: str
    author: str
    fact: dict[str, Any]
    answer: dict[str, Any] | None
    is_late: bool
    claim: ClaimView | None = None


@dataclass(frozen=True, slots=True)
class PowerView:
    """Everything between this state and one Power, the newest first. `is_fit`: the art. 12(2) assessment stands."""

    power: str
    is_fit: bool
    review_by: str
    contacts: tuple[StepView, ...]
    requests: tuple[AwaitedView, ...]
    commitments: tuple[AwaitedView, ...]
    offers: tuple[OfferView, ...]
    assessments: tuple[StepView, ...]
    failures: tuple[StepView, ...]

    @property
    def claims(self) -> tuple[ClaimView | None, ...]:
        """The claim on which each offer, request and promise rests, None where it rests on none."""
        return (
            *(each.claim for each in self.offers),
            *(each.claim for each in (*self.requests, *self.commitments)),
        )


@dataclass(frozen=True, slots=True)
class PowerRow:
    """One line of the list of Powers; `unfounded` counts what rests on a claim that was withdrawn."""

    power: str
    is_fit: bool
    review_by: str
    offers: int
    awaited: int
    late: int
    unfounded: int


@dataclass(frozen=True, slots=True)
class Match:
    """A confirmed wish and what is offered for it: by State in the prisoner's order, the offers that mean him.

    `states` without an offer stand there too: nobody offered what he wishes.
    """

    prisoner: str
    number: str
    states: tuple[tuple[str, tuple[str, ...]], ...]
    has_case: bool


@dataclass(frozen=True, slots=True)
class Matches:
    """A page of the confirmed wishes for another State, those without a case first; `total` are all of them.

    `left` is how many each offer still means, None for all who wish it.
    """

    rows: tuple[Match, ...]
    left: dict[str, int | None] = field(default_factory=dict)
    total: int = 0


@dataclass(frozen=True, slots=True)
class ListView:
    """A submitted list and its answer; `eligible` is None until it is released. The lines stand in their order."""

    list: str
    power: str
    recorded: str
    lines: int
    eligible: tuple[str, ...] | None


@dataclass(frozen=True, slots=True)
class Cell:
    """A number for publication; `persons` is None where it is too small to be told."""

    power: str
    route: Route
    stage: Stage
    persons: int | None
