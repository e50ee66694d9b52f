"""A person's case between two offices, step by step: each side tells its own steps, and nothing is pushed.

What is told is recorded in a stream that both sides read; beside it, in one that never leaves, on what basis and what
was kept back; and the bundle is made in the same transaction. Each bundle carries the whole of what this side told of
the case, so that a lost one is healed by the next.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from safeconduct.access.actor import Actor
from safeconduct.access.decide import decide
from safeconduct.access.words import Capability, Compartment
from safeconduct.arrangements import actions as arrangements
from safeconduct.arrangements import queries as cases
from safeconduct.arrangements.facts import Ceremony, HandedOver, Route
from safeconduct.disclosure import gate, queries, requests, sending
from safeconduct.disclosure.conversations import Conversation, State
from safeconduct.disclosure.facts import (
    ArrivalTold,
    CaseEnded,
    CaseStep,
    End,
    FileTold,
    HandoverTold,
    KeptBack,
    PreviewAnswered,
    PreviewTold,
    ToldOn,
)
from safeconduct.disclosure.gate import Ways
from safeconduct.disclosure.peers import Peer
from safeconduct.law.disclosable import Purpose
from safeconduct.law.recipients import Recipient
from safeconduct.ledger import note
from safeconduct.ledger.errors import Tampered
from safeconduct.registry import queries as register
from safeconduct.sources import moments
from safeconduct.sources.errors import NotFound, Refused
from safeconduct.store import outgoing
from safeconduct.store.clock import now, today
from safeconduct.store.entries import Draft
from safeconduct.store.errors import Locked
from safeconduct.store.instance import current
from safeconduct.store.record import hold, record, transaction

_TELL = Capability.DISCLOSURE_CASE_TELL
_STEPS = "House rule: steps of a case between two offices"
_BASIS = "GC III art. 12; his own consent, on the record"
# What each step tells, as the table of the law names it. A preview's and a file's fields are decided one by one.
_FIELDS: dict[type[CaseStep], tuple[str, ...]] = {
    PreviewTold: (),
    FileTold: (),
    PreviewAnswered: (
        "derived.Step.step",
        "arrangements.CaseAccepted.by",
        "arrangements.CaseAccepted.conditions",
        "arrangements.CaseRefused.reason",
    ),
    HandoverTold: ("arrangements.HandedOver.ceremony", "arrangements.HandedOver.half"),
    ArrivalTold: ("arrangements.ArrivalConfirmed.ceremony", "arrangements.ArrivalConfirmed.half"),
    CaseEnded: ("derived.Step.step",),
}


@dataclass(frozen=True, slots=True)
class CaseHere:
    """The case as this office keeps it: to which State, by which route, how far, what he let be told.

    `handed` are the fields of its handover, None before it.
    """

    id: str
    power: str
    route: Route
    stage: str
    told: frozenset[str]
    handed: Mapping[str, Any] | None


@dataclass(frozen=True, slots=True)
class Told:
    """What was told: about which case between the two offices, and the number of the bundle."""

    about: str
    sequence: int = 0


def tell_preview(command: requests.TellPreview, actor: Actor) -> Told:
    """Show the State the least that lets it decide; it answers, or the preview expires."""
    _check_may(_TELL, actor)
    peer = queries.peer_of(command.peer)
    with transaction():
        hold()
        subject, view = _case(command, actor)
        if peer.role != Recipient.RECEIVING_STATE or peer.newest.power != view.power:
            reason = "This office does not speak for the State to which he is referred."
            raise Refused("other_state", reason, _STEPS, field="peer", remedy="Choose that State's office.")
        _check_stage(view, "referred", "previewed")
        if any(each.case == view.id for each in queries.told_of(subject, actor)):
            raise Refused("told_already", "A preview of this case was told already.", _STEPS,
                          remedy="Wait for the answer, or refer him anew.")  # fmt: skip
        ways = Ways(peer.role, Purpose.REFERRAL_PREVIEW, gate.consents_of(view.told))
        person = register.told_person(command.prisoner, actor, _TELL, "referral preview")
        lines = gate.preview(person, ways, care_needed=command.care_needed, today=today())
        about = queries.free_about(subject, peer.instance, actor)
        step = PreviewTold(
            about=about,
            power=current().conflict.detaining,
            route=view.route,
            age_band=lines.age_band,
            sex=lines.sex,
            language=lines.language,
            care_needed=lines.care_needed,
            expires=moments.text_of(now() + timedelta(days=command.days)),
        )
        return _tell(step, view, peer, Purpose.REFERRAL_PREVIEW, actor, kept_back=lines.kept_back)


def tell_file(command: requests.TellFile, actor: Actor) -> Told:
    """Tell the State that accepted him who he is, as far as he lets it be told."""
    _check_may(_TELL, actor)
    with transaction():
        hold()
        subject, view = _case(command, actor)
        found, peer = _standing(subject, view, actor, State.ACCEPTED, State.FILE_TOLD)
        _check_stage(view, "accepted", "cleared", "proposed")
        ways = Ways(peer.role, Purpose.CASE_FILE, gate.consents_of(view.told))
        person = register.told_person(command.prisoner, actor, _TELL, "case file")
        told = gate.person(person, ways)
        step = FileTold(about=found.about, lines=told.lines)
        return _tell(step, view, peer, Purpose.CASE_FILE, actor, kept_back=told.kept_back)


def tell_handover(command: requests.TellHandover, actor: Actor) -> Told:
    """Tell the State that he was handed over, with this side's signed half; not before the case says so."""
    _check_may(_TELL, actor)
    with transaction():
        hold()
        subject, view = _case(command, actor)
        found, peer = _standing(subject, view, actor, State.ACCEPTED, State.FILE_TOLD)
        if view.handed is None:
            raise Refused("not_handed_over", "He is not handed over in this case.", _STEPS,
                          remedy="Record the handover first.")  # fmt: skip
        ceremony = Ceremony.model_validate(view.handed["ceremony"])
        step = HandoverTold(about=found.about, ceremony=ceremony, half=str(view.handed["half"]))
        return _tell(step, view, peer, Purpose.PASSAGE, actor)


