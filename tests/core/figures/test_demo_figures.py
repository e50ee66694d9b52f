"""The demonstration's digests: every quotation stands in its text, and the series can be seen."""

from datetime import date

from safeconduct.demo_digests import DIGESTS
from safeconduct.demo_figures import FORCE, text_of
from safeconduct.demo_figures import stated_claims as told
from safeconduct.figures.claims import Category, SpeakerClass
from safeconduct.figures.findings import Rule, findings
from safeconduct.figures.series import Series, series_of
from safeconduct.figures.stated import Stated


def test_every_quotation_stands_in_its_digest() -> None:
    for digest in DIGESTS:
        text = text_of(digest)
        assert text.startswith("Digest.")
        for each in digest.told:
            assert text.count(each.quote) == 1
            assert each.raw in each.quote


def row(number: int) -> list[Stated]:
    """The claims of one row of the source."""
    return [claim for claim in told() if claim.id.startswith(f"{number:02}-")]


def one(number: int, category: Category, value: int | None) -> Stated:
    (found,) = [c for c in row(number) if (c.category, c.value) == (category, value)]
    return found


def series(category: Category, theatre: str = "") -> Series:
    return next(
        s for s in series_of(told()) if (s.force, s.category, s.theatre) == (FORCE, category, theatre)
    )


def pairs(rule: Rule) -> list[set[str]]:
    """The rows between whose claims the rule leads a finding."""
    return [
        {found.lead.one.id[:2], found.lead.other.id[:2]}
        for found in findings(told())
        if found.lead.rule == rule
    ]


def test_every_row_of_the_source_is_told_and_no_other() -> None:
    assert {digest.row for digest in DIGESTS} == set(range(1, 38))


def test_t1_one_speaker_revises_upwards_and_nothing_is_taken_back() -> None:
    killed = series(Category.KILLED)
    nis = [
        c.value for c in killed.claims if c.speaker.startswith("national intelligence") and not c.is_repeat
    ]
    assert nis == [100, 300, 600, 2000]
    assert "superseded" not in {aside.reason for aside in killed.aside}
    assert killed.best is not None
    assert killed.best.value == 2000


def test_t2_a_lower_number_of_a_later_day_stands_beside_the_higher() -> None:
    values = {claim.id[:2]: claim.value for claim in series(Category.KILLED).claims}
    assert (values["22"], values["18"]) == (400, 1000)
    assert {"18", "22"} in pairs(Rule.FALLING_COUNT)


def test_t3_what_one_week_cost_feeds_no_count() -> None:
    both = series(Category.KILLED_OR_WOUNDED)
    reasons = {aside.claim.id[:2]: aside.reason for aside in both.aside}
    assert (reasons["03"], reasons["10"]) == ("window", "window")
    assert "10" not in {claim.id[:2] for claim in both.claims}


def test_t4_what_two_papers_call_differently_is_kept_as_both() -> None:
    assert {claim.category for claim in row(31)} == {Category.KILLED, Category.CASUALTIES}
    assert {claim.category for claim in row(19) if claim.value == 4000} == {
        Category.KILLED,
        Category.CASUALTIES,
    }
    assert one(18, Category.WOUNDED, 3000).speaker == one(18, Category.KILLED, 1000).speaker
    assert {"31"} in pairs(Rule.CATEGORY_DRIFT)
    assert {"19"} in pairs(Rule.CATEGORY_DRIFT)


def test_t5_a_stale_number_keeps_the_day_of_its_first_telling() -> None:
    stale = one(32, Category.KILLED, 600)
    assert stale.is_repeat
    assert stale.last == one(26, Category.KILLED, 600).last == date(2025, 4, 30)
    assert stale.origin == one(26, Category.KILLED, 600).origin


def test_t6_those_killed_and_those_killed_or_wounded_stand_side_by_side() -> None:
    killed, both = one(30, Category.KILLED, 2000), one(36, Category.KILLED_OR_WOUNDED, 6000)
    assert not [found for found in findings([killed, both]) if not found.is_minor]
    assert killed in series(Category.KILLED).claims
    assert both in series(Category.KILLED_OR_WOUNDED).claims


def test_t7_portraits_and_burial_places_are_floors_and_no_count_of_the_killed() -> None:
    portraits, places = one(29, Category.IDENTIFIED, 101), one(34, Category.BURIAL_PLACES, 412)
    assert portraits.most is places.most is None
    assert not {"29", "34"} & {claim.id[:2] for claim in series(Category.KILLED).claims}
    assert Category.BURIAL_PLACES not in {each.category for each in series_of(told())}


def test_t8_what_one_page_says_against_itself_is_found() -> None:
    assert {"17"} in pairs(Rule.CATEGORY_DRIFT)


def test_t9_speaker_relay_and_paper_are_three_things() -> None:
    claim = one(26, Category.KILLED, 600)
    assert claim.speaker.startswith("national intelligence service")
    assert [each.name for each in claim.said.chain[1:]] == ["Rep. Lee", "Rep. Kim"]
    assert "KBS" not in str(claim.said.chain)


def test_t10_a_vague_word_is_an_operator_and_a_value() -> None:
    several, up_to = one(5, Category.KILLED_OR_WOUNDED, None), one(17, Category.LOSSES, 4000)
    assert (several.least, several.most) == (300, None)
    assert (up_to.least, up_to.most) == (None, 4000)
    assert (one(6, Category.LOSSES, 200).least, one(6, Category.LOSSES, 200).most) == (201, None)
    assert (
        one(8, Category.KILLED_OR_WOUNDED, 1100).least,
        one(8, Category.KILLED_OR_WOUNDED, 1100).most,
    ) == (1050, 1150)


def test_t11_the_day_of_the_announcement_is_not_the_day_of_the_capture() -> None:
    claim = one(14, Category.CAPTURED, 2)
    assert (claim.day, claim.last) == (date(2025, 1, 11), date(2025, 1, 9))


def test_t12_what_others_say_that_the_speaker_said_is_the_press_s_word() -> None:
    for claim in row(31):
        assert claim.is_told_by_others
        assert claim.side == SpeakerClass.PRESS
        assert claim.most is None


def test_losses_shares_and_forecasts_are_not_drawn() -> None:
    assert Category.LOSSES not in {each.category for each in series_of(told())}
    reasons = {aside.reason for each in series_of(told()) for aside in each.aside}
    assert reasons >= {"window", "fraction", "rate", "additive", "no_speaker"}


def test_a_place_that_a_row_names_is_a_series_of_its_own() -> None:
    assert {claim.value for claim in series(Category.PRESENT, "kursk").claims} == {10_000, 1_000}


def test_a_real_conflict_of_sources_is_found() -> None:
    assert pairs(Rule.FALLING_COUNT)
