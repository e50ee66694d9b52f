"""A grammatical parser as a second pair of eyes for English, used when it is installed and never required.

Owns the shape in which a parser says who says what, and the adapter to spaCy. What the rules have given to a
speaker stays as it is: the parser only fills sentences that no rule has given to anybody.

Source: the reported-speech rules of Asr et al., The Gender Gap Tracker (2021): a clause under a verb of saying.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from importlib import import_module
from importlib.util import find_spec
from typing import Any, Protocol

SAYING = frozenset(
    """say tell report state announce note add confirm indicate claim assert declare disclose reveal acknowledge
    reiterate reaffirm stress emphasise emphasize write post estimate assess believe think reckon warn explain
    """.split()
)


@dataclass(frozen=True, slots=True)
class Reported:
    """Who says what in a sentence: the spans of subject, verb and clause, from the sentence's beginning."""

    subject: tuple[int, int]
    verb: tuple[int, int]
    clause: tuple[int, int]


Parse = Callable[[str], Iterable[Reported]]


class _Token(Protocol):
    """What is used of a token of spaCy."""

    @property
    def idx(self) -> int: ...

    @property
    def lemma_(self) -> str: ...

    @property
    def dep_(self) -> str: ...

    @property
    def subtree(self) -> Iterable["_Token"]: ...

    @property
    def children(self) -> Iterable["_Token"]: ...

    def __len__(self) -> int: ...


@lru_cache(maxsize=2)
def spacy_parse(model: str) -> Parse | None:
    """The parser of an installed spaCy model (its name or folder), or None where either is not there.

    The model is loaded once in a process, which takes a second or two and some hundred megabytes.
    """
    if not model or find_spec("spacy") is None:
        return None
    spacy: Any = import_module("spacy")
    try:
        pipeline = spacy.load(model, disable=["ner"])
    except OSError:
        return None
    return lambda text: reported(pipeline(text))


def reported(tokens: Iterable[_Token]) -> Iterator[Reported]:
    """Each clause that stands under a verb of saying, with its subject."""
    for token in tokens:
        if token.lemma_ not in SAYING:
            continue
        children = list(token.children)
        subject = next((child for child in children if child.dep_ == "nsubj"), None)
        clause = next((child for child in children if child.dep_ == "ccomp"), None)
        if subject is not None and clause is not None:
            yield Reported(_span(subject), (token.idx, token.idx + len(token)), _span(clause))


def _span(token: _Token) -> tuple[int, int]:
    below = list(token.subtree)
    return min(one.idx for one in below), max(one.idx + len(one) for one in below)
