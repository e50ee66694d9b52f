"""Prints a prisoner's papers, and records that they were printed and handed over: the evidence of duties.

Owns who may print what, which event stands for handing a paper over, and printing for a whole place. A paper is set
before anything is recorded: one that cannot be printed leaves no trace but the reading. What stands in its fields is
`contents`, how it looks `safeconduct.papers`; the event closes its duty by the table of `law`.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from secrets import token_hex

from safeconduct.access.actor import Actor
from safeconduct.access.words import Capability
from safeconduct.duties import actions, contents, queries, requests
from safeconduct.duties.contents import Certificate, Office
from safeconduct.papers.kinds import FORMS, Kind
from safeconduct.papers.print import Paper, print_papers
from safeconduct.registry import queries as register
from safeconduct.sources.errors import Refused
from safeconduct.sources.numbers import number_of
from safeconduct.sources.persons import PaperPerson
from safeconduct.store.instance import current
from safeconduct.store.record import transaction

PRINT = Capability.DUTIES_PAPER_PRINT
_CERTIFICATE = "registry.CertificateIssued"
_ID_BYTES = 16


@dataclass(frozen=True, slots=True)
class Printed:
    """A file to print. `name` holds numbers and kinds and no name of anybody; `persons` is how many it is for."""

    pdf: bytes
    name: str
    persons: int


@dataclass(frozen=True, slots=True)
class Handover:
    """What handing a paper over is, in the words of the law: the event, and what it always says of itself."""

    event: str
    details: Mapping[str, str]


HANDOVERS: Mapping[Kind, Handover] = {
    Kind.IDENTITY_CARD: Handover("doc_issued", {}),
    Kind.CAPTURE_CARD_FAMILY: Handover("card_offered", {"to": "family"}),
    Kind.CAPTURE_CARD_AGENCY: Handover("card_offered", {"to": "agency"}),
    Kind.RECEIPT: Handover("receipt_given", {}),
    Kind.MEDICAL_CERTIFICATE: Handover("certificate_given", {}),
    Kind.DEATH_NOTIFICATION: Handover("death_certificate_sent", {}),
    Kind.NOTIFICATION_LIST: Handover("nib_sent", {"leg": "agency"}),
}
"""Of the others no duty asks for evidence: a letter form or a certificate of the Commission is printed, no more."""


def print_one(kind: Kind, prisoner: str, languages: Sequence[str], actor: Actor) -> Printed:
    """The prisoner's paper as PDF; () are the prisoner's language and the Detaining Power's. Recorded as printed.

    A medical certificate needs an unlocked session that reads health, and its printing is told to no one else.
    """
    _refuse_kind(kind, contents.OF_ONE, "of one prisoner")
    person = register.paper_person(prisoner, actor, PRINT, _purpose(kind))
    office = _office(_certificate(person, actor) if kind is Kind.MEDICAL_CERTIFICATE else None)
    paper = contents.paper_of(kind, person, tuple(languages) or contents.languages_of(person, office), office)
    pdf = print_papers(kind, [paper])
    if kind is not Kind.MEDICAL_CERTIFICATE:
        _record_printed(kind, [person.number], actor)
    return Printed(pdf, f"{person.number}-{kind}.pdf", 1)


def print_place(kind: Kind, place: str, languages: Sequence[str], actor: Actor) -> Printed:
    """The paper for everybody whom the place holds, in one PDF; () gives each in the prisoner's own language."""
    _refuse_kind(kind, contents.OF_A_PLACE, "for a whole place")
    persons = register.paper_persons_at(place, actor, PRINT)
    office = _office(None)
    pdf = print_papers(kind, _papers(kind, persons, languages, office))
    _record_printed(kind, [person.number for person in persons], actor)
    return Printed(pdf, f"{place}-{kind}.pdf", len(persons))


