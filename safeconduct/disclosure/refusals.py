"""Why a bundle or a card is not taken: a closed list, each with its words, its remedy and its source.

Owns the words. Whether a refused bundle is put aside to be tried again is left to the room: `is_parked` says for
which reasons waiting can help.
"""

from enum import StrEnum

from safeconduct.sources.errors import Refused


class Reason(StrEnum):
    """Everything that can be wrong with a bundle or a card, told apart."""

    NOT_A_BUNDLE = "not_a_bundle"
    OLDER_VERSION = "older_version"
    NEWER_VERSION = "newer_version"
    BAD_SIZE = "bad_size"
    WRONG_RECIPIENT = "wrong_recipient"
    ALTERED = "altered"
    MALFORMED = "malformed"
    BAD_CARD = "bad_card"
    UNKNOWN_SENDER = "unknown_sender"
    REVOKED_KEY = "revoked_key"
    BAD_SIGNATURE = "bad_signature"
    BAD_PROOF = "bad_proof"
    BAD_ENTRY = "bad_entry"
    REPLAYED = "replayed"
    MISSING_PREDECESSOR = "missing_predecessor"
    FORKED = "forked"
    EXPIRED = "expired"
    NOT_YET_VALID = "not_yet_valid"


# What waiting, or another bundle, can mend. Both are found only after the signature was: nothing is kept that a
# stranger could send in any number. The rest is sent again, since a sender keeps what is not acknowledged.
PARKED = frozenset({Reason.MISSING_PREDECESSOR, Reason.NOT_YET_VALID})

_HOUSE = "House rule: docs/reference/bundle-format.md"
_AUTHENTIC = "GC III art. 122(8): what a bureau writes is authenticated"
_WORDS: dict[Reason, tuple[str, str, str]] = {
    Reason.NOT_A_BUNDLE: ("This file is no bundle.", "Ask the sender for the file again.", _HOUSE),
    Reason.OLDER_VERSION: (
        "This bundle is written in an older version of the format than is accepted.",
        "Ask the sender to bring the program up to date and to send again.",
        _HOUSE,
    ),
    Reason.NEWER_VERSION: (
        "This bundle is written in a newer version of the format than this program reads.",
        "Bring this program up to date, then receive it again; the sender keeps it until then.",
        _HOUSE,
    ),
    Reason.BAD_SIZE: (
        "This bundle has a size that no bundle has: something was cut off or added.",
        "Ask the sender for the file again.",
        _HOUSE,
    ),
    Reason.WRONG_RECIPIENT: (
        "This bundle is for somebody else.", "Pass it on unopened, or delete it.", _HOUSE,
    ),
    Reason.ALTERED: (
        "This bundle was altered, or is not sealed to this key.", "Ask the sender for the file again.", _HOUSE,
    ),
    Reason.MALFORMED: (
        "This bundle is sealed rightly and breaks the format inside: {what}.",
        "Nothing was taken. Tell the sender's administrator.",
        _HOUSE,
    ),
    Reason.BAD_CARD: (
        "This card is not to be trusted: {what}.", "Ask the other office for its card again.", _HOUSE,
    ),
    Reason.UNKNOWN_SENDER: (
        "Nobody enrolled has signed this bundle.",
        "Enrol the sender's card first, if this sender is one to trust, then receive it again.",
        _AUTHENTIC,
    ),
    Reason.REVOKED_KEY: (
        "The key that signed this bundle does not count at this place of the sender's log: {what}.",
        "Ask the sender, by another way, whether this is theirs.",
        _AUTHENTIC,
    ),
    Reason.BAD_SIGNATURE: ("The signature is not the sender's.", "Ask the sender for the file again.", _AUTHENTIC),
    Reason.BAD_PROOF: (
        "The bundle does not stand in the sender's log as it says: {what}.",
        "Nothing was taken. Tell the sender's administrator.",
        "RFC 9162 section 2.1",
    ),
    Reason.BAD_ENTRY: (
        "An entry in this bundle is not what its author signed: {what}.",
        "Nothing was taken. Tell the sender's administrator.",
        _AUTHENTIC,
    ),
    Reason.REPLAYED: ("This bundle was received before; nothing changes.", "", _HOUSE),
    Reason.MISSING_PREDECESSOR: (
        "Bundles before this one have not come: {what}.",
        "Keep it; it is taken once they are here. Ask the sender to send them again.",
        _HOUSE,
    ),
    Reason.FORKED: (
        "The sender tells another history than before: {what}.",
        "Take nothing from this sender until both offices have compared what was told. Keep this bundle as evidence.",
        "RFC 9162 section 2.1.4",
    ),
    Reason.EXPIRED: ("This bundle expired on {what}.", "Ask the sender to send it anew.", _HOUSE),
    Reason.NOT_YET_VALID: (
        "This bundle was made at {what}, which is still to come: one of two clocks is wrong.",
        "Compare the clocks of both offices, then receive it again.",
        _HOUSE,
    ),
}  # fmt: skip


class BundleRefused(Refused):
    """A bundle or card that is not taken. `kind` says why, `what` which part; neither holds content."""

    def __init__(self, kind: Reason, what: str = "") -> None:
        reason, remedy, source = _WORDS[kind]
        super().__init__(f"bundle_{kind}", reason.format(what=what), source, remedy=remedy)
        self.kind = kind
        self.what = what

    @property
    def is_parked(self) -> bool:
        """Whether it is worth keeping: another bundle or a clock can mend it, and an enrolled sender signed it."""
        return self.kind in PARKED
