"""Finds who may speak in a sentence: states and capitals, bodies, agencies, persons, the unnamed, pronouns.

Owns the persons met so far in a document, by whose surname or title a later sentence calls them, and what a
pronoun stands for. Which of them speaks is left to `attribution`.
"""

import re
from collections.abc import Iterator
from dataclasses import replace

from safeconduct.figures.claims import ElementKind
from safeconduct.figures.reading.cast import Cast, Mention
from safeconduct.figures.reading.lexicon import Hit
from safeconduct.figures.reading.persons import LOWER, UPPER, persons
from safeconduct.figures.reading.sentences import Sentence

_PRESS_WORDS = re.compile(r"(?:видання|агентство|агенція|газета|издание|портал|сайт)\s*$")
_KOREAN_PAPER = re.compile(r"[가-힣]{2,10} ?(?:신문|통신|일보|방송)")
_ENGLISH_PAPER = re.compile(
    r"(?:[Tt]he )?(?:[A-Z][a-z]+ ){1,3}(?:Post|Times|News|News Agency|Herald|Agency|Tribune|Gazette|Press|"
    r"Bureau|Commission|Institute|Service|Ministry|Committee)\b"
)


def mentions(sentence: Sentence, cast: Cast) -> list[Mention]:
    """Everybody in the sentence who may speak, in order of place, none inside another; the cast is kept up."""
    found = list(_listed(sentence))
    found += persons(sentence, found)
    found += [one for one in _papers(sentence) if not _is_listed(one, found)]
    found += _unnamed(sentence)
    found += _known(sentence, cast)
    found += _lone(sentence, found)
    found += _offices(sentence, found, cast)
    kept = _widest(found)
    for mention in kept:
        cast.meet(mention)
    return kept


def _is_listed(one: Mention, found: list[Mention]) -> bool:
    listed = (other for other in found if other.kind in ("body", "neutral", "agency"))
    return any(other.start < one.end and one.start < other.end for other in listed)


def pronoun_hits(sentence: Sentence) -> list[Hit]:
    """The pronouns of the sentence that may stand for a speaker."""
    return sentence.of("nouns", "pronoun")


def resolve(hit: Hit, sentence: Sentence, cast: Cast) -> Mention | None:
    """Whom a pronoun stands for: the last person named, for `they` and `it` the last body; None where nobody."""
    person_first = (cast.last_person, cast.last_body)
    body_first = (cast.last_body, cast.last_person)
    known: Mention | None
    if hit.value == "body":
        known = (
            cast.last_body if cast.last_body and cast.last_body.kind == "body" else _nameless(hit, sentence)
        )
    else:
        known = next((one for one in (body_first if hit.value == "they" else person_first) if one), None)
    if known is None:
        return None
    return replace(known, start=hit.start, end=hit.end, text=sentence.text(hit.start, hit.end))


def _nameless(hit: Hit, sentence: Sentence) -> Mention:
    text = sentence.text(hit.start, hit.end)
    return Mention(hit.start, hit.end, text.removeprefix("The ").removeprefix("the "), "unnamed", "unnamed")


def _listed(sentence: Sentence) -> Iterator[Mention]:
    for hit in sentence.of("names"):
        if hit.name is None or hit.kind in ("people", "place"):
            continue
        role, name = hit.name.role, hit.name.name
        code = hit.name.code.partition("-")[0] if hit.kind == "body" else hit.name.code
        if hit.kind in ("state", "capital"):
            name, role = f"{name} (government)", "state"
        kind = "state" if hit.kind == "capital" else hit.kind
        yield Mention(hit.start, hit.end, name, role, kind, code, sentence.text(hit.start, hit.end))


def _papers(sentence: Sentence) -> Iterator[Mention]:
    """Papers and bodies that no gazetteer lists, by the shape of their names."""
    if sentence.language == "en":
        for match in _ENGLISH_PAPER.finditer(sentence.plain):
            name = match.group().removeprefix("The ").removeprefix("the ")
            yield Mention(
                match.start() + sentence.start,
                match.end() + sentence.start,
                name,
                "body",
                "agency",
                "",
                match.group(),
            )
    elif sentence.language == "ko":
        for match in _KOREAN_PAPER.finditer(sentence.plain):
            yield Mention(
                match.start() + sentence.start,
                match.end() + sentence.start,
                match.group(),
                "press",
                "agency",
                "",
                match.group(),
            )
    else:
        for match in re.finditer(r"\"([^\"]{3,60})\"", sentence.plain):
            is_paper = _PRESS_WORDS.search(sentence.lower[: match.start()]) or _after_writes(
                sentence, match.start()
            )
            if is_paper:
                yield Mention(
                    match.start() + sentence.start,
                    match.end() + sentence.start,
                    match[1],
                    "press",
                    "agency",
                    "",
                    match[1],
                )


