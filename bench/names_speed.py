"""How many names and pairs a second one core handles; one process, no threads, caches cold and warm."""

import random
import time

from safeconduct.names.compare import compare_many
from safeconduct.names.forms import form
from safeconduct.names.keys import blocks, keys
from safeconduct.names.read import read


def show(names: list[str]) -> None:
    """Print the speeds over a mix of scripts."""
    chance = random.Random(7)  # noqa: S311 - the same draw in each run
    names = list(names)
    chance.shuffle(names)
    print(f"\nspeed of one core over {len(names)} names of mixed scripts")
    _timed("keys, caches cold", names, keys, 40_000)
    _timed("keys, caches warm", names, keys, 40_000)
    _timed("blocks", names, blocks, 0)
    _timed("read", names[:3_000], read, 0)
    form.cache_clear()
    asked = names[:200]
    pairs = [(query, other) for query in asked for other in chance.sample(names, 500)]
    began = time.perf_counter()
    compare_many(pairs)
    cold = time.perf_counter() - began
    began = time.perf_counter()
    compare_many(pairs)
    warm = time.perf_counter() - began
    print(f"compare_many, cold     {len(pairs) / cold:9.0f} pairs a second   (aim: 20000)")
    print(f"compare_many, warm     {len(pairs) / warm:9.0f} pairs a second   (aim: 20000)")


def _timed(title, names, function, aim) -> None:  # type: ignore[no-untyped-def]  # any function of a text
    began = time.perf_counter()
    for name in names:
        function(name)
    took = time.perf_counter() - began
    print(f"{title:22} {len(names) / took:9.0f} names a second" + (f"   (aim: {aim})" if aim else ""))
