"""Turns a number and the words around it into a quantity with the bounds those words state.

Owns the table of hedges and bounds, vague numbers (`dozens of`), shares with their wholes, rates, windows and
figures on top of others. Whose number it is and of what is left to `counted`.

Source: the table of stated bounds in docs/explanation/reading-figures.md.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction

from safeconduct.figures.claims import Hedge, Period, Quantity, QuantityKind
from safeconduct.figures.reading.lexicon import Hit
from safeconduct.figures.reading.numbers import Number
from safeconduct.figures.reading.sentences import Sentence


@dataclass(frozen=True, slots=True)
class Amount:
    """A quantity and its place; `number_start` and `number_end` are those of the bare number in it."""

    start: int
    end: int
    number_start: int
    number_end: int
    quantity: Quantity
    is_bare: bool = False
    is_word: bool = False
    is_vague: bool = False


# Of two hedges at one number the one with a bound counts: `약 3천 명 이상` is at least 3,000.
_STRONGER_FIRST = (
    Hedge.AT_LEAST, Hedge.OVER, Hedge.UP_TO, Hedge.UNDER, Hedge.NEARLY, Hedge.ODD, Hedge.APPROX, Hedge.EXACT,
)  # fmt: skip
_FILLER = re.compile(r"\s*(?:(?:the|a|an|of|as|at|to|у|в|на|в общей сложности|уже|вже)\s+)?")
_AFTER_GAP = re.compile(r"여? ?(?:명|인)?[을를이가에의은는]? ?")
_AFTER_GAP_SPACED = re.compile(r" ?(?:[^\W\d_]{1,20} )?")
_TO_WHICH = ("до",)
_PERCENT = re.compile(r" ?(?:%|per ?cent|процент\w{0,3}|відсотк\w{0,3}|퍼센트|프로)")
_KOREAN_SHARE = re.compile(r"(\d{1,3})분의 ?(\d{1,3})")
_WHOLE = {
    "en": re.compile(r"\s*(?:of|of the|of all|of about|of some|of its|of their|of roughly)\s+"),
    "uk": re.compile(r"\s*(?:з|із|від)\s+"), "ru": re.compile(r"\s*(?:из|от)\s+"), "ko": re.compile(r"(?!)"),
}  # fmt: skip
_RATE_BEFORE = re.compile(r"\s*(?:about|around|some|약)?\s*")
_RATE_AFTER_WORDS_MAX = 3


def amounts(sentence: Sentence, found: list[Number], masks: list[tuple[int, int]]) -> list[Amount]:
    """The quantities of the sentence in order of place. Numbers within `masks` are none."""
    free = [number for number in found if not _covered(number.start, number.end, masks)]
    made = [_amount(sentence, number) for number in free]
    made += _vague(sentence, made, masks)
    made += _shares(sentence, made, masks)
    made += _none(sentence, made)
    return sorted(made, key=lambda amount: amount.number_start)


def _covered(start: int, end: int, masks: list[tuple[int, int]]) -> bool:
    return any(first < end and start < last for first, last in masks)


def _amount(sentence: Sentence, number: Number) -> Amount:
    hedges = list(_hedges(sentence, number))
    if number.is_odd:
        hedges.append((Hedge.ODD, number.start, number.end))
    if sentence.language == "ru" and sentence.text(sentence.start, number.start).lower().endswith("человек "):
        hedges.append((Hedge.APPROX, number.start - len("человек "), number.end))
    start = min((first for _, first, _ in hedges), default=number.start)
    end = max((last for _, _, last in hedges), default=number.end)
    start, end = min(start, number.start), max(end, number.end)
    words = {hedge for hedge, _, _ in hedges}
    chosen = next((hedge for hedge in _STRONGER_FIRST if hedge in words), Hedge.EXACT)
    raw = sentence.written(start, end).strip()[:300]
    quantity = _bounded(int(number.value), None if number.high is None else int(number.high), chosen, raw)
    quantity = _with_kind(sentence, quantity, start, end, number)
    return Amount(start, end, number.start, number.end, quantity, number.is_bare, number.is_word)


def _hedges(sentence: Sentence, number: Number) -> Iterator[tuple[Hedge, int, int]]:
    """(hedge, start, end) of each hedge that stands at the number, those before it from right to left."""
    edge = number.start
    for hit in reversed(sentence.of("hedges", "before")):
        if hit.end <= edge and _FILLER.fullmatch(sentence.text(hit.end, edge).lower()):
            if not (number.is_reached and sentence.text(hit.start, hit.end).lower() in _TO_WHICH):
                yield Hedge(hit.value), hit.start, hit.end
            edge = hit.start
    gap = _AFTER_GAP if sentence.language == "ko" else _AFTER_GAP_SPACED
    edge = number.end
    for hit in sentence.of("hedges", "after"):
        if hit.start >= edge and gap.fullmatch(sentence.text(edge, hit.start)):
            yield Hedge(hit.value), hit.start, hit.end
            edge = hit.end


def _bounded(value: int, high: int | None, hedge: Hedge, raw: str) -> Quantity:
    """The bounds that the hedge states around the number."""
    if high is not None:
        top = None if hedge in (Hedge.OVER, Hedge.AT_LEAST) else high
        return Quantity(raw=raw, low=value, high=top, hedge=Hedge.RANGE)
    half = _unit(value) // 2
    bounds: dict[Hedge, tuple[int | None, int | None]] = {
        Hedge.OVER: (value, None),
        Hedge.AT_LEAST: (value, None),
        Hedge.UP_TO: (None, value),
        Hedge.UNDER: (None, value),
        Hedge.APPROX: (value - half, value + half),
        Hedge.NEARLY: (value - half, value),
        Hedge.ODD: (value, value + _unit(value) - 1),
    }
    low, top = bounds.get(hedge, (value, value))
    return Quantity(
        raw=raw, value=value, low=low, high=top, hedge=hedge,
        low_is_exclusive=hedge == Hedge.OVER, high_is_exclusive=hedge == Hedge.UNDER,
    )  # fmt: skip


def _unit(value: int) -> int:
    """The unit of the last digit that is not zero: 1,000 of 4,000, 100 of 1,100, 1 of 92."""
    unit = 1
    while value and value % (unit * 10) == 0:
        unit *= 10
    return unit


def _with_kind(sentence: Sentence, quantity: Quantity, start: int, end: int, number: Number) -> Quantity:
    """The quantity as a rate, a window's or an additional one where words beside it say so."""
    if number.is_reached:
        return quantity
    for hit in sentence.of("hedges", "rate"):
        if _is_rate(sentence, hit, start, end):
            return quantity.model_copy(update={"kind": QuantityKind.RATE, "per": Period(hit.value)})
    if _is_additive(sentence, start, end):
        return quantity.model_copy(update={"kind": QuantityKind.ADDITIVE})
    if _is_window(sentence, number):
        return quantity.model_copy(update={"kind": QuantityKind.WINDOW})
    return quantity


