"""What stands of a wish, sealed in its row for readers alone.

Owns the short form of a state and its sealing: under a key made from the private half of the compartment, which
only an unlocked session holds. Every row has one size. Of a state the row keeps what its status is made of; who
said what and when stands in the ledger.
"""

import hashlib
import json
from datetime import datetime
from typing import Any

import nacl.utils
from nacl.bindings import crypto_aead_xchacha20poly1305_ietf_decrypt as aead_open
from nacl.bindings import crypto_aead_xchacha20poly1305_ietf_encrypt as aead_seal
from nacl.exceptions import CryptoError

from safeconduct.access.actor import Actor
from safeconduct.access.words import Compartment
from safeconduct.ledger.canonical import Json
from safeconduct.ledger.errors import Tampered
from safeconduct.wishes.facts import Finding, Option, Told
from safeconduct.wishes.state import Declared, Risk, WishState

ROW_BYTES = 1024
_NONCE_BYTES = 24


def row_key(reader: Actor) -> bytes:
    """The key of the rows, from the private half that this session holds."""
    (half,) = Compartment.WISH.halves
    return hashlib.blake2b(b"", key=reader.keyring[half], digest_size=32, person=b"wish rows").digest()


def seal(tag: str, state: WishState, key: bytes) -> bytes:
    """The state, sealed to its row and filled to `ROW_BYTES`; one with many destinations takes a multiple."""
    plain = json.dumps(_short(state), separators=(",", ":")).encode()
    filled = plain.ljust(-(-len(plain) // ROW_BYTES) * ROW_BYTES)
    nonce = nacl.utils.random(_NONCE_BYTES)
    return nonce + aead_seal(filled, tag.encode(), nonce, key)


def open_row(tag: str, blob: bytes, key: bytes) -> WishState:
    """What `seal` wrote, without entries; Tampered for a row that was changed, moved or sealed under another key."""
    try:
        filled = aead_open(blob[_NONCE_BYTES:], tag.encode(), blob[:_NONCE_BYTES], key)
    except (CryptoError, ValueError):
        raise Tampered(f"row {tag} of wishes") from None
    return _state(json.loads(filled))


def _short(state: WishState) -> Json:
    declared = state.declared
    return [
        state.prisoner,
        state.is_informed,
        sorted(state.declared_in),
        [
            [r.assessment, r.destination, str(r.finding), r.by, r.approval, r.is_confirmed]
            for r in state.risks.values()
        ],
        None
        if declared is None
        else [
            declared.entry,
            declared.stream,
            str(declared.option),
            list(declared.states),
            declared.interviewer,
            _text(declared.held),
            _text(declared.since),
            [str(each) for each in declared.may_be_told],
            sorted(declared.covers),
            _text(declared.confirmed),
            _text(declared.reconfirmed),
            declared.is_withdrawn,
            declared.is_invalidated,
            declared.is_doubted,
        ],
    ]


def _state(short: Any) -> WishState:
    prisoner, is_informed, declared_in, risks, declared = short
    found = [
        Risk(assessment, destination, Finding(finding), by, approval, is_confirmed)
        for assessment, destination, finding, by, approval, is_confirmed in risks
    ]
    return WishState(
        prisoner=prisoner,
        is_informed=is_informed,
        declared_in=frozenset(declared_in),
        risks={risk.destination: risk for risk in found},
        declared=_declared(*declared) if declared else None,
    )


def _declared(*short: Any) -> Declared:
    (
        entry,
        stream,
        option,
        states,
        interviewer,
        held,
        since,
        told,
        covers,
        confirmed,
        reconfirmed,
        *ended,
    ) = short
    is_withdrawn, is_invalidated, is_doubted = ended
    return Declared(
        entry=entry,
        stream=stream,
        option=Option(option),
        states=tuple(states),
        interviewer=interviewer,
        held=datetime.fromisoformat(held),
        since=datetime.fromisoformat(since),
        may_be_told=tuple(Told(each) for each in told),
        covers=frozenset(covers),
        confirmed=datetime.fromisoformat(confirmed) if confirmed else None,
        reconfirmed=datetime.fromisoformat(reconfirmed) if reconfirmed else None,
        is_withdrawn=is_withdrawn,
        is_invalidated=is_invalidated,
        is_doubted=is_doubted,
    )


def _text(moment: datetime | None) -> str:
    return moment.isoformat() if moment else ""
