"""Who may import whom, and what may stand where: the shape of the program, with the reason in each message.

Reads the sources as text and imports none of them. `LAYERS`, `CORE_LIBRARIES`, `ROOM_IMPORTS` and `PLACES` are
the rules as tables; a module that no table names fails. At the end, each kind of breach is tried on a made-up
source, so that a rule that no longer bites is found too.
"""

import ast
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from enum import IntEnum
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
PACKAGE = "safeconduct"

# --- the rules -------------------------------------------------------------------------------------------

# The pure core, and which libraries beside the standard one and pydantic each part may use.
CORE_LIBRARIES: dict[str, frozenset[str]] = {
    "access": frozenset(),
    "law": frozenset(),
    "ledger": frozenset({"nacl", "rfc8785"}),
    "names": frozenset({"numpy", "rapidfuzz"}),
    "sources": frozenset(),
    "tables": frozenset({"openpyxl", "defusedxml"}),
    "papers": frozenset({"typst", "segno"}),
    "conflicts": frozenset(),
}
# Which parts of the core each part may use; those lowest in the table depend on nothing.
CORE_IMPORTS: dict[str, frozenset[str]] = {
    "access": frozenset({"sources"}),
    "law": frozenset({"sources"}),
    "ledger": frozenset(),
    "names": frozenset(),
    "sources": frozenset(),
    "tables": frozenset(),
    "papers": frozenset({"sources"}),
    "conflicts": frozenset(),
}
# Parts of the standard library that reach out of the process, tell the time or draw at random.
IMPURE = frozenset(
    {
        "socket", "ssl", "http", "urllib.request", "smtplib", "ftplib", "asyncio", "sqlite3", "subprocess",
        "multiprocessing", "threading", "random", "secrets", "time",
    }
)  # fmt: skip

# Between rooms: who may enter whom, by its `actions`, `queries` or `facts`.
ROOM_IMPORTS: dict[str, frozenset[str]] = {
    "registry": frozenset(),
    "wishes": frozenset({"registry"}),
    "figures": frozenset(),
    "tracing": frozenset({"registry"}),
    "arrangements": frozenset({"registry", "wishes", "figures"}),
    "duties": frozenset({"registry", "tracing"}),
    "disclosure": frozenset({"registry", "wishes", "arrangements", "tracing", "duties"}),
    "accounts": frozenset(),
}
DOORS_OF_A_ROOM = frozenset({"actions", "queries", "facts"})


class Layer(IntEnum):
    """The ladder inside a room: each module may use those on its own step and below."""

    FACTS = 0
    RULES = 1
    MODELS = 2
    PROJECTION = 3
    QUERIES = 4
    ACTIONS = 5
    EDGE = 6


