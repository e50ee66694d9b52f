"""The information sheets that are read to a prisoner before he says anything: versions, each in several languages.

Pure: the texts are data in `sheets.toml`, which a lawyer and native speakers can edit without touching code. A
sheet says every point of `SheetPoint` in every one of its languages, or the program does not start.
"""

import tomllib
from datetime import date
from importlib.resources import files

from pydantic import model_validator

from safeconduct.sources.values import Frozen
from safeconduct.wishes.facts import SheetPoint


class SheetText(Frozen):
    """One version. `since` is its first day, `until` the first on which nobody may rest on it any more.

    `reviewed_by` is who checked law and translations, "" while nobody did: then a print says so.
    """

    version: str
    since: date
    until: date | None = None
    reviewed_by: str = ""
    title: dict[str, str]
    points: dict[SheetPoint, dict[str, str]]

    @model_validator(mode="after")
    def _is_whole(self) -> "SheetText":
        absent = [point for point in SheetPoint if set(self.points.get(point, ())) != set(self.title)]
        if absent:
            raise ValueError(
                f"sheet {self.version}: {absent[0]} is not written in every language of the title"
            )
        return self

    @property
    def languages(self) -> tuple[str, ...]:
        """Codes of the languages it is written in."""
        return tuple(self.title)

    def is_in_force(self, day: date) -> bool:
        """Whether it may be read to somebody on that day."""
        return self.since <= day and (self.until is None or day < self.until)


def read(text: str) -> tuple[SheetText, ...]:
    """The sheets of such a file, the newest first; ValueError says what is missing of which."""
    found = [SheetText.model_validate(each) for each in tomllib.loads(text)["sheets"]]
    versions = [each.version for each in found]
    twice = next((version for version in versions if versions.count(version) > 1), None)
    if twice is not None:
        raise ValueError(f"sheet {twice}: two sheets bear this version")
    return tuple(sorted(found, key=lambda each: each.since, reverse=True))


def find(version: str) -> SheetText | None:
    """The sheet of this version; None where there is none."""
    return next((each for each in SHEETS if each.version == version.strip()), None)


SHEETS = read((files("safeconduct.wishes") / "sheets.toml").read_text("utf-8"))
