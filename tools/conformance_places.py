"""Cases about a bundle's place in the log, keys that count and clocks, bundles that are shown, and cards."""

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from typing import Any

from safeconduct.disclosure import cards, envelope
from safeconduct.disclosure.format import Composed
from safeconduct.disclosure.refusals import Reason
from safeconduct.disclosure.told import Told
from safeconduct.ledger import signing
from tools.conformance_making import (
    AGENCY,
    BUREAU,
    BUREAU_2,
    CARD_SIGNED,
    KEYS,
    NOW,
    RECEIVING,
    TAKEN,
    Case,
    bundle_case,
    framed,
    message,
    plain,
    secret,
    send,
    sent,
)


def place_cases() -> Iterator[Case]:
    made = sent(6)
    fork = send(made[2].told, message(9, "another word"))
    longer = send(fork.told, message(10), since=4)
    yield bundle_case("place-replayed", "received before", made[1].data, Reason.REPLAYED, held=made[3].told)
    yield bundle_case("place-replayed-late", "received before, and expired since", made[1].data, Reason.REPLAYED,
                  held=made[3].told, now=NOW + timedelta(days=400))  # fmt: skip
    yield bundle_case("place-early", "one before it has not come", made[3].data, Reason.MISSING_PREDECESSOR,
                  held=made[1].told)  # fmt: skip
    yield bundle_case(
        "place-first-contact-late", "none before it has come", made[3].data, Reason.MISSING_PREDECESSOR
    )
    yield bundle_case("place-fork", "another fourth bundle", fork.data, Reason.FORKED, held=made[3].told)
    yield bundle_case("place-rolled-back", "a second bundle after a sixth", send(made[0].told, message(8)).data,
                  Reason.FORKED, held=made[5].told)  # fmt: skip
    yield bundle_case("place-fork-grown", "a fifth bundle after another fourth", longer.data, Reason.FORKED,
                  held=made[3].told)  # fmt: skip
    other_start = sent(4, send(Told(), message(7, "another start")).told)[-1]
    yield bundle_case("place-other-start", "another log from its first bundle on", other_start.data, Reason.FORKED,
                  held=made[3].told)  # fmt: skip
    bridged = send(made[5].told, message(7), since=2)
    yield bundle_case("place-bridged", "those before it are lost, and it says so", bridged.data, TAKEN,
                  held=made[1].told, carried=["message"], lost=[3, 4, 5, 6])  # fmt: skip
    yield bundle_case("place-bridged-in-part", "some of those it calls lost had come", bridged.data, TAKEN,
                  held=made[3].told, carried=["message"], lost=[5, 6])  # fmt: skip
    yield bundle_case("place-bridge-begins-later", "a bridge that begins after what is held", bridged.data,
                  Reason.MISSING_PREDECESSOR, held=made[0].told)  # fmt: skip
    yield bundle_case("place-bridge-of-a-fork", "a bridge over what came otherwise",
                  send(fork.told, message(7), since=1).data, Reason.FORKED, held=made[3].told)  # fmt: skip
    holed = Told(bridged.told.leaves, frozenset({3, 4, 5, 6}))
    yield bundle_case("place-late", "called lost, and comes after all", made[3].data, TAKEN, held=holed,
                  carried=["message"], is_late=True)  # fmt: skip
    yield bundle_case(
        "place-late-and-other", "called lost, and comes as another", fork.data, Reason.FORKED, held=holed
    )
    yield from _grown(made)


def _grown(made: list[Composed]) -> Iterator[Case]:
    """Second bundles of a log, each wrong in one part of what ties it to the first."""
    held = made[0].told
    second = send(held, message(2))
    content = envelope.open_with(second.data, second.key)
    proof_at = content.rindex(b'{"bridge"')
    proof = json.loads(content[proof_at:])

    def resealed(change: dict[str, Any]) -> bytes:
        changed = content[: proof_at - 4] + framed(plain({**proof, **change}))
        return envelope.seal(
            changed, RECEIVING.card, ephemeral=secret("ephemeral", "grown", repr(change))
        ).data

    yield bundle_case("grown-right", "sealed anew", resealed({}), TAKEN, held=held, carried=["message"])
    for name, change, expect in (
        ("inclusion-wrong", {"inclusion": ["0" * 64]}, Reason.BAD_PROOF),
        ("inclusion-missing", {"inclusion": []}, Reason.BAD_PROOF),
        ("consistency-wrong", {"consistency": ["0" * 64]}, Reason.BAD_PROOF),
        ("consistency-missing", {"consistency": []}, Reason.BAD_PROOF),
        ("consistency-longer", {"consistency": [*proof["consistency"], "0" * 64]}, Reason.BAD_PROOF),
        ("bridge-wrong", {"since": 0, "bridge": ["0" * 64], "consistency": []}, Reason.FORKED),
    ):
        yield bundle_case(f"grown-{name}", f"a second bundle: {name}", resealed(change), expect, held=held)
    false_previous = send(Told((secret("another leaf"),)), message(2))
    yield bundle_case(
        "grown-other-first", "after another first bundle", false_previous.data, Reason.FORKED, held=held
    )


