"""The command line of the families' machine: serving the form, and carrying what was written to the bureau.

Both stand apart from every other command: they need no instance and read none, nor the settings of one.
"""

import json
import os
import sqlite3
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import click

from safeconduct.store import server
from safeconduct.store.clock import today
from safeconduct.tracing import mailbox
from safeconduct.tracing.families.letterbox import KEY_FILE, Letterbox
from safeconduct.tracing.mailbox import Bureau, MailUnreadable

HOME_VARIABLE = "SAFECONDUCT_FAMILIES_HOME"
_SETTINGS = "safeconduct.tracing.families.settings"


def _home_option(command: Callable[..., Any]) -> Callable[..., Any]:
    return click.option(
        "--home",
        type=click.Path(path_type=Path, file_okay=False),
        envvar=HOME_VARIABLE,
        default=Path.home() / ".safeconduct" / "families",
        help=f"Folder of the families' server (else ${HOME_VARIABLE}).",
    )(command)


@click.command("serve-families")
@_home_option
@click.option(
    "--key",
    type=click.Path(path_type=Path, exists=True, dir_okay=False),
    help="The bureau's key, as `safeconduct trace families-key` wrote it; needed once.",
)
@click.option("--host", default="127.0.0.1", show_default=True)
@click.option("--port", type=click.IntRange(0, 65535), default=8100, show_default=True)
def serve(home: Path, key: Path | None, host: str, port: int) -> None:
    """Serve the form in which families ask after somebody. It keeps what they write sealed, and shows nothing."""
    with _told():
        bureau = _take_key(home, key)
        waiting = Letterbox(home).waiting()
    os.environ.update({HOME_VARIABLE: str(home.absolute()), "DJANGO_SETTINGS_MODULE": _SETTINGS})
    name = bureau.names.get("en") or next(iter(bureau.names.values()))
    click.echo(f"{name}: families write at http://{host}:{port}/  (Ctrl+C stops)")
    click.echo(f"Enquiries that wait to be handed over: {waiting}")
    sys.stdout.flush()
    # One worker: how often an address wrote is counted in the memory of one process.
    server.run("safeconduct.tracing.families.wsgi:application", host, port, workers=1)


@click.command("hand-over")
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
@_home_option
@click.option("--again", is_flag=True, help="Also what was handed over already and is still kept.")
@click.option("--json", "is_json", is_flag=True, help="Answer with one JSON object.")
def hand_over(file: Path, home: Path, again: bool, is_json: bool) -> None:
    """Write the sealed enquiries into FILE, to be carried to the bureau and taken there: `safeconduct trace take`."""
    if file.exists():
        raise click.BadParameter(f"{file} is there already. Name another file.", param_hint="FILE")
    with _told():
        bureau, box = _take_key(home, None), Letterbox(home)
        found = box.sealed(again=again)
        _write_whole(file, "".join(mailbox.lines_of(found.values(), bureau)))
        box.set_handed_over(found, today())
    words = f"{len(found)} enquiries are in {file}. At the bureau: safeconduct trace take {file.name}"
    click.echo(json.dumps({"enquiries": len(found), "file": str(file)}) if is_json else words)


@click.group("families")
def families() -> None:
    """The families' server: carrying what was written to the bureau."""


families.add_command(hand_over)


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
def machine() -> None:
    """The families' server, which knows no instance."""


machine.add_command(serve)
machine.add_command(families)


def is_meant(arguments: list[str]) -> bool:
    """Whether the program was called for the families' machine."""
    return bool(arguments) and arguments[0] in machine.commands


def _take_key(home: Path, given: Path | None) -> Bureau:
    """The bureau whose key lies in the folder, laid there the first time."""
    home.mkdir(mode=0o700, parents=True, exist_ok=True)
    kept = home / KEY_FILE
    if given is not None:
        text = given.read_text(encoding="utf-8")
        mailbox.read_key(text)
        if kept.exists() and kept.read_text(encoding="utf-8") != text:
            raise MailUnreadable(f"Another bureau's key lies in {kept}. Take another folder for this one.")
        if not kept.exists():
            _write_whole(kept, text)
    if not kept.exists():
        raise MailUnreadable(f"There is no bureau's key in {home}. Give it once with --key FILE.")
    return mailbox.read_key(kept.read_text(encoding="utf-8"))


def _write_whole(path: Path, text: str) -> None:
    """The file with all of it on the disk, or no file."""
    beside = path.with_name(f".{path.name}.part")
    try:
        with beside.open("w", encoding="utf-8") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        beside.replace(path)
    finally:
        beside.unlink(missing_ok=True)


@contextmanager
def _told() -> Iterator[None]:
    """What can be wrong with the folder or a file, in words."""
    try:
        yield
    except MailUnreadable as error:
        raise click.ClickException(str(error)) from None
    except (OSError, UnicodeError, sqlite3.Error) as error:
        raise click.ClickException(f"The folder or a file cannot be used: {error}.") from None
