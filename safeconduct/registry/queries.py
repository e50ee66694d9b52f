"""What the register answers, for a viewer. Every query decides first, logs the reading, and only then loads.

Owns the order of these three steps. A list is loaded before it is logged, for the log keeps how many it tells
of. "No such prisoner" and "not yours" are one `NotFound`. The list and the search tell rows of the viewer's
places only; a merged person's page folds in only those records that the viewer may read.
"""

from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from django.db.models import Q

from safeconduct.access.actor import Actor
from safeconduct.access.decide import Grant, Subject, decide, may, places_of
from safeconduct.access.words import Capability, Compartment
from safeconduct.registry import desk, facts, files, health_size, jobs, listing, on_paper, tags, told, traced
from safeconduct.registry import search as finding
from safeconduct.registry.alike import compare, duplicate_tokens
from safeconduct.registry.answers import (
    Candidate,
    HealthView,
    PairView,
    PrisonerFilters,
    PrisonerPage,
    PrisonerRow,
    PrisonerView,
    Status,
)
from safeconduct.registry.facts import Captured, Item, Verdict
from safeconduct.registry.models import Judgement, Pair, Prisoner
from safeconduct.registry.pairs import pair_stream
from safeconduct.registry.shown import health_of, pair_of, view_of
from safeconduct.registry.state import PrisonerState, fold, fold_pair, given_values
from safeconduct.sources.errors import NotFound
from safeconduct.sources.numbers import number_of
from safeconduct.sources.persons import (
    ChangedPersons,
    HeldPerson,
    KnownPerson,
    MatchedPerson,
    PaperPerson,
    ToldPerson,
)
from safeconduct.sources.values import Channel, Source, WrittenName, given
from safeconduct.store.clock import now, text_of
from safeconduct.store.entries import Entry
from safeconduct.store.errors import Locked
from safeconduct.store.history import entries_after, every_name, histories, history, newest_leaf, recorded
from safeconduct.store.instance import current
from safeconduct.store.readings import log_export, log_list, log_reading

OPEN = (Compartment.IDENTITY, Compartment.CUSTODY)
LIKELY_SHOWN = 5
SEARCH_ROWS = 50
SHARING_COUNTED = 100
# A chain of judgements longer than this is a mistake somebody must look at; the page stays quick.
MERGED_AT_MOST = 20
GONE = frozenset(
    {Status.DEAD, Status.ESCAPED, Status.RELEASED, Status.PASSED_OVER, Status.REPATRIATED, Status.ERASED}
)


@dataclass(frozen=True, slots=True)
class FileContent:
    """A file of a person, opened."""

    name: str
    media_type: str
    data: bytes


@dataclass(frozen=True, slots=True)
class LikelyFound:
    """Who may be here already, and how many share the first spelling (no further than `SHARING_COUNTED`)."""

    candidates: tuple[Candidate, ...]
    sharing: int


def places(viewer: Actor) -> tuple[str, ...]:
    """The codes of the places whose prisoners the viewer may list, in the order of the conflict's file."""
    mine = places_of(viewer, Capability.REGISTRY_PRISONER_LIST)
    return tuple(camp.code for camp in current().conflict.camps if mine is None or camp.code in mine)


def prisoners(filters: PrisonerFilters, viewer: Actor) -> PrisonerPage:
    """A page of the list. `total` is exact for the filters and the viewer's places."""
    grant = decide(viewer, Capability.REGISTRY_PRISONER_LIST)
    page = listing.page(filters, places_of(viewer, Capability.REGISTRY_PRISONER_LIST))
    log_list(viewer, "prisoners list", grant.rule, len(page.rows))
    return page


def exported(filters: PrisonerFilters, viewer: Actor) -> PrisonerPage:
    """The same page, to be kept as a file: everybody in it counts towards the alarm."""
    grant = decide(viewer, Capability.REGISTRY_PRISONER_LIST)
    page = listing.page(filters, places_of(viewer, Capability.REGISTRY_PRISONER_LIST))
    log_export(viewer, "prisoners exported", grant.rule, len(page.rows))
    return page


