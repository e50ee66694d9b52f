"""Every command of every room, and which room carries it out: for the doors that take any command."""

from typing import TypeAlias

from safeconduct.access.actor import Actor
from safeconduct.access.words import Capability
from safeconduct.arrangements import actions as arrangements
from safeconduct.arrangements import requests as arrangements_requests
from safeconduct.disclosure import actions as disclosure
from safeconduct.disclosure import requests as disclosure_requests
from safeconduct.duties import actions as duties
from safeconduct.duties import requests as duties_requests
from safeconduct.figures import actions as figures
from safeconduct.figures import requests as figures_requests
from safeconduct.registry import actions as registry
from safeconduct.registry import requests as registry_requests
from safeconduct.sources.facts import Command
from safeconduct.tracing import actions as tracing
from safeconduct.tracing import requests as tracing_requests
from safeconduct.wishes import actions as wishes
from safeconduct.wishes import requests as wishes_requests

Done: TypeAlias = (
    registry.Done
    | tracing.Done
    | wishes.Done
    | arrangements.Done
    | disclosure.Done
    | figures.Done
    | duties.Done
)

COMMANDS: dict[str, type[Command]] = {
    **registry_requests.COMMANDS,
    **tracing_requests.COMMANDS,
    **wishes_requests.COMMANDS,
    **arrangements_requests.COMMANDS,
    **disclosure_requests.COMMANDS,
    **duties_requests.COMMANDS,
    **figures_requests.COMMANDS,
}
CAPABILITIES: dict[type[Command], Capability] = dict(
    (
        *registry.CAPABILITIES.items(),
        *tracing.CAPABILITIES.items(),
        *wishes.CAPABILITIES.items(),
        *arrangements.CAPABILITIES.items(),
        *disclosure.CAPABILITIES.items(),
        *duties.CAPABILITIES.items(),
        *figures.CAPABILITIES.items(),
    )
)


def approval_of(done: Done) -> str:
    """What now waits for a second person, "" where nothing does; the register's commands never wait."""
    return "" if isinstance(done, registry.Done) else done.approval


def item_of(done: Done) -> str:
    """What a command began: an offer, a case, a list, a conversation, a claim; "" for any other."""
    return done.item if isinstance(done, arrangements.Done | disclosure.Done | figures.Done) else ""


def perform(command: Command, actor: Actor) -> Done:
    """Carry the command out in its room; what was recorded."""
    if isinstance(command, tracing_requests.Command):
        return tracing.perform(command, actor)
    if isinstance(command, wishes_requests.Command):
        return wishes.perform(command, actor)
    if isinstance(command, arrangements_requests.Command):
        return arrangements.perform(command, actor)
    if isinstance(command, disclosure_requests.Command):
        return disclosure.perform(command, actor)
    if isinstance(command, duties_requests.Command):
        return duties.perform(command, actor)
    if isinstance(command, figures_requests.Command):
        return figures.perform(command, actor)
    if isinstance(command, registry_requests.Command):
        return registry.perform(command, actor)
    raise TypeError(f"{type(command).__name__} is no command of any room")