def hand_over(kind: Kind, prisoner: str, actor: Actor, *, happened: str = "") -> actions.Done:
    """Record that the paper was handed over, offered or sent; `happened` is EDTF or a moment, "" is today.

    A receipt is handed over for everything in keeping that is on it. `Refused` for a form of which no duty asks.
    """
    _refuse_kind(kind, contents.OF_ONE & HANDOVERS.keys(), "handed over on record")
    person = register.paper_person(prisoner, actor, PRINT)
    _refuse_lack(kind, person)
    handover, day = HANDOVERS[kind], happened or actions.day_here().isoformat()
    acts = _acts(kind, person, actor)
    with transaction():
        done = [
            actions.perform(
                requests.RecordForPrisoner(
                    prisoner=person.number,
                    event=handover.event,
                    happened=day,
                    about=entry,
                    details={**handover.details, **details},
                ),
                actor,
            )
            for entry, details in acts
        ]
    return done[-1]


def send_list(place: str, actor: Actor, *, happened: str = "") -> int:
    """Record that the list of the place went to the Agency: one notice for each on it; how many they were."""
    persons = register.paper_persons_at(place, actor, PRINT)
    handover = HANDOVERS[Kind.NOTIFICATION_LIST]
    numbers = [person.number for person in persons]
    _record(
        handover.event,
        numbers,
        handover.details,
        actor=actor,
        happened=happened or actions.day_here().isoformat(),
    )
    return len(numbers)


def languages_for(prisoner: str, actor: Actor) -> tuple[PaperPerson, tuple[str, ...]]:
    """What a page offers before anything is printed: the person, and the languages of the prisoner's papers."""
    person = register.paper_person(prisoner, actor, PRINT)
    return person, contents.languages_of(person, _office(None))


def _acts(kind: Kind, person: PaperPerson, actor: Actor) -> list[tuple[str, dict[str, str]]]:
    """What handing over answers, and its details: a receipt everything on it, a certificate each open request."""
    if kind is Kind.RECEIPT:
        return [(each.entry, {"receipt": each.receipt or person.number}) for each in person.effects]
    asked = [""]
    if kind is Kind.MEDICAL_CERTIFICATE:
        is_open = queries.sheet(person.number, actor).open
        asked = [line.opened_by for line in is_open if line.opened_kind == "certificate_asked"] or asked
    return [(entry, _details(kind, person)) for entry in asked]


def _details(kind: Kind, person: PaperPerson) -> dict[str, str]:
    """Under which number the paper can be found, where the event asks for one."""
    if HANDOVERS[kind].event == "card_offered":
        return {}
    return {"reference": person.number}


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
    return Office(
        here.conflict, here.names, actions.day_here().isoformat(), here.is_demonstration, certificate
    )


def _certificate(person: PaperPerson, actor: Actor) -> Certificate | None:
    """The latest certificate, in the unlocked session of a reader of health; Forbidden or Locked for any other."""
    lines = register.health(person.number, actor, "medical certificate").lines
    issued = [line for line in lines if line.kind == _CERTIFICATE]
    return Certificate(issued[-1].text, issued[-1].happened) if issued else None


def _record_printed(kind: Kind, numbers: Sequence[str], actor: Actor) -> None:
    _record(
        "card_printed", numbers, {"paper": str(kind)}, actor=actor, happened=actions.day_here().isoformat()
    )


def _record(
    event: str, numbers: Sequence[str], details: Mapping[str, str], *, actor: Actor, happened: str
) -> None:
    """The same of all of them, or of none."""
    with transaction():
        for start in range(0, len(numbers), requests.LINES_MAX):
            told = requests.RecordForMany(
                event=event,
                happened=happened,
                details=dict(details),
                prisoners=tuple(numbers[start : start + requests.LINES_MAX]),
            )
            actions.perform(told, actor)


def _refuse_kind(kind: Kind, those: Collection[Kind], what: str) -> None:
    if kind not in those:
        raise Refused(
            "not_this_paper",
            f"This paper is not one that is printed or kept {what}: {kind}.",
            FORMS[kind].source,
            remedy=f"Choose one of: {', '.join(sorted(those))}.",
            field="kind",
        )


def _refuse_lack(kind: Kind, person: PaperPerson) -> None:
    """What there is nothing of cannot be handed over either; a certificate is told of in health alone."""
    if kind is not Kind.MEDICAL_CERTIFICATE:
        contents.refuse_lack(kind, person)
