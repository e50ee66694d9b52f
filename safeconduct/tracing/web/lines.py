"""What a page says of a candidate: each item with how strongly it speaks for or against, in words."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.formats import number_format
from django.utils.translation import gettext as _

from safeconduct.tracing.answers import CandidateView, FieldLine
from safeconduct.tracing.web import words
from safeconduct.tracing.weights import Weight

_HARDLY = 0.05
_EXACTLY_UP_TO = 10
_SAYS_SOMETHING = 0.01


@dataclass(frozen=True, slots=True)
class Said:
    """What one item says: a state of `sprite.svg`, its words and the number behind them in small print."""

    state: str
    words: object
    number: str


@dataclass(frozen=True, slots=True)
class ShownLine:
    """One item of the enquiry beside the same of the record. `said` is None where one side tells nothing."""

    item: str
    label: object
    asked: str
    known: tuple[str, ...]
    said: Said | None


@dataclass(frozen=True, slots=True)
class ShownCandidate:
    """A candidate with his agreement in words and how many strangers agree as well."""

    view: CandidateView
    agreement: object
    strangers: str
    name: Said
    items: tuple[ShownLine, ...]
    verdict: object


def shown_candidate(view: CandidateView) -> ShownCandidate:
    """The candidate in words."""
    told = view.assessment
    return ShownCandidate(
        view=view,
        agreement=words.score_words(told.score),
        strangers=strangers(told.expected_false),
        name=said(told.name.strength),
        items=tuple(_line_of(weight) for weight in told.weights),
        verdict=words.VERDICT[view.verdict] if view.verdict else "",
    )


def shown_lines(lines: Iterable[FieldLine]) -> tuple[ShownLine, ...]:
    """The items of an enquiry beside those of a record."""
    return tuple(
        ShownLine(
            item=line.item,
            label=words.ITEM[line.item],
            asked=line.asked,
            known=line.known,
            said=said(line.weight.nats) if line.weight else None,
        )
        for line in lines
    )


def said(nats: float) -> Said:
    """How strongly a weight speaks; the number keeps its sign."""
    if nats >= _SAYS_SOMETHING:
        state = "agrees"
    elif nats > -_SAYS_SOMETHING:
        state = "unknown"
    else:
        state = "differs"
    sign = "+" if nats > 0 else "−" if nats < 0 else ""
    return Said(state, words.weight_words(nats), f"{sign}{number_format(abs(nats), 1)}")


def strangers(expected: float) -> str:
    """How many of the register's strangers agree as well by chance; never more exact than it can be."""
    if expected < _HARDLY:
        return _("almost none")
    if expected < 1:
        return _("fewer than one")
    if expected < _EXACTLY_UP_TO:
        return _("about %(number)s") % {"number": number_format(round(expected))}
    digits = len(str(int(expected))) - 1
    return _("about %(number)s") % {"number": number_format(round(expected, -digits), 0, force_grouping=True)}


def _line_of(weight: Weight) -> ShownLine:
    return ShownLine(
        item=weight.item,
        label=words.ITEM[weight.item],
        asked=weight.asked,
        known=(weight.known,),
        said=said(weight.nats),
    )
