"""Reads a document into proposed claims: the one door of the reading.

Owns the order of the steps, the numbering of the claims and what is asked. An officer confirms every
proposal; nothing here counts anything, and what is not in the text is asked for and never guessed.
"""

from bisect import bisect_left
from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import date

from safeconduct.figures.claims import (
    NOT_HAPPENED,
    Asked,
    Claim,
    Document,
    Kind,
    LeftOut,
    Modality,
    Question,
    Reading,
)  # fmt: skip
from safeconduct.figures.reading import dates, not_figures, provenance
from safeconduct.figures.reading.attribution import Attribution, attributions, is_about_the_one_before
from safeconduct.figures.reading.cast import Cast, Mention
from safeconduct.figures.reading.counted import counted
from safeconduct.figures.reading.definitions import definitions
from safeconduct.figures.reading.lexicon import Vocabulary, vocabulary
from safeconduct.figures.reading.moved import moved
from safeconduct.figures.reading.numbers import numbers, ranged
from safeconduct.figures.reading.parser import Parse
from safeconduct.figures.reading.places import usual_force
from safeconduct.figures.reading.proposing import (
    STATEMENTS,
    Context,
    Found,
    counted_claim,
    definition_claim,
    marked,
    stated_claim,
)  # fmt: skip
from safeconduct.figures.reading.quantities import amounts
from safeconduct.figures.reading.sentences import Sentence, sentences
from safeconduct.figures.reading.speakers import mentions
from safeconduct.figures.reading.statements import stated

EARLIEST_PUBLICATION = date(1900, 1, 1)


def read(document: Document, words: Vocabulary | None = None, parse: Parse | None = None) -> Reading:
    """The claims that the text makes, in its order, with what is asked and what was left out.

    `words` are the data files in use, the packaged ones where None; `parse` is a parser for English where one
    is installed (`parser.spacy_parse`). Time is linear in the length of the text.
    """
    words = words or vocabulary()
    found = sentences(document, words)
    marks = provenance.marks(document.text)
    published = document.published_at
    context = Context(
        document, words, published if published and published >= EARLIEST_PUBLICATION else None,
        provenance.published_from(document, marks), usual_force(found), tuple(definitions(found)),
    )  # fmt: skip
    told = [sentence for sentence in found if not _is_mark(sentence, marks)]
    claims: list[Claim] = []
    left: list[LeftOut] = []
    for sentence, spoken in zip(told, _speakers(told, parse), strict=True):
        made, left_here = _read_sentence(sentence, spoken, context)
        claims += made
        left += left_here
    claims += [marked(mark, context, found) for mark in marks]
    claims = _numbered(sorted(claims, key=lambda claim: claim.span))
    return Reading(
        fingerprint=document.fingerprint,
        languages=tuple(dict.fromkeys(sentence.language for sentence in found)),
        claims=tuple(claims),
        published_from=context.source,
        questions=tuple(_questions(document, claims)),
        left_out=tuple(left),
    )


def _is_mark(sentence: Sentence, marks: list[provenance.Mark]) -> bool:
    """Whether the sentence is a line that names a source: such a line counts nothing."""
    place = bisect_left(marks, sentence.end, key=lambda mark: mark.start) - 1
    return place >= 0 and marks[place].end > sentence.start


Spoken = tuple[list[Mention], list[Attribution]]


def _speakers(told: list[Sentence], parse: Parse | None) -> list[Spoken]:
    """For each sentence who is named and who is given as speaker; `Об этом сообщил X` speaks for the one before."""
    cast = Cast()
    found: list[Spoken] = []
    for sentence in told:
        people = mentions(sentence, cast) if _is_worth_reading(sentence) else []
        given = attributions(sentence, people, cast, parse)
        if given and found and not found[-1][1] and is_about_the_one_before(sentence):
            before = told[len(found) - 1]
            spoken = replace(given[0], start=before.start, end=before.end, cue_start=before.start)
            found[-1] = (found[-1][0], [spoken])
        found.append((people, given))
    return found


