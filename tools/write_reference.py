"""Writes the pages of docs/reference that say what the code says: commands, facts, settings, articles, papers.

Owns those five pages; `write_told.py` makes what may be told, `write_duties.py` the duties. Run as
`.venv/bin/python -m tools.write_reference` from the root of the project; `tests/test_docs.py` fails while a page
differs from what this makes. What a variable means stands in `VARIABLES` below, since an environment has no
docstrings; a variable that is missing there stops the writing.
"""

import ast
import inspect
import os
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import click
import django
from django.apps import apps

if not apps.ready:
    # The pages describe the program and no instance: whatever the shell says of one is not read.
    for _name in [name for name in os.environ if name.startswith("SAFECONDUCT_")]:
        del os.environ[_name]
    os.environ["SAFECONDUCT_HOME"] = os.devnull
    os.environ["DJANGO_SETTINGS_MODULE"] = "safeconduct.settings"
    django.setup()

# After Django has started: rooms name their facts, and models may be imported, only then.
from django.conf import settings

from safeconduct.access.words import Compartment
from safeconduct.accounts import actions as accounts
from safeconduct.papers.kinds import FORMS, LANGUAGES, WORDS, Mark
from safeconduct.registry import files, jobs, likeness
from safeconduct.shell import rooms
from safeconduct.shell.console import cli, commands
from safeconduct.sources.facts import Fact
from safeconduct.store import kinds, readings
from safeconduct.tables import delimited, workbooks
from tools import write_duties, write_told

ROOT = Path(__file__).resolve().parent.parent
REFERENCE = ROOT / "docs" / "reference"
HOW = "Made by `python -m tools.write_reference`; edit the code, not this page."

_HELP_COLUMNS = 100


def pages() -> dict[str, str]:
    """Every generated page: file name to text."""
    return {
        "commands.md": commands_page(),
        "facts.md": facts_page(),
        "settings.md": settings_page(),
        "articles.md": articles_page(),
        "papers.md": papers_page(),
        "what-may-be-told.md": write_told.page(),
        "duties.md": write_duties.page(),
    }


def main() -> None:
    """Write the pages."""
    for name, text in pages().items():
        (REFERENCE / name).write_text(text, encoding="utf-8")


# --- papers ---------------------------------------------------------------------------------------

_MARKS = {
    Mark.VERIFIED: "read in the treaty's text",
    Mark.UNCHECKED: "not yet checked against the treaty's model; the print says so",
    Mark.HOUSE_RULE: "house rule; the print says so",
}


def papers_page() -> str:
    """Each paper with its size, fields and words, and where each comes from."""
    parts = [
        "# Papers",
        HOW,
        "A paper is printed in one or two languages, the prisoner's first: "
        f"{', '.join(f'`{language}`' for language in LANGUAGES)}. A field marked *by hand* is never filled in. "
        "Nobody compared the words in Ukrainian, Korean and Russian with an official form yet. "
        "How to print: [print papers](../how-to/print-papers.md).",
    ]
    for kind, form in FORMS.items():
        width, height = form.size
        names = " · ".join(WORDS[kind][language] for language in LANGUAGES if language != "en")
        fields = [
            (str(place), WORDS[field.key]["en"], "by hand" if field.is_blank else "from the record")
            for place, field in enumerate(form.fields, start=1)
        ]
        parts += [
            f"## {kind}",
            f"{WORDS[kind]['en']}. {form.source}.",
            f"- In the other languages: {names}",
            f"- Size: {width} × {height} mm; {_MARKS[form.size_mark]}.",
            f"- Fields: {_MARKS[form.fields_mark]}.",
            _table(("", "field", "written"), fields),
        ]
    return "\n\n".join(parts) + "\n"


# --- commands -------------------------------------------------------------------------------------


def commands_page() -> str:
    """The help of every command of the command line, and every command that `act` takes."""
    parts = [f"# Commands\n\n{HOW}\n\nExit status: 0 done, 1 refused or found wanting, 2 misused."]
    for path, text in command_helps():
        parts.append(f"## {path}\n\n```text\n{text}\n```")
    rows = ["| command | what it says | needs |", "|---|---|---|"]
    for title, kind in commands().items():
        capability = rooms.CAPABILITIES[kind]
        rows.append(f"| `{title}` | {_told(kind)} | `{capability}` |")
    head = (
        "## Commands of the rooms\n\n`safeconduct act` and the pages give these; "
        "`safeconduct schema` prints their fields."
    )
    return "\n\n".join([*parts, f"{head}\n\n" + "\n".join(rows)]) + "\n"


