"""Server time of the list, a person's page and a look-up by number, with many prisoners, one worker.

Usage: python -m bench.pages [--prisoners N] [--requests N] [--home FOLDER]. With `--home` the instance is kept there
and measured again the next time, SQLite alone. `--prisoners` real rows are too slow to make one by
one here, so `--real` people are imported and their rows and ledger entries are multiplied under new ids: tables and
indexes have the full size, and only the real people's pages are opened. The peer is the page a user would
write without this project: Django's own ORM, one plain table of as many rows, count, sort, fifty rows, a template.
Aim: p95 under 60 ms at 1,000,000 prisoners for each of the three.
"""

import argparse
import random
import secrets
import time
from collections.abc import Callable, Iterator
from functools import cache
from itertools import islice
from pathlib import Path
from typing import Any

from bench import world

_CHUNK = 2_000
_MADE = "bench-made"
_PASSPHRASE = "correct horse battery"  # noqa: S105 of a throw-away instance


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--prisoners", type=int, default=100_000)
    parser.add_argument("--real", type=int, default=500)
    parser.add_argument("--requests", type=int, default=200)
    parser.add_argument("--home", type=Path)
    asked = parser.parse_args()
    is_made = asked.home is not None and (asked.home / _MADE).exists()
    home = world.start(asked.home)
    if not is_made:
        _make(home, asked.real, asked.prisoners)
        (home / _MADE).touch()
    print(f"{_plain_person()._default_manager.count()} prisoners, {_database()}")
    client = _signed_in()
    numbers = _numbers(asked.real)
    chosen = random.Random(2)  # noqa: S311 repeatable, and nothing secret
    ours = {
        "list": lambda: client.get("/prisoners/"),
        "list, filtered": lambda: client.get("/prisoners/?status=captured&sort=born"),
        "person": lambda: client.get(f"/prisoners/{chosen.choice(numbers)}/"),
        "look-up by number": lambda: client.post("/find/", {"find": chosen.choice(numbers)}),
        "peer: plain list": _plain_list,
    }
    for name, ask in ours.items():
        _measure(name, ask, asked.requests)


def _make(home: Path, real: int, wanted: int) -> None:
    """An instance of that size, and the plain table beside it."""
    from django.db import connections

    from bench.intake import _import

    actor = world.make_instance(home)
    path = home / "list.csv"
    world.write_list(path, real)
    _import(path, actor)
    began = time.perf_counter()
    _multiply(wanted)
    _plain_table(wanted)
    connections.close_all()
    print(f"made in {time.perf_counter() - began:.0f} s", flush=True)


