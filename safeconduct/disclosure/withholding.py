"""Leaving the Power of origin out of one prisoner's notices: two persons decide, and review it within 30 days.

The request lies in the open office compartment and names nobody: what it asks is sealed to the readers of wishes. In
the transaction of the decision the Central Agency is told that harm is feared, since when, until when, and what care
is asked, and never why. When the decision ends, the Power of origin is told what it was not told, at once.
"""

from dataclasses import dataclass
from datetime import timedelta
from secrets import token_hex

import nacl.utils

from safeconduct.access.actor import Actor
from safeconduct.access.decide import decide
from safeconduct.access.words import Compartment
from safeconduct.disclosure import gate, messages, notified, notifying, requests, sending
from safeconduct.disclosure.facts import (
    CircumstancesTold,
    HoldEnded,
    HoldGround,
    HoldGroundStated,
    Leg,
    OriginHeld,
)
from safeconduct.disclosure.gate import Ways
from safeconduct.disclosure.messages import CircumstancesBody
from safeconduct.disclosure.notices import Hold
from safeconduct.law.disclosable import Purpose
from safeconduct.ledger import canonical
from safeconduct.registry import queries as register
from safeconduct.sources.errors import NotFound, Refused
from safeconduct.sources.persons import ToldPerson
from safeconduct.sources.values import Frozen, LongText
from safeconduct.store import approvals, keyring
from safeconduct.store.clock import today
from safeconduct.store.entries import Draft
from safeconduct.store.errors import Locked
from safeconduct.store.record import hold, record, transaction

DECIDE = "disclosure.withhold"
_BASIS = "GC IV arts 137(2), 140, by analogy; a decision of two persons"
_HOUSE = "House rule after GC IV arts 137(2), 140"
_COMMAND_BYTES_MAX = 40_000
_ID_BYTES = 16
_TOLD = tuple(
    f"derived.Circumstances.{name}" for name in ("name", "is_harm_feared", "since", "review_by", "care_asked")
)


class Asked(Frozen):
    """What a second person decides, sealed: of whom, and `hold` "" where the Power of origin is to be told again."""

    prisoner: str
    hold: str = ""
    ground: HoldGround = HoldGround.HARM_TO_HIM
    review_by: str = ""
    care_asked: LongText = ""


@dataclass(frozen=True, slots=True)
class AskedView:
    """The same for the second person's page; `by` is the operator's id of who asks."""

    number: str
    asked: Asked
    by: str


def ask(command: requests.WithholdNotices | requests.EndWithholding, actor: Actor) -> tuple[str, str]:
    """Ask a second person; returns the prisoner's record and the request's id."""
    _check_may(actor)
    held, _ = register.held_person(command.prisoner, actor, notified.WITHHOLD)
    standing = notified.hold_of(held.records, actor)
    first = _first(held.subject, actor)
    if isinstance(command, requests.EndWithholding):
        if standing is None:
            raise Refused("not_withheld", "The Power of origin is not left out for this prisoner.", _HOUSE,
                          remedy="Nothing is to be ended.")  # fmt: skip
        return held.subject, _request(Asked(prisoner=first), actor)
    asked = Asked(
        prisoner=first,
        hold=token_hex(_ID_BYTES),
        ground=command.ground,
        review_by=(today() + timedelta(days=command.days)).isoformat(),
        care_asked=command.care_asked,
    )
    with transaction():
        said = HoldGroundStated(hold=asked.hold, words=command.words)
        record([Draft(Compartment.PROTECTION, notified.hold_stream(first), None, said)], actor)
        return held.subject, _request(asked, actor)


