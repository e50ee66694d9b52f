"""A list at the browser: upload, preview, import, report; a question answered, a likely duplicate judged, undone."""

import re
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.flows.conftest import SignedIn

pytestmark = pytest.mark.browser

# Two who may be one: the same number, one name in two scripts; a date that no calendar knows; a total.
LIST = (
    "name,born,number,captured\n"
    "윤광호,1999-04-02,771203,2025-01-10\n"
    "Юн Гван Хо,1999-04-02,771203,2025-01-10\n"
    "Лим Дон Су,30.02.1998,771377,2025-01-11\n"
    "TOTAL,3,,\n"
)
# How often somebody asks again before giving up on three rows.
LOOKS_MAX = 300


def upload(page: Page, file: Path, text: str = LIST) -> None:
    """Choose the file and have it read; nothing is written by that."""
    file.write_text(text)
    page.goto("/import/")
    page.get_by_label("List", exact=True).set_input_files(file)
    page.get_by_role("button", name="Read this list").click()


def report(page: Page) -> None:
    """Import what the preview shows, and go on to the report as somebody without scripts would: by asking again."""
    page.get_by_role("button", name=re.compile("^Import these people")).click()
    job = page.url.partition("?")[0]
    heading = page.get_by_role("main").locator("h1")
    for _ in range(LOOKS_MAX):
        if heading.inner_text().startswith("Report"):
            return
        page.goto(job)
    raise AssertionError(f"no report after {LOOKS_MAX} looks")


def test_a_list_from_the_file_to_the_last_question(signed_in: SignedIn, tmp_path: Path) -> None:
    page = signed_in("bureau")
    upload(page, tmp_path / "unit.csv")
    main = page.get_by_role("main")
    expect(main).to_contain_text("Nothing is written yet")
    expect(main).to_contain_text("would be registered: 3")
    report(page)
    expect(main).to_contain_text("registered: 3")
    expect(main).to_contain_text("30.02.1998")
    expect(main.get_by_role("table").first).to_contain_text("TOTAL")

    question = main.get_by_role("row").filter(has_text="30.02.1998")
    number = question.get_by_role("link").inner_text()
    page.goto(f"/prisoners/{number}/")
    page.get_by_role("link", name="Answer").first.click()
    expect(main).to_contain_text("30.02.1998")
    page.locator("#answer-day").fill("28")
    page.locator("#answer-month").fill("02")
    page.locator("#answer-year").fill("1998")
    page.get_by_label("How it was settled").fill("asked him again")
    page.get_by_role("button", name="Record this answer").click()
    expect(main).to_contain_text(re.compile("28 Feb(ruary)? 1998"))


def test_a_likely_duplicate_is_judged_and_the_judgement_undone(signed_in: SignedIn, tmp_path: Path) -> None:
    page = signed_in("bureau2")
    upload(page, tmp_path / "pair.csv", LIST.replace("771", "882").replace("윤광호", "남철진"))
    report(page)
    main = page.get_by_role("main")
    pair = main.get_by_role("row").filter(has_text="·").get_by_role("link")
    address = str(pair.last.get_attribute("href"))
    page.goto(address)
    left, right = address.strip("/").split("/")[1:]
    expect(page.get_by_role("radio", checked=True)).to_have_count(0)
    page.get_by_label("Same person").check()
    page.locator("#reason").fill("one number, one day of birth")
    page.get_by_role("button", name="Record this judgement").click()
    page.goto(f"/prisoners/{left}/")
    expect(main).to_contain_text(right)
    expect(main).to_contain_text("Judged the same person")
    page.goto(address)
    page.get_by_label("Why it is undone").fill("two men after all")
    page.get_by_role("button", name="Undo the judgement").click()
    page.goto(f"/prisoners/{left}/")
    expect(main).not_to_contain_text("Judged the same person")


def test_a_list_is_imported_without_scripts(signed_in: SignedIn, tmp_path: Path) -> None:
    page = signed_in("bureau2", java_script_enabled=False)
    upload(page, tmp_path / "plain.csv", LIST.replace("771", "993").replace("윤광호", "주성민"))
    report(page)
    expect(page.get_by_role("main")).to_contain_text("registered: 3")


def test_what_is_no_list_says_so_and_writes_nothing(signed_in: SignedIn, tmp_path: Path) -> None:
    page = signed_in("bureau2")
    for name, text, words in (
        ("empty.csv", "", "The file is empty"),
        ("paper.csv", "%PDF-1.7 not a list", "PDF"),
    ):
        upload(page, tmp_path / name, text)
        expect(page).to_have_title(re.compile("^Error:"))
        expect(page.get_by_role("main")).to_contain_text(words)
        expect(page.get_by_role("main")).to_contain_text("Nothing was imported")
