"""Says who is given as the speaker of each part of a sentence, by which cue, and how firmly.

Owns the reading of cues: who stands before or after a verb of saying, who is cited, what an adverb leaves
without a name. A chain runs from whose word it is to whoever passed it on.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from safeconduct.figures.claims import ElementKind, Modality, weakest
from safeconduct.figures.reading.cast import Cast, Mention
from safeconduct.figures.reading.lexicon import Hit
from safeconduct.figures.reading.parser import Parse
from safeconduct.figures.reading.sentences import Sentence
from safeconduct.figures.reading.speakers import pronoun_hits, resolve


@dataclass(frozen=True, slots=True)
class Attribution:
    """A stretch of the sentence that is given to a speaker: the cue, the chain from him on, the modality."""

    start: int
    end: int
    cue: str
    cue_start: int
    chain: tuple[Mention, ...]
    joint: tuple[Mention, ...]
    modality: Modality


_CLAUSE_SIGNS = re.compile(r"[,;:\"—]| - ")
_LEFT_GAP = re.compile(
    r"\s*(?:(?:has|have|had|also|later|earlier|on|then|now|still|that|was|not|did|уже|також|также|"
    r"раніше|ранее|вже|said|up|in|its|it)\s+){0,3}"
)
_RIGHT_GAP = re.compile(
    r"[\s\"]*(?:(?:\d{1,2} [^\W\d_]{3,10}|у [^\W\d_]+|в [^\W\d_]+|the|a|an|by|on [A-Z][a-z]+|журналістам|"
    r"журналистам|депутатам)[\s,]+){0,2}"
)
_WORDS_MIN = 3


def attributions(
    sentence: Sentence, people: list[Mention], cast: Cast, parse: Parse | None = None
) -> list[Attribution]:
    """The attributed stretches of the sentence, in order of their cues; `parse` fills what no rule finds."""
    named = _with_pronouns(sentence, people, cast)
    if titled := _headline(sentence, named):
        return [titled]
    if sentence.language == "ko":
        return _korean(sentence, named, cast)
    found: list[Attribution] = []
    for cue in sorted(sentence.of("cues", "verb", "source"), key=lambda hit: hit.start):
        made = _sourced(sentence, cue, named) if cue.kind == "source" else _said(sentence, cue, named, found)
        if made is not None:
            found.append(_with_relay(sentence, made, named))
    if not found:
        found = _relay_alone(sentence, named)
    if not found and parse is not None and sentence.language == "en":
        found = list(_parsed(sentence, named, parse))
    return _chained(found)


def _parsed(sentence: Sentence, named: list[Mention], parse: Parse) -> Iterator[Attribution]:
    """What a parser finds where no rule did; a subject that nobody is known by stands as it is written."""
    for one in parse(sentence.plain):
        first, last = (place + sentence.start for place in one.subject)
        text = sentence.text(first, last)
        known = next((other for other in named if first <= other.start < last), None)
        speaker = known or Mention(first, last, text[:300], "", "unnamed", "", text[:300])
        verb = sentence.plain[one.verb[0] : one.verb[1]]
        start, end = (place + sentence.start for place in one.clause)
        yield Attribution(start, end, verb, one.verb[0] + sentence.start, (speaker,), (), Modality.REPORTED)


def _with_pronouns(sentence: Sentence, people: list[Mention], cast: Cast) -> list[Mention]:
    """Those named and those whom a pronoun stands for, whoever was named before this sentence first."""
    resolved = [resolve(hit, sentence, cast) for hit in pronoun_hits(sentence)]
    return sorted((*people, *(one for one in resolved if one is not None)), key=lambda one: one.start)


_HEADLINE_SIGN = re.compile(r"\s?(?:: |, |\.\.\. ?| )?(?=\")|: ")


def _headline(sentence: Sentence, named: list[Mention]) -> Attribution | None:
    """`General Staff: 120 killed` and `정보원 "사망자 …"`: whoever stands before the sign says the rest."""
    if sentence.element not in (ElementKind.HEADLINE, ElementKind.SUBHEADING) or not named:
        return None
    first = named[0]
    sign = _HEADLINE_SIGN.match(sentence.text(first.end, sentence.end))
    if first.start - sentence.start > 24 or sign is None:
        return None
    start = first.end + sign.end()
    mark = sentence.text(first.end, start).strip() or '"'
    return Attribution(start, sentence.end, mark, first.end, (first,), (), Modality.REPORTED)


# --- according to X ------------------------------------------------------------------------------------


def _sourced(sentence: Sentence, cue: Hit, named: list[Mention]) -> Attribution | None:
    """`According to X, …` and `…, according to X`: the content is what stands on the other side."""
    inside = [one for one in named if one.start < cue.end and cue.start < one.end]
    after = [one for one in named if one.start >= cue.end and one.start - cue.end <= 60]
    speakers = inside or after[:1]
    if not speakers:
        return None
    speaker = speakers[0]
    joint = () if inside else _joint(sentence, speaker, named)
    is_first = cue.start - sentence.start <= 14 and sentence.text(sentence.start, cue.start).count(" ") <= 2
    edge = joint[-1].end if joint else max(speaker.end, cue.end)
    if is_first:
        start, end = _after_aside(sentence, edge), sentence.end
    else:
        start, end = sentence.start, cue.start
    return _attribution(sentence, cue, speaker, joint, start, end)


def _after_aside(sentence: Sentence, edge: int) -> int:
    """Where the content begins after a name: behind its aside (`, head of …,`) where one stands there."""
    text = sentence.text(edge, sentence.end)
    first = text.find(",")
    if first < 0:
        return edge
    begins_aside = any(
        edge + first < hit.start <= edge + first + 6 for hit in sentence.of("nouns", "role", "title")
    )
    second = text.find(",", first + 1)
    return edge + (second if begins_aside and second > 0 else first) + 1


# --- X said --------------------------------------------------------------------------------------------


def _said(
    sentence: Sentence, cue: Hit, named: list[Mention], earlier: list[Attribution]
) -> Attribution | None:
    speaker, is_left = _subject(sentence, cue, named)
    if earlier and _is_participle(sentence, cue):
        speaker = None
    if speaker is None:
        if earlier and _continues(sentence, cue, earlier[-1]):
            last = earlier[-1]
            return _attribution(sentence, cue, last.chain[0], last.joint, cue.end, sentence.end)
        return None
    if not is_left and _opens_with_as(sentence, cue):
        return _attribution(sentence, cue, speaker, (), _after_aside(sentence, speaker.end), sentence.end)
    joint = _joint(sentence, speaker, named) if not is_left else _joint_before(sentence, speaker, named)
    first = joint[0].start if joint and is_left else speaker.start
    last_end = max([cue.end, speaker.end, *(one.end for one in joint)])
    if _is_content(sentence, last_end):
        return _attribution(sentence, cue, speaker, joint, cue.end if is_left else last_end, sentence.end)
    return _attribution(sentence, cue, speaker, joint, sentence.start, min(first, cue.start))


def _subject(sentence: Sentence, cue: Hit, named: list[Mention]) -> tuple[Mention | None, bool]:
    """Who says it, and whether he stands before the verb."""
    before = [one for one in named if one.end <= cue.start]
    for one in reversed(before):
        if _LEFT_GAP.fullmatch(sentence.text(one.end, cue.start).lower() + " "):
            return _whole_name(sentence, one, before), True
    if aside := _before_aside(sentence, cue, before):
        return aside, True
    after = [one for one in named if one.start >= cue.end]
    if (
        after
        and _RIGHT_GAP.fullmatch(sentence.text(cue.end, after[0].start))
        and _has_content_before(sentence, cue)
    ):
        return _best_of(sentence, after), False
    inverted = sentence.language in ("uk", "ru") or sentence.text(cue.start - 2, cue.start).strip() in (
        ",",
        '"',
    )
    if (
        inverted
        and after
        and len(sentence.text(cue.end, after[0].start).split()) <= 4
        and _has_content_before(sentence, cue)
    ):
        return _best_of(sentence, after), False
    if before and not _CLAUSE_SIGNS.search(sentence.text(before[-1].end, cue.start)):
        between = sentence.text(before[-1].end, cue.start).split()
        if len(between) <= 6:
            return before[-1], True
    return None, False


def _whole_name(sentence: Sentence, one: Mention, before: list[Mention]) -> Mention:
    """The person to whom an aside that ends at the verb belongs, else the one at the verb."""
    for other in reversed(before):
        if other.kind == "person" and other.end < one.start and one.kind != "person":
            between = sentence.text(other.end, one.start)
            if between.startswith(",") and between.count(",") == 1 and len(between) < 60:
                return other
    return one


def _best_of(sentence: Sentence, after: list[Mention]) -> Mention:
    """The first after the verb, or the person whose office the first only names: `речник Генштабу X`."""
    first = after[0]
    for one in after[1:3]:
        close = not _CLAUSE_SIGNS.search(sentence.text(first.end, one.start)) and one.start - first.end <= 30
        relays = any(first.end <= hit.start < one.start for hit in sentence.of("cues", "relay"))
        if one.kind == "person" and first.kind != "person" and close and not relays:
            return one
    return first


def _before_aside(sentence: Sentence, cue: Hit, before: list[Mention]) -> Mention | None:
    """`Maret, a spokesman for the General Staff, told`: the one before the aside."""
    text = sentence.text(sentence.start, cue.start).rstrip()
    if not text.endswith(","):
        return None
    opening = text[:-1].rfind(",")
    if opening < 0:
        return None
    edge = sentence.start + opening
    close = sentence.start + len(text) - 1
    if named_aside := next(
        (one for one in before if edge < one.start <= edge + 2 and one.end == close), None
    ):
        return named_aside
    asides = (*sentence.of("nouns", "role", "title"), *sentence.of("cues", "relay"))
    if not any(edge < hit.start <= edge + 8 for hit in asides):
        return None
    heads = [one for one in before if one.end <= edge and edge - one.end <= 1]
    return heads[-1] if heads else None


def _has_content_before(sentence: Sentence, cue: Hit) -> bool:
    words = len(sentence.text(sentence.start, cue.start).split())
    is_opening = _opens_with_as(sentence, cue) or is_about_the_one_before(sentence)
    return words >= _WORDS_MIN or cue.start == sentence.start or is_opening


def _opens_with_as(sentence: Sentence, cue: Hit) -> bool:
    """`Як заявив X, …`: what is told comes after the name."""
    return sentence.text(sentence.start, cue.start).strip().lower() in ("як", "как", "as")


_ABOUT_THIS = re.compile(r"(?:об этом|про це|о чем|про що|this was|that was)\b")


def is_about_the_one_before(sentence: Sentence) -> bool:
    """Whether the sentence only says who said the one before: `Об этом сообщил …`."""
    return bool(_ABOUT_THIS.match(sentence.lower))


def _continues(sentence: Sentence, cue: Hit, last: Attribution) -> bool:
    """A second verb of the same subject: `reaffirmed …, and confirmed …`, `has proposed …, expressing …`."""
    before = sentence.text(last.cue_start, cue.start).rstrip().lower()
    return before.endswith((",", " and", " та", " і", " и", " й", ", while"))


def _is_participle(sentence: Sentence, cue: Hit) -> bool:
    """`…, highlighting its willingness`: the subject is that of the verb before."""
    is_ing = sentence.language == "en" and sentence.text(cue.start, cue.end).endswith("ing")
    return is_ing and sentence.text(sentence.start, cue.start).rstrip().endswith(",")


def _is_content(sentence: Sentence, place: int) -> bool:
    """Whether something is told after the verb: not only when and to whom."""
    rest = sentence.text(place, sentence.end)
    words = re.findall(r"[^\W_]+", rest)
    times = sum(
        1
        for word in sentence.words
        if word.start >= place and any(hit.start <= word.start < hit.end for hit in sentence.of("times"))
    )
    if re.match(r"[\s,]*(?:that|що|что|:)", rest):
        return True
    if rest.lstrip().startswith(","):
        return False
    if any(place <= hit.start <= place + 4 for hit in sentence.of("cues", "relay")) and not re.search(
        r", ", rest
    ):
        return False
    is_after_quote = (
        place - sentence.start > 30
        and re.search(r"[\",—]|- ", sentence.text(sentence.start, place)) is not None
    )
    limit = (
        12
        if is_after_quote and not re.search(r"\d", rest) and not _has_terms(sentence, place)
        else _WORDS_MIN
    )
    return len(words) - times > limit


def _has_terms(sentence: Sentence, place: int) -> bool:
    return any(hit.start >= place for hit in sentence.of("terms", "noun", "verb")) or any(
        hit.start >= place for hit in sentence.of("statements", "object")
    )


def _joint(sentence: Sentence, first: Mention, named: list[Mention]) -> tuple[Mention, ...]:
    """Those named after him as saying the same: `Seoul, Washington and Kyiv`."""
    found: list[Mention] = []
    last = first
    for one in named:
        if one.start >= last.end and re.fullmatch(
            r"\s*(?:,|and|, and|та|і|й|и)\s*", sentence.text(last.end, one.start).lower()
        ):
            found.append(one)
            last = one
    is_list = not found or re.search(
        r"\b(?:and|та|і|й|и)\b", sentence.text(first.end, found[-1].start).lower()
    )
    return tuple(found) if is_list else ()


def _joint_before(sentence: Sentence, last: Mention, named: list[Mention]) -> tuple[Mention, ...]:
    """Those named before him: the speaker is the last of a list."""
    found: list[Mention] = []
    edge = last
    for one in reversed([one for one in named if one.end <= last.start]):
        between = sentence.text(one.end, edge.start).lower()
        if not re.fullmatch(r"\s*(?:,|and|, and|та|і|й|и)\s*", between):
            break
        if not found and not re.search(r"\b(?:and|та|і|й|и)\b", between):
            break
        found.insert(0, one)
        edge = one
    return tuple(found)


def _attribution(
    sentence: Sentence, cue: Hit, speaker: Mention, joint: tuple[Mention, ...], start: int, end: int
) -> Attribution:
    return Attribution(
        start,
        max(start, end),
        sentence.written(cue.start, cue.end),
        cue.start,
        (speaker,),
        joint,
        Modality(cue.value),
    )


# --- relays --------------------------------------------------------------------------------------------


def _with_relay(sentence: Sentence, made: Attribution, named: list[Mention]) -> Attribution:
    """The chain with whom the speaker cites: `Lee, citing the NIS, said` is the NIS's word, told by Lee."""
    for hit in sentence.of("cues", "relay"):
        cited = next((one for one in named if 0 <= one.start - hit.end <= 40), None)
        if cited is not None and all(cited.name != one.name for one in made.chain):
            return _with_paper(sentence, replace(made, chain=(cited, *made.chain)), named)
    return _with_paper(sentence, made, named)


