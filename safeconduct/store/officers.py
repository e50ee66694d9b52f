"""Which operators hold a capability, for a room that puts one in charge of something.

Owns the one place where that is asked. Who keeps operators names it when the program starts, so no room imports it.
"""

from collections.abc import Callable, Mapping

from safeconduct.access.words import Capability

# The names of those who hold the capability and have not left, by operator id.
Holders = Callable[[Capability], Mapping[str, str]]
_SOURCES: list[Holders] = []


def register(source: Holders) -> None:
    """Make known who tells of operators; the same source again changes nothing."""
    if source not in _SOURCES:
        _SOURCES.append(source)


def who_hold(capability: Capability) -> dict[str, str]:
    """The names of the operators who hold the capability and have not left, by id. Called after a decision."""
    found: dict[str, str] = {}
    for source in _SOURCES:
        found |= source(capability)
    return found