def search(text: str, viewer: Actor, limit: int = SEARCH_ROWS) -> tuple[PrisonerRow, ...]:
    """Whom the text may mean: a number, a name in any script or a word of it, a service or paper number."""
    grant = decide(viewer, Capability.REGISTRY_PRISONER_LIST)
    mine = places_of(viewer, Capability.REGISTRY_PRISONER_LIST)
    rows = finding.found(text, mine, limit=limit)
    log_list(viewer, "search", grant.rule, len(rows))
    return tuple(listing.opened(row) for row in rows)


def prisoner(number: str, viewer: Actor, purpose: str = "") -> PrisonerView:
    """The page of one person, by number or subject id. Records judged the same person are folded in."""
    row, grant = located(number, viewer, Capability.REGISTRY_PRISONER_READ)
    subjects = merged(row.subject, viewer)
    _log_each(subjects, viewer, "prisoner", grant=grant, purpose=purpose)
    state = _state(row.subject, subjects, viewer)
    also = tuple(number_of(subject) for subject in subjects if subject != row.subject)
    return view_of(row.subject, state, also=also, likely=_likely(row, subjects, viewer))


def health(number: str, viewer: Actor, purpose: str = "") -> HealthView:
    """The sealed page, in the unlocked session of a reader; logged the same whether anything is there."""
    row, grant = located(number, viewer, Capability.REGISTRY_HEALTH_READ)
    if not viewer.opens(Compartment.HEALTH):
        raise Locked("health is locked in this session")
    subjects = merged(row.subject, viewer)
    _log_each(subjects, viewer, "health", grant=grant, purpose=purpose)
    found = histories(subjects, [Compartment.HEALTH], viewer)
    entries = [health_size.emptied(entry) for entries in found.values() for entry in entries]
    return health_of(row.subject, entries)


def file(number: str, stream: str, viewer: Actor, purpose: str = "") -> FileContent:
    """A file that is attached to this person; NotFound for a file of another."""
    row, grant = located(number, viewer, Capability.REGISTRY_PRISONER_READ)
    log_reading(viewer, row.subject, "file", grant.rule, purpose)
    state = _state(row.subject, merged(row.subject, viewer), viewer)
    if not any(view.stream == stream for view in state.files):
        raise NotFound("no such file of this person")
    for entry in history(stream, [Compartment.IDENTITY], viewer):
        if isinstance(entry.fact, facts.FileStored):
            return FileContent(entry.fact.name, entry.fact.media_type, files.data_of(entry.fact.content))
    raise NotFound("the file was erased")


def pair(left: str, right: str, viewer: Actor) -> PairView:
    """Two records side by side, each for itself, with what speaks for and against one person."""
    mine, grant = located(left, viewer, Capability.REGISTRY_DUPLICATE_JUDGE)
    theirs, _ = located(right, viewer, Capability.REGISTRY_DUPLICATE_JUDGE)
    if mine.subject == theirs.subject:
        raise NotFound("a record makes no pair with itself")
    states = []
    for row in (mine, theirs):
        log_reading(viewer, row.subject, "pair", grant.rule)
        states.append(_state(row.subject, (row.subject,), viewer))
    entries = history(pair_stream(mine.subject, theirs.subject), [Compartment.IDENTITY], viewer)
    return pair_of(
        view_of(mine.subject, states[0]),
        view_of(theirs.subject, states[1]),
        states=(states[0], states[1]),
        pair=fold_pair(entries, mine.subject, theirs.subject),
    )


def likely(names: Sequence[str], born: str, service_number: str, viewer: Actor) -> LikelyFound:
    """Who may be here already, at most five, with evidence; the form of a registration never waits for it."""
    grant = decide(viewer, Capability.REGISTRY_PRISONER_REGISTER)
    log_reading(viewer, "", "likely", grant.rule)
    mine = places_of(viewer, Capability.REGISTRY_PRISONER_LIST)
    typed = fold([_as_if_registered(names, born, service_number)])
    rows = finding.alike(duplicate_tokens(typed), names, mine, limit=LIKELY_SHOWN)
    known = histories([row.subject for row in rows], OPEN, viewer)
    candidates = []
    for row in rows:
        evidence = compare(typed, fold(known[row.subject], row.subject))
        candidates.append(Candidate(listing.opened(row), *evidence))
    spelled = finding.sharing(names[0], mine, at_most=SHARING_COUNTED) if names else 0
    return LikelyFound(tuple(candidates), spelled)


