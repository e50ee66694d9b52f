"""How fast confirmed claims are reconciled and the page of findings is shown, beside the plain ways to do both.

Usage: python -m bench.figures_reconcile [--claims N] [--peer N] [--requests N]. The claims are invented: forty
speakers over two years, several papers on each statement, some with the category lost. Reconciling has as its peer a
comparison of every pair for two of the ten rules (one number in another category, a count that falls), which is what
a spreadsheet would do; it runs on fewer claims and its time is reckoned up by the square. The page is asked for over
Django's test client, signed in, from rows of an instance made for it: at rest, after each claim that is new, and by a
process that has nothing in memory yet. Its peer is the page a user would write without this project: one plain table,
the same two rules as joins of the table with itself, fifty pairs, a template. Times are of one processor.
Aims: 10,000 claims reconciled under 2 s, the page of findings under 200 ms.
"""

import argparse
import hashlib
import random
import time
from collections.abc import Callable, Sequence
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from bench import world
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

if TYPE_CHECKING:
    from safeconduct.access.actor import Actor

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
    parser.add_argument("--requests", type=int, default=50)
    asked = parser.parse_args()
    claims = invented(asked.claims)
    _reconciling(claims, asked.peer)
    _page(claims, asked.requests)


def _reconciling(claims: Sequence[Stated], peers: int) -> None:
    resolve(claims[:10])
    began = time.process_time()
    resolved = resolve(claims)
    series, found = series_of(resolved), findings(resolved)
    took = time.process_time() - began
    few = claims[:peers]
    began = time.process_time()
    pairs = _every_pair(few)
    peer = (time.process_time() - began) * (len(claims) / len(few)) ** 2
    print(f"{len(claims)} claims, {len({c.origin for c in resolved})} origins, {len(series)} series")
    print(f"reconciled           {took:8.2f} s, {len(found)} findings   (aim: 2 s at 10,000)")
    print(
        f"peer, every pair     {peer:8.2f} s for two rules, {pairs} pairs among {len(few)} claims, none grouped"
    )
    print(f"ratio                {peer / took:8.1f}")


# --- the page of findings -------------------------------------------------------------------------


def _page(claims: Sequence[Stated], requests: int) -> None:
    from django.test import Client

    home = world.start()
    actor = world.make_instance(home)
    _rows(claims)
    _plain_table(claims)
    client = Client()
    assert (
        client.post("/sign-in/", {"login": "bench", "passphrase": "correct horse battery"}).status_code == 302
    )
    first = _seconds(lambda: _shown(client))
    ours = sorted(_seconds(lambda: _shown(client)) for _ in range(requests))
    after = sorted(_after_a_change(client, number, actor) for number in range(5))
    peer = sorted(_seconds(_plain_page) for _ in range(3))[0]
    print(f"page of findings     {_told(ours)}   (aim: 200 ms at 10,000)")
    print(f"  nothing in memory  {first * 1000:8.0f} ms, once for each process of the server")
    print(f"  after a new claim  {_told(after)}")
    print(f"peer, plain page     {peer * 1000:8.0f} ms for two rules, none grouped, nothing kept")
    rest, changed = peer / ours[len(ours) // 2], peer / after[len(after) // 2]
    print(f"ratio                {rest:8.1f} at rest, {changed:.1f} after a new claim")


def _told(times: Sequence[float]) -> str:
    p50, p95 = times[len(times) // 2], times[min(len(times) - 1, int(len(times) * 0.95))]
    return f"{p50 * 1000:8.0f} ms p50, {p95 * 1000:.0f} ms p95"


def _seconds(act: Callable[[], object]) -> float:
    began = time.process_time()
    act()
    return time.process_time() - began


def _shown(client: Any) -> None:
    answer = client.get("/figures/findings/")
    assert answer.status_code == 200, answer.status_code
    assert answer.content.count(b'class="finding"') > 0


def _after_a_change(client: Any, number: int, actor: "Actor") -> float:
    """The page after an officer confirmed one more claim; confirming it is not counted."""
    from safeconduct.figures import actions, requests

    quote = f"about {number + 20} killed"
    received = requests.ReceivePublication(text=f"It was said that {quote}.")
    publication = actions.perform(received, actor).number
    made = _claim(number, number, number, Category.KILLED, number + 20, 0).said
    start = received.text.index(quote)
    said = made.model_copy(update={"quote": quote, "span": (start, start + len(quote))})
    actions.perform(requests.ConfirmClaim(publication=publication, said=said), actor)
    return _seconds(lambda: _shown(client))


def _rows(claims: Sequence[Stated]) -> None:
    """The claims as the projection keeps them; the ledger is not written, for the page reads no entry."""
    from safeconduct.figures import sealed
    from safeconduct.figures.facts import Appearance, Proposer, PublicationReceived
    from safeconduct.figures.models import Claim as Row
    from safeconduct.figures.state import ConfirmedClaim, PublicationState, Told
    from safeconduct.sources.numbers import number_of
    from safeconduct.store import sql

    rows = []
    for each in claims:
        day = each.published.isoformat() if each.published else ""
        appearance = Appearance(published_on=day)
        text = PublicationReceived(text=each.said.quote, text_sha256="0" * 64, appearance=appearance)
        stream = hashlib.sha256(each.publication.encode()).hexdigest()[:32]
        state = PublicationState(stream, received=text, appearances=(appearance,))
        claim = hashlib.sha256(each.id.encode()).hexdigest()[:32]
        told = (Told(each.said, "0" * 32, "bench", ""),)
        blob = sealed.seal_claim(state, ConfirmedClaim(claim, told, "0" * 64, "", Proposer.OFFICER))
        rows.append(
            Row(
                claim=claim, number=number_of(claim), publication=stream, counts=True,
                stamp=sealed.stamp_of(blob), sealed=blob,
            )
        )  # fmt: skip
    sql.insert(Row, [sql.values_of(row) for row in rows])


_PAIRS = """
    SELECT a.id, b.id FROM bench_claim a JOIN bench_claim b
        ON a.number = b.number AND a.category <> b.category AND a.id < b.id
    UNION ALL
    SELECT a.id, b.id FROM bench_claim a JOIN bench_claim b
        ON a.category = b.category AND a.day < b.day AND b.most < a.least
"""


def _plain_table(claims: Sequence[Stated]) -> None:
    from django.db import connection

    rows = [(n, str(c.category), c.value, c.least, c.most, c.last) for n, c in enumerate(claims)]
    with connection.cursor() as cursor:
        cursor.execute(
            "CREATE TABLE bench_claim "
            "(id integer, category text, number integer, least integer, most integer, day date)"
        )
        cursor.executemany("INSERT INTO bench_claim VALUES (%s, %s, %s, %s, %s, %s)", rows)
        cursor.execute("CREATE INDEX bench_claim_number ON bench_claim (number)")
        cursor.execute("CREATE INDEX bench_claim_most ON bench_claim (category, day, most)")


def _plain_page() -> str:
    from django.db import connection
    from django.template import Context, Template

    with connection.cursor() as cursor:
        cursor.execute(f"SELECT count(*) FROM ({_PAIRS}) p")  # noqa: S608 - no word of it comes from outside
        total = cursor.fetchone()[0]
        cursor.execute(f"{_PAIRS} LIMIT 50")
        pairs = cursor.fetchall()
    page = "{{ total }}{% for one, other in pairs %}<p>{{ one }} {{ other }}</p>{% endfor %}"
    return Template(page).render(Context({"total": total, "pairs": pairs}))


# --- invented claims ------------------------------------------------------------------------------


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
