"""What a publication says, as values: who said how many of what, where, as of when, in which words.

Owns the shapes that pass from the reading of a document to the officer who confirms, and the field names of
their JSON, which are those of the annotated sets. Decides nothing and reads nothing: `reading.read` proposes,
the room records. Counts are whole numbers and shares are fractions written out (`"1/3"`): no floats stand here.

Source: UCDP GED codebook (low, best, high; source and original source); schema.org Claim (appearance,
firstAppearance); TimeML TIMEX3 `mod` (START, MID, END, APPROX). The categories are those of `taxonomy.toml`.
"""

from datetime import date
from enum import StrEnum
from fractions import Fraction
from hashlib import sha256
from typing import Annotated, Self

from pydantic import Field, StringConstraints, model_validator

from safeconduct.sources.values import Frozen, LongText, ShortText

Offset = Annotated[int, Field(ge=0)]
Count = Annotated[int, Field(ge=0, le=10**12)]
Share = Annotated[str, StringConstraints(pattern=r"^[0-9]{1,6}/[1-9][0-9]{0,5}$")]
ClaimId = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9][A-Za-z0-9.\-]{0,39}$")]
LanguageCode = Annotated[str, StringConstraints(pattern=r"^[a-z]{2,3}$")]


# A long report; reading it takes some seconds. What is longer is read in parts.
TEXT_LENGTH_MAX = 500_000


class Kind(StrEnum):
    """A claim, or the mark of where a text was taken from (`Original Source: …`), which counts nothing."""

    CLAIM = "claim"
    PROVENANCE = "provenance"


class Category(StrEnum):
    """What is counted or stated. Which is part of which stands in `taxonomy.toml`, never in the order here.

    `LOSSES` is unresolved: it counts nothing until the document itself says what it includes. `CASUALTIES` is
    of wide scope. `WISHING_TO_RELOCATE` counts persons' own wishes, never a State's offer.
    """

    KILLED = "killed"
    WOUNDED = "wounded"
    KILLED_OR_WOUNDED = "killed_or_wounded"
    CASUALTIES = "casualties"
    LOSSES = "losses"
    MISSING = "missing"
    CAPTURED = "captured"
    HELD = "held"
    DETAINED = "detained"
    RELEASED = "released"
    REPATRIATED = "repatriated"
    IRRECOVERABLE = "irrecoverable"
    SANITARY = "sanitary"
    TOTAL_LOSSES = "total_losses"
    IDENTIFIED = "identified"
    BURIAL_PLACES = "burial_places"
    PRESENT = "present"
    DEPLOYED = "deployed"
    WISHING_TO_RELOCATE = "wishing_to_relocate"
    READINESS_TO_ACCEPT = "readiness_to_accept"
    COOPERATION_REQUEST = "cooperation_request"
    DEPLOYMENT_PLANNED = "deployment_planned"
    EQUIPMENT = "equipment"
    DEFINITION = "definition"
    STATEMENT = "statement"
    PROVENANCE = "provenance"


class Topic(StrEnum):
    """What a claim of the category `STATEMENT` is about; a timeline tells them apart by it."""

    SUPPORT = "support"
    EXPERIENCE = "experience"
    INVOLVEMENT = "involvement"
    SCOPE = "scope"
    OTHER = "other"


class Hedge(StrEnum):
    """The word around the number. What bounds each states is told in `Quantity`."""

    EXACT = "exact"
    OVER = "over"
    UNDER = "under"
    AT_LEAST = "at_least"
    UP_TO = "up_to"
    APPROX = "approx"
    NEARLY = "nearly"
    ODD = "odd"
    RANGE = "range"
    TENS = "tens"
    DOZENS = "dozens"
    HUNDREDS = "hundreds"
    THOUSANDS = "thousands"
    MILLIONS = "millions"
    FRACTION = "fraction"
    ALL = "all"
    NONE = "none"
    VAGUE = "vague"
    UNSTATED = "unstated"


class QuantityKind(StrEnum):
    """What may be done with the number: only `CUMULATIVE` ones enter a series.

    An additive figure needs its base, a window (`in the past week`) its days, a rate its period, a fraction
    its whole; a forecast is of what has not happened.
    """

    CUMULATIVE = "cumulative"
    ADDITIVE = "additive"
    WINDOW = "window"
    RATE = "rate"
    FRACTION = "fraction"
    FORECAST = "forecast"


class Period(StrEnum):
    """What a rate is counted over."""

    DAY = "day"
    WEEK = "week"
    MONTH = "month"
    YEAR = "year"


class Relation(StrEnum):
    """How the words tie the number to the day: `by` is at or before, `since` runs to the publication."""

    AS_OF = "as_of"
    BY = "by"
    SINCE = "since"
    IN = "in"
    ON = "on"
    UNSTATED = "unstated"


