"""Changes the rules in one small place at a time and asks the tests whether they notice.

Usage: python -m tools.mutate [MODULE …] [--jobs N]. Prints each change that no test noticed, and the share that was
noticed. It fails below `SHARE_MIN`, and for each unnoticed change without a reason in `tests/core/unnoticed.toml`.
Nothing is written into the sources: the tests of the pure core are collected once, and for each change a copy of the
process puts changed code into the function and runs the tests that call it. Tests that draw examples are left out: a
rule has a case of its own, and two runs say the same. Why no library: docs/decisions/0054-mutation-testing.md.
"""

import argparse
import ast
import copy
import functools
import gc
import importlib
import os
import signal
import sys
import tomllib
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import CodeType, FrameType, FunctionType

import pytest

ROOT = Path(__file__).resolve().parents[1]
RULES = (
    "safeconduct.wishes.rules",
    "safeconduct.wishes.planning",
    "safeconduct.wishes.checks",
    "safeconduct.wishes.safeguards",
    "safeconduct.wishes.state",
    "safeconduct.wishes.plans",
    "safeconduct.arrangements.rules",
    "safeconduct.arrangements.obstacles",
    "safeconduct.arrangements.cases",
    "safeconduct.arrangements.partners",
)
"""The files that decide what may be done to a person."""
TESTS = ("tests/core/wishes", "tests/core/arrangements")
REASONS = ROOT / "tests/core/unnoticed.toml"
SHARE_MIN = 0.95
PATIENCE_S = 20.0
"""So long a changed rule may work, in seconds of the processor: a change that never ends is noticed."""
_OTHER: dict[type[ast.AST], type[ast.AST]] = {
    ast.Eq: ast.NotEq, ast.NotEq: ast.Eq, ast.Lt: ast.LtE, ast.LtE: ast.Lt, ast.Gt: ast.GtE, ast.GtE: ast.Gt,
    ast.In: ast.NotIn, ast.NotIn: ast.In, ast.Is: ast.IsNot, ast.IsNot: ast.Is,
    ast.And: ast.Or, ast.Or: ast.And, ast.Add: ast.Sub, ast.Sub: ast.Add, ast.BitOr: ast.BitAnd,
}  # fmt: skip


Place = tuple[str, str, int]
"""Where a function stands: its module, its qualified name, the line of its first word."""
Case = Callable[[], object]
"""A test with its arguments; it raises where something is not as it should be."""


@dataclass(frozen=True, slots=True)
class Mutant:
    """One change: its name, which outlives a shift of lines, and the code of the functions that it changes."""

    name: str
    codes: Mapping[Place, CodeType]


def mutants(module: str) -> list[Mutant]:
    """Every change of this module, in the order of its text."""
    path = ROOT / f"{module.replace('.', '/')}.py"
    found, seen = [], Counter[str]()
    for statement in ast.parse(path.read_text("utf-8")).body:
        before = _codes(module, statement)
        for function, old, new in _changes(statement):
            name = f"{module.removeprefix('safeconduct.')} {function}: {old} -> {new}"
            seen[name] += 1
            after = _codes(module, statement)
            changed = {place: code for place, code in after.items() if code != before[place]}
            found.append(Mutant(f"{name} #{seen[name]}" if seen[name] > 1 else name, changed))
    return found


def functions(module: str) -> dict[Place, list[FunctionType]]:
    """Every function of the module that lives in this process, also inside a property or a table, by its place."""
    importlib.import_module(module)
    found = defaultdict(list)
    for each in gc.get_objects():
        if type(each) is FunctionType and each.__module__ == module:
            found[module, each.__code__.co_qualname, each.__code__.co_firstlineno].append(each)
    return found


def started(
    mutant: Mutant,
    living: Mapping[Place, Sequence[FunctionType]],
    cases: Sequence[Case],
    patience_s: float = PATIENCE_S,
) -> int:
    """The id of a new process that makes the change and runs the cases; it ends with 0 where none of them fails."""
    child = os.fork()
    if child:
        return child
    try:
        # The processor's time, so that a busy machine makes no change look noticed.
        signal.signal(signal.SIGPROF, signal.SIG_DFL)
        signal.setitimer(signal.ITIMER_PROF, patience_s)
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, 1)
        os.dup2(nowhere, 2)
        for place, code in mutant.codes.items():
            for function in living.get(place, ()):
                # Whoever imported the function before calls the changed one from now on.
                function.__code__ = code
        for case in cases:
            case()
        os._exit(0)
    finally:
        os._exit(1)


