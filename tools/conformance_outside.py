"""Cases about the outside of a bundle, and bundles that are taken."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from nacl.bindings import crypto_aead_xchacha20poly1305_ietf_encrypt

from safeconduct.disclosure import envelope
from safeconduct.disclosure.refusals import Reason
from safeconduct.disclosure.told import Told
from tools.conformance_making import (
    TAKEN,
    Case,
    Forge,
    bundle_case,
    every_kind,
    flipped,
    message,
    secret,
    send,
    sent,
)


def good() -> Iterator[Case]:
    yield bundle_case("good-empty", "no item", send(Told()).data, TAKEN)
    yield bundle_case("good-message", "one message", send(Told(), message()).data, TAKEN, carried=["message"])
    long_text = send(Told(), message(text="довге слово " * 300))
    yield bundle_case("good-long", "a file of the next size", long_text.data, TAKEN, carried=["message"])
    yield bundle_case("good-every-kind", "an item of every kind", send(Told(), *every_kind()).data, TAKEN,
                  carried=["entry", "sealed_entry", "message", "checkpoint", "acknowledgement", "card", "newer",
                           "newer"])  # fmt: skip
    log = Told()
    for number, made in enumerate(sent(6)):
        name, about = f"good-in-order-{number + 1}", f"bundle {number + 1} after those before it"
        yield bundle_case(name, about, made.data, TAKEN, held=log, carried=["message"])
        log = made.told
    deep: Any = "end"
    for _ in range(30):
        deep = [deep]
    nested = send(Told(), replace(message(), body={"deep": deep}))
    yield bundle_case("good-deep", "nested as deep as may be", nested.data, TAKEN, carried=["message"])
    words = {
        "hangul": "전쟁포로", "cyrillic": "полонений", "html": "<b>&amp;</b>", "formula": "=1+1",
        "bidi": "\u202ea", "quote": 'a "b" \\ c', "control": "\t\n\u0001", "line": "\u2028",
    }  # fmt: skip
    hostile = send(Told(), replace(message(), body=words))
    yield bundle_case(
        "good-hostile-text", "texts that hurt elsewhere", hostile.data, TAKEN, carried=["message"]
    )
    numbers = {"most": 2**53 - 1, "least": -(2**53) + 1, "zero": 0}
    largest = send(Told(), replace(message(), body=numbers))
    yield bundle_case("good-numbers", "the largest numbers", largest.data, TAKEN, carried=["message"])


def outside() -> Iterator[Case]:
    data = send(Told(), message()).data
    for name, changed, expect in (
        ("empty", b"", Reason.NOT_A_BUNDLE),
        ("text", b"safeconduct\n" * 400, Reason.NOT_A_BUNDLE),
        ("zip", b"PK\x03\x04" + bytes(4092), Reason.NOT_A_BUNDLE),
        ("magic", flipped(data, 3), Reason.NOT_A_BUNDLE),
        ("head-alone", data[:100], Reason.NOT_A_BUNDLE),
        ("version-0", data[:20] + b"\x00" + data[21:], Reason.OLDER_VERSION),
        ("version-2", data[:20] + b"\x02" + data[21:], Reason.NEWER_VERSION),
        ("version-255", data[:20] + b"\xff" + data[21:], Reason.NEWER_VERSION),
        ("cut-by-one", data[:-1], Reason.BAD_SIZE),
        ("cut-in-half", data[:2048], Reason.BAD_SIZE),
        ("one-more", data + b"\x00", Reason.BAD_SIZE),
        ("padded-to-next", data + bytes(2048), Reason.ALTERED),
        ("key-id", flipped(data, 25), Reason.WRONG_RECIPIENT),
        ("ephemeral", flipped(data, 40), Reason.ALTERED),
        ("ephemeral-zero", data[:37] + bytes(32) + data[69:], Reason.ALTERED),
        ("ephemeral-one", data[:37] + b"\x01" + bytes(31) + data[69:], Reason.ALTERED),
        ("commitment", flipped(data, 80), Reason.ALTERED),
        ("first-sealed-byte", flipped(data, 101), Reason.ALTERED),
        ("middle", flipped(data, 2000), Reason.ALTERED),
        ("last-bit", flipped(data, 4095, 128), Reason.ALTERED),
        ("swapped-halves", data[:101] + data[2048:] + data[101:2048], Reason.ALTERED),
    ):
        yield bundle_case(f"outside-{name}", f"the file: {name}", changed, expect)
    long = send(Told(), message(text="довге слово " * 300)).data
    yield bundle_case(
        "outside-cut-to-a-size", "cut to a size that a bundle may have", long[:4096], Reason.ALTERED
    )
    yield bundle_case("outside-nobody", "nobody's key", data, Reason.WRONG_RECIPIENT, own=())
    yield bundle_case(
        "outside-other", "another instance's key", data, Reason.WRONG_RECIPIENT, own=("agency", "laptop")
    )
    for name, content in (("nothing", b""), ("four-zeros", bytes(4)), ("noise", secret("noise") * 20)):
        yield bundle_case(
            f"inside-{name}", f"sealed rightly: {name}", Forge(content=content).data(), Reason.MALFORMED
        )
    yield from _paddings()


def _paddings() -> Iterator[Case]:
    """Seals whose padding is not what the format asks, made with the key of a real bundle."""
    made = send(Told(), message())
    head, key = made.data[:69], made.key
    clear = head + envelope._commitment(key, head)
    content = envelope.open_with(made.data, key)
    whole = 4096 - 101 - 16

    def sealed(padded: bytes) -> bytes:
        closed = crypto_aead_xchacha20poly1305_ietf_encrypt(
            padded, clear, envelope._nonce(key, head), envelope._encryption_key(key, head)
        )
        return clear + closed

    right = (len(content).to_bytes(4, "big") + content).ljust(whole, b"\x00")
    yield bundle_case("padding-right", "the padding as it must be", sealed(right), TAKEN, carried=["message"])
    for name, padded in (
        ("last-byte", right[:-1] + b"\x01"),
        ("first-byte", right[: 4 + len(content)] + b"\x01" + right[5 + len(content) :]),
        ("length-too-long", (whole).to_bytes(4, "big") + right[4:]),
        ("length-huge", b"\xff\xff\xff\xff" + right[4:]),
        ("larger-than-needed", right.ljust(6144 - 101 - 16, b"\x00")),
    ):
        yield bundle_case(f"padding-{name}", f"padding: {name}", sealed(padded), Reason.MALFORMED)
