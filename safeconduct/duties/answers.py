"""What pages, API and command line get of the duties: plain values, and no names of persons."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from safeconduct.law.clock import Status
from safeconduct.law.duties import Mark, Row, Scope, catalogue


@dataclass(frozen=True, slots=True)
class DutyLine:
    """One duty as it stands. `number` is the prisoner's, "" for a camp's or the bureau's; `camp` where he is.

    Times are ISO 8601 in UTC, "" where there is none or nobody knows. `due_first` and `due_last` are between which
    moments the treaty's term ends, `due_days` the days at the place that this may be, `until` the day where it is
    one. `since` is when it was opened, as EDTF. `target` is the end of an office target.
    `reason` is the ground of an excuse, the event that ended it, or a doubt. `opened_by` is what an evidence answers.
    """

    row: str
    cite: str
    status: Status
    scope: Scope
    subject: str
    number: str
    camp: str
    reason: str
    is_open: bool
    has_term: bool
    due_first: str
    due_last: str
    due_days: str
    until: str
    target: str
    since: str
    opened_by: str
    opened_kind: str
    closed: str
    closed_by: str
    closed_kind: str

    @property
    def duty(self) -> Row:
        """The row of the table."""
        return catalogue().by_id[self.row]

    @property
    def mark(self) -> Mark:
        """How far its words were compared with the treaty."""
        return self.duty.mark

    @property
    def is_camp_duty(self) -> bool:
        """Whether it is owed for a camp as a whole."""
        return self.scope is Scope.CAMP


MINE = "mine"


@dataclass(frozen=True, slots=True)
class BoardFilters:
    """What of the board is asked. `article` is a number as in `70`; `status` one status.

    `by` is a service that owes, or `MINE`: the services for which the viewer's own roles answer.

    `due_from` and `due_to` are days at the place, as ISO dates, and keep only duties whose term ends between them.
    """

    camp: str = ""
    article: str = ""
    by: str = ""
    status: str = ""
    scope: str = ""
    due_from: str = ""
    due_to: str = ""


@dataclass(frozen=True, slots=True)
class Board:
    """What is open, the most urgent first. `total` counts after the filters; `counts` all of the viewer's lines.

    `by_article`, `by_camp` and `by_service` count the open ones of each, `mine` those that the viewer's own services
    owe (None where her roles answer for none); `on` is the moment, ISO in UTC.
    """

    on: str
    day: str
    lines: tuple[DutyLine, ...]
    total: int
    counts: Mapping[str, int] = field(default_factory=dict)
    by_article: Mapping[str, int] = field(default_factory=dict)
    by_camp: Mapping[str, int] = field(default_factory=dict)
    by_service: Mapping[str, int] = field(default_factory=dict)
    next_until: str = ""
    mine: int | None = None


@dataclass(frozen=True, slots=True)
class EvidenceLine:
    """One thing that was recorded for the duties. `details` are code and value, in the order of the vocabulary."""

    entry: str
    event: str
    happened: str
    recorded: str
    author: str
    about: str
    details: tuple[tuple[str, str], ...]
    withdrawn: str
    is_sealed: bool


@dataclass(frozen=True, slots=True)
class Sheet:
    """Everything owed to one prisoner, for one camp, or by the bureau, and what was recorded for it.

    `in_force` are duties that always hold and that nothing closes.
    """

    scope: Scope
    number: str
    camp: str
    day: str
    open: tuple[DutyLine, ...]
    closed: tuple[DutyLine, ...]
    in_force: tuple[DutyLine, ...]
    evidence: tuple[EvidenceLine, ...]


@dataclass(frozen=True, slots=True)
class CalendarDay:
    """One day of the calendar with the terms that end on it. `until` is the day, ISO."""

    until: str
    lines: tuple[DutyLine, ...]


@dataclass(frozen=True, slots=True)
class ArticleShare:
    """Of the duties of one article whose term was over by the day: how many were met in time, late, or not at all."""

    article: str
    met: int
    late: int
    missed: int
