"""What the demonstration knows of figures: digests of public statements, and two invented articles on the desk.

The digests are no publications: each states in words of our own what a public page says that somebody said, with
speaker, day and page, and is marked as a digest wherever it is shown. No prisoner is named. The two articles are
invented, and so is everybody who speaks in them; their claims wait to be confirmed.
"""

from dataclasses import dataclass, field
from datetime import date
from typing import Any

from safeconduct.access.actor import Actor
from safeconduct.figures import actions, requests
from safeconduct.figures.claims import (
    AsOf,
    Category,
    Claim,
    Hedge,
    Modality,
    Quantity,
    QuantityKind,
    Relation,
    Speaker,
    SpeakerClass,
    Voice,
)
from safeconduct.figures.facts import Appearance, Basis

FORCE, FORCE_WORDS = "kp", "forces of the Democratic People's Republic of Korea"
_KILLED, _WOUNDED, _BOTH = Category.KILLED, Category.WOUNDED, Category.KILLED_OR_WOUNDED
_SENT, _CAPTURED, _LOSSES = Category.DEPLOYED, Category.CAPTURED, Category.LOSSES


@dataclass(frozen=True)
class Told:
    """One claim of a digest: its words, the number in them, and what it is of. `raw` empty: a statement."""

    quote: str
    category: Category
    raw: str = ""
    kind: QuantityKind = QuantityKind.CUMULATIVE
    observed: tuple[str, str] | None = None
    more: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Digest:
    """One public statement: who said it on which day, by whom it was passed on, on which page it was read."""

    speaker: str
    side: SpeakerClass
    said_on: str
    page: str
    told: tuple[Told, ...]
    relayed_by: tuple[str, ...] = ()


_NIS, _JCS, _UK = (
    "National Intelligence Service (Republic of Korea)",
    "Joint Chiefs of Staff (Republic of Korea)",
    "Ministry of Defence (United Kingdom)",
)
_MID_JANUARY = ("2025-01-11", "2025-01-20")
_PRESIDENT = "President of Ukraine"
_THIRD, _OPPONENT, _PARTY, _UNNAMED, _PRESS = (
    SpeakerClass.THIRD_STATE,
    SpeakerClass.OPPONENT,
    SpeakerClass.PARTY,
    SpeakerClass.UNNAMED,
    SpeakerClass.PRESS,
)

