"""Reads a document into proposed claims: the one door of the reading.

Owns the order of the steps and the making of each claim from what they found. An officer confirms every
proposal; nothing here counts anything, and what is not in the text is asked for and never guessed.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from safeconduct.figures.claims import (
    NOT_HAPPENED, AsOf, Asked, Category, Claim, Document, Flag, Kind, LeftOut, Modality, PublishedFrom,
    Question, Reading, Relation, Speaker, SpeakerClass, Voice, weakest,
)  # fmt: skip
from safeconduct.figures.reading import dates, not_figures, provenance
from safeconduct.figures.reading.attribution import Attribution, attributions
from safeconduct.figures.reading.counted import Counted, counted
from safeconduct.figures.reading.definitions import Definition, definitions, resolved
from safeconduct.figures.reading.lexicon import Vocabulary, vocabulary
from safeconduct.figures.reading.numbers import numbers
from safeconduct.figures.reading.places import Force, force, place, usual_force
from safeconduct.figures.reading.quantities import amounts
from safeconduct.figures.reading.sentences import Sentence, sentences
from safeconduct.figures.reading.speakers import Cast, Mention, mentions
from safeconduct.figures.reading.statements import Stated, stated

_STATEMENTS = frozenset(
    {
        Category.READINESS_TO_ACCEPT, Category.COOPERATION_REQUEST, Category.EQUIPMENT, Category.STATEMENT,
        Category.DEPLOYMENT_PLANNED, Category.DEFINITION,
    }
)  # fmt: skip
_SPOKEN_BY_ACTOR = frozenset({Category.READINESS_TO_ACCEPT, Category.COOPERATION_REQUEST})
AS_OF_REACH = 140
EARLIEST_PUBLICATION = date(1900, 1, 1)


@dataclass(frozen=True)
class _Context:
    """What holds for the whole document."""

    document: Document
    words: Vocabulary
    published: date | None
    source: PublishedFrom
    usual: Force | None
    defined: tuple[Definition, ...]


@dataclass(frozen=True)
class _Found:
    """What one sentence holds, before it becomes claims."""

    sentence: Sentence
    people: list[Mention]
    given: list[Attribution]
    times: list[dates.Mention]
    counted: list[Counted]


def read(document: Document, words: Vocabulary | None = None) -> Reading:
    """The claims that the text makes, in its order, with what is asked and what was left out.

    `words` are the data files in use, the packaged ones where None. Time is linear in the length of the text.
    """
    words = words or vocabulary()
    found = sentences(document, words)
    marks = provenance.marks(document.text)
    published = document.published_at
    context = _Context(
        document, words, published if published and published >= EARLIEST_PUBLICATION else None,
        provenance.published_from(document, marks), usual_force(found), tuple(definitions(found)),
    )  # fmt: skip
    cast = Cast()
    claims: list[Claim] = []
    left: list[LeftOut] = []
    for sentence in found:
        if any(mark.start < sentence.end and sentence.start < mark.end for mark in marks):
            continue
        made, left_here = _read_sentence(sentence, context, cast)
        claims += made
        left += left_here
    claims += [_marked(mark, context, found) for mark in marks]
    claims = _numbered(sorted(claims, key=lambda claim: claim.span))
    return Reading(
        fingerprint=document.fingerprint,
        languages=tuple(dict.fromkeys(sentence.language for sentence in found)),
        claims=tuple(claims),
        published_from=context.source,
        questions=tuple(_questions(document, claims)),
        left_out=tuple(left),
    )


def _read_sentence(
    sentence: Sentence, context: _Context, cast: Cast
) -> tuple[list[Claim], list[LeftOut]]:
    people = mentions(sentence, cast) if _is_worth_reading(sentence) else []
    is_future = any(
        hit.value in (Modality.EXPECTS, Modality.MIGHT) for hit in sentence.of("cues", "modal", "verb")
    )
    times = dates.mentions(sentence, context.published, is_future=is_future)
    masks = not_figures.masked(sentence)
    covered = [(mask.start, mask.end) for mask in masks] + [(time.start, time.end) for time in times]
    quantities = amounts(sentence, numbers(sentence), covered)
    found, rejected = counted(sentence, quantities)
    given = attributions(sentence, people, cast)
    here = _Found(sentence, people, given, times, found)
    claims = [_counted_claim(one, here, context) for one in found]
    claims += [_stated_claim(one, here, context) for one in stated(sentence, found)]
    claims += [
        _definition_claim(one, here, context) for one in context.defined if one.sentence is sentence
    ]
    left = [
        LeftOut(raw=sentence.text(mask.start, mask.end)[:300], span=(mask.start, mask.end), reason=mask.reason)
        for mask in not_figures.left_out(masks, sentence)
    ]
    left += [
        LeftOut(raw=one.amount.quantity.raw, span=(one.amount.start, one.amount.end), reason=one.reason)
        for one in rejected
    ]
    return claims, left


def _is_worth_reading(sentence: Sentence) -> bool:
    """Names are looked for where anything is said: the words of a list of names alone say nothing."""
    return bool(sentence.hits)


# --- claims -------------------------------------------------------------------------------------------


def _counted_claim(one: Counted, here: _Found, context: _Context) -> Claim:
    category, flags = resolved(one, here.sentence, context.defined)
    start, end = one.start, one.end
    said = _given_at(start, end, here)
    time = _as_of(start, end, here, said, context)
    modality = weakest(
        *( (one.modal,) if one.modal else ()), said.modality if said else _doubt(here.sentence) or Modality.ASSERTED
    )
    extended = (min(start, time[1]), max(end, time[2])) if time[1] >= 0 else (start, end)
    if extended[1] - extended[0] > 400:
        extended = (start, end)
    return _claim(
        here, context, said, span=extended, category=category, modality=modality, as_of=time[0],
        fields={"quantity": one.amount.quantity, "flags": (*one.flags, *flags, *_preliminary(here.sentence))},
    )  # fmt: skip


def _stated_claim(one: Stated, here: _Found, context: _Context) -> Claim:
    said = _given_at(one.start, one.end, here)
    time = _as_of(one.start, one.end, here, said, context)
    default = Modality.ASSERTED if one.category in _STATEMENTS else (said.modality if said else None)
    modality = one.modality or _doubt(here.sentence) or default or Modality.ASSERTED
    as_of = time[0]
    return _claim(
        here, context, said, span=(one.start, one.end), category=one.category, modality=modality, as_of=as_of,
        fields={"quantity": one.quantity, "topic": one.topic},
    )  # fmt: skip


def _definition_claim(one: Definition, here: _Found, context: _Context) -> Claim:
    said = _given_at(one.start, one.end, here)
    return _claim(
        here, context, said, span=(one.start, one.end), category=Category.DEFINITION,
        modality=Modality.ASSERTED, as_of=AsOf(), fields={"defines": one.parts},
    )  # fmt: skip


def _claim(
    here: _Found, context: _Context, said: Attribution | None, *, span: tuple[int, int], category: Category,
    modality: Modality, as_of: AsOf, fields: dict[str, object],
) -> Claim:  # fmt: skip
    sentence = here.sentence
    start, end = span
    whose = force(sentence, start, end, context.usual)
    where = place(sentence, start, end, category, context.document.place)
    spoken = _spoken(said, category, here, start)
    said_on = _said_on(said, here) if said else None
    made: dict[str, object] = {
        "id": "C0",
        "quote": context.document.text[start:end],
        "span": (start, end),
        "category": category,
        "modality": modality,
        "as_of": as_of,
        "element": sentence.element,
        "language": sentence.language,
        "published_from": context.source,
        "force": whose.name[:300] if whose else None,
        "force_code": whose.code if whose else "",
        "place": where.name[:300] if where else None,
        "place_code": where.code if where else "",
        "said_on": said_on,
        **_speaker_fields(spoken, said, sentence, _class(spoken, whose, context.words)),
        **fields,
    }
    if where:
        made["place_role"] = where.role
    made["origin"] = _origin(spoken, said_on, context)
    return Claim.model_validate(made)


def _marked(mark: provenance.Mark, context: _Context, found: list[Sentence]) -> Claim:
    language = next((one.language for one in found if one.start <= mark.start < one.end), "en")
    return Claim(
        id="C0", kind=Kind.PROVENANCE, quote=context.document.text[mark.start : mark.end],
        span=(mark.start, mark.end), cue=mark.cue[:300], voice=Voice.PUBLICATION, speaker_role="publication",
        speaker_class=SpeakerClass.PRESS, category=Category.PROVENANCE, modality=Modality.ASSERTED,
        language=language, published_from=context.source,
    )  # fmt: skip


# --- who ----------------------------------------------------------------------------------------------


def _given_at(start: int, end: int, here: _Found) -> Attribution | None:
    """The attribution in which the stretch stands: the innermost, whose cue is nearest."""
    over = [
        one for one in here.given
        if (one.start < end and start < one.end) or one.start <= start < one.end or start <= one.cue_start < end
    ]  # fmt: skip
    return min(over, key=lambda one: (one.cue_start > start, abs(one.cue_start - start)), default=None)


def _doubt(sentence: Sentence) -> Modality | None:
    hits = [Modality(hit.value) for hit in sentence.of("cues", "doubt")]
    return weakest(*hits) if hits else None


def _spoken(
    said: Attribution | None, category: Category, here: _Found, start: int
) -> tuple[Mention, ...]:
    """The chain of the claim; an offer or a request that nobody is given for is the acting state's own."""
    if said is not None:
        return said.chain
    if category not in _SPOKEN_BY_ACTOR:
        return ()
    actors = [one for one in here.people if one.start <= start + 24 and one.kind in ("state", "body", "person")]
    return (actors[-1],) if actors else ()


