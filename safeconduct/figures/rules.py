"""Decides every command about a publication: what stands and the command give facts, or a refusal with its ground.

Pure: which text was received, what the reader proposes and whether another claim stands come in. A confirmed claim
must stand in the text to the letter: the program proposes, and nobody can confirm what nobody wrote.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from safeconduct.figures import facts, requests
from safeconduct.figures.claims import TEXT_LENGTH_MAX, Claim, Element, Kind, Voice
from safeconduct.figures.facts import Fact, LinkKind, Proposer
from safeconduct.figures.state import ConfirmedClaim, PublicationState, ref_of
from safeconduct.figures.wholes import COUNTED
from safeconduct.sources import dates
from safeconduct.sources.errors import Conflict, Refused

_TEXTS = "House rule: publications"
_CLAIMS = "House rule: only what stands in the text is confirmed"
_LINKS = "House rule: links between claims"
_DATES = "House rule: dates"
_AS_IT_SAYS = "as the text says of itself"


@dataclass(frozen=True)
class Known:
    """What a rule is told from outside. `proposals` are those of the reader of this version, by their place.

    `new_id` names what the command begins, `text` the text that was received with its hash, `copy` what it is a copy
    of, `details` where it was published as far as the text itself says, `other` the claim at the far end of a link.
    """

    new_id: str = ""
    text: str = ""
    text_sha256: str = ""
    original: str = ""
    elements: tuple[Element, ...] = ()
    page_says: facts.Appearance | None = None
    copy: facts.CopyRecognised | None = None
    details: facts.Appearance | None = None
    reader: str = ""
    proposals: Mapping[str, tuple[Claim, Proposer]] = field(default_factory=dict)
    other: ConfirmedClaim | None = None


Rule = Callable[..., list[Fact]]


def receive(state: PublicationState, command: requests.ReceivePublication, known: Known) -> list[Fact]:
    """The facts of a text that came in; nothing for a copy that is known already, another copy for a known text."""
    if not known.text.strip():
        reason = "There is no text in it."
        remedy = "Paste the text, or name a file that has one. A scan has to be typed first."
        raise Refused("no_text", reason, _TEXTS, remedy=remedy, field="text")
    if len(known.text) > TEXT_LENGTH_MAX:
        reason = f"The text has {len(known.text)} characters, at most {TEXT_LENGTH_MAX} are taken."
        raise Refused("text_too_long", reason, _TEXTS, remedy="Send the article alone.", field="text")
    _check_day(command.appearance)
    if state.received is None:
        received = facts.PublicationReceived(
            text=known.text, text_sha256=known.text_sha256, language=command.language,
            appearance=command.appearance, is_digest=command.is_digest, original=known.original,
            elements=known.elements, page_says=known.page_says,
        )  # fmt: skip
        return [received, known.copy] if known.copy is not None else [received]
    if command.appearance in state.appearances or command.appearance == facts.Appearance():
        return []
    return [facts.AppearanceAdded(appearance=command.appearance, text_sha256=known.text_sha256)]


def facts_for(state: PublicationState, command: requests.Command, known: Known) -> list[Fact]:
    """The facts about a publication that the command makes; `Refused` for what may not be."""
    if state.received is None:
        raise Refused(
            "no_publication", "Nothing is recorded of this publication.", _TEXTS, field="publication"
        )
    seen = getattr(command, "seen", 0)
    if seen and seen < state.version:
        raise Conflict(state.stream, seen, state.version, tuple(entry.fact for entry in state.entries[seen:]))
    return RULES[type(command)](state, command, known)


def claim_of(state: PublicationState, claim: str) -> ConfirmedClaim:
    """A claim of the publication that counts."""
    found = state.claims.get(claim)
    if found is None:
        raise Refused("no_claim", "There is no such claim.", _CLAIMS, field="claim")
    if found.is_withdrawn:
        reason = "This claim was withdrawn and counts no longer."
        raise Refused("withdrawn", reason, _CLAIMS, remedy="Confirm it anew from the text.", field="claim")
    return found


def _correct_appearance(
    state: PublicationState, command: requests.CorrectAppearance, known: Known
) -> list[Fact]:
    if command.index >= len(state.appearances):
        raise Refused("no_copy", "There is no such copy of the text.", _TEXTS, field="index")
    _check_day(command.appearance)
    return [
        facts.AppearanceCorrected(index=command.index, appearance=command.appearance, reason=command.reason)
    ]


def _take_over(state: PublicationState, command: requests.TakeOverDetails, known: Known) -> list[Fact]:
    if known.details is None:
        reason = "The text says nothing of its publication that is not recorded already."
        raise Refused(
            "nothing_to_take", reason, _TEXTS, remedy="Record the details by hand.", field="publication"
        )
    _check_day(known.details)
    return [facts.AppearanceCorrected(index=0, appearance=known.details, reason=_AS_IT_SAYS)]


def _name_copy(state: PublicationState, command: requests.NameCopy, known: Known) -> list[Fact]:
    if known.copy is None or known.copy.of == state.stream:
        reason = "A text is no copy of itself."
        raise Refused("copy_of_itself", reason, _TEXTS, remedy="Name another text.", field="of")
    if known.copy.of in state.copies:
        raise Refused(
            "copy_known", "This is recorded already.", _TEXTS, remedy="Nothing is to do.", field="of"
        )
    named = known.copy.model_copy(update={"named_by": Proposer.OFFICER, "reason": command.reason})
    return [named]


def _deny_copy(state: PublicationState, command: requests.DenyCopy, known: Known) -> list[Fact]:
    if command.of not in state.copies:
        reason = "It is not taken for a copy of that text."
        raise Refused("no_copy_of", reason, _TEXTS, remedy="Name the text that it is taken for.", field="of")
    return [facts.CopyDenied(of=command.of, reason=command.reason)]


def _confirm_proposal(state: PublicationState, command: requests.ConfirmProposal, known: Known) -> list[Fact]:
    said, proposer = _proposed(command.proposal, known)
    _check_new(state, said)
    return [_confirmed(said, known, proposer)]


def _confirm_claim(state: PublicationState, command: requests.ConfirmClaim, known: Known) -> list[Fact]:
    _check_said(state, command.said)
    _check_new(state, command.said)
    if not command.proposal:
        return [_confirmed(command.said, known, Proposer.OFFICER)]
    proposed, proposer = _proposed(command.proposal, known)
    if command.proposal in state.confirmed_refs:
        raise _confirmed_already()
    changed = None if proposed == command.said else proposed
    return [_confirmed(command.said, known, proposer, proposal=changed)]


def _reject(state: PublicationState, command: requests.RejectProposal, known: Known) -> list[Fact]:
    said, _proposer = _proposed(command.proposal, known)
    if command.proposal in state.confirmed_refs:
        reason = "This proposal was confirmed."
        raise Refused("confirmed", reason, _CLAIMS, remedy="Withdraw the claim instead.", field="proposal")
    return [
        facts.ClaimRejected(
            proposal=command.proposal, quote=said.quote, category=said.category, reader=known.reader,
            reason=command.reason,
        )
    ]  # fmt: skip


def _correct(state: PublicationState, command: requests.CorrectClaim, known: Known) -> list[Fact]:
    stands = claim_of(state, command.claim)
    _check_said(state, command.said)
    if command.said == stands.said:
        raise Refused(
            "nothing_changed", "Nothing was changed.", _CLAIMS, remedy="Change a field.", field="said"
        )
    return [facts.ClaimCorrected(claim=stands.id, said=command.said, reason=command.reason)]


def _withdraw(state: PublicationState, command: requests.WithdrawClaim, known: Known) -> list[Fact]:
    return [facts.ClaimWithdrawn(claim=claim_of(state, command.claim).id, reason=command.reason)]


def _link(state: PublicationState, command: requests.LinkClaims, known: Known) -> list[Fact]:
    stands, other = claim_of(state, command.claim), known.other
    if other is None or other.is_withdrawn:
        reason = "The other claim does not stand."
        raise Refused("no_other", reason, _LINKS, remedy="Name a claim that counts.", field="other")
    if other.id == stands.id:
        raise Refused(
            "itself", "A claim is not linked to itself.", _LINKS, remedy="Name another.", field="other"
        )
    if command.link == LinkKind.CORRECTS and stands.said.speaker != other.said.speaker:
        reason = "A claim is corrected by its own speaker."
        raise Refused(
            "other_speaker", reason, _LINKS, remedy="Two speakers stand side by side.", field="link"
        )
    is_sum = command.link == LinkKind.ADDS_TO
    if is_sum and (stands.said.category != other.said.category or stands.said.category not in COUNTED):
        reason = "An additional number stands on top of one of its own category."
        raise Refused("other_category", reason, _LINKS, remedy="Name the number it adds to.", field="other")
    return [facts.ClaimsLinked(claim=stands.id, other=other.id, link=command.link, reason=command.reason)]


def _unlink(state: PublicationState, command: requests.UnlinkClaims, known: Known) -> list[Fact]:
    stands = claim_of(state, command.claim)
    if not any((each.kind, each.other) == (command.link, command.other) for each in stands.links):
        raise Refused("no_link", "There is no such link.", _LINKS, field="other")
    return [
        facts.LinkWithdrawn(claim=stands.id, other=command.other, link=command.link, reason=command.reason)
    ]


# --- steps ----------------------------------------------------------------------------------------


def _confirmed(said: Claim, known: Known, proposer: Proposer, proposal: Claim | None = None) -> Fact:
    return facts.ClaimConfirmed(
        claim=known.new_id, said=said, text_sha256=known.text_sha256, reader=known.reader,
        proposed_by=proposer, proposal=proposal,
    )  # fmt: skip


def _proposed(ref: str, known: Known) -> tuple[Claim, Proposer]:
    found = known.proposals.get(ref)
    if found is None:
        reason = "The reader proposes no such claim in this text."
        raise Refused("no_proposal", reason, _CLAIMS, remedy="Open the reading desk again.", field="proposal")
    return found


def _check_said(state: PublicationState, said: Claim) -> None:
    assert state.received is not None
    start, end = said.span
    if state.received.text[start:end] != said.quote:
        reason = "These words do not stand in the text at this place."
        raise Refused("not_in_text", reason, _CLAIMS, remedy="Quote the text to the letter.", field="quote")
    if said.kind != Kind.CLAIM:
        raise Refused(
            "no_claim_kind", "This says where a text comes from and claims nothing.", _CLAIMS, field="kind"
        )
    if said.voice == Voice.ATTRIBUTED and not said.speaker:
        reason = "It is said to be somebody's word, and nobody is named."
        remedy = "Name the speaker as the text does, or say that the text names nobody."
        raise Refused("no_speaker", reason, _CLAIMS, remedy=remedy, field="speaker")


def _check_new(state: PublicationState, said: Claim) -> None:
    if ref_of(said) in state.confirmed_refs:
        raise _confirmed_already()


def _confirmed_already() -> Refused:
    reason = "This was confirmed already."
    return Refused("confirmed", reason, _CLAIMS, remedy="Correct the claim instead.", field="proposal")


def _check_day(appearance: facts.Appearance) -> None:
    if not appearance.published_on:
        return
    try:
        dates.parse_edtf(appearance.published_on)
    except ValueError:
        reason = f"{appearance.published_on!r} is no date."
        remedy = "Give the day as 2025-03-17, or leave it empty."
        raise Refused("no_date", reason, _DATES, remedy=remedy, field="published_on") from None


RULES: dict[type[requests.Command], Rule] = {
    requests.CorrectAppearance: _correct_appearance,
    requests.TakeOverDetails: _take_over,
    requests.NameCopy: _name_copy,
    requests.DenyCopy: _deny_copy,
    requests.ConfirmProposal: _confirm_proposal,
    requests.ConfirmClaim: _confirm_claim,
    requests.RejectProposal: _reject,
    requests.CorrectClaim: _correct,
    requests.WithdrawClaim: _withdraw,
    requests.LinkClaims: _link,
    requests.UnlinkClaims: _unlink,
}
