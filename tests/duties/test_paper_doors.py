"""Papers through their doors: the pages, the HTTP API and the command line."""

from pathlib import Path

import pytest
from click.testing import CliRunner
from django.test import Client

from safeconduct.papers.kinds import Kind
from safeconduct.registry import actions as register
from safeconduct.registry import requests
from safeconduct.registry.facts import Item
from safeconduct.shell import console
from safeconduct.shell.console import cli
from safeconduct.shell.context import LANGUAGES
from safeconduct.store.create import Created
from tests import cast
from tests.duties.test_papers import held, watch_taken
from tests.registry.callers import PASSPHRASE, Caller, caller, enrolled

pytestmark = pytest.mark.django_db(databases=["default", "keys"])
PDF = "application/pdf"


def browser(who: str) -> Client:
    client = Client()
    login = enrolled(who)
    assert client.post("/sign-in/", {"login": login, "passphrase": PASSPHRASE}).status_code == 302
    return client


def test_the_page_offers_each_paper_with_what_it_rests_on(instance: Created) -> None:
    number = held()
    answer = browser("bureau").get(f"/prisoners/{number}/papers/")
    text = answer.content.decode()
    assert answer.status_code == 200
    for words in (
        "Capture card to the family",
        "Annex IV B",
        "150 × 105 mm",
        "house rule",
        "not yet checked",
    ):
        assert words in text
    assert "Medical certificate" not in text
    assert '<option value="ko" selected>' in text


def test_the_languages_of_a_paper_leave_the_page_s_own_choice_alone(instance: Created) -> None:
    client = browser("bureau")
    for address in (f"/prisoners/{held()}/papers/", "/papers/"):
        text = client.get(address).content.decode()
        assert text.count('name="switch_to"') == len(LANGUAGES), address


def test_a_form_prints_a_file_whose_name_holds_no_name(instance: Created) -> None:
    number = held()
    asked = {"kind": "capture_card_family", "first": "ko", "second": "uk"}
    answer = browser("bureau").post(f"/prisoners/{number}/papers/", asked)
    assert (answer.status_code, answer["Content-Type"]) == (200, PDF)
    assert answer["Content-Disposition"] == f'attachment; filename="{number}-capture_card_family.pdf"'
    assert answer.content.startswith(b"%PDF")


def test_a_refusal_says_what_and_what_to_do_and_keeps_the_choice(instance: Created) -> None:
    number = held("박\U0002b740수")
    asked = {"kind": "identity_card", "first": "ru", "second": ""}
    answer = browser("bureau").post(f"/prisoners/{number}/papers/", asked)
    text = answer.content.decode()
    assert answer.status_code == 422
    assert f"({number} name, U+2B740)" in text
    assert "write the paper by hand" in text
    assert '<option value="ru" selected>' in text


def test_a_form_without_a_paper_is_told_so(instance: Created) -> None:
    number = held()
    client = browser("bureau")
    assert client.post(f"/prisoners/{number}/papers/", {}).status_code == 422
    assert client.post("/papers/", {"kind": "no_such"}).status_code == 422


def test_a_conflict_is_told_before_anything_is_printed(instance: Created) -> None:
    number = held()
    stated = cast.said(Item.BIRTH_DATE, "1998-05-12", cast.SEEN)
    register.perform(requests.StateIdentity(prisoner=number, statement=stated), cast.BUREAU)
    text = browser("bureau").get(f"/prisoners/{number}/papers/").content.decode()
    assert "A paper shows what lists show, until somebody judges" in text


def test_health_stays_behind_the_lock(instance: Created) -> None:
    number = held()
    client = browser("medical")
    text = client.get(f"/prisoners/{number}/papers/").content.decode()
    assert "Medical certificate" in text
    answer = client.post(f"/prisoners/{number}/papers/", {"kind": "medical_certificate", "first": "uk"})
    assert answer.status_code == 403


def test_a_place_is_printed_in_one_file(instance: Created) -> None:
    held()
    client = browser("registrar")
    text = client.get("/papers/").content.decode()
    assert "Notification list for the Central Agency" in text
    asked = {"place": cast.places()[0], "kind": "capture_card_agency"}
    answer = client.post("/papers/", asked)
    assert (answer.status_code, answer["Content-Type"]) == (200, PDF)
    asked["place"] = cast.places()[1]
    assert client.post("/papers/", asked).status_code == 404
    empty = browser("bureau").post("/papers/", asked)
    assert empty.status_code == 422


@pytest.mark.parametrize("who", ["delegate", "auditor", "administrator", "tracing"])
def test_who_may_not_print_finds_nothing(instance: Created, who: str) -> None:
    number = held()
    client = browser(who)
    assert client.get(f"/prisoners/{number}/papers/").status_code == 404
    assert client.get("/papers/").status_code == 404


def test_the_api_gives_the_same_papers(instance: Created) -> None:
    number = held()
    bureau = caller("bureau")
    one = bureau.post(f"prisoners/{number}/papers/identity_card", {"languages": ["ko", "uk"]})
    assert (one.status_code, one["Content-Type"]) == (200, PDF)
    everybody = bureau.post(f"places/{cast.places()[0]}/papers/notification_list", {})
    assert (everybody.status_code, everybody["Content-Type"]) == (200, PDF)
    assert bureau.post(f"prisoners/{number}/papers/no_such", {}).status_code in (404, 422)
    refused = bureau.post(f"prisoners/{number}/papers/receipt", {})
    assert (refused.status_code, refused.json()["error"]) == (422, "nothing_taken")
    assert caller("delegate").post(f"prisoners/{number}/papers/receipt", {}).status_code == 404
    assert Caller().post(f"prisoners/{number}/papers/receipt", {}).status_code == 401


def test_the_command_writes_the_file(
    instance: Created, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    number = held()
    watch_taken(number)
    monkeypatch.setattr(console, "sign_in", lambda: cast.BUREAU)
    run = CliRunner()
    for kind in (Kind.RECEIPT, Kind.CAPTURE_CARD_FAMILY):
        file = tmp_path / f"{kind}.pdf"
        told = run.invoke(cli, ["card", str(kind), number, "--languages", "ko,uk", "-o", str(file)])
        assert told.exit_code == 0, told.output
        assert file.read_bytes().startswith(b"%PDF")
    file = tmp_path / "camp.pdf"
    told = run.invoke(
        cli, ["card", "capture_card_agency", "--camp", cast.places()[0], "-o", str(file), "--json"]
    )
    assert '"persons": 1' in told.output
    both = run.invoke(cli, ["card", "letter", number, "--camp", "x", "-o", str(file)])
    assert both.exit_code == 2
    assert "either" in both.output
