"""Ties each number of a sentence to what it counts: which of the terms around it names its category.

Owns the merging of terms (`killed, wounded and missing`), the check that persons are counted at all, and the
cost by which the nearest term is chosen. A number whose noun is not known to be persons is left out.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from safeconduct.figures.claims import Category, Flag, Hedge, Modality, QuantityKind
from safeconduct.figures.reading.lexicon import Hit
from safeconduct.figures.reading.not_figures import reason_beside
from safeconduct.figures.reading.plain import Token
from safeconduct.figures.reading.quantities import Amount
from safeconduct.figures.reading.sentences import Sentence


@dataclass(frozen=True, slots=True)
class Term:
    """One or more terms that stand together, with the one category they make."""

    start: int
    end: int
    category: Category
    parts: frozenset[Category]
    is_belligerent: bool = False
    is_noun: bool = False


@dataclass(frozen=True, slots=True)
class Counted:
    """A number with its category and the stretch of text that says so; `modal` is how far it happened."""

    amount: Amount
    term: Term
    category: Category
    start: int
    end: int
    modal: Modality | None = None
    flags: tuple[Flag, ...] = ()


@dataclass(frozen=True, slots=True)
class Rejected:
    """A number that was not tied, and why."""

    amount: Amount
    reason: str


COST_MAX = 12.0
_JOINED = re.compile(
    r"(?:[\s,/()·-]|\b(?:and|or|either|both|as well as|seriously|та|і|й|и|або|чи|или|тяжело|тяжко|важко|"
    r"а также|а також)\b|및|그리고|나|과|와|자)*"
)
_CONJUNCTION = re.compile(r"\b(?:and|but|while|та|і|й|и|а|але|но|або|или)\b|고 |며 |,")
_NUMBER = re.compile(r"\d[\d,.]*")
_AUXILIARY = re.compile(r"(?:were|was|are|is|been|be|have|has|had|being|already)\s$")
_COUNTER = re.compile(r"여? ?(?:명|인(?![가-힣]))")
_TIED_TERMS = frozenset(
    {Category.KILLED, Category.WOUNDED, Category.MISSING, Category.CAPTURED, Category.KILLED_OR_WOUNDED}
)
_SENDING = frozenset({Category.DEPLOYED, Category.DEPLOYMENT_PLANNED})
# What a whole may be of which somebody else tells a share.
_OF_A_FORCE = frozenset({Category.DEPLOYED, Category.PRESENT, Category.HELD})
# House rule, measured on the tuning half: what is told of a force weighs less than what befell it.
_BASE_COST: dict[Category, float] = {
    Category.LOSSES: 2, Category.DEPLOYED: 2, Category.DEPLOYMENT_PLANNED: 2, Category.PRESENT: 4, Category.HELD: 1,
    Category.WISHING_TO_RELOCATE: -4, Category.REPATRIATED: -6, Category.RELEASED: -5, Category.IDENTIFIED: -4,
    Category.READINESS_TO_ACCEPT: -2, Category.BURIAL_PLACES: 1, Category.MISSING: -1,
}  # fmt: skip


def counted(sentence: Sentence, amounts: list[Amount]) -> tuple[list[Counted], list[Rejected]]:
    """The numbers that count persons, in order of place, and those left out with the reason."""
    terms = _terms(sentence, amounts)
    found: list[Counted] = []
    rejected: list[Rejected] = []
    for amount in amounts:
        reason, head = _head(sentence, amount, terms)
        if reason:
            rejected.append(Rejected(amount, reason))
            continue
        chosen = _chosen(sentence, amount, terms, amounts, head)
        if chosen is None:
            rejected.append(Rejected(amount, "no category"))
        else:
            found.append(_counted(sentence, amount, chosen, head, found))
    return found, rejected


# --- terms --------------------------------------------------------------------------------------------


def _terms(sentence: Sentence, amounts: list[Amount]) -> list[Term]:
    single = [
        Term(
            hit.start, hit.end, Category(hit.value), frozenset({Category(hit.value)}),
            hit.kind == "belligerent", hit.kind == "noun",
        )
        for hit in sentence.of("terms", "noun", "verb", "adjective", "belligerent")
    ]  # fmt: skip
    single += _accepting(sentence)
    merged: list[Term] = []
    for term in sorted(single, key=lambda item: (item.start, -item.end)):
        if merged and term.start < merged[-1].end:
            continue
        if merged and _are_joined(sentence, merged[-1], term, amounts):
            merged[-1] = _joined(merged[-1], term)
        else:
            merged.append(term)
    return merged


def _accepting(sentence: Sentence) -> Iterator[Term]:
    """To accept so many: only where the sentence says that somebody is ready to."""
    ready = Category.READINESS_TO_ACCEPT
    acts = [hit for hit in sentence.of("statements", "act") if hit.value == ready]
    for hit in sentence.of("statements", "object"):
        if hit.value == ready and acts and sentence.language != "ko":
            yield Term(hit.start, hit.end, ready, frozenset({ready}))


def _are_joined(sentence: Sentence, first: Term, second: Term, amounts: list[Amount]) -> bool:
    if any(first.end <= amount.number_start < second.start for amount in amounts):
        return False
    between = sentence.text(first.end, second.start).lower()
    if first.category == Category.LOSSES:
        return second.category in _TIED_TERMS and not between.strip()
    tied = first.parts | second.parts
    return tied <= _TIED_TERMS and bool(_JOINED.fullmatch(between))


def _joined(first: Term, second: Term) -> Term:
    parts = second.parts if first.category == Category.LOSSES else first.parts | second.parts
    pair = {Category.KILLED, Category.WOUNDED, Category.KILLED_OR_WOUNDED}
    if len(parts) == 1:
        category = next(iter(parts))
    else:
        category = Category.KILLED_OR_WOUNDED if parts <= pair else Category.CASUALTIES
    return replace(
        first, end=second.end, category=category, parts=parts,
        is_belligerent=first.is_belligerent or second.is_belligerent,
    )  # fmt: skip


# --- whether persons are counted -----------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Head:
    """What the number stands before: where its noun ends, and the term that is this noun."""

    end: int
    is_person: bool
    term: Term | None = None


_BARE = _Head(0, False)


def _head(sentence: Sentence, amount: Amount, terms: list[Term]) -> tuple[str, _Head]:
    """("", head) where persons may be counted, else the reason and nothing."""
    reason = reason_beside(sentence, amount.number_start, amount.number_end)
    if reason:
        return reason, _BARE
    if sentence.language == "ko":
        return _korean_head(sentence, amount)
    reason, head = _walk(sentence, amount, terms)
    if reason or head.is_person or head.term is not None:
        return reason, head
    quantity = amount.quantity
    if amount.is_bare and quantity.value in range(1900, 2101) and quantity.hedge == Hedge.EXACT:
        return "year", _BARE
    return ("unknown noun", _BARE) if amount.is_word and quantity.value == 1 else ("", head)


def _walk(sentence: Sentence, amount: Amount, terms: list[Term]) -> tuple[str, _Head]:
    """The noun of the number, looked for word by word behind it: at most three unknown words are passed."""
    end = last = max(amount.end, amount.number_end)
    nouns = {hit.start: hit for hit in sentence.of("nouns", "person", "rank")}
    people = {hit.start: hit for hit in sentence.of("names", "people")}
    passed = {hit.start: hit for hit in sentence.hits if hit.table in ("nouns", "names", "hedges")}
    starts = {term.start: term for term in terms}
    functions = {hit.start for hit in sentence.of("nouns", "function")}
    skipped, is_people = 0, False
    for word in (word for word in sentence.words if word.start >= end):
        if word.start < last:
            continue
        if word.start in nouns:
            return _noun_head(nouns[word.start], starts.get(word.start))
        if word.start in people:
            is_people, last = True, people[word.start].end
        elif word.start in starts:
            return "", _Head(starts[word.start].end, is_people, starts[word.start])
        elif _ends_noun(word, word.start in functions) or skipped == 3:
            break
        elif word.start in passed:
            last = passed[word.start].end
        else:
            skipped += 1
            if is_people:
                break
    if is_people:
        return "", _Head(last, True)
    return ("unknown noun", _BARE) if skipped else ("", _Head(end, False))


def _noun_head(hit: Hit, own: Term | None) -> tuple[str, _Head]:
    if hit.kind == "rank":
        return "part by rank", _BARE
    return "", _Head(hit.end, True, own if own is not None and own.is_noun else None)


def _ends_noun(word: Token, is_function: bool) -> bool:
    return not word.text[0].isalnum() or is_function


def _korean_head(sentence: Sentence, amount: Amount) -> tuple[str, _Head]:
    """Korean counts persons with a counter of their own; without it nothing is read."""
    if amount.quantity.kind == QuantityKind.FRACTION:
        return "", _Head(amount.end, True)
    counter = _COUNTER.match(sentence.text(amount.number_end, sentence.end))
    if counter is None:
        return "no counter of persons", _BARE
    return "", _Head(max(amount.end, amount.number_end + counter.end()), True)


# --- which term ----------------------------------------------------------------------------------------


def _chosen(
    sentence: Sentence, amount: Amount, terms: list[Term], amounts: list[Amount], head: _Head
) -> Term | None:
    """The term of least cost, or None where all are too far; its own noun counts for most."""
    costs = []
    is_whole = _is_whole(sentence, amount, amounts)
    has_whole = any(
        _is_whole(sentence, other, amounts) and 0 <= other.start - amount.end <= 12 for other in amounts
    )
    for term in terms:
        if _is_of_included(sentence, term, amount, amounts) or _is_of_whole(sentence, term, amount, amounts):
            continue
        if is_whole and head.term is not term and term.category not in _OF_A_FORCE:
            continue
        cost = _cost(sentence, amount, term, amounts=amounts, head=head) + _BASE_COST.get(term.category, 0)
        if head.term is term:
            cost -= 2
        elif not (head.is_person or has_whole) and cost > COST_MAX / 2:
            continue
        costs.append((cost, term.start, term))
    best = min(costs, default=None, key=lambda item: item[:2])
    if best is None or best[0] > COST_MAX:
        return None
    return best[2]


def _is_of_included(sentence: Sentence, term: Term, amount: Amount, amounts: list[Amount]) -> bool:
    """Whether the term is that of a Korean number that is included in this one: `사망자 600명을 포함해 4700명`."""
    return sentence.language == "ko" and any(
        other is not amount and 0 <= other.start - term.end <= 3 and other.end <= amount.start
        and "포함" in sentence.text(other.end, min(sentence.end, other.end + 8))
        for other in amounts
    )  # fmt: skip


_OF_WHOLE = {
    "en": re.compile(r"\bof (?:the|all|its|their|an?)? ?$"),
    "uk": re.compile(r"\b(?:з|із|зі) (?:тих |цих |усіх )?$"),
    "ru": re.compile(r"\bиз (?:тех |этих |всех )?$"),
    "ko": re.compile(r"(?!)"),
}


def _is_whole(sentence: Sentence, amount: Amount, amounts: list[Amount]) -> bool:
    """Whether the number is that of which another one, or a share, is told: `1,000 of the 4,000`."""
    if any(
        other.quantity.share and other is not amount and other.start <= amount.start < other.end
        for other in amounts
    ):
        return True
    before = sentence.text(sentence.start, amount.start).lower()
    return len(amounts) > 1 and bool(_OF_WHOLE[sentence.language].search(before))


def _is_of_whole(sentence: Sentence, term: Term, amount: Amount, amounts: list[Amount]) -> bool:
    """Whether the term is the noun of the whole of which this number is a part: `1,000 of the 4,000 casualties`."""
    if amount.quantity.share and term.is_noun and 0 <= term.start - amount.end <= 30:
        return True
    return any(
        other is not amount
        and 0 <= other.start - amount.end <= 12
        and term.is_noun
        and 0 <= term.start - other.end <= 24
        and _is_whole(sentence, other, amounts)
        for other in amounts
    )


def _is_passed(sentence: Sentence, amount: Amount, other: Amount, amounts: list[Amount]) -> bool:
    """Whether a number in between does not part the two: the whole of this one, or one that is included."""
    if amount.start <= other.number_start < amount.end:
        return True
    if _is_whole(sentence, other, amounts) and 0 <= other.start - amount.end <= 12:
        return True
    return sentence.language == "ko" and "포함" in sentence.text(other.end, min(sentence.end, other.end + 8))


def _cost(sentence: Sentence, amount: Amount, term: Term, *, amounts: list[Amount], head: _Head) -> float:
    """How far the term is from the number: words, signs and other numbers in between."""
    is_after = term.start >= amount.number_end
    edge = max(amount.number_end, amount.end, head.end)
    start, end = (min(edge, term.start), term.start) if is_after else (term.end, amount.number_start)
    if start > end:
        return 0 if term.start <= amount.start <= term.end else 1
    between = _NUMBER.sub("0", sentence.text(start, end).lower())
    cost = _words_between(sentence, start, end)
    cost += 3.0 * len(_CONJUNCTION.findall(between)) + 5.0 * len(re.findall(r"[;:]", between))
    parting = [
        other
        for other in amounts
        if other is not amount
        and start <= other.number_start < end
        and not _is_passed(sentence, amount, other, amounts)
    ]
    # One verb governs a whole list: `send 1,000 sappers and 5,000 builders`.
    is_list = term.category in (*_SENDING, Category.PRESENT) and not any(
        start <= hit.start < end for hit in sentence.of("terms", "noun", "verb")
    )
    cost += (2.0 if is_list else 12.0) * len(parting)
    if is_after and term.category in (*_SENDING, Category.PRESENT) and sentence.language == "en":
        cost += 0 if _AUXILIARY.search(between) else 8
    if sentence.language == "ko" and not is_after:
        cost += 0 if term.is_noun and len(between) <= 6 else 2
    return cost


def _words_between(sentence: Sentence, start: int, end: int) -> float:
    """The words in between; those that belong to a count, its hedge or its noun weigh little."""
    light = [
        (hit.start, hit.end)
        for hit in sentence.hits
        if (hit.table, hit.kind) in _LIGHT and start <= hit.start < end
    ]
    total = 0.0
    for word in sentence.words:
        if start <= word.start < end and word.text[0].isalnum():
            total += 0.2 if any(first <= word.start < last for first, last in light) else 1.0
    return total


_LIGHT = frozenset(
    {
        ("nouns", "person"), ("nouns", "function"), ("names", "people"), ("names", "state"),
        ("hedges", "before"), ("hedges", "after"), ("hedges", "additive"), ("terms", "count"),
        ("times", "month"), ("times", "part"), ("times", "relation"), ("times", "relative"),
    }
)  # fmt: skip


# --- the claim of it -----------------------------------------------------------------------------------


def _counted(sentence: Sentence, amount: Amount, term: Term, head: _Head, earlier: list[Counted]) -> Counted:
    modal = _modal(sentence, term, amount)
    category = term.category
    if category == Category.DEPLOYMENT_PLANNED and modal is None:
        modal = Modality.EXPECTS
    if category == Category.DEPLOYED and modal in (Modality.EXPECTS, Modality.MIGHT, Modality.CONDITIONAL):
        category = Category.DEPLOYMENT_PLANNED
    amount = _in_context(amount, category, modal, earlier)
    flags = []
    if term.is_belligerent:
        flags.append(Flag.BELLIGERENT_TERM)
    if category in (Category.LOSSES,):
        flags.append(Flag.UNRESOLVED_SCOPE)
    if category in (Category.IDENTIFIED, Category.BURIAL_PLACES):
        flags.append(Flag.FLOOR)
    if amount.quantity.kind == QuantityKind.FRACTION and amount.quantity.whole is None:
        flags.append(Flag.UNNAMED_WHOLE)
    if _may_share_hedge(sentence, amount, earlier):
        flags.append(Flag.HEDGE_SCOPE)
    start = min(amount.start, term.start)
    end = max(amount.end, term.end, head.end)
    return Counted(amount, term, category, start, end, modal, tuple(flags))


def _modal(sentence: Sentence, term: Term, amount: Amount) -> Modality | None:
    """How far it happened, by a word near the term: before it, in Korean after it."""
    for hit in sentence.of("cues", "modal"):
        modality = Modality(hit.value)
        if modality in (Modality.OFFERS, Modality.CONDITIONAL):
            continue
        if sentence.language == "ko":
            last = max(term.start, amount.start)
            if hit.start >= last and len(sentence.text(last, hit.start)) < 24:
                return modality
            continue
        between = sentence.text(hit.end, term.start)
        if hit.end <= term.start and len(between.split()) <= 3 and not re.search(r"[,;:\d]", between):
            return modality
    return None


def _in_context(amount: Amount, category: Category, modal: Modality | None, earlier: list[Counted]) -> Amount:
    """The amount with the kind it has in its sentence.

    What has not happened is a forecast. `Another 3,400 wounded` after `1,200 killed` is on top of nothing: it is
    the wounded's own number; `another 3,000 sent` is on top of those sent before.
    """
    quantity = amount.quantity
    if modal in (Modality.EXPECTS, Modality.MIGHT) or category == Category.DEPLOYMENT_PLANNED:
        if quantity.kind in (QuantityKind.CUMULATIVE, QuantityKind.ADDITIVE):
            return replace(amount, quantity=quantity.model_copy(update={"kind": QuantityKind.FORECAST}))
    if quantity.kind == QuantityKind.ADDITIVE and earlier and earlier[-1].category != category:
        return replace(amount, quantity=quantity.model_copy(update={"kind": QuantityKind.CUMULATIVE}))
    return amount


def _may_share_hedge(sentence: Sentence, amount: Amount, earlier: list[Counted]) -> bool:
    """Whether a hedge before an earlier number of the same list may cover this one too."""
    if not earlier or amount.quantity.hedge != Hedge.EXACT:
        return False
    last = earlier[-1]
    if last.amount.quantity.hedge in (Hedge.EXACT, Hedge.FRACTION, Hedge.NONE):
        return False
    between = sentence.text(last.amount.number_end, amount.start).lower()
    return bool(_CONJUNCTION.search(between)) and len(between) < 60
