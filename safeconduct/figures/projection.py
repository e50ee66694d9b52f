"""From the facts of figures to their rows; the only writer of the `figures_…` tables."""

from collections.abc import Sequence

from safeconduct.access.words import Compartment
from safeconduct.figures import sealed
from safeconduct.figures.facts import BestChosen, BriefIssued, FindingJudged, PublicationReceived
from safeconduct.figures.models import Brief, Claim, Judged, Publication, Run
from safeconduct.figures.reading.duplicates import runs
from safeconduct.figures.state import fold
from safeconduct.sources.numbers import number_of
from safeconduct.store import sql
from safeconduct.store.entries import Entry
from safeconduct.store.kinds import dump
from safeconduct.store.projections import Batch, Projection


def project(batch: Batch) -> None:
    """Rewrite every row of these streams; a stream whose entries are all erased leaves none."""
    streams = [stream for stream, _ in batch]
    Publication.objects.filter(publication__in=streams).delete()
    Claim.objects.filter(publication__in=streams).delete()
    Judged.objects.filter(stream__in=streams).delete()
    Brief.objects.filter(brief__in=streams).delete()
    for stream, entries in batch:
        _insert(stream, entries)


def _insert(stream: str, entries: Sequence[Entry]) -> None:
    issued = next(((e, e.fact) for e in entries if isinstance(e.fact, BriefIssued)), None)
    if issued is not None:
        _insert_brief(*issued)
        return
    judged = [entry.fact for entry in entries if isinstance(entry.fact, BestChosen | FindingJudged)]
    if judged:
        blob = sealed.seal_judged(stream, {**dump(judged[-1]), "kind": judged[-1].kind()})
        sql.insert(Judged, [sql.values_of(Judged(stream=stream, stamp=sealed.stamp_of(blob), sealed=blob))])
        return
    _insert_publication(stream, entries)


def _insert_brief(entry: Entry, issued: BriefIssued) -> None:
    row = Brief(
        brief=entry.stream,
        number=number_of(entry.stream),
        position=entry.position,
        sealed=sealed.seal_brief(entry, issued),
    )
    sql.insert(Brief, [sql.values_of(row)])


def _insert_publication(stream: str, entries: Sequence[Entry]) -> None:
    state = fold(entries, stream)
    if state.received is None:
        Run.objects.filter(publication=stream).delete()
        return
    row = Publication(
        publication=stream,
        number=number_of(stream),
        position=min(entry.position for entry in entries),
        copy_of=state.copy_of.of if state.copy_of else "",
        publisher_tag=sealed.publisher_tag(state.appearances[0].publisher),
        sealed=sealed.seal_publication(state),
    )
    sql.insert(Publication, [sql.values_of(row)])
    _insert_runs(stream, state.received)
    claims = []
    for claim in state.claims.values():
        blob = sealed.seal_claim(state, claim)
        claims.append(
            Claim(
                claim=claim.id,
                number=number_of(claim.id),
                publication=stream,
                counts=not claim.is_withdrawn,
                stamp=sealed.stamp_of(blob),
                sealed=blob,
            )
        )
    if claims:
        sql.insert(Claim, [sql.values_of(each) for each in claims])


def _insert_runs(stream: str, received: PublicationReceived) -> None:
    """Once: the text of a stream never changes. A digest is no publication, and nothing is a copy of it."""
    if not received.is_digest and not Run.objects.filter(publication=stream).exists():
        sql.insert(Run, [(token, stream) for token in sealed.run_tokens(runs(received.text))])


PROJECTION = Projection(
    name="figures",
    compartments=frozenset({Compartment.FIGURES}),
    tables=(Publication, Run, Claim, Judged, Brief),
    project=project,
)
