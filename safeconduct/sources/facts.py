"""What every fact is: a frozen value, named in the past tense, written once and never changed.

A fact never changes its shape: a new meaning is a new kind, or a new `VERSION` with an upcast on reading.
"""

from typing import ClassVar

from safeconduct.sources.values import Frozen


class Fact(Frozen):
    """Something that was said or happened. `ROOM` and the class name make its kind: `registry.Captured`."""

    ROOM: ClassVar[str] = ""
    VERSION: ClassVar[int] = 1

    @classmethod
    def kind(cls) -> str:
        """The name under which the fact stands in the ledger."""
        return f"{cls.ROOM}.{cls.__name__}"


class Command(Frozen):
    """Something an operator wants recorded, in the imperative; the rules turn it into facts or refuse it."""

    ROOM: ClassVar[str] = ""

    @classmethod
    def title(cls) -> str:
        """The name under which every door gives the command: `registry.record_capture`."""
        name = "".join(f"_{c.lower()}" if c.isupper() else c for c in cls.__name__).lstrip("_")
        return f"{cls.ROOM}.{name}"


class Erased(Fact):
    """Stands where an entry's key was erased: the entry is proven, its content is gone for good."""

    ROOM = "store"


class Unreadable(Fact):
    """Stands where another instance's entry does not open, or says what its sender may not: it counts for nothing."""

    ROOM = "store"


class Newer(Fact):
    """A fact of a kind or version this program does not know; it is kept sealed and shown as newer."""

    ROOM = "store"
    kind_name: str
    kind_version: int
