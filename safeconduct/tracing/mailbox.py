"""What a family writes, sealed so that the bureau alone can read it, and the files in which it travels.

The machine that families write to holds a public key and nothing else: it seals and can open nothing again. An
enquiry is sealed as a libsodium sealed box (X25519, XSalsa20-Poly1305; the sender is not named) and padded first,
so that its length tells little. Two files travel, both text: the bureau's key, and a file of sealed enquiries, its
header in the first line and one enquiry in base64 on each other.
"""

import base64
import binascii
import hashlib
import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from nacl.exceptions import CryptoError
from nacl.public import PrivateKey, PublicKey, SealedBox
from pydantic import ValidationError

from safeconduct.tracing.requests import OpenEnquiry

KEY_FORMAT = "safeconduct-families-key/1"
FILE_FORMAT = "safeconduct-families-enquiries/1"
KEY_BYTES = 32
LINE_CHARACTERS_MAX = 400_000
_PADDED_TO_BYTES = 4096


class MailUnreadable(Exception):
    """A file or an enquiry that this bureau cannot take; the words say why."""


@dataclass(frozen=True, slots=True)
class Bureau:
    """Whom families write to: a public key of 32 bytes, and the office's name by language."""

    key: bytes
    names: dict[str, str]

    @property
    def key_id(self) -> str:
        """Eight bytes of the key's digest, in hex: which bureau a file is for."""
        return hashlib.blake2b(self.key, digest_size=8, person=b"families key").hexdigest()


def bureau(secret: bytes, names: dict[str, str]) -> Bureau:
    """The bureau that holds this private key of 32 bytes."""
    return Bureau(PrivateKey(secret).public_key.encode(), names)


def key_text(of: Bureau) -> str:
    """The file that is carried to the families' machine."""
    about = {"format": KEY_FORMAT, "key": of.key.hex(), "names": of.names}
    return json.dumps(about, ensure_ascii=False, indent=1) + "\n"


def read_key(text: str) -> Bureau:
    """What `key_text` wrote; raises MailUnreadable."""
    try:
        about = json.loads(text)
        names = {str(code): str(name) for code, name in about["names"].items()}
        found = Bureau(bytes.fromhex(about["key"]), names)
        if about["format"] != KEY_FORMAT or len(found.key) != KEY_BYTES or not names:
            raise ValueError
    except (ValueError, KeyError, TypeError, AttributeError):
        raise MailUnreadable(
            "This is not the key of a bureau, as `safeconduct trace families-key` writes it."
        ) from None
    return found


def seal(enquiry: OpenEnquiry, to: Bureau) -> bytes:
    """The enquiry, for the bureau alone."""
    plain = enquiry.model_dump_json(exclude_defaults=True).encode()
    padded = plain.ljust(-(-len(plain) // _PADDED_TO_BYTES) * _PADDED_TO_BYTES)
    return bytes(SealedBox(PublicKey(to.key)).encrypt(padded))


def unseal(sealed: bytes, secret: bytes) -> OpenEnquiry:
    """What `seal` closed; raises MailUnreadable for what was changed, or sealed to another bureau."""
    try:
        return OpenEnquiry.model_validate_json(SealedBox(PrivateKey(secret)).decrypt(sealed))
    except (CryptoError, ValueError, TypeError):
        raise MailUnreadable("It was changed on its way, or it is sealed to another bureau.") from None


def lines_of(sealed: Iterable[bytes], to: Bureau) -> Iterator[str]:
    """The file of these enquiries, line by line."""
    yield json.dumps({"format": FILE_FORMAT, "for": to.key_id}) + "\n"
    for each in sealed:
        yield base64.b64encode(each).decode() + "\n"


def read_lines(lines: Iterable[str], secret: bytes) -> Iterator[tuple[int, OpenEnquiry | MailUnreadable]]:
    """(line, enquiry) of a file, or why a line cannot be read; raises MailUnreadable when it is no such file."""
    numbered = enumerate(lines, start=1)
    _, head = next(numbered, (0, ""))
    _check_head(head, bureau(secret, {}))
    for number, line in numbered:
        if line.strip():
            yield number, _read_line(line, secret)


def _check_head(line: str, mine: Bureau) -> None:
    try:
        head = json.loads(line[:LINE_CHARACTERS_MAX])
        is_known = head["format"] == FILE_FORMAT
    except (ValueError, KeyError, TypeError):
        is_known = False
    if not is_known:
        raise MailUnreadable(
            "This is no file of families' enquiries, as `safeconduct families hand-over` writes it."
        )
    if head.get("for") != mine.key_id:
        raise MailUnreadable(
            "These enquiries are sealed to another bureau, or to a key this one no longer has."
        )


def _read_line(line: str, secret: bytes) -> OpenEnquiry | MailUnreadable:
    try:
        return unseal(base64.b64decode(line.strip(), validate=True), secret)
    except binascii.Error:
        return MailUnreadable("It is cut off or damaged.")
    except (MailUnreadable, ValidationError) as error:
        return (
            error if isinstance(error, MailUnreadable) else MailUnreadable("It is not in a form known here.")
        )
