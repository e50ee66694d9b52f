"""What an instance records of its peers and of what it told them. Frozen, pure.

A peer's keys and the bundles that went to and fro stand in the open office compartment, and name nobody. What was
told of a person is an entry of its own in the compartment it belongs to, in a stream of the recipient's alone, so
that its version numbers tell nothing of what was withheld; the very same entry goes out in the bundle. On what ground
it was told, by whom, and what was kept back stands beside it in a stream that never leaves.
"""

from enum import StrEnum
from typing import Annotated, ClassVar

from pydantic import Field, StringConstraints

from safeconduct.access.words import Compartment
from safeconduct.arrangements.facts import Ceremony, Route, SignedNote
from safeconduct.sources import facts as base
from safeconduct.sources.moments import Moment
from safeconduct.sources.values import Code, Frozen, LongText, ShortText

HexId = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{32}$")]
Digest = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{64}$")]
EventWord = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z_]{0,39}$")]
MaybeHexId = Annotated[str, StringConstraints(pattern=r"^([0-9a-f]{32})?$")]
MaybeCode = Annotated[str, StringConstraints(pattern=r"^([a-z0-9][a-z0-9-]{0,39})?$")]
Sequence = Annotated[int, Field(ge=0, le=2**53 - 1)]
IntroductionText = Annotated[str, StringConstraints(min_length=2, max_length=4096)]


ACKNOWLEDGEMENT = "acknowledgement"
"""The purpose of a bundle that only says what was taken in; every other purpose is one of `law.disclosable`."""

NOT_COME = "not_come"
"""The reason that an acknowledgement gives of a bundle that the next one told of and that never came itself."""


class End(StrEnum):
    """How a case ended between two offices. On what ground, neither is told."""

    WITHDRAWN = "withdrawn"
    RETURNED = "returned"


class ToldLine(Frozen):
    """One value as it is told: what it is, its words, in which language, and where it comes from."""

    item: ShortText
    text: LongText
    language: ShortText = ""
    channel: ShortText = ""
    said_on: ShortText = ""


class KeptBack(Frozen):
    """A field that was not told, whether or not anything stood there, and on what ground."""

    field: ShortText
    source: ShortText


class Fact(base.Fact):
    """A fact of this room; of an instance, unless it says otherwise."""

    ROOM = "disclosure"
    COMPARTMENT: ClassVar[Compartment] = Compartment.OFFICE


# --- peers ----------------------------------------------------------------------------------------


class CardMade(Fact):
    """This instance made a card of its own; the newest stands. `number` counts its sealing keys from 1."""

    introduction: IntroductionText
    number: int


class PeerEnrolled(Fact):
    """Two persons compared the fingerprint: bundles of this instance are taken in from now on."""

    introduction: IntroductionText
    is_home: bool = False
    approval: ShortText


class PeerRotated(Fact):
    """A later card of the same instance takes the place of the one before; what was signed before stays proven."""

    introduction: IntroductionText
    approval: ShortText


class PeerRevoked(Fact):
    """Bundles after this number in the peer's log are not believed any more, whoever signs them with its key."""

    signing: Digest
    after: Sequence
    taken: Sequence
    reason: LongText


# --- bundles --------------------------------------------------------------------------------------


class BundleMade(Fact):
    """A bundle was composed: its place in the recipient's log and its leaf there. Recorded before a byte leaves."""

    peer: HexId
    sequence: Sequence
    leaf: Digest


class BundleTaken(Fact):
    """A bundle was taken in whole: its place in its sender's log, its leaf, and the head of that log as it signed it.

    `bridge` are the leaves before it that were not known yet: bundles that are still to come, or never will.
    """

    peer: HexId
    sequence: Sequence
    leaf: Digest
    note: LongText
    bridge: tuple[Digest, ...] = Field(default=(), max_length=2_000)


class BundleAcknowledged(Fact):
    """The recipient says what it holds of its log, up to this bundle."""

    peer: HexId
    sequence: Sequence
    note: LongText


# --- a person's case between two offices ------------------------------------------------------------


class CaseStep(Fact):
    """One step of a case between two offices, told by one and read by both; `about` is the random id they share."""

    COMPARTMENT = Compartment.CASE
    about: HexId


class PreviewTold(CaseStep):
    """The least that lets a State decide, all with his consent; no name and no number."""

    power: Code
    route: Route
    age_band: ShortText = ""
    sex: ShortText = ""
    language: ShortText = ""
    care_needed: LongText = ""
    expires: Moment


class PreviewAnswered(CaseStep):
    """The State accepts this person, or does not."""

    is_accepted: bool
    by: ShortText
    words: LongText = ""


class FileTold(CaseStep):
    """Who he is, as far as he lets it be told, once he was accepted."""

    lines: tuple[ToldLine, ...] = Field(default=(), max_length=500)


class HandoverTold(CaseStep):
    """He was handed over; `half` is the handing side's signed half."""

    ceremony: Ceremony
    half: SignedNote


class ArrivalTold(CaseStep):
    """He arrived; `half` is the receiving side's signed half."""

    ceremony: Ceremony
    half: SignedNote


class CaseEnded(CaseStep):
    """One side ends it."""

    end: End


