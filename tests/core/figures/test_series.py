"""Series: stated bounds, origins, what feeds nothing and why; and the twelve tests of public figures.

The rows are those of the list of public figures on North Korean forces (NIS, JCS, the two presidencies, the
ministries), told in words of our own.
"""

from datetime import date
from itertools import permutations
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from safeconduct.figures.claims import Category, Flag, Modality, Period, QuantityKind, SpeakerClass, Voice
from safeconduct.figures.facts import LinkKind
from safeconduct.figures.findings import Rule, findings
from safeconduct.figures.series import Series, series_of
from safeconduct.figures.stated import Stated
from tests.core.figures.claims_made import all_of, one

KILLED, WOUNDED, BOTH = Category.KILLED, Category.WOUNDED, Category.KILLED_OR_WOUNDED
CASUALTIES, DEPLOYED = Category.CASUALTIES, Category.DEPLOYED


def series(category: Category, *claims: Stated, theatre: str = "") -> Series:
    return next(s for s in series_of(all_of(*claims)) if (s.category, s.theatre) == (category, theatre))


def bounds(found: Series, day: str) -> tuple[int | None, int | None]:
    step = [step for step in found.steps if step.day <= date.fromisoformat(day)][-1]
    return step.low.number if step.low else None, step.high.number if step.high else None


# --- bounds ---------------------------------------------------------------------------------------


def test_the_highest_lower_bound_so_far_stands() -> None:
    found = series(KILLED, one("at least 100", day="2024-12-19"), one("about 300", day="2025-01-13"),
                   one("at least 200", speaker="JCS", day="2025-02-01"))  # fmt: skip
    assert bounds(found, "2024-12-20") == (100, 350)
    assert bounds(found, "2025-02-01") == (250, None)


def test_a_count_cannot_have_been_larger_before_than_later() -> None:
    found = series(KILLED, one("at least 100", day="2024-12-19"), one("about 600", day="2025-04-30"))
    assert bounds(found, "2024-12-19") == (100, 650)


def test_over_is_at_least_one_more() -> None:
    assert bounds(series(KILLED, one("over 3000")), "2025-01-13") == (3001, None)


def test_bounds_pass_from_part_to_whole_and_back() -> None:
    claims = one("at least 1000", KILLED), one("at least 500", BOTH), one("up to 4000", CASUALTIES, "UK MoD")
    assert bounds(series(BOTH, *claims), "2025-01-13") == (1000, 4000)
    assert bounds(series(KILLED, *claims), "2025-01-13") == (1000, 4000)
    step = series(BOTH, *claims).steps[0]
    assert step.low is not None
    assert step.low.category == KILLED


def test_a_theatre_lies_in_the_war_and_not_in_another_theatre() -> None:
    claims = (
        one("at least 1000", place="Kursk", place_code="kursk"),
        one("at least 10", place="Zaporizhzhia", place_code="zaporizhzhia"),
        one("up to 5000"),
    )
    assert bounds(series(KILLED, *claims), "2025-01-13") == (1000, 5000)
    assert bounds(series(KILLED, *claims, theatre="zaporizhzhia"), "2025-01-13") == (10, 5000)


def test_bounds_that_cross_are_shown_as_crossed() -> None:
    found = series(
        KILLED, one("about 4000", speaker="UK MoD", day="2025-02-10"), one("about 600", day="2025-04-30")
    )
    assert any(step.is_crossed for step in found.steps)
    assert len(found.claims) == 2


def test_nothing_is_averaged_or_summed() -> None:
    numbers = {100, 350, 50, 150, 250}
    found = series(KILLED, one("about 100", speaker="JCS"), one("about 300"))
    told = {b.number for step in found.steps for b in (step.low, step.high) if b}
    assert told <= numbers


def test_counts_of_a_day_have_no_running_bounds() -> None:
    found = series(
        Category.HELD, one("2", Category.HELD, "ICRC"), one("5", Category.HELD, "ICRC", "2025-03-01")
    )
    assert found.steps == ()
    assert len(found.claims) == 2


