"""The invented instances between which test bundles travel, with fixed keys, and a way to send one."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from hashlib import sha256

from safeconduct.disclosure import cards
from safeconduct.disclosure.cards import Keys
from safeconduct.disclosure.format import Composed, Counts, Opened, Peer, compose
from safeconduct.disclosure.format import open as open_bundle
from safeconduct.disclosure.items import Item, Message
from safeconduct.disclosure.manifests import Terms
from safeconduct.disclosure.told import Told
from safeconduct.law.recipients import Recipient

NOW = datetime(2026, 3, 1, 9, tzinfo=UTC)


def secret(*names: object) -> bytes:
    """Thirty-two bytes that are the same in every run, for keys and for what chance would make."""
    return sha256("/".join(map(str, names)).encode()).digest()


def keys_of(number: int, name: str, role: Recipient, *, generation: int = 1) -> Keys:
    instance = f"{number:032x}"
    return cards.make(
        instance, name, role, created=NOW, seed=secret("seed", number, generation),
        private=secret("private", number, generation),
    )  # fmt: skip


BUREAU = keys_of(1, "National Information Bureau", Recipient.BUREAU)
RECEIVING = keys_of(2, "받는 나라의 사무소", Recipient.RECEIVING_STATE)
AGENCY = keys_of(3, "Central Tracing Agency", Recipient.CENTRAL_AGENCY)
LAPTOP = keys_of(4, "Польова група 2", Recipient.FIELD_TEAM)


def terms(*, created: datetime = NOW, purpose: str = "referral.preview") -> Terms:
    return Terms(purpose, "His consent of 28 February", cards.text_of(created),
                 cards.text_of(created + timedelta(days=30)))  # fmt: skip


def message(number: int, text: str = "a word") -> Message:
    return Message("referral.preview", f"{number:032x}", "c" * 32, {"words": text})


def send(
    log: Told,
    *content: Item,
    sender: Keys = BUREAU,
    recipient: Keys = RECEIVING,
    since: int | None = None,
    said: Terms | None = None,
) -> Composed:
    """The next bundle of the log."""
    return compose(
        said or terms(), content, sender=sender, recipient=recipient.card, log=log,
        ephemeral=secret("ephemeral", sender.card.name, log.size), since=since,
    )  # fmt: skip


def send_many(count: int, log: Told | None = None) -> list[Composed]:
    """Bundles one after the other, each with one message."""
    log, sent = log or Told(), []
    for number in range(count):
        sent.append(send(log, message(log.size + 1, f"word {number}")))
        log = sent[-1].told
    return sent


def take(
    data: bytes,
    held: Told | None = None,
    *,
    own: Sequence[Keys] = (RECEIVING,),
    senders: tuple[Counts, ...] = (Counts(BUREAU.card),),
    now: datetime = NOW,
) -> Opened:
    """What the recipient makes of the file, holding this log of the sender's."""
    peer = Peer(senders, held or Told())
    known = {each.card.instance for each in senders}
    return open_bundle(data, own, lambda instance: peer if instance in known else None, now=now)
