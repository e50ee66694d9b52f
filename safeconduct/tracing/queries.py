"""What tracing answers, for a viewer. Every query decides before it loads, and logs the reading before it answers.

"No such enquiry" and "not yours" are one `NotFound`. The first person's reason for a *same* is not told to whoever
is to be the second.
"""

from dataclasses import dataclass, replace

from safeconduct.access.actor import Actor
from safeconduct.access.approval import ApprovalState
from safeconduct.access.decide import Grant, decide
from safeconduct.access.words import Capability, Compartment
from safeconduct.registry import queries as register
from safeconduct.sources.errors import NotFound, Refused
from safeconduct.sources.numbers import number_of, subject_prefix
from safeconduct.sources.persons import KnownPerson
from safeconduct.store import approvals
from safeconduct.store.history import history
from safeconduct.store.readings import log_list, log_reading
from safeconduct.tracing import finding, letters, register_index, sealed, tags, waiting
from safeconduct.tracing.answers import (
    AnswerView,
    Assessment,
    CandidatePage,
    CandidateView,
    EnquiryPage,
    EnquiryRow,
    EnquiryView,
    MessageView,
)
from safeconduct.tracing.assess import assess, lines_of
from safeconduct.tracing.facts import Consent, Sought
from safeconduct.tracing.models import Enquiry, SoughtWord
from safeconduct.tracing.segment import Damaged
from safeconduct.tracing.state import EnquiryState, Judged, Message, fold

CANDIDATES_SHOWN = 10
PAGE_ROWS_MAX = 500
_ID_DIGITS = 32


@dataclass(frozen=True, slots=True)
class SearchView:
    """What a search of the register found; `backend` says by what, `warning` what an officer should know."""

    candidates: tuple[CandidateView, ...]
    gallery: int
    backend: str
    warning: str = ""


@dataclass(frozen=True, slots=True)
class IndexStatus:
    """The index on disk: how many records it holds, up to which leaf, and how many entries are newer."""

    is_there: bool
    cards: int = 0
    leaf: int = 0
    behind: int = 0
    warning: str = ""


def enquiries(viewer: Actor, *, is_open: bool | None = True, after: str = "", size: int = 50) -> EnquiryPage:
    """A page of the desk, newest first. `after` is the last page's; anything else begins anew."""
    grant = decide(viewer, Capability.TRACING_ENQUIRY_LIST)
    asked = Enquiry.objects.all() if is_open is None else Enquiry.objects.filter(is_open=is_open)
    total, size = asked.count(), min(max(size, 1), PAGE_ROWS_MAX)
    if after.isascii() and after.isdigit() and len(after) < 19:
        asked = asked.filter(position__lt=int(after))
    found = list(asked.order_by("-position")[: size + 1])
    page = found[:size]
    log_list(viewer, "enquiries", grant.rule, len(page))
    strongest = waiting.strongest(row.enquiry for row in page)
    lines = tuple(_line(row, strongest.get(row.enquiry, (0, 0.0))) for row in page)
    return EnquiryPage(lines, total, str(page[-1].position) if len(found) > size else "")


def enquiry(number: str, viewer: Actor) -> EnquiryView:
    """One enquiry by number or id, with its answers and messages."""
    row, grant = located(number, viewer, Capability.TRACING_ENQUIRY_READ)
    log_reading(viewer, row.enquiry, "enquiry", grant.rule)
    return _view(state_of(row.enquiry, viewer))


def answers(number: str, viewer: Actor) -> tuple[AnswerView, ...]:
    """The letters to hand out, and nothing else of the enquiry: the work is the same whatever stands behind them."""
    row, grant = located(number, viewer, Capability.TRACING_ENQUIRY_READ)
    log_reading(viewer, row.enquiry, "letters", grant.rule)
    return sealed.open_letters(row.enquiry, row.letters)


def handed_over(number: str, viewer: Actor) -> EnquiryView:
    """An enquiry that was passed to another desk, to be written for that desk; NotFound for any other."""
    row, grant = located(number, viewer, Capability.TRACING_ENQUIRY_ANSWER)
    log_reading(viewer, row.enquiry, "enquiry", grant.rule)
    view = _view(state_of(row.enquiry, viewer))
    if not view.handed_over:
        raise NotFound("nothing was handed over")
    return view


def candidates(number: str, viewer: Actor, limit: int = CANDIDATES_SHOWN) -> SearchView:
    """The likeliest records of the register for this enquiry, strongest first, with what was judged of them."""
    row, grant = located(number, viewer, Capability.TRACING_ENQUIRY_READ)
    log_reading(viewer, row.enquiry, "candidates", grant.rule)
    state = state_of(row.enquiry, viewer)
    found = finding.search(state.sought.sought, viewer, limit=limit)
    shown = {person.subject for person, _ in found.found}
    rest = register.traced_persons([each for each in state.judged if each not in shown], viewer)
    judged = tuple((person, _weighed(state, person, found.gallery)) for person in rest if person.names)
    views = tuple(
        _candidate(person, told, state.judged.get(person.subject)) for person, told in (*found.found, *judged)
    )
    return SearchView(views, found.gallery, found.backend, found.warning)


def candidate(number: str, prisoner: str, viewer: Actor) -> CandidatePage:
    """An enquiry and a record side by side, with what speaks for and against."""
    row, grant = located(number, viewer, Capability.TRACING_CANDIDATE_JUDGE)
    log_reading(viewer, row.enquiry, "candidate", grant.rule)
    state = state_of(row.enquiry, viewer)
    person = register.traced_person(prisoner, viewer)
    if not person.names:
        raise NotFound("a record without a name cannot be compared")
    judged = state.judged.get(person.subject)
    told = _weighed(state, person, register.register_size(viewer))
    page = CandidatePage(
        enquiry=_view(state),
        candidate=_candidate(person, told, judged),
        lines=lines_of(state.sought.sought, person),
        consent=state.consents.get(person.subject, Consent.NOTHING),
    )
    return _with_judgement(page, judged, viewer)


