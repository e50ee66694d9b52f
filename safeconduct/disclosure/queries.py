"""Reading this room: peers, the two logs of each, what waits to leave and what was put aside."""

import hashlib
from collections.abc import Collection, Iterable
from dataclasses import dataclass

from django.db.models import Max, Min, Sum
from django.db.models.functions import Length

from safeconduct.access.actor import Actor
from safeconduct.access.decide import decide
from safeconduct.access.words import Capability, Compartment
from safeconduct.arrangements import queries as cases
from safeconduct.disclosure import conversations, format, introductions, peers
from safeconduct.disclosure.cards import Card, Keys
from safeconduct.disclosure.conversations import Conversation, State
from safeconduct.disclosure.facts import (
    ArrivalTold,
    CaseEnded,
    Fact,
    FileTold,
    HandoverTold,
    PreviewAnswered,
    PreviewTold,
    ToldOn,
)
from safeconduct.disclosure.introductions import Introduction
from safeconduct.disclosure.models import (
    Carried,
    Due,
    HeldRow,
    MadeRow,
    Outgoing,
    OwnCard,
    Parked,
    PeerRow,
    TakenRow,
)
from safeconduct.disclosure.peers import Peer, Recorded
from safeconduct.disclosure.told import Told
from safeconduct.law.recipients import Recipient
from safeconduct.sources.errors import NotFound, Refused
from safeconduct.store import keyring, kinds, rows
from safeconduct.store.clock import now
from safeconduct.store.entries import fold_order
from safeconduct.store.history import entries_since, histories, history
from safeconduct.store.instance import current
from safeconduct.store.readings import log_list, log_reading

# Of one prisoner and one peer; enough for every way that is tried, and few to look through.
_CASES_MAX = 8


@dataclass(frozen=True, slots=True)
class PeerView:
    """A peer as lists show it. `made` and `taken` count bundles to and from it, `held` those it acknowledged."""

    peer: str
    name: str
    role: Recipient
    power: str
    address: str
    fingerprint: str
    numbers: str
    enrolled: str
    is_home: bool
    is_revoked: bool
    cards: int
    made: int
    held: int
    taken: int
    waiting: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class ParkedView:
    """A bundle that came and was not taken in."""

    digest: str
    received: str
    reason: str
    size: int


@dataclass(frozen=True, slots=True)
class ReceivedCase:
    """A case between two offices as one of them reads it; `steps` are when each was recorded, and which."""

    about: str
    sender: str
    state: State
    preview: PreviewTold
    answer: PreviewAnswered | None
    file: FileTold | None
    handover: HandoverTold | None
    arrival: ArrivalTold | None
    ended: CaseEnded | None
    steps: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class CaseTold:
    """What was told of a case, and where it stands with the office that was told; None before anything was."""

    told: tuple[ToldOn, ...]
    stands: ReceivedCase | None
    office: str
    role: Recipient | None


# --- for viewers ----------------------------------------------------------------------------------


def peer_list(viewer: Actor) -> list[PeerView]:
    """Every peer, in the order of enrolment."""
    decide(viewer, Capability.DISCLOSURE_PEER_LIST)
    return [_view(each) for each in every_peer()]


def peer_view(peer: str, viewer: Actor) -> PeerView:
    """One peer; NotFound for no such."""
    decide(viewer, Capability.DISCLOSURE_PEER_LIST)
    return _view(peer_of(peer))


def own_introduction(viewer: Actor) -> Introduction | None:
    """This instance's newest introduction; None before its card was made."""
    decide(viewer, Capability.DISCLOSURE_PEER_LIST)
    return newest_own()


def parked(viewer: Actor) -> list[ParkedView]:
    """What came and was put aside, oldest first."""
    decide(viewer, Capability.DISCLOSURE_BUNDLE_CARRY)
    found = Parked.objects.order_by("received", "digest")
    return [ParkedView(each.digest, each.received, each.reason, len(each.content)) for each in found]


# --- for actions, after a decision ----------------------------------------------------------------


