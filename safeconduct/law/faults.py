"""What is wrong in a table of the law: which file, which row, what, and what to do about it."""

from collections.abc import Mapping
from dataclasses import dataclass

from pydantic import ValidationError


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing wrong. `row` is the id of the row, or its number where it has none."""

    file: str
    row: str
    reason: str
    remedy: str

    def __str__(self) -> str:
        return f"{self.file}, {self.row}: {self.reason}. {self.remedy}"


@dataclass
class TableUnreadable(Exception):
    """A table that cannot be used; every fault of one reading at once, never half a table."""

    faults: tuple[Fault, ...]

    @classmethod
    def of(cls, file: str, reason: str, remedy: str) -> "TableUnreadable":
        """That the whole file cannot be read."""
        return cls((Fault(file, "whole file", reason, remedy),))

    def __str__(self) -> str:
        return "\n".join(str(fault) for fault in self.faults)


def faults_of(
    error: ValidationError, file: str, raw: Mapping[str, object], rows: str, key: str
) -> tuple[Fault, ...]:
    """What pydantic found in the array `rows`, each row named by its `key`."""
    return tuple(
        _fault(
            detail["loc"],
            str(detail["type"]),
            detail["msg"],
            file=file,
            row=_row(detail["loc"], raw, rows, key),
        )
        for detail in error.errors(include_url=False)
    )


def _fault(location: tuple[int | str, ...], kind: str, message: str, *, file: str, row: str) -> Fault:
    field = ".".join(str(step) for step in location[2:])
    if kind == "missing":
        return Fault(
            file, row, f"the key `{field}` is missing", "Add it; the reference of duties lists all keys."
        )
    if kind == "extra_forbidden":
        return Fault(file, row, f"the key `{field}` is unknown", "Remove it or correct its spelling.")
    said = message.removeprefix("Value error, ")
    reason, _, remedy = said.partition("; ")
    where = f"`{field}`: " if field else ""
    remedy = remedy or "Write a value of that kind."
    return Fault(file, row, f"{where}{reason}", remedy[0].upper() + remedy[1:].rstrip(".") + ".")


def _row(location: tuple[int | str, ...], raw: Mapping[str, object], rows: str, key: str) -> str:
    listed = raw.get(rows)
    if len(location) < 2 or not isinstance(location[1], int) or not isinstance(listed, list):
        return "whole file"
    row = listed[location[1]]
    name = row.get(key) if isinstance(row, dict) else None
    return str(name) if name else f"row {location[1] + 1}"
