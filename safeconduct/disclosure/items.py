"""What a bundle carries: a list of items, each one RFC 8785 object. This text defines their members.

Owns the bytes of items. What an item means in a conversation, and whether it may leave at all, is left to the room.

Every item has `kind` and `v`, the integer 1. Binary members are base 64 with padding (RFC 4648 section 4).

    entry             an entry of an open compartment, byte for byte, with the key that opens it
        body, header, key, signature     base 64; see `ledger/entry.py`
    sealed_entry      an entry of a sealed compartment; its key is sealed to the recipient's readers, so that not
                      even the recipient's server opens it
        body, header, signature          base 64; see `ledger/entry.py`
        stream                           32 hex digits: the subject, as the sender says
        version                          integer from 1 to 2**53 - 1: place in the stream, as the sender says
        wrapped                          base 64: the key, sealed to the public halves of the compartment, 33 bytes
                                         or more
    message           one step of a conversation
        about         32 hex digits: what the conversation is about (an enquiry, a case); the same in its answers
        body          an object; its members are those of the type
        id            32 hex digits: this message
        type          1 to 64 of a-z 0-9 . _, beginning with a letter
    checkpoint        the signed head of a log, perhaps co-signed
        note          text of the note
    acknowledgement   what became of a bundle that the other side sent
        leaf          64 hex digits: the bundle's leaf
        note          text of the newest checkpoint of that log which the recipient holds
        outcome       taken, parked or refused
        reason        a word of `disclosure/refusals.py`; "" when taken; with `refused`, `not_come` for a bundle
                      of which a later one told by hash alone, and which is to be sent again; its note is ""
        sequence      integer from 1 to 2**53 - 1
    card              a card, for the rotation of keys
        card          base 64

An item of another kind, or with a higher `v`, is *newer*: it is kept as it came and shown as newer, never dropped. An
item of a known kind with other members than these is malformed. The signature of an entry must be by the key in its
header, and an open one's key the one its header commits to. An entry whose header is of the other kind is refused:
the key of a sealed entry never travels bare.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TypeAlias

from safeconduct.disclosure import cards
from safeconduct.disclosure.cards import Card
from safeconduct.disclosure.refusals import BundleRefused, Reason
from safeconduct.ledger import canonical, entry
from safeconduct.ledger.canonical import Json
from safeconduct.ledger.entry import Stored
from safeconduct.ledger.errors import NotCanonical, Tampered
from safeconduct.ledger.note import decode_base64, encode_base64

ITEM_BYTES_MAX = 24 * 1024 * 1024
VERSION = 1

_TYPE = re.compile(r"[a-z][a-z0-9._]{0,63}")
_HEX_ID = re.compile(r"[0-9a-f]{32}")
_LEAF = re.compile(r"[0-9a-f]{64}")
_REASON = re.compile(r"[a-z_]{0,64}")


class Outcome(StrEnum):
    """What became of a received bundle."""

    TAKEN = "taken"
    PARKED = "parked"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class CarriedEntry:
    """An entry as its author sealed and signed it, and its 32-byte key."""

    stored: Stored
    key: bytes = field(repr=False)

    def header(self) -> entry.Header:
        """What stands in clear before it."""
        return entry.parse_header(self.stored.header)

    def plaintext(self) -> bytes:
        """The canonical JSON of its body; Tampered when the key is another's."""
        return entry.open_body(self.stored, self.key)


@dataclass(frozen=True, slots=True)
class SealedEntry:
    """An entry of a sealed compartment, its key sealed to the recipient's readers; `stream` as the sender says."""

    stored: Stored
    stream: str
    version: int
    wrapped: bytes = field(repr=False)

    def header(self) -> entry.Header:
        """What stands in clear before it."""
        return entry.parse_header(self.stored.header)


@dataclass(frozen=True, slots=True)
class Message:
    """One step of a conversation: what kind, its id, what it is about, its members."""

    type: str
    id: str
    about: str
    body: Mapping[str, Json] = field(repr=False)


