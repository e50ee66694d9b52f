"""The bundle: one disclosure, signed by its sender, sealed to its recipient. This text defines format version 1.

Owns the bytes of a bundle and what makes one acceptable. What may stand in it is decided before, what it means after.
Clock and randomness come in as arguments.

Integers are unsigned and big-endian; `u32` is four bytes. Concatenation is written `||`. Hexadecimal is lower case.
Times are YYYY-MM-DDThh:mm:ssZ. JSON is RFC 8785 as `ledger/canonical.py` narrows it.

**File.** 4,096 to 33,554,432 bytes, always the smallest of 4096, 6144, 8192, 12288, 16384, 24576 … that fits:

    head        "safeconduct/bundle/v" || 0x01 || key id (16) || ephemeral X25519 public key (32)
    commitment  HMAC-SHA256(bundle key, "safeconduct/bundle/commit/v1" || 0x00 || head)
    sealed      XChaCha20-Poly1305-IETF(u32 length of content || content || zero bytes), 16-byte tag last

    key id          first 16 bytes of SHA-256("safeconduct/sealing-key/v1" || 0x00 || recipient's sealing key)
    shared          X25519(ephemeral private key, recipient's sealing key), never zero
    bundle key      HKDF-SHA256(salt "safeconduct/bundle/seal/v1" || 0x00, shared, info head || sealing key), 32 bytes
    encryption key  HMAC-SHA256(bundle key, "safeconduct/bundle/encrypt/v1" || 0x00 || head)
    nonce           first 24 bytes of HMAC-SHA256(bundle key, "safeconduct/bundle/nonce/v1" || 0x00 || head)

Associated data of the seal are head and commitment. The bundle key opens this one bundle: whoever is shown it
can check what was told, and opens nothing else. The 32 bytes of the ephemeral private key are all that chance
makes: the same manifest, items, keys and log give the same bytes but for them.

**Content.** statement || signature (64) || u32 length of proof || proof, and nothing after it.

    statement  u32 length || manifest || u32 number of items || for each item: u32 length || item
    signed     "safeconduct/bundle/v1" || 0x00 || statement
    signature  Ed25519 by the sender's signing key over signed
    leaf       RFC 9162 leaf hash of signed || signature

**Manifest.** One object with exactly these members, at most 4,096 bytes:

    basis      1 to 300 characters: the article or consent on which this is told
    created    time
    expires    time, not before `created`
    items      number of items, 0 to 20,000
    previous   64 hex digits: leaf of the bundle before; "" in the first
    purpose    1 to 64 of a-z 0-9 . _, beginning with a letter
    recipient  {"instance": 32 hex digits, "sealing": 64 hex digits, "signing": 64 hex digits}
    sender     {"instance": 32 hex digits, "signing": 64 hex digits}
    sequence   1 to 2**53 - 1: place in the log of all that this sender told this recipient
    v          the integer 1

**Items.** `items.py` defines them.

**Proof.** One object with exactly these members, at most 262,144 bytes; hashes are 64 hex digits:

    bridge       leaves of the bundles since + 1 … sequence - 1, which the sender cannot send again; mostly empty
    checkpoint   signed note: the log at size `sequence` (`told.py`)
    consistency  RFC 9162 proof from `since` to `sequence`; empty when `since` is 0
    inclusion    RFC 9162 proof of leaf `sequence` - 1
    since        how many bundles the recipient is taken to hold: sequence - 1 - length of bridge

**What a recipient does**, in this order, and what it says when a step fails:

    size, version, key id                        not_a_bundle, older_version, newer_version, bad_size, wrong_recipient
    commitment, seal, padding                    altered, malformed
    content, manifest, proof as above            malformed
    recipient in the manifest is this instance   wrong_recipient
    sender is enrolled                           unknown_sender
    its key counts at this place of the log      revoked_key
    signature                                    bad_signature
    checkpoint, inclusion                        bad_proof
    items                                        malformed, bad_card, bad_entry
    place in the log as held                     replayed, forked, missing_predecessor, bad_proof
    created is not more than a day ahead         not_yet_valid
    expires is not past                          expired

A bundle of which the recipient held the hash alone (a bridge told of it) is taken when it comes late.

**Example.** `docs/conformance/` holds files with their keys and what a reader says of each.

Source: RFC 8785; RFC 8032; RFC 9162; RFC 7748; RFC 5869; draft-irtf-cfrg-xchacha; C2SP signed-note, tlog-checkpoint;
Davis, "Defective Sign & Encrypt" (2001), for binding the recipient; GC III art. 122(8).
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from safeconduct.disclosure import cards, envelope, items, manifests, told
from safeconduct.disclosure.cards import Card, Keys
from safeconduct.disclosure.items import Item
from safeconduct.disclosure.manifests import Manifest, Party, Proof, Terms
from safeconduct.disclosure.refusals import BundleRefused, Reason
from safeconduct.disclosure.told import Told
from safeconduct.ledger import merkle, signing
from safeconduct.ledger.errors import Tampered

ITEMS_MAX = 20_000
AHEAD_MAX = timedelta(days=1)
_SIGNED_PREFIX = b"safeconduct/bundle/v1\x00"
_LENGTH_BYTES = 4

inspect = envelope.inspect


@dataclass(frozen=True, slots=True)
class Composed:
    """A bundle ready to leave: its bytes, its manifest and leaf, the key that opens it alone, the log after it."""

    data: bytes = field(repr=False)
    manifest: Manifest
    leaf: bytes
    key: bytes = field(repr=False)
    told: Told = field(repr=False)


@dataclass(frozen=True, slots=True)
class Counts:
    """A card of a sender, and from which to which place of its log its key counts; `last` None while it does."""

    card: Card
    first: int = 1
    last: int | None = None


@dataclass(frozen=True, slots=True)
class Peer:
    """An enrolled sender: every card it ever had, and the log of what it told us."""

    cards: tuple[Counts, ...]
    told: Told = field(default_factory=Told, repr=False)


@dataclass(frozen=True, slots=True)
class Verified:
    """A bundle that is what its sender signed, for this recipient, at this place of its log; whenever that was."""

    manifest: Manifest
    items: tuple[bytes, ...] = field(repr=False)
    proof: Proof = field(repr=False)
    leaf: bytes
    key: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class Opened:
    """A bundle that is taken. `told` is the sender's log after it, `lost` the places just learnt by hash alone."""

    manifest: Manifest
    sender: Card
    items: tuple[Item, ...] = field(repr=False)
    leaf: bytes
    checkpoint: str
    key: bytes = field(repr=False)
    told: Told = field(repr=False)
    lost: tuple[int, ...] = ()
    is_late: bool = False


