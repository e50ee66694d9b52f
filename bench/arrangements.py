"""The board of wishes, the board of cases, matching, a list for an exchange and the decision to hand over.

Usage: python -m bench.arrangements [--prisoners N] [--cases N] [--home FOLDER]. Every prisoner has a wish that was
declared, confirmed and found safe; a tenth wish to return and re-confirmed; `--cases` have a case that is ready. With
`--home` the instance is kept there and measured again the next time. Entries are recorded as the room records them,
without asking its rules; keys are unlocked. The peer is what a user would write without sealing: one plain table of
wishes in the same database, read whole and matched with the offer in Python. Seconds are those of the processor, so
that a busy machine counts less; of the decision also those of the clock, which wait for the disk. PostgreSQL's own
processes are not counted.
Aim at 20,000 prisoners: each of the four under 1 s on one core; the decision p95 under 30 ms.
"""

import argparse
import time
from collections.abc import Callable, Iterator, Sequence
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

from bench import world

if TYPE_CHECKING:
    from safeconduct.access.actor import Actor

_AT_ONCE = 500
_MADE = "bench-made"
_LISTED = 1_000
_ROUNDS = 5
_BEGUN = timedelta(days=6)


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--prisoners", type=int, default=20_000)
    parser.add_argument("--cases", type=int, default=200)
    parser.add_argument("--home", type=Path)
    asked = parser.parse_args()
    is_made = asked.home is not None and (asked.home / _MADE).exists()
    home = world.start(asked.home)
    actor = _actor(home, is_made)
    if not is_made:
        began = time.perf_counter()
        _make(home, asked.prisoners, asked.cases, actor)
        (home / _MADE).touch()
        print(f"made in {time.perf_counter() - began:.0f} s", flush=True)
    _measure_all(actor)


def _measure_all(actor: "Actor") -> None:
    from safeconduct.arrangements import queries
    from safeconduct.wishes import queries as wishes

    began = time.process_time()
    wishes.board(actor)
    queries.board(actor)
    print(f"folding what was written unread, once: {time.process_time() - began:.2f} s", flush=True)
    numbers = _listed(actor)
    ours = {
        "board of wishes": lambda: wishes.board(actor),
        "board of cases": lambda: queries.board(actor),
        "matching wishes and offers": lambda: queries.matches(actor),
        f"list of {len(numbers)} for an exchange": lambda: _validate(numbers, actor),
    }
    plain = _seconds(_plain_matching)
    for name, ask in ours.items():
        took = _seconds(ask)
        print(f"{name:<32} {took:7.3f} s   {took / plain:6.1f} times the plain table", flush=True)
    _decide(actor)


