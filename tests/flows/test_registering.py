"""Registering at the browser: by keyboard alone, with nothing typed ever lost, and without scripts."""

import re
from dataclasses import dataclass

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.flows import served as flows
from tests.flows.conftest import SignedIn
from tests.flows.served import Served

pytestmark = pytest.mark.browser

# The yardstick of the project's brief: how fast a clerk types, and how long a look at a field takes.
KEYS_A_SECOND = 2
SECONDS_A_STOP = 3
SECONDS_MAX = 120
NUMBER = re.compile(r"\b[0-9A-HJKMNP-TV-Z]{4}-[0-9A-HJKMNP-TV-Z]{4}\b")


@dataclass
class Keyboard:
    """A keyboard that counts what it is used for: keys, and stops at which the clerk looks up."""

    page: Page
    keys: int = 0
    stops: int = 0

    def press(self, key: str) -> None:
        self.page.keyboard.press(key)
        self.keys += 1

    def stop(self, field: str, text: str = "", *keys: str) -> None:
        """The focus stands at the field of this id: look, type, and go on by Tab."""
        assert self.page.evaluate("document.activeElement.id") == field
        self.stops += 1
        self.page.keyboard.type(text)
        self.keys += len(text)
        for key in keys:
            self.press(key)
        self.press("Tab")

    @property
    def seconds(self) -> float:
        return self.keys / KEYS_A_SECOND + self.stops * SECONDS_A_STOP


def fill_in(page: Page, name: str) -> None:
    """The open form of registration, with one person's five items."""
    page.locator("#name").fill(name)
    for part, text in (("day", "4"), ("month", "02"), ("year", "1999")):
        page.locator(f"#birth_date-{part}").fill(text)
    page.locator("#rank").fill("하사")
    page.locator("#service_number").fill("20-1174")


def test_a_captive_is_registered_by_keyboard_alone(signed_in: SignedIn) -> None:
    page = signed_in("registrar")
    page.goto("/prisoners/register/")
    clerk = Keyboard(page)
    clerk.stop("name", "Чхе Мун Гиль")
    clerk.stop("how-heard")
    clerk.stop("birth_date-day", "4")
    clerk.stop("birth_date-month", "2")
    clerk.stop("birth_date-year", "1999")
    clerk.stop("rank", "efreitor")
    clerk.stop("service_number", "20-1174")
    clerk.stop("power", "D")
    clerk.stop("captured-day", "12")
    clerk.stop("captured-month", "1")
    clerk.stop("captured-year", "2025")
    clerk.stop("captured_place", "Kurilovka")
    clerk.stop("language", "K")
    clerk.stop("wounded-no", "", "ArrowDown")
    clerk.press("Control+Enter")
    notice = page.locator(".notice.good")
    number = NUMBER.search(notice.inner_text())
    assert number
    assert clerk.seconds < SECONDS_MAX, f"{clerk.keys} keys, {clerk.stops} stops: {clerk.seconds} s"
    page.goto(f"/prisoners/{number[0]}/registered/")
    expect(page.get_by_role("main")).to_contain_text(number[0])
    page.goto(f"/prisoners/{number[0]}/")
    for told in ("Чхе Мун Гиль", "20-1174", "Kurilovka"):
        expect(page.get_by_role("main")).to_contain_text(told)
    for day in ("4 Feb(ruary)? 1999", "12 Jan(uary)? 2025"):
        expect(page.get_by_role("main")).to_contain_text(re.compile(day))


def test_a_slower_keyboard_would_fail_the_measure() -> None:
    """The measure can fail: twice as many stops are too many."""
    assert 28 * SECONDS_A_STOP + 100 / KEYS_A_SECOND > SECONDS_MAX


def test_what_was_typed_outlives_the_session(signed_in: SignedIn, served: Served) -> None:
    page = signed_in("registrar")
    page.goto("/prisoners/register/")
    fill_in(page, "리상혁")
    served.ask("DELETE FROM ops_session")
    page.get_by_role("button", name="Save and open").click()
    expect(page).to_have_title("Sign in")
    expect(page.get_by_role("main")).to_contain_text("not lost")
    flows.sign_in(page, "registrar")
    expect(page).to_have_url(f"{served.address}/prisoners/register/")
    expect(page.locator("#name")).to_have_value("리상혁")
    expect(page.locator("#birth_date-month")).to_have_value("02")
    expect(page.locator("#service_number")).to_have_value("20-1174")
    page.get_by_role("button", name="Save and open").click()
    expect(page.locator("h1")).to_contain_text("리상혁")


def test_what_was_typed_for_a_prisoner_outlives_the_session(signed_in: SignedIn, served: Served) -> None:
    page = signed_in("registrar")
    page.goto("/prisoners/register/")
    fill_in(page, "오명철")
    page.get_by_role("button", name="Save and open").click()
    page.get_by_role("link", name="Add a name").click()
    page.get_by_label("Name as said or written").fill("О Мён Чхоль")
    served.ask("DELETE FROM ops_session")
    page.get_by_role("button", name="Add this name").click()
    flows.sign_in(page, "registrar")
    expect(page.get_by_label("Name as said or written")).to_have_value("О Мён Чхоль")
    page.get_by_role("button", name="Add this name").click()
    expect(page.get_by_role("main")).to_contain_text("О Мён Чхоль")


def test_the_language_changes_and_nothing_else(signed_in: SignedIn, served: Served) -> None:
    page = signed_in("registrar")
    page.goto("/prisoners/register/")
    fill_in(page, "량대현")
    for language, button in (("uk", "Українська"), ("ko", "한국어"), ("en", "English")):
        page.get_by_role("button", name=button, exact=True).click()
        expect(page.locator("html")).to_have_attribute("lang", language)
        expect(page).to_have_url(f"{served.address}/prisoners/register/")
        expect(page.locator("#name")).to_have_value("량대현")
        expect(page.locator("#birth_date-year")).to_have_value("1999")
        expect(page.locator("#rank")).to_have_value("하사")


def test_registering_and_the_list_work_without_scripts(signed_in: SignedIn) -> None:
    page = signed_in("registrar", java_script_enabled=False)
    page.goto("/prisoners/register/")
    fill_in(page, "문성일")
    page.get_by_role("button", name="Save and stop").click()
    receipt = page.get_by_role("main").inner_text()
    number = NUMBER.search(receipt)
    assert number, receipt
    page.goto("/prisoners/")
    row = page.get_by_role("row").filter(has_text=number[0])
    expect(row).to_contain_text("문성일")
    page.get_by_role("link", name=number[0]).click()
    expect(page.locator("h1")).to_contain_text("문성일")


def test_what_is_wrong_is_told_at_the_field_and_kept(signed_in: SignedIn) -> None:
    page = signed_in("bureau")
    page.goto("/prisoners/register/")
    page.get_by_role("button", name="Save and next").click()
    expect(page).to_have_title(re.compile("^Error:"))
    expect(page.locator("#problem")).to_be_focused()
    fill_in(page, "x" * 2000)
    page.get_by_role("button", name="Save and next").click()
    expect(page.locator("#name")).to_have_value("x" * 2000)
    expect(page.locator("#rank")).to_have_value("하사")


def test_the_second_tab_of_a_stranger_is_a_stranger_s(browser: Browser, served: Served) -> None:
    page = flows.visitor(browser, served, locale="en-GB")
    page.goto("/prisoners/register/")
    expect(page).to_have_title("Sign in")
    page.context.close()
