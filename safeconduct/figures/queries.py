"""What figures answer, for a viewer. Every query decides before it loads.

A publication is no person: readings are not logged. "No such claim" and "not yours" are one `NotFound`. What is
reconciled of everything confirmed is kept in memory as long as no row changes; after a change the rows that are as
they were are not opened again.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date

from django.db.models import Count, QuerySet, Sum

from safeconduct.access.actor import Actor
from safeconduct.access.decide import decide
from safeconduct.access.words import Capability, Compartment
from safeconduct.figures import copies, sealed
from safeconduct.figures import desk as reading_desk
from safeconduct.figures.answers import (
    BriefRow,
    CitedClaim,
    ClaimView,
    DeskView,
    JudgedFinding,
    Ledger,
    Proposal,
    PublicationPage,
    PublicationRow,
)
from safeconduct.figures.claims import Category, Document
from safeconduct.figures.claims import Claim as Said
from safeconduct.figures.facts import BriefIssued, FindingJudged, Verdict
from safeconduct.figures.findings import Finding, findings
from safeconduct.figures.models import Brief, Claim, Judged, Publication
from safeconduct.figures.series import Aside, SeriesKey, series_of
from safeconduct.figures.state import ConfirmedClaim, PublicationState, fold
from safeconduct.figures.stated import Stated, resolve
from safeconduct.figures.wholes import UNRESOLVED
from safeconduct.sources.errors import NotFound, Refused
from safeconduct.sources.numbers import number_of, subject_prefix
from safeconduct.store.history import history
from safeconduct.store.instance import current

PAGE_ROWS_MAX = 500
_ID_DIGITS = 32
_OPENED_AT_ONCE = 500
_ledgers: dict[str, Ledger] = {}
_opened: dict[str, dict[str, "_Opened"]] = {}


@dataclass(frozen=True, slots=True)
class _Opened:
    """A claim that counts, as its row of this stamp holds it, and the entry whose words stand."""

    stamp: int
    stated: Stated
    entry: str


def publications(viewer: Actor, *, after: str = "", size: int = 50) -> PublicationPage:
    """A page of the reading desk, newest first. `after` is the last page's; anything else begins anew."""
    decide(viewer, Capability.FIGURES_CLAIM_READ)
    asked = Publication.objects.all()
    total, size = asked.count(), min(max(size, 1), PAGE_ROWS_MAX)
    if after.isascii() and after.isdigit() and len(after) < 19:
        asked = asked.filter(position__lt=int(after))
    found = list(asked.order_by("-position")[: size + 1])
    page = found[:size]
    lines = tuple(sealed.open_publication(row.publication, row.sealed) for row in page)
    return PublicationPage(lines, total, str(page[-1].position) if len(found) > size else "")


def publication(number: str, viewer: Actor) -> DeskView:
    """One text with what is proposed and confirmed in it."""
    decide(viewer, Capability.FIGURES_CLAIM_READ)
    state = state_of(_publication_id(number), viewer)
    return replace(
        _desk_view(state, _asides(state)),
        copies_of=copies.copies_of(state, viewer),
        copied_by=copies.copied_by(state, viewer),
        sources=copies.sources_of(state),
    )


def claim(number: str, viewer: Actor) -> ClaimView:
    """One confirmed claim by number or id, with its versions, its links and who else says it."""
    decide(viewer, Capability.FIGURES_CLAIM_READ)
    row = _claim_row(number)
    state = state_of(row.publication, viewer)
    known = ledger(viewer)
    stated = next((each for each in known.claims if each.id == row.claim), None)
    view = _claim_view(state, state.claims[row.claim], stated or sealed.open_claim(row.claim, row.sealed)[0])
    quotes = {each.id: each for each in known.claims}
    return replace(
        view,
        links=tuple(
            (str(link.kind), number_of(link.other), _quote(quotes.get(link.other)))
            for link in view.claim.links
        ),
        linked=tuple(
            (str(link.kind), each.number, each.said.quote)
            for each in known.claims
            for link in each.links
            if link.other == row.claim
        ),
        same_origin=tuple(
            (each.number, each.said.quote)
            for each in known.claims
            if stated is not None and each.origin == stated.origin and each.id != row.claim
        ),
    )


def confirmed_claim(claim_id: str, viewer: Actor) -> CitedClaim:
    """A confirmed claim by number or id, for a room that rests something on it: its words, and if it counts.

    Raises Forbidden for whoever may not read figures, NotFound for no such claim.
    """
    decide(viewer, Capability.FIGURES_CLAIM_READ)
    row = _claim_row(claim_id)
    stated, _entry, is_withdrawn = sealed.open_claim(row.claim, row.sealed)
    return CitedClaim(
        claim=row.claim,
        number=row.number,
        quote=stated.said.quote,
        speaker=stated.said.speaker or "",
        category=str(stated.category),
        said_on=stated.said.said_on,
        published=stated.published,
        is_withdrawn=is_withdrawn,
    )


