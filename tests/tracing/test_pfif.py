"""PFIF: files as other desks send them, of each version, and what leaves here of an enquiry."""

import io
from datetime import date
from typing import Any
from xml.etree.ElementTree import fromstring

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from safeconduct.access.words import Role
from safeconduct.sources.errors import Forbidden, NotFound, Refused
from safeconduct.store.create import Created
from safeconduct.tracing import actions, carried, pfif, queries
from safeconduct.tracing.facts import Relation, Sought, Way
from safeconduct.tracing.mailbox import MailUnreadable
from safeconduct.tracing.requests import HandOverEnquiry, OpenEnquiry
from tests import cast
from tests.tracing.enquiries import found, open_enquiry, registered, sought
from tests.tracing.test_pages import signed_in

TODAY = date(2026, 3, 1)
SENDER = pfif.Sender("desk.invalid", "Desk")
OURS = {"pfif": pfif.NAMESPACE}
NEWEST = """<?xml version="1.0" encoding="UTF-8"?>
<pfif:pfif xmlns:pfif="http://zesty.ca/pfif/1.4">
  <pfif:note>
    <pfif:note_record_id>desk.example/n2</pfif:note_record_id>
    <pfif:person_record_id>desk.example/1</pfif:person_record_id>
    <pfif:source_date>2025-02-03T00:00:00Z</pfif:source_date>
    <pfif:author_name>A neighbour</pfif:author_name>
    <pfif:status>believed_missing</pfif:status>
    <pfif:last_known_location>Kursk</pfif:last_known_location>
    <pfif:text>Seen at the station.</pfif:text>
  </pfif:note>
  <pfif:person>
    <pfif:person_record_id>desk.example/1</pfif:person_record_id>
    <pfif:entry_date>2025-03-01T00:00:00Z</pfif:entry_date>
    <pfif:expiry_date>2027-03-01T00:00:00Z</pfif:expiry_date>
    <pfif:author_name>Пак Сун Хи</pfif:author_name>
    <pfif:author_phone>+7 000 000</pfif:author_phone>
    <pfif:source_date>2025-03-01T00:00:00Z</pfif:source_date>
    <pfif:full_name>Пак Чхоль Су</pfif:full_name>
    <pfif:alternate_names>박철수
Pak Chol Su</pfif:alternate_names>
    <pfif:description>A scar on the chin.</pfif:description>
    <pfif:sex>male</pfif:sex>
    <pfif:age>25-26</pfif:age>
    <pfif:home_city>Hamhung</pfif:home_city>
    <pfif:photo_url>http://desk.example/1.jpg</pfif:photo_url>
    <pfif:note>
      <pfif:note_record_id>desk.example/n1</pfif:note_record_id>
      <pfif:source_date>2025-01-03T00:00:00Z</pfif:source_date>
      <pfif:text>He wrote in December.</pfif:text>
    </pfif:note>
  </pfif:person>
</pfif:pfif>
"""
RECORD_ID = "<pfif:person_record_id>desk.example/1</pfif:person_record_id>"
OLDEST = """<pfif xmlns="http://zesty.ca/pfif/1.1"><person>
<person_record_id>old.example/7</person_record_id><source_name>Old desk</source_name>
<first_name>CHOL SU</first_name><last_name>PAK</last_name></person></pfif>
"""


def read(text: str, today: date = TODAY) -> list[Any]:
    return [found for _, found in pfif.read(io.BytesIO(text.encode()), today)]


def test_a_person_record_is_an_enquiry_of_the_desk_that_sent_it() -> None:
    (enquiry,) = read(NEWEST)
    assert isinstance(enquiry, OpenEnquiry)
    assert [name.text for name in enquiry.sought.names] == ["Пак Чхоль Су", "박철수", "Pak Chol Su"]
    assert enquiry.sought.born == "1998/2000"
    assert enquiry.sought.last_seen_at == "Kursk"
    assert enquiry.sought.note.splitlines() == [
        "sex: male",
        "home: Hamhung",
        "A scar on the chin.",
        "2025-01-03, not named: He wrote in December.",
        "2025-02-03, A neighbour: believed_missing · Kursk · Seen at the station.",
    ]
    assert (enquiry.way, enquiry.reference) == (Way.DESK, "desk.example/1")
    assert (enquiry.enquirer.name, enquiry.enquirer.relation) == ("Пак Сун Хи", Relation.OFFICE)
    assert enquiry.enquirer.contact == "+7 000 000"
    assert not enquiry.enquirer.may_pass_on
    assert "jpg" not in enquiry.model_dump_json()