class PartOfTime(StrEnum):
    """Which part of a month or a year is meant, or that the day is only near. Source: TimeML TIMEX3 `mod`."""

    START = "start"
    MID = "mid"
    END = "end"
    APPROX = "approx"


class Modality(StrEnum):
    """How firmly it is said: the weakest link of the sentence. See `WEAKER_LAST` for the order."""

    ASSERTED = "asserted"
    REPORTED = "reported"
    ESTIMATED = "estimated"
    ALLEGED = "alleged"
    OFFERS = "offers"
    CONDITIONAL = "conditional"
    EXPECTS = "expects"
    MIGHT = "might"
    NEGATED = "negated"


WEAKER_LAST = tuple(Modality)
# What has not happened, or is said not to have: never a number of a series.
NOT_HAPPENED = frozenset(
    {Modality.OFFERS, Modality.CONDITIONAL, Modality.EXPECTS, Modality.MIGHT, Modality.NEGATED}
)


class Voice(StrEnum):
    """Whose words they are: a named or unnamed speaker's, nobody's, or the publication's own."""

    ATTRIBUTED = "attributed"
    UNATTRIBUTED = "unattributed"
    PUBLICATION = "publication"


class SpeakerClass(StrEnum):
    """On whose side the speaker stands, seen from the force that is counted."""

    PARTY = "party"
    OPPONENT = "opponent"
    THIRD_STATE = "third_state"
    NEUTRAL = "neutral"
    PRESS = "press"
    UNNAMED = "unnamed"


class PlaceRole(StrEnum):
    """Whether something is said to have happened there, or somebody is to come there."""

    LOCATION = "location"
    DESTINATION = "destination"


class ElementKind(StrEnum):
    """What part of the page the words stand in: headlines and captions are often not the reporter's."""

    HEADLINE = "headline"
    SUBHEADING = "subheading"
    BODY = "body"
    CAPTION = "caption"


class Flag(StrEnum):
    """What an officer should look at before confirming.

    `HEDGE_SCOPE`: the hedge stands before an earlier number and may cover this one. `BELLIGERENT_TERM`: the
    word (`liquidated`) is a belligerent's for killed. `UNNAMED_WHOLE`: a share whose whole is not stated.
    """

    PRELIMINARY = "preliminary"
    BELLIGERENT_TERM = "belligerent_term"
    HEDGE_SCOPE = "hedge_scope"
    UNRESOLVED_SCOPE = "unresolved_scope"
    UNNAMED_WHOLE = "unnamed_whole"
    FLOOR = "floor"
    DEFINED_BY_DOCUMENT = "defined_by_document"


class Quantity(Frozen):
    """A number as it stands in the text, and the bounds those words state; never a confidence interval.

    `value` is the number named, None where none is. `low` and `high` are inclusive unless said otherwise, None
    where the words leave that side open: 3,000 exactly is 3,000..3,000; *over* 3,000 is 3,000 (exclusive)
    and open; *about* 4,000 is 3,500..4,500 (half the unit of its last digit that is no zero); *thousands* is
    2,000 and open. `share` is set for fractions; `whole` is the number it is a share of, and value and bounds
    are then those of the part. `per` is set for rates.
    """

    raw: ShortText
    value: Count | None = None
    low: Count | None = None
    high: Count | None = None
    low_is_exclusive: bool = False
    high_is_exclusive: bool = False
    hedge: Hedge
    kind: QuantityKind = QuantityKind.CUMULATIVE
    share: Share | None = None
    whole: Count | None = None
    per: Period | None = None

    @model_validator(mode="after")
    def _bounds_are_in_order(self) -> Self:
        if self.low is not None and self.high is not None and self.low > self.high:
            raise ValueError("the lower bound stands above the upper one")
        if (self.kind == QuantityKind.RATE) != (self.per is not None):
            raise ValueError("a rate, and nothing else, has a period")
        return self

    @property
    def fraction(self) -> Fraction | None:
        """`share` as a number."""
        return None if self.share is None else Fraction(self.share)


class AsOf(Frozen):
    """The days on which the number may have been observed, both inclusive, and the words that say so.

    A side is None where it is open, and both are where the words could not be resolved (`is_resolved` false):
    relative words need the day of publication, which is asked for and never taken to be today.
    """

    start: date | None = None
    end: date | None = None
    raw: ShortText | None = None
    relation: Relation = Relation.UNSTATED
    part: PartOfTime | None = None
    is_resolved: bool = True

    @model_validator(mode="after")
    def _days_are_in_order(self) -> Self:
        if self.start is not None and self.end is not None and self.start > self.end:
            raise ValueError("the interval ends before it begins")
        return self


