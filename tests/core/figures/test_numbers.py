"""Numbers, hedges and days, each case a line of a table that an analyst can add to."""

from datetime import date
from pathlib import Path

import pytest

from safeconduct.figures.claims import Document, Element, ElementKind
from safeconduct.figures.reading import dates
from safeconduct.figures.reading.lexicon import vocabulary
from safeconduct.figures.reading.read import read
from safeconduct.figures.reading.sentences import sentences

FOLDER = Path(__file__).parent
PUBLISHED = date(2025, 6, 30)


def _rows(file: str) -> list[list[str]]:
    lines = (FOLDER / file).read_text("utf-8").splitlines()
    return [line.split("\t") for line in lines if line and not line.startswith("#")][1:]


def _body(text: str, language: str) -> Document:
    body = Element(kind=ElementKind.BODY, start=0, end=len(text))
    return Document(text=text, language=language, published_at=PUBLISHED, elements=(body,))


def _bound(written: str) -> int | None:
    return None if written == "-" else int(written)


@pytest.mark.parametrize(
    "row", [row for row in _rows("number_cases.tsv") if len(row) > 2], ids=lambda row: row[1]
)
def test_a_number_is_read_with_its_bounds_and_kind(row: list[str]) -> None:
    language, text, category, low, high, hedge, kind = row
    found = read(_body(text, language)).claims
    numeric = [claim for claim in found if claim.quantity and (claim.quantity.low or claim.quantity.high)]
    assert len(numeric) == 1, numeric
    quantity = numeric[0].quantity
    assert quantity is not None
    told = (numeric[0].category, quantity.low, quantity.high, quantity.hedge, quantity.kind)
    assert told == (category, _bound(low), _bound(high), hedge, kind)
    assert quantity.raw in text


@pytest.mark.parametrize(
    "row", [row for row in _rows("number_cases.tsv") if len(row) == 2], ids=lambda row: row[1]
)
def test_no_quantity_is_read_from_what_counts_no_persons(row: list[str]) -> None:
    for claim in read(_body(row[1], row[0])).claims:
        quantity = claim.quantity
        assert quantity is None or (quantity.value, quantity.low, quantity.high) == (None, None, None)


@pytest.mark.parametrize("row", _rows("date_cases.tsv"), ids=lambda row: row[2])
def test_the_days_of_a_phrase(row: list[str]) -> None:
    language, published, text, start, end, relation = row
    (sentence,) = sentences(_body(f"x {text} x", language), vocabulary())
    (mention,) = dates.mentions(sentence, date.fromisoformat(published))
    told = (str(mention.as_of.start), str(mention.as_of.end), mention.as_of.relation)
    assert told == (start, end, relation)
    assert mention.as_of.raw is not None
    assert mention.as_of.raw in text


def test_a_future_month_is_the_next_one() -> None:
    (sentence,) = sentences(_body("x by April x", "en"), vocabulary())
    (mention,) = dates.mentions(sentence, date(2025, 6, 30), is_future=True)
    assert (mention.as_of.start, mention.as_of.end) == (date(2026, 4, 1), date(2026, 4, 30))
