"""Cases about what stands inside a bundle: manifest, JSON, items, signature, proof."""

import json
from collections.abc import Iterator
from dataclasses import replace
from hashlib import sha512
from typing import Any

from nacl.bindings import (
    crypto_aead_xchacha20poly1305_ietf_encrypt,
    crypto_core_ed25519_add,
    crypto_scalarmult_ed25519_base_noclamp,
)

from safeconduct.disclosure import items, told
from safeconduct.disclosure.refusals import Reason
from safeconduct.ledger import entry, signing
from safeconduct.ledger.note import encode_base64
from tools.conformance_making import (
    AGENCY,
    BUREAU,
    ENTRY_KEY,
    MANIFEST,
    OPEN,
    RECEIVING,
    SEALED,
    TAKEN,
    Case,
    Forge,
    bundle_case,
    coded,
    every_kind,
    framed,
    message,
    plain,
    secret,
    sent,
    stored,
)

_GROUP_ORDER = 2**252 + 27742317777372353535851937790883648493
_OF_ORDER_8 = bytes.fromhex("26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05")


def manifests_cases() -> Iterator[Case]:
    yield bundle_case("manifest-right", "put together by hand", Forge().data(), TAKEN, carried=["message"])
    for name, change, expect in (
        ("version-2", {"v": 2}, Reason.NEWER_VERSION), ("version-0", {"v": 0}, Reason.MALFORMED),
        ("version-true", {"v": True}, Reason.MALFORMED), ("version-text", {"v": "1"}, Reason.MALFORMED),
        ("extra-member", {"more": 1}, Reason.MALFORMED), ("basis-empty", {"basis": ""}, Reason.MALFORMED),
        ("basis-long", {"basis": "x" * 301}, Reason.MALFORMED),
        ("basis-number", {"basis": 1}, Reason.MALFORMED),
        ("no-such-day", {"created": "2026-02-30T09:00:00Z"}, Reason.MALFORMED),
        ("second-60", {"created": "2026-03-01T09:00:60Z"}, Reason.MALFORMED),
        ("year-zero", {"created": "0000-03-01T09:00:00Z"}, Reason.MALFORMED),
        ("hour-24", {"created": "2026-03-01T24:00:00Z"}, Reason.MALFORMED),
        ("offset", {"created": "2026-03-01T09:00:00+00:00"}, Reason.MALFORMED),
        ("ends-before", {"expires": "2026-03-01T08:59:59Z"}, Reason.MALFORMED),
        ("items-fewer", {"items": 0}, Reason.MALFORMED), ("items-more", {"items": 2}, Reason.MALFORMED),
        ("items-negative", {"items": -1}, Reason.MALFORMED),
        ("items-true", {"items": True}, Reason.MALFORMED),
        ("previous-in-first", {"previous": "0" * 64}, Reason.MALFORMED),
        ("sequence-zero", {"sequence": 0}, Reason.MALFORMED),
        ("sequence-negative", {"sequence": -1}, Reason.MALFORMED),
        ("sequence-two-without-previous", {"sequence": 2}, Reason.MALFORMED),
        ("sequence-not-since", {"sequence": 2, "previous": "0" * 64}, Reason.MALFORMED),
        ("sequence-beyond-double", {"sequence": 2**53}, Reason.MALFORMED),
        ("purpose-upper", {"purpose": "Referral"}, Reason.MALFORMED),
        ("purpose-long", {"purpose": "a" * 65}, Reason.MALFORMED),
        ("sender-list", {"sender": []}, Reason.MALFORMED),
        ("sender-extra", {"sender": {**MANIFEST["sender"], "name": "x"}}, Reason.MALFORMED),
        ("sender-upper", {"sender": {**MANIFEST["sender"], "instance": "A" * 32}}, Reason.MALFORMED),
        ("recipient-short", {"recipient": {**MANIFEST["recipient"], "sealing": "00"}}, Reason.MALFORMED),
        ("other-recipient", {"recipient": {**MANIFEST["recipient"], "instance": AGENCY.card.instance}},
         Reason.WRONG_RECIPIENT),
        ("other-signing-key", {"recipient": {**MANIFEST["recipient"], "signing": "0" * 64}}, Reason.WRONG_RECIPIENT),
        ("other-sender", {"sender": {**MANIFEST["sender"], "instance": AGENCY.card.instance}}, Reason.UNKNOWN_SENDER),
        ("other-sender-key", {"sender": {**MANIFEST["sender"], "signing": "0" * 64}}, Reason.UNKNOWN_SENDER),
    ):  # fmt: skip
        yield bundle_case(f"manifest-{name}", f"the manifest: {name}", Forge(manifest=change).data(), expect)
    for name in sorted(MANIFEST):
        yield bundle_case(
            f"manifest-without-{name}", f"no {name}", Forge(without=name).data(), Reason.MALFORMED
        )
    yield from _json()


