"""Every registration leaves one sealed entry of health, and all of one size, whatever was said.

Owns the filling: spaces after the note, inside what is sealed, taken off again on reading. Without it the
size of the sealed entry would tell who was wounded. A note longer than the filling reaches makes a larger
entry; it is kept whole.
"""

import json
import unicodedata
from dataclasses import replace

from safeconduct.registry.facts import HealthObserved
from safeconduct.store.entries import Entry

# With what the store adds (author, stream, time, kind) this fills the padding bucket of 768 bytes and no
# more.
FACT_BYTES = 480


def filled(fact: HealthObserved) -> HealthObserved:
    """The fact with spaces after its note, so that it takes `FACT_BYTES`."""
    note = unicodedata.normalize("NFC", fact.note.rstrip()) or " "
    missing = FACT_BYTES - _size_bytes(fact.model_copy(update={"note": note}))
    return fact.model_copy(update={"note": note + " " * max(missing, 0)})


def emptied(entry: Entry) -> Entry:
    """The entry with the note as it was handed in."""
    if not isinstance(entry.fact, HealthObserved):
        return entry
    return replace(entry, fact=entry.fact.model_copy(update={"note": entry.fact.note.rstrip()}))


def _size_bytes(fact: HealthObserved) -> int:
    fields = fact.model_dump(mode="json", exclude_defaults=True)
    text = json.dumps(fields, ensure_ascii=False, separators=(",", ":"))
    return len(unicodedata.normalize("NFC", text).encode())
