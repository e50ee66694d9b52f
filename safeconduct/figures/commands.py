"""Figures on the command line: read a file, confirm, series, drift, findings, briefs, exports.

`read` and `drift` of two files need no instance: they open no database and ask nobody who acts.
"""

import base64
from dataclasses import asdict
from datetime import datetime
from pathlib import Path
from time import monotonic
from typing import Any

import click

from safeconduct.figures import actions, briefs, export, queries, requests
from safeconduct.figures.claims import Category, Claim, Document, Reading, as_json_line
from safeconduct.figures.desk import reading_of
from safeconduct.figures.drift import Change, Drift, between, changes
from safeconduct.figures.facts import Appearance, Basis
from safeconduct.figures.reading.documents import BYTES_MAX, receive
from safeconduct.figures.reading.tables import LANGUAGES
from safeconduct.figures.series import Series, Step
from safeconduct.figures.web.paper import Paper, chart_words, markdown, page, pdf
from safeconduct.figures.wholes import COUNTED
from safeconduct.store.console import console, json_option

_FILE = click.Path(path_type=Path, exists=True, dir_okay=False)
_NEW_FILE = click.Path(path_type=Path, dir_okay=False)
_DAY = click.DateTime(["%Y-%m-%d"])
_LANGUAGE = click.Choice(LANGUAGES)
_PAPERS = {".html": "html", ".htm": "html", ".pdf": "pdf", ".md": "md"}


@click.group()
def figures() -> None:
    """Attributed figures: who said how many, as of when."""


@figures.command("read")
@click.argument("file", type=_FILE)
@click.option(
    "--published", type=_DAY, default=None, help="Day of publication, as 2025-03-17; never guessed."
)
@click.option("--language", type=_LANGUAGE, default=None, help="Found by itself when absent.")
@json_option
def read_file(file: Path, published: datetime | None, language: str | None) -> None:
    """Propose the claims in FILE (text, HTML or PDF); as JSON lines with --json. Nothing is recorded."""
    here = console()
    reading = _read(file, published, language)
    if here.is_json:
        for claim in reading.claims:
            click.echo(as_json_line(claim))
        return
    for claim in reading.claims:
        click.echo(_line(claim))
    for question in reading.questions:
        click.echo(f"? not said in the text: {question.asked}", err=True)


@figures.command("confirm")
@click.argument("file", type=_FILE)
@click.option("--published", type=_DAY, default=None, help="Day of publication, as 2025-03-17.")
@click.option("--publisher", default="", help="Who published it.")
@click.option("--language", type=_LANGUAGE, default=None, help="Found by itself when absent.")
@click.option("--digest", is_flag=True, help="FILE is a digest in words of our own, no publication.")
@click.option("--all", "is_all", is_flag=True, help="Confirm every proposal without asking for each.")
@json_option
def confirm(file: Path, is_all: bool, digest: bool, **given: Any) -> None:
    """Receive FILE and confirm what it says, proposal by proposal: y, n, or q to stop."""
    here = console()
    day = given["published"].date().isoformat() if given["published"] else ""
    appearance = Appearance(publisher=given["publisher"], published_on=day, published_basis=Basis.OFFICER)
    received = requests.ReceivePublication(
        file=base64.b64encode(_bytes(file)).decode(),
        file_name=file.name,
        language=given["language"],
        appearance=appearance,
        is_digest=digest,
    )
    done = actions.perform(received, here.actor)
    number = done.number
    if done.is_known:
        click.echo(f"This very text was received before, as {number}.", err=True)
    elif done.copy_of:
        click.echo(f"This text is a copy of {done.copy_of}: what both say counts once.", err=True)
    confirmed, left = [], 0
    for proposal in queries.publication(number, here.actor).proposals:
        if not proposal.is_open:
            continue
        answer = (
            "y"
            if is_all
            else click.prompt(_line(proposal.said), type=click.Choice(["y", "n", "q"]), err=True)
        )
        if answer == "q":
            break
        if answer == "n":
            left += 1
            continue
        command = requests.ConfirmProposal(publication=number, proposal=proposal.ref)
        confirmed.append(actions.perform(command, here.actor).item)
    here.answer(
        {"publication": number, "confirmed": confirmed, "is_known": done.is_known, "copy_of": done.copy_of},
        f"Publication {number}: {len(confirmed)} confirmed, {left} left open.",
    )


