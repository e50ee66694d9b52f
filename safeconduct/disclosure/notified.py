"""Reading notices of prisoners: what is told leg by leg, what came, what is withheld and why. Decides first.

The leg of the Power of origin is sealed: of whom it is told says of whom it is not.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from safeconduct.access.actor import SERVICE, Actor
from safeconduct.access.decide import decide, may
from safeconduct.access.words import Capability, Compartment
from safeconduct.disclosure import notices, queries, streams
from safeconduct.disclosure.facts import (
    CircumstancesReceived,
    HoldGround,
    KeptBack,
    Leg,
    Notice,
    NoticeListMade,
    NoticesReceived,
    NoticesTaken,
    NoticesTold,
    OriginHeld,
    ReceiptGiven,
)
from safeconduct.disclosure.models import Withdrawn
from safeconduct.disclosure.notices import Given, Hold
from safeconduct.disclosure.peers import Peer
from safeconduct.law.recipients import Recipient
from safeconduct.registry import queries as register
from safeconduct.sources.errors import NotFound
from safeconduct.sources.numbers import number_of
from safeconduct.store.clock import today
from safeconduct.store.entries import fold_order
from safeconduct.store.errors import Locked
from safeconduct.store.history import entries_after, entries_since, histories, history
from safeconduct.store.instance import current
from safeconduct.store.readings import log_list, log_reading

TELL = Capability.DISCLOSURE_NOTICE_TELL
WITHHOLD = Capability.DISCLOSURE_NOTICE_WITHHOLD
ACKNOWLEDGE = Capability.DISCLOSURE_NOTICE_ACKNOWLEDGE
COMPARTMENT = {Leg.AGENCY: Compartment.CUSTODY, Leg.PROTECTING_POWER: Compartment.WISH}
"""Where what was told on each leg is kept."""
LOOKED_AT = (Compartment.IDENTITY, Compartment.CUSTODY)
_ROLES = {
    Leg.AGENCY: (Recipient.CENTRAL_AGENCY,),
    Leg.PROTECTING_POWER: (Recipient.PROTECTING_POWER, Recipient.POWER_OF_ORIGIN),
}
_LISTS_SHOWN = 50


@dataclass(frozen=True, slots=True)
class ListView:
    """One list told to an office: its bundle, when, by whom, whether it arrived."""

    sequence: int
    made: str
    by: str
    is_arrived: bool


@dataclass(frozen=True, slots=True)
class OfficeView:
    """One office of a leg: the lists told to it, newest first, and how many entries were written since the last."""

    peer: str
    name: str
    role: Recipient
    power: str
    lists: tuple[ListView, ...]
    since: int


@dataclass(frozen=True, slots=True)
class LegView:
    """One leg of the notices; `is_mine` says that this viewer may tell it."""

    leg: Leg
    offices: tuple[OfficeView, ...]
    is_mine: bool


@dataclass(frozen=True, slots=True)
class NoticeView:
    """One notice as it was told: when, in which bundle, whether that arrived, and under which number it was
    acknowledged; `receipt` is "" before that.
    """

    notice: Notice
    told: str
    by: str
    sequence: int
    basis: str
    is_arrived: bool
    receipt: str


@dataclass(frozen=True, slots=True)
class ToldView:
    """What one office was told of a prisoner, and what was kept back whether or not anything stood there."""

    office: str
    role: Recipient
    leg: Leg
    notices: tuple[NoticeView, ...]
    kept_back: tuple[KeptBack, ...]


@dataclass(frozen=True, slots=True)
class PersonView:
    """What was told of a prisoner, office by office. `hold` and the sealed leg are for those who may know."""

    number: str
    told: tuple[ToldView, ...]
    knows_all: bool
    hold: Hold | None = None


@dataclass(frozen=True, slots=True)
class HeldView:
    """One prisoner of whom the Power of origin is not told, and why, in a word."""

    number: str
    ground: HoldGround
    since: str
    review_by: str
    is_overdue: bool


@dataclass(frozen=True, slots=True)
class ReceivedView:
    """One bundle of notices that came: from whom, of how many persons, acknowledged under which number."""

    peer: str
    office: str
    sequence: int
    received: str
    persons: tuple[str, ...]
    receipt: str


@dataclass(frozen=True, slots=True)
class ReceivedPerson:
    """What came of one prisoner in one bundle; `number` is this office's own handle for him."""

    number: str
    notices: tuple[Notice, ...]


