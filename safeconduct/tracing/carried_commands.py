"""Enquiries carried in files, on the command line: the families' key, taking a file, handing one enquiry on."""

from pathlib import Path

import click

from safeconduct.store.console import console, json_option
from safeconduct.tracing import carried, mailbox
from safeconduct.tracing.requests import HandOverEnquiry


@click.command("families-key")
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
@json_option
def key(file: Path) -> None:
    """Write the key that the families' machine seals to. It is public: it opens nothing."""
    about = carried.address()
    _write_new(file, mailbox.key_text(about).encode())
    words = f"Written: {file}. On the families' machine: safeconduct serve-families --key {file.name}"
    console().answer({"file": str(file), "key": about.key_id}, words)


@click.command("take")
@click.argument("file", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@json_option
def take(file: Path) -> None:
    """Open the enquiries in FILE: what families wrote, or PFIF of another desk. Again, it opens nothing new."""
    here = console()
    with file.open("rb") as opened, here.progress("enquiries") as advance:
        done = carried.take(opened, here.actor, lambda number: advance(number, 0))
    value = {
        "opened": done.opened,
        "known": done.known,
        "refused": [{"line": line, "reason": reason} for line, reason in done.refused],
    }
    told = [f"Enquiries opened: {done.opened}. Known already: {done.known}."]
    told += [f"Number {line} of the file was not taken: {reason}" for line, reason in done.refused]
    here.answer(value, "\n".join(told))


@click.command("hand-over")
@click.argument("enquiry")
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
@click.option("--desk", required=True, help="To whom.")
@click.option("--reason", required=True, help="Why.")
@click.option("--reference", default="", help="Its number at that desk.")
@json_option
def hand_over(enquiry: str, file: Path, desk: str, reason: str, reference: str) -> None:
    """Record that an enquiry passes to another desk, and write FILE for it: PFIF 1.4, whom they seek and no more."""
    here = console()
    command = HandOverEnquiry(enquiry=enquiry, desk=desk, reason=reason, reference=reference)
    if file.exists():
        raise _is_there(file)
    _write_new(file, carried.hand_over(command, here.actor))
    here.answer({"file": str(file)}, f"Written: {file}.")


def _write_new(file: Path, content: bytes) -> None:
    try:
        with file.open("xb") as opened:
            opened.write(content)
    except FileExistsError:
        raise _is_there(file) from None


def _is_there(file: Path) -> click.BadParameter:
    return click.BadParameter(f"{file} is there already. Name another file.", param_hint="FILE")
