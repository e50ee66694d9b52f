"""What arrangements answer, for a viewer: decided first, logged, and only then opened.

What concerns a Power is open to diplomatic and protection officers; a person's case opens in an unlocked session.
Whoever reads cases and not wishes is told nothing of the wish: obstacles that come from it are left out. Of a case
that somebody is not assigned to she is answered as of one that is not there.
"""

from collections import Counter
from collections.abc import Iterable, Sequence, Set
from dataclasses import replace
from datetime import date, datetime

from safeconduct.access.actor import Actor
from safeconduct.access.decide import Subject, decide, may
from safeconduct.access.words import Capability, Compartment
from safeconduct.arrangements.answers import (
    AwaitedView,
    CasePage,
    CaseRow,
    CaseView,
    Cell,
    ClaimView,
    FileView,
    ListView,
    Match,
    Matches,
    ObstacleView,
    OfferView,
    OfficerView,
    PowerRow,
    PowerView,
    StepView,
)
from safeconduct.arrangements.cases import UNDER_WAY, Case, CaseFile, Stage, fold
from safeconduct.arrangements.facts import (
    CaseFact,
    ListReleased,
    ListSubmitted,
    PowerFact,
)
from safeconduct.arrangements.obstacles import About, covers, obstacles
from safeconduct.arrangements.partners import Asked, Offered, PowerState, Promised
from safeconduct.arrangements.partners import fold as fold_power
from safeconduct.arrangements.projection import KEPT
from safeconduct.arrangements.publication import suppressed
from safeconduct.arrangements.routes import ROUTES
from safeconduct.arrangements.streams import power_stream
from safeconduct.figures import queries as figures
from safeconduct.law.conflict import PartyRole
from safeconduct.registry import queries as register
from safeconduct.sources import moments, when
from safeconduct.sources.errors import NotFound
from safeconduct.sources.numbers import number_of
from safeconduct.sources.persons import HeldPerson
from safeconduct.sources.standing import StandingWish
from safeconduct.store import kinds, officers, states
from safeconduct.store.clock import now, today
from safeconduct.store.entries import Entry, fold_order
from safeconduct.store.errors import Locked
from safeconduct.store.history import every_stream, histories, history
from safeconduct.store.instance import current
from safeconduct.store.readings import log_list, log_reading
from safeconduct.store.record import transaction
from safeconduct.wishes import queries as wishes
from safeconduct.wishes.facts import StepsStopped

PAGE_ROWS_MAX = 500
NOBODY = "nobody"
_READ, _ASSIGN = Capability.ARRANGEMENTS_CASE_READ, Capability.ARRANGEMENTS_CASE_ASSIGN
# What needs an officer soonest stands first.
_ORDER = (
    Stage.PROPOSED, Stage.CLEARED, Stage.HANDED_OVER, Stage.ACCEPTED, Stage.PREVIEWED, Stage.REFERRED,
    Stage.STOPPED, Stage.ARRIVED, Stage.REFUSED, Stage.RETURNED, Stage.SETTLED, Stage.CLOSED,
)  # fmt: skip
_PUBLISHED = (Stage.HANDED_OVER, Stage.ARRIVED, Stage.SETTLED, Stage.RETURNED)


# --- Powers ---------------------------------------------------------------------------------------


def powers(viewer: Actor) -> tuple[PowerRow, ...]:
    """Every Power of which anything is recorded, by code."""
    decide(viewer, Capability.ARRANGEMENTS_POWER_READ)
    return tuple(_power_row(state, viewer) for state in every_power())


def power(code: str, viewer: Actor) -> PowerView:
    """Everything between this state and one Power."""
    decide(viewer, Capability.ARRANGEMENTS_POWER_READ)
    state = power_state(code, viewer)
    if not state.version:
        raise NotFound("nothing is recorded of this Power")
    used = (
        Counter(case.offer for file in _files(viewer) for case in _counted(file))
        if _reads_all(viewer)
        else None
    )
    return _power_view(state, used, viewer)


def power_state(code: str, viewer: Actor) -> PowerState:
    """What stands of the Power, folded. Called after a decision."""
    return fold_power(history(power_stream(code), [Compartment.ARRANGEMENTS], viewer), code)


