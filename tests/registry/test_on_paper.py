"""What the register gives for papers: what lists show, of all records of the man, and nothing of health."""

import pytest

from safeconduct.access.words import Capability
from safeconduct.registry import actions, queries, requests
from safeconduct.registry.facts import Item
from safeconduct.sources.errors import Forbidden, NotFound
from safeconduct.sources.values import DECLINED, AnswerState
from safeconduct.store.create import Created
from tests import cast

pytestmark = pytest.mark.django_db(databases=["default", "keys"])
READ = Capability.REGISTRY_PRISONER_READ


def befell(number: str, event: requests.Event) -> None:
    actions.perform(requests.RecordEvent(prisoner=number, event=event), cast.BUREAU)


def test_papers_tell_what_lists_show_and_what_befell_him(instance: Created) -> None:
    camp, _ = cast.places()
    asked = cast.captive(
        born="1999-04", number="12345", power="prk", captured="2025-01-12", health="wounded arm"
    )
    declined = cast.said(Item.BIRTH_PLACE, DECLINED)
    asked = asked.model_copy(update={"statements": (*asked.statements, declined)})
    number = actions.perform(asked, cast.BUREAU).number
    befell(number, requests.ArrivedAtCampEvent(camp=camp, happened="2025-01-14", source=cast.SEEN))
    befell(
        number,
        requests.EffectTakenEvent(
            description="watch", receipt="0412", officer="Koval", happened="2025-01-14", source=cast.SEEN
        ),
    )
    person = queries.paper_person(number, cast.BUREAU, READ)
    assert person.name is not None
    assert person.name.text == "박철수"
    assert person.answers["birth_date"].value == "1999-04"
    assert person.answers["birth_place"].state is AnswerState.DECLINED
    assert (person.camp, person.captured_on, person.is_dead) == (camp, "2025-01-12", False)
    (watch,) = person.effects
    assert (watch.description, watch.receipt, watch.officer, watch.returned) == ("watch", "0412", "Koval", "")
    assert "wounded" not in repr(person)


def test_a_death_and_a_grave_are_told(instance: Created) -> None:
    number = actions.perform(cast.captive(captured="2025-01-12"), cast.BUREAU).number
    befell(
        number, requests.DiedEvent(place="Sumy", cause="pneumonia", happened="2025-03-03", source=cast.SEEN)
    )
    befell(number, requests.BuriedEvent(place="Sumy", grave="4/12", happened="2025-03-05", source=cast.SEEN))
    person = queries.paper_person(number, cast.BUREAU, READ)
    assert (person.is_dead, person.died_on, person.died_at) == (True, "2025-03-03", "Sumy")
    assert (person.cause_of_death, person.buried_at) == ("pneumonia", "Sumy, 4/12")


def test_two_answers_that_disagree_are_named(instance: Created) -> None:
    number = actions.perform(cast.captive(born="1999-04"), cast.BUREAU).number
    stated = cast.said(Item.BIRTH_DATE, "1998-05-12", cast.SEEN)
    actions.perform(requests.StateIdentity(prisoner=number, statement=stated), cast.BUREAU)
    assert queries.paper_person(number, cast.BUREAU, READ).conflicts == ("birth_date",)


def test_a_place_gives_everybody_it_holds_once(instance: Created) -> None:
    camp, other = cast.places()
    here = [
        actions.perform(cast.captive(name), cast.BUREAU).number for name in ("박철수", "리명호", "김영일")
    ]
    for number in here:
        actions.perform(cast.arrival(number, camp, "2025-01-14"), cast.BUREAU)
    away = actions.perform(cast.captive("정광민"), cast.BUREAU).number
    actions.perform(cast.arrival(away, other, "2025-01-14"), cast.BUREAU)
    judged = requests.JudgeSame(left=here[0], right=here[2], reason="one man")
    actions.perform(judged, cast.BUREAU)
    found = queries.paper_persons_at(camp, cast.BUREAU, READ)
    assert [person.number for person in found] == here[:2]


def test_a_place_that_is_not_the_viewers_gives_nobody(instance: Created) -> None:
    _, other = cast.places()
    number = actions.perform(cast.captive(), cast.BUREAU).number
    actions.perform(cast.arrival(number, other, "2025-01-14"), cast.BUREAU)
    with pytest.raises(NotFound):
        queries.paper_persons_at(other, cast.registrar(), READ)
    with pytest.raises(NotFound):
        queries.paper_person(number, cast.registrar(), READ)
    with pytest.raises(Forbidden):
        queries.paper_person(number, cast.STRANGER, READ)
