"""Every page that stands behind another office, or behind a second officer's request, under axe-core.

Three offices stand: the demonstration's bureau, a receiving State whose case has arrived, and a Central Agency that
was told its notices. What they say to one another are bundles, sent by the product itself.
"""

import re
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from safeconduct import demo_offices
from safeconduct.demo_offices import Office
from safeconduct.demo_steps import BUREAU, BUREAU_TWO, DIPLOMATIC, PROTECTION, PROTECTION_TWO
from safeconduct.demo_two_states import RECEIVING, RECEIVING_TWO, Walk
from safeconduct.store import clock
from tests.flows import served as flows
from tests.flows.conftest import SignedIn
from tests.flows.served import Served
from tests.flows.test_accessibility import (
    BETWEEN_OFFICES,
    LANGUAGES,
    Story,
    expect_nothing,
    going_to,
    opened,
    submit,
)
from tests.servers import free_port

pytestmark = pytest.mark.browser


@dataclass(frozen=True, slots=True)
class Three:
    """The bureau, the receiving State and the Agency, each behind its server."""

    bureau: Office
    korea: Office
    agency: Office


@pytest.fixture
def three(served: Served, tmp_path: Path) -> Iterator[Three]:
    """A case walked from an offer to an arrival, and every notice told to the Agency."""
    bureau = Office(served.home, "127.0.0.1", _port_of(served), flows.PASSPHRASES, served.address)
    korea, agency = (_receiver(tmp_path / name) for name in ("korea", "agency"))
    demo_offices.make(*((each, ("demo", "receiving")) for each in (korea, agency)))
    with ExitStack() as until_the_end:
        for each in (korea, agency):
            until_the_end.enter_context(demo_offices.serving(each))
        Walk(bureau, korea, list[str]().append).whole()
        _tell_the_agency(bureau, agency)
        yield Three(bureau, korea, agency)


def _port_of(served: Served) -> int:
    return int(served.address.rpartition(":")[2])


def _receiver(home: Path) -> Office:
    port = free_port()
    return Office(home, "127.0.0.1", port, flows.PASSPHRASES, f"http://127.0.0.1:{port}")


def _tell_the_agency(bureau: Office, agency: Office) -> None:
    agency.officer(RECEIVING).act(
        "disclosure.make_card", name="Central Agency", role="central_agency", address=agency.inbox
    )
    for office, other, (first, second) in (
        (bureau, agency, (BUREAU, BUREAU_TWO)),
        (agency, bureau, (RECEIVING, RECEIVING_TWO)),
    ):
        login = RECEIVING if other is agency else BUREAU
        card = other.officer(login).ask("card")["introduction"]
        asked = office.officer(first).act("disclosure.add_peer", introduction=card)
        office.officer(second).approve(asked["approval"])
    bureau.officer(BUREAU).act("disclosure.tell_notices", leg="agency")
    bureau.officer(BUREAU).send_bundles()


def _receiving(browser: Browser, office: Office) -> Page:
    """The first officer of another office at her first page, unlocked."""
    page = flows.operator(browser, Served(office.address, office.home), RECEIVING)
    flows.unlock(page, RECEIVING)
    return page


def _unlocked(signed_in: SignedIn, login: str) -> Page:
    page = signed_in(login)
    flows.unlock(page, login)
    return page


def _first(page: Page, address: str, link: str = "tbody th a") -> str:
    """Where the first such link of the page at the address leads."""
    page.goto(address)
    return str(page.locator(f"main {link}").first.get_attribute("href"))


def _press(page: Page, address: str, action: str) -> None:
    """Press the button of the form that goes there."""
    if not page.url.endswith(address):
        page.goto(address)
    page.locator(f"main form[action$='{action}'] button").first.click()
    page.wait_for_load_state()


# --- what stands behind whom ------------------------------------------------------------------------------


def _stories_of_bundles(three: Three, bundle: Path) -> dict[str, Story]:
    """What an officer of the bureau reads of other offices, with a later card of one that waits for her."""
    korea, officer = three.korea.officer(RECEIVING), three.bureau.officer(BUREAU)
    peer = next(each["peer"] for each in officer.ask("peers") if each["power"] == "kor")
    korea.act(
        "disclosure.make_card", name="대한민국 통일부", role="receiving_state", power="kor",
        address=three.korea.inbox,
    )  # fmt: skip
    asked = officer.act("disclosure.rotate_peer", introduction=korea.ask("card")["introduction"])["approval"]
    digest = three.bureau.officer(BUREAU_TWO).ask(f"approvals/{asked}")["digest"]
    bundle.write_bytes(b"no bundle")

    def received(page: Page) -> None:
        page.goto("/bundles/")
        page.locator("#bundle").set_input_files(bundle)
        _press(page, "/bundles/", "/bundles/receive/")

    return {
        "peer": going_to(f"/bundles/peers/{peer}/"),
        "peer-revoke": going_to(f"/bundles/peers/{peer}/revoke/"),
        "peer-asked": going_to(f"/bundles/asked/{digest}/"),
        "bundle-receive": received,
        "bundle-send": lambda page: _press(page, "/bundles/", "/bundles/send/"),
        "notices-tell": lambda page: _press(page, "/notices/", "/notices/tell/agency/"),
    }