def test_earlier_versions_are_read() -> None:
    (enquiry,) = read(OLDEST)
    assert [name.text for name in enquiry.sought.names] == ["CHOL SU PAK"]
    assert enquiry.enquirer.name == "Old desk"


@pytest.mark.parametrize(
    ("given", "born", "written"),
    [
        ("<pfif:date_of_birth>1999-04-02</pfif:date_of_birth>", "1999-04-02", ""),
        ("<pfif:date_of_birth>1999</pfif:date_of_birth>", "1999", ""),
        ("<pfif:date_of_birth>2 April 1999</pfif:date_of_birth>", "", "2 April 1999"),
        ("<pfif:date_of_birth>1999-13</pfif:date_of_birth>", "", "1999-13"),
        ("<pfif:age>30-20</pfif:age>", "", "30-20"),
        ("<pfif:age>about 20</pfif:age>", "", "about 20"),
    ],
)
def test_a_birth_is_never_made_up(given: str, born: str, written: str) -> None:
    (enquiry,) = read(NEWEST.replace("<pfif:age>25-26</pfif:age>", given))
    assert (enquiry.sought.born, enquiry.sought.born_written) == (born, written)


def test_what_its_sender_let_expire_is_not_taken() -> None:
    (found,) = read(NEWEST, date(2027, 3, 1))
    assert isinstance(found, MailUnreadable)
    assert "expire" in str(found)


@pytest.mark.parametrize(
    ("old", "new", "why"),
    [
        ("<pfif:full_name>Пак Чхоль Су</pfif:full_name>", "", None),
        (f"{RECORD_ID}\n    <pfif:entry", "<pfif:entry", "no person_record_id"),
        ("desk.example/1<", "d" * 400 + "<", "reference"),
        ("Пак Чхоль Су", "А" * 5000, None),
    ],
)  # fmt: skip
def test_a_record_that_cannot_be_read_is_told_and_no_other_suffers(
    old: str, new: str, why: str | None
) -> None:
    (found,) = read(NEWEST.replace(old, new))
    assert isinstance(found, MailUnreadable) == bool(why)
    if why:
        assert why in str(found)


@pytest.mark.parametrize(
    "text",
    ["", "<", "<html></html>", "<pfif xmlns='http://zesty.ca/pfif/1.4'/>", "\x00\x01",
     '<!DOCTYPE a [<!ENTITY b "c">]><pfif xmlns="http://zesty.ca/pfif/1.4"><person>&b;</person></pfif>'],
)  # fmt: skip
def test_what_is_no_pfif_is_refused_whole(text: str) -> None:
    with pytest.raises(MailUnreadable):
        read(text)


def test_only_whom_they_seek_is_written() -> None:
    whole = sought(
        born="1999~",
        father_name="박영호",
        birth_place="Hamhung",
        rank="private",
        unit="94th brigade",
        service_number="123456",
        paper_number="AA 1",
        last_seen_at="Kursk",
        note="his mother is ill\x00",
    )
    text = pfif.write([("9C1M-HT44", "2026-02-01", whole)], SENDER, TODAY)
    person = fromstring(text).find("pfif:person", OURS)  # noqa: S314  # our own bytes
    assert person is not None
    told = {child.tag.partition("}")[2]: child.text for child in person}
    assert told["person_record_id"] == "desk.invalid/9C1M-HT44"
    assert told["full_name"] == "Пак Чхоль Су"
    assert told["expiry_date"] == "2027-03-01T00:00:00Z"
    assert told["description"] == "Father's name: 박영호\nPlace of birth: Hamhung\nBorn: 1999~"
    assert "date_of_birth" not in told
    for hidden in ("private", "94th", "123456", "AA 1", "ill"):
        assert hidden.encode() not in text