def every_peer() -> list[Peer]:
    """Every peer as it stands, in the order of enrolment."""
    found = (_folded(row) for row in PeerRow.objects.order_by("position"))
    return [peer for peer in found if peer is not None]


def find_peer(peer: str) -> Peer | None:
    """The peer with this instance id, or None."""
    row = PeerRow.objects.filter(pk=peer).first()
    return _folded(row) if row else None


def peer_of(peer: str) -> Peer:
    """The peer with this instance id; NotFound for no such."""
    found = find_peer(peer)
    if found is None:
        raise NotFound("no such peer")
    return found


def signers() -> dict[str, int | None]:
    """The keys under which entries of peers stand in this log (`store.signers`)."""
    return peers.signers(every_peer())


def own_introductions() -> list[tuple[int, Introduction]]:
    """This instance's own introductions by the number of their sealing key, the newest last."""
    found = []
    for row in OwnCard.objects.order_by("number"):
        text = rows.open("disclosure_own_card", str(row.number), bytes(row.sealed))
        found.append((row.number, introductions.read(str(text).encode())))
    return found


def newest_own() -> Introduction | None:
    """The newest of them."""
    found = own_introductions()
    return found[-1][1] if found else None


def own_keys() -> list[Keys]:
    """Everything that opens bundles for this instance and signs its own, the newest last."""
    seed = current().seed
    return [Keys(each.card, seed, sealing_key(number)) for number, each in own_introductions()]


def sealing_key(number: int) -> bytes:
    """The private key of the instance's own sealing key of this number (32 bytes)."""
    return current().derive(f"bundle sealing {number}")


def public_halves() -> dict[str, bytes]:
    """The public halves to which peers seal the keys of entries of sealed compartments."""
    sealed = [each for each in Compartment if each.is_sealed]
    return {
        half: public
        for compartment in sealed
        for half, (_, public) in zip(compartment.halves, keyring.public_halves(compartment), strict=True)
    }


def told_log(peer: str) -> Told:
    """The log of everything told to this peer."""
    leaves = MadeRow.objects.filter(peer=peer).order_by("sequence").values_list("leaf", flat=True)
    return Told(tuple(bytes.fromhex(leaf) for leaf in leaves))


def taken_log(peer: str) -> Told:
    """The log of everything this peer told us, as far as it is known."""
    found = list(TakenRow.objects.filter(peer=peer).order_by("sequence").values_list("leaf", "is_here"))
    lost = frozenset(number for number, (_, is_here) in enumerate(found, start=1) if not is_here)
    return Told(tuple(bytes.fromhex(leaf) for leaf, _ in found), lost)


def not_come(peer: str, most: int) -> list[tuple[int, str]]:
    """Number and leaf of bundles of this peer that a later one told of and that never came, the first `most`."""
    found = TakenRow.objects.filter(peer=peer, is_here=False).order_by("sequence")
    return list(found.values_list("sequence", "leaf")[:most])


def newest_head(peer: str) -> str:
    """The head of the peer's log that came with its newest bundle; "" before the first."""
    row = TakenRow.objects.filter(peer=peer).order_by("-sequence").first()
    if row is None:
        return ""
    about = rows.open("disclosure_taken", f"{peer} {row.sequence}", bytes(row.sealed))
    assert isinstance(about, dict)
    return str(about["note"])


def held_by(peer: str) -> int:
    """Up to which bundle the peer said that it holds its log."""
    return HeldRow.objects.filter(pk=peer).values_list("sequence", flat=True).first() or 0


def sender_of(peer: str) -> format.Peer | None:
    """What `format.open` asks of a sender: each card, from where to where its key counts, and its log."""
    found = find_peer(peer)
    if found is None:
        return None
    counted = tuple(format.Counts(card, last=_last(found, card)) for card in found.cards)
    return format.Peer(counted, taken_log(peer))


def due(peer: str) -> int:
    """The number of the peer's newest bundle that it is to be told of; 0 where there is none."""
    return Due.objects.filter(pk=peer).values_list("sequence", flat=True).first() or 0