def _speaker_fields(
    chain: tuple[Mention, ...], said: Attribution | None, sentence: Sentence, side: SpeakerClass
) -> dict[str, object]:
    if not chain:
        doubt = next(iter(sentence.of("cues", "doubt")), None)
        voice = Voice.UNATTRIBUTED if doubt else Voice.PUBLICATION
        return {
            "voice": voice,
            "cue": sentence.text(doubt.start, doubt.end) if doubt else None,
            "speaker_role": "unattributed" if doubt else "publication",
            "speaker_class": SpeakerClass.UNNAMED if doubt else SpeakerClass.PRESS,
        }
    first = chain[0]
    return {
        "voice": Voice.ATTRIBUTED if said else Voice.PUBLICATION,
        "cue": said.cue[:300] if said else None,
        "speaker": first.name[:300],
        "speaker_mention": (first.text or first.name)[:300],
        "speaker_role": first.role[:300],
        "speaker_class": side,
        "chain": tuple(_link(one) for one in chain),
        "joint": tuple(_link(one) for one in said.joint) if said else (),
    }


def _link(one: Mention) -> Speaker:
    return Speaker(name=one.name[:300], role=one.role[:300], mention=one.text[:300], state=one.code[:300])


def _class(chain: tuple[Mention, ...], whose: Force | None, words: Vocabulary) -> SpeakerClass:
    """On whose side the speaker stands, seen from the force that is counted."""
    if not chain or chain[0].kind == "unnamed":
        return SpeakerClass.UNNAMED
    first = chain[0]
    if first.kind == "neutral":
        return SpeakerClass.NEUTRAL
    side = words.sides.get(first.code)
    if side is None:
        if first.kind == "agency":
            return SpeakerClass.PRESS
        return SpeakerClass.THIRD_STATE if first.code else SpeakerClass.UNNAMED
    own = words.sides.get(whose.code) if whose else None
    return SpeakerClass.PARTY if own in (None, side) else SpeakerClass.OPPONENT


