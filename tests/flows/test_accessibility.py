"""Every page under axe-core: at a desk's width and a telephone's, in three languages; no page wider than 320 px.

The pages are found as an operator finds them, by following links, and compared with the table of `urls.py`: a new
page that no link and no story here reaches fails. Each language is a test of its own, so that workers share them;
a page is loaded once a language and measured at each width. A failure names everything that was found.
"""

import json
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import pytest
from django.urls import Resolver404, URLPattern, resolve
from PIL import Image
from playwright.sync_api import Page

from safeconduct import urls
from tests.flows import served as flows
from tests.flows.conftest import SignedIn
from tests.flows.console import ROOT, shell
from tests.flows.served import Served

pytestmark = pytest.mark.browser

AXE = ROOT / "node_modules" / "axe-core" / "axe.min.js"
LANGUAGES = ("en", "uk", "ko")
# The everyday run measures English; the others differ in words alone and are measured by `./test --long`.
in_each_language = pytest.mark.parametrize(
    "language", [LANGUAGES[0], *(pytest.param(each, marks=pytest.mark.long) for each in LANGUAGES[1:])]
)
WIDTHS = (1280, 360)
NARROWEST = 320
HEIGHT = 900
OPTIONS = "{resultTypes: ['violations'], preload: false}"
RUN = f"axe.run(document, {OPTIONS}).then(found => JSON.stringify(found.violations))"
IN_DARK = frozenset({"today", "prisoners", "prisoner", "register", "record", "pair"})

# Not pages: what acts and goes on to a page, what is a file, and the parts that a page fetches for itself.
NO_PAGE = {
    "language", "sign-out", "lock", "find", "filter-save", "filter-delete", "register-reading", "register-already",
    "prisoners-csv", "import-csv", "qr", "file-content", "record-head", "tracing-handed-over",
    "figures-chart", "figures-export",
    "figures-brief-file", "figures-confirm", "figures-reject", "figures-take-over", "duties-ics", "duties-csv",
    "card-file", "card-picture", "card-make", "bundle-file", "inbox",
}  # fmt: skip
# Reached by a form, not a link: the stories below open them.
BY_FORM = {
    "found", "sealed", "record-check", "sign-in", "cover", "approvals", "approval", "file", "registered",
    "answers-judge", "paper-judge", "tracing-letter", "tracing-message", "tracing-delivered", "tracing-returned",
    "case-refer", "wish-deny", "exchange-list", "figures-second",
    "duty-withdraw", "figures-deny-copy", "figures-unlink",
}  # fmt: skip
# Behind another office or a second officer's request: `test_accessibility_between` opens each of them.
BETWEEN_OFFICES = {
    "bundle-receive", "bundle-send", "case-intention", "notices-asked", "notices-care", "notices-end", "notices-list",
    "notices-of", "notices-received", "notices-tell", "notices-withheld", "peer", "peer-asked", "peer-revoke",
    "received-act", "received-case", "received-cases", "wish-asked",
}  # fmt: skip
# Who looks for which pages; each page is measured as the first who may open it sees it.
LOOKERS = ("bureau2", "registrar", "auditor", "administrator", "tracing", "diplomat", "protection", "analyst")
UNLOCKING = frozenset({"diplomat", "protection"})

Story = Callable[[Page], None]
COPIED = """Officials give a number

The Ministry of Defence of Estonia said on Monday that over 900 North Korean soldiers had been killed by March 2025.
The ministry named no source for it, and no other capital has said whether it holds the number to be true.
"""
ADDED = "Nobody in the region wished to add anything.\n"


def names_of_all() -> set[str]:
    """Every page of the table, the API apart."""
    return {str(pattern.name) for pattern in urls.urlpatterns if isinstance(pattern, URLPattern)}


def name_of(address: str) -> str:
    try:
        return str(resolve(address.partition("?")[0].partition("#")[0]).url_name)
    except Resolver404:
        return ""


def linked(page: Page) -> dict[str, str]:
    """One address of each page that links lead to, by name; files and acts left out."""
    found: dict[str, str] = {}
    waiting = ["/"]
    while waiting:
        address = waiting.pop(0)
        answer = page.request.get(address)
        if answer.status != 200 or "text/html" not in answer.headers["content-type"]:
            continue
        for link in re.findall(r'href="(/[^"]*)"', answer.text()):
            name = name_of(link)
            if name and name not in found and name not in NO_PAGE and not link.startswith("/api/"):
                found[name] = link.replace("&amp;", "&")
                waiting.append(found[name])
    return found


