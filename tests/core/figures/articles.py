"""Reads a folder of real articles with their annotation, as `--data DIR` and the environment name it.

The folder holds `NAME.txt` and `NAME.gold.jsonl`; nothing of it stands in the repository.
"""

import json
from datetime import date
from pathlib import Path
from typing import Any

from safeconduct.figures.claims import Document
from tests.core.figures.documents import Annotated, Gold


def as_annotated(folder: Path) -> list[Annotated]:
    """The articles of the folder with their claims, in order of file name."""
    found = []
    for path in sorted(folder.glob("*.gold.jsonl")):
        rows = [json.loads(line) for line in path.read_text("utf-8").splitlines() if line.strip()]
        name = path.name.removesuffix(".gold.jsonl")
        text = (folder / f"{name}.txt").read_text("utf-8")
        days = {row["published_from"]["published_at"] for row in rows} - {None}
        published = date.fromisoformat(days.pop()) if len(days) == 1 else None
        claims = tuple(_gold(row) for row in rows if row["kind"] == "claim")
        document = Document(text=text, published_at=published)
        found.append(Annotated(name, document, rows[0].get("language", "en"), claims, ()))
    return found


def _gold(row: dict[str, Any]) -> Gold:
    quantity, as_of = row["quantity"], row["as_of"]
    bounds = (quantity["low"], quantity["high"]) if quantity else (None, None)
    speaker = row["speaker"] or "-"
    day = f"{as_of['start']}/{as_of['end']}" if as_of["relation"] != "unstated" else "-"
    return Gold(
        row["span"][0], row["span"][1], row["category"], bounds != (None, None), bounds[0], bounds[1],
        speaker, day,
    )  # fmt: skip