def test_the_best_is_the_newest_of_the_best_side_unless_an_officer_chose() -> None:
    claims = all_of(
        one("300", day="2025-01-13"),
        one("600", day="2025-04-30"),
        one("900", speaker="Zelensky", day="2025-05-01"),
    )
    (found,) = series_of(claims)
    assert found.best is not None
    assert found.best.said.quantity is not None
    assert found.best.said.quantity.value == 600
    chosen = next(claim.id for claim in claims if claim.value == 900)
    (other,) = series_of(claims, {("prk", KILLED, ""): chosen})
    assert other.best is not None
    assert (other.best.value, other.is_chosen) == (900, True)


# --- origins --------------------------------------------------------------------------------------


def test_three_papers_on_one_briefing_are_one_origin() -> None:
    found = series(KILLED, *[one("about 300", publication=paper) for paper in ("KBS", "UPI", "MBC")])
    assert (found.documents, found.origins) == (3, 1)


def test_a_link_gives_the_origin_of_what_is_retold() -> None:
    source = one("about 4000", BOTH, "Budanov", "2025-02-04")
    retold = one("about 4000", BOTH, "Reports", "2025-03-17", links=((LinkKind.RETELLS, source.id),))
    assert series(BOTH, source, retold).origins == 1


@pytest.mark.parametrize(
    ("more", "reason"),
    [
        ({"kind": QuantityKind.ADDITIVE}, "additive"),
        ({"kind": QuantityKind.WINDOW}, "window"),
        ({"kind": QuantityKind.RATE, "per": Period.DAY}, "rate"),
        ({"kind": QuantityKind.FORECAST}, "forecast"),
        ({"modality": Modality.MIGHT}, "not_happened"),
        ({"modality": Modality.NEGATED}, "not_happened"),
        ({"voice": Voice.PUBLICATION}, "no_speaker"),
        ({"voice": Voice.UNATTRIBUTED}, "no_speaker"),
    ],
)
def test_what_feeds_no_bound_is_listed_with_the_reason(more: dict[str, Any], reason: str) -> None:
    found = series(KILLED, one("1000", **more), one("300"))
    assert [aside.reason for aside in found.aside] == [reason]
    assert [claim.value for claim in found.claims] == [300]


def test_an_additional_number_stands_beside_its_base() -> None:
    base = one("about 11000", DEPLOYED, "NIS", "2024-12-19")
    more = one("at least 3000", DEPLOYED, "JCS", "2025-03-27", kind=QuantityKind.ADDITIVE,
               links=((LinkKind.ADDS_TO, base.id),))  # fmt: skip
    found = series(DEPLOYED, base, more)
    assert [(aside.reason, aside.other) for aside in found.aside] == [("additive", base.id)]
    assert bounds(found, "2025-03-27")[0] == 10500


def test_a_correction_takes_the_place_of_what_it_corrects() -> None:
    first = one("1000", speaker="JCS", day="2025-01-13")
    found = series(
        KILLED, first, one("100", speaker="JCS", day="2025-01-13", links=((LinkKind.CORRECTS, first.id),))
    )
    assert [(aside.claim.id, aside.reason) for aside in found.aside] == [(first.id, "superseded")]


# --- the twelve tests -----------------------------------------------------------------------------


def nis() -> list[Stated]:
    """What the NIS told the Intelligence Committee of those killed: rows 7, 15, 26 and 30."""
    told = (
        ("at least 100", "2024-12-19"),
        ("about 300", "2025-01-13"),
        ("about 600", "2025-04-30"),
        ("about 2000", "2025-09-02"),
    )
    return [one(text, day=day) for text, day in told]


def test_t1_a_speaker_who_says_more_each_time_keeps_all() -> None:
    found = series(KILLED, *nis())
    assert [claim.value for claim in found.claims] == [100, 300, 600, 2000]
    assert [bounds(found, day)[0] for day in ("2024-12-19", "2025-01-13", "2025-04-30", "2025-09-02")] == [
        100, 250, 550, 1500,
    ]  # fmt: skip
    assert found.best is not None
    assert found.best.value == 2000
    assert findings(all_of(*nis())) == []


