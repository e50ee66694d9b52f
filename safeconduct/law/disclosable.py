"""What may be told to whom: one decision for each field, read from a table that a lawyer can correct.

Owns the table's shape, its checks, and the decision. The table itself is `disclosable.toml`; what stands in no line
of it is told to nobody. Whether the Power of origin is left out for now is decided by two persons, recorded by the
room and comes in as an argument: nothing here can be asked for an exception.

A field is named `room.Fact.field`, with `/part` after it where one field holds several kinds of information:
`registry.IdentityStated.statement/rank`, `registry.NameRecorded.name/alias`.

Source: GC III arts 12, 17, 120, 122, 123; GC IV arts 137(2), 140; docs/reference/what-may-be-told.md.
"""

import tomllib
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from importlib import resources
from typing import Annotated, Self, TypeAlias

from pydantic import Field, StringConstraints, ValidationError, model_validator

from safeconduct.law.recipients import Recipient
from safeconduct.sources.values import Frozen

# Until when a decision to leave the Power of origin out is looked at again, at the latest.
HOLD_DAYS_MAX = 30

TOWARDS_ORIGIN = frozenset({Recipient.POWER_OF_ORIGIN, Recipient.PROTECTING_POWER})
"""What the Protecting Power is told on these ways it passes on (GC III art. 122(3))."""


class Purpose(StrEnum):
    """For what something leaves the instance; the manifest of a bundle names it."""

    NOTIFICATION = "notification"
    CORRECTION = "correction"
    HEALTH_BULLETIN = "health_bulletin"
    DEATH_NOTICE = "death_notice"
    EFFECTS = "effects"
    CIRCUMSTANCES = "circumstances"
    ARRANGEMENT = "arrangement"
    REFERRAL_PREVIEW = "referral_preview"
    CASE_FILE = "case_file"
    PASSAGE = "passage"
    ENQUIRY = "enquiry"
    ENQUIRY_ANSWER = "enquiry_answer"
    SYNC = "sync"


class Consent(StrEnum):
    """What somebody agreed to, in his own words and on the record; the first seven are the prisoner's own.

    `FAMILY` is towards the State he wishes to go to, `FAMILY_TO_ORIGIN` towards the Power of origin.
    """

    IDENTITY = "identity"
    CARE_NEEDED = "care_needed"
    FAMILY = "family"
    OWN_WORDS = "own_words"
    FAMILY_TO_ORIGIN = "family_to_origin"
    MESSAGE = "message"
    WELFARE = "welfare"
    WHEREABOUTS = "whereabouts"
    ENQUIRER_AGREES = "enquirer_agrees"


@dataclass(frozen=True, slots=True)
class Kept:
    """It is told; `source` is the ground on which."""

    source: str


@dataclass(frozen=True, slots=True)
class Withheld:
    """It is left out, and `source` says why; the rest may go."""

    source: str


@dataclass(frozen=True, slots=True)
class RefusedWhole:
    """Nothing of what was to be composed may leave; `source` says why."""

    source: str


Decision: TypeAlias = Kept | Withheld | RefusedWhole

_UNKNOWN = Withheld("House rule: what stands in no line of the table is told to nobody")
_NO_WAY = RefusedWhole("House rule: for this purpose nothing is told to this recipient")
_NEVER_ORIGIN = RefusedWhole(
    "House rule after GC III arts 7, 12, 13: wish, case and fear are in nothing composed for the Power of origin"
)
_HELD = RefusedWhole(
    "House rule after GC IV arts 137(2), 140: two persons decided that harm is feared; the Central Agency is told"
)

LegName = Annotated[str, StringConstraints(pattern=r"^[a-z_]{1,40}$")]
Words = Annotated[str, StringConstraints(min_length=1, max_length=200)]
FieldName = Annotated[str, StringConstraints(pattern=r"^[a-z0-9_]+(/[a-z_]+)?$")]


class Leg(Frozen):
    """One purpose, and to whom; `follows` is the leg whose decisions hold here too."""

    about: Words
    purpose: Purpose
    recipients: tuple[Recipient, ...] = Field(min_length=1)
    source: Words
    follows: LegName | None = None

    @property
    def is_towards_origin(self) -> bool:
        """Whether what goes here reaches the Power of origin."""
        return bool(TOWARDS_ORIGIN.intersection(self.recipients))


class InformationClass(Frozen):
    """A kind of information, and what becomes of it on each leg."""

    about: Words
    kept: tuple[LegName, ...]
    source: Words
    withheld: Words
    consented: dict[Consent, tuple[LegName, ...]] = Field(default_factory=dict)
    never_origin: bool = False

    def legs(self) -> frozenset[str]:
        """Every leg on which it is told, or may be."""
        return frozenset(self.kept).union(*self.consented.values())


