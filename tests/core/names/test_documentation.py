"""The examples of the page on names are run, so that they stay true."""

import doctest
import subprocess
import sys
from pathlib import Path

PAGE = Path(__file__).resolve().parents[3] / "docs" / "how-to" / "compare-names.md"


def test_every_example_does_what_it_shows() -> None:
    found = doctest.testfile(str(PAGE), module_relative=False, encoding="utf-8")
    assert found.attempted >= 10
    assert found.failed == 0


def test_names_need_no_django() -> None:
    program = (
        "import sys; from safeconduct.names import compare, keys, read, write;"
        "compare('박철수', 'Пак Чхоль Су'); print('django' in sys.modules)"
    )
    ran = subprocess.run(  # noqa: S603 - this interpreter, a fixed program
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    )
    assert ran.stdout == "False\n"
