"""Finds who may speak in a sentence: states and capitals, bodies, agencies, persons, the unnamed, pronouns.

Owns the persons met so far in a document, by whose surname or title a later sentence calls them, and what a
pronoun stands for. Which of them speaks is left to `attribution`.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from safeconduct.figures.claims import ElementKind
from safeconduct.figures.reading.lexicon import Hit
from safeconduct.figures.reading.sentences import Sentence


@dataclass(frozen=True, slots=True)
class Mention:
    """Somebody named in a sentence. `code` is a state's where it is known, `kind` that of the gazetteer.

    `kind` is `person`, `unnamed` and `pronoun` for those whom no gazetteer names.
    """

    start: int
    end: int
    name: str
    role: str
    kind: str
    code: str = ""
    text: str = ""


@dataclass
class Cast:
    """Who spoke in this document so far: the last person, the last body, and every name by its words."""

    by_word: dict[str, Mention] = field(default_factory=dict)
    last_person: Mention | None = None
    last_body: Mention | None = None

    def meet(self, mention: Mention) -> None:
        """Remembers who was named, for the pronouns and surnames that follow."""
        if mention.kind == "person":
            self.last_person = mention
            words = mention.name.lower().split()
            for word in (words[0], words[-1]):
                if len(word) >= 2:
                    self.by_word.setdefault(word, mention)
        elif mention.kind in ("body", "neutral", "agency", "state", "unnamed"):
            self.last_body = mention


_UPPER = "A-ZА-ЯІЇЄҐ"
_LOWER = "a-zа-яіїєґ"
_NAME = re.compile(
    rf"[{_UPPER}][{_LOWER}']+(?:-[{_UPPER}{_LOWER}][{_LOWER}']*)?"
    rf"(?: [{_UPPER}][{_LOWER}']+(?:-[{_LOWER}{_UPPER}']+)?){{1,2}}"
)
_SURNAME = re.compile(rf"[{_UPPER}][{_LOWER}']+(?:-[{_UPPER}{_LOWER}']+)?")
_KOREAN_NAME = re.compile(r"(?:[가-힣]{1,5} )?[가-힣]{1,5} ?$")
_PRESS_WORDS = re.compile(r"(?:видання|агентство|агенція|газета|издание|портал|сайт)\s*$")
_KOREAN_PAPER = re.compile(r"[가-힣]{2,10} ?(?:신문|통신|일보|방송)")
_ENGLISH_PAPER = re.compile(
    r"(?:[Tt]he )?(?:[A-Z][a-z]+ ){1,3}(?:Post|Times|News|News Agency|Herald|Agency|Tribune|Gazette|Press|"
    r"Bureau|Commission|Institute|Service|Ministry|Committee)\b"
)


def mentions(sentence: Sentence, cast: Cast) -> list[Mention]:
    """Everybody in the sentence who may speak, in order of place, none inside another; the cast is kept up."""
    found = list(_listed(sentence))
    found += _persons(sentence, found)
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


def _persons(sentence: Sentence, listed: list[Mention]) -> list[Mention]:
    if sentence.language == "ko":
        return list(_korean_persons(sentence))
    found = []
    titles = sentence.of("nouns", "title")
    for match in _NAME.finditer(sentence.plain):
        start, end = match.start() + sentence.start, match.end() + sentence.start
        title = _title_before(sentence, titles, start)
        inside = [one for one in listed if one.start < end and start < one.end]
        if any(one.kind != "state" and one.kind != "person" for one in inside):
            continue
        start, name = _without_leading(sentence, start, match.group(), inside, titles)
        if not name or " " not in name:
            continue
        first = title.start if title else start
        role = _role(sentence, title, start, end)
        if title is not None or role or _looks_like_person(sentence, start, end):
            found.append(
                Mention(
                    first, end, name, role, "person", _state_near(sentence, first), sentence.text(first, end)
                )
            )
    for title in titles:
        match_surname = _SURNAME.match(sentence.text(title.end + 1, sentence.end))
        if match_surname and sentence.text(title.end, title.end + 1) == " ":
            end = title.end + 1 + match_surname.end()
            if not any(one.start < end and title.end < one.end for one in (*found, *listed)):
                text = sentence.text(title.start, end)
                found.append(
                    Mention(
                        title.start,
                        end,
                        match_surname.group(),
                        sentence.text(title.start, title.end),
                        "person",
                        _state_near(sentence, title.start),
                        text,
                    )
                )
    return found


def _without_leading(
    sentence: Sentence, start: int, name: str, inside: list[Mention], titles: list[Hit]
) -> tuple[int, str]:
    """The name without titles and states at its head: `Foreign Minister Ada Linde` is `Ada Linde`."""
    edge = start
    for hit in titles:
        if hit.start < start + len(name) and start < hit.end:
            edge = max(edge, hit.end)
    for one in inside:
        if one.kind == "state":
            edge = max(edge, one.end)
    for hit in sentence.of("names", "people"):
        if start <= hit.start < start + len(name):
            edge = max(edge, hit.end)
    cut = name[edge - start :]
    bare = cut.lstrip(" ")
    return edge + len(cut) - len(bare), bare


def _title_before(sentence: Sentence, titles: list[Hit], start: int) -> Hit | None:
    """The title that ends where the name begins, or within its first words; the longest chain counts."""
    ends = [hit for hit in titles if hit.start <= start + 40 and _touches(sentence, hit, start)]
    return min(ends, key=lambda hit: hit.start, default=None)


def _touches(sentence: Sentence, hit: Hit, start: int) -> bool:
    if hit.end <= start:
        between = sentence.text(hit.end, start)
        return not between.strip() or (len(between) < 40 and "," not in between and _is_of_somebody(between))
    return (
        hit.start >= start
        and hit.start - start < 40
        and _NAME.match(sentence.text(start, sentence.end)) is not None
        and hit.end <= start + 40
    )


def _is_of_somebody(between: str) -> bool:
    """Whether what stands between title and name says of what: `речник Генштабу полковник`, `глава разведки`."""
    return len(between.split()) <= 3 and not re.search(r"[.;:\"]|\b(?:and|that|що|что|said)\b", between)


def _role(sentence: Sentence, title: Hit | None, start: int, end: int) -> str:
    if title is not None:
        return sentence.text(title.start, max(title.end, start)).strip()[:300]
    after = sentence.text(end, sentence.end)
    if after.startswith(", "):
        aside = after[2:].partition(",")[0].strip()
        for hit in sentence.of("nouns", "role", "title"):
            if hit.start - end <= 8:
                return aside[:300]
    return ""


def _looks_like_person(sentence: Sentence, start: int, end: int) -> bool:
    """Two capitalised words beside a verb of saying are somebody, also without a title."""
    for hit in sentence.of("cues", "verb", "source"):
        if hit.start >= end and len(sentence.text(end, hit.start)) <= 2:
            return True
        if hit.end <= start and len(sentence.text(hit.end, start)) <= 2:
            return True
    return False


def _state_near(sentence: Sentence, start: int) -> str:
    """The state named within the words right before a title: `South Korean Foreign Minister`."""
    for hit in reversed(sentence.of("names", "people", "state", "capital")):
        if hit.end <= start and len(sentence.text(hit.end, start)) <= 4 and hit.name is not None:
            return hit.name.code
    return ""


def _korean_persons(sentence: Sentence) -> Iterator[Mention]:
    for title in sentence.of("nouns", "title"):
        before = sentence.text(max(sentence.start, title.start - 24), title.start)
        lead = before.rstrip(" ")
        names = [hit for hit in sentence.of("names") if title.start - 24 <= hit.start < title.start]
        words = _name_words(sentence, lead, title.start - (len(before) - len(lead)), names)
        if not words:
            continue
        name, start = words
        yield Mention(
            start,
            title.end,
            name,
            sentence.text(title.start, title.end),
            "person",
            "",
            sentence.text(start, title.end),
        )


def _name_words(sentence: Sentence, lead: str, end: int, names: list[Hit]) -> tuple[str, int] | None:
    """The one or two words of a name before a Korean title, institutions between them left out."""
    kept: list[tuple[str, int]] = []
    place = end
    for word in reversed(lead.split(" ")):
        start = place - len(word)
        place = start - 1
        if not word or not re.fullmatch(r"[가-힣]{1,6}", word):
            break
        is_institution = word.endswith(("부", "원", "처", "청", "군", "국", "당", "위원회")) or any(
            hit.start < start + len(word) and start < hit.end and hit.kind != "state" for hit in names
        )
        if is_institution:
            if kept or not word.endswith(("부", "군")):
                break
            if word.endswith("군"):
                return f"{word} {sentence.text(end, sentence.end).strip()[:3]}", start
            continue
        if kept and word[-1] in "은는이가을를의에":
            break
        kept.insert(0, (word, start))
        if len(kept) == 2:
            break
    if not kept:
        return None
    return " ".join(word for word, _ in kept), kept[0][1]


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
    people = sentence.of("names", "people", "state")
    for hit in sentence.of("nouns", "unnamed"):
        start = hit.start
        code = ""
        for one in people:
            if one.end <= start and sentence.text(one.end, start).strip() == "" and one.name is not None:
                start, code = one.start, one.name.code
        text = sentence.text(start, hit.end)
        name = hit.value if hit.value != "-" else re.sub(r"^(?:an?|the|two) ", "", text)
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


_LONE_AFTER = re.compile(rf" ([{_UPPER}][{_LOWER}']{{3,30}})(?=[,.\"]|$)")
_LONE_HEADLINE = re.compile(rf"([{_UPPER}][{_LOWER}']{{3,30}}(?: [{_UPPER}][{_LOWER}']{{2,30}})?): ")


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