def compose(
    terms: Terms,
    content: Sequence[Item],
    *,
    sender: Keys,
    recipient: Card,
    log: Told,
    ephemeral: bytes,
    since: int | None = None,
) -> Composed:
    """Return the next bundle of the log `log`, and the log after it.

    `ephemeral` is 32 random bytes used once. `since` is how many bundles the recipient is known to hold; those after
    it are bridged, the newest `BRIDGE_MAX` of them. Left out, the recipient is taken to hold them all. Raises
    ValueError when terms or items break the format.
    """
    held = log.size if since is None else max(since, log.size - manifests.BRIDGE_MAX)
    if not 0 <= held <= log.size:
        raise ValueError("the recipient cannot hold more than it was told")
    written = [items.write(item) for item in content]
    if len(written) > ITEMS_MAX:
        raise ValueError("more items than a bundle holds")
    manifest = Manifest(
        terms=terms,
        items=len(written),
        previous=log.previous(),
        recipient=Party(recipient.instance, recipient.signing, recipient.sealing),
        sender=Party(sender.card.instance, sender.card.signing),
        sequence=log.size + 1,
    )
    statement = _statement(manifests.write(manifest), written)
    signature = signing.sign(_SIGNED_PREFIX + statement, seed=sender.seed)
    leaf = _leaf(statement, signature)
    after = log.append(leaf)
    proof = manifests.write_proof(
        Proof(
            bridge=log.leaves[held:],
            checkpoint=told.checkpoint_of(after, sender, recipient),
            consistency=tuple(after.consistency(held)),
            inclusion=tuple(after.inclusion(after.size)),
            since=held,
        )
    )
    sealed = envelope.seal(statement + signature + _framed(proof), recipient, ephemeral=ephemeral)
    return Composed(sealed.data, manifest, leaf, sealed.key, after)


def open(
    data: bytes, own: Sequence[Keys], find_peer: Callable[[str], Peer | None], *, now: datetime
) -> Opened:
    """Return what the bundle holds, every check passed; raises BundleRefused for the first that fails.

    `own` are this instance's keys, old ones too; `find_peer` gives the enrolled sender with this instance id, or
    None. Nothing is changed: the caller keeps `Opened.told` in the transaction in which it takes the items.
    """
    keys = _own_keys(data, own)
    key = envelope.key_for(data, keys)
    parts = _parts(envelope.open_with(data, key))
    if parts.manifest.recipient != Party(keys.card.instance, keys.card.signing, keys.card.sealing):
        raise BundleRefused(Reason.WRONG_RECIPIENT)
    peer = find_peer(parts.manifest.sender.instance)
    sender = counting_card(parts.manifest, peer)
    verified = _verified(parts, key, sender, keys.card)
    content = tuple(items.read(item) for item in verified.items)
    assert peer is not None  # counting_card refuses a sender whom nobody enrolled
    after, lost, is_late = place(verified, peer.told, now=now)
    return Opened(
        verified.manifest,
        sender,
        content,
        verified.leaf,
        verified.proof.checkpoint,
        key,
        after,
        lost,
        is_late,
    )


