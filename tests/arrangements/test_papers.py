"""Papers between two states: a declared intention as evidence, and numbers for publication."""

import pytest
from django.http import HttpResponse
from django.test import RequestFactory

from safeconduct.access.actor import Actor
from safeconduct.arrangements import actions, requests
from safeconduct.arrangements.facts import Milestone
from safeconduct.arrangements.web import papers
from safeconduct.ledger import merkle
from safeconduct.registry import actions as registry
from safeconduct.sources.errors import Forbidden, NotFound, Refused
from safeconduct.store import verify
from safeconduct.store.errors import Locked
from safeconduct.store.visit import Visit
from tests import cast
from tests.arrangements.story import Story

pytestmark = pytest.mark.django_db(databases=["default", "keys"])

WORDS = "대한민국의 보호를 받고 싶습니다"


def visit(actor: Actor) -> Visit:
    made = RequestFactory().get("/")
    made.actor = actor  # type: ignore[attr-defined]  # as the middleware does
    return made  # type: ignore[return-value]  # as above


def declares(story: Story, prisoner: str, **others: object) -> str:
    """He arrives and declares the intention; the id of his case."""
    case = story.arrived(prisoner)
    step = {
        "prisoner": prisoner,
        "milestone": Milestone.INTENTION_DECLARED,
        "happened": str(story.time.at.date()),
    }
    command = requests.ReachMilestone.model_validate({**step, "words": WORDS, "language": "ko", **others})
    actions.perform(command, story.diplomat)
    return case


def text_of(page: HttpResponse) -> str:
    return page.content.decode()


def test_a_declared_intention_is_printed_with_its_proof(story: Story, prisoner: str) -> None:
    case = declares(story, prisoner)
    steps = story.case(prisoner).steps
    entry = next(step.entry for step in steps if step.fact.get("words") == WORDS)
    page = text_of(papers.intention(visit(story.diplomat), prisoner, case))
    assert WORDS in page
    assert "Act No. 5259 of 1997, art. 3" in page
    proof = verify.prove(entry)
    assert proof.leaf.hex() in page
    assert proof.root.hex() in page
    merkle.check_inclusion(proof.leaf, proof.position, size=proof.size, proof=proof.path, root=proof.root)


def test_an_intention_is_in_his_own_words_or_none(story: Story, prisoner: str) -> None:
    with pytest.raises(Refused) as refused:
        declares(story, prisoner, words=" ")
    assert refused.value.code == "words_missing"


def test_there_is_no_paper_of_what_was_not_declared(story: Story, prisoner: str) -> None:
    case = story.arrived(prisoner)
    for name in (case, "0" * 32):
        with pytest.raises(NotFound):
            papers.intention(visit(story.diplomat), prisoner, name)


def test_papers_are_for_readers_of_cases_alone(story: Story, prisoner: str) -> None:
    case = declares(story, prisoner)
    for name, actor in cast.everyone().items():
        refusal = Locked if name == "protection" else Forbidden
        with pytest.raises(refusal):
            papers.intention(visit(actor), prisoner, case)
        with pytest.raises(refusal):
            papers.statistics(visit(actor))


def test_small_numbers_are_not_published(story: Story, instance: object) -> None:
    assert "too few" not in text_of(papers.statistics(visit(story.diplomat)))
    for _ in range(2):
        number = registry.perform(cast.captive(power="prk", place=cast.places()[0]), cast.BUREAU).number
        story.arrived(number)
        story.time.pass_by(days=1)
    page = text_of(papers.statistics(visit(story.diplomat)))
    assert "too few to be told" in page
    assert "<td>2</td>" not in page
