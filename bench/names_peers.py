"""Other matchers on the same galleries and queries; each is skipped with a line when it is not installed.

Install them apart from the project: `pip install -r requirements/bench.txt`; pg_trgm also needs the programs of
PostgreSQL. All get Hangul with the surname split off, and all but nomenklatura everything in Latin letters, without
which they find nothing at all across scripts.
"""

from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from importlib import import_module
from importlib.util import find_spec
from typing import Any, Generic, TypeVar

from bench.names_search import Gallery, Query, Recall, hits
from safeconduct.names.hangul import is_syllable, split_name
from tests.servers import NoServer, postgresql

Scores = Callable[[Gallery, Query], list[tuple[float, bool]]]
Made = TypeVar("Made")
# What comes from a library that is imported only when it is there.
Foreign = Any


@dataclass(frozen=True)
class Peer:
    """A matcher: its name, and how it scores a gallery for a query."""

    title: str
    scores: Scores


class OfOneGallery(Generic[Made]):
    """What a peer makes of a gallery before it searches, kept until another gallery comes."""

    def __init__(self, make: Callable[[Gallery], Made]) -> None:
        self._make = make
        self._last: tuple[Gallery, Made] | None = None

    def __call__(self, gallery: Gallery) -> Made:
        if self._last is None or self._last[0] is not gallery:
            self._last = None
            self._last = (gallery, self._make(gallery))
        return self._last[1]


@contextmanager
def installed() -> Iterator[list[Peer]]:
    """The peers that can run here, for as long as the block lasts; a line is printed for each that cannot."""
    with ExitStack() as until_the_end:
        found = []
        for title, modules, make in (
            ("rapidfuzz WRatio", ("rapidfuzz", "anyascii"), _rapidfuzz),
            ("nomenklatura logic-v2", ("nomenklatura", "rapidfuzz", "anyascii"), _nomenklatura),
            ("tantivy trigrams", ("tantivy", "anyascii"), _tantivy),
            ("pg_trgm", ("psycopg", "anyascii"), _pg_trgm),
        ):
            missing = [module for module in modules if find_spec(module) is None]
            try:
                if missing:
                    raise NoServer(f"{', '.join(missing)} not installed (requirements/bench.txt)")
                found.append(Peer(title, make(until_the_end)))
            except NoServer as reason:
                print(f"peer {title}: skipped, {reason}")
        yield found


def show(peers: list[Peer], gallery: Gallery, queries: list[Query]) -> None:
    """A line for each peer."""
    for peer in peers:
        first = ten = 0.0
        some = queries[:_QUERIES_MAX]
        for query in some:
            scored = peer.scores(gallery, query)
            first += hits(scored, 1)
            ten += hits(scored, 10)
        count = max(len(some), 1)
        print(
            f"    {peer.title:24} n={len(some):<4} {Recall(first / count, ten / count, len(some)).words()}",
            flush=True,
        )


def _latin(gallery: Gallery) -> list[str]:
    return [_plain(entry.text) for entry in gallery.entries]


def _plain(text: str) -> str:
    """A text in small Latin letters; of a Hangul name the surname stands apart."""
    latin = str(import_module("anyascii").anyascii(_split(text)))
    return latin.lower().replace("-", " ").replace(",", " ")


def _split(text: str) -> str:
    if text and all(is_syllable(letter) for letter in text):
        split = split_name(text)
        return f"{split.surname} {split.given}"
    return text


# --- the peers ------------------------------------------------------------------------------------


def _rapidfuzz(until_the_end: ExitStack) -> Scores:
    rapidfuzz: Foreign = import_module("rapidfuzz")
    texts = OfOneGallery(_latin)

    def scores(gallery: Gallery, query: Query) -> list[tuple[float, bool]]:
        found = rapidfuzz.process.extract(
            _plain(query.text), texts(gallery), scorer=rapidfuzz.fuzz.WRatio, limit=_KEPT
        )
        return [(score, gallery.entries[place].label in query.labels) for _, score, place in found]

    return scores


