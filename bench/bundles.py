"""How long a bundle of a thousand facts takes to compose, to open and to verify, beside a plain sealed file.

The alternative is what somebody would write without this: the same facts as one JSON text, signed with Ed25519 and
closed in a NaCl sealed box. It binds no recipient, hides no size, commits to no key, and stands in no log. Times are
those of the processor, since all of it is computing. Run as `.venv/bin/python -m bench.bundles`.
"""

import json
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import nacl.utils
from nacl.public import PrivateKey, SealedBox
from nacl.signing import SigningKey

from safeconduct.disclosure import cards, format, items
from safeconduct.disclosure.format import Counts, Peer
from safeconduct.disclosure.items import CarriedEntry, Item, Message
from safeconduct.disclosure.manifests import Terms
from safeconduct.disclosure.told import Told
from safeconduct.law.recipients import Recipient
from safeconduct.ledger import entry
from safeconduct.ledger.entry import EntryId, OpenHeader, StreamId

FACTS = 1_000
TOLD_BEFORE = 10_000
TIMES = 5
NOW = datetime(2026, 3, 1, 9, tzinfo=UTC)
GOALS = {"compose": 1.0, "open": 1.0, "verify": 0.05}


def main() -> None:
    """Print milliseconds of one core, the best of five, and how many times the alternative's."""
    bureau, agency = _keys(Recipient.BUREAU), _keys(Recipient.CENTRAL_AGENCY)
    for name, content in (("messages", _messages()), ("entries", _entries(bureau))):
        print(f"{FACTS} {name}, after {TOLD_BEFORE} bundles to the same recipient")
        _measure(content, bureau, agency)


def _measure(content: list[Item], bureau: cards.Keys, agency: cards.Keys) -> None:
    log = Told(tuple(nacl.utils.random(32) for _ in range(TOLD_BEFORE)))
    terms = Terms(
        "notification", "GC III art. 122(3)", cards.text_of(NOW), cards.text_of(NOW + timedelta(days=30))
    )
    peer = Peer((Counts(bureau.card),), log)
    made = format.compose(terms, content, sender=bureau, recipient=agency.card, log=log,
                          ephemeral=nacl.utils.random(32))  # fmt: skip
    plain = [items.write(item).decode() for item in content]
    closed = _close(plain, bureau, agency)
    ours = {
        "compose": _seconds(
            lambda: format.compose(
                terms, content, sender=bureau, recipient=agency.card, log=log, ephemeral=nacl.utils.random(32)
            )
        ),
        "open": _seconds(lambda: format.open(made.data, [agency], lambda _: peer, now=NOW)),
        "verify": _seconds(
            lambda: format.verify(made.data, made.key, sender=bureau.card, recipient=agency.card)
        ),
    }
    theirs = {
        "compose": _seconds(lambda: _close(plain, bureau, agency)),
        "open": _seconds(lambda: _unclose(closed, bureau, agency)),
        "verify": _seconds(lambda: _unclose(closed, bureau, agency)),
    }
    print(f"  {len(made.data):,} bytes; the plain sealed file {len(closed):,}")
    for act, seconds in ours.items():
        print(
            f"  {act:8} {seconds * 1000:8.1f} ms (goal {GOALS[act] * 1000:.0f})   plain sealed file "
            f"{theirs[act] * 1000:7.1f} ms   ratio {seconds / theirs[act]:.1f}"
        )


def _seconds(act: Callable[[], object]) -> float:
    best = float("inf")
    for _ in range(TIMES):
        began = time.process_time()
        act()
        best = min(best, time.process_time() - began)
    return best


def _keys(role: Recipient) -> cards.Keys:
    return cards.make(
        nacl.utils.random(16).hex(), str(role), role, created=NOW,
        seed=nacl.utils.random(32), private=nacl.utils.random(32),
    )  # fmt: skip


def _messages() -> list[Item]:
    body = {
        "kind": "registry.NameRecorded",
        "names": ["Пак Чхоль Су", "박철수"],
        "place": "camp-2",
        "words": "x" * 300,
    }
    return [Message("notification.person", f"{number:032x}", "a" * 32, body) for number in range(FACTS)]


def _entries(bureau: cards.Keys) -> list[Item]:
    signer = SigningKey(bureau.seed)
    made: list[Item] = []
    for number in range(FACTS):
        key = nacl.utils.random(32)
        header = OpenHeader(
            EntryId(f"{number:032x}"), "custody", StreamId(f"{number:032x}"), 1, "2026-03-01T08:00:00.000000Z",
            signer.verify_key.encode().hex(), entry.commitment(key),
        )  # fmt: skip
        stored = entry.seal(
            header, b'{"author":"x","fact":{"camp":"camp-2"},"kind":"registry.ArrivedAtCamp","v":1}',
            entry_key=key, nonce=nacl.utils.random(24), signing_key=signer,
        )  # fmt: skip
        made.append(CarriedEntry(stored, key))
    return made


def _close(plain: list[str], bureau: cards.Keys, agency: cards.Keys) -> bytes:
    signed = SigningKey(bureau.seed).sign(json.dumps([json.loads(text) for text in plain]).encode())
    return bytes(SealedBox(PrivateKey(agency.private).public_key).encrypt(bytes(signed)))


def _unclose(closed: bytes, bureau: cards.Keys, agency: cards.Keys) -> object:
    signed = SealedBox(PrivateKey(agency.private)).decrypt(closed)
    return json.loads(SigningKey(bureau.seed).verify_key.verify(signed))


if __name__ == "__main__":
    main()
