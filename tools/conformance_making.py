"""Makes what the conformance kit is made of: fixed keys, one case, bundles put together by hand.

Owns no case; `write_conformance.py` gathers them.
"""

import json
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from typing import Any

from nacl.signing import SigningKey

from safeconduct.disclosure import cards, envelope, items, told
from safeconduct.disclosure.cards import Card, Keys
from safeconduct.disclosure.format import Composed, compose
from safeconduct.disclosure.items import Item
from safeconduct.disclosure.manifests import Terms
from safeconduct.disclosure.refusals import Reason
from safeconduct.disclosure.told import Told
from safeconduct.law.recipients import Recipient
from safeconduct.ledger import entry, merkle, signing
from safeconduct.ledger.entry import EntryId, OpenHeader, SealedHeader, StreamId
from safeconduct.ledger.note import encode_base64

NOW = datetime(2026, 3, 1, 9, tzinfo=UTC)
TAKEN = "taken"
SIGNED = b"safeconduct/bundle/v1\x00"
CARD_SIGNED = b"safeconduct/card/v1\x00"


def secret(*names: object) -> bytes:
    """Thirty-two bytes that are the same in every run."""
    return sha256("/".join(map(str, ("conformance", *names))).encode()).digest()


def keys_of(number: int, name: str, role: Recipient, generation: int = 1) -> Keys:
    """The invented keys of an instance."""
    return cards.make(
        f"{number:032x}", name, role, created=NOW,
        seed=secret("seed", number, generation), private=secret("private", number, generation),
    )  # fmt: skip


