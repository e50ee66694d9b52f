"""The keyed numbers under which tracing files an enquiry, so that no column says what it means."""

from collections.abc import Iterable

from safeconduct.names.keys import keys, parts
from safeconduct.store import rows


def tag_of_reference(reference: str) -> int:
    """The tag of an enquiry's name elsewhere; also "" has one."""
    return rows.tag("tracing reference", reference)


def words_of(names: Iterable[str]) -> frozenset[int]:
    """The tags of everything under which somebody of these names is filed."""
    words = {word for name in names for word in (*keys(name), *parts(name))}
    return frozenset(rows.tag("tracing word", word) for word in words)
