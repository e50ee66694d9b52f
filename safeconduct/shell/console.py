"""The commands that belong to no single room: init, serve, demo, act, schema; and the words for errors."""

import json
import os
import signal
import sys
from pathlib import Path
from typing import Any

import click
from django.db import DatabaseError
from pydantic import ValidationError

from safeconduct import demo as demonstration
from safeconduct import demo_two_states as two_states
from safeconduct.access.actor import SERVICE, Actor
from safeconduct.access.words import SEALED, Role
from safeconduct.accounts import actions as accounts
from safeconduct.accounts import commands as account_commands
from safeconduct.accounts.facts import AddOperator
from safeconduct.arrangements import commands as arrangements_commands
from safeconduct.demo_offices import StepFailed
from safeconduct.disclosure import bundle_commands
from safeconduct.disclosure import commands as disclosure_commands
from safeconduct.disclosure import file_commands as bundle_files
from safeconduct.duties import commands as duties_commands
from safeconduct.duties import paper_commands
from safeconduct.figures import commands as figures_commands
from safeconduct.law.conflict import ConflictUnreadable
from safeconduct.ledger.errors import Tampered
from safeconduct.registry import commands as register_commands
from safeconduct.shell import names_commands, rooms, serving
from safeconduct.sources.errors import Conflict, Forbidden, NotFound, Refused
from safeconduct.sources.facts import Command
from safeconduct.store import commands as store_commands
from safeconduct.store import readers
from safeconduct.store.console import Console, console, json_option
from safeconduct.store.create import create
from safeconduct.store.errors import StoreError
from safeconduct.store.record import named
from safeconduct.tables.errors import ListUnreadable
from safeconduct.tracing import commands as tracing_commands
from safeconduct.tracing.families import commands as families_commands

PASSPHRASE_VARIABLE = "SAFECONDUCT_PASSPHRASE_FILE"  # noqa: S105 the name of a variable
NOTHING_HERE = "There is nothing here for you. Either it does not exist or it is not yours to see."


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.option(
    "--home", type=click.Path(path_type=Path), help="Folder of the instance (else $SAFECONDUCT_HOME)."
)
@click.version_option(package_name="safeconduct", message="%(version)s")
@click.pass_context
def cli(context: click.Context, home: Path | None) -> None:
    """Keeps every prisoner of war accounted for and carries their own choice safely between states.

    Commands act as $SAFECONDUCT_OPERATOR with the passphrase in $SAFECONDUCT_PASSPHRASE_FILE, or ask.
    """
    context.obj = Console(sign_in)