@dataclass(frozen=True, slots=True)
class CareView:
    """Somebody for whom another office says that harm is feared."""

    office: str
    number: str
    names: tuple[str, ...]
    since: str
    review_by: str
    care_asked: str


# --- for viewers ----------------------------------------------------------------------------------


def legs(viewer: Actor) -> tuple[LegView, ...]:
    """Both legs with their offices and lists; of whom a list tells, nobody learns here."""
    decide(viewer, TELL)
    return tuple(LegView(leg, tuple(map(_office, peers_of(leg))), may_tell(viewer, leg)) for leg in Leg)


def person(prisoner: str, viewer: Actor) -> PersonView:
    """What was told of this prisoner; the sealed leg only to those who may know, Locked for them without the key."""
    decide(viewer, TELL)
    knows_all = may(viewer, WITHHOLD)
    if knows_all and not viewer.opens(Compartment.WISH):
        raise Locked("wish is locked in this session")
    held, grant = register.held_person(prisoner, viewer, TELL)
    log_reading(viewer, held.subject, "notices", grant.rule)
    meant = Leg if knows_all else (Leg.AGENCY,)
    told = tuple(_told(peer, leg, held.records, viewer) for leg in meant for peer in peers_of(leg))
    shown = tuple(each for each in told if each.notices)
    hold = hold_of(held.records, viewer) if knows_all else None
    return PersonView(held.number, shown, knows_all, hold)


def held(viewer: Actor) -> tuple[HeldView, ...]:
    """Everybody of whom the Power of origin is not told; for those who may know, with the key."""
    grant = decide(viewer, WITHHOLD)
    meant = {
        entry.fact.prisoner: None
        for entry in entries_since(Compartment.WISH, -1, viewer)
        if isinstance(entry.fact, OriginHeld)
    }
    log_list(viewer, "withheld", grant.rule, len(meant))
    found = []
    for prisoner in meant:
        hold = hold_of((prisoner,), viewer)
        if hold is not None:
            is_overdue = hold.is_overdue(today())
            found.append(HeldView(number_of(prisoner), hold.ground, hold.since, hold.review_by, is_overdue))
    return tuple(sorted(found, key=lambda each: each.review_by))


def received(viewer: Actor) -> tuple[ReceivedView, ...]:
    """The newest bundles of notices that other offices sent, newest first."""
    grant = decide(viewer, ACKNOWLEDGE)
    found: list[ReceivedView] = []
    for peer in queries.every_peer():
        entries = history(streams.of_received_notices(peer.instance), [Compartment.OFFICE], viewer)
        receipts = {
            e.fact.sequence: e.fact.receipt or "-" for e in entries if isinstance(e.fact, ReceiptGiven)
        }
        for entry in entries:
            if isinstance(entry.fact, NoticesTaken):
                fact = entry.fact
                receipt = receipts.get(fact.sequence, "")
                found.append(
                    ReceivedView(
                        peer.instance, peer.card.name, fact.sequence, entry.recorded, fact.persons, receipt
                    )
                )
    log_list(viewer, "received notices", grant.rule, sum(len(each.persons) for each in found[:_LISTS_SHOWN]))
    return tuple(sorted(found, key=lambda each: each.received, reverse=True)[:_LISTS_SHOWN])


