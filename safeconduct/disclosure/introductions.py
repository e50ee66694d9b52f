"""An introduction: an instance's card with what else a peer needs to write to it, signed by the card's own key. Pure.

The card is what two persons compare by its fingerprint; the signature ties the rest to it. Beside the card it says
to which public halves entries of sealed compartments are sealed, so that the server that passes a bundle on opens
none of them; where the inbox listens; for which Power the instance speaks. One RFC 8785 object of up to 4,096 bytes:

    address    https:// and a host, at most 200 characters, or "" where bundles go by file
    card       base 64
    halves     an object: 64 hex digits for each half of a sealed compartment (`case`, `protection/a`)
    power      code of the State for which it speaks, or ""
    signature  128 hex digits: Ed25519 over "safeconduct/introduction/v1" || 0x00 || the object without `signature`
    v          the integer 1
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from safeconduct.access.words import Compartment
from safeconduct.disclosure import cards
from safeconduct.disclosure.cards import Card
from safeconduct.disclosure.refusals import BundleRefused, Reason
from safeconduct.ledger import canonical, signing
from safeconduct.ledger.errors import NotCanonical, Tampered
from safeconduct.ledger.note import decode_base64, encode_base64

BYTES_MAX = 4096
HALVES = frozenset(half for each in Compartment if each.is_sealed for half in each.halves)

_SIGNED_PREFIX = b"safeconduct/introduction/v1\x00"
_MEMBERS = frozenset({"address", "card", "halves", "power", "signature", "v"})
_ADDRESS = re.compile(r"(https?://[A-Za-z0-9.:\[\]-]{1,180}(/[A-Za-z0-9._/-]{0,80})?)?")
_POWER = re.compile(r"([a-z0-9][a-z0-9-]{0,39})?")
_KEY = re.compile(r"[0-9a-f]{64}")
_SIGNATURE = re.compile(r"[0-9a-f]{128}")


@dataclass(frozen=True, slots=True)
class Introduction:
    """Who an instance is and how one writes to it; `data` are the bytes."""

    card: Card
    halves: Mapping[str, bytes]
    address: str
    power: str
    data: bytes = field(repr=False)


def make(card: Card, halves: Mapping[str, bytes], *, address: str, power: str, seed: bytes) -> Introduction:
    """The introduction of the instance whose card and seed these are; ValueError when a member breaks the format."""
    members: dict[str, canonical.Json] = {
        "address": address,
        "card": encode_base64(card.data),
        "halves": {half: key.hex() for half, key in halves.items()},
        "power": power,
        "v": 1,
    }
    signed = signing.sign(_SIGNED_PREFIX + canonical.encode(members), seed=seed)
    try:
        return read(canonical.encode({**members, "signature": signed.hex()}))
    except BundleRefused as refused:
        raise ValueError(f"no introduction: {refused.what}") from None


def read(data: bytes) -> Introduction:
    """The introduction; raises BundleRefused (`BAD_CARD`) for anything that is none or is signed by another key."""
    try:
        value = canonical.decode(data, limit_bytes=BYTES_MAX)
    except NotCanonical as error:
        raise _bad(error.reason) from None
    if not isinstance(value, dict) or value.keys() != _MEMBERS:
        raise _bad("its members")
    if value["v"] != 1 or isinstance(value["v"], bool):
        raise _bad("its version")
    card = _card(value)
    signature, unsigned = str(value["signature"]), {k: v for k, v in value.items() if k != "signature"}
    if not _SIGNATURE.fullmatch(signature):
        raise _bad("its signature")
    try:
        signing.verify(
            _SIGNED_PREFIX + canonical.encode(unsigned), bytes.fromhex(signature), key=card.signing
        )
    except Tampered:
        raise _bad("its signature") from None
    return Introduction(card, _halves(value), _text(value, "address"), _text(value, "power"), data)


def _card(value: Mapping[str, canonical.Json]) -> Card:
    try:
        return cards.read(decode_base64(str(value["card"])))
    except ValueError:
        raise _bad("its card") from None


def _halves(value: Mapping[str, canonical.Json]) -> dict[str, bytes]:
    halves = value["halves"]
    if not isinstance(halves, dict) or halves.keys() != HALVES:
        raise _bad("its halves")
    if not all(isinstance(key, str) and _KEY.fullmatch(key) for key in halves.values()):
        raise _bad("its halves")
    return {half: bytes.fromhex(str(key)) for half, key in halves.items()}


def _text(value: Mapping[str, canonical.Json], name: str) -> str:
    text = value[name]
    form = {"address": _ADDRESS, "power": _POWER}[name]
    if not isinstance(text, str) or not form.fullmatch(text):
        raise _bad(name)
    return text


def _bad(what: str) -> BundleRefused:
    return BundleRefused(Reason.BAD_CARD, what)
