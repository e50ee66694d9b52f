"""Building and searching an index of many invented cards: time, disk, memory, and what the bound costs in recall.

Usage: python -m bench.trace_scale [--cards N]... [--queries Q] [--workers W] [--folder DIR]. Cards are invented
Korean names spelled by mixed systems, with a date of birth; each question is a card's person spelled in another
script, with the birth year. At sizes up to `EXHAUSTIVE_MAX` the same questions are asked without the bound, and the
shares of persons found among the first ten are printed side by side. The peer timed beside it is what a user would
write: every name compared with the question by the same `compare_many`, over as many cards as a second allows. Aims:
at most 40 minutes and 4 GB for 36,000,000 cards, warm search p50 at most 15 ms, p99 at most 60 ms, at most 1 GB of
anonymous memory.
"""

import argparse
import random
import shutil
import statistics
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from bench import names_invent
from safeconduct.names import compare_many
from safeconduct.tracing.index import Card, NameIndex

EXHAUSTIVE_MAX = 1_000_000
_CHUNK = 10_000
_WARM_UP = 20
_FOUND_IN = 10
_SCANNED = 10_000


@dataclass(frozen=True, slots=True)
class Question:
    """A person of the gallery, spelled by another system."""

    id: str
    name: str
    born: str


def main() -> None:
    """Measure each size and print."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--cards", type=int, action="append")
    parser.add_argument("--queries", type=int, default=200)
    parser.add_argument("--workers", type=int, default=2, help="processes that build")
    parser.add_argument("--folder", type=Path)
    asked = parser.parse_args()
    for count in asked.cards or [100_000]:
        folder = Path(tempfile.mkdtemp(prefix="safeconduct-trace-", dir=asked.folder))
        try:
            _measure(count, folder, asked.queries, asked.workers)
        finally:
            shutil.rmtree(folder)


def _measure(count: int, folder: Path, queries: int, workers: int) -> None:
    began = time.perf_counter()
    index = NameIndex.build(folder / "index", cards(count), workers=workers, progress=_progress)
    took = time.perf_counter() - began
    disk_bytes = sum(path.stat().st_size for path in (folder / "index").rglob("*"))
    print(f"\n{count} cards built in {took:.0f} s, {count / took:.0f} a second, {disk_bytes / 1e9:.2f} GB")
    questions = _questions(count, queries)
    for question in questions[:_WARM_UP]:
        index.search(question.name, born=question.born)
    _show("search", index, questions, is_exhaustive=False)
    if count <= EXHAUSTIVE_MAX:
        _show("exhaustive", index, questions, is_exhaustive=True)
    _show_scan(count, questions[0])
    print(f"anonymous memory     {_anonymous_mb():9.0f} MB   (aim: at most 1,000)")


def _show(title: str, index: NameIndex, questions: list[Question], *, is_exhaustive: bool) -> None:
    times, found, first = [], 0, 0
    for question in questions:
        began = time.perf_counter()
        hits = index.search(question.name, born=question.born, limit=_FOUND_IN, is_exhaustive=is_exhaustive)
        times.append((time.perf_counter() - began) * 1000)
        ids = [hit.card.id for hit in hits]
        found += question.id in ids
        first += ids[:1] == [question.id]
    cuts = statistics.quantiles(times, n=100)
    share = f"recall@1 {first / len(questions):.3f}  recall@10 {found / len(questions):.3f}"
    print(
        f"{title:<20} p50 {cuts[49]:7.1f} ms   p99 {cuts[98]:7.1f} ms   {share}  ({len(questions)} questions)"
    )


def _show_scan(count: int, question: Question) -> None:
    """What a question costs without an index: some cards compared one by one, and the time for all by that rate."""
    names = [card.names[0] for card in cards(min(count, _SCANNED))]
    began = time.perf_counter()
    compare_many((question.name, name) for name in names)
    a_second = len(names) / (time.perf_counter() - began)
    print(
        f"{'peer: no index':<20} {a_second:.0f} names a second, so {count / a_second * 1000:.0f} ms a question"
    )


def cards(count: int) -> Iterator[Card]:
    """Invented cards, the same in every run; made in chunks, so that memory stays flat."""
    for start in range(0, count, _CHUNK):
        yield from (card for card, _ in _chunk(start, min(_CHUNK, count - start)))


def _chunk(start: int, count: int) -> Iterator[tuple[Card, names_invent.Name]]:
    chance = random.Random(start)  # noqa: S311 repeatable, and nothing secret
    for number, name in enumerate(names_invent.names(count, chance), start):
        spell = chance.choice((_hangul, names_invent.latin, names_invent.russian))
        born = f"{chance.randint(1960, 2006)}-{chance.randint(1, 12):02}-{chance.randint(1, 28):02}"
        yield Card(str(number), (spell(name, chance),), born), name


def _hangul(name: names_invent.Name, chance: random.Random) -> str:
    return name.hangul


def _questions(count: int, wanted: int) -> list[Question]:
    """Persons from all over the gallery, in the script that their card is not written in."""
    chance = random.Random(7)  # noqa: S311 repeatable, and nothing secret
    chunks = list(range(0, count, _CHUNK))
    per_chunk = max(1, -(-wanted // len(chunks)))
    questions = []
    for start in chance.sample(chunks, min(len(chunks), wanted)):
        made = list(_chunk(start, min(_CHUNK, count - start)))
        for card, name in chance.sample(made, min(per_chunk, len(made))):
            spell = names_invent.latin if card.names[0][0] >= "\u0400" else names_invent.russian
            questions.append(Question(card.id, spell(name, chance), card.born[:4]))
    return questions[:wanted]


def _progress(done: int) -> None:
    print(f"\r{done} cards", end="", flush=True)


def _anonymous_mb() -> float:
    lines = Path("/proc/self/status").read_text(encoding="ascii").splitlines()
    return next(int(line.split()[1]) / 1024 for line in lines if line.startswith("RssAnon"))


if __name__ == "__main__":
    main()
