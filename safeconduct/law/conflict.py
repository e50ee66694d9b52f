"""The conflict as configuration: its parties, languages, ranks, camps and who watches over the prisoners.

Owns the shape of a conflict file, its checks and the look-ups by code and by what lists write. Leaves to the
files in `safeconduct/conflicts` every name: nothing in the program knows a state, a rank or a camp by itself.
A spelling leads to one thing or to none; a file in which it could mean two is not read.

Source: GC III arts 2, 4 (parties), 8-10 (who protects), 12 (Powers), 17 (language), 60 (categories of rank).
"""

import tomllib
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import tzinfo
from enum import StrEnum
from functools import cached_property
from importlib import resources
from pathlib import Path
from typing import Annotated, Self
from zoneinfo import ZoneInfo

from pydantic import Field, StringConstraints, ValidationError, field_validator, model_validator
from pydantic_core import ErrorDetails, PydanticCustomError

from safeconduct.sources.dates import parse_edtf
from safeconduct.sources.values import Code, Frozen, ShortText

ENGLISH = "en"
PACKAGED = "safeconduct.conflicts"
FILE_SIZE_MAX = 1_000_000

LanguageTag = Annotated[str, StringConstraints(pattern=r"^[a-z]{2,3}(-[A-Za-z0-9]{2,8}){0,3}$")]
WrittenForm = Annotated[str, StringConstraints(min_length=1, max_length=300, pattern=r"\S")]
Names = dict[LanguageTag, WrittenForm]


class PartyRole(StrEnum):
    """What a state is in the conflict, seen from the Detaining Power."""

    DETAINING = "detaining"
    ORIGIN = "origin"
    CO_BELLIGERENT = "co_belligerent"
    RECEIVING = "receiving"
    NEUTRAL = "neutral"
    OTHER = "other"


class CampKind(StrEnum):
    """What a place is for. Arriving at any of them, even a transit camp, begins the week of art. 70."""

    COLLECTION = "collection"
    TRANSIT = "transit"
    PERMANENT = "permanent"
    HOSPITAL = "hospital"


class ProtectingKind(StrEnum):
    """In which capacity somebody watches over the prisoners (arts 8, 10(1)-(2), 10(3), 126(4))."""

    PROTECTING_POWER = "protecting_power"
    SUBSTITUTE = "substitute"
    ICRC = "icrc"


class Named(Frozen):
    """Something with a name in each language; English is always there, so that a name can be shown."""

    names: Names

    @field_validator("names")
    @classmethod
    def _has_english(cls, names: Names) -> Names:
        return _with_english(names)


class Coded(Named):
    """Something that facts refer to by its code. A code is for good: recorded facts keep it."""

    code: Code


class Party(Coded):
    """A state. `written` are spellings in which lists and papers name it, besides its names and its code."""

    role: PartyRole
    written: tuple[WrittenForm, ...] = ()


class Rank(Coded):
    """A military rank; `category` is that of art. 60 (1 privates to 5 generals), None where not settled."""

    category: Annotated[int, Field(ge=1, le=5)] | None = None
    written: tuple[WrittenForm, ...] = ()


class Camp(Coded):
    """A place where prisoners are held. `opened` is EDTF, "" where it does not matter."""

    kind: CampKind
    opened: ShortText = ""

    @field_validator("opened")
    @classmethod
    def _is_a_date(cls, opened: str) -> str:
        return _edtf(opened) if opened else opened


class Language(Named):
    """A language prisoners speak; `code` is a BCP 47 tag."""

    code: LanguageTag
    written: tuple[WrittenForm, ...] = ()


class Protecting(Named):
    """Who stands for the prisoners' interests, and the legal ground on which."""

    kind: ProtectingKind
    basis: ShortText


class Service(Coded):
    """A department of the Detaining Power that hands persons or papers to the bureau (art. 122(2), (5))."""


