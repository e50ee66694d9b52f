"""A parser fills what no rule gave to a speaker, and nothing else; without one everything is read as before."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date

from safeconduct.figures.claims import Document, Voice
from safeconduct.figures.reading.parser import Reported, reported, spacy_parse
from safeconduct.figures.reading.read import read

TEXT = "Those in the know at headquarters quietly let it be said 40 soldiers were killed."
PUBLISHED = date(2031, 3, 17)


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


def test_a_clause_under_a_verb_of_saying_is_reported() -> None:
    subject = Word(0, "Headquarters", "headquarters", "nsubj")
    soldiers = Word(18, "soldiers", "soldier", "nsubjpass")
    clause = Word(32, "killed", "kill", "ccomp", [soldiers])
    said = Word(13, "said", "say", "ROOT", [subject, clause])
    slept = Word(40, "slept", "sleep", "ROOT", [subject, clause])
    assert list(reported([subject, said, soldiers, clause, slept])) == [Reported((0, 12), (13, 17), (18, 38))]


def _parse(text: str) -> Iterable[Reported]:
    place = text.find("40 soldiers")
    return [Reported((0, 31), (52, 56), (place, len(text)))] if place >= 0 else []


def test_a_parser_fills_a_sentence_that_no_rule_gave_to_anybody() -> None:
    (bare,) = read(Document(text=TEXT, published_at=PUBLISHED)).claims
    (filled,) = read(Document(text=TEXT, published_at=PUBLISHED), parse=_parse).claims
    assert (bare.speaker, bare.voice) == (None, Voice.PUBLICATION)
    assert (filled.speaker, filled.voice) == (TEXT[:31], Voice.ATTRIBUTED)


def test_a_parser_changes_nothing_that_a_rule_has_found() -> None:
    text = "The NIS said 40 soldiers were killed."
    assert read(Document(text=text), parse=_parse) == read(Document(text=text))


def test_without_the_model_there_is_no_parser() -> None:
    assert spacy_parse("no_such_model_of_any_language") is None
