"""The messages that bundles carry beside entries: their types and bodies. Pure.

A message is for what a recipient keeps in words of its own: nothing of it is an entry of the sender, so that a copy
of the sender's open record does not say of whom it told. Its authenticity is the bundle's (`format.py`).

    notices               what is told of one prisoner; `about` is the sender's id for him, made for this recipient
    notices_received      the recipient acknowledges them
    circumstances         that harm is feared for one prisoner, to the Central Agency alone
"""

from collections.abc import Mapping
from typing import Annotated, TypeVar

from pydantic import Field, StringConstraints, ValidationError

from safeconduct.disclosure.facts import EventWord, HexId, MaybeHexId, ToldLine
from safeconduct.disclosure.items import Message
from safeconduct.disclosure.refusals import BundleRefused, Reason
from safeconduct.law.recipients import Recipient
from safeconduct.sources.values import Frozen, LongText, ShortText

NOTICES = "notices"
RECEIVED = "notices_received"
CIRCUMSTANCES = "circumstances"

BODY_BYTES_MAX = 1024 * 1024
_NOTIFIED = frozenset({Recipient.CENTRAL_AGENCY, Recipient.POWER_OF_ORIGIN, Recipient.PROTECTING_POWER})
MAY_SEND: Mapping[str, frozenset[Recipient]] = {
    NOTICES: frozenset({Recipient.BUREAU}),
    RECEIVED: _NOTIFIED,
    CIRCUMSTANCES: frozenset({Recipient.BUREAU}),
}
"""Which kind of office may send each type; a type that stands in no line is one of a later program."""

MAY_GET: Mapping[str, frozenset[Recipient]] = {
    NOTICES: _NOTIFIED,
    RECEIVED: frozenset({Recipient.BUREAU}),
    CIRCUMSTANCES: frozenset({Recipient.CENTRAL_AGENCY}),
}
"""Which kind of office takes each type in."""

Day = Annotated[str, StringConstraints(pattern=r"^[0-9]{4}-[0-9]{2}-[0-9]{2}$")]


class NoticeBody(Frozen):
    """One notice, as `facts.Notice` without what it means inside the sender's record."""

    id: HexId
    event: EventWord
    corrects: MaybeHexId = ""
    lines: tuple[ToldLine, ...] = Field(default=(), max_length=500)


class NoticesBody(Frozen):
    """What is told of one prisoner in one bundle, oldest first."""

    notices: tuple[NoticeBody, ...] = Field(min_length=1, max_length=500)


class ReceivedBody(Frozen):
    """These notices are acknowledged, under the recipient's own number."""

    notices: tuple[HexId, ...] = Field(min_length=1, max_length=500)
    receipt: ShortText = ""


class CircumstancesBody(Frozen):
    """That harm is feared: since when, until when it is reviewed, what care is asked. It has no place for why."""

    names: tuple[ShortText, ...] = Field(default=(), max_length=20)
    since: Day
    review_by: Day
    care_asked: LongText = ""


Body = TypeVar("Body", bound=Frozen)


def read(message: Message, kind: type[Body]) -> Body:
    """The body as its type says; raises BundleRefused (`MALFORMED`) for another."""
    try:
        return kind.model_validate(dict(message.body))
    except ValidationError:
        raise BundleRefused(Reason.MALFORMED, f"body of a message of type {message.type}") from None


def write(type_: str, id_: str, about: str, body: Frozen) -> Message:
    """The message with this body."""
    return Message(type_, id_, about, body.model_dump(mode="json"))


def is_known(message: Message) -> bool:
    """Whether this program knows the type; one it does not know is kept for a later program."""
    return message.type in MAY_SEND


def check(message: Message, sender: Recipient, own: Recipient) -> None:
    """Whether an office of this kind may send it to one of ours; raises BundleRefused."""
    if sender not in MAY_SEND[message.type] or own not in MAY_GET[message.type]:
        raise BundleRefused(
            Reason.BAD_ENTRY, f"a message of type {message.type} is not this sender's to write"
        )
