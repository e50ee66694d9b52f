"""The pages as an operator meets them: doors, equal refusals, text that is never lost, two edits at once."""

import inspect
import re
from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import QueryDict
from django.http.multipartparser import MultiPartParser
from django.test import Client
from django.urls import URLPattern
from django.utils import translation

from safeconduct import urls
from safeconduct.access.actor import Actor
from safeconduct.access.words import Capability, Role
from safeconduct.accounts import actions as accounts
from safeconduct.accounts import queries
from safeconduct.accounts.facts import AddOperator
from safeconduct.registry import actions
from safeconduct.registry import queries as queries_of_register
from safeconduct.registry.files import FILE_BYTES_MAX
from safeconduct.registry.models import Prisoner
from safeconduct.registry.requests import JudgeSame
from safeconduct.registry.web import phrases
from safeconduct.registry.web.pages import csv_cell
from safeconduct.shell.door import Open
from safeconduct.sources.numbers import number_of
from safeconduct.store import approvals, erasure, once, readings, verify
from safeconduct.store.create import Created
from safeconduct.store.errors import LogNotCut
from safeconduct.store.forms import APPROVAL_REFUSAL, read_date
from safeconduct.store.models import FormSent
from tests import cast

pytestmark = pytest.mark.django_db(databases=["default", "keys"])

PASSPHRASE = "seven small boats at noon"  # noqa: S105 - invented, opens nothing


@pytest.fixture
def bureau(instance: Created) -> Client:
    return signed_in("bureau", (Role.BUREAU,))


def signed_in(login: str, roles: tuple[Role, ...], places: tuple[str, ...] = ()) -> Client:
    """A browser in which a new operator of these roles has signed in."""
    client = Client()
    command = AddOperator(login=login, name=login, roles=roles, places=places)
    if queries.is_empty():
        accounts.add_first_operator(command, PASSPHRASE)
    else:
        administrator = Actor("f" * 32, "administrator", frozenset({Role.ADMINISTRATOR}))
        accounts.add_operator(command, PASSPHRASE, administrator)
    answer = client.post("/sign-in/", {"login": login, "passphrase": PASSPHRASE, "next": "/"})
    assert answer.status_code == 302
    return client


def registered(name: str = "박철수", **others: str) -> str:
    return actions.perform(cast.captive(name, **others), cast.BUREAU).number


def test_every_page_says_who_may_ask_for_it() -> None:
    pages = [pattern for pattern in urls.urlpatterns if isinstance(pattern, URLPattern)]
    assert len(pages) > 40
    for page in pages:
        assert isinstance(getattr(page.callback, "may", None), Capability | Open), page.pattern


def test_a_stranger_is_asked_to_sign_in_everywhere(instance: Created) -> None:
    number = registered()
    asked = [Client().get(path) for path in ("/", "/prisoners/", f"/prisoners/{number}/", "/nothing/")]
    assert {answer.status_code for answer in asked} == {401}
    assert number not in asked[1].content.decode()


def test_no_such_prisoner_and_not_yours_are_the_same_bytes(instance: Created) -> None:
    mine, theirs = cast.places()
    number = registered(place=theirs)
    client = signed_in("registrar", (Role.REGISTRAR,), (mine,))
    not_yours, no_such = client.get(f"/prisoners/{number}/"), client.get("/prisoners/ZZZZ-ZZZZ/")
    assert (not_yours.status_code, no_such.status_code) == (404, 404)
    assert not_yours.content == no_such.content


def test_text_typed_into_an_ended_session_is_offered_again(bureau: Client) -> None:
    path = f"/prisoners/{registered()}/add/note/"
    stranger = Client()
    late = stranger.post(path, {"answer": "walked three days", "channel": "own_statement"})
    assert late.status_code == 401
    carried = dict(re.findall(r'name="(kept:[^"]+)" value="([^"]*)"', late.content.decode()))
    fields = {"login": "bureau", "passphrase": PASSPHRASE, "next": path, **carried}
    offered = stranger.post("/sign-in/", fields, follow=True)
    assert "walked three days" in offered.content.decode()
    assert "walked three days" not in stranger.get(path).content.decode()


def test_switching_the_language_loses_no_text(bureau: Client) -> None:
    path = f"/prisoners/{registered()}/add/note/"
    bureau.post(f"/language/?next={path}", {"switch_to": "ko", "answer": "walked three days"})
    page = bureau.get(path).content.decode()
    assert 'lang="ko"' in page
    assert "walked three days" in page