def key_cases() -> Iterator[Case]:
    made = sent(2)
    revoked = {"card": "bureau", "first": 1, "last": 1}
    renewed = {"card": "bureau-2", "first": 2, "last": None}
    second = send(made[0].told, message(2), sender=BUREAU_2)
    early = send(Told(), message(1), sender=BUREAU_2)
    yield bundle_case("key-before-revocation", "the last place at which the key counts", made[0].data, TAKEN,
                  senders=[revoked], carried=["message"])  # fmt: skip
    yield bundle_case("key-revoked", "after the key was revoked", made[1].data, Reason.REVOKED_KEY, held=made[0].told,
                  senders=[revoked, renewed])  # fmt: skip
    yield bundle_case("key-renewed", "under the new key", second.data, TAKEN, held=made[0].told,
                  senders=[revoked, renewed], carried=["message"])  # fmt: skip
    yield bundle_case("key-too-early", "under the new key, before it counts", early.data, Reason.REVOKED_KEY,
                  senders=[revoked, renewed])  # fmt: skip
    yield bundle_case("key-unknown", "a sender whom nobody enrolled", send(Told(), sender=AGENCY).data,
                  Reason.UNKNOWN_SENDER)  # fmt: skip
    yield bundle_case("key-no-senders", "nobody is enrolled", made[0].data, Reason.UNKNOWN_SENDER, senders=[])
    yield bundle_case("key-in-anothers-name", "signed by another in the bureau's name",
                  send(Told(), sender=replace(BUREAU, seed=AGENCY.seed)).data, Reason.BAD_SIGNATURE)  # fmt: skip
    yield bundle_case("key-old-sealing", "sealed to the recipient's old key", made[0].data, TAKEN,
                  own=["receiving-2", "receiving"], carried=["message"])  # fmt: skip
    yield bundle_case("key-lost-sealing", "the recipient has its new key alone", made[0].data, Reason.WRONG_RECIPIENT,
                  own=["receiving-2"])  # fmt: skip
    passed_on = envelope.seal(
        envelope.open_with(made[0].data, made[0].key), AGENCY.card, ephemeral=secret("passed")
    )
    yield bundle_case("key-passed-on", "told to one, sealed by it to another", passed_on.data, Reason.WRONG_RECIPIENT,
                  own=["agency"])  # fmt: skip
    yield bundle_case("time-last-second", "its last second", made[0].data, TAKEN, now=NOW + timedelta(days=30),
                  carried=["message"])  # fmt: skip
    yield bundle_case("time-expired", "a second later", made[0].data, Reason.EXPIRED,
                  now=NOW + timedelta(days=30, seconds=1))  # fmt: skip
    yield bundle_case("time-a-day-ahead", "made a day ahead of this clock", made[0].data, TAKEN,
                  now=NOW - timedelta(days=1), carried=["message"])  # fmt: skip
    yield bundle_case("time-more-than-a-day-ahead", "a second more", made[0].data, Reason.NOT_YET_VALID,
                  now=NOW - timedelta(days=1, seconds=1))  # fmt: skip
    yield bundle_case("time-years-ahead", "two clocks years apart", made[0].data, Reason.NOT_YET_VALID,
                  now=NOW - timedelta(days=3650))  # fmt: skip


