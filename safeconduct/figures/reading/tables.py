"""Reads the data files of the reading: cues, hedges, numbers, times, terms, statements, nouns, the gazetteer.

Owns the shape of these files and their faults, each told with file and line, all faults of a file at once.
An analyst edits them in any editor: tabs between columns, `#` begins a comment, `|` stands between words,
`*` at the end of a word for any ending. What the words mean in a sentence is left to the modules that use them.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from importlib import resources
from pathlib import Path

from safeconduct.figures.claims import Category, Hedge, Modality, PartOfTime, Period, Relation, Topic
from safeconduct.figures.reading.plain import plain

LANGUAGES = ("en", "uk", "ru", "ko")
PACKAGED = "safeconduct.figures.reading"
FILE_SIZE_MAX = 2_000_000
ANY_LANGUAGE = "-"


@dataclass(frozen=True, slots=True)
class Row:
    """One line of a table: `words` already split, in plain letters."""

    table: str
    language: str
    kind: str
    value: str
    words: tuple[str, ...]
    line: int


@dataclass(frozen=True, slots=True)
class Name:
    """One line of the gazetteer: whom or what the words name."""

    kind: str
    code: str
    name: str
    role: str


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing wrong in a file, and what to do about it; `line` counts from 1."""

    file: str
    line: int
    reason: str
    remedy: str

    def __str__(self) -> str:
        return f"{self.file}:{self.line}: {self.reason}. {self.remedy}"


@dataclass
class TablesUnreadable(Exception):
    """Data files that cannot be used: every fault at once, never half a vocabulary."""

    faults: tuple[Fault, ...]

    def __str__(self) -> str:
        return "\n".join(str(fault) for fault in self.faults)


# --- what the values may be ---------------------------------------------------------------------------

Check = Callable[[str], bool]


def _one_of(*words: str) -> Check:
    return frozenset(words).__contains__


def _whole(value: str) -> bool:
    return value.isascii() and value.isdigit()


def _between(low: int, high: int) -> Check:
    return lambda value: _whole(value) and low <= int(value) <= high


def _hedge_with_bound(value: str) -> bool:
    hedge, colon, bound = value.partition(":")
    return hedge in frozenset(Hedge) and colon == ":" and _whole(bound)


def _share(value: str) -> bool:
    part, slash, whole = value.partition("/")
    return slash == "/" and _whole(part) and _whole(whole) and int(whole) > 0


def _statement(value: str) -> bool:
    topic, colon, category = value.partition(":")
    if not colon:
        return value in frozenset(Category)
    return topic in frozenset(Topic) and category == Category.STATEMENT


def _anything(value: str) -> bool:
    return bool(value)


_CATEGORY = _one_of(*Category)
_MODALITY = _one_of(*Modality)
_HEDGE = _one_of(*Hedge)
_RELATIVE = _one_of(
    "today", "yesterday", "this_week", "last_week", "this_month", "last_month", "this_year", "last_year",
    "past_day", "past_week", "past_month", "year_start", "last_spring", "last_summer", "last_autumn",
    "last_winter",
)  # fmt: skip

