"""The error of a file that is no list."""

from dataclasses import dataclass, field


@dataclass
class ListUnreadable(Exception):
    """A file that is no list: why, and what to do. Nothing of it was taken in.

    `code` is stable; `parameters` carries what stands in `reason`, so that the edge can say it in another
    language.
    """

    code: str
    reason: str
    remedy: str
    parameters: dict[str, str] = field(default_factory=dict)

    def __str__(self) -> str:
        return f"{self.reason} Nothing was imported. {self.remedy}"