PURE = frozenset({Layer.FACTS, Layer.RULES})
LADDER = {
    "facts": Layer.FACTS, "rules": Layer.RULES, "models": Layer.MODELS, "projection": Layer.PROJECTION,
    "queries": Layer.QUERIES, "actions": Layer.ACTIONS, "api": Layer.EDGE, "web": Layer.EDGE,
    "commands": Layer.EDGE, "apps": Layer.EDGE,
}  # fmt: skip
# Modules beside the named files of a room, each on the step on which it may stand.
FURTHER: dict[str, dict[str, Layer]] = {
    "accounts": {"sessions": Layer.EDGE},
    "registry": {
        # What is asked for and answered: plain values.
        "requests": Layer.FACTS, "answers": Layer.FACTS, "pairs": Layer.FACTS,
        # Facts folded, and what follows from a command.
        "state": Layer.RULES, "seen": Layer.RULES, "custody": Layer.RULES, "custody_rules": Layer.RULES,
        "registering": Layer.RULES, "shown": Layer.RULES, "stated": Layer.RULES, "alike": Layer.RULES,
        "health_size": Layer.RULES, "on_paper": Layer.RULES, "told": Layer.RULES,
        # Reading lists: bytes into rows, rows into requests.
        "columns": Layer.FACTS, "cells": Layer.FACTS, "cell_values": Layer.FACTS,
        "health_words": Layer.FACTS,
        "list_rows": Layer.FACTS, "lists": Layer.FACTS, "number_set": Layer.FACTS,
        "row_requests": Layer.RULES, "files": Layer.RULES,
        # Rows: written by the projection, read by the queries.
        "tags": Layer.MODELS, "sealed": Layer.MODELS, "likeness": Layer.PROJECTION,
        # Operational rows of imports and saved filters: one module writes and reads them.
        "jobs": Layer.PROJECTION,
        "listing": Layer.QUERIES, "search": Layer.QUERIES, "desk": Layer.QUERIES, "traced": Layer.QUERIES,
        # Writes the sample lists that are shipped; no part of the running program.
        "samples": Layer.EDGE,
        # Acts upon whole lists.
        "imports": Layer.ACTIONS,
    },
    # The index keeps files, as a projection keeps rows; it knows neither settings nor database.
    "tracing": {
        "segment": Layer.FACTS, "segment_writer": Layer.FACTS, "weights": Layer.FACTS, "candidates": Layer.FACTS,
        "index": Layer.PROJECTION,
        # What is asked for, answered and written to families: plain values.
        "requests": Layer.FACTS, "answers": Layer.FACTS, "letters": Layer.FACTS,
        "state": Layer.RULES, "assess": Layer.RULES,
        "tags": Layer.MODELS, "sealed": Layer.MODELS,
        # Operational rows of candidates found so far: one module writes and reads them.
        "waiting": Layer.PROJECTION, "register_index": Layer.PROJECTION,
        "finding": Layer.QUERIES, "search_commands": Layer.EDGE,
        # Linking whole lists: the tables of a linkage live as long as its command.
        "link_levels": Layer.FACTS, "link_training": Layer.RULES, "link_engine": Layer.FACTS,
        "workers": Layer.PROJECTION,
        "link_names": Layer.PROJECTION, "link_duckdb": Layer.PROJECTION, "link_spark": Layer.PROJECTION,
        "link_pairs": Layer.PROJECTION, "link": Layer.PROJECTION, "link_lists": Layer.PROJECTION,
        "link_commands": Layer.EDGE,
        # Enquiries carried in files: what families write, sealed; what other desks ask. And the families' own server.
        "mailbox": Layer.PROJECTION, "pfif": Layer.PROJECTION, "carried": Layer.ACTIONS,
        "carried_commands": Layer.EDGE,
        "families": Layer.EDGE,
    },
    "wishes": {"requests": Layer.FACTS, "safeguards": Layer.RULES, "state": Layer.RULES, "answers": Layer.RULES,
        "checks": Layer.RULES, "planning": Layer.RULES, "plans": Layer.RULES, "roster": Layer.RULES,
        "sheets": Layer.FACTS, "papers": Layer.FACTS, "opening": Layer.ACTIONS,
    },
    "disclosure": {
        # The format of bundles: bytes in, values out.
        "cards": Layer.FACTS, "envelope": Layer.FACTS, "format": Layer.FACTS, "items": Layer.FACTS,
        "manifests": Layer.FACTS, "refusals": Layer.FACTS, "told": Layer.FACTS,
        # What an instance says of itself, and how bundles carry sealed entries.
        "introductions": Layer.FACTS, "streams": Layer.FACTS, "requests": Layer.FACTS,
        "peers": Layer.RULES, "admission": Layer.RULES, "gate": Layer.RULES, "conversations": Layer.RULES,
        "file_commands": Layer.EDGE, "bundle_commands": Layer.EDGE, "opening": Layer.QUERIES,
        "enrolment": Layer.ACTIONS, "sending": Layer.ACTIONS, "taking": Layer.ACTIONS, "syncing": Layer.ACTIONS,
        "delivery": Layer.ACTIONS, "telling": Layer.ACTIONS,
        # Notices of prisoners (art. 122), and what passes between offices besides cases.
        "notices": Layer.RULES, "messages": Layer.FACTS, "notified": Layer.QUERIES,
        "notifying": Layer.ACTIONS, "withholding": Layer.ACTIONS, "receiving": Layer.ACTIONS,
    },
    "arrangements": {
        "requests": Layer.FACTS, "streams": Layer.FACTS, "routes": Layer.FACTS, "publication": Layer.FACTS,
        "partners": Layer.RULES, "cases": Layer.RULES, "obstacles": Layer.RULES, "answers": Layer.RULES,
    },
    "figures": {
        # What a publication says, as values; and the reading of documents, a package of pure modules.
        "claims": Layer.FACTS, "reading": Layer.RULES,
        "requests": Layer.FACTS,
        # What was confirmed, reconciled: origins, series, findings, drift, briefs.
        "stated": Layer.RULES, "series": Layer.RULES, "findings": Layer.RULES, "drift": Layer.RULES,
        "state": Layer.RULES, "answers": Layer.RULES, "briefs": Layer.RULES,
        "chart": Layer.RULES, "export": Layer.RULES, "wholes": Layer.RULES,
        "sealed": Layer.MODELS, "desk": Layer.MODELS, "copies": Layer.QUERIES, "second_reader": Layer.QUERIES,
    },
    # Facts as events of the law, and the shape of a line: values, with the store's texts of times.
    "duties": {
        "requests": Layer.FACTS, "answers": Layer.FACTS, "translation": Layer.MODELS, "lines": Layer.MODELS,
        "board": Layer.QUERIES, "exports": Layer.QUERIES,
        "contents": Layer.RULES, "visits": Layer.RULES,
        "dashboard": Layer.QUERIES, "scrutiny": Layer.QUERIES, "printing": Layer.ACTIONS,
        "paper_commands": Layer.EDGE, "paper_api": Layer.EDGE,
    },
}  # fmt: skip
# Libraries that pure modules of a room may use beside the standard one and pydantic, each for one purpose.
ROOM_LIBRARIES: dict[str, frozenset[str]] = {
    "disclosure.cards": frozenset({"nacl"}),
    "disclosure.envelope": frozenset({"nacl"}),
    "figures.reading.documents": frozenset({"pypdf", "trafilatura"}),
    "registry.files": frozenset({"PIL"}),
    "tracing.candidates": frozenset({"numpy"}),
    "tracing.segment": frozenset({"nacl", "numpy"}),
    "tracing.segment_writer": frozenset({"nacl", "numpy"}),
}
# What a pure module of a room may use of the store: plain values, no database.
STORE_VALUES = frozenset({"store.entries"})

