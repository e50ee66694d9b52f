"""Folds the entries of a person, or of several records judged one person, into what is known of him.

Pure, and independent of the order of arrival: entries are folded in `fold_order`. Only the numbers shown
beside entries follow arrival, because a number once seen on paper must keep meaning the same entry.
Events and status are `custody.py`; what pages show of a state is `shown.py`.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from safeconduct.registry import custody, facts
from safeconduct.registry.answers import (
    FileView,
    ItemView,
    NameView,
    Obstacle,
    PaperView,
    QuestionView,
    Status,
)
from safeconduct.registry.custody import NOWHERE, Event, Standing
from safeconduct.registry.facts import Item, Verdict
from safeconduct.registry.stated import Judged, Place, items_of
from safeconduct.sources.facts import Erased
from safeconduct.sources.numbers import number_of
from safeconduct.sources.values import NameRole, WrittenName
from safeconduct.store.entries import Entry, fold_order

# Stands for the reason that another instance left empty, for an empty reason means "not withdrawn" in views.
NO_WORDS = "-"


@dataclass(frozen=True, slots=True)
class PrisonerState:
    """Everything known of one person.

    `entries` are in fold order, `own` are those of `subject` alone in order of arrival: entry number n is
    `own[n - 1]`. `items` holds only items about which something was said. Withdrawn names and events stay.
    """

    subject: str
    entries: tuple[Entry, ...] = ()
    own: tuple[Entry, ...] = ()
    numbers: Mapping[str, int] = field(default_factory=dict)
    names: tuple[NameView, ...] = ()
    items: Mapping[Item, ItemView] = field(default_factory=dict)
    papers: tuple[PaperView, ...] = ()
    files: tuple[FileView, ...] = ()
    questions: tuple[QuestionView, ...] = ()
    answered: tuple[QuestionView, ...] = ()
    events: tuple[Event, ...] = ()
    standing: Standing = NOWHERE
    obstacles: tuple[Obstacle, ...] = ()
    lists: tuple[str, ...] = ()
    places: frozenset[str] = frozenset()
    is_registered: bool = False
    is_erased: bool = False

    @property
    def status(self) -> Status:
        """Derived from the events, or that everything was erased."""
        return Status.ERASED if self.is_erased else self.standing.status

    @property
    def place(self) -> str:
        """The code of the place that holds him, or is about to."""
        return self.standing.place

    @property
    def since(self) -> str:
        """Since when status and place are what they are, as EDTF."""
        return self.standing.since


@dataclass(frozen=True, slots=True)
class PairState:
    """What was judged of two records so far. `judged` are the judgements that still count, latest last."""

    left: str
    right: str
    entries: tuple[Entry, ...] = ()
    judged: tuple[Entry, ...] = ()

    @property
    def verdict(self) -> Verdict | None:
        """The judgement that counts, or None."""
        fact = self.judged[-1].fact if self.judged else None
        return fact.verdict if isinstance(fact, facts.PairJudged) else None

    @property
    def reason(self) -> str:
        """The reason of the judgement that counts."""
        fact = self.judged[-1].fact if self.judged else None
        return fact.reason if isinstance(fact, facts.PairJudged) else ""

    @property
    def by(self) -> str:
        """Who gave it."""
        return self.judged[-1].author if self.judged else ""

    @property
    def version(self) -> int:
        """How many entries the pair has; a form carries it back as `seen`."""
        return len(self.entries)


def fold(entries: Iterable[Entry], subject: str = "") -> PrisonerState:
    """The state of the person whose record is `subject` (default: the stream of the first entry)."""
    ordered = tuple(fold_order(entries))
    subject = subject or (ordered[0].stream if ordered else "")
    numbers = _numbers(ordered)
    own = sorted((entry for entry in ordered if entry.stream == subject), key=lambda entry: entry.position)
    pointers = _pointers(ordered)
    papers = _papers(ordered, numbers, pointers)
    items = items_of(ordered, numbers, withdrawn=pointers.answers, judged=pointers.judged)
    questions = _questions(ordered, pointers)
    events = custody.chronology(ordered)
    registered = [entry.fact for entry in ordered if isinstance(entry.fact, facts.PrisonerRegistered)]
    registered_place = next((fact.place for fact in reversed(registered) if fact.place), "")
    return PrisonerState(
        subject=subject,
        entries=ordered,
        own=tuple(own),
        numbers=numbers,
        names=_names(ordered, numbers, pointers),
        items=items,
        papers=papers,
        files=_files(ordered),
        questions=tuple(question for question in questions if not question.resolution),
        answered=tuple(question for question in questions if question.resolution),
        events=events,
        standing=custody.standing(events, registered_place),
        obstacles=custody.obstacles(events, shown_value(items, Item.BIRTH_DATE)),
        lists=tuple(dict.fromkeys(fact.list_name for fact in registered if fact.list_name)),
        places=custody.places(events) | frozenset(fact.place for fact in registered if fact.place),
        is_registered=bool(registered),
        is_erased=not registered and any(isinstance(entry.fact, Erased) for entry in ordered),
    )


def fold_pair(entries: Iterable[Entry], left: str, right: str) -> PairState:
    """What stands of the pair; undoing takes away the last judgement, so that the one before counts again."""
    ordered = tuple(fold_order(entries))
    judged: list[Entry] = []
    for entry in ordered:
        if isinstance(entry.fact, facts.PairJudged):
            judged.append(entry)
        elif isinstance(entry.fact, facts.JudgementUndone) and judged:
            judged.pop()
    low, high = sorted((left, right))
    return PairState(low, high, ordered, tuple(judged))


def shown_value(items: Mapping[Item, ItemView], item: Item) -> str:
    """The value that lists show for the item; "" when none is given."""
    view = items.get(item)
    return view.shown.answer.value if view and view.shown else ""


def given_values(state: PrisonerState, item: Item) -> tuple[str, ...]:
    """Every value given for the item and not withdrawn, in fold order, each once."""
    view = state.items.get(item)
    stated = view.all if view else ()
    return tuple(dict.fromkeys(s.answer.value for s in stated if s.answer.value and not s.is_withdrawn))


# --- what points at what --------------------------------------------------------------------------


@dataclass(slots=True)
class _Pointers:
    """The facts that speak of earlier ones, by what they speak of; the last in fold order counts.

    A name and an answer of one entry may stand at the same index, so withdrawals of each are kept apart.
    """

    names: dict[Place, str]
    answers: dict[Place, str]
    judged: dict[Item, Judged]
    findings: dict[str, facts.PaperJudged]
    answered: dict[Place, str]


def _pointers(ordered: Sequence[Entry]) -> _Pointers:
    found = _Pointers({}, {}, {}, {}, {})
    for order, entry in enumerate(ordered):
        match entry.fact:
            case facts.NameWithdrawn() as fact:
                found.names[fact.entry, fact.index] = fact.reason or NO_WORDS
            case facts.StatementWithdrawn() as fact:
                found.answers[fact.entry, fact.index] = fact.reason or NO_WORDS
            case facts.StatementJudged() as fact:
                found.judged[fact.item] = Judged((fact.entry, fact.index), fact.reason, order)
            case facts.PaperJudged() as fact:
                found.findings[fact.entry] = fact
            case facts.QuestionAnswered() as fact:
                found.answered[fact.entry, fact.index] = fact.resolution or NO_WORDS
    return found


def _numbers(ordered: Sequence[Entry]) -> dict[str, int]:
    counts: dict[str, int] = {}
    numbers = {}
    for entry in sorted(ordered, key=lambda entry: entry.position):
        counts[entry.stream] = numbers[entry.id] = counts.get(entry.stream, 0) + 1
    return numbers


# --- names and papers -----------------------------------------------------------------------------


def _names(ordered: Sequence[Entry], numbers: Mapping[str, int], pointers: _Pointers) -> tuple[NameView, ...]:
    found = []
    for entry in ordered:
        for index, name in enumerate(_names_in(entry, pointers)):
            view = NameView(entry.id, index, numbers[entry.id], name, entry.recorded, entry.author)
            reason = pointers.names.get((entry.id, index))
            found.append(view if reason is None else replace(view, withdrawn_reason=reason))
    return tuple(found)


def _names_in(entry: Entry, pointers: _Pointers) -> tuple[WrittenName, ...]:
    """The names in an entry. A name on a paper is the person's own only when the paper is found genuine."""
    match entry.fact:
        case facts.PrisonerRegistered(names=names):
            return names
        case facts.NameRecorded(name=name):
            return (name,)
        case facts.PaperSeen(name_on_paper=name) as paper if name is not None:
            is_genuine = _finding(entry, paper, pointers) == facts.PaperFinding.GENUINE
            return (name if is_genuine else name.model_copy(update={"role": NameRole.ALIAS}),)
    return ()