def test_what_is_written_is_read_again() -> None:
    there = Sought.model_validate({**sought("박철수 <&> \x0b").model_dump(), "last_seen_at": "Kursk"})
    text = pfif.write([("9C1M-HT44", "", there)], SENDER, TODAY).decode()
    (back,) = read(text)
    assert [name.text for name in back.sought.names] == ["박철수 <&>"]
    assert (back.sought.born, back.sought.last_seen_at, back.reference) == (
        "1999",
        "Kursk",
        "desk.invalid/9C1M-HT44",
    )


# --- in the room ----------------------------------------------------------------------------------

in_the_database = pytest.mark.django_db(databases=["default", "keys"])


def handed(enquiry: str) -> HandOverEnquiry:
    return HandOverEnquiry(enquiry=enquiry, desk="Central Tracing Agency", reason="he may be elsewhere")


@in_the_database
def test_a_file_of_another_desk_is_taken_once(instance: Created) -> None:
    done = carried.take(io.BytesIO(NEWEST.encode()), cast.TRACING)
    assert (done.opened, done.refused) == (1, ())
    assert carried.take(io.BytesIO(NEWEST.encode()), cast.TRACING).known == 1
    (row,) = queries.enquiries(cast.TRACING).rows
    assert queries.enquiry(row.number, cast.TRACING).way == Way.DESK


@in_the_database
def test_an_enquiry_goes_to_another_desk_with_the_enquirers_consent_alone(instance: Created) -> None:
    enquiry = actions.perform(open_enquiry(), cast.TRACING).number
    with pytest.raises(NotFound):
        carried.file_of(enquiry, cast.TRACING)
    text = carried.hand_over(handed(enquiry), cast.TRACING)
    assert enquiry.encode() in text
    for hidden in ("Пак Сун Хи", "Sakhalin", "letter of the family"):
        assert hidden.encode() not in text
    assert carried.file_of(enquiry, cast.TRACING) == text
    with pytest.raises(Forbidden):
        carried.file_of(enquiry, cast.STRANGER)
    mother = open_enquiry().enquirer.model_copy(update={"may_pass_on": False})
    held = actions.perform(open_enquiry().model_copy(update={"enquirer": mother}), cast.TRACING).number
    with pytest.raises(Refused, match="another desk"):
        carried.hand_over(handed(held), cast.TRACING)


@in_the_database
def test_the_file_tells_the_same_whatever_was_found(instance: Created) -> None:
    """Found or not, judged or not: the desk that gets the file learns nothing of it."""
    prisoner = registered()
    texts = []
    for is_found in (False, True):
        enquiry = actions.perform(open_enquiry(), cast.TRACING).number
        if is_found:
            found(enquiry, prisoner)
        texts.append(carried.hand_over(handed(enquiry), cast.TRACING).replace(enquiry.encode(), b""))
    assert texts[0] == texts[1]


@in_the_database
def test_the_pages_take_a_file_and_give_one(instance: Created) -> None:
    officer: Client = signed_in("tracing", Role.TRACING)
    taken = officer.post("/tracing/take/", {"file": SimpleUploadedFile("asked.xml", NEWEST.encode())})
    assert taken.status_code == 200
    assert "Enquiries opened: 1" in taken.content.decode()
    for wrong in ({}, {"file": SimpleUploadedFile("x", b"")}, {"file": SimpleUploadedFile("x", b"\x00 no")}):
        told = officer.post("/tracing/take/", wrong)
        assert told.status_code == 422
        assert "There is a problem" in told.content.decode()
    enquiry = actions.perform(open_enquiry(), cast.TRACING).number
    assert officer.get(f"/tracing/{enquiry}/handed-over/").status_code == 404
    actions.perform(handed(enquiry), cast.TRACING)
    assert "The file for that desk" in officer.get(f"/tracing/{enquiry}/").content.decode()
    file = officer.get(f"/tracing/{enquiry}/handed-over/")
    assert file.headers["Content-Type"] == "application/xml"
    assert enquiry in file.headers["Content-Disposition"]
