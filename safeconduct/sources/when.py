"""Compares the dates of facts, which are EDTF text, "" where nobody knows the day.

Reading the text belongs to `sources.dates`; here stands only what rooms ask of one date or two.
"""

from datetime import date
from functools import lru_cache

from safeconduct.sources.dates import PartialDate, compatible, parse_edtf


@lru_cache(maxsize=16384)
def read(edtf: str) -> PartialDate | None:
    """The date, or None where the text is empty or no EDTF."""
    if not edtf:
        return None
    try:
        return parse_edtf(edtf)
    except ValueError:
        return None


def is_readable(edtf: str) -> bool:
    """Whether the text is empty or a date."""
    return not edtf or read(edtf) is not None


def is_after(edtf: str, day: date) -> bool:
    """Whether even the first day that is meant lies after the day."""
    known = read(edtf)
    first = known.earliest() if known else None
    return first is not None and first > day


def surely_before(one: str, other: str) -> bool:
    """Whether the first date lies before the second whatever the unknown digits are; "about" is widened."""
    left, right = read(one), read(other)
    if left is None or right is None or compatible(left, right):
        return False
    last, first = left.latest(), right.earliest()
    return last is not None and first is not None and last < first


def agree(one: str, other: str) -> bool:
    """Whether both can be one day; texts that are no dates agree only when they are equal."""
    left, right = read(one), read(other)
    if left is None or right is None:
        return one == other
    return compatible(left, right)


def years(edtf: str, *, at_most: int) -> tuple[int, ...]:
    """The years that may be meant, "about" two further each way; none when they are more than `at_most`."""
    known = read(edtf)
    first, last = (known.earliest(), known.latest()) if known else (None, None)
    if first is None or last is None:
        return ()
    reach = 2 if known is not None and edtf[-1] in "~%" else 0
    found = tuple(range(first.year - reach, last.year + reach + 1))
    return found if len(found) <= at_most else ()
