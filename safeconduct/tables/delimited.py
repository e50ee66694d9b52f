"""Opens a file that should hold a list and hands out its records as text, as a spreadsheet would show them.

Owns what a file is (by its first bytes, never by its name), its encoding and the walk over delimited text.
Leaves workbooks to `workbooks`, and what a heading or a cell means to whoever asks. Memory stays flat: a file is
walked, not loaded.
"""

import codecs
import csv
import io
import re
from collections import Counter, deque
from collections.abc import Iterator
from dataclasses import dataclass
from typing import BinaryIO, NamedTuple, Protocol

from safeconduct.tables.errors import ListUnreadable

CELLS_MAX = 200
_BYTES_CHUNK = 1024 * 1024
_BYTES_MAX_LINE = 8 * _BYTES_CHUNK
_LINES_MAX_CELL = 50
_LINES_SAMPLE = 40
DELIMITERS = (";", ",", "\t", "|")

# The default limit of 128 KB would make one long cell an error of the whole file. The line limit bounds it
# instead.
csv.field_size_limit(2 * _BYTES_MAX_LINE)


class Record(NamedTuple):
    """One row: its number as a spreadsheet shows it, counted from 1, and its cells as text."""

    number: int
    cells: list[str]


class Table(Protocol):
    """Rows of a sheet, or of a text under one delimiter; `records` starts anew, one walk at a time."""

    @property
    def title(self) -> str:
        """The sheet's name, or the delimiter."""

    @property
    def encoding(self) -> str:
        """What the text is written in; empty for a workbook."""

    def records(self) -> Iterator[Record]:
        """Every row in the file's order, empty ones too."""


@dataclass(frozen=True, slots=True)
class DelimitedText:
    """A text file read with one delimiter; `width` is the number of cells that most of its lines have."""

    stream: BinaryIO
    encoding: str
    codec: str
    title: str
    width: int

    def records(self) -> Iterator[Record]:
        """Every row; a quotation mark that is never closed stays a letter and swallows nobody."""
        self.stream.seek(0)
        text = io.TextIOWrapper(self.stream, encoding=self.codec, errors="replace", newline="")
        try:
            yield from _records(_Lines(text, self.title, self.width))
        finally:
            text.detach()


def open_text(stream: BinaryIO, *, encoding: str | None = None) -> tuple[DelimitedText, ...]:
    """The text file under each delimiter that stands in its first lines, likeliest first; never none.

    Raises ListUnreadable for an empty or binary file and for an encoding that cannot be told.
    """
    name, codec = _encoding(stream, encoding)
    stream.seek(0)
    text = io.TextIOWrapper(stream, encoding=codec, errors="replace", newline="")
    lines = [line for line, _ in zip(text, range(_LINES_SAMPLE), strict=False) if line.strip()]
    text.detach()
    if lines and (named := _NAMED_DELIMITER.fullmatch(lines[0].strip().lstrip("\ufeff"))):
        return (DelimitedText(stream, name, codec, named[1], _width(lines[1:], named[1])),)
    widths = {delimiter: _width(lines, delimiter) for delimiter in DELIMITERS}
    likely = sorted((each for each in DELIMITERS if widths[each] > 1), key=lambda each: -widths[each])
    return tuple(DelimitedText(stream, name, codec, each, widths[each]) for each in likely or [","])


def check_kind(head: bytes) -> None:
    """ListUnreadable when a file begins like something that is no list, in the words of what it is."""
    for magic, kind in _KINDS.items():
        if head.startswith(magic):
            raise _other_kind(kind)
    if _MARKUP.match(head[:512]):
        raise _other_kind("a web page or XML")


def _other_kind(kind: str) -> ListUnreadable:
    return ListUnreadable(
        "other-kind",
        f"This file begins like {kind} and has no table that can be read.",
        "Save it as XLSX or CSV, or choose another file.",
        {"kind": kind},
    )


