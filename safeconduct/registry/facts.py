"""What can be said of one captivity, and the commands that say it. Frozen, pure.

Facts of the identity compartment say who the person is; of custody, what befell them; of health, what was
found. One stream is one subject in one compartment. Dates are EDTF text (`sources.dates`), "" where unknown.
Source: GC III arts 17, 18, 19, 20, 30, 31, 48, 70, 118, 120, 121, 122; GC I arts 16, 17.
"""

from enum import StrEnum
from typing import Annotated, ClassVar

from pydantic import Field, StringConstraints

from safeconduct.access.words import Compartment
from safeconduct.sources import facts as base
from safeconduct.sources.values import Answer, Code, Frozen, LongText, ShortText, Source, WrittenName

EntryId = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{32}$")]
SubjectId = EntryId
EdtfText = Annotated[str, StringConstraints(max_length=80)]
Money = Annotated[str, StringConstraints(pattern=r"^\d{1,12}(\.\d{1,2})?$")]
Kilograms = Annotated[str, StringConstraints(pattern=r"^\d{1,3}(\.\d)?$")]


class Item(StrEnum):
    """What can be answered about a person; art. 17 binds nobody to more than `ART_17_ITEMS` and the name."""

    RANK = "rank"
    BIRTH_DATE = "birth_date"
    SERVICE_NUMBER = "service_number"
    UNIT = "unit"
    POWER = "power"
    LANGUAGE = "language"
    BIRTH_PLACE = "birth_place"
    FATHER_NAME = "father_name"
    MOTHER_MAIDEN_NAME = "mother_maiden_name"
    PERSON_TO_INFORM = "person_to_inform"
    ADDRESS_FOR_MAIL = "address_for_mail"
    SEX = "sex"
    NOTE = "note"


ART_17_ITEMS = frozenset({Item.RANK, Item.BIRTH_DATE, Item.SERVICE_NUMBER})


class PaperFinding(StrEnum):
    """What an officer judged a paper to be. A false paper is evidence and an alias, never the identity."""

    GENUINE = "genuine"
    FALSE = "false"
    UNDETERMINED = "undetermined"


class Fact(base.Fact):
    """A fact of the registry; `COMPARTMENT` is where it is recorded, always."""

    ROOM = "registry"
    COMPARTMENT: ClassVar[Compartment] = Compartment.IDENTITY


class CustodyFact(Fact):
    """Something that befell the person. `happened` is EDTF, `source` says who said so."""

    COMPARTMENT = Compartment.CUSTODY
    happened: EdtfText = ""
    written: ShortText = ""
    source: Source


class HealthFact(Fact):
    """Something found about the person's health; sealed."""

    COMPARTMENT = Compartment.HEALTH


# --- identity -------------------------------------------------------------------------------------


class Statement(Frozen):
    """One answer about one item, with its source."""

    item: Item
    answer: Answer
    source: Source


class Question(Frozen):
    """Something unreadable or impossible; the field is kept as written until a person answers."""

    field: ShortText
    written: LongText = ""
    code: Code
    parameters: dict[str, ShortText] = Field(default_factory=dict)


class PrisonerRegistered(Fact):
    """Somebody is there. Names and answers as declared on arrival; `row` ties it to a line of a list."""

    names: tuple[WrittenName, ...] = ()
    statements: tuple[Statement, ...] = ()
    questions: tuple[Question, ...] = ()
    place: Code | None = None
    row: ShortText = ""
    list_name: ShortText = ""


class NameRecorded(Fact):
    """One more name of the person, as written."""

    name: WrittenName


class NameWithdrawn(Fact):
    """A name written down in error; it stays readable in the record. Points at entry and place in it."""

    entry: EntryId
    index: int = 0
    reason: ShortText


class IdentityStated(Fact):
    """One more answer about one item; an earlier one stands beside it."""

    statement: Statement


class StatementWithdrawn(Fact):
    """An answer recorded in error (the clerk's, not the person's). It stays readable in the record."""

    entry: EntryId
    index: int = 0
    reason: ShortText


class StatementJudged(Fact):
    """A conflict judged: lists show this answer. The others stand, with their sources."""

    item: Item
    entry: EntryId
    index: int = 0
    reason: ShortText


class PaperSeen(Fact):
    """A paper seen or photographed, without taking it away (art. 17)."""

    description: ShortText
    name_on_paper: WrittenName | None = None
    number: ShortText = ""
    issuer: ShortText = ""
    finding: PaperFinding = PaperFinding.UNDETERMINED
    files: tuple[EntryId, ...] = ()
    source: Source


class PaperJudged(Fact):
    """What a paper already seen was later judged to be."""

    entry: EntryId
    finding: PaperFinding
    reason: ShortText


class QuestionRaised(Fact):
    """An open question put by a person."""

    question: Question


class QuestionAnswered(Fact):
    """An open question closed; `entry` and `index` point at it, `resolution` is in the officer's words."""

    entry: EntryId
    index: int = 0
    resolution: ShortText


class FileStored(Fact):
    """One file, whole: a scan or photograph, metadata stripped. A stream of its own holds it."""

    name: ShortText
    media_type: ShortText
    size: int
    sha256: ShortText
    content: str


class FileAttached(Fact):
    """A file now belongs to this person's record. `stream` is the stream of its `FileStored`."""

    stream: EntryId
    name: ShortText
    media_type: ShortText
    size: int
    sha256: ShortText
    caption: ShortText = ""


# --- custody --------------------------------------------------------------------------------------


