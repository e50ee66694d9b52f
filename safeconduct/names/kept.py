"""Keeps what was made of words, for the words of names come again and again.

Owns how much is kept. A process beside whose names much else stands in memory keeps some thousands of each kind;
one that was started for one long piece of work calls `keep_more` and is a third faster for some hundreds of
megabytes.
"""

from collections.abc import Callable
from typing import TypeVar

_MORE = 8
_Word = TypeVar("_Word")
_Made = TypeVar("_Made")


class Kept(dict[_Word, _Made]):
    """What `make` makes of a word, by `kept[word]`: made once, and forgotten with all others when they are too many.

    A look into it costs a third of a call of what `functools.lru_cache` keeps, and how many it keeps may change.
    """

    times = 1

    def __init__(self, make: Callable[[_Word], _Made], most: int) -> None:
        self._make, self._most = make, most

    def __missing__(self, word: _Word) -> _Made:
        made = self._make(word)
        if len(self) >= self._most * Kept.times:
            self.clear()
        self[word] = made
        return made


def keep_more() -> None:
    """From here on this process keeps `_MORE` times as much."""
    Kept.times = _MORE
