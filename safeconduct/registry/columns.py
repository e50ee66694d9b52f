"""Which column of a list is which: headings in many languages, and mapping files for all others.

Owns the closed list of fields, the reading of `columns.toml` and of a mapping file. Leaves the cells to
`cells` and the file to `tables`. Nothing is lost: a column nobody knows is kept with its heading among
the notes, or in health if the heading speaks of it.
"""

import re
import tomllib
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from importlib.resources import files

from safeconduct.registry.health_words import is_about_health
from safeconduct.sources.date_reading import DateOrder
from safeconduct.tables.errors import ListUnreadable


class Field(StrEnum):
    """What a column of a capture list can hold."""

    ROW_NUMBER = "row_number"
    NAME = "name"
    NAME_HANGUL = "name_hangul"
    NAME_LATIN = "name_latin"
    NAME_CYRILLIC = "name_cyrillic"
    NAME_HANJA = "name_hanja"
    SURNAME = "surname"
    GIVEN_NAMES = "given_names"
    FATHER_NAME = "father_name"
    RANK = "rank"
    SERVICE_NUMBER = "service_number"
    BIRTH_DATE = "birth_date"
    CAPTURE_DATE = "capture_date"
    CAPTURE_PLACE = "capture_place"
    FALSE_PAPER_NAME = "false_paper_name"
    PAPER_NUMBER = "paper_number"
    HEALTH = "health"
    POWER = "power"
    UNIT = "unit"
    LANGUAGE = "language"
    PLACE_HELD = "place_held"
    NOTES = "notes"
    IGNORED = "ignored"


NAME_FIELDS = (
    Field.NAME,
    Field.NAME_HANGUL,
    Field.NAME_LATIN,
    Field.NAME_CYRILLIC,
    Field.NAME_HANJA,
    Field.SURNAME,
    Field.GIVEN_NAMES,
)
DATE_FIELDS = (Field.BIRTH_DATE, Field.CAPTURE_DATE)

_BYTES_MAX_MAPPING = 256 * 1024
_CHARACTERS_MAX_HEADING = 200


@dataclass(frozen=True, slots=True)
class ListMapping:
    """What a sender's own headings mean: heading as written to field, and how the list is written."""

    columns: Mapping[str, Field]
    dates: DateOrder | None = None
    encoding: str = ""
    sheet: str = ""


@dataclass(frozen=True, slots=True)
class Recognised:
    """A row taken for the headings: a field or None for each cell, and its language.

    `by_word` are the places of those that only speak of health: each is a column of it beside the one of that name.
    """

    fields: tuple[Field | None, ...]
    language: str
    by_word: frozenset[int] = frozenset()

    @property
    def known(self) -> int:
        """How many cells are the heading of a field by name."""
        return sum(each is not None for each in self.fields) - len(self.by_word)


def recognise(headings: Sequence[str], mapping: ListMapping | None = None) -> Recognised:
    """The field of each heading. A field is given out once, to its first heading; a mapping goes first."""
    stated = mapping.columns if mapping else {}
    own = {normal_heading(heading): target for heading, target in stated.items()}
    found: list[Field | None] = []
    by_word: set[int] = set()
    languages: dict[str, int] = {}
    for index, heading in enumerate(headings):
        normal = normal_heading(heading)
        target = own.get(normal)
        if target is None:
            target, spoken = _field_of(normal)
            for language in spoken:
                languages[language] = languages.get(language, 0) + 1
        if target is not Field.IGNORED and target in found:
            target = None
        if target is None and is_about_health(normal):
            target = Field.HEALTH
            by_word.add(index)
        found.append(target)
    ranked = sorted(languages, key=lambda language: (-languages[language], language))
    return Recognised(tuple(found), ranked[0] if ranked else "", frozenset(by_word))


