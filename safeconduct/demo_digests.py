"""What public statements said of one force, row by row: digests in words of our own, none of them a publication.

Each row is what a public page says that somebody said: who, how many of what, of which days, where it was read. A row
is no fact. Rows of one number are one row of the source told apart because two people speak in it, or because a paper
told it otherwise than the speaker. No prisoner is named.

Source: public statements, November 2024 to May 2026, each with the page on which it was read.
"""

from dataclasses import dataclass, field
from typing import Any

from safeconduct.figures.claims import (
    AsOf,
    Category,
    Flag,
    Hedge,
    Modality,
    Period,
    Quantity,
    QuantityKind,
    SpeakerClass,
    Voice,
)

KURSK = ("Kursk region, Russia", "kursk")


@dataclass(frozen=True)
class Told:
    """One claim of a digest: its words, the number in them, and what it is of. `raw` empty: a statement.

    `observed` are the first and last day, `()` where the row states none: then it is of the day of the statement.
    `number` is the quantity where its words are not read as hedge and number.
    """

    quote: str
    category: Category
    raw: str = ""
    kind: QuantityKind = QuantityKind.CUMULATIVE
    observed: tuple[str, ...] = ()
    number: Quantity | None = None
    more: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Digest:
    """One public statement: who said it, by whom it was passed on, on which page it was read.

    `said_on` is the day of the statement, "" where the row tells only `published`, a day, a month or a year.
    """

    row: int
    speaker: str
    side: SpeakerClass
    said_on: str
    page: str
    told: tuple[Told, ...]
    relayed_by: tuple[str, ...] = ()
    published: str = ""


_KILLED, _WOUNDED, _BOTH = Category.KILLED, Category.WOUNDED, Category.KILLED_OR_WOUNDED
_SENT, _CAPTURED, _LOSSES = Category.DEPLOYED, Category.CAPTURED, Category.LOSSES
_PLANNED, _PRESENT, _HOME = Category.DEPLOYMENT_PLANNED, Category.PRESENT, Category.REPATRIATED
_CASUALTIES, _MISSING, _HELD = Category.CASUALTIES, Category.MISSING, Category.HELD
_WINDOW, _FORECAST, _ADDED = QuantityKind.WINDOW, QuantityKind.FORECAST, QuantityKind.ADDITIVE
_THIRD, _OPPONENT, _PARTY, _UNNAMED, _PRESS, _NEUTRAL = (
    SpeakerClass.THIRD_STATE,
    SpeakerClass.OPPONENT,
    SpeakerClass.PARTY,
    SpeakerClass.UNNAMED,
    SpeakerClass.PRESS,
    SpeakerClass.NEUTRAL,
)
_NIS, _JCS, _UK, _HUR = (
    "National Intelligence Service (Republic of Korea)",
    "Joint Chiefs of Staff (Republic of Korea)",
    "Ministry of Defence (United Kingdom)",
    "Defence Intelligence of Ukraine",
)
_PRESIDENT, _DPRK = "President of Ukraine", "Democratic People's Republic of Korea"
_JANUARY, _MID_JANUARY = ("2025-01-01", "2025-01-31"), ("2025-01-11", "2025-01-20")
_EXPECTED = {"modality": Modality.EXPECTS}
_ONE_UNIT = {"flags": (Flag.FLOOR,)}
# Of two deployments only, and nobody heard it from the one who is said to have said it.
_TOLD_BY_OTHERS = {"modality": Modality.ALLEGED, "flags": (Flag.FLOOR,)}
_OWN_WORDS = {"voice": Voice.PUBLICATION, "speaker": None, "chain": ()}


def _share(raw: str, share: str, hedge: Hedge = Hedge.FRACTION) -> Quantity:
    """A share of a number that the row does not tie to it: no number of persons is computed from it."""
    return Quantity(raw=raw, hedge=hedge, kind=QuantityKind.FRACTION, share=share)