SHELL = frozenset({"shell", "templates", "urls", "settings", "cli", "wsgi", "__main__"})
SHELL_PREFIX = "demo"
DATABASE_LIBRARIES = frozenset({"django", "psycopg", "sqlite3"})

# --- what may stand where --------------------------------------------------------------------------------

CLOCK = "store.clock"
# `time.monotonic` measures how long something took and is no clock.
TIME_CALLS = frozenset(
    {"datetime.now", "datetime.utcnow", "datetime.today", "date.today", "time.time", "time.localtime",
     "timezone.now", "time.time_ns", "time.gmtime"}
)  # fmt: skip
# Where rows may be asked for: steps of the ladder, and whole parts.
QUERY_PARTS = frozenset({"store", "accounts"})
QUERY_LAYERS = frozenset({Layer.PROJECTION, Layer.QUERIES})
# Acts that keep rows of their own, which no fact stands behind: one reason each.
QUERY_EXCEPTIONS: dict[str, str] = {
    "registry.imports": "a list of a million looks its own rows up in its own transactions",
    "registry.actions": "whether a number is taken is asked within the act that takes it",
}
# The outermost edges, where any error becomes words and the program goes on.
BROAD_EXCEPTS = frozenset({"shell.errors", "shell.middleware", "shell.edge", "shell.console", "cli"})


@dataclass(frozen=True)
class Module:
    """A source file by its dotted name without the package: `registry.web.forms`."""

    name: str
    source: str

    @property
    def part(self) -> str:
        return self.name.partition(".")[0]

    @property
    def is_shell(self) -> bool:
        return self.part in SHELL or self.part.startswith(SHELL_PREFIX)

    @property
    def is_core(self) -> bool:
        return self.part in CORE_LIBRARIES

    @property
    def is_room(self) -> bool:
        return self.part in ROOM_IMPORTS

    @property
    def layer(self) -> Layer | None:
        """Its step on the ladder of its room; None where no table names it."""
        if not self.is_room:
            return None
        _, _, rest = self.name.partition(".")
        file = rest.partition(".")[0]
        if file in ("", "migrations"):
            return Layer.EDGE if file == "" else Layer.MODELS
        return FURTHER.get(self.part, {}).get(file, LADDER.get(file))


