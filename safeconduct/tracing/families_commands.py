"""The bureau's half of the families' server on the command line: its key, and taking what they wrote."""

from pathlib import Path

import click

from safeconduct.store.console import console, json_option
from safeconduct.tracing import mailbox, taking


@click.command("families-key")
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
@json_option
def key(file: Path) -> None:
    """Write the key that the families' machine seals to. It is public: it opens nothing."""
    here = console()
    about = taking.address()
    try:
        with file.open("x", encoding="utf-8") as opened:
            opened.write(mailbox.key_text(about))
    except FileExistsError:
        raise click.BadParameter(f"{file} is there already. Name another file.", param_hint="FILE") from None
    words = f"Written: {file}. On the families' machine: safeconduct serve-families --key {file.name}"
    here.answer({"file": str(file), "key": about.key_id}, words)


@click.command("take")
@click.argument("file", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@json_option
def take(file: Path) -> None:
    """Open the enquiries in FILE, which families wrote. The same file again opens nothing new."""
    here = console()
    with file.open(encoding="ascii", errors="replace") as lines:
        total = sum(1 for _ in lines)
        lines.seek(0)
        with here.progress("enquiries") as advance:
            done = taking.take(lines, here.actor, lambda line: advance(line, total))
    value = {
        "opened": done.opened,
        "known": done.known,
        "refused": [{"line": line, "reason": reason} for line, reason in done.refused],
    }
    told = [f"Enquiries opened: {done.opened}. Known already: {done.known}."]
    told += [f"Line {line} was not taken: {reason}" for line, reason in done.refused]
    here.answer(value, "\n".join(told))