DIGESTS: tuple[Digest, ...] = (
    Digest(1, _NIS, _THIRD, "2024-10-23", "public report of the committee's hearing",
           (Told("about 3,000 had been sent", _SENT, "about 3,000", observed=("2024-10-01", "2024-10-23")),
            Told("about 10,000 in all would be sent by December", _PLANNED, "about 10,000", _FORECAST,
                 ("2024-12-01", "2024-12-31"), more=_EXPECTED)),
           ("Intelligence Committee of the National Assembly",)),
    Digest(2, "Ukrainian intelligence", _OPPONENT, "2024-10-24", "Babel",
           (Told("about 12,000 had been sent, with 500 officers and 3 generals among them", _SENT, "about 12,000",
                 observed=("2024-10-01", "2024-10-24")),)),
    Digest(3, _HUR, _OPPONENT, "2024-12-16", "Kyiv Independent; RFE/RL",
           (Told("at least 30 were killed or wounded on 14 and 15 December", _BOTH, "at least 30", _WINDOW,
                 ("2024-12-14", "2024-12-15")),
            Told("3 more were missing", _MISSING, "3", _WINDOW, ("2024-12-14", "2024-12-15")))),
    Digest(4, "8th Regiment of the Special Operations Forces of Ukraine", _OPPONENT, "2024-12-17", "UAWire",
           (Told("50 were killed within three days at one place", _KILLED, "50", _WINDOW,
                 ("2024-12-14", "2024-12-17")),
            Told("47 were wounded there", _WOUNDED, "47", _WINDOW, ("2024-12-14", "2024-12-17")))),
    Digest(5, "a military official of the United States, unnamed", _UNNAMED, "2024-12-17", "The West (Reuters)",
           (Told("several hundred were killed or wounded", _BOTH, "several hundred",
                 number=Quantity(raw="several hundred", low=300, hedge=Hedge.HUNDREDS),
                 observed=("2024-12-01", "2024-12-17")),)),
    Digest(6, "A. Kovalenko, Center for Countering Disinformation (Ukraine)", _OPPONENT, "2024-12-18", "RBC-Ukraine",
           (Told("losses had passed 200, of what kind was not said", _LOSSES, "passed 200",
                 number=Quantity(raw="passed 200", value=200, low=200, low_is_exclusive=True, hedge=Hedge.OVER),
                 observed=("2024-12-18", "2024-12-18")),)),
    Digest(7, _NIS, _THIRD, "2024-12-19", "RBC-Ukraine; Tongil News",
           (Told("at least 100 were killed", _KILLED, "at least 100"),
            Told("about 1,000 were wounded", _WOUNDED, "about 1,000"),
            Told("about 11,000 had been sent", _SENT, "about 11,000")), ("Rep. Lee Seong-kweun",)),
    Digest(8, _JCS, _THIRD, "2024-12-23", "SSJ; Jurnaltime",
           (Told("about 1,100 were killed or wounded in recent fighting", _BOTH, "about 1,100"),)),
    Digest(9, _PRESIDENT, _OPPONENT, "2024-12-23", "The West; SSJ",
           (Told("by preliminary data of his commander-in-chief more than 3,000 were killed or wounded", _BOTH,
                 "more than 3,000", more={"flags": (Flag.PRELIMINARY,)}),)),
    Digest(10, "J. Kirby, White House", _THIRD, "2024-12-27", "Kyiv Independent; The West",
           (Told("more than 1,000 were killed or wounded in the past week alone", _BOTH, "more than 1,000",
                 _WINDOW, ("2024-12-20", "2024-12-27")),)),
    Digest(11, _NIS, _THIRD, "2024-12-27", "Euromaidan Press",
           (Told("1 soldier was captured on 26 December", _CAPTURED, "1", observed=("2024-12-26", "2024-12-26")),
            Told("this soldier died on 27 December", Category.STATEMENT, observed=("2024-12-27", "2024-12-27"))),
           ("an allied intelligence service",)),
    Digest(12, _PRESIDENT, _OPPONENT, "2025-01-05", "Trendsnnews; Institute for the Study of War, from the podcast",
           (Told("3,800 were killed or wounded", _BOTH, "3,800"), Told("12,000 had arrived", _SENT, "12,000"))),
    Digest(13, _PRESIDENT, _OPPONENT, "2025-01-09", "KBS, of the meeting at Ramstein",
           (Told("casualties had come to 4,000", _CASUALTIES, "4,000"),)),
    Digest(14, _PRESIDENT, _OPPONENT, "2025-01-11", "BBC via Yahoo",
           (Told("2 soldiers were captured alive on 9 January", _CAPTURED, "2",
                 observed=("2025-01-09", "2025-01-09")),), ("Security Service of Ukraine",)),
    Digest(15, _NIS, _THIRD, "2025-01-13", "KBS",
           (Told("about 300 were killed", _KILLED, "about 300"),
            Told("about 2,700 were wounded", _WOUNDED, "about 2,700")),
           ("Rep. Lee", "Rep. Park")),
    Digest(16, "Institute for the Study of War", _PRESS, "2025-01-16", "Euromaidan Press",
           (Told("about 92 casualties were sustained a day since early December", _CASUALTIES, "about 92",
                 QuantityKind.RATE, ("2024-12-01", "2025-01-16"),
                 number=Quantity(raw="about 92", value=92, low=92, high=92, hedge=Hedge.APPROX,
                                 kind=QuantityKind.RATE, per=Period.DAY)),
            Told("at that pace all 12,000 would be casualties by mid-April", _CASUALTIES, "12,000", _FORECAST,
                 ("2025-04-11", "2025-04-20"), more=_EXPECTED))),
    Digest(17, _PRESIDENT, _OPPONENT, "", "UNN, of an interview to Polish media",
           (Told("losses had come to up to 4,000, says one line of the page", _LOSSES, "up to 4,000",
                 observed=_MID_JANUARY),
            Told("4,000 were killed, says another line of it", _KILLED, "4,000", observed=_MID_JANUARY)),
           published="2025-01"),
    Digest(18, "Western officials", _UNNAMED, "2025-01-22", "BBC; KBS",
           (Told("about 1,000 were killed by mid-January", _KILLED, "about 1,000", observed=_MID_JANUARY),
            Told("about 4,000 were killed, wounded, missing or captured by mid-January", _CASUALTIES,
                 "about 4,000", observed=_MID_JANUARY),
            Told("about 11,000 had been sent", _SENT, "about 11,000", observed=_MID_JANUARY))),
    Digest(18, "Western officials", _UNNAMED, "2025-01-22", "Moscow Times, of the same briefing",
           (Told("about 3,000 were wounded", _WOUNDED, "about 3,000", observed=_MID_JANUARY),)),
    Digest(19, _UK, _THIRD, "", "112.ua",
           (Told("about 4,000 casualties had been sustained", _CASUALTIES, "about 4,000",
                 observed=("2025-01-01", "2025-02-28")),
            Told("about a quarter of them were killed", _KILLED, "about a quarter",
                 number=_share("about a quarter", "1/4", Hedge.APPROX), observed=("2025-01-01", "2025-02-28")),
            Told("above the text the page has it that about 4,000 died", _KILLED, "about 4,000",
                 observed=("2025-01-01", "2025-02-28"), more={"element": "headline"})),
           published="2025"),
    Digest(20, "officials of Ukraine and of the United States, unnamed", _UNNAMED, "", "Vesti, of the New York Times",
           (Told("about one third of those sent were killed or wounded", _BOTH, "about one third",
                 number=_share("about one third", "1/3", Hedge.APPROX), observed=_JANUARY),), published="2025-01"),
    Digest(20, "O. Syrskyi, commander-in-chief of Ukraine", _OPPONENT, "", "Vesti",
           (Told("nearly half of those sent were killed or wounded", _BOTH, "nearly half",
                 number=_share("nearly half", "1/2", Hedge.NEARLY), observed=_JANUARY),), published="2025-01"),
    Digest(21, _PRESIDENT, _OPPONENT, "2025-02-14", "Kyiv Independent, of the conference at Munich",
           (Told("more than 4,000 were killed or wounded", _BOTH, "more than 4,000"),
            Told("he thinks that two thirds of them died", _KILLED, "two thirds",
                 number=_share("two thirds", "2/3"), more={"modality": Modality.ESTIMATED}))),
    Digest(22, "Yu Yong-weon, member of the National Assembly", _THIRD, "", "Essanews",
           (Told("400 were killed", _KILLED, "400", observed=("2025-02-01", "2025-03-18")),
            Told("about 3,600 were wounded", _WOUNDED, "about 3,600", observed=("2025-02-01", "2025-03-18"))),
           published="2025-03-18"),
    Digest(23, _JCS, _THIRD, "2025-03-27", "JoongAng",
           (Told("casualties had come to 4,000 of those sent", _CASUALTIES, "4,000"),
            Told("about 11,000 had been sent", _SENT, "about 11,000"),
            Told("at least 3,000 more were sent in January and February", _SENT, "at least 3,000", _ADDED,
                 ("2025-01-01", "2025-02-28")))),
    Digest(24, _UK, _THIRD, "", "HuffPost UK, a copy",
           (Told("more than 5,000 were killed or wounded", _BOTH, "more than 5,000",
                 observed=("2025-03-01", "2025-03-31")),
            Told("about one third of them were killed", _KILLED, "about one third",
                 number=_share("about one third", "1/3", Hedge.APPROX), observed=("2025-03-01", "2025-03-31"))),
           published="2025"),
    Digest(25, _DPRK, _PARTY, "2025-04-28", "KCNA, as read in the Korea Herald",
           (Told("its soldiers had been sent to fight, how many was not told", Category.STATEMENT),)),
    Digest(26, _NIS, _THIRD, "2025-04-30", "KBS; Korea Herald",
           (Told("about 600 were killed", _KILLED, "about 600"),
            Told("about 4,100 were wounded", _WOUNDED, "about 4,100"),
            Told("4,700 were killed or wounded", _BOTH, "4,700"),
            Told("15,000 had been sent", _SENT, "15,000"),
            Told("2,000 of the wounded were sent home", _HOME, "2,000")),
           ("Rep. Lee", "Rep. Kim")),
    Digest(27, _UK, _THIRD, "2025-06-15", "The Independent; India Today",
           (Told("more than 6,000 casualties had been sustained", _CASUALTIES, "more than 6,000"),
            Told("about 11,000 had been sent", _SENT, "about 11,000"))),
    Digest(28, "S. Shoigu, Security Council of Russia", _PARTY, "2025-06-17", "TASS",
           (Told("1,000 sappers were to be sent", _PLANNED, "1,000", _FORECAST, more=_EXPECTED),
            Told("5,000 military builders were to be sent", _PLANNED, "5,000", _FORECAST, more=_EXPECTED))),
    Digest(29, _DPRK, _PARTY, "2025-08-22", "Korea Herald, of portraits shown by KCNA",
           (Told("101 portraits of the dead were shown, not said to be all", Category.IDENTIFIED, "101",
                 observed=("2025-08-01", "2025-08-22"), more=_ONE_UNIT),)),
    Digest(30, _NIS, _THIRD, "2025-09-02", "Moscow Times; Korea Herald",
           (Told("about 2,000 were killed", _KILLED, "about 2,000"),
            Told("6,000 more were to be sent", _PLANNED, "6,000", _FORECAST, more=_EXPECTED),
            Told("about 1,000 engineers of them had arrived", _SENT, "about 1,000", _ADDED)),
           ("Rep. Lee", "Rep. Park")),
    Digest(31, _DPRK, _PRESS, "2025-09-02", "Ukrainska Pravda; Kyiv Independent",
           (Told("about 350 were killed in two deployments, as the press says that the DPRK said", _KILLED,
                 "about 350", more=_TOLD_BY_OTHERS),
            Told("about 350 casualties in them, as another paper has it", _CASUALTIES, "about 350",
                 more=_TOLD_BY_OTHERS)), ("Yonhap",)),
    Digest(32, _NIS, _THIRD, "2025-11-04", "Moscow Times",
           (Told("about 10,000 stood near the border", _PRESENT, "about 10,000"),
            Told("about 5,000 builders had been moved since September", _SENT, "about 5,000", _ADDED,
                 ("2025-09-01", "2025-11-04")),
            Told("1,000 engineers cleared mines", _PRESENT, "1,000")), ("Rep. Lee",)),
    Digest(32, _NIS, _THIRD, "", "Moscow Times, which repeats an earlier number without its day",
           (Told("at least 600 died", _KILLED, "at least 600", more={"as_of": AsOf()}),), published="2025-11-04"),
    Digest(33, "Kim Jong Un", _PARTY, "2025-12-13", "TASS; KBS, of KCNA",
           (Told("9 soldiers of the 528th regiment of engineers were killed", _KILLED, "9",
                 observed=("2025-08-01", "2025-12-13"), more=_ONE_UNIT),)),
    Digest(34, "NK News", _PRESS, "2026-01-07", "news1global, of pictures from above",
           (Told("at least 412 burial places can be counted, which are places and not the dead",
                 Category.BURIAL_PLACES, "at least 412", more=_ONE_UNIT),)),
    Digest(35, "The Insider", _PRESS, "", "theins, which names no source",
           (Told("more than 1,500 were killed", _KILLED, "more than 1,500", more=_OWN_WORDS),
            Told("3,500 were wounded", _WOUNDED, "3,500", more=_OWN_WORDS),
            Told("about 11,000 had been sent", _SENT, "about 11,000", more=_OWN_WORDS)), published="2026-01"),
    Digest(36, _NIS, _THIRD, "2026-02-12", "SBS",
           (Told("about 6,000 were killed or wounded", _BOTH, "about 6,000"),
            Told("this is about 40 % of those sent", _BOTH, "about 40 %",
                 number=_share("about 40 %", "2/5", Hedge.APPROX)),
            Told("about 10,000 combat soldiers stood in the Kursk region", _PRESENT, "about 10,000",
                 more={"place": KURSK[0], "place_code": KURSK[1]}),
            Told("about 1,000 engineers stood there too", _PRESENT, "about 1,000",
                 more={"place": KURSK[0], "place_code": KURSK[1]}),
            Told("1,100 went home in December", _HOME, "1,100", _WINDOW, ("2025-12-01", "2025-12-31"))),
           ("Intelligence Committee of the National Assembly",)),
    Digest(37, "Human Rights Watch", _NEUTRAL, "2026-02-26", "HRW",
           (Told("2 prisoners of this force were held in February", _HELD, "2",
                 observed=("2026-02-01", "2026-02-26")),)),
    Digest(37, "Office of the United Nations High Commissioner for Human Rights", _NEUTRAL, "2026-05-13", "sotnews",
           (Told("2 prisoners of this force were held in May", _HELD, "2", observed=("2026-05-01", "2026-05-13")),)),
)  # fmt: skip
