"""Says whose force is counted and where, by what stands nearest to the number.

Owns the choice among states, peoples and places named in a sentence, and what holds for the whole document
where a sentence names nobody.
"""

import re
from collections import Counter
from dataclasses import dataclass

from safeconduct.figures.claims import Category, PlaceRole
from safeconduct.figures.reading.lexicon import Hit
from safeconduct.figures.reading.sentences import Sentence


@dataclass(frozen=True, slots=True)
class Force:
    """Whose soldiers: as they are called in the text, and the state's code."""

    name: str
    code: str


@dataclass(frozen=True, slots=True)
class Place:
    """Where, with the code of the gazetteer, and whether it is where somebody is to come."""

    name: str
    code: str
    role: PlaceRole


_LEAD_IN = re.compile(
    r"(?:\b(?:in|near|at|across|inside|to|into|on|from|у|в|на|до|під|к|под|из)\s+(?:the\s+)?(?:[^\W\d_]+\s)?)$"
)
_KOREAN_IN = re.compile(r"\s?(?:지역|주|전선)?(?:에서|에|로|으로)")
_TAIL = re.compile(
    r"(?:\s(?:prisoners of war|prisoners|soldiers|troops|forces|servicemen|personnel|military forces))?"
)


def usual_force(sentences: list[Sentence]) -> Force | None:
    """The force most often counted in the document: the people named most often before a noun of persons."""
    seen: Counter[str] = Counter()
    names: dict[str, Hit] = {}
    for sentence in sentences:
        persons = sentence.of("nouns", "person")
        for hit in sentence.of("names", "people", "state"):
            weight = 1 + 2 * any(0 <= person.start - hit.end <= 3 for person in persons)
            if hit.kind == "state":
                weight = 0 + any(0 <= hit.start - person.end <= 6 for person in persons)
            if hit.name is not None and weight:
                seen[hit.name.code] += weight
                names.setdefault(hit.name.code, hit)
    if not seen:
        return None
    code = max(seen, key=lambda one: (seen[one], one))
    name = names[code].name
    return Force(f"{name.name} forces", code) if name is not None else None


def force(sentence: Sentence, start: int, end: int, usual: Force | None) -> Force | None:
    """Whose soldiers the stretch counts: the people named in it, else the usual force of the document."""
    hits = [
        hit for hit in sentence.of("names", "people") if start - 4 <= hit.start < end and hit.name is not None
    ]
    if not hits:
        return usual
    hit = hits[0]
    tail = _TAIL.match(sentence.text(hit.end, sentence.end).lower())
    name = sentence.text(hit.start, hit.end + (tail.end() if tail else 0))
    return Force(name.strip(), hit.name.code if hit.name is not None else "")


def place(sentence: Sentence, start: int, end: int, category: Category, given: str | None) -> Place | None:
    """Where: the place or state nearest to the stretch that a word such as *in* leads to; else what was given."""
    found = []
    for hit in sentence.of("names", "place", "state"):
        if hit.name is None or not _leads(sentence, hit):
            continue
        distance = max(start - hit.end, hit.start - end, 0)
        found.append((hit.kind != "place", distance, hit))
    is_offer = category in (Category.READINESS_TO_ACCEPT, Category.WISHING_TO_RELOCATE)
    role = PlaceRole.DESTINATION if is_offer else PlaceRole.LOCATION
    nearest = min(found, key=lambda item: item[:2], default=None)
    if nearest is None or nearest[2].name is None or nearest[1] > 160:
        return Place(given, "", role) if given else None
    return Place(nearest[2].name.name, nearest[2].name.code, role)


def _leads(sentence: Sentence, hit: Hit) -> bool:
    if sentence.language == "ko":
        return bool(_KOREAN_IN.match(sentence.text(hit.end, sentence.end)))
    before = sentence.text(max(sentence.start, hit.start - 30), hit.start).lower()
    return hit.kind == "place" or bool(_LEAD_IN.search(before))
