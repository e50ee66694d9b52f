"""The table decides every field of every fact, and by no change of a line does a wish reach the Power of origin."""

import copy
import tomllib
from collections.abc import Iterator
from importlib import resources
from typing import Any, get_args

import pytest
from pydantic import ValidationError

from safeconduct.access.words import Compartment
from safeconduct.arrangements import facts as arrangements
from safeconduct.disclosure import facts as disclosure
from safeconduct.law import disclosable as law
from safeconduct.law.disclosable import (
    TOWARDS_ORIGIN,
    Consent,
    Kept,
    Purpose,
    RefusedWhole,
    Sending,
    Table,
    TableUnreadable,
    Withheld,
    disclosable,
)
from safeconduct.law.recipients import Recipient
from safeconduct.registry import facts as registry
from safeconduct.sources.facts import Fact
from safeconduct.sources.values import NameRole, WrittenName
from safeconduct.tracing import facts as tracing
from safeconduct.wishes import facts as wishes

FACTS: tuple[type[Fact], ...] = (
    *registry.FACTS, *wishes.FACTS, *arrangements.FACTS, *tracing.FACTS, *disclosure.FACTS,
)  # fmt: skip
# What tells where he wishes to go, or what he fears: wish and protection themselves, and every case.
SECRET = {Compartment.WISH, Compartment.PROTECTION, Compartment.CASE}
TEXT = resources.files("safeconduct.law").joinpath("disclosable.toml").read_text("utf-8")
# The same, though it stands elsewhere or is made of several facts.
ALSO_SECRET = (
    "registry.PassedOver.happened", "registry.PassedOver.ground", "arrangements.ListReleased.eligible",
    "arrangements.ListReleased.list", "arrangements.ListReleased.power", "tracing.EnquiryOpened.enquirer",
    "tracing.EnquiryOpened.way", "derived.Preview.case", "derived.Preview.age_band", "derived.CaseFile.own_words",
    "derived.CaseFile.medical_need", "derived.Circumstances.is_harm_feared", "derived.Step.step",
)  # fmt: skip
ALL = frozenset(Consent)


def parts_of(name: str, annotation: object) -> set[str]:
    """The names under which a field must be filed: itself, or each kind of information in it."""
    inside = str(annotation)
    if registry.Statement.__name__ in inside:
        return {f"{name}/{part}" for part in (*registry.Item, "source")}
    if WrittenName.__name__ in inside or annotation is WrittenName:
        return {f"{name}/{part}" for part in (*NameRole, "source")}
    return {name}


def fields_of(fact: type[Fact]) -> set[str]:
    fields: set[str] = set()
    for name, field in fact.model_fields.items():
        fields |= parts_of(name, field.annotation)
    return fields or {"kind"}


def secret_fields() -> Iterator[str]:
    for fact in FACTS:
        if fact.COMPARTMENT in SECRET:  # type: ignore[attr-defined]  # every room's facts have one
            yield from (f"{fact.kind()}.{name}" for name in fields_of(fact))
    yield from ALSO_SECRET


def leaks(table: Table) -> list[str]:
    """Every secret field that some combination of purpose and consents would tell to the Power of origin."""
    return [
        field
        for field in secret_fields()
        for recipient in TOWARDS_ORIGIN
        for purpose in Purpose
        if isinstance(law.decide(table, field, recipient, purpose, ALL), Kept)
    ]


@pytest.mark.parametrize("fact", FACTS, ids=lambda fact: fact.kind())
def test_every_field_of_every_fact_is_decided(fact: type[Fact]) -> None:
    filed = [name for group in law.table().fields.get(fact.kind(), {}).values() for name in group]
    assert set(filed) == fields_of(fact)


def test_no_line_is_about_a_fact_that_is_gone() -> None:
    known = {fact.kind() for fact in FACTS}
    assert {kind for kind in law.table().fields if not kind.startswith("derived.")} == known


def test_every_class_and_every_leg_is_used() -> None:
    table = law.table()
    filed = {name for groups in table.fields.values() for name in groups}
    assert filed == set(table.classes)
    told = {leg for each in table.classes.values() for leg in each.legs()}
    assert told == {name for name, leg in table.legs.items() if leg.follows is None}


