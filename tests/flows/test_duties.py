"""Duties at the browser: a camp's monthly inspections in one grid by keyboard, and a card from printing to closed."""

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect
from pypdf import PdfReader

from tests.flows.conftest import SignedIn
from tests.flows.served import PATIENCE_MS
from tests.flows.test_importing import report, upload

pytestmark = pytest.mark.browser
GRID = "/duties/places/transit-sumy/inspections/"
WRONG_LINE = 7


def surnames(number: int) -> str:
    """A list of so many invented people, as a unit writes it."""
    syllables = "강산들별솔빛샘늘봄결"
    names = (
        f"윤{syllables[each // 10 % 10]}{syllables[each % 10]}{syllables[each // 100]}"
        for each in range(number)
    )
    rows = [f"{name},1999-04-02,88{each:04},2025-01-10,transit-sumy" for each, name in enumerate(names)]
    return "\n".join(["name,born,number,captured,camp", *rows, ""])


def weight(line: int) -> str:
    return f"6{line % 10}.{line // 10 % 10}"


def filled(page: Page) -> list[str]:
    """What stands in the column of weights, from the first line to the last."""
    script = "inputs => inputs.map(input => input.value)"
    return list(page.locator("[data-grid] input[name^='kg-']").evaluate_all(script))


def test_a_camp_s_inspections_are_recorded_by_keyboard_and_nothing_typed_is_lost(
    signed_in: SignedIn, tmp_path: Path, count: Callable[[int, int], int]
) -> None:
    page = signed_in("bureau")
    upload(page, tmp_path / "unit.csv", surnames(count(25, 180)))
    report(page)
    page.goto(GRID)
    lines = page.locator("[data-grid] tbody tr").count()
    assert lines >= count(25, 180)

    page.get_by_label("Who inspected").focus()
    page.keyboard.type("Dr. M. Sichenyk")
    # Over the region of the table, which scrolls by keyboard, to its first line; Enter leads to the next.
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    typed = ["heavy" if line == WRONG_LINE else weight(line) for line in range(lines)]
    for text in typed:
        page.keyboard.type(text)
        page.keyboard.press("Enter")
    page.keyboard.press("Control+Enter")
    main = page.get_by_role("main")
    expect(main).to_contain_text("Nothing is recorded yet; the lines stand as typed.", timeout=PATIENCE_MS)
    assert filled(page) == typed
    expect(page.get_by_label("Who inspected")).to_have_value("Dr. M. Sichenyk")

    # The message leads to the line that is wrong.
    page.get_by_role("alert").get_by_role("link").first.press("Enter")
    page.keyboard.press("Control+A")
    page.keyboard.type(weight(WRONG_LINE))
    page.keyboard.press("Control+Enter")
    expect(main.locator(".notice.good")).to_contain_text(f"Recorded. {lines}", timeout=PATIENCE_MS)
    assert set(filled(page)) == {""}


def test_a_card_is_printed_handed_over_and_its_duty_closed(signed_in: SignedIn, tmp_path: Path) -> None:
    page = signed_in("bureau")
    main = page.get_by_role("main")
    page.goto("/duties/?article=70&camp=camp-5&status=overdue")
    main.locator("li.duty a.prisoner-number").first.click()
    number = re.search(r"[0-9A-Z]{4}-[0-9A-Z]{4}", page.url)
    assert number
    page.goto(f"/prisoners/{number.group()}/")
    page.get_by_role("link", name="Papers to print").first.click()
    card = main.get_by_role("row").filter(has_text="Capture card to the family")
    with page.expect_download() as waiting:
        card.get_by_role("button").click()
    made = tmp_path / "card.pdf"
    waiting.value.save_as(made)
    assert number.group() in "".join(each.extract_text() for each in PdfReader(made).pages)
    assert number.group() in waiting.value.suggested_filename

    card.get_by_role("link").click()
    main.get_by_role("button", name="Record it").click()
    page.goto(f"/prisoners/{number.group()}/duties/")
    done = main.get_by_role("region", name=re.compile("^Done"))
    expect(done).to_contain_text("Let him write the capture card to his family")
