"""Searching the register from the command line, its index on disk, and comparing what is new with open enquiries."""

from dataclasses import asdict
from typing import Any

import click

from safeconduct.names.words import Language, told
from safeconduct.sources import when
from safeconduct.sources.values import Channel, Source, WrittenName
from safeconduct.store.console import console, json_option
from safeconduct.tracing import actions, queries
from safeconduct.tracing.answers import CandidateView
from safeconduct.tracing.facts import Sought

_ASKED = Source(channel=Channel.DOCUMENT, who="command line")
_EVIDENCE_SHOWN = 4


@click.command("search")
@click.argument("text", nargs=-1, required=True)
@click.option("--born", default="", help="Birth as EDTF: 1999, 1999-04, 1999-04-02, 1999~.")
@click.option("--place", default="", help="Where the person was seen last.")
@click.option("--father", default="", help="The father's name.")
@click.option("--limit", type=click.IntRange(1, 100), default=10, show_default=True)
@json_option
def search(text: tuple[str, ...], born: str, place: str, father: str, limit: int) -> None:
    """Whom of the register a name may mean, in any script, with the evidence. Proves nothing by itself."""
    if not when.is_readable(born):
        raise click.BadParameter(
            f"{born!r} is not a date. Give 1999, 1999-04 or 1999-04-02.", param_hint="--born"
        )
    here = console()
    name = WrittenName(text=" ".join(text), source=_ASKED)
    sought = Sought(names=(name,), born=born, last_seen_at=place, father_name=father)
    seen = queries.search(sought, here.actor, limit)
    value = {
        "backend": seen.backend,
        "gallery": seen.gallery,
        "warning": seen.warning,
        "candidates": [_plain(each) for each in seen.candidates],
    }
    lines = [line for each in seen.candidates for line in _words(each)] or ["Nobody in the register is near."]
    here.answer(value, "\n".join([*([seen.warning] if seen.warning else []), *lines]))


@click.group("index")
def index() -> None:
    """The index of the register on disk, for registers beyond two million records."""


@index.command("build")
@json_option
def build_index() -> None:
    """Build the index anew; searches go on with the old one, or the database, until it is whole."""
    here = console()
    with here.progress("records") as advance:
        cards = actions.build_index(here.actor, advance)
    here.answer({"cards": cards}, f"{cards} records are in the index.")


@index.command("status")
@json_option
def index_status() -> None:
    """Whether there is an index, what it holds, and how far the register has gone on since."""
    here = console()
    found = queries.index_status(here.actor)
    words = (
        f"{found.cards} records, up to entry {found.leaf}; {found.behind} entries of the register are newer."
        if found.is_there
        else found.warning or "There is no index. Searches read the database."
    )
    here.answer(asdict(found), words)


@click.command("match")
@json_option
def match() -> None:
    """Compare whoever is new in the register with every open enquiry. Candidates then wait on the desk."""
    here = console()
    with here.progress("entries") as advance:
        done = actions.compare_all_new(here.actor, advance)
    here.answer({"entries": done}, f"{done} new entries compared.")


def _plain(view: CandidateView) -> dict[str, Any]:
    told_of = view.assessment
    return {
        "prisoner": view.number,
        "names": [name.text for name in view.names],
        "born": list(view.births),
        "score": told_of.score,
        "name_score": told_of.name.score,
        "expected_false": told_of.expected_false,
        "compared": [told_of.asked_name, told_of.known_name],
        "weights": [asdict(weight) for weight in told_of.weights],
        "evidence": [told(step, Language.ENGLISH) for step in told_of.name.evidence],
    }


def _words(view: CandidateView) -> list[str]:
    told_of = view.assessment
    names = " / ".join(name.text for name in view.names)
    lines = [
        f"{told_of.score:.2f}  {view.number}  {names}  born {', '.join(view.births) or 'not known'}  "
        f"(strangers expected to agree as well: {told_of.expected_false:.2g})"
    ]
    lines += [f"      {told(step, Language.ENGLISH)}" for step in told_of.name.evidence[:_EVIDENCE_SHOWN]]
    for weight in told_of.weights:
        sign = "for" if weight.is_for else "against"
        lines.append(
            f"      {sign}: {weight.item.replace('_', ' ')}: {weight.asked} / {weight.known} ({weight.nats:+.1f})"
        )
    return lines
