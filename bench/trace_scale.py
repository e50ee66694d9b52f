"""Building and searching an index of many invented cards: time, disk, memory, and what the bound costs in recall.

Usage: python -m bench.trace_scale [--cards N]... [--queries Q] [--workers W] [--folder DIR] [--peers-up-to N].

Cards are invented Korean names spelled by mixed systems, with a date of birth. They are written to a file first,
which is not timed; the index is then built from that file, as from a list that somebody sends. Each question is a
card's person spelled in another script, asked with the birth year and without. At sizes up to `EXHAUSTIVE_MAX` the
same questions are asked without the bound, and the shares of persons found among the first ten are printed side by
side. Times of the clock stand beside times of the processor, which other work on the machine changes less.
With --folder, lists and indexes stay there: a run that was broken off goes on with what is finished, and `--cards`
of several sizes can be measured one after the other. Progress goes to stderr.

Beside them stands what a user would write or take instead: every name compared with the question by `compare_many`,
over as many cards as a second allows; tantivy with trigrams and PostgreSQL with pg_trgm, up to `--peers-up-to` cards
(requirements/bench.txt). Aims: at most 40 minutes and 4 GB for 36,000,000 cards, warm search p50 at most 15 ms, p99
at most 60 ms, at most 1 GB of anonymous memory, recall@10 within one point of exhaustive search.
"""

import argparse
import os
import random
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from bench import names_invent, names_peers
from bench.names_search import Entry, Gallery, Query, interval
from safeconduct.names import compare_many
from safeconduct.tracing.index import Card, NameIndex
from safeconduct.tracing.segment import Damaged
from safeconduct.tracing.workers import Workers

EXHAUSTIVE_MAX = 1_000_000
_CHUNK = 10_000
_WARM_UP = 50
_FOUND_IN = 10
_SCANNED = 10_000
_PEER_QUESTIONS = 50
# What a search is for the tables below: from a question to the ids it finds.
Search = Callable[["Question"], list[str]]


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
    parser.add_argument("--queries", type=int, default=500)
    parser.add_argument("--workers", type=int, default=2, help="processes that build")
    parser.add_argument("--folder", type=Path, help="where lists and indexes stay for another run")
    parser.add_argument("--peers-up-to", type=int, default=0, help="cards that tantivy and pg_trgm are given")
    asked = parser.parse_args()
    with ExitStack() as until_the_end:
        folder = asked.folder or Path(until_the_end.enter_context(tempfile.TemporaryDirectory()))
        for count in asked.cards or [100_000]:
            _measure(count, folder, asked.queries, asked.workers)
            if count <= asked.peers_up_to:
                _show_peers(count, asked.queries)


def _measure(count: int, folder: Path, queries: int, workers: int) -> None:
    load = os.getloadavg()[0]
    listed = _listed(count, folder / f"cards-{count}.tsv", workers)
    index = _built(count, listed, folder / f"index-{count}", workers)
    print(f"  load of the machine before {load:.1f}, after {os.getloadavg()[0]:.1f}")
    questions = _questions(count, queries)
    for question in questions[-_WARM_UP:]:
        index.search(question.name, born=question.born)
    _show("with the year", questions, partial(_asked, index, has_year=True, is_exhaustive=False))
    _show("name alone", questions, partial(_asked, index, has_year=False, is_exhaustive=False))
    print(f"  anonymous memory {_anonymous_mb():.0f} MB   (aim: at most 1,000)", flush=True)
    if count <= EXHAUSTIVE_MAX:
        _show("year, exhaustive", questions, partial(_asked, index, has_year=True, is_exhaustive=True))
        _show("name, exhaustive", questions, partial(_asked, index, has_year=False, is_exhaustive=True))
    _show_scan(count, listed, questions[0])


def _listed(count: int, path: Path, workers: int) -> Path:
    """The file of cards, made unless it is there; a row is an id, a date of birth, a name."""
    if path.exists():
        return path
    half = path.with_suffix(".part")
    with Workers(workers) as helpers, half.open("w", encoding="utf-8") as file:
        chunks = ((start, min(_CHUNK, count - start)) for start in range(0, count, _CHUNK))
        for done, text in enumerate(helpers.map(_rows, chunks), 1):
            file.write(text)
            _progress("listed", min(done * _CHUNK, count))
    half.rename(path)
    return path


def _rows(chunk: tuple[int, int]) -> str:
    return "".join([f"{card.id}\t{card.born}\t{card.names[0]}\n" for card, _ in _chunk(*chunk)])


