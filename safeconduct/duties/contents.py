"""What stands in the fields of a prisoner's paper: the register's answers in the words of two languages. Pure.

Owns which answer fills which field, how a date, a rank, a Power and a camp are told in each language, and what a
paper to an authority says where an answer is missing. The prisoner's own cards leave such a line to his hand.
Source: GC III arts 17, 18, 30, 70, 71, 120, 122, Annex IV.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from safeconduct.law.conflict import Conflict, Named
from safeconduct.papers.kinds import FORMS, LANGUAGES, WORDS, Form, Kind
from safeconduct.papers.print import Paper, Said
from safeconduct.sources import when
from safeconduct.sources.date_words import DateForm, describe
from safeconduct.sources.errors import Refused
from safeconduct.sources.persons import KeptEffect, PaperPerson
from safeconduct.sources.values import Answer, AnswerState

ENGLISH = "en"
OF_ONE = frozenset(Kind) - {Kind.NOTIFICATION_LIST}
"""Papers about one prisoner."""
OF_A_PLACE = frozenset(
    {
        Kind.IDENTITY_CARD,
        Kind.CAPTURE_CARD_FAMILY,
        Kind.CAPTURE_CARD_AGENCY,
        Kind.CORRESPONDENCE_CARD,
        Kind.LETTER,
        Kind.NOTIFICATION_LIST,
    }
)
"""Papers that can be printed for everybody in a place at once."""
_TO_AN_AUTHORITY = frozenset({Kind.DEATH_NOTIFICATION, Kind.NOTIFICATION_LIST})
_ABSENT: Mapping[AnswerState, str] = {
    AnswerState.DECLINED: "declined",
    AnswerState.DOES_NOT_KNOW: "does_not_know",
    AnswerState.UNREADABLE: "does_not_know",
    AnswerState.NOT_ASKED: "not_recorded",
}


@dataclass(frozen=True, slots=True)
class Certificate:
    """What a doctor certified, as recorded in health, and the day as EDTF."""

    text: str
    happened: str


@dataclass(frozen=True, slots=True)
class Office:
    """Who prints, when, and in which conflict. `names` are the office's by language; `today` is EDTF."""

    conflict: Conflict
    names: Mapping[str, str]
    today: str
    is_demonstration: bool
    certificate: Certificate | None = field(default=None)

    @property
    def language(self) -> str:
        """The Detaining Power's language on papers: the first of the office's own names that is not English."""
        own = [each for each in self.names if each in LANGUAGES and each != ENGLISH]
        return own[0] if own else ENGLISH


def languages_of(person: PaperPerson, office: Office) -> tuple[str, ...]:
    """The prisoner's language, where a paper can be printed in it, and the Detaining Power's; each once."""
    spoken = person.answers.get("language")
    own = spoken.value if spoken and spoken.value in LANGUAGES else ""
    return tuple(dict.fromkeys(each for each in (own, office.language) if each))


def paper_of(kind: Kind, person: PaperPerson, languages: Sequence[str], office: Office) -> Paper:
    """The person's paper of the kind. `Refused` where there is nothing that it could tell of."""
    refuse_lack(kind, person)
    if kind is Kind.MEDICAL_CERTIFICATE and office.certificate is None:
        raise Refused(
            "no_certificate",
            "No medical certificate is recorded of this prisoner.",
            FORMS[kind].source,
            remedy="Record the certificate in health, then print it.",
        )
    form = FORMS[kind]
    told = _Told(person, tuple(languages), office, tells_absence=kind in _TO_AN_AUTHORITY)
    return _paper(person.number, tuple(languages), told.values(form), office, rows=told.effects(kind))


def list_of(persons: Sequence[PaperPerson], number: str, languages: Sequence[str], office: Office) -> Paper:
    """The list for the Agency: one row a person, in the order of the form's fields. `number` is the list's own.

    The rows are in the office's own language where the list is in it, else in the last of the list's languages.
    """
    form = FORMS[Kind.NOTIFICATION_LIST]
    if not persons:
        raise Refused("nobody_held", "Nobody is held there to be listed.", form.source)
    told_in = office.language if office.language in languages else languages[-1]
    rows = []
    for person in persons:
        values = _Told(person, (told_in,), office, tells_absence=True).values(form)
        rows.append(tuple(values.get(each.key, ()) for each in form.fields))
    return _paper(number, tuple(languages), {}, office, rows=tuple(rows))


def refuse_lack(kind: Kind, person: PaperPerson) -> None:
    """`Refused` where the register holds nothing that such a paper could tell of, or tells of a death."""
    source = FORMS[kind].source
    if kind is Kind.DEATH_NOTIFICATION and not person.is_dead:
        raise Refused(
            "not_dead", "No death is recorded of this prisoner.", source, remedy="Record the death first."
        )
    if person.is_dead and kind in OF_A_PLACE:
        raise Refused("is_dead", "The prisoner's death is recorded; this paper is for the living.", source)
    if kind is Kind.RECEIPT and not person.effects:
        raise Refused(
            "nothing_taken",
            "Nothing is recorded as taken into keeping from this prisoner.",
            source,
            remedy="Record what was taken, then print its receipt.",
        )


def _paper(
    number: str,
    languages: tuple[str, ...],
    values: Mapping[str, tuple[Said, ...]],
    office: Office,
    *,
    rows: tuple[tuple[tuple[Said, ...], ...], ...] = (),
) -> Paper:
    return Paper(
        number=number,
        languages=languages,
        values=values,
        issuer=_in_each(office.names, languages),
        printed_on=_dates(office.today, languages),
        rows=rows,
        is_invented=office.is_demonstration,
    )


