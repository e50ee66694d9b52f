"""What the demonstration knows of figures: digests of public statements, and invented articles on the desk.

The digests (`demo_digests`) are no publications: each states in words of our own what a public page says that
somebody said, with speaker, day and page, and is marked as a digest wherever it is shown. The articles are invented,
and so is everybody who speaks in them; the claims of two of them wait to be confirmed.
"""

from datetime import date
from typing import Any

from safeconduct.access.actor import Actor
from safeconduct.demo_digests import DIGESTS, Digest, Told
from safeconduct.figures import actions, queries, requests
from safeconduct.figures.claims import (
    AsOf,
    Category,
    Claim,
    Hedge,
    Modality,
    Quantity,
    Relation,
    Speaker,
    Voice,
)
from safeconduct.figures.facts import Appearance, Basis
from safeconduct.figures.stated import Stated, resolve, stated

FORCE, FORCE_WORDS = "kp", "forces of the Democratic People's Republic of Korea"
READINESS = "Norland says it is ready"
ARTICLES = (
    ("Observers count the cost", "The Meridian Post", "2025-03-20",
     "Observers count the cost\n\nColonel Daniel Marsh, spokesman of the Northern Observation Mission, said on "
     "Wednesday that about 1,200 North Korean soldiers had been killed or wounded in the Kursk region by mid-March "
     "2025. He added that at least 300 of them had been killed.\n"),
    ("Hundreds dead, reports say", "Evening Ledger", "2025-03-22",
     "Hundreds dead, reports say\n\nReports indicate that about 1,200 North Korean soldiers were killed in the "
     "Kursk region by mid-March 2025.\n\nOriginal Source: The Meridian Post\n"),
    (READINESS, "The Meridian Post", "2025-03-21",
     f"{READINESS}\n\nForeign Minister Ilse Marten said that Norland was ready to accept all North Korean soldiers "
     "wishing to relocate. She asked Ukraine to cooperate on the matter.\n"),
)  # fmt: skip
HEADING = "What is stated of forces of the Democratic People's Republic of Korea"


def tell(analyst: Actor) -> None:
    """Receive the digests and confirm what they state, issue a brief, and lay the articles on the reading desk."""
    for digest in DIGESTS:
        _confirm(digest, analyst)
    for title, publisher, day, text in ARTICLES:
        appearance = Appearance(
            title=title,
            publisher=publisher,
            published_on=day,
            published_basis=Basis.ON_PAGE,
            place="Invented",
        )
        received = requests.ReceivePublication(text=text, language="en", appearance=appearance)
        number = actions.perform(received, analyst).number
        if title == READINESS:
            _confirm_statements(number, analyst)
    actions.perform(requests.IssueBrief(heading=HEADING, force=FORCE), analyst)


def stated_claims() -> list[Stated]:
    """The digests' claims as they are reconciled once an analyst confirmed them all; ids tell row, digest, place."""
    found = []
    for number, digest in enumerate(DIGESTS):
        for place, told in enumerate(digest.told):
            name = f"{digest.row:02}-{number:02}-{place}"
            claim = _claim(digest, told, text_of(digest))
            found.append(stated(name, name, f"digest {number:02}", claim, is_digest=True))
    return resolve(found)


def text_of(digest: Digest) -> str:
    """The digest as a text: every claim's words stand in it once."""
    passed_on = f", as told by {' and '.join(digest.relayed_by)}" if digest.relayed_by else ""
    quotes = "; ".join(told.quote for told in digest.told)
    day = digest.said_on or digest.published
    return f"Digest. {digest.speaker}{passed_on}, {day}: {quotes}. Read in: {digest.page}.\n"


def _confirm_statements(number: str, analyst: Actor) -> None:
    for proposal in queries.publication(number, analyst).proposals:
        if proposal.said.category in (Category.READINESS_TO_ACCEPT, Category.COOPERATION_REQUEST):
            actions.perform(requests.ConfirmProposal(publication=number, proposal=proposal.ref), analyst)


def _confirm(digest: Digest, analyst: Actor) -> None:
    text = text_of(digest)
    day = digest.said_on or digest.published
    appearance = Appearance(title=digest.speaker, published_on=day)
    received = requests.ReceivePublication(text=text, language="en", appearance=appearance, is_digest=True)
    number = actions.perform(received, analyst).number
    for told in digest.told:
        command = requests.ConfirmClaim(publication=number, said=_claim(digest, told, text))
        actions.perform(command, analyst)


def _claim(digest: Digest, told: Told, text: str) -> Claim:
    start = text.index(told.quote)
    relayed = tuple(Speaker(name=name, role="") for name in digest.relayed_by)
    fields: dict[str, Any] = {
        "id": "D1",
        "quote": told.quote,
        "span": (start, start + len(told.quote)),
        "speaker": digest.speaker,
        "speaker_class": digest.side,
        "chain": (Speaker(name=digest.speaker, role=""), *relayed),
        "said_on": date.fromisoformat(digest.said_on) if digest.said_on else None,
        "voice": Voice.ATTRIBUTED,
        "quantity": told.number or _quantity(told),
        "category": told.category,
        "force": FORCE_WORDS,
        "force_code": FORCE,
        "as_of": _as_of(digest, told),
        "modality": Modality.ASSERTED,
        "language": "en",
        **told.more,
    }
    return Claim.model_validate(fields)


def _as_of(digest: Digest, told: Told) -> AsOf:
    days = told.observed or ((digest.said_on, digest.said_on) if digest.said_on else ())
    if not days:
        return AsOf()
    first, last = (date.fromisoformat(each) for each in days)
    return AsOf(start=first, end=last, relation=Relation.AS_OF)


def _quantity(told: Told) -> Quantity | None:
    """The number with the bounds that its words state: *about* is half the unit of its last digit that is no zero."""
    if not told.raw:
        return None
    hedge, _space, number = told.raw.rpartition(" ")
    value = int(number.replace(",", ""))
    unit = 10 ** (len(str(value)) - len(str(value).rstrip("0"))) // 2
    bounds: dict[str, tuple[Hedge, int | None, int | None]] = {
        "": (Hedge.EXACT, value, value),
        "about": (Hedge.APPROX, value - unit, value + unit),
        "at least": (Hedge.AT_LEAST, value, None),
        "more than": (Hedge.OVER, value, None),
        "up to": (Hedge.UP_TO, None, value),
    }
    kind, low, high = bounds[hedge]
    return Quantity(
        raw=told.raw,
        value=value,
        low=low,
        high=high,
        low_is_exclusive=kind == Hedge.OVER,
        hedge=kind,
        kind=told.kind,
    )