def decided(approval_id: str, digest: str, actor: Actor) -> str:
    """Decide as the second person; the prisoner's record. What stands is looked at again."""
    _check_may(actor)
    with transaction():
        hold()
        approved = approvals.approve(approval_id, digest, actor)
        asked = _opened(approved.command, actor)
        (person,) = register.told_persons([asked.prisoner], actor, notified.WITHHOLD) or (None,)
        if person is None:
            raise NotFound("no such prisoner")
        standing = notified.hold_of(person.records, actor)
        if asked.hold:
            _withhold(person, asked, standing, approval_id, actor=actor)
        elif standing is not None:
            _end(person, approval_id, actor)
    return person.subject


def asked(approval_id: str, viewer: Actor) -> AskedView:
    """What a second person is asked; NotFound for another request."""
    _check_may(viewer)
    approval = approvals.one(approval_id, viewer)
    if approval.action != DECIDE:
        raise NotFound("no such request")
    found = _opened(approval.command, viewer)
    held, _ = register.held_person(found.prisoner, viewer, notified.WITHHOLD)
    return AskedView(held.number, found, approval.requested_by)


def _withhold(
    person: ToldPerson, asked: Asked, standing: Hold | None, approval: str, *, actor: Actor
) -> None:
    fact = OriginHeld(
        hold=asked.hold,
        prisoner=person.subject,
        ground=asked.ground,
        review_by=asked.review_by,
        care_asked=asked.care_asked,
        approval=approval,
    )
    record([Draft(Compartment.WISH, notified.hold_stream(person.subject), None, fact)], actor)
    since = standing.since if standing else today().isoformat()
    for peer in notified.peers_of(Leg.AGENCY):
        ways = Ways(peer.role, Purpose.CIRCUMSTANCES, frozenset())
        about = notified.about_of(peer.instance, person.subject)
        body = CircumstancesBody(
            names=tuple(each.text for each in person.names),
            since=since,
            review_by=asked.review_by,
            care_asked=asked.care_asked,
        )
        gate.check_whole(_TOLD, ways)
        said = messages.write(messages.CIRCUMSTANCES, nacl.utils.random(_ID_BYTES).hex(), about, body)
        made = sending.make(peer, str(Purpose.CIRCUMSTANCES), _BASIS, [said], actor, tells_of=(about,))
        told = CircumstancesTold(
            peer=peer.instance, sequence=made.sequence, prisoner=person.subject, basis=_BASIS
        )
        record([Draft(Compartment.WISH, notified.hold_stream(person.subject), None, told)], actor)


def _end(person: ToldPerson, approval: str, actor: Actor) -> None:
    """The Power of origin is told again, and now, of what befell him meanwhile too."""
    fact = HoldEnded(prisoner=person.subject, approval=approval)
    drafts = [
        Draft(Compartment.WISH, notified.hold_stream(each), None, fact)
        for each in person.records
        if notified.hold_of([each], actor) is not None
    ]
    record(drafts, actor)
    for peer in notified.peers_of(Leg.PROTECTING_POWER):
        if notifying.powers_of(person) == {peer.newest.power}:
            notifying.tell_one(person, peer, actor)


def _first(subject: str, actor: Actor) -> str:
    """The first of his records: under it stands what is decided of him."""
    (person,) = register.told_persons([subject], actor, notified.WITHHOLD)
    return person.subject


def _request(asked: Asked, actor: Actor) -> str:
    of = keyring.seal_to(Compartment.WISH, asked.model_dump_json().encode()).hex()
    command = canonical.encode({"of": of})
    return approvals.request(DECIDE, command, capability=notified.WITHHOLD, actor=actor).id


def _opened(command: bytes, actor: Actor) -> Asked:
    said = canonical.decode(command, limit_bytes=_COMMAND_BYTES_MAX)
    assert isinstance(said, dict)
    return Asked.model_validate_json(
        keyring.open_from(Compartment.WISH, bytes.fromhex(str(said["of"])), actor)
    )


def _check_may(actor: Actor) -> None:
    decide(actor, notified.WITHHOLD)
    if not actor.opens(Compartment.WISH):
        raise Locked("wish is locked in this session")