def _read_sentence(sentence: Sentence, spoken: Spoken, context: Context) -> tuple[list[Claim], list[LeftOut]]:
    people, given = spoken
    is_future = any(
        hit.value in (Modality.EXPECTS, Modality.MIGHT) for hit in sentence.of("cues", "modal", "verb")
    )
    times = dates.mentions(sentence, context.published, is_future=is_future)
    masks = not_figures.masked(sentence)
    covered = [(mask.start, mask.end) for mask in masks] + [(time.start, time.end) for time in times]
    change = moved(sentence, numbers(sentence), [(time.start, time.end) for time in times])
    quantities = amounts(sentence, ranged(sentence, change.standing), covered)
    found, rejected = counted(sentence, quantities)
    days = [time.start for time in times]
    theirs = [time for time in times if not change.is_day_of_left(time.start, days)]
    here = Found(sentence, people, given, theirs, found)
    claims = [counted_claim(one, here, context) for one in found]
    claims += [stated_claim(one, here, context) for one in stated(sentence, found)]
    claims += [definition_claim(one, here, context) for one in context.defined if one.sentence is sentence]
    left = [
        LeftOut(
            raw=sentence.written(mask.start, mask.end)[:300], span=(mask.start, mask.end), reason=mask.reason
        )
        for mask in not_figures.left_out(masks, sentence)
    ]
    left += [
        LeftOut(raw=sentence.written(one.start, one.end), span=(one.start, one.end), reason=reason)
        for one, reason in change.left
    ]
    left += [
        LeftOut(raw=one.amount.quantity.raw, span=(one.amount.start, one.amount.end), reason=one.reason)
        for one in rejected
    ]
    return claims, left


def _is_worth_reading(sentence: Sentence) -> bool:
    """Names are looked for where anything is said: the words of a list of names alone say nothing."""
    return bool(sentence.hits)


# --- the whole ------------------------------------------------------------------------------------------


def _numbered(claims: Iterable[Claim]) -> list[Claim]:
    """The claims with their ids, C01 on, and which earlier one each restates."""
    made: list[Claim] = []
    first: dict[tuple[object, ...], str] = {}
    for order, claim in enumerate(claims, start=1):
        identity = f"C{order:02}"
        key = _same_words(claim)
        restates = first.get(key) if key else None
        if key and restates is None:
            first[key] = identity
        made.append(claim.model_copy(update={"id": identity, "restates": restates}))
    return made


def _same_words(claim: Claim) -> tuple[object, ...] | None:
    """What two claims share when one says the other again; None for what repeats nothing."""
    if claim.kind != Kind.CLAIM or claim.modality == Modality.NEGATED:
        return None
    quantity = claim.quantity
    if quantity is None or (quantity.value is None and quantity.low is None and quantity.high is None):
        return (claim.category, claim.topic, claim.speaker) if claim.category in STATEMENTS else None
    is_told = claim.modality in NOT_HAPPENED
    return claim.category, claim.force_code, quantity.low, quantity.high, quantity.kind, is_told


def _questions(document: Document, claims: list[Claim]) -> Iterator[Question]:
    real = [claim for claim in claims if claim.kind == Kind.CLAIM]
    if not real:
        return
    everyone = tuple(claim.id for claim in real)
    if document.published_at is None:
        waiting = tuple(claim.id for claim in real if not claim.as_of.is_resolved or claim.as_of.raw is None)
        yield Question(asked=Asked.PUBLISHED_AT, claims=waiting)
    if document.publication is None:
        yield Question(asked=Asked.PUBLICATION, claims=everyone)
    placeless = tuple(claim.id for claim in real if claim.place is None and claim.quantity is not None)
    if placeless and document.place is None:
        yield Question(asked=Asked.PLACE, claims=placeless)
