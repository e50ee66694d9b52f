"""Signed notes: a text under which several parties sign, readable by people and by the tools of other logs.

Owns the format, the key ids and Ed25519 signatures of type 0x01. What the text says is left to
`checkpoint.py`.

A note is a text that ends in a newline, an empty line, and one or more lines

    — NAME BASE64(key id, 4 bytes || signature)

that begin with an em dash and a space. Each signature is over the text with its last newline. The key id is
the first four bytes of SHA-256(NAME || 0x0A || type || public key), so that one name may have several keys
and types.

Signatures by parties that the reader does not know are kept, and ignored. A signature by a known party that
does not verify spoils the whole note.

A key is shared as `NAME+8 hex digits of the key id+BASE64(type || public key)`.

Source: C2SP signed-note.
"""

import base64
import binascii
import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import IntEnum
from hashlib import sha256

from safeconduct.ledger import signing
from safeconduct.ledger.errors import Tampered

NOTE_BYTES_MAX = 1024 * 1024
SIGNATURES_MAX = 100

_KEY_ID_BYTES = 4
_LINE_START = "— "
# Below the space only the newline is allowed. Source: C2SP signed-note, "Format".
_CONTROL = re.compile("[\x00-\x09\x0b-\x1f]")
_VKEY = re.compile(r"([^+]+)\+([0-9a-f]{8})\+([A-Za-z0-9+/=]+)")


class SignatureType(IntEnum):
    """The kinds of signature written or verified here. Source: C2SP signed-note, "Signature types"."""

    ED25519 = 0x01
    COSIGNATURE = 0x04


@dataclass(frozen=True, slots=True)
class Signature:
    """One signature line: who claims to sign, with which key (4 bytes), and the bytes of the signature."""

    name: str
    key_id: bytes
    signature: bytes


@dataclass(frozen=True, slots=True)
class Note:
    """A text and the signatures under it, none of them verified yet."""

    text: str
    signatures: tuple[Signature, ...]


@dataclass(frozen=True, slots=True)
class VerifierKey:
    """A public key as it is shared: whose it is and for which type of signature."""

    name: str
    type: SignatureType
    public: bytes

    @property
    def key_id(self) -> bytes:
        """The four bytes by which signature lines name this key."""
        return _key_id(self.name, self.type, self.public)


def parse(data: bytes) -> Note:
    """Return the note; raises Tampered when `data` is not a signed note. Nothing is verified yet."""
    text, signature_lines = _split(_decode(data))
    lines = signature_lines.split("\n")
    if len(lines) > SIGNATURES_MAX:
        raise Tampered("number of signatures of a note")
    return Note(text, tuple(_parse_line(line) for line in lines))


def format(note: Note) -> bytes:
    """Return the bytes of `note`; raises ValueError when it would not be read back."""
    lines = [
        f"{_LINE_START}{signature.name} {encode_base64(signature.key_id + signature.signature)}\n"
        for signature in note.signatures
    ]
    try:
        data = (note.text + "\n" + "".join(lines)).encode()
        if parse(data) == note:
            return data
    except (Tampered, UnicodeEncodeError):
        pass
    raise ValueError("the text, or the name of a signer, does not fit into a note")


def sign(text: str, name: str, *, seed: bytes) -> Note:
    """Return a note of `text` signed by `name`; `seed` is the 32-byte Ed25519 seed.

    Raises ValueError when text or name does not fit into a note.
    """
    return add_signature(Note(text, ()), name, seed=seed)


def add_signature(note: Note, name: str, *, seed: bytes) -> Note:
    """Return `note` with one more signature of type 0x01, after those it has."""
    key = VerifierKey(name, SignatureType.ED25519, signing.public_key(seed))
    return append(note, key, signing.sign(note.text.encode(), seed=seed))


def append(note: Note, key: VerifierKey, signature: bytes) -> Note:
    """Return `note` with a signature by `key` added; raises ValueError when it would not be read back."""
    signed = Note(note.text, (*note.signatures, Signature(key.name, key.key_id, signature)))
    format(signed)
    return signed