def verify(data: bytes, key: bytes, *, sender: Card, recipient: Card) -> Verified:
    """Return what was told, for whoever is shown the bundle key: a court, an auditor, the sender itself.

    Checks everything that needs neither the recipient's log nor a clock. Raises BundleRefused.
    """
    parts = _parts(envelope.open_with(data, key))
    if parts.manifest.recipient != Party(recipient.instance, recipient.signing, recipient.sealing):
        raise BundleRefused(Reason.WRONG_RECIPIENT)
    if parts.manifest.sender != Party(sender.instance, sender.signing):
        raise BundleRefused(Reason.UNKNOWN_SENDER)
    return _verified(parts, key, sender, recipient)


def place(verified: Verified, held: Told, *, now: datetime) -> tuple[Told, tuple[int, ...], bool]:
    """Return the sender's log after this bundle, the places just learnt by hash alone, whether it is a late one.

    `held` is that log as the recipient holds it. The last two of the checks of `open`: raises BundleRefused.
    """
    placed = _place(verified, held)
    _check_time(verified.manifest, now)
    return placed


def read_manifest(data: bytes, key: bytes) -> Manifest:
    """What stands at the head of the bundle that this key opens; raises BundleRefused. Nothing is verified yet."""
    return _parts(envelope.open_with(data, key)).manifest


def counting_card(manifest: Manifest, peer: Peer | None) -> Card:
    """The sender's card whose key counts at this place of its log; raises BundleRefused where none does."""
    found = [
        each
        for each in (peer.cards if peer else ())
        if Party(each.card.instance, each.card.signing) == manifest.sender
    ]
    if not found:
        raise BundleRefused(Reason.UNKNOWN_SENDER)
    for each in found:
        if each.first <= manifest.sequence and (each.last is None or manifest.sequence <= each.last):
            return each.card
    raise BundleRefused(Reason.REVOKED_KEY, f"bundle {manifest.sequence}")


def read_items(verified: Verified) -> tuple[Item, ...]:
    """The items of a verified bundle, each checked; raises BundleRefused."""
    return tuple(items.read(item) for item in verified.items)


# --- writing ------------------------------------------------------------------------------------------


def _framed(data: bytes) -> bytes:
    return len(data).to_bytes(_LENGTH_BYTES, "big") + data


def _statement(manifest: bytes, written: Sequence[bytes]) -> bytes:
    count = len(written).to_bytes(_LENGTH_BYTES, "big")
    return b"".join((_framed(manifest), count, *map(_framed, written)))


def _leaf(statement: bytes, signature: bytes) -> bytes:
    return merkle.leaf_hash(_SIGNED_PREFIX + statement + signature)


# --- reading ------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Parts:
    statement: bytes
    manifest: Manifest
    items: tuple[bytes, ...]
    signature: bytes
    proof: Proof


class _Reader:
    """Reads the content front to back and refuses to read past its end."""

    def __init__(self, data: bytes) -> None:
        self._data = data
        self.at = 0

    def take(self, length: int, limit: int, what: str) -> bytes:
        if length > limit or self.at + length > len(self._data):
            raise BundleRefused(Reason.MALFORMED, what)
        self.at += length
        return self._data[self.at - length : self.at]

    def number(self, what: str) -> int:
        return int.from_bytes(self.take(_LENGTH_BYTES, _LENGTH_BYTES, what), "big")

    def framed(self, limit: int, what: str) -> bytes:
        return self.take(self.number(what), limit, what)


def _parts(content: bytes) -> _Parts:
    reader = _Reader(content)
    manifest = manifests.read(reader.framed(manifests.MANIFEST_BYTES_MAX, "length of the manifest"))
    count = reader.number("number of items")
    if count > ITEMS_MAX or count != manifest.items:
        raise BundleRefused(Reason.MALFORMED, "number of items")
    carried = tuple(reader.framed(items.ITEM_BYTES_MAX, "length of an item") for _ in range(count))
    statement = content[: reader.at]
    signature = reader.take(signing.SIGNATURE_BYTES, signing.SIGNATURE_BYTES, "length of the signature")
    proof = manifests.read_proof(reader.framed(manifests.PROOF_BYTES_MAX, "length of the proof"))
    if reader.at != len(content):
        raise BundleRefused(Reason.MALFORMED, "something after the proof")
    if proof.since + len(proof.bridge) + 1 != manifest.sequence:
        raise BundleRefused(Reason.MALFORMED, "since")
    return _Parts(statement, manifest, carried, signature, proof)


