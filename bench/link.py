"""Linking two invented lists, Hangul against Russian, beside plain Splink: F1, calibration, time and memory.

Usage: python -m bench.link [--records N]... [--noise LEVEL] [--no-peer]. The left list writes persons in Hangul, the
right one in Russian by Kontsevich's system with the clerks' errors of `names_invent` at the noise level. Three in ten
names are borne by another person of the lists too. One person in ten stands in the left list alone, one in ten in the
right alone. Of the births on the right 6 % are missing, 4 % have day and month exchanged, 4 % a year off by one, 5 %
another day, 5 % the year alone, 1 % are wrong altogether; on the left 4 % are missing.

The peer is plain Splink as its tutorial sets it up: both names put into Latin letter by letter, Jaro-Winkler on
the whole name in five levels and the levels of a date of birth, four blocking rules, u by random sampling, m by
expectation maximisation twice: the best of three set-ups tried (surname and given name apart gave .67 at 5,000).
Aim: 200,000 against 200,000 at F1 .93 or more in at most 3 minutes on two cores.
"""

import argparse
import logging
import os
import random
import resource
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from bench import names_invent
from safeconduct.names.hangul import decompose, is_syllable
from safeconduct.tracing.link import Record, link
from safeconduct.tracing.link_duckdb import DuckDBEngine

NOISE = 0.3
_PEER_LEAST = 0.01
_BINS = (0.5, 0.6, 0.7, 0.8, 0.9, 0.95, 0.99, 1.0001)


@dataclass(frozen=True, slots=True)
class Result:
    """Links with their probability: those that are right carry one id on both sides."""

    title: str
    links: list[tuple[bool, float]]
    true: int
    seconds: float
    cpu_seconds: float

    def words(self, threshold: float) -> str:
        precision, recall = self._precision_and_recall(threshold)
        times = f"{self.seconds:8.1f} s, {self.cpu_seconds:.1f} s of processor"
        shares = f"F1 {self.f1(threshold):.3f}  precision {precision:.4f}  recall {recall:.4f}"
        return f"{self.title:<22} {shares}  {times}"

    def f1(self, threshold: float) -> float:
        precision, recall = self._precision_and_recall(threshold)
        return 2 * precision * recall / max(precision + recall, 1e-9)

    def _precision_and_recall(self, threshold: float) -> tuple[float, float]:
        given = [is_right for is_right, probability in self.links if probability >= threshold]
        return sum(given) / max(len(given), 1), sum(given) / max(self.true, 1)


