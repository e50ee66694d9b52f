"""The families' server and the bureau's half of it: written, sealed, carried, taken; and never told there."""

import io
import json
import re
import subprocess
import sys
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from click.testing import CliRunner
from django.test import Client, RequestFactory, override_settings
from django.urls import clear_url_caches, get_resolver

from safeconduct.sources.errors import Forbidden, Refused
from safeconduct.store.create import Created
from safeconduct.store.limit import Limit
from safeconduct.tracing import carried, mailbox, queries
from safeconduct.tracing.facts import Way
from safeconduct.tracing.families import commands, web
from safeconduct.tracing.families import settings as of_families
from safeconduct.tracing.families.letterbox import FILE, KEPT_DAYS, KEY_FILE, Full, Letterbox
from safeconduct.tracing.mailbox import MailUnreadable
from safeconduct.tracing.requests import OpenEnquiry
from tests import cast
from tests.tracing.enquiries import open_enquiry
from tests.tracing.test_pages import LETTER as BY_LETTER

SECRET = bytes(range(32))
HERE = mailbox.bureau(SECRET, {"en": "Bureau", "uk": "Бюро", "ko": "정보국"})
# What a browser sends beyond the form, such as the way, is not believed.
LETTER = {**BY_LETTER, "contact": "Sakhalin, 12", "token": "ab" * 16}
_NOT_IN_A_TEST = ("DATABASES", "SECRET_KEY", "STATICFILES_DIRS", "LOGGING", "INSTALLED_APPS")


def written(number: str = "F-0000-0000-0001", **more: object) -> OpenEnquiry:
    """What a family wrote, with the number its form was given."""
    return open_enquiry().model_copy(update={"reference": number, "way": Way.FAMILIES_FORM, **more})


# --- the form -------------------------------------------------------------------------------------


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A folder of a families' server, and this process as the server: its settings, addresses and limits."""
    folder = tmp_path / "families"
    folder.mkdir()
    (folder / KEY_FILE).write_text(mailbox.key_text(HERE), encoding="utf-8")
    theirs = {
        name: getattr(of_families, name)
        for name in dir(of_families)
        if name.isupper() and name not in _NOT_IN_A_TEST
    }
    monkeypatch.setattr(of_families, "SAFECONDUCT_FAMILIES_HOME", folder)
    with override_settings(**theirs):
        _forget()
        yield folder
    _forget()


def _forget() -> None:
    for each in (web.addressed, web.letterbox):
        each.cache_clear()
    clear_url_caches()


@pytest.fixture
def family(home: Path, monkeypatch: pytest.MonkeyPatch) -> Client:
    """A family's browser; nobody wrote before."""
    monkeypatch.setattr(web, "_EACH", Limit(burst=3, seconds=600))
    monkeypatch.setattr(web, "_ALL", Limit(burst=100, seconds=1))
    return Client()


def kept(home: Path) -> list[OpenEnquiry]:
    """What lies in the letterbox, opened with the bureau's key."""
    return [mailbox.unseal(sealed, SECRET) for sealed in Letterbox(home).sealed().values()]


def test_what_a_family_writes_is_sealed_and_numbered(family: Client, home: Path) -> None:
    answer = family.post("/ko/", LETTER)
    assert answer.status_code == 200
    (enquiry,) = kept(home)
    assert enquiry.reference in answer.content.decode()
    assert [name.text for name in enquiry.sought.names] == ["Пак Чхоль Су", "박철수"]
    assert (enquiry.sought.born, enquiry.way) == ("1999", Way.FAMILIES_FORM)
    assert enquiry.enquirer.contact == "Sakhalin, 12"
    assert not answer.cookies
    for path in home.iterdir():
        stored = path.read_bytes()
        for text in ("Пак", "박철수", "Sakhalin"):
            assert text.encode() not in stored, path


def test_the_answer_is_the_same_whoever_is_sought(family: Client) -> None:
    """But for the number, every byte; the program knows nobody, so there is nothing else it could say."""
    texts = set()
    for token, name in (
        ("1" * 32, "박철수"),
        ("2" * 32, "Nobody At All"),
        ("3" * 32, "Гуменюк Іван Петрович"),
    ):
        answer = family.post("/en/", {**LETTER, "names": name, "token": token}).content.decode()
        texts.add(re.sub(r"F(-[0-9A-Z]{4}){3}", "", answer))
    assert len(texts) == 1


