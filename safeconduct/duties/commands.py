"""Duties on the command line: the board of a day, the table of the law, and recording what was done."""

import json
from dataclasses import asdict
from datetime import date, datetime
from pathlib import Path
from typing import Any

import click

from safeconduct.duties import actions, exports, queries, requests
from safeconduct.duties.answers import MINE, BoardFilters, DutyLine
from safeconduct.law.clock import Status
from safeconduct.law.duties import Row, Whom, catalogue
from safeconduct.law.events import LANGUAGES
from safeconduct.sources.errors import NotFound
from safeconduct.store.clock import now, text_of
from safeconduct.store.console import console, json_option
from safeconduct.store.instance import current

_SHAPES = {
    Status.OVERDUE: "◈ overdue", Status.BREACHED: "◈ broken", Status.UNKNOWN: "? not known",
    Status.AGEING: "◑ ageing", Status.RUNNING: "◔ running", Status.EXCUSED: "– excused",
    Status.MET: "✓ met", Status.MET_LATE: "✓ met late", Status.NOT_APPLICABLE: "– not applicable",
    Status.NOT_TRIGGERED: "○ not begun",
}  # fmt: skip
_DAY = click.DateTime(formats=["%Y-%m-%d"])


@click.group(invoke_without_command=True)
@click.option("--on", type=_DAY, default=None, help="The day; default: now.")
@click.option("--camp", default="", help="Code of a camp.")
@click.option("--article", default="", help="Number of an article of GC III.")
@click.option(
    "--by",
    type=click.Choice([MINE, *(str(whom) for whom in Whom)]),
    default=None,
    help="The service that owes; mine: those for which your roles answer.",
)
@click.option("--prisoner", default="", help="Everything owed to one prisoner, by number.")
@click.option("--limit", type=click.IntRange(1, queries.PAGE_ROWS_MAX), default=50, show_default=True)
@click.option("--ics", is_flag=True, help="The terms as iCalendar.")
@click.option("--csv", "is_csv", is_flag=True, help="The whole board as CSV.")
@click.option("--language", type=click.Choice(LANGUAGES), default="en", show_default=True)
@json_option
@click.pass_context
def duties(context: click.Context, /, language: str, prisoner: str, limit: int, **asked: Any) -> None:
    """What the Convention obliges to do, the most urgent first. A number of days stands only where it has one."""
    if context.invoked_subcommand:
        return
    here = console()
    day = _day(asked["on"])
    filters = BoardFilters(camp=asked["camp"], article=asked["article"], by=asked["by"] or "")
    if prisoner:
        sheet = queries.sheet(prisoner, here.actor, on=day)
        lines = [_line(line, language) for line in (*sheet.open, *sheet.closed)]
        here.answer(asdict(sheet), "\n".join(lines) or "Nothing is owed.")
        return
    if asked["ics"] or asked["is_csv"]:
        found = queries.exported(filters, here.actor, on=day)
        made = (
            exports.ics_of(found.lines, language, instance=current().id, stamp=text_of(now()))
            if asked["ics"]
            else exports.csv_of(found.lines, language)
        )
        click.echo(made, nl=False)
        return
    board = queries.board(filters, here.actor, on=day, size=limit)
    counts = ", ".join(f"{_SHAPES[Status(code)]} {count}" for code, count in sorted(board.counts.items()))
    words = [
        f"{board.day}: {board.total} open; {counts or 'nothing'}",
        *(_line(each, language) for each in board.lines),
    ]
    here.answer(asdict(board), "\n".join(words))


