"""Numbers for publication: small ones are left out, and one more where it could be reckoned from a total. Pure.

Source: GC III art. 13 (public curiosity); the common practice of statistical offices: a threshold, and secondary
suppression within each total (Hundepool and others, "Statistical Disclosure Control", 2012).
"""

from collections.abc import Hashable, Mapping
from typing import TypeVar

SMALLEST_TOLD = 10
"""A smaller number above 0 is not published (house rule)."""

Key = TypeVar("Key", bound=Hashable)


def suppressed(cells: Mapping[Key, int], *, has_total: bool) -> dict[Key, int | None]:
    """The cells with None in place of what is not told; `has_total`: their sum is published too.

    Beside a sum, what is left out could be reckoned: so the smallest of the others go with it, until those left out
    are two or more and together no small number.
    """
    told: dict[Key, int | None] = {
        key: None if 0 < count < SMALLEST_TOLD else count for key, count in cells.items()
    }
    hidden = [cells[key] for key, count in told.items() if count is None]
    others = sorted((key for key, count in told.items() if count), key=lambda key: cells[key])
    while has_total and hidden and others and (len(hidden) < 2 or sum(hidden) < SMALLEST_TOLD):
        key = others.pop(0)
        told[key] = None
        hidden.append(cells[key])
    return told