class ToldOn(Fact):
    """Beside a step that was told: which case, to whom, for what, on what basis, what was kept back. Never leaves."""

    COMPARTMENT = Compartment.CASE
    about: HexId
    case: HexId
    peer: HexId
    step: ShortText
    purpose: ShortText
    basis: ShortText
    kept_back: tuple[KeptBack, ...] = Field(default=(), max_length=500)


# --- notices of a prisoner (art. 122) ---------------------------------------------------------------


class Leg(StrEnum):
    """To whom notice is given of a prisoner; the two are told and counted apart."""

    AGENCY = "agency"
    PROTECTING_POWER = "protecting_power"


class HoldGround(StrEnum):
    """Why the Power of origin is left out for now. What exactly is feared stands in the protection compartment."""

    HARM_TO_HIM = "harm_to_him"
    HARM_TO_FAMILY = "harm_to_family"


class Notice(Frozen):
    """One notice: `event` is `registered`, `corrected`, `withdrawn`, or the register's word for what befell him.

    `entry` is what it tells of, inside the teller's record; `corrects` the id of the notice that holds no longer.
    """

    id: HexId
    event: EventWord
    entry: HexId
    corrects: MaybeHexId = ""
    lines: tuple[ToldLine, ...] = Field(default=(), max_length=500)


class NoticesTold(Fact):
    """What the Central Agency was told of a prisoner, in which bundle, on what basis, what was kept back."""

    COMPARTMENT = Compartment.CUSTODY
    peer: HexId
    sequence: Sequence
    prisoner: HexId
    basis: ShortText
    notices: tuple[Notice, ...] = Field(max_length=500)
    kept_back: tuple[KeptBack, ...] = Field(default=(), max_length=500)


class NoticesToldApart(NoticesTold):
    """The same of the Power of origin. Sealed: of whom it is told says of whom it is not."""

    COMPARTMENT = Compartment.WISH


class NoticesReceipted(Fact):
    """The Central Agency acknowledges these notices, under a number of its own."""

    COMPARTMENT = Compartment.CUSTODY
    peer: HexId
    notices: tuple[HexId, ...] = Field(max_length=500)
    receipt: ShortText = ""


class NoticesReceiptedApart(NoticesReceipted):
    """The same of the Power of origin; sealed."""

    COMPARTMENT = Compartment.WISH


class NoticeListMade(Fact):
    """A list of notices was told to a peer: from which leaf of this log to which it looked for something to tell."""

    peer: HexId
    sequence: Sequence
    since: Annotated[int, Field(ge=-1)]
    through: Annotated[int, Field(ge=-1)]


class OriginHeld(Fact):
    """Two persons decided to leave the Power of origin out until it is reviewed. Once it is, this stands anew."""

    COMPARTMENT = Compartment.WISH
    hold: HexId
    prisoner: HexId
    ground: HoldGround
    review_by: ShortText
    care_asked: LongText = ""
    approval: ShortText


class HoldEnded(Fact):
    """Two persons decided that it is told again."""

    COMPARTMENT = Compartment.WISH
    prisoner: HexId
    approval: ShortText


class HoldGroundStated(Fact):
    """What is feared, in words."""

    COMPARTMENT = Compartment.PROTECTION
    hold: HexId
    words: LongText


class CircumstancesTold(Fact):
    """That harm is feared was told to the Central Agency: since when, until when, what care is asked. Not why."""

    COMPARTMENT = Compartment.WISH
    peer: HexId
    sequence: Sequence
    prisoner: HexId
    basis: ShortText


class NoticesTaken(Fact):
    """A bundle brought notices: of which persons, by the ids that this office keeps them under."""

    peer: HexId
    sequence: Sequence
    persons: tuple[HexId, ...] = Field(max_length=5_000)


class NoticesReceived(Fact):
    """What another office tells of one prisoner; `about` is the id it gave him for this office alone."""

    COMPARTMENT = Compartment.CUSTODY
    peer: HexId
    sequence: Sequence
    about: HexId
    notices: tuple[Notice, ...] = Field(max_length=500)


class ReceiptGiven(Fact):
    """This office acknowledged the notices of one bundle."""

    peer: HexId
    sequence: Sequence
    receipt: ShortText = ""


class CircumstancesReceived(Fact):
    """Another office says that harm is feared for somebody if his Power learns of him."""

    COMPARTMENT = Compartment.WISH
    peer: HexId
    sequence: Sequence
    about: HexId
    names: tuple[ShortText, ...] = Field(default=(), max_length=20)
    since: ShortText
    review_by: ShortText
    care_asked: LongText = ""


FACTS: tuple[type[Fact], ...] = (
    CardMade, PeerEnrolled, PeerRotated, PeerRevoked, BundleMade, BundleTaken, BundleAcknowledged,
    PreviewTold, PreviewAnswered, FileTold, HandoverTold, ArrivalTold, CaseEnded, ToldOn,
    NoticesTold, NoticesToldApart, NoticesReceipted, NoticesReceiptedApart, NoticeListMade, OriginHeld, HoldEnded,
    HoldGroundStated, CircumstancesTold, NoticesTaken, NoticesReceived, ReceiptGiven, CircumstancesReceived,
)  # fmt: skip