def every_power() -> list[PowerState]:
    """What stands of every Power, by code. Called after a decision."""
    found = []
    for batch in every_stream([Compartment.ARRANGEMENTS]):
        for _, entries in batch:
            code = next((entry.fact.power for entry in entries if isinstance(entry.fact, PowerFact)), "")
            if code:
                found.append(fold_power(entries, code))
    return sorted(found, key=lambda state: state.power)


# --- cases ----------------------------------------------------------------------------------------


def cases_of(prisoner: str, viewer: Actor, purpose: str = "") -> FileView:
    """One person's cases by his number or id; the log has the same line where there are none.

    NotFound for who reads assigned cases alone and is assigned to none of his, whether he has any or not.
    """
    decide(viewer, _READ)
    _check_opens(viewer, Compartment.CASE)
    held, grant = register.held_person(prisoner, viewer, _READ)
    for record in held.records:
        log_reading(viewer, record, "cases", grant.rule, purpose)
    entries = case_entries(held, viewer)
    file = hers(fold(entries, held.subject), viewer, _READ)
    if not file.cases and not _reads_every(viewer):
        raise NotFound("no case of this prisoner is this officer's")
    wish = wishes.standing(held, viewer) if _reads_wishes(viewer) else None
    views = [_case_view(case, entries, viewer, held=held, wish=wish) for case in file.cases.values()]
    stops = tuple(entry.recorded for entry in entries if isinstance(entry.fact, StepsStopped))
    return FileView(held.subject, held.number, bool(held.gone), tuple(views[::-1]), stops, file.version)


def board(
    viewer: Actor, *, only: Stage | None = None, power: str = "", officer: str = "", first: int = 0, size: int = 50
) -> CasePage:  # fmt: skip
    """What every case that the viewer reads waits for, the most urgent first.

    `officer` narrows to the cases of one operator by id, or to those under way that nobody conducts by `NOBODY`.
    """
    grant = decide(viewer, _READ)
    conducting = officers.who_hold(Capability.ARRANGEMENTS_CASE_CONDUCT).keys()
    found = [(file, case) for file in _files(viewer) for case in hers(file, viewer, _READ).cases.values()]
    counts = Counter(str(case.stage) for _, case in found)
    asked = [
        (file, case)
        for file, case in found
        if only in (None, case.stage) and power in ("", case.power) and _is_of(case, officer, conducting)
    ]
    asked.sort(key=lambda each: (_ORDER.index(each[1].stage), _since(each[1]), each[1].id))
    page = asked[first : first + min(max(size, 1), PAGE_ROWS_MAX)]
    rows = _rows(page, viewer, conducting)
    log_list(viewer, "cases board", grant.rule, len(rows))
    left = sum(_has_nobody(case, conducting) for _, case in found) if may(viewer, _ASSIGN) else None
    return CasePage(tuple(rows), dict(sorted(counts.items())), len(asked), left)


def assignable(viewer: Actor) -> tuple[OfficerView, ...]:
    """The operators who may be assigned to a case, by name."""
    decide(viewer, _ASSIGN)
    found = officers.who_hold(Capability.ARRANGEMENTS_CASE_CONDUCT)
    return tuple(OfficerView(id, name) for id, name in sorted(found.items(), key=lambda each: each[::-1]))


