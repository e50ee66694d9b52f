"""Prints a prisoner's papers, and everybody's of a place.

Owns who may print what. That a paper was printed stands in the log of readings, with its kind as the purpose; a
medical certificate is told of there as any reading of health. What stands in its fields is `contents`, how it looks
`safeconduct.papers`.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from secrets import token_hex

from safeconduct.access.actor import Actor
from safeconduct.access.words import Capability
from safeconduct.duties import contents
from safeconduct.duties.contents import Certificate, Office
from safeconduct.papers.kinds import FORMS, Kind
from safeconduct.papers.print import Paper, print_papers
from safeconduct.registry import queries as register
from safeconduct.sources.errors import Refused
from safeconduct.sources.numbers import number_of
from safeconduct.sources.persons import PaperPerson
from safeconduct.store.clock import today
from safeconduct.store.instance import current

PRINT = Capability.DUTIES_PAPER_PRINT
_CERTIFICATE = "registry.CertificateIssued"
_ID_BYTES = 16


@dataclass(frozen=True, slots=True)
class Printed:
    """A file to print. `name` holds numbers and kinds and no name of anybody; `persons` is how many it is for."""

    pdf: bytes
    name: str
    persons: int


def print_one(kind: Kind, prisoner: str, languages: Sequence[str], actor: Actor) -> Printed:
    """The prisoner's paper as PDF; () are the prisoner's language and the Detaining Power's. Logged as printed.

    A medical certificate needs an unlocked session that reads health; the log tells of it as of any such reading.
    """
    _refuse_kind(kind, contents.OF_ONE, "of one prisoner")
    person = register.paper_person(prisoner, actor, PRINT, _purpose(kind))
    office = _office(_certificate(person, actor) if kind is Kind.MEDICAL_CERTIFICATE else None)
    paper = contents.paper_of(kind, person, tuple(languages) or contents.languages_of(person, office), office)
    pdf = print_papers(kind, [paper])
    return Printed(pdf, f"{person.number}-{kind}.pdf", 1)


def print_place(kind: Kind, place: str, languages: Sequence[str], actor: Actor) -> Printed:
    """The paper for everybody whom the place holds, in one PDF; () gives each in the prisoner's own language."""
    _refuse_kind(kind, contents.OF_A_PLACE, "for a whole place")
    persons = register.paper_persons_at(place, actor, PRINT)
    office = _office(None)
    pdf = print_papers(kind, _papers(kind, persons, languages, office))
    return Printed(pdf, f"{place}-{kind}.pdf", len(persons))


def languages_for(prisoner: str, actor: Actor) -> tuple[PaperPerson, tuple[str, ...]]:
    """What a page offers before anything is printed: the person, and the languages of the prisoner's papers."""
    person = register.paper_person(prisoner, actor, PRINT)
    return person, contents.languages_of(person, _office(None))


def _papers(
    kind: Kind, persons: Sequence[PaperPerson], languages: Sequence[str], office: Office
) -> list[Paper]:
    if kind is Kind.NOTIFICATION_LIST:
        number = number_of(token_hex(_ID_BYTES))
        return [contents.list_of(persons, number, tuple(languages) or (office.language,), office)]
    return [
        contents.paper_of(kind, person, tuple(languages) or contents.languages_of(person, office), office)
        for person in persons
    ]


def _purpose(kind: Kind) -> str:
    """What the log of readings says the paper was read for; "" for the one whose very kind tells of health."""
    return "" if kind is Kind.MEDICAL_CERTIFICATE else f"print {kind}"


def _office(certificate: Certificate | None) -> Office:
    here = current()
    return Office(here.conflict, here.names, today().isoformat(), here.is_demonstration, certificate)


def _certificate(person: PaperPerson, actor: Actor) -> Certificate | None:
    """The latest certificate, in the unlocked session of a reader of health; Forbidden or Locked for any other."""
    lines = register.health(person.number, actor, "medical certificate").lines
    issued = [line for line in lines if line.kind == _CERTIFICATE]
    return Certificate(issued[-1].text, issued[-1].happened) if issued else None


def _refuse_kind(kind: Kind, those: Collection[Kind], what: str) -> None:
    if kind not in those:
        raise Refused(
            "not_this_paper",
            f"This paper is not one that is printed or kept {what}: {kind}.",
            FORMS[kind].source,
            remedy=f"Choose one of: {', '.join(sorted(those))}.",
            field="kind",
        )
