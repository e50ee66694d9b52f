"""People Finder Interchange Format: what another desk asks, read; and an enquiry for another desk, written sparingly.

Read are versions 1.1 to 1.4. A person record becomes an enquiry of the desk that sent it, its notes become lines of
the enquiry's note: what others claim of somebody is told as a claim. Records that their sender let expire are not
taken. Written is version 1.4, and of an enquiry only whom they seek: no enquirer, no number of a paper or of the
service, no rank, no unit, nothing of candidates, consent, answers or messages.
Source: PFIF 1.4, zesty.ca/pfif/1.4, 29 May 2012.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import IO, Any
from xml.etree.ElementTree import Element, ParseError, SubElement, indent, tostring

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import parse
from pydantic import ValidationError

from safeconduct.sources import when
from safeconduct.sources.values import Channel, Source, WrittenName
from safeconduct.tracing.facts import Relation, Sought, Way
from safeconduct.tracing.mailbox import MailUnreadable
from safeconduct.tracing.requests import OpenEnquiry

NAMESPACE = "http://zesty.ca/pfif/1.4"
EXPIRES_AFTER = timedelta(days=365)
_KNOWN = re.compile(r"\{http://zesty\.ca/pfif/1\.[1-4]/?\}(\w+)")
_DATE = re.compile(r"\d{4}(-\d\d(-\d\d)?)?")
_DAY = re.compile(r"(\d{4}-\d\d-\d\d)T")
_AGE = re.compile(r"(\d{1,3})(?:-(\d{1,3}))?")
_HOME = ("home_street", "home_neighborhood", "home_city", "home_state", "home_postal_code", "home_country")
_SHORT_MAX, _LONG_MAX = 300, 8000
# Names of earlier versions, by those of 1.4.
_EARLIER = {
    "first_name": "given_name",
    "last_name": "family_name",
    "name": "full_name",
    "found": "author_made_contact",
}


def is_pfif(start: bytes) -> bool:
    """Whether a file that begins like this is XML."""
    return start.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"<")


def read(file: IO[bytes], today: date) -> Iterator[tuple[int, OpenEnquiry | MailUnreadable]]:
    """(which person record, its enquiry) of a file, or why it cannot be taken; raises MailUnreadable for no PFIF."""
    try:
        root = parse(file).getroot()
    except (ParseError, DefusedXmlException, ValueError, LookupError) as error:
        raise MailUnreadable(f"This is no PFIF file: {type(error).__name__}.") from None
    if root is None:
        raise MailUnreadable("This file is empty.")
    persons = [_fields(each) for each in root.iter() if _name(each) == "person"]
    if not persons:
        raise MailUnreadable("There is no person record in this file.")
    notes = _notes(root)
    for number, person in enumerate(persons, start=1):
        yield number, _enquiry(person, notes.get(person.get("person_record_id", ""), []), today)


@dataclass(frozen=True, slots=True)
class Sender:
    """Whose file it is: a domain that names the desk, and the office's name."""

    domain: str
    name: str


def write(enquiries: Iterable[tuple[str, str, Sought]], sender: Sender, today: date) -> bytes:
    """The file of these enquiries (number, day received, whom they seek). It asks to be deleted after a year."""
    root = Element("pfif:pfif", {"xmlns:pfif": NAMESPACE})
    for number, received, sought in enquiries:
        _write_person(root, f"{sender.domain}/{number}", received, sought, sender, today)
    indent(root)
    written: bytes = tostring(root, encoding="utf-8", xml_declaration=True)
    return written + b"\n"


def _write_person(
    root: Element, record: str, received: str, sought: Sought, sender: Sender, today: date
) -> None:
    names = [name.text for name in sought.names]
    source_day = (
        received if _DATE.fullmatch(received) and len(received) == len("2026-01-01") else today.isoformat()
    )
    person = SubElement(root, "pfif:person")
    told = {
        "person_record_id": record,
        "entry_date": _moment(today),
        "expiry_date": _moment(today + EXPIRES_AFTER),
        "author_name": sender.name,
        "source_name": sender.name,
        "source_date": f"{source_day}T00:00:00Z",
        "full_name": names[0],
        "alternate_names": "\n".join(names[1:]),
        "description": _description(sought),
        "date_of_birth": sought.born if _DATE.fullmatch(sought.born) else "",
    }
    _add(person, told)
    note = SubElement(person, "pfif:note")
    _add(
        note,
        {
            "note_record_id": f"{record}.1",
            "person_record_id": record,
            "entry_date": _moment(today),
            "author_name": sender.name,
            "source_date": f"{source_day}T00:00:00Z",
            "status": "information_sought",
            "last_known_location": sought.last_seen_at,
            "text": f"Last seen: {sought.last_seen_on or 'date not known'}.",
        },
    )


def _description(sought: Sought) -> str:
    """What helps to know the person and is no number, rank or unit."""
    parts = {
        "Father's name": sought.father_name,
        "Place of birth": sought.birth_place,
        "Born": "" if _DATE.fullmatch(sought.born) else sought.born or sought.born_written,
    }
    return "\n".join(f"{label}: {text}" for label, text in parts.items() if text)


