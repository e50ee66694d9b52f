"""Finds persons by name: two or more capitalised words with a title or beside a verb of saying; Korean titles.

Owns what of such words is the name, the title and the state. A person whom the gazetteer knows gets his name there.
"""

import re
from collections.abc import Iterator

from safeconduct.figures.reading.cast import Mention
from safeconduct.figures.reading.lexicon import Hit
from safeconduct.figures.reading.sentences import Sentence

UPPER = "A-ZА-ЯІЇЄҐ"
LOWER = "a-zа-яіїєґ"
_NAME = re.compile(
    rf"[{UPPER}][{LOWER}']+(?:-[{UPPER}{LOWER}][{LOWER}']*)?"
    rf"(?: [{UPPER}][{LOWER}']+(?:-[{LOWER}{UPPER}']+)?){{1,2}}"
)
_SURNAME = re.compile(rf"[{UPPER}][{LOWER}']+(?:-[{UPPER}{LOWER}']+)?")
# What a Korean institution ends with; it stands between the name and the title.
_INSTITUTION = ("부", "원", "처", "청", "군", "국", "당", "회", "실", "관", "힘", "간사인", "출신")
_PARTICLES = "은는이가을를의에"


def persons(sentence: Sentence, listed: list[Mention]) -> list[Mention]:
    """The persons named in the sentence; `listed` are those whom the gazetteer names there."""
    if sentence.language == "ko":
        return list(_korean_persons(sentence, listed))
    titles = sentence.of("nouns", "title")
    found = [one for one in _full_names(sentence, titles, listed)]
    return found + list(_surnames(sentence, titles, [*found, *listed]))


def _full_names(sentence: Sentence, titles: list[Hit], listed: list[Mention]) -> Iterator[Mention]:
    reached = sentence.start
    bodies = [one for one in listed if one.kind not in ("state", "person")]
    for match in _NAME.finditer(sentence.plain):
        start = max(match.start() + sentence.start, reached)
        end = match.end() + sentence.start
        inside = [one for one in listed if one.start < end and start < one.end]
        edge = _without_leading(sentence, start, end, inside=inside, titles=titles)
        name = _NAME.match(sentence.text(edge, sentence.end))
        if edge >= end or name is None or any(edge < one.start < edge + name.end() for one in bodies):
            continue
        end = reached = edge + name.end()
        title = _title_before(sentence, titles, edge)
        role = _role(sentence, title, edge, end)
        if title is not None or role or _is_beside_cue(sentence, edge, end):
            first = min(title.start, edge) if title else edge
            yield _person(sentence, first, end, name.group(), role, listed)


def _person(sentence: Sentence, start: int, end: int, name: str, role: str, listed: list[Mention]) -> Mention:
    """The person; where the gazetteer knows a word of the name, by the name and role it gives."""
    text = sentence.text(start, end)
    known = next(
        (one for one in listed if one.kind == "person" and one.start < end and start < one.end), None
    )
    if known is not None:
        return Mention(start, end, known.name, known.role, "person", known.code, text)
    return Mention(start, end, name, role, "person", _state_near(sentence, start), text)


def _surnames(sentence: Sentence, titles: list[Hit], taken: list[Mention]) -> Iterator[Mention]:
    """A title and a surname alone: `Minister Linde`."""
    for title in titles:
        match = _SURNAME.match(sentence.text(title.end + 1, sentence.end))
        if match is None or sentence.text(title.end, title.end + 1) != " ":
            continue
        end = title.end + 1 + match.end()
        if not any(one.start < end and title.end < one.end for one in taken):
            role = sentence.text(title.start, title.end)
            yield _person(sentence, title.start, end, match.group(), role, [])


def _without_leading(
    sentence: Sentence, start: int, end: int, *, inside: list[Mention], titles: list[Hit]
) -> int:
    """Where the name begins, titles and states at its head left out: `Foreign Minister Ada Linde`."""
    edge = start
    for hit in (*titles, *sentence.of("names", "people")):
        if hit.start < end and start < hit.end:
            edge = max(edge, hit.end)
    for one in inside:
        if one.kind != "person":
            edge = max(edge, one.end)
    while edge < end and sentence.text(edge, edge + 1) == " ":
        edge += 1
    return edge


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
            if 0 <= hit.start - end <= 8:
                return aside[:300]
    return ""


def _is_beside_cue(sentence: Sentence, start: int, end: int) -> bool:
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


# --- Korean -------------------------------------------------------------------------------------------


def _korean_persons(sentence: Sentence, listed: list[Mention]) -> Iterator[Mention]:
    for title in sentence.of("nouns", "title"):
        before = sentence.text(max(sentence.start, title.start - 30), title.start)
        lead = before.rstrip(" ")
        # A word written on to the title is part of it: `국가안보보좌관` is one office.
        office = re.search(r"[가-힣]*$", before)
        lead = before[: office.start()].rstrip(" ") if office and lead == before else lead
        found = _name_words(sentence, lead, title.start - (len(before) - len(lead)))
        if found is not None:
            name, start = found
            role = sentence.text(title.start, title.end)
            yield _person(sentence, start, title.end, name, role, listed)


def _name_words(sentence: Sentence, lead: str, end: int) -> tuple[str, int] | None:
    """The one or two words of a name before a title, institutions between them left out.

    Where no name stands there, the institution with the title is who speaks: `국방부 대변인`.
    """
    kept: list[tuple[str, int]] = []
    institution: tuple[str, int] | None = None
    names = [hit for hit in sentence.of("names") if hit.kind != "person"]
    place = end
    for word in reversed(lead.split(" ")):
        start = place - len(word)
        place = start - 1
        if not re.fullmatch(r"[가-힣]{1,7}", word):
            break
        is_listed = any(hit.start < start + len(word) and start < hit.end for hit in names)
        if is_listed or word.endswith(_INSTITUTION):
            if kept:
                break
            institution = institution or (word, start)
            continue
        if len(kept) == 2 or (word[-1] in _PARTICLES and (kept or len(word) > 3)):
            break
        kept.insert(0, (word, start))
    if kept:
        return " ".join(word for word, _ in kept), kept[0][1]
    if institution is None:
        return None
    title = re.match(r"\s*[가-힣]{2,4}?(?=[은는이가을의에,\s]|$)", sentence.text(end, sentence.end))
    return f"{institution[0]} {title.group().strip() if title else ''}".strip(), institution[1]