def tell_end(command: requests.TellEnd, actor: Actor) -> Told:
    """Tell the State that the case has ended; the same words whatever the ground."""
    _check_may(_TELL, actor)
    with transaction():
        hold()
        subject, view = _case(command, actor)
        open_states = (State.WAITING, State.EXPIRED, State.ACCEPTED, State.FILE_TOLD)
        found, peer = _standing(subject, view, actor, *open_states)
        _check_stage(view, "stopped", "closed", "refused")
        step = CaseEnded(about=found.about, end=End.WITHDRAWN)
        return _tell(step, view, peer, Purpose.PASSAGE, actor)


def take_answers(command: requests.TakeAnswers, actor: Actor) -> Told:
    """Record in the case what the State answered, by the rules of the case; whose key signed a half is checked."""
    _check_may(_TELL, actor)
    subject, view = _case(command, actor)
    found, peer = _standing(subject, view, actor)
    if found.answer is not None and view.stage == "referred":
        arrangements.record_answer(
            command.prisoner,
            view.id,
            by=found.answer.by,
            is_accepted=found.answer.is_accepted,
            words=found.answer.words,
            actor=actor,
        )
    if found.arrival is not None and view.stage == "handed_over":
        check_half(found.arrival.half, peer)
        ceremony, half = found.arrival.ceremony, found.arrival.half
        arrangements.record_arrival(
            command.prisoner, view.id, ceremony=ceremony, their_half=half, actor=actor
        )
    return Told(found.about)


def answer(command: requests.AnswerPreview, actor: Actor) -> Told:
    """Accept the person of whom a preview was shown, or not; accepting and refusing cost the same."""
    _check_may(Capability.DISCLOSURE_CASE_ANSWER, actor)
    with transaction():
        hold()
        found, peer = _received(command.about, actor, State.WAITING)
        step = PreviewAnswered(
            about=found.about, is_accepted=command.is_accepted, by=command.by, words=command.words
        )
        return _send(step, peer, Purpose.PASSAGE, actor)


def sign_arrival(command: requests.SignArrival, actor: Actor) -> Told:
    """Sign that he arrived; the half names the case as the handing side's half does."""
    _check_may(Capability.DISCLOSURE_CASE_ANSWER, actor)
    with transaction():
        hold()
        found, peer = _received(command.about, actor, State.HANDED_OVER)
        assert found.handover is not None
        check_half(found.handover.half, peer)
        ceremony = _complete(command.ceremony)
        half = _half(found.handover.half, ceremony)
        step = ArrivalTold(about=found.about, ceremony=ceremony, half=half)
        return _send(step, peer, Purpose.PASSAGE, actor)


def tell_return(command: requests.TellReturn, actor: Actor) -> Told:
    """Tell the handing side that he comes back into its hands (art. 12(3))."""
    _check_may(Capability.DISCLOSURE_CASE_ANSWER, actor)
    with transaction():
        hold()
        found, peer = _received(command.about, actor, State.ARRIVED, State.HANDED_OVER)
        return _send(CaseEnded(about=found.about, end=End.RETURNED), peer, Purpose.PASSAGE, actor)


def check_half(text: str, peer: Peer) -> None:
    """Whether this peer's own key signed the half; raises Refused."""
    origin = f"safeconduct.invalid/{peer.instance}"
    for card in peer.cards:
        try:
            note.verify(note.parse(text.encode()), {origin: card.signing})
        except Tampered:
            continue
        return
    reason = "The half is not signed by the key of this office."
    raise Refused("half_not_signed", reason, "GC III art. 122(8)", remedy="Ask the office what it signed.")


