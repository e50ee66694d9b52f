"""The one way to write in this room: may she, what stands, what follows, record, project; all or nothing.

Owns the table of commands with the capability each needs; every door comes through `perform`.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from safeconduct.access.actor import Actor
from safeconduct.access.words import Capability
from safeconduct.disclosure import enrolment, notifying, requests, telling, withholding
from safeconduct.sources.numbers import number_of
from safeconduct.store.entries import Entry

ENROL, ROTATE, WITHHOLD = enrolment.ENROL, enrolment.ROTATE, withholding.DECIDE
enrol, rotate, withhold = enrolment.enrol, enrolment.rotate, withholding.decided


@dataclass(frozen=True, slots=True)
class Done:
    """What was recorded. `subject` is the peer or what a conversation is about; `item` what the command began."""

    subject: str
    number: str
    item: str = ""
    entries: tuple[Entry, ...] = ()
    approval: str = ""


def perform(command: requests.Command, actor: Actor) -> Done:
    """Carry out any command of this room whole, or raise Refused, Forbidden, NotFound, Conflict or Locked."""
    match command:
        case requests.MakeCard():
            return _of_peer(enrolment.make_card(command, actor))
        case requests.AddPeer() | requests.RotatePeer():
            return _of_peer(enrolment.ask(command, actor))
        case requests.RevokePeer():
            return _of_peer(enrolment.revoke(command, actor))
        case requests.AboutCase():
            told = _ABOUT_CASE[type(command)](command, actor)
            return Done(command.prisoner, "", told.about)
        case requests.AnswerPreview() | requests.SignArrival() | requests.TellReturn():
            told = _RECEIVED[type(command)](command, actor)
            return Done(command.about, "", told.about)
        case requests.TellNotices():
            notifying.tell(command, actor)
            return Done("", "")
        case requests.AcknowledgeNotices():
            notifying.acknowledge(command, actor)
            return Done(command.peer, "")
        case requests.WithholdNotices() | requests.EndWithholding():
            subject, approval = withholding.ask(command, actor)
            return Done(subject, number_of(subject), approval=approval)
    raise TypeError(f"{type(command).__name__} is no command of this room")


def _of_peer(done: enrolment.Enrolled) -> Done:
    return Done(done.peer, "", entries=done.entries, approval=done.approval)


# Each takes its own command; the table pairs them.
_Tell = Callable[[Any, Actor], telling.Told]
_ABOUT_CASE: dict[type[requests.Command], _Tell] = {
    requests.TellPreview: telling.tell_preview,
    requests.TellFile: telling.tell_file,
    requests.TellHandover: telling.tell_handover,
    requests.TellEnd: telling.tell_end,
    requests.TakeAnswers: telling.take_answers,
}
_RECEIVED: dict[type[requests.Command], _Tell] = {
    requests.AnswerPreview: telling.answer,
    requests.SignArrival: telling.sign_arrival,
    requests.TellReturn: telling.tell_return,
}
_ENROL = Capability.DISCLOSURE_PEER_ENROL
CAPABILITIES: dict[type[requests.Command], Capability] = {
    requests.MakeCard: _ENROL,
    requests.AddPeer: _ENROL,
    requests.RotatePeer: _ENROL,
    requests.RevokePeer: _ENROL,
    requests.TellNotices: Capability.DISCLOSURE_NOTICE_TELL,
    requests.AcknowledgeNotices: Capability.DISCLOSURE_NOTICE_ACKNOWLEDGE,
    requests.WithholdNotices: Capability.DISCLOSURE_NOTICE_WITHHOLD,
    requests.EndWithholding: Capability.DISCLOSURE_NOTICE_WITHHOLD,
    **dict.fromkeys(_ABOUT_CASE, Capability.DISCLOSURE_CASE_TELL),
    **dict.fromkeys(_RECEIVED, Capability.DISCLOSURE_CASE_ANSWER),
}
"""What each command needs. A form, an API and a command line ask this table what to offer."""
