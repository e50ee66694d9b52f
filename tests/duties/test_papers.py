"""Printing papers: who may, what stands on them, what the log of readings tells of it, what is refused."""

import io

import pypdf
import pytest

from safeconduct.access.actor import Actor
from safeconduct.access.decide import may
from safeconduct.access.words import Compartment
from safeconduct.duties import contents, printing, queries
from safeconduct.duties.printing import PRINT
from safeconduct.papers.kinds import Kind
from safeconduct.registry import actions as register
from safeconduct.registry import requests as registered
from safeconduct.registry.facts import Item
from safeconduct.sources.errors import Forbidden, NotFound, Refused
from safeconduct.store.create import Created
from safeconduct.store.errors import Locked
from safeconduct.store.readings import readings
from tests import cast
from tests.duties.days import Days
from tests.registry.callers import ROLES

pytestmark = pytest.mark.django_db(databases=["default", "keys"])
BOTH = ("ko", "uk")


def held(name: str = "박철수", *, camp: str = "", **others: str) -> str:
    """A prisoner who arrived at a camp, the first registrar's if none is named; his number."""
    asked = cast.captive(name, born="1999-04", number="12345", power="prk", captured="2025-01-12", **others)
    spoken = cast.said(Item.LANGUAGE, "ko")
    asked = asked.model_copy(update={"statements": (*asked.statements, spoken)})
    number = register.perform(asked, cast.BUREAU).number
    register.perform(cast.arrival(number, camp or cast.places()[0], "2025-01-14"), cast.BUREAU)
    return number


def befell(number: str, event: registered.Event) -> None:
    register.perform(registered.RecordEvent(prisoner=number, event=event), cast.BUREAU)


def watch_taken(number: str) -> None:
    taken = registered.EffectTakenEvent(
        description="watch", receipt="0412", officer="Koval", happened="2025-01-14", source=cast.SEEN
    )
    befell(number, taken)


def medical(instance: Created) -> Actor:
    return cast.unlocked(cast.MEDICAL, instance.private_halves, Compartment.HEALTH)


def certified(number: str, instance: Created) -> None:
    issued = registered.IssueCertificate(
        prisoner=number, text="перелом; шість тижнів; гіпс", happened="2025-02-01", source=cast.SEEN
    )
    register.perform(issued, medical(instance))


def logged() -> list[tuple[str, str]]:
    """What was read and why, the newest first."""
    return [(line.what, line.purpose) for line in readings(cast.AUDITOR) if line.what != "readings"]


def text_of(pdf: bytes) -> str:
    return "\n".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(pdf)).pages)


def test_a_card_is_printed_and_that_is_logged(instance: Created) -> None:
    number = held()
    made = printing.print_one(Kind.CAPTURE_CARD_AGENCY, number, BOTH, cast.BUREAU)
    assert (made.name, made.persons) == (f"{number}-capture_card_agency.pdf", 1)
    assert "박철수" in text_of(made.pdf)
    assert logged()[0] == ("papers", "print capture_card_agency")


def test_a_receipt_tells_what_was_taken(instance: Created) -> None:
    number = held()
    watch_taken(number)
    found = text_of(printing.print_one(Kind.RECEIPT, number, BOTH, cast.BUREAU).pdf)
    assert [word for word in ("watch", "0412", "Koval") if word not in found] == []


def test_a_notification_of_death_tells_its_cause(instance: Created) -> None:
    number = held()
    died = registered.DiedEvent(place="Sumy", cause="pneumonia", happened="2025-03-03", source=cast.SEEN)
    befell(number, died)
    assert "pneumonia" in text_of(printing.print_one(Kind.DEATH_NOTIFICATION, number, BOTH, cast.BUREAU).pdf)


def test_without_a_choice_the_languages_are_his_and_the_detaining_powers(instance: Created) -> None:
    number = held()
    assert "신분증명서" in text_of(printing.print_one(Kind.IDENTITY_CARD, number, (), cast.BUREAU).pdf)
    person, languages = printing.languages_for(number, cast.BUREAU)
    assert (person.number, languages[0]) == (number, "ko")


def test_past_midnight_at_the_place_a_paper_is_of_the_new_day(instance: Created, days: Days) -> None:
    days.at("2025-01-15T12:00+02:00")
    number = held()
    days.at("2025-01-18T00:30+02:00")
    assert "18 січня 2025 р." in text_of(
        printing.print_one(Kind.IDENTITY_CARD, number, ("uk",), cast.BUREAU).pdf
    )
    printing.hand_over(Kind.CAPTURE_CARD_FAMILY, number, cast.BUREAU)
    told = {line.event: line.happened for line in queries.sheet(number, cast.BUREAU).evidence}
    assert told == {"card_printed": "2025-01-18", "card_offered": "2025-01-18"}