@figures.command("series")
@click.option("--category", type=click.Choice(sorted(str(each) for each in COUNTED)), required=True)
@click.option("--force", default="", help="Code of the force; of every force when absent.")
@click.option("--svg", "svg_file", type=_NEW_FILE, default=None, help="Write the chart to this file.")
@json_option
def series(category: str, force: str, svg_file: Path | None) -> None:
    """What is stated in one CATEGORY over time: every claim and the stated bounds, nothing averaged or summed."""
    here = console()
    ledger = queries.ledger(here.actor)
    found = [
        each for each in ledger.series if each.category == Category(category) and force in ("", each.force)
    ]
    if svg_file is not None:
        _write(svg_file, chart_words(found, is_alone=True).encode())
    here.answer(
        {"series": [_series_value(each) for each in found]},
        "\n".join(_series_lines(found)) or "Nothing is confirmed.",
    )


@figures.command("drift")
@click.argument("before")
@click.argument("after")
@click.option(
    "--published", type=_DAY, default=None, help="Day of publication of both, where they are files."
)
@json_option
def drift(before: str, after: str, published: datetime | None) -> None:
    """What changed between BEFORE (the source) and AFTER (the retelling): two files, or two numbers of claims."""
    here = console()
    if Path(before).is_file() and Path(after).is_file():
        one, other = (_read(Path(each), published, None).claims for each in (before, after))
        found = between(one, other)
        here.answer(
            _drift_value(found), "\n".join(_drift_lines(found)) or "No claim of one stands in the other."
        )
        return
    first, second = (queries.claim(each, here.actor).claim.said for each in (before, after))
    told = changes(first, second)
    here.answer(
        {"changes": [asdict(each) for each in told]}, "\n".join(map(_change_line, told)) or "Passed on whole."
    )


@figures.command("findings")
@json_option
def findings(**_given: Any) -> None:
    """What does not fit together, the gravest first: rule, both quotations, suggested reading."""
    here = console()
    found = queries.ledger(here.actor).findings
    values = [
        {
            "finding": each.finding.key,
            "rules": [str(rule) for rule in each.finding.rules],
            "is_minor": each.finding.is_minor,
            "suggested": str(each.finding.lead.suggested),
            "one": {"claim": each.finding.lead.one.number, "quote": each.finding.lead.one.said.quote},
            "other": {"claim": each.finding.lead.other.number, "quote": each.finding.lead.other.said.quote},
            "pairs": each.finding.pairs,
            "verdict": str(each.verdict or ""),
        }
        for each in found
    ]
    lines = [
        f"{'/'.join(each.finding.rules)}  {each.finding.lead.suggested}\n"
        f"  {each.finding.lead.one.number}  {each.finding.lead.one.said.quote}\n"
        f"  {each.finding.lead.other.number}  {each.finding.lead.other.said.quote}"
        for each in found
    ]
    here.answer({"findings": values}, "\n".join(lines) or "Nothing conflicts.")


@figures.command("brief")
@click.option(
    "-o", "--output", type=_NEW_FILE, required=True, help="A new file ending in .html, .pdf or .md."
)
@click.option("--force", required=True, help="Code of the force.")
@click.option("--heading", default="", help="Heading; else the force and the day of the newest claim.")
@click.option("--language", type=click.Choice(["en", "uk", "ko"]), default="en", show_default=True)
@json_option
def brief(output: Path, force: str, heading: str, language: str) -> None:
    """Issue a brief about one force from confirmed claims alone, and write it to OUTPUT."""
    here = console()
    form = _PAPERS.get(output.suffix.lower())
    if form is None:
        raise click.BadParameter("Name a file that ends in .html, .pdf or .md.", param_hint="--output")
    if output.exists():
        raise click.BadParameter(f"{output} is there already. Name another file.", param_hint="--output")
    done = actions.perform(requests.IssueBrief(heading=heading or force, force=force), here.actor)
    row, issued = queries.brief(done.number, here.actor)
    paper = Paper(row, briefs.from_json(issued.content), issued.content_sha256, language)
    _write(output, _printed(paper, form))
    here.answer({"brief": done.number, "file": str(output)}, f"Brief {done.number} is in {output}.")


@figures.command("export")
@click.option(
    "--form", type=click.Choice([str(form) for form in export.Form]), default="hxl", show_default=True
)
@click.option("-o", "--output", type=_NEW_FILE, required=True, help="A new file.")
@json_option
def export_claims(form: str, output: Path) -> None:
    """Write every confirmed claim to OUTPUT: CSV with HXL tags, JSON lines, schema.org, or columns like UCDP's."""
    here = console()
    text = export.export(export.Form(form), queries.ledger(here.actor), queries.sources(here.actor))
    _write(output, text.encode())
    here.answer({"file": str(output)}, f"Written to {output}.")


