"""What wishes answer to a reader of the wish compartment: plain values, already decided and opened."""

from dataclasses import dataclass

from safeconduct.wishes.facts import (
    Declaration,
    Finding,
    Interview,
    Option,
    Purpose,
    StatementReported,
    Told,
)
from safeconduct.wishes.roster import Listed
from safeconduct.wishes.state import Status


@dataclass(frozen=True, slots=True)
class HeardView:
    """One entry of the wish. `is_flawed`: its hearing was not whole, or it does not fit what stands."""

    entry: str
    kind: str
    recorded: str
    author: str
    is_flawed: bool


@dataclass(frozen=True, slots=True)
class RiskView:
    """What stands of a destination; `is_passed`: two persons found no danger there."""

    destination: str
    finding: Finding
    is_passed: bool
    approval: str


@dataclass(frozen=True, slots=True)
class WishView:
    """A prisoner's wish as it stands now. `version` is what a command sends back as `seen`.

    `said` is what he declared, None where nothing is; `destinations` are in his order; `until` is when what was heard
    counts no longer, "" where nothing stands.
    """

    prisoner: str
    number: str
    status: Status
    option: Option | None
    destinations: tuple[str, ...]
    may_be_told: tuple[Told, ...]
    declared: str
    confirmed: str
    reconfirmed: str
    until: str
    said: Declaration | None
    risks: tuple[RiskView, ...]
    statements: tuple[StatementReported, ...]
    heard: tuple[HeardView, ...]
    plans: tuple["PlanView", ...]
    version: int


@dataclass(frozen=True, slots=True)
class WishRow:
    """One line of the board: what the wish waits for. `due` is when, "" where nothing is awaited."""

    prisoner: str
    number: str
    status: Status
    option: Option | None
    destinations: tuple[str, ...]
    due: str


@dataclass(frozen=True, slots=True)
class WishPage:
    """A page of the board, the most urgent first; `counts` are all wishes by status."""

    rows: tuple[WishRow, ...]
    counts: dict[str, int]
    total: int


@dataclass(frozen=True, slots=True)
class PlanView:
    """An interview that is still to be held, or whose hour has passed (`is_overdue`). `planned` is UTC."""

    number: str
    entry: str
    planned: str
    purpose: Purpose
    place: str
    interviewer_name: str
    interpreter: str
    is_overdue: bool


@dataclass(frozen=True, slots=True)
class Calendar:
    """Every interview that is planned, the soonest first; wishes that wait to be heard again, and those going stale.

    `unplanned` are wishes whose confirmation is due and for which no interview is planned; `stale_soon` those that
    count no longer within `queries.STALE_SOON`, by that moment.
    """

    plans: tuple[PlanView, ...]
    unplanned: tuple[WishRow, ...]
    stale_soon: tuple[WishRow, ...]


@dataclass(frozen=True, slots=True)
class InterpreterView:
    """An interpreter of the roster, with whom he may not interpret for: `conflicts` are Powers of this conflict or
    destinations somebody wishes for. `busy` are the hours at which he is asked for."""

    listed: Listed
    conflicts: tuple[str, ...]
    busy: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class FearsView:
    """What he said he fears, in one hearing."""

    recorded: str
    author: str
    for_himself: str
    for_family: str


@dataclass(frozen=True, slots=True)
class GroundsView:
    """On what a finding rests. `destination` is "" where the finding itself was erased."""

    recorded: str
    author: str
    destination: str
    finding: Finding
    grounds: str
    decision: str


@dataclass(frozen=True, slots=True)
class ProtectionView:
    """What two officers opened together. `newer`: so many entries were recorded since, and are not part of it."""

    number: str
    is_open: bool
    fears: tuple[FearsView, ...] = ()
    grounds: tuple[GroundsView, ...] = ()
    newer: int = 0


@dataclass(frozen=True, slots=True)
class HearingView:
    """One hearing as it was recorded, for print. `said` is what he declared in it, None where he was not asked."""

    number: str
    entry: str
    kind: str
    recorded: str
    interview: Interview
    option: Option | None
    states: tuple[str, ...]
    said: Declaration | None
    is_flawed: bool
