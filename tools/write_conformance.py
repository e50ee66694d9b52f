"""Writes docs/conformance: bundles and cards, good and bad, each with what a reader must say of it.

Owns the cases. Keys and all that chance would make are fixed, so the same files come out of every run;
`tests/core/disclosure/test_conformance.py` holds them to this, and both readers to them. Run as
`.venv/bin/python -m tools.write_conformance` from the root of the project.
"""

import json
from collections.abc import Iterator
from pathlib import Path

from tools.conformance_inside import content_cases, item_cases, manifests_cases, proof_cases
from tools.conformance_making import KEYS, Case
from tools.conformance_outside import good, outside
from tools.conformance_places import card_cases, key_cases, place_cases, shown_cases

FOLDER = Path(__file__).resolve().parent.parent / "docs" / "conformance"


def main() -> None:
    """Write the kit."""
    for file, data in files().items():
        path = FOLDER / file
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)


def files() -> dict[str, bytes]:
    """Every file of the kit by its path, `cases.json` last."""
    every = list(cases())
    made = {case.file: case.data for case in every}
    if len(made) != len(every):
        raise ValueError("two cases have one name")
    kit = {
        "v": 1,
        "keys": {
            name: {"card": keys.card.data.decode(), "private": keys.private.hex()}
            for name, keys in KEYS.items()
        },
        "cases": [
            {"file": case.file, "about": case.about, "expect": case.expect, **case.how} for case in every
        ],
    }
    made["cases.json"] = (json.dumps(kit, ensure_ascii=False, indent=1) + "\n").encode()
    return made


def cases() -> Iterator[Case]:
    """Every case."""
    yield from good()
    yield from outside()
    yield from manifests_cases()
    yield from proof_cases()
    yield from content_cases()
    yield from item_cases()
    yield from place_cases()
    yield from key_cases()
    yield from shown_cases()
    yield from card_cases()


if __name__ == "__main__":
    main()
