"""Operators' key pairs, and who holds the private keys of sealed compartments.

Owns making a pair, wrapping its private key under a passphrase (Argon2id), unlocking, enrolling a reader, and
the recovery shares that `init` hands to three custodians. See docs/explanation/keys-and-compartments.md.
"""

import re
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import nacl.exceptions
import nacl.pwhash.argon2id as argon2id
import nacl.utils
from django.conf import settings
from nacl.public import PrivateKey, PublicKey, SealedBox
from nacl.secret import SecretBox

from safeconduct.access.words import Compartment
from safeconduct.sources.errors import Refused
from safeconduct.store.errors import WrongPassphrase
from safeconduct.store.instance import passphrase_key
from safeconduct.store.keys.models import CompartmentKey, OperatorKey, ReaderKey

_SHARE_PAIRS = ((0, 1), (0, 2), (1, 2))
SHARES = 3
# A share of a private key of 32 bytes is two parts of that length.
_TITLE = re.compile("safeconduct recovery share ([1-3])")
_LINE = re.compile("([a-z_/]{1,24}) ([0-9a-f]{128})")


def create_pair(operator_id: str, passphrase: str) -> None:
    """Make the operator's key pair; the private key is wrapped under the passphrase and kept nowhere else."""
    private = PrivateKey.generate()
    OperatorKey.objects.create(
        operator_id=operator_id,
        public=bytes(private.public_key),
        **_wrapped(bytes(private), passphrase),
    )


def change_passphrase(operator_id: str, old: str, new: str) -> None:
    """Wrap the operator's private key under another passphrase; WrongPassphrase when the old one is not hers."""
    private = unlock(operator_id, old)
    OperatorKey.objects.filter(pk=operator_id).update(**_wrapped(private, new))


def unlock(operator_id: str, passphrase: str) -> bytes:
    """The operator's private key; WrongPassphrase also when there is no such operator, and as late."""
    row = OperatorKey.objects.filter(pk=operator_id).first()
    if row is None:
        # Without this the time of the answer would tell which logins exist.
        _wrapped(bytes(PrivateKey.SIZE), passphrase)
        raise WrongPassphrase("This name and passphrase do not go together.")
    key = passphrase_key(
        passphrase, bytes(row.salt), operations=row.operations, memory_bytes=row.memory_bytes
    )
    try:
        return bytes(SecretBox(key).decrypt(bytes(row.wrapped)))
    except nacl.exceptions.CryptoError:
        raise WrongPassphrase("This name and passphrase do not go together.") from None


def keyring_of(operator_id: str, private: bytes) -> dict[str, bytes]:
    """The private halves that are sealed to this operator, opened with the operator's private key."""
    box = SealedBox(PrivateKey(private))
    rows = ReaderKey.objects.filter(operator_id=operator_id).order_by("epoch")
    return {row.half: bytes(box.decrypt(bytes(row.wrapped))) for row in rows}


def enrol(operator_id: str, halves: Mapping[str, bytes]) -> None:
    """Seal these private halves to the operator. Who may order it is decided before."""
    public = PublicKey(bytes(OperatorKey.objects.get(pk=operator_id).public))
    _check_apart(operator_id, halves)
    for half, private in halves.items():
        newest = CompartmentKey.objects.filter(half=half).order_by("-epoch")[0]
        if bytes(newest.public) != bytes(PrivateKey(private).public_key):
            raise Refused(
                "wrong_half", f"This is not the private key of {half}.", "House rule: recovery shares"
            )
        ReaderKey.objects.create(
            operator_id=operator_id,
            half=half,
            epoch=newest.epoch,
            wrapped=bytes(SealedBox(public).encrypt(private)),
        )


def has_any() -> bool:
    """Whether any operator of this instance can open anything sealed."""
    return ReaderKey.objects.exists()


