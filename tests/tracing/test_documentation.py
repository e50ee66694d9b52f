"""The examples of the page on searching are run, so that they stay true; and they need no Django."""

import doctest
import subprocess
import sys
from pathlib import Path

PAGE = Path(__file__).resolve().parents[2] / "docs" / "how-to" / "search-many-names.md"


def test_every_example_does_what_it_shows() -> None:
    found = doctest.testfile(str(PAGE), module_relative=False, encoding="utf-8")
    assert found.attempted >= 8
    assert found.failed == 0


def test_the_index_needs_no_django() -> None:
    program = "import sys; import safeconduct.tracing.index; print('django' in sys.modules)"
    ran = subprocess.run(  # noqa: S603 - this interpreter, a fixed program
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    )
    assert ran.stdout == "False\n"