def _json() -> Iterator[Case]:
    right = plain(MANIFEST)
    for name, data in (
        ("spaces", right.replace(b",", b", ")), ("key-twice", right[:-1] + b',"v":1}'),
        ("other-order", b'{"v":1,' + right[1:].replace(b',"v":1', b"")),
        ("float", right.replace(b'"v":1', b'"v":1.0')), ("exponent", right.replace(b'"v":1', b'"v":1e0')),
        ("minus-zero", right.replace(b'"items":1', b'"items":-0')),
        ("huge-number", right.replace(b'"items":1', b'"items":' + b"9" * 400)),
        ("escape", right.replace(b"consent", b"c\\u006fnsent")),
        ("half-a-pair", right.replace(b"His", b"\\ud800")), ("not-utf-8", right.replace(b"His", b"\xff\xfe")),
        ("overlong-utf-8", right.replace(b"His", b"\xc0\xaf")), ("byte-order-mark", b"\xef\xbb\xbf" + right),
        ("not-normal-form", right.replace(b"His", "e\u0301".encode())), ("list", b"[]"), ("null", b"null"),
        ("empty", b""), ("nan", right.replace(b'"items":1', b'"items":NaN')), ("two", right + right),
        ("deep", right.replace(b'"items":1', b'"items":' + b"[" * 40 + b"]" * 40)),
        ("very-deep", b"[" * 4000), ("too-long", right.replace(b"His", b"H" * 5000)),
    ):  # fmt: skip
        yield bundle_case(
            f"json-{name}", f"JSON: {name}", Forge(manifest_bytes=data).data(), Reason.MALFORMED
        )


def content_cases() -> Iterator[Case]:
    whole = Forge().whole()
    for name, forge in (
        ("count-of-items", Forge(count=2)), ("count-huge", Forge(count=2**32 - 1)),
        ("something-after", Forge(after=b"\x00")), ("cut", Forge(content=whole[:-1])),
        ("cut-in-signature", Forge(content=whole[:700])),
    ):  # fmt: skip
        yield bundle_case(f"content-{name}", f"the content: {name}", forge.data(), Reason.MALFORMED)
    identity = b"\x01" + bytes(31)
    true = signing.sign(b"another text", seed=BUREAU.seed)
    for name, signature in (
        ("of-another-text", true), ("zero", bytes(64)), ("of-small-order", identity + bytes(32)),
        ("scalar-not-reduced", true[:32] + b"\xff" * 32),
        ("by-another", signing.sign(b"x", seed=AGENCY.seed)),
    ):  # fmt: skip
        yield bundle_case(f"signature-{name}", f"the signature: {name}", Forge(signature=signature).data(),
                      Reason.BAD_SIGNATURE)  # fmt: skip