def _add(parent: Element, fields: dict[str, str]) -> None:
    for name, text in fields.items():
        if text:
            SubElement(parent, f"pfif:{name}").text = "".join(c for c in text if c.isprintable() or c == "\n")


def _moment(day: date) -> str:
    return f"{day.isoformat()}T00:00:00Z"


# --- reading --------------------------------------------------------------------------------------


def _name(element: Any) -> str:
    """The element's name of version 1.4; "" for what belongs to no PFIF."""
    found = _KNOWN.fullmatch(element.tag) if isinstance(element.tag, str) else None
    return _EARLIER.get(found[1], found[1]) if found else ""


def _fields(record: Any) -> dict[str, str]:
    found: dict[str, str] = {}
    for child in record:
        name, text = _name(child), (child.text or "").strip()
        if name and text and name not in ("note", "person"):
            found.setdefault(name, text)
    return found


def _notes(root: Any) -> dict[str, list[dict[str, str]]]:
    """The notes by the person they are of; a note inside a person record is of that one."""
    found: dict[str, list[dict[str, str]]] = {}
    for parent in root.iter():
        within = _fields(parent).get("person_record_id", "") if _name(parent) == "person" else ""
        for fields in (_fields(child) for child in parent if _name(child) == "note"):
            found.setdefault(fields.get("person_record_id", within), []).append(fields)
    return found


def _enquiry(
    person: dict[str, str], notes: list[dict[str, str]], today: date
) -> OpenEnquiry | MailUnreadable:
    expired = _day(person.get("expiry_date", ""))
    if expired and expired <= today.isoformat():
        return MailUnreadable("Its sender let it expire: it is to be deleted, not taken.")
    if not person.get("person_record_id"):
        return MailUnreadable("It has no person_record_id.")
    asks = person.get("author_name") or person.get("source_name") or ""
    source = Source(channel=Channel.DOCUMENT, who=asks[:_SHORT_MAX], document="PFIF")
    names = _names(person)
    if not names:
        return MailUnreadable("It names nobody.")
    latest = max(notes, key=lambda note: note.get("source_date", ""), default={})
    contact = [person[name] for name in ("author_email", "author_phone", "source_url") if name in person]
    try:
        sought = Sought(
            names=tuple(WrittenName(text=name[:1000], source=source) for name in names),
            born=_born(person),
            born_written=""
            if _born(person)
            else person.get("date_of_birth", person.get("age", ""))[:_SHORT_MAX],
            last_seen_at=latest.get("last_known_location", "")[:_SHORT_MAX],
            note=_note(person, notes)[:_LONG_MAX],
        )
        return OpenEnquiry.model_validate(
            {
                "sought": sought,
                "enquirer": {
                    "name": asks[:_SHORT_MAX] or person["person_record_id"].partition("/")[0][:_SHORT_MAX],
                    "relation": Relation.OFFICE,
                    "contact": "\n".join(contact)[:_LONG_MAX],
                },
                "way": Way.DESK,
                "received": today.isoformat(),
                "reference": person["person_record_id"],
            }
        )
    except ValidationError as error:
        return MailUnreadable(f"It cannot be read: {error.errors()[0]['loc'][-1]}.")


def _names(person: dict[str, str]) -> list[str]:
    """Every spelling, the whole name first; parts are joined in the order in which their script writes them."""
    parts = [person[name] for name in ("given_name", "family_name") if name in person]
    whole = person.get("full_name") or " ".join(parts)
    others = person.get("alternate_names", "").splitlines()
    return list(dict.fromkeys(name.strip() for name in (whole, *others) if name.strip()))[:20]


def _born(person: dict[str, str]) -> str:
    """The birth as EDTF: as given, or the years that an age on a known day leaves open."""
    given = person.get("date_of_birth", "")
    if given and when.is_readable(given):
        return given
    age, day = _AGE.fullmatch(person.get("age", "")), _day(person.get("source_date", ""))
    if not age or not day:
        return ""
    youngest, oldest = int(age[1]), int(age[2] or age[1])
    year = int(day[:4])
    return f"{year - oldest - 1:04}/{year - youngest:04}" if youngest <= oldest < year else ""


def _note(person: dict[str, str], notes: list[dict[str, str]]) -> str:
    home = ", ".join(person[name] for name in _HOME if name in person)
    lines = [
        f"sex: {person['sex']}" if "sex" in person else "",
        f"home: {home}" if home else "",
        person.get("description", ""),
    ]
    for note in sorted(notes, key=lambda each: each.get("source_date", "")):
        claim = " · ".join(note[name] for name in ("status", "last_known_location", "text") if name in note)
        who, day = note.get("author_name", "not named"), _day(note.get("source_date", ""))
        if claim:
            lines.append(f"{day or 'no date'}, {who}: {claim}")
    return "\n".join(line for line in lines if line)


def _day(moment: str) -> str:
    found = _DAY.match(moment)
    return found[1] if found else ""