def test_every_purpose_leads_somewhere_and_to_nobody_twice() -> None:
    assert {leg.purpose for leg in law.table().legs.values()} == set(Purpose)


# --- the Power of origin ---------------------------------------------------------------------------------


def test_no_wish_no_case_and_no_fear_is_told_to_the_power_of_origin() -> None:
    assert leaks(law.table()) == []


@pytest.mark.parametrize("is_held", [False, True])
@pytest.mark.parametrize("consents", [frozenset(), ALL], ids=["no consent", "every consent"])
def test_whatever_is_consented_a_secret_refuses_the_whole(
    consents: frozenset[Consent], is_held: bool
) -> None:
    told = {
        (field, recipient, purpose)
        for field in secret_fields()
        for recipient in TOWARDS_ORIGIN
        for purpose in Purpose
        if not isinstance(disclosable(field, recipient, purpose, consents, is_held=is_held), RefusedWhole)
    }
    assert told == set()


def changed_tables() -> Iterator[tuple[str, dict[str, Any]]]:
    """The table with one line changed as a careless or bribed hand would change it."""
    plain = tomllib.loads(TEXT)
    origin = [name for name, leg in plain["legs"].items() if TOWARDS_ORIGIN.intersection(leg["recipients"])]
    for name, each in plain["classes"].items():
        if not each.get("never_origin"):
            continue
        for leg in origin:
            for unmarked in (False, True):
                table = copy.deepcopy(plain)
                table["classes"][name]["kept"] = [*each["kept"], leg]
                table["classes"][name]["never_origin"] = not unmarked
                yield f"{name} kept on {leg}, {'un' if unmarked else ''}marked", table
    for name, leg in plain["legs"].items():
        if name not in origin:
            table = copy.deepcopy(plain)
            table["legs"][name]["recipients"] = [*leg["recipients"], "power_of_origin"]
            yield f"{name} opened to the Power of origin", table
    for kind, groups in plain["fields"].items():
        for filed, names in groups.items():
            if plain["classes"][filed].get("never_origin") and not kind.startswith("derived."):
                table = copy.deepcopy(plain)
                del table["fields"][kind][filed]
                table["fields"][kind].setdefault("name", []).extend(names)
                yield f"{kind}.{filed} filed as a name", table


def test_no_single_change_of_the_table_tells_the_power_of_origin() -> None:
    """Each change is refused when the table is read, or found by the test above."""
    unseen = []
    for what, plain in changed_tables():
        try:
            table = Table.model_validate(plain)
        except ValidationError:
            continue
        if not leaks(table):
            unseen.append(what)
    assert unseen == []


def test_that_he_passed_to_another_power_is_not_told_to_his_own() -> None:
    decision = disclosable("registry.PassedOver.happened", Recipient.POWER_OF_ORIGIN, Purpose.NOTIFICATION)
    assert isinstance(decision, RefusedWhole)


@pytest.mark.parametrize("recipient", sorted(TOWARDS_ORIGIN))
def test_a_decision_to_hold_refuses_the_whole(recipient: Recipient) -> None:
    name = "registry.NameRecorded.name/own"
    assert isinstance(disclosable(name, recipient, Purpose.NOTIFICATION), Kept)
    held = disclosable(name, recipient, Purpose.NOTIFICATION, is_held=True)
    assert isinstance(held, RefusedWhole)
    assert isinstance(disclosable(name, Recipient.CENTRAL_AGENCY, Purpose.NOTIFICATION, is_held=True), Kept)


@pytest.mark.parametrize(("is_feared", "is_held"), [(True, False), (False, True), (True, True)])
def test_the_agency_is_always_told_and_warned(is_feared: bool, is_held: bool) -> None:
    legs = law.legs_of_notification(is_harm_feared=is_feared, is_held=is_held)
    assert legs == {
        Recipient.CENTRAL_AGENCY: Sending.SENT_WITH_NOTICE,
        Recipient.POWER_OF_ORIGIN: Sending.HELD,
    }