# --- measuring --------------------------------------------------------------------------------------------


def measured(page: Page, what: str) -> list[str]:
    """What is wrong with the page that is open, at each width."""
    wrong = []
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": HEIGHT})
        wrong += [f"{what} at {width}: {found}" for found in violations(page)]
    page.set_viewport_size({"width": NARROWEST, "height": HEIGHT})
    wide = page.evaluate("document.documentElement.scrollWidth")
    if wide > NARROWEST:
        wrong.append(f"{what}: {wide} px wide at {NARROWEST}")
    return wrong


def violations(page: Page) -> Iterator[str]:
    """axe's findings, each with the first element that shows it."""
    if not page.evaluate("typeof axe === 'object'"):
        page.evaluate(AXE.read_text(encoding="utf-8"))
    for found in json.loads(page.evaluate(RUN)):
        yield f"{found['id']} x{len(found['nodes'])} {found['nodes'][0]['html'][:200]}"


def opened(page: Page, language: str, stories: Mapping[str, Story]) -> list[str]:
    """Open what each story opens, in the language, and measure it."""
    flows.speak(page, language)
    wrong = []
    for what, story in stories.items():
        page.set_viewport_size({"width": WIDTHS[0], "height": HEIGHT})
        story(page)
        if page.locator("html").get_attribute("lang") != language:
            wrong.append(f"{what} is not in {language}")
        wrong += measured(page, f"{what} in {language}")
    return wrong


def expect_nothing(wrong: list[str]) -> None:
    """Fail with every finding, one a line."""
    if wrong:
        pytest.fail("\n".join(wrong), pytrace=False)


def going_to(address: str) -> Story:
    """The story of a page that has an address of its own."""
    return lambda page: void(page.goto(address))


def void(_: object) -> None:
    """Drop what a call gives back."""


# --- the measure can fail ---------------------------------------------------------------------------------


def test_the_measure_finds_what_is_wrong(stranger: Page) -> None:
    stranger.goto("/sign-in/")
    stranger.evaluate("document.documentElement.removeAttribute('lang')")
    stranger.evaluate("document.querySelector('main').innerHTML = '<input><p>wide</p>'")
    # Not as an attribute: the pages' own policy forbids styles in the text.
    stranger.evaluate("document.querySelector('main p').style.width = '700px'")
    found = " ".join(measured(stranger, "broken"))
    for rule in ("label", "html-has-lang", "px wide"):
        assert rule in found


# --- pages that links lead to -----------------------------------------------------------------------------


@in_each_language
def test_every_linked_page(signed_in: SignedIn, language: str) -> None:
    wrong: list[str] = []
    seen: set[str] = set()
    for login in LOOKERS:
        page = signed_in(login)
        if login in UNLOCKING:
            flows.unlock(page, login)
        stories = {name: going_to(to) for name, to in linked(page).items() if name not in seen}
        seen |= stories.keys()
        wrong += opened(page, language, stories)
        if language == LANGUAGES[0]:
            page.emulate_media(color_scheme="dark")
            dark = {f"{name} in the dark": story for name, story in stories.items() if name in IN_DARK}
            wrong += opened(page, language, dark)
    missing = names_of_all() - seen - NO_PAGE - BY_FORM - BETWEEN_OFFICES
    expect_nothing([*wrong, *(f"no link and no story leads to {name}" for name in sorted(missing))])


def first_of(page: Page, name: str, addresses: Iterable[str]) -> str:
    """The first address of a page that these pages lead to."""
    for address in addresses:
        for link in re.findall(r'href="(/[^"]*)"', page.request.get(address).text()):
            if name_of(link) == name:
                return str(link)
    raise AssertionError(f"no page leads to {name}")


def links_of(page: Page, address: str, name: str) -> list[str]:
    """Every address of one kind of page that a page leads to."""
    links = re.findall(r'href="(/[^"]*)"', page.request.get(address).text())
    return [link for link in dict.fromkeys(links) if name_of(link) == name]


# --- pages that only an act leads to ----------------------------------------------------------------------


def submit(page: Page) -> None:
    """Press the main button of the page."""
    page.locator("main #main-button").first.click()
    page.wait_for_load_state()