def matches(viewer: Actor, *, first: int = 0, size: int = 50) -> Matches:
    """Confirmed wishes for another State with the offers that mean each prisoner; asks for both keys."""
    grant = decide(viewer, Capability.ARRANGEMENTS_CASE_DECIDE)
    _check_opens(viewer, Compartment.WISH, Compartment.CASE)
    adverse, day = wishes.adversaries(), today()
    wanted = [
        subject
        for subject, wish in wishes.every_standing(viewer)
        if wish.confirmed and not adverse >= set(wish.destinations)
    ]
    gone = register.gone_persons(wanted, viewer, Capability.ARRANGEMENTS_CASE_DECIDE)
    offers = {state.power: _standing_offers(state, day) for state in every_power()}
    conducted = {file.prisoner: tuple(_counted(file)) for file in _files(viewer)}
    # Ids are in the order of numbers.
    found = sorted((bool(conducted.get(subject)), subject) for subject in wanted if subject not in gone)
    page = found[first : first + min(max(size, 1), PAGE_ROWS_MAX)]
    standing = wishes.standing_of([subject for _, subject in page], viewer)
    meant = _meant([offered for each in offers.values() for offered in each], standing, viewer)
    rows = tuple(
        _match(subject, standing[subject], offers, meant=meant, has_case=has_case)
        for has_case, subject in page
        if subject in standing
    )
    log_list(viewer, "offers matched", grant.rule, len(rows))
    used = Counter(case.offer for cases in conducted.values() for case in cases)
    left = {
        offered.made.offer: max(0, offered.made.count - used[offered.made.offer])
        if offered.made.count
        else None
        for each in offers.values()
        for offered in each
    }
    return Matches(rows, left, len(found))


def statistics(viewer: Actor) -> tuple[Cell, ...]:
    """Numbers for publication: who left, by Power, route and stage; small ones are not told, nor is any wish."""
    grant = decide(viewer, Capability.ARRANGEMENTS_CASE_READ)
    counted = Counter(
        (case.power, case.route, case.stage)
        for file in _files(viewer)
        for case in file.cases.values()
        if case.stage in _PUBLISHED
    )
    log_list(viewer, "statistics of cases", grant.rule, len(counted))
    told = suppressed(counted, has_total=False)
    return tuple(Cell(*key, persons=told[key]) for key in sorted(told))


def list_answer(list_id: str, viewer: Actor) -> ListView:
    """The answer to a list, for who submitted it and for those who release; NotFound for others and for no such."""
    decide(viewer, Capability.ARRANGEMENTS_LIST_SUBMIT)
    released = [
        e for e in history(list_id, [Compartment.CUSTODY], viewer) if isinstance(e.fact, ListReleased)
    ]
    if not released:
        raise NotFound("no such answer")
    entry = released[-1]
    assert isinstance(entry.fact, ListReleased)
    is_mine = entry.fact.submitted_by == viewer.operator_id
    if not is_mine and not may(viewer, Capability.ARRANGEMENTS_LIST_RELEASE):
        raise NotFound("no such answer")
    return ListView(list_id, entry.fact.power, entry.recorded, entry.fact.lines, entry.fact.eligible)


def submitted_list(list_id: str, viewer: Actor) -> tuple[ListSubmitted, Entry]:
    """A list as it was handed in; Locked without the key. Called after a decision."""
    for entry in history(list_id, [Compartment.CASE], viewer):
        if isinstance(entry.fact, ListSubmitted):
            return entry.fact, entry
    raise NotFound("no such list")


# --- what actions ask -----------------------------------------------------------------------------


def hers(file: CaseFile, actor: Actor, capability: Capability) -> CaseFile:
    """The file with those cases alone to which her capability reaches; without any it is as if there were none."""
    mine = {
        id: case for id, case in file.cases.items() if may(actor, capability, Subject(officers=case.officers))
    }
    if len(mine) == len(file.cases):
        return file
    return replace(file, cases=mine, version=file.version if mine else 0)


def case_entries(held: HeldPerson, viewer: Actor) -> list[Entry]:
    """Every entry of his cases, in all his records, in fold order. Called after a decision."""
    found = histories(held.records, [Compartment.CASE], viewer)
    return fold_order(entry for each in found.values() for entry in each)


def about(power_: PowerState, *, gone: str = "", wish: StandingWish | None = None) -> About:
    """What a case to this Power is held against today."""
    conflict = current().conflict
    return About(
        at=now(),
        today=today(),
        detaining=conflict.detaining,
        adversaries=wishes.adversaries(),
        neutral=frozenset(party.code for party in conflict.parties if party.role == PartyRole.NEUTRAL),
        power=power_,
        gone=gone,
        wish=wish,
    )


