"""Folds the spellings of a Korean syllable in any script to one coarse code of its sound.

Owns the tables `latin_sounds.tsv` and `cyrillic_sounds.tsv` and what makes two codes equal:
voicing, breath, ㅓ with ㅗ, ㄴ with ㅇ at the end, ㄹ however written, assimilation between syllables,
and the initial ㄹ and ㄴ that the South drops. A spelling that can stand for two sounds has several
readings, each with a cost; 0 is the likeliest. Leaves the order of the parts of a name to `order`,
and East Slavic names to `slavic`.
"""

import re
import unicodedata
from functools import cache, lru_cache
from importlib import resources
from typing import NamedTuple

from safeconduct.names.hangul import INITIALS, VOWELS, decompose, final_sound, is_syllable, surnames


class Reading(NamedTuple):
    """One way to hear a spelling: its code and how unlikely it is, 0 being the likeliest."""

    cost: int
    code: str


READINGS_MAX = 6
SILENT = Reading(0, "")


@lru_cache(maxsize=65_536)
def readings(token: str) -> tuple[Reading, ...]:
    """How one case-folded token without marks may sound, likeliest first; empty if unreadable."""
    if is_syllable(token[:1]):
        return (Reading(0, "".join(_syllable_code(letter) for letter in token if is_syllable(letter))),)
    rules = _rules("latin_sounds.tsv") if token[:1] < "\u0250" else _rules("cyrillic_sounds.tsv")
    heard = [SILENT]
    place = 0
    while place < len(token):
        rule = rules.get(token[place])
        match = rule.pattern.match(token, place) if rule else None
        if rule and match:
            heard = _extended(heard, rule.codes[(match.lastindex or 1) - 1])
        place = match.end() if match else place + 1
    return tuple(reading for reading in heard if reading.code)


def surname_readings(token: str) -> tuple[Reading, ...]:
    """How a token sounds if it is a surname: spellings that break the rules are looked up first."""
    known = _irregular().get(token.replace("-", "").translate(_RUSSIAN_VOWELS))
    return tuple(Reading(0, code) for code in known) if known else readings(token)


def surname_weight(heard: tuple[Reading, ...]) -> int:
    """How common the likeliest surname among these readings is, 3 to 1; 0 if none of them is a surname."""
    return max((_surname_codes().get(initial_folded(reading.code), 0) for reading in heard[:2]), default=0)


def fold(surname: str, given: str) -> str:
    """The code of a whole name: initial ㄹ and ㄴ folded in both parts, then neighbours made equal."""
    return _joined(initial_folded(surname) + initial_folded(given))


@lru_cache(maxsize=65_536)
def initial_folded(code: str) -> str:
    """A code with its first letter as the South writes it: 리 as 이, 로 as 노, 녀 as 여.

    Source: Korean Orthography (1988), articles 10 to 12
    """
    if code[:1] in _LIQUIDS:
        rest = code[1:]
        return rest if rest[:1] in _GLIDES else "N" + rest
    return code


def is_korean_shape(code: str) -> bool:
    """True if the code can be cut into two to five Korean syllables, or is a single one."""
    return bool(_SHAPE.fullmatch(code))


def syllable_count(code: str) -> int:
    """How many syllables a code has: one a vowel."""
    return sum(map(code.count, _VOWEL_CODES))


def combined(first: tuple[Reading, ...], second: tuple[Reading, ...]) -> tuple[Reading, ...]:
    """Every reading of two tokens in a row, likeliest first, at most READINGS_MAX."""
    if first == (SILENT,):
        return second
    pairs = [Reading(a.cost + b.cost, a.code + b.code) for a in first for b in second]
    return tuple(sorted(pairs)[:READINGS_MAX])


class _Rule(NamedTuple):
    """The rows of a table that can start with one letter: the group that fits gives the codes."""

    pattern: re.Pattern[str]
    codes: tuple[tuple[str, ...], ...]