def _after_writes(sentence: Sentence, place: int) -> bool:
    start = place + sentence.start
    return any(
        hit.end <= start
        and start - hit.end <= 2
        and sentence.text(hit.start, hit.end).lower() in ("пише", "пишет", "передає", "передаёт", "передает")
        for hit in sentence.of("cues", "verb")
    )


def _unnamed(sentence: Sentence) -> Iterator[Mention]:
    """Those who speak without a name, with the state or body before them: `NIS officials`, `합참 관계자`."""
    before = sentence.of("names", "people", "state", "body", "neutral", "capital")
    for hit in sentence.of("nouns", "unnamed"):
        start, code, body = hit.start, "", ""
        for one in before:
            if one.end <= start and sentence.text(one.end, start) in (" ", "'s ") and one.name is not None:
                start, code = one.start, one.name.code.partition("-")[0]
                body = one.name.name if one.kind in ("body", "neutral") else ""
        text = sentence.text(start, hit.end)
        name = hit.value if hit.value != "-" else re.sub(r"^(?:an?|the|two) ", "", text, flags=re.IGNORECASE)
        name = f"{body} (unnamed)" if body else name
        role = "unnamed reports" if hit.value != "-" else "unnamed"
        yield Mention(start, hit.end, name, role, "unnamed", code, text)


def _known(sentence: Sentence, cast: Cast) -> Iterator[Mention]:
    """Surnames of persons named before."""
    for word in sentence.words:
        known = cast.by_word.get(word.text)
        if known is None and len(word.text) > 4:
            known = next(
                (
                    one
                    for key, one in cast.by_word.items()
                    if len(key) > 4 and key[:5] == word.text[:5] and abs(len(key) - len(word.text)) <= 2
                ),
                None,
            )
        if known is not None and (
            sentence.language == "ko" or sentence.text(word.start, word.start + 1).isupper()
        ):
            yield replace(known, start=word.start, end=word.end, text=sentence.text(word.start, word.end))


_LONE_AFTER = re.compile(rf" ([{UPPER}][{LOWER}']{{3,30}})(?=[,.\"]|$)")
_LONE_HEADLINE = re.compile(rf"([{UPPER}][{LOWER}']{{3,30}}(?: [{UPPER}][{LOWER}']{{2,30}})?): ")


def _lone(sentence: Sentence, found: list[Mention]) -> Iterator[Mention]:
    """A surname alone, never named in full: after a verb of saying, or before the colon of a headline."""
    places = []
    for hit in sentence.of("cues", "verb"):
        if match := _LONE_AFTER.match(sentence.text(hit.end, sentence.end)):
            places.append((hit.end + match.start(1), match[1]))
    if sentence.element == ElementKind.HEADLINE and (match := _LONE_HEADLINE.match(sentence.plain)):
        places.append((sentence.start, match[1]))
    for start, name in places:
        end = start + len(name)
        is_taken = any(one.start < end and start < one.end for one in found)
        is_word = any(hit.start == start for hit in sentence.hits if hit.table in ("nouns", "names", "times"))
        if not (is_taken or is_word):
            yield Mention(start, end, name, "", "person", "", name)


def _offices(sentence: Sentence, found: list[Mention], cast: Cast) -> Iterator[Mention]:
    """An office that speaks without a name: its holder where the document named him, else the office."""
    for hit in sentence.of("nouns", "office"):
        if any(one.start < hit.end and hit.start < one.end for one in found):
            continue
        start, code = hit.start, ""
        for one in sentence.of("names", "people", "state"):
            if one.end <= start and sentence.text(one.end, start) in (" ", "'s ") and one.name is not None:
                start, code = one.start, one.name.code
        text = sentence.text(start, hit.end)
        office = text.lower().split()[-1]
        known = next((one for one in cast.by_word.values() if office[:6] in one.role.lower()), None)
        if known is not None:
            yield replace(known, start=start, end=hit.end, text=text)
        else:
            yield Mention(start, hit.end, text, text, "unnamed", code, text)


def _widest(found: list[Mention]) -> list[Mention]:
    rank = {"body": 0, "neutral": 0, "person": 1, "agency": 2, "state": 4, "unnamed": 3}
    ordered = sorted(found, key=lambda one: (-(one.end - one.start), rank.get(one.kind, 5)))
    kept: list[Mention] = []
    for one in ordered:
        if not any(other.start < one.end and one.start < other.end for other in kept):
            kept.append(one)
    return sorted(kept, key=lambda one: one.start)
