"""Papers on the command line: one prisoner's, or everybody's of a camp, into a file to print."""

from pathlib import Path

import click

from safeconduct.duties import printing
from safeconduct.papers.kinds import Kind
from safeconduct.store.console import console, json_option

LANGUAGES_HELP = "One or two of ko, ru, uk, en, such as ko,uk; else the prisoner's and the Detaining Power's."


@click.command()
@click.argument("kind", type=click.Choice([str(kind) for kind in Kind]), metavar="KIND")
@click.argument("person", required=False, default="")
@click.option("--camp", default="", help="Code of a place: for everybody whom it holds, in one file.")
@click.option("--languages", default="", metavar="CODES", help=LANGUAGES_HELP)
@click.option(
    "-o", "--output", type=click.Path(path_type=Path, dir_okay=False), required=True, help="The PDF to write."
)
@json_option
def card(kind: str, person: str, camp: str, languages: str, output: Path) -> None:
    """Print a paper of KIND for the prisoner PERSON, or for everybody in a camp.

    That it was printed is recorded of the prisoner, and of a medical certificate in the log of readings alone.

    Kinds: identity_card, capture_card_family, capture_card_agency, correspondence_card, letter, receipt,
    repatriation_certificate, medical_certificate, death_notification, and notification_list for a camp.
    """
    if bool(person) == bool(camp):
        raise click.UsageError("name either a PERSON or a --camp")
    here = console()
    asked = tuple(part.strip() for part in languages.split(",") if part.strip())
    if camp:
        made = printing.print_place(Kind(kind), camp, asked, here.actor)
    else:
        made = printing.print_one(Kind(kind), person, asked, here.actor)
    output.write_bytes(made.pdf)
    here.answer(
        {"file": str(output), "bytes": len(made.pdf), "persons": made.persons},
        f"{output}: {made.persons} × {kind}",
    )