def _origin(chain: tuple[Mention, ...], said_on: date | None, context: _Context) -> str | None:
    """The key of speaker and day; None where nobody is named, for two unnamed may be anybody."""
    if not chain or chain[0].kind == "unnamed":
        return None
    name = "-".join(re.findall(r"[^\W_]+", chain[0].name.lower()))[:200]
    day = said_on or context.published
    return f"{name}/{day.isoformat()}" if day else name


# --- when ---------------------------------------------------------------------------------------------


def _said_on(said: Attribution, here: _Found) -> date | None:
    """The day of the statement: a single day at the cue, or before it and outside what is told."""
    for time in here.times:
        if _is_statement_day(time, said, here) and time.as_of.is_resolved:
            return time.as_of.start
    return None


def _is_statement_day(time: dates.Mention, said: Attribution, here: _Found) -> bool:
    if not time.is_day or time.as_of.relation not in (Relation.ON, Relation.IN):
        return False
    cue_end = said.cue_start + len(said.cue)
    if here.sentence.language == "ko":
        return "월" not in (time.as_of.raw or "") or said.cue_start - time.end <= 3
    is_at_cue = -2 <= time.start - cue_end <= 14 or 0 <= said.cue_start - time.end <= 3
    return is_at_cue or (time.end <= said.cue_start and not said.start <= time.start < said.end)


def _as_of(
    start: int, end: int, here: _Found, said: Attribution | None, context: _Context
) -> tuple[AsOf, int, int]:
    """The as-of interval of the stretch, with the place of its words or -1 where none states it."""
    near: list[tuple[int, dates.Mention]] = []
    for time in here.times:
        if said is not None and _is_statement_day(time, said, here):
            continue
        distance = max(start - time.end, time.start - end, 0)
        first, last = (time.end, start) if time.end <= start else (end, time.start)
        between = sum(1 for one in here.counted if first <= one.amount.number_start < last)
        is_led = time.start - here.sentence.start < 30 and time.end <= start
        near.append((distance // (2 if is_led else 1) + 60 * between * (not is_led), time))
    nearest = min(near, key=lambda item: item[0], default=None)
    if nearest is None or nearest[0] > AS_OF_REACH:
        return AsOf(end=context.published), -1, -1
    return nearest[1].as_of, nearest[1].start, nearest[1].end


def _preliminary(sentence: Sentence) -> tuple[Flag, ...]:
    words = ("preliminary", "попередн", "предварительн", "잠정")
    return (Flag.PRELIMINARY,) if any(word in sentence.lower for word in words) else ()


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
        return (claim.category, claim.topic, claim.speaker) if claim.category in _STATEMENTS else None
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