BUREAU = keys_of(1, "National Information Bureau", Recipient.BUREAU)
BUREAU_2 = keys_of(1, "National Information Bureau", Recipient.BUREAU, 2)
RECEIVING = keys_of(2, "받는 나라의 사무소", Recipient.RECEIVING_STATE)
RECEIVING_2 = keys_of(2, "받는 나라의 사무소", Recipient.RECEIVING_STATE, 2)
AGENCY = keys_of(3, "Центральне агентство", Recipient.CENTRAL_AGENCY)
LAPTOP = keys_of(4, "Field team 2", Recipient.FIELD_TEAM)
KEYS = {
    "bureau": BUREAU, "bureau-2": BUREAU_2, "receiving": RECEIVING, "receiving-2": RECEIVING_2,
    "agency": AGENCY, "laptop": LAPTOP,
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Case:
    """One file, how it is read, and what a reader must say."""

    name: str
    about: str
    data: bytes = field(repr=False)
    expect: dict[str, Any]
    how: dict[str, Any]

    @property
    def file(self) -> str:
        """Its path inside the kit."""
        return f"cards/{self.name}.card" if self.how["check"] == "card" else f"bundles/{self.name}.bundle"


def bundle_case(name: str, about: str, data: bytes, expect: str | Reason, **more: Any) -> Case:
    """A bundle that is opened.

    `more` may say `held` (a log), `own` and `senders` (else one of each), `now`, and of what is taken `carried`
    (kinds of items), `is_late` and `lost`.
    """
    holds: Told = more.get("held", Told())
    how = {
        "check": "open",
        "own": list(more.get("own", ("receiving",))),
        "senders": list(more.get("senders", ({"card": "bureau", "first": 1, "last": None},))),
        "now": cards.text_of(more.get("now", NOW)),
        "held": [leaf.hex() for leaf in holds.leaves],
        "lost": sorted(holds.lost),
    }
    said: dict[str, Any] = {"outcome": str(expect)}
    if expect == TAKEN:
        said |= {
            "items": more.get("carried", []),
            "late": more.get("is_late", False),
            "lost": more.get("lost", []),
        }
    return Case(name, about, data, said, how)


def message(number: int = 1, text: str = "a word") -> items.Message:
    """One message."""
    return items.Message("referral.preview", f"{number:032x}", "c" * 32, {"words": text})


def terms(created: datetime = NOW, days: int = 30) -> Terms:
    """Terms of a month."""
    ends = created + timedelta(days=days)
    return Terms("referral_preview", "His consent", cards.text_of(created), cards.text_of(ends))


def send(
    log: Told, *content: Item, sender: Keys = BUREAU, to: Card = RECEIVING.card, **more: Any
) -> Composed:
    """The next bundle of a log."""
    ephemeral = secret("ephemeral", sender.card.instance, log.size)
    return compose(
        more.pop("terms", terms()),
        content,
        sender=sender,
        recipient=to,
        log=log,
        ephemeral=ephemeral,
        **more,
    )


def sent(count: int, log: Told | None = None, sender: Keys = BUREAU) -> list[Composed]:
    """Bundles one after the other, each with one message."""
    log, made = log or Told(), []
    for number in range(count):
        made.append(send(log, message(log.size + 1, f"word {number}"), sender=sender))
        log = made[-1].told
    return made


@dataclass(frozen=True, slots=True)
class Forge:
    """A bundle put together by hand, sealed and, unless told otherwise, signed truly."""

    manifest: dict[str, Any] = field(default_factory=dict)
    manifest_bytes: bytes | None = None
    items: tuple[bytes, ...] = (items.write(message()),)
    count: int | None = None
    proof: dict[str, Any] = field(default_factory=dict)
    proof_bytes: bytes | None = None
    signature: bytes | None = None
    after: bytes = b""
    content: bytes | None = None
    without: str = ""

    def data(self) -> bytes:
        """The bytes of the bundle, the first of its log."""
        content = self.whole() if self.content is None else self.content
        return envelope.seal(content, RECEIVING.card, ephemeral=secret("ephemeral", repr(self))).data

    def whole(self) -> bytes:
        """The content before it is sealed."""
        members = {**MANIFEST, **self.manifest}
        members.pop(self.without, None)
        manifest = plain(members) if self.manifest_bytes is None else self.manifest_bytes
        count = len(self.items) if self.count is None else self.count
        statement = b"".join([framed(manifest), count.to_bytes(4, "big"), *map(framed, self.items)])
        signature = (
            signing.sign(SIGNED + statement, seed=BUREAU.seed) if self.signature is None else self.signature
        )
        log = Told((merkle.leaf_hash(SIGNED + statement + signature),))
        proof = {
            "bridge": [], "checkpoint": told.checkpoint_of(log, BUREAU, RECEIVING.card),
            "consistency": [], "inclusion": [], "since": 0, **self.proof,
        }  # fmt: skip
        proof.pop(self.without, None)
        return (
            statement
            + signature
            + framed(plain(proof) if self.proof_bytes is None else self.proof_bytes)
            + self.after
        )


MANIFEST: dict[str, Any] = {
    "basis": "His consent", "created": "2026-03-01T09:00:00Z", "expires": "2026-03-31T09:00:00Z", "items": 1,
    "previous": "", "purpose": "referral_preview", "sequence": 1, "v": 1,
    "recipient": {
        "instance": RECEIVING.card.instance, "sealing": RECEIVING.card.sealing.hex(),
        "signing": RECEIVING.card.signing.hex(),
    },
    "sender": {"instance": BUREAU.card.instance, "signing": BUREAU.card.signing.hex()},
}  # fmt: skip


def plain(value: Any) -> bytes:
    """JSON in the canonical order without the checks that would stop a bad case."""
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


def framed(data: bytes) -> bytes:
    """Data with its length before it."""
    return len(data).to_bytes(4, "big") + data


def flipped(data: bytes, at: int, by: int = 1) -> bytes:
    """Data with one bit changed."""
    other = bytearray(data)
    other[at] ^= by
    return bytes(other)


ENTRY_KEY = secret("entry key")
_SIGNER = SigningKey(LAPTOP.seed)
OPEN = OpenHeader(
    EntryId("a" * 32), "custody", StreamId("d" * 32), 1, "2026-03-01T08:00:00.000000Z",
    _SIGNER.verify_key.encode().hex(), entry.commitment(ENTRY_KEY),
)  # fmt: skip
SEALED = SealedHeader(
    EntryId("b" * 32), "wish", StreamId("opaque"), "slot", "2026-03-01",
    _SIGNER.verify_key.encode().hex(), entry.commitment(ENTRY_KEY),
)  # fmt: skip


def stored(header: entry.Header, text: bytes = b'{"kind":"registry.Escaped"}') -> entry.Stored:
    """An entry of the field team."""
    return entry.seal(header, text, entry_key=ENTRY_KEY, nonce=bytes(24), signing_key=_SIGNER)


def every_kind() -> list[Item]:
    """An item of every kind."""
    return [
        items.CarriedEntry(stored(OPEN), ENTRY_KEY),
        items.SealedEntry(stored(SEALED), "d" * 32, 2, secret("wrapped") * 3),
        message(),
        items.HeldCheckpoint("a note\n"),
        items.Acknowledgement(3, secret("leaf"), items.Outcome.REFUSED, "forked", "a note\n"),
        items.NewCard(AGENCY.card),
        items.Newer("seal", 1, b'{"kind":"seal","v":1,"what":"of another time"}'),
        items.Newer("message", 2, b'{"kind":"message","v":2}'),
    ]


def coded(stored: entry.Stored) -> dict[str, str]:
    """The parts of an entry as an item holds them."""
    return {
        "header": encode_base64(stored.header), "body": encode_base64(stored.body),
        "signature": encode_base64(stored.signature),
    }  # fmt: skip
