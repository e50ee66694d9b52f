"""The way from a hearing to an arrival at the browser, by the officers whose steps they are.

The demonstration left one prisoner ready on the day he goes, and one whose confirmed wish nobody referred yet.
"""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.flows import served as flows
from tests.flows.conftest import SignedIn

pytestmark = pytest.mark.browser

LATER = "2099-01-01T12:00+00:00"
ASSURANCES = ("convention_applies", "visits_allowed", "no_passing_on", "return_if_asked")
HELD = "2026-01-05T12:00+00:00"
LANGUAGES = ("en", pytest.param("uk", marks=pytest.mark.long), pytest.param("ko", marks=pytest.mark.long))


def press(page: Page) -> None:
    """The main button of the form."""
    page.locator("main #main-button").first.click()
    page.wait_for_load_state()


def recorded(page: Page) -> None:
    """Press it, and see that it was recorded."""
    press(page)
    expect(page.locator(".notice.good")).to_be_visible()


def in_stage(page: Page, stage: str) -> str:
    """The address of the first case that the board shows at this stage."""
    page.goto(f"/cases/?stage={stage}")
    found = page.locator("main tbody th a").first.get_attribute("href")
    assert found
    return found


def act(page: Page, file: str, name: str) -> None:
    """Open one step of the case from its page."""
    page.goto(file)
    page.locator(f"main a[href$='/record/{name}/']").first.click()
    page.wait_for_load_state()


def ceremony(page: Page) -> None:
    for field, text in (("place", "airport"), ("given_by", "our officer"), ("taken_by", "theirs")):
        page.locator(f"[id='ceremony.{field}']").fill(text)


def prepared(protection: Page, diplomat: Page, file: str) -> None:
    """From the referral to the proposal of a day."""
    protection.goto(f"{file}refer/")
    protection.locator("#power").select_option("kor")
    protection.locator("#route-transfer").check()
    protection.locator("#offer").select_option(index=1)
    protection.locator("#officer").select_option(index=1)
    protection.locator("#told-identity").check()
    recorded(protection)
    for step in ("preview", "accept"):
        act(diplomat, file, step)
        diplomat.locator("#by").fill("its ministry")
        recorded(diplomat)
    for assurance in ASSURANCES:
        act(diplomat, file, "assure")
        diplomat.locator("#assurance").select_option(assurance)
        diplomat.locator("#evidence").fill("note 12")
        recorded(diplomat)
    act(diplomat, file, "plan_reception")
    for field, text in (
        ("place", "airport"),
        ("planned", LATER),
        ("escort", "two officers"),
        ("contact", "m"),
    ):
        diplomat.locator(f"[id='reception.{field}']").fill(text)
    recorded(diplomat)
    act(protection, file, "clear")
    recorded(protection)
    act(diplomat, file, "propose_handover")
    diplomat.locator("#planned").fill(LATER)
    diplomat.locator("#place").fill("airport")
    recorded(diplomat)


def read_by(signed_in: SignedIn, login: str, language: str) -> Page:
    """An unlocked session in the language."""
    page = signed_in(login)
    flows.unlock(page, login)
    flows.speak(page, language)
    return page


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_case_from_its_referral_to_the_day_he_goes(signed_in: SignedIn, language: str) -> None:
    protection = read_by(signed_in, "protection", language)
    diplomat = read_by(signed_in, "diplomat", language)
    # Those without a case stand first.
    protection.goto("/matches/")
    file = str(protection.locator("main tbody th a").first.get_attribute("href"))
    prepared(protection, diplomat, file)
    act(protection, file, "hand_over")
    ceremony(protection)
    press(protection)
    # His word of the day is missing: refused, and nothing typed is lost.
    expect(protection.locator("#problem")).to_be_visible()
    expect(protection.locator("[id='ceremony.place']")).to_have_value("airport")
    act(diplomat, file, "close_case")
    diplomat.locator("#reason").fill("for the next language")
    recorded(diplomat)


