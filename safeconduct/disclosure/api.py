"""Peers and bundles over HTTP: what stands, and every command. Bundles come to the inbox. Decides nothing."""

from ninja import Router
from pydantic import BaseModel

from safeconduct.access.words import Capability
from safeconduct.disclosure import actions, notified, queries, requests
from safeconduct.disclosure.notified import (
    CareView,
    HeldView,
    LegView,
    PersonView,
    ReceivedPerson,
    ReceivedView,
)
from safeconduct.disclosure.queries import CaseTold, ParkedView, PeerView, ReceivedCase
from safeconduct.sources.errors import Refused
from safeconduct.store.sent import REFUSALS, add_commands
from safeconduct.store.visit import Visit

router = Router(tags=["disclosure"])
_PEERS = {"x-may": Capability.DISCLOSURE_PEER_LIST}
_CARRIES = {"x-may": Capability.DISCLOSURE_BUNDLE_CARRY}
_NOTIFIES = {"x-may": Capability.DISCLOSURE_NOTICE_TELL}
_WITHHOLDS = {"x-may": Capability.DISCLOSURE_NOTICE_WITHHOLD}
_ACKNOWLEDGES = {"x-may": Capability.DISCLOSURE_NOTICE_ACKNOWLEDGE}
_CARES = {"x-may": Capability.WISHES_WISH_READ}
_ANSWERS = {"x-may": Capability.DISCLOSURE_CASE_ANSWER}
_TELLS = {"x-may": Capability.DISCLOSURE_CASE_TELL}


class DisclosureRecorded(BaseModel):
    """That it was recorded. `subject` is the peer or the prisoner, `approval` what waits for a second person."""

    subject: str
    number: str
    item: str
    approval: str


class CardAnswer(BaseModel):
    """This instance's own card, as its file holds it, with the words and numbers to compare by telephone."""

    instance: str
    fingerprint: str
    numbers: str
    introduction: str


@router.get("/card", response={200: CardAnswer, **REFUSALS}, openapi_extra=_PEERS)
def card(request: Visit) -> CardAnswer:
    """This instance's newest card, to be handed to another office."""
    own = queries.own_introduction(request.actor)
    if own is None:
        raise Refused("no_card", "This instance has no card yet.", "House rule: cards",
                      remedy="Make it first: disclosure.make_card.")  # fmt: skip
    return CardAnswer(
        instance=own.card.instance,
        fingerprint=own.card.fingerprint,
        numbers=own.card.numbers,
        introduction=own.data.decode(),
    )


@router.get("/peers", response={200: list[PeerView], **REFUSALS}, openapi_extra=_PEERS)
def peers(request: Visit) -> list[PeerView]:
    """Every peer, in the order of enrolment."""
    return queries.peer_list(request.actor)


@router.get("/notices/legs", response={200: list[LegView], **REFUSALS}, openapi_extra=_NOTIFIES)
def legs(request: Visit) -> list[LegView]:
    """Both legs of notices with their offices and the lists told to each."""
    return list(notified.legs(request.actor))


@router.get("/notices/withheld", response={200: list[HeldView], **REFUSALS}, openapi_extra=_WITHHOLDS)
def withheld(request: Visit) -> list[HeldView]:
    """Everybody of whom the Power of origin is not told, and why, in a word; in an unlocked session."""
    return list(notified.held(request.actor))


@router.get("/notices/received", response={200: list[ReceivedView], **REFUSALS}, openapi_extra=_ACKNOWLEDGES)
def received_notices(request: Visit) -> list[ReceivedView]:
    """The newest lists of notices that other offices sent."""
    return list(notified.received(request.actor))


@router.get(
    "/notices/received/{peer}/{sequence}",
    response={200: list[ReceivedPerson], **REFUSALS},
    openapi_extra=_ACKNOWLEDGES,
)
def received_list(request: Visit, peer: str, sequence: int) -> list[ReceivedPerson]:
    """What one of them tells, person by person."""
    return list(notified.received_list(peer, sequence, request.actor)[1])


@router.get("/notices/care", response={200: list[CareView], **REFUSALS}, openapi_extra=_CARES)
def care(request: Visit) -> list[CareView]:
    """For whom other offices say that harm is feared; in an unlocked session."""
    return list(notified.circumstances(request.actor))


@router.get("/notices/of/{number}", response={200: PersonView, **REFUSALS}, openapi_extra=_NOTIFIES)
def notices_of(request: Visit, number: str) -> PersonView:
    """What was told of a prisoner, to whom and on what basis, and how it was acknowledged."""
    return notified.person(number, request.actor)


@router.get("/bundles/parked", response={200: list[ParkedView], **REFUSALS}, openapi_extra=_CARRIES)
def parked(request: Visit) -> list[ParkedView]:
    """What came and was put aside, oldest first."""
    return queries.parked(request.actor)


@router.get("/received-cases", response={200: list[ReceivedCase], **REFUSALS}, openapi_extra=_ANSWERS)
def received_cases(request: Visit) -> list[ReceivedCase]:
    """Every case that another office put before this one, the newest first; in an unlocked session."""
    return queries.received_cases(request.actor)


@router.get("/received-cases/{about}", response={200: ReceivedCase, **REFUSALS}, openapi_extra=_ANSWERS)
def received_case(request: Visit, about: str) -> ReceivedCase:
    """One of them."""
    return queries.received_case(about, request.actor)


@router.get("/cases/{number}/{case}/told", response={200: CaseTold, **REFUSALS}, openapi_extra=_TELLS)
def case_told(request: Visit, number: str, case: str) -> CaseTold:
    """What was told of a case, to whom, on what basis, what was kept back; and how far it is with that office."""
    return queries.case_told(number, case, request.actor)


def _perform(request: Visit, command: requests.Command) -> DisclosureRecorded:
    done = actions.perform(command, request.actor)
    return DisclosureRecorded(
        subject=done.subject, number=done.number, item=done.item, approval=done.approval
    )


add_commands(
    router, requests.COMMANDS, _perform, answers=DisclosureRecorded, capabilities=actions.CAPABILITIES
)