def ledger(viewer: Actor) -> Ledger:
    """Everything confirmed that counts: series, findings, and what stands in none of them."""
    decide(viewer, Capability.FIGURES_CLAIM_READ)
    stamp, origin = _stamp(), current().origin_tag
    kept = _ledgers.get(origin)
    if kept is None or kept.stamp != stamp:
        kept = _ledgers[origin] = _reconciled(stamp)
    return kept


def finding(key: str, viewer: Actor) -> JudgedFinding:
    """One finding by its key; NotFound once its claims no longer raise it."""
    for each in ledger(viewer).findings:
        if each.finding.key == key:
            return each
    raise NotFound("no such finding")


def briefs(viewer: Actor) -> list[BriefRow]:
    """Every brief that was issued, the newest first."""
    decide(viewer, Capability.FIGURES_CLAIM_READ)
    return [sealed.open_brief(row.brief, row.sealed) for row in Brief.objects.order_by("-position")]


def brief(number: str, viewer: Actor) -> tuple[BriefRow, BriefIssued]:
    """One brief as it was issued."""
    decide(viewer, Capability.FIGURES_CLAIM_READ)
    wanted = _number_of(number)
    row = Brief.objects.filter(number=wanted).order_by("position").first()
    if row is None:
        raise NotFound("no such brief")
    issued = next(
        entry.fact
        for entry in history(row.brief, [Compartment.FIGURES], viewer)
        if isinstance(entry.fact, BriefIssued)
    )
    return sealed.open_brief(row.brief, row.sealed), issued


def sources(viewer: Actor) -> Mapping[str, PublicationRow]:
    """Every publication by its id, for whoever has to name the sources of claims."""
    decide(viewer, Capability.FIGURES_CLAIM_READ)
    return {
        row.publication: sealed.open_publication(row.publication, row.sealed)
        for row in Publication.objects.all()
    }


def read(text: str, language: str | None, published_at: date | None, viewer: Actor) -> tuple[Said, ...]:
    """What the reader proposes in a text that is not recorded."""
    decide(viewer, Capability.FIGURES_PUBLICATION_RECEIVE)
    document = Document(text=text, language=language, published_at=published_at)
    return reading_desk.reading_of(document).claims


def newest_entries(viewer: Actor) -> Mapping[str, str]:
    """The entry whose words stand, of every claim that counts."""
    decide(viewer, Capability.FIGURES_CLAIM_READ)
    return {claim: each.entry for claim, each in _opened_claims().items()}


# --- for actions, which decided ------------------------------------------------------------------


def state_of(stream: str, viewer: Actor) -> PublicationState:
    """What stands of the publication, folded; empty where nothing is recorded."""
    return fold(history(stream, [Compartment.FIGURES], viewer), stream)


def located_publication(number: str, viewer: Actor, capability: Capability) -> str:
    """The stream of the publication; Forbidden without the capability, else NotFound."""
    decide(viewer, capability)
    return _publication_id(number)


def located_claim(number: str, viewer: Actor, capability: Capability) -> tuple[str, str]:
    """The claim's id and the stream of its publication; Forbidden without the capability, else NotFound."""
    decide(viewer, capability)
    row = _claim_row(number)
    return row.claim, row.publication


def is_taken(claim_id: str) -> bool:
    """Whether another claim has this id's number."""
    return Claim.objects.filter(number=number_of(claim_id)).exists()


def title_of(publication: str) -> str:
    """The title of a publication, its first line where it has none."""
    row = Publication.objects.get(publication=publication)
    return sealed.open_publication(publication, row.sealed).title


# --- steps ----------------------------------------------------------------------------------------


def _stamp() -> str:
    claims = Claim.objects.aggregate(rows=Count("pk"), sum=Sum("stamp"))
    judged = Judged.objects.aggregate(rows=Count("pk"), sum=Sum("stamp"))
    return f"{claims['rows']}-{claims['sum']}-{judged['rows']}-{judged['sum']}"


def _reconciled(stamp: str) -> Ledger:
    claims = resolve(each.stated for each in _opened_claims().values())
    chosen, verdicts = _judged()
    found = tuple(_with_verdict(each, verdicts) for each in findings(claims))
    return Ledger(
        claims=tuple(claims),
        series=tuple(series_of(claims, chosen)),
        findings=found,
        unresolved=tuple(Aside(c, c.aside) for c in claims if c.category in UNRESOLVED),
        statements=tuple(claim for claim in claims if claim.is_statement),
        stamp=stamp,
    )