def _finding(entry: Entry, paper: facts.PaperSeen, pointers: _Pointers) -> facts.PaperFinding:
    judged = pointers.findings.get(entry.id)
    return judged.finding if judged else paper.finding


def _papers(
    ordered: Sequence[Entry], numbers: Mapping[str, int], pointers: _Pointers
) -> tuple[PaperView, ...]:
    found = []
    for entry in ordered:
        paper = entry.fact
        if isinstance(paper, facts.PaperSeen):
            judged = pointers.findings.get(entry.id)
            view = PaperView(
                entry=entry.id,
                entry_number=numbers[entry.id],
                description=paper.description,
                name_on_paper=paper.name_on_paper,
                number=paper.number,
                issuer=paper.issuer,
                finding=judged.finding if judged else paper.finding,
                finding_reason=judged.reason if judged else "",
                source=paper.source,
                recorded=entry.recorded,
                author=entry.author,
            )
            found.append(view)
    return tuple(found)


def _files(ordered: Sequence[Entry]) -> tuple[FileView, ...]:
    return tuple(
        FileView(entry.id, fact.stream, fact.name, fact.media_type, fact.size, fact.caption, entry.recorded)
        for entry in ordered
        if isinstance(fact := entry.fact, facts.FileAttached)
    )


# --- questions ------------------------------------------------------------------------------------


def _questions(ordered: Sequence[Entry], pointers: _Pointers) -> list[QuestionView]:
    return [
        QuestionView(
            subject=entry.stream,
            number=number_of(entry.stream),
            entry=entry.id,
            index=index,
            question=question,
            recorded=entry.recorded,
            resolution=pointers.answered.get((entry.id, index), ""),
        )
        for entry in ordered
        for index, question in enumerate(_questions_in(entry))
    ]


def _questions_in(entry: Entry) -> tuple[facts.Question, ...]:
    match entry.fact:
        case facts.PrisonerRegistered(questions=questions):
            return questions
        case facts.QuestionRaised(question=question):
            return (question,)
    return ()
