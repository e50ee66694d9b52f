"""Operators on the command line: add, list."""

from pathlib import Path
from typing import Any

import click

from safeconduct.access.words import Role
from safeconduct.accounts import actions, queries
from safeconduct.accounts.facts import AddOperator
from safeconduct.store import readers
from safeconduct.store.console import console, json_option


@click.group()
def operator() -> None:
    """Operators: add, list."""


@operator.command("add")
@click.argument("login")
@click.option("--name", required=True, help="The name others see.")
@click.option(
    "--role", "roles", multiple=True, required=True, type=click.Choice([str(role) for role in Role])
)
@click.option("--place", "places", multiple=True, help="Code of a place; limits a registrar to it.")
@click.option("--passphrase-file", type=click.Path(path_type=Path, exists=True, dir_okay=False),
              help="The new operator's first passphrase; asked for when absent.")  # fmt: skip
@click.option("--share", "shares", multiple=True, type=click.Path(path_type=Path, exists=True, dir_okay=False),
              help="A recovery share; two of them let the operator read what --reads names.")  # fmt: skip
@click.option("--reads", multiple=True, help="A sealed compartment the operator will read, with two --share.")
@json_option
def add(login: str, passphrase_file: Path | None, **given: Any) -> None:
    """Add an operator (administrators)."""
    here = console()
    halves = _halves(given.pop("shares"), given.pop("reads"))
    command = AddOperator(login=login, **given)
    operator_id = actions.add_operator(command, new_passphrase(passphrase_file), here.actor)
    if halves:
        actions.enrol_reader(operator_id, halves, "two recovery shares", here.actor)
    here.answer({"operator": operator_id, "login": login}, f"Added {login} ({operator_id}).")


@operator.command("list")
@json_option
def list_operators() -> None:
    """List operators (administrators, auditors)."""
    here = console()
    found = queries.operators(here.actor)
    lines = [
        f"{o.login}  {o.name}  {', '.join(sorted(o.roles))}  {', '.join(sorted(o.places)) or '-'}"
        for o in found
    ]
    value = [
        {"id": o.id, "login": o.login, "name": o.name, "roles": sorted(o.roles), "places": sorted(o.places)}
        for o in found
    ]
    here.answer({"operators": value}, "\n".join(lines))


@operator.command("passphrase")
@click.option("--new-passphrase-file", type=click.Path(path_type=Path, exists=True, dir_okay=False),
              help="The new passphrase; asked for when absent.")  # fmt: skip
@json_option
def change(new_passphrase_file: Path | None) -> None:
    """Choose another passphrase of your own; the old one is asked for again."""
    here = console()
    actor = here.actor
    old = str(click.prompt("Passphrase until now", hide_input=True))
    actions.change_passphrase(old, new_passphrase(new_passphrase_file), actor)
    here.answer({"changed": True}, "The passphrase is changed.")


def new_passphrase(file: Path | None) -> str:
    """The passphrase in the file, or the one typed twice."""
    if file is not None:
        return file.read_text(encoding="utf-8").rstrip("\r\n")
    return str(
        click.prompt("New passphrase (at least 12 characters)", hide_input=True, confirmation_prompt=True)
    )


def _halves(shares: tuple[Path, ...], reads: tuple[str, ...]) -> dict[str, bytes]:
    if not shares and not reads:
        return {}
    joined = readers.read_shares(shares)
    unknown = [half for half in reads if half not in joined]
    if unknown:
        raise click.UsageError(
            f"no such sealed compartment: {', '.join(unknown)}; there are {', '.join(joined)}"
        )
    return {half: joined[half] for half in reads}