def main() -> None:
    """Measure each size and print."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--records", type=int, action="append")
    parser.add_argument("--noise", type=float, default=NOISE)
    parser.add_argument("--no-peer", action="store_true")
    asked = parser.parse_args()
    for count in asked.records or [5_000]:
        left, right = lists(count, asked.noise)
        true = len({record.id for record in left} & {record.id for record in right})
        print(f"\n{len(left)} against {len(right)} records, {true} of them in both, noise {asked.noise}")
        mine = ours(left, right, true)
        if not asked.no_peer:
            other = plain(left, right, true)
            print(other.words(0.5))
            best = max((0.01, 0.05, 0.1, 0.2, 0.3, 0.5, 0.7, 0.9), key=other.f1)
            print(f"  at its best threshold, {best}: F1 {other.f1(best):.3f}")
            print(f"time: {mine.seconds / other.seconds:.2f} of the peer's")
            print(f"processor: {mine.cpu_seconds / other.cpu_seconds:.2f} of the peer's")


def lists(count: int, noise: float) -> tuple[list[Record], list[Record]]:
    """`count` persons on either side, the same in every run; the right list in another order."""
    chance = random.Random(count)  # noqa: S311 repeatable, and nothing secret
    persons = round(count * 10 / 9)
    names = names_invent.names(round(persons * 0.85), chance)
    names += chance.choices(names, k=persons - len(names))
    left, right = [], []
    for number, name in enumerate(names):
        day = (chance.randint(1978, 2006), chance.randint(1, 12), chance.randint(1, 28))
        where = chance.random()
        if where < 0.9:
            left.append(Record(str(number), (name.hangul,), "" if chance.random() < 0.04 else _iso(*day)))
        if where >= 0.1:
            written = names_invent.noisy(name, names_invent.russian, noise, chance)
            right.append(Record(str(number), (written,), _noisy_day(*day, chance)))
    chance.shuffle(right)
    return left, right


def ours(left: Sequence[Record], right: Sequence[Record], true: int) -> Result:
    """This project's linkage; prints what it says of itself beside the truth."""
    began, busy = time.perf_counter(), _cpu_seconds()
    with link(left, right, engine=DuckDBEngine(), progress=_steps) as linkage:
        links = [(each.left.id == each.right.id, each.probability) for each in linkage.links()]
        seconds = time.perf_counter() - began
        summary = linkage.summary
    result = Result("safeconduct trace link", links, true, seconds, _cpu_seconds() - busy)
    print(result.words(0.5))
    wrong = sum(not is_right for is_right, _ in links)
    right_linked = len(links) - wrong
    print(f"  {summary.compared} pairs compared, {summary.left_out} left out")
    print(f"  false matches: {summary.expected_false:.1f} expected, {wrong} there are")
    print(f"  missed: {summary.expected_missed:.0f} expected, {true - right_linked} there are")
    for low, high in pairwise(_BINS):
        some = [each for each in links if low <= each[1] < high]
        if some:
            said, was = sum(p for _, p in some) / len(some), sum(is_right for is_right, _ in some) / len(some)
            print(
                f"  said {low:.2f} to {min(high, 1):.2f}: mean {said:.3f}, right {was:.3f}  ({len(some)} links)"
            )
    print(f"  calibration error {_calibration_error(links):.4f}, memory {_memory_mb():.0f} MB")
    return result


def plain(left: Sequence[Record], right: Sequence[Record], true: int) -> Result:
    """Plain Splink, on names put into Latin letters one by one."""
    import duckdb
    import pyarrow
    import splink
    import splink.comparison_library as library

    began, busy = time.perf_counter(), _cpu_seconds()
    base = duckdb.connect()
    base.execute("set threads=2")
    base.execute("set memory_limit='3GB'")
    backend = splink.DuckDBAPI(base)
    tables = []
    for title, records in (("left", left), ("right", right)):
        base.register(f"{title}_rows", pyarrow.Table.from_pylist([_plain_row(record) for record in records]))
        base.execute(f"create table {title}_list as select * from {title}_rows")  # noqa: S608 two titles above
        tables.append(backend.register(f"{title}_list", dataset_display_name=title))
    settings = splink.SettingsCreator(
        link_type="link_only",
        unique_id_column_name="uid",
        comparisons=[
            library.JaroWinklerAtThresholds("full_name", [0.95, 0.9, 0.8, 0.7]),
            library.DateOfBirthComparison("born", input_is_string=True, invalid_dates_as_null=True),
        ],
        blocking_rules_to_generate_predictions=[
            splink.block_on("born"),
            splink.block_on("surname", "given"),
            splink.block_on("substr(surname, 1, 1)", "substr(born, 1, 7)"),
            splink.block_on("substr(given, 1, 2)", "substr(born, 1, 4)"),
        ],
    )
    linker = splink.Linker(tables, settings, log_level=logging.ERROR)
    linker.training.estimate_probability_two_random_records_match(
        [splink.block_on("surname", "born")], recall=0.5
    )
    linker.training.estimate_u_using_random_sampling(max_pairs=2e6)
    linker.training.estimate_parameters_using_expectation_maximisation(splink.block_on("born"))
    linker.training.estimate_parameters_using_expectation_maximisation(splink.block_on("surname", "given"))
    found = linker.inference.predict(threshold_match_probability=_PEER_LEAST)
    rows = base.execute(
        f"select uid_l = uid_r, match_probability from {found.physical_name}"  # noqa: S608 a table of Splink's
    ).fetchall()
    links = [(bool(same), float(p)) for same, p in rows]
    return Result("plain Splink", links, true, time.perf_counter() - began, _cpu_seconds() - busy)


