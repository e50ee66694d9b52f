"""What every test stands on: a throw-away home, a database of its own, loopback as the only network.

Which database: SAFECONDUCT_TEST_DATABASE, `sqlite` (default) or `postgresql`; the latter at the server that
SAFECONDUCT_TEST_PG names (`tests/servers.py` starts one). A test that touches rows says
`@pytest.mark.django_db(databases=["default", "keys"])`: the keys stand in a database of their own.
"""

import atexit
import os
import shutil
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import django
import pytest
from hypothesis import HealthCheck, settings
from pytest_django import Settings

if TYPE_CHECKING:
    from safeconduct.store.create import Created

TESTS = Path(__file__).resolve().parent

# No test depends on how fast the machine is: Hypothesis counts examples, not milliseconds.
settings.register_profile("safeconduct", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("safeconduct")


# --- The environment, before Django reads its settings -------------------------------------------------


def forget_instance() -> None:
    """Drops what a developer's shell says about a real instance: no test may touch it."""
    for name in list(os.environ):
        if name.startswith("SAFECONDUCT_") and not name.startswith(("SAFECONDUCT_TEST_", "SAFECONDUCT_LONG")):
            del os.environ[name]


def throw_away_home() -> Path:
    """A new folder for this process; each worker of xdist is a process and so has its own."""
    home = Path(tempfile.mkdtemp(prefix="safeconduct-test-"))
    atexit.register(shutil.rmtree, home, ignore_errors=True)
    return home


def choose_database() -> None:
    chosen = os.environ.get("SAFECONDUCT_TEST_DATABASE", "sqlite")
    if chosen == "sqlite":
        return
    if chosen != "postgresql" or "SAFECONDUCT_TEST_PG" not in os.environ:
        raise pytest.UsageError(
            "SAFECONDUCT_TEST_DATABASE is sqlite, or postgresql with its address in SAFECONDUCT_TEST_PG"
        )
    server, worker = os.environ["SAFECONDUCT_TEST_PG"], os.environ.get("PYTEST_XDIST_WORKER", "alone")
    os.environ["SAFECONDUCT_DATABASE_URL"] = f"{server}/safeconduct_{worker}"
    os.environ["SAFECONDUCT_KEYS_DATABASE_URL"] = f"{server}/safeconduct_keys_{worker}"


def start_django() -> None:
    """Loads the settings here and not through pytest-django's option, which would read them before this file.

    The variable is taken away again because the workers of xdist inherit it, and theirs would then be read
    with the home of the process that started them.
    """
    os.environ["DJANGO_SETTINGS_MODULE"] = "safeconduct.settings"
    django.setup()
    del os.environ["DJANGO_SETTINGS_MODULE"]


forget_instance()
HOME = throw_away_home()
os.environ["SAFECONDUCT_HOME"] = str(HOME)
choose_database()
start_django()


@pytest.fixture(scope="session")
def django_db_modify_db_settings() -> None:
    """SQLite's test databases are files in the home: memory has no WAL, no lock, no second process."""
    from django.db import connections

    for alias in connections:
        settings = connections[alias].settings_dict
        if settings["ENGINE"].endswith("sqlite3"):
            settings["TEST"]["NAME"] = str(HOME / f"test-{alias}.sqlite3")


# --- Rules for all tests -------------------------------------------------------------------------------


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """The core is pure: its tests get no socket at all, where the others may speak to this machine.

    Stories marked `long` without a browser wait for the long run, and `sqlite` ones are not repeated on PostgreSQL.
    """
    for item in items:
        if (TESTS / "core") in item.path.parents:
            item.add_marker(pytest.mark.disable_socket)
    left_out = [item for item in items if _is_left_out(item)]
    if left_out:
        config.hook.pytest_deselected(items=left_out)
        items[:] = [item for item in items if item not in left_out]


def _is_left_out(item: pytest.Item) -> bool:
    is_long = os.environ.get("SAFECONDUCT_LONG") == "1"
    waits = item.get_closest_marker("long") and not item.get_closest_marker("browser") and not is_long
    is_done = (
        item.get_closest_marker("sqlite") and os.environ.get("SAFECONDUCT_TEST_DATABASE") == "postgresql"
    )
    return bool(waits or is_done)


@pytest.fixture(scope="session")
def full_counts() -> bool:
    """Whether this is `./test --long`."""
    return os.environ.get("SAFECONDUCT_LONG") == "1"


@pytest.fixture(scope="session")
def count(full_counts: bool) -> Callable[[int, int], int]:
    """`count(short, long)`: how often to repeat, in the everyday run and in the long one."""
    return lambda short, long: long if full_counts else short


# --- The browser ---------------------------------------------------------------------------------------


@pytest.fixture(scope="session")
def browser_type_launch_args() -> dict[str, object]:
    """Debian's Chromium, kept from calling home; nothing is downloaded."""
    # Playwright keeps an event loop in the thread of the test, where Django would refuse every query.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    chromium = shutil.which("chromium")
    assert chromium, "no chromium: ./test installs it"
    quiet = "--disable-background-networking --disable-component-update --disable-sync --disable-quic"
    return {
        "executable_path": chromium,
        "args": ["--no-sandbox", "--disable-gpu", "--no-first-run", *quiet.split()],
    }


# --- Fixtures of the rooms (add yours below) -----------------------------------------------------------


@pytest.fixture(scope="session")
def instance_files() -> None:
    """The two files of an instance in this process's home; its keys are made anew for every test."""
    from safeconduct.store.instance import create_files

    names = {"en": "Test bureau", "uk": "Пробне бюро", "ko": "시험 정보국"}
    create_files(HOME, names=names, conflict="ukraine-2022", is_demonstration=True, passphrase="")


@pytest.fixture
def instance(db: None, instance_files: None, settings: Settings) -> "Created":
    """An empty instance in the run's databases; `private_halves` opens every sealed compartment.

    Say `@pytest.mark.django_db(databases=["default", "keys"])`, with `transaction=True` where the head outside
    the database matters: Django's rolled-back tests never commit, so nothing is kept there.
    """
    from safeconduct.store import instance as instances
    from safeconduct.store.create import Created, create_keys

    # Argon2id's least: thousands of passphrases are tried here, and none protects anything.
    settings.SAFECONDUCT_ARGON2 = (1, 8192)
    for left in [HOME / "shredded", *HOME.glob("head*")]:
        left.unlink(missing_ok=True)
    made = instances.current()
    return Created(made, create_keys(made), ())