def leaf_of(peer: str, sequence: int) -> str:
    """The leaf of a bundle that this peer sent."""
    return TakenRow.objects.get(peer=peer, sequence=sequence).leaf


def carried_to(peer: str) -> int:
    """Up to which leaf of this log everything was put into a bundle for the home; -1 for nothing."""
    leaf = Carried.objects.filter(peer=peer).aggregate(leaf=Max("leaf"))["leaf"]
    return -1 if leaf is None else int(leaf)


def home_has(peer: str) -> int:
    """Up to which leaf of this log the home said that it has it; -1 for nothing.

    A bundle that still waits, because it was lost, holds back all after it.
    """
    carried = Carried.objects.filter(peer=peer, sequence__lte=held_by(peer))
    numbers = carried.values_list("sequence", flat=True)
    waits = Outgoing.objects.filter(peer=peer, sequence__in=list(numbers)).aggregate(first=Min("sequence"))
    known = carried if waits["first"] is None else carried.filter(sequence__lt=waits["first"])
    leaf = known.aggregate(leaf=Max("leaf"))["leaf"]
    return -1 if leaf is None else int(leaf)


def waiting(peer: str) -> list[tuple[int, bool, bytes]]:
    """The bundles for this peer that it does not acknowledge yet: number, whether it left, bytes."""
    found = Outgoing.objects.filter(peer=peer).order_by("sequence")
    return [(each.sequence, each.is_sent, bytes(each.content)) for each in found]


def set_aside(but: Collection[str]) -> Iterable[bytes]:
    """Every parked bundle but those with these reasons, the oldest first; one at a time, for they may be large."""
    found = Parked.objects.exclude(reason__in=but).order_by("received", "digest")
    for digest in list(found.values_list("digest", flat=True)):
        row = Parked.objects.filter(pk=digest).first()
        if row is not None:
            yield bytes(row.content)


def parked_bytes() -> int:
    """How many bytes of bundles are set aside."""
    return int(Parked.objects.aggregate(total=Sum(Length("content")))["total"] or 0)


# --- cases between two offices ----------------------------------------------------------------------


def conversation(about: str, viewer: Actor, peer: Peer | None = None) -> Conversation | None:
    """What stands of a case between two offices; Locked without the key. Called after a decision."""
    origins = frozenset(card.signing.hex()[:16] for card in peer.cards) if peer else None
    found = history(about, [Compartment.CASE], viewer)
    return conversations.fold(found, about, own=current().origin_tag, peer=origins)


def told_of(subject: str, viewer: Actor) -> list[ToldOn]:
    """What was told of this prisoner's cases, to whom, on what basis, and what was kept back; oldest first."""
    abouts = [about for peer in every_peer() for about in _abouts(subject, peer.instance)]
    streams = [beside(about) for about in abouts]
    found = histories(streams, [Compartment.CASE], viewer)
    entries = fold_order(entry for each in found.values() for entry in each)
    return [entry.fact for entry in entries if isinstance(entry.fact, ToldOn)]


def free_about(subject: str, peer: str, viewer: Actor) -> str:
    """The next random-looking id for a case of this prisoner with this peer; nothing ties it to an earlier one."""
    for about in _abouts(subject, peer):
        if not history(about, [Compartment.CASE], viewer):
            return about
    reason = f"{_CASES_MAX} cases of this prisoner were told to this office."
    raise Refused("too_many_cases", reason, "House rule: cases", remedy="Write to the office by another way.")


def beside(about: str) -> str:
    """The stream that never leaves, beside a case between two offices."""
    return keyed("beside", about)


def streams_about(subject: str) -> list[str]:
    """Every stream that may hold something told of this subject, for its erasure."""
    abouts = [about for peer in every_peer() for about in _abouts(subject, peer.instance)]
    return [*abouts, *(beside(about) for about in abouts)]


def peer_by_origin(origin: str) -> Peer:
    """The peer under whose key entries of this origin were signed; NotFound for no such."""
    for peer in every_peer():
        if any(card.signing.hex().startswith(origin) for card in peer.cards):
            return peer
    raise NotFound("no such peer")


