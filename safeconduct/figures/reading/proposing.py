"""Makes a proposed claim of what was found in a sentence: whose words, of when, how firm, whose force, where.

Owns the fields of a claim. Finding is done by the modules of each part; `read` puts the claims in order.
"""

import re
from dataclasses import dataclass
from datetime import date

from safeconduct.figures.claims import (
    AsOf,
    Category,
    Claim,
    Document,
    Flag,
    Kind,
    Modality,
    PublishedFrom,
    Relation,
    Speaker,
    SpeakerClass,
    Voice,
    weakest,
)  # fmt: skip
from safeconduct.figures.reading import dates, provenance
from safeconduct.figures.reading.attribution import Attribution
from safeconduct.figures.reading.cast import Mention
from safeconduct.figures.reading.counted import Counted
from safeconduct.figures.reading.definitions import Definition, resolved
from safeconduct.figures.reading.lexicon import Vocabulary
from safeconduct.figures.reading.places import Force, force, place
from safeconduct.figures.reading.sentences import Sentence
from safeconduct.figures.reading.statements import Stated

STATEMENTS = frozenset(
    {
        Category.READINESS_TO_ACCEPT, Category.COOPERATION_REQUEST, Category.EQUIPMENT, Category.STATEMENT,
        Category.DEPLOYMENT_PLANNED, Category.DEFINITION,
    }
)  # fmt: skip
_SPOKEN_BY_ACTOR = frozenset({Category.READINESS_TO_ACCEPT, Category.COOPERATION_REQUEST})
_LEAD = re.compile(r"[\s,:\"]*(?:that |що |что )?\s*")
AS_OF_REACH = 140
QUOTE_LENGTH_MAX = 400


@dataclass(frozen=True)
class Context:
    """What holds for the whole document."""

    document: Document
    words: Vocabulary
    published: date | None
    source: PublishedFrom
    usual: Force | None
    defined: tuple[Definition, ...]


@dataclass(frozen=True)
class Found:
    """What one sentence holds, before it becomes claims."""

    sentence: Sentence
    people: list[Mention]
    given: list[Attribution]
    times: list[dates.Mention]
    counted: list[Counted]


def counted_claim(one: Counted, here: Found, context: Context) -> Claim:
    category, flags = resolved(one, here.sentence, context.defined)
    start, end = one.start, one.end
    said = _given_at(start, end, here)
    time = _as_of(start, end, here, said, context)
    modality = weakest(
        *((one.modal,) if one.modal else ()),
        said.modality if said else _doubt(here.sentence) or Modality.ASSERTED,
    )
    extended = (min(start, time[1]), max(end, time[2])) if time[1] >= 0 else (start, end)
    if extended[1] - extended[0] > QUOTE_LENGTH_MAX:
        extended = (start, end)
    return _claim(
        here, context, said, span=extended, category=category,
        fields={
            "modality": modality, "as_of": time[0], "quantity": one.amount.quantity,
            "flags": (*one.flags, *flags, *_preliminary(here.sentence)),
        },
    )  # fmt: skip


def stated_claim(one: Stated, here: Found, context: Context) -> Claim:
    said = _given_at(one.start, one.end, here)
    time = _as_of(one.start, one.end, here, said, context)
    default = Modality.ASSERTED if one.category in STATEMENTS else (said.modality if said else None)
    modality = one.modality or _doubt(here.sentence) or default or Modality.ASSERTED
    start = one.start
    if said is not None and start < said.start <= one.act_start:
        start = said.start + _lead(here.sentence, said.start)
    return _claim(
        here, context, said, span=(start, one.end), category=one.category,
        fields={
            "modality": modality, "as_of": time[0], "quantity": one.quantity, "topic": one.topic,
        },
    )  # fmt: skip


def _lead(sentence: Sentence, start: int) -> int:
    """How many letters of `that` and the like stand before what is told."""
    found = _LEAD.match(sentence.text(start, sentence.end).lower())
    return found.end() if found else 0


def definition_claim(one: Definition, here: Found, context: Context) -> Claim:
    said = _given_at(one.start, one.end, here)
    return _claim(
        here, context, said, span=(one.start, one.end), category=Category.DEFINITION,
        fields={"modality": Modality.ASSERTED, "defines": one.parts},
    )  # fmt: skip


