"""Files that an officer hands in: text, saved pages, PDF; and every reason why one cannot be read."""

import io
from collections.abc import Callable
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pikepdf import Dictionary, Name, Page, Pdf, Stream
from pypdf import PdfWriter

from safeconduct.figures.claims import TEXT_LENGTH_MAX, Document, ElementKind
from safeconduct.figures.reading import documents
from safeconduct.figures.reading.documents import FileKind, receive, received_text
from safeconduct.figures.reading.read import read
from safeconduct.sources.errors import Refused

PAGE = """<!doctype html><html><head><title>Losses mount</title>
<meta property="og:site_name" content="The Brask Times"><meta property="article:published_time" content="2025-03-04">
</head><body><nav>Menu 300 items</nav><article><h1>Losses mount</h1>
<p>{first}</p><h2>What is known</h2><p>{second}</p></article></body></html>"""
SENTENCE = (
    "About 300 North Korean soldiers were killed, the National Intelligence Service said on Monday. " * 4
)


def _still() -> float:
    return 0.0


def _pdf(*pages: str) -> bytes:
    """A PDF with one line of text a page, none where the text is empty."""
    made = Pdf.new()
    for text in pages:
        font = Dictionary(Type=Name.Font, Subtype=Name.Type1, BaseFont=Name.Helvetica)
        content = f"BT /F1 12 Tf 50 700 Td ({text}) Tj ET".encode()
        page = Dictionary(
            Type=Name.Page, MediaBox=[0, 0, 600, 800], Resources=Dictionary(Font=Dictionary(F1=font)),
            Contents=Stream(made, content if text else b""),
        )  # fmt: skip
        made.pages.append(Page(made.make_indirect(page)))
    buffer = io.BytesIO()
    made.save(buffer)
    return buffer.getvalue()


def test_text_is_taken_as_it_is() -> None:
    received = receive("Заголовок\nЗагинуло 300 військових.".encode(), _still)
    assert (received.kind, received.text) == (FileKind.TEXT, "Заголовок\nЗагинуло 300 військових.")
    assert [part.kind for part in received.elements] == [ElementKind.HEADLINE, ElementKind.BODY]


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16"])
def test_marked_encodings_are_read(encoding: str) -> None:
    assert receive("사망자 300명".encode(encoding), _still).text == "사망자 300명"


def test_a_page_gives_its_article_and_proposes_day_and_publication() -> None:
    received = receive(PAGE.format(first=SENTENCE, second=SENTENCE).encode(), _still)
    assert received.kind == FileKind.HTML
    assert "Menu" not in received.text
    assert received.proposed_publication == "The Brask Times"
    assert received.proposed_published_at == date(2025, 3, 4)
    for part in received.elements:
        assert received.text[part.start : part.end].strip()
    assert read(Document(text=received.text, elements=received.elements)).claims


def test_no_number_of_a_table_in_a_page_is_read() -> None:
    rows = ("<th>Killed</th><td>300</td><td>400</td>", "<th>Wounded</th><td>20</td><td>30</td>")
    table = f"<table>{''.join(f'<tr>{row}</tr>' for row in rows)}</table>"
    page = PAGE.format(first=SENTENCE, second=SENTENCE).replace("</article>", f"{table}</article>")
    received = receive(page.encode(), _still)
    assert "Killed | 300 | 400" in received.text
    reading = read(Document(text=received.text, elements=received.elements))
    assert {claim.quantity.value for claim in reading.claims if claim.quantity} == {300}
    assert all(claim.quote.endswith("soldiers were killed") for claim in reading.claims)


def test_a_page_in_the_encoding_that_it_names_is_read() -> None:
    text = "Загинуло близько 300 військових, повідомив Генштаб у вівторок увечері. " * 6
    page = f'<html><head><meta charset="windows-1251"></head><body><article><p>{text}</p></article></body></html>'
    assert "Загинуло близько 300" in receive(page.encode("cp1251"), _still).text


def test_a_pdf_gives_its_text() -> None:
    received = receive(_pdf("About 300 North Korean soldiers were killed in the region."), _still)
    assert (received.kind, received.pages) == (FileKind.PDF, 1)
    assert read(Document(text=received.text)).claims[0].category == "killed"


def _locked() -> bytes:
    writer = PdfWriter()
    writer.add_blank_page(100, 100)
    writer.encrypt("secret", algorithm="RC4-128")
    buffer = io.BytesIO()
    writer.write(buffer)
    return buffer.getvalue()


REFUSED: list[tuple[str, Callable[[], bytes]]] = [
    ("document-empty", lambda: b""),
    ("document-empty", lambda: b" \n\n "),
    ("document-too-large", lambda: b"a" * 10_000_001),
    ("document-too-long", lambda: b"word " * (TEXT_LENGTH_MAX // 4)),
    ("document-binary", lambda: bytes(range(256)) * 20),
    ("document-binary", lambda: b"PK\x03\x04" + b"\x00\x01" * 400),
    ("document-encoding", lambda: "Загинуло 300".encode("cp1251")),
    ("document-scanned", lambda: _pdf("", "")),
    ("document-broken", lambda: b"%PDF-1.7\nnothing of the kind"),
    ("document-locked", _locked),
]


@pytest.mark.parametrize(("code", "make"), REFUSED, ids=lambda value: value if isinstance(value, str) else "")
def test_a_file_that_cannot_be_read_is_refused_with_what_to_do(code: str, make: Callable[[], bytes]) -> None:
    with pytest.raises(Refused) as raised:
        receive(make(), _still)
    assert raised.value.code == code
    assert raised.value.remedy


def test_a_pdf_that_takes_too_long_is_given_up() -> None:
    seconds = iter(range(0, 1000, 20))
    with pytest.raises(Refused, match="takes too long"):
        receive(_pdf("One page of text.", "Another page.", "A third page."), lambda: float(next(seconds)))


def test_a_pdf_of_too_many_pages_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(documents, "PAGES_MAX", 2)
    with pytest.raises(Refused, match="more than 2 pages"):
        receive(_pdf("One.", "Two.", "Three."), _still)


def test_pasted_nothing_is_refused() -> None:
    with pytest.raises(Refused, match="no text"):
        received_text("  \n ")


@given(st.binary(max_size=300), st.sampled_from([b"", b"%PDF-1.7\n", b"<html><body>", b"\xff\xfe"]))
@settings(max_examples=40, deadline=None)
def test_any_bytes_are_read_or_refused(data: bytes, head: bytes) -> None:
    try:
        received = receive(head + data, _still)
    except Refused:
        return
    for part in received.elements:
        assert 0 <= part.start <= part.end <= len(received.text)