def command_helps() -> Iterator[tuple[str, str]]:
    """(words to type, help) of the program and of every command below it."""
    context = click.Context(
        cli, info_name="safeconduct", terminal_width=_HELP_COLUMNS, **cli.context_settings
    )
    yield from _helps(cli, context)


def _helps(command: click.Command, context: click.Context) -> Iterator[tuple[str, str]]:
    lines = command.get_help(context).splitlines()
    yield context.command_path, "\n".join(line.rstrip() for line in lines)
    for name, below in sorted(getattr(command, "commands", {}).items()):
        yield from _helps(below, click.Context(below, context, info_name=name, terminal_width=_HELP_COLUMNS))


# --- facts ----------------------------------------------------------------------------------------


def facts_page() -> str:
    """Every kind of fact with its fields, and the values that fields are made of."""
    head = (
        f"# Facts\n\n{HOW}\n\nA fact is recorded once and never changes shape: a new meaning is a new kind or "
        "a new version.\nDates are EDTF text, empty where nobody knows. "
        "A field at its default is left out of the entry."
    )
    values: dict[str, Any] = {}
    parts = [head]
    for kind, fact in kinds.all_kinds().items():
        schema = fact.model_json_schema()
        values |= schema.get("$defs", {})
        place = getattr(fact, "COMPARTMENT", Compartment.OFFICE)
        sealed = ", sealed" if place.is_sealed else ""
        about = f"{_told(fact)}\n\nCompartment `{place}`{sealed}; version {fact.VERSION}."
        parts.append(f"## {kind}\n\n{about}" + _fields_table(schema))
    parts.append("# Values in facts")
    parts += [f"## {name}\n\n{_value_words(schema)}" for name, schema in sorted(values.items())]
    return "\n\n".join(parts) + "\n"


def _value_words(schema: Mapping[str, Any]) -> str:
    about = " ".join(str(schema.get("description", "")).split())
    if "enum" in schema:
        return f"{about}\n\nOne of {', '.join(f'`{each}`' for each in schema['enum'])}."
    return about + _fields_table(schema)


def _fields_table(schema: Mapping[str, Any]) -> str:
    fields: Mapping[str, Any] = schema.get("properties", {})
    if not fields:
        return "\n\nNo fields."
    required = set(schema.get("required", ()))
    rows = [
        f"| `{name}` | {_type_words(told)} | {'must be given' if name in required else _default_words(told)} |"
        for name, told in fields.items()
    ]
    return "\n\n" + "\n".join(["| field | holds | if left out |", "|---|---|---|", *rows])


def _type_words(told: Mapping[str, Any]) -> str:
    """What a field holds, in words, from its JSON schema."""
    if "$ref" in told:
        name = told["$ref"].rpartition("/")[2]
        return f"[{name}](#{name.lower()})"
    if "anyOf" in told:
        return " or ".join(_type_words(each) for each in told["anyOf"])
    match told.get("type"):
        case "array":
            items = [told["items"]] if "items" in told else told["prefixItems"]
            return f"list of {', '.join(_type_words(each) for each in items)}"
        case "object":
            return f"names with {_type_words(told['additionalProperties'])}"
        case "string":
            return _text_words(told)
        case "integer":
            return "whole number"
        case "boolean":
            return "true or false"
        case "null":
            return "nothing"
    raise ValueError(f"no words for {told}")


def _text_words(told: Mapping[str, Any]) -> str:
    if "pattern" in told:
        return f"text like `{told['pattern']}`".replace("|", "\\|")
    least, most = told.get("minLength"), told.get("maxLength")
    if most is None:
        return "text"
    return f"text, {least} to {most} characters" if least else f"text, up to {most} characters"


def _default_words(told: Mapping[str, Any]) -> str:
    default = told.get("default")
    if default is None or default in ("", []):
        return "empty"
    return f"`{str(default).lower() if isinstance(default, bool) else default}`"


