"""The values of a claim: JSON out and in, bounds in order, a span as long as its quote."""

from datetime import date

import pytest
from pydantic import ValidationError

from safeconduct.figures.claims import (
    AsOf,
    Category,
    Claim,
    Document,
    Hedge,
    Modality,
    Quantity,
    QuantityKind,
    Relation,
    Voice,
    as_json_line,
    from_json_line,
    weakest,
)


def _claim() -> Claim:
    return Claim(
        id="C01",
        quote="понад 300 загиблих",
        span=(10, 28),
        voice=Voice.ATTRIBUTED,
        speaker="Ostrel Command",
        quantity=Quantity(raw="понад 300", value=300, low=300, low_is_exclusive=True, hedge=Hedge.OVER),
        category=Category.KILLED,
        as_of=AsOf(
            start=date(2031, 2, 1), end=date(2031, 2, 10), raw="на початку лютого", relation=Relation.IN
        ),
        modality=Modality.REPORTED,
        language="uk",
    )


def test_a_claim_written_as_json_comes_back_the_same() -> None:
    assert from_json_line(as_json_line(_claim())) == _claim()


def test_json_has_days_as_iso_and_the_words_of_the_annotation() -> None:
    line = as_json_line(_claim())
    assert '"as_of":{"start":"2031-02-01","end":"2031-02-10"' in line
    assert '"quantity":{"raw":"понад 300","value":300,"low":300,"high":null' in line


def test_a_share_is_written_out_and_read_as_a_fraction() -> None:
    third = Quantity(raw="a third", hedge=Hedge.FRACTION, kind=QuantityKind.FRACTION, share="1/3")
    assert third.fraction is not None
    assert third.fraction * 3 == 1


@pytest.mark.parametrize(
    "wrong",
    [
        {"raw": "5", "hedge": "exact", "low": 6, "high": 5},
        {"raw": "92 a day", "hedge": "approx", "kind": "rate"},
        {"raw": "92", "hedge": "exact", "per": "day"},
        {"raw": "a third", "hedge": "fraction", "share": "0.33"},
        {"raw": "1", "hedge": "exact", "value": 1.5},
    ],
)
def test_a_quantity_that_cannot_be_is_refused(wrong: dict[str, object]) -> None:
    with pytest.raises(ValidationError):
        Quantity.model_validate(wrong)


def test_an_interval_that_ends_before_it_begins_is_refused() -> None:
    with pytest.raises(ValidationError):
        AsOf(start=date(2031, 2, 2), end=date(2031, 2, 1))


def test_a_span_of_another_length_is_refused() -> None:
    with pytest.raises(ValidationError):
        Claim.model_validate(_claim().model_dump() | {"span": (10, 27)})


def test_a_sentence_is_as_firm_as_its_weakest_link() -> None:
    assert weakest(Modality.ASSERTED, Modality.MIGHT, Modality.ESTIMATED) == Modality.MIGHT
    assert weakest() == Modality.ASSERTED


def test_a_document_is_known_by_its_text_alone() -> None:
    bare = Document(text="One.")
    assert bare.fingerprint == Document(text="One.", published_at=date(2031, 1, 1)).fingerprint
    assert bare.fingerprint != Document(text="Two.").fingerprint
