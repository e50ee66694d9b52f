"""Handing papers over: what is recorded, which duty it closes, and of whom; printing leaves a trace of its own."""

import pytest

from safeconduct.access.words import Compartment
from safeconduct.duties import actions, printing, queries, requests
from safeconduct.duties.facts import Recorded
from safeconduct.papers.kinds import Kind
from safeconduct.registry import requests as registered
from safeconduct.sources.errors import Forbidden, NotFound, Refused
from safeconduct.store.create import Created
from safeconduct.store.history import history
from tests import cast
from tests.duties.test_papers import BOTH, befell, certified, held, medical, watch_taken

pytestmark = pytest.mark.django_db(databases=["default", "keys"])


def events_of(number: str) -> list[tuple[str, dict[str, str]]]:
    """What was recorded for the duties of the prisoner, in order."""
    return [(line.event, dict(line.details)) for line in queries.sheet(number, cast.BUREAU).evidence]


def open_rows(number: str) -> set[str]:
    return {line.row for line in queries.sheet(number, cast.BUREAU).open}


def test_printing_is_recorded_and_closes_nothing(instance: Created) -> None:
    number = held()
    printing.print_one(Kind.CAPTURE_CARD_AGENCY, number, BOTH, cast.BUREAU)
    assert events_of(number) == [("card_printed", {"paper": "capture_card_agency"})]
    assert "GC3-070a-agency" in open_rows(number)


def test_offering_the_card_closes_its_duty_and_no_other(instance: Created) -> None:
    number = held()
    printing.hand_over(Kind.CAPTURE_CARD_AGENCY, number, cast.BUREAU, happened="2025-01-15")
    assert events_of(number)[-1] == ("card_offered", {"to": "agency"})
    assert "GC3-070a-agency" not in open_rows(number)
    assert "GC3-070a-family" in open_rows(number)


def test_an_identity_card_closes_the_duty_of_article_18(instance: Created) -> None:
    number = held()
    before = open_rows(number)
    printing.hand_over(Kind.IDENTITY_CARD, number, cast.BUREAU)
    assert events_of(number)[-1] == ("doc_issued", {"reference": number})
    assert before - open_rows(number) == {"GC3-018b"}


def test_a_receipt_is_recorded_for_everything_on_it(instance: Created) -> None:
    number = held()
    taken = registered.MoneyTakenEvent(
        amount="1200", currency="RUB", receipt="", officer="Koval", happened="2025-01-14", source=cast.SEEN
    )
    befell(number, taken)
    watch_taken(number)
    assert "GC3-018c" in open_rows(number)
    printing.hand_over(Kind.RECEIPT, number, cast.BUREAU)
    assert [event for event, _ in events_of(number)] == ["receipt_given", "receipt_given"]
    assert "GC3-018c" not in open_rows(number)


def test_the_list_for_the_agency_closes_the_leg_to_the_agency_alone(instance: Created) -> None:
    number = held()
    printing.print_place(Kind.NOTIFICATION_LIST, cast.places()[0], BOTH, cast.BUREAU)
    assert printing.send_list(cast.places()[0], cast.BUREAU) == 1
    assert events_of(number)[-1] == ("nib_sent", {"leg": "agency"})
    assert {"GC3-122-3-agency", "GC3-122-3-power"} & open_rows(number) == {"GC3-122-3-power"}


def test_a_notification_of_death_that_was_sent_closes_its_duty(instance: Created) -> None:
    number = held()
    died = registered.DiedEvent(place="Sumy", cause="pneumonia", happened="2025-03-03", source=cast.SEEN)
    befell(number, died)
    assert "GC3-120b" in open_rows(number)
    printing.hand_over(Kind.DEATH_NOTIFICATION, number, cast.BUREAU)
    assert "GC3-120b" not in open_rows(number)


def test_printing_a_medical_certificate_leaves_no_open_trace(instance: Created) -> None:
    number = held()
    certified(number, instance)
    printing.print_one(Kind.MEDICAL_CERTIFICATE, number, BOTH, medical(instance))
    assert events_of(number) == []


def test_a_certificate_answers_the_prisoner_who_asked_for_it(instance: Created) -> None:
    number = held()
    asked = requests.RecordForPrisoner(prisoner=number, event="certificate_asked", happened="2025-02-01")
    actions.perform(asked, cast.BUREAU)
    before = open_rows(number)
    printing.hand_over(Kind.MEDICAL_CERTIFICATE, number, cast.BUREAU, happened="2025-02-02")
    assert before - open_rows(number) == {"GC3-030b"}


def test_a_card_for_a_place_is_recorded_of_each(instance: Created) -> None:
    numbers = [held(name) for name in ("박철수", "리명호")]
    printing.print_place(Kind.CAPTURE_CARD_FAMILY, cast.places()[0], (), cast.registrar())
    assert [events_of(number) for number in numbers] == [
        [("card_printed", {"paper": "capture_card_family"})]
    ] * 2


def test_a_refused_paper_leaves_nothing_on_record(instance: Created) -> None:
    number = held("박\U0002b740수")
    with pytest.raises(Refused):
        printing.print_one(Kind.IDENTITY_CARD, number, BOTH, cast.BUREAU)
    with pytest.raises(Refused):
        printing.hand_over(Kind.RECEIPT, number, cast.BUREAU)
    with pytest.raises(Refused):
        printing.hand_over(Kind.LETTER, number, cast.BUREAU)
    with pytest.raises(Refused):
        printing.hand_over(Kind.IDENTITY_CARD, number, cast.BUREAU, happened="2199-01-01")
    assert events_of(number) == []


def test_who_may_not_print_hands_nothing_over(instance: Created) -> None:
    number = held(camp=cast.places()[1])
    with pytest.raises(Forbidden):
        printing.hand_over(Kind.IDENTITY_CARD, number, cast.DELEGATE)
    with pytest.raises(NotFound):
        printing.hand_over(Kind.IDENTITY_CARD, number, cast.registrar())
    with pytest.raises(Forbidden):
        printing.send_list(cast.places()[1], cast.DELEGATE)


def test_what_is_recorded_holds_no_name(instance: Created) -> None:
    number = held()
    printing.print_one(Kind.IDENTITY_CARD, number, BOTH, cast.BUREAU)
    subject = printing.languages_for(number, cast.BUREAU)[0].subject
    told = [
        e.fact for e in history(subject, [Compartment.CUSTODY], cast.BUREAU) if isinstance(e.fact, Recorded)
    ]
    assert told
    assert "박철수" not in repr(told)
