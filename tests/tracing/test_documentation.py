"""The examples of the pages on searching and linking are run, so that they stay true; and they need no Django."""

import doctest
import subprocess
import sys
from pathlib import Path

import pytest

HOW_TO = Path(__file__).resolve().parents[2] / "docs" / "how-to"


@pytest.mark.parametrize(("page", "examples"), [("search-many-names.md", 8), ("link-lists.md", 6)])
def test_every_example_does_what_it_shows(page: str, examples: int) -> None:
    found = doctest.testfile(str(HOW_TO / page), module_relative=False, encoding="utf-8")
    assert found.attempted >= examples
    assert found.failed == 0


@pytest.mark.parametrize("module", ["index", "link", "link_duckdb"])
def test_searching_and_linking_need_no_django(module: str) -> None:
    program = f"import sys; import safeconduct.tracing.{module}; print('django' in sys.modules)"
    ran = subprocess.run(  # noqa: S603 - this interpreter, a fixed program
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    )
    assert ran.stdout == "False\n"
