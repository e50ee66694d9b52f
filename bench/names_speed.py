"""How many names and pairs a second of processor one core handles; one process, no threads, caches cold and warm.

Seconds of processor, because those of the clock also count what else the machine does; a core that shares its parts
with another busy one is still slower than a quiet one.
"""

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
    began = time.process_time()
    compare_many(pairs)
    cold = time.process_time() - began
    began = time.process_time()
    compare_many(pairs)
    warm = time.process_time() - began
    print(f"compare_many, cold     {len(pairs) / cold:9.0f} pairs a second   (aim: 20000)")
    print(f"compare_many, warm     {len(pairs) / warm:9.0f} pairs a second   (aim: 20000)")


def _timed(title, names, function, aim) -> None:  # type: ignore[no-untyped-def]  # any function of a text
    began = time.process_time()
    for name in names:
        function(name)
    took = time.process_time() - began
    print(f"{title:22} {len(names) / took:9.0f} names a second" + (f"   (aim: {aim})" if aim else ""))