def _is_rate(sentence: Sentence, hit: Hit, start: int, end: int) -> bool:
    if hit.end <= start:
        return bool(_RATE_BEFORE.fullmatch(sentence.text(hit.end, start).lower()))
    between = sentence.text(end, hit.start)
    return (
        hit.start >= end
        and len(between.split()) <= _RATE_AFTER_WORDS_MAX
        and not re.search(r"[\d,;]", between)
    )


def _is_additive(sentence: Sentence, start: int, end: int) -> bool:
    for hit in sentence.of("hedges", "additive"):
        before, after = sentence.text(hit.end, start), sentence.text(end, hit.start)
        if hit.end <= start and (not before.strip() or (sentence.language == "ko" and len(before) < 8)):
            return True
        if hit.start >= end and len(after.split()) <= 1 and len(after) < 20 and "," not in after:
            return True
    return False


def _is_window(sentence: Sentence, number: Number) -> bool:
    """`in the past week` speaks for its sentence; `in three days` does where the number stands within it."""
    for hit in sentence.of("hedges", "window"):
        if hit.value != "0":
            return True
        lead = sentence.text(max(sentence.start, hit.start - 24), hit.start).lower()
        if re.search(
            r"(?:\bin|within|за|в течение|протягом|упродовж|동안) (?:the (?:past|last) )?[\w'-]{1,14} $", lead
        ):
            return hit.start > number.end + 2 or hit.end < number.start
    return False


# --- vague numbers, shares, none ------------------------------------------------------------------------


def _vague(sentence: Sentence, made: list[Amount], masks: list[tuple[int, int]]) -> list[Amount]:
    """`dozens of`, `several hundred`: a lower bound and no more."""
    found = []
    for hit in sentence.of("hedges", "alone"):
        hedge, _, bound = hit.value.partition(":")
        is_taken = any(amount.start < hit.end and hit.start < amount.end for amount in made)
        if bound == "0" or is_taken or _covered(hit.start, hit.end, masks):
            continue
        quantity = Quantity(raw=sentence.written(hit.start, hit.end), low=int(bound), hedge=Hedge(hedge))
        number = Number(hit.start, hit.end, Fraction(bound))
        quantity = _with_kind(sentence, quantity, hit.start, hit.end, number)
        found.append(Amount(hit.start, hit.end, hit.start, hit.end, quantity, is_vague=True))
    return found


