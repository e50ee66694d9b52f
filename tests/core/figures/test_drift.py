"""What changed between two tellings: field by field, for one claim and for whole texts."""

from typing import Any

import pytest

from safeconduct.figures.claims import Category, Claim, Flag, Modality
from safeconduct.figures.drift import Became, Field, between, changes
from tests.core.figures.claims_made import said

BOTH = Category.KILLED_OR_WOUNDED
CAPTURED = {"force_code": "", "force": "soldiers captured by Ukraine"}


def fields(before: Claim, after: Claim) -> dict[str, str]:
    return {str(each.field): str(each.became) for each in changes(before, after)}


def test_a_claim_passed_on_whole_has_no_change() -> None:
    assert changes(said("about 300"), said("about 300")) == ()


def test_a_category_that_was_lost_is_narrowed() -> None:
    assert fields(said("about 4000", BOTH), said("about 4000"))["category"] == Became.NARROWED
    assert fields(said("about 4000"), said("about 4000", BOTH))["category"] == Became.WIDENED


def test_a_speaker_who_became_reports_is_lost() -> None:
    found = fields(said("about 4000", BOTH, "Budanov"), said("about 4000", BOTH, "Reports"))
    assert found == {"speaker": Became.LOST}


@pytest.mark.parametrize(
    ("before", "after", "field", "became"),
    [
        ({"place": "Russia", "place_code": "ru"}, {"place": "Kyiv", "place_code": "k"}, Field.PLACE, Became.CHANGED),
        ({"place": "Kursk", "place_code": "kursk"}, {}, Field.PLACE, Became.LOST),
        ({"as_of": "2025-01-01"}, {"as_of": ("2025-01-01", "2025-01-31")}, Field.DATE, Became.CHANGED),
        ({"as_of": "2025-01-01"}, {}, Field.DATE, Became.LOST),
        ({}, {"as_of": "2025-01-01"}, Field.DATE, Became.ADDED),
        ({"flags": (Flag.PRELIMINARY,)}, {}, Field.PRELIMINARY, Became.LOST),
        ({"modality": Modality.ESTIMATED}, {}, Field.MODALITY, Became.FIRMER),
        ({}, {"modality": Modality.ESTIMATED}, Field.MODALITY, Became.WEAKER),
        (CAPTURED, {**CAPTURED, "force": "soldiers"}, Field.SCOPE, Became.CHANGED),
    ],
)  # fmt: skip
def test_each_field(before: dict[str, Any], after: dict[str, Any], field: Field, became: Became) -> None:
    assert fields(said("over 3000", BOTH, **before), said("over 3000", BOTH, **after)) == {field: became}


def test_a_hedge_and_a_number() -> None:
    assert fields(said("at least 300"), said("about 300")) == {"hedge": "changed"}
    assert fields(said("300"), said("400")) == {"number": "changed"}
    assert fields(said("300"), said("")) == {"number": "lost"}


def test_texts_are_paired_claim_by_claim() -> None:
    source = [
        said("over 3000", BOTH, "Zelensky"),
        said("about 4000", BOTH, "Budanov"),
        said("", Category.EQUIPMENT, "Budanov"),
    ]
    retold = [
        said("about 4000", Category.KILLED, "Reports"),
        said("over 3000", BOTH, "Zelensky"),
        said("9", Category.CAPTURED, "JCS"),
    ]
    found = between(source, retold)
    assert [(pair.before.quote, pair.after.quote) for pair in found.pairs] == [
        (source[1].quote, retold[0].quote), (source[0].quote, retold[1].quote),
    ]  # fmt: skip
    assert {str(each.field) for each in found.pairs[0].changes} == {"category", "speaker"}
    assert [claim.category for claim in found.left_out] == [Category.EQUIPMENT]
    assert [claim.category for claim in found.added] == [Category.CAPTURED]


def test_two_statements_of_one_speaker_about_one_matter_are_paired() -> None:
    before = said("", Category.READINESS_TO_ACCEPT, "JCS", modality=Modality.CONDITIONAL)
    found = between([before], [said("", Category.READINESS_TO_ACCEPT, "JCS", modality=Modality.OFFERS)])
    assert [(change.field, change.became) for change in found.pairs[0].changes] == [
        (Field.MODALITY, Became.FIRMER)
    ]