def verify(note: Note, keys: Mapping[str, bytes]) -> frozenset[str]:
    """Return the names whose signature of type 0x01 stands under the note.

    `keys` maps a name to its 32-byte public key. Raises Tampered when a known key's signature does not
    verify, or when no known key has signed.
    """
    message = note.text.encode()
    known = signatures_of(note, keys, type=SignatureType.ED25519)
    for name, signature in known:
        signing.verify(message, signature, key=keys[name])
    if not known:
        raise Tampered("note without a known signer")
    return frozenset(name for name, _ in known)


def signatures_of(note: Note, keys: Mapping[str, bytes], *, type: SignatureType) -> list[tuple[str, bytes]]:
    """Return (name, unverified signature) for each line by the name and key id of a key in `keys`."""
    ids = {name: VerifierKey(name, type, public).key_id for name, public in keys.items()}
    return [(line.name, line.signature) for line in note.signatures if ids.get(line.name) == line.key_id]


def format_vkey(key: VerifierKey) -> str:
    """Return the key as one line of text for sharing; raises ValueError when it would not be read back."""
    text = f"{key.name}+{key.key_id.hex()}+{encode_base64(bytes([key.type]) + key.public)}"
    if parse_vkey(text) != key:
        raise ValueError("the name does not fit into a verifier key")
    return text


def parse_vkey(text: str) -> VerifierKey:
    """Return the key in `text`; raises ValueError when text, key id or key is not as it must be."""
    found = _VKEY.fullmatch(text)
    if not found or not _is_name(found[1]):
        raise ValueError("not a verifier key")
    coded = decode_base64(found[3])
    key = VerifierKey(found[1], SignatureType(coded[0]), coded[1:])
    signing.check_public_key(key.public)
    if key.key_id.hex() != found[2]:
        raise ValueError("the key id is not that of the key")
    return key


def encode_base64(data: bytes) -> str:
    """Return `data` in standard base 64 with padding. Source: RFC 4648 section 4."""
    return base64.b64encode(data).decode("ascii")


def decode_base64(text: str) -> bytes:
    """Return what `text` encodes; raises ValueError unless it is the one form that `encode_base64` makes."""
    try:
        data = base64.b64decode(text.encode("ascii"), validate=True)
    except (UnicodeEncodeError, binascii.Error):
        raise ValueError("not base 64") from None
    # Unused bits at the end could carry another text under the same bytes.
    if not data or encode_base64(data) != text:
        raise ValueError("not base 64")
    return data


def _key_id(name: str, type: SignatureType, public: bytes) -> bytes:
    return sha256(name.encode() + b"\n" + bytes([type]) + public).digest()[:_KEY_ID_BYTES]


def _decode(data: bytes) -> str:
    if len(data) > NOTE_BYTES_MAX:
        raise Tampered("length of a note")
    try:
        note_text = data.decode("utf-8")
    except UnicodeDecodeError:
        raise Tampered("encoding of a note") from None
    if _CONTROL.search(note_text):
        raise Tampered("control character in a note")
    return note_text


def _split(whole: str) -> tuple[str, str]:
    """Cut at the last empty line: the text keeps its newline, since the signatures cover it."""
    text, separator, lines = whole.rpartition("\n\n")
    if not separator or not lines.endswith("\n"):
        raise Tampered("form of a note")
    return text + "\n", lines.removesuffix("\n")


def _parse_line(line: str) -> Signature:
    name, separator, coded = line.removeprefix(_LINE_START).partition(" ")
    if not line.startswith(_LINE_START) or not separator or not _is_name(name):
        raise Tampered("signature line of a note")
    try:
        data = decode_base64(coded)
    except ValueError:
        raise Tampered("signature line of a note") from None
    if len(data) <= _KEY_ID_BYTES:
        raise Tampered("signature line of a note")
    return Signature(name, data[:_KEY_ID_BYTES], data[_KEY_ID_BYTES:])


def _is_name(name: str) -> bool:
    return bool(name) and "+" not in name and not any(character.isspace() for character in name)
