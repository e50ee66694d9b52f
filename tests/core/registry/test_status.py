"""Where the events leave a person: one table of cases, then what contradicts."""

import pytest

from safeconduct.registry import facts
from safeconduct.registry.answers import Status
from safeconduct.registry.facts import CustodyFact, Item
from safeconduct.registry.state import fold
from safeconduct.sources.facts import Fact
from tests.core.registry.histories import OTHER, OWN, SEEN, History, registered, says


def captured(happened: str = "") -> CustodyFact:
    return facts.Captured(happened=happened, source=OWN)


def evacuated(happened: str = "", to: str | None = None) -> CustodyFact:
    return facts.Evacuated(happened=happened, destination=to, source=SEEN)


def arrived(happened: str = "", camp: str = "camp-1") -> CustodyFact:
    return facts.ArrivedAtCamp(happened=happened, camp=camp, source=SEEN)


def moved(happened: str = "", to: str = "camp-3") -> CustodyFact:
    return facts.Transferred(happened=happened, destination=to, source=SEEN)


def admitted(happened: str = "") -> CustodyFact:
    return facts.HospitalAdmitted(happened=happened, facility="Hospital 2", source=SEEN)


def discharged(happened: str = "") -> CustodyFact:
    return facts.HospitalDischarged(happened=happened, source=SEEN)


def escaped(happened: str = "") -> CustodyFact:
    return facts.Escaped(happened=happened, source=SEEN)


def recaptured(happened: str = "") -> CustodyFact:
    return facts.Recaptured(happened=happened, source=SEEN)


def died(happened: str = "") -> CustodyFact:
    return facts.Died(happened=happened, source=SEEN)


def buried(happened: str = "") -> CustodyFact:
    return facts.Buried(happened=happened, place="Sumy", source=SEEN)


def released(happened: str = "") -> CustodyFact:
    return facts.Released(happened=happened, ground="agreement", source=SEEN)


def repatriated(happened: str = "") -> CustodyFact:
    return facts.Repatriated(happened=happened, ground="art. 118", handed_to="Power of origin", source=SEEN)


def inspected(happened: str = "") -> CustodyFact:
    return facts.InspectionHeld(happened=happened, source=SEEN)


def injured(happened: str = "") -> CustodyFact:
    return facts.Injured(happened=happened, source=SEEN)


