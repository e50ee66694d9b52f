"""What can be said of one enquiry after somebody. Frozen, pure.

One stream is one enquiry in the tracing compartment: who asks, whom they seek, what was judged of each candidate,
what the sought person lets be told, what was answered, messages between the two. Dates are EDTF text, "" where
unknown. Source: GC III arts 71, 120, 122 (enquiries are answered, those about the dead too), 123, 124.
"""

from enum import StrEnum
from typing import Annotated, ClassVar

from pydantic import Field, StringConstraints

from safeconduct.access.words import Compartment
from safeconduct.registry.facts import Verdict
from safeconduct.sources import facts as base
from safeconduct.sources.values import Frozen, LongText, ShortText, Source, WrittenName

HexId = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{32}$")]
EdtfText = Annotated[str, StringConstraints(max_length=80)]
MessageText = Annotated[str, StringConstraints(min_length=1, max_length=4000)]
LanguageCode = Annotated[str, StringConstraints(pattern=r"^[a-z]{2,3}$")]


class Relation(StrEnum):
    """What the enquirer is to the sought person."""

    MOTHER = "mother"
    FATHER = "father"
    SPOUSE = "spouse"
    CHILD = "child"
    SIBLING = "sibling"
    OTHER_RELATIVE = "other_relative"
    ACQUAINTANCE = "acquaintance"
    OFFICE = "office"


class Way(StrEnum):
    """How an enquiry reached the desk."""

    LETTER = "letter"
    VISIT = "visit"
    TELEPHONE = "telephone"
    FAMILIES_FORM = "families_form"
    DESK = "desk"


class Consent(StrEnum):
    """What the sought person lets be told to this enquirer, from nothing to everything."""

    NOTHING = "nothing"
    MESSAGE = "message"
    WELFARE = "welfare"
    WHEREABOUTS = "whereabouts"


class Outcome(StrEnum):
    """What an answer says. Whether nobody was found or nothing may be told, it says `NOTHING_TO_TELL`."""

    NOTHING_TO_TELL = "nothing_to_tell"
    MESSAGE_ONLY = "message_only"
    WELFARE = "welfare"
    LINK_RESTORED = "link_restored"
    DEATH = "death"


class Direction(StrEnum):
    """Whose message it is."""

    TO_PRISONER = "to_prisoner"
    FROM_PRISONER = "from_prisoner"


class Fact(base.Fact):
    """A fact of tracing."""

    ROOM = "tracing"
    COMPARTMENT: ClassVar[Compartment] = Compartment.TRACING


class Sought(Frozen):
    """Whom they seek, as they write it. `born` and `last_seen_on` are EDTF; the texts stand as given."""

    names: tuple[WrittenName, ...] = Field(min_length=1, max_length=20)
    born: EdtfText = ""
    born_written: ShortText = ""
    father_name: ShortText = ""
    birth_place: ShortText = ""
    rank: ShortText = ""
    unit: ShortText = ""
    service_number: ShortText = ""
    paper_number: ShortText = ""
    last_seen_at: ShortText = ""
    last_seen_on: EdtfText = ""
    note: LongText = ""


class Enquirer(Frozen):
    """Who asks. `contact` is an address, a telephone or both, as given.

    Without `may_tell_sought` the sought person is not told how to reach the enquirer; without `may_pass_on` the
    file goes to no other desk.
    """

    name: Annotated[str, StringConstraints(min_length=1, max_length=300)]
    relation: Relation
    language: LanguageCode = "en"
    contact: LongText = ""
    may_tell_sought: bool = False
    may_pass_on: bool = False


class EnquiryOpened(Fact):
    """Somebody asks. `reference` is the enquiry's name elsewhere: of a families' form, of another desk."""

    sought: Sought
    enquirer: Enquirer
    way: Way
    received: EdtfText = ""
    reference: ShortText = ""


class EnquiryAmended(Fact):
    """Whom they seek, told better; what was written before stays readable in the record."""

    sought: Sought
    reason: ShortText


class CandidateJudged(Fact):
    """A record of the register judged by a person. A `SAME` counts once a second person approved it.

    `score` is what the comparison came to when it was judged, between 0 and 1, two decimals.
    """

    prisoner: HexId
    verdict: Verdict
    reason: ShortText
    score: ShortText = ""
    approval: ShortText = ""


class SameConfirmed(Fact):
    """The second person approved; `judgement` is the entry of the first one's."""

    prisoner: HexId
    judgement: HexId
    approval: ShortText


class CandidateUndone(Fact):
    """What was judged of this record counts no longer."""

    prisoner: HexId
    reason: ShortText


class ConsentStated(Fact):
    """What the sought person said may be told; the last word counts."""

    prisoner: HexId
    consent: Consent
    happened: EdtfText = ""
    source: Source


class AnswerGiven(Fact):
    """What the enquirer was told. `text` is empty where the outcome has words of its own only."""

    outcome: Outcome
    prisoner: ShortText = ""
    language: LanguageCode
    text: LongText = ""


class MessageWritten(Fact):
    """A Red Cross message: open, family news alone (GC III art. 71)."""

    direction: Direction
    prisoner: HexId
    text: MessageText
    language: LanguageCode
    happened: EdtfText = ""


class MessageDelivered(Fact):
    """The message with this entry was handed over."""

    entry: HexId
    happened: EdtfText = ""


class MessageReturned(Fact):
    """The message with this entry could not be handed over."""

    entry: HexId
    reason: ShortText


class FileHandedOver(Fact):
    """The enquiry was passed to another desk, with the enquirer's consent."""

    desk: ShortText
    reference: ShortText = ""
    reason: ShortText


class EnquiryClosed(Fact):
    """Nothing more is done unless it is opened again."""

    reason: ShortText


class EnquiryReopened(Fact):
    """It goes on."""

    reason: ShortText


FACTS: tuple[type[Fact], ...] = (
    EnquiryOpened, EnquiryAmended, CandidateJudged, SameConfirmed, CandidateUndone, ConsentStated, AnswerGiven,
    MessageWritten, MessageDelivered, MessageReturned, FileHandedOver, EnquiryClosed, EnquiryReopened,
)  # fmt: skip