def test_the_second_of_two_edits_sees_both(bureau: Client) -> None:
    path = f"/prisoners/{registered()}/add/rank/"
    first = {"answer": "сержант", "channel": "document", "seen": "1"}
    assert bureau.post(path, first).status_code == 302
    second = bureau.post(path, first | {"answer": "рядовий"})
    assert second.status_code == 409
    page = second.content.decode()
    assert "сержант" in page
    assert "рядовий" in page
    seen = re.search(r'name="seen" value="(\d+)"', page)
    assert seen is not None
    assert bureau.post(path, first | {"answer": "рядовий", "seen": seen[1]}).status_code == 302


def test_a_form_sent_twice_is_written_once(bureau: Client) -> None:
    """The token stands for one rendering of the page: a double click sends it twice, a new page has another."""
    before = Prisoner.objects.count()
    sent = {"name": "허금철", "then": "open", "csrfmiddlewaretoken": "one rendering"}
    first, second = (bureau.post("/prisoners/register/", sent) for _ in range(2))
    assert (first.status_code, second.status_code) == (302, 302)
    assert first.headers["Location"] == second.headers["Location"]
    assert Prisoner.objects.count() == before + 1
    bureau.post("/prisoners/register/", sent | {"name": "허금성"})
    bureau.post("/prisoners/register/", sent | {"csrfmiddlewaretoken": "another rendering"})
    assert Prisoner.objects.count() == before + 3


def test_a_form_that_was_not_taken_may_be_sent_again(bureau: Client) -> None:
    sent = {"power": "prk", "csrfmiddlewaretoken": "one rendering"}
    assert [bureau.post("/prisoners/register/", sent).status_code for _ in range(2)] == [422, 422]