def questions(viewer: Actor, *, code: str = "", after: str = "", size: int = 50) -> desk.QuestionPage:
    """The desk's queue of open questions, of one kind or all, of the viewer's places."""
    grant = decide(viewer, Capability.REGISTRY_QUESTION_ANSWER)
    mine = places_of(viewer, Capability.REGISTRY_QUESTION_ANSWER)
    page = desk.questions(mine, code=code, after=after, size=size)
    log_list(viewer, "questions", grant.rule, len(page.rows))
    return page


def question_counts(viewer: Actor) -> dict[str, int]:
    """How many questions of each kind are open; counts name nobody and are not logged."""
    decide(viewer, Capability.REGISTRY_QUESTION_ANSWER)
    return desk.question_counts(places_of(viewer, Capability.REGISTRY_QUESTION_ANSWER))


def duplicates(viewer: Actor, *, after: str = "", size: int = 50) -> desk.PairPage:
    """The desk of likely duplicates that nobody settled."""
    grant = decide(viewer, Capability.REGISTRY_DUPLICATE_JUDGE)
    page = desk.duplicates(after=after, size=size)
    log_list(viewer, "duplicates", grant.rule, len(page.rows))
    return page


def duplicate_count(viewer: Actor) -> int:
    """How many likely pairs wait."""
    decide(viewer, Capability.REGISTRY_DUPLICATE_JUDGE)
    return desk.duplicate_count()


def saved_filters(viewer: Actor) -> tuple[jobs.SavedFilterView, ...]:
    """The viewer's own saved filters, by name."""
    decide(viewer, Capability.REGISTRY_PRISONER_LIST)
    return jobs.filters_of(viewer.operator_id)


def import_jobs(viewer: Actor) -> tuple[jobs.ImportJobView, ...]:
    """The last imports of the bureau, newest first."""
    decide(viewer, Capability.REGISTRY_LIST_IMPORT)
    return jobs.newest()


def import_job(job: str, viewer: Actor) -> jobs.ImportJobView:
    """How far an import is and what it counted; NotFound for no such import."""
    decide(viewer, Capability.REGISTRY_LIST_IMPORT)
    return jobs.job(job)


def import_lines(
    job: str, kind: jobs.LineKind, viewer: Actor, *, after: int = 0, size: int = 200
) -> tuple[jobs.ReportLine, ...]:
    """One kind of line of an import's report, in the order of rows; `after` is the last line's number."""
    grant = decide(viewer, Capability.REGISTRY_LIST_IMPORT)
    lines = jobs.lines(jobs.job(job).id, kind, after=after, size=size)
    log_list(viewer, "import report", grant.rule, len({line.prisoner for line in lines} - {""}))
    return lines


def traced_alike(
    names: Sequence[str], numbers: Sequence[str], viewer: Actor, *, limit: int = 100
) -> tuple[KnownPerson, ...]:
    """For a tracing desk: whom the names or numbers may mean, in any script. Proves nothing."""
    grant = decide(viewer, Capability.TRACING_REGISTER_SEARCH)
    found = traced.alike(names, numbers, limit=limit)
    log_list(viewer, "register searched", grant.rule, len(found))
    return found


def traced_person(prisoner: str, viewer: Actor, purpose: str = "") -> KnownPerson:
    """For a tracing desk: one person beside an enquiry, by number or subject id."""
    row, grant = located(prisoner, viewer, Capability.TRACING_REGISTER_SEARCH)
    log_reading(viewer, row.subject, "candidate", grant.rule, purpose)
    found = traced.persons([row.subject])
    if not found:
        raise NotFound("nothing here for this actor")
    return found[0]


def traced_persons(subjects: Sequence[str], viewer: Actor) -> tuple[KnownPerson, ...]:
    """For a tracing desk: these persons in their order; one that is not there is left out."""
    grant = decide(viewer, Capability.TRACING_REGISTER_SEARCH)
    found = traced.persons(subjects)
    if found:
        log_list(viewer, "register searched", grant.rule, len(found))
    return found


def traced_changed(after: int, viewer: Actor, *, at_most: int) -> ChangedPersons:
    """For a tracing desk: who was registered or better known since leaf `after`."""
    grant = decide(viewer, Capability.TRACING_REGISTER_SEARCH)
    found = traced.changed(after, at_most=at_most)
    if found.persons:
        log_list(viewer, "register compared", grant.rule, len(found.persons))
    return found


