"""Reads the numbers of a sentence: in digits with any separator, in words, with multipliers, as ranges.

Owns what a written number is worth. `3-4 thousand` is 3,000 to 4,000, `27-hundred` is 2,700, `1만1천여` is 11,000
and a bit. What cannot be read as a whole number of persons is not read at all. Hedges are left to `quantities`.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from fractions import Fraction

from safeconduct.figures.reading.lexicon import Hit
from safeconduct.figures.reading.sentences import Sentence

LARGEST = 10**11


@dataclass(frozen=True, slots=True)
class Number:
    """A number and its place. `high` is the upper end of a range, `is_odd` the Korean "and a bit".

    `is_bare` says that only digits stand there, without separator or multiplier: it may be a year.
    `is_reached` says that it is what a change came to (`rose to 4,000`): the preposition before it is no bound.
    """

    start: int
    end: int
    value: Fraction
    high: Fraction | None = None
    is_odd: bool = False
    is_bare: bool = False
    is_word: bool = False
    scale: int = 1
    is_reached: bool = False


_DIGITS = re.compile(
    r"(?<![\d.,])\d{1,3}(?:([ ,.'])\d{3})(?:\1\d{3}){0,3}(?!\d)|\d{1,15}(?:[.,]\d{1,2}(?![\d]))?"
)
_GROUPED = re.compile(r"\d{1,3}(?:[ ,.']\d{3})+")
_KOREAN = re.compile(
    r"(?<![\d,.])(?:(?P<e>\d[\d,]{0,9}(?:\.\d{1,2})?)억 ?)?(?:(?P<m>\d[\d,]{0,9}(?:\.\d{1,2})?)만 ?)?"
    r"(?:(?P<c>\d{1,3}(?:\.\d{1,2})?)천 ?)?(?:(?P<b>\d)백 ?)?(?P<r>\d[\d,]{0,12}(?:\.\d{1,2})?)?(?P<odd>여)?"
)
_KOREAN_SCALES = {"e": 10**8, "m": 10**4, "c": 1000, "b": 100, "r": 1}
_KOREAN_WORD = re.compile(r"(?<![가-힣\d])(한|두|세|네|다섯|여섯|일곱|여덟|아홉|열|백|천|만)(여)? ?(?=명)")
_KOREAN_VALUES = {
    "한": 1, "두": 2, "세": 3, "네": 4, "다섯": 5, "여섯": 6, "일곱": 7, "여덟": 8, "아홉": 9, "열": 10,
    "백": 100, "천": 1000, "만": 10000,
}  # fmt: skip
_BETWEEN_WORDS = re.compile(r"[ -]{1,2}|\. ?|")
_SINGULAR = frozenset("thousand hundred dozen million тисяча тисячу тысяча тысячу миллион мільйон".split())
_GENITIVE = frozenset("тисячі тысячи мільйона миллиона".split())
_RANGE_SIGN = re.compile(r" ?(?:-|~) ?")
_RANGE_WORD = {
    "en": re.compile(r" (?:to|or) "), "uk": re.compile(r" до "), "ru": re.compile(r" до "),
    "ko": re.compile(r" ?(?:명|인)?(?:에서|내지) ?"),
}  # fmt: skip
_BETWEEN = {"en": ("between ", re.compile(r" and ")), "uk": ("між ", re.compile(r" (?:та|і) ")),
            "ru": ("между ", re.compile(r" и "))}  # fmt: skip
_FROM = {"en": "from ", "uk": "від ", "ru": "от "}


def numbers(sentence: Sentence) -> list[Number]:
    """The numbers of the sentence in order of place, each for itself; `ranged` makes ranges of them."""
    if sentence.language == "ko":
        return sorted((*_korean(sentence), *_korean_words(sentence)), key=lambda number: number.start)
    return list(_merged(sentence))


def ranged(sentence: Sentence, found: list[Number]) -> list[Number]:
    """The numbers with each range as one; what is no whole number of persons is left out."""
    return [number for number in _ranges(sentence, found) if _is_whole(number)]


def _is_whole(number: Number) -> bool:
    high = number.value if number.high is None else number.high
    return number.value.denominator == high.denominator == 1 and high <= LARGEST


# --- digits and words ---------------------------------------------------------------------------------


def _merged(sentence: Sentence) -> Iterator[Number]:
    """Digits and number words that stand together, as one number each."""
    atoms: list[tuple[int, int, Fraction | None, Hit | None]] = []
    for match in _DIGITS.finditer(sentence.lower):
        start, end = match.start() + sentence.start, match.end() + sentence.start
        atoms.append((start, end, _worth(match.group()), None))
    for hit in sentence.of("numbers"):
        if not any(start < hit.end and hit.start < end for start, end, _, _ in atoms):
            atoms.append((hit.start, hit.end, None, hit))
    atoms.sort(key=lambda atom: atom[0])
    group: list[tuple[int, int, Fraction | None, Hit | None]] = []
    for atom in atoms:
        if group and not _goes_on(sentence, group[-1], atom):
            yield from _number(sentence, group)
            group = []
        group.append(atom)
    yield from _number(sentence, group)


def _worth(digits: str) -> Fraction:
    if _GROUPED.fullmatch(digits):
        return Fraction(re.sub(r"\D", "", digits))
    return Fraction(digits.replace(",", "."))


def _goes_on(
    sentence: Sentence,
    last: tuple[int, int, Fraction | None, Hit | None],
    atom: tuple[int, int, Fraction | None, Hit | None],
) -> bool:
    """Whether the next atom belongs to the same number: digits only begin one, and no word repeats its rank."""
    if not _BETWEEN_WORDS.fullmatch(sentence.text(last[1], atom[0])) or atom[3] is None:
        return False
    if atom[3].kind == "multiplier":
        return True
    if last[3] is None:
        return False
    return (
        last[3].kind == "multiplier"
        or int(last[3].value) >= 20 > int(atom[3].value)
        or (int(last[3].value) >= 100 > int(atom[3].value))
    )


def _number(
    sentence: Sentence, group: list[tuple[int, int, Fraction | None, Hit | None]]
) -> Iterator[Number]:
    if not group:
        return
    start, end = group[0][0], group[-1][1]
    value = _value(sentence, group)
    if value is None:
        return
    scale = 1
    for atom in group:
        if atom[3] is not None and atom[3].kind == "multiplier":
            scale *= int(atom[3].value)
    first = sentence.text(group[0][0], group[0][1])
    is_word = group[0][3] is not None
    yield Number(start, end, value, is_bare=len(group) == 1 and first.isdigit(), is_word=is_word, scale=scale)


def _value(sentence: Sentence, group: list[tuple[int, int, Fraction | None, Hit | None]]) -> Fraction | None:
    """What the atoms are worth together; None for a lone multiplier that says no number (`thousands`)."""
    total, current = Fraction(0), Fraction(0)
    if group[0][3] is not None and group[0][3].kind == "multiplier":
        if not _is_one(sentence, group[0][0], group[0][1]):
            return None
        current = Fraction(1)
    for _, _, worth, hit in group:
        if worth is not None:
            current = worth
        elif hit is not None and hit.kind == "number":
            current += int(hit.value)
        elif hit is not None:
            scale = int(hit.value)
            if scale >= 1000:
                total, current = total + current * scale, Fraction(0)
            else:
                current *= scale
    return total + current


def _is_one(sentence: Sentence, start: int, end: int) -> bool:
    """Whether a multiplier alone says one of it: `a thousand`, `тысяча`, `свыше тысячи`."""
    is_hedged = any(
        hit.end <= start and not sentence.text(hit.end, start).strip()
        for hit in sentence.of("hedges", "before")
    )
    is_singular = sentence.text(start, end).lower() in _SINGULAR
    if sentence.language == "en":
        before = sentence.text(max(sentence.start, start - 3), start).lower()
        return is_singular and (before.endswith(" a ") or before == "a ")
    return is_singular or (is_hedged and sentence.text(start, end).lower() in _GENITIVE)


# --- Korean -------------------------------------------------------------------------------------------


def _korean(sentence: Sentence) -> Iterator[Number]:
    place = 0
    text = sentence.lower
    while place < len(text):
        if not text[place].isdigit():
            place += 1
            continue
        match = _KOREAN.match(text, place)
        if match is None or match.end() == place:
            place += 1
            continue
        value = sum(
            (Fraction(part.replace(",", "")) * _KOREAN_SCALES[name]
             for name, part in match.groupdict().items() if part and name != "odd"),
            Fraction(0),
        )  # fmt: skip
        end = place + len(match.group().rstrip())
        yield Number(
            place + sentence.start, end + sentence.start, value, is_odd=bool(match["odd"]),
            is_bare=match.group().strip().isdigit(), scale=_korean_scale(match),
        )  # fmt: skip
        place = max(end, place + 1)


def _korean_scale(match: re.Match[str]) -> int:
    """The unit of the last part, where only one part is written: `3~4천` gives it to the 3 too."""
    parts = [name for name in ("e", "m", "c", "b", "r") if match[name]]
    return _KOREAN_SCALES[parts[0]] if len(parts) == 1 else 1


def _korean_words(sentence: Sentence) -> Iterator[Number]:
    for match in _KOREAN_WORD.finditer(sentence.lower):
        start = match.start() + sentence.start
        end = match.end(2) if match[2] else match.end(1)
        yield Number(
            start,
            end + sentence.start,
            Fraction(_KOREAN_VALUES[match[1]]),
            is_odd=bool(match[2]),
            is_word=True,
        )


# --- ranges -------------------------------------------------------------------------------------------


def _ranges(sentence: Sentence, found: list[Number]) -> list[Number]:
    made: list[Number] = []
    for number in found:
        last = made[-1] if made else None
        if last is None or not _is_tied(sentence, last, number):
            made.append(number)
        elif joined := _range(last, number):
            made[-1] = joined
        elif _RANGE_SIGN.fullmatch(sentence.text(last.end, number.start)):
            # Tied by a sign and yet no range: a score, a fall, a code. Neither is read.
            made.pop()
    return made


def _range(first: Number, second: Number) -> Number | None:
    """The two as one range, where the first is the smaller; None where they make none."""
    low = first.value
    if first.scale == 1 and second.scale > 1 and low * second.scale < second.value:
        low *= second.scale
    if not low < second.value or (low * 20 < second.value and low > 1):
        return None
    return replace(
        second, start=first.start, value=low, high=second.value, is_odd=False,
        is_bare=first.is_bare and second.is_bare, scale=1,
    )  # fmt: skip


def _is_tied(sentence: Sentence, first: Number, second: Number) -> bool:
    """Whether a sign or a word between the two makes a range of them."""
    if first.high is not None or second.start <= first.end:
        return False
    between = sentence.text(first.end, second.start).lower()
    if _RANGE_SIGN.fullmatch(between):
        return True
    before = sentence.text(sentence.start, first.start).lower()
    if opened := _BETWEEN.get(sentence.language):
        word, middle = opened
        if before.endswith((word, word + "the ")) and middle.fullmatch(between):
            return True
    begins = _FROM.get(sentence.language, "")
    if sentence.language in ("uk", "ru"):
        return before.endswith(begins) and bool(_RANGE_WORD[sentence.language].fullmatch(between))
    return bool(_RANGE_WORD[sentence.language].fullmatch(between))
