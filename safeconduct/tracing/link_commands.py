"""`trace link`: two lists, or a list and the register, linked; links as CSV or as JSON lines."""

import csv
import json
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path
from typing import Any, TextIO

import click

from safeconduct.access.actor import Actor
from safeconduct.registry import queries
from safeconduct.sources import when
from safeconduct.sources.errors import Refused
from safeconduct.sources.persons import KnownPerson
from safeconduct.store.clock import today
from safeconduct.store.console import Console, console, json_option
from safeconduct.tracing.link import THRESHOLD, Link, Linkage, Record, Summary, link
from safeconduct.tracing.link_duckdb import DuckDBEngine
from safeconduct.tracing.link_engine import HOUSE_RULE, Engine
from safeconduct.tracing.link_lists import BirthsUnread, Chosen, check_columns, records
from safeconduct.tracing.link_spark import SparkEngine

REGISTER = "register"
_WEIGHTS = ("name", "birth", "father", "place", "unit")
_HEADINGS = ("left", "right", "probability", "left_name", "right_name", "left_born", "right_born", *_WEIGHTS)


@click.command("link")
@click.argument("left", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@click.argument("right")
@click.option("--name", "names", multiple=True, help="A column of names, when its heading is not recognised.")
@click.option("--born", multiple=True, help="A column of births.")
@click.option("--id", "ids", multiple=True, help="A column of ids; without one, the number of the row.")
@click.option("--encoding", default="", help="The encoding of the files, when it is not found out.")
@click.option("--threshold", type=click.FloatRange(0.01, 0.9999), default=THRESHOLD, show_default=True,
              help="Give links of at least this probability.")  # fmt: skip
@click.option("--output", type=click.Path(path_type=Path, dir_okay=False), default=None,
              help="Write the links to this file; else to standard output.")  # fmt: skip
@click.option("--engine", type=click.Choice(["duckdb", "spark"]), default="duckdb", show_default=True,
              help="Where to link: on this machine, or on Apache Spark.")  # fmt: skip
@json_option
def link_lists(
    left: Path, right: str, threshold: float, output: Path | None, engine: str, **columns: Any
) -> None:
    """Link two lists of persons, CSV or XLSX; RIGHT may be the word register.

    Says how probably each pair is one person and how many of the links are expected to be false. With --json, a line
    for each link and a last one that sums up.
    """
    here = console()
    chosen = _chosen(columns)
    others = [] if right == REGISTER else [_file(right)]
    check_columns([left, *others], chosen)
    unread = BirthsUnread()
    theirs = records(others[0], chosen, today(), unread) if others else register(here.actor)
    mine = records(left, chosen, today(), unread)
    with link(mine, theirs, engine=_engine(engine), threshold=threshold, progress=here.progress) as linkage:
        with _output(output) as file:
            _write(file, linkage, here)
        _sum_up(linkage.summary, unread, here, is_apart=output is not None)


def register(viewer: Actor) -> Iterator[Record]:
    """Everybody in the register, by number; Forbidden to whoever may not link lists."""
    return (_record(person) for person in queries.linked_everybody(viewer) if person.names)


def _record(person: KnownPerson) -> Record:
    """One person with every name; of several births, fathers or places the first that can be read."""
    return Record(
        person.number,
        tuple(dict.fromkeys(name.text for name in person.names)),
        next((birth for birth in person.births if when.read(birth)), ""),
        *(next(iter(said), "") for said in (person.father_names, person.birth_places, person.units)),
    )


def _chosen(columns: dict[str, Any]) -> Chosen:
    return Chosen(columns["names"], columns["born"], columns["ids"], columns["encoding"])


def _file(right: str) -> Path:
    path = Path(right)
    if not path.is_file():
        raise Refused("no_such_list", f"There is no file {right}.", HOUSE_RULE,
                      remedy=f"Name a file, or write {REGISTER} for the register.")  # fmt: skip
    return path


def _engine(title: str) -> Engine:
    if title == "spark":
        return SparkEngine()
    return DuckDBEngine()


@contextmanager
def _output(path: Path | None) -> Iterator[TextIO]:
    if path is None:
        yield sys.stdout
        return
    with path.open("w", encoding="utf-8", newline="") as file:
        yield file


def _write(file: TextIO, linkage: Linkage, here: Console) -> None:
    if here.is_json:
        for each in linkage.links():
            file.write(json.dumps(asdict(each), ensure_ascii=False) + "\n")
        return
    writer = csv.writer(file)
    writer.writerow(_HEADINGS)
    writer.writerows(map(_row, linkage.links()))


def _row(each: Link) -> list[str]:
    weights = [each.weights.get(title) for title in _WEIGHTS]
    return [
        *map(_harmless, (each.left.id, each.right.id)),
        f"{each.probability:.4f}",
        *map(_harmless, (each.left.name, each.right.name, each.left.born, each.right.born)),
        *("" if weight is None else f"{weight:.2f}" for weight in weights),
    ]


def _harmless(cell: str) -> str:
    """A cell that no spreadsheet takes for a formula."""
    return f"'{cell}" if cell[:1] in _FORMULA_SIGNS else cell


def _sum_up(summary: Summary, unread: BirthsUnread, here: Console, *, is_apart: bool) -> None:
    told = asdict(summary) | {"births_unread": unread.count}
    if here.is_json:
        click.echo(json.dumps({"summary": told}, ensure_ascii=False))
        return
    lines = [
        f"{summary.left} records against {summary.right}; {summary.compared} pairs compared.",
        f"{summary.links} links at probability {summary.threshold:g} or more: about {summary.expected_true:.0f} "
        f"right and {summary.expected_false:.1f} false. About {summary.expected_missed:.0f} true pairs are not among "
        "them.",
    ]
    if summary.left_out:
        lines.append(f"{summary.left_out} pairs share only very common keys and were not compared.")
    if unread.count:
        lines.append(
            f"{unread.count} births were not read as dates and count as not told: {', '.join(unread.some or ())}."
        )
    click.echo("\n".join(lines), err=not is_apart)


_FORMULA_SIGNS = frozenset("=+-@\t\r\n＝＋－＠")
