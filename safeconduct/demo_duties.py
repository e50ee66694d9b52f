"""What the demonstration did, and left undone, of the Convention's duties. Every person in it is invented.

Cards were offered within days of each arrival and written down only when the list came in, so they stand as met late;
of two men nobody ever recorded a card, and whoever has arrived nowhere was offered none. Inspections, pay and
bulletins are told for the days before the demonstration is made, so that its board has something that runs, something
that ages and something overdue, whenever it is looked at.
"""

from collections.abc import Iterable, Mapping
from datetime import date, timedelta

from safeconduct.access.actor import Actor
from safeconduct.demo_cast import STEPS
from safeconduct.demo_steps import BUREAU, MEDICAL
from safeconduct.duties import actions, requests
from safeconduct.registry.requests import (
    ArrivedAtCampEvent,
    DiedEvent,
    RecordEvent,
    RepatriatedEvent,
)
from safeconduct.store import clock
from safeconduct.store.instance import current

WITHOUT_CARDS = ("rim", "o")
_OFFERED_AFTER = timedelta(days=5)


def tell(actors: Mapping[str, Actor], numbers: Mapping[str, str]) -> None:
    """Record it all; `numbers` are the prisoners by their handles."""
    today = clock.today()
    bureau = actors[BUREAU]
    gone = {*WITHOUT_CARDS, *_gone()}
    held = {handle: number for handle, number in numbers.items() if handle not in gone}
    _conflict(bureau)
    _places(bureau, today)
    for handle, day in _arrivals().items():
        if handle not in WITHOUT_CARDS:
            offered = (day + _OFFERED_AFTER).isoformat()
            _one(bureau, numbers[handle], "card_offered", offered, to="family")
            _one(bureau, numbers[handle], "card_offered", offered, to="agency")
            _one(bureau, numbers[handle], "account_opened", offered)
    _many(bureau, "pay_credited", _ago(today, 9), held.values(), kind="advance")
    lines = tuple(requests.InspectionLine(prisoner=number) for number in held.values())
    actions.perform(
        requests.RecordInspections(happened=_ago(today, 12), clinician="camp physician", lines=lines),
        actors[MEDICAL],
    )
    _people(bureau, numbers, today)


def _arrivals() -> dict[str, date]:
    """When each of the cast first arrived at a camp, by handle."""
    found: dict[str, date] = {}
    for step in STEPS:
        if isinstance(step.command, RecordEvent) and isinstance(step.command.event, ArrivedAtCampEvent):
            day = date.fromisoformat(step.command.event.happened)
            found[step.command.prisoner] = min(day, found.get(step.command.prisoner, day))
    return found


def _gone() -> set[str]:
    """The handles of whoever died or went home."""
    return {
        step.command.prisoner
        for step in STEPS
        if isinstance(step.command, RecordEvent)
        and isinstance(step.command.event, DiedEvent | RepatriatedEvent)
    }


def _conflict(bureau: Actor) -> None:
    for event, happened, details in (
        ("bureau_instituted", "2022-03-17", {}),
        ("protection_arranged", "2022-03", {"by": "ICRC, GC III arts 9, 126(4)"}),
        ("measures_told", "2022-04", {"to": "prisoners", "language": "uk, ru, ko"}),
    ):
        actions.perform(requests.RecordForBureau(event=event, happened=happened, details=details), bureau)


def _places(bureau: Actor, today: date) -> None:
    """Of the first place everything is told; of the others nothing yet."""
    first = current().conflict.camps[0].code
    for event, days, details in (
        ("commander_named", 200, {"who": "Maj. O. Demchenko"}),
        ("convention_posted", 190, {"language": "uk, ru, ko"}),
        ("pr_elected", 170, {"section": "ko"}),
        ("quarters_inspected", 20, {"officer": "camp physician"}),
        ("visit_requested", 5, {"by": "icrc"}),
    ):
        told = requests.RecordForCamp(camp=first, event=event, happened=_ago(today, days), details=details)
        actions.perform(told, bureau)


def _people(bureau: Actor, numbers: Mapping[str, str], today: date) -> None:
    one, other = list(numbers.values())[:2]
    _one(bureau, one, "seriously_injured", _ago(today, 10), by="accident")
    _one(bureau, one, "bulletin_sent", _ago(today, 4))
    written = _one(bureau, other, "card_written", _ago(today, 1), to="family")
    _one(bureau, other, "complaint_made", _ago(today, 2), addressee="protecting_power", reference="C-14")
    _one(bureau, one, "card_written", _ago(today, 3), to="agency")
    _one(bureau, other, "card_forwarded", _ago(today, 1), about=written, to="family")


def _one(actor: Actor, number: str, event: str, happened: str, *, about: str = "", **details: str) -> str:
    command = requests.RecordForPrisoner(
        prisoner=number, event=event, happened=happened, about=about, details=details
    )
    return actions.perform(command, actor).entries[0].id


def _many(actor: Actor, event: str, happened: str, numbers: Iterable[str], **details: str) -> None:
    actions.perform(
        requests.RecordForMany(event=event, happened=happened, prisoners=tuple(numbers), details=details),
        actor,
    )


def _ago(today: date, days: int) -> str:
    return (today - timedelta(days=days)).isoformat()
