"""A prisoner's page at the browser: sources that disagree, two who write at once, and what is sealed."""

import re

import pytest
from playwright.sync_api import Page, expect

from safeconduct.demo_cast import SEALED_TEXTS
from tests.flows import served as flows
from tests.flows.conftest import SignedIn

pytestmark = pytest.mark.browser

CONCERN = "coughs at night, asks for the window to be shut"


def registered(page: Page, name: str) -> str:
    """Somebody new with a name and a birth; the page stands at his, his number is the answer."""
    page.goto("/prisoners/register/")
    page.locator("#name").fill(name)
    for part, text in (("day", "4"), ("month", "02"), ("year", "1999")):
        page.locator(f"#birth_date-{part}").fill(text)
    page.get_by_role("button", name="Save and open").click()
    page.locator(".prisoner-number").first.wait_for()
    return page.url.rstrip("/").rpartition("/")[2]


def stated_rank(page: Page, number: str, rank: str) -> None:
    """One more answer about the rank."""
    page.goto(f"/prisoners/{number}/")
    page.get_by_role("link", name=re.compile(": Rank$")).click()
    page.get_by_label("Rank", exact=True).fill(rank)
    page.get_by_role("button", name="Add this answer").click()


def test_sources_disagree_and_a_person_judges(signed_in: SignedIn) -> None:
    page = signed_in("bureau")
    number = registered(page, "한동민")
    main = page.get_by_role("main")
    for rank in ("하사", "ефрейтор"):
        stated_rank(page, number, rank)
    expect(main).to_contain_text(re.compile("conflict", re.IGNORECASE))
    for rank in ("하사", "ефрейтор"):
        expect(page.get_by_role("region", name="Identity")).to_contain_text(rank)
    page.get_by_role("region", name=re.compile("^Open")).get_by_role("link", name="Judge").click()
    expect(page.get_by_role("radio", checked=True)).to_have_count(0)
    page.get_by_role("radio", name=re.compile("ефрейтор")).check()
    page.get_by_label("Why, in your words").fill("the card was seen")
    page.get_by_role("button", name="Show this answer in lists").click()
    expect(main).to_contain_text("the card was seen")
    expect(page.get_by_role("region", name="Identity")).to_contain_text("하사")


def test_an_event_is_recorded_and_withdrawn(signed_in: SignedIn) -> None:
    page = signed_in("bureau")
    number = registered(page, "계영남")
    page.goto(f"/prisoners/{number}/record/arrived/")
    if page.get_by_role("heading", name="There is nothing here").count():
        page.goto(f"/prisoners/{number}/")
        page.locator(".record-menu summary").click()
        page.locator(".record-menu a").first.click()
    page.locator("#happened-day").fill("14")
    page.locator("#happened-month").fill("January")
    page.locator("#happened-year").fill("2025")
    for field in page.locator("main select:not([name$=sure]):not([name=channel])").all():
        field.select_option(index=1)
    page.get_by_role("button", name="Record this event").click()
    timeline = page.get_by_role("region", name="Timeline")
    expect(timeline).to_contain_text(re.compile("14 Jan(uary)? 2025"))
    timeline.get_by_role("link", name=re.compile("^Withdraw")).first.click()
    page.get_by_label("Why, in your words").fill("the wrong man")
    page.get_by_role("button", name="Withdraw this event").click()
    expect(timeline.locator("s")).to_contain_text(re.compile("14 Jan(uary)? 2025"))
    expect(timeline).to_contain_text("the wrong man")