def _shares(sentence: Sentence, made: list[Amount], masks: list[tuple[int, int]]) -> list[Amount]:
    found = []
    for hit in sentence.of("hedges", "share"):
        found.append(_share(sentence, hit.start, hit.end, Fraction(hit.value), made))
    for match in _KOREAN_SHARE.finditer(sentence.plain):
        start, end = match.start() + sentence.start, match.end() + sentence.start
        if 0 < int(match[2]) <= int(match[1]):
            _drop(made, start, end)
            found.append(_share(sentence, start, end, Fraction(int(match[2]), int(match[1])), made))
    for amount in list(made):
        value = amount.quantity.value
        after = _PERCENT.match(sentence.text(amount.number_end, sentence.end).lower())
        if after:
            made.remove(amount)
            if value is not None and value <= 100:
                end = amount.number_end + after.end()
                found.append(_share(sentence, amount.number_start, end, Fraction(value, 100), made))
    return [share for share in found if not _covered(share.start, share.end, masks)]


def _drop(made: list[Amount], start: int, end: int) -> None:
    for amount in list(made):
        if amount.number_start < end and start < amount.number_end:
            made.remove(amount)


def _share(sentence: Sentence, start: int, end: int, share: Fraction, made: list[Amount]) -> Amount:
    """A share, with the bounds of the part where its whole is told right after it."""
    hedges = list(_hedges(sentence, Number(start, end, Fraction(1))))
    begin = min((first for _, first, _ in hedges), default=start)
    words = {hedge for hedge, _, _ in hedges}
    chosen = next((hedge for hedge in _STRONGER_FIRST if hedge in words), Hedge.FRACTION)
    whole = next((amount for amount in made if _is_whole(sentence, end, amount)), None)
    last = whole.end if whole else end
    quantity = Quantity(
        raw=sentence.written(begin, last).strip()[:300], hedge=Hedge.FRACTION, kind=QuantityKind.FRACTION,
        share=f"{share.numerator}/{share.denominator}",
    )  # fmt: skip
    if whole is not None and whole.quantity.value is not None:
        quantity = _part(quantity, share, whole.quantity, chosen)
    return Amount(begin, last, start, end, quantity)


def _is_whole(sentence: Sentence, end: int, amount: Amount) -> bool:
    return amount.start >= end and bool(
        _WHOLE[sentence.language].fullmatch(sentence.text(end, amount.start).lower())
    )


def _part(quantity: Quantity, share: Fraction, whole: Quantity, hedge: Hedge) -> Quantity:
    """The bounds of the part: those of the whole times the share; open above where the whole is."""
    value = whole.value or 0
    low = None if whole.low is None else int(share * whole.low)
    high = None if whole.high is None else int(share * whole.high)
    if hedge in (Hedge.OVER, Hedge.AT_LEAST):
        high = None
    elif hedge in (Hedge.NEARLY, Hedge.UP_TO, Hedge.UNDER):
        low = None
    elif hedge == Hedge.APPROX:
        low = high = None
    return quantity.model_copy(
        update={
            "value": int(share * value), "low": low, "high": high, "whole": value,
            "hedge": hedge, "low_is_exclusive": hedge == Hedge.OVER,
        }
    )  # fmt: skip


_NO_ONE = {
    "en": re.compile(r"(?<!\w)no (?=[a-z]+(?: [a-z]+){0,2} (?:had|have|has|were|was) )"),
    "uk": re.compile(r"(?<!\w)(?:жоден|жодного|жодних) "),
    "ru": re.compile(r"(?<!\w)(?:ни один|ни одного) "),
    "ko": re.compile(r"(?!)"),
}


def _none(sentence: Sentence, made: list[Amount]) -> list[Amount]:
    """`No soldiers had been killed`: said of nobody, and no number that a series may use."""
    found = []
    for match in _NO_ONE[sentence.language].finditer(sentence.lower):
        start, end = match.start() + sentence.start, match.end() + sentence.start - 1
        if not any(amount.start < end and start < amount.end for amount in made):
            quantity = Quantity(raw=sentence.written(start, end), hedge=Hedge.NONE)
            found.append(Amount(start, end, start, end, quantity, is_vague=True))
    return found