DIGESTS: tuple[Digest, ...] = (
    Digest("Defence Intelligence of Ukraine", _OPPONENT, "2024-12-16", "Kyiv Independent; RFE/RL",
           (Told("at least 30 were killed or wounded on 14 and 15 December", _BOTH, "at least 30",
                 observed=("2024-12-14", "2024-12-15")),)),
    Digest(_NIS, _THIRD, "2024-12-19", "RBC-Ukraine; Tongil News",
           (Told("at least 100 were killed", _KILLED, "at least 100"),
            Told("about 1,000 were wounded", _WOUNDED, "about 1,000"),
            Told("about 11,000 had been sent", _SENT, "about 11,000")), ("Rep. Lee Seong-kweun",)),
    Digest(_JCS, _THIRD, "2024-12-23", "public report of the Joint Chiefs of Staff",
           (Told("about 1,100 were killed or wounded", _BOTH, "about 1,100"),)),
    Digest(_PRESIDENT, _OPPONENT, "2024-12-23", "The West",
           (Told("by preliminary data more than 3,000 were killed or wounded", _BOTH, "more than 3,000"),)),
    Digest("White House", _THIRD, "2024-12-27", "Kyiv Independent; The West",
           (Told("more than 1,000 were killed or wounded in the past week alone", _BOTH, "more than 1,000",
                 QuantityKind.WINDOW, ("2024-12-20", "2024-12-27")),)),
    Digest(_PRESIDENT, _OPPONENT, "2025-01-05", "Institute for the Study of War, from the interview",
           (Told("3,800 were killed or wounded", _BOTH, "3,800"), Told("12,000 had arrived", _SENT, "12,000"))),
    Digest(_PRESIDENT, _OPPONENT, "2025-01-09", "KBS", (Told("losses had reached 4,000", _LOSSES, "4,000"),)),
    Digest(_PRESIDENT, _OPPONENT, "2025-01-11", "BBC",
           (Told("2 soldiers were captured alive on 9 January", _CAPTURED, "2",
                 observed=("2025-01-09", "2025-01-09")),)),
    Digest(_NIS, _THIRD, "2025-01-13", "KBS",
           (Told("about 300 were killed", _KILLED, "about 300"),
            Told("about 2,700 were wounded", _WOUNDED, "about 2,700")),
           ("Rep. Lee", "Rep. Park")),
    Digest("Western officials", _UNNAMED, "2025-01-22", "BBC; KBS",
           (Told("about 1,000 were killed by mid-January", _KILLED, "about 1,000", observed=_MID_JANUARY),
            Told("about 4,000 were killed, wounded, missing or captured by mid-January", Category.CASUALTIES,
                 "about 4,000", observed=_MID_JANUARY))),
    Digest(_JCS, _THIRD, "2025-01-24", "KBS",
           (Told("further forces were being prepared to be sent", Category.DEPLOYMENT_PLANNED),)),
    Digest(_PRESIDENT, _OPPONENT, "2025-02-14", "Kyiv Independent",
           (Told("more than 4,000 were killed or wounded", _BOTH, "more than 4,000"),)),
    Digest("Ministry of Foreign Affairs (Republic of Korea)", _THIRD, "2025-03-17", "JoongAng",
           (Told("the Republic of Korea would accept all prisoners who wish to come", Category.READINESS_TO_ACCEPT,
                 more={"modality": Modality.CONDITIONAL}),)),
    Digest("Yu Yong-weon, member of the National Assembly", _THIRD, "2025-03-18", "Essanews",
           (Told("400 were killed", _KILLED, "400"),
            Told("about 3,600 were wounded", _WOUNDED, "about 3,600"))),
    Digest(_JCS, _THIRD, "2025-03-27", "JoongAng",
           (Told("about 4,000 were killed or wounded", _BOTH, "about 4,000"),
            Told("at least 3,000 more were sent in January and February", _SENT, "at least 3,000",
                 QuantityKind.ADDITIVE, ("2025-01-01", "2025-02-28")))),
    Digest(_UK, _THIRD, "2025-03-28", "HuffPost UK",
           (Told("more than 5,000 casualties had been sustained", Category.CASUALTIES, "more than 5,000"),)),
    Digest("Democratic People's Republic of Korea", _PARTY, "2025-04-28", "KCNA, as read in the Korea Herald",
           (Told("its soldiers had fought in the Kursk region", Category.STATEMENT),)),
    Digest(_NIS, _THIRD, "2025-04-30", "KBS; Korea Herald",
           (Told("about 600 were killed", _KILLED, "about 600"),
            Told("about 4,100 were wounded", _WOUNDED, "about 4,100"),
            Told("4,700 were killed or wounded", _BOTH, "4,700"),
            Told("about 15,000 had been sent", _SENT, "about 15,000")),
           ("Rep. Lee", "Rep. Kim")),
    Digest(_UK, _THIRD, "2025-06-15", "The Independent",
           (Told("more than 6,000 casualties had been sustained", Category.CASUALTIES, "more than 6,000"),)),
    Digest("Democratic People's Republic of Korea", _PARTY, "2025-08-22", "Korea Herald, of portraits by KCNA",
           (Told("101 portraits of the dead were shown", Category.IDENTIFIED, "101", more={"flags": ("floor",)}),)),
    Digest(_NIS, _THIRD, "2025-09-02", "Moscow Times; Korea Herald",
           (Told("about 2,000 were killed", _KILLED, "about 2,000"),), ("Rep. Lee", "Rep. Park")),
    Digest("Democratic People's Republic of Korea", _PRESS, "2025-09-02", "Ukrainska Pravda; Kyiv Independent",
           (Told("about 350 were killed, as the press says that the DPRK said", _KILLED, "about 350",
                 more={"modality": Modality.ALLEGED}),), ("Yonhap",)),
    Digest("Democratic People's Republic of Korea", _PARTY, "2025-12-13", "TASS; KBS",
           (Told("9 soldiers of one engineer regiment were killed", _KILLED, "9", more={"flags": ("floor",)}),)),
    Digest(_NIS, _THIRD, "2026-02-12", "SBS", (Told("about 6,000 were killed or wounded", _BOTH, "about 6,000"),)),
)  # fmt: skip
ARTICLES = (
    ("Observers count the cost", "The Meridian Post", "2025-03-20",
     "Observers count the cost\n\nColonel Daniel Marsh, spokesman of the Northern Observation Mission, said on "
     "Wednesday that about 1,200 North Korean soldiers had been killed or wounded in the Kursk region by mid-March "
     "2025. He added that at least 300 of them had been killed.\n"),
    ("Hundreds dead, reports say", "Evening Ledger", "2025-03-22",
     "Hundreds dead, reports say\n\nReports indicate that about 1,200 North Korean soldiers were killed in the "
     "Kursk region by mid-March 2025.\n\nOriginal Source: The Meridian Post\n"),
)  # fmt: skip
HEADING = "What is stated of forces of the Democratic People's Republic of Korea"