def _check_apart(operator_id: str, halves: Iterable[str]) -> None:
    """Of what two persons open together nobody holds both halves."""
    held = {*halves, *ReaderKey.objects.filter(operator_id=operator_id).values_list("half", flat=True)}
    for compartment in Compartment:
        if len(compartment.halves) > 1 and held >= set(compartment.halves):
            reason = f"Nobody holds both halves of {compartment}."
            remedy = "Enrol another officer for the other half."
            raise Refused("both_halves", reason, "House rule: two persons open protection", remedy=remedy)


def split(secret: bytes) -> tuple[bytes, ...]:
    """Three shares of which any two give the secret and one tells nothing.

    For each pair of custodians one takes a one-time pad and the other the secret under it; a share is the two
    parts its custodian holds. So no arithmetic beyond exclusive or is needed.
    """
    parts: list[list[bytes]] = [[], [], []]
    for first, second in _SHARE_PAIRS:
        pad = nacl.utils.random(len(secret))
        parts[first].append(pad)
        parts[second].append(_xor(secret, pad))
    return tuple(b"".join(held) for held in parts)


def join(shares: Mapping[int, bytes]) -> bytes:
    """The secret from any two shares, by custodian number from 0."""
    first, second = sorted(shares)[:2]
    half = len(shares[first]) // 2
    return _xor(
        _part(shares[first], first, (first, second), half),
        _part(shares[second], second, (first, second), half),
    )


def write_shares(folder: Path, private_halves: Mapping[str, bytes]) -> list[Path]:
    """Write one file a custodian, to be carried away and deleted here; returns their paths."""
    folder.mkdir(mode=0o700, exist_ok=True)
    per_custodian: list[list[str]] = [[] for _ in range(SHARES)]
    for half, private in sorted(private_halves.items()):
        for number, share in enumerate(split(private)):
            per_custodian[number].append(f"{half} {share.hex()}")
    paths = []
    for number, lines in enumerate(per_custodian, start=1):
        path = folder / f"custodian-{number}.txt"
        path.touch(mode=0o600)
        path.write_text("\n".join([f"safeconduct recovery share {number}", *lines, ""]), encoding="ascii")
        paths.append(path)
    return paths


def read_shares(paths: Iterable[Path]) -> dict[str, bytes]:
    """The private halves that two or more share files give; Refused for fewer or for other files."""
    shares: dict[str, dict[int, bytes]] = {}
    for path in paths:
        number, held = _read_share(path)
        for half, share in held.items():
            shares.setdefault(half, {})[number] = share
    if not shares or any(len(held) < 2 for held in shares.values()):
        raise Refused(
            "too_few_shares", "Two different shares are needed.", "House rule: any two of three custodians"
        )
    return {half: join(held) for half, held in shares.items()}


def _wrapped(private: bytes, passphrase: str) -> dict[str, Any]:
    """The columns that hold a private key under a passphrase, with the limits it was made under."""
    salt = nacl.utils.random(argon2id.SALTBYTES)
    operations, memory_bytes = settings.SAFECONDUCT_ARGON2
    key = passphrase_key(passphrase, salt, operations=operations, memory_bytes=memory_bytes)
    wrapped = bytes(SecretBox(key).encrypt(private))
    return {"salt": salt, "operations": operations, "memory_bytes": memory_bytes, "wrapped": wrapped}


def _read_share(path: Path) -> tuple[int, dict[str, bytes]]:
    first, *lines = path.read_text(encoding="ascii", errors="replace").splitlines() or [""]
    title = _TITLE.fullmatch(first.strip())
    parts = [_LINE.fullmatch(line.strip()) for line in lines if line.strip()]
    if title is None or not all(parts):
        raise Refused("no_share", f"{path} is not a whole recovery share.", "House rule: recovery shares")
    return int(title[1]) - 1, {part[1]: bytes.fromhex(part[2]) for part in parts if part}


def _part(share: bytes, custodian: int, pair: tuple[int, int], half: int) -> bytes:
    mine = [each for each in _SHARE_PAIRS if custodian in each]
    start = mine.index(pair) * half
    return share[start : start + half]


def _xor(left: bytes, right: bytes) -> bytes:
    return bytes(a ^ b for a, b in zip(left, right, strict=True))
