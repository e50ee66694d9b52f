"""Makes the reference of duties: the table of duties and the vocabulary of events, as they stand in `law`."""

from collections.abc import Iterable

from safeconduct.duties.exports import MARKS
from safeconduct.law.duties import Row, catalogue
from safeconduct.law.events import vocabulary

HEAD = """# Duties

Made by `python -m tools.write_reference`; edit the table, not this page.

What `safeconduct/law` holds: a paraphrase and no legal advice. Words in quotation marks are the treaty's. An office
target is a house rule and no law. How to edit the table: [edit the duties](../how-to/edit-the-duties.md)."""
EVENTS = """## Events

An event of `registry` is recorded by the register, of `configuration` by the conflict's file, of `sealed` in a sealed
room."""


def page() -> str:
    """The whole page."""
    duties = _table(
        ("id", "article", "checked", "duty", "treaty", "deadline", "owed by", "owed to", "evidence"),
        (_duty(row) for row in catalogue().rows),
    )
    events = _table(
        ("event", "what", "told of", "recorded by", "details"),
        (
            (
                f"`{kind.code}`",
                kind.en,
                kind.scope,
                kind.of,
                ", ".join(f"`{d.code}`" for d in kind.details) or "–",
            )
            for kind in vocabulary().values()
        ),
    )
    return "\n\n".join((HEAD, "## Duties", duties, EVENTS, events)) + "\n"


def _duty(row: Row) -> tuple[str, ...]:
    deadline = f"{row.kind} {row.duration}".strip()
    return (
        f"`{row.id}`",
        row.cite,
        MARKS[row.mark],
        row.en,
        f"“{row.legal_text}”" if row.legal_text else "–",
        f"{deadline}; office target {row.target}" if row.target else deadline,
        ", ".join(row.owed_by),
        ", ".join(row.owed_to),
        row.evidence,
    )


def _table(heads: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> str:
    lines = [heads, tuple("---" for _ in heads), *rows]
    return "\n".join("| " + " | ".join(cell.replace("|", "\\|") for cell in line) + " |" for line in lines)