# --- steps ----------------------------------------------------------------------------------------


def _check_may(capability: Capability, actor: Actor) -> None:
    decide(actor, capability)
    if not actor.opens(Compartment.CASE):
        raise Locked("case is locked in this session")


def _case(command: requests.AboutCase, actor: Actor) -> tuple[str, CaseHere]:
    file = cases.cases_of(command.prisoner, actor, "between two offices")
    for each in file.cases:
        if each.id == command.case:
            handed = next((s.fact for s in each.steps if s.kind == HandedOver.kind()), None)
            told = frozenset(str(item) for item in each.told)
            return file.prisoner, CaseHere(each.id, each.power, each.route, str(each.stage), told, handed)
    raise NotFound("no such case")


def _check_stage(view: CaseHere, *stages: str) -> None:
    if view.stage not in stages:
        reason = f"This case is {view.stage.replace('_', ' ')}."
        raise Refused("out_of_step", reason, _STEPS, remedy="Take the steps in their order.", field="case")


def _standing(subject: str, view: CaseHere, actor: Actor, *states: State) -> tuple[Conversation, Peer]:
    """What stands with the office that was told of this case; Refused unless it stands at one of `states`."""
    told = next((each for each in queries.told_of(subject, actor) if each.case == view.id), None)
    if told is None:
        raise Refused("not_told", "No preview of this case was told to any office.", _STEPS,
                      remedy="Tell the preview first.")  # fmt: skip
    peer = queries.peer_of(told.peer)
    found = queries.conversation(told.about, actor, peer)
    _check_state(found, states)
    assert found is not None
    return found, peer


def _received(about: str, actor: Actor, *states: State) -> tuple[Conversation, Peer]:
    found = queries.conversation(about, actor)
    if found is None or found.sender == current().origin_tag:
        raise NotFound("no such case")
    _check_state(found, states)
    return found, queries.peer_by_origin(found.sender)


def _check_state(found: Conversation | None, states: Sequence[State]) -> None:
    if found is None or (states and found.state(now()) not in states):
        stands = found.state(now()).replace("_", " ") if found else "not begun"
        reason = f"Between the two offices this case is {stands}."
        raise Refused("out_of_step", reason, _STEPS, remedy="Take the steps in their order.")


def _tell(
    step: CaseStep, view: CaseHere, peer: Peer, purpose: Purpose, actor: Actor, *,
    kept_back: tuple[KeptBack, ...] = (),
) -> Told:  # fmt: skip
    """Record on what basis it is told, in a stream that never leaves, and send the step."""
    beside = ToldOn(
        about=step.about,
        case=view.id,
        peer=peer.instance,
        step=type(step).__name__,
        purpose=str(purpose),
        basis=_BASIS,
        kept_back=kept_back,
    )
    record([Draft(Compartment.CASE, queries.beside(step.about), None, beside)], actor)
    return _send(step, peer, purpose, actor)


def _send(step: CaseStep, peer: Peer, purpose: Purpose, actor: Actor) -> Told:
    """Ask the law about the whole step, whichever side takes it, then record and send it."""
    gate.check_whole(_FIELDS[type(step)], Ways(peer.role, purpose, frozenset()))
    record([Draft(Compartment.CASE, step.about, None, step)], actor)
    own = outgoing.of_streams([step.about], Compartment.CASE, peer.newest.halves, actor)
    made = sending.make(peer, str(purpose), _BASIS, sending.items_of(own), actor)
    return Told(step.about, made.sequence)


def _complete(ceremony: Ceremony) -> Ceremony:
    happened = moments.read(ceremony.happened) if ceremony.happened else now()
    if happened is None or not all(
        text.strip() for text in (ceremony.place, ceremony.given_by, ceremony.taken_by)
    ):
        raise Refused("ceremony_incomplete", "The record does not say when, where, or between whom.", _STEPS,
                      remedy="Write all of them.")  # fmt: skip
    return ceremony.model_copy(update={"happened": moments.text_of(happened)})


def _half(theirs: str, ceremony: Ceremony) -> str:
    """What this side signs: the lines that name case, Power and route are those of the handing side's half."""
    instance = current()
    kept = [
        line
        for line in note.parse(theirs.encode()).text.splitlines()
        if line.startswith(("case ", "power ", "route "))
    ]
    lines = [
        "safeconduct arrival 1",
        f"instance {instance.origin}",
        *kept,
        f"happened {ceremony.happened}",
        f"place {' '.join(ceremony.place.split())}",
        f"given by {' '.join(ceremony.given_by.split())}",
        f"taken by {' '.join(ceremony.taken_by.split())}",
    ]
    text = "".join(f"{line}\n" for line in lines)
    return note.format(note.sign(text, instance.origin, seed=instance.seed)).decode()
