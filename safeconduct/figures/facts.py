"""What can be recorded of publications and of the figures in them. Frozen, pure.

One stream is one text, wherever and however often it was published: it is named by the text itself, so that the same
text received twice meets itself. What is judged over several texts (which claim is best, what a finding is) has
streams of its own, and so has each brief. Proposals are not recorded: they are read again from the text; what an
officer confirmed keeps its words, its place, the hash of the text and the version of the reader.

Source: UCDP GED codebook (source, original source); schema.org Claim (appearance, firstAppearance).
"""

from enum import StrEnum
from typing import Annotated, ClassVar

from pydantic import Field, StringConstraints

from safeconduct.access.words import Compartment
from safeconduct.figures.claims import TEXT_LENGTH_MAX, Category, Claim, Element, LanguageCode
from safeconduct.sources import facts as base
from safeconduct.sources.values import Frozen, LongText, ShortText

HexId = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{32}$")]
Digest = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{64}$")]
EdtfText = Annotated[str, StringConstraints(max_length=80)]
ProposalRef = Annotated[str, StringConstraints(pattern=r"^[0-9]{1,9}-[0-9]{1,9}-[a-z_]{1,40}$")]
FindingKey = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{32}$")]


class Basis(StrEnum):
    """How the bureau knows where and when a text was published."""

    IN_TEXT = "in_text"
    ON_PAGE = "on_page"
    OFFICER = "officer"
    OTHER_COPY = "other_copy"


class Proposer(StrEnum):
    """Who proposed what an officer confirmed: the rules, the second reader, or she herself."""

    RULES = "rules"
    SECOND_READER = "second_reader"
    OFFICER = "officer"


class LinkKind(StrEnum):
    """What one claim is to another. `RESTATES` and `RETELLS` give it the other's origin.

    `RESTATES` says the same again, `RETELLS` passes on what another text says, `CORRECTS` takes the other's place
    by its own speaker, `ADDS_TO` says that an additional number stands on top of the other.
    """

    RESTATES = "restates"
    RETELLS = "retells"
    CORRECTS = "corrects"
    ADDS_TO = "adds_to"


class Verdict(StrEnum):
    """What a person says of a finding."""

    ONE_FIGURE = "one_figure"
    TWO_FIGURES = "two_figures"
    CANNOT_TELL = "cannot_tell"


class Fact(base.Fact):
    """A fact of figures."""

    ROOM = "figures"
    COMPARTMENT: ClassVar[Compartment] = Compartment.FIGURES


class Appearance(Frozen):
    """Where and when the text was published, and how that is known. `published_on` is EDTF, "" where unknown.

    `chain` names whom it was taken from, the nearest first, as the text or the page says.
    """

    title: ShortText = ""
    publisher: ShortText = ""
    publisher_basis: Basis = Basis.OFFICER
    published_on: EdtfText = ""
    published_basis: Basis = Basis.OFFICER
    place: ShortText = ""
    place_basis: Basis = Basis.OFFICER
    address: ShortText = ""
    chain: tuple[ShortText, ...] = Field(default=(), max_length=20)


class PublicationReceived(Fact):
    """A text came in. `original` is the stream of the file it was taken from, "" for text that was typed or pasted.

    `elements` are the parts of a page (headline, caption), `page_says` what the file says of itself: a proposal to
    the officer, never taken over unseen. A digest is no publication: somebody wrote down in their own words what
    publications said; it is marked so wherever it is shown.
    """

    text: Annotated[str, StringConstraints(min_length=1, max_length=TEXT_LENGTH_MAX)]
    text_sha256: Digest
    language: LanguageCode | None = None
    appearance: Appearance
    is_digest: bool = False
    original: Annotated[str, StringConstraints(pattern=r"^([0-9a-f]{32})?$")] = ""
    elements: tuple[Element, ...] = ()
    page_says: Appearance | None = None