def search(sought: Sought, viewer: Actor, limit: int = CANDIDATES_SHOWN) -> SearchView:
    """Whom of the register somebody may mean, without an enquiry."""
    decide(viewer, Capability.TRACING_REGISTER_SEARCH)
    found = finding.search(sought, viewer, limit=limit)
    views = tuple(_candidate(person, told, None) for person, told in found.found)
    return SearchView(views, found.gallery, found.backend, found.warning)


def index_status(viewer: Actor) -> IndexStatus:
    """Whether the register has an index on disk, and how far it reaches."""
    decide(viewer, Capability.TRACING_REGISTER_SEARCH)
    try:
        reach = register_index.open_index()
    except Damaged as error:
        return IndexStatus(is_there=False, warning=str(error))
    if reach is None:
        return IndexStatus(is_there=False)
    return IndexStatus(True, len(reach.index), reach.leaf, register.register_newer(reach.leaf, viewer))


def located(number: str, viewer: Actor, capability: Capability) -> tuple[Enquiry, Grant]:
    """The enquiry's row and the grant; Forbidden without the capability, NotFound for no such enquiry."""
    grant = decide(viewer, capability)
    row = _row_of(number)
    if row is None:
        raise NotFound("nothing here for this actor")
    return row, grant


def by_reference(reference: str) -> Enquiry | None:
    """The enquiry with this name elsewhere; None for "" and for no such. Called by actions, which decide."""
    if not reference:
        return None
    return Enquiry.objects.filter(reference_tag=tags.tag_of_reference(reference)).order_by("position").first()


def state_of(enquiry_id: str, viewer: Actor) -> EnquiryState:
    """What stands of the enquiry, folded. Called after a decision."""
    return fold(history(enquiry_id, [Compartment.TRACING], viewer), enquiry_id)


def open_sharing(names: list[str]) -> list[tuple[str, Sought, frozenset[str]]]:
    """Open enquiries that share a word with any of the names: (id, whom they seek, records judged already)."""
    words = tags.words_of(names)
    if not words:
        return []
    rows = Enquiry.objects.filter(position__in=SoughtWord.objects.filter(word__in=words).values("position"))
    return [(row.enquiry, *sealed.open_sought(row.enquiry, row.sealed)) for row in rows.order_by("position")]


def _row_of(number: str) -> Enquiry | None:
    typed = number.strip()
    try:
        wanted = number_of(typed if len(typed) == _ID_DIGITS else subject_prefix(typed))
    except (Refused, ValueError):
        return None
    return Enquiry.objects.defer("sealed").filter(number=wanted).first()


def _line(row: Enquiry, strongest: tuple[int, float]) -> EnquiryRow:
    line = sealed.open_enquiry(row.enquiry, row.sealed)
    return replace(line, waiting=strongest[0], best=strongest[1])


def _weighed(state: EnquiryState, person: KnownPerson, gallery: int) -> Assessment:
    return assess(state.sought.sought, person, gallery=gallery)


def _candidate(person: KnownPerson, told: Assessment, judged: Judged | None) -> CandidateView:
    return CandidateView(
        prisoner=person.subject,
        number=person.number,
        names=person.names,
        births=person.births,
        assessment=told,
        verdict=judged.verdict if judged else None,
        is_confirmed=bool(judged and judged.is_confirmed),
    )


def _with_judgement(page: CandidatePage, judged: Judged | None, viewer: Actor) -> CandidatePage:
    """What was judged, and whether it waits for this viewer; a reason that waits is told to its author alone."""
    if judged is None:
        return page
    is_mine = judged.by == viewer.operator_id
    page = replace(page, by=judged.by, reason=judged.reason if is_mine or not judged.is_of_one else "")
    if not judged.is_of_one:
        return page
    asked = approvals.one(judged.approval, viewer)
    is_open = asked.state == ApprovalState.PENDING
    return replace(page, approval=asked.id, digest=asked.digest, waits_for_me=is_open and not is_mine)


def _view(state: EnquiryState) -> EnquiryView:
    assert state.opened is not None
    number = number_of(state.enquiry)
    return EnquiryView(
        id=state.enquiry,
        number=number,
        sought=state.sought.sought,
        enquirer=state.opened.enquirer,
        way=state.opened.way,
        received=state.opened.received,
        reference=state.opened.reference,
        version=state.version,
        found=number_of(state.found) if state.found else "",
        consent=state.consent,
        answers=tuple(AnswerView(a.outcome, a.language, letters.letter(a, number)) for a in state.answers),
        messages=tuple(_message(each, state, number) for each in state.messages),
        handed_over=state.handed_over,
        is_closed=state.is_closed,
    )  # fmt: skip


def _message(message: Message, state: EnquiryState, number: str) -> MessageView:
    assert state.opened is not None
    sheet = letters.sheet(
        message.direction,
        message.text,
        language=message.language,
        day=message.happened or message.recorded[:10],
        number=number,
        enquirer=state.opened.enquirer,
        sought=state.sought.sought.names[0].text,
    )
    return MessageView(
        entry=message.entry,
        direction=str(message.direction),
        text=message.text,
        language=message.language,
        happened=message.happened,
        recorded=message.recorded,
        delivered=message.delivered,
        returned=message.returned,
        sheet=sheet,
    )