_TO_PAPER = re.compile(
    r"(?:told|interview with|interview to|speaking to|by|quoted by|інтерв'ю|интервью|розповів|рассказал|словах|"
    r"виданню|изданию|агентству) (?:the |для |з |с )?$"
)


def _with_paper(sentence: Sentence, made: Attribution, named: list[Mention]) -> Attribution:
    """The chain with the paper that was told: `officials told the BBC`."""
    for one in named:
        lead = sentence.text(max(sentence.start, one.start - 24), one.start).lower()
        if (
            one.kind == "agency"
            and _TO_PAPER.search(lead)
            and all(one.name != link.name for link in made.chain)
        ):
            return replace(made, chain=(*made.chain, one))
    return made


def _relay_alone(sentence: Sentence, named: list[Mention]) -> list[Attribution]:
    """A relay with no verb of saying: whom it cites speaks for the sentence."""
    for hit in sentence.of("cues", "relay"):
        cited = next((one for one in named if 0 <= one.start - hit.end <= 40), None)
        if cited is not None:
            return [_attribution(sentence, hit, cited, (), sentence.start, sentence.end)]
    return []


def _chained(found: list[Attribution]) -> list[Attribution]:
    """`X reports that Y said …`: where one stretch lies within another, the inner speaker heads the chain."""
    made = []
    for one in found:
        outer = [
            other for other in found
            if other is not one and other.start <= one.cue_start < other.end
            and other.chain[-1].name != one.chain[-1].name and one.start > other.cue_start
        ]  # fmt: skip
        relayers = tuple(
            link for other in outer[:1] for link in other.chain if link.kind in ("agency", "person")
        )
        made.append(replace(one, chain=(*one.chain, *relayers)) if relayers else one)
    return made


