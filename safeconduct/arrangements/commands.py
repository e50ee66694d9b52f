"""Arrangements on the command line: cases and what they wait for, offers, lists for an exchange."""

import csv
from dataclasses import asdict
from pathlib import Path

import click

from safeconduct.arrangements import actions, queries, requests
from safeconduct.arrangements.cases import Stage
from safeconduct.store.console import console, json_option
from safeconduct.tables.opening import open_tables

_NUMBER_HEADINGS = frozenset({"number", "prisoner", "prisoner number", "номер", "번호"})


@click.command()
@click.argument("prisoner", required=False, default="")
@click.option("--stage", type=click.Choice([str(stage) for stage in Stage]), default=None)
@click.option("--power", default="", help="Code of a State.")
@click.option("--officer", default="", help="Id of an operator, or `nobody`.")
@click.option("--officers", "asks_officers", is_flag=True, help="List who may be assigned to a case.")
@click.option("--limit", type=click.IntRange(1, queries.PAGE_ROWS_MAX), default=50, show_default=True)
@json_option
def cases(
    prisoner: str, stage: str | None, power: str, officer: str, asks_officers: bool, limit: int
) -> None:
    """What every case that you read waits for, or all of one PRISONER; in an unlocked session."""
    here = console()
    if asks_officers:
        found = queries.assignable(here.actor)
        lines = [f"{each.id}  {each.name}" for each in found]
        here.answer({"officers": [asdict(each) for each in found]}, "\n".join(lines))
        return
    if prisoner:
        file = queries.cases_of(prisoner, here.actor)
        lines = [
            f"{case.id}  {case.power}  {case.route}  {case.stage}  "
            + ("; ".join(f"{each.reason} ({each.source})" for each in case.waits_for) or "-")
            for case in file.cases
        ]
        here.answer(asdict(file), "\n".join(lines) or "No case.")
        return
    only = Stage(stage) if stage else None
    page = queries.board(here.actor, only=only, power=power, officer=officer, size=limit)
    lines = [
        f"{row.number}  {row.power}  {row.route}  {row.stage}  {row.since}  {row.waits_for or '-'}"
        + ("  nobody conducts it" if row.has_nobody else "")
        for row in page.rows
    ]
    here.answer(asdict(page), "\n".join(lines) or "No case.")


@click.group()
def offers() -> None:
    """What States offer, and whom it means."""


@offers.command("match")
@click.option("--first", type=click.IntRange(0), default=0, help="Leave out so many from the beginning.")
@click.option("--limit", type=click.IntRange(1, queries.PAGE_ROWS_MAX), default=50, show_default=True)
@json_option
def match(first: int, limit: int) -> None:
    """Confirmed wishes for another State with the offers that mean each prisoner; in an unlocked session.

    Those without a case stand first. The last line tells how many there are.
    """
    here = console()
    found = queries.matches(here.actor, first=first, size=limit)
    lines = [
        f"{row.number}  "
        + "  ".join(f"{state}: {len(meant)} offers" for state, meant in row.states)
        + ("  has a case" if row.has_case else "")
        for row in found.rows
    ]
    told = "\n".join([*lines, f"{first + len(lines)} of {found.total}"])
    here.answer(asdict(found), told if found.total else "No confirmed wish for another State.")


@click.group("exchange-list")
def exchange_list() -> None:
    """Lists of prisoners for an exchange: handed in, and answered with eligible or not eligible."""


@exchange_list.command("submit")
@click.argument("file", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@click.option("--power", required=True, help="Code of the Power with which prisoners are exchanged.")
@json_option
def submit(file: Path, power: str) -> None:
    """Hand in a list: FILE holds a prisoner's number in the first column of each line, or under `number`."""
    here = console()
    command = requests.SubmitList(power=power, prisoners=_numbers(file))
    done = actions.perform(command, here.actor)
    here.answer({"list": done.item}, f"Handed in as {done.item}. A protection officer releases the answer.")


@exchange_list.command("validate")
@click.argument("file", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@click.option("--power", required=True, help="Code of the Power with which prisoners are exchanged.")
@click.option("--output", type=click.Path(path_type=Path, dir_okay=False), help="Write the answer as CSV.")
@json_option
def validate(file: Path, power: str, output: Path | None) -> None:
    """Hand in the list in FILE and release its answer at once; for a protection officer, unlocked.

    Each line is eligible or not eligible. Everybody is not eligible who did not re-confirm within the last day
    that he wishes to return; why a line is not, the answer does not tell. Ends with status 1 when one is not.
    """
    here = console()
    lines = _numbers(file)
    done = actions.perform(requests.SubmitList(power=power, prisoners=lines), here.actor)
    actions.perform(requests.ReleaseList(list=done.item), here.actor)
    eligible = set(queries.list_answer(done.item, here.actor).eligible or ())
    answers = [(line, "eligible" if line in eligible else "not eligible") for line in lines]
    if output is not None:
        _write(output, answers)
    value = {"list": done.item, "lines": [{"number": line, "answer": answer} for line, answer in answers]}
    here.answer(value, "\n".join(f"{line}  {answer}" for line, answer in answers))
    if len(eligible) < len(lines):
        raise SystemExit(1)


@exchange_list.command("answer")
@click.argument("list_id", metavar="LIST")
@json_option
def answer(list_id: str) -> None:
    """The answer to a list that was handed in, once it is released: the lines that are eligible."""
    here = console()
    found = queries.list_answer(list_id, here.actor)
    here.answer(asdict(found), "\n".join(found.eligible or ()) or "No line is eligible.")


def _numbers(file: Path) -> tuple[str, ...]:
    with file.open("rb") as opened:
        table = open_tables(opened)[0]
        rows = [record.cells for record in table.records() if any(cell.strip() for cell in record.cells)]
    if not rows:
        raise click.BadParameter(f"{file} holds no line.", param_hint="FILE")
    headings = [cell.strip().casefold() for cell in rows[0]]
    column = next((i for i, cell in enumerate(headings) if cell in _NUMBER_HEADINGS), None)
    body = rows if column is None else rows[1:]
    found = [row[column or 0].strip() for row in body if len(row) > (column or 0)]
    return tuple(dict.fromkeys(line for line in found if line))


def _write(output: Path, answers: list[tuple[str, str]]) -> None:
    try:
        with output.open("x", encoding="utf-8", newline="") as opened:
            csv.writer(opened).writerows([("number", "answer"), *answers])
    except FileExistsError:
        raise click.BadParameter(
            f"{output} is there already. Name another file.", param_hint="--output"
        ) from None
