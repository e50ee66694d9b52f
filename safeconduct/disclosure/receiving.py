"""What the messages of a bundle do here, by their types, in the transaction in which it is taken in.

Whatever another office names is kept under an id that this instance makes of it, so that nobody outside can write
into a stream of ours.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from safeconduct.access.actor import Actor
from safeconduct.access.words import Compartment
from safeconduct.disclosure import messages, notified, queries, streams
from safeconduct.disclosure.facts import (
    CircumstancesReceived,
    Fact,
    Leg,
    Notice,
    NoticesReceipted,
    NoticesReceiptedApart,
    NoticesReceived,
    NoticesTaken,
    NoticesTold,
)
from safeconduct.disclosure.items import Message
from safeconduct.disclosure.messages import CircumstancesBody, NoticesBody, ReceivedBody
from safeconduct.disclosure.peers import Peer
from safeconduct.disclosure.refusals import BundleRefused, Reason
from safeconduct.duties import actions as duties
from safeconduct.store.entries import Draft
from safeconduct.store.history import history
from safeconduct.store.record import record

PERSONS_MAX = 5_000
"""Of whom one bundle of notices tells at most."""


@dataclass(frozen=True, slots=True)
class From:
    """From whom messages come, in which bundle."""

    peer: Peer
    sequence: int


def take(came: Iterable[Message], source: From, actor: Actor) -> None:
    """Take in every message that this program knows; raises BundleRefused for one its sender may not write."""
    by_type: dict[str, list[Message]] = defaultdict(list)
    own = queries.own_keys()[-1].card.role
    for message in came:
        if messages.is_known(message):
            messages.check(message, source.peer.role, own)
            by_type[message.type].append(message)
    for type_, found in by_type.items():
        _TAKES[type_](found, source, actor)


def _notices(came: list[Message], source: From, actor: Actor) -> None:
    said: dict[str, list[Notice]] = defaultdict(list)
    for message in came:
        body = messages.read(message, NoticesBody)
        if message.about in said or len(said) == PERSONS_MAX:
            raise BundleRefused(Reason.MALFORMED, "notices of one person twice, or of too many")
        said[message.about] += [
            Notice(id=each.id, event=each.event, entry=each.id, corrects=each.corrects, lines=each.lines)
            for each in body.notices
        ]
    peer, sequence = source.peer.instance, source.sequence
    kept = {notified.received_stream(peer, about): (about, notices) for about, notices in said.items()}
    drafts = [
        _draft(stream, NoticesReceived(peer=peer, sequence=sequence, about=about, notices=tuple(notices)))
        for stream, (about, notices) in kept.items()
    ]
    taken = NoticesTaken(peer=peer, sequence=sequence, persons=tuple(kept))
    record([*drafts, _draft(streams.of_received_notices(peer), taken)], actor)


def _receipts(came: list[Message], source: From, actor: Actor) -> None:
    """Of the sealed leg nobody here sees what was told: what is acknowledged is held against it at reading."""
    peer = source.peer
    is_apart = notified.leg_of(peer) == Leg.PROTECTING_POWER
    drafts: list[Draft] = []
    lines: list[duties.NoticeLine] = []
    for message in came:
        body = messages.read(message, ReceivedBody)
        if is_apart:
            apart = NoticesReceiptedApart(peer=peer.instance, notices=body.notices, receipt=body.receipt)
            drafts.append(_draft(message.about, apart))
            continue
        told = [
            entry.fact
            for entry in history(message.about, [Compartment.CUSTODY], actor)
            if isinstance(entry.fact, NoticesTold) and entry.fact.peer == peer.instance
        ]
        known = {notice.id: notice.entry for fact in told for notice in fact.notices}
        meant = tuple(id_ for id_ in body.notices if id_ in known)
        if meant:
            fact = NoticesReceipted(peer=peer.instance, notices=meant, receipt=body.receipt)
            drafts.append(_draft(message.about, fact))
            lines += [
                duties.NoticeLine(told[0].prisoner, known[id_], str(Leg.AGENCY), body.receipt)
                for id_ in meant
            ]
    record(drafts, actor)
    duties.record_acknowledged(lines, actor)


def _circumstances(came: list[Message], source: From, actor: Actor) -> None:
    peer = source.peer.instance
    drafts = []
    for message in came:
        body = messages.read(message, CircumstancesBody)
        fact = CircumstancesReceived(
            peer=peer,
            sequence=source.sequence,
            about=message.about,
            names=body.names,
            since=body.since,
            review_by=body.review_by,
            care_asked=body.care_asked,
        )
        drafts.append(_draft(notified.received_stream(peer, message.about), fact))
    record(drafts, actor)


def _draft(stream: str, fact: Fact) -> Draft:
    return Draft(fact.COMPARTMENT, stream, None, fact)


_Take = Callable[[list[Message], From, Actor], None]
_TAKES: Mapping[str, _Take] = {
    messages.NOTICES: _notices,
    messages.RECEIVED: _receipts,
    messages.CIRCUMSTANCES: _circumstances,
}
