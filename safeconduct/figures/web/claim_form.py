"""The form of one claim, filled from what was proposed, and the claim that was typed. Parses only."""

from collections.abc import Mapping
from typing import Any

from django.http import QueryDict
from django.utils.translation import gettext as _

from safeconduct.figures.claims import (
    AsOf,
    Category,
    Claim,
    Hedge,
    Modality,
    QuantityKind,
    Relation,
    SpeakerClass,
    Voice,
)
from safeconduct.figures.web import words
from safeconduct.sources import dates
from safeconduct.sources.errors import Refused
from safeconduct.store.forms import Field, Words

_CLOSED: Mapping[str, Words] = {
    "category": words.CATEGORY,
    "voice": words.VOICE,
    "speaker_class": words.SIDE,
    "hedge": words.HEDGE,
    "kind": words.QUANTITY_KIND,
    "relation": words.RELATION,
    "modality": words.MODALITY,
}
_ORDER = (
    "quote", "category", "voice", "speaker", "speaker_class", "said_on", "raw", "value", "low", "high", "hedge",
    "kind", "force", "force_code", "place", "place_code", "as_of_raw", "as_of_start", "as_of_end",
    "relation", "modality",
)  # fmt: skip
_COUNTS = ("value", "low", "high")
_DAYS = ("said_on", "as_of_start", "as_of_end")
_DIGITS_MAX = 13


def fields(base: Claim | None) -> list[Field]:
    """The fields in the order in which a text is read."""
    found = []
    for name in _ORDER:
        said = words.FIELD[name]
        if name in _CLOSED:
            choices = [
                (str(code), text) for code, text in _CLOSED[name].items() if code != Category.PROVENANCE
            ]
            found.append(Field(name, said, "select", choices=choices))
        else:
            hint = _("A whole day, as 2025-01-13; empty where it is not known.") if name in _DAYS else ""
            hint = _("Empty where that side is open.") if name in ("low", "high") else hint
            found.append(Field(name, said, "long" if name == "quote" else "text", hint=hint))
    return found


def initial(base: Claim | None) -> QueryDict:
    """What stands in the fields before anything is typed: the proposal."""
    typed = QueryDict(mutable=True)
    for name, value in _values(base).items():
        typed[name] = value
    return typed


def claim_of(typed: QueryDict, base: Claim | None, *, text: str, language: str) -> Claim:
    """The claim as typed; what the form does not ask is the proposal's. Raises ValidationError or Refused."""
    given = {name: typed.get(name, "").strip() for name in _ORDER}
    quote = typed.get("quote", "").strip().replace("\r\n", "\n")
    start = _place(quote, base, text)
    known: dict[str, Any] = (
        base.model_dump() if base is not None else {"id": "H1", "language": language or "en"}
    )
    return Claim.model_validate(
        {
            **known,
            "quote": quote,
            "span": (start, start + len(quote)),
            "category": given["category"] or Category.STATEMENT,
            "voice": given["voice"] or Voice.UNATTRIBUTED,
            "speaker": given["speaker"] or None,
            "speaker_class": given["speaker_class"] or SpeakerClass.UNNAMED,
            "said_on": _day(given, "said_on"),
            "quantity": _quantity(given, known.get("quantity")),
            "force": given["force"] or None,
            "force_code": given["force_code"],
            "place": given["place"] or None,
            "place_code": given["place_code"],
            "as_of": _as_of(given, known.get("as_of") or {}),
            "modality": given["modality"] or Modality.REPORTED,
            "origin": known.get("origin") if base is not None and base.speaker == given["speaker"] else None,
        }
    )


def _values(base: Claim | None) -> dict[str, str]:
    if base is None:
        return {}
    quantity, as_of = base.quantity, base.as_of
    told: dict[str, object] = {
        "quote": base.quote, "category": base.category, "voice": base.voice, "speaker": base.speaker,
        "speaker_class": base.speaker_class, "said_on": base.said_on, "force": base.force,
        "force_code": base.force_code, "place": base.place, "place_code": base.place_code, "as_of_raw": as_of.raw,
        "as_of_start": as_of.start, "as_of_end": as_of.end, "relation": as_of.relation, "modality": base.modality,
    }  # fmt: skip
    if quantity is not None:
        told |= {"raw": quantity.raw, "value": quantity.value, "low": quantity.low, "high": quantity.high,
                 "hedge": quantity.hedge, "kind": quantity.kind}  # fmt: skip
    return {name: "" if value is None else str(value) for name, value in told.items()}


def _place(quote: str, base: Claim | None, text: str) -> int:
    """Where the words stand: at the proposal's place, else at their first."""
    if base is not None and text[base.span[0] : base.span[0] + len(quote)] == quote:
        return base.span[0]
    near = text.find(quote, max(0, base.span[0] - len(quote))) if base is not None else -1
    found = near if near >= 0 else text.find(quote)
    if not quote or found < 0:
        reason = "These words do not stand in the text at this place."
        source = "House rule: only what stands in the text is confirmed"
        raise Refused("not_in_text", reason, source, remedy="Quote the text to the letter.", field="quote")
    return found


def _quantity(given: Mapping[str, str], known: dict[str, Any] | None) -> dict[str, Any] | None:
    if not given["raw"]:
        return None
    counts = {name: _count(given, name) for name in _COUNTS}
    hedge = Hedge(given["hedge"] or Hedge.EXACT)
    kept = known if known and known["raw"] == given["raw"] else {}
    kind = QuantityKind(given["kind"] or QuantityKind.CUMULATIVE)
    return {
        **kept,
        "raw": given["raw"],
        **counts,
        "hedge": hedge,
        "kind": kind,
        "low_is_exclusive": hedge == Hedge.OVER,
        "high_is_exclusive": hedge == Hedge.UNDER,
        "per": (kept.get("per") or "day") if kind == QuantityKind.RATE else None,
    }


def _count(given: Mapping[str, str], name: str) -> int | None:
    text = "".join(given[name].split()).replace(",", "").replace(".", "")
    if not text:
        return None
    if not (text.isascii() and text.isdigit() and len(text) <= _DIGITS_MAX):
        reason = f"{given[name]!r} is no whole number."
        raise Refused("no_number", reason, "House rule: stated bounds", remedy="Write digits.", field=name)
    return int(text)


def _day(given: Mapping[str, str], name: str) -> Any:
    if not given[name]:
        return None
    try:
        read = dates.parse_edtf(given[name])
    except ValueError:
        read = None
    if read is None or not read.is_exact:
        reason = f"{given[name]!r} is no whole day."
        raise Refused("no_date", reason, "House rule: dates", remedy="Give it as 2025-01-13.", field=name)
    return read.earliest()


def _as_of(given: Mapping[str, str], known: Mapping[str, Any]) -> AsOf:
    relation = Relation(given["relation"] or Relation.UNSTATED)
    start, end = _day(given, "as_of_start"), _day(given, "as_of_end")
    part = known.get("part") if known.get("raw") == (given["as_of_raw"] or None) else None
    is_resolved = bool(start or end) or not given["as_of_raw"]
    return AsOf(
        start=start,
        end=end,
        raw=given["as_of_raw"] or None,
        relation=relation,
        part=part,
        is_resolved=is_resolved,
    )