JAN, FEB, MAR = "2025-01-10", "2025-02-10", "2025-02-20"
CASES: list[tuple[str, list[Fact], Status, str, str]] = [
    ("nothing", [], Status.REGISTERED, "", ""),
    ("captured", [captured(JAN)], Status.CAPTURED, "", JAN),
    ("captured, day unknown", [captured()], Status.CAPTURED, "", ""),
    ("captured in a month", [captured("2025-01")], Status.CAPTURED, "", "2025-01"),
    ("evacuated nowhere", [captured(JAN), evacuated(JAN)], Status.IN_TRANSIT, "", JAN),
    ("evacuated to a camp", [captured(JAN), evacuated(FEB, "camp-1")], Status.IN_TRANSIT, "camp-1", FEB),
    ("arrived", [captured(JAN), arrived(FEB)], Status.HELD, "camp-1", FEB),
    ("arrived, day unknown", [captured(JAN), arrived()], Status.HELD, "camp-1", ""),
    ("arrived, nothing before", [arrived(FEB)], Status.HELD, "camp-1", FEB),
    ("recorded backwards", [arrived(FEB), captured(JAN)], Status.HELD, "camp-1", FEB),
    ("one day, recorded backwards", [arrived(JAN), captured(JAN)], Status.HELD, "camp-1", JAN),
    ("arrival before capture", [arrived(JAN), captured(FEB)], Status.HELD, "camp-1", JAN),
    ("evacuated in the month of arrival", [arrived(JAN), evacuated("2025-01")], Status.HELD, "camp-1", JAN),
    ("evacuated, day unknown, recorded last", [arrived(JAN), evacuated()], Status.HELD, "camp-1", JAN),
    ("moved", [arrived(JAN), moved(FEB)], Status.IN_TRANSIT, "camp-3", FEB),
    ("moved in a month", [arrived(JAN), moved("2025-01")], Status.IN_TRANSIT, "camp-3", "2025-01"),
    ("moved and arrived", [arrived(JAN), moved(FEB), arrived(MAR, "camp-3")], Status.HELD, "camp-3", MAR),
    ("one day, arrival recorded first", [arrived(JAN, "camp-3"), moved(JAN)], Status.HELD, "camp-3", JAN),
    ("through a transit camp in a day", [arrived(JAN), moved(JAN)], Status.IN_TRANSIT, "camp-3", JAN),
    ("moved earlier, learnt later", [arrived(FEB, "camp-3"), moved(JAN)], Status.HELD, "camp-3", FEB),
    ("arrived again at the same camp", [arrived(JAN), arrived(FEB)], Status.HELD, "camp-1", JAN),
    ("undated arrival after a move", [arrived(JAN), moved(FEB), arrived("", "camp-3")],
     Status.HELD, "camp-3", ""),
    ("in hospital", [arrived(JAN), admitted(FEB)], Status.IN_HOSPITAL, "camp-1", FEB),
    ("back from hospital", [arrived(JAN), admitted(FEB), discharged(MAR)], Status.HELD, "camp-1", MAR),
    ("hospital before any camp", [captured(JAN), admitted(JAN), discharged(FEB)], Status.CAPTURED, "", FEB),
    ("from hospital to a camp", [admitted(JAN), arrived(FEB)], Status.HELD, "camp-1", FEB),
    ("discharge alone", [arrived(JAN), discharged(FEB)], Status.HELD, "camp-1", JAN),
    ("admitted twice, discharged", [arrived(JAN), admitted(JAN), admitted(FEB), discharged(MAR)],
     Status.HELD, "camp-1", MAR),
    ("escaped", [arrived(JAN), escaped(FEB)], Status.ESCAPED, "camp-1", FEB),
    ("brought back", [arrived(JAN), escaped(FEB), recaptured(MAR)], Status.HELD, "camp-1", MAR),
    ("brought back, no camp known", [captured(JAN), escaped(FEB), recaptured(MAR)], Status.CAPTURED, "", MAR),
    ("captured again after escape", [arrived(JAN), escaped(FEB), captured(MAR)],
     Status.CAPTURED, "camp-1", MAR),
    ("released", [arrived(JAN), released(FEB)], Status.RELEASED, "camp-1", FEB),
    ("repatriated", [arrived(JAN), repatriated(FEB)], Status.REPATRIATED, "camp-1", FEB),
    ("captured again after release", [arrived(JAN), released(FEB), captured(MAR)], Status.CAPTURED, "", MAR),
    ("died", [arrived(JAN), died(FEB)], Status.DEAD, "camp-1", FEB),
    ("died, day unknown", [arrived(JAN), died()], Status.DEAD, "camp-1", ""),
    ("died and buried", [arrived(JAN), died(FEB), buried(FEB)], Status.DEAD, "camp-1", FEB),
    ("buried alone", [arrived(JAN), buried(FEB)], Status.HELD, "camp-1", JAN),
    ("an arrival after the death", [died(JAN), arrived(FEB)], Status.DEAD, "", JAN),
    ("died on the day of arrival, learnt first", [died(JAN), arrived(JAN)], Status.DEAD, "camp-1", JAN),
    ("died twice", [died(JAN), died(FEB)], Status.DEAD, "", JAN),
    ("inspected", [arrived(JAN), inspected(FEB)], Status.HELD, "camp-1", JAN),
    ("injured", [captured(JAN), injured(FEB)], Status.CAPTURED, "", JAN),
    ("open end", [captured("../2025-01"), arrived("2025-01/..")], Status.HELD, "camp-1", "2025-01/.."),
    ("about", [captured("2025-01~"), arrived("2025-01-05")], Status.HELD, "camp-1", "2025-01-05"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("events", "status", "place", "since"), [c[1:] for c in CASES], ids=[c[0] for c in CASES]
)
def test_status(events: list[Fact], status: Status, place: str, since: str) -> None:
    state = registered().add(*events).state
    assert (state.status, state.place, state.since) == (status, place, since)


def test_place_of_registration_holds_until_an_event_names_one() -> None:
    history = History().add(facts.PrisonerRegistered(place="transit-sumy"), captured(JAN))
    assert history.state.place == "transit-sumy"
    assert history.add(arrived(JAN, "camp-3")).state.place == "camp-3"
    assert history.state.places == {"transit-sumy", "camp-3"}


def test_withdrawn_death_brings_back_what_stood() -> None:
    history = registered().add(arrived(JAN), died(FEB))
    history.add(facts.CustodyFactWithdrawn(entry=history.id(3), reason="another man", source=SEEN))
    assert (history.state.status, history.state.since) == (Status.HELD, JAN)
    assert len(history.state.events) == 2


def test_an_event_recorded_after_a_later_one_is_marked() -> None:
    state = registered().add(arrived(FEB), captured(JAN), inspected(MAR)).state
    assert [(e.kind, e.is_out_of_order) for e in state.events] == [
        ("captured", True), ("arrived_at_camp", False), ("inspection_held", False),
    ]  # fmt: skip


LONG_AGO, FUTURE = "1990-01-01", "2031-01-01"
CONTRADICTIONS: list[tuple[list[Fact], list[str]]] = [
    ([captured(JAN), arrived(FEB), died(MAR), buried(MAR)], []),
    ([captured(FEB), arrived(JAN)], ["arrival_before_capture"]),
    ([captured(FEB), arrived("2025-02")], []),
    ([captured(FEB), arrived("2025-01~")], []),
    ([captured(FEB), injured(JAN)], ["event_before_capture"]),
    ([captured(FUTURE)], ["capture_in_future"]),
    ([arrived(FUTURE)], ["event_in_future"]),
    ([captured(LONG_AGO)], ["born_after_capture"]),
    ([captured(JAN), captured(FEB)], ["captures_disagree"]),
    ([captured(JAN), captured("2025-01")], []),
    ([captured(JAN), released(FEB), captured(MAR)], []),
    ([died(JAN), arrived(FEB)], ["event_after_death"]),
    ([died(JAN), died(FEB)], ["two_deaths"]),
    ([died(FEB), buried(JAN)], ["burial_before_death"]),
    ([buried(JAN)], ["burial_without_death"]),
    ([arrived(JAN), released(FEB), inspected(MAR)], ["event_after_release"]),
    ([captured(JAN), released(FEB), captured("2025-02-15"), inspected(MAR)], []),
    ([recaptured(JAN)], ["recapture_without_escape"]),
    ([discharged(JAN)], ["discharge_without_admission"]),
    ([facts.EffectTaken(description="watch", receipt="", source=SEEN)], ["taken_without_receipt"]),
    ([facts.EffectTaken(description="watch", receipt="14", source=SEEN), repatriated(FEB)],
     ["effect_not_returned"]),
    ([died(JAN), facts.Buried(place="Sumy", is_cremated=True, source=SEEN)], ["cremation_without_reason"]),
]  # fmt: skip


@pytest.mark.parametrize(("events", "codes"), CONTRADICTIONS)
def test_contradictions_are_kept_and_told(events: list[Fact], codes: list[str]) -> None:
    state = registered(says(Item.BIRTH_DATE, "1999-04")).add(*events).state
    assert [obstacle.code for obstacle in state.obstacles] == codes
    assert all(obstacle.source for obstacle in state.obstacles)
    assert len(state.events) == len(events)


def test_two_records_of_one_person_fold_into_one() -> None:
    left = registered().add(captured(JAN))
    right = History(OTHER).add(facts.PrisonerRegistered(place="camp-3"), died(FEB))
    both = fold([*left.entries, *right.entries], left.subject)
    assert both.status == Status.DEAD
    assert both.numbers[right.id(2)] == 2
    assert len(both.own) == 2
