"""The keyed numbers under which the registry files a person, so that no column says what it means.

Owns one purpose for each kind of tag: the same text under two purposes gives two unlike numbers.
"""

from datetime import date

from safeconduct.registry.models import UNKNOWN_DAY
from safeconduct.store import rows


def tag_of_place(place: str) -> int:
    """The tag of a place's code; also "" has one, for persons who are nowhere yet."""
    return rows.tag("registry place", place)


def tag_of_status(status: str) -> int:
    """The tag of an `answers.Status`."""
    return rows.tag("registry status", status)


def tag_of_power(power: str) -> int:
    """The tag of the code of a Power of origin; also "" has one."""
    return rows.tag("registry power", power)


def tag_of_word(word: str) -> int:
    """The tag of something a person is found by."""
    return rows.tag("registry word", word)


def tag_of_mark(mark: str) -> int:
    """The tag of something that likely duplicates share."""
    return rows.tag("registry mark", mark)


def tag_of_row(fingerprint: str) -> int:
    """The tag of a line of a list."""
    return rows.tag("registry row", fingerprint)


def tag_of_question(code: str) -> int:
    """The tag of a kind of question."""
    return rows.tag("registry question", code)


def tag_of_verdict(verdict: str) -> int:
    """The tag of a `facts.Verdict`."""
    return rows.tag("registry verdict", verdict)


def order_of(purpose: str, day: date | None) -> int:
    """The keyed number of a day, `UNKNOWN_DAY` where none is known."""
    return rows.order(f"registry {purpose}", day) if day else UNKNOWN_DAY