def _nomenklatura(until_the_end: ExitStack) -> Scores:
    """logic-v2 compares those candidates that share most letters; the whole gallery would take hours."""
    rapidfuzz: Foreign = import_module("rapidfuzz")
    algorithm: Foreign = import_module("nomenklatura.matching").get_algorithm("logic-v2")
    config = algorithm.default_config()
    texts = OfOneGallery(_latin)

    def scores(gallery: Gallery, query: Query) -> list[tuple[float, bool]]:
        found = rapidfuzz.process.extract(
            _plain(query.text), texts(gallery), scorer=rapidfuzz.fuzz.token_sort_ratio, limit=_COMPARED
        )
        asked = _person(query.text)
        return [
            (
                float(algorithm.compare(asked, _person(entry.text), config).score),
                entry.label in query.labels,
            )
            for entry in (gallery.entries[place] for _, _, place in found)
        ]

    return scores


def _person(name: str) -> Foreign:
    proxy: Foreign = import_module("followthemoney").model.make_entity("Person")
    # The library remembers what it made of an id: two names under one would be the first for both.
    proxy.id = name
    proxy.add("name", _split(name))
    return proxy


def _tantivy(until_the_end: ExitStack) -> Scores:
    index_of = OfOneGallery(_index)

    def scores(gallery: Gallery, query: Query) -> list[tuple[float, bool]]:
        words = " ".join(_trigrams(_plain(query.text)))
        if not words:
            return []
        index = index_of(gallery)
        searcher = index.searcher()
        found = searcher.search(index.parse_query(words, ["grams"]), _KEPT).hits
        places = [(score, searcher.doc(address)["place"][0]) for score, address in found]
        return [(score, gallery.entries[place].label in query.labels) for score, place in places]

    return scores


def _index(gallery: Gallery) -> Foreign:
    tantivy: Foreign = import_module("tantivy")
    schema = tantivy.SchemaBuilder()
    schema.add_text_field("grams", stored=False, tokenizer_name="whitespace")
    schema.add_integer_field("place", stored=True)
    index = tantivy.Index(schema.build())
    writer = index.writer(50_000_000)
    for place, text in enumerate(_latin(gallery)):
        document = tantivy.Document()
        document.add_text("grams", " ".join(_trigrams(text)))
        document.add_integer("place", place)
        writer.add_document(document)
    writer.commit()
    index.reload()
    return index


def _trigrams(text: str) -> list[str]:
    """Runs of three letters; 0 marks the ends of words, because the query parser takes it for no sign of its own."""
    letters = "".join(letter for letter in text if letter.isalnum() or letter == " ")
    padded = f"00{'0'.join(letters.split())}00"
    return [gram for start in range(len(padded) - 2) if (gram := padded[start : start + 3]).strip("0")]


def _pg_trgm(until_the_end: ExitStack) -> Scores:
    """The nearest by trigrams, read from a GiST index of a throw-away server."""
    psycopg: Foreign = import_module("psycopg")
    address = until_the_end.enter_context(postgresql())
    connection = until_the_end.enter_context(psycopg.connect(f"{address}/postgres", autocommit=True))
    connection.execute("CREATE EXTENSION pg_trgm")
    connection.execute("CREATE TABLE names (place integer, name text)")

    def fill(gallery: Gallery) -> None:
        connection.execute("DROP INDEX IF EXISTS by_trigrams")
        connection.execute("TRUNCATE names")
        with connection.cursor().copy("COPY names FROM STDIN") as rows:
            for place, text in enumerate(_latin(gallery)):
                rows.write_row((place, text))
        connection.execute("CREATE INDEX by_trigrams ON names USING gist (name gist_trgm_ops(siglen=64))")

    filled = OfOneGallery(fill)

    def scores(gallery: Gallery, query: Query) -> list[tuple[float, bool]]:
        filled(gallery)
        found = connection.execute(
            "SELECT 1 - (name <-> %(text)s), place FROM names ORDER BY name <-> %(text)s LIMIT %(kept)s",
            {"text": _plain(query.text), "kept": _KEPT},
        ).fetchall()
        return [(score, gallery.entries[place].label in query.labels) for score, place in found]

    return scores


_QUERIES_MAX = 100
# How many of a peer's best are looked at, and how many candidates logic-v2 compares.
_KEPT, _COMPARED = 200, 300