def test_a_second_press_does_not_wait_for_ever(bureau: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(once, "_WAIT_SECONDS", 0.05)
    monkeypatch.setattr(once, "claim", lambda form: False)
    FormSent.objects.create(id=once.digest("", "", b""), day="2025-01-12")
    monkeypatch.setattr(once, "digest", lambda sender, path, sent: FormSent.objects.get().id)
    answer = bureau.post("/prisoners/register/", {"name": "허금철", "csrfmiddlewaretoken": "one rendering"})
    assert answer.status_code == 422
    assert "sent a moment ago" in answer.content.decode()


def test_letters_are_shortcuts_only_when_switched_on(bureau: Client) -> None:
    assert "data-letters" not in bureau.get("/prisoners/").content.decode()
    bureau.post("/settings/", {"density": "desk", "reading_script": "latin", "letter_keys": "on"})
    bureau.post("/language/", {"switch_to": "uk", "next": "/"})
    assert "data-letters" in bureau.get("/prisoners/").content.decode()
    bureau.post("/settings/", {"density": "desk", "reading_script": "latin", "letter_keys": "off"})
    assert "data-letters" not in bureau.get("/prisoners/").content.decode()


def test_what_is_carried_over_registers_nobody(bureau: Client) -> None:
    answer = bureau.post("/prisoners/register/", {"power": "prk", "captured-year": "2025"})
    assert answer.status_code == 422
    assert 'href="#name"' in answer.content.decode()


def test_a_bad_date_becomes_a_question_not_a_refusal(bureau: Client) -> None:
    typed = {"name": "Пак Чер Су", "captured-day": "31", "captured-month": "2", "captured-year": "2025"}
    answer = bureau.post("/prisoners/register/", {**typed, "then": "open"}, follow=True)
    assert answer.status_code == 200
    assert "31.2.2025" in answer.content.decode()


@pytest.mark.parametrize(
    ("typed", "edtf", "code"),
    [
        ({"year": "1998", "until": "2000"}, "1998/2000", ""),
        ({"month": "5", "year": "주체87", "sure": "between", "until": "Чучхе 89"}, "1998-05/2000", ""),
        ({"day": "12", "month": "5", "year": "주체 87년"}, "1998-05-12", ""),
        ({"year": "between 1998 and 2000"}, "1998/2000", ""),
        ({"year": "1998", "sure": "between"}, "", "date-not-read"),
        ({"year": "2000", "until": "1998"}, "", "dates-reversed"),
        ({"day": "음력 8월 15일", "year": "1998년"}, "", "lunar-date"),
    ],
)
def test_a_date_of_a_form_is_read_as_it_is_told(typed: dict[str, str], edtf: str, code: str) -> None:
    sent = QueryDict(mutable=True)
    sent.update({f"born-{part}": text for part, text in typed.items()})
    read = read_date(sent, "born", today=date(2025, 1, 12))
    assert (read.edtf, read.code) == (edtf, code)


def test_closed_lists_behind_the_record_have_words() -> None:
    assert set(phrases.CAPABILITY) == set(Capability)
    assert phrases.rule("registrar registry:prisoner:read own_places") == (
        "Registrar: read a prisoner's record (own places)"
    )
    assert phrases.rule("of another version") == "of another version"
    source = inspect.getsource(verify)
    assert set(re.findall(r'\.add\(\s*"(\w+)"', source)) == set(phrases.PROBLEM)


def test_a_printed_page_says_whose_it_is(bureau: Client) -> None:
    number = registered()
    for path, said in ((f"/prisoners/{number}/", number), ("/prisoners/", "Prisoners")):
        page = bureau.get(path).content.decode()
        head = re.search(r'data-print="([^"]*)"', page)
        assert head is not None
        assert head[1].startswith(f"Test bureau · {said} · ")
        assert "data-prints" in page


def test_the_preview_of_a_list_keeps_health_to_itself(bureau: Client) -> None:
    table = "name,date of birth,health\nPak Chol Su,1999,shrapnel in the forearm\n"
    file = SimpleUploadedFile("list.csv", table.encode())
    page = bureau.post("/import/", {"file": file}, follow=True).content.decode()
    assert "Pak Chol Su" in page
    assert "shrapnel" not in page


def test_no_address_and_no_title_holds_a_name(bureau: Client) -> None:
    number = registered("박철수")
    answer = bureau.post("/find/", {"text": "박철수"}, follow=True)
    addresses = [address for address, _status in answer.redirect_chain]
    assert number in answer.content.decode()
    assert not any("박" in address or "%EB" in address for address in addresses)
    for page in (answer, bureau.get(f"/prisoners/{number}/")):
        title = re.search(r"<title>(.*?)</title>", page.content.decode(), re.DOTALL)
        assert title is not None
        assert "박철수" not in title[1]


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\n=1", "\uff1d1"])
def test_no_cell_of_a_downloaded_list_is_a_formula(text: str) -> None:
    assert csv_cell(text) == f"'{text}"


def test_a_name_is_no_formula_in_a_downloaded_list(bureau: Client) -> None:
    registered("=1+1")
    registered("", number="195119")
    lines = bureau.get("/prisoners/list.csv").content.decode().splitlines()
    assert any(",'=1+1," in line for line in lines)
    assert any(",,,," in line for line in lines), "a person without a name has an empty cell"
    _own, exported = readings.readings(cast.AUDITOR, size=2)
    assert (exported.what, exported.persons) == ("prisoners exported", 2)


@pytest.mark.parametrize("address", ["/record/proofs/%s/", "/prisoners/%s/", "/import/%s/", "/found/%s/"])
@pytest.mark.parametrize("name", ["f" * 32, "no", "%00" * 32])
def test_what_has_no_such_name_is_no_error_of_the_program(bureau: Client, address: str, name: str) -> None:
    assert bureau.get(address % name).status_code == 404


@pytest.mark.parametrize("who", ["an operator", "a stranger"])
def test_a_picture_that_is_too_large_is_refused_before_it_is_read(
    bureau: Client, monkeypatch: pytest.MonkeyPatch, who: str
) -> None:
    number = registered()
    read: list[object] = []
    monkeypatch.setattr(MultiPartParser, "parse", lambda parser: read.append(parser))
    client = bureau if who == "an operator" else Client()
    picture = SimpleUploadedFile("arm.jpg", bytes(FILE_BYTES_MAX + 1024 * 1024))
    answer = client.post(f"/prisoners/{number}/files/add/", {"caption": "a scar", "file": picture})
    assert (answer.status_code, read) == (413, [])


def test_a_search_with_a_null_character_is_a_search(bureau: Client) -> None:
    number = registered("박철수")
    asked = bureau.post("/find/", {"text": "박철수\0"})
    assert asked.status_code == 302
    assert number in bureau.get(asked.headers["Location"]).content.decode()


def test_an_erasure_whose_bytes_are_still_read_is_told_as_done_and_not_as_lost(
    bureau: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    subject = actions.perform(cast.captive(), cast.BUREAU).subject
    asked = erasure.request(subject, [], "registered by error", actor=cast.BUREAU)

    def busy(*_: object) -> int:
        raise LogNotCut("still read")

    monkeypatch.setitem(approvals._RUNS, erasure.ACTION, busy)
    verdict = {"verdict": "approve", "digest": asked.digest}
    answer = bureau.post(f"/approvals/{asked.id}/", verdict)
    assert answer.status_code == 503
    assert b"Erased, but not yet out of every file" in answer.content
    assert b"Nothing was saved" not in answer.content


def test_the_second_person_is_refused_in_her_own_language(bureau: Client) -> None:
    subject = actions.perform(cast.captive(), cast.BUREAU).subject
    asked = erasure.request(subject, [], "registered by error", actor=cast.BUREAU)
    bureau.post("/language/", {"switch_to": "ko", "next": "/"})
    answer = bureau.post(f"/approvals/{asked.id}/", {"verdict": "approve", "digest": "other"})
    assert answer.status_code == 422
    with translation.override("ko"):
        told = str(APPROVAL_REFUSAL["other_bytes"])
    assert told in answer.content.decode()
    assert not told.isascii()


def test_a_page_of_two_records_is_in_the_log_of_both(instance: Created) -> None:
    one, other = registered(), registered("Пак Чхоль Су")
    actions.perform(JudgeSame(left=one, right=other, reason="same photograph"), cast.BUREAU)
    before = len(readings.readings(cast.AUDITOR))
    queries_of_register.prisoner(one, cast.MEDICAL)
    found = readings.readings(cast.AUDITOR)[1:-before]
    assert {number_of(line.subject) for line in found} == {one, other}


@pytest.mark.parametrize(
    ("language", "caption", "agrees", "sentence"),
    [
        ("en", "Which letters of the two names correspond", "agrees in part",
         "The Hangul syllable 철 is written “Чер” here. The usual spelling is Чхоль."),
        ("uk", "Які літери двох імен відповідають одна одній", "збігається частково",
         "Склад хангиля 철 записано тут як «Чер». Звичайне написання: Чхоль."),
        ("ko", "두 이름의 글자 대응", "일부 일치",
         "한글 음절 철, 여기서는 ‘Чер’ 표기입니다. 보통 쓰는 표기: Чхоль."),
    ],
)  # fmt: skip
def test_the_letters_of_two_names_stand_beside_each_other(
    bureau: Client, language: str, caption: str, agrees: str, sentence: str
) -> None:
    left, right = registered("박철수"), registered("Пак Чер Су")
    bureau.cookies["django_language"] = language
    text = bureau.get(f"/duplicates/{left}/{right}/").content.decode()
    table = text[
        text.index('<table id="letters"') : text.index("</table>", text.index('<table id="letters"'))
    ]
    assert f'<caption id="letters-caption">{caption}</caption>' in table
    assert table.count('scope="col"') == 5
    # Surname, two syllables, and the three and two letters inside these.
    assert table.count('scope="row"') == 8
    assert '<td><bdi lang="ko" dir="auto">ㅊ</bdi></td>' in table
    assert f"<span>{agrees}</span>" in table
    assert sentence in table


def test_records_without_a_name_of_their_own_have_no_letters_to_compare(bureau: Client) -> None:
    left, right = registered("박철수"), registered("", born="1999")
    text = bureau.get(f"/duplicates/{left}/{right}/").content.decode()
    assert "verdict-same" in text
    assert 'id="letters"' not in text


def test_what_is_read_otherwise_than_written_is_told_beneath_the_letters(bureau: Client) -> None:
    left, right = registered("박창욱"), registered("Chang Wook Park")
    text = bureau.get(f"/duplicates/{left}/{right}/").content.decode()
    assert "In “Chang Wook Park” the surname “Park” is taken to stand last." in text


@pytest.mark.parametrize(
    ("language", "unknown", "contradiction"),
    [("en", "not known", "contradiction"), ("uk", "невідомо", "суперечність"), ("ko", "알 수 없음", "모순")],
)
def test_a_name_that_nobody_knows_is_no_contradiction(
    bureau: Client, language: str, unknown: str, contradiction: str
) -> None:
    bureau.cookies["django_language"] = language
    text = bureau.get(f"/prisoners/{registered('', born='1999')}/").content.decode()
    assert f"<span>{unknown}</span>" in text
    assert contradiction not in text


def test_an_empty_form_is_told_to_a_registrar_as_to_everybody(instance: Created) -> None:
    registrar = signed_in("registrar", (Role.REGISTRAR,), ("transit-sumy",))
    answer = registrar.post("/prisoners/register/", {"place": "transit-sumy", "then": "next"})
    assert answer.status_code == 422


def test_an_import_that_has_not_begun_yet_is_shown_as_running(bureau: Client) -> None:
    file = SimpleUploadedFile("list.csv", "name,born\n박철수,1999\n".encode())
    sent = bureau.post("/import/", {"file": file})
    assert sent.status_code == 302
    assert b"progress" in bureau.get(f"{sent['Location']}?started").content