def test_a_place_is_printed_in_one_file(instance: Created) -> None:
    for name in ("박철수", "리명호", "김영일"):
        held(name)
    held("정광민", camp=cast.places()[1])
    made = printing.print_place(Kind.CAPTURE_CARD_FAMILY, cast.places()[0], (), cast.registrar())
    assert made.persons == 3
    assert len(pypdf.PdfReader(io.BytesIO(made.pdf)).pages) == 6
    assert "정광민" not in text_of(made.pdf)
    assert logged()[0][0] == "papers of a place"


def test_the_list_for_the_agency_names_everybody_of_the_place(instance: Created) -> None:
    numbers = [held(name) for name in ("박철수", "리명호")]
    found = text_of(printing.print_place(Kind.NOTIFICATION_LIST, cast.places()[0], BOTH, cast.BUREAU).pdf)
    assert all(number in found for number in numbers)


def test_a_medical_certificate_needs_an_open_session(instance: Created) -> None:
    number = held()
    certified(number, instance)
    made = printing.print_one(Kind.MEDICAL_CERTIFICATE, number, BOTH, medical(instance))
    assert "перелом" in text_of(made.pdf)
    assert "certificate" not in "".join(purpose for what, purpose in logged() if what == "papers")
    with pytest.raises(Locked):
        printing.print_one(Kind.MEDICAL_CERTIFICATE, number, BOTH, cast.MEDICAL)
    with pytest.raises(Forbidden):
        printing.print_one(Kind.MEDICAL_CERTIFICATE, number, BOTH, cast.BUREAU)


def test_no_other_paper_tells_of_health(instance: Created) -> None:
    number = held(health="shot through the arm")
    certified(number, instance)
    watch_taken(number)
    for kind in contents.OF_ONE - {Kind.MEDICAL_CERTIFICATE, Kind.DEATH_NOTIFICATION}:
        found = text_of(printing.print_one(kind, number, BOTH, medical(instance)).pdf)
        assert "shot through" not in found
        assert "перелом" not in found


@pytest.mark.parametrize("who", sorted(ROLES))
def test_who_may_print(instance: Created, who: str) -> None:
    actor = cast.everyone()[who]
    number = held()
    if who == "other_registrar":
        with pytest.raises(NotFound):
            printing.print_one(Kind.LETTER, number, BOTH, actor)
        with pytest.raises(NotFound):
            printing.print_place(Kind.LETTER, cast.places()[0], BOTH, actor)
    elif may(actor, PRINT):
        assert printing.print_one(Kind.LETTER, number, BOTH, actor).pdf.startswith(b"%PDF")
    else:
        with pytest.raises(Forbidden):
            printing.print_one(Kind.LETTER, number, BOTH, actor)
        with pytest.raises(Forbidden):
            printing.print_place(Kind.LETTER, cast.places()[0], BOTH, actor)


def test_a_letter_that_no_font_has_is_refused_and_named(instance: Created) -> None:
    number = held("박\U0002b740수")
    with pytest.raises(Refused) as refused:
        printing.print_one(Kind.IDENTITY_CARD, number, BOTH, cast.BUREAU)
    assert (refused.value.code, refused.value.field) == ("no_glyph", f"{number} name")
    with pytest.raises(Refused):
        printing.print_place(Kind.IDENTITY_CARD, cast.places()[0], BOTH, cast.BUREAU)


@pytest.mark.parametrize(
    ("kind", "code"),
    [
        (Kind.DEATH_NOTIFICATION, "not_dead"),
        (Kind.RECEIPT, "nothing_taken"),
        (Kind.NOTIFICATION_LIST, "not_this_paper"),
    ],
)
def test_a_paper_of_nothing_is_refused(instance: Created, kind: Kind, code: str) -> None:
    with pytest.raises(Refused) as refused:
        printing.print_one(kind, held(), BOTH, cast.BUREAU)
    assert refused.value.code == code


@pytest.mark.parametrize("kind", [Kind.RECEIPT, Kind.DEATH_NOTIFICATION, Kind.MEDICAL_CERTIFICATE])
def test_a_paper_of_one_is_not_printed_for_a_place(instance: Created, kind: Kind) -> None:
    held()
    with pytest.raises(Refused, match="whole place"):
        printing.print_place(kind, cast.places()[0], BOTH, cast.BUREAU)


def test_an_empty_place_is_refused(instance: Created) -> None:
    with pytest.raises(Refused, match="nobody"):
        printing.print_place(Kind.LETTER, cast.places()[0], BOTH, cast.BUREAU)
    with pytest.raises(Refused, match="Nobody"):
        printing.print_place(Kind.NOTIFICATION_LIST, cast.places()[0], BOTH, cast.BUREAU)
