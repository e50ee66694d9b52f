"""Knows how often each sound of Korean is spelled in which way, in Latin and Cyrillic.

Owns `spellings.tsv`: rules written by hand and counts learned by `bench/names_train.py`, and the model of
mishearing laid over both. Leaves whole syllables to `syllables`.
"""

from functools import cache
from importlib import resources

from safeconduct.names.hangul import INITIALS, VOWELS

LATIN, CYRILLIC = "latin", "cyrillic"
# A final is one of seven sounds; place 0 is an open syllable.
CODAS = "-ㄱㄴㄷㄹㅁㅂㅇ"
JAMO = {"onset": INITIALS, "first": INITIALS, "vowel": VOWELS, "coda": CODAS}
# What the rules weigh against what was counted, as if the rules had been seen so often.
RULE_WEIGHT = 30.0
# How many names are spelled by the rules whatever was counted: nearly all counts are of southern people, who spell
# themselves as they like, while the North and every list of an office keep to a system.
BY_RULE = 0.3
# House estimates of how often a clerk hears a neighbouring sound; `bench/names.py` shows what they do to recall.
MISHEARD = {"onset": 0.04, "first": 0.04, "vowel": 0.05, "coda": 0.05}
_NEIGHBOURS = {
    "onset": "ㄱㅋ ㄱㄲ ㄷㅌ ㄷㄸ ㅂㅍ ㅂㅃ ㅈㅊ ㅈㅉ ㅅㅆ ㄴㄹ ㅎㅇ ㄷㅈ ㅌㅊ ㅋㅎ",
    "vowel": "ㅓㅗ ㅡㅜ ㅡㅓ ㅐㅔ ㅕㅛ ㅓㅏ ㅗㅜ ㅕㅓ ㅑㅏ ㅛㅗ ㅠㅜ ㅢㅣ ㅢㅡ ㅡㅣ ㅘㅏ ㅚㅔ ㅚㅙ ㅚㅞ "
    "ㅖㅔ ㅕㅖ ㅕㅔ ㅝㅓ ㅕㅠ ㅟㅣ ㅕㅑ ㅜㅓ",
    "coda": "ㄴㅇ ㄴㅁ ㅁㅇ ㄱㄷ ㄷㅂ ㄱㅂ ㄹ- ㄱ- ㅇ- ㄴ-",
}

Chances = tuple[tuple[int, float], ...]
Table = dict[str, Chances]


@cache
def chances(script: str, part: str) -> Table:
    """For each spelling of a part: (place of the jamo, chance of this spelling for it), likeliest first."""
    exact = _exact(script, part)
    heard: dict[str, list[tuple[int, float]]] = {}
    neighbours = neighbours_of("onset" if part == "first" else part)
    share = MISHEARD[part]
    for place in range(len(JAMO[part])):
        near = neighbours.get(place, ())
        mixed = {spelling: chance * (1 - share) for spelling, chance in exact[place].items()}
        for other in near:
            for spelling, chance in exact[other].items():
                mixed[spelling] = mixed.get(spelling, 0.0) + chance * share / len(near)
        for spelling, chance in mixed.items():
            if chance >= _LEAST:
                heard.setdefault(spelling, []).append((place, chance))
    return {spelling: tuple(sorted(found, key=lambda each: -each[1])) for spelling, found in heard.items()}


@cache
def neighbours_of(part: str) -> dict[int, tuple[int, ...]]:
    """Which jamo of a part are easily heard for each other, by their places."""
    found: dict[int, list[int]] = {}
    for pair in _NEIGHBOURS[part].split():
        first, second = JAMO[part].index(pair[0]), JAMO[part].index(pair[1])
        found.setdefault(first, []).append(second)
        found.setdefault(second, []).append(first)
    return {place: tuple(near) for place, near in found.items()}


@cache
def rows() -> tuple[tuple[str, str, str, str, float, int], ...]:
    """The table: script, part, jamo, spelling, weight of the rule, how often seen."""
    lines = resources.files("safeconduct.names").joinpath("spellings.tsv").read_text("utf-8").splitlines()
    cut = [line.split("\t") for line in lines if line and not line.startswith("#")][1:]
    return tuple((row[0], row[1], row[2], row[3], float(row[4]), int(row[5])) for row in cut)


@cache
def _exact(script: str, part: str) -> tuple[dict[str, float], ...]:
    """For each jamo of a part: the chance of each of its spellings, before mishearing."""
    jamo = JAMO[part]
    rule: list[dict[str, float]] = [{} for _ in jamo]
    seen: list[dict[str, int]] = [{} for _ in jamo]
    for row_script, row_part, letter, spelling, weight, count in rows():
        if row_script == script and row_part == part:
            rule[jamo.index(letter)][spelling] = weight
            seen[jamo.index(letter)][spelling] = count
    if part == "first":
        return tuple(
            _joined(rule[place], seen[place]) if rule[place] else _exact(script, "onset")[place]
            for place in range(len(jamo))
        )
    return tuple(_joined(rule[place], seen[place]) for place in range(len(jamo)))


def _joined(rule: dict[str, float], seen: dict[str, int]) -> dict[str, float]:
    total_rule, total_seen = sum(rule.values()) or 1.0, sum(seen.values())
    found = {}
    for spelling, weight in rule.items():
        by_rule = weight / total_rule
        counted = (RULE_WEIGHT * by_rule + seen[spelling]) / (RULE_WEIGHT + total_seen)
        found[spelling] = BY_RULE * by_rule + (1 - BY_RULE) * counted
    return found


_LEAST = 1e-4
