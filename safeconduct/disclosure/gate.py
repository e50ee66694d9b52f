"""What leaves of a person, field by field, as the table of `law.disclosable` decides. Pure.

A field that is kept back is named whether or not anything stood there, so that the list tells nothing of the person.
"""

from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from datetime import date

from safeconduct.disclosure.facts import KeptBack, ToldLine
from safeconduct.law import disclosable as law
from safeconduct.law.disclosable import Consent, Kept, Purpose, RefusedWhole, Withheld
from safeconduct.law.recipients import Recipient
from safeconduct.sources import when
from safeconduct.sources.errors import Refused
from safeconduct.sources.persons import ToldEvent, ToldPerson
from safeconduct.sources.values import NameRole, WrittenName

_BAND_YEARS = 5
_PLACES = ("destination", "camp")
_NAMES = "registry.NameRecorded"
_ANSWERS = "registry.IdentityStated"
_SOURCE = {_NAMES: "name/source", _ANSWERS: "statement/source"}


@dataclass(frozen=True, slots=True)
class Ways:
    """To whom, for what, and what the prisoner agreed to."""

    recipient: Recipient
    purpose: Purpose
    consents: frozenset[Consent]


@dataclass(frozen=True, slots=True)
class Told:
    """What is told, line by line, and what is kept back."""

    lines: tuple[ToldLine, ...]
    kept_back: tuple[KeptBack, ...]


@dataclass(frozen=True, slots=True)
class PreviewLines:
    """The least that lets a State decide; "" where it is not told or not known, which look alike."""

    age_band: str
    sex: str
    language: str
    care_needed: str
    kept_back: tuple[KeptBack, ...]


def preview(person: ToldPerson, ways: Ways, *, care_needed: str, today: date) -> PreviewLines:
    """Age in a band of five years, sex, language, what care he needs; raises Refused where nothing may leave."""
    given = {
        "age_band": _age_band(_newest(person, "birth_date"), today),
        "sex": _newest(person, "sex"),
        "language": _newest(person, "language"),
        "care_needed": care_needed,
    }
    decided = {name: _decided(f"derived.Preview.{name}", ways) for name in given}
    told = {name: given[name] if decided[name] else "" for name in given}
    return PreviewLines(**told, kept_back=_kept_back(ways, "derived.Preview", _NAMES, _ANSWERS))


def person(known: ToldPerson, ways: Ways) -> Told:
    """His names and answers as far as they are told; raises Refused where nothing may leave."""
    lines = [
        *(_name_line(each, ways) for each in known.names),
        *(_answer_line(item, value, source, ways) for item, value, source in known.answers),
    ]
    return Told(tuple(line for line in lines if line is not None), _kept_back(ways, _NAMES, _ANSWERS))


def notified(known: ToldPerson, ways: Ways) -> tuple[tuple[ToldLine, ...], tuple[KeptBack, ...]]:
    """Who he is, as a notice tells it; without the days on which it was said, which nobody asks for."""
    told = person(known, ways)
    return tuple(dict.fromkeys(told.lines)), told.kept_back


def event(happened: ToldEvent, ways: Ways, place: Callable[[str], str]) -> tuple[ToldLine, ...]:
    """What befell him, as far as it is told; () where nothing of it may be. `place` names a place by its code."""
    lines = []
    for name, text in happened.words:
        found = law.disclosable(f"{happened.kind}.{name}", ways.recipient, ways.purpose, ways.consents)
        if isinstance(found, RefusedWhole):
            return ()
        if isinstance(found, Kept):
            lines.append(ToldLine(item=name, text=place(text) if name in _PLACES else text))
    return tuple(lines)


def check_whole(fields: Iterable[str], ways: Ways) -> None:
    """Refused unless each of these fields may be told: for a step that is told whole or not at all."""
    for field in fields:
        if not _decided(field, ways):
            raise _refused(str(law.disclosable(field, ways.recipient, ways.purpose, ways.consents).source))


def consents_of(told: Collection[str]) -> frozenset[Consent]:
    """What he agreed to, from the items that he let be told to the State he wishes to go to."""
    known = {str(each) for each in Consent}
    return frozenset(Consent(str(item)) for item in told if str(item) in known)


def _name_line(name: WrittenName, ways: Ways) -> ToldLine | None:
    field = {NameRole.OWN: "own", NameRole.ALIAS: "alias", NameRole.FATHER: "father"}[name.role]
    if not _decided(f"{_NAMES}.name/{field}", ways):
        return None
    code = {NameRole.OWN: "name", NameRole.ALIAS: "alias", NameRole.FATHER: "father_name"}[name.role]
    line = ToldLine(item=code, text=name.text, language=name.language)
    return _with_source(line, _NAMES, str(name.source.channel), name.source.said_on, ways=ways)


def _answer_line(item: str, value: str, source: object, ways: Ways) -> ToldLine | None:
    if not _decided(f"{_ANSWERS}.statement/{item}", ways):
        return None
    channel, said_on = str(getattr(source, "channel", "")), str(getattr(source, "said_on", ""))
    return _with_source(ToldLine(item=item, text=value), _ANSWERS, channel, said_on, ways=ways)


def _with_source(line: ToldLine, kind: str, channel: str, said_on: str, *, ways: Ways) -> ToldLine:
    if not _decided(f"{kind}.{_SOURCE[kind]}", ways):
        return line
    return line.model_copy(update={"channel": channel, "said_on": said_on})


def _decided(field: str, ways: Ways) -> bool:
    """Whether the field is told; raises Refused where nothing of the whole may leave."""
    found = law.disclosable(field, ways.recipient, ways.purpose, ways.consents)
    if isinstance(found, RefusedWhole):
        raise _refused(found.source)
    return isinstance(found, Kept)


def _kept_back(ways: Ways, *kinds: str) -> tuple[KeptBack, ...]:
    found = []
    for kind in kinds:
        for name, decision in law.told_fields(kind, ways.recipient, ways.purpose, ways.consents).items():
            if isinstance(decision, Withheld):
                found.append(KeptBack(field=f"{kind}.{name}", source=decision.source[:300]))
    return tuple(found)


def _refused(source: str) -> Refused:
    reason = "Nothing of this may be told to this office for this purpose."
    return Refused("not_disclosable", reason, source, remedy="See docs/reference/what-may-be-told.md.")


def _newest(known: ToldPerson, item: str) -> str:
    return next((value for code, value, _ in reversed(known.answers) if code == item), "")


def _age_band(born: str, today: date) -> str:
    """`20-24`, from the year of birth; "" where no year is known or two bands could be meant by far."""
    found = when.read(born)
    first, last = (found.earliest(), found.latest()) if found else (None, None)
    if first is None or last is None or last.year - first.year > _BAND_YEARS:
        return ""
    start = (today.year - last.year) // _BAND_YEARS * _BAND_YEARS
    return f"{start}-{start + _BAND_YEARS - 1}"
