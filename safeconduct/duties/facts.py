"""What was done, or befell, for which the Convention has a clock and the register no fact of its own. Frozen, pure.

`event` is a kind of `law.events`; which details it has stands in that table. A person's facts lie in his own stream
of the custody compartment, a camp's and the bureau's in streams of their own. What tells of findings lies in health.
Source: GC III arts 12-132, the evidence of each duty in `law.duties`.
"""

import hashlib
from typing import Annotated, ClassVar

from pydantic import Field, StringConstraints

from safeconduct.access.words import Compartment
from safeconduct.law.events import KindCode
from safeconduct.sources import facts as base
from safeconduct.sources.values import Channel, Code, ShortText, Source

EntryRef = Annotated[str, StringConstraints(pattern=r"^([0-9a-f]{32}(\.[a-z])?)?$")]
EdtfText = Annotated[str, StringConstraints(max_length=80)]
_OBSERVED = Source(channel=Channel.OBSERVED)


class Fact(base.Fact):
    """A fact of the duties; `COMPARTMENT` is where it is recorded, always."""

    ROOM = "duties"
    COMPARTMENT: ClassVar[Compartment] = Compartment.CUSTODY


class Recorded(Fact):
    """Something happened or was done. `happened` is EDTF or a moment with its offset, "" where nobody knows.

    `about` is the event that this one answers; `place` the code of the camp where it happened.
    """

    event: KindCode
    happened: EdtfText = ""
    about: EntryRef = ""
    place: Code | None = None
    details: dict[str, ShortText] = Field(default_factory=dict)
    source: Source = _OBSERVED


class FindingRecorded(Recorded):
    """The same of what was found of a person's health; sealed."""

    COMPARTMENT = Compartment.HEALTH


class RecordWithdrawn(Fact):
    """Something recorded in error. It stays readable in the record and counts no longer."""

    entry: EntryRef
    reason: ShortText


FACTS: tuple[type[Fact], ...] = (Recorded, FindingRecorded, RecordWithdrawn)


def camp_stream(camp: str) -> str:
    """The stream of a camp: the same on every instance, so that what two write of one camp meets."""
    return hashlib.sha256(f"safeconduct camp {camp}".encode()).hexdigest()[:32]


BUREAU_STREAM = hashlib.sha256(b"safeconduct bureau").hexdigest()[:32]
"""The stream of what concerns the whole conflict."""
