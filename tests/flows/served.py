"""A running instance for a browser: the demonstration in a home of its own, behind the product's own server.

The demonstration is made once a run and copied for each module, so that no story reads what another wrote.
"""

import os
import shutil
import signal
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import Browser, BrowserContext, Page

from safeconduct.demo_cast import OPERATORS
from safeconduct.demo_two_states import RECEIVERS
from tests.flows.console import ROOT, environment_of, late_by, shell
from tests.servers import free_port

PASSPHRASES = {each.login: each.passphrase for each in OPERATORS}
PASSPHRASES |= {login: passphrase for login, _, passphrase in RECEIVERS}
# A page that has not answered by then never will; the machine may be busy with other tests.
PATIENCE_MS = 90_000


@dataclass(frozen=True, slots=True)
class Served:
    """A running instance: where it listens, and where it lies."""

    address: str
    home: Path

    def ask(self, sql: str, *values: object) -> list[tuple[object, ...]]:
        """Run a statement on the ledger's file behind the server's back, as an intruder or a clock would."""
        with closing(sqlite3.connect(self.home / "ledger.sqlite3", timeout=60)) as database, database:
            return list(database.execute(sql, values))


def make_demonstration(home: Path, *, late_s: float = 0) -> None:
    """The invented cast and the sample lists, by the command that makes them for everybody."""
    with shell(home, late_s=late_s) as command:
        made = command("demo", "--quiet")
    assert made.status == 0, made.errors


@contextmanager
def serving(original: Path, home: Path) -> Iterator[Served]:
    """Copy the home and serve it until the block ends."""
    shutil.copytree(original, home)
    with _running("serve", home=home) as address:
        yield Served(address, home)


@contextmanager
def serving_late(home: Path, seconds: float) -> Iterator[Served]:
    """Serve this very home with a clock that goes so many seconds late, until the block ends."""
    with _running("serve", home=home, **late_by(seconds)) as address:
        yield Served(address, home)


@contextmanager
def serving_families(home: Path, key: Path) -> Iterator[Served]:
    """The families' server in a folder of its own, with the key of a bureau, until the block ends."""
    with _running("serve-families", "--home", str(home), "--key", str(key), home=home) as address:
        yield Served(address, home)


@contextmanager
def _running(*arguments: str, home: Path, **environment: str) -> Iterator[str]:
    """A server of the program on a free port; its address."""
    port = free_port()
    command = [sys.executable, "-m", "safeconduct", *arguments, "--port", str(port)]
    with subprocess.Popen(  # noqa: S603 - our own program
        command, env=environment_of(home, PYTHONUNBUFFERED="1", **environment), cwd=ROOT, text=True,
        stdout=subprocess.PIPE, stderr=subprocess.STDOUT, start_new_session=True,
    ) as process:  # fmt: skip
        try:
            _await(process)
            yield f"http://127.0.0.1:{port}"
        finally:
            os.killpg(process.pid, signal.SIGTERM)


def _await(process: "subprocess.Popen[str]") -> None:
    """Until its worker takes requests: it says that it listens before it does."""
    said = []
    assert process.stdout is not None
    for line in process.stdout:
        said.append(line)
        if "Started worker" in line:
            return
    raise AssertionError("the server ended: " + "".join(said))


# --- people at the browser --------------------------------------------------------------------------------


def visitor(browser: Browser, served: Served, **options: object) -> Page:
    """A stranger with a browser of his own; `page.context.close()` sends him away."""
    context: BrowserContext = browser.new_context(base_url=served.address, **options)  # type: ignore[arg-type]  # options are playwright's own
    context.set_default_timeout(PATIENCE_MS)
    return context.new_page()


def operator(browser: Browser, served: Served, login: str, **options: object) -> Page:
    """Somebody of the cast, signed in, in English, at the first page."""
    page = visitor(browser, served, locale="en-GB", **options)
    speak(page, "en")
    page.goto("/sign-in/")
    sign_in(page, login)
    return page


def sign_in(page: Page, login: str) -> None:
    """Fill in the sign-in page that is open."""
    page.get_by_label("Login").fill(login)
    page.get_by_label("Passphrase").fill(PASSPHRASES[login])
    page.get_by_role("main").get_by_role("button", name="Sign in").click()
    page.locator(".lock").wait_for()


def speak(page: Page, language: str) -> None:
    """What the language switch leaves in the browser."""
    page.context.add_cookies(
        [{"name": "django_language", "value": language, "domain": "127.0.0.1", "path": "/"}]
    )


def unlock(page: Page, login: str) -> None:
    """Open the sealed parts of this session."""
    page.goto("/unlock/")
    page.get_by_label("Passphrase").fill(PASSPHRASES[login])
    page.get_by_role("main").get_by_role("button", name="Unlock").click()
    page.get_by_role("button", name="Lock now").wait_for()