def traced_everybody(viewer: Actor, persons: int) -> Iterator[KnownPerson]:
    """For the index of a tracing desk: the whole register, logged as a list of so many persons."""
    grant = decide(viewer, Capability.TRACING_INDEX_BUILD)
    log_export(viewer, "register indexed", grant.rule, persons)
    return traced.everybody()


def held_person(prisoner: str, viewer: Actor, capability: Capability) -> tuple[HeldPerson, Grant]:
    """For a room that writes of a prisoner: who he is, under its own capability, and whether he is still held.

    He is gone when any of his records says so: a death or a release recorded of one is recorded of him.
    """
    row, grant = located(prisoner, viewer, capability)
    records = merged(row.subject, viewer, capability)
    statuses = {
        fold(entries, subject).status for subject, entries in histories(records, OPEN, viewer).items()
    }
    gone = next((str(status) for status in Status if status in GONE & statuses), "")
    return HeldPerson(row.subject, row.number, records, gone), grant


def told_person(prisoner: str, viewer: Actor, capability: Capability, purpose: str) -> ToldPerson:
    """For the room that tells other offices: names and answers of all his records, not withdrawn; logged."""
    held, grant = held_person(prisoner, viewer, capability)
    _log_each(held.records, viewer, "told", grant=grant, purpose=purpose)
    return told.of_records(held.records, fold(entries_of(held.records, viewer), held.subject))


def told_persons(streams: Sequence[str], viewer: Actor, capability: Capability) -> tuple[ToldPerson, ...]:
    """The same of everybody to whom one of these streams belongs, each once, by his first record; one export.

    Streams of nobody are passed over. `capability` is one over all prisoners.
    """
    grant = decide(viewer, capability)
    rows = Prisoner.objects.filter(subject__in=list(streams)).order_by("position")
    groups = {record: records for records in _groups(viewer, capability) for record in records}
    first: dict[str, tuple[str, ...]] = {}
    for subject in rows.values_list("subject", flat=True):
        records = groups.get(subject, (subject,))
        place = Prisoner.objects.filter(subject__in=records).order_by("position")
        ordered = tuple(place.values_list("subject", flat=True)) if len(records) > 1 else records
        first.setdefault(ordered[0], ordered)
    log_export(viewer, "told", grant.rule, len(first))
    known = histories([each for records in first.values() for each in records], OPEN, viewer)
    return tuple(
        told.of_records(records, fold([entry for each in records for entry in known[each]], subject))
        for subject, records in first.items()
    )


def paper_person(prisoner: str, viewer: Actor, capability: Capability, purpose: str = "") -> PaperPerson:
    """For a room that prints papers: what may stand on this prisoner's, under its own capability."""
    row, grant = located(prisoner, viewer, capability)
    subjects = merged(row.subject, viewer, capability)
    _log_each(subjects, viewer, "papers", grant=grant, purpose=purpose)
    return on_paper.paper_person(row.subject, _state(row.subject, subjects, viewer))


def paper_persons_at(place: str, viewer: Actor, capability: Capability) -> tuple[PaperPerson, ...]:
    """The same of everybody whom a place holds now, in the order of registration; logged as one export of all.

    Records judged the same person are printed once, for the first of them.
    """
    grant = decide(viewer, capability, Subject(frozenset({place})))
    held = listing.held_at(place)
    groups = {record: records for records in _groups(viewer, capability) for record in records}
    records = {subject: groups.get(subject, (subject,)) for subject in held}
    known = histories([each for group in records.values() for each in group], OPEN, viewer)
    log_export(viewer, "papers of a place", grant.rule, len(held))
    printed: set[str] = set()
    found = []
    for subject, group in records.items():
        if printed.isdisjoint(group):
            state = fold([entry for each in group for entry in known.get(each, ())], subject)
            found.append(on_paper.paper_person(subject, state))
            printed.update(group)
    return tuple(found)


def matched_person(subjects: Sequence[str], viewer: Actor, capability: Capability) -> MatchedPerson:
    """For a room that holds offers against a prisoner: his Powers and places of capture, of all his records."""
    decide(viewer, capability)
    states = [fold(entries, subject) for subject, entries in histories(subjects, OPEN, viewer).items()]
    return _matched(subjects[0], states)


