"""Wrapping and finding the key of each entry.

Owns what the server may do with keys: make one, wrap it to its compartment, open those of open compartments.
A sealed one opens only with the private halves in the actor's session. See docs/explanation/keys-and-compartments.md.
"""

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

import nacl.utils
from django.db import transaction
from nacl.bindings import crypto_aead_xchacha20poly1305_ietf_decrypt as aead_open
from nacl.bindings import crypto_aead_xchacha20poly1305_ietf_encrypt as aead_seal
from nacl.bindings import crypto_box_seal_open
from nacl.exceptions import CryptoError
from nacl.public import PrivateKey, PublicKey, SealedBox

from safeconduct.access.actor import Actor
from safeconduct.access.words import SEALED, Compartment
from safeconduct.ledger.errors import Tampered
from safeconduct.store import sql
from safeconduct.store.errors import Locked
from safeconduct.store.instance import Instance, current
from safeconduct.store.keys.models import CompartmentKey, EntryKey
from safeconduct.store.routers import KEYS

KEY_BYTES = 32
_NONCE_BYTES = 24
# SQLite allows 32,766 variables in one statement; well below it, and memory stays flat.
_LOOKED_UP_AT_ONCE = 5_000


@dataclass(frozen=True, slots=True)
class Wrapped:
    """An entry's key as the key store holds it."""

    entry_id: str
    compartment: Compartment
    epoch: int
    wrapped: bytes


def wrap(compartment: Compartment, entry_id: str, key: bytes) -> Wrapped:
    """The key wrapped to its compartment: symmetric for open ones, to the public halves for sealed ones."""
    if not compartment.is_sealed:
        epoch, kek = _open_key(compartment)
        nonce = nacl.utils.random(_NONCE_BYTES)
        return Wrapped(entry_id, compartment, epoch, nonce + aead_seal(key, entry_id.encode(), nonce, kek))
    epoch = 0
    sealed = key
    for half in reversed(compartment.halves):
        epoch, public = _public_key(half)
        sealed = bytes(SealedBox(public).encrypt(sealed))
    return Wrapped(entry_id, compartment, epoch, sealed)


def keep(wrapped: Iterable[Wrapped]) -> None:
    """Write the wrapped keys, committed at once: a key without an entry is harmless, the reverse is not."""
    with transaction.atomic(using=KEYS):
        sql.insert(EntryKey, [(w.entry_id, str(w.compartment), w.epoch, w.wrapped) for w in wrapped])


def keep_again(wrapped: Iterable[Wrapped]) -> None:
    """The same for entries whose id was drawn elsewhere: an attempt that ended half-way may have left their keys."""
    with transaction.atomic(using=KEYS):
        sql.upsert(EntryKey, [(w.entry_id, str(w.compartment), w.epoch, w.wrapped) for w in wrapped])


def public_halves(compartment: Compartment) -> tuple[tuple[int, bytes], ...]:
    """The newest epoch and public key of each half of a sealed compartment, outermost first."""
    found = (_public_key(half) for half in compartment.halves)
    return tuple((epoch, bytes(public)) for epoch, public in found)


def is_sealed_to(wrapped: Wrapped, halves: Mapping[str, bytes]) -> bool:
    """Whether this key of a sealed entry was wrapped to these public halves, so that they alone open it."""
    known = _every_epoch(current().root)
    return all(
        half in halves and known.get((half, wrapped.epoch), (b"",))[0] == halves[half]
        for half in wrapped.compartment.halves
    )


def adopt(halves: Mapping[str, bytes]) -> None:
    """Let what this device writes from now on open for its home's readers alone; a new epoch of each half.

    Committed at once, as keys are. Whether the device has readers of its own is asked before.
    """
    newest = _compartment_rows(current().root)
    with transaction.atomic(using=KEYS):
        for half, public in halves.items():
            epoch, standing, _ = newest[half]
            if standing != public:
                CompartmentKey.objects.create(half=half, epoch=epoch + 1, public=public)
    forget()


def seal_to_halves(halves: Sequence[bytes], key: bytes) -> bytes:
    """An entry's key sealed to public halves, outermost first, as another instance keeps it."""
    sealed = key
    for half in reversed(halves):
        sealed = bytes(SealedBox(PublicKey(half)).encrypt(sealed))
    return sealed