def proof_cases() -> Iterator[Case]:
    made = sent(3)
    other = told.checkpoint_of(made[0].told, BUREAU, AGENCY.card)
    stranger = told.checkpoint_of(made[0].told, replace(AGENCY, card=BUREAU.card), RECEIVING.card)
    right = json.loads(plain({"note": told.checkpoint_of(made[0].told, BUREAU, RECEIVING.card)}))["note"]
    for name, change, expect in (
        ("checkpoint-of-another-log", {"checkpoint": other}, Reason.BAD_PROOF),
        ("checkpoint-by-another", {"checkpoint": stranger}, Reason.BAD_PROOF),
        ("checkpoint-of-another-bundle", {"checkpoint": right}, Reason.BAD_PROOF),
        ("checkpoint-of-another-size",
         {"checkpoint": told.checkpoint_of(made[1].told, BUREAU, RECEIVING.card)}, Reason.BAD_PROOF),
        ("checkpoint-empty", {"checkpoint": ""}, Reason.BAD_PROOF),
        ("checkpoint-unsigned", {"checkpoint": right.split("\n\n")[0] + "\n"}, Reason.BAD_PROOF),
        ("checkpoint-number", {"checkpoint": 1}, Reason.MALFORMED),
        ("inclusion-too-long", {"inclusion": ["0" * 64]}, Reason.BAD_PROOF),
        ("inclusion-much-too-long", {"inclusion": ["0" * 64] * 65}, Reason.MALFORMED),
        ("inclusion-short-hash", {"inclusion": ["00"]}, Reason.MALFORMED),
        ("consistency-from-nothing", {"consistency": ["0" * 64]}, Reason.BAD_PROOF),
        ("consistency-text", {"consistency": "0" * 64}, Reason.MALFORMED),
        ("since-one", {"since": 1}, Reason.MALFORMED), ("since-negative", {"since": -1}, Reason.MALFORMED),
        ("since-true", {"since": True}, Reason.MALFORMED),
        ("bridge-one", {"bridge": ["0" * 64]}, Reason.MALFORMED),
        ("extra-member", {"more": 1}, Reason.MALFORMED),
    ):  # fmt: skip
        yield bundle_case(f"proof-{name}", f"the proof: {name}", Forge(proof=change).data(), expect)
    for name in ("bridge", "checkpoint", "consistency", "inclusion", "since"):
        yield bundle_case(f"proof-without-{name}", f"no {name}", Forge(without=name).data(), Reason.MALFORMED)
    yield bundle_case(
        "proof-no-object", "the proof is a list", Forge(proof_bytes=b"[]").data(), Reason.MALFORMED
    )


def item_cases() -> Iterator[Case]:
    carried = json.loads(items.write(every_kind()[0]))
    passed = json.loads(items.write(every_kind()[1]))
    said = json.loads(items.write(message()))
    receipt = json.loads(items.write(every_kind()[4]))
    card = json.loads(items.write(every_kind()[5]))
    other = stored(replace(OPEN, version=2))
    for name, item, expect in (
        ("list", [], Reason.MALFORMED), ("no-kind", {"v": 1}, Reason.MALFORMED),
        ("kind-number", {"kind": 1, "v": 1}, Reason.MALFORMED),
        ("kind-empty", {"kind": "", "v": 1}, Reason.MALFORMED),
        ("version-zero", {**said, "v": 0}, Reason.MALFORMED),
        ("version-true", {**said, "v": True}, Reason.MALFORMED),
        ("extra-member", {**said, "more": 1}, Reason.MALFORMED),
        ("body-text", {**said, "body": "x"}, Reason.MALFORMED),
        ("id-short", {**said, "id": "1"}, Reason.MALFORMED),
        ("type-upper", {**said, "type": "X"}, Reason.MALFORMED),
        ("about-empty", {**said, "about": ""}, Reason.MALFORMED),
        ("receipt-zero", {**receipt, "sequence": 0}, Reason.MALFORMED),
        ("receipt-outcome", {**receipt, "outcome": "lost"}, Reason.MALFORMED),
        ("receipt-leaf", {**receipt, "leaf": "00"}, Reason.MALFORMED),
        ("receipt-reason", {**receipt, "reason": "Why not"}, Reason.MALFORMED),
        ("card-not-base64", {**card, "card": "%%%"}, Reason.MALFORMED),
        ("card-unpadded", {**card, "card": "e30"}, Reason.MALFORMED),
        ("card-empty", {**card, "card": ""}, Reason.MALFORMED),
        ("card-none", {**card, "card": "e30="}, Reason.BAD_CARD),
        ("entry-other-key", {**carried, "key": encode_base64(secret("other"))}, Reason.BAD_ENTRY),
        ("entry-short-key", {**carried, "key": "AAAA"}, Reason.BAD_ENTRY),
        ("entry-other-signature", {**carried, "signature": encode_base64(other.signature)}, Reason.BAD_ENTRY),
        ("entry-other-header", {**carried, "header": encode_base64(other.header)}, Reason.BAD_ENTRY),
        ("entry-other-body", {**carried, "body": passed["body"]}, Reason.BAD_ENTRY),
        ("entry-header-no-header", {**carried, "header": "e30="}, Reason.BAD_ENTRY),
        ("entry-not-base64", {**carried, "body": "?"}, Reason.MALFORMED),
        ("entry-no-json", json.loads(plain({**carried, **coded(stored(OPEN, b"no JSON"))})), Reason.BAD_ENTRY),
        ("entry-sealed-with-bare-key", {**carried, **coded(stored(SEALED))}, Reason.BAD_ENTRY),
        ("sealed-entry-open", {**passed, **coded(stored(OPEN))}, Reason.BAD_ENTRY),
        ("sealed-entry-bare-key", {**passed, "wrapped": encode_base64(ENTRY_KEY)}, Reason.BAD_ENTRY),
        ("sealed-entry-version", {**passed, "version": 0}, Reason.MALFORMED),
        ("sealed-entry-stream", {**passed, "stream": "opaque"}, Reason.MALFORMED),
    ):  # fmt: skip
        yield bundle_case(f"item-{name}", f"an item: {name}", Forge(items=(plain(item),)).data(), expect)
    yield from _mixed_order(carried)
    newer = Forge(items=(b'{"kind":"of.another.time","v":7,"x":[1,2]}',))
    yield bundle_case("item-newer", "an item of a newer program", newer.data(), TAKEN, carried=["newer"])
    second = Forge(manifest={"items": 2}, items=(items.write(message()), b"{}"))
    yield bundle_case("item-second-bad", "the second of two items is bad", second.data(), Reason.MALFORMED)