def _opened_claims() -> Mapping[str, _Opened]:
    """Every claim that counts, by its id; only rows that are new or changed since the last time are opened."""
    origin = current().origin_tag
    known, stamps = _opened.get(origin, {}), dict(_counting().values_list("claim", "stamp"))
    found = {
        each: known[each] for each, stamp in stamps.items() if each in known and known[each].stamp == stamp
    }
    unread = [each for each in stamps if each not in found]
    for first in range(0, len(unread), _OPENED_AT_ONCE):
        for row in _counting().filter(claim__in=unread[first : first + _OPENED_AT_ONCE]):
            stated, entry, _is_withdrawn = sealed.open_claim(row.claim, row.sealed)
            found[row.claim] = _Opened(row.stamp, stated, entry)
    _opened[origin] = found
    return found


def _counting() -> QuerySet[Claim]:
    return Claim.objects.filter(counts=True)


def _judged() -> tuple[dict[SeriesKey, str], dict[str, tuple[Verdict, str]]]:
    chosen: dict[SeriesKey, str] = {}
    verdicts: dict[str, tuple[Verdict, str]] = {}
    for row in Judged.objects.all():
        told = sealed.open_judged(row.stream, row.sealed)
        if told["kind"] == FindingJudged.kind():
            verdicts[told["finding"]] = Verdict(told["verdict"]), told["reason"]
        else:
            chosen[told["force"], Category(told["category"]), told["theatre"]] = told["claim"]
    return chosen, verdicts


def _with_verdict(found: Finding, verdicts: Mapping[str, tuple[Verdict, str]]) -> JudgedFinding:
    verdict, reason = verdicts.get(found.key, (None, ""))
    return JudgedFinding(found, verdict, reason)


def _desk_view(state: PublicationState, by_hand: tuple[ClaimView, ...]) -> DeskView:
    assert state.received is not None
    read = reading_desk.reading_of(reading_desk.document_of(state))
    became = state.confirmed_refs
    proposals = tuple(
        Proposal(
            ref=each.ref,
            said=each.said,
            proposed_by=each.proposed_by,
            claim=number_of(became[each.ref]) if each.ref in became else "",
            is_rejected=each.ref in state.rejected and each.ref not in became,
            reason=state.rejected[each.ref].reason if each.ref in state.rejected else "",
        )
        for each in reading_desk.proposals(state)
    )
    return DeskView(
        id=state.stream,
        number=number_of(state.stream),
        text=state.received.text,
        text_sha256=state.received.text_sha256,
        appearances=state.appearances,
        language=state.received.language or (read.languages[0] if read.languages else ""),
        is_digest=state.received.is_digest,
        original=state.received.original,
        proposals=proposals,
        by_hand=by_hand,
        questions=read.questions,
        left_out=read.left_out,
        version=state.version,
        reader=reading_desk.reader(),
        details=reading_desk.details_of(state),
        was_sent=state.was_sent,
    )


def _asides(state: PublicationState) -> tuple[ClaimView, ...]:
    """Claims that no proposal of this reader became: found by hand, or by an earlier reader."""
    proposed = {each.ref for each in reading_desk.proposals(state)}
    became = {claim for ref, claim in state.confirmed_refs.items() if ref in proposed}
    rows = {row.claim: row for row in Claim.objects.filter(publication=state.stream)}
    return tuple(
        _claim_view(state, known, sealed.open_claim(known.id, rows[known.id].sealed)[0])
        for known in state.claims.values()
        if known.id not in became and not known.is_withdrawn and known.id in rows
    )


def _claim_view(state: PublicationState, known: ConfirmedClaim, stated: Stated) -> ClaimView:
    assert state.received is not None
    return ClaimView(
        id=known.id,
        number=number_of(known.id),
        publication=number_of(state.stream),
        title=title_of(state.stream),
        appearances=state.appearances,
        is_digest=state.received.is_digest,
        version=state.version,
        claim=known,
        stated=stated,
    )


def _quote(stated: Stated | None) -> str:
    return stated.said.quote if stated is not None else ""


def _claim_row(number: str) -> Claim:
    row = Claim.objects.filter(number=_number_of(number)).order_by("claim").first()
    if row is None:
        raise NotFound("no such claim")
    return row


def _publication_id(number: str) -> str:
    row = Publication.objects.filter(number=_number_of(number)).order_by("position").first()
    if row is None:
        raise NotFound("no such publication")
    return row.publication


def _number_of(number: str) -> str:
    typed = number.strip()
    try:
        return number_of(typed if len(typed) == _ID_DIGITS else subject_prefix(typed))
    except (Refused, ValueError):
        raise NotFound("no such number") from None
