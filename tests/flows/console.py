"""The command line in a process of its own that stays: one start of Django for many commands.

`python -m tests.flows.console` reads one call a line (`{"arguments": [...], "input": "...", "environment": {...}}`)
and answers one line (`{"status": 0, "output": "...", "errors": "..."}`). Each call goes through `cli.main`, as a
command of a shell does, with its table from errors to words and its exit statuses. Settings and home are those
of the process. Passphrases cost the least that Argon2id allows: many are tried here and none protects anything.
"""

import io
import json
import os
import subprocess
import sys
import traceback
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, redirect_stderr, redirect_stdout
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any
from unittest.mock import patch

ROOT = Path(__file__).resolve().parents[2]


@dataclass(frozen=True, slots=True)
class Ran:
    """How one command ended: its exit status, and what it wrote for programs and for people."""

    status: int
    output: str
    errors: str

    @property
    def last(self) -> dict[str, Any]:
        """The object in the last line, as `--json` promises one."""
        value = json.loads(self.output.strip().splitlines()[-1])
        assert isinstance(value, dict)
        return value


class Shell:
    """A running console: calling it runs one command of `safeconduct` in its home."""

    def __init__(self, process: "subprocess.Popen[str]") -> None:
        self._process = process

    def __call__(self, *arguments: str | Path, text: str = "", **environment: str) -> Ran:
        call = {"arguments": [str(each) for each in arguments], "input": text, "environment": environment}
        print(json.dumps(call), file=_open(self._process.stdin), flush=True)
        return Ran(**json.loads(_open(self._process.stdout).readline()))


def environment_of(home: Path, **more: str) -> dict[str, str]:
    """The environment of an instance: this home, SQLite, and nothing of a developer's own instance."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("SAFECONDUCT_")}
    return kept | {"SAFECONDUCT_HOME": str(home), "PYTHONPATH": str(ROOT)} | more


def late_by(seconds: float) -> dict[str, str]:
    """What makes the clock of a process go so many seconds late, so that a story of days is told in minutes."""
    if not seconds:
        return {}
    path = os.pathsep.join((str(ROOT / "tests/flows/late"), str(ROOT)))
    return {"PYTHONPATH": path, "SAFECONDUCT_TEST_LATE_S": str(seconds)}


@contextmanager
def shell(home: Path, *, late_s: float = 0) -> Iterator[Shell]:
    """A console in this home until the block ends."""
    command = [sys.executable, "-m", "tests.flows.console"]
    with subprocess.Popen(  # noqa: S603 - our own module
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE,
        env=environment_of(home, **late_by(late_s)), cwd=ROOT, text=True,
    ) as process:  # fmt: skip
        try:
            yield Shell(process)
        finally:
            _open(process.stdin).close()


def _open(pipe: IO[str] | None) -> IO[str]:
    assert pipe is not None
    return pipe


# --- inside the process -----------------------------------------------------------------------------------


def run(arguments: Sequence[str], text: str, environment: Mapping[str, str]) -> Ran:
    """One command, as the shell would run it; a stack trace lands in `errors`, where tests look for it."""
    from safeconduct.cli import main

    output, errors, status = io.StringIO(), io.StringIO(), 0
    argv = ["safeconduct", *arguments]
    with (
        redirect_stdout(output),
        redirect_stderr(errors),
        patch.object(sys, "argv", argv),
        patch.object(sys, "stdin", io.StringIO(text)),
        patch.dict(os.environ, environment),
    ):
        try:
            main()
        except SystemExit as ended:
            status = ended.code if isinstance(ended.code, int) else 1
        except Exception:
            traceback.print_exc()
            status = 70
    return Ran(status, output.getvalue(), errors.getvalue())


def serve_calls() -> None:
    """Answer calls until the other side closes."""
    os.environ["DJANGO_SETTINGS_MODULE"] = "safeconduct.settings"
    import django
    from django.conf import settings

    django.setup()
    settings.SAFECONDUCT_ARGON2 = (1, 8192)
    for line in sys.stdin:
        call = json.loads(line)
        ran = run(call["arguments"], call["input"], call["environment"])
        answer = {"status": ran.status, "output": ran.output, "errors": ran.errors}
        print(json.dumps(answer), flush=True)


if __name__ == "__main__":
    serve_calls()
