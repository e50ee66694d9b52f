"""What the registry answers: plain values for pages, the API and the CLI, already decided and opened.

Nothing here is stored. Everything about health lives in `HealthView` alone, which only its own query makes.
"""

from dataclasses import dataclass, field
from enum import StrEnum

from safeconduct.names.compare import Comparison
from safeconduct.registry.facts import Item, PaperFinding, Question, Verdict
from safeconduct.sources.values import Answer, Source, WrittenName


class Status(StrEnum):
    """Where the person is in his captivity; derived from the events, never stored and reacted to."""

    REGISTERED = "registered"
    CAPTURED = "captured"
    IN_TRANSIT = "in_transit"
    HELD = "held"
    IN_HOSPITAL = "in_hospital"
    ESCAPED = "escaped"
    RELEASED = "released"
    PASSED_OVER = "passed_over"
    REPATRIATED = "repatriated"
    DEAD = "dead"
    ERASED = "erased"


class Sort(StrEnum):
    """The orders of the list; a minus sign in the address turns one round."""

    REGISTERED = "registered"
    BORN = "born"
    CAPTURED = "captured"
    ARRIVED = "arrived"


@dataclass(frozen=True, slots=True)
class PrisonerFilters:
    """Closed values only; a name is looked for by search, not by filter."""

    place: str = ""
    status: str = ""
    power: str = ""
    has_questions: bool | None = None
    sort: Sort = Sort.REGISTERED
    is_ascending: bool = False
    after: str = ""
    before: str = ""
    size: int = 50


@dataclass(frozen=True, slots=True)
class PrisonerRow:
    """One line of a list. No wish, health or case column exists, for any role."""

    subject: str
    number: str
    name: WrittenName | None
    other_names: int
    born: str
    has_born_conflict: bool
    captured: str
    place: str
    status: Status
    questions: int
    conflicts: int


@dataclass(frozen=True, slots=True)
class PrisonerPage:
    """A page of a list. `total` is exact for the filters; `first` is the place of the first row, from 1."""

    rows: tuple[PrisonerRow, ...]
    total: int
    total_unfiltered: int
    first: int
    after: str = ""
    before: str = ""


@dataclass(frozen=True, slots=True)
class Sourced:
    """A value with who said it: `entry_number` is the place in this person's own record, from 1."""

    entry: str
    index: int
    entry_number: int
    answer: Answer
    source: Source
    recorded: str
    author: str
    is_shown: bool = False
    is_withdrawn: bool = False
    withdrawn_reason: str = ""


@dataclass(frozen=True, slots=True)
class ItemView:
    """All answers about one item. `is_conflict`: two that are given disagree and nobody judged them."""

    item: Item
    shown: Sourced | None
    all: tuple[Sourced, ...]
    is_conflict: bool
    judged_reason: str = ""


@dataclass(frozen=True, slots=True)
class NameView:
    """A name as written, where it stands, and whether it was withdrawn."""

    entry: str
    index: int
    entry_number: int
    name: WrittenName
    recorded: str
    author: str
    withdrawn_reason: str = ""


@dataclass(frozen=True, slots=True)
class PaperView:
    """A paper seen; `finding` is the latest judgement."""

    entry: str
    entry_number: int
    description: str
    name_on_paper: WrittenName | None
    number: str
    issuer: str
    finding: PaperFinding
    finding_reason: str
    source: Source
    recorded: str
    author: str


@dataclass(frozen=True, slots=True)
class FileView:
    """A file of the person. A photograph opens alone, on request, logged."""

    entry: str
    stream: str
    name: str
    media_type: str
    size: int
    caption: str
    recorded: str


@dataclass(frozen=True, slots=True)
class QuestionView:
    """An open or answered question. `position` orders the desk; `resolution` is empty while it is open."""

    subject: str
    number: str
    entry: str
    index: int
    question: Question
    recorded: str
    resolution: str = ""


@dataclass(frozen=True, slots=True)
class TimelineView:
    """One event of the custody timeline: happened as said, recorded when, by whom, the entry that proves it.

    `details` are (field name, text) pairs of the fact, in its order, empty ones left out; a code stands as
    its code (`camp`, `destination`) and the page turns it into the place's name.
    """

    entry: str
    entry_number: int
    kind: str
    happened: str
    written: str
    details: tuple[tuple[str, str], ...]
    source: Source
    recorded: str
    author: str
    withdrawn_reason: str = ""
    is_out_of_order: bool = False


@dataclass(frozen=True, slots=True)
class EffectView:
    """An article or a sum taken, and whether it was given back."""

    entry: str
    description: str
    receipt: str
    taken: str
    returned: str = ""


@dataclass(frozen=True, slots=True)
class Obstacle:
    """Something that contradicts or is missing, with its source; shown, never blocking."""

    code: str
    parameters: dict[str, str] = field(default_factory=dict)
    source: str = ""


@dataclass(frozen=True, slots=True)
class EntryView:
    """One entry of the person's record, for the proof list: number here, kind, when, who, leaf in the log."""

    number: int
    entry: str
    compartment: str
    kind: str
    recorded: str
    author: str
    position: int


@dataclass(frozen=True, slots=True)
class PrisonerView:
    """The page of one person. `also` are the numbers judged the same person; their facts are folded in.

    `version` is what a form carries back as `seen`, so that a concurrent edit is found.
    """

    subject: str
    number: str
    status: Status
    place: str
    since: str
    version: int
    names: tuple[NameView, ...]
    items: tuple[ItemView, ...]
    papers: tuple[PaperView, ...]
    files: tuple[FileView, ...]
    questions: tuple[QuestionView, ...]
    answered: tuple[QuestionView, ...]
    timeline: tuple[TimelineView, ...]
    effects: tuple[EffectView, ...]
    missing: tuple[Item, ...]
    obstacles: tuple[Obstacle, ...]
    entries: tuple[EntryView, ...]
    also: tuple[str, ...] = ()
    likely: tuple[str, ...] = ()
    list_name: str = ""


@dataclass(frozen=True, slots=True)
class HealthLine:
    """One line of the sealed page. `kind` is the fact's kind."""

    entry: str
    kind: str
    happened: str
    answer: Answer | None
    text: str
    kilograms: str
    source: Source
    recorded: str
    author: str


@dataclass(frozen=True, slots=True)
class HealthView:
    """The sealed page Health: of equal form whether or not anything is there."""

    subject: str
    number: str
    lines: tuple[HealthLine, ...]


@dataclass(frozen=True, slots=True)
class Candidate:
    """A record that may be the same person, with what speaks for and against, as codes with parameters."""

    row: PrisonerRow
    speaks_for: tuple[Obstacle, ...]
    speaks_against: tuple[Obstacle, ...]
    not_known: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class NamesCompared:
    """A name of one record beside a name of another, as written, and how they compare."""

    left: str
    right: str
    comparison: Comparison


@dataclass(frozen=True, slots=True)
class PairView:
    """Two records side by side, and what was judged of them so far.

    `names` are those of the two records that compare best; None where one of them has no name of its own.
    """

    left: PrisonerView
    right: PrisonerView
    speaks_for: tuple[Obstacle, ...]
    speaks_against: tuple[Obstacle, ...]
    not_known: tuple[str, ...]
    names: NamesCompared | None
    verdict: Verdict | None
    verdict_reason: str
    verdict_by: str
    version: int


@dataclass(frozen=True, slots=True)
class PairRow:
    """A line of the desk of likely duplicates."""

    left: PrisonerRow
    right: PrisonerRow
    verdict: Verdict | None