@cli.command()
@click.option("--operator", "login", default=None, help="Login of the first operator; asked for when absent.")
@click.option("--name", default=None, help="Name of the first operator.")
@click.option("--passphrase-file", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@click.option("--instance-name", default=None, help="Name of the office, as pages show it.")
@click.option("--conflict", default="ukraine-2022", show_default=True, help="A packaged conflict, or a file.")
@click.option("--role", "roles", multiple=True, type=click.Choice([str(role) for role in Role]),
              help="Role of the first operator; administrator when absent.")  # fmt: skip
@click.option("--service-passphrase-file", type=click.Path(path_type=Path, exists=True, dir_okay=False),
              help="Close the service key with this passphrase; else only the file's mode guards it.")  # fmt: skip
@click.option(
    "--demo-keys",
    is_flag=True,
    help="Throw-away instance: the operator has every role and reads what one may.",
)
@json_option
def init(**given: Any) -> None:
    """Create an instance and its first operator, who administers and reads nothing sealed."""
    here = console()
    login = given["login"] or click.prompt("Login of the first operator")
    name = given["name"] or (login if given["login"] else click.prompt("Name of the first operator"))
    office = given["instance_name"] or (
        "safeconduct"
        if given["login"]
        else click.prompt("Name of the office", default="National Information Bureau")
    )
    passphrase = account_commands.new_passphrase(given["passphrase_file"])
    accounts.check_passphrase(passphrase)
    roles = tuple(Role) if given["demo_keys"] else tuple(given["roles"]) or (Role.ADMINISTRATOR,)
    command = AddOperator(login=login, name=name, roles=roles)
    service = given["service_passphrase_file"]
    made = create(
        serving.home(),
        names={"en": office},
        conflict=given["conflict"],
        passphrase=account_commands.new_passphrase(service) if service else "",
    )
    operator_id = accounts.add_first_operator(command, passphrase)
    if given["demo_keys"]:
        # Nobody holds more than one half of what two persons open together.
        kept = {half for part in SEALED for half in part.halves[:1]}
        halves = {half: key for half, key in made.private_halves.items() if half in kept}
        accounts.enrol_reader(operator_id, halves, "throw-away instance", SERVICE)
    shares = "\n".join(f"  {path}" for path in made.shares)
    here.answer(
        {"home": str(serving.home()), "operator": operator_id, "shares": [str(path) for path in made.shares]},
        f"Created in {serving.home()}.\nRecovery shares, one for each of three custodians; any two open what is "
        f"sealed. Carry them away, then delete them here:\n{shares}\nNext: safeconduct serve",
    )


@cli.command()
@click.option("--host", default="127.0.0.1", show_default=True)
@click.option("--port", type=click.IntRange(0, 65535), default=8000, show_default=True)
@click.option("--workers", type=click.IntRange(1, 64), default=1, show_default=True)
def serve(host: str, port: int, workers: int) -> None:
    """Serve the pages and the API until stopped."""
    serving.serve(host, port, workers)


@cli.command()
@click.argument("story", required=False, type=click.Choice(["two-states", "receiving"]))
@click.option("--quiet", is_flag=True, help="Do not print the sign-ins.")
@click.option("--once", "is_once", is_flag=True, help="Of two-states: end after the walk.")
@click.option("--folder", type=click.Path(path_type=Path, file_okay=False), default=None,
              help="Of two-states: where both offices are made; ~/.safeconduct/two-states when absent.")  # fmt: skip
@click.option("--ports", type=(click.IntRange(1, 65535), click.IntRange(1, 65535)), show_default=True,
              default=two_states.PORTS, help="Of two-states: detaining and receiving.")  # fmt: skip
@click.pass_obj
def demo(
    here: Console, story: str | None, quiet: bool, is_once: bool, folder: Path | None, ports: tuple[int, int]
) -> None:
    """Create the demonstration with its invented cast, if it is not there yet.

    two-states starts a detaining and a receiving bureau with a database each, walks a case from an offer to an
    arrival, and leaves both running; receiving creates the office of a receiving State alone.
    """
    if story == "two-states":
        _walk(folder or Path.home() / ".safeconduct" / "two-states", ports, is_once=is_once)
        return
    if story == "receiving":
        two_states.load_receiving(serving.home())
        return
    with here.progress("steps") as advance:
        is_new = demonstration.load(serving.home(), advance)
    if not quiet:
        click.echo(demonstration.greeting(serving.home(), is_new))


def _walk(folder: Path, ports: tuple[int, int], *, is_once: bool) -> None:
    """The walk between two States; its servers end with it, whether by Ctrl+C, by a signal or by a failed step."""
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))

    def wait() -> None:
        if not is_once:
            click.echo("Both are running. Ctrl+C ends them.")
            signal.pause()

    try:
        two_states.walk(folder, click.echo, ports=ports, wait=wait)
    except KeyboardInterrupt:
        click.echo("Both have ended. The same command starts them again.")
    except StepFailed as error:
        raise click.ClickException(str(error)) from None


@cli.command()
@click.argument("command")
@click.option("--as", "operator", default=None, help="Login of the operator (else $SAFECONDUCT_OPERATOR).")
@click.pass_obj
def act(here: Console, command: str, operator: str | None) -> None:
    """Give any command of any room: ROOM.COMMAND, its fields as one JSON object on standard input."""
    kind = commands().get(command)
    if kind is None:
        raise click.UsageError(f"there is no command {command}; there are: {', '.join(commands())}")
    if operator:
        os.environ["SAFECONDUCT_OPERATOR"] = operator
    text = sys.stdin.read()
    try:
        asked = kind.model_validate_json(text, strict=True)
    except ValidationError as error:
        raise _unreadable(error) from None
    done = rooms.perform(asked, here.actor)
    entries = [
        {
            "id": entry.id,
            "kind": entry.fact.kind(),
            "compartment": str(entry.compartment),
            "version": entry.version,
            "recorded": entry.recorded,
            "author": entry.author,
        }
        for entry in done.entries
    ]
    value: dict[str, Any] = {"subject": done.subject, "number": done.number, "entries": entries}
    if approval := rooms.approval_of(done):
        value["approval"] = approval
    if item := rooms.item_of(done):
        value["item"] = item
    click.echo(json.dumps(value, ensure_ascii=False))