def cited(claim: str, viewer: Actor) -> ClaimView | None:
    """A confirmed claim of figures by number or id, as it stands now; None for no such. Called after a decision."""
    try:
        found = figures.confirmed_claim(claim, viewer)
    except NotFound:
        return None
    return ClaimView(found.claim, found.number, found.quote, found.speaker, found.is_withdrawn)


def cases_on(offer: str, viewer: Actor) -> int:
    """How many cases rest on the offer. Called after a decision."""
    return sum(case.offer == offer for file in _files(viewer) for case in _counted(file)) if offer else 0


# --- steps ----------------------------------------------------------------------------------------


def _check_opens(viewer: Actor, *compartments: Compartment) -> None:
    for compartment in compartments:
        if not viewer.opens(compartment):
            raise Locked(f"{compartment} is locked in this session")


def _reads_every(viewer: Actor) -> bool:
    """Whether also those to which nobody is assigned."""
    return may(viewer, _READ, Subject(officers=frozenset()))


def _reads_all(viewer: Actor) -> bool:
    return viewer.opens(Compartment.CASE) and _reads_every(viewer)


def _has_nobody(case: Case, conducting: Set[str]) -> bool:
    return case.stage in UNDER_WAY and case.officers.isdisjoint(conducting)


def _is_of(case: Case, officer: str, conducting: Set[str]) -> bool:
    if officer == NOBODY:
        return _has_nobody(case, conducting)
    return not officer or officer in case.officers


def _reads_wishes(viewer: Actor) -> bool:
    return viewer.opens(Compartment.WISH) and may(viewer, Capability.WISHES_WISH_READ)


def _files(viewer: Actor) -> list[CaseFile]:
    """The cases of everybody; what was written unread is folded in first."""
    _check_opens(viewer, Compartment.CASE)
    with transaction():
        states.catch_up(KEPT, viewer)
        return list(states.every(KEPT, viewer))


def _counted(file: CaseFile) -> Iterable[Case]:
    """The cases that use an offer up: those that are open and those in which he went."""
    ended = {Stage.REFUSED, Stage.STOPPED, Stage.CLOSED, Stage.RETURNED}
    return (case for case in file.cases.values() if case.stage not in ended)


def _rows(page: Sequence[tuple[CaseFile, Case]], viewer: Actor, conducting: Set[str]) -> list[CaseRow]:
    subjects = [file.prisoner for file, _ in page]
    gone = register.gone_persons(subjects, viewer, Capability.ARRANGEMENTS_CASE_READ)
    known = {code: power_state(code, viewer) for code in {case.power for _, case in page}}
    rows = []
    for file, case in page:
        missing = list(
            obstacles(case, about(known[case.power], gone="gone" if file.prisoner in gone else ""))
        )
        waits = missing if case.is_open else []
        rows.append(
            CaseRow(
                prisoner=file.prisoner,
                number=number_of(file.prisoner),
                case=case.id,
                power=case.power,
                route=case.route,
                stage=case.stage,
                since=moments.text_of(_since(case)),
                planned=case.reception.planned if case.reception else "",
                waits_for=waits[0].code if waits else "",
                others=max(0, len(waits) - 1),
                is_contested=case.is_contested,
                officers=tuple(sorted(case.officers)),
                has_nobody=_has_nobody(case, conducting),
            )
        )
    return rows


def _since(case: Case) -> datetime:
    return case.reached.get(case.stage, case.referred)


def _case_view(
    case: Case, entries: Iterable[Entry], viewer: Actor, *, held: HeldPerson, wish: StandingWish | None
) -> CaseView:
    known = about(power_state(case.power, viewer), gone=held.gone, wish=wish)
    waits = tuple(obstacles(case, known)) if case.is_open else ()
    return CaseView(
        id=case.id,
        power=case.power,
        route=case.route,
        offer=case.offer,
        told=case.told,
        stage=case.stage,
        referred=moments.text_of(case.referred),
        assurances=tuple((each, each in case.assured) for each in ROUTES[case.route].assurances),
        reception=case.reception,
        is_contested=case.is_contested,
        waits_for=tuple(ObstacleView(o.code, o.reason, o.source, o.remedy) for o in waits),
        steps=tuple(
            _step(entry)
            for entry in entries
            if isinstance(entry.fact, CaseFact) and entry.fact.case == case.id
        ),
        officers=tuple(sorted(case.officers)),
    )


