"""What every command of the command line is handed: who acts, and how to answer.

Owns printing in two forms (words, or one JSON object with `--json`) and the progress bar. It decides nothing.
"""

import json
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import click
from rich.console import Console as Screen
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from safeconduct.access.actor import Actor

Advance = Callable[[int, int], None]


@dataclass
class Console:
    """The console of one command. `sign_in` asks who acts, once; `is_json` answers for programs."""

    sign_in: Callable[[], Actor]
    is_json: bool = False
    _actor: Actor | None = None

    @property
    def actor(self) -> Actor:
        """Who acts: $SAFECONDUCT_OPERATOR with $SAFECONDUCT_PASSPHRASE_FILE, else asked for."""
        if self._actor is None:
            self._actor = self.sign_in()
        return self._actor

    def answer(self, value: dict[str, Any], words: str) -> None:
        """Print the answer: the object for programs, the words for people."""
        click.echo(json.dumps(value, ensure_ascii=False, default=str) if self.is_json else words)

    @contextmanager
    def progress(self, what: str) -> Iterator[Advance]:
        """A progress bar on standard error, shown only to a person at a terminal."""
        screen = Screen(stderr=True)
        columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
        with Progress(*columns, console=screen, disable=self.is_json or not sys.stderr.isatty()) as bar:
            task = bar.add_task(what, total=None)

            def advance(done: int, total: int) -> None:
                bar.update(task, completed=done, total=total or None)

            yield advance


def console() -> Console:
    """The console of the command that is running."""
    found = click.get_current_context().find_object(Console)
    assert found is not None
    return found


def json_option(command: Callable[..., Any]) -> Callable[..., Any]:
    """Give a command `--json`."""

    def switch(context: click.Context, _: click.Parameter, value: bool) -> None:
        found = context.find_object(Console)
        if value and found is not None:
            found.is_json = True

    option = click.option(
        "--json", is_flag=True, expose_value=False, callback=switch, help="Answer with one JSON object."
    )
    return option(command)
