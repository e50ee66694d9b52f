"""The desk reads with a parser where one is installed, and says so; without one it reads by the rules alone."""

import sys
from dataclasses import dataclass, field
from types import ModuleType
from typing import Any

import pytest
from pytest_django import Settings

from safeconduct.figures import actions, desk, queries, requests
from safeconduct.figures.reading import parser
from tests import cast
from tests.figures.texts import received

pytestmark = [pytest.mark.usefixtures("instance"), pytest.mark.django_db(databases=["default", "keys"])]
SPEAKER = "Those in the know at headquarters"
TEXT = f"{SPEAKER} quietly let it be said 40 soldiers were killed."


@dataclass
class Word:
    """A token as spaCy gives it, as far as it is used."""

    idx: int
    text: str
    lemma_: str
    dep_: str = ""
    children: list["Word"] = field(default_factory=list)

    @property
    def subtree(self) -> list["Word"]:
        return [self, *(below for child in self.children for below in child.subtree)]

    def __len__(self) -> int:
        return len(self.text)


def _parsed(text: str) -> list[Word]:
    """The one sentence as a parser would take it apart: the subject says the clause."""
    if "40 soldiers" not in text:
        return []
    clause = text.index("40 soldiers")
    subject = Word(0, SPEAKER, "those", "nsubj")
    content = Word(clause, text[clause:], "kill", "ccomp")
    return [Word(text.index("said"), "said", "say", "ROOT", [subject, content])]


@pytest.fixture
def spacy(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """A spaCy that knows one model; the names of the models that were loaded."""
    loaded: list[str] = []
    module: Any = ModuleType("spacy")

    def load(model: str, disable: list[str]) -> object:
        if model != "a_model":
            raise OSError(model)
        loaded.append(model)
        return _parsed

    module.load = load
    module.__spec__ = object()
    monkeypatch.setitem(sys.modules, "spacy", module)
    parser.spacy_parse.cache_clear()
    return loaded


@pytest.fixture(autouse=True)
def nothing_is_loaded() -> Any:
    parser.spacy_parse.cache_clear()
    yield
    parser.spacy_parse.cache_clear()


def speakers(number: str) -> list[str | None]:
    return [each.said.speaker for each in queries.publication(number, cast.ANALYST).proposals]


def test_a_parser_that_is_installed_reads_beside_the_rules_and_is_named(
    spacy: list[str], settings: Settings
) -> None:
    settings.SAFECONDUCT_SPACY_MODEL = "a_model"
    number = received(TEXT)
    assert speakers(number) == [SPEAKER]
    assert speakers(number) == [SPEAKER]
    assert spacy == ["a_model"]
    ref = queries.publication(number, cast.ANALYST).proposals[0].ref
    done = actions.perform(requests.ConfirmProposal(publication=number, proposal=ref), cast.ANALYST)
    assert queries.claim(done.item, cast.ANALYST).claim.reader == f"{desk.READER} and a_model"


@pytest.mark.parametrize("model", ["another_model", ""])
def test_without_the_model_the_rules_read_alone(spacy: list[str], settings: Settings, model: str) -> None:
    settings.SAFECONDUCT_SPACY_MODEL = model
    assert speakers(received(TEXT)) == [None]
    assert desk.reader() == desk.READER
    assert spacy == []


def test_without_spacy_the_rules_read_alone(monkeypatch: pytest.MonkeyPatch, settings: Settings) -> None:
    monkeypatch.setattr(parser, "find_spec", lambda _name: None)
    settings.SAFECONDUCT_SPACY_MODEL = "a_model"
    assert speakers(received(TEXT)) == [None]
    assert desk.reader() == desk.READER
