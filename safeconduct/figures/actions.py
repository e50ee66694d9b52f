"""The one way to write of publications and figures: may she, what stands, what follows, record, project.

Owns the table of commands with the capability each needs. Every door comes through `perform`.
"""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, replace
from secrets import token_hex
from time import monotonic

from safeconduct.access.actor import Actor
from safeconduct.access.decide import decide
from safeconduct.access.words import Capability, Compartment
from safeconduct.figures import briefs, copies, desk, facts, queries, requests, rules, second_reader
from safeconduct.figures.facts import Fact
from safeconduct.figures.projection import project
from safeconduct.figures.reading import documents
from safeconduct.figures.rules import Known
from safeconduct.figures.state import PublicationState, finding_stream, series_stream, text_stream
from safeconduct.sources.errors import Refused
from safeconduct.sources.numbers import number_of
from safeconduct.store.entries import Draft, Entry
from safeconduct.store.history import history
from safeconduct.store.instance import current
from safeconduct.store.record import record, transaction

_ID_BYTES = 16
_MEDIA_TYPES = {
    documents.FileKind.TEXT: "text/plain",
    documents.FileKind.HTML: "text/html",
    documents.FileKind.PDF: "application/pdf",
}
_BRIEFS = "House rule: a brief rests on confirmed claims alone"


@dataclass(frozen=True, slots=True)
class Done:
    """What was recorded. `subject` and `number` are of the publication or the brief, `item` of a claim, "" for none.

    `entries` is empty where everything was known already. Of a text that comes in, `is_known` says that the very text
    was received before, `copy_of` is the number of another one that it copies.
    """

    subject: str
    number: str
    item: str = ""
    entries: tuple[Entry, ...] = ()
    approval: str = ""
    is_known: bool = False
    copy_of: str = ""


def perform(command: requests.Command, actor: Actor) -> Done:
    """Carry out any command of figures whole, or raise Refused, Forbidden, NotFound or Conflict."""
    match command:
        case requests.ReceivePublication():
            return _receive(command, actor)
        case requests.AskSecondReader():
            return _ask_second(command, actor)
        case requests.AboutPublication():
            return _about_publication(command, actor)
        case requests.AboutClaim():
            return _about_claim(command, actor)
        case requests.ChooseBest():
            return _choose(command, actor)
        case requests.JudgeFinding():
            return _judge(command, actor)
        case requests.IssueBrief():
            return _issue(command, actor)
    raise TypeError(f"{type(command).__name__} is no command of figures")


# --- one function a kind of command ---------------------------------------------------------------


def _receive(command: requests.ReceivePublication, actor: Actor) -> Done:
    decide(actor, CAPABILITIES[type(command)])
    data = desk.file_bytes(command.file) if command.file else b""
    began = monotonic()
    taken = (
        documents.receive(data, lambda: monotonic() - began)
        if data
        else documents.received_text(command.text)
    )
    stream = text_stream(taken.text)
    with transaction():
        state = queries.state_of(stream, actor)
        original = token_hex(_ID_BYTES) if data and state.received is None else ""
        known = Known(
            text=taken.text, text_sha256=_sha256(taken.text), original=original, elements=taken.elements,
            page_says=_page_says(taken), copy=_copy_in(state, taken.text, command, actor),
        )  # fmt: skip
        made = rules.receive(state, command, known)
        if original:
            kept = facts.OriginalKept(
                name=command.file_name, media_type=_MEDIA_TYPES[taken.kind], content=command.file,
                sha256=hashlib.sha256(data).hexdigest(),
            )  # fmt: skip
            record([Draft(Compartment.FIGURES, original, 1, kept)], actor)
        return replace(
            _written(state, made, actor), is_known=state.received is not None, copy_of=_copied(made)
        )


def _copy_in(
    state: PublicationState, text: str, command: requests.ReceivePublication, actor: Actor
) -> facts.CopyRecognised | None:
    """What a text that is new here is a copy of; a digest is no publication and copies nothing."""
    if state.received is not None or command.is_digest:
        return None
    return copies.recognised(desk.as_text(state.stream, text, command.appearance), actor)


