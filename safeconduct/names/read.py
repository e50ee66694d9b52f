"""Reads a name: which script, which order, which parts, and what it stands for, each reading with its weight.

Owns the public form of a reading. Leaves the reading itself to `forms`.
"""

import math
from dataclasses import dataclass, field
from enum import StrEnum

from safeconduct.names import families, syllables
from safeconduct.names.forms import Form, form
from safeconduct.names.korean import KoreanReading
from safeconduct.names.scripts import Script, script_of
from safeconduct.names.syllables import Unit

LIKELY_MAX = 4


class Kind(StrEnum):
    """As what kind of name a text was read."""

    KOREAN = "korean"
    EAST_SLAVIC = "east-slavic"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class Hints:
    """What the reader knows beforehand: the kind of name, and whether the surname stands first; None is not known."""

    kind: Kind | None = None
    surname_first: bool | None = None


@dataclass(frozen=True, slots=True)
class Part:
    """A surname or a syllable as written, and what it may stand for in Hangul with the chance of each."""

    written: str
    likely: tuple[tuple[str, float], ...]


@dataclass(frozen=True, slots=True)
class Reading:
    """One way to read a name. `weight` is its chance among all readings of the text; they add up to 1.

    `text` is the likeliest canonical form: Hangul in northern spelling for a Korean name, the words in their order
    for any other. `parts` is the lattice of a Korean name, surname first.
    """

    kind: Kind
    weight: float
    text: str
    surname: str
    given: tuple[str, ...]
    patronymic: str
    script: Script
    parts: tuple[Part, ...] = field(default=())


def read(text: str, *, hints: Hints | None = None) -> tuple[Reading, ...]:
    """Every likely reading of a name, likeliest first; empty for a text without letters. Never raises."""
    name = form(text)
    if not name.words:
        return ()
    told = hints or Hints()
    script = script_of(text)
    korean = _korean_share(name, told)
    found = [_korean(name, reading, korean, script) for reading in name.korean] if korean else []
    if korean < 1.0:
        found.append(_by_words(name, 1.0 - korean, script, told))
    found = [each for each in found if _fits(name, each, told)] or found
    total = sum(each.weight for each in found)
    weighed = [
        Reading(
            e.kind, round(e.weight / total, 4), e.text, e.surname, e.given, e.patronymic, e.script, e.parts
        )
        for e in found
    ]
    return tuple(sorted(weighed, key=lambda each: -each.weight))


def _korean_share(name: Form, told: Hints) -> float:
    if not name.korean or (told.kind is not None and told.kind is not Kind.KOREAN):
        return 0.0
    return 1.0 if told.kind is Kind.KOREAN or not name.letters else name.is_korean


def _korean(name: Form, reading: KoreanReading, share: float, script: Script) -> Reading:
    parts = [_syllable(unit) for unit in reading.given]
    surname = _surname(reading.surname) if reading.surname is not None else None
    likeliest = (surname.likely[0][0] if surname else "") + "".join(part.likely[0][0] for part in parts)
    return Reading(
        Kind.KOREAN,
        math.exp(reading.log_weight) * share,
        likeliest,
        surname.written if surname else "",
        tuple(part.written for part in parts),
        "",
        script,
        (surname, *parts) if surname else tuple(parts),
    )


def _surname(unit: Unit) -> Part:
    ordered = sorted(unit.chances.items(), key=lambda each: -each[1])[:LIKELY_MAX]
    return Part(_plain(unit), tuple((families.name_at(place), round(chance, 3)) for place, chance in ordered))


def _syllable(unit: Unit) -> Part:
    ordered = sorted(unit.chances.items(), key=lambda each: -each[1])[:LIKELY_MAX]
    return Part(
        _plain(unit), tuple((syllables.letter_of(code), round(chance, 3)) for code, chance in ordered)
    )


def _plain(unit: Unit) -> str:
    return unit.text.replace("ӥ", "и")


def _by_words(name: Form, share: float, script: Script, told: Hints) -> Reading:
    """A name that is not Korean: the father's name by its ending, the given name if it is a known one."""
    words = list(name.words)
    patronymic = (
        next((word.text for word in name.letters if word.is_patronymic), "") if len(words) > 2 else ""
    )
    rest = [word for word in words if word != patronymic]
    known = [word.text for word in name.letters if word.group and word.text in rest]
    given = known[:1] or (rest[1:2] if told.surname_first else rest[:1] if len(rest) > 1 else [])
    surname = " ".join(word for word in rest if word not in given)
    kind = Kind.EAST_SLAVIC if patronymic or known else Kind.OTHER
    return Reading(kind, share, " ".join(words), surname, tuple(given), patronymic, script)


def _fits(name: Form, reading: Reading, told: Hints) -> bool:
    if told.surname_first is None or reading.kind is not Kind.KOREAN or not reading.surname:
        return True
    end = name.words[0] if told.surname_first else name.words[-1]
    return end.startswith(reading.surname) or reading.surname in end