def test_he_is_handed_over_arrives_and_settles(signed_in: SignedIn) -> None:
    protection = read_by(signed_in, "protection", "en")
    diplomat = read_by(signed_in, "diplomat", "en")
    ready = in_stage(protection, "proposed")
    act(protection, ready, "hand_over")
    ceremony(protection)
    recorded(protection)
    act(diplomat, ready, "confirm_arrival")
    ceremony(diplomat)
    recorded(diplomat)
    expect(diplomat.locator("main summary").get_by_text("Signed half")).to_have_count(2)
    act(diplomat, ready, "settle")
    diplomat.locator("#happened-year").fill("2026")
    recorded(diplomat)
    assert in_stage(diplomat, "settled") == ready


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_withdrawal_is_one_step_for_whoever_hears_it(signed_in: SignedIn, language: str) -> None:
    bureau = signed_in("bureau")
    flows.speak(bureau, language)
    bureau.goto("/prisoners/")
    number = str(bureau.locator("main tbody th a").first.get_attribute("href"))
    before = _page_of(bureau, number)
    bureau.goto(f"{number}withdrawal/")
    bureau.locator("#way").fill("said at the gate")
    recorded(bureau)
    assert _page_of(bureau, number) == before


def test_an_exchange_list_is_answered_with_eligible_or_not(signed_in: SignedIn) -> None:
    bureau, protection = signed_in("bureau"), read_by(signed_in, "protection", "en")
    protection.goto("/wishes/")
    numbers = protection.locator("main tbody th a").all_inner_texts()
    bureau.goto("/exchange-lists/")
    bureau.locator("#power").select_option("prk")
    bureau.locator("#prisoners").fill("\n".join(numbers))
    press(bureau)
    expect(bureau.get_by_role("main")).to_contain_text("not released yet")
    protection.goto(bureau.url)
    press(protection)
    bureau.reload()
    expect(bureau.get_by_role("heading", name="Eligible: 0")).to_be_visible()


def test_a_hearing_is_recorded_with_every_safeguard(signed_in: SignedIn) -> None:
    page = read_by(signed_in, "protection", "en")
    page.goto("/wishes/?status=undecided")
    number = str(page.locator("main tbody th a").first.get_attribute("href"))
    page.goto(f"{number}record/declare/")
    orders = set()
    for _ in range(12):
        page.reload()
        orders.add(
            tuple(page.locator("[name='declaration.option']").evaluate_all("all => all.map(e => e.value)"))
        )
    assert len(orders) > 1, "every showing has an order of its own"
    page.locator("[id='interview.held']").fill(HELD)
    page.locator("[id='interview.place']").fill("room 3")
    page.locator("[id='interview.language']").fill("ko")
    for choice in ("setting-private_interview", "presence-declined", "asked_apart-nothing", "capacity-able"):
        page.locator(f"[id='interview.{choice}']").check()
    page.locator("[id='interview.is_signed_no_inducement']").check()
    page.locator("[id='interview.sheet.version']").select_option("2026-1")
    page.locator("[id='interview.sheet.language']").fill("ko")
    page.locator("[id='declaration.option-undecided']").check()
    page.locator("[id='declaration.language']").fill("ko")
    page.locator("[id='declaration.own_words']").fill("아직 모르겠습니다")
    press(page)
    expect(page.locator("#problem")).to_contain_text("not read to the prisoner")
    page.locator("[id='interview.sheet.is_read_aloud']").check()
    for tick in page.locator("[id^='interview.sheet.told_back-']").all():
        if tick.get_attribute("type") == "checkbox":
            tick.check()
    recorded(page)
    expect(page.get_by_role("main")).to_contain_text("아직 모르겠습니다")
    expect(page.get_by_role("main")).to_contain_text("undecided")


def _page_of(page: Page, address: str) -> str:
    """The prisoner's page without what differs at each request."""
    return re.sub(r'name="csrfmiddlewaretoken" value="\w+"', "", page.request.get(address).text())