@dataclass(frozen=True, slots=True)
class HeldCheckpoint:
    """The head of a log, as a signed note."""

    note: str


@dataclass(frozen=True, slots=True)
class Acknowledgement:
    """What became of the bundle with this number and leaf (32 bytes), and the newest checkpoint held."""

    sequence: int
    leaf: bytes
    outcome: Outcome
    reason: str
    note: str


@dataclass(frozen=True, slots=True)
class NewCard:
    """A card that takes the place of another of the same instance, or stands beside it."""

    card: Card


@dataclass(frozen=True, slots=True)
class Newer:
    """An item that this program does not know, kept as it came."""

    kind: str
    version: int
    data: bytes = field(repr=False)


Item: TypeAlias = CarriedEntry | SealedEntry | Message | HeldCheckpoint | Acknowledgement | NewCard | Newer


def kind_of(item: Item) -> str:
    """The item's `kind`."""
    return item.kind if isinstance(item, Newer) else _KINDS[type(item)]


def write(item: Item) -> bytes:
    """Return the bytes of the item; raises ValueError for one that would not be read back."""
    if isinstance(item, Newer):
        return item.data
    try:
        data = canonical.encode({"kind": _KINDS[type(item)], "v": VERSION, **_members_of(item)})
        read(data)
    except (NotCanonical, BundleRefused) as error:
        raise ValueError(f"not an item that can be written: {error}") from None
    return data


def read(data: bytes) -> Item:
    """Return the item; raises BundleRefused (`MALFORMED`, `BAD_ENTRY`, `BAD_CARD`) for what is none."""
    try:
        value = canonical.decode(data, limit_bytes=ITEM_BYTES_MAX)
    except NotCanonical as error:
        raise _malformed(f"an item is {error.reason}") from None
    if not isinstance(value, dict):
        raise _malformed("an item is no object")
    kind, version = value.get("kind"), value.get("v")
    if not isinstance(kind, str) or not _TYPE.fullmatch(kind):
        raise _malformed("kind of an item")
    if isinstance(version, bool) or not isinstance(version, int) or version < VERSION:
        raise _malformed("version of an item")
    if kind not in _MEMBERS or version > VERSION:
        return Newer(kind, version, data)
    if value.keys() != _MEMBERS[kind] | {"kind", "v"}:
        raise _malformed(f"members of an item of kind {kind}")
    return _read_known(kind, value)


def _read_known(kind: str, value: Mapping[str, Json]) -> Item:
    match kind:
        case "entry":
            return _read_entry(value)
        case "sealed_entry":
            return _read_sealed_entry(value)
        case "message":
            return _read_message(value)
        case "checkpoint":
            return HeldCheckpoint(_text(value, "note"))
        case "acknowledgement":
            return _read_acknowledgement(value)
    return NewCard(cards.read(_binary(value, "card")))


def _read_entry(value: Mapping[str, Json]) -> CarriedEntry:
    carried = CarriedEntry(_stored(value, entry.OpenHeader), _binary(value, "key"))
    try:
        canonical.decode(carried.plaintext(), limit_bytes=ITEM_BYTES_MAX)
    except Tampered as error:
        raise BundleRefused(Reason.BAD_ENTRY, error.what) from None
    except NotCanonical as error:
        raise BundleRefused(Reason.BAD_ENTRY, f"its text is {error.reason}") from None
    return carried


def _read_sealed_entry(value: Mapping[str, Json]) -> SealedEntry:
    wrapped = _binary(value, "wrapped")
    if len(wrapped) <= entry.KEY_BYTES:
        raise BundleRefused(Reason.BAD_ENTRY, "its key is not sealed")
    return SealedEntry(
        _stored(value, entry.SealedHeader),
        _matching(value, "stream", _HEX_ID),
        _counted(value, "version"),
        wrapped,
    )