@dataclass(frozen=True, slots=True)
class _Told:
    """One person's answers, told in the languages of one paper."""

    person: PaperPerson
    languages: tuple[str, ...]
    office: Office
    tells_absence: bool

    def values(self, form: Form) -> dict[str, tuple[Said, ...]]:
        """Every field of the form that is filled in; a blank one has no value, whatever is known."""
        found = {each.key: self._value(each.key) for each in form.fields if not each.is_blank}
        return {key: texts for key, texts in found.items() if texts}

    def effects(self, kind: Kind) -> tuple[tuple[tuple[Said, ...], ...], ...]:
        """The rows of a receipt: day, what, receipt, who took it, day of return."""
        if kind is not Kind.RECEIPT:
            return ()
        return tuple(self._effect(each) for each in self.person.effects)

    def _effect(self, kept: KeptEffect) -> tuple[tuple[Said, ...], ...]:
        days = [_short(day, self.languages) for day in (kept.taken, kept.returned)]
        return (days[0], _plain(kept.description), _plain(kept.receipt), _plain(kept.officer), days[1])

    def _value(self, key: str) -> tuple[Said, ...]:  # noqa: C901 - one line a field, as the annex lists them
        person = self.person
        match key:
            case "name":
                return (Said(person.name.text, person.name.language),) if person.name else self._absent(None)
            case "rank":
                return self._rank()
            case "power":
                return self._power()
            case "birth_date":
                return self._birth_date()
            case "birth":
                # Of neither known, the word for it stands once.
                return tuple(dict.fromkeys((*self._answer("birth_place"), *self._birth_date())))
            case "prisoner_number":
                return _plain(person.number)
            case "camp":
                return self._camp()
            case "present_address":
                return (*_plain(person.number), *self._camp())
            case "captured_on":
                return _dates(person.captured_on, self.languages)
            case "captured":
                return (*_plain(person.captured_at), *_dates(person.captured_on, self.languages))
            case "death":
                return (*_plain(person.died_at), *_dates(person.died_on, self.languages))
            case "cause_of_death":
                return _plain(person.cause_of_death)
            case "burial_place":
                return _plain(person.buried_at)
            case _:
                return self._of_office(key) or self._answer(key)

    def _of_office(self, key: str) -> tuple[Said, ...]:
        office = self.office
        match key:
            case "country_of_posting":
                return self._named(office.conflict.party(office.conflict.detaining))
            case "authority":
                return _in_each(office.names, self.languages)
            case "treatment_told" if office.certificate:
                return _plain(office.certificate.text)
            case "certified_on" if office.certificate:
                return _dates(office.certificate.happened, self.languages)
        return ()

    def _answer(self, item: str) -> tuple[Said, ...]:
        answer = self.person.answers.get(item)
        return _plain(answer.value) if answer and answer.value else self._absent(answer)

    def _absent(self, answer: Answer | None) -> tuple[Said, ...]:
        if not self.tells_absence:
            return ()
        words = WORDS[_ABSENT[answer.state if answer else AnswerState.NOT_ASKED]]
        return tuple(Said(words[language], language) for language in self.languages)

    def _birth_date(self) -> tuple[Said, ...]:
        answer = self.person.answers.get("birth_date")
        return _dates(answer.value, self.languages) if answer and answer.value else self._absent(answer)

    def _rank(self) -> tuple[Said, ...]:
        """The rank as it was said; beside it what it is called in the languages of the paper."""
        said = self._answer("rank")
        if len(said) != 1:
            return said
        known = self.office.conflict.rank_of(said[0].text)
        beside = [each for each in self._named(known) if each.text != said[0].text]
        return (*said, *beside) if known else said

    def _power(self) -> tuple[Said, ...]:
        said = self._answer("power")
        if len(said) != 1:
            return said
        conflict = self.office.conflict
        known = conflict.party(said[0].text) or conflict.power_of(said[0].text)
        return self._named(known) if known else said

    def _camp(self) -> tuple[Said, ...]:
        return self._named(self.office.conflict.camp(self.person.camp))

    def _named(self, thing: Named | None) -> tuple[Said, ...]:
        return _in_each(thing.names, self.languages) if thing else ()


def _plain(text: str) -> tuple[Said, ...]:
    return (Said(text),) if text else ()


def _in_each(names: Mapping[str, str], languages: Iterable[str]) -> tuple[Said, ...]:
    """The name in each of the languages that has one, each spelling once; else in English."""
    found: dict[str, str] = {}
    for language in languages:
        if language in names:
            found.setdefault(names[language], language)
    if not found and ENGLISH in names:
        found[names[ENGLISH]] = ENGLISH
    return tuple(Said(text, language) for text, language in found.items())


def _dates(edtf: str, languages: Iterable[str]) -> tuple[Said, ...]:
    """The day in words of each language; a text that is no date stands as it was written."""
    date = when.read(edtf)
    if date is None:
        return _plain(edtf)
    return tuple(Said(describe(date, language), language) for language in languages)


def _short(edtf: str, languages: Sequence[str]) -> tuple[Said, ...]:
    """The day in the shorter form of tables, in the prisoner's language."""
    date = when.read(edtf)
    return (Said(describe(date, languages[0], DateForm.TABLE), languages[0]),) if date else _plain(edtf)
