"""How long the boards of duties take: from cold for many prisoners, warm for a camp, and after one fact.

Run as `.venv/bin/python -m bench.duties --prisoners 20000`. The alternative is what a user would otherwise do with
the same events at hand: a loop over every prisoner that asks the clock anew (`law.clock.duties`).
Prints processor time of one core and the ratio; writes to a throw-away folder.
"""

import argparse
import os
import random
import tempfile
import time
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from safeconduct.law.events import Event, span_of

ZONE = ZoneInfo("Europe/Kyiv")
BOARD = 2_000


def main() -> None:
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--prisoners", type=int, default=20_000)
    number = asked.parse_args().prisoners
    with tempfile.TemporaryDirectory(prefix="safeconduct-bench-") as home:
        os.environ["SAFECONDUCT_HOME"] = home
        os.environ.setdefault("DJANGO_SETTINGS_MODULE", "safeconduct.settings")
        import django

        django.setup()
        measure(Path(home), number)


def measure(home: Path, number: int) -> None:
    """Fill the rows with invented histories, then time the three questions and the alternative."""
    from safeconduct.duties import board, lines
    from safeconduct.duties.models import Line
    from safeconduct.law.clock import duties
    from safeconduct.law.duties import Scope
    from safeconduct.store.create import create

    create(home, names={"en": "bench"}, conflict="ukraine-2022")
    histories = {f"{each:032x}": _history(each) for each in range(number)}
    begun = time.process_time()
    _fill(histories)
    print(f"rows made: {number / (time.process_time() - begun):,.0f} subjects a second")
    on = datetime(2025, 3, 1, 12, tzinfo=UTC)
    lines.forget_opened()
    begun = time.process_time()
    cold = sum(1 for _ in board.judged(board.rows_of(None, [Scope.PERSON]), on))
    cold_seconds = time.process_time() - begun
    print(
        f"all {number:,} from cold: {cold_seconds:.2f} s, {cold:,} open "
        f"({100_000 / number * cold_seconds:.1f} s for 100,000)"
    )
    some = list(Line.objects.filter(scope="person").values_list("subject", "scope", "open")[:BOARD])
    rows = [(subject, scope, bytes(blob)) for subject, scope, blob in some]
    list(board.judged(rows, on))
    begun = time.process_time()
    sorted(board.judged(rows, on), key=board.urgency)
    warm = time.process_time() - begun
    print(f"a board of {len(rows):,}, warm: {warm * 1000:.0f} ms")
    begun = time.process_time()
    for subject, *_ in rows[:200]:
        duties(histories[subject], on, zone=ZONE)
    alternative = (time.process_time() - begun) / 200 * len(rows)
    print(
        f"the alternative, every history asked anew: {alternative * 1000:.0f} ms, "
        f"{alternative / warm:.0f} times as long"
    )
    begun = time.process_time()
    for each in range(100):
        subject = f"{each:032x}"
        _fill({subject: histories[subject]})
    print(f"one subject after one fact: {(time.process_time() - begun) * 10:.1f} ms")


def _history(seed: int) -> list[Event]:
    """What befell one invented prisoner: capture, arrival, and now and then what came after."""
    draw = random.Random(seed)  # noqa: S311  # invented histories, no secret
    day = date(2025, 1, 1) + timedelta(days=draw.randrange(50))

    def event(code: str, after: int, **details: str) -> Event:
        on = day + timedelta(days=after)
        recorded = datetime(on.year, on.month, on.day, 20, tzinfo=UTC)
        when = span_of(on.isoformat(), ZONE, recorded=recorded)
        name = f"{seed:016x}{after:08x}{len(code):08x}"
        return Event(name, code, f"{seed:032x}", when, recorded, "", "transit", details)

    found = [event("nib_received", 1), event("captured", 0), event("arrived_camp", 2, kind="transit")]
    if draw.random() < 0.7:
        found += [event("card_offered", 4, to="family"), event("card_offered", 5, to="agency")]
    if draw.random() < 0.3:
        found.append(event("hospital_admitted", 9))
    if draw.random() < 0.5:
        found.append(event("med_inspected", 20))
    return found


def _fill(histories: dict[str, list[Event]]) -> None:
    from safeconduct.duties import projection
    from safeconduct.duties.models import Line
    from safeconduct.law.duties import Scope
    from safeconduct.store import sql
    from safeconduct.store.record import transaction

    with transaction():
        made = [
            projection.row_of(subject, Scope.PERSON, events, latest=max(each.recorded for each in events))
            for subject, events in histories.items()
        ]
        for start in range(0, len(made), 500):
            sql.upsert(Line, made[start : start + 500])


if __name__ == "__main__":
    main()