_KINDS = {
    b"%PDF": "a PDF",
    b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1": "an old Excel or Word file, or one locked with a password,",
    b"{\\rtf": "a text with formatting (RTF)",
    b"\x89PNG": "a picture",
    b"\xff\xd8\xff": "a photograph",
    b"GIF8": "a picture",
    b"\x1f\x8b": "a packed file (gzip)",
    b"7z\xbc\xaf\x27\x1c": "a packed file (7z)",
    b"Rar!": "a packed file (RAR)",
    b"SQLite format 3": "a database",
}
_MARKUP = re.compile(
    rb"(?:\xef\xbb\xbf)?\s*<(?:!doctype|html|head|body|table|\?xml|meta|div|!--)", re.IGNORECASE
)
_NAMED_DELIMITER = re.compile(r"sep=([,;\t|])", re.IGNORECASE)
_BOMS = {codecs.BOM_UTF8: "utf-8", codecs.BOM_UTF16_LE: "utf-16", codecs.BOM_UTF16_BE: "utf-16"}
_CODECS = frozenset(
    "utf-8 utf-8-sig utf-16 utf-16-le utf-16-be cp1251 koi8-r koi8-u cp866 iso8859-5 mac-cyrillic cp949 "
    "euc_kr johab cp1252 iso8859-1 ascii".split()
)


def _width(lines: list[str], delimiter: str) -> int:
    counts = Counter(line.count(delimiter) for line in lines)
    return max(counts, key=lambda count: (counts[count] * bool(count), count), default=0) + 1


class _UnclosedQuote(Exception):
    """A quotation mark stays open over lines that look like other rows."""


class _Lines:
    """Feeds the CSV reader line by line, and takes lines back when an open quotation mark would swallow them.

    The standard reader takes everything up to the next quotation mark for one cell: one stray mark would make
    hundreds of people into the second half of a name.
    """

    def __init__(self, lines: Iterator[str], delimiter: str, width: int) -> None:
        self._lines, self.delimiter, self._width = lines, delimiter, width
        self._again: deque[str] = deque()
        self.taken: list[str] = []

    def __iter__(self) -> Iterator[str]:
        return self

    def __next__(self) -> str:
        line = self._again.popleft() if self._again else next(self._lines, "")
        if self.taken and (not line or len(self.taken) >= _LINES_MAX_CELL or self._is_row(line)):
            if line:
                self._again.appendleft(line)
            raise _UnclosedQuote
        if not line:
            raise StopIteration
        self.taken.append(line)
        return line

    def give_back(self) -> str:
        """The first line of the open record; the others will come again."""
        self._again.extendleft(reversed(self.taken[1:]))
        return self.taken[0]

    def _is_row(self, line: str) -> bool:
        """Whether a line that would continue a cell has all the cells of a row of its own."""
        if self._width < 3 or line.count(self.delimiter) < self._width - 1:
            return False
        return line.startswith('"') or '"' not in line.split(self.delimiter, 1)[0]


def _records(lines: _Lines) -> Iterator[Record]:
    reader = csv.reader(lines, delimiter=lines.delimiter)
    number = 0
    while True:
        lines.taken = []
        try:
            cells = next(reader)
        except StopIteration:
            return
        except (_UnclosedQuote, csv.Error):
            cells = lines.give_back().rstrip("\r\n").split(lines.delimiter)
            reader = csv.reader(lines, delimiter=lines.delimiter)
        number += 1
        if number > 1 or not _NAMED_DELIMITER.fullmatch(lines.delimiter.join(cells)):
            yield Record(number, cells)


def _encoding(stream: BinaryIO, given: str | None) -> tuple[str, str]:
    """The encoding's name for people and the codec to read with, after one walk over the whole file."""
    stream.seek(0)
    head = stream.read(_BYTES_CHUNK)
    bom = next((name for mark, name in _BOMS.items() if head.startswith(mark)), "")
    is_utf8 = _scan(stream, may_have_nul=bom == "utf-16" or (given or "").lower().startswith("utf-16"))
    if given:
        return _given_encoding(given)
    if bom:
        return bom, "utf-8-sig" if bom == "utf-8" else bom
    if is_utf8 or _is_damaged_utf8(head):
        return "utf-8", "utf-8"
    if _reads_as_cyrillic(head):
        return "windows-1251", "cp1251"
    raise ListUnreadable(
        "encoding-not-told",
        "The letters of this file are in neither UTF-8 nor Windows-1251.",
        "Save it as XLSX or as CSV in UTF-8, or name its encoding.",
    )