def _built(count: int, listed: Path, folder: Path, workers: int) -> NameIndex:
    """The index, opened if an earlier run built it, with the time it took then."""
    timing = folder / "seconds"
    try:
        index = NameIndex.open(folder)
    except Damaged:
        began, worked = time.perf_counter(), _worked()
        index = NameIndex.build(
            folder, _cards_of(listed), workers=workers, progress=partial(_progress, "filed")
        )
        timing.write_text(f"{time.perf_counter() - began:.1f} {_worked() - worked:.1f}", encoding="ascii")
    took, processor = map(float, timing.read_text(encoding="ascii").split())
    disk = sum(path.stat().st_size for path in folder.rglob("*")) / 1e9
    print(
        f"\n{count} cards: built in {took:.0f} s by {workers} processes, {count / took:.0f} a second"
        f" ({processor:.0f} s of processor, {count / processor:.0f} a second), {disk:.2f} GB"
        f"   (aim: 15,000 a second, {4e9 / 36e6:.0f} bytes a card, here {disk * 1e9 / count:.0f})"
    )
    return index


def _worked() -> float:
    """Seconds of processor of this process and of those it has waited for."""
    times = os.times()
    return times.user + times.system + times.children_user + times.children_system


def _cards_of(listed: Path) -> Iterator[Card]:
    with listed.open(encoding="utf-8") as lines:
        for line in lines:
            card_id, born, name = line[:-1].split("\t")
            yield Card(card_id, (name,), born)


def _asked(index: NameIndex, question: Question, *, has_year: bool, is_exhaustive: bool) -> list[str]:
    hits = index.search(
        question.name,
        born=question.born if has_year else None,
        limit=_FOUND_IN,
        is_exhaustive=is_exhaustive,
    )
    return [hit.card.id for hit in hits]


def _show(title: str, questions: list[Question], search: Search) -> None:
    times, worked, found, first = [], [], 0, 0
    for question in questions:
        began, began_working = time.perf_counter(), time.process_time()
        ids = search(question)
        times.append((time.perf_counter() - began) * 1000)
        worked.append((time.process_time() - began_working) * 1000)
        found += question.id in ids[:_FOUND_IN]
        first += ids[:1] == [question.id]
    cuts, own = statistics.quantiles(times, n=100), statistics.quantiles(worked, n=100)
    count = len(questions)
    low, high = interval(found / count, count)
    print(
        f"  {title:<22} p50 {cuts[49]:7.1f} ms   p99 {cuts[98]:7.1f} ms   (processor {own[49]:.1f}, {own[98]:.1f})"
        f"   recall@1 {first / count:.3f}"
        f"   recall@10 {found / count:.3f} [{low:.2f}-{high:.2f}]  n={count}",
        flush=True,
    )


def _show_scan(count: int, listed: Path, question: Question) -> None:
    """What a question costs without an index: some cards compared one by one, and the time for all by that rate."""
    names = [card.names[0] for card, _ in zip(_cards_of(listed), range(_SCANNED), strict=False)]
    began = time.perf_counter()
    compare_many((question.name, name) for name in names)
    a_second = len(names) / (time.perf_counter() - began)
    print(f"  peer: no index         {a_second:.0f} names a second, {count / a_second:.0f} s a question")


class _Listed(Gallery):
    """A gallery that only peers search: it files nothing itself."""

    def __init__(self, entries: list[Entry]) -> None:
        self.entries = entries


def _show_peers(count: int, queries: int) -> None:
    """tantivy and pg_trgm over the same cards and some of the questions, by the name alone: they know no year."""
    gallery = _Listed([Entry(card.names[0], card.id) for card, _ in _all(count)])
    questions = _questions(count, queries)[:_PEER_QUESTIONS]
    with names_peers.installed() as peers:
        for peer in peers:
            if peer.title not in ("tantivy trigrams", "pg_trgm"):
                continue
            began = time.perf_counter()
            peer.scores(gallery, Query(questions[0].name, frozenset()))
            print(f"  peer: {peer.title}, built in {time.perf_counter() - began:.0f} s")
            _show(f"peer: {peer.title}", questions, partial(_asked_of, peer, gallery))


def _asked_of(peer: names_peers.Peer, gallery: Gallery, question: Question) -> list[str]:
    """The id if it is among the ten best; ties as the peer puts them."""
    scored = peer.scores(gallery, Query(question.name, frozenset([question.id])))
    ordered = sorted(scored, key=lambda each: -each[0])[:_FOUND_IN]
    return [question.id if is_right else "" for _, is_right in ordered]


def _all(count: int) -> Iterator[tuple[Card, names_invent.Name]]:
    """Invented cards, the same in every run; made in chunks, so that memory stays flat."""
    for start in range(0, count, _CHUNK):
        yield from _chunk(start, min(_CHUNK, count - start))


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


def _progress(what: str, done: int) -> None:
    print(f"\r{done} cards {what}", end="", file=sys.stderr, flush=True)


def _anonymous_mb() -> float:
    lines = Path("/proc/self/status").read_text(encoding="ascii").splitlines()
    return next(int(line.split()[1]) / 1024 for line in lines if line.startswith("RssAnon"))


if __name__ == "__main__":
    main()