@in_each_language
def test_every_page_of_a_stranger(stranger: Page, language: str) -> None:
    def refused(page: Page) -> None:
        page.goto("/sign-in/")
        page.locator("#login").fill("nobody")
        page.locator("#passphrase").fill("not the passphrase")
        submit(page)

    stories = {
        "sign-in": going_to("/sign-in/"),
        "asked to sign in": going_to("/prisoners/"),
        "sign-in refused": refused,
        "cover": going_to("/cover/"),
    }
    expect_nothing(opened(stranger, language, stories))


@dataclass(frozen=True, slots=True)
class Acts:
    """What a bureau officer does to reach the pages that no link leads to. `number` is an address, `folder` hers."""

    number: str
    folder: Path

    def found(self, page: Page) -> None:
        page.goto("/")
        page.locator("#find").fill("강영호")
        page.locator("#find").press("Enter")
        page.wait_for_url("**/found/**")

    def nobody(self, page: Page) -> None:
        page.goto("/prisoners/register/")
        submit(page)
        page.locator("#problem").wait_for()

    def handed_in(self, page: Page) -> None:
        page.goto(f"{self.number}hand-in/")
        page.locator("#note").fill("limps")
        submit(page)

    def preview(self, page: Page) -> None:
        self._send(page, "list.csv", "name,born\n리명호,not known\nTOTAL,\n")
        page.locator(".import-line").wait_for()

    def unreadable(self, page: Page) -> None:
        self._send(page, "paper.csv", "%PDF-1.7")
        page.locator("#problem").wait_for()

    def report(self, page: Page) -> None:
        self.preview(page)
        submit(page)
        page.goto(page.url.partition("?")[0] + "?started")
        page.locator(".import-line, #progress").first.wait_for()

    def conflict(self, page: Page) -> None:
        """The first answer may meet nobody's; the second meets at least the first."""
        for rank in ("하사", "중사"):
            page.goto(f"{self.number}add/rank/?seen=1")
            page.locator("#answer").fill(rank)
            submit(page)
        page.locator(".both").wait_for()

    def rank_judged(self, page: Page) -> None:
        page.goto(f"{self.number}judge/rank/")
        page.locator("main [type=radio]").first.wait_for()

    def paper_judged(self, page: Page) -> None:
        page.goto(f"{self.number}papers/add/")
        page.locator("#description").fill("a soldier's card")
        submit(page)
        page.goto(self.number)
        page.locator("main a[href*='/papers/'][href*='/judge/']").first.click()
        page.locator("#main-button").wait_for()

    def registered(self, page: Page) -> None:
        page.goto(f"{self.number}registered/")

    def file(self, page: Page) -> None:
        picture = self.folder / "paper.png"
        Image.new("RGB", (40, 30), "white").save(picture)
        page.goto(f"{self.number}files/add/")
        page.locator("#file").set_input_files(picture)
        submit(page)
        page.goto(self.number)
        page.locator("main a[href*='/files/']:not([href$='/add/'])").first.click()
        page.locator(".photograph").wait_for()

    def checked(self, page: Page) -> None:
        page.goto("/record/")
        submit(page)
        page.locator(".notice.good").wait_for()

    def nothing(self, page: Page) -> None:
        page.goto("/prisoners/0000-0000/")

    def _send(self, page: Page, name: str, text: str) -> None:
        (self.folder / name).write_text(text)
        page.goto("/import/")
        page.locator("#file").set_input_files(self.folder / name)
        submit(page)


@in_each_language
def test_every_page_behind_an_act_of_the_bureau(signed_in: SignedIn, tmp_path: Path, language: str) -> None:
    page = signed_in("bureau2")
    acts = Acts(linked(page)["prisoner"], tmp_path)
    stories: tuple[Story, ...] = (
        acts.nothing, acts.found, acts.nobody, acts.handed_in, acts.preview, acts.unreadable, acts.report,
        acts.conflict, acts.rank_judged, acts.paper_judged, acts.registered, acts.file, acts.checked,
    )  # fmt: skip
    expect_nothing(opened(page, language, {story.__name__: story for story in stories}))