class Speaker(Frozen):
    """One link of a chain: who said it or passed it on. `state` is a code of the gazetteer, "" where none."""

    name: ShortText
    role: ShortText
    mention: ShortText = ""
    state: ShortText = ""


class PublishedFrom(Frozen):
    """Where the text comes from. `chain` runs from this publication to the source it names.

    `published_at_basis` says how the day is known: given by the officer, or written in the text.
    """

    publication: ShortText | None = None
    original_source: ShortText | None = None
    original_source_raw: ShortText | None = None
    published_at: date | None = None
    published_at_basis: ShortText = ""
    chain: tuple[ShortText, ...] = ()


class Claim(Frozen):
    """One proposed claim. `span` are the offsets of `quote` in the document, the end not included.

    `speaker` is whose word it is in the end (None for the publication's own), `chain` all links from there to
    whoever passed it on last, `joint` others named beside the speaker as saying the same. `origin` is the
    proposed key of speaker and day of the statement, None where the speaker is unnamed: two papers on one
    briefing have one origin. `restates` is the id of an earlier claim of this document that says the same.
    """

    id: ClaimId
    kind: Kind = Kind.CLAIM
    quote: LongText
    span: tuple[Offset, Offset]
    cue: ShortText | None = None
    speaker: ShortText | None = None
    speaker_mention: ShortText | None = None
    speaker_role: ShortText = ""
    speaker_class: SpeakerClass = SpeakerClass.UNNAMED
    chain: tuple[Speaker, ...] = ()
    joint: tuple[Speaker, ...] = ()
    said_on: date | None = None
    voice: Voice
    quantity: Quantity | None = None
    category: Category
    topic: Topic | None = None
    defines: tuple[Category, ...] = ()
    force: ShortText | None = None
    force_code: ShortText = ""
    place: ShortText | None = None
    place_code: ShortText = ""
    place_role: PlaceRole = PlaceRole.LOCATION
    as_of: AsOf = AsOf()
    modality: Modality
    element: ElementKind = ElementKind.BODY
    language: LanguageCode
    flags: tuple[Flag, ...] = ()
    published_from: PublishedFrom = PublishedFrom()
    restates: ClaimId | None = None
    origin: ShortText | None = None

    @model_validator(mode="after")
    def _span_is_of_the_quote(self) -> Self:
        start, end = self.span
        if end - start != len(self.quote) or not self.quote:
            raise ValueError("the span is as long as the quote, and neither is empty")
        return self


class Element(Frozen):
    """A part of the page: what it is, and where in the text it stands (end not included)."""

    kind: ElementKind
    start: Offset
    end: Offset


class Document(Frozen):
    """A text to be read, and what an officer knows about it.

    `language` None has each sentence's own found. `published_at` None leaves relative days unresolved.
    `elements` empty has headline and paragraphs found by their shape.
    """

    text: Annotated[str, StringConstraints(max_length=TEXT_LENGTH_MAX)]
    language: LanguageCode | None = None
    published_at: date | None = None
    place: ShortText | None = None
    publication: ShortText | None = None
    elements: tuple[Element, ...] = ()

    @property
    def fingerprint(self) -> str:
        """SHA-256 of the text in UTF-8, in hexadecimal."""
        return sha256(self.text.encode("utf-8")).hexdigest()


class Asked(StrEnum):
    """What the text does not say and nobody may guess."""

    PUBLISHED_AT = "published_at"
    PUBLICATION = "publication"
    PLACE = "place"
    LANGUAGE = "language"


class Question(Frozen):
    """What the officer is asked, and for which claims it matters."""

    asked: Asked
    claims: tuple[ClaimId, ...] = ()


class LeftOut(Frozen):
    """A number that is in the text and no figure of persons, with the reason in one code: `designation`."""

    raw: ShortText
    span: tuple[Offset, Offset]
    reason: ShortText


class Reading(Frozen):
    """What was read of one document: claims in the order of the text, what is asked, and what was left out."""

    fingerprint: ShortText
    languages: tuple[LanguageCode, ...] = ()
    claims: tuple[Claim, ...] = ()
    published_from: PublishedFrom = PublishedFrom()
    questions: tuple[Question, ...] = ()
    left_out: tuple[LeftOut, ...] = ()


def weakest(*modalities: Modality) -> Modality:
    """The least firm of them: a sentence is as firm as its weakest link."""
    return max(modalities, key=WEAKER_LAST.index, default=Modality.ASSERTED)


def as_json_line(claim: Claim) -> str:
    """The claim as one line of JSON, days as ISO 8601, in the field names of the annotated sets."""
    return claim.model_dump_json()


def from_json_line(line: str) -> Claim:
    """The claim of a line that `as_json_line` wrote. Raises `pydantic.ValidationError` for any other."""
    return Claim.model_validate_json(line)
