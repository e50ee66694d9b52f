"""Recording what was done: it works, is refused, is forbidden, closes its duty, and can be withdrawn."""

import pytest

from safeconduct.access.words import Compartment
from safeconduct.duties import actions, queries, requests
from safeconduct.registry import actions as registry
from safeconduct.registry import queries as register
from safeconduct.sources.errors import Forbidden, NotFound, Refused
from safeconduct.store import projections
from safeconduct.store.create import Created
from tests import cast
from tests.duties.days import Days, on_board, record, statuses

pytestmark = pytest.mark.django_db(databases=["default", "keys"])


def test_given_an_arrival_when_nothing_is_done_then_both_cards_are_overdue_after_a_week(
    prisoner: str, days: Days
) -> None:
    assert statuses(prisoner)["GC3-070a-family"] == "running"
    days.at("2025-01-20T00:30+02:00")
    assert statuses(prisoner)["GC3-070a-family"] == "overdue"
    assert statuses(prisoner)["GC3-070a-agency"] == "overdue"
    first = on_board(article="70")[0]
    assert (first.status, first.number, first.until) == ("overdue", prisoner, "2025-01-19")


def test_an_offer_closes_its_own_card_alone(prisoner: str, days: Days) -> None:
    days.at("2025-01-14T12:00+02:00")
    actions.perform(record(prisoner, "card_offered", "2025-01-14", to="family"), cast.registrar())
    assert statuses(prisoner)["GC3-070a-family"] == "met"
    assert statuses(prisoner)["GC3-070a-agency"] == "running"


def test_evidence_written_down_late_never_makes_it_met_in_time(prisoner: str, days: Days) -> None:
    days.at("2025-01-25T12:00+02:00")
    actions.perform(record(prisoner, "card_offered", "2025-01-14", to="family"), cast.BUREAU)
    assert statuses(prisoner)["GC3-070a-family"] == "met_late"


def test_a_forwarded_card_answers_the_card_that_was_written(prisoner: str, days: Days) -> None:
    done = actions.perform(record(prisoner, "card_written", "2025-01-12", to="agency"), cast.BUREAU)
    assert statuses(prisoner)["GC3-070c"] == "running"
    forwarded = record(prisoner, "card_forwarded", "2025-01-12", to="agency", about=done.entries[0].id)
    actions.perform(forwarded, cast.BUREAU)
    assert statuses(prisoner)["GC3-070c"] == "met"


def test_the_register_s_own_facts_open_and_close_duties(prisoner: str) -> None:
    found = statuses(prisoner)
    assert found["GC3-122-2"] == "met"
    assert found["GC3-122-3-agency"] == "running"
    assert found["GC3-019"] == "met"


def test_a_withdrawn_record_counts_no_longer(prisoner: str) -> None:
    done = actions.perform(record(prisoner, "card_offered", "2025-01-12", to="family"), cast.BUREAU)
    entry = done.entries[0].id
    actions.perform(requests.WithdrawRecord(prisoner=prisoner, entry=entry, reason="wrong man"), cast.BUREAU)
    assert statuses(prisoner)["GC3-070a-family"] == "running"
    line = queries.sheet(prisoner, cast.BUREAU).evidence[0]
    assert (line.entry, line.withdrawn) == (entry, "wrong man")
    with pytest.raises(Refused, match="no such entry"):
        actions.perform(requests.WithdrawRecord(prisoner=prisoner, entry=entry, reason="again"), cast.BUREAU)


def test_a_camp_s_and_the_bureau_s_duties_have_streams_of_their_own(instance: Created, days: Days) -> None:
    camp = cast.places()[0]
    posted = requests.RecordForCamp(
        camp=camp, event="convention_posted", happened="2025-01-12", details={"language": "ko"}
    )
    actions.perform(posted, cast.registrar())
    assert {line.row: str(line.status) for line in queries.camp_sheet(camp, cast.BUREAU).closed}[
        "GC3-041"
    ] == "met"
    told = requests.RecordForBureau(event="bureau_instituted", happened="2022-03-17")
    actions.perform(told, cast.BUREAU)
    assert "GC3-122-1" in {line.row for line in queries.bureau_sheet(cast.BUREAU).closed}


def test_the_end_of_active_hostilities_opens_a_duty_towards_everybody(prisoner: str, days: Days) -> None:
    assert not on_board(article="118", scope="person")
    actions.perform(
        requests.RecordForBureau(event="active_hostilities_ceased", happened="2025-01-12"), cast.BUREAU
    )
    assert [line.number for line in on_board(article="118", scope="person")] == [prisoner]


@pytest.mark.parametrize(
    ("event", "happened", "details", "code"),
    [
        ("card_offerd", "2025-01-12", {}, "no_such_kind"),
        ("captured", "2025-01-12", {}, "of_the_register"),
        ("wish_confirmed", "2025-01-12", {}, "not_here"),
        ("convention_posted", "2025-01-12", {"language": "ko"}, "wrong_scope"),
        ("card_offered", "2025-01-12", {}, "detail_missing"),
        ("card_offered", "2025-01-12", {"to": "the press"}, "wrong_detail"),
        ("card_offered", "2025-01-12", {"to": "family", "for": "x"}, "no_such_detail"),
        ("card_offered", "12 Jan", {"to": "family"}, "no_date"),
        ("card_offered", "2025-01-30", {"to": "family"}, "in_future"),
        ("disciplined", "2025-01-12", {"penalty": "fine", "percent": "half"}, "wrong_detail"),
        (
            "excused",
            "2025-01-12",
            _ := {"duty": "GC3-1", "ground": "x", "until": "2025-02", "author": "a"},
            "no_such_duty",
        ),
        ("excused", "2025-01-12", {**_, "duty": "GC3-031"}, "no_such_ground"),
        (
            "excused",
            "2025-01-12",
            {**_, "duty": "GC3-060", "ground": "special_agreement", "until": "soon"},
            "no_end",
        ),
    ],
)
def test_what_does_not_fit_is_refused_with_its_source(
    prisoner: str, event: str, happened: str, details: dict[str, str], code: str
) -> None:
    command = requests.RecordForPrisoner(prisoner=prisoner, event=event, happened=happened, details=details)
    with pytest.raises(Refused) as caught:
        actions.perform(command, cast.BUREAU)
    assert caught.value.code == code
    assert caught.value.source
    assert caught.value.remedy


