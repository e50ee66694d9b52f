"""What stands of each subject of a sealed compartment, in one sealed row, for lists that readers open.

The service cannot open what these rows are made of, so `rebuild` leaves them alone and a backup goes without them. A
reader's session folds whatever was written since the last reader folded: her own entries in the same transaction,
and those of people who write and cannot read. Rows are sealed under a key made from the private half of the
compartment, filled to one size, and tied to their place.
"""

import hashlib
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

import nacl.utils
from nacl.bindings import crypto_aead_xchacha20poly1305_ietf_decrypt as aead_open
from nacl.bindings import crypto_aead_xchacha20poly1305_ietf_encrypt as aead_seal
from nacl.exceptions import CryptoError
from pydantic import TypeAdapter

from safeconduct.access.actor import Actor
from safeconduct.access.words import Compartment
from safeconduct.ledger.errors import Tampered
from safeconduct.sources.facts import Erased
from safeconduct.store import keyring, sql
from safeconduct.store.entries import Entry
from safeconduct.store.errors import Locked
from safeconduct.store.history import NONE_OPENED, entries_since, histories, newest_leaf
from safeconduct.store.models import StateRow, StatesFolded

State = TypeVar("State")

_NONCE_BYTES = 24
_AT_ONCE = 500
_LOOKED_UP_AT_ONCE = 5_000
# Looking through so few entries again is cheaper than a write at every reading.
_FAR_BEHIND = 1_000


@dataclass(frozen=True)
class Kept(Generic[State]):
    """One room's states: of which compartment, their shape, how they are folded, and to what size they are filled.

    `fold` takes the entries of a stream in fold order and its subject; None for a stream that keeps no row.
    """

    compartment: Compartment
    adapter: TypeAdapter[State]
    fold: Callable[[Sequence[Entry], str], State | None]
    row_bytes: int = 1024


def catch_up(kept: Kept[State], reader: Actor, opened_before: Mapping[str, Entry] = NONE_OPENED) -> int:
    """Fold what is newer than the rows; how many subjects that concerned. Call it inside a transaction.

    `opened_before` are entries by id that this transaction opened already.
    """
    after, newest = _folded(kept.compartment), newest_leaf()
    if newest <= after:
        return 0
    newer = entries_since(kept.compartment, after, reader, opened_before)
    concerned = sorted({entry.stream for entry in newer if not isinstance(entry.fact, Erased)})
    for start in range(0, len(concerned), _AT_ONCE):
        _rewrite(kept, concerned[start : start + _AT_ONCE], reader, opened_before)
    if concerned or newest - after > _FAR_BEHIND:
        sql.upsert(StatesFolded, [(str(kept.compartment), newest)])
    return len(concerned)


def every(kept: Kept[State], reader: Actor) -> Iterator[State]:
    """What stands of every subject, one after the other; call `catch_up` first. Locked without the keys.

    Whoever keeps none of them pays for no memory and for no search of it for what is no longer needed.
    """
    key, opened = _row_key(kept.compartment, reader), kept.adapter.validator.validate_json
    for tag, _, sealed in sql.each(StateRow, "WHERE compartment = %s", (str(kept.compartment),)):
        state: State = opened(_opened(tag, bytes(sealed), key))
        yield state


def some(kept: Kept[State], subjects: Iterable[str], reader: Actor) -> dict[str, State]:
    """The same of these subjects alone; those of whom nothing is kept are left out."""
    key = _row_key(kept.compartment, reader)
    tags = {_tag(kept.compartment, subject): subject for subject in subjects}
    wanted, found = list(tags), {}
    for start in range(0, len(wanted), _LOOKED_UP_AT_ONCE):
        chunk = wanted[start : start + _LOOKED_UP_AT_ONCE]
        for tag, _, sealed in sql.select(StateRow, f"WHERE {sql.any_of('tag', chunk)}", chunk):
            found[tags[tag]] = kept.adapter.validate_json(_opened(tag, bytes(sealed), key))
    return found


def forget(compartment: Compartment, subjects: Iterable[str]) -> None:
    """Throw the rows of these subjects away; they are found by their keyed names, without opening anything."""
    StateRow.objects.filter(tag__in=[_tag(compartment, subject) for subject in subjects]).delete()


def begin_again(compartment: Compartment) -> None:
    """Throw every row of the compartment away; the next reader makes them anew."""
    StateRow.objects.filter(compartment=compartment).delete()
    StatesFolded.objects.filter(compartment=compartment).delete()


def _rewrite(
    kept: Kept[State], subjects: Sequence[str], reader: Actor, opened_before: Mapping[str, Entry]
) -> None:
    key = _row_key(kept.compartment, reader)
    rows = []
    for subject, entries in histories(subjects, [kept.compartment], reader, opened_before).items():
        state = kept.fold(entries, subject)
        if state is not None:
            tag = _tag(kept.compartment, subject)
            rows.append(
                (tag, str(kept.compartment), _sealed(tag, kept.adapter.dump_json(state), kept, key=key))
            )
    sql.upsert(StateRow, rows)


def _sealed(tag: str, plain: bytes, kept: Kept[State], *, key: bytes) -> bytes:
    """Filled with spaces, which JSON passes over; a state that is too long takes a multiple of the size."""
    filled = plain.ljust(-(-len(plain) // kept.row_bytes) * kept.row_bytes)
    nonce = nacl.utils.random(_NONCE_BYTES)
    return nonce + aead_seal(filled, tag.encode(), nonce, key)


def _opened(tag: str, blob: bytes, key: bytes) -> bytes:
    try:
        return aead_open(blob[_NONCE_BYTES:], tag.encode(), blob[:_NONCE_BYTES], key)
    except (CryptoError, ValueError):
        raise Tampered(f"sealed row {tag}") from None


def _row_key(compartment: Compartment, reader: Actor) -> bytes:
    if not reader.opens(compartment):
        raise Locked(f"{compartment} is locked in this session")
    made = hashlib.blake2b(digest_size=32, key=reader.keyring[compartment.halves[0]], person=b"sealed rows")
    made.update(str(compartment).encode())
    return made.digest()


def _tag(compartment: Compartment, subject: str) -> str:
    return keyring.row_name(compartment, subject)


def _folded(compartment: Compartment) -> int:
    leaf = StatesFolded.objects.filter(pk=str(compartment)).values_list("leaf", flat=True).first()
    return -1 if leaf is None else leaf
