"""The register on the command line: import a list, list prisoners, show one, ask for an erasure."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import click
from pydantic import TypeAdapter

from safeconduct.ledger import words
from safeconduct.registry import imports, queries
from safeconduct.registry.answers import PrisonerFilters, PrisonerRow, PrisonerView, Sort, Status
from safeconduct.registry.columns import read_mapping
from safeconduct.registry.imports import ImportReport
from safeconduct.registry.jobs import LineKind, ReportLine
from safeconduct.registry.lists import open_list
from safeconduct.store import erasure
from safeconduct.store.console import console, json_option
from safeconduct.store.instance import current

_SHOWN_LINES = 20


@click.group()
def register() -> None:
    """The register of prisoners: import, list, show."""


@register.command("import")
@click.argument("file", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@click.option("--mapping", type=click.Path(path_type=Path, exists=True, dir_okay=False),
              help="A TOML file that says which column is which.")  # fmt: skip
@click.option("--encoding", default=None, help="The encoding of a CSV file, when it is not found out.")
@click.option("--dry-run", is_flag=True, help="Show what would happen; write nothing.")
@json_option
def import_file(file: Path, mapping: Path | None, encoding: str | None, dry_run: bool) -> None:
    """Register everybody in a list (CSV or XLSX). The same file again changes nothing."""
    here = console()
    columns = read_mapping(mapping.read_bytes()) if mapping else None
    with file.open("rb") as stream, here.progress("rows") as advance:
        listed = open_list(stream, file.name, encoding=encoding, mapping=columns)
        run = imports.dry_run if dry_run else imports.import_list
        report = run(listed, here.actor, lambda counts: advance(counts.read, 0))
    here.answer(_report(report, dry_run), _report_words(report, dry_run))


@register.command("list")
@click.option("--place", default="", help="Code of a place.")
@click.option("--status", type=click.Choice([str(status) for status in Status]), default=None)
@click.option("--power", default="", help="Code of the Power of origin.")
@click.option(
    "--questions/--no-questions", "has_questions", default=None, help="Only with, or without, open questions."
)
@click.option(
    "--sort", type=click.Choice([str(sort) for sort in Sort]), default=str(Sort.REGISTERED), show_default=True
)
@click.option("--ascending", is_flag=True)
@click.option("--after", default="", help="Where the last page ended.")
@click.option("--limit", type=click.IntRange(1, 500), default=50, show_default=True)
@json_option
def list_prisoners(sort: str, ascending: bool, limit: int, status: str | None, **closed: Any) -> None:
    """List prisoners, newest first."""
    here = console()
    filters = PrisonerFilters(
        sort=Sort(sort), is_ascending=ascending, size=limit, status=status or "", **closed
    )
    page = queries.prisoners(filters, here.actor)
    lines = [_row_words(row) for row in page.rows]
    lines.append(f"{page.total} prisoners" + (f"; next page: --after {page.after}" if page.after else ""))
    here.answer(_plain(page), "\n".join(lines))


@register.command("show")
@click.argument("number")
@click.option("--why", default="", help="Why you open this record; it stands in the log of readings.")
@json_option
def show(number: str, why: str) -> None:
    """Show one prisoner by number."""
    here = console()
    view = queries.prisoner(number, here.actor, purpose=why)
    here.answer(_plain(view), _view_words(view))


@click.command()
@click.argument("number")
@click.option("--ground", required=True, help="Why the record is to be erased; it stays.")
@json_option
def erase(number: str, ground: str) -> None:
    """Ask for the erasure of a prisoner's record; a second officer approves with `safeconduct approve`."""
    here = console()
    view = queries.prisoner(number, here.actor, purpose="erasure")
    asked = erasure.request(
        view.subject, queries.streams_of(view.subject, here.actor), ground, actor=here.actor
    )
    here.answer(
        {"approval": asked.id, "words": words.of(asked.digest)},
        f"Nothing is erased yet. A second officer runs:\n  safeconduct approve {asked.id} --words "
        f'"{words.of(asked.digest)}"',
    )


def _report(report: ImportReport, is_trial: bool) -> dict[str, Any]:
    counts = report.counts
    return {
        "dry_run": is_trial,
        "read": counts.read,
        "registered": counts.registered,
        "unchanged": counts.unchanged,
        "questions": [
            {"row": line.row, "field": line.field, "value": line.value, "code": line.code,
             "reason": line.reason, "number": line.prisoner}
            for line in report.lines(LineKind.QUESTION)
        ],
        "refused": [
            {"row": line.row, "reason": line.reason, "remedy": line.remedy}
            for line in report.lines(LineKind.REFUSED)
        ],
        "duplicates": [
            {"row": line.row, "number": line.prisoner, "like": line.like}
            for line in report.lines(LineKind.DUPLICATE)
        ],
    }  # fmt: skip


def _report_words(report: ImportReport, is_trial: bool) -> str:
    counts = report.counts
    would = "Nothing is written. Would be registered" if is_trial else "Registered"
    head = (
        f"{would}: {counts.registered}. Unchanged: {counts.unchanged}. Questions: {counts.questions}. "
        f"Refused: {counts.refused}. May be here already: {counts.duplicates}. Rows read: {counts.read}."
    )
    return "\n".join([head, *_lines(report)])


def _lines(report: ImportReport) -> Iterator[str]:
    for kind in LineKind:
        for shown, line in enumerate(report.lines(kind)):
            if shown == _SHOWN_LINES:
                yield f"  … more {kind} lines: --json shows all"
                break
            yield f"  row {line.row}  {_line_words(line)}"


def _line_words(line: ReportLine) -> str:
    match line.kind:
        case LineKind.QUESTION:
            return f'{line.field} "{line.value}": {line.reason} Kept as written. {line.prisoner}'.rstrip()
        case LineKind.REFUSED:
            return f"{line.reason} Refused. {line.remedy}"
    return f"{line.prisoner} may be {line.like}"


def _row_words(row: PrisonerRow) -> str:
    name = row.name.text if row.name else "(no name)"
    born = f"born {row.born or 'not recorded'}"
    return "  ".join((row.number, name, born, row.status, row.place or "-", f"? {row.questions}"))


def _view_words(view: PrisonerView) -> str:
    language = "en"
    place = current().conflict.camp(view.place)
    lines = [f"{view.number}  {view.status}  {place.names[language] if place else view.place or 'no place'}"]
    lines += [
        f"  name  {name.name.text}  ({name.name.source.channel}, {name.name.role})" for name in view.names
    ]
    for item in view.items:
        mark = "conflict  " if item.is_conflict else ""
        lines += [
            f"  {item.item}  {mark}{said.answer.value or said.answer.state}"
            f"  ({said.source.channel}, entry {said.entry_number})"
            for said in item.all
        ]
    lines += [
        f"  {event.happened or 'date not recorded'}  {event.kind}  entry {event.entry_number}"
        for event in view.timeline
    ]
    lines += [
        f"  open question: {question.question.field} {question.question.code}" for question in view.questions
    ]
    return "\n".join(lines)


def _plain(value: Any) -> dict[str, Any]:
    """A dataclass of answers as JSON values; pydantic values inside dump themselves."""
    plain = TypeAdapter(type(value)).dump_python(value, mode="json")
    assert isinstance(plain, dict)
    return plain