def test_a_form_pressed_twice_counts_once(family: Client, home: Path) -> None:
    first, second = (family.post("/en/", LETTER).content for _ in range(2))
    assert first == second
    assert len(kept(home)) == 1


def test_a_corrected_text_of_the_same_page_is_kept_too(family: Client, home: Path) -> None:
    """Whoever goes back and corrects is told that it is received, so it is."""
    family.post("/en/", LETTER)
    family.post("/en/", {**LETTER, "contact": "Ansan, 7"})
    assert sorted(each.enquirer.contact for each in kept(home)) == ["Ansan, 7", "Sakhalin, 12"]


def test_what_is_missing_is_told_and_what_was_typed_stays(family: Client, home: Path) -> None:
    answer = family.post("/uk/", {"names": "Пак Чхоль Су", "note": "шрам", "token": LETTER["token"]})
    assert answer.status_code == 422
    page = answer.content.decode()
    for field in ("enquirer_name", "relation", "language", "contact"):
        assert f'href="#{field}"' in page
    assert "Пак Чхоль Су" in page
    assert "шрам" in page
    assert LETTER["token"] in page
    assert kept(home) == []


@pytest.mark.parametrize(
    ("part", "value"),
    [("names", "\0"), ("names", "А" * 20_000), ("last_seen_on-day", "the day after"), ("born-year", "2999"),
     ("relation", "king"), ("language", "xx-too-long-a-code"), ("contact", "")],
)  # fmt: skip
def test_bad_input_is_a_form_again_or_an_enquiry(family: Client, home: Path, part: str, value: str) -> None:
    answer = family.post("/en/", {**LETTER, part: value})
    assert answer.status_code in (200, 422)
    assert len(kept(home)) == (answer.status_code == 200)


def test_more_than_a_page_of_text_is_refused_before_it_is_read(family: Client, home: Path) -> None:
    answer = family.post("/en/", {**LETTER, "note": "x" * 200_000})
    assert answer.status_code == 413
    assert kept(home) == []


def test_another_language_keeps_what_was_typed_and_sends_nothing(family: Client, home: Path) -> None:
    answer = family.post("/ko/", {**LETTER, "show": "again"})
    assert answer.status_code == 200
    assert "박철수" in answer.content.decode()
    assert kept(home) == []


def test_an_address_that_writes_too_often_waits_and_others_do_not(family: Client, home: Path) -> None:
    sent = [family.post("/en/", {**LETTER, "token": f"{n:032x}"}) for n in range(5)]
    assert [each.status_code for each in sent] == [200, 200, 200, 429, 429]
    assert "Sakhalin, 12" in sent[-1].content.decode()
    other = family.post("/en/", {**LETTER, "token": "f" * 32}, REMOTE_ADDR="10.0.0.9")
    assert other.status_code == 200
    assert len(kept(home)) == 4


