"""From a family's telephone to the desk: written in Korean, sealed, carried in a file, opened as an enquiry."""

from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.flows import served as flows
from tests.flows.conftest import SignedIn
from tests.flows.console import shell
from tests.flows.served import Served
from tests.flows.test_accessibility import LANGUAGES, expect_nothing, measured

pytestmark = pytest.mark.browser


def fill(page: Page) -> None:
    """What a mother writes who knows a name and a year."""
    page.locator("#names").fill("림철민")
    page.locator("#born-year").fill("2001")
    page.locator("#enquirer_name").fill("림순희")
    page.locator("#relation").select_option("mother")
    page.locator("#language").select_option("ko")
    page.locator("#contact").fill("Sakhalin, ul. Mira 3")


def test_what_a_family_writes_reaches_the_desk(
    browser: Browser, served: Served, signed_in: SignedIn, tmp_path: Path, full_counts: bool
) -> None:
    key, folder, carried = tmp_path / "bureau.key", tmp_path / "families", tmp_path / "carried"
    with shell(served.home) as command:
        assert command("trace", "families-key", key).status == 0
    wrong: list[str] = []
    with flows.serving_families(folder, key) as families:
        page = flows.visitor(browser, families, locale="ko-KR")
        page.goto("/")
        expect(page).to_have_url(f"{families.address}/ko/")
        for language in LANGUAGES if full_counts else LANGUAGES[:1]:
            page.goto(f"/{language}/")
            wrong += measured(page, f"the families' form in {language}")
        page.locator("button.main").click()
        page.locator("#problem").wait_for()
        wrong += measured(page, "the families' form with problems")
        fill(page)
        page.get_by_role("button", name="English").click()
        expect(page.locator("#names")).to_have_value("림철민")
        page.get_by_role("button", name="Send the enquiry").click()
        number = page.locator("main strong").inner_text()
        wrong += measured(page, "received")
        assert page.context.cookies() == []
        page.goto("/en/nothing/")
        wrong += measured(page, "nothing here")
        page.context.close()
    with shell(served.home) as command:
        handed = command("families", "hand-over", carried, "--home", folder, "--json")
    assert handed.last["enquiries"] == 1
    assert "림철민".encode() not in carried.read_bytes()

    officer = signed_in("tracing")
    officer.goto("/tracing/take/")
    officer.locator("#file").set_input_files(carried)
    officer.locator("#main-button").click()
    expect(officer.get_by_role("status").filter(has_text="Enquiries opened: 1")).to_be_visible()
    wrong += measured(officer, "taken")
    officer.goto("/tracing/")
    officer.get_by_role("row").filter(has_text="림철민").get_by_role("link").first.click()
    expect(officer.locator("main")).to_contain_text("림순희")
    expect(officer.locator("main")).to_contain_text(number)
    expect_nothing(wrong)