def test_two_officers_write_at_once_and_nothing_is_lost(signed_in: SignedIn) -> None:
    first, second = signed_in("bureau"), signed_in("bureau2")
    number = registered(first, "채수길")
    for page in (first, second):
        page.goto(f"/prisoners/{number}/")
        page.get_by_role("link", name=re.compile(": Rank$")).click()
    first.get_by_label("Rank", exact=True).fill("중사")
    second.get_by_label("Rank", exact=True).fill("상사")
    second.get_by_label("Who said or wrote it").fill("interpreter 4")
    first.get_by_role("button", name="Add this answer").click()
    first.locator(".notice.good").wait_for()
    second.get_by_role("button", name="Add this answer").click()
    main = second.get_by_role("main")
    expect(second.get_by_role("region", name="Recorded meanwhile")).to_contain_text("중사")
    for mine in ("상사", "interpreter 4"):
        expect(second.get_by_role("region", name="Yours, not saved yet")).to_contain_text(mine)
    second.get_by_role("button", name="Record mine too, keep both").click()
    for rank in ("중사", "상사", "interpreter 4"):
        expect(main).to_contain_text(rank)


def neutral(page: Page, number: str) -> str:
    """The bytes of a prisoner's page without what is his: numbers, entries, times, tokens."""
    text = page.request.get(f"/prisoners/{number}/").text()
    text = re.sub(r'name="csrfmiddlewaretoken" value="\w+"', "", text)
    text = re.sub(r"\b[0-9A-Z]{4}-[0-9A-Z]{4}\b", "NUMBER", text)
    text = re.sub(r"[0-9a-f]{32}", "ENTRY", text)
    text = re.sub(r'datetime="[^"]*"', "", text)
    text = re.sub(r"\d\d:\d\d", "TIME", text)
    return re.sub(r'<td class="number">\d+</td>', "", text)


def test_what_is_sealed_shows_to_a_reader_while_unlocked(signed_in: SignedIn) -> None:
    registrar = signed_in("registrar")
    with_concern, without = registered(registrar, "신용범"), registered(registrar, "신용범")
    registrar.goto(f"/prisoners/{with_concern}/hand-in/")
    registrar.get_by_label("Yes, now").check()
    registrar.get_by_label("What was seen or said").fill(CONCERN)
    registrar.get_by_role("main").get_by_role("button", name="Hand in").click()
    expect(registrar.get_by_role("main")).to_contain_text("Handed in")
    assert CONCERN not in registrar.request.get(f"/prisoners/{with_concern}/").text()

    bureau = signed_in("bureau")
    assert neutral(bureau, with_concern) == neutral(bureau, without)
    medical = signed_in("medical")
    assert neutral(medical, with_concern) == neutral(medical, without)

    medical.goto(f"/prisoners/{with_concern}/")
    medical.get_by_role("button", name="Open health").click()
    expect(medical.locator("h1")).to_contain_text("Locked")
    flows.unlock(medical, "medical")
    medical.goto(f"/prisoners/{with_concern}/")
    medical.get_by_label("Why it is opened").fill("round")
    medical.get_by_role("button", name="Open health").click()
    expect(medical.get_by_role("main")).to_contain_text(CONCERN)
    assert "health" not in medical.url.lower()
    medical.get_by_role("button", name="Lock now").click()
    medical.get_by_text("Sealed: locked").wait_for()
    medical.goto(f"/prisoners/{with_concern}/")
    expect(medical.get_by_role("main")).not_to_contain_text(CONCERN)
    medical.get_by_role("button", name="Open health").click()
    expect(medical.locator("h1")).to_contain_text("Locked")
    assert CONCERN not in medical.content()


def test_no_page_of_the_list_tells_what_is_sealed(signed_in: SignedIn) -> None:
    """Raw bytes, of everybody in the demonstration, to those who may open the page and not the health."""
    for login in ("bureau", "registrar", "delegate"):
        page = signed_in(login)
        listed = page.request.get("/prisoners/").text()
        numbers = set(re.findall(r"/prisoners/([0-9A-Z]{4}-[0-9A-Z]{4})/", listed))
        assert numbers, login
        for number in sorted(numbers):
            told = page.request.get(f"/prisoners/{number}/").text()
            assert number in told
            assert not [text for text in SEALED_TEXTS if text in told], (login, number)