def shown_cases() -> Iterator[Case]:
    first, second = sent(2)

    def shown(name: str, about: str, expect: str, **change: Any) -> Case:
        how = {
            "check": "shown",
            "key": second.key.hex(),
            "sender": "bureau",
            "recipient": "receiving",
            **change,
        }
        said: dict[str, Any] = {"outcome": str(expect)}
        return Case(name, about, second.data, said | ({"items": ["message"]} if expect == TAKEN else {}), how)

    yield shown("shown-right", "a second bundle, shown by its key alone", TAKEN)
    yield shown("shown-other-key", "the key of another bundle", Reason.ALTERED, key=first.key.hex())
    yield shown("shown-short-key", "half a key", Reason.ALTERED, key=second.key[:16].hex())
    yield shown("shown-other-sender", "said to be another's", Reason.UNKNOWN_SENDER, sender="agency")
    yield shown(
        "shown-other-recipient", "said to be told to another", Reason.WRONG_RECIPIENT, recipient="agency"
    )


def card_case(name: str, data: bytes, expect: str) -> Case:
    return Case(f"card-{name}", f"a card: {name}", data, {"outcome": str(expect)}, {"check": "card"})


def signed_card(change: dict[str, Any], without: str = "", seed: bytes = BUREAU.seed) -> bytes:
    members = {**json.loads(BUREAU.card.data), **change}
    members.pop("signature")
    members.pop(without, None)
    signature = signing.sign(CARD_SIGNED + plain(members), seed=seed).hex()
    return plain({**members, "signature": change.get("signature", signature)})


def card_cases() -> Iterator[Case]:
    for name, keys in KEYS.items():
        yield card_case(name, keys.card.data, TAKEN)
    for role in sorted(cards.CARD_ROLES):
        yield card_case(f"role-{role}", signed_card({"role": str(role)}), TAKEN)
    yield card_case("name-of-200", signed_card({"name": "포" * 200}), TAKEN)
    for name, change in (
        ("role-home", {"role": "home_bureau"}), ("role-unknown", {"role": "witness"}), ("version", {"v": 2}),
        ("version-true", {"v": True}), ("instance-upper", {"instance": "A" * 32}),
        ("created", {"created": "2026"}),
        ("created-no-day", {"created": "2026-02-30T00:00:00Z"}), ("name-empty", {"name": ""}),
        ("name-of-201", {"name": "포" * 201}), ("name-bidi", {"name": "a\u202eb"}),
        ("name-line", {"name": "a\nb"}),
        ("name-hidden", {"name": "a\u200bb"}), ("name-space", {"name": " a"}), ("name-number", {"name": 1}),
        ("name-not-normal", {"name": "e\u0301"}), ("extra", {"more": 1}),
        ("signature-zero", {"signature": "0" * 128}),
        ("signing-identity", {"signing": "01" + "00" * 31}), ("signing-zero", {"signing": "00" * 32}),
        ("signing-order-8", {"signing": "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05"}),
        ("signing-no-point", {"signing": "02" + "00" * 31}),
        ("signing-not-reduced", {"signing": "ee" + "ff" * 30 + "7f"}),
        ("sealing-zero", {"sealing": "00" * 32}), ("sealing-one", {"sealing": "01" + "00" * 31}),
        ("sealing-order-8", {"sealing": "e0eb7a7c3b41b8ae1656e3faf19fc46ada098deb9c32b1fd866205165f49b800"}),
        ("sealing-minus-one", {"sealing": "ec" + "ff" * 30 + "7f"}),
        ("sealing-not-reduced", {"sealing": "f6" + "ff" * 30 + "7f"}),
        ("sealing-high-bit", {"sealing": (BUREAU.card.sealing[:31] + bytes([BUREAU.card.sealing[31] | 128])).hex()}),
        ("sealing-short", {"sealing": "00"}),
    ):  # fmt: skip
        yield card_case(name, signed_card(change), Reason.BAD_CARD)
    for name in ("created", "instance", "name", "role", "sealing", "signing", "v"):
        yield card_case(f"without-{name}", signed_card({}, without=name), Reason.BAD_CARD)
    yield card_case("signed-by-another", signed_card({}, seed=AGENCY.seed), Reason.BAD_CARD)
    for name, data in (
        ("empty", b""), ("text", b"card"), ("too-long", BUREAU.card.data + b" " * 2048),
        ("space-after", BUREAU.card.data + b"\n"), ("key-twice", BUREAU.card.data[:-1] + b',"v":1}'),
        ("changed-name", BUREAU.card.data.replace(b"National", b"Natlonal")),
    ):  # fmt: skip
        yield card_case(name, data, Reason.BAD_CARD)
