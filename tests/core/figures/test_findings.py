"""The ten rules, each with the case that it was made for, and each with a case that it must leave alone."""

from typing import Any

from safeconduct.figures.claims import Category, ElementKind, QuantityKind
from safeconduct.figures.facts import LinkKind
from safeconduct.figures.findings import Finding, Rule, Suggested, findings
from safeconduct.figures.stated import Stated
from tests.core.figures.claims_made import all_of, one

KILLED, BOTH, CASUALTIES = Category.KILLED, Category.KILLED_OR_WOUNDED, Category.CASUALTIES


def found(*claims: Stated) -> list[Finding]:
    return findings(all_of(*claims))


def rules(*claims: Stated) -> list[Rule]:
    return [rule for finding in found(*claims) for rule in finding.rules]


def article() -> tuple[Stated, Stated]:
    """The two figures of the article: over 3,000 killed or injured, and a month on about 4,000 killed."""
    whole = one("over 3000", BOTH, "Zelensky", day="", published="2025-03-17", publication="article",
                as_of=("2025-01-01", "2025-01-31"))  # fmt: skip
    part = one("about 4000", KILLED, "Reports", day="", published="2025-03-17", publication="article",
               as_of=("2025-02-01", "2025-02-10"), start=500)  # fmt: skip
    return whole, part


def test_c1_one_number_of_one_origin_in_two_categories() -> None:
    interview = one("about 4000", BOTH, "Budanov", "2025-02-04")
    retold = one("about 4000", KILLED, "Budanov", "2025-02-04")
    (finding,) = found(interview, retold)
    assert finding.lead.rule == Rule.CATEGORY_DRIFT
    assert finding.lead.suggested == Suggested.CATEGORY_LOST
    assert {finding.lead.one.id, finding.lead.other.id} == {interview.id, retold.id}
    assert not finding.is_minor


def test_c1_through_a_link_when_the_retelling_names_nobody() -> None:
    interview = one("about 4000", BOTH, "Budanov", "2025-02-04")
    retold = one("about 4000", KILLED, None, "2025-03-17", links=((LinkKind.RETELLS, interview.id),))
    assert rules(interview, retold)[0] == Rule.CATEGORY_DRIFT


def test_c1_finds_the_interview_behind_reports_of_the_same_days() -> None:
    interview = one("about 4000", BOTH, "Budanov", "2025-02-04", as_of="2025-02-04")
    assert Rule.CATEGORY_DRIFT in rules(*article(), interview)


def test_c1_is_minor_where_only_the_word_for_the_whole_differs() -> None:
    (finding,) = found(one("about 5000", BOTH), one("about 5000", CASUALTIES))
    assert finding.lead.rule == Rule.CATEGORY_DRIFT
    assert finding.is_minor
    assert finding.lead.suggested == Suggested.WORDING


def test_c1_leaves_two_speakers_alone_who_mean_different_things() -> None:
    assert rules(one("about 4000", BOTH, "JCS"), one("about 400", KILLED, "NIS")) == []


def test_c2_a_part_larger_than_a_later_whole() -> None:
    part = one("4000", KILLED, "Zelensky", "2025-01-09", as_of="2025-01-09")
    whole = one("about 3000", BOTH, "NIS", "2025-01-13", as_of="2025-01-13")
    (finding,) = found(part, whole)
    assert finding.lead.rule == Rule.PART_EXCEEDS_WHOLE
    assert (finding.lead.one.id, finding.lead.other.id) == (whole.id, part.id)


def test_c2_leaves_a_whole_of_an_earlier_day_alone() -> None:
    part = one("4000", KILLED, "Zelensky", "2025-03-09")
    assert rules(one("about 3000", BOTH, "NIS", "2025-01-13"), part) == []


def test_c3_a_part_that_is_nearly_the_whole() -> None:
    part = one("about 4000", KILLED, "Reports", "2025-02-10")
    (finding,) = found(part, one("about 4000", BOTH, "JCS", "2025-03-27"))
    assert finding.lead.rule == Rule.DEGENERATE_PART
    assert finding.lead.suggested == Suggested.PART_IS_WHOLE


def test_c3_leaves_a_third_alone() -> None:
    assert rules(one("about 300", KILLED), one("about 3000", BOTH, "JCS", "2025-01-20")) == []


def test_c4_a_count_that_falls() -> None:
    earlier = one("about 4000", KILLED, "Reports", "2025-02-10")
    (finding,) = found(earlier, one("about 600", KILLED, "NIS", "2025-04-30"))
    assert finding.lead.rule == Rule.FALLING_COUNT
    assert finding.lead.one.id == earlier.id
    assert finding.lead.suggested == Suggested.SOURCES_DISAGREE


def test_c4_a_speaker_who_says_less_than_before_revises() -> None:
    (finding,) = found(one("1000", KILLED, "NIS", "2025-01-13"), one("600", KILLED, "NIS", "2025-04-30"))
    assert finding.is_minor
    assert finding.lead.suggested == Suggested.REVISED


