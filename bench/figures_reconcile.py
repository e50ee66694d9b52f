"""How fast confirmed claims are reconciled, beside the plain way: every pair of claims looked at.

Usage: python -m bench.figures_reconcile [--claims N] [--peer N]. The claims are invented: forty speakers over two
years, several papers on each statement, some with the category lost. The peer compares every pair for two of the ten
rules (one number in another category, a count that falls), which is what a spreadsheet would do; it runs on fewer
claims and its time is reckoned up by the square. Aim: 10,000 claims under 2 s.
"""

import argparse
import random
import time
from collections.abc import Sequence
from datetime import date, timedelta

from safeconduct.figures.claims import (
    AsOf,
    Category,
    Claim,
    Hedge,
    Modality,
    Quantity,
    Relation,
    SpeakerClass,
    Voice,
)
from safeconduct.figures.findings import findings
from safeconduct.figures.series import series_of
from safeconduct.figures.stated import Stated, resolve, stated

_CATEGORIES = (
    Category.KILLED,
    Category.WOUNDED,
    Category.KILLED_OR_WOUNDED,
    Category.CASUALTIES,
    Category.CAPTURED,
    Category.DEPLOYED,
)
_SIDES = (SpeakerClass.THIRD_STATE, SpeakerClass.OPPONENT, SpeakerClass.PARTY, SpeakerClass.UNNAMED)
_FIRST_DAY = date(2024, 10, 1)
_DAYS = 700
_PAPERS_EACH = 4


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--claims", type=int, default=10_000)
    parser.add_argument("--peer", type=int, default=2_000)
    asked = parser.parse_args()
    claims = invented(asked.claims)
    began = time.perf_counter()
    resolved = resolve(claims)
    series, found = series_of(resolved), findings(resolved)
    took = time.perf_counter() - began
    few = claims[: asked.peer]
    began = time.perf_counter()
    pairs = _every_pair(few)
    peer = (time.perf_counter() - began) * (len(claims) / len(few)) ** 2
    print(f"{len(claims)} claims, {len({c.origin for c in resolved})} origins, {len(series)} series")
    print(f"reconciled           {took:8.2f} s, {len(found)} findings   (aim: 2 s at 10,000)")
    print(
        f"peer, every pair     {peer:8.2f} s for two rules, {pairs} pairs among {len(few)} claims, none grouped"
    )
    print(f"ratio                {peer / took:8.1f}")


def invented(count: int) -> list[Stated]:
    """So many claims by 40 speakers about one force; the same each time."""
    drawn = random.Random(7)  # noqa: S311 - invented data, the same in every run
    claims: list[Stated] = []
    while len(claims) < count:
        speaker, day = drawn.randrange(40), drawn.randrange(_DAYS)
        category = drawn.choice(_CATEGORIES)
        share = {Category.KILLED: 3, Category.WOUNDED: 7, Category.CAPTURED: 1, Category.DEPLOYED: 30}.get(
            category, 10
        )
        value = max(10, int(share * (day + 30) * drawn.uniform(0.97, 1.03)) // 10 * 10)
        for paper in range(min(_PAPERS_EACH, count - len(claims))):
            is_drifted = category == Category.KILLED_OR_WOUNDED and drawn.random() < 0.02
            claims.append(
                _claim(len(claims), speaker, day, Category.KILLED if is_drifted else category, value, paper)
            )
    return claims


def _claim(number: int, speaker: int, day: int, category: Category, value: int, paper: int) -> Stated:
    said_on = _FIRST_DAY + timedelta(days=day)
    quote = f"about {value} {category}"
    claim = Claim(
        id=f"C{number}",
        quote=quote,
        span=(0, len(quote)),
        speaker=f"speaker {speaker}",
        speaker_class=_SIDES[speaker % len(_SIDES)],
        said_on=said_on,
        voice=Voice.ATTRIBUTED,
        quantity=Quantity(
            raw=f"about {value}", value=value, low=value * 9 // 10, high=value * 11 // 10, hedge=Hedge.APPROX
        ),
        category=category,
        force_code="kp",
        as_of=AsOf(start=said_on, end=said_on, raw="that day", relation=Relation.AS_OF),
        modality=Modality.ASSERTED,
        language="en",
    )
    return stated(f"{number:032x}", f"C{number}", f"paper {paper} of {day}", claim, published=said_on)


def _every_pair(claims: Sequence[Stated]) -> int:
    found = 0
    for number, one in enumerate(claims):
        for other in claims[number + 1 :]:
            if one.value == other.value and one.category != other.category:
                found += 1
            elif one.category == other.category:
                earlier, later = (one, other) if one.last <= other.last else (other, one)
                if later.most is not None and earlier.least is not None and later.most < earlier.least:
                    found += 1
    return found


if __name__ == "__main__":
    main()