def _copied(made: Sequence[Fact]) -> str:
    return next((number_of(fact.of) for fact in made if isinstance(fact, facts.CopyRecognised)), "")


def _about_publication(command: requests.AboutPublication, actor: Actor) -> Done:
    stream = queries.located_publication(command.publication, actor, CAPABILITIES[type(command)])
    changed: dict[str, str] = {}
    if isinstance(command, requests.NameCopy | requests.DenyCopy):
        changed["of"] = queries.located_publication(command.of, actor, CAPABILITIES[type(command)])
    with transaction():
        state = queries.state_of(stream, actor)
        known = _known(state)
        if isinstance(command, requests.NameCopy):
            known = replace(known, copy=copies.named(state, queries.state_of(changed["of"], actor)))
        made = rules.facts_for(state, command.model_copy(update=changed), known)
        return _written(state, made, actor, _item(made, known))


def _item(made: Sequence[Fact], known: Known) -> str:
    """The claim that the facts began, "" for facts about the text alone."""
    return known.new_id if any(isinstance(fact, facts.ClaimConfirmed) for fact in made) else ""


def _about_claim(command: requests.AboutClaim, actor: Actor) -> Done:
    claim, stream = queries.located_claim(command.claim, actor, CAPABILITIES[type(command)])
    changed: dict[str, str] = {"claim": claim}
    with transaction():
        state = queries.state_of(stream, actor)
        known = Known(new_id=claim)
        if isinstance(command, requests.LinkClaims | requests.UnlinkClaims):
            other, others_stream = queries.located_claim(command.other, actor, CAPABILITIES[type(command)])
            changed["other"] = other
            others = state if others_stream == stream else queries.state_of(others_stream, actor)
            known = replace(known, other=others.claims.get(other))
        made = rules.facts_for(state, command.model_copy(update=changed), known)
        return _written(state, made, actor, claim)


def _ask_second(command: requests.AskSecondReader, actor: Actor) -> Done:
    """The text leaves before the transaction begins: nothing is locked while somebody else's machine thinks."""
    stream = queries.located_publication(command.publication, actor, CAPABILITIES[type(command)])
    state = queries.state_of(stream, actor)
    assert state.received is not None
    answer = second_reader.ask(desk.document_of(state))
    asked = facts.SecondReaderAsked(
        endpoint=answer.endpoint, model=answer.model, text_sha256=state.received.text_sha256,
        proposals=answer.claims, left_out=answer.left_out,
    )  # fmt: skip
    with transaction():
        return _written(queries.state_of(stream, actor), [asked], actor)


def _choose(command: requests.ChooseBest, actor: Actor) -> Done:
    decide(actor, CAPABILITIES[type(command)])
    claim = ""
    if command.claim:
        claim, _ = queries.located_claim(command.claim, actor, CAPABILITIES[type(command)])
        mine = (command.force, command.category, command.theatre)
        series = next((each for each in queries.ledger(actor).series if each.key == mine), None)
        if series is None or claim not in {each.id for each in series.claims}:
            reason = "This claim feeds no bound of this series."
            remedy = "Choose one that the series lists."
            raise Refused("not_in_series", reason, "House rule: series", remedy=remedy, field="claim")
    chosen = facts.BestChosen(**{**dict(command), "claim": claim})
    return _judged(series_stream(command.force, command.category, command.theatre), chosen, actor)


def _judge(command: requests.JudgeFinding, actor: Actor) -> Done:
    decide(actor, CAPABILITIES[type(command)])
    queries.finding(command.finding, actor)
    return _judged(finding_stream(command.finding), facts.FindingJudged(**dict(command)), actor)


