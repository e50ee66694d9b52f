"""How well names are found across scripts, how honest the scores are, and how fast, beside other matchers.

Usage: python -m bench.names --data DIR [--gallery 100000] [--queries 200] [--only A,B,born,noise,calibration,speed]
[--peers]. DIR holds dev.tsv. Gallery: the persons of the set and as many distinct invented Korean names, spelled
by mixed systems (bench/names_invent.py). Set A is bench/data/public_figures.tsv; set B the held-back persons of
DIR. A namesake counts, ties favour nobody, and the ceiling is what an all-knowing matcher reaches when names that
one careful spelling cannot tell apart are put in blind order. Each figure has its count and 95 % interval.
"""

import argparse
import random
import time
from collections import Counter
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass
from difflib import SequenceMatcher
from pathlib import Path

from bench import names_calibration, names_data, names_invent, names_peers, names_speed
from bench.names_data import Person
from bench.names_invent import Name
from bench.names_search import Entry, Gallery, Query, Recall, recall
from safeconduct.names.hangul import split_name
from safeconduct.names.scripts import clean
from safeconduct.names.write import System

FIGURES = Path(__file__).resolve().parent / "data" / "public_figures.tsv"
_SEED = 20_240_301
PARTS = ("A", "B", "born", "noise", "calibration", "speed")


@dataclass
class World:
    """What every part of the bench needs."""

    people: list[Person]
    invented: list[Name]
    queries: int
    peers: list[names_peers.Peer]
    spelled: dict[str, list[str]]

    def chance(self) -> random.Random:
        return random.Random(_SEED)  # noqa: S311 - the same draw in each run

    def in_script(self, language: str) -> list[str]:
        """The invented names in one language's script, spelled once for all directions."""
        if language not in self.spelled:
            chance = self.chance()
            self.spelled[language] = [SPELL[language](name, chance) for name in self.invented]
        return self.spelled[language]


def _hangul(name: Name, chance: random.Random) -> str:
    return name.hangul


SPELL: dict[str, Callable[[Name, random.Random], str]] = {
    "ko": _hangul,
    "en": names_invent.latin,
    "ru": names_invent.russian,
    "uk": names_invent.ukrainian,
}
# Which careful spelling bounds a direction: of its two scripts the one that tells less apart.
LATIN = (System.REVISED, System.DPRK, System.MCCUNE)
BOUND = {"ru": System.KONTSEVICH, "uk": System.UKRAINIAN, "en": System.REVISED}


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--gallery", type=int, default=100_000)
    parser.add_argument("--queries", type=int, default=200, help="at most so many a direction")
    parser.add_argument("--only", default=",".join(PARTS), help="parts, with commas between")
    parser.add_argument("--peers", action="store_true", help="other matchers too; slow")
    given = parser.parse_args()
    began = time.perf_counter()
    chance = random.Random(_SEED)  # noqa: S311 - the same draw in each run
    people = names_data.read_people(given.data)
    world = World(people, names_invent.names(given.gallery, chance), given.queries, [], {})
    print(
        f"{len(people)} persons, {len(world.invented)} invented names; no more than {given.queries} queries each"
    )
    with ExitStack() as until_the_end:
        if given.peers:
            world.peers = until_the_end.enter_context(names_peers.installed())
        _run(world, given.only.split(","))
    print(f"took {time.perf_counter() - began:.0f} s")


def _run(world: World, chosen: list[str]) -> None:
    for part, run in (("A", _set_a), ("B", _set_b), ("born", _with_birth), ("noise", _noise)):
        if part in chosen:
            run(world)
    if "calibration" in chosen:
        names_calibration.show(world.people, world.invented[:5_000])
    if "speed" in chosen:
        names_speed.show([text for language in SPELL for text in world.in_script(language)[:10_000]])


# --- set A ----------------------------------------------------------------------------------------


def figures() -> list[dict[str, str]]:
    """The rows of set A by column."""
    lines = [line for line in FIGURES.read_text("utf-8").splitlines() if not line.startswith("#")]
    columns = ["ko", "hanja", "en", "ru", "uk", "born"]
    return [dict(zip(columns, line.split("\t"), strict=True)) for line in lines[1:]]


