"""Sets a paper: a Typst template and its data become the bytes of a PDF that a reader by ear can use too.

Owns the compilers, the fonts and the refusals. Data goes in as one string of JSON and is never pasted into a
template; a template reads no file outside the package; no font of the system is used; the same template and data
give the same bytes. What a paper says is left to whoever sets it.
Source: PDF/UA-1 (ISO 14289-1), checked by Typst while it sets.
"""

import json
import re
import unicodedata
from collections import deque
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Final

import typst

from safeconduct.papers.glyphs import FONTS, undrawn
from safeconduct.sources.errors import Refused

PACKAGE = Path(__file__).resolve().parent.parent
STANDARD: Final = "ua-1"
_DOES_NOT_FIT = "does not fit:"
_SOURCE = "House rule: papers"

# Compilers wait here between papers, one for each that was ever at work at once: a fresh one reads the fonts anew,
# which takes ten times as long as a card. Taking from and putting back into a deque is whole in itself.
_idle: deque[typst.Compiler] = deque()


class UnsettablePaper(Exception):
    """A template is wrong: a defect of the program, never of what somebody typed."""


def set_pdf(template: str, data: Mapping[str, object]) -> bytes:
    """The PDF of the template with this data, tagged for readers by ear (PDF/UA-1); same input, same bytes.

    `template` is a path within the package, such as `papers/templates/capture.typ`; it reads its data with
    `json(bytes(sys.inputs.data))` and begins with what `papers/templates/base.typ` gives. `data` is anything JSON
    holds; its texts are brought to composed letters (NFC). `Refused` with the code `no_glyph` or `does_not_fit`
    names the field, by its keys joined with dots, and the letter; then nothing is set.
    `UnsettablePaper` where the template itself is wrong or warns.
    """
    composed = _composed(data)
    _refuse_undrawn(composed)
    text = json.dumps(composed, ensure_ascii=False, sort_keys=True)
    compiler = _idle.pop() if _idle else _fresh()
    try:
        pdf, warnings = compiler.compile_with_warnings(
            str(PACKAGE / template), format="pdf", sys_inputs={"data": text}, pdf_standards=[STANDARD]
        )
    except typst.TypstError as error:
        raise _told(error) from None
    finally:
        _idle.append(compiler)
    if warnings:
        raise UnsettablePaper("; ".join(each.message for each in warnings))
    assert isinstance(pdf, bytes)
    return pdf


def _fresh() -> typst.Compiler:
    return typst.Compiler(root=str(PACKAGE), font_paths=[str(FONTS)], ignore_system_fonts=True)


def _composed(value: object) -> object:
    """The same data with composed letters: a name typed in parts is drawn as the name it is."""
    if isinstance(value, str):
        return unicodedata.normalize("NFC", value)
    if isinstance(value, Mapping):
        return {key: _composed(each) for key, each in value.items()}
    if isinstance(value, list | tuple):
        return [_composed(each) for each in value]
    return value


def _refuse_undrawn(data: object) -> None:
    for field, text in _texts(data, ()):
        refuse_undrawn(field, text)


def refuse_undrawn(field: str, text: str) -> None:
    """`Refused` with the code `no_glyph` where some letter of the text would be missing on paper."""
    missing = undrawn(unicodedata.normalize("NFC", text))
    if not missing:
        return
    letters = ", ".join(f"{_shown(letter)} (U+{ord(letter):04X})" for letter in missing[:5])
    raise Refused(
        "no_glyph",
        f"No font of papers draws this in {field}: {letters}. Nothing was printed.",
        _SOURCE,
        remedy="Record it once more as it should stand on paper, or write the paper by hand.",
        field=field,
    )


def _shown(letter: str) -> str:
    """The letter itself, or its name where it would show nothing."""
    return letter if letter.isprintable() else unicodedata.name(letter, "control character")


def _texts(value: object, path: tuple[str, ...]) -> Iterator[tuple[str, str]]:
    """Every text of the data with the keys that lead to it."""
    if isinstance(value, str):
        yield ".".join(path), value
    elif isinstance(value, Mapping):
        for key, each in value.items():
            yield from _texts(each, (*path, str(key)))
    elif isinstance(value, list):
        for place, each in enumerate(value):
            yield from _texts(each, (*path, str(place)))


def _told(error: typst.TypstError) -> Exception:
    """What a template says by `panic("does not fit: FIELD")` is a refusal; anything else is its defect.

    The error of a defect keeps the compiler's words but no line of the data, which would reach a log.
    """
    message = str(error.message)
    if _DOES_NOT_FIT in message:
        field = message.partition(_DOES_NOT_FIT)[2].strip(' "')
        return Refused(
            "does_not_fit",
            f"This does not fit on the paper, in the smallest letters and on two lines: {field}. "
            "Nothing was printed.",
            _SOURCE,
            remedy="Record a shorter form of it, or write the paper by hand.",
            field=field,
        )
    place = re.search(r"[\w/]+\.typ:\d+", str(error.diagnostic))
    return UnsettablePaper(f"{place[0] if place else 'template'}: {message.partition('`')[0]}")