def test_both_are_told_where_no_harm_is_feared() -> None:
    legs = law.legs_of_notification(is_harm_feared=False, is_held=False)
    assert set(legs.values()) == {Sending.SENT}


# --- case by case -----------------------------------------------------------------------------------------

AGENCY, ORIGIN, RECEIVING = Recipient.CENTRAL_AGENCY, Recipient.POWER_OF_ORIGIN, Recipient.RECEIVING_STATE
STATED = "registry.IdentityStated.statement"
CASES = [
    (f"{STATED}/service_number", AGENCY, Purpose.NOTIFICATION, (), Kept),
    (f"{STATED}/service_number", ORIGIN, Purpose.NOTIFICATION, (), Kept),
    (f"{STATED}/service_number", ORIGIN, Purpose.CORRECTION, (), Kept),
    (f"{STATED}/person_to_inform", AGENCY, Purpose.NOTIFICATION, (), Kept),
    (f"{STATED}/person_to_inform", ORIGIN, Purpose.NOTIFICATION, (), Withheld),
    (f"{STATED}/person_to_inform", ORIGIN, Purpose.NOTIFICATION, (Consent.FAMILY,), Withheld),
    (f"{STATED}/person_to_inform", ORIGIN, Purpose.NOTIFICATION, (Consent.FAMILY_TO_ORIGIN,), Kept),
    (f"{STATED}/unit", ORIGIN, Purpose.NOTIFICATION, (), Withheld),
    (f"{STATED}/source", AGENCY, Purpose.NOTIFICATION, tuple(Consent), Withheld),
    ("registry.NameRecorded.name/own", RECEIVING, Purpose.REFERRAL_PREVIEW, tuple(Consent), Withheld),
    ("registry.NameRecorded.name/own", RECEIVING, Purpose.CASE_FILE, (), Withheld),
    ("registry.NameRecorded.name/own", RECEIVING, Purpose.CASE_FILE, (Consent.IDENTITY,), Kept),
    ("registry.NameRecorded.name/own", RECEIVING, Purpose.NOTIFICATION, tuple(Consent), RefusedWhole),
    ("registry.Captured.circumstances", AGENCY, Purpose.NOTIFICATION, tuple(Consent), Withheld),
    ("registry.Died.cause", ORIGIN, Purpose.DEATH_NOTICE, (), Kept),
    ("registry.HealthObserved.answer", AGENCY, Purpose.HEALTH_BULLETIN, (), Kept),
    ("registry.HealthObserved.note", AGENCY, Purpose.HEALTH_BULLETIN, (), Withheld),
    ("registry.HealthObserved.note", RECEIVING, Purpose.CASE_FILE, (Consent.CARE_NEEDED,), Kept),
    ("derived.Preview.age_band", RECEIVING, Purpose.REFERRAL_PREVIEW, (), Withheld),
    ("derived.Preview.age_band", RECEIVING, Purpose.REFERRAL_PREVIEW, (Consent.IDENTITY,), Kept),
    ("derived.CaseFile.own_words", RECEIVING, Purpose.CASE_FILE, (Consent.IDENTITY,), Withheld),
    ("derived.CaseFile.own_words", RECEIVING, Purpose.CASE_FILE, (Consent.OWN_WORDS,), Kept),
    ("derived.Circumstances.is_harm_feared", AGENCY, Purpose.CIRCUMSTANCES, (), Kept),
    ("derived.Circumstances.is_harm_feared", AGENCY, Purpose.NOTIFICATION, (), Withheld),
    ("wishes.WishDeclared.declaration", RECEIVING, Purpose.CASE_FILE, tuple(Consent), Withheld),
    ("wishes.WishDeclared.declaration", AGENCY, Purpose.CIRCUMSTANCES, tuple(Consent), Withheld),
    ("wishes.WishDeclared.declaration", Recipient.HOME_BUREAU, Purpose.SYNC, (), Kept),
    ("wishes.WishDeclared.declaration", Recipient.BUREAU, Purpose.SYNC, (), RefusedWhole),
    ("registry.Captured.place", Recipient.FIELD_TEAM, Purpose.SYNC, (), RefusedWhole),
    ("arrangements.HandedOver.half", RECEIVING, Purpose.PASSAGE, (), Kept),
    ("arrangements.OfferMade.scope", RECEIVING, Purpose.ARRANGEMENT, (), Kept),
    ("arrangements.ContactLogged.summary", RECEIVING, Purpose.ARRANGEMENT, (), Withheld),
    ("tracing.EnquiryOpened.sought", AGENCY, Purpose.ENQUIRY, (), Withheld),
    ("tracing.EnquiryOpened.sought", AGENCY, Purpose.ENQUIRY, (Consent.ENQUIRER_AGREES,), Kept),
    ("tracing.AnswerGiven.outcome", AGENCY, Purpose.ENQUIRY_ANSWER, (), Kept),
    ("tracing.AnswerGiven.text", AGENCY, Purpose.ENQUIRY_ANSWER, (), Withheld),
    ("figures.ClaimRecorded.words", AGENCY, Purpose.NOTIFICATION, tuple(Consent), Withheld),
    ("registry.Captured.surprise", AGENCY, Purpose.NOTIFICATION, tuple(Consent), Withheld),
    ("accounts.OperatorAdded.name", Recipient.HOME_BUREAU, Purpose.SYNC, (), Withheld),
]