def test_t2_a_lower_later_number_is_kept_and_told() -> None:
    officials = one(
        "about 1000", KILLED, "Western officials", "2025-01-22", speaker_class=SpeakerClass.UNNAMED
    )
    member = one("400", KILLED, "Yu Yong-weon", "2025-03-18", speaker_class=SpeakerClass.THIRD_STATE)
    assert len(series(KILLED, officials, member).claims) == 2
    (finding,) = findings(all_of(officials, member))
    assert finding.lead.rule == Rule.FALLING_COUNT


def test_t3_a_number_of_one_week_feeds_no_count_of_the_whole_time() -> None:
    week = one(
        "over 1000",
        BOTH,
        "J. Kirby",
        "2024-12-27",
        kind=QuantityKind.WINDOW,
        speaker_class=SpeakerClass.THIRD_STATE,
    )
    found = series(
        BOTH, week, one("at least 30", BOTH, "HUR", "2024-12-16", speaker_class=SpeakerClass.OPPONENT)
    )
    assert [(aside.claim.id, aside.reason) for aside in found.aside] == [(week.id, "window")]
    assert bounds(found, "2024-12-27") == (30, None)


def test_t4_a_category_that_differs_between_papers_keeps_both() -> None:
    killed = one("about 350", KILLED, "DPRK", "2025-09-02", modality=Modality.ALLEGED)
    both = one("about 350", CASUALTIES, "DPRK", "2025-09-02", modality=Modality.ALLEGED)
    assert len(series(KILLED, killed, both).claims) == len(series(CASUALTIES, killed, both).claims) == 1
    (finding,) = findings(all_of(killed, both))
    assert finding.lead.rule == Rule.CATEGORY_DRIFT


def test_t5_a_stale_repeat_keeps_the_day_of_the_statement() -> None:
    stale = one("about 600", day="", published="2025-11-04")
    claims = [*nis(), stale]
    found = series(KILLED, *claims)
    repeated = next(claim for claim in found.claims if claim.id == stale.id)
    assert repeated.is_repeat
    assert repeated.last == date(2025, 4, 30)
    assert found.origins == 4
    assert findings(all_of(*claims)) == []


def test_t6_killed_and_killed_or_wounded_stand_side_by_side() -> None:
    claims = one("about 2000", day="2025-09-02"), one("about 6000", BOTH, day="2026-02-12")
    assert findings(all_of(*claims)) == []
    assert bounds(series(BOTH, *claims), "2026-02-12") == (5500, 6500)


def test_t7_portraits_are_a_floor_and_burial_places_no_count() -> None:
    portraits = one("101", Category.IDENTIFIED, "DPRK", "2025-08-22", flags=(Flag.FLOOR,))
    graves = one("at least 412", Category.BURIAL_PLACES, "NK News", "2026-01-07")
    found = series_of(all_of(portraits, graves, one("about 100", day="2024-12-19")))
    killed = next(each for each in found if each.category == KILLED)
    assert bounds(killed, "2025-08-22") == (101, None)
    assert Category.BURIAL_PLACES not in {each.category for each in found}


def test_t8_a_source_that_contradicts_itself_is_told() -> None:
    losses = one("up to 4000", Category.LOSSES, "Zelensky", "2025-01-20", publication="one page")
    killed = one("4000", KILLED, "Zelensky", "2025-01-20", publication="one page", start=900)
    (finding,) = findings(all_of(losses, killed))
    assert finding.lead.rule == Rule.CATEGORY_DRIFT


def test_t9_speaker_outlet_and_relay_are_three() -> None:
    claim = one("about 300", chain=({"name": "NIS", "role": "service"}, {"name": "Rep. Lee", "role": "member"}),
                publication="KBS")  # fmt: skip
    (found,) = series_of(all_of(claim))
    assert found.claims[0].speaker == "nis"
    assert found.claims[0].origin == "nis 2025-01-13"
    assert [link.name for link in claim.said.chain] == ["NIS", "Rep. Lee"]


