"""Two persons open what neither can alone: one subject's entries in `protection`, for one session and 15 minutes.

The key of such an entry is sealed twice, to two halves of which no operator holds both (`readers.enrol`). Whoever
asks makes a key pair for the session alone. Whoever releases peels off the layer that belongs to the other half, of
these entries and no others, and seals the outcome to that pair. Neither half ever leaves its operator, and
what is recorded later is not part of it. The room that asks decides who may.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.http import HttpRequest
from nacl.public import PrivateKey, PublicKey, SealedBox

from safeconduct.access.actor import Actor
from safeconduct.access.words import Compartment
from safeconduct.ledger import canonical
from safeconduct.sources.errors import Refused
from safeconduct.sources.facts import Erased
from safeconduct.store import clock, keyring, rows, vault
from safeconduct.store.entries import Entry, fold_order
from safeconduct.store.history import open_rows
from safeconduct.store.models import LedgerEntry, ReleaseRow

RELEASED = timedelta(minutes=15)
"""So long the session that asked reads what was released (design section 5)."""
ASKED = timedelta(hours=8)
"""No session lives longer, so nobody waits any more."""
_TABLE = "ops_release"
_KEY, _REQUEST, _NUMBER, _WHY = "release_key", "release", "release_number", "release_why"
_BYTES_MAX = 8_000_000
_GROUND = "House rule: two persons open protection"


@dataclass(frozen=True, slots=True)
class Released:
    """What a session reads until the moment: whose entries, released by whom, and the keys of these entries."""

    subject: str
    by: str
    until: datetime
    keys: Mapping[str, bytes]


def half_of(compartment: Compartment, actor: Actor) -> str:
    """The half that this session holds unlocked; `Refused` where it holds none."""
    held = [half for half in compartment.halves if half in actor.keyring]
    if not held:
        reason = "This session holds no half of the keys."
        remedy = "Unlock the session. Where that does not help, two custodians enrol you for one half."
        raise Refused("no_half", reason, _GROUND, remedy=remedy)
    return held[0]


def ask(request: str, subject: str, streams: Iterable[str], public: bytes, actor: Actor) -> None:
    """Keep what a release of the subject's entries needs. `public` is the session's own; `streams` his records."""
    outer, _ = Compartment.PROTECTION.halves
    half = half_of(Compartment.PROTECTION, actor)
    found = _wrapped(streams) if half == outer else {}
    content: canonical.Json = {
        "subject": subject,
        "to": public.hex(),
        "half": half,
        "peeled": {entry: _peeled(blob, half, actor).hex() for entry, blob in found.items()},
    }
    _sweep()
    _keep(request, content, ASKED)


def give(request: str, subject: str, streams: Iterable[str], actor: Actor) -> None:
    """Release to the session that asked; `Refused` for a half that she holds too, and when nobody waits any more."""
    row = ReleaseRow.objects.filter(pk=request, expires__gt=clock.now()).first()
    content = _opened(row) if row else {}
    if content.get("subject") != subject or "to" not in content:
        reason = "Nobody waits for this any more."
        raise Refused("changed_since", reason, _GROUND, remedy="Let it be asked again.")
    outer, _ = Compartment.PROTECTION.halves
    half = half_of(Compartment.PROTECTION, actor)
    if half == content["half"]:
        reason = "You hold the same half as the officer who asks; both are needed."
        raise Refused("same_half", reason, _GROUND, remedy="An officer who holds the other half releases it.")
    peeled = content["peeled"]
    assert isinstance(peeled, dict)
    blobs = _wrapped(streams) if half == outer else {e: bytes.fromhex(str(b)) for e, b in peeled.items()}
    parts = canonical.encode({entry: _peeled(blob, half, actor).hex() for entry, blob in blobs.items()})
    to = PublicKey(bytes.fromhex(str(content["to"])))
    given = {"subject": subject, "by": actor.name, "sealed": bytes(SealedBox(to).encrypt(parts)).hex()}
    _keep(request, given, RELEASED)


def taken(request: str, private: bytes, actor: Actor) -> Released | None:
    """What was released to the session that holds this private key; None before, and when the time is over."""
    row = ReleaseRow.objects.filter(pk=request, expires__gt=clock.now()).first()
    content = _opened(row) if row else {}
    if row is None or "sealed" not in content or not actor.keyring:
        return None
    outer, inner = Compartment.PROTECTION.halves
    sealed = SealedBox(PrivateKey(private)).decrypt(bytes.fromhex(str(content["sealed"])))
    parts = canonical.decode(bytes(sealed), limit_bytes=_BYTES_MAX)
    assert isinstance(parts, dict)
    keys = {entry: bytes.fromhex(str(part)) for entry, part in parts.items()}
    if half_of(Compartment.PROTECTION, actor) != outer:
        keys = {entry: _peeled(part, inner, actor) for entry, part in keys.items()}
    return Released(str(content["subject"]), str(content["by"]), row.expires, keys)


def read(streams: Iterable[str], actor: Actor) -> tuple[list[Entry], int]:
    """The entries whose keys were released, in fold order, and how many were recorded since. Decide before."""
    found = list(_rows(streams))
    opened = open_rows([row for row in found if row.id in actor.released], actor)
    kept = keyring.find(row.id for row in found if row.id not in actor.released)
    return fold_order([entry for entry in opened if not isinstance(entry.fact, Erased)]), len(kept)


# --- what the session keeps -----------------------------------------------------------------------


def remember(visit: HttpRequest, request: str, number: str, why: str, *, private: bytes) -> None:
    """Keep in the session what it asked, about the prisoner of this number; a newer request takes the place."""
    vault.hide(visit, _KEY, private)
    visit.session.update({_REQUEST: request, _NUMBER: number, _WHY: why})


def forget(visit: HttpRequest) -> None:
    """The session asked nothing and reads nothing any more."""
    for name in (_KEY, _REQUEST, _NUMBER, _WHY):
        visit.session.pop(name, None)


def of_session(visit: HttpRequest, actor: Actor) -> Released | None:
    """What was released to this very session, if it still counts."""
    request = visit.session.get(_REQUEST)
    private = vault.reveal(visit, _KEY) if request and actor.keyring else None
    return taken(str(request), private, actor) if private else None


def is_asked(visit: HttpRequest, number: str) -> bool:
    """Whether this session asked about this prisoner, and nobody has answered yet."""
    request = visit.session.get(_REQUEST)
    if not request or visit.session.get(_NUMBER) != number:
        return False
    row = ReleaseRow.objects.filter(pk=str(request), expires__gt=clock.now()).first()
    return row is not None and "to" in _opened(row)


def why(visit: HttpRequest) -> str:
    """Why this session asked."""
    return str(visit.session.get(_WHY, ""))


# --- entries and rows -----------------------------------------------------------------------------


def _rows(streams: Iterable[str]) -> Iterable[LedgerEntry]:
    names = [name for stream in streams for name in keyring.names(Compartment.PROTECTION, stream)]
    return LedgerEntry.objects.filter(stream__in=names, compartment=Compartment.PROTECTION)


def _wrapped(streams: Iterable[str]) -> dict[str, bytes]:
    found = keyring.find(row.id for row in _rows(streams))
    return {entry: each.wrapped for entry, each in found.items()}


def _peeled(blob: bytes, half: str, actor: Actor) -> bytes:
    return keyring.peel(blob, half, actor)


def _keep(request: str, content: canonical.Json, lives: timedelta) -> None:
    sealed = rows.seal(_TABLE, request, content)
    ReleaseRow.objects.update_or_create(
        pk=request, defaults={"expires": clock.now() + lives, "sealed": sealed}
    )


def _opened(row: ReleaseRow) -> dict[str, canonical.Json]:
    content = rows.open(_TABLE, row.id, bytes(row.sealed))
    assert isinstance(content, dict)
    return content


def _sweep() -> None:
    ReleaseRow.objects.filter(expires__lte=clock.now()).delete()
