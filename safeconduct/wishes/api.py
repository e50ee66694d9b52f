"""Wishes over HTTP: one prisoner's wish for those who may read it, and every command.

Decides nothing. What a command answers is the same whatever stood before: that it was recorded, and no entry.
"""

from ninja import Router
from pydantic import BaseModel

from safeconduct.access.words import Capability
from safeconduct.store.sent import REFUSALS, add_commands
from safeconduct.store.visit import Visit
from safeconduct.wishes import actions, queries, requests
from safeconduct.wishes.answers import WishView

router = Router(tags=["wishes"])


class WishRecorded(BaseModel):
    """That it was recorded; `approval` is what now waits for a second person, "" where nothing does."""

    subject: str
    number: str
    approval: str


@router.get(
    "/wishes/{number}",
    response={200: WishView, **REFUSALS},
    openapi_extra={"x-may": Capability.WISHES_WISH_READ},
)
def wish(request: Visit, number: str) -> WishView:
    """One prisoner's wish as it stands now, in an unlocked session. `version` is sent back as `seen`."""
    return queries.wish(number, request.actor)


def _give(request: Visit, command: requests.Command) -> WishRecorded:
    done = actions.perform(command, request.actor)
    return WishRecorded(subject=done.subject, number=done.number, approval=done.approval)


add_commands(router, requests.COMMANDS, _give, answers=WishRecorded, capabilities=actions.CAPABILITIES)