def _set_a(world: World) -> None:
    people = figures()
    print(f"\nset A: {len(people)} public figures, careful spellings; recall@1 / @10 [95 % interval]")
    for target in ("ko", "ru", "en"):
        entries = [Entry(row[target], row["ko"]) for row in people] + _invented(world, target)
        gallery = Gallery(entries)
        for source in ("ru", "uk", "en", "hanja", "ko"):
            if source == target or (target != "ko" and source in ("uk", "hanja")):
                continue
            rows = [row for row in people if row[source]][: world.queries]
            queries = [Query(row[source], frozenset([row["ko"]])) for row in rows]
            bound = _bound(entries, [row["ko"] for row in rows], [row["en"] for row in rows], source, target)
            _print(f"A {source}→{target}", *recall(gallery, queries), bound)
            names_peers.show(world.peers, gallery, queries)


def _invented(world: World, language: str) -> list[Entry]:
    return [
        Entry(text, name.hangul) for name, text in zip(world.invented, world.in_script(language), strict=True)
    ]


def _bound(
    entries: list[Entry], targets: list[str], texts: list[str], source: str, target: str
) -> Recall | None:
    """The ceiling of a direction over distinct Hangul names; None where the scripts tell all apart.

    Latin mixes systems: each name of `texts`, the Latin side, is bounded by the system it is nearest to.
    """
    languages = [language for language in ("ru", "uk", "en") if language in (source, target)]
    if not languages:
        return None
    labels = {*targets, *(entry.label for entry in entries)}
    systems = [BOUND[languages[0]]] * len(targets)
    if languages[0] == "en":
        systems = [_nearest(text, label) for text, label in zip(texts, targets, strict=True)]
    sizes = {system: Counter(_code(label, system) for label in labels) for system in set(systems)}
    tied = [sizes[system][_code(label, system)] for system, label in zip(systems, targets, strict=True)]
    count = max(len(tied), 1)
    return Recall(sum(1 / n for n in tied) / count, sum(min(10 / n, 1.0) for n in tied) / count, count)


def _nearest(text: str, hangul: str) -> System:
    """Which Latin system a spelling follows: the one whose careful spelling has most of its letters in order."""
    plain = "".join(filter(str.isalpha, text.lower()))
    return max(
        LATIN, key=lambda system: SequenceMatcher(None, plain, _code(hangul, system), autojunk=False).ratio()
    )


def _code(hangul: str, system: System) -> str:
    split = split_name(hangul)
    if not split.given or not all("가" <= letter <= "힣" for letter in hangul):
        return hangul
    return names_invent.canonical(Name(split.surname, split.given), system)


# --- set B ----------------------------------------------------------------------------------------


def _set_b(world: World) -> None:
    print("\nset B: held-back persons of dev.tsv, spellings as found")
    koreans = [person for person in world.people if person.is_korean]
    for target, sources in (("ko", ("ru", "uk", "en", "ko-hani")), ("ru", ("ko",)), ("en", ("ko",))):
        entries = [Entry(name, _label(person)) for person in koreans for name in person.names(target)]
        gallery = Gallery(entries + _invented(world, target))
        for source in sources:
            asked = [p for p in koreans if names_data.is_held_back(p) and p.names(source) and p.names(target)]
            queries = [Query(p.names(source)[0], frozenset([_label(p)])) for p in _some(asked, world)]
            _print(f"B {source}→{target}", *recall(gallery, queries), None)
            names_peers.show(world.peers, gallery, queries)
    others = [person for person in world.people if not person.is_perhaps_korean]
    for source, target in (("ru", "en"), ("en", "ru"), ("uk", "ru"), ("ru", "uk")):
        entries = [Entry(name, person.id) for person in others for name in person.names(target)]
        gallery = Gallery(entries + _invented(world, target))
        named: dict[str, set[str]] = {}
        for person in others:
            for name in person.names(source):
                named.setdefault(name.casefold(), set()).add(person.id)
        asked = [p for p in others if names_data.is_held_back(p) and p.names(source) and p.names(target)]
        queries = [
            Query(p.names(source)[0], frozenset(named[p.names(source)[0].casefold()]))
            for p in _some(asked, world)
        ]
        _print(f"B {source}→{target}, not Korean", *recall(gallery, queries), None)
        names_peers.show(world.peers, gallery, queries)