def case_told(prisoner: str, case: str, viewer: Actor) -> CaseTold:
    """What passed with another office about this case, and what was kept back; asks for the key of cases."""
    file = cases.cases_of(prisoner, viewer, "between two offices")
    told = [each for each in told_of(file.prisoner, viewer) if each.case == case]
    if not told:
        return CaseTold((), None, "", None)
    peer = peer_of(told[0].peer)
    found = conversation(told[0].about, viewer, peer)
    return CaseTold(tuple(told), _case_view(found) if found else None, peer.card.name, peer.role)


def received_cases(viewer: Actor) -> list[ReceivedCase]:
    """Every case that another office put before this one, the newest first; asks for the key of cases."""
    grant = decide(viewer, Capability.DISCLOSURE_CASE_ANSWER)
    abouts: dict[str, None] = {}
    for entry in entries_since(Compartment.CASE, -1, viewer):
        if isinstance(entry.fact, PreviewTold) and entry.origin != current().origin_tag:
            abouts[entry.fact.about] = None
    log_list(viewer, "received cases", grant.rule, len(abouts))
    found = (conversation(about, viewer) for about in reversed(abouts))
    return [_case_view(each) for each in found if each is not None]


def received_case(about: str, viewer: Actor) -> ReceivedCase:
    """One of them; NotFound for no such."""
    grant = decide(viewer, Capability.DISCLOSURE_CASE_ANSWER)
    log_reading(viewer, about, "received case", grant.rule)
    found = conversation(about, viewer)
    if found is None or found.sender == current().origin_tag:
        raise NotFound("no such case")
    return _case_view(found)


def _case_view(found: Conversation) -> ReceivedCase:
    at = now()
    steps = tuple((each.recorded, type(each.fact).__name__) for each in found.steps)
    name = peer_by_origin(found.sender).card.name if found.sender != current().origin_tag else ""
    return ReceivedCase(
        found.about, name, found.state(at), found.preview, found.answer, found.file,
        found.handover, found.arrival, found.ended, steps,
    )  # fmt: skip


def _abouts(subject: str, peer: str) -> list[str]:
    return [keyed("case", f"{subject} {peer} {number}") for number in range(_CASES_MAX)]


def keyed(what: str, text: str) -> str:
    """An id that nobody can make or compare who has not the service key."""
    key = current().derive(f"conversations {what}")
    return hashlib.blake2b(text.encode(), key=key, digest_size=16).hexdigest()


def _last(peer: Peer, card: Card) -> int | None:
    revoked = peer.revoked.get(card.signing.hex())
    return revoked.after if revoked else None


def _folded(row: PeerRow) -> Peer | None:
    content = rows.open("disclosure_peer", row.peer, bytes(row.sealed))
    assert isinstance(content, list)
    return peers.fold(_recorded(each) for each in content)


def _recorded(each: object) -> Recorded:
    assert isinstance(each, list)
    kind, fields, position, recorded, author = each
    fact = kinds.load(kind, 1, fields)
    assert isinstance(fact, Fact)
    return Recorded(fact, position, recorded, author)


def _view(peer: Peer) -> PeerView:
    card = peer.card
    return PeerView(
        peer=peer.instance,
        name=card.name,
        role=peer.role,
        power=peer.newest.power,
        address=peer.newest.address,
        fingerprint=card.fingerprint,
        numbers=card.numbers,
        enrolled=peer.enrolled,
        is_home=peer.is_home,
        is_revoked=peer.is_revoked,
        cards=len(peer.introductions),
        made=MadeRow.objects.filter(peer=peer.instance).count(),
        held=held_by(peer.instance),
        taken=TakenRow.objects.filter(peer=peer.instance, is_here=True).count(),
        waiting=tuple(
            Outgoing.objects.filter(peer=peer.instance)
            .order_by("sequence")
            .values_list("sequence", flat=True)
        ),
    )
