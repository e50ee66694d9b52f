"""An instance's card: who it is, what it is, and its two keys, signed by itself. This text defines version 1.

Owns the bytes of a card and the words in which two persons compare it. Whether a card is trusted is decided by two
persons and kept by the room: a signature by the card's own key proves only that whoever made it holds that key.

A card is one RFC 8785 object (`ledger/canonical.py`), at most 2,048 bytes, with exactly these members:

    created    YYYY-MM-DDThh:mm:ssZ: UTC, a time that exists
    instance   32 hex digits: 128 random bits, the same on every card of the instance, whatever its keys
    name       1 to 200 characters, none of them a control or a formatting character
    role       bureau, receiving_state, power_of_origin, central_agency, protecting_power or field_team
    sealing    64 hex digits: X25519 public key to which bundles for this instance are sealed
    signature  128 hex digits
    signing    64 hex digits: Ed25519 public key with which it signs bundles and checkpoints
    v          the integer 1

`signature` is Ed25519, by `signing`, over "safeconduct/card/v1" || 0x00 || the canonical object without `signature`.
`signing` is a canonical point of the prime-order group, `sealing` is below 2**255 - 19 and not of small order: with
other keys a signature or a secret could be everybody's.

**Fingerprint.** The first 128 bits of SHA-256("safeconduct/fingerprint/v1" || 0x00 || card) as eight words
(`ledger/words.py`), or as eight numbers of five digits for whoever shares no alphabet. Both say the same bits.

    {"created":"2026-03-01T09:00:00Z","instance":"00…0f","name":"National Information Bureau","role":"bureau",
     "sealing":"8f40…6a35","signature":"5c0e…b80d","signing":"03a1…31b8","v":1}

Source: RFC 8785; RFC 8032; RFC 7748; Wilkerson, "A Proposal for Proquints" (2009).
"""

import re
from dataclasses import dataclass, field
from datetime import UTC, datetime
from hashlib import sha256

from nacl.bindings import crypto_scalarmult, crypto_scalarmult_base
from nacl.exceptions import RuntimeError as SodiumError

from safeconduct.disclosure.refusals import BundleRefused, Reason
from safeconduct.law.recipients import Recipient
from safeconduct.ledger import canonical, signing, words
from safeconduct.ledger.errors import NotCanonical, Tampered

CARD_BYTES_MAX = 2048
NAME_CHARACTERS_MAX = 200
KEY_ID_BYTES = 16
# Whose home a bureau is, its enrolment says and no card.
CARD_ROLES = frozenset(Recipient) - {Recipient.HOME_BUREAU}

_SIGNED_PREFIX = b"safeconduct/card/v1\x00"
_FINGERPRINT_PREFIX = b"safeconduct/fingerprint/v1\x00"
_KEY_ID_PREFIX = b"safeconduct/sealing-key/v1\x00"
_MEMBERS = frozenset({"created", "instance", "name", "role", "sealing", "signature", "signing", "v"})
_FIELD_PRIME = 2**255 - 19
# Control and formatting characters, named one by one: two Unicode versions could read a category differently.
_UNSEEN = re.compile("[\x00-\x1f\x7f-\x9f\xad\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff]")
_MOMENT = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}Z")
_FORMS = {
    "created": _MOMENT,
    "instance": re.compile("[0-9a-f]{32}"),
    "sealing": re.compile("[0-9a-f]{64}"),
    "signature": re.compile("[0-9a-f]{128}"),
    "signing": re.compile("[0-9a-f]{64}"),
}


@dataclass(frozen=True, slots=True)
class Card:
    """Who an instance is; see the module's text. `data` are the bytes of the card."""

    instance: str
    name: str
    role: Recipient
    signing: bytes
    sealing: bytes
    created: str
    data: bytes = field(repr=False)

    @property
    def key_id(self) -> bytes:
        """The 16 bytes by which a bundle names the key it is sealed to."""
        return sha256(_KEY_ID_PREFIX + self.sealing).digest()[:KEY_ID_BYTES]

    @property
    def fingerprint(self) -> str:
        """Eight words to compare by reading aloud."""
        return words.of(self._digest())

    @property
    def numbers(self) -> str:
        """The same as eight numbers of five digits, for two persons who share no alphabet."""
        digest = self._digest()
        return " ".join(f"{int(digest[start : start + 4], 16):05}" for start in range(0, 32, 4))

    def _digest(self) -> str:
        return sha256(_FINGERPRINT_PREFIX + self.data).hexdigest()