def _label(person: Person) -> str:
    names = person.names("ko")
    return clean(names[0]).replace(" ", "") if names else person.id


def _some(people: list[Person], world: World) -> list[Person]:
    chance = world.chance()
    return people if len(people) <= world.queries else chance.sample(people, world.queries)


# --- birth years, noise ---------------------------------------------------------------------------


def _with_birth(world: World) -> None:
    print("\nset A with a birth year (±1), births spread evenly over 1960–2006")
    people, chance = figures(), world.chance()
    years = {row["ko"]: chance.randint(1960, 2006) for row in people}
    for source, target in (("ru", "ko"), ("uk", "ko"), ("en", "ko"), ("ko", "ru"), ("ko", "en")):
        chance = world.chance()
        entries = [Entry(row[target], row["ko"], years[row["ko"]]) for row in people]
        entries += [Entry(e.text, e.label, chance.randint(1960, 2006)) for e in _invented(world, target)]
        rows = [row for row in people if row[source]][: world.queries]
        queries = [
            Query(row[source], frozenset([row["ko"]]), years[row["ko"]] + chance.randint(-1, 1))
            for row in rows
        ]
        system = BOUND["ru" if "ru" in (source, target) else "uk" if "uk" in (source, target) else "en"]
        systems = [system] * len(rows)
        if system is System.REVISED:
            systems = [_nearest(row["en"], row["ko"]) for row in rows]
        bound = _born_bound(entries, queries, systems)
        _print(f"A {source}→{target}, born", *recall(Gallery(entries), queries), bound)


def _born_bound(entries: list[Entry], queries: list[Query], systems: list[System]) -> Recall:
    filed: dict[tuple[System, str], list[int]] = {}
    for system in set(systems):
        for entry in entries:
            filed.setdefault((system, _code(entry.label, system)), []).append(entry.born or 0)
    sizes = [
        sum(
            abs(born - (query.born or 0)) <= 1
            for born in filed[system, _code(next(iter(query.labels)), system)]
        )
        for query, system in zip(queries, systems, strict=True)
    ]
    count = max(len(sizes), 1)
    return Recall(sum(1 / n for n in sizes) / count, sum(min(10 / n, 1.0) for n in sizes) / count, count)


def _noise(world: World) -> None:
    print(
        "\ninvented names heard and written with errors (bench/names_invent.py); recall against noise level"
    )
    gallery = Gallery(_invented(world, "ko"))
    for language in ("ru", "uk", "en"):
        for level in (0.0, 0.5, 1.0, 2.0):
            chance = world.chance()
            asked = chance.sample(
                world.invented,
                min(5 * world.queries if language == "ru" and level == 1.0 else world.queries, 1_000),
            )
            queries = [
                Query(names_invent.noisy(name, SPELL[language], level, chance), frozenset([name.hangul]))
                for name in asked
            ]
            texts = [SPELL[language](name, chance) for name in asked]
            bound = _bound(gallery.entries, [name.hangul for name in asked], texts, language, "ko")
            _print(f"noise {level} {language}→ko", *recall(gallery, queries), bound)
            names_peers.show(world.peers, gallery, queries)


def _print(title: str, found: Recall, reached: float, bound: Recall | None) -> None:
    line = f"{title:22} n={found.count:<4} {found.words()}  by keys {reached:.3f}"
    if bound is not None:
        line += f"  ceiling {bound.first:.3f} / {bound.ten:.3f}"
        line += f"  of the ceiling {found.first / max(bound.first, 1e-9):.3f}"
    print(line, flush=True)


if __name__ == "__main__":
    main()
