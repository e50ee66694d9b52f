"""How many durable registrations a second, one by one, against bare Django rows in the same database.

Usage: python -m bench.record [--count N]. Prints both rates and the ratio; the aim is at least 0.25 against
one bare row inserted and committed for each registration. A registration is three sealed and signed entries in
the tree, three wrapped keys in a database of their own, and the rows of the lists.
"""

import argparse
import time

from bench import world

WARM_UP = 5


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--count", type=int, default=300)
    count = parser.parse_args().count
    home = world.start()
    actor = world.make_instance(home)
    ours, bare = [], []
    # In turns, so that a busy machine is busy for both.
    commands = _commands(count + WARM_UP)
    for number in range(count + WARM_UP):
        began = time.perf_counter()
        _register(commands[number], actor)
        middle = time.perf_counter()
        _insert_bare(number)
        ended = time.perf_counter()
        if number >= WARM_UP:
            ours.append(middle - began)
            bare.append(ended - middle)
    _print(ours, bare)


def _commands(count: int) -> list[object]:
    from safeconduct.registry.facts import Item, Statement
    from safeconduct.registry.requests import Register
    from safeconduct.sources.values import Channel, Source, WrittenName, given

    source = Source(channel=Channel.OWN_STATEMENT)
    return [
        Register(
            names=(WrittenName(text=name, script="hangul", language="ko", source=source),),
            statements=(
                Statement(
                    item=Item.BIRTH_DATE, answer=given("-".join(reversed(born.split(".")))), source=source
                ),
                Statement(item=Item.SERVICE_NUMBER, answer=given(number), source=source),
            ),
            place="transit-sumy",
        )
        for name, born, _, number in world.people(count)
    ]


def _register(command: object, actor: object) -> None:
    from safeconduct.registry.actions import perform

    perform(command, actor)  # type: ignore[arg-type]  # both were made above


def _insert_bare(number: int) -> None:
    from safeconduct.store.models import ErasedEntry

    # A row of one indexed column: as bare as a table of this project gets.
    ErasedEntry.objects.create(entry=f"bench-{number}")


def _print(ours: list[float], bare: list[float]) -> None:
    our_rate, bare_rate = len(ours) / sum(ours), len(bare) / sum(bare)
    database = "PostgreSQL" if world.is_postgresql() else "SQLite"
    print(f"{database}, {len(ours)} registrations, each acknowledged after its commit")
    print(
        f"registrations        {our_rate:9.1f} a second   median {sorted(ours)[len(ours) // 2] * 1000:.2f} ms"
    )
    print(
        f"bare Django rows     {bare_rate:9.1f} a second   median {sorted(bare)[len(bare) // 2] * 1000:.2f} ms"
    )
    print(f"ratio                {our_rate / bare_rate:9.3f}   (aim: at least 0.25)")


if __name__ == "__main__":
    main()
