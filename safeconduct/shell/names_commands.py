"""Names on the command line: read one, compare two, write one in another script. Needs no instance and no sign-in."""

import unicodedata
from dataclasses import asdict

import click

from safeconduct.names.compare import Comparison, compare
from safeconduct.names.correspondence import Correspondence
from safeconduct.names.read import Reading, read
from safeconduct.names.scripts import visible
from safeconduct.names.words import Label, Language, Step, label, told
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
@click.option("--language", type=click.Choice([str(each) for each in Language]), default=Language.ENGLISH.value,
              help="In which language the reasons are told.", show_default=True)  # fmt: skip
@json_option
def compare_names(left: str, right: str, language: str) -> None:
    """Compare two names in any scripts, and say what speaks for and against one name behind both."""
    found = compare(left, right)
    evidence = [asdict(step) | {"text": told(step, language)} for step in found.evidence]
    value = {
        "left": left,
        "right": right,
        "score": found.score,
        "strength": found.strength,
        "expected_false": round(found.expected_false(_GALLERY), 3),
        "evidence": evidence,
        "letters": [asdict(each) for each in found.letters],
    }
    console().answer(value, _comparison_words(found, Language(language)))


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


def _comparison_words(found: Comparison, language: Language) -> str:
    expected = f"{found.expected_false(_GALLERY):.2g}"
    lines = [
        label(Label.LINE_SCORE, language, score=f"{found.score:.3f}", strength=f"{found.strength:+.1f}"),
        label(Label.LINE_CHANCE, language, gallery=str(_GALLERY), expected=expected),
    ]
    for step in found.evidence:
        lines.append(
            f"  {_padded(_side(step, language), 10)}{step.weight:+5.1f}  {visible(told(step, language))}"
        )
    if found.letters:
        lines.append(label(Label.LINE_LETTERS, language))
    for row in found.letters:
        lines.append(_row_words(row, "  ", language))
        lines += [
            f"{_row_words(inside, '    ', language)}  {visible(told(inside.why, language))}"
            for inside in row.letters
        ]
    return "\n".join(lines)


def _side(step: Step, language: Language) -> str:
    speaks = Label.SPEAKS_FOR if step.weight > 0 else Label.SPEAKS_AGAINST
    return label(speaks if step.weight else Label.SPEAKS_NEITHER, language)


def _row_words(row: Correspondence, indent: str, language: Language) -> str:
    """The part, what stands left and right, how far it agrees."""
    both = f"{visible(row.left) or '–'} = {visible(row.right) or '–'}"
    agrees = label(Label(f"agrees_{row.agrees}"), language)
    return _padded(indent + label(row.part, language), 18) + _padded(both, 24) + agrees


def _padded(text: str, columns: int) -> str:
    """Text filled with spaces to a width on a terminal, where a letter of Hangul takes two columns."""
    wide = sum(unicodedata.east_asian_width(letter) in "WF" for letter in text)
    return text + " " * max(columns - len(text) - wide, 1)
