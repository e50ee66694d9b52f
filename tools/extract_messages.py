"""Brings the message catalogues under `safeconduct/locale` up to date with the pages and the Python files.

Run as `.venv/bin/python -m tools.extract_messages` from the root of the project. Translations that are still
used stay, new texts come in empty, texts no longer used go; nothing is guessed from a similar text. The
files are written the same on every machine and at every hour: sorted, without dates, places without line
numbers. `tests/test_locale.py` fails while a catalogue is not what this makes, or leaves a text empty.
"""

import ast
import io
import sys
from collections.abc import Iterator
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract
from babel.messages.pofile import read_po, write_po
from django.utils.translation.template import templatize

ROOT = Path(__file__).resolve().parent.parent
PACKAGE = ROOT / "safeconduct"
LOCALE = PACKAGE / "locale"

# Ukrainian has four forms in CLDR; the fourth is for fractions, which no text here counts.
PLURAL_FORMS = {
    "uk": "nplurals=3; plural=(n%10==1 && n%100!=11 ? 0 : "
    "n%10>=2 && n%10<=4 && (n%100<12 || n%100>14) ? 1 : 2);",
    "ko": "nplurals=1; plural=0;",
}

# Name of the function in Python: (has a context, has a singular and a plural).
_MARKS = {
    "_": (False, False),
    "gettext": (False, False),
    "gettext_lazy": (False, False),
    "gettext_noop": (False, False),
    "ngettext": (False, True),
    "ngettext_lazy": (False, True),
    "pgettext": (True, False),
    "pgettext_lazy": (True, False),
    "npgettext": (True, True),
    "npgettext_lazy": (True, True),
}
_HEADER = """\
msgid ""
msgstr ""
"Project-Id-Version: safeconduct\\n"
"Language: {language}\\n"
"MIME-Version: 1.0\\n"
"Content-Type: text/plain; charset=utf-8\\n"
"Content-Transfer-Encoding: 8bit\\n"
"Plural-Forms: {plural_forms}\\n"

"""
_WIDTH = 110


def main() -> int:
    found = found_messages()
    for language in PLURAL_FORMS:
        path = catalogue_path(language)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(updated_text(language, found), encoding="utf-8")
    return 0


def catalogue_path(language: str) -> Path:
    return LOCALE / language / "LC_MESSAGES" / "django.po"


def found_messages() -> Catalog:
    """Every text that a template or a Python file marks, without translations."""
    found = Catalog()
    for path in sorted([*PACKAGE.glob("**/*.py"), *PACKAGE.glob("templates/**/*.html")]):
        place = path.relative_to(ROOT).as_posix()
        for line, texts, comments, context in _marked(path):
            found.add(texts, locations=[(place, line)], auto_comments=comments, context=context)
    return found


def updated_text(language: str, found: Catalog) -> str:
    """What the catalogue file of the language must say: the texts found, with the translations it has."""
    kept = read_catalogue(language)
    updated = Catalog(locale=language)
    for message in found:
        if message.id:
            updated[message.id] = _with_translation(message, kept)
    file = io.BytesIO()
    write_po(file, updated, width=_WIDTH, omit_header=True, sort_output=True, include_lineno=False)
    header = _HEADER.format(language=language, plural_forms=PLURAL_FORMS[language])
    return header + file.getvalue().decode("utf-8").strip() + "\n"


def read_catalogue(language: str) -> Catalog:
    """The catalogue as it stands in the tree; an empty one while there is no file."""
    path = catalogue_path(language)
    if not path.exists():
        return Catalog(locale=language)
    with path.open("rb") as file:
        return read_po(file)


def _with_translation(message: Message, kept: Catalog) -> Message:
    before = kept.get(message.id, context=message.context)
    # A text that has gained or lost its plural needs other words: it starts empty again.
    if before is not None and before.pluralizable == message.pluralizable:
        message = message.clone()
        message.string = before.string
    return message


def _marked(path: Path) -> Iterator[tuple[int, str | tuple[str, ...], list[str], str | None]]:
    """(line, text or texts, comments, context) of each marked text; a template is first made to look like Python."""
    source = path.read_text(encoding="utf-8")
    if path.suffix == ".py":
        return marked_in_python(source)
    # The pages' indentation is none that Python could read.
    source = "\n".join(line.lstrip() for line in templatize(source).split("\n"))
    return extract("python", io.BytesIO(source.encode("utf-8")), comment_tags=["Translators"])


def marked_in_python(source: str) -> Iterator[tuple[int, str | tuple[str, ...], list[str], str | None]]:
    """The same from Python; a name or an expression in place of a text is left out.

    Babel's own reading is not used here. It reads tokens, and before Python 3.12 a call inside an f-string is
    no token of its own: what is found would depend on the Python it runs on.
    """
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in _MARKS:
            has_context, is_counted = _MARKS[node.func.id]
            given = [str(each.value) for each in node.args if isinstance(each, ast.Constant)]
            if len(given) > has_context + is_counted:
                texts = given[has_context:]
                told = (texts[0], texts[1]) if is_counted else texts[0]
                yield node.lineno, told, [], given[0] if has_context else None


if __name__ == "__main__":
    sys.exit(main())