class Conflict(Frozen):
    """One armed conflict as the Detaining Power sees it; made by `load` or `read`, which check it."""

    code: Code
    titles: Names
    began: ShortText
    detaining: Code
    parties: tuple[Party, ...]
    languages: tuple[Language, ...]
    ranks: tuple[Rank, ...]
    camps: tuple[Camp, ...]
    protecting: Protecting
    services: tuple[Service, ...] = ()
    time_zone: ShortText = "UTC"

    @field_validator("time_zone")
    @classmethod
    def _is_a_time_zone(cls, name: str) -> str:
        try:
            ZoneInfo(name)
        except (ValueError, OSError):
            raise PydanticCustomError(
                "no_time_zone",
                "is no time zone",
                {"remedy": 'Write the IANA name of the places\' time, as "Europe/Kyiv".'},
            ) from None
        return name

    @field_validator("titles")
    @classmethod
    def _has_english(cls, titles: Names) -> Names:
        return _with_english(titles)

    @field_validator("began")
    @classmethod
    def _is_a_date(cls, began: str) -> str:
        return _edtf(began)

    @model_validator(mode="after")
    def _has_one_detaining_power(self) -> Self:
        holders = [party.code for party in self.parties if party.role is PartyRole.DETAINING]
        if holders != [self.detaining]:
            raise PydanticCustomError(
                "detaining",
                "`detaining` is {detaining}; parties with the role detaining: {holders}",
                {
                    "detaining": f'"{self.detaining}"',
                    "holders": ", ".join(holders) or "none",
                    "key": "detaining",
                    "remedy": "Give that one party the role detaining and name its code in `detaining`.",
                },
            )
        return self

    @cached_property
    def zone(self) -> tzinfo:
        """The calendar of its places, by which terms of days and months are counted."""
        return ZoneInfo(self.time_zone)

    @property
    def powers(self) -> tuple[Party, ...]:
        """The Powers whose soldiers become prisoners here, in the order of the file (art. 4 A)."""
        return tuple(party for party in self.parties if party.role in _POWER_ROLES)

    def camp(self, code: str) -> Camp | None:
        """The camp with the code."""
        return self._camps.get(code)

    def party(self, code: str) -> Party | None:
        """The state with the code."""
        return self._parties.get(code)

    def camp_of(self, written: str) -> Camp | None:
        """The camp of which `written` is the code or a name."""
        return self._camp_spellings.get(fold(written))

    def power_of(self, written: str) -> Party | None:
        """The state that `written` names; any of the file, for a captive may name any as his own."""
        return self._party_spellings.get(fold(written))

    def rank_of(self, written: str) -> Rank | None:
        """The rank that `written` names; the record keeps what was said beside it."""
        return self._rank_spellings.get(fold(written))

    def language_of(self, written: str) -> Language | None:
        """The language that `written` names, or whose tag it is."""
        return self._language_spellings.get(fold(written))

    def title(self, language: str) -> str:
        """The conflict's title in the language, else in English."""
        return _in_language(self.titles, language)

    @staticmethod
    def name(thing: Named, language: str) -> str:
        """The name of a party, rank, camp, language or service in the language, else in English."""
        return _in_language(thing.names, language)

    @cached_property
    def _camps(self) -> dict[str, Camp]:
        return {camp.code: camp for camp in self.camps}

    @cached_property
    def _parties(self) -> dict[str, Party]:
        return {party.code: party for party in self.parties}

    @cached_property
    def _camp_spellings(self) -> dict[str, Camp]:
        return {form: camp for camp in self.camps for form in _spellings(camp)}

    @cached_property
    def _party_spellings(self) -> dict[str, Party]:
        return {form: party for party in self.parties for form in _spellings(party)}

    @cached_property
    def _rank_spellings(self) -> dict[str, Rank]:
        return {form: rank for rank in self.ranks for form in _spellings(rank)}

    @cached_property
    def _language_spellings(self) -> dict[str, Language]:
        return {form: language for language in self.languages for form in _spellings(language)}


# A co-belligerent's soldiers are prisoners of the same conflict; a neutral or receiving state has none in it.
_POWER_ROLES = frozenset({PartyRole.ORIGIN, PartyRole.CO_BELLIGERENT})


def fold(written: str) -> str:
    """How spellings are compared: no case, ё as е, one apostrophe, dots and spaces as one space."""
    plain = unicodedata.normalize("NFKC", written).casefold().translate(_SAME_LETTERS)
    return " ".join(plain.replace(".", " ").split())


_SAME_LETTERS = str.maketrans({"ё": "е", "ʼ": "'", "’": "'", "‘": "'", "`": "'"})


# --- reading a file -------------------------------------------------------------------------------


@dataclass(frozen=True)
class Fault:
    """One thing wrong in a conflict file: under which key, what, and what to do about it."""

    key: str
    reason: str
    remedy: str

    def __str__(self) -> str:
        return f"{self.key}: {self.reason}. {self.remedy}"


@dataclass
class ConflictUnreadable(Exception):
    """A conflict file that cannot be used; every fault of one reading at once, never half a conflict."""

    file: str
    faults: tuple[Fault, ...]

    def __str__(self) -> str:
        return "\n".join(f"{self.file}: {fault}" for fault in self.faults)


def read(path_or_code: str | Path) -> Conflict:
    """The conflict in a file, or the packaged one of that code; raises ConflictUnreadable."""
    file = str(path_or_code)
    packaged = resources.files(PACKAGED) / f"{file}.toml"
    if "/" not in file and "\\" not in file and packaged.is_file():
        return load(packaged.read_text(encoding="utf-8"), f"{file}.toml")
    path = Path(file)
    try:
        if path.stat().st_size > FILE_SIZE_MAX:
            raise _unreadable(file, "is larger than 1 MB", "Name a conflict file; it is a few pages of text.")
        return load(path.read_text(encoding="utf-8"), path.name)
    except FileNotFoundError:
        known = ", ".join(packaged_codes())
        raise _unreadable(
            file, "there is no such file", f"Name a file, or a packaged conflict: {known}."
        ) from None
    except UnicodeDecodeError:
        raise _unreadable(file, "is not UTF-8 text", "Save the file as UTF-8.") from None
    except OSError as error:
        raise _unreadable(file, f"cannot be read ({error.strerror})", "Check its path and rights.") from None