def test_c4_leaves_additional_numbers_and_counts_of_a_day_alone() -> None:
    added = one("3000", Category.DEPLOYED, "JCS", "2025-03-27", kind=QuantityKind.ADDITIVE)
    assert rules(one("about 11000", Category.DEPLOYED, "NIS", "2024-12-19"), added) == []
    held = one("10", Category.HELD, "ICRC", "2025-01-01"), one("2", Category.HELD, "ICRC", "2025-03-01")
    assert rules(*held) == []


def parts(killed: str, wounded: str, total: str) -> list[Rule]:
    same: dict[str, Any] = {"publication": "one text", "as_of": "2025-01-13"}
    return rules(
        one(killed, KILLED, **same), one(wounded, Category.WOUNDED, **same), one(total, BOTH, **same)
    )


def test_c5_parts_that_cannot_make_up_the_total() -> None:
    assert parts("300", "2700", "4000") == [Rule.ARITHMETIC]


def test_c5_leaves_parts_alone_that_do() -> None:
    assert parts("300", "2700", "3000") == []
    assert parts("about 300", "about 2700", "about 3000") == []
    assert parts("at least 300", "2700", "over 3000") == []


def test_c6_one_number_of_one_origin_with_another_hedge() -> None:
    (finding,) = found(one("at least 300"), one("about 300"))
    assert finding.lead.rule == Rule.HEDGE_DRIFT
    assert found(one("about 300"), one("about 300")) == []


def test_c7_a_place_that_changed_on_the_way() -> None:
    source = one("over 3000", BOTH, "Zelensky", "2024-12-23", place="Russia", place_code="russia")
    retold = one("over 3000", BOTH, "Zelensky", "2024-12-23", place="Ukraine", place_code="ukraine")
    (finding,) = found(source, retold)
    assert finding.lead.rule == Rule.FIELD_DRIFT
    assert finding.lead.fields == ("place",)


def test_c8_a_caption_against_the_body() -> None:
    body = one("100", KILLED, publication="one text")
    caption = one("200", KILLED, "JCS", publication="one text", element=ElementKind.CAPTION)
    assert Rule.HEADLINE_AGAINST_BODY in rules(body, caption)
    elsewhere = one("200", KILLED, "JCS", element=ElementKind.CAPTION)
    assert Rule.HEADLINE_AGAINST_BODY not in rules(body, elsewhere)


def test_c8_a_headline_that_makes_dead_of_losses() -> None:
    body = one("4000", Category.LOSSES, "Zelensky", publication="one text")
    headline = one("4000", KILLED, "Zelensky", publication="one text", element=ElementKind.HEADLINE)
    (finding,) = found(body, headline)
    assert set(finding.rules) == {Rule.CATEGORY_DRIFT, Rule.HEADLINE_AGAINST_BODY}


def test_c9_a_share_of_a_whole_of_its_own_category() -> None:
    whole = one("4000", KILLED, "UK MoD", publication="one text")
    share = one(
        "1000", KILLED, "UK MoD", publication="one text", kind=QuantityKind.FRACTION, share="1/4", whole=4000
    )
    assert Rule.OWN_WHOLE in rules(whole, share)
    sound = one("4000", BOTH, "UK MoD", publication="one text")
    assert Rule.OWN_WHOLE not in rules(sound, share)


def test_c10_a_narrower_category_with_a_larger_later_number() -> None:
    (finding,) = found(*article())
    assert finding.rules == (Rule.NARROWER_BUT_LARGER,)
    assert finding.lead.suggested == Suggested.CATEGORY_OR_TIME
    assert "3000" in finding.lead.one.said.quote


def test_c10_asks_for_one_text() -> None:
    whole, part = article()
    other = one(
        "about 4000", KILLED, "Reports", day="", published="2025-03-17", as_of=("2025-02-01", "2025-02-10")
    )
    assert rules(whole, other) == []
    assert part.publication == "article"


def test_one_pair_of_origins_has_one_finding_with_all_its_rules() -> None:
    claims = [one("about 4000", BOTH, "Budanov", "2025-02-04"), one("at least 4000", KILLED, "Budanov", "2025-02-04"),
              one("about 4000", KILLED, "Budanov", "2025-02-04")]  # fmt: skip
    (finding,) = found(*claims)
    assert finding.rules[0] == Rule.CATEGORY_DRIFT
    assert Rule.HEDGE_DRIFT in finding.rules
    assert finding.pairs >= 2


def test_a_finding_keeps_its_key_whatever_is_confirmed_beside_it() -> None:
    before = found(*article())
    after = found(*article(), one("about 300", KILLED, "NIS", "2024-12-30"))
    assert before[0].key in {finding.key for finding in after}


def test_the_gravest_comes_first() -> None:
    told = found(one("at least 300", speaker="JCS"), one("about 300", speaker="JCS"),
                 one("about 4000", BOTH, "Budanov"), one("about 4000", KILLED, "Budanov"))  # fmt: skip
    assert [finding.lead.rule for finding in told][:1] == [Rule.CATEGORY_DRIFT]
