"""Names on the command line: read one, compare two, write one in another script. Needs no instance and no sign-in."""

from dataclasses import asdict

import click

from safeconduct.names.compare import Comparison, compare
from safeconduct.names.read import Reading, read
from safeconduct.names.scripts import visible
from safeconduct.names.write import System, write
from safeconduct.store.console import console, json_option

_GALLERY = 100_000


@click.group()
def names() -> None:
    """Names across scripts: read, compare, write. Nothing is stored."""


@names.command("read")
@click.argument("text", nargs=-1, required=True)
@json_option
def read_name(text: tuple[str, ...]) -> None:
    """Read a name: which part is the surname, and what each part stands for."""
    name = " ".join(text)
    readings = read(name)
    value = {"text": name, "readings": [asdict(reading) for reading in readings]}
    console().answer(value, "\n".join(map(_reading_words, readings)) or "No name can be read here.")


@names.command("compare")
@click.argument("left")
@click.argument("right")
@json_option
def compare_names(left: str, right: str) -> None:
    """Compare two names in any scripts, and say what speaks for and against one name behind both."""
    found = compare(left, right)
    evidence = [asdict(step) | {"text": step.text} for step in found.evidence]
    value = {
        "left": left,
        "right": right,
        "score": found.score,
        "strength": found.strength,
        "expected_false": round(found.expected_false(_GALLERY), 3),
        "evidence": evidence,
        "letters": [asdict(each) for each in found.letters],
    }
    console().answer(value, _comparison_words(found))


@names.command("write")
@click.argument("text", nargs=-1, required=True)
@click.option("--system", type=click.Choice([str(system) for system in System]), default=None,
              help="One system; all of them when absent.")  # fmt: skip
@json_option
def write_name(text: tuple[str, ...], system: str | None) -> None:
    """Write a name in another script, by one system or by all."""
    name = " ".join(text)
    systems = [System(system)] if system else list(System)
    written = [found for each in systems if (found := write(name, each)).text != name]
    value = {"text": name, "written": [asdict(each) for each in written]}
    lines = [f"{visible(each.text)}  ({each.label})" for each in written]
    console().answer(value, "\n".join(lines) or "No system here reads these letters.")


def _reading_words(reading: Reading) -> str:
    parts = [f"{part.written} = {', '.join(_likely(each) for each in part.likely)}" for part in reading.parts]
    line = f"{reading.weight:.2f}  {visible(reading.text)}  ({reading.kind})"
    return "\n".join([line, *(f"      {visible(part)}" for part in parts)])


def _likely(each: tuple[str, float]) -> str:
    return f"{each[0]} {each[1]:.2f}"


def _comparison_words(found: Comparison) -> str:
    lines = [f"score {found.score:.3f}, strength {found.strength:+.1f}"]
    expected = found.expected_false(_GALLERY)
    lines.append(f"among {_GALLERY} unrelated names about {expected:.2g} agree as well by chance, or fewer")
    for step in found.evidence:
        sign = "for" if step.weight > 0 else "against" if step.weight < 0 else "note"
        lines.append(f"  {sign:8}{step.weight:+5.1f}  {visible(step.text)}")
    pairs = [f"{each.left or '–'}={each.right or '–'}{_MARKS[each.agrees]}" for each in found.letters]
    if pairs:
        lines.append("letters: " + visible("  ".join(pairs)) + "   (~ close, ! different)")
    return "\n".join(lines)


_MARKS = {"same": "", "close": "~", "different": "!"}