def find(entry_ids: Iterable[str]) -> dict[str, Wrapped]:
    """The wrapped keys that are there; an erased entry has none."""
    wanted = list(entry_ids)
    found: dict[str, Wrapped] = {}
    for start in range(0, len(wanted), _LOOKED_UP_AT_ONCE):
        chunk = wanted[start : start + _LOOKED_UP_AT_ONCE]
        for entry_id, compartment, epoch, blob in sql.select(
            EntryKey, f"WHERE {sql.any_of('entry_id', chunk)}", chunk
        ):
            found[entry_id] = Wrapped(entry_id, Compartment(compartment), epoch, bytes(blob))
    return found


def unwrap(wrapped: Wrapped, actor: Actor) -> bytes:
    """The entry's key; Locked when it is sealed and the session does not hold the private halves."""
    if wrapped.compartment not in SEALED:
        return _unwrap_open(wrapped)
    outermost = wrapped.compartment.halves[0]
    known = _every_epoch(current().root).get((outermost, wrapped.epoch))
    if known is None:
        raise Tampered(f"epoch of the key of entry {wrapped.entry_id}")
    if wrapped.entry_id in actor.released:
        return actor.released[wrapped.entry_id]
    if not actor.opens(wrapped.compartment):
        raise Locked(f"{wrapped.compartment} is locked in this session")
    if len(wrapped.compartment.halves) == 1:
        return _unsealed(wrapped, known[0], actor.keyring[outermost])
    key = wrapped.wrapped
    for half in wrapped.compartment.halves:
        key = peel(key, half, actor)
    return key


def _unsealed(wrapped: Wrapped, public: bytes, private: bytes) -> bytes:
    """With the public half that is kept: `SealedBox` would make it from the private one again for every entry."""
    try:
        return crypto_box_seal_open(wrapped.wrapped, public, private)
    except CryptoError:
        raise Tampered(f"what was sealed to {wrapped.compartment}") from None


def peel(sealed: bytes, half: str, actor: Actor) -> bytes:
    """One layer less of what is sealed to several halves; Tampered where it does not open with this one."""
    try:
        return bytes(SealedBox(PrivateKey(actor.keyring[half])).decrypt(sealed))
    except CryptoError:
        raise Tampered(f"what was sealed to {half}") from None


def seal_to(compartment: Compartment, data: bytes) -> bytes:
    """A few bytes that only readers of the sealed compartment can open, for a place that others read."""
    sealed = data
    for half in reversed(compartment.halves):
        sealed = bytes(SealedBox(_public_key(half)[1]).encrypt(sealed))
    return sealed


def open_from(compartment: Compartment, sealed: bytes, actor: Actor) -> bytes:
    """What `seal_to` sealed; Locked without the private halves, Tampered where it does not open."""
    if not actor.opens(compartment):
        raise Locked(f"{compartment} is locked in this session")
    data = sealed
    for half in compartment.halves:
        data = peel(data, half, actor)
    return data


def fits(half: str, private: bytes) -> bool:
    """Whether what is written from now on opens with this private half; else its public half was exchanged."""
    newest = _compartment_rows(current().root).get(half)
    return newest is not None and newest[1] == bytes(PrivateKey(private).public_key)


def pseudonym(compartment: Compartment, stream: str, version: int) -> str:
    """The name under which a sealed stream's entry of this version stands in its header; 40 hex digits.

    The first entry has a name of its own. It is written beside the open entries of a registration, so its place
    in the log ties that name to a person; the name of all later entries is tied to nobody by it.
    """
    return _keyed_text(f"{'first' if version == 1 else 'pseudonyms'}/{compartment}", stream)


def names(compartment: Compartment, stream: str) -> tuple[str, ...]:
    """Every name under which entries of the stream may stand in headers of this compartment."""
    if not compartment.is_sealed:
        return (stream,)
    # A record begun before the first entry had its own name keeps that one under the second too.
    return pseudonym(compartment, stream, 1), pseudonym(compartment, stream, 2)


def slot_token(compartment: Compartment, stream: str, version: int) -> str:
    """The opaque token of a version of a sealed stream; 40 hex digits, so that versions stay unique."""
    return _keyed_text(f"slots/{compartment}", f"{stream}/{version}")


