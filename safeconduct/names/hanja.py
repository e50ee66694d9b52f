"""Reads Hanja as Hangul, by the northern and the southern reading of each character.

Owns `hanja.tsv` (readings, from libhangul, BSD licence beside it) and `hanja_variants.tsv` (simplified and
Japanese forms). Leaves the choice among readings to `syllables` and `families`.
"""

from functools import cache
from importlib import resources

# 金 is 김 as a surname and 금 elsewhere; 車 of a family is 차. Source: common Korean usage.
_AS_SURNAME = {
    "金": ("김",),
    "車": ("차",),
    "沈": ("심",),
    "葉": ("엽",),
    "賈": ("가",),
    "乾": ("건",),
    "葛": ("갈",),
}
_IN_GIVEN = {"金": ("금",), "宅": ("택",), "復": ("복",), "沈": ("심",)}


def readings(character: str, is_surname: bool) -> tuple[str, ...]:
    """The Hangul readings of one character; empty for a character without one."""
    plain = variants().get(character, character)
    special = (_AS_SURNAME if is_surname else _IN_GIVEN).get(plain)
    return special or _readings().get(plain, ())


def traditional(character: str) -> str:
    """The form of a character that Korean names use, for a simplified or Japanese one."""
    return variants().get(character, character)


@cache
def variants() -> dict[str, str]:
    """Simplified or Japanese form → traditional form, for characters common in names."""
    found = {}
    for row in _rows("hanja_variants.tsv"):
        for variant in row[1]:
            found[variant] = row[0]
    return found


@cache
def _readings() -> dict[str, tuple[str, ...]]:
    found: dict[str, list[str]] = {}
    for reading, characters in _rows("hanja.tsv"):
        for character in characters:
            found.setdefault(character, []).append(reading)
    return {character: tuple(several) for character, several in found.items()}


def _rows(file: str) -> list[list[str]]:
    lines = resources.files("safeconduct.names").joinpath(file).read_text("utf-8").splitlines()
    return [line.split("\t") for line in lines if line and not line.startswith("#")][1:]