@in_each_language
def test_every_page_that_takes_something_back(signed_in: SignedIn, language: str) -> None:
    officer = signed_in("bureau2")
    prisoners = links_of(officer, "/prisoners/", "prisoner")
    withdraw = first_of(officer, "duty-withdraw", (f"{each}duties/" for each in prisoners))
    wrong = opened(officer, language, {"duty-withdraw": going_to(withdraw)})
    analyst = signed_in("analyst")
    retold, origin = links_of(analyst, "/figures/series/", "figures-claim")[:2]
    analyst.goto(f"{retold}link/")
    analyst.locator("main [type=radio]").first.check()
    analyst.locator("#other").fill(origin.strip("/").rpartition("/")[2])
    analyst.locator("#reason").fill("the second text names the first")
    submit(analyst)
    unlink = first_of(analyst, "figures-unlink", [retold])
    for publisher, text in (("The Invented Gazette", COPIED), ("The Invented Courier", f"{COPIED}{ADDED}")):
        analyst.goto("/figures/receive/")
        analyst.locator("#text").fill(text)
        analyst.locator("#publisher").fill(publisher)
        analyst.locator("#published_on-day").fill("2025-03-17")
        submit(analyst)
    deny = first_of(analyst, "figures-deny-copy", [analyst.url])
    stories = {"figures-unlink": going_to(unlink), "figures-deny-copy": going_to(deny)}
    expect_nothing([*wrong, *opened(analyst, language, stories)])


@in_each_language
def test_what_waits_for_a_second_person(
    signed_in: SignedIn, served: Served, tmp_path: Path, language: str
) -> None:
    """An erasure is asked for on the command line; the page of the request is for whoever approves."""
    page = signed_in("bureau2")
    number = linked(page)["prisoner"].strip("/").rpartition("/")[2]
    passphrase = tmp_path / "passphrase"
    passphrase.write_text(flows.PASSPHRASES["bureau"])
    acting = {"SAFECONDUCT_OPERATOR": "bureau", "SAFECONDUCT_PASSPHRASE_FILE": str(passphrase)}
    with shell(served.home) as command:
        asked = command("erase", number, "--ground", "registered by mistake", "--json", **acting).last
    stories = {"approvals": going_to("/approvals/"), "approval": going_to(f"/approvals/{asked['approval']}/")}
    expect_nothing(opened(page, language, stories))


def test_every_page_of_an_enquiry_whose_person_is_found(signed_in: SignedIn, full_counts: bool) -> None:
    """The second officer approves what the demonstration leaves waiting, once; then come consent, letter, message."""
    languages = LANGUAGES if full_counts else LANGUAGES[:1]
    wrong: list[str] = []
    second, page = signed_in("tracing2"), signed_in("tracing")
    second.goto("/approvals/")
    second.locator("main li a").first.click()
    second.locator("main dd a").first.click()
    second.wait_for_url("**/tracing/**")
    enquiry = f"/tracing/{second.url.split('/')[4]}/"
    beside = second.url
    for language in reversed(languages):
        wrong += opened(second, language, {"second person": going_to(beside)})
    second.locator("#verdict-same").check()
    submit(second)

    def refused(page: Page) -> None:
        page.goto("/tracing/open/")
        submit(page)
        page.locator("#problem").wait_for()

    def not_taken(page: Page) -> None:
        page.goto("/tracing/take/")
        submit(page)
        page.locator("#problem").wait_for()

    def searched(page: Page) -> None:
        page.goto("/tracing/search/")
        page.locator("#names").fill("Рю Ген Сок")
        page.locator("#found summary").first.click()

    page.goto(f"{enquiry}answer/nothing_to_tell/")
    submit(page)
    page.goto(f"{enquiry}record/message/")
    page.locator("#direction-to_prisoner").check()
    page.locator("#text").fill("Мы здоровы.")
    page.locator("#language").select_option("ru")
    submit(page)
    message = str(page.locator("main a[href$='/delivered/']").first.get_attribute("href"))
    stories = {
        "found": going_to(enquiry),
        "letter": going_to(f"{enquiry}letters/0/"),
        "consent": going_to(f"{enquiry}record/consent/"),
        "sheet": going_to(message.replace("delivered/", "")),
        "delivered": going_to(message),
        "returned": going_to(message.replace("delivered", "returned")),
        "nobody asks": refused,
        "no file": not_taken,
        "searched": searched,
    }
    for language in languages:
        wrong += opened(page, language, stories)
    expect_nothing(wrong)


@in_each_language
def test_every_page_behind_the_lock(signed_in: SignedIn, language: str) -> None:
    page = signed_in("medical")
    number = linked(page)["prisoner"]

    def asked_for(page: Page) -> None:
        page.goto(number)
        page.locator("#sealed button").click()
        page.wait_for_url("**/sealed/")

    wrong = opened(page, language, {"locked": asked_for})
    flows.speak(page, "en")
    flows.unlock(page, "medical")
    expect_nothing(
        [*wrong, *opened(page, language, {"sealed": asked_for, "prisoner, unlocked": going_to(number)})]
    )