@cache
def _rules(file: str) -> dict[str, _Rule]:
    """A table by first letter: one expression for all rows is four times slower."""
    lines = resources.files("safeconduct.names").joinpath(file).read_text("utf-8").splitlines()
    rows = [line.split("\t") for line in lines if line and not line.startswith("#")][1:]
    by_letter: dict[str, list[tuple[str, tuple[str, ...]]]] = {}
    for row in rows:
        pattern, codes = unicodedata.normalize("NFC", row[0]), tuple(row[1].replace("-", "").split(" "))
        for letter in _first_letters(pattern):
            by_letter.setdefault(letter, []).append((pattern, codes))
    return {
        letter: _Rule(re.compile("|".join(f"({row[0]})" for row in found)), tuple(row[1] for row in found))
        for letter, found in by_letter.items()
    }


def _first_letters(pattern: str) -> set[str]:
    """The letters a row can start with; what looks ahead or back is no part of it."""
    choices = _LOOKAROUND.sub("", pattern).lstrip("^").split("|")
    return {
        letter
        for choice in choices
        for letter in (choice[1 : choice.index("]")] if choice[0] == "[" else choice[0])
    }


def _extended(heard: list[Reading], codes: tuple[str, ...]) -> list[Reading]:
    if len(codes) == 1:
        return [Reading(reading.cost, reading.code + codes[0]) for reading in heard]
    longer = [Reading(r.cost + cost, r.code + code) for r in heard for cost, code in enumerate(codes)]
    return sorted(longer)[:READINGS_MAX]


@cache
def _irregular() -> dict[str, tuple[str, ...]]:
    """Irregular spelling → codes of the surnames it stands for, the more common first."""
    found: dict[str, list[str]] = {}
    for surname in sorted(surnames().values(), key=lambda row: -row.weight):
        code = readings(surname.hangul)[0].code
        for spelling in surname.spellings:
            codes = found.setdefault(spelling, [])
            if code not in codes:
                codes.append(code)
    return {spelling: tuple(codes) for spelling, codes in found.items()}


@cache
def _surname_codes() -> dict[str, int]:
    weights: dict[str, int] = {}
    for surname in surnames().values():
        code = initial_folded(readings(surname.hangul)[0].code)
        weights[code] = max(weights.get(code, 0), surname.weight)
    return weights


@lru_cache(maxsize=16_384)
def _syllable_code(letter: str) -> str:
    syllable = decompose(letter)
    initial = _INITIAL_CODES[INITIALS.index(syllable.initial)]
    return initial + _VOWEL_TABLE[VOWELS.index(syllable.vowel)] + _FINAL_CODES[final_sound(syllable.final)]


@lru_cache(maxsize=65_536)
def _joined(code: str) -> str:
    """Neighbours made equal however written: solid 철남 as Чхоллам, 백학 as Пэкхак, 극렬 as Кыннёль."""
    for pattern, replacement in _JUNCTIONS:
        code = pattern.sub(replacement, code)
    return code.replace("j", "Y")


_RUSSIAN_VOWELS = str.maketrans("ӥӗ", "ие")
_VOWEL_CODES = "AEIOU"
_LIQUIDS = ("L", "N")
_GLIDES = ("j", "I")
_INITIAL_CODES = (
    "K",
    "K",
    "N",
    "T",
    "T",
    "L",
    "M",
    "P",
    "P",
    "S",
    "S",
    "",
    "C",
    "C",
    "C",
    "K",
    "T",
    "P",
    "H",
)
_VOWEL_TABLE = (
    *("A", "E", "jA", "jE", "O", "E", "jO", "jE", "O", "WA", "WE"),
    *("WE", "jO", "U", "WO", "WE", "WI", "jU", "U", "I", "I"),
)
_FINAL_CODES = {"": "", "ㄱ": "K", "ㄴ": "N", "ㄷ": "T", "ㄹ": "L", "ㅁ": "M", "ㅂ": "P", "ㅇ": "N"}
_LOOKAROUND = re.compile(r"\(\?(?:[^()]|\([^()]*\))*\)")
_SHAPE = re.compile("(?:[KTPCSHLNM]?[jW]?[AEIOU][KTPLNM]?){1,5}")
_JUNCTIONS = tuple(
    (re.compile(pattern), replacement)
    for pattern, replacement in (
        ("(?<=[KTPCS])H", ""),
        ("jE", "E"),
        ("[KTLN]+[NL]+|N{2,}|L{2,}", "N"),
        ("[PM][NL]", "MN"),
        ("[KTP]M", "NM"),
        (r"([A-Z])\1+(?<![AEIOU])", r"\1"),
        ("T(?=C)", ""),
    )
)
