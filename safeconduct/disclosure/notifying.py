"""Telling the two legs of art. 122(3) of prisoners, by bundles; and acknowledging what such a bundle told.

A list is made for a leg, of everybody of whom something was written since the last one. It is made also where nothing
is to be told, so that making it tells nothing. On the leg of the Power of origin two persons may have left somebody
out; so it takes a session that opens what is sealed with wishes, and what was told there is sealed. What was done is
evidence of a duty for everybody on the list, left out or not: the boards show the same for both.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import nacl.utils

from safeconduct.access.actor import Actor
from safeconduct.access.decide import decide
from safeconduct.access.words import Compartment
from safeconduct.disclosure import messages, notices, notified, queries, requests, sending, streams
from safeconduct.disclosure.facts import (
    Leg,
    NoticeListMade,
    NoticesTold,
    NoticesToldApart,
    ReceiptGiven,
)
from safeconduct.disclosure.gate import Ways
from safeconduct.disclosure.items import Message
from safeconduct.disclosure.messages import NoticeBody, NoticesBody, ReceivedBody
from safeconduct.disclosure.notices import Due
from safeconduct.disclosure.peers import Peer
from safeconduct.duties import actions as duties
from safeconduct.law.disclosable import Purpose
from safeconduct.registry import queries as register
from safeconduct.sources.errors import Refused
from safeconduct.sources.persons import ToldPerson
from safeconduct.store.entries import Draft
from safeconduct.store.errors import Locked
from safeconduct.store.history import changed_streams
from safeconduct.store.record import hold, record, transaction

ENTRIES_AT_ONCE = 5_000
"""So many entries of the log are looked through for one list; what is left comes with the next."""
BASIS = {Leg.AGENCY: "GC III arts 122(3)-(5), 123", Leg.PROTECTING_POWER: "GC III art. 122(3)-(5)"}
_RECEIPT = "GC III art. 122(8)"
_HOUSE = "House rule: notices of prisoners"
_ID_BYTES = 16
# The events of art. 122(5), recapture (art. 94) and discharge, in the register's words: for each a notice is owed.
_OWED = frozenset(
    {
        "transferred", "released", "repatriated", "escaped", "recaptured", "hospital_admitted",
        "hospital_discharged", "died", "passed_over",
    }
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Told:
    """What was told: to how many offices, of how many persons something was due, how many entries are left."""

    offices: int
    persons: int
    left: int


def tell(command: requests.TellNotices, actor: Actor) -> Told:
    """Tell every office of the leg what it was not told yet; Refused where the leg has none."""
    check_may(command.leg, actor)
    with transaction():
        hold()
        peers = notified.peers_of(command.leg)
        if not peers:
            raise Refused("no_office", "No office of this leg is enrolled.", "GC III art. 122(3)", field="leg",
                          remedy="Enrol its card first: docs/how-to/enrol-a-peer.md.")  # fmt: skip
        lists = [_list(peer, command.leg, actor) for peer in peers]
        return Told(len(lists), max(each.persons for each in lists), max(each.left for each in lists))


def tell_one(person: ToldPerson, peer: Peer, actor: Actor) -> None:
    """Tell one office of one prisoner what it was not told yet, out of turn; call it inside `transaction()`."""
    about, told = notified.given(peer, person.records, actor)
    _send(peer, notified.leg_of(peer), {about: (person, _due(person, peer, told, about))}, actor)


def acknowledge(command: requests.AcknowledgeNotices, actor: Actor) -> None:
    """Say to the sender that its notices came, person by person; Refused a second time."""
    decide(actor, notified.ACKNOWLEDGE)
    peer = queries.peer_of(command.peer)
    with transaction():
        hold()
        found, is_done = notified.taken_list(command.peer, command.sequence, actor)
        if is_done:
            raise Refused("acknowledged", "These notices are acknowledged already.", _HOUSE,
                          remedy="Nothing is left to do.")  # fmt: skip
        said = [
            messages.write(
                messages.RECEIVED,
                nacl.utils.random(_ID_BYTES).hex(),
                each.about,
                ReceivedBody(notices=tuple(n.id for n in each.notices), receipt=command.receipt),
            )
            for each in found
        ]
        fact = ReceiptGiven(peer=command.peer, sequence=command.sequence, receipt=command.receipt)
        stream = streams.of_received_notices(command.peer)
        record([Draft(Compartment.OFFICE, stream, None, fact)], actor)
        sending.make(peer, str(Purpose.NOTIFICATION), _RECEIPT, said, actor)


def check_may(leg: Leg, actor: Actor) -> None:
    """Whether the actor may tell this leg; the sealed one takes the key of what is sealed with wishes."""
    decide(actor, notified.TELL)
    if leg == Leg.PROTECTING_POWER:
        decide(actor, notified.WITHHOLD)
        if not actor.opens(Compartment.WISH):
            raise Locked("wish is locked in this session")


def powers_of(person: ToldPerson) -> set[str]:
    """On which Powers he is said to depend; where two sources disagree, neither is told of him."""
    return {value for item, value, _ in person.answers if item == "power"}


# --- steps ----------------------------------------------------------------------------------------


def _list(peer: Peer, leg: Leg, actor: Actor) -> Told:
    since = notified.list_mark(peer.instance, actor)
    changed, through, left = changed_streams(notified.LOOKED_AT, after=since, at_most=ENTRIES_AT_ONCE)
    persons = register.told_persons(changed, actor, notified.TELL)
    meant = [each for each in persons if leg == Leg.AGENCY or powers_of(each) == {peer.newest.power}]
    told = notified.given_to(peer, {each.records[0]: each.records for each in meant}, actor)
    found = {}
    for person in meant:
        about, before = told[person.records[0]]
        if leg == Leg.PROTECTING_POWER and notified.hold_of(person.records, actor) is not None:
            found[about] = (person, Due((), ()))
        else:
            found[about] = (person, _due(person, peer, before, about))
    sequence = _send(peer, leg, found, actor)
    fact = NoticeListMade(peer=peer.instance, sequence=sequence, since=since, through=through)
    record([Draft(Compartment.OFFICE, streams.of_lists(peer.instance), None, fact)], actor)
    return Told(1, sum(1 for _, due in found.values() if due.notices), left)


def _due(person: ToldPerson, peer: Peer, told: notices.Given, about: str) -> Due:
    ways = Ways(peer.role, Purpose.NOTIFICATION, frozenset())
    return notices.due(person, told, ways, about=about, place=notified.place_name)


def _send(peer: Peer, leg: Leg, found: dict[str, tuple[ToldPerson, Due]], actor: Actor) -> int:
    """Make the bundle, record what it tells of each, and that the duty was met; the bundle's number."""
    told = {about: each for about, each in found.items() if each[1].notices}
    said = [_message(about, due) for about, (_, due) in told.items()]
    made = sending.make(peer, str(Purpose.NOTIFICATION), BASIS[leg], said, actor, tells_of=tuple(found))
    kind = NoticesTold if leg == Leg.AGENCY else NoticesToldApart
    drafts = [
        Draft(
            kind.COMPARTMENT,
            about,
            None,
            kind(
                peer=peer.instance,
                sequence=made.sequence,
                prisoner=person.subject,
                basis=BASIS[leg],
                notices=due.notices,
                kept_back=due.kept_back,
            ),
        )
        for about, (person, due) in told.items()
    ]
    record(drafts, actor)
    duties.record_notices([line for person, _ in found.values() for line in _owed(person, leg)], actor)
    return made.sequence


def _owed(person: ToldPerson, leg: Leg) -> Sequence[duties.NoticeLine]:
    lines = [duties.NoticeLine(record_, entry, str(leg)) for record_, entry in person.registered]
    lines += [
        duties.NoticeLine(each.record, each.entry, str(leg)) for each in person.events if each.event in _OWED
    ]
    return lines


def _message(about: str, due: Due) -> Message:
    body = NoticesBody(
        notices=tuple(
            NoticeBody(id=each.id, event=each.event, corrects=each.corrects, lines=each.lines)
            for each in due.notices
        )
    )
    return messages.write(messages.NOTICES, due.notices[-1].id, about, body)
