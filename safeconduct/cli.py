"""The command line: every command of every room behind one door, and one table from errors to words.

Owns starting Django for a home, asking who acts, and exit statuses: 0 done, 1 refused or found wanting,
2 misused. No stack trace reaches an operator for anything that can be wrong with input or machine.
"""

import json
import os
import sys
from pathlib import Path
from typing import Any

import click

from safeconduct.disclosure import file_commands as bundle_files
from safeconduct.tracing.families import commands as families


def main() -> None:
    """The program `safeconduct`."""
    # Whatever this program writes is for its owner alone.
    os.umask(0o077)
    if families.is_meant(sys.argv[1:]):
        families.machine()
    if bundle_files.is_meant(sys.argv[1:]):
        bundle_files.machine()
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "safeconduct.settings")
    _take_home(sys.argv[1:])
    import django

    try:
        django.setup()
    except OSError as error:
        _fail(f"A file named in the environment cannot be read: {error}.", is_json="--json" in sys.argv)
    from safeconduct.shell.console import cli, told

    is_json = "--json" in sys.argv
    try:
        status = cli(standalone_mode=False)
    except click.exceptions.Exit as ended:
        sys.exit(ended.exit_code)
    except click.Abort:
        sys.exit(130)
    except click.ClickException as error:
        error.show()
        sys.exit(error.exit_code)
    except BrokenPipeError:
        sys.exit(1)
    except Exception as error:
        words = told(error)
        if words is None:
            raise
        _fail(*words, is_json=is_json)
    sys.exit(status if isinstance(status, int) else 0)


def _take_home(arguments: list[str]) -> None:
    """`--home` must be known before the settings are read."""
    for number, argument in enumerate(arguments):
        if argument == "--home" and number + 1 < len(arguments):
            os.environ["SAFECONDUCT_HOME"] = str(Path(arguments[number + 1]).absolute())
        elif argument.startswith("--home="):
            os.environ["SAFECONDUCT_HOME"] = str(Path(argument.partition("=")[2]).absolute())


def _fail(words: str, code: str = "failed", *, is_json: bool, **more: Any) -> None:
    if is_json:
        click.echo(json.dumps({"error": code, "reason": words, **more}, ensure_ascii=False))
    else:
        click.echo(words, err=True)
    sys.exit(1)