def _stored(value: Mapping[str, Json], kind: type[entry.OpenHeader] | type[entry.SealedHeader]) -> Stored:
    """The entry, signed by the key in its header; its header must be of the kind that the item says."""
    stored = Stored(*(_binary(value, name) for name in ("header", "body", "signature")))
    try:
        header = entry.parse_header(stored.header)
        entry.check(stored, bytes.fromhex(header.key))
    except Tampered as error:
        raise BundleRefused(Reason.BAD_ENTRY, error.what) from None
    if not isinstance(header, kind):
        raise BundleRefused(Reason.BAD_ENTRY, "its compartment is of the other kind")
    return stored


def _read_message(value: Mapping[str, Json]) -> Message:
    body = value["body"]
    if not isinstance(body, dict):
        raise _malformed("body of a message")
    return Message(
        _matching(value, "type", _TYPE),
        _matching(value, "id", _HEX_ID),
        _matching(value, "about", _HEX_ID),
        body,
    )


def _read_acknowledgement(value: Mapping[str, Json]) -> Acknowledgement:
    sequence, outcome = _counted(value, "sequence"), _text(value, "outcome")
    if outcome not in list(Outcome):
        raise _malformed("outcome of an acknowledgement")
    leaf, reason = _matching(value, "leaf", _LEAF), _matching(value, "reason", _REASON)
    return Acknowledgement(sequence, bytes.fromhex(leaf), Outcome(outcome), reason, _text(value, "note"))


def _members_of(item: Item) -> dict[str, Json]:
    match item:
        case CarriedEntry(stored, key):
            return {
                "body": encode_base64(stored.body),
                "header": encode_base64(stored.header),
                "key": encode_base64(key),
                "signature": encode_base64(stored.signature),
            }
        case SealedEntry():
            return {
                "body": encode_base64(item.stored.body),
                "header": encode_base64(item.stored.header),
                "signature": encode_base64(item.stored.signature),
                "stream": item.stream,
                "version": item.version,
                "wrapped": encode_base64(item.wrapped),
            }
        case Message():
            return {"type": item.type, "id": item.id, "about": item.about, "body": item.body}
        case HeldCheckpoint(note):
            return {"note": note}
        case Acknowledgement():
            return {
                "sequence": item.sequence,
                "leaf": item.leaf.hex(),
                "outcome": str(item.outcome),
                "reason": item.reason,
                "note": item.note,
            }
        case NewCard(card):
            return {"card": encode_base64(card.data)}
    raise ValueError("a newer item is written as it came")


_KINDS: dict[type[Item], str] = {
    CarriedEntry: "entry",
    SealedEntry: "sealed_entry",
    Message: "message",
    HeldCheckpoint: "checkpoint",
    Acknowledgement: "acknowledgement",
    NewCard: "card",
}
_MEMBERS: dict[str, frozenset[str]] = {
    "entry": frozenset({"body", "header", "key", "signature"}),
    "sealed_entry": frozenset({"body", "header", "signature", "stream", "version", "wrapped"}),
    "message": frozenset({"about", "body", "id", "type"}),
    "checkpoint": frozenset({"note"}),
    "acknowledgement": frozenset({"leaf", "note", "outcome", "reason", "sequence"}),
    "card": frozenset({"card"}),
}


def _text(value: Mapping[str, Json], name: str) -> str:
    text = value[name]
    if not isinstance(text, str):
        raise _malformed(f"{name} of an item")
    return text


def _counted(value: Mapping[str, Json], name: str) -> int:
    number = value[name]
    if isinstance(number, bool) or not isinstance(number, int) or number < 1:
        raise _malformed(f"{name} of an item")
    return number


def _matching(value: Mapping[str, Json], name: str, form: re.Pattern[str]) -> str:
    text = _text(value, name)
    if not form.fullmatch(text):
        raise _malformed(f"{name} of an item")
    return text


def _binary(value: Mapping[str, Json], name: str) -> bytes:
    try:
        return decode_base64(_text(value, name))
    except ValueError:
        raise _malformed(f"{name} of an item") from None


def _malformed(what: str) -> BundleRefused:
    return BundleRefused(Reason.MALFORMED, what)