def read_mapping(data: bytes) -> ListMapping:
    """The mapping in a TOML file: `[columns]` heading = field, and if need be `dates`, `encoding`, `sheet`.

    Raises ListUnreadable with the line or the key that is wrong.
    """
    try:
        if len(data) > _BYTES_MAX_MAPPING:
            raise _mapping_wrong("it is larger than 256 KB")
        content = tomllib.loads(data.decode("utf-8-sig"))
    except (UnicodeDecodeError, tomllib.TOMLDecodeError, RecursionError) as error:
        raise _mapping_wrong(f"it is not TOML in UTF-8 ({error})") from error
    unknown = sorted(set(content) - {"columns", "dates", "encoding", "sheet"})
    if unknown:
        known = "columns, dates, encoding, sheet"
        raise _mapping_wrong(f"the key {unknown[0]!r} is not known; known are {known}")
    columns = content.get("columns")
    if not isinstance(columns, dict) or not columns:
        raise _mapping_wrong("the table [columns] is missing or empty")
    encoding, sheet = content.get("encoding", ""), content.get("sheet", "")
    if not isinstance(encoding, str) or not isinstance(sheet, str):
        raise _mapping_wrong("encoding and sheet are texts in quotation marks")
    return ListMapping(_mapped_columns(columns), _mapped_order(content.get("dates")), encoding, sheet)


def normal_heading(text: str) -> str:
    """A heading for comparison: lower case, no punctuation, apostrophes or accents of ё, single spaces."""
    folded = unicodedata.normalize("NFKC", text[:_CHARACTERS_MAX_HEADING].replace("№", " № ")).casefold()
    plain = _APOSTROPHES.sub("", folded).replace("ё", "е")
    return " ".join(_NOT_A_WORD.sub(" ", plain).split())


_APOSTROPHES = re.compile("['’ʼ`´‘\u02b9\u2032]")
_NOT_A_WORD = re.compile(r"[^\w№]+|_")
_IN_BRACKETS = re.compile(r"\(.*?\)|\[.*?\]")
_LETTERS_MIN_CUT_WORD = 3


def _mapping_wrong(what: str) -> ListUnreadable:
    return ListUnreadable(
        "mapping-wrong",
        f"The mapping file cannot be used: {what}.",
        'Write lines like "Heading in the file" = "birth_date" under [columns].',
        {"what": what},
    )


def _mapped_columns(columns: dict[str, object]) -> dict[str, Field]:
    mapped: dict[str, Field] = {}
    for heading, target in columns.items():
        if not isinstance(target, str) or target not in set(Field):
            raise _mapping_wrong(
                f"{heading!r} is given the field {target!r}; the fields are {', '.join(sorted(Field))}"
            )
        if target != Field.IGNORED and target in mapped.values():
            raise _mapping_wrong(f"two headings are given the field {target!r}")
        mapped[heading] = Field(target)
    return mapped


def _mapped_order(value: object) -> DateOrder | None:
    if value is None:
        return None
    if not isinstance(value, str) or value not in set(DateOrder):
        raise _mapping_wrong(f"dates is {value!r}; it can be dmy, mdy or ymd")
    return DateOrder(value)


@lru_cache(maxsize=4096)
def _field_of(heading: str) -> tuple[Field | None, tuple[str, ...]]:
    """The field of a normal heading and the languages that call it so; None where two could be meant."""
    known = _synonyms()
    if heading in known:
        return known[heading]
    words = heading.split()
    if sum(len(word) >= _LETTERS_MIN_CUT_WORD for word in words) == 0:
        return None, ()
    near = {known[other] for other in known if _is_cut(words, other.split())}
    fields = {target for target, _ in near}
    languages = tuple(sorted({language for _, spoken in near for language in spoken}))
    return (fields.pop(), languages) if len(fields) == 1 else (None, ())


def _is_cut(words: list[str], whole: list[str]) -> bool:
    """Whether `words` are those of `whole` with some of them cut short."""
    return len(words) == len(whole) and all(
        full == word or (len(word) >= _LETTERS_MIN_CUT_WORD and full.startswith(word))
        for word, full in zip(words, whole, strict=True)
    )


@lru_cache(maxsize=1)
def _synonyms() -> dict[str, tuple[Field, tuple[str, ...]]]:
    """Normal heading to its field and languages. ValueError when two fields claim one heading."""
    data = tomllib.loads(files("safeconduct.registry").joinpath("columns.toml").read_text(encoding="utf-8"))
    found: dict[str, tuple[Field, tuple[str, ...]]] = {}
    for name, languages in data.items():
        for language, headings in languages.items():
            for heading in headings:
                normal = normal_heading(heading)
                target, spoken = found.get(normal, (Field(name), ()))
                if target != name:
                    raise ValueError(f"{heading!r} is a heading of both {target} and {name}")
                found[normal] = (target, tuple(sorted({*spoken, language})))
    return found