def row_name(compartment: Compartment, stream: str) -> str:
    """The name of a subject's sealed state row, unlike any name in a header; 40 hex digits."""
    return _keyed_text(f"rows/{compartment}", stream)


def make_open_keys(instance: Instance) -> None:
    """Make the first key of every open compartment, wrapped under the service key. Called by `init`."""
    wrapping = instance.derive("compartment keys")
    for compartment in Compartment:
        if compartment.is_sealed:
            continue
        nonce, place = nacl.utils.random(_NONCE_BYTES), f"{compartment}@1".encode()
        blob = nonce + aead_seal(nacl.utils.random(KEY_BYTES), place, nonce, wrapping)
        CompartmentKey.objects.create(half=str(compartment), epoch=1, wrapped=blob)
    forget()


def make_sealed_keys() -> dict[str, bytes]:
    """Make the key pair of every half of the sealed compartments; returns the private halves, kept nowhere."""
    private_keys: dict[str, bytes] = {}
    for compartment in (c for c in Compartment if c.is_sealed):
        for half in compartment.halves:
            private = PrivateKey.generate()
            CompartmentKey.objects.create(half=half, epoch=1, public=bytes(private.public_key))
            private_keys[half] = bytes(private)
    forget()
    return private_keys


def forget() -> None:
    """Drop the compartment keys that are kept in memory."""
    _every_epoch.cache_clear()
    _open_kek.cache_clear()
    _compartment_rows.cache_clear()
    _unwrapped_kek.cache_clear()


def _open_key(compartment: Compartment) -> tuple[int, bytes]:
    epoch, _, wrapped = _compartment_rows(current().root)[str(compartment)]
    return epoch, _unwrapped_kek(current().root, str(compartment), epoch, wrapped)


def _unwrap_open(wrapped: Wrapped) -> bytes:
    blob = wrapped.wrapped
    kek = _open_kek(current().root, wrapped.compartment, wrapped.epoch)
    try:
        return aead_open(blob[_NONCE_BYTES:], wrapped.entry_id.encode(), blob[:_NONCE_BYTES], kek)
    except (CryptoError, ValueError):
        raise Tampered(f"key of entry {wrapped.entry_id}") from None


def _public_key(half: str) -> tuple[int, PublicKey]:
    epoch, public, _ = _compartment_rows(current().root)[half]
    return epoch, PublicKey(public)


def _keyed_text(purpose: str, text: str) -> str:
    return hashlib.blake2b(text.encode(), key=current().derive(purpose), digest_size=20).hexdigest()


@lru_cache(maxsize=4)
def _every_epoch(root: bytes) -> Mapping[tuple[str, int], tuple[bytes, bytes]]:
    """Every half's keys, the newest epoch last; `root` is here so that another instance has its own."""
    rows = CompartmentKey.objects.order_by("epoch").values_list("half", "epoch", "public", "wrapped")
    return {(half, epoch): (bytes(public), bytes(wrapped)) for half, epoch, public, wrapped in rows}


@lru_cache(maxsize=4)
def _compartment_rows(root: bytes) -> Mapping[str, tuple[int, bytes, bytes]]:
    """The newest epoch of each half."""
    return {half: (epoch, *keys) for (half, epoch), keys in _every_epoch(root).items()}


@lru_cache(maxsize=64)
def _open_kek(root: bytes, compartment: Compartment, epoch: int) -> bytes:
    """The symmetric key of an open compartment; opening an entry asks for it each time."""
    keys = _every_epoch(root).get((str(compartment), epoch))
    if keys is None:
        raise Tampered(f"epoch {epoch} of compartment {compartment}")
    return _unwrapped_kek(root, str(compartment), epoch, keys[1])


@lru_cache(maxsize=64)
def _unwrapped_kek(root: bytes, half: str, epoch: int, wrapped: bytes) -> bytes:
    try:
        return aead_open(
            wrapped[_NONCE_BYTES:],
            f"{half}@{epoch}".encode(),
            wrapped[:_NONCE_BYTES],
            current().derive("compartment keys"),
        )
    except (CryptoError, ValueError):
        raise Tampered(f"key of compartment {half}") from None