def _mixed_order(carried: dict[str, Any]) -> Iterator[Case]:
    """Entries by an author whose key has a part of order 8: whether a verifier multiplies by the cofactor shows here.

    libsodium does not, so one signature in eight holds. Source: "Taming the many EdDSAs", sections 3 and 5.
    """
    scalar = int.from_bytes(secret("mixed scalar"), "little") % _GROUP_ORDER
    key = crypto_core_ed25519_add(_times_base(scalar), _OF_ORDER_8)
    entry_key = secret("mixed entry key")
    header = entry.header_bytes(replace(OPEN, key=key.hex(), commitment=entry.commitment(entry_key)))
    text = entry.pad(b'{"kind":"registry.Escaped"}')
    body = bytes(24) + crypto_aead_xchacha20poly1305_ietf_encrypt(text, header, bytes(24), entry_key)
    signed = b"safeconduct/entry/v1\x00" + framed(header) + framed(body)
    found: dict[bool, bytes] = {}
    for number in range(200):
        nonce = int.from_bytes(secret("mixed nonce", number), "little") % _GROUP_ORDER
        first = _times_base(nonce)
        challenge = int.from_bytes(sha512(first + key + signed).digest(), "little") % _GROUP_ORDER
        second = ((nonce + challenge * scalar) % _GROUP_ORDER).to_bytes(32, "little")
        found.setdefault(challenge % 8 == 0, first + second)
    for holds, name, expect in (
        (True, "holds", TAKEN),
        (False, "holds-by-the-cofactor-alone", Reason.BAD_ENTRY),
    ):
        made = {
            **carried,
            **coded(entry.Stored(header, body, found[holds])),
            "key": encode_base64(entry_key),
        }
        data = Forge(items=(plain(made),)).data()
        about = f"an entry by a key of mixed order: the signature {name.replace('-', ' ')}"
        yield bundle_case(f"item-entry-mixed-order-{name}", about, data, expect, carried=["entry"])


def _times_base(scalar: int) -> bytes:
    return crypto_scalarmult_ed25519_base_noclamp(scalar.to_bytes(32, "little"))