# Parts that other programs import whole; their package file names what is public (decision 46).
LIBRARIES = {"names"}


# --- reading sources -------------------------------------------------------------------------------------


def modules() -> list[Module]:
    """Every module of the package, migrations left out: Django writes them."""
    found = []
    for path in sorted((ROOT / PACKAGE).rglob("*.py")):
        parts = path.relative_to(ROOT / PACKAGE).with_suffix("").parts
        if "migrations" in parts or parts[-1] == "__init__":
            continue
        found.append(Module(".".join(parts), path.read_text(encoding="utf-8")))
    return found


@cache
def all_names() -> frozenset[str]:
    return frozenset(module.name for module in modules())


def imports(module: Module) -> Iterator[tuple[int, str]]:
    """(line, what): `safeconduct.` taken off our own; names imported from a package are completed."""
    for node in ast.walk(ast.parse(module.source)):
        if isinstance(node, ast.Import):
            for alias in node.names:
                yield node.lineno, alias.name.removeprefix(f"{PACKAGE}.")
        elif isinstance(node, ast.ImportFrom):
            if node.level:
                yield node.lineno, "." * node.level + (node.module or "")
                continue
            for alias in node.names:
                yield node.lineno, _completed(node.module or "", alias.name)


def _completed(source: str, name: str) -> str:
    """`from safeconduct.store import record` is an import of the module `store.record`."""
    if source == PACKAGE:
        return name
    if not source.startswith(f"{PACKAGE}."):
        return source
    ours = source.removeprefix(f"{PACKAGE}.")
    longer = f"{ours}.{name}"
    is_package = ours not in all_names()
    return longer if longer in all_names() or is_package else ours


def is_ours(target: str) -> bool:
    part = target.partition(".")[0]
    known = {name.partition(".")[0] for name in all_names()}
    return part in known | set(CORE_LIBRARIES) | set(ROOM_IMPORTS) | SHELL | {"store"}


# --- breaches --------------------------------------------------------------------------------------------


def breaches(module: Module) -> list[str]:
    """Every breach in the module, each with its reason."""
    found = [f"{module.name}:{line}: {reason}" for line, reason in _import_breaches(module)]
    found += [f"{module.name}:{line}: {reason}" for line, reason in _text_breaches(module)]
    if module.is_room and module.layer is None:
        found.append(f"{module.name}: name this module in FURTHER, on the step where it may stand")
    if not (module.is_room or module.is_core or module.is_shell or module.part == "store"):
        found.append(f"{module.name}: belongs to no core, store, room or shell")
    return found


def _import_breaches(module: Module) -> Iterator[tuple[int, str]]:
    for line, target in imports(module):
        if target.startswith("."):
            yield line, "imports are absolute, so that a reader sees which room is entered"
        elif is_ours(target):
            reason = _own(module, target)
            if reason:
                yield line, f"{target}: {reason}"
        else:
            reason = _foreign(module, target)
            if reason:
                yield line, f"{target}: {reason}"


def _own(module: Module, target: str) -> str:
    part = target.partition(".")[0]
    if part in SHELL or part.startswith(SHELL_PREFIX):
        return "" if module.is_shell else "nobody knows the shell: it knows all rooms"
    if module.is_shell:
        return ""
    if part == "accounts" and module.part != "accounts":
        return "accounts are for the shell alone: an actor arrives as a value"
    if part in CORE_LIBRARIES:
        return _core(module, part)
    if part == "store":
        return _store(module, target)
    return _room(module, target)


def _core(module: Module, part: str) -> str:
    if not module.is_core or part == module.part or part in CORE_IMPORTS[module.part]:
        return ""
    return "parts of the core use only those the table CORE_IMPORTS gives them"