class OriginalKept(Fact):
    """The file as it was received, in base64."""

    name: ShortText
    media_type: ShortText
    sha256: Digest
    content: str


class AppearanceAdded(Fact):
    """The same text was published elsewhere too. `text_sha256` is of this copy: line ends and quotes may differ."""

    appearance: Appearance
    text_sha256: Digest


class AppearanceCorrected(Fact):
    """Where or when the copy was published, told better. `index` counts copies as received, from 0."""

    index: Annotated[int, Field(ge=0)]
    appearance: Appearance
    reason: ShortText


class CopyRecognised(Fact):
    """The text is a copy of one that was received before: what both say has one origin and counts once.

    `percent` of its runs of words stand in the other, or of the other's in it where it is a part. `original` is the
    stream of the probable original, "" where neither the days nor the source they name tell.
    """

    of: HexId
    percent: Annotated[int, Field(ge=0, le=100)]
    is_part: bool = False
    original: Annotated[str, StringConstraints(pattern=r"^([0-9a-f]{32})?$")] = ""
    named_by: Proposer = Proposer.RULES
    reason: ShortText = ""


class CopyDenied(Fact):
    """It is a text of its own, whatever the likeness."""

    of: HexId
    reason: ShortText


class ClaimConfirmed(Fact):
    """An officer confirmed that the text says this. `proposal` is what was proposed, where she corrected it."""

    claim: HexId
    said: Claim
    text_sha256: Digest
    reader: ShortText
    proposed_by: Proposer
    proposal: Claim | None = None


class ClaimCorrected(Fact):
    """What was confirmed is told better; what stood before stays readable."""

    claim: HexId
    said: Claim
    reason: ShortText


class ClaimRejected(Fact):
    """The text does not say this. It is proposed no more."""

    proposal: ProposalRef
    quote: LongText
    category: Category
    reader: ShortText
    reason: ShortText


class ClaimWithdrawn(Fact):
    """It counts no longer; it stays readable."""

    claim: HexId
    reason: ShortText


class ClaimsLinked(Fact):
    """What this claim is to another, which may stand in another text."""

    claim: HexId
    other: HexId
    link: LinkKind
    reason: ShortText


class LinkWithdrawn(Fact):
    """The link counts no longer."""

    claim: HexId
    other: HexId
    link: LinkKind
    reason: ShortText


class SecondReaderAsked(Fact):
    """The text was sent to the second reader that the settings name; what of its answer stood the check."""

    endpoint: ShortText
    model: ShortText
    text_sha256: Digest
    proposals: tuple[Claim, ...]
    left_out: Annotated[int, Field(ge=0)] = 0


class BestChosen(Fact):
    """Which claim of a series an officer holds for the best; "" leaves it to the rule again."""

    force: ShortText
    category: Category
    theatre: ShortText
    claim: Annotated[str, StringConstraints(pattern=r"^([0-9a-f]{32})?$")]
    reason: ShortText


class FindingJudged(Fact):
    """What a person says of a finding; the last word counts."""

    finding: FindingKey
    verdict: Verdict
    reason: ShortText


class CitedClaim(Frozen):
    """A claim as a brief cites it: the entry is the one whose words stood then."""

    claim: HexId
    entry: HexId


class BriefIssued(Fact):
    """A brief went out. `content` is the whole brief as data, so that it can be printed again as it was."""

    heading: ShortText
    force: ShortText
    cites: tuple[CitedClaim, ...]
    findings: tuple[FindingKey, ...]
    content: str
    content_sha256: Digest


FACTS: tuple[type[Fact], ...] = (
    PublicationReceived, OriginalKept, AppearanceAdded, AppearanceCorrected, CopyRecognised, CopyDenied,
    ClaimConfirmed, ClaimCorrected, ClaimRejected, ClaimWithdrawn, ClaimsLinked, LinkWithdrawn, SecondReaderAsked,
    BestChosen, FindingJudged, BriefIssued,
)  # fmt: skip