class Table(Frozen):
    """The whole table, its references checked: a table that contradicts itself is not read."""

    legs: dict[LegName, Leg]
    classes: dict[LegName, InformationClass]
    fields: dict[str, dict[LegName, tuple[FieldName, ...]]]

    @model_validator(mode="after")
    def _holds_together(self) -> Self:
        for name, leg in self.legs.items():
            if leg.follows is not None and self.legs.get(leg.follows, leg).follows is not None:
                raise ValueError(f"leg {name} follows none that stands by itself")
            if len({recipient in TOWARDS_ORIGIN for recipient in leg.recipients}) != 1:
                raise ValueError(f"leg {name} mixes the Power of origin with others")
        pairs = [(leg.purpose, recipient) for leg in self.legs.values() for recipient in leg.recipients]
        if len(pairs) != len(set(pairs)):
            raise ValueError("one purpose leads to one recipient by two legs")
        standing = {name for name, leg in self.legs.items() if leg.follows is None}
        for name, each in self.classes.items():
            if unknown := each.legs() - standing:
                raise ValueError(f"class {name} names legs that are not there: {sorted(unknown)}")
            if each.never_origin and any(self.legs[leg].is_towards_origin for leg in each.legs()):
                raise ValueError(f"class {name} would reach the Power of origin")
        self._check_fields()
        return self

    def _check_fields(self) -> None:
        for kind, groups in self.fields.items():
            if unknown := groups.keys() - self.classes.keys():
                raise ValueError(f"{kind} names classes that are not there: {sorted(unknown)}")
            named = [field for group in groups.values() for field in group]
            if len(named) != len(set(named)):
                raise ValueError(f"{kind} files a field twice")

    def class_of(self, field: str) -> str | None:
        """The class under which the field is filed; None for one that stands in no line."""
        kind, _, name = field.rpartition(".")
        for found, names in self.fields.get(kind, {}).items():
            if name in names:
                return found
        return None

    def leg_of(self, recipient: Recipient, purpose: Purpose) -> str | None:
        """The leg from this purpose to this recipient; None where there is none."""
        for name, leg in self.legs.items():
            if leg.purpose == purpose and recipient in leg.recipients:
                return name
        return None


class TableUnreadable(Exception):
    """The table contradicts itself or is none; nothing may leave by it."""


def read_table(text: str) -> Table:
    """Return the table; raises TableUnreadable."""
    try:
        return Table.model_validate(tomllib.loads(text))
    except (tomllib.TOMLDecodeError, ValidationError) as error:
        raise TableUnreadable(str(error)) from None


@cache
def table() -> Table:
    """The table that the program obeys."""
    return read_table(resources.files("safeconduct.law").joinpath("disclosable.toml").read_text("utf-8"))


def disclosable(
    field: str,
    recipient: Recipient,
    purpose: Purpose,
    consents: Collection[Consent] = (),
    *,
    is_held: bool = False,
) -> Decision:
    """Return whether the field may be told to this recipient for this purpose.

    `consents` are those that stand today. `is_held` says that two persons decided to leave the Power of origin out.
    """
    return decide(table(), field, recipient, purpose, consents, is_held=is_held)


def decide(
    by: Table,
    field: str,
    recipient: Recipient,
    purpose: Purpose,
    consents: Collection[Consent] = (),
    *,
    is_held: bool = False,
) -> Decision:
    """The same by another table, for a lawyer who tries a change."""
    name = by.leg_of(recipient, purpose)
    if name is None:
        return _NO_WAY
    leg = by.legs[name]
    if is_held and leg.is_towards_origin:
        return _HELD
    filed = by.class_of(field)
    if filed is None:
        return _UNKNOWN
    found = by.classes[filed]
    if found.never_origin and leg.is_towards_origin:
        return _NEVER_ORIGIN
    decides = leg.follows or name
    if decides in found.kept:
        return Kept(found.source)
    for consent in sorted(consents):
        if decides in found.consented.get(consent, ()):
            return Kept(
                f"his consent: {consent}" if consent != Consent.ENQUIRER_AGREES else "the enquirer's consent"
            )
    return Withheld(found.withheld)


def told_fields(
    kind: str, recipient: Recipient, purpose: Purpose, consents: Collection[Consent] = ()
) -> Mapping[str, Decision]:
    """The decision on every field of a kind, in the table's order; empty for a kind that stands in no line."""
    names: Iterable[str] = (name for group in table().fields.get(kind, {}).values() for name in group)
    return {name: disclosable(f"{kind}.{name}", recipient, purpose, consents) for name in names}


class Sending(StrEnum):
    """What becomes of one leg of a notification."""

    SENT = "sent"
    SENT_WITH_NOTICE = "sent_with_notice"
    HELD = "held"


def legs_of_notification(*, is_harm_feared: bool, is_held: bool) -> dict[Recipient, Sending]:
    """What is sent of a notification, leg by leg.

    The Central Agency is always told, with a notice of circumstances where harm is feared. The Power of origin is
    told unless harm is feared or two persons decided to hold it; whether it stays held they decide, and review it
    within `HOLD_DAYS_MAX` days.

    Source: GC III arts 122(3), 123; GC IV arts 137(2), 140.
    """
    has_notice = is_harm_feared or is_held
    return {
        Recipient.CENTRAL_AGENCY: Sending.SENT_WITH_NOTICE if has_notice else Sending.SENT,
        Recipient.POWER_OF_ORIGIN: Sending.HELD if has_notice else Sending.SENT,
    }