def _store(module: Module, target: str) -> str:
    if module.is_core:
        return "the core is pure: it knows no store"
    if module.is_room and module.layer in PURE and target not in STORE_VALUES:
        return "facts and rules are pure: of the store they may use plain values alone"
    return ""


def _room(module: Module, target: str) -> str:
    part, _, rest = target.partition(".")
    if module.is_core or module.part == "store":
        return "rooms stand above the core and the store, which know none of them"
    if part != module.part:
        if part not in ROOM_IMPORTS.get(module.part, frozenset()):
            return "this room may not enter that one: ROOM_IMPORTS gives the directions"
        return (
            ""
            if rest.partition(".")[0] in DOORS_OF_A_ROOM
            else "a room is entered by actions, queries, facts"
        )
    mine, theirs = module.layer, Module(target, "").layer
    if mine is not None and theirs is not None and theirs > mine:
        return "down the ladder: facts, rules, models, projection, queries, actions, then the edge"
    return ""


def _foreign(module: Module, target: str) -> str:
    top = target.partition(".")[0]
    is_pure = module.is_core or (module.is_room and module.layer in PURE)
    if not is_pure:
        return ""
    if target in IMPURE or top in IMPURE:
        return "pure modules reach out of nothing: clock, chance and network come in as arguments"
    if top in sys.stdlib_module_names or top in ("pydantic", "pydantic_core"):
        return ""
    allowed = CORE_LIBRARIES.get(module.part, frozenset()) | ROOM_LIBRARIES.get(module.name, frozenset())
    return (
        "" if top in allowed else "pure modules use the standard library, pydantic and their named libraries"
    )


# --- what stands in a module -----------------------------------------------------------------------------


def _text_breaches(module: Module) -> Iterator[tuple[int, str]]:
    for node in ast.walk(ast.parse(module.source)):
        for reason in (
            _broad(module, node),
            _signal(node),
            _saved(node),
            _rows(module, node),
            _time(module, node),
            _chance(node),
        ):
            if reason:
                yield getattr(node, "lineno", 0), reason


def _broad(module: Module, node: ast.AST) -> str:
    if not isinstance(node, ast.ExceptHandler) or module.name in BROAD_EXCEPTS:
        return ""
    caught = "everything" if node.type is None else ast.unparse(node.type)
    # BaseException with a bare `raise` puts things away and passes the error on.
    passes_on = any(isinstance(child, ast.Raise) and child.exc is None for child in node.body)
    if caught in ("everything", "Exception", "BaseException") and not passes_on:
        return f"catches {caught}: only the outermost edge may, or errors of the program are swallowed"
    return ""


def _signal(node: ast.AST) -> str:
    reason = "signals hide who changed what by whose act"
    if isinstance(node, ast.ImportFrom):
        module = node.module or ""
        if module.endswith(".signals") or any(alias.name == "receiver" for alias in node.names):
            return reason
        return reason if module == "django.dispatch" else ""
    return ""


def _saved(node: ast.AST) -> str:
    """A model is a class with a `Meta` or from `models.Model`; sessions have a `save` of their own."""
    if not isinstance(node, ast.ClassDef):
        return ""
    is_model = any(ast.unparse(base).endswith("Model") for base in node.bases)
    overrides = {child.name for child in node.body if isinstance(child, ast.FunctionDef)}
    if is_model and overrides & {"save", "delete"}:
        return "no save() or delete() of a model's own: rows are written by the projection, in sight"
    return ""


def _rows(module: Module, node: ast.AST) -> str:
    if not isinstance(node, ast.Attribute) or node.attr not in ("objects", "_default_manager"):
        return ""
    if module.part in QUERY_PARTS or module.layer in QUERY_LAYERS or module.name in QUERY_EXCEPTIONS:
        return ""
    return "rows are asked for in queries and written in the projection, where the viewer is decided on"


def _time(module: Module, node: ast.AST) -> str:
    if module.name == CLOCK:
        return ""
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
        owner = node.func.value
        name = owner.attr if isinstance(owner, ast.Attribute) else getattr(owner, "id", "")
        if f"{name}.{node.func.attr}" in TIME_CALLS:
            return "store.clock is the only clock, so that a test can set it"
    return ""