def _own_keys(data: bytes, own: Sequence[Keys]) -> Keys:
    recipient = envelope.inspect(data).recipient
    for keys in own:
        if keys.card.key_id == recipient:
            return keys
    raise BundleRefused(Reason.WRONG_RECIPIENT)


def _verified(parts: _Parts, key: bytes, sender: Card, recipient: Card) -> Verified:
    try:
        signing.verify(_SIGNED_PREFIX + parts.statement, parts.signature, key=sender.signing)
    except Tampered:
        raise BundleRefused(Reason.BAD_SIGNATURE) from None
    leaf = _leaf(parts.statement, parts.signature)
    sequence, proof = parts.manifest.sequence, parts.proof
    try:
        head = told.read_checkpoint(proof.checkpoint, sender, recipient)
        if head.size != sequence:
            raise Tampered("size of a checkpoint")
        merkle.check_inclusion(leaf, sequence - 1, size=sequence, proof=proof.inclusion, root=head.root)
    except Tampered as error:
        raise BundleRefused(Reason.BAD_PROOF, error.what) from None
    return Verified(parts.manifest, parts.items, proof, leaf, key)


def _place(verified: Verified, held: Told) -> tuple[Told, tuple[int, ...], bool]:
    """The log after this bundle, the places now known by hash alone, whether this one was such a place."""
    sequence, proof = verified.manifest.sequence, verified.proof
    if sequence <= held.size:
        return _earlier(verified, held), (), True
    if proof.since > held.size:
        raise BundleRefused(Reason.MISSING_PREDECESSOR, f"{held.size + 1} to {proof.since}")
    told_of = (*proof.bridge, verified.leaf)
    known = held.size - proof.since
    if told_of[:known] != held.leaves[proof.since :]:
        raise BundleRefused(Reason.FORKED, f"the log before bundle {sequence}")
    after = held.append(*told_of[known:])
    _check_growth(verified, held, after)
    lost = tuple(range(held.size + 1, sequence))
    return Told(after.leaves, held.lost | frozenset(lost)), lost, False


def _earlier(verified: Verified, held: Told) -> Told:
    """The log as it stands, when its own place for this bundle is empty; else a replay or another history."""
    sequence = verified.manifest.sequence
    if held.leaves[sequence - 1] != verified.leaf:
        raise BundleRefused(Reason.FORKED, f"bundle {sequence}")
    if sequence not in held.lost:
        raise BundleRefused(Reason.REPLAYED)
    return Told(held.leaves, held.lost - {sequence})


def _check_growth(verified: Verified, held: Told, after: Told) -> None:
    """Refuse a bundle after which the sender's own head is not that of the log held here, grown by this bundle."""
    sequence, proof = verified.manifest.sequence, verified.proof
    if verified.manifest.previous != (after.leaves[sequence - 2].hex() if sequence > 1 else ""):
        raise BundleRefused(Reason.FORKED, f"the bundle before {sequence}")
    root = merkle.root_of(after.leaves)
    try:
        # Inclusion tied this leaf to the signed root, so the same root means the same log from its beginning.
        merkle.check_inclusion(verified.leaf, sequence - 1, size=sequence, proof=proof.inclusion, root=root)
    except Tampered:
        raise BundleRefused(Reason.FORKED, f"the log before bundle {sequence}") from None
    if not proof.since:
        if proof.consistency:
            raise BundleRefused(Reason.BAD_PROOF, "consistency proof")
        return
    try:
        merkle.check_consistency(
            proof.since, held.root(proof.since), new=sequence, new_root=root, proof=proof.consistency
        )
    except Tampered as error:
        raise BundleRefused(Reason.BAD_PROOF, error.what) from None


def _check_time(manifest: Manifest, now: datetime) -> None:
    created, expires = cards.moment_of(manifest.terms.created), cards.moment_of(manifest.terms.expires)
    if created is None or expires is None:
        raise BundleRefused(Reason.MALFORMED, "time of the manifest")
    if created > now + AHEAD_MAX:
        raise BundleRefused(Reason.NOT_YET_VALID, manifest.terms.created)
    if expires < now:
        raise BundleRefused(Reason.EXPIRED, manifest.terms.expires)
