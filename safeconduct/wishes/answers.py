"""What wishes answer to a reader of the wish compartment: plain values, already decided and opened."""

from dataclasses import dataclass

from safeconduct.wishes.facts import Declaration, Finding, Option, StatementReported, Told
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
