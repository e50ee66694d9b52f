"""From the facts of an enquiry to its rows; the only writer of the `tracing_…` tables.

An erasure of anybody's record, an enquiry's or a prisoner's, passes here too: the candidates go, and so does the
index of the register on disk, for its files may still hold the name.
"""

from collections.abc import Sequence

from safeconduct.access.words import Compartment
from safeconduct.sources.facts import Erased
from safeconduct.sources.numbers import number_of
from safeconduct.store import sql
from safeconduct.store.entries import Entry
from safeconduct.store.projections import Batch, Projection
from safeconduct.tracing import register_index, sealed, tags, waiting
from safeconduct.tracing.facts import EnquiryOpened
from safeconduct.tracing.models import Enquiry, SoughtWord, Waiting
from safeconduct.tracing.state import EnquiryState, fold


def project(batch: Batch) -> None:
    """Rewrite every row of these streams; a stream whose entries are all erased leaves none."""
    streams = [stream for stream, _ in batch]
    standing = Enquiry.objects.filter(enquiry__in=streams)
    SoughtWord.objects.filter(position__in=list(standing.values_list("position", flat=True))).delete()
    standing.delete()
    for stream, entries in batch:
        if any(isinstance(entry.fact, EnquiryOpened) for entry in entries):
            _insert(stream, entries)
        elif any(isinstance(entry.fact, Erased) for entry in entries):
            waiting.forget([stream])
            register_index.drop()


def _insert(stream: str, entries: Sequence[Entry]) -> None:
    state = fold(entries, stream)
    position = min(entry.position for entry in entries)
    assert state.opened is not None
    row = Enquiry(
        enquiry=stream,
        number=number_of(stream),
        position=position,
        is_open=not state.is_closed,
        reference_tag=tags.tag_of_reference(state.opened.reference),
        sealed=sealed.seal_enquiry(state),
        letters=sealed.seal_letters(state),
    )
    sql.insert(Enquiry, [sql.values_of(row)])
    if not state.is_closed:
        sql.insert(SoughtWord, [(position, word) for word in sorted(_words(state))])


def _words(state: EnquiryState) -> frozenset[int]:
    return tags.words_of(name.text for name in state.sought.sought.names)


PROJECTION = Projection(
    name="tracing",
    compartments=frozenset({Compartment.TRACING}),
    tables=(Enquiry, SoughtWord),
    project=project,
    beside=(Waiting,),
)
