"""The instance this process serves: its folder, its name, its service key.

Owns the files `instance.json` and `service.key` in the folder of the instance. The service key is one secret
from which everything the server itself may open is derived; it never stands in a database.
See docs/explanation/keys-and-compartments.md.
"""

import hashlib
import json
import os
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

import nacl.exceptions
import nacl.pwhash.argon2id as argon2id
import nacl.utils
from django.conf import settings
from nacl.secret import SecretBox
from nacl.signing import SigningKey

from safeconduct.law.conflict import Conflict
from safeconduct.law.conflict import read as read_conflict
from safeconduct.store.errors import NoInstance, WrongPassphrase

INSTANCE_FILE = "instance.json"
SERVICE_KEY_FILE = "service.key"
_SECRET_BYTES = 32


@dataclass(frozen=True)
class Instance:
    """An instance with its service key in memory. `names` are its name by language; `origin` its log's name."""

    home: Path
    id: str
    names: dict[str, str]
    conflict_code: str
    band: str
    is_demonstration: bool
    verify_key: bytes
    seed: bytes = field(repr=False)
    root: bytes = field(repr=False)
    _derived: dict[str, bytes] = field(default_factory=dict, repr=False, compare=False)

    @property
    def origin(self) -> str:
        """The name under which the instance signs heads of its log (C2SP signed-note key name)."""
        return f"safeconduct.invalid/{self.id}"

    @cached_property
    def signer(self) -> str:
        """The public key in the ledger's headers: 64 hex digits."""
        return self.verify_key.hex()

    @property
    def origin_tag(self) -> str:
        """What stands in the ledger's `origin` column: the first 16 digits of the signing key."""
        return self.signer[:16]

    @cached_property
    def signing_key(self) -> SigningKey:
        """The key that signs entries and heads."""
        return SigningKey(self.seed)

    @cached_property
    def conflict(self) -> Conflict:
        """The conflict as configured: a packaged code or the path of a file."""
        return read_conflict(self.conflict_code)

    def derive(self, purpose: str) -> bytes:
        """A key of 32 bytes for one purpose (BLAKE2b keyed with the service key)."""
        known = self._derived.get(purpose)
        if known is None:
            known = hashlib.blake2b(
                purpose.encode(), key=self.root, digest_size=32, person=b"safeconduct/v1"
            ).digest()
            self._derived[purpose] = known
        return known

    def name(self, language: str) -> str:
        """The instance's name in the language, else in English, else in whatever it has."""
        return self.names.get(language) or self.names.get("en") or next(iter(self.names.values()))


_CURRENT: dict[str, Instance] = {}


def current() -> Instance:
    """The instance in SAFECONDUCT_HOME, opened once; raises NoInstance or WrongPassphrase."""
    home = str(settings.SAFECONDUCT_HOME)
    if home not in _CURRENT:
        _CURRENT[home] = open_instance(Path(home))
    return _CURRENT[home]


def exists() -> bool:
    """Whether an instance was created in SAFECONDUCT_HOME."""
    return (Path(settings.SAFECONDUCT_HOME) / INSTANCE_FILE).exists()


def open_instance(home: Path) -> Instance:
    """Read the two files of the instance; the passphrase, if any, comes from the settings."""
    try:
        return _opened(home)
    except (KeyError, TypeError, ValueError):
        names = f"{INSTANCE_FILE} or {SERVICE_KEY_FILE}"
        raise NoInstance(f"{names} in {home} is not what safeconduct wrote.") from None


def _opened(home: Path) -> Instance:
    about = _read_json(home / INSTANCE_FILE)
    secret = _open_secret(_read_json(home / SERVICE_KEY_FILE))
    seed, root = secret[:_SECRET_BYTES], secret[_SECRET_BYTES:]
    verify_key = bytes.fromhex(about["verify_key"])
    if SigningKey(seed).verify_key.encode() != verify_key:
        raise NoInstance(f"{home / SERVICE_KEY_FILE} belongs to another instance than {INSTANCE_FILE}.")
    return Instance(
        home=home,
        id=about["id"],
        names=about["names"],
        conflict_code=about["conflict"],
        band=about["band"],
        is_demonstration=about["is_demonstration"],
        verify_key=verify_key,
        seed=seed,
        root=root,
    )


def create_files(
    home: Path, *, names: dict[str, str], conflict: str, is_demonstration: bool, passphrase: str
) -> Instance:
    """Make the two files; `passphrase` "" leaves the service key as a file only its owner may read."""
    secret = nacl.utils.random(2 * _SECRET_BYTES)
    verify_key = SigningKey(secret[:_SECRET_BYTES]).verify_key.encode()
    instance_id = nacl.utils.random(16).hex()
    about = {
        "id": instance_id,
        "names": names,
        "conflict": conflict,
        "band": f"band-{int(instance_id[:2], 16) % 6}",
        "is_demonstration": is_demonstration,
        "verify_key": verify_key.hex(),
    }
    _write_private(home / SERVICE_KEY_FILE, _close_secret(secret, passphrase))
    _write_private(home / INSTANCE_FILE, about)
    _CURRENT.pop(str(home), None)
    settings.SAFECONDUCT_SERVICE_PASSPHRASE = passphrase
    return open_instance(home)


def forget() -> None:
    """Drop what is in memory; the next `current()` reads the files again."""
    _CURRENT.clear()


def passphrase_key(passphrase: str, salt: bytes, *, operations: int, memory_bytes: int) -> bytes:
    """The key of 32 bytes that a passphrase makes (Argon2id, RFC 9106)."""
    return bytes(
        argon2id.kdf(_SECRET_BYTES, passphrase.encode(), salt, opslimit=operations, memlimit=memory_bytes)
    )


def _close_secret(secret: bytes, passphrase: str) -> dict[str, Any]:
    if not passphrase:
        return {"format": 1, "secret": secret.hex()}
    salt = nacl.utils.random(argon2id.SALTBYTES)
    operations, memory_bytes = settings.SAFECONDUCT_ARGON2
    key = passphrase_key(passphrase, salt, operations=operations, memory_bytes=memory_bytes)
    return {
        "format": 1,
        "salt": salt.hex(),
        "operations": operations,
        "memory_bytes": memory_bytes,
        "wrapped": bytes(SecretBox(key).encrypt(secret)).hex(),
    }


def _open_secret(stored: dict[str, Any]) -> bytes:
    if "secret" in stored:
        return bytes.fromhex(stored["secret"])
    salt, wrapped = bytes.fromhex(stored["salt"]), bytes.fromhex(stored["wrapped"])
    passphrase = settings.SAFECONDUCT_SERVICE_PASSPHRASE
    if not passphrase:
        raise WrongPassphrase("The service key is closed with a passphrase and none was given.")
    key = passphrase_key(
        passphrase,
        salt,
        operations=stored["operations"],
        memory_bytes=stored["memory_bytes"],
    )
    try:
        return SecretBox(key).decrypt(wrapped)
    except nacl.exceptions.CryptoError:
        raise WrongPassphrase("The passphrase does not open the service key.") from None


def _read_json(path: Path) -> dict[str, Any]:
    try:
        value = json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise NoInstance(f"There is no {path.name} in {path.parent}.") from None
    except (OSError, ValueError) as error:
        raise NoInstance(f"{path} cannot be read: {error}.") from None
    if not isinstance(value, dict):
        raise NoInstance(f"{path} is not what safeconduct wrote.")
    return value


def _write_private(path: Path, value: dict[str, Any]) -> None:
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        json.dump(value, file, indent=1, ensure_ascii=False)
        file.flush()
        os.fsync(file.fileno())
