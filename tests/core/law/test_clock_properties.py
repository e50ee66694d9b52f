"""What holds of the clock whatever happened: no order matters, time takes nothing back, a transfer loses nothing."""

import os
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

from hypothesis import given, settings
from hypothesis import strategies as st

from safeconduct.law.clock import Duty, Status, duties
from safeconduct.law.duties import Kind
from safeconduct.law.events import Event, Span, span_of

KYIV = ZoneInfo("Europe/Kyiv")
BEGUN = datetime(2025, 1, 1, tzinfo=UTC)
EXAMPLES = 2_000 if os.environ.get("SAFECONDUCT_LONG") else 60
HAPPENED: tuple[tuple[str, dict[str, str]], ...] = (
    ("captured", {}), ("arrived_camp", {"kind": "transit"}), ("arrived_camp", {"kind": "permanent"}),
    ("transferred", {}), ("card_offered", {"to": "family"}), ("card_written", {"to": "agency"}),
    ("card_declined", {"to": "family", "informed": "yes"}), ("waiver_offered", {}), ("nib_received", {}),
    ("nib_sent", {"leg": "agency"}), ("med_inspected", {}), ("hospital_admitted", {}),
    ("fell_sick", {"serious": "yes"}), ("bulletin_sent", {}), ("escaped", {}), ("recaptured", {}),
    ("died", {"cause": "unknown"}), ("released", {}), ("disciplined", {"penalty": "confinement"}),
    ("discipline_ended", {}), ("prosecution_decided", {}), ("trial_opened", {"defended": "yes"}),
)  # fmt: skip
# Once it is one of these, nothing that only time does changes it.
FINAL = frozenset({Status.MET, Status.MET_LATE, Status.BREACHED, Status.NOT_APPLICABLE})
RANK = {Status.NOT_TRIGGERED: 0, Status.RUNNING: 1, Status.AGEING: 2, Status.UNKNOWN: 2, Status.OVERDUE: 3}


@st.composite
def histories(draw: st.DrawFn) -> list[Event]:
    """Some events of one man, with days known, partly known or unknown, written down at once or later."""
    found = []
    for number in range(draw(st.integers(1, 9))):
        kind, details = draw(st.sampled_from(HAPPENED))
        day = BEGUN + timedelta(days=draw(st.integers(0, 90)))
        recorded = day + timedelta(days=draw(st.integers(1, 20)))
        text = draw(st.sampled_from((f"{day:%Y-%m-%d}", f"{day:%Y-%m}", "")))
        place = draw(st.sampled_from(("sumy", "lviv")))
        when = span_of(text, KYIV, recorded=recorded)
        found.append(Event(f"e{number}", kind, "he", when, recorded, "", place, details))
    return found


def keyed(found: tuple[Duty, ...]) -> dict[tuple[str, str], Duty]:
    return {(duty.row.id, duty.owed.opened_by): duty for duty in found}


@settings(max_examples=EXAMPLES)
@given(histories(), st.randoms(use_true_random=False))
def test_any_order_of_the_same_events_gives_the_same_duties(events: list[Event], draw: object) -> None:
    on = BEGUN + timedelta(days=200)
    shuffled = list(events)
    draw.shuffle(shuffled)  # type: ignore[attr-defined]  # Hypothesis gives random.Random
    assert duties(events, on, zone=KYIV) == duties(shuffled, on, zone=KYIV)


@settings(max_examples=EXAMPLES)
@given(histories())
def test_time_alone_takes_nothing_back(events: list[Event]) -> None:
    """All events known: from day to day a duty only gets more urgent, until it is done or ended."""
    last = max(event.recorded for event in events)
    days = [
        keyed(duties(events, last + timedelta(days=step), zone=KYIV)) for step in (0, 1, 6, 8, 29, 45, 400)
    ]
    for before, after in pairwise(days):
        assert before.keys() == after.keys()
        for key, duty in before.items():
            later = after[key]
            if duty.status in FINAL or duty.is_done:
                assert later.status == duty.status
            elif later.status in RANK and duty.status in RANK:
                assert RANK[later.status] >= RANK[duty.status]


@settings(max_examples=EXAMPLES)
@given(histories(), st.integers(0, 120))
def test_a_transfer_loses_no_duty(events: list[Event], day: int) -> None:
    at = BEGUN + timedelta(days=day, hours=12)
    on = BEGUN + timedelta(days=200)
    moved = Event("move", "transferred", "he", Span(at, at + timedelta(minutes=1)), at, "", "lviv", {})
    before = keyed(duties(events, on, zone=KYIV))
    after = keyed(duties([*events, moved], on, zone=KYIV))
    assert before.keys() <= after.keys()


@settings(max_examples=EXAMPLES)
@given(histories())
def test_nothing_that_he_signs_changes_anything(events: list[Event]) -> None:
    on = BEGUN + timedelta(days=200)
    without = [event for event in events if event.kind != "waiver_offered"]
    assert keyed(duties(events, on, zone=KYIV)) == keyed(duties(without, on, zone=KYIV))


@settings(max_examples=EXAMPLES)
@given(histories())
def test_evidence_after_the_term_never_makes_it_met(events: list[Event]) -> None:
    """Whatever is written down a year later: what was overdue before is never met in time after."""
    on = max(event.recorded for event in events) + timedelta(days=200)
    before = keyed(duties(events, on, zone=KYIV))
    late = [replace(event, id=f"late-{event.id}", recorded=on) for event in events]
    after = keyed(duties([*events, *late], on + timedelta(days=1), zone=KYIV))
    for key, duty in before.items():
        if duty.status is Status.OVERDUE and key in after and duty.row.kind is not Kind.BEFORE:
            assert after[key].status is not Status.MET, key