def _given_encoding(given: str) -> tuple[str, str]:
    try:
        codec = codecs.lookup(given).name
    except (LookupError, ValueError):
        codec = ""
    if codec not in _CODECS:
        known = ", ".join(sorted(_CODECS))
        raise ListUnreadable(
            "encoding-unknown",
            f"The encoding {given[:40]!r} is not known.",
            f"Name one of {known}.",
            {"encoding": given[:40], "known": known},
        )
    name = "windows-1251" if codec == "cp1251" else codec
    return name, "utf-8-sig" if codec == "utf-8" else codec


def _scan(stream: BinaryIO, *, may_have_nul: bool) -> bool:
    """Whether the whole file is strict UTF-8; ListUnreadable when empty, binary or one endless line."""
    decoder = codecs.getincrementaldecoder("utf-8")("strict")
    is_utf8, is_empty, since_line_end = True, True, 0
    stream.seek(0)
    while chunk := stream.read(_BYTES_CHUNK):
        if not may_have_nul and (b"\0" in chunk or _has_many_controls(chunk)):
            raise ListUnreadable(
                "binary", "This file is not text: it holds bytes that no list has.", "Save it as XLSX or CSV."
            )
        is_empty = is_empty and not chunk.strip(b' \t\r\n,;|"\xef\xbb\xbf')
        since_line_end = 0 if b"\n" in chunk or b"\r" in chunk else since_line_end + len(chunk)
        if since_line_end >= _BYTES_MAX_LINE:
            raise ListUnreadable(
                "endless-line",
                "A line of this file is longer than 8 million bytes.",
                "Save it as XLSX or CSV.",
            )
        is_utf8 = is_utf8 and _decodes(decoder, chunk)
    if is_empty:
        raise ListUnreadable("empty", "This file is empty.", "Choose another file.")
    return is_utf8 and _decodes(decoder, b"", is_final=True)


def _decodes(decoder: codecs.IncrementalDecoder, chunk: bytes, *, is_final: bool = False) -> bool:
    try:
        decoder.decode(chunk, is_final)
    except UnicodeDecodeError:
        return False
    return True


def _has_many_controls(chunk: bytes) -> bool:
    return len(chunk) - len(chunk.translate(None, _CONTROLS)) > len(chunk) // 50 + 8


_CONTROLS = bytes(set(range(32)) - set(b"\t\n\r\x0b\x0c\x1a"))


def _is_damaged_utf8(head: bytes) -> bool:
    """Whether few enough letters are broken that the file was UTF-8 before something happened to it."""
    text = head.decode("utf-8", "replace")
    foreign = sum(not letter.isascii() for letter in text)
    return text.count("\ufffd") * 10 < foreign


_CYRILLIC_WORD = re.compile("[А-яЁёІіЇїЄєҐґЎў]{3,}")
_USUAL = re.compile("[А-яЁёІіЇїЄєҐґЎў№«»“”„‘’–—…\u00a0°§±•\u00ad]")
_VOWELS = frozenset("аеёиоуыэюяіїє")


def _reads_as_cyrillic(head: bytes) -> bool:
    """Whether bytes read as Windows-1251 make words that look written: KOI8-R gives "тПМЪ", CP866 "ЏҐв ".

    Nine in ten foreign signs are letters, four words in five are of one case or begin with a capital, and a
    fifth of their letters are vowels.
    """
    text = head.decode("cp1251", "replace")
    foreign = [letter for letter in text if not letter.isascii()]
    words = _CYRILLIC_WORD.findall(text)
    if not words or sum(bool(_USUAL.match(letter)) for letter in foreign) < 0.9 * len(foreign):
        return False
    shaped = sum(word.islower() or word.isupper() or word.istitle() for word in words)
    letters = "".join(words).lower()
    return shaped >= 0.8 * len(words) and sum(letter in _VOWELS for letter in letters) >= 0.2 * len(letters)