def test_an_answer_to_nothing_is_refused(prisoner: str) -> None:
    with pytest.raises(Refused, match="not in the record"):
        actions.perform(
            record(prisoner, "card_forwarded", "2025-01-12", to="agency", about="a" * 32), cast.BUREAU
        )


@pytest.mark.parametrize(
    "who",
    [
        "delegate",
        "auditor",
        "administrator",
        "analyst",
        "tracing",
        "stranger",
        "other_registrar",
        "protection",
    ],
)
def test_whoever_may_not_record_changes_nothing(prisoner: str, who: str) -> None:
    actor = cast.everyone()[who]
    with pytest.raises(Forbidden):
        actions.perform(record(prisoner, "card_offered", "2025-01-12", to="family"), actor)
    with pytest.raises(Forbidden):
        actions.perform(
            requests.RecordForCamp(camp=cast.places()[0], event="camp_opened", happened="2025-01-01"), actor
        )
    with pytest.raises(Forbidden):
        actions.perform(requests.RecordForBureau(event="bureau_instituted"), actor)
    assert statuses(prisoner)["GC3-070a-family"] == "running"


def test_a_finding_is_sealed_and_only_readers_of_health_see_it(
    prisoner: str, instance: Created, days: Days
) -> None:
    decision = record(prisoner, "mmc_decision", "2025-01-12", code="a")
    with pytest.raises(Forbidden):
        actions.perform(decision, cast.BUREAU)
    assert actions.perform(decision, cast.MEDICAL).entries == ()
    assert "GC3-109a" not in statuses(prisoner, cast.BUREAU)
    assert "GC3-109a" not in statuses(prisoner, cast.MEDICAL)
    reader = cast.unlocked(cast.MEDICAL, instance.private_halves, Compartment.HEALTH)
    assert statuses(prisoner, reader)["GC3-109a"] == "running"


def test_a_grid_of_inspections_is_recorded_whole_with_sealed_weights(
    prisoner: str, instance: Created, days: Days
) -> None:
    other = registry.perform(
        cast.captive("리명호", place=cast.places()[0], captured="2025-01-10"), cast.BUREAU
    ).number
    lines = (
        requests.InspectionLine(prisoner=prisoner, kilograms="61,5"),
        requests.InspectionLine(prisoner=other),
    )
    command = requests.RecordInspections(happened="2025-01-12", clinician="Dr. B.", lines=lines)
    done = actions.perform(command, cast.registrar())
    assert len(done.subjects) == 2
    assert all(
        "GC3-031" in [line.row for line in queries.sheet(each, cast.BUREAU).closed]
        for each in (prisoner, other)
    )
    reader = cast.unlocked(cast.MEDICAL, instance.private_halves, Compartment.HEALTH)
    assert "61.5" in str(register.health(prisoner, reader))


@pytest.mark.parametrize(
    ("changed", "code"),
    [
        ({"happened": ""}, "no_day"),
        ({"clinician": " "}, "no_clinician"),
        ({"happened": "2025-02-01"}, "in_future"),
    ],
)
def test_a_grid_without_day_or_doctor_is_refused(prisoner: str, changed: dict[str, str], code: str) -> None:
    told = {"happened": "2025-01-12", "clinician": "Dr. B.", **changed}
    line = requests.InspectionLine(prisoner=prisoner)
    with pytest.raises(Refused) as caught:
        actions.perform(requests.RecordInspections(lines=(line,), **told), cast.BUREAU)
    assert caught.value.code == code


def test_a_grid_with_one_stranger_records_nobody(prisoner: str) -> None:
    lines = tuple(requests.InspectionLine(prisoner=each) for each in (prisoner, "0000-0000"))
    with pytest.raises(NotFound):
        actions.perform(
            requests.RecordInspections(happened="2025-01-12", clinician="Dr. B.", lines=lines), cast.BUREAU
        )
    assert statuses(prisoner)["GC3-031"] == "running"
    doubled = tuple(requests.InspectionLine(prisoner=prisoner) for _ in range(2))
    with pytest.raises(Refused, match="two lines"):
        actions.perform(
            requests.RecordInspections(happened="2025-01-12", clinician="Dr. B.", lines=doubled), cast.BUREAU
        )


def test_many_are_recorded_in_one_transaction(prisoner: str, instance: Created) -> None:
    other = registry.perform(
        cast.captive("리명호", place=cast.places()[0], captured="2025-01-10"), cast.BUREAU
    ).number
    many = requests.RecordForMany(
        event="pay_credited", happened="2025-01-12", details={"kind": "advance"}, prisoners=(prisoner, other)
    )
    assert len(actions.perform(many, cast.BUREAU).subjects) == 2
    assert all(
        "GC3-060" in [line.row for line in queries.sheet(each, cast.BUREAU).closed]
        for each in (prisoner, other)
    )


def test_the_register_s_tables_stay_what_a_rebuild_makes(prisoner: str) -> None:
    actions.perform(record(prisoner, "card_offered", "2025-01-12", to="family"), cast.BUREAU)
    assert projections.check() == []
