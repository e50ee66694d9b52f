"""Whose signatures may stand in this log besides the instance's own: the keys of those it took entries in from.

Owns the list of sources that name such keys; which peers are enrolled, and until when, is left to the room that
enrols them. A key that was revoked still proves what was taken in before.
"""

from collections.abc import Callable, Mapping

from safeconduct.store.instance import current

# Public keys in hex, each with the leaf from which on it proves nothing any more; None where it was not revoked.
Keys = Mapping[str, int | None]
_SOURCES: list[Callable[[], Keys]] = []


def register(source: Callable[[], Keys]) -> None:
    """Make known who names foreign keys; the same source again changes nothing."""
    if source not in _SOURCES:
        _SOURCES.append(source)


def known() -> dict[str, int | None]:
    """Every key whose entries may stand here, the instance's own included."""
    found: dict[str, int | None] = {}
    for source in _SOURCES:
        found |= source()
    return found | {current().signer: None}
