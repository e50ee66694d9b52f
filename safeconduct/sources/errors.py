"""The few kinds of error every layer speaks of; the edge turns each into words and a status.

Rules raise `Refused`, access raises `Forbidden`, the store raises `Conflict`. Nothing here knows HTTP.
"""

from dataclasses import dataclass


@dataclass
class Refused(Exception):
    """A command that the rules do not let through, with what is missing and where that is laid down.

    `code` is stable and machine-readable, `reason` says what is wrong with the value in it, `remedy` what to
    do, `source` the article, standard or "House rule". `field` names the field of the command, or is empty.
    """

    code: str
    reason: str
    source: str
    remedy: str = ""
    field: str = ""

    def __str__(self) -> str:
        return " ".join(part for part in (self.reason, self.remedy) if part)


class Forbidden(Exception):
    """The actor may not do this. Where existence is itself a secret the edge answers as for nothing there."""


class NotFound(Forbidden):
    """Nothing with this number, or not this actor's to see: one class, so that both read the same."""


@dataclass
class Conflict(Exception):
    """Somebody else wrote first; nothing of this command is kept. `theirs` is what stands now."""

    subject: str
    expected_version: int
    actual_version: int
    theirs: tuple[object, ...] = ()

    def __str__(self) -> str:
        return f"{self.subject}: version {self.expected_version} was expected, {self.actual_version} stands"