def packaged_codes() -> list[str]:
    """The codes of the conflicts that come with the program, in alphabetical order."""
    files = (item.name for item in resources.files(PACKAGED).iterdir())
    return sorted(name.removesuffix(".toml") for name in files if name.endswith(".toml"))


def load(text: str, file: str = "conflict file") -> Conflict:
    """The conflict described in TOML; `file` is how errors call it. Raises ConflictUnreadable."""
    try:
        raw = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise _unreadable(
            file, f"is not TOML ({error})", "Mend that line; strings stand in quotes."
        ) from None
    try:
        conflict = Conflict.model_validate(raw)
    except ValidationError as error:
        faults = tuple(_fault(detail, raw) for detail in error.errors(include_url=False))
        raise ConflictUnreadable(file, faults) from None
    if faults := (*_double_codes(conflict), *_double_spellings(conflict)):
        raise ConflictUnreadable(file, faults)
    return conflict


def _unreadable(file: str, reason: str, remedy: str) -> ConflictUnreadable:
    return ConflictUnreadable(file, (Fault("whole file", reason, remedy),))


def _double_codes(conflict: Conflict) -> Iterator[Fault]:
    for section, things in _sections(conflict).items():
        seen: set[str] = set()
        for thing in things:
            if thing.code in seen:
                yield Fault(
                    f"{section}.{thing.code}",
                    "this code stands there twice",
                    "Give one of the two another code.",
                )
            seen.add(thing.code)


def _double_spellings(conflict: Conflict) -> Iterator[Fault]:
    """Spellings that lead to two things: the look-up would have to guess."""
    for section, things in _sections(conflict).items():
        owners: dict[str, str] = {}
        for thing in things:
            for form in _spellings(thing):
                owner = owners.setdefault(form, thing.code)
                if owner != thing.code:
                    yield Fault(
                        f"{section}.{thing.code}",
                        f'"{form}" is written for "{owner}" as well',
                        "Keep the spelling under one of the two.",
                    )


def _sections(conflict: Conflict) -> dict[str, tuple[Coded | Language, ...]]:
    return {
        "parties": conflict.parties,
        "languages": conflict.languages,
        "ranks": conflict.ranks,
        "camps": conflict.camps,
        "services": conflict.services,
    }


def _spellings(thing: Coded | Language) -> set[str]:
    """All folded forms under which a thing is found: its code, its names, what lists write."""
    written: Iterable[str] = thing.written if isinstance(thing, Party | Rank | Language) else ()
    return {fold(form) for form in (thing.code, *thing.names.values(), *written)}


def _fault(detail: ErrorDetails, raw: Mapping[str, object]) -> Fault:
    """What pydantic found, in the words of the file."""
    context = detail.get("ctx", {})
    key = str(context.get("key") or _key(detail["loc"], raw))
    remedy = str(context.get("remedy") or _REMEDIES.get(detail["type"], "Write a value of that kind."))
    reason = _REASONS.get(detail["type"], detail["msg"])
    return Fault(key, reason, remedy)


_REASONS = {"missing": "this key is missing", "extra_forbidden": "this key is unknown"}
_REMEDIES = {
    "missing": "Add this key; the reference of the conflict file lists all keys.",
    "extra_forbidden": "Remove this key or correct its spelling; the reference lists all keys.",
    "enum": "Choose one of these words.",
    "string_pattern_mismatch": "Codes are small letters, digits and hyphens; language tags are like `en`.",
}


def _key(location: tuple[int | str, ...], raw: Mapping[str, object]) -> str:
    """The path of a key, with the code of a thing in place of its number: `ranks.sergeant.category`."""
    value: object = raw
    parts: list[str] = []
    for step in location:
        if isinstance(step, int) and isinstance(value, list | tuple) and step < len(value):
            value = value[step]
            code = value.get("code") if isinstance(value, dict) else None
            parts.append(str(code) if code else f"number {step + 1}")
            continue
        value = value.get(str(step)) if isinstance(value, dict) else None
        parts.append(str(step))
    return ".".join(parts) or "whole file"


def _with_english(names: Names) -> Names:
    if ENGLISH not in names:
        raise PydanticCustomError(
            "no_english",
            "there is no name in English",
            {"remedy": 'Add `en = "…"`; other languages fall back to it.'},
        )
    return names


def _edtf(text: str) -> str:
    try:
        return parse_edtf(text).edtf
    except ValueError:
        raise PydanticCustomError(
            "no_date", "is not a date", {"remedy": 'Write it as "2022-02-24", "2022-02" or "2022".'}
        ) from None


def _in_language(names: Mapping[str, str], language: str) -> str:
    """The name in the language, else in the language without its region, else in English."""
    return names.get(language) or names.get(language.partition("-")[0]) or names[ENGLISH]
