"""How fast a capture list is taken in, how much memory and disk it takes, and how fast the record verifies.

Usage: python -m bench.intake [--rows N]. The peer is what a user would write instead: the same CSV read with the
standard library into one Django table by bulk_create, in the same database and run. Aims: 400 prisoners a
second on SQLite, under 300 MB resident at 1,000,000 rows, at most 8 KB on disk for each prisoner, and 10,000
entries a second verified by one core; bare Ed25519 verification is printed beside it, since it bounds that.
"""

import argparse
import csv
import resource
import time
from pathlib import Path

from bench import world

_BATCH = 1_000
_SIGNATURES = 3_000


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--rows", type=int, default=5_000)
    rows = parser.parse_args().rows
    home = world.start()
    actor = world.make_instance(home)
    path = home / "list.csv"
    world.write_list(path, rows)
    before = _disk(home)
    took = _import(path, actor)
    disk_bytes = _disk(home) - before
    memory_mb = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    peer = _peer(path)
    print(f"{rows} rows")
    print(f"import               {rows / took:9.0f} prisoners a second   (aim on SQLite: 400)")
    print(f"peer, bulk_create    {rows / peer:9.0f} rows a second, nothing sealed, proven or compared")
    print(f"ratio                {peer / took:9.3f}")
    print(f"resident memory      {memory_mb:9.0f} MB at most            (aim: 300 at 1,000,000 rows)")
    if not world.is_postgresql():
        print(f"disk                 {disk_bytes / rows / 1024:9.2f} KB a prisoner       (aim: at most 8)")
    _verify()


def _import(path: Path, actor: object) -> float:
    from safeconduct.registry.imports import import_list
    from safeconduct.registry.lists import open_list

    began = time.perf_counter()
    with path.open("rb") as stream:
        report = import_list(open_list(stream, path.name), actor)  # type: ignore[arg-type]  # made by the bench
    took = time.perf_counter() - began
    assert report.counts.registered == report.counts.read, report.counts
    return took


def _peer(path: Path) -> float:
    from django.db import connection, models, transaction

    class Plain(models.Model):
        name = models.TextField()
        rank = models.TextField()
        number = models.TextField()
        born = models.TextField()
        captured = models.TextField()
        place = models.TextField()
        health = models.TextField()

        class Meta:
            app_label = "store"
            db_table = "bench_plain"

        def __str__(self) -> str:
            return self.name

    with connection.schema_editor() as editor:
        editor.create_model(Plain)
    began = time.perf_counter()
    with path.open(encoding="utf-8", newline="") as file:
        reader = csv.reader(file)
        next(reader)
        batch = []
        for row in reader:
            batch.append(Plain(None, *row[1:]))
            if len(batch) == _BATCH:
                with transaction.atomic():
                    Plain._default_manager.bulk_create(batch)
                batch = []
        Plain._default_manager.bulk_create(batch)
    took = time.perf_counter() - began
    with connection.schema_editor() as editor:
        editor.delete_model(Plain)
    return took


def _verify() -> None:
    from nacl.signing import SigningKey

    from safeconduct.store.verify import verify

    cpu = time.process_time()
    report = verify()
    cpu = time.process_time() - cpu
    assert report.is_whole, report.problems[:3]
    key = SigningKey.generate()
    signed = key.sign(bytes(1_000))
    began = time.process_time()
    for _ in range(_SIGNATURES):
        key.verify_key.verify(signed)
    bare = _SIGNATURES / (time.process_time() - began)
    print(f"verify               {report.entries / cpu:9.0f} entries a second a core  (aim: 10,000)")
    print(f"bare Ed25519         {bare:9.0f} signatures a second a core, on this machine now")
    print(f"ratio                {report.entries / cpu / bare:9.3f}")


def _disk(home: Path) -> int:
    """Bytes of both databases, the write-ahead logs left out: they are cut at the next checkpoint."""
    return sum(path.stat().st_size for path in home.glob("*.sqlite3"))


if __name__ == "__main__":
    main()
