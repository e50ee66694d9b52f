"""Turns what an officer hands in into a text with its elements: pasted text, a saved page, a PDF.

Owns the bounds on size, pages and time, and the reasons why a file cannot be read. Fetches nothing: bytes come
in. A day or publication that a page names of itself is proposed to the officer and never taken over.
"""

import codecs
import io
import re
from collections.abc import Callable, Iterator
from datetime import date
from enum import StrEnum
from typing import Protocol

import trafilatura
from pypdf import PdfReader
from pypdf.errors import PyPdfError

from safeconduct.figures.claims import TEXT_LENGTH_MAX, Element, ElementKind
from safeconduct.figures.reading.sentences import elements
from safeconduct.sources.errors import Refused
from safeconduct.sources.values import Frozen

BYTES_MAX = 10_000_000
PAGES_MAX = 300
SECONDS_MAX = 30.0
# A page of print holds some thousand letters: a file with less on all pages together is a scan.
LETTERS_OF_A_PAGE_MIN = 20
HOUSE_RULE = "House rule"


class FileKind(StrEnum):
    """What the bytes are."""

    TEXT = "text"
    HTML = "html"
    PDF = "pdf"


class _Block(Protocol):
    """What is used of an element of a page."""

    tag: str

    def __iter__(self) -> Iterator["_Block"]: ...

    def __len__(self) -> int: ...

    def itertext(self) -> Iterator[str]: ...


class Received(Frozen):
    """A text ready to be read, and what the file says of itself: proposals for the officer, "" or None where none."""

    kind: FileKind
    text: str
    elements: tuple[Element, ...] = ()
    proposed_title: str = ""
    proposed_publication: str = ""
    proposed_published_at: date | None = None
    pages: int = 0


def receive(data: bytes, elapsed: Callable[[], float]) -> Received:
    """The text of a file; `elapsed` tells the seconds since some moment, for the bound on a PDF.

    Raises Refused: empty, larger than 10 MB, binary, a scan without text, locked, broken, too long.
    """
    if len(data) > BYTES_MAX:
        raise _refused(
            "document-too-large", "The file is larger than 10 MB.", "Hand in the page with the figures."
        )
    if not data.strip():
        raise _refused("document-empty", "The file is empty.", "Hand in a file that holds text.")
    if data.lstrip()[:5] == b"%PDF-":
        return _bounded(_pdf(data, elapsed))
    text = _decoded(data)
    return _bounded(_html(text) if _is_html(text) else _text(text))


def received_text(text: str) -> Received:
    """Pasted text. Raises Refused where it is empty or too long."""
    return _bounded(_text(text))


def _bounded(received: Received) -> Received:
    if not received.text.strip():
        raise _refused("document-empty", "There is no text in it.", "Paste the text itself.")
    if len(received.text) > TEXT_LENGTH_MAX:
        reason = f"The text is longer than {TEXT_LENGTH_MAX:,} letters."
        raise _refused("document-too-long", reason, "Hand it in by chapters.")
    return received


def _refused(code: str, reason: str, remedy: str) -> Refused:
    return Refused(code, reason, HOUSE_RULE, remedy, "file")


# --- text ----------------------------------------------------------------------------------------------

_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1f]")
_BOMS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))
_CHARSET = re.compile(rb"""charset\s*=\s*["']?([A-Za-z0-9_\-]{2,30})""", re.IGNORECASE)


def _text(text: str) -> Received:
    plain = text.replace("\r\n", "\n").replace("\r", "\n")
    if _CONTROL.search(plain[:100_000]):
        raise _binary()
    return Received(kind=FileKind.TEXT, text=plain, elements=tuple(elements(plain)))


def _decoded(data: bytes) -> str:
    """The letters of the bytes: by their mark, as UTF-8, or by the encoding that a page names."""
    marked = next((name for mark, name in _BOMS if data.startswith(mark)), None)
    named = _CHARSET.search(data[:2048])
    tried = [marked, "utf-8", named.group(1).decode("ascii") if named else None]
    for name in tried:
        if name is None:
            continue
        try:
            return codecs.decode(data, name)
        except (UnicodeDecodeError, LookupError):
            continue
    if b"\x00" in data[:4096] or sum(byte < 9 for byte in data[:4096]) > 4:
        raise _binary()
    remedy = "Save it as UTF-8, or paste the text."
    raise _refused(
        "document-encoding", "The letters of the file are not UTF-8 and it names no other encoding.", remedy
    )


def _binary() -> Refused:
    return _refused(
        "document-binary", "The file is no text, page or PDF.", "Paste the text, or save the page as HTML."
    )


# --- pages ---------------------------------------------------------------------------------------------

_HTML = re.compile(r"<(?:!doctype html|html|head|body|article|p|div)[\s>]", re.IGNORECASE)
_KINDS = {"head": ElementKind.SUBHEADING, "figDesc": ElementKind.CAPTION, "graphic": ElementKind.CAPTION}
_SPACES = re.compile(r"\s+")