def _chance(node: ast.AST) -> str:
    """`random.SystemRandom` draws from the system; everything else there can be guessed."""
    reason = "what random draws can be guessed: ids come from nacl.utils or secrets"
    if isinstance(node, ast.ImportFrom) and node.module == "random":
        return reason
    is_random = isinstance(node, ast.Attribute) and getattr(node.value, "id", "") == "random"
    return reason if is_random and getattr(node, "attr", "") != "SystemRandom" else ""


# --- the tests -------------------------------------------------------------------------------------------


@pytest.mark.parametrize("module", modules(), ids=lambda module: module.name)
def test_the_module_keeps_to_the_shape(module: Module) -> None:
    assert breaches(module) == []


def test_package_files_are_empty() -> None:
    """A package is a folder; what it holds is said by its modules."""
    filled = {
        path.parent.relative_to(ROOT / PACKAGE).as_posix()
        for path in (ROOT / PACKAGE).rglob("__init__.py")
        if path.read_bytes().strip()
    }
    assert filled == LIBRARIES


@pytest.mark.parametrize("part", sorted(LIBRARIES))
def test_the_package_file_of_a_library_only_names_what_is_public(part: str) -> None:
    tree = ast.parse((ROOT / PACKAGE / part / "__init__.py").read_text(encoding="utf-8"))
    docstring, *rest = tree.body
    public = rest.pop()
    assert isinstance(docstring, ast.Expr)
    assert isinstance(public, ast.Assign)
    assert all(isinstance(node, ast.ImportFrom) for node in rest)
    modules_of = {node.module for node in rest if isinstance(node, ast.ImportFrom)}
    assert all((module or "").startswith(f"{PACKAGE}.{part}.") for module in modules_of)


def test_every_named_module_is_there() -> None:
    """A table that still names what is gone would let it come back unseen."""
    named = {f"{room}.{file}" for room, files in FURTHER.items() for file in files}
    named |= set(QUERY_EXCEPTIONS) | set(ROOM_LIBRARIES) | {CLOCK}
    packages = {name.rpartition(".")[0] for name in all_names()}
    assert sorted(named - all_names() - packages) == []


