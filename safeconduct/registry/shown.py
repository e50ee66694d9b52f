"""What lists and pages show of a state: pure builders of the answers.

Nothing is decided here that `state` and `custody` have not decided; health has a builder of its own, because
nothing of it may stand in the others.
"""

from collections.abc import Iterable, Sequence

from safeconduct.registry import custody, facts
from safeconduct.registry.alike import best_names, compare
from safeconduct.registry.answers import (
    EffectView,
    EntryView,
    HealthLine,
    HealthView,
    NameView,
    Obstacle,
    PairView,
    PrisonerRow,
    PrisonerView,
    TimelineView,
)
from safeconduct.registry.custody import Event
from safeconduct.registry.facts import ART_17_ITEMS, Item, PaperFinding
from safeconduct.registry.state import PairState, PrisonerState, shown_value
from safeconduct.sources.facts import Newer
from safeconduct.sources.numbers import number_of
from safeconduct.sources.values import AnswerState, Channel, NameRole, Source
from safeconduct.store.entries import Entry, fold_order

_NOT_DETAILS = frozenset({"happened", "written", "source"})
NEWER = "newer"


def row_of(subject: str, state: PrisonerState) -> PrisonerRow:
    """The person's line in a list."""
    names = live_names(state)
    name = shown_name(state, names)
    born = state.items.get(Item.BIRTH_DATE)
    return PrisonerRow(
        subject=subject,
        number=number_of(subject),
        name=name.name if name else None,
        other_names=len(names) - bool(name),
        born=shown_value(state.items, Item.BIRTH_DATE),
        has_born_conflict=bool(born and born.is_conflict),
        captured=first_captured(state),
        place=state.place,
        status=state.status,
        questions=len(state.questions),
        conflicts=sum(view.is_conflict for view in state.items.values()),
    )


def view_of(
    subject: str, state: PrisonerState, *, also: tuple[str, ...] = (), likely: tuple[str, ...] = ()
) -> PrisonerView:
    """The person's page. `also` are numbers judged the same person, `likely` numbers that may be."""
    return PrisonerView(
        subject=subject,
        number=number_of(subject),
        status=state.status,
        place=state.place,
        since=state.since,
        version=len(state.own),
        names=state.names,
        items=tuple(state.items.values()),
        papers=state.papers,
        files=state.files,
        questions=state.questions,
        answered=state.answered,
        timeline=timeline_of(state),
        effects=effects_of(state),
        missing=missing_of(state),
        obstacles=_with_missing_name(state),
        entries=tuple(sorted((_entry_view(state, e) for e in state.entries), key=lambda view: view.position)),
        also=also,
        likely=likely,
        list_name=", ".join(state.lists),
    )


def pair_of(left: PrisonerView, right: PrisonerView, *, states: tuple[PrisonerState, PrisonerState],
            pair: PairState) -> PairView:  # fmt: skip
    """Two records side by side, with what speaks for and against, and what was judged of them."""
    speaks_for, speaks_against, not_known = compare(*states)
    return PairView(
        left=left,
        right=right,
        speaks_for=speaks_for,
        speaks_against=speaks_against,
        not_known=not_known,
        names=best_names(*states),
        verdict=pair.verdict,
        verdict_reason=pair.reason,
        verdict_by=pair.by,
        version=pair.version,
    )


def health_of(subject: str, entries: Iterable[Entry]) -> HealthView:
    """The sealed page. An entry that says nothing was asked or seen makes no line."""
    lines = [line for entry in fold_order(entries) if (line := _health_line(entry))]
    return HealthView(subject, number_of(subject), tuple(lines))


def live_names(state: PrisonerState) -> list[NameView]:
    """The names that were not withdrawn, each spelling once, the father's left out."""
    found: dict[str, NameView] = {}
    for view in state.names:
        if not view.withdrawn_reason and view.name.role != NameRole.FATHER:
            found.setdefault(view.name.text, view)
    return list(found.values())


def first_captured(state: PrisonerState) -> str:
    """When the person was captured, as EDTF: the capture that stands first."""
    captures = (e for e in state.events if isinstance(e.fact, facts.Captured) and not e.is_withdrawn)
    return next((event.fact.happened for event in captures), "")


def first_arrived(state: PrisonerState) -> str:
    """When the person first arrived at a camp, even a transit camp, as EDTF (art. 70 counts from here)."""
    arrivals = (e for e in state.events if isinstance(e.fact, facts.ArrivedAtCamp) and not e.is_withdrawn)
    return next((event.fact.happened for event in arrivals), "")


