"""`safeconduct bundle`: composing what is due, opening what came. `file_commands` looks at files alone."""

from dataclasses import asdict
from pathlib import Path
from typing import Any

import click

from safeconduct.disclosure import (
    actions,
    delivery,
    envelope,
    file_commands,
    opening,
    queries,
    requests,
    sending,
    syncing,
)
from safeconduct.sources.errors import Refused
from safeconduct.store.console import console, json_option

_FILE = click.Path(path_type=Path, exists=True, dir_okay=False)
_NEW_FILE = click.Path(path_type=Path, dir_okay=False)
_STEPS: dict[str, type[requests.AboutCase]] = {
    "preview": requests.TellPreview,
    "file": requests.TellFile,
    "handover": requests.TellHandover,
    "end": requests.TellEnd,
}


@click.group()
def bundle() -> None:
    """Bundles: compose what is to be told, open what came, look at a file, prove what it says."""


@bundle.command("compose")
@click.argument("peer_id", metavar="PEER")
@click.option("--step", type=click.Choice(list(_STEPS)), help="A step of a case that is told to PEER.")
@click.option("--prisoner", default="", help="Number of the prisoner, with --step.")
@click.option("--case", "case_id", default="", help="Id of his case in this office, with --step.")
@click.option("--care-needed", default="", help="What care he needs; leaves only if he let it be told.")
@click.option(
    "--folder", type=click.Path(path_type=Path, file_okay=False), help="Write them there as files at once."
)
@json_option
def compose(
    peer_id: str, step: str | None, prisoner: str, case_id: str, care_needed: str, folder: Path | None
) -> None:
    """Compose the next bundles for PEER: a step of a case, else what is due to it.

    Due to a device's home is everything recorded since; due to anybody is the acknowledgement of what it sent. The
    bundles are recorded and wait in the outbox; safeconduct outbox send brings them on their way.
    """
    here = console()
    peer = queries.peer_view(peer_id, here.actor)
    before = set(peer.waiting)
    if step:
        fields: dict[str, Any] = {"prisoner": prisoner, "case": case_id}
        if step == "preview":
            fields |= {"peer": peer_id, "care_needed": care_needed}
        actions.perform(_STEPS[step].model_validate(fields), here.actor)
    elif peer.is_home:
        syncing.carry_home(here.actor)
    else:
        sending.acknowledge(here.actor, peer_id)
    made = [number for number in queries.peer_view(peer_id, here.actor).waiting if number not in before]
    if not made:
        raise Refused("nothing_due", "Nothing new is to be told to this office.", "House rule: bundles",
                      remedy="Name a --step of a case, or send what waits: safeconduct outbox send.")  # fmt: skip
    sent = delivery.send(here.actor, peer=peer_id, folder=folder) if folder else []
    files = [asdict(each) for each in sent]
    words = [f"Bundle {number} for {peer.name} is composed and waits." for number in made]
    words += [each.problem or each.to for each in sent]
    here.answer({"peer": peer_id, "bundles": made, "sent": files}, "\n".join(words))
    if any(each.problem for each in sent):
        raise click.exceptions.Exit(1)


@bundle.command("open")
@click.argument("file", type=_FILE)
@click.option(
    "--key", "key_file", type=_NEW_FILE, help="Write the key of this one bundle, to show it to others."
)
@json_option
def open_bundle(file: Path, key_file: Path | None) -> None:
    """Open FILE and say what it holds, without taking it in: safeconduct inbox receive does that.

    Whoever is given the key, both cards and FILE can prove what it says with safeconduct verify bundle, and opens no
    other bundle with it.
    """
    here = console()
    opened = opening.open_file(file_commands.read_file(file, envelope.BUNDLE_BYTES_MAX), here.actor)
    if key_file:
        key_file.write_text(f"{opened.key.hex()}\n", encoding="ascii")
    here.answer(
        file_commands.shown(opened.verified, opened.items),
        file_commands.shown_words(opened.verified, opened.items, opened.sender, opened.recipient),
    )


bundle.add_command(file_commands.inspect)
bundle.add_command(file_commands.bundle, "verify")
