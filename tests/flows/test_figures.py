"""An article becomes confirmed claims, a series and a cited brief, by keyboard, in a real browser."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.flows import served as flows
from tests.flows.conftest import SignedIn

pytestmark = pytest.mark.browser

ARTICLE = """Officials give a number

The Ministry of Defence of Estonia said on Monday that over 900 North Korean soldiers had been killed by March 2025.
It added that about 2,500 North Korean soldiers had been wounded.
"""


@pytest.fixture
def analyst(signed_in: SignedIn) -> Page:
    return signed_in("analyst")


def received(page: Page) -> None:
    """The article on the reading desk."""
    page.goto("/figures/receive/")
    page.locator("#text").fill(ARTICLE)
    page.locator("#publisher").fill("The Invented Gazette")
    page.locator("#published_on-day").fill("2025-03-17")
    page.locator("main #main-button").click()
    page.wait_for_url(re.compile(r"/figures/texts/"))


def test_an_article_becomes_a_series_and_a_cited_brief(analyst: Page) -> None:
    analyst.goto("/settings/")
    analyst.locator("#letters-on").check()
    analyst.locator("main button[type=submit]").first.click()
    analyst.wait_for_load_state()
    received(analyst)
    while analyst.locator("[data-key=KeyC]").count():
        analyst.locator("#claim-head").focus()
        with analyst.expect_navigation():
            analyst.keyboard.press("c")
    number = analyst.locator("main .status-line a.prisoner-number").first.inner_text()
    analyst.goto("/figures/series/?force=kp&category=killed")
    expect(analyst.locator("svg.chart")).to_be_visible()
    expect(analyst.locator("main")).to_contain_text("over 900")
    analyst.goto("/figures/briefs/issue/")
    analyst.locator("#heading").fill("Numbers of the week")
    analyst.locator("#force").select_option("kp")
    analyst.locator("main #main-button").click()
    analyst.wait_for_url(re.compile(r"/figures/briefs/[0-9A-Z-]+/"))
    expect(analyst.locator("main")).to_contain_text("over 900")
    with analyst.expect_download() as waiting:
        analyst.get_by_role("link", name="PDF", exact=True).click()
    assert waiting.value.suggested_filename.endswith(".pdf")
    analyst.goto(f"/figures/claims/{number}/")
    expect(analyst.locator("blockquote").first).to_be_visible()


def test_enter_confirms_nothing(analyst: Page) -> None:
    received(analyst)
    waiting = analyst.locator("[data-key=KeyC]").count()
    analyst.locator("#claim-head").focus()
    analyst.keyboard.press("Enter")
    analyst.keyboard.press("Control+Enter")
    assert analyst.locator("[data-key=KeyC]").count() == waiting


@pytest.mark.parametrize("language", ["en", "uk", "ko"])
def test_the_pages_hold_at_320_px(analyst: Page, language: str) -> None:
    flows.speak(analyst, language)
    analyst.set_viewport_size({"width": 320, "height": 700})
    for page in ("", "series/", "findings/", "timeline/", "planning/", "drift/", "briefs/", "changed/"):
        analyst.goto(f"/figures/{page}")
        width = analyst.evaluate("document.documentElement.scrollWidth")
        assert width <= 320, page
    flows.speak(analyst, "en")