def _seconds(ask: Callable[[], Any]) -> float:
    """The median of some rounds, in seconds of the processor."""
    times = []
    for _ in range(_ROUNDS):
        began = time.process_time()
        ask()
        times.append(time.process_time() - began)
    return sorted(times)[len(times) // 2]


def _decide(actor: "Actor") -> None:
    """Hand over whoever is ready, one by one, each as a command of its own."""
    from safeconduct.arrangements import actions, queries, requests
    from safeconduct.arrangements.cases import Stage
    from safeconduct.arrangements.facts import Ceremony

    ready = [row.number for row in queries.board(actor, only=Stage.PROPOSED, size=queries.PAGE_ROWS_MAX).rows]
    ceremony = Ceremony(happened="", place="airport", given_by="ours", taken_by="theirs")
    clocks = {"processor": time.process_time, "clock": time.perf_counter}
    times: dict[str, list[float]] = {name: [] for name in clocks}
    for number in ready[:100]:
        began = {name: clock() for name, clock in clocks.items()}
        actions.perform(requests.HandOver(prisoner=number, ceremony=ceremony), actor)
        for name, clock in clocks.items():
            times[name].append((clock() - began[name]) * 1000)
    for name, each in times.items():
        each.sort()
        if each:
            print(f"decision to hand over, {name:<10} p50 {each[len(each) // 2]:.1f} ms   "
                  f"p95 {each[int(len(each) * 0.95)]:.1f} ms")  # fmt: skip


def _validate(numbers: Sequence[str], actor: "Actor") -> None:
    from safeconduct.arrangements import actions, requests

    done = actions.perform(requests.SubmitList(power="prk", prisoners=tuple(numbers)), actor)
    actions.perform(requests.ReleaseList(list=done.item), actor)


def _listed(actor: "Actor") -> list[str]:
    from safeconduct.wishes import queries

    rows = queries.board(actor, size=queries.PAGE_ROWS_MAX).rows
    more = queries.board(actor, first=queries.PAGE_ROWS_MAX, size=queries.PAGE_ROWS_MAX).rows
    return [row.number for row in (*rows, *more)][:_LISTED]


# --- making ---------------------------------------------------------------------------------------


def _actor(home: Path, is_made: bool) -> "Actor":
    """Everything unlocked. Of a kept instance the private halves lie beside it: it is throw-away."""
    import json

    from safeconduct.access.actor import Actor
    from safeconduct.store import clock

    kept = home / "bench-halves.json"
    if is_made:
        told = json.loads(kept.read_text())
        halves = {name: bytes.fromhex(value) for name, value in told["halves"].items()}
        return Actor(operator_id=told["id"], name="Bench", roles=_roles(), keyring=halves)
    # Nothing is recorded before what was recorded last, so the whole story lies back.
    with clock.set_back(_BEGUN):
        actor = world.make_instance(home)
    halves_told = {name: value.hex() for name, value in actor.keyring.items()}
    kept.write_text(json.dumps({"id": actor.operator_id, "halves": halves_told}))
    return actor


def _roles() -> "frozenset[Any]":
    from safeconduct.access.words import Role

    return frozenset(Role)


def _make(home: Path, prisoners: int, cases: int, actor: "Actor") -> None:
    from bench.intake import _import
    from safeconduct.registry.models import Prisoner
    from safeconduct.store import clock

    path = home / "list.csv"
    world.write_list(path, prisoners)
    with clock.set_back(_BEGUN):
        _import(path, actor)
    subjects = list(Prisoner.objects.order_by("position").values_list("subject", flat=True))
    ready = [subject for number, subject in enumerate(subjects) if not _goes_home(number)][-cases:]
    with clock.set_back(timedelta(days=5)):
        _record(((s, fact) for n, s in enumerate(subjects) for fact in _declared(n, s)), actor)
    with clock.set_back(timedelta(days=1)):
        _record(((s, fact) for n, s in enumerate(subjects) for fact in _confirmed(n, s)), _second(actor))
        _offer(actor)
        _record(((s, fact) for s in ready for fact in _case(s)), actor)
    again = [(n, s) for n, s in enumerate(subjects) if _goes_home(n) or s in set(ready)]
    _record(((s, fact) for n, s in again for fact in _reconfirmed(n, s)), actor)
    _plain_table(subjects)


def _goes_home(number: int) -> bool:
    return number % 10 == 0


def _wish(number: int) -> tuple[Any, tuple[str, ...]]:
    from safeconduct.wishes.facts import Option

    return (Option.REPATRIATE, ("prk",)) if _goes_home(number) else (Option.THIRD_STATE, ("kor",))


def _interview(operator: str) -> Any:
    from safeconduct.sources import moments
    from safeconduct.store import clock
    from safeconduct.wishes.facts import AskedApart, Capacity, Interview, Presence, Setting, Sheet, SheetPoint

    return Interview(
        held=moments.text_of(clock.now()), place="room", setting=Setting.PRIVATE_INTERVIEW, language="ko",
        sheet=Sheet(version="2026-1", language="ko", is_read_aloud=True, told_back=tuple(SheetPoint)),
        presence=Presence.DECLINED, is_signed_no_inducement=True, asked_apart=AskedApart.NOTHING,
        capacity=Capacity.ABLE, interviewer=operator, interviewer_name="officer",
    )  # fmt: skip


_FIRST, _OTHER = "1" * 32, "2" * 32


def _declared(number: int, subject: str) -> Iterator[Any]:
    from safeconduct.wishes.facts import Declaration, Finding, RiskAssessed, Told, WishDeclared

    option, states = _wish(number)
    said = Declaration(option=option, states=states, language="ko")
    yield WishDeclared(interview=_interview(_FIRST), declaration=said, may_be_told=(Told.IDENTITY,))
    yield RiskAssessed(assessment=subject, destination=states[0], finding=Finding.NONE_FOUND, approval="a")


def _confirmed(number: int, subject: str) -> Iterator[Any]:
    from safeconduct.wishes.facts import RiskConfirmed, WishConfirmed

    option, states = _wish(number)
    yield WishConfirmed(entry=_ENTRY[subject], interview=_interview(_OTHER), option=option, states=states)
    yield RiskConfirmed(assessment=subject, approval="a")


def _reconfirmed(number: int, subject: str) -> Iterator[Any]:
    from safeconduct.wishes.facts import WishReconfirmed

    option, states = _wish(number)
    yield WishReconfirmed(entry=_ENTRY[subject], interview=_interview(_FIRST), option=option, states=states)


_ENTRY: dict[str, str] = {}
"""The declaration's entry of each prisoner."""


def _record(facts: Iterator[tuple[str, Any]], actor: "Actor") -> None:
    from safeconduct.store.entries import Draft
    from safeconduct.store.record import record, transaction
    from safeconduct.wishes.facts import WishDeclared

    versions: dict[str, int] = {}
    waiting: list[Any] = []

    def write() -> None:
        with transaction():
            for entry in record(waiting, actor):
                if isinstance(entry.fact, WishDeclared):
                    _ENTRY[entry.stream] = entry.id
        waiting.clear()

    for subject, fact in facts:
        key = f"{subject} {fact.COMPARTMENT}"
        versions[key] = versions.get(key, _VERSIONS.get(key, 0)) + 1
        _VERSIONS[key] = versions[key]
        waiting.append(Draft(fact.COMPARTMENT, subject, versions[key], fact))
        if len(waiting) >= _AT_ONCE:
            write()
    write()


_VERSIONS: dict[str, int] = {}


def _second(actor: "Actor") -> "Actor":
    from dataclasses import replace

    return replace(actor, operator_id=_OTHER)


def _offer(actor: "Actor") -> None:
    from safeconduct.arrangements import actions, requests
    from safeconduct.arrangements.facts import Scope

    actions.perform(requests.Offer(power="kor", scope=Scope(), basis="b", valid_from="2026"), actor)
    actions.perform(
        requests.AssessPower(
            power="kor", is_party=True, is_willing=True, willing="w", is_able=True, able="a", review_by="2099"
        ),
        actor,
    )


def _case(subject: str) -> Iterator[Any]:
    from safeconduct.arrangements import facts
    from safeconduct.arrangements.routes import ROUTES
    from safeconduct.wishes.facts import Told

    route, now = facts.Route.TRANSFER, "2026-01-01T00:00Z"
    yield facts.CaseReferred(case=subject, power="kor", route=route, told=(Told.IDENTITY,))
    yield facts.CaseAccepted(case=subject, happened=now, by="m")
    for assurance in ROUTES[route].assurances:
        yield facts.AssuranceGiven(case=subject, assurance=assurance, happened=now, evidence="note")
    plan = facts.Reception(place="airport", planned="2099-01-01T00:00Z", escort="two", contact="m")
    yield facts.ReceptionPlanned(case=subject, reception=plan)
    yield facts.CaseCleared(case=subject)
    yield facts.HandoverProposed(case=subject, planned="2099-01-01T00:00Z", place="airport")


# --- the peer -------------------------------------------------------------------------------------


def _plain_table(subjects: Sequence[str]) -> None:
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute(
            "CREATE TABLE IF NOT EXISTS plain_wish (prisoner text PRIMARY KEY, state text, status text)"
        )
        cursor.executemany(
            "INSERT INTO plain_wish VALUES (%s, %s, %s)",
            [(subject, _wish(number)[1][0], "confirmed") for number, subject in enumerate(subjects)],
        )


def _plain_matching() -> int:
    from django.db import connection

    offers = {"kor": "all"}
    with connection.cursor() as cursor:
        cursor.execute("SELECT prisoner, state, status FROM plain_wish")
        return sum(state in offers and status == "confirmed" for _, state, status in cursor.fetchall())


if __name__ == "__main__":
    main()
