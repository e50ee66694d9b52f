"""Finds statements that carry no number: readiness to accept, cooperation asked for, equipment, experience.

Owns how an act and its object make a statement, and the stretch of text that says it. They are attributed
words on a timeline and feed no count.
"""

import re
from dataclasses import dataclass

from safeconduct.figures.claims import Category, Hedge, Modality, Quantity, Topic
from safeconduct.figures.reading.counted import Counted
from safeconduct.figures.reading.lexicon import Hit
from safeconduct.figures.reading.sentences import Sentence


@dataclass(frozen=True, slots=True)
class Stated:
    """A statement: its stretch of text, where its act stands, its category and what it says of how many."""

    start: int
    end: int
    act_start: int
    category: Category
    topic: Topic | None
    modality: Modality | None
    quantity: Quantity | None


@dataclass(frozen=True, slots=True)
class _Pair:
    act: Hit
    object: Hit

    @property
    def start(self) -> int:
        return min(self.act.start, self.object.start)

    @property
    def end(self) -> int:
        return max(self.act.end, self.object.end)


GAP_MAX = {"en": 60, "uk": 70, "ru": 70, "ko": 40}
# Verbs of sending and suffering stand close to what is sent and suffered.
_CLOSE_GAP_MAX = 34
_CLOSE = frozenset({Category.DEPLOYED, Category.CASUALTIES, Category.LOSSES})
_SIGNS = re.compile(r"[,;:\"]")
_PERSONS = re.compile(r"\b(?:them|those|their|his|anyone|everyone|people|every|all|any)\b")
_NUMERIC = frozenset({Category.DEPLOYED, Category.CASUALTIES, Category.LOSSES, Category.DEPLOYMENT_PLANNED,
                      Category.READINESS_TO_ACCEPT})  # fmt: skip


def stated(sentence: Sentence, found: list[Counted]) -> list[Stated]:
    """The statements of the sentence in order of place; what a number already tells is not told again."""
    pairs = _first_of_each(sentence, sorted(_pairs(sentence), key=lambda pair: (pair.start, pair.end)))
    pairs = [pair for pair in pairs if not _is_counted(pair, found)]
    made = [_stated(sentence, pair, pairs) for pair in pairs]
    made += _wishing_all(sentence, found)
    return sorted(made, key=lambda one: one.act_start)


def _pairs(sentence: Sentence) -> list[_Pair]:
    acts, objects = sentence.of("statements", "act"), sentence.of("statements", "object")
    blocked = {hit.value for hit in sentence.of("statements", "block")}
    found = []
    for act in acts:
        if act.value in blocked:
            continue
        category = _category(act.value)
        near = [one for one in objects if one.value == act.value and _is_pair(sentence, act, one, category)]
        if near:
            found.append(_Pair(act, min(near, key=lambda one: abs(one.start - act.start))))
    return found


def _category(value: str) -> Category:
    return Category(value.rpartition(":")[2])


def _is_pair(sentence: Sentence, act: Hit, thing: Hit, category: Category) -> bool:
    if sentence.language == "ko":
        gap = act.start - thing.end if act.start >= thing.end else thing.start - act.end + 20
        return gap <= GAP_MAX["ko"]
    if thing.start < act.end:
        return False
    between = sentence.text(act.end, thing.start)
    limit = _CLOSE_GAP_MAX if category in _CLOSE else GAP_MAX[sentence.language]
    if len(between) > limit or ";" in between or ":" in between:
        return False
    return category != Category.READINESS_TO_ACCEPT or _of_persons(sentence, thing)


def _of_persons(sentence: Sentence, thing: Hit) -> bool:
    """Whether whom to accept is named after the verb: prisoners, them, those who."""
    if sentence.language != "en":
        return True
    after = sentence.text(thing.end, min(sentence.end, thing.end + 60)).lower()
    return bool(_PERSONS.search(after)) or any(
        0 <= hit.start - thing.end <= 50 for hit in sentence.of("nouns", "person")
    )


def _first_of_each(sentence: Sentence, pairs: list[_Pair]) -> list[_Pair]:
    """One statement of a category in a clause: `ready and willing to accept` is one."""
    kept: list[_Pair] = []
    for pair in pairs:
        same = [one for one in kept if one.act.value == pair.act.value]
        if any(pair.object.start == one.object.start or pair.start < one.end for one in same):
            continue
        kept.append(pair)
    planned = [one for one in kept if _category(one.act.value) == Category.DEPLOYMENT_PLANNED]
    return [
        one
        for one in kept
        if not (
            _category(one.act.value) == Category.DEPLOYED
            and any(other.start <= one.end and one.start <= other.end + 30 for other in planned)
        )
    ]