def received_list(peer: str, sequence: int, viewer: Actor) -> tuple[ReceivedView, tuple[ReceivedPerson, ...]]:
    """One of them with everything it tells; NotFound for no such."""
    grant = decide(viewer, ACKNOWLEDGE)
    found = next((e for e in received(viewer) if (e.peer, e.sequence) == (peer, sequence)), None)
    if found is None:
        raise NotFound("no such list")
    log_list(viewer, "received notices", grant.rule, len(found.persons))
    said = histories(found.persons, [Compartment.CUSTODY], viewer)
    persons = tuple(
        ReceivedPerson(number_of(stream), fact.notices)
        for stream, entries in said.items()
        for fact in (entry.fact for entry in entries)
        if isinstance(fact, NoticesReceived) and fact.sequence == sequence
    )
    return found, persons


def circumstances(viewer: Actor) -> tuple[CareView, ...]:
    """Everybody for whom another office says that harm is feared; for readers of what is sealed with wishes."""
    grant = decide(viewer, Capability.WISHES_WISH_READ)
    names = {peer.instance: peer.card.name for peer in queries.every_peer()}
    found = {
        (entry.fact.peer, entry.fact.about): entry.fact
        for entry in entries_since(Compartment.WISH, -1, viewer)
        if isinstance(entry.fact, CircumstancesReceived)
    }
    log_list(viewer, "circumstances", grant.rule, len(found))
    return tuple(
        CareView(
            names.get(each.peer, ""), number_of(received_stream(each.peer, each.about)), each.names, each.since,
            each.review_by, each.care_asked,
        )
        for each in found.values()
    )  # fmt: skip


# --- for actions, after a decision ----------------------------------------------------------------


def may_tell(actor: Actor, leg: Leg) -> bool:
    """Whether the actor may tell this leg; the sealed one takes the key besides."""
    return may(actor, TELL) and (leg == Leg.AGENCY or may(actor, WITHHOLD))


def peers_of(leg: Leg) -> list[Peer]:
    """The offices of a leg that can be written to; where a Power has both, the Protecting Power's alone."""
    found = [
        peer
        for role in _ROLES[leg]
        for peer in queries.every_peer()
        if peer.role == role and not peer.is_revoked
    ]
    if leg == Leg.AGENCY:
        return found
    return list({peer.newest.power: peer for peer in reversed(found)}.values())[::-1]


def leg_of(peer: Peer) -> Leg:
    """On which leg this office is told."""
    return Leg.AGENCY if peer.role == Recipient.CENTRAL_AGENCY else Leg.PROTECTING_POWER


def about_of(peer: str, record: str) -> str:
    """The id of a prisoner for one peer alone: no two offices can compare it, and it is no number of ours."""
    return queries.keyed("notices", f"{record} {peer}")


def hold_stream(record: str) -> str:
    """Where it stands whether the Power of origin is left out."""
    return queries.keyed("hold", record)


def received_stream(peer: str, about: str) -> str:
    """Under which id what a peer tells of a prisoner is kept here: no peer can name a stream of ours."""
    return queries.keyed("received notices", f"{peer} {about}")


def given(peer: Peer, records: Sequence[str], viewer: Actor) -> tuple[str, Given]:
    """What the peer was told of a person, and the id under which; that of his first record where nothing was."""
    return given_to(peer, {records[0]: records}, viewer)[records[0]]


def given_to(peer: Peer, persons: dict[str, Sequence[str]], viewer: Actor) -> dict[str, tuple[str, Given]]:
    """The same of several persons, by their first record."""
    abouts = {
        first: [about_of(peer.instance, each) for each in records] for first, records in persons.items()
    }
    every = [about for each in abouts.values() for about in each]
    found = histories(every, [COMPARTMENT[leg_of(peer)]], viewer)
    lost = lost_bundles(peer.instance)
    made: dict[str, tuple[str, Given]] = {}
    for first, mine in abouts.items():
        about = next((each for each in mine if found[each]), mine[0])
        made[first] = (about, notices.given(found[about], lambda sequence: sequence in lost))
    return made