# Each table: its kinds, and what the value of each must be.
KINDS: dict[str, dict[str, tuple[Check, str]]] = {
    "numbers": {
        "number": (_whole, "a whole number"),
        "multiplier": (_whole, "a whole number"),
    },
    "hedges": {
        "before": (_HEDGE, "a hedge"),
        "after": (_HEDGE, "a hedge"),
        "alone": (_hedge_with_bound, "a hedge, a colon and a lower bound, such as dozens:24"),
        "share": (_share, "a share, such as 1/3"),
        "rate": (_one_of(*Period), "day, week, month or year"),
        "window": (_whole, "a count of days, 0 where a number tells it"),
        "additive": (_one_of("-"), "-"),
        "change": (_one_of("-"), "-"),
    },
    "times": {
        "month": (_between(1, 12), "1 to 12"),
        "weekday": (_between(1, 7), "1 to 7, from Monday"),
        "part": (_one_of(*PartOfTime), "start, mid, end or approx"),
        "relation": (_one_of(*Relation), "as_of, by, since, in or on"),
        "relative": (_RELATIVE, "one of the relative times of the reference page"),
    },
    "cues": {kind: (_MODALITY, "a modality") for kind in ("verb", "source", "relay", "doubt", "modal")},
    "terms": {
        "noun": (_CATEGORY, "a category"),
        "verb": (_CATEGORY, "a category"),
        "adjective": (_CATEGORY, "a category"),
        "belligerent": (_one_of(Category.KILLED), "killed"),
        "count": (_one_of("-"), "-"),
    },
    "statements": {
        kind: (_statement, "a category, or a topic with :statement") for kind in ("act", "object", "block")
    },
    "nouns": {
        kind: (_anything, "- or a word")
        for kind in (
            "person", "rank", "title", "office", "role", "unnamed", "pronoun", "function", "abbreviation", "counter",
        )
    },
    "not_figures": {
        kind: (_anything, "the reason in one word") for kind in ("before", "after")
    },
}  # fmt: skip
NAME_KINDS = frozenset({"side", "state", "people", "capital", "body", "neutral", "agency", "person", "place"})
_COLUMNS = ("language", "kind", "value", "words")
_NAME_COLUMNS = ("kind", "code", "name", "role", "language", "words")


@dataclass(frozen=True, slots=True)
class Tables:
    """All data files, read and checked. `names` are (language, words, whom), `sides` state code to side."""

    rows: tuple[Row, ...]
    names: tuple[tuple[str, tuple[str, ...], Name], ...]
    sides: tuple[tuple[str, str], ...]
    parts: tuple[tuple[Category, Category], ...]


@lru_cache(maxsize=8)
def load(folder: Path | None = None, further_names: Path | None = None) -> Tables:
    """The packaged tables, or those of `folder`; `further_names` is a gazetteer read before the first.

    Raises TablesUnreadable with every fault, each with file and line.
    """
    faults: list[Fault] = []
    rows: list[Row] = []
    for table in KINDS:
        rows += _rows(table, _text(folder, f"{table}.tsv", faults), faults)
    names: list[tuple[str, tuple[str, ...], Name]] = []
    sides: list[tuple[str, str]] = []
    for file, text in _gazetteers(folder, further_names, faults):
        found, found_sides = _names(file, text, faults)
        names += found
        sides += found_sides
    parts = list(_parts(_text(folder, "taxonomy.tsv", faults), faults))
    if faults:
        raise TablesUnreadable(tuple(faults))
    return Tables(tuple(rows), tuple(names), tuple(sides), tuple(parts))


def _gazetteers(
    folder: Path | None, further_names: Path | None, faults: list[Fault]
) -> Iterator[tuple[str, str]]:
    if further_names is not None:
        yield further_names.name, _text(further_names.parent, further_names.name, faults)
    yield "gazetteer.tsv", _text(folder, "gazetteer.tsv", faults)


def _text(folder: Path | None, file: str, faults: list[Fault]) -> str:
    where = resources.files(PACKAGED) / "data" / file if folder is None else folder / file
    try:
        content = where.read_bytes()
        if len(content) > FILE_SIZE_MAX:
            faults.append(Fault(file, 1, "is larger than 2 MB", "Name a table of words."))
            return ""
        return content.decode("utf-8-sig")
    except FileNotFoundError:
        faults.append(Fault(file, 1, "there is no such file", "Copy the packaged one and edit it."))
    except UnicodeDecodeError:
        faults.append(Fault(file, 1, "is not UTF-8 text", "Save the file as UTF-8."))
    except OSError as error:
        faults.append(Fault(file, 1, f"cannot be read ({error.strerror})", "Check its path and rights."))
    return ""


def _lines(
    file: str, text: str, columns: tuple[str, ...], faults: list[Fault]
) -> Iterator[tuple[int, list[str]]]:
    """(line number, cells) of each line that holds something; the head is checked and left out."""
    head: list[str] | None = None
    for number, line in enumerate(text.splitlines(), start=1):
        if not line.strip() or line.startswith("#"):
            continue
        cells = [cell.strip() for cell in line.split("\t")]
        if head is None:
            head = cells
            if tuple(cells) != columns:
                faults.append(Fault(file, number, "has other columns", f"Write: {', '.join(columns)}."))
                return
        elif len(cells) != len(columns) or not all(cells):
            faults.append(
                Fault(file, number, f"has not {len(columns)} cells", "Put one tab between two cells.")
            )
        else:
            yield number, cells