def matched_persons(
    subjects: Sequence[str], viewer: Actor, capability: Capability
) -> tuple[MatchedPerson, ...]:
    """The same of many at once, each by his own record."""
    decide(viewer, capability)
    return tuple(
        _matched(subject, [fold(entries, subject)])
        for subject, entries in histories(subjects, OPEN, viewer).items()
    )


def subjects_of(numbers: Sequence[str], viewer: Actor, capability: Capability) -> dict[str, str]:
    """The subject of each number that the register knows, for a room that takes whole lists of them."""
    decide(viewer, capability)
    return finding.subjects_of(numbers)


def gone_persons(subjects: Sequence[str], viewer: Actor, capability: Capability) -> frozenset[str]:
    """Those of the subjects whom the register holds no longer, or never held.

    A death or a release recorded of one of a man's records is recorded of him, as in `held_person`.
    """
    decide(viewer, capability)
    groups = {record: records for records in _groups(viewer, capability) for record in records}
    records = {subject: groups.get(subject, (subject,)) for subject in subjects}
    gone = finding.without_status([each for group in records.values() for each in group], GONE)
    return frozenset(subject for subject, group in records.items() if not gone.isdisjoint(group))


def has_number_of_another(subject: str) -> bool:
    """Whether somebody else has this subject's number already; asked before another instance's record is let in."""
    return Prisoner.objects.filter(number=number_of(subject)).exclude(subject=subject).exists()


def linked_everybody(viewer: Actor) -> Iterator[KnownPerson]:
    """The whole register, to be linked with a list; logged as a list of all its persons."""
    grant = decide(viewer, Capability.TRACING_LIST_LINK)
    log_export(viewer, "register linked", grant.rule, Prisoner.objects.count())
    return traced.everybody()


def register_newer(leaf: int, viewer: Actor) -> int:
    """How many entries about persons stand after leaf `leaf`."""
    decide(viewer, Capability.TRACING_REGISTER_SEARCH)
    return entries_after(OPEN, leaf)


def register_leaf(viewer: Actor) -> int:
    """The newest leaf of the log."""
    decide(viewer, Capability.TRACING_INDEX_BUILD)
    return newest_leaf()


def register_size(viewer: Actor) -> int:
    """How many persons the register holds."""
    decide(viewer, Capability.TRACING_REGISTER_SEARCH)
    return Prisoner.objects.count()


def streams_of(subject: str, viewer: Actor) -> tuple[str, ...]:
    """The further streams that belong to a person, files and judgements: an erasure names them as well.

    Of a judgement that was undone no row stands, nor of one about a record erased before. So each stream there is
    is tried as the other half of a pair.
    """
    decide(viewer, Capability.STORE_ERASURE_REQUEST)
    state = fold(history(subject, OPEN, viewer), subject)
    found = [view.stream for view in state.files]
    for streams in every_name(facts.PairJudged.COMPARTMENT):
        found += recorded({pair_stream(subject, other) for other in streams}, facts.PairJudged.COMPARTMENT)
    return tuple(found)


def located(prisoner: str, viewer: Actor, capability: Capability) -> tuple[Prisoner, Grant]:
    """The person's row and the grant; Forbidden without the capability, NotFound for no such or not yours."""
    decide(viewer, capability)
    row = finding.located(prisoner)
    if row is None:
        raise NotFound("nothing here for this actor")
    return row, decide(viewer, capability, _subject(row, viewer))


def merged(
    subject: str, viewer: Actor, capability: Capability = Capability.REGISTRY_PRISONER_READ
) -> tuple[str, ...]:
    """The subject, and every record judged the same person that is the viewer's by the capability; him first."""
    found = {subject: None}
    waiting = deque([subject])
    same = tags.tag_of_verdict(Verdict.SAME)
    while waiting and len(found) < MERGED_AT_MOST:
        asked = waiting.popleft()
        judged = Judgement.objects.filter(Q(left=asked) | Q(right=asked), verdict_tag=same)
        for left, right in judged.order_by("left", "right").values_list("left", "right"):
            other = right if left == asked else left
            if other not in found:
                found[other] = None
                waiting.append(other)
    rows = Prisoner.objects.filter(subject__in=found)
    readable = {row.subject for row in rows if may(viewer, capability, _subject(row, viewer))}
    return tuple(other for other in found if other == subject or other in readable)


