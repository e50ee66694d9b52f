"""Learns from development data how Korean is spelled, and writes the tables of `safeconduct/names` again.

Usage: python -m bench.names_train --data DIR. Reads DIR/dev.tsv and counts over the persons that are not held
back (`bench.names_data.is_held_back`): which syllables given names have, and how each sound and each surname is
spelled in Latin. It changes only the counts in `spellings.tsv`, `families.tsv` and `syllables.tsv` and the whole
`calibration.tsv`; every rule written by hand stays. Run it twice: each table is learned with those before. Nothing
is learned from Cyrillic: there are too few names, and all are held back.
"""

import argparse
import random
from collections import Counter
from pathlib import Path

from bench import names_calibration, names_data, names_invent
from safeconduct.names import families, spellings
from safeconduct.names.hangul import decompose, final_sound, is_syllable, split_name
from safeconduct.names.order import bare, words_of
from safeconduct.names.scripts import clean, healed

TABLES = Path(__file__).resolve().parent.parent / "safeconduct" / "names"
Cut = tuple[tuple[str, str, str], ...]
_SEEN_MIN = 3
_UNKNOWN_CHANCE = 2e-5


def main() -> None:
    """Count, and write the tables."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--data", type=Path, required=True)
    people = names_data.read_people(parser.parse_args().data)
    learned = [person for person in people if not names_data.is_held_back(person)]
    _write_syllables(learned)
    units: Counter[tuple[str, str, str]] = Counter()
    surnames: Counter[tuple[str, str]] = Counter()
    pairs = 0
    for hangul, latin in _pairs(learned):
        pairs += _count(hangul, latin, units, surnames)
    _write_spellings(units)
    _write_families(surnames)
    _write_calibration(learned)
    print(f"{len(learned)} persons, {pairs} pairs of a Hangul and a Latin name aligned")


def _write_syllables(people: list[names_data.Person]) -> None:
    counts: Counter[str] = Counter()
    for person in people:
        if person.is_korean:
            for name in {split_name(name).given for name in person.names("ko") if len(name) in (2, 3)}:
                counts.update(filter(is_syllable, name))
    head = [
        "# How often each syllable stands in Korean given names, counted by bench/names_train.py over the persons of",
        "# the development data that are not held back (Wikidata content, CC0). Syllables seen once are left out.",
        "syllable\tcount",
    ]
    found = [f"{syllable}\t{count}" for syllable, count in counts.most_common() if count > 1]
    (TABLES / "syllables.tsv").write_text("\n".join([*head, *found]) + "\n", encoding="utf-8")


def _pairs(people: list[names_data.Person]) -> list[tuple[str, str]]:
    return [
        (hangul, latin)
        for person in people
        if person.is_korean
        for hangul in person.names("ko")[:1]
        for latin in person.names("en")
    ]


def _count(
    hangul: str, latin: str, units: Counter[tuple[str, str, str]], surnames: Counter[tuple[str, str]]
) -> bool:
    split = split_name(hangul)
    words = tuple(map(bare, words_of(healed(clean(latin))).words))
    if not split.given or len(words) < 2 or not all(map(is_syllable, split.given)):
        return False
    for place in (0, len(words) - 1):
        family = families.family(spellings.LATIN, words[place])
        own = families.family(families.HANGUL, split.surname)
        if family and own and set(family.chances) & set(own.chances):
            given = "-".join(words[:place] + words[place + 1 :])
            chance, cut = _aligned(given, split.given)
            if chance > _UNKNOWN_CHANCE**1.6:
                _add(cut, split.given, units)
                surnames[split.surname, words[place].replace("-", "")] += 1
                return True
    return False


def _aligned(text: str, hangul: str, is_first: bool = True) -> tuple[float, Cut]:
    """The likeliest cut of a given name into as many syllables as the Hangul has."""
    if not hangul:
        return (1.0, ()) if not text.strip("-") else (0.0, ())
    text = text.removeprefix("-")
    best: tuple[float, Cut] = (0.0, ())
    jamo = _jamo(hangul[0])
    for a in range(min(4, len(text))):
        for b in range(a + 1, min(a + 4, len(text)) + 1):
            for c in range(b, min(b + 2, len(text)) + 1):
                pieces = (text[:a], text[a:b], text[b:c] or "-")
                if "-" in "".join(pieces[:2]) or (pieces[2] != "-" and "-" in pieces[2]):
                    continue
                chance = _chance(pieces, jamo, is_first)
                if chance > best[0]:
                    rest, cut = _aligned(text[c:], hangul[1:], False)
                    if chance * rest > best[0]:
                        best = (chance * rest, (pieces, *cut))
    return best


def _chance(pieces: tuple[str, str, str], jamo: tuple[int, int, int], is_first: bool) -> float:
    chance = 1.0
    for part, piece, place in zip(
        ("first" if is_first else "onset", "vowel", "coda"), pieces, jamo, strict=True
    ):
        known = dict(spellings.chances(spellings.LATIN, part).get(piece, ()))
        chance *= known.get(place, _UNKNOWN_CHANCE if _is_plausible(part, piece) else 0.0)
    return chance


def _is_plausible(part: str, piece: str) -> bool:
    vowels = sum(letter in "aeiouwyŏŭ" for letter in piece)
    if part == "vowel":
        return bool(vowels) and piece[0] in "aeiouwyŏŭ" and piece[-1] in "aeiouyhŏŭ"
    return not vowels


def _jamo(letter: str) -> tuple[int, int, int]:
    syllable = decompose(letter)
    final = final_sound(syllable.final) or "-"
    return (
        spellings.JAMO["onset"].index(syllable.initial),
        spellings.JAMO["vowel"].index(syllable.vowel),
        spellings.CODAS.index(final),
    )


def _add(cut: Cut, hangul: str, units: Counter[tuple[str, str, str]]) -> None:
    for place, (pieces, letter) in enumerate(zip(cut, hangul, strict=True)):
        for part, piece, jamo in zip(("onset", "vowel", "coda"), pieces, _jamo(letter), strict=True):
            named = "first" if part == "onset" and place == 0 and spellings.JAMO[part][jamo] == "ㄹ" else part
            units[named, spellings.JAMO[part][jamo], piece] += 1


def _write_spellings(units: Counter[tuple[str, str, str]]) -> None:
    path = TABLES / "spellings.tsv"
    lines = path.read_text("utf-8").splitlines()
    head = [line for line in lines if line.startswith("#") or line.startswith("script")]
    found = []
    known = set()
    for script, part, jamo, piece, rule, _ in spellings.rows():
        seen = units[part, jamo, piece] if script == spellings.LATIN else 0
        known.add((script, part, jamo, piece))
        if rule or seen >= _SEEN_MIN:
            found.append((script, part, jamo, piece, f"{rule:g}", str(seen)))
    for (part, jamo, piece), seen in sorted(units.items()):
        if seen >= _SEEN_MIN and (spellings.LATIN, part, jamo, piece) not in known:
            found.append((spellings.LATIN, part, jamo, piece, "0", str(seen)))
    path.write_text("\n".join([*head, *("\t".join(row) for row in found)]) + "\n", encoding="utf-8")


def _write_families(surnames: Counter[tuple[str, str]]) -> None:
    path = TABLES / "families.tsv"
    changed = []
    for line in path.read_text("utf-8").splitlines():
        row = line.split("\t")
        if line.startswith("#") or row[0] == "hangul":
            changed.append(line)
            continue
        rules = {each.split(":")[0]: each.split(":")[1] for each in row[2].split() if each[0] != "*"}
        own = {word: seen for (hangul, word), seen in surnames.items() if hangul == row[0]}
        by_sound = sum(seen for word, seen in own.items() if word not in rules)
        words = [
            f"{word}:{rule}" + (f":{own[word]}" if own.get(word) else "") for word, rule in rules.items()
        ]
        words += [f"*:0:{by_sound}"] if by_sound else []
        changed.append(f"{row[0]}\t{row[1]}\t{' '.join(words)}")
    path.write_text("\n".join(changed) + "\n", encoding="utf-8")


def _write_calibration(people: list[names_data.Person]) -> None:
    """By pairs of learned persons and of invented ones; run twice, so that it sees the tables written before it."""
    invented = names_invent.names(5_000, random.Random(3))  # noqa: S311 - the same draw in each run
    pairs = names_calibration.judged(people, invented)
    head = [
        "# How a strength becomes a score: 1 / (1 + exp(-slope * (strength - middle))). Fitted by",
        f"# bench/names_train.py to {len(pairs)} pairs of persons not held back and of invented names, half of",
        "# them of one name; of the others some are drawn at random, some share a key, some differ in one word.",
        "# Source of the data: Wikidata content (CC0) and the register of deputies.",
        "way\tslope\tmiddle",
    ]
    rows = []
    for way in (True, False):
        slope, middle = names_calibration.fit([pair for pair in pairs if pair.is_korean_way is way])
        rows.append(f"{'korean' if way else 'letters'}\t{slope:.3f}\t{middle:.2f}")
    (TABLES / "calibration.tsv").write_text("\n".join([*head, *rows]) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