@pytest.mark.parametrize(("field", "recipient", "purpose", "consents", "expected"), CASES)
def test_the_table_says(
    field: str, recipient: Recipient, purpose: Purpose, consents: tuple[Consent, ...], expected: type
) -> None:
    decision = disclosable(field, recipient, purpose, consents)
    assert type(decision) is expected
    assert decision.source


def test_a_field_team_brings_everything_home() -> None:
    """A field left out at home would be lost: nobody else has it."""
    for kind, groups in law.table().fields.items():
        for names in groups.values():
            for name in names:
                decision = disclosable(f"{kind}.{name}", Recipient.HOME_BUREAU, Purpose.SYNC)
                assert isinstance(decision, Kept), f"{kind}.{name}"


def test_all_fields_of_a_kind_are_told_together() -> None:
    found = law.told_fields("registry.Died", ORIGIN, Purpose.DEATH_NOTICE)
    assert {name for name, decision in found.items() if isinstance(decision, Kept)} == {
        "happened", "place", "cause", "certificate",
    }  # fmt: skip
    assert law.told_fields("figures.ClaimRecorded", ORIGIN, Purpose.NOTIFICATION) == {}


@pytest.mark.parametrize(
    ("change", "complaint"),
    [
        (lambda table: table["legs"]["preview"]["recipients"].append("power_of_origin"), "mixes"),
        (lambda table: table["classes"]["wish"]["kept"].append("notification_origin"), "would reach"),
        (lambda table: table["classes"]["wish"]["kept"].append("nowhere"), "not there"),
        (lambda table: table["fields"]["registry.Died"].update({"gossip": ["place"]}), "not there"),
        (lambda table: table["fields"]["registry.Died"].update({"name": ["place"]}), "twice"),
        (lambda table: table["legs"]["case_file"].update({"follows": "correction_agency"}), "follows"),
        (lambda table: table["legs"]["case_file"].update({"purpose": "referral_preview"}), "two legs"),
        (lambda table: table["classes"]["name"].pop("source"), "source"),
        (lambda table: table.update({"more": {}}), "more"),
    ],
)
def test_a_table_that_contradicts_itself_is_not_read(change: Any, complaint: str) -> None:
    plain = tomllib.loads(TEXT)
    change(plain)
    with pytest.raises(ValidationError, match=complaint):
        Table.model_validate(plain)


def test_what_is_no_table_is_not_read() -> None:
    with pytest.raises(TableUnreadable):
        law.read_table("legs = 1")
    with pytest.raises(TableUnreadable):
        law.read_table("[")


def test_every_decision_is_one_of_three() -> None:
    assert set(get_args(law.Decision)) == {Kept, Withheld, RefusedWhole}
