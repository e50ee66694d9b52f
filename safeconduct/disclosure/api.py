"""Peers and bundles over HTTP: what stands, and every command. Bundles come to the inbox. Decides nothing."""

from ninja import Router
from pydantic import BaseModel

from safeconduct.access.words import Capability
from safeconduct.disclosure import actions, queries, requests
from safeconduct.disclosure.queries import ParkedView, PeerView
from safeconduct.store.sent import REFUSALS, add_commands
from safeconduct.store.visit import Visit

router = Router(tags=["disclosure"])
_PEERS = {"x-may": Capability.DISCLOSURE_PEER_LIST}
_CARRIES = {"x-may": Capability.DISCLOSURE_BUNDLE_CARRY}


class DisclosureRecorded(BaseModel):
    """That it was recorded. `subject` is the peer or the prisoner, `approval` what waits for a second person."""

    subject: str
    number: str
    item: str
    approval: str


@router.get("/peers", response={200: list[PeerView], **REFUSALS}, openapi_extra=_PEERS)
def peers(request: Visit) -> list[PeerView]:
    """Every peer, in the order of enrolment."""
    return queries.peer_list(request.actor)


@router.get("/bundles/parked", response={200: list[ParkedView], **REFUSALS}, openapi_extra=_CARRIES)
def parked(request: Visit) -> list[ParkedView]:
    """What came and was put aside, oldest first."""
    return queries.parked(request.actor)


def _perform(request: Visit, command: requests.Command) -> DisclosureRecorded:
    done = actions.perform(command, request.actor)
    return DisclosureRecorded(
        subject=done.subject, number=done.number, item=done.item, approval=done.approval
    )


add_commands(
    router, requests.COMMANDS, _perform, answers=DisclosureRecorded, capabilities=actions.CAPABILITIES
)
