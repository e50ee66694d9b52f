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


@pytest.mark.parametrize(
    ("language", "text", "raw"),
    [
        ("en", "The number of soldiers killed rose from 300 in January to 400 in March.", "in March"),
        (
            "en",
            "The number of soldiers killed rose from 300 on 10 January to 400 by 12 March.",
            "by 12 March",
        ),
        ("uk", "Кількість загиблих солдатів зросла з 300 у січні до 400 у березні.", "у березні"),
        ("ru", "Число погибших солдат выросло с 300 в январе до 400 в марте.", "в марте"),
        ("ko", "북한군 사망자가 1월 300명에서 3월 400명으로 늘었다.", "3월"),
    ],
)
def test_what_a_change_came_to_has_its_own_day_and_the_number_before_is_told_apart(
    language: str, text: str, raw: str
) -> None:
    reading = read(_body(text, language))
    (claim,) = [claim for claim in reading.claims if claim.quantity]
    assert claim.quantity is not None
    assert (claim.quantity.value, claim.as_of.raw) == (400, raw)
    assert [(one.raw, one.reason) for one in reading.left_out] == [("300", "earlier number")]


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