def reasons() -> dict[str, str]:
    """Why a change cannot be noticed, by its name."""
    return tomllib.loads(REASONS.read_text("utf-8"))


def verdict(found: Sequence[Mutant], alive: Sequence[Mutant], told: Mapping[str, str]) -> list[str]:
    """What is wrong with this outcome, a line each: too few noticed, one without a reason, a reason for nothing."""
    share = 1 - len(alive) / len(found)
    names, unnoticed = {mutant.name for mutant in found}, {mutant.name for mutant in alive}
    files = {name.partition(" ")[0] for name in names}
    told_here = [name for name in told if name.partition(" ")[0] in files]
    return [
        *([f"{share:.1%} were noticed, {SHARE_MIN:.0%} are asked"] if share < SHARE_MIN else []),
        *(f"no reason is told: {mutant.name}" for mutant in alive if mutant.name not in told),
        *(f"no such change: {name}" for name in told_here if name not in names),
        *(f"is noticed after all: {name}" for name in told_here if name in names - unnoticed),
    ]


def main() -> int:
    """Print what was not noticed; 1 where that is too much or has no reason."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("modules", nargs="*", help="such as safeconduct.wishes.rules; all when absent")
    parser.add_argument("--jobs", type=int, default=os.cpu_count() or 1)
    asked = parser.parse_args()
    trial = Trial(asked.modules or RULES, asked.jobs, lambda line: print(line, flush=True))
    plain = ["-q", "-s", "-p", "no:xdist", "-p", "no:cacheprovider"]
    pytest.main([*plain, *TESTS], plugins=[trial])
    if not trial.found:
        print("The tests fail with nothing changed: mend that first.")
        return 1
    for module in asked.modules or RULES:
        room = f"{module.removeprefix('safeconduct.')} "
        _tell_share(
            module, *([m for m in some if m.name.startswith(room)] for some in (trial.found, trial.alive))
        )
    _tell_share("all", trial.found, trial.alive)
    wrong = verdict(trial.found, trial.alive, reasons())
    print("".join(f"{line}\n" for line in wrong), end="")
    return 1 if wrong else 0


def _tell_share(what: str, found: Sequence[Mutant], alive: Sequence[Mutant]) -> None:
    if found:
        noticed = len(found) - len(alive)
        print(f"{what}: {len(found)} changes, {noticed} noticed: {noticed / len(found):.1%}")


# --- changing -------------------------------------------------------------------------------------


def _codes(module: str, statement: ast.stmt) -> dict[Place, CodeType]:
    """The code of every function of this statement, also of those within another."""
    whole = ast.fix_missing_locations(ast.Module([statement], []))
    return {
        (module, code.co_qualname, code.co_firstlineno): code
        for code in _within(compile(whole, f"{module}, changed", "exec"))
    }


def _within(code: CodeType) -> Iterator[CodeType]:
    for inner in code.co_consts:
        if isinstance(inner, CodeType):
            yield inner
            yield from _within(inner)


def _changes(statement: ast.stmt) -> Iterator[tuple[str, str, str]]:
    """Make each change in the tree, name it while it stands, and take it back."""
    for name, function in _functions(ast.Module([statement], []), ""):
        for node in _inside(function):
            for body in (getattr(node, "body", None), getattr(node, "orelse", None)):
                if isinstance(body, list):
                    yield from _statements(name, body)
            yield from _expressions(name, node)


def _inside(node: ast.AST) -> Iterator[ast.AST]:
    """The node and what is under it, without what runs when it is defined: defaults, decorators, annotations."""
    yield node
    for name, value in ast.iter_fields(node):
        if name in ("annotation", "returns", "decorator_list"):
            continue
        for inner in value if isinstance(value, list) else [value]:
            if isinstance(inner, ast.AST) and not isinstance(inner, ast.arguments):
                yield from _inside(inner)


def _functions(node: ast.AST, within: str) -> Iterator[tuple[str, ast.AST]]:
    """Every function that is not inside another one, and every lambda of a table, with its name."""
    for inner in ast.iter_child_nodes(node):
        if isinstance(inner, ast.FunctionDef):
            yield f"{within}{inner.name}", inner
        elif isinstance(inner, ast.Lambda):
            yield f"{within}lambda", inner
        else:
            yield from _functions(inner, f"{inner.name}." if isinstance(inner, ast.ClassDef) else within)


def _statements(function: str, body: list[ast.stmt]) -> Iterator[tuple[str, str, str]]:
    """A refusal or a check that is left out, and a condition turned round."""
    for index, statement in enumerate(body):
        is_call = isinstance(statement, ast.Expr) and isinstance(statement.value, ast.Call)
        if isinstance(statement, ast.Raise) or is_call:
            body[index] = ast.Pass()
            yield function, _short(statement), "pass"
            body[index] = statement
        if isinstance(statement, ast.If):
            asked = statement.test
            statement.test = ast.UnaryOp(ast.Not(), asked)
            yield function, f"if {_short(asked)}", "if not"
            statement.test = asked


def _expressions(function: str, node: ast.AST) -> Iterator[tuple[str, str, str]]:
    before = _short(node) if isinstance(node, ast.expr) else ""
    if isinstance(node, ast.Compare):
        for index, comparison in enumerate(node.ops):
            node.ops[index] = _OTHER[type(comparison)]()  # type: ignore[call-overload]  # a comparison for one
            yield function, before, _short(node)
            node.ops[index] = comparison
    elif isinstance(node, ast.BoolOp | ast.BinOp) and type(node.op) in _OTHER:
        joined = node.op
        node.op = _OTHER[type(joined)]()  # type: ignore[assignment]  # an operator of the same kind
        yield function, before, _short(node)
        node.op = joined
    elif isinstance(node, ast.Constant) and isinstance(node.value, bool | int):
        value = node.value
        node.value = not value if isinstance(value, bool) else value + 1
        yield function, before, _short(node)
        node.value = value
    elif isinstance(node, ast.IfExp):
        node.body, node.orelse = node.orelse, node.body
        yield function, before, _short(node)
        node.body, node.orelse = node.orelse, node.body


def _short(node: ast.AST) -> str:
    text = " ".join(ast.unparse(copy.deepcopy(node)).split())
    return text if len(text) <= 90 else f"{text[:87]}..."


# --- running --------------------------------------------------------------------------------------


class Trial:
    """A plugin of pytest: instead of running the collected tests once, it runs them for each change.

    `found` are all changes, none where the tests fail with nothing changed; `alive` those that no test noticed.
    """

    def __init__(self, modules: Sequence[str], jobs: int, tell: Callable[[str], None]) -> None:
        self._modules, self._jobs, self._tell = modules, jobs, tell
        self.found: list[Mutant] = []
        self.alive: list[Mutant] = []

    def pytest_runtestloop(self, session: pytest.Session) -> bool:
        """True: nothing is left for pytest to run."""
        cases = [case for item in session.items if (case := _case(item)) is not None]
        living = {place: here for module in self._modules for place, here in functions(module).items()}
        try:
            callers = _callers(cases, living)
        except Exception as failed:  # whatever a test raises
            self._tell(f"{type(failed).__name__}: {failed}")
            return True
        self.found = [mutant for module in self._modules for mutant in mutants(module)]
        self._tell(f"{len(cases)} tests, {len(self.found)} changes")
        gc.freeze()
        running: dict[int, Mutant] = {}
        for mutant in self.found:
            if len(running) >= self._jobs:
                self._wait(running)
            called = sorted({number for place in mutant.codes for number in callers.get(place, ())})
            running[started(mutant, living, [cases[number] for number in called])] = mutant
        while running:
            self._wait(running)
        return True

    def _wait(self, running: dict[int, Mutant]) -> None:
        child, status = os.wait()
        mutant = running.pop(child)
        if os.waitstatus_to_exitcode(status) == 0:
            self.alive.append(mutant)
            self._tell(f"not noticed: {mutant.name}")


def _case(item: pytest.Item) -> Case | None:
    """The test with the row of its table; None for one that searches for examples or wants what pytest prepares."""
    if not isinstance(item, pytest.Function) or hasattr(item.obj, "hypothesis") or item.cls is not None:
        return None
    row = item.callspec.params if hasattr(item, "callspec") else {}
    wanted = item._fixtureinfo.argnames
    return functools.partial(item.obj, **row) if set(wanted) == set(row) else None


def _callers(cases: Sequence[Case], living: Mapping[Place, Sequence[FunctionType]]) -> dict[Place, list[int]]:
    """By place, the numbers of the tests that call the function; what a test raises is raised."""
    places = {function.__code__: place for place, here in living.items() for function in here}
    found: dict[Place, list[int]] = defaultdict(list)
    for number, case in enumerate(cases):
        called: set[CodeType] = set()

        def note(frame: FrameType, event: str, _: object, called: set[CodeType] = called) -> None:
            if event == "call":
                called.add(frame.f_code)

        sys.setprofile(note)
        try:
            case()
        finally:
            sys.setprofile(None)
        for code in called & places.keys():
            found[places[code]].append(number)
    return found


if __name__ == "__main__":
    sys.exit(main())
