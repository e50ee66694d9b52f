"""Which received text another one is a copy of, and which texts a source has here. Decides nothing: who calls did.

A few keyed runs of words find the candidates; whether they are alike is asked of the whole texts. Of several the one
received first is named, so that all copies meet in it.
"""

from collections.abc import Iterable, Iterator

from django.db.models import Count

from safeconduct.access.actor import Actor
from safeconduct.access.words import Compartment
from safeconduct.figures import desk, sealed
from safeconduct.figures.answers import Copy, PublicationRow, SourceNamed
from safeconduct.figures.facts import Appearance, CopyRecognised
from safeconduct.figures.models import Publication, Run
from safeconduct.figures.reading import duplicates
from safeconduct.figures.reading.duplicates import Likeness, Pair, Text
from safeconduct.figures.state import PublicationState, fold
from safeconduct.store.history import histories

_CANDIDATES_MAX = 10
_TEXTS_OF_SOURCE_MAX = 5


def recognised(new: Text, viewer: Actor) -> CopyRecognised | None:
    """The text, of those received, that the new one is a copy of; None where it is like none."""
    found = (
        Run.objects.filter(token__in=sealed.run_tokens(new.runs))
        .exclude(publication=new.id)
        .values("publication")
        .annotate(shared=Count("token"))
        .order_by("-shared", "publication")[:_CANDIDATES_MAX]
    )
    known = [_text_of(state) for state in _states([each["publication"] for each in found], viewer)]
    pairs = {pair.second: pair for pair in duplicates.alike(new, known)}
    first = Publication.objects.filter(publication__in=pairs).order_by("position").first()
    return _recognised(pairs[first.publication]) if first is not None else None


def named(state: PublicationState, other: PublicationState) -> CopyRecognised:
    """The one as a copy of the other, as an officer says; how alike they are is measured all the same."""
    return _recognised(duplicates.compare(_text_of(state), _text_of(other)))


def copies_of(state: PublicationState, viewer: Actor) -> tuple[Copy, ...]:
    """The texts that this one is taken for a copy of."""
    rows = _rows(state.copies)
    return tuple(_copy(rows[of], told, state.stream) for of, told in state.copies.items() if of in rows)


def copied_by(state: PublicationState, viewer: Actor) -> tuple[Copy, ...]:
    """The texts that are taken for copies of this one, in the order received."""
    found = Publication.objects.filter(copy_of=state.stream).order_by("position")
    states = {each.stream: each for each in _states([row.publication for row in found], viewer)}
    return tuple(
        _copy(sealed.open_publication(row.publication, row.sealed), told, state.stream)
        for row in found
        if (told := states[row.publication].copies.get(state.stream)) is not None
    )


def sources_of(state: PublicationState) -> tuple[SourceNamed, ...]:
    """The sources that the text names, the nearest first, each with what was received of that publisher."""
    details = desk.details_of(state)
    names = state.appearances[0].chain or (details.chain if details is not None else ())
    return tuple(SourceNamed(name, tuple(_of_publisher(name, state.stream))) for name in names)


# --- steps ----------------------------------------------------------------------------------------


def _states(streams: Iterable[str], viewer: Actor) -> list[PublicationState]:
    told = histories(streams, [Compartment.FIGURES], viewer)
    return [
        state for stream, entries in told.items() if (state := fold(entries, stream)).received is not None
    ]


def _text_of(state: PublicationState) -> Text:
    assert state.received is not None
    appearance = state.appearances[0] if state.appearances else Appearance()
    return desk.as_text(state.stream, state.received.text, appearance)


def _recognised(pair: Pair) -> CopyRecognised:
    return CopyRecognised(
        of=pair.second,
        percent=pair.percent,
        is_part=pair.likeness == Likeness.CONTAINED,
        original=pair.original,
    )


def _rows(streams: Iterable[str]) -> dict[str, PublicationRow]:
    return {
        row.publication: sealed.open_publication(row.publication, row.sealed)
        for row in Publication.objects.filter(publication__in=list(streams))
    }


def _copy(row: PublicationRow, told: CopyRecognised, shown: str) -> Copy:
    return Copy(
        number=row.number,
        title=row.title,
        publisher=row.publisher,
        published_on=row.published_on,
        percent=told.percent,
        is_part=told.is_part,
        is_original=told.original == row.id,
        is_copy=told.original == shown,
        reason=told.reason,
    )


def _of_publisher(name: str, but: str) -> Iterator[PublicationRow]:
    asked = Publication.objects.filter(publisher_tag=sealed.publisher_tag(name)).exclude(publication=but)
    for row in asked.order_by("-position")[:_TEXTS_OF_SOURCE_MAX]:
        yield sealed.open_publication(row.publication, row.sealed)