@duties.command("record")
@click.argument("event")
@click.option("--prisoner", "prisoners", multiple=True, help="Number of a prisoner; may be given many times.")
@click.option("--camp", default="", help="Code of a camp, for what concerns the camp.")
@click.option(
    "--happened", default="", help="2026-03-05, 2026-03, or 2026-03-05T14:30+02:00; empty: unknown."
)
@click.option("--about", default="", help="Id of the event that this one answers.")
@click.option("--detail", "details", multiple=True, help="As to=family; the reference of duties lists them.")
@json_option
def record(
    event: str, prisoners: tuple[str, ...], camp: str, happened: str, about: str, details: tuple[str, ...]
) -> None:
    """Record EVENT of a prisoner, of several at once, of a camp, or of the whole conflict."""
    here = console()
    told = dict(part.partition("=")[::2] for part in details)
    base: dict[str, Any] = {"event": event, "happened": happened, "details": told}
    command: requests.Command
    if len(prisoners) > 1:
        command = requests.RecordForMany(prisoners=prisoners, **base)
    elif prisoners:
        command = requests.RecordForPrisoner(prisoner=prisoners[0], about=about, **base)
    elif camp:
        command = requests.RecordForCamp(camp=camp, about=about, **base)
    else:
        command = requests.RecordForBureau(about=about, **base)
    done = actions.perform(command, here.actor)
    here.answer(
        {"subjects": list(done.subjects), "entries": [entry.id for entry in done.entries]},
        f"Recorded for {len(done.subjects)}.",
    )


@duties.command("inspections")
@click.argument("file", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@click.option("--happened", required=True, help="The day of the inspections.")
@click.option("--clinician", required=True, help="Who inspected.")
@json_option
def inspections(file: Path, happened: str, clinician: str) -> None:
    """Record a day's inspections: each line of FILE is a number and, after a comma or tab, a weight in kilograms."""
    here = console()
    lines = []
    for text in file.read_text(encoding="utf-8-sig").splitlines():
        number, _, weight = text.replace("\t", ";").replace(",", ";", 1).partition(";")
        if number.strip():
            lines.append(requests.InspectionLine(prisoner=number.strip(), kilograms=weight.strip()))
    command = requests.RecordInspections(happened=happened, clinician=clinician, lines=tuple(lines))
    done = actions.perform(command, here.actor)
    here.answer({"recorded": len(done.entries)}, f"{len(done.entries)} inspections recorded.")


@click.group()
def law() -> None:
    """The table of duties: what the Convention asks, and how far each row was checked."""


@law.command("show")
@click.argument("article")
@click.option("--language", type=click.Choice(LANGUAGES), default="en", show_default=True)
@json_option
def show(article: str, language: str) -> None:
    """Every duty that stands on ARTICLE of the Third Convention, such as 70; or on "GC I 16"."""
    here = console()
    rows = catalogue().of_article(article)
    if not rows:
        raise NotFound("no duty stands on this article")
    value = {"article": article, "duties": [json.loads(row.model_dump_json()) for row in rows]}
    here.answer(value, "\n\n".join(_told(row, language) for row in rows))


def _told(row: Row, language: str) -> str:
    paragraph = f", paragraph {row.paragraph} as counted" if row.has_counted_paragraph else ""
    lines = [f"{row.id}  {row.cite}{paragraph}  [{exports.checked(row.mark)}]", f"  {row.words(language)}"]
    if row.legal_text:
        lines.append(f"  treaty: “{row.legal_text}”")
    lines.append(f"  {row.kind}{f' {row.duration}' if row.duration else ''}")
    if row.target:
        lines.append(f"  office target, not law: {row.target}")
    lines.append(f"  owed by {', '.join(row.owed_by)} to {', '.join(row.owed_to)}")
    lines.append(f"  evidence: {row.evidence}")
    if row.notes:
        lines.append(f"  note: {row.notes}")
    return "\n".join(lines)


def _line(line: DutyLine, language: str) -> str:
    row = line.duty
    mark = "" if row.is_verified else f"  [{exports.checked(row.mark)}]"
    treaty = f"  treaty: “{row.legal_text}”" if row.legal_text else ""
    until = f"  until {line.until}" if line.until else ""
    who = line.number or line.camp or "bureau"
    return f"{_SHAPES[line.status]}  {line.cite}  {who}  {row.words(language)}{treaty}{until}{mark}"


def _day(asked: datetime | None) -> date | None:
    return asked.date() if asked else None