# --- settings -------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Variable:
    """An environment variable: what it is read by, what happens without it, what it means."""

    name: str
    without: str
    meaning: str


_PLACE = "the folder of the instance"
VARIABLES = (
    Variable("SAFECONDUCT_HOME", "`~/.safeconduct/instance`; `./run` alone takes `~/.safeconduct/demo`",
             "The folder of the instance: its keys, its newest head, its shred list; with SQLite its databases."),
    Variable("SAFECONDUCT_OPERATOR", "the command asks", "Login under which the command line acts."),
    Variable("SAFECONDUCT_PASSPHRASE_FILE", "the command asks", "File with that operator's passphrase, on one line."),
    Variable("SAFECONDUCT_SPARK_MASTER", "all cores of this machine",
             "Cluster on which `trace link --engine spark` runs."),
    Variable("SAFECONDUCT_SERVICE_PASSPHRASE_FILE", "the service key is not closed with a passphrase",
             "File with the passphrase that opens the service key."),
    Variable("SAFECONDUCT_DATABASE_URL", f"`ledger.sqlite3` in {_PLACE}",
             "Address of the ledger's database, `postgresql://USER:PASSWORD@HOST:PORT/NAME`; "
             "what follows a `?` goes to libpq."),
    Variable("SAFECONDUCT_KEYS_DATABASE_URL", f"`keys.sqlite3` in {_PLACE}",
             "Address of the key store's database, in the same form. It must be another database."),
    Variable("SAFECONDUCT_HOSTS", "`localhost,127.0.0.1,[::1]`",
             "Host names the pages answer to, with commas between."),
    Variable("SAFECONDUCT_HTTPS", "plain HTTP, for one machine",
             "`1`: a proxy in front speaks TLS. Cookies are secure, plain requests are redirected, HSTS is sent, "
             "and `X-Forwarded-Proto` is believed."),
    Variable("SAFECONDUCT_SPACY_MODEL", "`en_core_web_md`, where spaCy and that model are installed",
             "Name or folder of an English model of spaCy that reads beside the rules who says what. Empty, or not "
             "installed: the rules read alone."),
    Variable("SAFECONDUCT_SECOND_READER_URL", "there is no second reader, and nothing is sent",
             "Address of a service with the chat completions of the OpenAI API, such as `http://127.0.0.1:8080/v1`. "
             "A publication is sent there when an analyst asks for it, one at a time."),
    Variable("SAFECONDUCT_SECOND_READER_MODEL", "no model is named", "Model that the second reader is asked for."),
    Variable("SAFECONDUCT_SECOND_READER_KEY_FILE", "no key is sent",
             "File with the key of that service, on one line."),
)  # fmt: skip
FAMILIES_VARIABLES = (
    Variable("SAFECONDUCT_FAMILIES_HOME", "`~/.safeconduct/families`",
             "The folder of the families' server: the bureau's key and what was written, sealed."),
    Variable("SAFECONDUCT_FAMILIES_HOSTS", "`localhost,127.0.0.1,[::1]`",
             "Host names the form answers to, with commas between."),
    Variable("SAFECONDUCT_FAMILIES_HTTPS", "plain HTTP, for one machine",
             "`1`: a proxy in front speaks TLS; the last address in `X-Forwarded-For` is the family's."),
)  # fmt: skip
TEST_VARIABLES = (
    Variable("SAFECONDUCT_LONG", "short counts", "`1`: tests take their full counts; `./test --long` sets it."),
    Variable("SAFECONDUCT_TEST_DATABASE", "`sqlite`", "`sqlite` or `postgresql`."),
    Variable("SAFECONDUCT_TEST_PG", "tests on PostgreSQL do not start", "Address of the server that tests use."),
)  # fmt: skip


def every_variable() -> tuple[Variable, ...]:
    """All of them, whatever reads them."""
    return (*VARIABLES, *FAMILIES_VARIABLES, *TEST_VARIABLES)