def _stories_of_withholding(three: Three, protection: Page) -> dict[str, Story]:
    """The Power of origin is left out for one prisoner, and a second person is asked about another."""
    _first(protection, "/wishes/")
    numbers = [
        str(each.get_attribute("href")).split("/")[2]
        for each in protection.locator("main tbody th a").all()[:2]
    ]
    asked = [
        three.bureau.officer(PROTECTION).act(
            "disclosure.withhold_notices", prisoner=number, ground="harm_to_family",
            care_asked="keep his letters apart", words="his brother was arrested",
        )["approval"]
        for number in numbers
    ]  # fmt: skip
    three.bureau.officer(PROTECTION_TWO).approve(asked[0])
    return {
        "notices-withheld": going_to("/notices/withheld/"),
        "notices-of": going_to(f"/prisoners/{numbers[0]}/notices/"),
        "notices-end": going_to(f"/prisoners/{numbers[0]}/notices/end/"),
        "notices-care": going_to("/notices/care/"),
        "notices-asked": going_to(f"/notices/asked/{asked[1]}/"),
    }


def _asked_to_open(protection: Page, second: Page) -> str:
    """The page on which the second officer reads whose fears the first asks to open, and why."""
    protection.goto(f"{_first(protection, '/wishes/')}protection/")
    protection.locator("#why").fill("the case is to be decided")
    submit(protection)
    second.goto("/approvals/")
    for link in second.locator("main a[href^='/approvals/']").all():
        text = second.request.get(str(link.get_attribute("href"))).text()
        if found := re.search(r"/wishes/asked/[^/\"]+/", text):
            return found[0]
    raise AssertionError("nobody is asked")


def _declared(three: Three, diplomat: Page) -> str:
    """The page of what he declared who arrived."""
    told = _first(diplomat, _first(diplomat, "/cases/?stage=arrived"), "a[href$='/told/']")
    _, _, number, case, *_ = told.split("/")
    three.bureau.officer(DIPLOMATIC).act(
        "arrangements.reach_milestone", prisoner=number, case=case, milestone="intention_declared",
        happened=clock.today().isoformat(), words="보호를 받겠습니다.", language="ko",
    )  # fmt: skip
    return told.replace("/told/", "/intention/")


def test_every_page_between_offices(
    signed_in: SignedIn, browser: Browser, three: Three, tmp_path: Path, full_counts: bool
) -> None:
    protection, second = (_unlocked(signed_in, each) for each in (PROTECTION, PROTECTION_TWO))
    diplomat, officer = _unlocked(signed_in, DIPLOMATIC), signed_in(BUREAU_TWO)
    korea, agency = (_receiving(browser, each) for each in (three.korea, three.agency))
    case = _first(korea, "/received/")
    opening = _asked_to_open(protection, second)
    withholding = _stories_of_withholding(three, protection)
    intention = _declared(three, diplomat)
    at: tuple[tuple[Page, dict[str, Story]], ...] = (
        (second, {"wish-asked": going_to(opening), **withholding}),
        (diplomat, {"case-intention": going_to(intention)}),
        (
            korea,
            {
                "received-cases": going_to("/received/"),
                "received-case": going_to(case),
                "received-act": going_to(_first(korea, case, ".acts a")),
            },
        ),
        (
            agency,
            {
                "notices-received": going_to("/notices/received/"),
                "notices-list": going_to(_first(agency, "/notices/received/")),
            },
        ),
        (officer, _stories_of_bundles(three, tmp_path / "file.bundle")),
    )
    wrong = [
        found
        for language in (LANGUAGES if full_counts else LANGUAGES[:1])
        for page, stories in at
        for found in opened(page, language, stories)
    ]
    for page in (korea, agency):
        page.context.close()
    missing = BETWEEN_OFFICES - {name for _, stories in at for name in stories}
    expect_nothing([*wrong, *(f"no story leads to {name}" for name in sorted(missing))])