def test_t10_vague_words_are_an_operator_and_a_value() -> None:
    told = {
        text: bounds(series(BOTH, one(text, BOTH)), "2025-01-13")
        for text in ("hundreds", "up to 4000", "about 4000", "over 3000")
    }
    assert told == {
        "hundreds": (200, None),
        "up to 4000": (None, 4000),
        "about 4000": (3500, 4500),
        "over 3000": (3001, None),
    }


def test_t11_the_day_it_was_told_is_not_the_day_it_happened() -> None:
    (found,) = series_of(all_of(one("2", Category.CAPTURED, "Zelensky", "2025-01-11", as_of="2025-01-09")))
    assert (found.claims[0].day, found.claims[0].last) == (date(2025, 1, 11), date(2025, 1, 9))
    assert bounds(found, "2025-01-09") == (2, 2)


def test_t12_what_others_say_that_somebody_said_is_not_his_own_statement() -> None:
    found = series(KILLED, one("about 350", KILLED, "DPRK", "2025-09-02", modality=Modality.ALLEGED))
    assert found.claims[0].is_told_by_others
    assert found.sides == (SpeakerClass.PRESS,)


# --- whatever is confirmed, in whatever order -----------------------------------------------------

COUNTED = (KILLED, WOUNDED, BOTH, CASUALTIES, DEPLOYED, Category.CAPTURED)
TEXTS = ("about 300", "at least 300", "over 1000", "up to 4000", "4000", "100-200", "hundreds")
SPEAKERS = ("NIS", "JCS", "Zelensky", "DPRK", "Reports")
DAYS = ("2024-12-19", "2025-01-13", "2025-02-04", "2025-04-30")


@st.composite
def some_claims(draw: st.DrawFn) -> list[Stated]:
    count = draw(st.integers(1, 7))
    return [
        one(
            draw(st.sampled_from(TEXTS)), draw(st.sampled_from(COUNTED)), draw(st.sampled_from(SPEAKERS)),
            draw(st.sampled_from(DAYS)), publication=draw(st.sampled_from(("one", "two", "three"))),
        )
        for _ in range(count)
    ]  # fmt: skip


def told(claims: list[Stated]) -> tuple[list[Series], list[object]]:
    resolved = all_of(*claims)
    return series_of(resolved), list(findings(resolved))


@given(some_claims(), st.randoms(use_true_random=False))
@settings(max_examples=20, deadline=None)
def test_the_order_of_confirmation_changes_nothing(claims: list[Stated], random: object) -> None:
    shuffled = list(claims)
    random.shuffle(shuffled)  # type: ignore[attr-defined]  # Hypothesis' own Random
    assert told(shuffled) == told(claims)


def test_every_order_of_four_gives_the_same() -> None:
    assert len({repr(told(list(order))) for order in permutations(nis())}) == 1


@given(some_claims())
@settings(max_examples=20, deadline=None)
def test_no_claim_enters_a_series_of_another_category(claims: list[Stated]) -> None:
    for found in series_of(all_of(*claims)):
        assert all(claim.category == found.category for claim in found.claims)
        assert all(aside.claim.category == found.category for aside in found.aside)


@given(some_claims(), some_claims())
@settings(max_examples=20, deadline=None)
def test_withdrawing_restores_the_series_exactly(kept: list[Stated], withdrawn: list[Stated]) -> None:
    before = told(kept)
    assert told([*kept, *withdrawn]) is not None
    assert told([claim for claim in [*kept, *withdrawn] if claim in kept]) == before


@given(some_claims())
@settings(max_examples=20, deadline=None)
def test_every_bound_is_stated_by_a_claim_that_feeds_bounds(claims: list[Stated]) -> None:
    found = series_of(all_of(*claims))
    stated = {
        (claim.id, number) for each in found for claim in each.claims for number in (claim.least, claim.most)
    }
    for each in found:
        for step in each.steps:
            assert all((bound.claim, bound.number) in stated for bound in (step.low, step.high) if bound)