def _claim(
    here: Found, context: Context, said: Attribution | None, *, span: tuple[int, int], category: Category,
    fields: dict[str, object],
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


def marked(mark: provenance.Mark, context: Context, found: list[Sentence]) -> Claim:
    language = next((one.language for one in found if one.start <= mark.start < one.end), "en")
    return Claim(
        id="C0", kind=Kind.PROVENANCE, quote=context.document.text[mark.start : mark.end],
        span=(mark.start, mark.end), cue=mark.cue[:300], voice=Voice.PUBLICATION, speaker_role="publication",
        speaker_class=SpeakerClass.PRESS, category=Category.PROVENANCE, modality=Modality.ASSERTED,
        language=language, published_from=context.source,
    )  # fmt: skip


# --- who ----------------------------------------------------------------------------------------------


def _given_at(start: int, end: int, here: Found) -> Attribution | None:
    """The attribution in which the stretch stands: the innermost, whose cue is nearest."""
    over = [
        one for one in here.given
        if (one.start < end and start < one.end) or one.start <= start < one.end or start <= one.cue_start < end
    ]  # fmt: skip
    return min(over, key=lambda one: (one.cue_start > start, abs(one.cue_start - start)), default=None)


def _doubt(sentence: Sentence) -> Modality | None:
    hits = [Modality(hit.value) for hit in sentence.of("cues", "doubt")]
    return weakest(*hits) if hits else None


def _spoken(said: Attribution | None, category: Category, here: Found, start: int) -> tuple[Mention, ...]:
    """The chain of the claim; an offer or a request that nobody is given for is the acting state's own."""
    if said is not None:
        return said.chain
    if category not in _SPOKEN_BY_ACTOR:
        return ()
    actors = [
        one for one in here.people if one.start <= start + 24 and one.kind in ("state", "body", "person")
    ]
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
        "speaker_mention": _mentioned(first, sentence),
        "speaker_role": first.role[:300],
        "speaker_class": side,
        "chain": tuple(_link(one) for one in chain),
        "joint": tuple(_link(one) for one in said.joint) if said else (),
    }


def _mentioned(one: Mention, sentence: Sentence) -> str:
    """The words that name him here, in the document's own letters."""
    return (sentence.written(one.start, one.end) or one.text or one.name)[:300]


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


def _origin(chain: tuple[Mention, ...], said_on: date | None, context: Context) -> str | None:
    """The key of speaker and day; None where nobody is named, for two unnamed may be anybody."""
    if not chain or chain[0].kind == "unnamed":
        return None
    name = "-".join(re.findall(r"[^\W_]+", chain[0].name.lower()))[:200]
    day = said_on or context.published
    return f"{name}/{day.isoformat()}" if day else name


# --- when ---------------------------------------------------------------------------------------------


def _said_on(said: Attribution, here: Found) -> date | None:
    """The day of the statement: a single day at the cue, or before it and outside what is told."""
    for time in here.times:
        if _is_statement_day(time, said, here) and time.as_of.is_resolved:
            return time.as_of.start
    return None


def _is_statement_day(time: dates.Mention, said: Attribution, here: Found) -> bool:
    if not time.is_day or time.as_of.relation not in (Relation.ON, Relation.IN):
        return False
    cue_end = said.cue_start + len(said.cue)
    if here.sentence.language == "ko":
        return "월" not in (time.as_of.raw or "") or said.cue_start - time.end <= 3
    is_at_cue = -2 <= time.start - cue_end <= 14 or 0 <= said.cue_start - time.end <= 3
    return is_at_cue or (time.end <= said.cue_start and not said.start <= time.start < said.end)


def _as_of(
    start: int, end: int, here: Found, said: Attribution | None, context: Context
) -> tuple[AsOf, int, int]:
    """The as-of interval of the stretch, with the place of its words or -1 where none states it."""
    near: list[tuple[int, dates.Mention]] = []
    for time in here.times:
        if said is not None and _is_statement_day(time, said, here):
            continue
        if time.is_decade and any(start <= one.amount.start < end for one in here.counted):
            continue
        if not _may_date(time, start, end, here):
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


# What befell persons is often told in one list with one day; where they were sent is another matter.
_ONE_LIST = frozenset(
    {
        Category.KILLED, Category.WOUNDED, Category.KILLED_OR_WOUNDED, Category.CASUALTIES, Category.MISSING,
        Category.CAPTURED, Category.LOSSES,
    }
)  # fmt: skip


def _may_date(time: dates.Mention, start: int, end: int, here: Found) -> bool:
    """Whether a time told after another number, nearer to that one, is also of this stretch."""
    if time.start < end or time.as_of.relation in (Relation.AS_OF,):
        return True
    mine = [one for one in here.counted if start <= one.amount.number_start < end]
    nearer = [
        one
        for one in here.counted
        if end <= one.amount.number_start and one.amount.number_end <= time.start + 60
    ]
    if not nearer or not mine:
        return True
    return {mine[0].category, nearer[-1].category} <= _ONE_LIST and mine[0].modal == nearer[-1].modal


def _preliminary(sentence: Sentence) -> tuple[Flag, ...]:
    words = ("preliminary", "попередн", "предварительн", "잠정")
    return (Flag.PRELIMINARY,) if any(word in sentence.lower for word in words) else ()
