"""The manifest of a bundle and its proof: what is told to whom on what ground, and where that stands in the log.

Owns their shapes; `format.py` defines the bytes.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from safeconduct.disclosure.cards import moment_of
from safeconduct.disclosure.refusals import BundleRefused, Reason
from safeconduct.ledger import canonical
from safeconduct.ledger.canonical import Json
from safeconduct.ledger.errors import NotCanonical

MANIFEST_BYTES_MAX = 4096
PROOF_BYTES_MAX = 262_144
BRIDGE_MAX = 2_000
BASIS_CHARACTERS_MAX = 300

_VERSION = 1
_PURPOSE = re.compile(r"[a-z][a-z0-9._]{0,63}")
_INSTANCE = re.compile(r"[0-9a-f]{32}")
_HASH = re.compile(r"[0-9a-f]{64}")
_MANIFEST_MEMBERS = frozenset(
    {"basis", "created", "expires", "items", "previous", "purpose", "recipient", "sender", "sequence", "v"}
)
_PROOF_MEMBERS = frozenset({"bridge", "checkpoint", "consistency", "inclusion", "since"})
_SENDER_MEMBERS = frozenset({"instance", "signing"})
_RECIPIENT_MEMBERS = frozenset({"instance", "sealing", "signing"})


@dataclass(frozen=True, slots=True)
class Terms:
    """For what and on what ground something is told, when, and until when it may be taken (`cards.text_of`)."""

    purpose: str
    basis: str
    created: str
    expires: str


@dataclass(frozen=True, slots=True)
class Party:
    """An instance by its id and its keys; a sender is named without its sealing key."""

    instance: str
    signing: bytes
    sealing: bytes = b""


@dataclass(frozen=True, slots=True)
class Manifest:
    """What stands at the head of a bundle. `previous` is a leaf in hexadecimal, or ""."""

    terms: Terms
    items: int
    previous: str
    recipient: Party
    sender: Party
    sequence: int


@dataclass(frozen=True, slots=True)
class Proof:
    """Where a bundle stands in the log of its recipient."""

    bridge: tuple[bytes, ...]
    checkpoint: str
    consistency: tuple[bytes, ...]
    inclusion: tuple[bytes, ...]
    since: int


def write(manifest: Manifest) -> bytes:
    """Return the bytes of the manifest; raises ValueError when a member breaks the format."""
    sender: dict[str, Json] = {"instance": manifest.sender.instance, "signing": manifest.sender.signing.hex()}
    recipient: dict[str, Json] = {
        "instance": manifest.recipient.instance,
        "sealing": manifest.recipient.sealing.hex(),
        "signing": manifest.recipient.signing.hex(),
    }
    try:
        data = canonical.encode(
            {
                "basis": manifest.terms.basis,
                "created": manifest.terms.created,
                "expires": manifest.terms.expires,
                "items": manifest.items,
                "previous": manifest.previous,
                "purpose": manifest.terms.purpose,
                "recipient": recipient,
                "sender": sender,
                "sequence": manifest.sequence,
                "v": _VERSION,
            }
        )
        read(data)
    except (NotCanonical, BundleRefused) as error:
        raise ValueError(f"not a manifest that can be written: {error}") from None
    return data


def read(data: bytes) -> Manifest:
    """Return the manifest; raises BundleRefused (`MALFORMED`, `NEWER_VERSION`)."""
    value = _object(data, MANIFEST_BYTES_MAX, "the manifest")
    version = _integer(value, "v")
    if version > _VERSION:
        raise BundleRefused(Reason.NEWER_VERSION)
    if value.keys() != _MANIFEST_MEMBERS or version != _VERSION:
        raise _malformed("members of the manifest")
    basis, previous = _text(value, "basis"), _text(value, "previous")
    if not 0 < len(basis) <= BASIS_CHARACTERS_MAX:
        raise _malformed("basis")
    sequence = _integer(value, "sequence")
    if sequence < 1 or (previous == "") != (sequence == 1) or (previous and not _HASH.fullmatch(previous)):
        raise _malformed("sequence or previous")
    terms = Terms(
        _matching(value, "purpose", _PURPOSE), basis, _text(value, "created"), _text(value, "expires")
    )
    _check_times(terms)
    return Manifest(
        terms,
        _integer(value, "items"),
        previous,
        _party(value, "recipient", _RECIPIENT_MEMBERS),
        _party(value, "sender", _SENDER_MEMBERS),
        sequence,
    )


def write_proof(proof: Proof) -> bytes:
    """Return the bytes of the proof."""
    return canonical.encode(
        {
            "bridge": [each.hex() for each in proof.bridge],
            "checkpoint": proof.checkpoint,
            "consistency": [each.hex() for each in proof.consistency],
            "inclusion": [each.hex() for each in proof.inclusion],
            "since": proof.since,
        }
    )


def read_proof(data: bytes) -> Proof:
    """Return the proof; raises BundleRefused (`MALFORMED`). Nothing is verified yet."""
    value = _object(data, PROOF_BYTES_MAX, "the proof")
    if value.keys() != _PROOF_MEMBERS:
        raise _malformed("members of the proof")
    since = _integer(value, "since")
    if since < 0:
        raise _malformed("since")
    return Proof(
        _hashes(value, "bridge", BRIDGE_MAX),
        _text(value, "checkpoint"),
        _hashes(value, "consistency", 65),
        _hashes(value, "inclusion", 64),
        since,
    )


def _object(data: bytes, limit_bytes: int, what: str) -> dict[str, Json]:
    try:
        value = canonical.decode(data, limit_bytes=limit_bytes)
    except NotCanonical as error:
        raise _malformed(f"{what} is {error.reason}") from None
    if not isinstance(value, dict):
        raise _malformed(f"{what} is no object")
    return value


def _check_times(terms: Terms) -> None:
    created, expires = moment_of(terms.created), moment_of(terms.expires)
    if created is None or expires is None or expires < created:
        raise _malformed("times of the manifest")


def _party(value: Mapping[str, Json], name: str, members: frozenset[str]) -> Party:
    found = value[name]
    if not isinstance(found, dict) or found.keys() != members:
        raise _malformed(name)
    sealing = bytes.fromhex(_matching(found, "sealing", _HASH)) if "sealing" in members else b""
    return Party(
        _matching(found, "instance", _INSTANCE), bytes.fromhex(_matching(found, "signing", _HASH)), sealing
    )


def _hashes(value: Mapping[str, Json], name: str, count_max: int) -> tuple[bytes, ...]:
    found = value[name]
    if not isinstance(found, Sequence) or isinstance(found, str) or len(found) > count_max:
        raise _malformed(name)
    if not all(isinstance(each, str) and _HASH.fullmatch(each) for each in found):
        raise _malformed(name)
    return tuple(bytes.fromhex(str(each)) for each in found)


def _text(value: Mapping[str, Json], name: str) -> str:
    found = value.get(name)
    if not isinstance(found, str):
        raise _malformed(name)
    return found


def _matching(value: Mapping[str, Json], name: str, form: re.Pattern[str]) -> str:
    found = _text(value, name)
    if not form.fullmatch(found):
        raise _malformed(name)
    return found


def _integer(value: Mapping[str, Json], name: str) -> int:
    found = value.get(name)
    if isinstance(found, bool) or not isinstance(found, int):
        raise _malformed(name)
    return found


def _malformed(what: str) -> BundleRefused:
    return BundleRefused(Reason.MALFORMED, what)
