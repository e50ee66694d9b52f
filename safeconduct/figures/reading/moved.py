"""Tells the number that is reached from the one it was before: `rose from 3,000 to 4,000` states 4,000.

Owns the order of words of a change in each language; the verbs of change stand in `hedges.tsv`. The number before
the change, and by how much it changed, are left out with that reason: of which day they were is not said here.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from safeconduct.figures.reading.numbers import Number
from safeconduct.figures.reading.sentences import Sentence

EARLIER = "earlier number"
DIFFERENCE = "difference"

_WORDS = r"(?:[^\W\d_][\w'-]{0,30}[ ,]{1,2}){0,3}"
_FROM = {"en": "from", "uk": "(?:з|із|зі|від)", "ru": "(?:с|со|от)"}
_TO = {"en": "to", "uk": "до", "ru": "до"}
_BY = {"en": "by", "uk": "на", "ru": "на"}
_COUNTER = " ?(?:명|인)?"
_KOREAN_FROM = re.compile(rf"{_COUNTER}에서 ?(?:[가-힣]{{1,8}} ){{0,2}}")
_KOREAN_TO = re.compile(rf"{_COUNTER}(?:으로|까지|이|가)? ?(?:[가-힣]{{1,8}} ){{0,1}}")
_KOREAN_BY = re.compile(rf"{_COUNTER}(?:이|가|정도|가량)? ?")
_KOREAN_THEN = re.compile(r"[가-힣]{0,4},? ?(?:[가-힣]{1,8} ){0,2}")
_NEAR_CHARS = 48
_DAY_CHARS = 24


@dataclass(frozen=True, slots=True)
class Moved:
    """The numbers of a sentence without those that a change left behind, and these with the reason.

    `places` are where the numbers that stand begin, numbers within a day left out.
    """

    standing: list[Number]
    left: list[tuple[Number, str]]
    places: tuple[int, ...] = ()
    is_day_first: bool = False

    def is_day_of_left(self, start: int, days: Sequence[int]) -> bool:
        """Whether the words of a day that begin here are of a number left behind; `days` are all such places."""
        return any(self._is_day_of(one, reason, start, days) for one, reason in self.left)

    def _is_day_of(self, one: Number, reason: str, start: int, days: Sequence[int]) -> bool:
        """The day follows its number: `from 300 in January to 400`.

        In Korean it stands first, and is of the earlier number where the later one has its own:
        `1월 300명에서 3월 400명으로`.
        """
        if not self.is_day_first:
            is_beside = one.end <= start <= one.end + _DAY_CHARS
            return is_beside and not any(one.end <= place < start for place in self.places)
        reached = min((place for place in self.places if place >= one.end), default=one.end)
        has_own = reason == EARLIER and any(one.end <= day < reached for day in days)
        return has_own and one.start - _DAY_CHARS <= start < one.start


@dataclass(frozen=True, slots=True)
class _Line:
    """The sentence with the words of its days blanked out, and its verbs of change as (start, end)."""

    language: str
    start: int
    words: str
    changes: tuple[tuple[int, int], ...]

    def text(self, start: int, end: int) -> str:
        """The words between two places of the document."""
        return self.words[max(0, start - self.start) : max(0, end - self.start)]


def moved(sentence: Sentence, found: list[Number], days: list[tuple[int, int]]) -> Moved:
    """The numbers, those that a change reached marked as such.

    `found` stands in order of place, no ranges made yet; numbers within `days` are none and stay as they are.
    """
    changes = tuple((hit.start, hit.end) for hit in sentence.of("hedges", "change"))
    if not changes or not found:
        return Moved(found, [])
    line = _Line(sentence.language, sentence.start, _blanked(sentence, days), changes)
    free = [one for one in found if not any(start <= one.start < end for start, end in days)]
    left: dict[Number, str] = {}
    reached: set[Number] = set()
    for behind, reason, new in _korean(line, free) if line.language == "ko" else _spaced(line, free):
        reached.add(new)
        if behind is not None:
            left[behind] = reason
    standing = [replace(one, is_reached=one in reached) for one in found if one not in left]
    places = tuple(one.start for one in free if one not in left)
    return Moved(standing, list(left.items()), places, line.language == "ko")


def _blanked(sentence: Sentence, days: list[tuple[int, int]]) -> str:
    """The sentence in small letters, each day as one word that has no digit."""
    words = sentence.lower
    for start, end in days:
        first, last = max(0, start - sentence.start), end - sentence.start
        words = words[:first] + ("월" if sentence.language == "ko" else "x") * (last - first) + words[last:]
    return words


Pair = tuple[Number | None, str, Number]


def _spaced(line: _Line, found: list[Number]) -> Iterator[Pair]:
    """English, Ukrainian and Russian: prepositions tell which number is which."""
    begin, reach, by = (words[line.language] for words in (_FROM, _TO, _BY))
    for first, second in zip(found, [*found[1:], None], strict=True):
        before = line.text(line.start, first.start)
        between = line.text(first.end, second.start) if second else "."
        if second and _ends(begin, before) and _leads(reach, between) and _changes(line, first, second):
            yield first, EARLIER, second
        elif second and _ends(reach, before) and _leads(begin, between) and _changes(line, first, second):
            yield second, EARLIER, first
        elif second and _ends(by, before) and _leads(reach, between) and _changes(line, first, second):
            yield first, DIFFERENCE, second
        elif _ends(reach, before) and _changes(line, first, first):
            yield None, "", first


def _ends(word: str, text: str) -> bool:
    return bool(re.search(rf"(?<!\w){word} {_WORDS}$", text))


def _leads(word: str, text: str) -> bool:
    return bool(re.fullmatch(rf"[ ,]{{1,2}}{_WORDS}{word} {_WORDS}", text))


def _changes(line: _Line, first: Number, last: Number) -> bool:
    """Whether a verb of change stands right before the first number or right after the last."""
    for begin, stop in line.changes:
        start, end = (stop, first.start) if stop <= first.start else (last.end, begin)
        between = line.text(start, end)
        if start <= end and len(between) <= _NEAR_CHARS and not re.search(r"[\d;:.]", between):
            return True
    return False


def _korean(line: _Line, found: list[Number]) -> Iterator[Pair]:
    """Korean: particles on the counter, and the verb at the end or between the two."""
    for first, second in pairwise(found):
        between = line.text(first.end, second.start)
        for begin, stop in line.changes:
            if begin >= second.end:
                after = line.text(second.end, begin)
                if _KOREAN_FROM.fullmatch(between) and _KOREAN_TO.fullmatch(after):
                    yield first, EARLIER, second
            elif first.end <= begin and stop <= second.start:
                lead, then = line.text(first.end, begin), line.text(stop, second.start)
                if _KOREAN_BY.fullmatch(lead) and _KOREAN_THEN.fullmatch(then):
                    yield first, DIFFERENCE, second
