"""The demonstration once a run, and a server of its own for each module."""

import fcntl
import os
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from tests.flows import served as flows
from tests.flows.served import Served

SignedIn = Callable[..., Page]


# The story of `test_story` and `test_act` takes four days, and nothing may be recorded after it was told.
LATE_S = timedelta(days=5).total_seconds()


@pytest.fixture(scope="session")
def demonstration(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home with the invented cast; to be copied, never to be served."""
    return _made_once("demonstration", tmp_path_factory, late_s=0)


@pytest.fixture(scope="session")
def earlier(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The same, made five days ago."""
    return _made_once("earlier", tmp_path_factory, late_s=LATE_S)


def _made_once(name: str, tmp_path_factory: pytest.TempPathFactory, *, late_s: float) -> Path:
    """Made once a run, also for two workers."""
    shared = tmp_path_factory.getbasetemp()
    if "PYTEST_XDIST_WORKER" in os.environ:
        shared = shared.parent
    home, lock = shared / name, shared / f"{name}.lock"
    with lock.open("w") as held:
        fcntl.flock(held, fcntl.LOCK_EX)
        if not home.exists():
            unfinished = shared / f"{name}.unfinished"
            flows.make_demonstration(unfinished, late_s=late_s)
            unfinished.rename(home)
    return home


@pytest.fixture(scope="module")
def served(demonstration: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """The demonstration behind a server; what one test of the module writes, the next one finds."""
    with flows.serving(demonstration, tmp_path_factory.mktemp("served") / "home") as running:
        yield running


@pytest.fixture
def signed_in(browser: Browser, served: Served) -> Iterator[SignedIn]:
    """`signed_in("bureau")`: a page of somebody of the cast in a browser of her own, closed after the test."""
    pages: list[Page] = []

    def enter(login: str, **options: object) -> Page:
        pages.append(flows.operator(browser, served, login, **options))
        return pages[-1]

    yield enter
    for page in pages:
        page.context.close()


@pytest.fixture
def stranger(browser: Browser, served: Served) -> Iterator[Page]:
    """A page of nobody."""
    page = flows.visitor(browser, served, locale="en-GB")
    yield page
    page.context.close()
