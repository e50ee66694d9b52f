"""The record on the command line: verify, rebuild, checkpoint, log, erase, approve, backup, restore."""

from dataclasses import asdict
from pathlib import Path

import click

from safeconduct.access.actor import SERVICE
from safeconduct.ledger import words
from safeconduct.store import approvals, backup, erasure, projections, readings
from safeconduct.store.console import console, json_option
from safeconduct.store.verify import Report, checkpoint_text
from safeconduct.store.verify import verify as verify_record


@click.group(invoke_without_command=True)
@json_option
@click.pass_context
def verify(context: click.Context) -> None:
    """Prove that nothing stored was changed; exit status 1 when something was."""
    if context.invoked_subcommand:
        return
    here = console()
    with here.progress("entries") as advance:
        report = verify_record(SERVICE, advance)
    _answer(report)


@click.command()
@click.option(
    "--check", is_flag=True, help="Compare the live tables with rebuilt ones and keep the live ones."
)
@json_option
def rebuild(check: bool) -> None:
    """Make every projection anew from the ledger."""
    here = console()
    with here.progress("streams") as advance:
        if not check:
            streams = projections.rebuild(lambda done: advance(done, 0))
            here.answer({"streams": streams}, f"Rebuilt from {streams} streams.")
            return
        different = projections.check(lambda done: advance(done, 0))
    words_of = (
        f"Not as the ledger makes them: {', '.join(different)}."
        if different
        else "Every table is as rebuilt."
    )
    here.answer({"different": different}, words_of)
    if different:
        raise click.exceptions.Exit(1)


@click.command()
@click.option(
    "-o", "--output", type=click.Path(path_type=Path, dir_okay=False), help="Write the note to a file."
)
@json_option
def checkpoint(output: Path | None) -> None:
    """Print the signed head of the log (a C2SP signed note), to be kept by an outside witness."""
    note = checkpoint_text()
    if output:
        output.write_bytes(note)
    console().answer({"note": note.decode()}, note.decode().rstrip("\n"))


@click.command()
@click.option("--subject", default="", help="Only readings of this subject id.")
@click.option("--operator", default="", help="Only readings by this operator id.")
@click.option("--limit", type=click.IntRange(1, 1000), default=50, show_default=True)
@json_option
def log(subject: str, operator: str, limit: int) -> None:
    """Show who read what, newest first (auditors)."""
    here = console()
    found = readings.readings(here.actor, subject=subject, operator=operator, size=limit)
    alarms = readings.alarms(here.actor)
    lines = [
        f"{r.recorded}  {r.operator}  {r.what}  {r.subject or '-'}  {r.purpose or '-'}  ({r.rule})"
        for r in found
    ]
    lines += [f"ALARM {alarm.operator} opened {alarm.subjects} people within a day" for alarm in alarms]
    here.answer(
        {"readings": [asdict(r) for r in found], "alarms": [asdict(a) for a in alarms]},
        "\n".join(lines) or "No readings.",
    )


@click.command()
@click.argument("approval", required=False)
@click.option(
    "--words", "said", default="", help="The eight words of the request, as the first person reads them out."
)
@json_option
def approve(approval: str | None, said: str) -> None:
    """List what waits for a second person, or approve one as that person.

    The eight words stand for the exact bytes that will run. Both persons compare them.
    """
    here = console()
    if approval is None:
        waiting = approvals.pending(here.actor)
        lines = [f"{a.id}  {a.action}  {words.of(a.digest)}  asked by {a.requested_by}" for a in waiting]
        here.answer(
            {"pending": [{"id": a.id, "action": a.action, "words": words.of(a.digest)} for a in waiting]},
            "\n".join(lines) or "Nothing waits for a second person.",
        )
        return
    asked = approvals.one(approval, here.actor)
    digest = asked.digest if " ".join(said.split()).lower() == words.of(asked.digest) else said
    done = approvals.approve_and_run(approval, digest, here.actor)
    if asked.action == erasure.ACTION:
        here.answer({"erased": done}, f"Erased the keys of {done} entries. This cannot be undone.")
    else:
        here.answer({"approved": approval}, "Approved, and carried out.")


@click.command("backup")
@click.argument("folder", type=click.Path(path_type=Path, file_okay=False))
@json_option
def make_backup(folder: Path) -> None:
    """Write the ledger and the key store into two files in FOLDER (administrators)."""
    here = console()
    with here.progress("entries") as advance:
        made = backup.make(folder, here.actor, advance)
    here.answer(
        {"ledger": str(made.ledger), "keys": str(made.keys), "entries": made.entries, "root": made.root},
        f"{made.entries} entries, root {made.root}\n{made.ledger}\n{made.keys}  (keep it apart, and not for long)",
    )


@click.command("restore")
@click.argument("folder", type=click.Path(path_type=Path, file_okay=False, exists=True))
@click.option("--shred-list", type=click.Path(path_type=Path, dir_okay=False, exists=True),
              help="The list of erased entries kept outside the database (file `shredded`).")  # fmt: skip
@click.option(
    "--older-because", default="", help="The reason for putting an older state in place of a newer one."
)
@json_option
def restore_backup(folder: Path, shred_list: Path | None, older_because: str) -> None:
    """Put a backup into an instance whose databases are empty, then verify."""
    here = console()
    with here.progress("entries") as advance:
        report = backup.restore(folder, shred_list=shred_list, older_because=older_because, progress=advance)
    _answer(report)


def _answer(report: Report) -> None:
    here = console()
    value = asdict(report) | {"whole": report.is_whole}
    if report.is_whole:
        head = (
            "no head outside yet" if report.head_size is None else f"head outside: entry {report.head_size}"
        )
        here.answer(value, f"The record is whole. {report.entries} entries, {report.erased} erased, "
                           f"{report.seconds:.1f} s, {head}. Root {report.root}")  # fmt: skip
        return
    lines = [f"The record is not whole. {len(report.problems)} findings in {report.entries} entries:"]
    lines += [
        f"  entry {p.position if p.position >= 0 else '-'}  {p.code}: {p.detail}"
        for p in report.problems[:50]
    ]
    lines += ["Stop writing. Keep the disk as it is. Call the custodians."]
    here.answer(value, "\n".join(lines))
    raise click.exceptions.Exit(1)