def hold_of(records: Iterable[str], viewer: Actor) -> Hold | None:
    """Whether the Power of origin is left out for any of his records; Locked without the key."""
    found = histories([hold_stream(each) for each in records], [Compartment.WISH], viewer)
    holds = (notices.hold_of(entries) for entries in found.values())
    return next((each for each in holds if each is not None), None)


def list_mark(peer: str, viewer: Actor) -> int:
    """Up to which leaf of this log everything was told to this peer; -1 for nothing. Lost lists are told again."""
    entries = history(streams.of_lists(peer), [Compartment.OFFICE], viewer)
    lost = lost_bundles(peer)
    mark = -1
    for entry in fold_order(entries):
        if isinstance(entry.fact, NoticeListMade):
            if entry.fact.sequence in lost:
                mark = min(mark, entry.fact.since)
            elif entry.fact.since <= mark:
                mark = max(mark, entry.fact.through)
    return mark


def lost_bundles(peer: str) -> frozenset[int]:
    """The bundles that were thrown away before they arrived, because an erasure took somebody out of them."""
    return frozenset(Withdrawn.objects.filter(peer=peer).values_list("sequence", flat=True))


def streams_about(subject: str) -> list[str]:
    """Every stream that may hold something told of this subject, for its erasure."""
    return [hold_stream(subject), *(about_of(peer.instance, subject) for peer in queries.every_peer())]


def taken_list(peer: str, sequence: int, viewer: Actor) -> tuple[list[NoticesReceived], bool]:
    """What one bundle of notices told, and whether it was acknowledged; NotFound for no such."""
    entries = history(streams.of_received_notices(peer), [Compartment.OFFICE], viewer)
    facts = [entry.fact for entry in entries]
    taken = next((f for f in facts if isinstance(f, NoticesTaken) and f.sequence == sequence), None)
    if taken is None:
        raise NotFound("no such list")
    is_done = any(isinstance(f, ReceiptGiven) and f.sequence == sequence for f in facts)
    said = histories(taken.persons, [Compartment.CUSTODY], viewer)
    found = [
        entry.fact
        for each in said.values()
        for entry in each
        if isinstance(entry.fact, NoticesReceived) and entry.fact.sequence == sequence
    ]
    return found, is_done


def place_name(code: str) -> str:
    """The English name of a place by its code; the code where the conflict's file has none."""
    conflict = current().conflict
    camp = conflict.camp(code)
    return conflict.name(camp, "en") if camp else code


def _office(peer: Peer) -> OfficeView:
    viewer = SERVICE
    entries = history(streams.of_lists(peer.instance), [Compartment.OFFICE], viewer)
    arrived = queries.held_by(peer.instance)
    lists = tuple(
        ListView(e.fact.sequence, e.recorded, e.author, e.fact.sequence <= arrived)
        for e in reversed(entries)
        if isinstance(e.fact, NoticeListMade)
    )[:_LISTS_SHOWN]
    since = entries_after(LOOKED_AT, list_mark(peer.instance, viewer))
    return OfficeView(peer.instance, peer.card.name, peer.role, peer.newest.power, lists, since)


def _told(peer: Peer, leg: Leg, records: Sequence[str], viewer: Actor) -> ToldView:
    arrived, lost = queries.held_by(peer.instance), lost_bundles(peer.instance)
    found = histories([about_of(peer.instance, each) for each in records], [COMPARTMENT[leg]], viewer)
    entries = [entry for each in found.values() for entry in each]
    told = notices.given(entries, lambda sequence: sequence in lost)
    views: list[NoticeView] = []
    kept_back: dict[KeptBack, None] = {}
    for entry in entries:
        fact = entry.fact
        if fact in told.facts and isinstance(fact, NoticesTold):
            kept_back.update(dict.fromkeys(fact.kept_back))
            views += [
                NoticeView(
                    each, entry.recorded, entry.author, fact.sequence, fact.basis, fact.sequence <= arrived,
                    told.receipts.get(each.id, ""),
                )
                for each in fact.notices
            ]  # fmt: skip
    return ToldView(peer.card.name, peer.role, leg, tuple(views), tuple(kept_back))