def _issue(command: requests.IssueBrief, actor: Actor) -> Done:
    decide(actor, CAPABILITIES[type(command)])
    with transaction():
        content = briefs.compose(queries.ledger(actor), command.force, queries.sources(actor))
        if not content.claims:
            reason = "Nothing is confirmed about this force."
            remedy = "Confirm what a publication says first."
            raise Refused("nothing_confirmed", reason, _BRIEFS, remedy=remedy, field="force")
        text = briefs.as_json(content)
        entries = queries.newest_entries(actor)
        issued = facts.BriefIssued(
            heading=command.heading,
            force=command.force,
            cites=tuple(facts.CitedClaim(claim=each.id, entry=entries[each.id]) for each in content.claims),
            findings=tuple(each.key for each in content.findings),
            content=text,
            content_sha256=_sha256(text),
        )
        stream = token_hex(_ID_BYTES)
        made = record([Draft(Compartment.FIGURES, stream, 1, issued)], actor)
        project([(stream, made)])
    return Done(stream, number_of(stream), "", tuple(made))


# --- steps ----------------------------------------------------------------------------------------


def _known(state: PublicationState) -> Known:
    assert state.received is not None
    return Known(
        new_id=_new_claim(),
        text_sha256=state.received.text_sha256,
        details=desk.details_of(state),
        reader=desk.reader(),
        proposals={each.ref: (each.said, each.proposed_by) for each in desk.proposals(state)},
    )


def _page_says(taken: documents.Received) -> facts.Appearance | None:
    """What the file says of itself, for the officer to look at."""
    day = taken.proposed_published_at
    if not (taken.proposed_title or taken.proposed_publication or day):
        return None
    return facts.Appearance(
        title=taken.proposed_title[:300],
        publisher=taken.proposed_publication[:300],
        publisher_basis=facts.Basis.ON_PAGE,
        published_on=day.isoformat() if day else "",
        published_basis=facts.Basis.ON_PAGE,
    )


def _new_claim() -> str:
    while queries.is_taken(claim := token_hex(_ID_BYTES)):
        pass
    return claim


def _written(state: PublicationState, made: Sequence[Fact], actor: Actor, item: str = "") -> Done:
    entries = _recorded(state.stream, state.entries, made, actor)
    return Done(state.stream, number_of(state.stream), number_of(item) if item else "", tuple(entries))


def _judged(stream: str, fact: Fact, actor: Actor) -> Done:
    with transaction():
        earlier = history(stream, [Compartment.FIGURES], actor)
        entries = _recorded(stream, earlier, [fact], actor)
    return Done(stream, "", "", tuple(entries))


def _recorded(stream: str, earlier: Sequence[Entry], made: Sequence[Fact], actor: Actor) -> list[Entry]:
    """Each fact takes the next version of its stream on this instance, so that what was read cannot have changed."""
    if not made:
        return []
    mine = [entry.version for entry in earlier if entry.origin == current().origin_tag]
    version = max(mine, default=0)
    drafts = [Draft(Compartment.FIGURES, stream, version + i, fact) for i, fact in enumerate(made, 1)]
    entries = record(drafts, actor)
    project([(stream, [*earlier, *entries])])
    return entries


def _sha256(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


_RECEIVE = Capability.FIGURES_PUBLICATION_RECEIVE
_CONFIRM = Capability.FIGURES_CLAIM_CONFIRM
CAPABILITIES: dict[type[requests.Command], Capability] = {
    requests.ReceivePublication: _RECEIVE,
    requests.CorrectAppearance: _RECEIVE,
    requests.TakeOverDetails: _RECEIVE,
    requests.NameCopy: _RECEIVE,
    requests.DenyCopy: _RECEIVE,
    requests.ConfirmProposal: _CONFIRM,
    requests.ConfirmClaim: _CONFIRM,
    requests.RejectProposal: _CONFIRM,
    requests.AskSecondReader: Capability.FIGURES_SECOND_READER_ASK,
    requests.CorrectClaim: _CONFIRM,
    requests.WithdrawClaim: _CONFIRM,
    requests.LinkClaims: _CONFIRM,
    requests.UnlinkClaims: _CONFIRM,
    requests.ChooseBest: Capability.FIGURES_FINDING_JUDGE,
    requests.JudgeFinding: Capability.FIGURES_FINDING_JUDGE,
    requests.IssueBrief: Capability.FIGURES_BRIEF_ISSUE,
}
"""What each command needs. A form, an API and a command line ask this table what to offer."""