@cli.command()
@click.argument("command", required=False)
def schema(command: str | None) -> None:
    """Print the JSON schema of a command, or the names of all commands."""
    known = commands()
    if command is None:
        click.echo("\n".join(known))
        return
    if command not in known:
        raise click.UsageError(f"there is no command {command}; there are: {', '.join(known)}")
    click.echo(json.dumps(known[command].model_json_schema(), ensure_ascii=False, indent=1))


def commands() -> dict[str, type[Command]]:
    """Every command of every room that `act` takes, by name."""
    return dict(sorted(rooms.COMMANDS.items()))


def sign_in() -> Actor:
    """The operator of this command line, unlocked: the passphrase that signs in also opens her keys."""
    login = os.environ.get("SAFECONDUCT_OPERATOR") or click.prompt("Operator")
    path = os.environ.get(PASSPHRASE_VARIABLE)
    passphrase = (
        Path(path).read_text(encoding="utf-8").rstrip("\r\n")
        if path
        else click.prompt("Passphrase", hide_input=True)
    )
    operator, private = accounts.sign_in_operator(login, passphrase)
    return operator.actor(readers.keyring_of(operator.id, private))


def told(error: Exception) -> tuple[str, str] | None:
    """Words and code for an error that can happen to an operator; None for a fault of the program."""
    match error:
        case Refused():
            return f"{error} ({error.source})", error.code
        case NotFound():
            return NOTHING_HERE, "nothing_here"
        case Forbidden():
            return "Your roles do not allow this.", "forbidden"
        case Conflict():
            return (
                "Somebody else recorded something about this meanwhile. Nothing was saved. Look again.",
                "conflict",
            )
        case StoreError():
            return f"{error} {error.remedy}", "store"
        case ListUnreadable():
            return str(error), "list_unreadable"
        case ConflictUnreadable():
            return str(error), "conflict_file"
        case Tampered():
            return f"A stored value was altered: {error}. Run safeconduct verify.", "tampered"
        case OSError():
            return f"{error.filename or 'A file'}: {error.strerror}.", "file"
        case DatabaseError():
            known = named(error)
            return f"{known} {known.remedy}", "store"
    return None


def _unreadable(error: ValidationError) -> Refused:
    first = error.errors(include_url=False)[0]
    field = ".".join(str(part) for part in first["loc"])
    return Refused("bad_field", f"{field or 'the input'}: {first['msg']}.", "the command's schema",
                   remedy="See safeconduct schema.", field=field)  # fmt: skip


store_commands.verify.add_command(bundle_files.bundle)
cli.add_command(register_commands.register)
cli.add_command(register_commands.erase)
cli.add_command(account_commands.operator)
cli.add_command(names_commands.names)
cli.add_command(paper_commands.card)
cli.add_command(tracing_commands.trace)
cli.add_command(duties_commands.duties)
cli.add_command(duties_commands.law)
cli.add_command(families_commands.serve)
cli.add_command(families_commands.families)
for each in (
    arrangements_commands.cases, arrangements_commands.offers, arrangements_commands.exchange_list,
    disclosure_commands.peer, disclosure_commands.outbox, disclosure_commands.inbox, disclosure_commands.sync,
    bundle_commands.bundle, figures_commands.figures,
    store_commands.verify, store_commands.rebuild, store_commands.checkpoint, store_commands.log,
    store_commands.approve, store_commands.make_backup, store_commands.restore_backup,
):  # fmt: skip
    cli.add_command(each)
