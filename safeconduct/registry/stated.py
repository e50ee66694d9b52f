"""What was answered about each item: which answer lists show, and whether two disagree.

Pure. Nothing is thrown away: a second answer stands beside the first until a person judges, and after.
"""

import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import NamedTuple

from safeconduct.registry import facts
from safeconduct.registry.answers import ItemView, Sourced
from safeconduct.registry.facts import Item
from safeconduct.sources import when
from safeconduct.sources.values import AnswerState, Channel
from safeconduct.store.entries import Entry

Place = tuple[str, int]
"""A place inside an entry: entry id and index in it."""

# Several notes, or several languages, of one person contradict nothing.
MANY_STAND = frozenset({Item.NOTE, Item.LANGUAGE})
_ITEM_ORDER = {item: place for place, item in enumerate(Item)}
_OWN = frozenset({Channel.OWN_STATEMENT, Channel.OWN_HAND})


@dataclass(frozen=True, slots=True)
class Judged:
    """The latest judgement of an item, with its place in the fold."""

    target: Place
    reason: str
    order: int


def items_of(
    ordered: Sequence[Entry],
    numbers: Mapping[str, int],
    *,
    withdrawn: Mapping[Place, str],
    judged: Mapping[Item, Judged],
) -> dict[Item, ItemView]:
    """The items about which something was said, in the order of `Item`, from entries in fold order.

    `withdrawn` gives the reason of each withdrawn answer, `judged` the last judgement of each item.
    """
    stated: dict[Item, list[_Said]] = {}
    for order, entry in enumerate(ordered):
        for index, statement in enumerate(_statements_in(entry)):
            said = _Said(order, entry, index, statement, withdrawn.get((entry.id, index)))
            stated.setdefault(statement.item, []).append(said)
    in_order = sorted(stated, key=_ITEM_ORDER.__getitem__)
    return {item: _item(item, stated[item], judged.get(item), numbers) for item in in_order}


def is_same(item: Item, one: str, other: str) -> bool:
    """Whether two values of one item can both be right."""
    if one == other:
        return True
    return when.agree(one, other) if item == Item.BIRTH_DATE else folded(one) == folded(other)


def folded(text: str) -> str:
    """The text as two of them are compared: composed, without case, runs of spaces as one."""
    return " ".join(unicodedata.normalize("NFC", text).casefold().split())


class _Said(NamedTuple):
    """One answer before it is known which of them is shown. `reason` is that of its withdrawal."""

    order: int
    entry: Entry
    place_in: int
    statement: facts.Statement
    reason: str | None

    @property
    def place(self) -> Place:
        return self.entry.id, self.place_in

    @property
    def state(self) -> AnswerState:
        return self.statement.answer.state

    @property
    def value(self) -> str:
        return self.statement.answer.value


def _statements_in(entry: Entry) -> tuple[facts.Statement, ...]:
    match entry.fact:
        case facts.PrisonerRegistered(statements=statements):
            return statements
        case facts.IdentityStated(statement=statement):
            return (statement,)
    return ()


def _item(item: Item, stated: Sequence[_Said], judged: Judged | None, numbers: Mapping[str, int]) -> ItemView:
    live = [said for said in stated if said.reason is None]
    given = [said for said in live if said.state == AnswerState.GIVEN]
    chosen = _chosen(given, judged) if judged else None
    shown = chosen or _unjudged(given, live)
    views = tuple(_sourced(said, numbers[said.entry.id], is_shown=said is shown) for said in stated)
    return ItemView(
        item=item,
        shown=next((view for view in views if view.is_shown), None),
        all=views,
        is_conflict=item not in MANY_STAND and _is_conflict(item, given, chosen, judged),
        judged_reason=judged.reason if judged and chosen else "",
    )


def _sourced(said: _Said, number: int, *, is_shown: bool) -> Sourced:
    return Sourced(
        entry=said.entry.id,
        index=said.place_in,
        entry_number=number,
        answer=said.statement.answer,
        source=said.statement.source,
        recorded=said.entry.recorded,
        author=said.entry.author,
        is_shown=is_shown,
        is_withdrawn=said.reason is not None,
        withdrawn_reason=said.reason or "",
    )


def _chosen(given: Sequence[_Said], judged: Judged) -> _Said | None:
    """The answer that was judged; a judgement falls with the answer it chose."""
    return next((said for said in given if said.place == judged.target), None)


def _unjudged(given: Sequence[_Said], live: Sequence[_Said]) -> _Said | None:
    """What lists show until somebody judges: the first own statement, else the first given, else why not."""
    for said in given:
        if said.statement.source.channel in _OWN:
            return said
    if given:
        return given[0]
    asked = [said for said in live if said.state != AnswerState.NOT_ASKED]
    return (asked or live)[-1] if live else None


def _is_conflict(item: Item, given: Sequence[_Said], chosen: _Said | None, judged: Judged | None) -> bool:
    """Whether two given answers disagree and nobody judged since.

    After a judgement only a later answer that disagrees with the chosen one opens the question again.
    """
    if len(given) < 2:
        return False
    if chosen is not None and judged is not None:
        later = (said for said in given if said.order > judged.order)
        return any(not is_same(item, said.value, chosen.value) for said in later)
    return any(not is_same(item, one.value, other.value) for one, other in combinations(given, 2))