# --- steps ----------------------------------------------------------------------------------------


def _read(file: Path, published: datetime | None, language: str | None) -> Reading:
    """What is read of the file. A day that the page names of itself is not taken over: give it by `--published`."""
    began = monotonic()
    taken = receive(_bytes(file), lambda: monotonic() - began)
    day = published.date() if published else None
    document = Document(text=taken.text, language=language, published_at=day, elements=taken.elements)
    return reading_of(document)


def _printed(paper: Paper, form: str) -> bytes:
    if form == "pdf":
        return pdf(paper)
    return (page(paper) if form == "html" else markdown(paper)).encode()


def _bytes(file: Path) -> bytes:
    """The bytes of the file, of one that is too large no more than tells so."""
    with file.open("rb") as opened:
        return opened.read(BYTES_MAX + 1)


def _line(claim: Claim) -> str:
    quantity = claim.quantity.raw if claim.quantity else "-"
    as_of = claim.as_of.raw or "-"
    return (
        f"{claim.span[0]}-{claim.span[1]}  {claim.category}  {quantity}  {claim.speaker or claim.voice}  {as_of}\n"
        f"  {claim.quote}"
    )


def _series_value(series: Series) -> dict[str, Any]:
    return {
        "force": series.force,
        "category": str(series.category),
        "theatre": series.theatre,
        "best": series.best.number if series.best else "",
        "documents": series.documents,
        "origins": series.origins,
        "claims": [
            {
                "claim": claim.number,
                "speaker": claim.said.speaker,
                "words": claim.said.quantity.raw if claim.said.quantity else "",
                "low": claim.least,
                "high": claim.most,
                "from": claim.first.isoformat(),
                "until": claim.last.isoformat(),
            }
            for claim in series.claims
        ],
        "bounds": [_step_value(step) for step in series.steps],
        "aside": [{"claim": each.claim.number, "reason": each.reason} for each in series.aside],
    }


def _step_value(step: Step) -> dict[str, Any]:
    return {
        "from": step.day.isoformat(),
        "low": step.low.number if step.low else None,
        "high": step.high.number if step.high else None,
        "is_crossed": step.is_crossed,
    }


def _series_lines(found: list[Series]) -> list[str]:
    lines = []
    for each in found:
        lines.append(f"{each.category} · {each.force or '-'} · {each.theatre or 'everywhere'}")
        for claim in each.claims:
            raw = claim.said.quantity.raw if claim.said.quantity else ""
            lines.append(f"  {claim.last.isoformat()}  {claim.number}  {raw}  {claim.said.speaker}")
        for step in each.steps:
            told = _step_value(step)
            low, high = (
                (told["low"] if told["low"] is not None else "open"),
                (told["high"] if told["high"] is not None else "open"),
            )
            lines.append(
                f"  from {told['from']}: {low} to {high}{'  bounds cross' if step.is_crossed else ''}"
            )
        lines += [f"  aside  {aside.claim.number}  {aside.reason}" for aside in each.aside]
    return lines


def _drift_value(found: Drift) -> dict[str, Any]:
    return {
        "pairs": [
            {
                "before": pair.before.quote,
                "after": pair.after.quote,
                "changes": [asdict(change) for change in pair.changes],
            }
            for pair in found.pairs
        ],
        "left_out": [claim.quote for claim in found.left_out],
        "added": [claim.quote for claim in found.added],
    }


def _drift_lines(found: Drift) -> list[str]:
    lines = []
    for pair in found.pairs:
        lines += [f"  {pair.before.quote}", f"→ {pair.after.quote}"]
        lines += [f"    {_change_line(change)}" for change in pair.changes] or ["    passed on whole"]
    lines += [f"left out: {claim.quote}" for claim in found.left_out]
    return lines + [f"added: {claim.quote}" for claim in found.added]


def _change_line(change: Change) -> str:
    return f"{change.field}: {change.before or '-'} → {change.after or '-'} ({change.became})"


def _write(output: Path, data: bytes) -> None:
    try:
        with output.open("xb") as opened:
            opened.write(data)
    except FileExistsError:
        raise click.BadParameter(
            f"{output} is there already. Name another file.", param_hint="--output"
        ) from None