def _rows(table: str, text: str, faults: list[Fault]) -> Iterator[Row]:
    file, kinds = f"{table}.tsv", KINDS[table]
    seen: dict[tuple[str, str, str], tuple[str, int]] = {}
    for line, (language, kind, value, words) in _lines(file, text, _COLUMNS, faults):
        if language not in LANGUAGES:
            faults.append(
                Fault(file, line, f"the language {language} is not read", f"Write {', '.join(LANGUAGES)}.")
            )
        elif kind not in kinds:
            faults.append(Fault(file, line, f"there is no kind {kind}", f"Write {', '.join(kinds)}."))
        elif not kinds[kind][0](value):
            faults.append(Fault(file, line, f"{value} cannot stand as value", f"Write {kinds[kind][1]}."))
        else:
            split = tuple(_split(file, line, words, faults))
            for word in split:
                first = seen.setdefault((language, kind, word), (value, line))
                if first[0] != value and table not in ("statements",):
                    remedy = f"It stands in line {first[1]} as {first[0]}; keep one of the two."
                    faults.append(Fault(file, line, f"{word} has two values", remedy))
            yield Row(table, language, kind, value, split, line)


def _split(file: str, line: int, words: str, faults: list[Fault]) -> Iterator[str]:
    for word in words.split("|"):
        bare = " ".join(plain(word).lower().split())
        stem = bare.rstrip("*")
        if not stem or "*" in stem.replace("* ", " "):
            faults.append(
                Fault(file, line, f"{word!r} is no word", "A star stands at the end of a word alone.")
            )
        else:
            yield bare


def _names(
    file: str, text: str, faults: list[Fault]
) -> tuple[list[tuple[str, tuple[str, ...], Name]], list[tuple[str, str]]]:
    names: list[tuple[str, tuple[str, ...], Name]] = []
    sides: list[tuple[str, str]] = []
    for line, (kind, code, name, role, language, words) in _lines(file, text, _NAME_COLUMNS, faults):
        if kind not in NAME_KINDS:
            faults.append(
                Fault(file, line, f"there is no kind {kind}", f"Write {', '.join(sorted(NAME_KINDS))}.")
            )
        elif kind == "side":
            sides += [(state, code) for state in _split(file, line, words, faults)]
        elif language not in (*LANGUAGES, ANY_LANGUAGE):
            remedy = f"Write {', '.join(LANGUAGES)}, or {ANY_LANGUAGE} for all of them."
            faults.append(Fault(file, line, f"the language {language} is not read", remedy))
        else:
            split = tuple(_split(file, line, words, faults))
            of = LANGUAGES if language == ANY_LANGUAGE else (language,)
            names += [(tongue, split, Name(kind, code, name, role)) for tongue in of]
    return names, sides


def _parts(text: str, faults: list[Fault]) -> Iterator[tuple[Category, Category]]:
    """(part, whole) of each line; a line that would close a circle is a fault."""
    file, known = "taxonomy.tsv", frozenset(Category)
    above: dict[str, set[str]] = {}
    for line, (part, whole) in _lines(file, text, ("part", "whole"), faults):
        if part not in known or whole not in known or part == whole:
            remedy = f"Write two of {', '.join(sorted(known))}."
            faults.append(Fault(file, line, f"{part} and {whole} are no two categories", remedy))
        elif part in _reached(above, whole):
            remedy = "Leave out one of the lines between them."
            faults.append(Fault(file, line, f"{whole} is a part of {part} already", remedy))
        else:
            above.setdefault(part, set()).add(whole)
            yield Category(part), Category(whole)


def _reached(above: dict[str, set[str]], category: str) -> set[str]:
    """Every whole that the category is a part of, also through others."""
    found: set[str] = set()
    waiting = set(above.get(category, ()))
    while waiting:
        found |= waiting
        waiting = {whole for part in waiting for whole in above.get(part, ())} - found
    return found
