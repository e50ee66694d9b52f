"""Folds the entries of a person, or of several records judged one person, into what is known of him.

Pure, and independent of the order of arrival: entries are folded in `fold_order`. Only the numbers shown
beside entries follow arrival, because a number once seen on paper must keep meaning the same entry.
Events and status are `custody.py`; what pages show of a state is `shown.py`.
"""

import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import combinations
from typing import NamedTuple

from safeconduct.registry import custody, facts, when
from safeconduct.registry.answers import (
    FileView,
    ItemView,
    NameView,
    Obstacle,
    PaperView,
    QuestionView,
    Sourced,
    Status,
)
from safeconduct.registry.custody import NOWHERE, Event, Standing
from safeconduct.registry.facts import Item, Verdict
from safeconduct.registry.numbers import number_of
from safeconduct.sources.facts import Erased
from safeconduct.sources.values import AnswerState, Channel, NameRole, WrittenName
from safeconduct.store.entries import Entry, fold_order

Place = tuple[str, int]
"""A place inside an entry: entry id and index in it."""

# Stands for the reason that another instance left empty, for an empty reason means "not withdrawn" in views.
NO_WORDS = "-"
# Several notes, or several languages, of one person contradict nothing.
MANY_STAND = frozenset({Item.NOTE, Item.LANGUAGE})
_ITEM_ORDER = {item: place for place, item in enumerate(Item)}
_OWN = frozenset({Channel.OWN_STATEMENT, Channel.OWN_HAND})


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
    items = _items(ordered, numbers, pointers)
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


@dataclass(frozen=True, slots=True)
class _Judged:
    """The latest judgement of an item, with its place in the fold."""

    target: Place
    reason: str
    order: int


@dataclass(slots=True)
class _Pointers:
    """The facts that speak of earlier ones, by what they speak of; the last in fold order counts."""

    withdrawn: dict[Place, str]
    judged: dict[Item, _Judged]
    findings: dict[str, facts.PaperJudged]
    answered: dict[Place, str]


def _pointers(ordered: Sequence[Entry]) -> _Pointers:
    found = _Pointers({}, {}, {}, {})
    for order, entry in enumerate(ordered):
        match entry.fact:
            case facts.NameWithdrawn() | facts.StatementWithdrawn() as fact:
                found.withdrawn[fact.entry, fact.index] = fact.reason or NO_WORDS
            case facts.StatementJudged() as fact:
                found.judged[fact.item] = _Judged((fact.entry, fact.index), fact.reason, order)
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
            reason = pointers.withdrawn.get((entry.id, index))
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


# --- answers --------------------------------------------------------------------------------------


class _Said(NamedTuple):
    """One answer before it is known which of them is shown. `reason` is that of its withdrawal."""

    order: int
    entry: Entry
    place_in: int
    statement: facts.Statement
    reason: str | None

    @property
    def place(self) -> Place:
        return self.entry.id, self.place_in

    @property
    def state(self) -> AnswerState:
        return self.statement.answer.state

    @property
    def value(self) -> str:
        return self.statement.answer.value


def _items(ordered: Sequence[Entry], numbers: Mapping[str, int], pointers: _Pointers) -> dict[Item, ItemView]:
    stated: dict[Item, list[_Said]] = {}
    for order, entry in enumerate(ordered):
        for index, statement in enumerate(_statements_in(entry)):
            reason = pointers.withdrawn.get((entry.id, index))
            said = _Said(order, entry, index, statement, reason)
            stated.setdefault(statement.item, []).append(said)
    in_order = sorted(stated, key=_ITEM_ORDER.__getitem__)
    return {item: _item(item, stated[item], pointers.judged.get(item), numbers) for item in in_order}


def _statements_in(entry: Entry) -> tuple[facts.Statement, ...]:
    match entry.fact:
        case facts.PrisonerRegistered(statements=statements):
            return statements
        case facts.IdentityStated(statement=statement):
            return (statement,)
    return ()


def _item(
    item: Item, stated: Sequence[_Said], judged: _Judged | None, numbers: Mapping[str, int]
) -> ItemView:
    live = [said for said in stated if said.reason is None]
    given = [said for said in live if said.state == AnswerState.GIVEN]
    chosen = _chosen(given, judged) if judged else None
    shown = chosen or _unjudged(given, live)
    views = tuple(_sourced(said, numbers[said.entry.id], is_shown=said is shown) for said in stated)
    return ItemView(
        item=item,
        shown=next((view for view in views if view.is_shown), None),
        all=views,
        is_conflict=item not in MANY_STAND and _is_conflict(item, given, chosen, judged),
        judged_reason=judged.reason if judged and chosen else "",
    )


def _sourced(said: _Said, number: int, *, is_shown: bool) -> Sourced:
    return Sourced(
        entry=said.entry.id,
        index=said.place_in,
        entry_number=number,
        answer=said.statement.answer,
        source=said.statement.source,
        recorded=said.entry.recorded,
        author=said.entry.author,
        is_shown=is_shown,
        is_withdrawn=said.reason is not None,
        withdrawn_reason=said.reason or "",
    )


def _chosen(given: Sequence[_Said], judged: _Judged) -> _Said | None:
    """The answer that was judged; a judgement falls with the answer it chose."""
    return next((said for said in given if said.place == judged.target), None)


def _unjudged(given: Sequence[_Said], live: Sequence[_Said]) -> _Said | None:
    """What lists show until somebody judges: the first own statement, else the first given, else why not."""
    for said in given:
        if said.statement.source.channel in _OWN:
            return said
    if given:
        return given[0]
    asked = [said for said in live if said.state != AnswerState.NOT_ASKED]
    return (asked or live)[-1] if live else None


def _is_conflict(item: Item, given: Sequence[_Said], chosen: _Said | None, judged: _Judged | None) -> bool:
    """Whether two given answers disagree and nobody judged since.

    After a judgement only a later answer that disagrees with the chosen one opens the question again.
    """
    if len(given) < 2:
        return False
    if chosen is not None and judged is not None:
        later = (said for said in given if said.order > judged.order)
        return any(not is_same(item, said.value, chosen.value) for said in later)
    return any(not is_same(item, one.value, other.value) for one, other in combinations(given, 2))


def is_same(item: Item, one: str, other: str) -> bool:
    """Whether two values of one item can both be right."""
    if one == other:
        return True
    return when.agree(one, other) if item == Item.BIRTH_DATE else folded(one) == folded(other)


def folded(text: str) -> str:
    """The text as two of them are compared: composed, without case, runs of spaces as one."""
    return " ".join(unicodedata.normalize("NFC", text).casefold().split())


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
