"""Which class reads which kind of fact. Rooms register their facts when the program starts."""

from collections.abc import Mapping
from typing import Any

from safeconduct.sources.facts import Fact, Newer

_KINDS: dict[str, type[Fact]] = {}


def register(*facts: type[Fact]) -> None:
    """Make the kinds readable; the same kind may come again only with the same class."""
    for fact in facts:
        if _KINDS.setdefault(fact.kind(), fact) is not fact:
            raise ValueError(f"two classes for {fact.kind()}")


def all_kinds() -> dict[str, type[Fact]]:
    """Every kind, by name, in alphabetical order."""
    return dict(sorted(_KINDS.items()))


def dump(fact: Fact) -> dict[str, Any]:
    """The fact's fields as JSON values. Defaults are left out: a default is part of a fact's shape."""
    return fact.model_dump(mode="json", exclude_defaults=True)


def load(kind: str, version: int, fields: Mapping[str, Any]) -> Fact:
    """The fact, or `Newer` for a kind or version that this program does not know."""
    fact = _KINDS.get(kind)
    if fact is None or version > fact.VERSION:
        return Newer(kind_name=kind, kind_version=version)
    return fact.model_validate(fields)
