"""Builders of claims: invented speakers, round numbers, one force."""

from datetime import date
from itertools import count
from typing import Any

from safeconduct.figures.claims import (
    AsOf,
    Category,
    Claim,
    Hedge,
    Modality,
    Quantity,
    Relation,
    SpeakerClass,
    Voice,
)
from safeconduct.figures.facts import LinkKind
from safeconduct.figures.stated import Link, Stated, resolve, stated

_NUMBERS = count(1)
_SIDES = {
    "NIS": SpeakerClass.THIRD_STATE,
    "JCS": SpeakerClass.THIRD_STATE,
    "UK MoD": SpeakerClass.THIRD_STATE,
    "Zelensky": SpeakerClass.OPPONENT,
    "Budanov": SpeakerClass.OPPONENT,
    "DPRK": SpeakerClass.PARTY,
    "ICRC": SpeakerClass.NEUTRAL,
    "Reports": SpeakerClass.UNNAMED,
}


def quantity(text: str, **more: Any) -> Quantity:
    """`about 4000`, `over 3000`, `at least 300`, `3000`, `up to 4000`, `hundreds`, `100-200`."""
    hedge, _, digits = text.rpartition(" ")
    if "-" in digits:
        first, last = (int(each) for each in digits.split("-"))
        return Quantity(raw=text, low=first, high=last, hedge=Hedge.RANGE, **more)
    if digits == "hundreds":
        return Quantity(raw=text, low=200, hedge=Hedge.HUNDREDS, **more)
    value = int(digits)
    unit = 10 ** (len(digits) - len(digits.rstrip("0"))) // 2
    bounds: dict[str, tuple[Hedge, int | None, int | None]] = {
        "": (Hedge.EXACT, value, value),
        "about": (Hedge.APPROX, value - unit, value + unit),
        "over": (Hedge.OVER, value, None),
        "at least": (Hedge.AT_LEAST, value, None),
        "up to": (Hedge.UP_TO, None, value),
    }
    kind, low, high = bounds[hedge]
    return Quantity(
        raw=text, value=value, low=low, high=high, hedge=kind, low_is_exclusive=kind == Hedge.OVER, **more
    )


def said(
    text: str,
    category: Category = Category.KILLED,
    speaker: str | None = "NIS",
    day: str = "2025-01-13",
    **more: Any,
) -> Claim:
    """One claim in words of its own. `day` is when it was said; `as_of` a day or (first, last) of the observation."""
    number = next(_NUMBERS)
    quote = f"{speaker} {text} {category} {number}"
    as_of = more.pop("as_of", None)
    if isinstance(as_of, str):
        as_of = (as_of, as_of)
    kinds: dict[str, Any] = {key: more.pop(key) for key in ("kind", "per", "share", "whole") if key in more}
    fields: dict[str, Any] = {
        "id": f"C{number}",
        "quote": quote,
        "span": (more.pop("start", 0), 0),
        "speaker": speaker,
        "speaker_class": _SIDES.get(speaker or "", SpeakerClass.UNNAMED),
        "said_on": date.fromisoformat(day) if day else None,
        "voice": Voice.ATTRIBUTED if speaker else Voice.UNATTRIBUTED,
        "quantity": quantity(text, **kinds) if text else None,
        "category": category,
        "force": "North Korean forces",
        "force_code": "prk",
        "modality": Modality.ASSERTED,
        "language": "en",
        **more,
    }
    start = fields["span"][0]
    fields["span"] = (start, start + len(quote))
    if as_of:
        fields["as_of"] = AsOf(start=as_of[0], end=as_of[1], raw="then", relation=Relation.AS_OF)
    return Claim.model_validate(fields)


def one(
    text: str, category: Category = Category.KILLED, speaker: str | None = "NIS", day: str = "2025-01-13", *,
    publication: str = "", links: tuple[tuple[LinkKind, str], ...] = (), published: str = "", **more: Any,
) -> Stated:  # fmt: skip
    """A confirmed claim; each stands in a text of its own unless `publication` says otherwise."""
    claim = said(text, category, speaker, day, **more)
    return stated(
        claim.id, claim.id, publication or f"text of {claim.id}", claim,
        published=date.fromisoformat(published or day) if published or day else None,
        links=[Link(kind, other) for kind, other in links],
    )  # fmt: skip


def all_of(*claims: Stated) -> list[Stated]:
    """The claims with their origins resolved."""
    return resolve(claims)