def settings_page() -> str:
    """Every variable, every setting of the project's own, and the limits that are fixed in the code."""
    variables = _table(("variable", "without it", "meaning"), [_row(each) for each in VARIABLES])
    families = _table(("variable", "without it", "meaning"), [_row(each) for each in FAMILIES_VARIABLES])
    tests = _table(("variable", "without it", "meaning"), [_row(each) for each in TEST_VARIABLES])
    fixed = _table(("setting", "value", "meaning"), [(f"`{n}`", f"`{v}`", m) for n, v, m in fixed_settings()])
    limits = _table(("limit", "value"), [(what, f"{value:,}") for what, value in house_limits()])
    return (
        f"# Settings\n\n{HOW}\n\nWhat differs between instances comes from the environment. "
        "A passphrase stands in a file that a variable names. Leave the password out of a PostgreSQL address "
        "and give libpq a password\nfile (`PGPASSFILE`): "
        "other processes of the same user can read an environment.\n\n"
        f"## Environment of an instance\n\n{variables}\n\n## Environment of the families' server\n\n{families}\n\n"
        f"## Environment of the tests\n\n{tests}\n\n"
        "## Fixed in settings.py\n\nNo variable changes these. Another value is a change of the program.\n\n"
        f"{fixed}\n\n## Limits\n\nHouse rules of this project, not of the treaty.\n\n{limits}\n"
    )


def fixed_settings() -> list[tuple[str, object, str]]:
    """The project's own settings that no variable sets: name, value, meaning."""
    meanings = {
        "SAFECONDUCT_ARGON2": "Argon2id for passphrases: passes and bytes of memory (RFC 9106, second choice).",
        "SAFECONDUCT_IDLE_LOCK_MINUTES": "Minutes without a request after which sealed parts lock again.",
        "SAFECONDUCT_UPLOAD_BYTES_MAX": "Largest list that the API takes, in bytes. "
        "The import page checks none: set the limit in the proxy.",
        "SESSION_COOKIE_AGE": "Seconds after which a session ends, whatever is done in it.",
        "DATA_UPLOAD_MAX_MEMORY_SIZE": "Largest request body without its files, in bytes.",
    }
    return [(name, getattr(settings, name), meaning) for name, meaning in meanings.items()]


def house_limits() -> list[tuple[str, int]]:
    """Limits an operator may meet, with their values in the code."""
    return [
        ("failed sign-ins before a pause", accounts.ATTEMPTS_MAX),
        ("minutes of that pause", accounts.ATTEMPTS_MINUTES),
        ("characters of a passphrase, at least", accounts.PASSPHRASE_CHARACTERS_MIN),
        ("people one operator sees within a day before an alarm", readings.ALARM_SUBJECTS),
        ("people in a list before it counts towards that alarm", readings.LIST_PERSONS_USUAL),
        ("bytes of a photograph or scan", files.FILE_BYTES_MAX),
        ("pixels of a photograph or scan", files.PIXELS_MAX),
        ("columns of a list", delimited.CELLS_MAX),
        ("rows of a sheet", workbooks.ROWS_MAX),
        ("parts of a workbook", workbooks.PARTS_MAX),
        ("unpacked bytes of a workbook", workbooks.UNPACKED_BYTES_MAX),
        ("people who share a mark before it proves nothing", likeness.MOST_ALIKE),
        ("saved filters of one operator", jobs.FILTERS_MAX),
    ]


def named_variables() -> set[str]:
    """Every variable or setting of the project's own that a program file names."""
    tracked = [*ROOT.glob("safeconduct/**/*.py"), *ROOT.glob("bench/**/*.py"), *ROOT.glob("tests/*.py")]
    tracked += [ROOT / "run", ROOT / "test", *(ROOT / ".ci").iterdir()]
    texts = (path.read_text(encoding="utf-8") for path in tracked if path.is_file())
    found = {name for text in texts for name in re.findall(r"SAFECONDUCT_[A-Z0-9_]*[A-Z0-9]\b", text)}
    return {name for name in found if name != "SAFECONDUCT_TEST"}


def _row(variable: Variable) -> tuple[str, ...]:
    return f"`{variable.name}`", variable.without, variable.meaning


# --- articles -------------------------------------------------------------------------------------

