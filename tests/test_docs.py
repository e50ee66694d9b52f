"""The documentation cannot lie about what a program can check: commands, facts, settings, links, modules.

Owns the checks of every tracked page. What the generated pages hold is `tools/write_reference.py`; whether a
sentence is true is left to people.
"""

import importlib
import re
import subprocess
import unicodedata
from functools import cache
from pathlib import Path

import pytest
from django.conf import settings

from safeconduct.shell import rooms
from safeconduct.store import kinds
from tools import write_reference
from tools.write_reference import Citation

ROOT = Path(__file__).resolve().parent.parent
PACKAGE = ROOT / "safeconduct"
REFERENCE = ROOT / "docs" / "reference"
ARCHITECTURE_LINES_MAX = 200
DECISION_HEADINGS = ("Context", "Choice", "Rejected", "Consequences")
WRITE_AGAIN = "write the page again: .venv/bin/python -m tools.write_reference"

_LINK = re.compile(r"\]\(([^)\s]+)\)")
_FENCED = re.compile(r"^```.*?^```", re.M | re.S)
_CODE = re.compile(r"`([^`\n]+)`")
_MODULE = re.compile(
    r"(?:[a-z][a-z0-9_]*/)*[a-z][a-z0-9_]*\.(?:py|toml|tsv|html|css|js)|(?:[a-z][a-z0-9_]*/)+"
)
_DOTTED = re.compile(
    r"(?:access|accounts|law|ledger|names|registry|shell|sources|store|tracing|wishes)(?:\.\w+)+"
)
# The house style: a step that is simple needs no assurance of it, and an instruction is no favour.
_UNWANTED = re.compile(r"\b(?:simply|(?<!to )please|obviously|just)\b", re.I)


@cache
def tracked() -> frozenset[str]:
    """Every tracked path: what a clean clone holds, and so what a link may lead to."""
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, check=True)  # noqa: S607 - git where PATH has it
    return frozenset(listed.stdout.decode().split("\0"))


def documents() -> list[str]:
    return sorted(name for name in tracked() if name.endswith(".md") and "/vendor/" not in name)


def text_of(name: str) -> str:
    return (ROOT / name).read_text(encoding="utf-8")


def prose_of(name: str) -> str:
    """The page without its blocks of code."""
    return _FENCED.sub("", text_of(name))


# --- the generated reference ----------------------------------------------------------------------


@cache
def generated() -> dict[str, str]:
    return write_reference.pages()


@pytest.mark.parametrize(
    "name",
    ["commands.md", "facts.md", "settings.md", "articles.md", "papers.md", "what-may-be-told.md"],
)
def test_a_generated_page_is_what_the_code_says(name: str) -> None:
    written = (REFERENCE / name).read_text(encoding="utf-8")
    assert written == generated()[name], f"{name} is not current; {WRITE_AGAIN}"


def test_every_command_is_in_the_reference() -> None:
    page = text_of("docs/reference/commands.md")
    lines = page.splitlines()
    missing = [path for path, _ in write_reference.command_helps() if f"## {path}" not in lines]
    missing += [title for title in rooms.COMMANDS if f"| `{title}` |" not in page]
    assert missing == []


def test_every_command_and_every_option_says_what_it_is_for() -> None:
    silent = [path for path, text in write_reference.command_helps() if not _explained(text)]
    assert silent == []


def _explained(help_text: str) -> bool:
    usage, _, rest = help_text.partition("\n\n")
    return usage.startswith("Usage:") and not rest.startswith("Options:")


def test_every_kind_of_fact_is_in_the_reference() -> None:
    lines = text_of("docs/reference/facts.md").splitlines()
    assert [kind for kind in kinds.all_kinds() if f"## {kind}" not in lines] == []


def test_every_kind_of_fact_has_words_of_its_own() -> None:
    inherited = [kind for kind, fact in kinds.all_kinds().items() if not fact.__dict__.get("__doc__")]
    assert inherited == []


def test_every_setting_is_in_the_reference() -> None:
    page = text_of("docs/reference/settings.md")
    own = {name for name in dir(settings) if name.startswith("SAFECONDUCT_")}
    named = write_reference.named_variables() | own
    assert len(named) >= 12
    # Settings that only hold what a variable said are documented under the variable.
    derived = {"SAFECONDUCT_SERVICE_PASSPHRASE", "SAFECONDUCT_SECOND_READER_KEY"}
    assert sorted(name for name in named - derived if f"| `{name}` |" not in page) == []


def test_no_setting_is_documented_that_the_program_does_not_read() -> None:
    listed = {each.name for each in write_reference.every_variable()}
    assert sorted(listed - write_reference.named_variables()) == []


@cache
def citations() -> frozenset[Citation]:
    return frozenset(write_reference.citations())


def test_every_citation_leads_to_an_article_of_the_treaty() -> None:
    found = citations()
    assert len(found) > 50
    # GC III has 143 articles, GC I 64.
    last = {"GC I": 64, "GC II": 63, "GC III": 143, "GC IV": 159}
    assert [each for each in found if not 1 <= each.number <= last[each.treaty]] == []