def _step(entry: Entry) -> StepView:
    return StepView(entry.id, entry.fact.kind(), entry.recorded, entry.author, kinds.dump(entry.fact))


def _standing_offers(state: PowerState, day: date) -> list[Offered]:
    return [offered for offered in state.offers.values() if offered.stands(day)]


def _meant(offers: Iterable[Offered], wanted: Iterable[str], viewer: Actor) -> dict[str, frozenset[str]]:
    """Whom each offer means; an offer without conditions of its own means everybody and opens nobody's record."""
    subjects = list(wanted)
    everybody = frozenset(subjects)
    found: dict[str, frozenset[str]] = {}
    persons = None
    for offered in offers:
        scope = offered.made.scope
        if not scope.origins and not scope.captured_at:
            found[offered.made.offer] = everybody
            continue
        if persons is None:
            persons = register.matched_persons(subjects, viewer, Capability.ARRANGEMENTS_CASE_DECIDE)
        found[offered.made.offer] = frozenset(each.subject for each in persons if covers(scope, each))
    return found


def _match(
    subject: str,
    wish: StandingWish,
    offers: dict[str, list[Offered]],
    *,
    meant: dict[str, frozenset[str]],
    has_case: bool,
) -> Match:
    by_state = tuple(
        (
            code,
            tuple(o.made.offer for o in offers.get(code, ()) if subject in meant[o.made.offer]),
        )
        for code in wish.destinations
        if code not in wish.in_danger
    )
    return Match(subject, number_of(subject), by_state, has_case)


def _power_row(state: PowerState, viewer: Actor) -> PowerRow:
    views = _power_view(state, None, viewer)
    awaited = [each for each in (*views.requests, *views.commitments) if each.answer is None]
    return PowerRow(
        power=state.power,
        is_fit=views.is_fit,
        review_by=views.review_by,
        offers=sum(offer.stands for offer in views.offers),
        awaited=len(awaited),
        late=sum(each.is_late for each in awaited),
        unfounded=sum(claim is not None and claim.is_withdrawn for claim in views.claims),
    )


def _power_view(state: PowerState, used: Counter[str] | None, viewer: Actor) -> PowerView:
    day = today()
    return PowerView(
        power=state.power,
        is_fit=state.is_fit(day),
        review_by=state.assessment.review_by if state.assessment else "",
        contacts=tuple(_step(entry) for _, entry in reversed(state.contacts)),
        requests=tuple(_awaited(id, each, viewer) for id, each in reversed(state.requests.items())),
        commitments=tuple(_awaited(id, each, viewer) for id, each in reversed(state.commitments.items())),
        offers=tuple(
            OfferView(
                offer=id,
                entry=each.entry.id,
                stands=each.stands(day),
                withdrawn=each.withdrawal.recorded if each.withdrawal else "",
                fact=kinds.dump(each.made),
                used=None if used is None else used[id],
                claim=_rests_on(each.made.claim, viewer),
            )
            for id, each in reversed(state.offers.items())
        ),
        assessments=tuple(_step(entry) for _, entry in reversed(state.assessments)),
        failures=tuple(_step(entry) for _, entry in reversed(state.failures)),
    )


def _rests_on(claim: str, viewer: Actor) -> ClaimView | None:
    """The claim as it stands now; one that is there no more counts as withdrawn."""
    if not claim:
        return None
    return cited(claim, viewer) or ClaimView(claim, number_of(claim), "", "", is_withdrawn=True)


def _awaited(id: str, each: Asked | Promised, viewer: Actor) -> AwaitedView:
    made, answer = (each.made, each.answered) if isinstance(each, Asked) else (each.given, each.ended)
    due = when.read(made.due)
    last = due.latest() if due else None
    return AwaitedView(
        id=id,
        recorded=each.entry.recorded,
        author=each.entry.author,
        fact=kinds.dump(made),
        answer=kinds.dump(answer) if answer else None,
        is_late=answer is None and last is not None and last < today(),
        claim=_rests_on(made.claim, viewer),
    )
