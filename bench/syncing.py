"""How long a laptop's 10,000 entries take to come home, beside the same facts as JSON closed by GnuPG.

Usage: python -m bench.syncing [--entries N]. A laptop and a bureau are made, each in a folder and in processes of its
own. Carrying home is composing, writing into a folder, and taking in: every signature and proof checked, every entry
appended to the bureau's tree, every list rewritten, on disk. The alternative is what somebody would do without this:
the same facts written as one JSON text, encrypted with a passphrase by `gpg --symmetric`, decrypted, parsed, and
inserted into one plain table. It proves no sender, keeps no log and finds no conflict. The aim is 30 seconds.
"""

import argparse
import json
import os
import resource
import shutil
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

from bench import world

GOAL_SECONDS = 30
_ENTRIES_A_PERSON = 4


def main() -> None:
    """Measure in processes of their own, and print seconds of clock and of processor."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--entries", type=int, default=10_000)
    parser.add_argument("--act", nargs="*", help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.act:
        print(json.dumps(_ACTS[given.act[0]](*given.act[1:])))
        return
    folder = Path(tempfile.mkdtemp(prefix="safeconduct-sync-"))
    try:
        _measure(folder, given.entries)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _measure(folder: Path, entries: int) -> None:
    device, bureau, stick = folder / "device", folder / "bureau", folder / "stick"
    stick.mkdir()
    cards = {
        home.name: _run("found", home, role)["introduction"]
        for home, role in ((device, "field_team"), (bureau, "bureau"))
    }
    for home, other in ((device, "bureau"), (bureau, "device")):
        card = folder / f"{other}.card"
        card.write_text(cards[other], encoding="utf-8")
        _run("enrol", home, str(card))
    stands = _run("register", device, str(entries // _ENTRIES_A_PERSON))
    out = _run("compose", device, str(stick))
    taken = _run("receive", bureau, str(stick))
    size = sum(path.stat().st_size for path in stick.iterdir())
    plain = _run("plain", device, str(folder / "plain"))
    print(
        f"{out['entries']:,} entries of {stands['persons']:,} persons in {out['bundles']} bundles, {size:,} bytes"
    )
    clock, busy = out["clock"] + taken["clock"], out["busy"] + taken["busy"]
    for name, part in (("compose and write", out), ("take in", taken)):
        print(f"  {name:18} {part['clock']:6.1f} s, of the processor {part['busy']:6.1f} s")
    print(f"  together           {clock:6.1f} s, of the processor {busy:6.1f} s   aim {GOAL_SECONDS} s")
    ratio = busy / out["entries"] / (plain["busy"] / plain["rows"])
    print(
        f"  gpg and JSON       {plain['clock']:6.1f} s, of the processor {plain['busy']:6.1f} s   "
        f"for {plain['rows']:,} facts, {plain['bytes']:,} bytes; ratio for one entry {ratio:.1f}"
    )


def _run(act: str, home: Path, *arguments: str) -> dict[str, Any]:
    command = [sys.executable, "-m", "bench.syncing", "--act", act, str(home), *arguments]
    ended = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True)  # noqa: S603 - this module
    return dict(json.loads(ended.stdout.strip().splitlines()[-1]))


# --- one act in one home, in a process of its own ---------------------------------------------------------


def _found(home: str, role: str) -> dict[str, Any]:
    world.start(Path(home))
    actor = world.make_instance(Path(home))
    from safeconduct.disclosure import actions, queries, requests
    from safeconduct.law.recipients import Recipient

    actions.perform(requests.MakeCard(name=role, role=Recipient(role)), actor)
    own = queries.newest_own()
    assert own is not None
    return {"introduction": own.data.decode()}


def _enrol(home: str, card: str) -> dict[str, Any]:
    actor = _at(home)
    from dataclasses import replace

    from safeconduct.disclosure import actions, requests
    from safeconduct.store import approvals

    text = Path(card).read_text(encoding="utf-8")
    command = requests.AddPeer(introduction=text, is_home=Path(home).name == "device")
    second = replace(actor, operator_id=f"{2:032x}")
    asked = approvals.one(actions.perform(command, actor).approval, second)
    actions.enrol(asked.id, asked.digest, second)
    return {}


def _register(home: str, count: str) -> dict[str, Any]:
    actor = _at(home)
    from safeconduct.registry import imports
    from safeconduct.registry.lists import open_list

    path = Path(home) / "list.csv"
    world.write_list(path, int(count))
    with path.open("rb") as file:
        imports.import_list(open_list(file, path.name), actor)
    return {"persons": int(count)}


def _compose(home: str, stick: str) -> dict[str, Any]:
    actor = _at(home)
    from safeconduct.disclosure import delivery, syncing

    def act() -> dict[str, Any]:
        carried = syncing.carry_home(actor)
        sent = delivery.send(actor, folder=Path(stick))
        assert not any(each.problem for each in sent), sent
        return {"entries": carried.entries, "bundles": len(carried.bundles)}

    return _timed(act)


def _receive(home: str, stick: str) -> dict[str, Any]:
    actor = _at(home)
    from safeconduct.disclosure import delivery

    def act() -> dict[str, Any]:
        results = [each for _, found in delivery.receive([Path(stick)], actor) for each in found]
        assert {str(each.outcome) for each in results} == {"taken"}, results
        return {"new": sum(each.new for each in results)}

    return _timed(act)


def _plain(home: str, target: str) -> dict[str, Any]:
    """The facts of this home that its server can open, through GnuPG, into a plain table."""
    actor = _at(home)
    from safeconduct.access.words import Compartment
    from safeconduct.store import kinds
    from safeconduct.store.history import entries_since

    rows = [
        [each.id, each.stream, each.recorded, each.author, each.fact.kind(), kinds.dump(each.fact)]
        for compartment in (Compartment.IDENTITY, Compartment.CUSTODY)
        for each in entries_since(compartment, -1, actor)
    ]

    def act() -> dict[str, Any]:
        closed, opened = Path(f"{target}.gpg"), Path(f"{target}.json")
        gpg = [
            shutil.which("gpg") or "gpg",
            "--batch",
            "--yes",
            "--passphrase",
            "x",
            "--pinentry-mode",
            "loopback",
        ]
        os.environ["GNUPGHOME"] = home
        text = json.dumps(rows).encode()
        subprocess.run([*gpg, "--symmetric", "-o", str(closed)], input=text, check=True)  # noqa: S603 - fixed
        subprocess.run([*gpg, "--quiet", "--decrypt", "-o", str(opened), str(closed)], check=True)  # noqa: S603 - fixed
        with closing(sqlite3.connect(f"{target}.sqlite3")) as database, database:
            database.execute("PRAGMA synchronous = FULL")
            database.execute("CREATE TABLE facts (id PRIMARY KEY, stream, recorded, author, kind, fact)")
            read = [[*each[:5], json.dumps(each[5])] for each in json.loads(opened.read_bytes())]
            database.executemany("INSERT INTO facts VALUES (?, ?, ?, ?, ?, ?)", read)
        return {"rows": len(rows), "bytes": closed.stat().st_size}

    return _timed(act)


def _at(home: str) -> Any:
    world.start(Path(home))
    from safeconduct.accounts import queries

    operator = queries.by_login("bench")
    assert operator is not None
    return operator.actor({})


def _timed(act: Callable[[], dict[str, Any]]) -> dict[str, Any]:
    """Seconds of the clock and of the processor, programs that it started counted in."""
    began, busy = time.perf_counter(), _busy()
    found = act()
    return found | {"clock": time.perf_counter() - began, "busy": _busy() - busy}


def _busy() -> float:
    children = resource.getrusage(resource.RUSAGE_CHILDREN)
    return time.process_time() + children.ru_utime + children.ru_stime


_ACTS: dict[str, Callable[..., dict[str, Any]]] = {
    "found": _found, "enrol": _enrol, "register": _register, "compose": _compose, "receive": _receive,
    "plain": _plain,
}  # fmt: skip

if __name__ == "__main__":
    os.umask(0o077)
    main()
