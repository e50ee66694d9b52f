"""Other matchers on the same galleries and queries; each is skipped with a line when it is not installed.

Install them apart from the project: `pip install -r requirements/bench.txt`. All get Hangul with the surname
split off, and everything in Latin letters, without which they find nothing at all across scripts.
"""

from collections.abc import Callable
from dataclasses import dataclass
from importlib import import_module
from importlib.util import find_spec

from bench.names_search import Gallery, Query, Recall, hits
from safeconduct.names.hangul import is_syllable, split_name

Scores = Callable[[Gallery, Query], list[tuple[float, bool]]]


@dataclass(frozen=True)
class Peer:
    """A matcher: its name, and how it scores a gallery for a query."""

    title: str
    scores: Scores


def installed() -> list[Peer]:
    """The peers that can run here; a line is printed for each that cannot."""
    found = []
    for title, modules, scores in (
        ("rapidfuzz WRatio", ("rapidfuzz", "anyascii"), _rapidfuzz),
        ("nomenklatura logic-v2", ("nomenklatura", "rapidfuzz", "anyascii"), _nomenklatura),
        ("tantivy trigrams", ("tantivy", "anyascii"), _tantivy),
    ):
        missing = [module for module in modules if find_spec(module) is None]
        if missing:
            print(f"peer {title}: skipped, {', '.join(missing)} not installed (requirements/bench.txt)")
        else:
            found.append(Peer(title, scores))
    return found


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
    if id(gallery) not in _latin_of:
        _latin_of.clear()
        _latin_of[id(gallery)] = [_plain(entry.text) for entry in gallery.entries]
    return _latin_of[id(gallery)]


def _plain(text: str) -> str:
    if text and all(is_syllable(letter) for letter in text):
        split = split_name(text)
        text = f"{split.surname} {split.given}"
    return str(import_module("anyascii").anyascii(text)).lower().replace("-", " ").replace(",", " ")


def _rapidfuzz(gallery: Gallery, query: Query) -> list[tuple[float, bool]]:
    rapidfuzz = import_module("rapidfuzz")
    found = rapidfuzz.process.extract(
        _plain(query.text), _latin(gallery), scorer=rapidfuzz.fuzz.WRatio, limit=200
    )
    return [(score, gallery.entries[place].label in query.labels) for _, score, place in found]


def _nomenklatura(gallery: Gallery, query: Query) -> list[tuple[float, bool]]:
    """logic-v2 compares 300 candidates that share most letters; the whole gallery would take hours."""
    rapidfuzz = import_module("rapidfuzz")
    found = rapidfuzz.process.extract(
        _plain(query.text), _latin(gallery), scorer=rapidfuzz.fuzz.token_sort_ratio, limit=300
    )
    compare = _logic()
    asked = _entity("query", _split(query.text))
    return [
        (
            compare(asked, _entity(str(place), _split(gallery.entries[place].text))),
            gallery.entries[place].label in query.labels,
        )
        for _, _, place in found
    ]


def _split(text: str) -> str:
    if text and all(is_syllable(letter) for letter in text):
        split = split_name(text)
        return f"{split.surname} {split.given}"
    return text


def _entity(id_: str, name: str) -> object:
    model = import_module("followthemoney").model
    proxy = model.make_entity("Person")
    proxy.id = id_
    proxy.add("name", name)
    return proxy


def _logic() -> Callable[[object, object], float]:
    matching = import_module("nomenklatura.matching")
    algorithm = matching.get_algorithm("logic-v2")
    config = algorithm.default_config()
    return lambda one, other: float(algorithm.compare(one, other, config).score)


def _tantivy(gallery: Gallery, query: Query) -> list[tuple[float, bool]]:
    index = _index(gallery)
    words = " ".join(_trigrams(_plain(query.text)))
    if not words:
        return []
    searcher = index.searcher()
    found = searcher.search(index.parse_query(words, ["grams"]), 200).hits
    places = [(score, searcher.doc(address)["place"][0]) for score, address in found]
    return [(score, gallery.entries[place].label in query.labels) for score, place in places]


def _index(gallery: Gallery):  # type: ignore[no-untyped-def]  # a library without types, imported when there
    tantivy = import_module("tantivy")
    if id(gallery) not in _indexes:
        _indexes.clear()
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
        _indexes[id(gallery)] = index
    return _indexes[id(gallery)]


def _trigrams(text: str) -> list[str]:
    padded = f"__{'_'.join(text.split())}__"
    return [
        gram
        for start in range(len(padded) - 2)
        if (gram := padded[start : start + 3]).replace("_", "").isalnum()
    ]


_QUERIES_MAX = 100
_latin_of: dict[int, list[str]] = {}
_indexes: dict[int, object] = {}