def _is_html(text: str) -> bool:
    return bool(_HTML.search(text[:4000]))


def _html(text: str) -> Received:
    try:
        page = trafilatura.bare_extraction(
            text, with_metadata=True, include_comments=False, include_tables=True
        )
    except (ValueError, RecursionError) as error:
        raise _refused(
            "document-broken", "The page cannot be read.", "Paste the text of the article."
        ) from error
    if page is None or isinstance(page, dict):
        raise _refused(
            "document-no-article", "No article was found in the page.", "Paste the text of the article."
        )
    title = _SPACES.sub(" ", page.title or "").strip()
    blocks = list(_blocks(page.body)) or [(ElementKind.BODY, page.text or "")]
    if title and (not blocks or title not in blocks[0][1]):
        blocks.insert(0, (ElementKind.HEADLINE, title))
    elif blocks and blocks[0][0] == ElementKind.SUBHEADING:
        blocks[0] = (ElementKind.HEADLINE, blocks[0][1])
    joined, parts = _joined(blocks)
    return Received(
        kind=FileKind.HTML, text=joined, elements=parts, proposed_title=title[:300],
        proposed_publication=(page.sitename or "")[:300], proposed_published_at=_day(page.date),
    )  # fmt: skip


def _blocks(body: _Block | None) -> Iterator[tuple[ElementKind, str]]:
    """Each block of the article with what it is; a block of blocks is taken part by part."""
    for child in body if body is not None else ():
        for part in child if child.tag in ("list", "table", "quote") and len(child) else (child,):
            # The cells of a row keep their edges: which number stands under which heading is not read.
            cells = part if part.tag == "row" and len(part) else (part,)
            text = " | ".join(_SPACES.sub(" ", " ".join(map(str, cell.itertext()))).strip() for cell in cells)
            if text:
                yield _KINDS.get(str(part.tag), ElementKind.BODY), text


def _joined(blocks: list[tuple[ElementKind, str]]) -> tuple[str, tuple[Element, ...]]:
    parts, place, texts = [], 0, []
    for kind, text in blocks:
        parts.append(Element(kind=kind, start=place, end=place + len(text)))
        texts.append(text)
        place += len(text) + 1
    return "\n".join(texts), tuple(parts)


def _day(written: str | None) -> date | None:
    try:
        return date.fromisoformat(written) if written else None
    except ValueError:
        return None


# --- PDF -----------------------------------------------------------------------------------------------


def _pdf(data: bytes, elapsed: Callable[[], float]) -> Received:
    try:
        reader = PdfReader(io.BytesIO(data))
        if reader.is_encrypted and not reader.decrypt(""):
            raise _refused("document-locked", "The PDF is locked with a password.", "Save a copy without it.")
        pages = len(reader.pages)
        if pages > PAGES_MAX:
            raise _refused(
                "document-too-long",
                f"The PDF has more than {PAGES_MAX} pages.",
                "Hand in the pages with the figures.",
            )
        text = "\n".join(_pages(reader, elapsed))
    except (
        PyPdfError,
        ValueError,
        KeyError,
        TypeError,
        AttributeError,
        IndexError,
        RecursionError,
        OSError,
    ) as error:
        raise _refused("document-broken", "The PDF cannot be read.", "Open it and paste the text.") from error
    letters = sum(letter.isalpha() for letter in text)
    if letters < LETTERS_OF_A_PAGE_MIN * max(pages, 1):
        remedy = "Have it read by a program for scanned pages, or type the passage."
        raise _refused("document-scanned", "The PDF holds pictures of pages and no text.", remedy)
    whole = _unbroken(text)
    return Received(kind=FileKind.PDF, text=whole, elements=tuple(elements(whole)), pages=pages)


def _pages(reader: PdfReader, elapsed: Callable[[], float]) -> Iterator[str]:
    began, letters = elapsed(), 0
    for page in reader.pages:
        if elapsed() - began > SECONDS_MAX:
            raise _refused(
                "document-too-slow", "The PDF takes too long to read.", "Open it and paste the text."
            )
        text = page.extract_text()
        letters += len(text)
        if letters > TEXT_LENGTH_MAX:
            raise _refused(
                "document-too-long",
                f"The text is longer than {TEXT_LENGTH_MAX:,} letters.",
                "Hand it in by chapters.",
            )
        yield text


_HYPHENATED = re.compile(r"(?<=[^\W\d_])-\n(?=[^\W\d_])")
_LINE_END = re.compile(r"(?<=[^.!?:…\n\"”»])\n(?=[^\n\W])")


def _unbroken(text: str) -> str:
    """Lines of print as paragraphs again: a line that ends in no stop goes on in the next."""
    first, _, rest = text.replace("\r\n", "\n").strip().partition("\n")
    return first + ("\n" + _LINE_END.sub(" ", _HYPHENATED.sub("", rest)) if rest else "")