def missing_of(state: PrisonerState) -> tuple[Item, ...]:
    """What nobody asked of what art. 17 allows to ask; a person who declined has answered."""
    return tuple(item for item in Item if item in ART_17_ITEMS and not _was_asked(state, item))


def timeline_of(state: PrisonerState) -> tuple[TimelineView, ...]:
    """The events in the order in which they happened; what a newer version wrote stands at the end."""
    newer = [
        _newer_line(state, entry, entry.fact) for entry in state.entries if isinstance(entry.fact, Newer)
    ]
    return (*(_event_line(state, event) for event in state.events), *newer)


def effects_of(state: PrisonerState) -> tuple[EffectView, ...]:
    """The articles and sums taken into keeping, and when each was given back."""
    back = custody.returned(state.events)
    found = []
    for entry, event in custody.taken(state.events).items():
        returned = back.get(entry)
        day = (returned.fact.happened or returned.entry.recorded[:10]) if returned else ""
        found.append(EffectView(entry, *_what_was_taken(event.fact), event.fact.happened, day))
    return tuple(found)


# --- details --------------------------------------------------------------------------------------


def shown_name(state: PrisonerState, names: Sequence[NameView]) -> NameView | None:
    """The name in lists: the first own one, else the first alias that stands on no paper found false."""
    false = {paper.entry for paper in state.papers if paper.finding == PaperFinding.FALSE}
    own = next((view for view in names if view.name.role == NameRole.OWN), None)
    return own or next((view for view in names if view.entry not in false), None)


def _was_asked(state: PrisonerState, item: Item) -> bool:
    view = state.items.get(item)
    said = view.all if view else ()
    return any(not s.is_withdrawn and s.answer.state != AnswerState.NOT_ASKED for s in said)


def _what_was_taken(fact: facts.CustodyFact) -> tuple[str, str]:
    """The words for it and its receipt."""
    match fact:
        case facts.MoneyTaken():
            return f"{fact.amount} {fact.currency}", fact.receipt
        case facts.EffectTaken():
            return fact.description, fact.receipt
    return "", ""


def _with_missing_name(state: PrisonerState) -> tuple[Obstacle, ...]:
    has_own = any(view.name.role == NameRole.OWN for view in live_names(state))
    if has_own or state.is_erased:
        return state.obstacles
    return (Obstacle("name_not_known", {}, "GC III art. 17(1)"), *state.obstacles)


def _event_line(state: PrisonerState, event: Event) -> TimelineView:
    fact, entry = event.fact, event.entry
    return TimelineView(
        entry=entry.id,
        entry_number=state.numbers[entry.id],
        kind=event.kind,
        happened=fact.happened,
        written=fact.written,
        details=_details(fact),
        source=fact.source,
        recorded=entry.recorded,
        author=entry.author,
        withdrawn_reason=event.withdrawn_reason,
        is_out_of_order=event.is_out_of_order,
    )


def _details(fact: facts.CustodyFact) -> tuple[tuple[str, str], ...]:
    values = ((name, getattr(fact, name)) for name in type(fact).model_fields if name not in _NOT_DETAILS)
    return tuple((name, "yes" if value is True else str(value)) for name, value in values if value)


def _newer_line(state: PrisonerState, entry: Entry, fact: Newer) -> TimelineView:
    return TimelineView(
        entry=entry.id,
        entry_number=state.numbers[entry.id],
        kind=NEWER,
        happened="",
        written="",
        details=(("kind_name", fact.kind_name), ("kind_version", str(fact.kind_version))),
        source=Source(channel=Channel.INSTANCE, who=entry.origin),
        recorded=entry.recorded,
        author=entry.author,
    )


def _entry_view(state: PrisonerState, entry: Entry) -> EntryView:
    return EntryView(
        number=state.numbers[entry.id],
        entry=entry.id,
        compartment=str(entry.compartment),
        kind=entry.fact.kind(),
        recorded=entry.recorded,
        author=entry.author,
        position=entry.position,
    )


def _health_line(entry: Entry) -> HealthLine | None:
    fact = entry.fact
    answer, text, kilograms = None, "", ""
    match fact:
        case facts.HealthObserved():
            answer, text = fact.answer, fact.note
            if answer.state == AnswerState.NOT_ASKED and not text:
                return None
        case facts.WeightMeasured():
            kilograms = fact.kilograms
        case facts.CertificateIssued():
            text = fact.text
        case _:
            return None
    return HealthLine(
        entry=entry.id,
        kind=fact.kind(),
        happened=fact.happened,
        answer=answer,
        text=text,
        kilograms=kilograms,
        source=fact.source,
        recorded=entry.recorded,
        author=entry.author,
    )