@pytest.mark.parametrize(
    ("text", "articles"),
    [
        ("Source: GC III art. 122(4)", [("GC III", 122, "122(4)")]),
        ("(art. 70)", [("GC III", 70, "70")]),
        ("GC III art. 18(4), (5)", [("GC III", 18, "18(4)"), ("GC III", 18, "18(5)")]),
        ("arts 46-48, 122(5)", [("GC III", 46, "46-48"), ("GC III", 122, "122(5)")]),
        ("art. 120(4)-(6)", [("GC III", 120, "120(4)-(6)")]),
        ("GC III arts 2, 4 (parties), 8-10", [("GC III", 2, "2"), ("GC III", 4, "4"), ("GC III", 8, "8-10")]),
        ("GC III art. 12; GC I arts 16, 17", [("GC III", 12, "12"), ("GC I", 16, "16"), ("GC I", 17, "17")]),
        ("GC III art. 7 (no act of waiver).", [("GC III", 7, "7")]),
        ("parts 3 and 4, a chart 5", []),
    ],
)  # fmt: skip
def test_citations_are_read_as_written(text: str, articles: list[tuple[str, int, str]]) -> None:
    assert list(write_reference.cited(text)) == articles


def test_a_citation_names_its_place() -> None:
    captured = Citation("GC III", 5, "5", "safeconduct/registry/facts.py", "Captured")
    assert captured in citations()


# --- links ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", documents())
def test_no_link_is_dead(name: str) -> None:
    targets = [target for target in _LINK.findall(prose_of(name)) if not target.startswith("https://")]
    assert [target for target in targets if not leads_somewhere(name, target)] == []


def leads_somewhere(name: str, target: str) -> bool:
    """Whether the link leads to a tracked file or folder and, in a page, to a heading of it."""
    path, _, anchor = target.partition("#")
    here = (ROOT / name).parent
    found = (here / path).resolve() if path else ROOT / name
    if not found.is_relative_to(ROOT):
        return False
    relative = found.relative_to(ROOT).as_posix()
    if found.is_dir():
        return not anchor and any(each.startswith(f"{relative}/") for each in tracked())
    return relative in tracked() and (not anchor or anchor in anchors(relative))


def anchors(name: str) -> set[str]:
    """The anchors of a page's headings, as forges make them."""
    headings = re.findall(r"^#{1,6} (.+)$", prose_of(name), re.M)
    return {re.sub(r"[^\w\- ]", "", plain(heading)).replace(" ", "-") for heading in headings}


def plain(heading: str) -> str:
    return unicodedata.normalize("NFC", heading.replace("`", "")).strip().lower()


@pytest.mark.parametrize(
    "target", ["nowhere.md", "README.md#no-such-heading", "../outside.md", "docs/no-such-folder/"]
)
def test_a_dead_link_is_noticed(target: str) -> None:
    assert not leads_somewhere("README.md", target)


# --- the pages ------------------------------------------------------------------------------------


def test_the_architecture_stays_short() -> None:
    assert len(text_of("ARCHITECTURE.md").splitlines()) <= ARCHITECTURE_LINES_MAX


def test_the_architecture_names_only_what_exists() -> None:
    text = text_of("ARCHITECTURE.md")
    words = {word for block in _FENCED.findall(text) for word in block.split()}
    words |= {code for code in _CODE.findall(_FENCED.sub("", text))}
    named = {word for word in words if _MODULE.fullmatch(word) or _DOTTED.fullmatch(word)}
    assert len(named) > 40
    assert sorted(word for word in named if not exists(word)) == []


def exists(word: str) -> bool:
    """Whether a path stands in the project or the package, or a dotted name can be reached."""
    if not _DOTTED.fullmatch(word):
        # A bare name, such as `rules.py`, is what every room calls that file.
        bare = next(PACKAGE.rglob(word), None) if "/" not in word.rstrip("/") else None
        return (ROOT / word).exists() or (PACKAGE / word).exists() or bare is not None
    module, names = PACKAGE, word.split(".")
    while names and (module / names[0]).is_dir():
        module /= names.pop(0)
    if names and (module / f"{names[0]}.py").is_file():
        module /= names.pop(0)
    dotted = ".".join(module.relative_to(ROOT).parts)
    return reaches(importlib.import_module(dotted), names)


def reaches(found: object, names: list[str]) -> bool:
    for name in names:
        if not hasattr(found, name):
            return False
        found = getattr(found, name)
    return True


@pytest.mark.parametrize(
    "word", ["store/nothing.py", "nowhere/", "nothing.py", "store.record.nothing", "store.nothing"]
)
def test_a_module_that_is_gone_is_noticed(word: str) -> None:
    assert not exists(word)


def decisions() -> list[str]:
    return [name for name in documents() if re.match(r"docs/decisions/\d", name)]


@pytest.mark.parametrize("name", decisions())
def test_a_decision_says_its_four_things(name: str) -> None:
    number = Path(name).name[:4]
    text = text_of(name)
    assert text.startswith(f"# {number}. ")
    sections = re.split(r"^## ", text, flags=re.M)[1:]
    written = {head.splitlines()[0]: "\n".join(head.splitlines()[1:]).strip() for head in sections}
    assert tuple(written) == DECISION_HEADINGS
    assert all(written.values()), "a heading has nothing under it"


def test_no_two_decisions_have_one_number() -> None:
    numbers = [Path(name).name[:4] for name in decisions()]
    assert len(numbers) > 20
    assert sorted(set(numbers)) == numbers


@pytest.mark.parametrize("name", documents())
def test_a_page_speaks_plainly(name: str) -> None:
    assert _UNWANTED.findall(prose_of(name)) == []