_LAW = r"(?:(GC I{1,3}|GC IV)\s+)?\barts?\.?\s+"
_CITED = re.compile(rf"{_LAW}(?=\d)")
_ARTICLE = re.compile(r"(\d{1,3})((?:\(\d\))*)(?:[-–](\(\d\)|\d{1,3}))?(?:\s+\([^)\d][^)]*\))?")
_NEXT = re.compile(r",\s*(?=\d|\(\d)|\s+(?:and|or)\s+(?=\d)")
_PARAGRAPH = re.compile(r"(\(\d\))(?:[-–](\(\d\)))?")


@dataclass(frozen=True, order=True)
class Citation:
    """One place in the code that names an article: treaty, article with paragraph, file, name in it."""

    treaty: str
    number: int
    article: str
    path: str
    place: str


def articles_page() -> str:
    """Which article stands where in the code: in docstrings, refusals and contradictions."""
    found = sorted(set(citations()))
    head = (
        f"# Articles in the code\n\n{HOW}\n\nWhat the code cites, not what the Convention says, and not legal "
        "advice. No lawyer has\nconfirmed these citations. Paragraph numbers in brackets are counted; compare them "
        "with the authentic text before\nquoting one. An article that is not listed is not built."
    )
    parts = [head]
    for treaty in ("GC III", "GC I"):
        mine = [each for each in found if each.treaty == treaty]
        articles = list(dict.fromkeys((each.number, each.article) for each in mine))
        rows = [(f"art. {a}", _where([c for c in mine if c.article == a])) for _, a in articles]
        parts.append(f"## {treaty}\n\n" + _table(("article", "where"), rows))
    return "\n\n".join(parts) + "\n"


def citations() -> Iterator[Citation]:
    """Every article named in a docstring or another text of the program."""
    for path in sorted(ROOT.glob("safeconduct/**/*.py")):
        if "migrations" in path.parts:
            continue
        tree = ast.parse(path.read_text(encoding="utf-8"))
        for text, place in _texts(tree, ""):
            for treaty, number, article in cited(text):
                yield Citation(treaty, number, article, path.relative_to(ROOT).as_posix(), place)


def cited(text: str) -> Iterator[tuple[str, int, str]]:
    """(treaty, number, article as written) for each article that the text names; GC III where it names no treaty."""
    for found in _CITED.finditer(text):
        position: int | None = found.end()
        number = ""
        while position is not None:
            article = _ARTICLE.match(text, position)
            paragraph = _PARAGRAPH.match(text, position)
            if article:
                number = article[1]
                yield found[1] or "GC III", int(number), _article_words(article)
            elif paragraph and number:
                yield found[1] or "GC III", int(number), number + paragraph[0]
            matched = article or paragraph
            after = _NEXT.match(text, matched.end()) if matched else None
            position = after.end() if after else None


def _article_words(article: re.Match[str]) -> str:
    number, paragraphs, last = article[1], article[2], article[3]
    return f"{number}{paragraphs}" + (f"-{last}" if last else "")


def _texts(node: ast.AST, place: str) -> Iterator[tuple[str, str]]:
    """(text, qualified name around it) of every string constant below the node."""
    for child in ast.iter_child_nodes(node):
        if isinstance(child, ast.Constant) and isinstance(child.value, str):
            yield child.value, place
        elif isinstance(child, ast.ClassDef | ast.FunctionDef):
            yield from _texts(child, f"{place}.{child.name}".lstrip("."))
        else:
            yield from _texts(child, place)


def _where(found: list[Citation]) -> str:
    links: dict[str, list[str]] = {}
    for each in found:
        links.setdefault(each.path, []).append(f"`{each.place}`" if each.place else "the module")
    return "; ".join(
        f"[{path.removeprefix('safeconduct/')}](../../{path}): {', '.join(places)}"
        for path, places in links.items()
    )


# --- words ----------------------------------------------------------------------------------------


def _told(kind: type[Fact] | type[Any]) -> str:
    """The docstring in one paragraph."""
    return " ".join(inspect.cleandoc(kind.__doc__ or "").split())


def _table(head: tuple[str, ...], rows: Sequence[tuple[str, ...]]) -> str:
    lines = [head, tuple("---" for _ in head), *rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


if __name__ == "__main__":
    main()