def tell(analyst: Actor) -> None:
    """Receive the digests and confirm what they state, issue a brief, and lay the articles on the reading desk."""
    for digest in DIGESTS:
        _confirm(digest, analyst)
    actions.perform(requests.IssueBrief(heading=HEADING, force=FORCE), analyst)
    for title, publisher, day, text in ARTICLES:
        appearance = Appearance(
            title=title,
            publisher=publisher,
            published_on=day,
            published_basis=Basis.ON_PAGE,
            place="Invented",
        )
        actions.perform(requests.ReceivePublication(text=text, language="en", appearance=appearance), analyst)


def text_of(digest: Digest) -> str:
    """The digest as a text: every claim's words stand in it once."""
    passed_on = f", as told by {' and '.join(digest.relayed_by)}" if digest.relayed_by else ""
    quotes = "; ".join(told.quote for told in digest.told)
    return f"Digest. {digest.speaker}{passed_on}, {digest.said_on}: {quotes}. Read in: {digest.page}.\n"


def _confirm(digest: Digest, analyst: Actor) -> None:
    text = text_of(digest)
    appearance = Appearance(title=f"{digest.speaker}, {digest.said_on}", published_on=digest.said_on)
    received = requests.ReceivePublication(text=text, language="en", appearance=appearance, is_digest=True)
    number = actions.perform(received, analyst).number
    for told in digest.told:
        command = requests.ConfirmClaim(publication=number, said=_claim(digest, told, text))
        actions.perform(command, analyst)


def _claim(digest: Digest, told: Told, text: str) -> Claim:
    start, said_on = text.index(told.quote), date.fromisoformat(digest.said_on)
    first, last = (date.fromisoformat(each) for each in told.observed or (digest.said_on, digest.said_on))
    relayed = tuple(Speaker(name=name, role="") for name in digest.relayed_by)
    fields: dict[str, Any] = {
        "id": "D1",
        "quote": told.quote,
        "span": (start, start + len(told.quote)),
        "speaker": digest.speaker,
        "speaker_class": digest.side,
        "chain": (Speaker(name=digest.speaker, role=""), *relayed),
        "said_on": said_on,
        "voice": Voice.ATTRIBUTED,
        "quantity": _quantity(told),
        "category": told.category,
        "force": FORCE_WORDS,
        "force_code": FORCE,
        "as_of": AsOf(start=first, end=last, relation=Relation.AS_OF),
        "modality": Modality.ASSERTED,
        "language": "en",
        **told.more,
    }
    return Claim.model_validate(fields)


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
