"""The table of duties: what it holds, and what it refuses with file, row and remedy."""

import re

import pytest

from safeconduct.law.duties import Kind, Mark, Scope, catalogue, grounds, period_of, read_rows
from safeconduct.law.events import read_vocabulary, vocabulary
from safeconduct.law.faults import TableUnreadable

ROW = """
[[duty]]
id = "GC3-031"
article = "31"
mark = "verified"
kind = "periodic"
duration = "P1M"
trigger = ["captured"]
closed_by = ["med_inspected"]
owed_to = ["prisoner"]
owed_by = ["health"]
evidence = "Inspection"
en = "Inspect"
uk = "Оглянути"
ko = "검사"
"""


def faults(text: str, file: str = "part.toml") -> str:
    with pytest.raises(TableUnreadable) as caught:
        read_rows({file: text})
    return str(caught.value)


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ('article = "31"\n', "", "part.toml, GC3-031: the key `article` is missing. Add it"),
        ('mark = "verified"\n', "", "the key `mark` is missing"),
        ('mark = "verified"', 'mark = "certain"', "`mark`: Input should be"),
        ('"captured"', '"taken"', '"taken" is no event. Choose one of events.toml'),
        ('"med_inspected"', '"med_inspected by=doctor"', 'has no detail "by"'),
        ('"med_inspected"', '"effect_taken what=horse"', '"horse" is no word of effect_taken.what'),
        ('"med_inspected"', '"card_declined to=family informed=yes"', "closes only a duty to enable"),
        ('"med_inspected"', '"pr_elected"', "is told of a camp, the duty of a person"),
        ('"P1M"', '"a month"', '"a month" is no length of time. Write it as P1W'),
        ('duration = "P1M"\n', "", "a deadline of kind periodic has a number. Write duration"),
        ('kind = "periodic"\nduration = "P1M"', 'kind = "qualitative"', "has the treaty's own words"),
        ('kind = "periodic"', 'kind = "standing"', "has no number in the treaty. Move it to target"),
        ('closed_by = ["med_inspected"]\n', "", "nothing closes it. Write closed_by"),
        ('ko = "검사"\n', "", "the key `ko` is missing"),
        ('evidence = "Inspection"\n', 'evidence = "Inspection"\nproof = "x"\n', "the key `proof` is unknown"),
        (
            'evidence = "Inspection"\n',
            'evidence = "Inspection"\nexceptions = ["rain"]\n',
            '"rain" is no ground',
        ),
    ],
)
def test_a_faulty_row_is_refused_with_its_remedy(old: str, new: str, said: str) -> None:
    assert old in ROW
    assert said in faults(ROW.replace(old, new))


def test_an_id_that_stands_twice_is_refused_with_both_places() -> None:
    with pytest.raises(
        TableUnreadable, match=r"b.toml, GC3-031: this id stands there twice \(also in a.toml\)"
    ):
        read_rows({"a.toml": ROW, "b.toml": ROW})


def test_every_fault_of_all_files_is_told_at_once() -> None:
    broken = ROW.replace('mark = "verified"\n', "")
    with pytest.raises(TableUnreadable) as caught:
        read_rows({"a.toml": broken, "b.toml": "not toml", "c.toml": broken})
    assert {fault.file for fault in caught.value.faults} == {"a.toml", "b.toml", "c.toml"}


def test_a_vocabulary_with_a_double_code_is_refused() -> None:
    text = '[[event]]\ncode = "died"\nscope = "person"\nen = "a"\nuk = "a"\nko = "a"\n' * 2
    with pytest.raises(TableUnreadable, match="died stands there twice"):
        read_vocabulary(text, "events.toml")


def test_every_row_has_a_source_and_a_mark() -> None:
    for row in catalogue().rows:
        assert re.match(r"GC (I|II|III) arts? ?\.?", row.cite), row.id
        assert row.mark in Mark
        assert row.owed_to, row.id
        assert row.owed_by, row.id


def test_a_refusal_closes_the_offers_of_cards_alone() -> None:
    declinable = [row.id for row in catalogue().rows if any("declined" in text for text in row.closed_by)]
    assert declinable == ["GC3-070a-family", "GC3-070a-agency", "GC3-070b-family", "GC3-070b-agency"]


def test_both_legs_of_a_notification_are_duties_of_their_own() -> None:
    ids = [row.id for row in catalogue().of_article("122")]
    for each in ("GC3-122-3", "GC3-122-5"):
        assert f"{each}-power" in ids
        assert f"{each}-agency" in ids


def test_no_number_is_overdue_that_the_treaty_does_not_have() -> None:
    for row in catalogue().rows:
        if row.kind in (Kind.QUALITATIVE, Kind.STANDING):
            assert not row.duration, row.id


def test_articles_are_found_one_by_one() -> None:
    assert {row.id for row in catalogue().of_article("87")} == {"GC3-086"}
    assert {row.id for row in catalogue().of_article("GC I 16")} == {"GC1-016", "GC1-016-packet"}
    assert catalogue().of_article("1") == ()


def test_a_counted_paragraph_is_not_cited() -> None:
    assert catalogue().by_id["GC3-122-3-agency"].cite == "GC III art. 122(3)"
    assert catalogue().by_id["GC3-012b"].cite == "GC III art. 12"
    assert catalogue().by_id["GC3-012b"].has_counted_paragraph


def test_every_ground_is_used_and_every_person_row_of_work_has_evidence() -> None:
    used = {code for row in catalogue().rows for code in row.exceptions}
    assert used == set(grounds())
    for row in catalogue().of_scope(Scope.PERSON):
        assert row.evidence


def test_no_wish_or_case_opens_or_closes_a_duty_but_the_passing_to_another_power() -> None:
    sealed = {code for code, kind in vocabulary().items() if kind.of == "sealed"}
    named = {
        text.split()[0]
        for row in catalogue().rows
        for text in (*row.trigger, *row.closed_by, *row.breached_by, *row.before)
    }
    assert named & sealed == {"passing_decided", "power_assessed"}


@pytest.mark.parametrize("text", ["", "P", "PT", "1W", "P1", "week", "P-1D"])
def test_a_length_that_is_none_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="no length of time"):
        period_of(text)