def merged_groups(viewer: Actor) -> list[tuple[str, ...]]:
    """Every set of records that were judged the same person, for a room that keeps lines of persons."""
    decide(viewer, Capability.WISHES_WISH_READ)
    return _groups(viewer, Capability.REGISTRY_PRISONER_READ)


def entries_of(subjects: Iterable[str], viewer: Actor) -> list[Entry]:
    """Every open entry of these records."""
    found = histories(subjects, OPEN, viewer)
    return [entry for entries in found.values() for entry in entries]


def _log_each(subjects: Sequence[str], viewer: Actor, what: str, *, grant: Grant, purpose: str) -> None:
    """A line for every record that is opened with the page, or the log of one would miss who read it."""
    for subject in subjects:
        log_reading(viewer, subject, what, grant.rule, purpose)


def _as_if_registered(names: Sequence[str], born: str, service_number: str) -> Entry:
    """What is typed so far, as it would stand once it is recorded; it is recorded nowhere."""
    source = Source(channel=Channel.OWN_STATEMENT)
    items = ((Item.BIRTH_DATE, born), (Item.SERVICE_NUMBER, service_number))
    typed = facts.PrisonerRegistered(
        names=tuple(WrittenName(text=name, source=source) for name in names),
        statements=tuple(
            facts.Statement(item=item, answer=given(value), source=source) for item, value in items if value
        ),
    )
    nobody = "0" * 32
    return Entry(
        id=nobody, position=0, origin="", compartment=Compartment.IDENTITY, stream=nobody, version=1,
        recorded=text_of(now()), author="", fact=typed,
    )  # fmt: skip


def _state(subject: str, subjects: Iterable[str], viewer: Actor) -> PrisonerState:
    return fold(entries_of(subjects, viewer), subject)


def _groups(viewer: Actor, capability: Capability) -> list[tuple[str, ...]]:
    same = tags.tag_of_verdict(Verdict.SAME)
    judged = Judgement.objects.filter(verdict_tag=same).order_by("left").values_list("left", flat=True)
    groups: dict[str, tuple[str, ...]] = {}
    for subject in judged:
        if subject not in groups:
            records = merged(subject, viewer, capability)
            groups.update(dict.fromkeys(records, records))
    return list(dict.fromkeys(groups.values()))


def _matched(subject: str, states: Sequence[PrisonerState]) -> MatchedPerson:
    captures = [event.fact for state in states for event in state.events if not event.is_withdrawn]
    return MatchedPerson(
        subject,
        frozenset(code for state in states for code in given_values(state, Item.POWER)),
        frozenset(fact.place for fact in captures if isinstance(fact, Captured) and fact.place),
    )


def _subject(row: Prisoner, viewer: Actor) -> Subject:
    """What the gate must know: which of the viewer's own places the row's tag stands for, if any."""
    return Subject(frozenset(place for place in viewer.places if tags.tag_of_place(place) == row.place_tag))


def _may_read(row: Prisoner, viewer: Actor) -> bool:
    return may(viewer, Capability.REGISTRY_PRISONER_READ, _subject(row, viewer))


def _likely(row: Prisoner, merged_subjects: Iterable[str], viewer: Actor) -> tuple[str, ...]:
    """The numbers of those who may be the same person and whom nobody judged yet."""
    pairs = Pair.objects.filter(Q(left=row.position) | Q(right=row.position)).values_list("left", "right")
    others = {left if right == row.position else right for left, right in pairs}
    known = {row.subject, *merged_subjects, *_judged_with(row.subject)}
    rows = Prisoner.objects.filter(position__in=others).order_by("position")
    readable = (other for other in rows if other.subject not in known and _may_read(other, viewer))
    return tuple(other.number for other in readable)[:LIKELY_SHOWN]


def _judged_with(subject: str) -> set[str]:
    settled = [tags.tag_of_verdict(verdict) for verdict in (Verdict.SAME, Verdict.DIFFERENT)]
    judged = Judgement.objects.filter(Q(left=subject) | Q(right=subject), verdict_tag__in=settled)
    return {other for pair in judged.values_list("left", "right") for other in pair}