# --- the lists ------------------------------------------------------------------------------------


def _noisy_day(year: int, month: int, day: int, chance: random.Random) -> str:
    draw = chance.random()
    if draw < 0.06:
        return ""
    if draw < 0.10:
        return _iso(year, day, month) if day <= 12 else _iso(year, month, day % 28 + 1)
    if draw < 0.14:
        return _iso(year + chance.choice((-1, 1)), month, day)
    if draw < 0.19:
        return _iso(year, month, chance.randint(1, 28))
    if draw < 0.24:
        return str(year)
    if draw < 0.25:
        return _iso(chance.randint(1978, 2006), chance.randint(1, 12), chance.randint(1, 28))
    return _iso(year, month, day)


def _iso(year: int, month: int, day: int) -> str:
    return f"{year}-{month:02}-{day:02}"


# --- the peer's letters ---------------------------------------------------------------------------

_INITIALS = dict(zip("ㄱㄲㄴㄷㄸㄹㅁㅂㅃㅅㅆㅇㅈㅉㅊㅋㅌㅍㅎ",
                     "g kk n d tt r m b pp s ss - j jj ch k t p h".split(), strict=True))  # fmt: skip
_VOWELS = dict(zip("ㅏㅐㅑㅒㅓㅔㅕㅖㅗㅘㅙㅚㅛㅜㅝㅞㅟㅠㅡㅢㅣ",
                   "a ae ya yae eo e yeo ye o wa wae oe yo u wo we wi yu eu ui i".split(), strict=True))  # fmt: skip
_FINALS = {"ㄱ": "k", "ㄴ": "n", "ㄷ": "t", "ㄹ": "l", "ㅁ": "m", "ㅂ": "p", "ㅇ": "ng"}
_CYRILLIC = str.maketrans(
    dict(zip("абвгдеёжзийклмнопрстуфхцчшщъыьэюя",
             "a b v g d e yo zh z i y k l m n o p r s t u f kh ts ch sh shch - y - e yu ya".split(), strict=True))
)  # fmt: skip


def _plain_row(record: Record) -> dict[str, Any]:
    name = record.names[0]
    if is_syllable(name[0]):
        surname, given = _latin_of_hangul(name[:1]), _latin_of_hangul(name[1:])
    else:
        words = name.lower().translate(_CYRILLIC).replace("-", "").replace(",", "").split()
        surname, given = words[0], "".join(words[1:])
    born = record.born if len(record.born) == len("1999-04-12") else None
    return {
        "uid": record.id,
        "surname": surname,
        "given": given or None,
        "full_name": f"{surname} {given}",
        "born": born,
    }


def _latin_of_hangul(text: str) -> str:
    letters = [decompose(syllable) for syllable in text]
    return "".join(
        _INITIALS[each.initial] + _VOWELS[each.vowel] + _FINALS.get(each.final, each.final and "t")
        for each in letters
    ).replace("-", "")


# --- measuring ------------------------------------------------------------------------------------


def _calibration_error(links: Sequence[tuple[bool, float]]) -> float:
    """The mean gap between what was said and what was right, in ten bins of the same width, weighted by links."""
    total = 0.0
    for low in range(10):
        some = [each for each in links if low <= min(each[1] * 10, 9.999) < low + 1]
        total += abs(sum(p for _, p in some) - sum(is_right for is_right, _ in some))
    return total / max(len(links), 1)


def _cpu_seconds() -> float:
    """Of this process and of those that it started and that have ended."""
    used = os.times()
    return used.user + used.system + used.children_user + used.children_system


def _memory_mb() -> float:
    who = (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)
    return sum(resource.getrusage(each).ru_maxrss for each in who) / 1024


@contextmanager
def _steps(step: str) -> Iterator[Callable[[int, int], None]]:
    began = time.perf_counter()
    yield lambda done, total: None
    print(f"  {step}: {time.perf_counter() - began:.1f} s", flush=True)


if __name__ == "__main__":
    main()
