"""How long the boards of duties take: for every prisoner from cold, warm for a camp, and after one fact.

Usage: python -m bench.duties [--prisoners N] [--home FOLDER] [--peer N]. With `--home` the instance is kept there and
measured again the next time. Entries are recorded as the rooms record them, without asking their rules; filling
the register is not counted. *From cold* is everything that the program does when no line was ever made and
nothing lies in memory: opening the entries, asking the clock what is owed, sealing the lines, opening them again and
judging each at the day asked. The peer is what a user would write with the same clock at hand: for each prisoner
`history` and `law.clock.duties`, keeping nothing.
Processor time of one core. Aim: 100,000 from cold in 60 s, a board of 2,000 in 200 ms, one fact in 10 ms.
"""

import argparse
import random
import time
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

from bench import world

if TYPE_CHECKING:
    from safeconduct.access.actor import Actor

_BOARD = 2_000
_ROUNDS = 20
_AT_ONCE = 2_000
_ON = datetime(2025, 3, 1, 12, tzinfo=UTC)
_BACK_TO = datetime(2025, 2, 25, tzinfo=UTC)
_MADE = "bench-made"


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--prisoners", type=int, default=20_000)
    parser.add_argument("--home", type=Path)
    parser.add_argument("--peer", type=int, default=500)
    asked = parser.parse_args()
    is_made = asked.home is not None and (asked.home / _MADE).exists()
    home = world.start(asked.home)
    if not is_made:
        began = time.process_time()
        _make(home, asked.prisoners)
        (home / _MADE).touch()
        print(f"filled in {time.process_time() - began:.0f} s", flush=True)
    number = _measure_cold()
    _measure_board()
    _measure_one_fact()
    _measure_peer(min(asked.peer, number), number)


# --- measuring ------------------------------------------------------------------------------------


def _measure_cold() -> int:
    from safeconduct.duties import board, projection
    from safeconduct.duties.models import Folded, Line
    from safeconduct.law.duties import Scope, catalogue
    from safeconduct.store.record import transaction

    Line.objects.all().delete()
    Folded.objects.all().delete()
    catalogue()
    began = time.process_time()
    with transaction():
        projection.catch_up()
    made = time.process_time() - began
    found = sum(1 for _ in board.judged(board.rows_of(None, [Scope.PERSON]), _ON))
    whole = time.process_time() - began
    number = Line.objects.filter(scope="person").count()
    print(f"{number:,} prisoners from cold: {whole:.1f} s (lines made in {made:.1f} s, judged in "
          f"{whole - made:.1f} s), {found:,} duties open")  # fmt: skip
    print(f"the same for 100,000, by proportion: {whole * 100_000 / number:.1f} s", flush=True)
    _cold.append(whole / number)
    return number


_cold: list[float] = []


def _measure_board() -> None:
    from safeconduct.duties import board
    from safeconduct.duties.models import Line

    some = Line.objects.filter(scope="person").values_list("subject", "scope", "open")[:_BOARD]
    rows = [(subject, scope, bytes(blob)) for subject, scope, blob in some]
    list(board.judged(rows, _ON))
    began = time.process_time()
    for _ in range(_ROUNDS):
        sorted(board.judged(rows, _ON), key=board.urgency)
    print(
        f"a board of {len(rows):,}, warm: {(time.process_time() - began) / _ROUNDS * 1000:.0f} ms", flush=True
    )


def _measure_one_fact() -> None:
    from safeconduct.access.actor import SERVICE
    from safeconduct.duties import projection
    from safeconduct.duties.facts import Recorded
    from safeconduct.duties.models import Line
    from safeconduct.store.record import transaction

    subjects = Line.objects.filter(scope="person").values_list("subject", flat=True)[:_ROUNDS]
    spent = 0.0
    for subject in list(subjects):
        _record(
            [(subject, Recorded(event="card_offered", happened="2025-02-20", details={"to": "family"}))],
            SERVICE,
        )
        began = time.process_time()
        with transaction():
            projection.catch_up()
        spent += time.process_time() - began
    print(f"the board after one fact: {spent / _ROUNDS * 1000:.1f} ms", flush=True)


def _measure_peer(asked: int, number: int) -> None:
    from safeconduct.access.actor import SERVICE
    from safeconduct.duties import projection
    from safeconduct.duties.models import Line
    from safeconduct.law.clock import duties
    from safeconduct.store.history import history

    zone = world_zone()
    subjects = list(Line.objects.filter(scope="person").values_list("subject", flat=True)[:asked])
    began = time.process_time()
    for subject in subjects:
        found = projection.events_for(subject, history(subject, projection.COMPARTMENTS, SERVICE), ())
        duties(found[1] if found else (), _ON, zone=zone)
    each = (time.process_time() - began) / len(subjects)
    print(f"the peer, every history asked anew: {each * number:.1f} s, {each / _cold[0]:.1f} times as long; "
          f"a board of {_BOARD:,}: {each * _BOARD * 1000:.0f} ms")  # fmt: skip


def world_zone() -> Any:
    """The calendar of the place."""
    from safeconduct.store.instance import current

    return current().conflict.zone


# --- making ---------------------------------------------------------------------------------------


def _make(home: Path, number: int) -> None:
    from safeconduct.store import clock

    with clock.set_back(clock.now() - _BACK_TO):
        actor = world.make_instance(home)
        waiting: list[tuple[str, Any]] = []
        for seed, person in enumerate(world.people(number)):
            waiting += _story(seed, person)
            if len(waiting) >= _AT_ONCE:
                _record(waiting, actor)
                waiting = []
        _record(waiting, actor)


def _story(seed: int, person: tuple[str, str, str, str]) -> Iterator[tuple[str, Any]]:
    """What befell one invented prisoner: capture, arrival, and now and then what came after."""
    from safeconduct.duties.facts import Recorded
    from safeconduct.registry import facts as register
    from safeconduct.sources.values import Channel, Source, WrittenName, given

    name, born, _, number = person

    draw = random.Random(seed)  # noqa: S311 repeatable, and nothing secret
    source = Source(channel=Channel.OBSERVED)
    subject = f"{draw.getrandbits(128):032x}"
    day = date(2025, 1, 1) + timedelta(days=draw.randrange(50))

    def after(days: int) -> str:
        return (day + timedelta(days=days)).isoformat()

    yield (
        subject,
        register.PrisonerRegistered(
            names=(WrittenName(text=name, script="hangul", language="ko", source=source),),
            statements=tuple(
                register.Statement(item=item, answer=given(text), source=source)
                for item, text in (
                    (register.Item.RANK, "상급병사"),
                    (register.Item.BIRTH_DATE, "-".join(reversed(born.split(".")))),
                    (register.Item.SERVICE_NUMBER, number),
                )
            ),
            place="transit-sumy",
        ),
    )
    yield subject, register.Captured(happened=after(0), source=source)
    yield subject, register.ArrivedAtCamp(camp="transit-sumy", happened=after(2), source=source)
    if draw.random() < 0.7:
        for to in ("family", "agency"):
            yield subject, Recorded(event="card_offered", happened=after(4), details={"to": to})
    if draw.random() < 0.3:
        yield subject, register.HospitalAdmitted(facility="first", happened=after(9), source=source)
    if draw.random() < 0.5:
        yield subject, register.InspectionHeld(happened=after(20), source=source)


def _record(facts: list[tuple[str, Any]], actor: "Actor") -> None:
    from safeconduct.store.entries import Draft
    from safeconduct.store.record import record, transaction

    with transaction():
        record([Draft(fact.COMPARTMENT, subject, None, fact) for subject, fact in facts], actor)


if __name__ == "__main__":
    main()