def _is_counted(pair: _Pair, found: list[Counted]) -> bool:
    category = _category(pair.act.value)
    if category not in _NUMERIC:
        return False
    return any(
        one.start <= pair.end + 12 and pair.start <= one.end + 2
        for one in found
        if one.category == category
        or {one.category, category} == {Category.DEPLOYED, Category.DEPLOYMENT_PLANNED}
        or (category in (Category.LOSSES, Category.CASUALTIES) and pair.object.start == one.term.start)
    )


def _stated(sentence: Sentence, pair: _Pair, pairs: list[_Pair]) -> Stated:
    category = _category(pair.act.value)
    topic = Topic(pair.act.value.partition(":")[0]) if ":" in pair.act.value else None
    start, end = _clause(sentence, pair, pairs)
    quantity = _vague(sentence, pair, category)
    return Stated(
        start, end, pair.act.start, category, topic, _modality(sentence, category, start, end), quantity
    )


def _clause(sentence: Sentence, pair: _Pair, pairs: list[_Pair]) -> tuple[int, int]:
    """From the sign before the act to the sign after the object, or to the next statement."""
    start = sentence.start
    for sign in _SIGNS.finditer(sentence.text(sentence.start, pair.start)):
        start = sentence.start + sign.end()
    following = [other.start for other in pairs if other.start > pair.end]
    end = min([sentence.end, *following])
    if sign_after := _SIGNS.search(sentence.text(pair.end, end)):
        end = pair.end + sign_after.start()
    earlier = [other.end for other in pairs if other.end <= pair.start]
    start = max([start, *earlier])
    while start < pair.start and sentence.text(start, start + 1).isspace():
        start += 1
    while end > pair.end and sentence.text(end - 1, end) in (" ", ".", "\n"):
        end -= 1
    return start, end


def _modality(sentence: Sentence, category: Category, start: int, end: int) -> Modality | None:
    modal = [hit for hit in sentence.of("cues", "modal") if start <= hit.start <= end + 4]
    words = {Modality(hit.value) for hit in modal}
    if category == Category.READINESS_TO_ACCEPT:
        reach = any(
            hit.value == Modality.CONDITIONAL and start <= hit.start for hit in sentence.of("cues", "modal")
        ) or any(
            hit.value == Modality.CONDITIONAL
            for hit in sentence.of("cues", "modal")
            if sentence.language == "ko"
        )
        return Modality.CONDITIONAL if reach else Modality.OFFERS
    if category == Category.DEPLOYMENT_PLANNED:
        return Modality.MIGHT if Modality.MIGHT in words else Modality.EXPECTS
    if category == Category.COOPERATION_REQUEST:
        return Modality.ASSERTED
    return None


def _vague(sentence: Sentence, pair: _Pair, category: Category) -> Quantity | None:
    """What the words say of how many where they name no number: `substantial`, `all`, `any`, or nothing."""
    if category not in _NUMERIC:
        return None
    for hit in sentence.of("hedges", "alone"):
        hedge = Hedge(hit.value.partition(":")[0])
        if hedge in (Hedge.VAGUE, Hedge.ALL) and pair.start - 20 <= hit.start <= pair.end + 24:
            return Quantity(raw=sentence.written(hit.start, hit.end), hedge=hedge)
    if category == Category.DEPLOYED:
        return Quantity(raw="", hedge=Hedge.UNSTATED)
    return None


def _wishing_all(sentence: Sentence, found: list[Counted]) -> list[Stated]:
    """`All soldiers wishing to relocate`: a group of persons with a wish of their own, not told how many."""
    made = []
    for hit in sentence.of("terms", "verb", "noun"):
        if hit.value != Category.WISHING_TO_RELOCATE or any(one.term.start == hit.start for one in found):
            continue
        whole = [
            one
            for one in sentence.of("hedges", "alone")
            if one.value.startswith(Hedge.ALL)
            and 0 < hit.start - one.end <= 60
            and not any(one.end <= word.start < hit.start for word in sentence.of("cues", "modal"))
        ]
        if whole:
            first = whole[-1]
            quantity = Quantity(raw=sentence.written(first.start, first.end), hedge=Hedge.ALL)
            made.append(
                Stated(
                    first.start, hit.end, first.start, Category.WISHING_TO_RELOCATE, None,
                    Modality.CONDITIONAL, quantity,
                )
            )  # fmt: skip
    return made