def _measure(name: str, ask: Callable[[], Any], count: int) -> None:
    for _ in range(5):
        answer = ask()
        status = getattr(answer, "status_code", 200)
        assert status in (200, 302, 303), (name, status)
    times = []
    for _ in range(count):
        began = time.perf_counter()
        ask()
        times.append((time.perf_counter() - began) * 1000)
    times.sort()
    p50, p95 = times[len(times) // 2], times[int(len(times) * 0.95)]
    print(f"{name:<20} p50 {p50:8.1f} ms   p95 {p95:8.1f} ms")


def _signed_in() -> Any:
    from django.test import Client

    client = Client()
    answer = client.post("/sign-in/", {"login": "bench", "passphrase": _PASSPHRASE})
    assert answer.status_code in (302, 303), answer.status_code
    return client


def _numbers(count: int) -> list[str]:
    from safeconduct.registry.models import Prisoner

    return list(Prisoner.objects.order_by("position").values_list("number", flat=True)[:count])


def _multiply(wanted: int) -> None:
    """Rows of invented people beyond the imported ones: the same content under new ids and numbers."""
    from django.db import transaction
    from django.db.models import Max

    from safeconduct.registry.models import Prisoner
    from safeconduct.store.models import LedgerEntry

    _make_room()
    originals = list(Prisoner.objects.order_by("position"))
    start = (LedgerEntry.objects.aggregate(last=Max("position"))["last"] or 0) + 1_000_000
    made = len(originals)
    while made < wanted:
        count = min(_CHUNK, wanted - made)
        copies = [
            (originals[n % len(originals)], secrets.token_hex(16), start + 3 * (made + n))
            for n in range(count)
        ]
        with transaction.atomic():
            _insert(copies)
        made += count
    _set_tally(wanted)


def _make_room() -> None:
    """Let SQLite fill its tables in memory, without syncing; the connection is closed before anything is measured."""
    from django.db import connection

    if not world.is_postgresql():
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA cache_size = -4000000")
            cursor.execute("PRAGMA synchronous = OFF")


def _insert(copies: list[tuple[Any, str, int]]) -> None:
    from safeconduct.registry.models import Prisoner, Token
    from safeconduct.store import sql

    sql.insert_missing(Prisoner, [_person(*copy) for copy in copies])
    tokens = {row.position: _tokens(row.position) for row, _, _ in copies}
    sql.insert_missing(Token, [(at, token) for row, _, at in copies for token in tokens[row.position]])
    _insert_entries(copies)


def _person(row: Any, subject: str, position: int) -> tuple[Any, ...]:
    from dataclasses import replace

    from safeconduct.registry import sealed
    from safeconduct.sources.numbers import number_of

    blob = sealed.seal_prisoner(replace(sealed.open_prisoner(row.subject, row.sealed), subject=subject))
    tags = (row.place_tag, row.status_tag, row.power_tag, row.has_questions)
    dates = (row.born_order, row.captured_order, row.arrived_order)
    return (subject, number_of(subject), position, *tags, *dates, blob)


_TOKENS: dict[int, list[int]] = {}


def _tokens(position: int) -> list[int]:
    from safeconduct.registry.models import Token

    if position not in _TOKENS:
        _TOKENS[position] = list(Token.objects.filter(prisoner_id=position).values_list("token", flat=True))
    return _TOKENS[position]


def _insert_entries(copies: list[tuple[Any, str, int]]) -> None:
    from safeconduct.store import sql
    from safeconduct.store.models import LedgerEntry

    def rows() -> Iterator[tuple[Any, ...]]:
        for row, subject, position in copies:
            for number, entry in enumerate(_entries(row.subject)):
                place = (entry.origin, entry.compartment, subject, entry.slot)
                stored = (bytes(entry.header), bytes(entry.body), bytes(entry.signature))
                yield (position + number, secrets.token_hex(16), *place, *stored)

    sql.insert(LedgerEntry, rows())


_ENTRIES: dict[str, list[Any]] = {}


def _entries(subject: str) -> list[Any]:
    from safeconduct.store.models import LedgerEntry

    if subject not in _ENTRIES:
        _ENTRIES[subject] = list(LedgerEntry.objects.filter(stream=subject)[:3])
    return _ENTRIES[subject]


def _set_tally(wanted: int) -> None:
    """The totals as they would stand."""
    from django.db.models import Sum

    from safeconduct.registry.models import Tally

    known = Tally.objects.aggregate(total=Sum("persons"))["total"]
    first = Tally.objects.order_by("-persons")[0]
    Tally.objects.filter(pk=first.pk).update(persons=first.persons + wanted - known)


@cache
def _plain_person() -> Any:
    from django.db import models

    class PlainPerson(models.Model):
        name = models.TextField()
        born = models.TextField(db_index=True)
        place = models.TextField()

        class Meta:
            app_label = "store"
            db_table = "bench_plain_person"

        def __str__(self) -> str:
            return self.name

    return PlainPerson


def _plain_table(count: int) -> None:
    from django.db import connection

    model = _plain_person()
    with connection.schema_editor() as editor:
        editor.create_model(model)
    people = world.people(count)
    while batch := [model(None, *person[:3]) for person in islice(people, _CHUNK)]:
        model._default_manager.bulk_create(batch)


def _plain_list() -> str:
    from django.template import Context, Template

    model = _plain_person()
    total, rows = model._default_manager.count(), model._default_manager.order_by("-id")[:50]
    page = "{{ total }}<table>{% for r in rows %}<tr><td>{{ r.name }}<td>{{ r.born }}<td>{{ r.place }}{% endfor %}"
    return Template(page).render(Context({"total": total, "rows": rows}))


def _database() -> str:
    return "PostgreSQL" if world.is_postgresql() else "SQLite"


if __name__ == "__main__":
    main()