class Captured(CustodyFact):
    """Fell into the hands of the Detaining Power (art. 5)."""

    place: ShortText = ""
    capturing_unit: ShortText = ""
    circumstances: LongText = ""


class Evacuated(CustodyFact):
    """Left the place of capture for a camp (arts 19, 20)."""

    destination: Code | None = None
    list_number: ShortText = ""


class ArrivedAtCamp(CustodyFact):
    """Arrived at a camp, even a transit camp; the week of art. 70 begins here."""

    camp: Code


class Transferred(CustodyFact):
    """Left one camp for another (arts 46-48, 122(5))."""

    destination: Code
    list_number: ShortText = ""


class EffectTaken(CustodyFact):
    """An article taken into keeping, against a receipt (art. 18)."""

    description: ShortText
    receipt: ShortText
    officer: ShortText = ""


class EffectReturned(CustodyFact):
    """An article given back; `entry` is where it was taken."""

    entry: EntryId


class MoneyTaken(CustodyFact):
    """Money taken on an officer's order, against an itemised receipt (art. 18(4))."""

    amount: Money
    currency: Annotated[str, StringConstraints(pattern=r"^[A-Z]{3}$")]
    receipt: ShortText
    officer: ShortText


class HospitalAdmitted(CustodyFact):
    """Admitted to a hospital (arts 30, 122(5)); why stands in health."""

    facility: ShortText


class HospitalDischarged(CustodyFact):
    """Left the hospital."""

    facility: ShortText = ""


class InspectionHeld(CustodyFact):
    """The monthly medical inspection was held (art. 31); weight and findings stand in health."""

    clinician: ShortText = ""


class Injured(CustodyFact):
    """Injured or taken ill in custody; what was found stands in health."""

    is_serious: bool = False
    circumstances: ShortText = ""


class Escaped(CustodyFact):
    """Escaped (arts 91-93, 122(5))."""


class Recaptured(CustodyFact):
    """Brought back (arts 92, 94)."""

    place: ShortText = ""


class Died(CustodyFact):
    """Died in captivity; the particulars of the certificate (art. 120(2))."""

    place: ShortText = ""
    cause: ShortText = ""
    certificate: ShortText = ""
    certified_by: ShortText = ""
    needs_inquiry: bool = False


class Buried(CustodyFact):
    """Buried, or cremated for the stated reason; where the grave is (art. 120(4)-(6))."""

    place: ShortText
    grave: ShortText = ""
    is_cremated: bool = False
    reason_for_cremation: ShortText = ""


class Released(CustodyFact):
    """Released, not to another Power (arts 21, 118)."""

    ground: ShortText


class PassedOver(CustodyFact):
    """Passed into the hands of another Power (arts 12, 111). To which one stands sealed in his case."""

    ground: ShortText


class Repatriated(CustodyFact):
    """Returned to the Power on which the person depends (arts 109-119)."""

    ground: ShortText
    handed_to: ShortText


class CustodyFactWithdrawn(CustodyFact):
    """An event recorded in error. It stays readable in the record and counts no longer."""

    entry: EntryId
    reason: ShortText


# --- health (sealed) ------------------------------------------------------------------------------


class HealthObserved(HealthFact):
    """What somebody saw or was told of the person's health; `is_wounded` as asked at registration."""

    answer: Answer
    note: LongText = ""
    happened: EdtfText = ""
    source: Source


class WeightMeasured(HealthFact):
    """A weight, in kilograms with one decimal at most (art. 31)."""

    kilograms: Kilograms
    happened: EdtfText
    source: Source


class CertificateIssued(HealthFact):
    """A medical certificate given to the person (arts 30(4), 54); the duplicate goes to the Agency."""

    text: LongText
    happened: EdtfText
    source: Source


# --- two records, one person ----------------------------------------------------------------------


class Verdict(StrEnum):
    """What a person judged of two records."""

    SAME = "same"
    DIFFERENT = "different"
    UNSURE = "unsure"


class PairJudged(Fact):
    """Two records judged by a person. Nothing is moved: the same person is a view over both."""

    left: SubjectId
    right: SubjectId
    verdict: Verdict
    reason: ShortText


class JudgementUndone(Fact):
    """The last judgement of the pair no longer counts."""

    left: SubjectId
    right: SubjectId
    reason: ShortText


class ListImported(Fact):
    """A list was read to its end. `digest` is a keyed hash of the file."""

    name: ShortText
    digest: ShortText
    read: int
    registered: int
    unchanged: int
    refused: int
    questions: int


IDENTITY_FACTS: tuple[type[Fact], ...] = (
    PrisonerRegistered, NameRecorded, NameWithdrawn, IdentityStated, StatementWithdrawn, StatementJudged,
    PaperSeen, PaperJudged, QuestionRaised, QuestionAnswered, FileStored, FileAttached,
    PairJudged, JudgementUndone, ListImported,
)  # fmt: skip
CUSTODY_FACTS: tuple[type[CustodyFact], ...] = (
    Captured, Evacuated, ArrivedAtCamp, Transferred, EffectTaken, EffectReturned, MoneyTaken,
    HospitalAdmitted, HospitalDischarged, InspectionHeld, Injured, Escaped, Recaptured, Died, Buried,
    Released, PassedOver, Repatriated, CustodyFactWithdrawn,
)  # fmt: skip
HEALTH_FACTS: tuple[type[HealthFact], ...] = (HealthObserved, WeightMeasured, CertificateIssued)
FACTS: tuple[type[Fact], ...] = (*IDENTITY_FACTS, *CUSTODY_FACTS, *HEALTH_FACTS)
