"""A prisoner's whole way at the browser: informed, heard twice, referred, heard again, handed over, arrived, settled.

The story takes four days: the same home is served with a clock that goes four days late, then half a day, then right.
"""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.flows import served as flows
from tests.flows.served import Served
from tests.flows.test_wishes import LANGUAGES, act, ceremony, prepared, press, recorded

pytestmark = pytest.mark.browser

FIRST_DAY, SECOND_DAY = timedelta(days=4), timedelta(hours=12)


@pytest.mark.parametrize("language", LANGUAGES)
def test_from_the_first_hearing_to_a_settled_life(
    browser: Browser, earlier: Path, tmp_path: Path, language: str
) -> None:
    home = Path(shutil.copytree(earlier, tmp_path / "home"))
    with flows.serving_late(home, FIRST_DAY.total_seconds()) as served:
        with _unlocked(browser, served, "protection", language) as protection:
            number = _unheard(protection)
            _informed_and_declared(protection, number)
            _found_safe(protection, number)
        with _unlocked(browser, served, "protection2", language) as second:
            _approved(second)
    with (
        flows.serving_late(home, SECOND_DAY.total_seconds()) as served,
        _unlocked(browser, served, "protection2", language) as second,
    ):
        second.goto(f"/wishes/{number}/record/confirm/")
        _heard(second, SECOND_DAY)
        _choice(second, "")
        recorded(second)
    with (
        flows.serving_late(home, 0) as served,
        _unlocked(browser, served, "protection", language) as protection,
        _unlocked(browser, served, "diplomat", language) as diplomat,
    ):
        _offered(diplomat)
        prepared(protection, diplomat, f"/cases/{number}/")
        protection.goto(f"/wishes/{number}/record/reconfirm/")
        _heard(protection, timedelta(), has_sheet=False)
        _choice(protection, "")
        recorded(protection)
        _carried_out(protection, diplomat, f"/cases/{number}/")


@contextmanager
def _unlocked(browser: Browser, served: Served, login: str, language: str) -> Iterator[Page]:
    page = flows.operator(browser, served, login)
    flows.unlock(page, login)
    flows.speak(page, language)
    yield page
    page.context.close()


def _unheard(page: Page) -> str:
    """A prisoner of whom nothing was heard; a wish tells it by its acts: he can be informed."""
    page.goto("/prisoners/")
    numbers = page.locator("main tbody th a").all_inner_texts()
    page.goto("/wishes/")
    heard = set(page.locator("main tbody th a").all_inner_texts())
    return next(number for number in numbers if number not in heard)


def _heard(page: Page, late: timedelta, *, has_sheet: bool = True) -> None:
    """Every safeguard of a hearing, held a moment ago."""
    held = datetime.now(UTC) - late - timedelta(minutes=1)
    for field, text in (
        ("held", held.isoformat(timespec="seconds")),
        ("place", "room 3"),
        ("language", "ko"),
    ):
        page.locator(f"[id='interview.{field}']").fill(text)
    for choice in ("setting-private_interview", "presence-declined", "asked_apart-nothing", "capacity-able"):
        page.locator(f"[id='interview.{choice}']").check()
    page.locator("[id='interview.is_signed_no_inducement']").check()
    if not has_sheet:
        return
    page.locator("[id='interview.sheet.version']").select_option("2026-1")
    page.locator("[id='interview.sheet.language']").fill("ko")
    page.locator("[id='interview.sheet.is_read_aloud']").check()
    for tick in page.locator("input[type=checkbox][id^='interview.sheet.told_back-']").all():
        tick.check()


def _choice(page: Page, prefix: str) -> None:
    page.locator(f"[id='{prefix}option-third_state']").check()
    page.locator(f"[id='{prefix}states']").fill("kor")


def _informed_and_declared(page: Page, number: str) -> None:
    page.goto(f"/wishes/{number}/record/inform/")
    _heard(page, FIRST_DAY)
    recorded(page)
    page.goto(f"/wishes/{number}/record/declare/")
    _heard(page, FIRST_DAY)
    _choice(page, "declaration.")
    page.locator("[id='declaration.language']").fill("ko")
    page.locator("[id='declaration.own_words']").fill("남쪽으로 가고 싶습니다")
    page.locator("[id='may_be_told-identity']").check()
    recorded(page)
    expect(page.get_by_role("main")).to_contain_text("남쪽으로 가고 싶습니다")


def _found_safe(page: Page, number: str) -> None:
    page.goto(f"/wishes/{number}/record/assess_risk/")
    page.locator("#destination").fill("kor")
    page.locator("#finding-none_found").check()
    page.locator("#grounds").fill("sources of three kinds")
    press(page)
    expect(page.locator(".notice.warn")).to_be_visible()


def _approved(second: Page) -> None:
    """The newest request is the one that was just made."""
    second.goto("/approvals/")
    second.locator("main a[href^='/approvals/']").last.click()
    second.locator("button[name='verdict'][value='approve']").click()
    second.wait_for_load_state()


def _offered(diplomat: Page) -> None:
    diplomat.goto("/powers/kor/record/offer/")
    diplomat.locator("#basis").fill("a note")
    diplomat.locator("[id='valid_from-year']").fill("2026")
    recorded(diplomat)


def _carried_out(protection: Page, diplomat: Page, file: str) -> None:
    act(protection, file, "hand_over")
    ceremony(protection)
    recorded(protection)
    act(diplomat, file, "confirm_arrival")
    ceremony(diplomat)
    recorded(diplomat)
    act(diplomat, file, "settle")
    diplomat.locator("#happened-year").fill(str(datetime.now(UTC).year))
    recorded(diplomat)
