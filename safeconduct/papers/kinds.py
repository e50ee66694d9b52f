"""The papers there are: what each rests on, its size, its fields in order, and whether those were checked.

Owns the table `kinds.toml` and the words `words.toml`, which a lawyer and native speakers edit without touching
code. What is written into a field, and by whose right, is left to the room that prints.
Source: GC III arts 17, 18, 30, 70, 71, 120, 122, Annex II art. 11, Annex IV.
"""

import tomllib
from enum import StrEnum
from importlib.resources import files

from pydantic import model_validator

from safeconduct.sources.values import Frozen

LANGUAGES = ("ko", "ru", "uk", "en")
"""In these a paper can be printed; codes of ISO 639-1."""

BLANK = "blank:"


class Kind(StrEnum):
    """A kind of paper; the two capture cards are two papers, for one may be left unwritten."""

    IDENTITY_CARD = "identity_card"
    CAPTURE_CARD_FAMILY = "capture_card_family"
    CAPTURE_CARD_AGENCY = "capture_card_agency"
    CORRESPONDENCE_CARD = "correspondence_card"
    LETTER = "letter"
    DEATH_NOTIFICATION = "death_notification"
    REPATRIATION_CERTIFICATE = "repatriation_certificate"
    RECEIPT = "receipt"
    MEDICAL_CERTIFICATE = "medical_certificate"
    NOTIFICATION_LIST = "notification_list"


class Mark(StrEnum):
    """Where a size or a list of fields comes from; anything but `VERIFIED` is said in print."""

    VERIFIED = "verified"
    UNCHECKED = "unchecked"
    HOUSE_RULE = "house_rule"


class Field(Frozen):
    """One field of a paper. A blank one is left for somebody's hand and never filled in."""

    key: str
    is_blank: bool


class Form(Frozen):
    """A kind of paper as a form. `size` is width and height in millimetres, `per_sheet` pages a paper, 0 any."""

    kind: Kind
    source: str
    size: tuple[int, int]
    size_mark: Mark
    fields_mark: Mark
    per_sheet: int
    template: str
    fields: tuple[Field, ...]

    @model_validator(mode="after")
    def _has_words_for_all(self) -> "Form":
        unsaid = [each.key for each in self.fields if each.key not in WORDS]
        if unsaid or self.kind not in WORDS:
            raise ValueError(f"paper {self.kind}: words.toml has no {unsaid[0] if unsaid else self.kind}")
        return self

    @property
    def notes(self) -> tuple[str, ...]:
        """Keys of what the paper has to say of itself in print, because it was not read in the treaty."""
        if self.fields_mark is Mark.HOUSE_RULE:
            return ("house_rule",)
        unchecked = ("unchecked",) if self.fields_mark is Mark.UNCHECKED else ()
        return (*unchecked, "size_by_house") if self.size_mark is Mark.HOUSE_RULE else unchecked


def read_words(text: str) -> dict[str, dict[str, str]]:
    """Texts by key and language; ValueError names the key and what it lacks."""
    found: dict[str, dict[str, str]] = tomllib.loads(text)
    for key, texts in found.items():
        if set(texts) != set(LANGUAGES):
            raise ValueError(f"paper text {key}: write it in {', '.join(LANGUAGES)}, no more and no less")
    return found


def read_forms(text: str) -> dict[Kind, Form]:
    """The forms of such a table; ValueError says what is missing of which, or that a kind has none."""
    rows = tomllib.loads(text)
    lacking = set(rows) ^ set(Kind)
    if lacking:
        raise ValueError(f"kinds of papers and their table differ: {', '.join(sorted(lacking))}")
    return {
        Kind(name): Form.model_validate({**row, "kind": name, **_fields(row)}) for name, row in rows.items()
    }


def _fields(row: dict[str, list[str]]) -> dict[str, list[dict[str, object]]]:
    return {
        "fields": [
            {"key": each.removeprefix(BLANK), "is_blank": each.startswith(BLANK)} for each in row["fields"]
        ]
    }


_HERE = files("safeconduct.papers")
WORDS = read_words((_HERE / "words.toml").read_text("utf-8"))
FORMS = read_forms((_HERE / "kinds.toml").read_text("utf-8"))