@dataclass(frozen=True, slots=True)
class Keys:
    """What an instance holds of itself: its card, its 32-byte Ed25519 seed, its 32-byte X25519 private key."""

    card: Card
    seed: bytes = field(repr=False)
    private: bytes = field(repr=False)


def make(
    instance: str, name: str, role: Recipient, *, created: datetime, seed: bytes, private: bytes
) -> Keys:
    """Return an instance's own keys with the card that tells of them.

    `seed` and `private` are 32 random bytes each. Raises ValueError when a member breaks the format.
    """
    if len(seed) != signing.KEY_BYTES or len(private) != signing.KEY_BYTES:
        raise ValueError("seed and private key are 32 bytes each")
    members: dict[str, canonical.Json] = {
        "created": text_of(created),
        "instance": instance,
        "name": name,
        "role": str(role),
        "sealing": crypto_scalarmult_base(private).hex(),
        "signing": signing.public_key(seed).hex(),
        "v": 1,
    }
    signed = signing.sign(_SIGNED_PREFIX + canonical.encode(members), seed=seed)
    try:
        card = read(canonical.encode({**members, "signature": signed.hex()}))
    except BundleRefused as refused:
        raise ValueError(f"no card: {refused.what}") from None
    return Keys(card, seed, private)


def read(data: bytes) -> Card:
    """Return the card; raises BundleRefused (`BAD_CARD`) for anything that is none, or is signed by another key."""
    members = _members(data)
    signature = bytes.fromhex(_text(members, "signature"))
    key, sealing = bytes.fromhex(_text(members, "signing")), bytes.fromhex(_text(members, "sealing"))
    _check_keys(key, sealing)
    unsigned = canonical.encode({name: value for name, value in members.items() if name != "signature"})
    try:
        signing.verify(_SIGNED_PREFIX + unsigned, signature, key=key)
    except Tampered:
        raise _bad("its signature") from None
    return Card(
        _text(members, "instance"),
        _text(members, "name"),
        Recipient(_text(members, "role")),
        key,
        sealing,
        _text(members, "created"),
        data,
    )


def moment_of(text: str) -> datetime | None:
    """The time that `text` says, UTC to the second, as cards and bundles write it; None when it is none."""
    if not _MOMENT.fullmatch(text):
        return None
    try:
        return datetime.strptime(text, "%Y-%m-%dT%H:%M:%SZ").replace(tzinfo=UTC)
    except ValueError:
        return None


def text_of(moment: datetime) -> str:
    """The moment as cards and bundles write it: `2026-03-01T09:00:00Z`; it must have a zone."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def _members(data: bytes) -> dict[str, canonical.Json]:
    try:
        value = canonical.decode(data, limit_bytes=CARD_BYTES_MAX)
    except NotCanonical as error:
        raise _bad(error.reason) from None
    if not isinstance(value, dict) or value.keys() != _MEMBERS:
        raise _bad("its members")
    if value["v"] != 1 or isinstance(value["v"], bool):
        raise _bad("its version")
    for name, form in _FORMS.items():
        if not form.fullmatch(_text(value, name)):
            raise _bad(name)
    if moment_of(_text(value, "created")) is None:
        raise _bad("created")
    name = _text(value, "name")
    if not 0 < len(name) <= NAME_CHARACTERS_MAX or _UNSEEN.search(name) or name != name.strip():
        raise _bad("name")
    if _text(value, "role") not in CARD_ROLES:
        raise _bad("role")
    return value


def _text(members: dict[str, canonical.Json], name: str) -> str:
    value = members[name]
    if not isinstance(value, str):
        raise _bad(name)
    return value


def _check_keys(key: bytes, sealing: bytes) -> None:
    try:
        signing.check_public_key(key)
    except ValueError:
        raise _bad("its signing key") from None
    if int.from_bytes(sealing, "little") >= _FIELD_PRIME:
        raise _bad("its sealing key")
    try:
        # With a key of small order the secret is zero whatever the other side's private key is.
        crypto_scalarmult(bytes(range(32)), sealing)
    except SodiumError:
        raise _bad("its sealing key") from None


def _bad(what: str) -> BundleRefused:
    return BundleRefused(Reason.BAD_CARD, what)