BREACHES = [
    ("ledger.note", "import django", "named libraries"),
    ("ledger.note", "from django.db import models", "named libraries"),
    ("ledger.note", "import numpy", "named libraries"),
    ("names.keys", "import nacl.utils", "named libraries"),
    ("law.conflict", "import socket", "come in as arguments"),
    ("law.conflict", "from urllib.request import urlopen", "come in as arguments"),
    ("law.conflict", "import sqlite3", "come in as arguments"),
    ("access.decide", "import random", "come in as arguments"),
    ("access.decide", "import time", "come in as arguments"),
    ("sources.dates", "from safeconduct.law import conflict", "CORE_IMPORTS"),
    ("access.decide", "from safeconduct.ledger import entry", "CORE_IMPORTS"),
    ("ledger.entry", "from safeconduct.store import record", "knows no store"),
    ("ledger.entry", "from safeconduct.registry import facts", "know none of them"),
    ("store.record", "from safeconduct.registry import facts", "know none of them"),
    ("store.record", "from safeconduct.registry.web import forms", "know none of them"),
    ("store.record", "from safeconduct.accounts import queries", "for the shell alone"),
    ("registry.actions", "from safeconduct.accounts import queries", "for the shell alone"),
    ("registry.web.pages", "from safeconduct.accounts.queries import Operator", "for the shell alone"),
    ("registry.web.pages", "from safeconduct.shell import context", "nobody knows the shell"),
    ("store.verify", "from safeconduct import settings", "nobody knows the shell"),
    ("registry.queries", "from safeconduct import demo_cast", "nobody knows the shell"),
    ("registry.facts", "from safeconduct.registry import rules", "down the ladder"),
    ("registry.rules", "from safeconduct.registry import models", "down the ladder"),
    ("registry.models", "from safeconduct.registry.projection import project", "down the ladder"),
    ("registry.projection", "from safeconduct.registry import queries", "down the ladder"),
    ("registry.queries", "from safeconduct.registry import actions", "down the ladder"),
    ("registry.actions", "from safeconduct.registry.web import pages", "down the ladder"),
    ("registry.rules", "from safeconduct.store.record import record", "plain values alone"),
    ("registry.facts", "from safeconduct.store import clock", "plain values alone"),
    ("registry.rules", "from django.utils import timezone", "named libraries"),
    ("registry.state", "import secrets", "come in as arguments"),
    ("registry.facts", "import openpyxl", "named libraries"),
    ("registry.actions", "from safeconduct.wishes import queries", "may not enter that one"),
    ("figures.actions", "from safeconduct.registry import queries", "may not enter that one"),
    ("wishes.actions", "from safeconduct.registry import models", "by actions, queries, facts"),
    ("wishes.rules", "from safeconduct.registry.state import fold", "by actions, queries, facts"),
    ("tracing.actions", "from safeconduct.wishes import facts", "may not enter that one"),
    ("registry.queries", "from . import facts", "imports are absolute"),
    ("registry.surprise", "import json", "name this module in FURTHER"),
    ("utils", "import json", "belongs to no core"),
    ("store.record", "try:\n    pass\nexcept Exception:\n    pass", "only the outermost edge"),
    ("store.record", "try:\n    pass\nexcept:\n    pass", "only the outermost edge"),
    ("registry.web.pages", "try:\n    pass\nexcept BaseException as error:\n    raise OSError from error",
     "only the outermost edge"),
    ("registry.models", "from django.db.models.signals import post_save", "signals hide"),
    ("store.apps", "from django.dispatch import receiver", "signals hide"),
    ("registry.models", "class Row(models.Model):\n    def save(self) -> None: ...", "no save()"),
    ("registry.models", "class Row(Model):\n    def delete(self) -> None: ...", "no save()"),
    ("registry.rules", "Prisoner.objects.all()", "asked for in queries"),
    ("registry.web.pages", "models.Prisoner.objects.get(pk=1)", "asked for in queries"),
    ("shell.web", "Prisoner._default_manager.all()", "asked for in queries"),
    ("registry.queries", "datetime.now(UTC)", "the only clock"),
    ("registry.queries", "datetime.datetime.now()", "the only clock"),
    ("registry.web.pages", "date.today()", "the only clock"),
    ("store.record", "time.time()", "the only clock"),
    ("accounts.sessions", "timezone.now()", "the only clock"),
    ("store.keyring", "random.random()", "can be guessed"),
    ("registry.imports", "from random import choice", "can be guessed"),
]  # fmt: skip


@pytest.mark.parametrize(("name", "source", "reason"), BREACHES)
def test_each_kind_of_breach_is_refused(name: str, source: str, reason: str) -> None:
    (breach,) = breaches(Module(name, source))
    assert reason in breach


ALLOWED = [
    ("ledger.note", "import hashlib\nfrom nacl.signing import SigningKey\nfrom pydantic import BaseModel"),
    ("access.decide", "from safeconduct.sources.errors import Forbidden"),
    ("store.record", "from safeconduct.ledger import entry\nimport django.db\nLedgerEntry.objects.all()"),
    ("store.clock", "datetime.now(UTC)"),
    ("registry.state", "from safeconduct.store.entries import Entry\nfrom safeconduct.registry import facts"),
    ("registry.queries", "from safeconduct.registry.models import Prisoner\nPrisoner.objects.all()"),
    (
        "wishes.actions",
        "from safeconduct.registry import queries\nfrom safeconduct.registry.facts import Item",
    ),
    ("shell.web", "from safeconduct.accounts import actions\nfrom safeconduct.registry.web import words"),
    ("accounts.sessions", "class Store(SessionBase):\n    def save(self) -> None: ..."),
    ("store.create", "try:\n    pass\nexcept BaseException:\n    undo()\n    raise"),
    ("store.verify", "time.monotonic()"),
]


@pytest.mark.parametrize(("name", "source"), ALLOWED)
def test_what_the_shape_allows_is_let_through(name: str, source: str) -> None:
    assert breaches(Module(name, source)) == []