def test_behind_a_proxy_the_address_is_the_one_the_proxy_saw(
    family: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(of_families, "SAFECONDUCT_FAMILIES_HTTPS", True)
    said = [
        family.post(
            "/en/",
            {**LETTER, "token": f"{n:032x}"},
            headers={"X-Forwarded-For": f"10.1.1.{n}, 203.0.113.7"},
        )
        for n in range(4)
    ]
    assert [each.status_code for each in said] == [200, 200, 200, 429]


def test_a_full_letterbox_says_that_nothing_was_kept(
    family: Client, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(web.letterbox(), "_waiting_max", 0)
    answer = family.post("/en/", LETTER)
    assert answer.status_code == 503
    assert b"was not kept" in answer.content
    assert kept(home) == []


def test_it_opens_in_the_language_of_the_browser_and_has_one_page(family: Client) -> None:
    for asked, address in (("ko-KR,en;q=0.5", "/ko/"), ("fr", "/en/"), ("uk", "/uk/")):
        assert family.get("/", headers={"Accept-Language": asked}).headers["Location"] == address
    for language, title in (
        ("en", "Ask after a person"),
        ("uk", "Запит про людину"),
        ("ko", "사람 찾기 의뢰"),
    ):
        page = family.get(f"/{language}/")
        assert title in page.content.decode()
        assert not page.cookies
    assert family.get("/en/enquiries/").status_code == 404
    assert family.put("/en/").status_code == 405
    routes = [str(each.pattern) for each in get_resolver(of_families.ROOT_URLCONF).url_patterns]
    assert len(routes) == 2


def test_an_error_of_the_program_tells_nothing(home: Path) -> None:
    answer = web.program_error(RequestFactory().get("/en/"))
    assert answer.status_code == 500
    assert b"was not kept" in answer.content


def test_it_knows_no_instance() -> None:
    """Its process loads no table of the instance, no key and no setting of it."""
    code = (
        "import os, sys; os.environ['DJANGO_SETTINGS_MODULE'] = 'safeconduct.tracing.families.settings'\n"
        "import safeconduct.tracing.families.wsgi, safeconduct.tracing.families.web\n"
        "print([name for name in sys.modules if name.startswith('safeconduct') and\n"
        "       (name.endswith(('.models', 'safeconduct.settings', 'store.instance')) or 'store.keys' in name)])"
    )
    said = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)  # noqa: S603
    assert said.stdout.strip() == "[]"


# --- the letterbox --------------------------------------------------------------------------------


def test_what_was_handed_over_is_kept_a_month(tmp_path: Path) -> None:
    box = Letterbox(tmp_path)
    box.put("F-1", b"one")
    box.put("F-1", b"two")
    assert box.sealed() == {"F-1": b"one"}
    handed = date(2026, 1, 10)
    box.set_handed_over(["F-1"], handed)
    assert (box.sealed(), box.sealed(again=True), box.waiting()) == ({}, {"F-1": b"one"}, 0)
    box.set_handed_over([], date.fromordinal(handed.toordinal() + KEPT_DAYS))
    assert box.sealed(again=True)
    box.set_handed_over([], date.fromordinal(handed.toordinal() + KEPT_DAYS + 1))
    assert not box.sealed(again=True)


def test_a_letterbox_holds_no_more_than_it_may(tmp_path: Path) -> None:
    box = Letterbox(tmp_path, waiting_max=1)
    box.put("F-1", b"one")
    with pytest.raises(Full):
        box.put("F-2", b"two")


def test_the_oldest_addresses_are_forgotten() -> None:
    limit = Limit(burst=1, seconds=10, addresses_max=2)
    assert limit.take("a", 0)
    assert not limit.take("a", 9)
    assert limit.take("a", 19.5)
    assert limit.take("b", 20)
    assert limit.take("c", 20)
    assert limit.take("a", 20)


# --- the mailbox ----------------------------------------------------------------------------------


def test_a_sealed_enquiry_is_opened_by_its_bureau_alone() -> None:
    sealed = mailbox.seal(written(), HERE)
    assert mailbox.unseal(sealed, SECRET) == written()
    for secret, bytes_there in (
        (bytes(32), sealed),
        (SECRET, sealed[:-1] + bytes([sealed[-1] ^ 1])),
        (SECRET, b""),
    ):
        with pytest.raises(MailUnreadable):
            mailbox.unseal(bytes_there, secret)


def test_lengths_tell_little() -> None:
    sizes = {
        len(mailbox.seal(written(received="2026-01-0" + "1" * 1), HERE)),
        len(mailbox.seal(open_enquiry("이"), HERE)),
    }
    assert len(sizes) == 1


@pytest.mark.parametrize(
    "text", ["", "[]", "{}", '{"format": "safeconduct-families-key/1", "key": "ab", "names": {}}']
)
def test_what_is_no_key_is_told(text: str) -> None:
    with pytest.raises(MailUnreadable, match="not the key of a bureau"):
        mailbox.read_key(text)


def test_a_damaged_line_is_told_and_the_others_are_read() -> None:
    lines = list(mailbox.lines_of([mailbox.seal(written(), HERE)] * 3, HERE))
    lines[2] = lines[2][:40] + "\n"
    read = list(mailbox.read_lines(lines, SECRET))
    assert [number for number, _ in read] == [2, 3, 4]
    assert [isinstance(each, MailUnreadable) for _, each in read] == [False, True, False]


# --- carried ---------------------------------------------------------------------------------------

IN_THE_DATABASE = pytest.mark.django_db(databases=["default", "keys"])


def file_for_here(*enquiries: OpenEnquiry) -> io.BytesIO:
    """The file of these enquiries, as the families' machine writes it for this instance."""
    bureau = mailbox.read_key(mailbox.key_text(carried.address()))
    return io.BytesIO(
        "".join(mailbox.lines_of([mailbox.seal(each, bureau) for each in enquiries], bureau)).encode()
    )


@IN_THE_DATABASE
def test_a_file_is_taken_once(instance: Created) -> None:
    enquiries = (written("F-0000-0000-0001"), written("F-0000-0000-0002"))
    done = carried.take(file_for_here(*enquiries), cast.TRACING)
    assert (done.opened, done.known, done.refused) == (2, 0, ())
    assert carried.take(file_for_here(*enquiries), cast.TRACING).known == 2
    rows = queries.enquiries(cast.TRACING).rows
    assert len(rows) == 2
    assert queries.enquiry(rows[0].number, cast.TRACING).way == Way.FAMILIES_FORM


@IN_THE_DATABASE
def test_what_cannot_be_taken_is_told_by_line(instance: Created) -> None:
    """Anybody may seal to a public key: what they say of number and way is not believed."""
    posing = written("letter 17", way=Way.DESK)
    future = written("F-0000-0000-0003", received="2999-01-01")
    done = carried.take(
        file_for_here(written(), posing, future, written("F-0000-0000-0004", way=Way.DESK)), cast.TRACING
    )
    assert done.opened == 2
    assert [line for line, _ in done.refused] == [3, 4]
    ways = {queries.enquiry(row.number, cast.TRACING).way for row in queries.enquiries(cast.TRACING).rows}
    assert ways == {Way.FAMILIES_FORM}


@IN_THE_DATABASE
def test_a_file_for_another_bureau_is_refused_whole(instance: Created) -> None:
    other = "".join(mailbox.lines_of([mailbox.seal(written(), HERE)], HERE))
    for text in (
        other,
        "",
        "hello\n",
        '{"format": "safeconduct-families-enquiries/1"}\n',
        "\x7fELF",
        "[1]\n",
    ):
        with pytest.raises(Refused):
            carried.take(io.BytesIO(text.encode()), cast.TRACING)
    assert queries.enquiries(cast.TRACING).total == 0


@IN_THE_DATABASE
def test_who_may_open_no_enquiry_may_take_no_file(instance: Created) -> None:
    with pytest.raises(Forbidden):
        carried.take(file_for_here(written()), cast.STRANGER)


@IN_THE_DATABASE
def test_from_the_families_machine_to_the_desk(instance: Created, tmp_path: Path) -> None:
    """Key, folder, file: the commands of both machines, as people give them."""
    key, folder, file = tmp_path / "bureau.key", tmp_path / "families", tmp_path / "carried"
    key.write_text(mailbox.key_text(carried.address()), encoding="utf-8")
    run = CliRunner()
    without = run.invoke(commands.machine, ["families", "hand-over", str(file), "--home", str(folder)])
    assert without.exit_code == 1
    assert "--key FILE" in without.output
    folder.joinpath(KEY_FILE).write_text(key.read_text(encoding="utf-8"), encoding="utf-8")
    Letterbox(folder).put("F-0000-0000-0001", mailbox.seal(written(), carried.address()))
    told = run.invoke(commands.machine, ["families", "hand-over", str(file), "--home", str(folder), "--json"])
    assert json.loads(told.output) == {"enquiries": 1, "file": str(file)}
    with file.open("rb") as opened:
        assert carried.take(opened, cast.TRACING).opened == 1
    there = run.invoke(commands.machine, ["families", "hand-over", str(file), "--home", str(folder)])
    assert there.exit_code == 2
    assert "is there already" in there.output


def test_a_folder_serves_one_bureau(tmp_path: Path) -> None:
    other = tmp_path / "other.key"
    other.write_text(mailbox.key_text(mailbox.bureau(bytes(32), {"en": "Another"})), encoding="utf-8")
    (tmp_path / KEY_FILE).write_text(mailbox.key_text(HERE), encoding="utf-8")
    said = CliRunner().invoke(
        commands.machine, ["serve-families", "--home", str(tmp_path), "--key", str(other)]
    )
    assert said.exit_code == 1
    assert "Another bureau's key" in said.output


def test_a_damaged_letterbox_is_told_without_a_trace(tmp_path: Path) -> None:
    (tmp_path / KEY_FILE).write_text(mailbox.key_text(HERE), encoding="utf-8")
    (tmp_path / FILE).write_bytes(b"no database at all" * 100)
    said = CliRunner().invoke(
        commands.machine, ["families", "hand-over", str(tmp_path / "out"), "--home", str(tmp_path)]
    )
    assert said.exit_code == 1
    assert "cannot be used" in said.output
    assert not (tmp_path / "out").exists()


def test_the_program_takes_the_families_commands_apart() -> None:
    assert commands.is_meant(["serve-families", "--port", "0"])
    assert commands.is_meant(["families", "hand-over", "x"])
    assert not commands.is_meant(["serve"])
    assert not commands.is_meant([])
