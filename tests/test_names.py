"""No name of a module is given twice: in a table that all rooms share, the later one would win without a word."""

import ast
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

PACKAGE = Path(__file__).parents[1] / "safeconduct"
SHARED = ("urls.py", "shell/rooms.py", "access/words.py", "access/grants.py")


def named(body: list[ast.stmt]) -> Iterator[str]:
    """Every name that the statements give, as often as they give it."""
    for node in body:
        match node:
            case ast.Import(names=names) | ast.ImportFrom(names=names):
                yield from ((each.asname or each.name).partition(".")[0] for each in names)
            case ast.Assign(targets=targets):
                yield from (
                    each.id for target in targets for each in ast.walk(target) if isinstance(each, ast.Name)
                )
            case ast.AnnAssign(target=ast.Name(id=name)):
                yield name
            case ast.FunctionDef(name=name) | ast.ClassDef(name=name):
                yield name
                if isinstance(node, ast.ClassDef):
                    yield from (f"{name}.{each}" for each in named(node.body))


def doubled(source: str) -> list[str]:
    return sorted(name for name, count in Counter(named(ast.parse(source).body)).items() if count > 1)


@pytest.mark.parametrize("module", SHARED)
def test_a_shared_table_gives_each_name_once(module: str) -> None:
    assert doubled((PACKAGE / module).read_text(encoding="utf-8")) == []


@pytest.mark.parametrize(
    ("source", "name"),
    [
        ("READ = 1\nWRITE = 2\nREAD = 3\n", "READ"),
        ("from a import pages as between\nfrom b import cases as between\n", "between"),
        ("import os.path\nos = 1\n", "os"),
        ("A: int = 1\n(A, B) = 2, 3\n", "A"),
        ("def view(): ...\nview = 1\n", "view"),
        ("class Capability:\n    READ = 'a'\n    READ = 'b'\n", "Capability.READ"),
    ],
)
def test_a_doubled_name_is_found(source: str, name: str) -> None:
    assert doubled(source) == [name]