# --- Korean --------------------------------------------------------------------------------------------

_SUBJECT = re.compile(r"\s?(?:측|들)?(?:은|는|이|가|도|에서|께서|에서는)(?: |,)")


def _korean(sentence: Sentence, named: list[Mention], cast: Cast) -> list[Attribution]:
    """Korean: the speaker stands first with his particle, the verb at the end; `에 따르면` follows its source."""
    found = []
    for cue in sentence.of("cues", "source"):
        before = [one for one in named if 0 <= cue.start - one.end <= 4]
        if before:
            found.append(_attribution(sentence, cue, before[-1], (), cue.end, sentence.end))
    verbs = sentence.of("cues", "verb")
    if not found and verbs:
        subjects = [
            one for one in named
            if one.end <= verbs[-1].start and _is_speaking(sentence, one)
        ]  # fmt: skip
        relays = sentence.of("cues", "relay")
        cited = [one for hit in relays for one in named if 0 <= hit.start - one.end <= 8]
        if subjects or cited:
            speaker = _korean_speaker(sentence, subjects, verbs[-1]) if subjects else cited[0]
            made = _attribution(sentence, verbs[-1], speaker, (), sentence.start, verbs[-1].start)
            chain = tuple(dict.fromkeys((*cited, speaker)))
            modality = weakest(*(Modality(hit.value) for hit in verbs))
            found.append(replace(made, chain=chain, modality=modality))
    return found


def _is_speaking(sentence: Sentence, one: Mention) -> bool:
    return one.kind in ("body", "neutral", "agency", "person", "unnamed", "pronoun", "state") and bool(
        _SUBJECT.match(sentence.text(one.end, min(sentence.end, one.end + 6)) + " ")
    )


def _korean_speaker(sentence: Sentence, subjects: list[Mention], verb: Hit) -> Mention:
    """A body or person before a state: `정보원은 바르니아가 …` is the body's word; else who stands last."""
    speakers = [one for one in subjects if one.kind != "state"]
    if not speakers:
        return subjects[0]
    near = [one for one in speakers if len(sentence.text(one.end, verb.start)) <= 8]
    return near[-1] if near else speakers[0]
