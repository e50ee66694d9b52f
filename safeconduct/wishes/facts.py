"""What can be said of one prisoner's wish, and of the danger he would be in. Frozen, pure.

One stream is one prisoner. The wish compartment holds what was heard and how; `protection` holds fears and the
grounds of findings; to the case compartment goes only that steps must stop, without a ground. Moments are UTC
text (`sources.moments`), States are codes of the conflict's file or ISO 3166-1 alpha-3 in small letters.
Source: GC III arts 7, 12, 17, 109(3), 118, 126; what else binds here is a house rule.
"""

from enum import StrEnum
from typing import Annotated, ClassVar

from pydantic import Field, StringConstraints

from safeconduct.access.words import Compartment
from safeconduct.sources import facts as base
from safeconduct.sources.moments import Moment
from safeconduct.sources.values import Code, Frozen, ShortText, Source

HexId = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{32}$")]
LanguageCode = Annotated[str, StringConstraints(pattern=r"^[a-z]{2,3}$")]
SpokenText = Annotated[str, StringConstraints(max_length=20_000)]


class Option(StrEnum):
    """What a prisoner can say about where to go. All are equal; a form shows them in a random order."""

    REPATRIATE = "repatriate"
    REMAIN = "remain"
    THIRD_STATE = "third_state"
    UNDECIDED = "undecided"
    DECLINES = "declines"


class Setting(StrEnum):
    """In what the words were said. Only the first makes a wish; the others are reported statements."""

    PRIVATE_INTERVIEW = "private_interview"
    GROUP = "group"
    INTERROGATION = "interrogation"
    PRESS = "press"
    VISIT = "visit"
    LETTER = "letter"


class Hearer(StrEnum):
    """Who else could hear. Those the prisoner may have beside him are in `safeguards.MAY_HEAR`."""

    LAWYER = "lawyer"
    DELEGATE = "delegate"
    DOCTOR = "doctor"
    TRUSTED_PERSON = "trusted_person"
    GUARD = "guard"
    PRISONER = "prisoner"
    INTERROGATOR = "interrogator"
    PRESS = "press"
    OFFICIAL_OF_ORIGIN = "official_of_origin"
    OFFICIAL_OF_DESTINATION = "official_of_destination"


class SheetPoint(StrEnum):
    """What the information sheet says, and the prisoner tells back in his own words."""

    EVERY_OPTION = "every_option"
    NONE_GUARANTEED = "none_guaranteed"
    REPATRIATION_IS_THE_RULE = "repatriation_is_the_rule"
    MAY_CHANGE = "may_change"
    WHO_WILL_SEE = "who_will_see"
    DANGER_FOR_FAMILY = "danger_for_family"
    WHOM_TO_ASK = "whom_to_ask"


class Capacity(StrEnum):
    """What a doctor found: whether he can decide now. In pain, sedated or in despair he cannot."""

    ABLE = "able"
    NOT_ABLE = "not_able"
    NOT_ASSESSED = "not_assessed"


class AskedApart(StrEnum):
    """What the prisoner answered, asked apart, whether anything was promised or threatened."""

    NOTHING = "nothing"
    SOMETHING = "something"
    NOT_ASKED = "not_asked"


class Presence(StrEnum):
    """What became of the offer to have the ICRC or the Protecting Power hear him (art. 126)."""

    PRESENT = "present"
    DECLINED = "declined"
    NOT_AVAILABLE = "not_available"
    NOT_OFFERED = "not_offered"


class Told(StrEnum):
    """What the prisoner lets be told to the State he wishes to go to."""

    IDENTITY = "identity"
    CARE_NEEDED = "care_needed"
    FAMILY = "family"
    OWN_WORDS = "own_words"


class Finding(StrEnum):
    """Whether he would be in danger at a destination. `OPEN` stands until two persons found there is none."""

    OPEN = "open"
    NONE_FOUND = "none_found"


class Purpose(StrEnum):
    """What an interview is planned for."""

    INFORM = "inform"
    DECLARE = "declare"
    CONFIRM = "confirm"
    RECONFIRM = "reconfirm"


class CopyAnswer(StrEnum):
    """What became of the prisoner's copy: a paper can endanger whoever keeps it, so he decides."""

    TAKEN = "taken"
    KEPT_FOR_HIM = "kept_for_him"
    DECLINED = "declined"


class Interpreter(Frozen):
    """Who interpreted. `serves` are the States for whose services he works or worked, as he declared."""

    name: ShortText
    qualification: ShortText
    serves: tuple[Code, ...] = Field(default=(), max_length=20)
    is_accepted: bool


class Sheet(Frozen):
    """How the prisoner was informed: which sheet, in which language, and what he told back."""

    version: ShortText
    language: LanguageCode
    is_read_aloud: bool
    told_back: tuple[SheetPoint, ...] = Field(default=(), max_length=20)


class Hearing(Frozen):
    """How he was heard. `sheet` is not read again for a re-confirmation.

    `interpreter` is None where the interviewer speaks the prisoner's language.
    """

    held: Moment
    place: ShortText
    setting: Setting
    hearers: tuple[Hearer, ...] = Field(default=(), max_length=20)
    language: LanguageCode
    interpreter: Interpreter | None = None
    sheet: Sheet | None = None
    presence: Presence
    is_signed_no_inducement: bool
    asked_apart: AskedApart
    capacity: Capacity


class Interview(Hearing):
    """The same with who heard him: the operator who records it, and signs it by that."""

    interviewer: HexId
    interviewer_name: ShortText


class Declaration(Frozen):
    """What he said. `states`: the Power he returns to, or third States in his order; else none.

    `own_words` are in `language`, `translation` stands beside them with who made it.
    """

    option: Option
    states: tuple[Code, ...] = Field(default=(), max_length=10)
    own_words: SpokenText = ""
    language: LanguageCode
    translation: SpokenText = ""
    translator: ShortText = ""


class Fact(base.Fact):
    """A fact of wishes."""

    ROOM = "wishes"
    COMPARTMENT: ClassVar[Compartment] = Compartment.WISH


class Informed(Fact):
    """He was told what he can choose, and has said nothing yet."""

    interview: Interview


class WishDeclared(Fact):
    """He said where he wants to go. `covers` are other records of him known then, each another stream."""

    interview: Interview
    declaration: Declaration
    may_be_told: tuple[Told, ...] = Field(default=(), max_length=10)
    covers: tuple[HexId, ...] = Field(default=(), max_length=20)


class WishConfirmed(Fact):
    """He said the same again to another interviewer; `entry` is the declaration's."""

    entry: HexId
    interview: Interview
    option: Option
    states: tuple[Code, ...] = Field(default=(), max_length=10)


class WishReconfirmed(Fact):
    """He said the same shortly before he goes; `entry` is the declaration's."""

    entry: HexId
    interview: Interview
    option: Option
    states: tuple[Code, ...] = Field(default=(), max_length=10)


class WishWithdrawn(Fact):
    """He took it back, or somebody heard that he did; it counts at once, however it was heard."""

    happened: Moment
    heard_by: ShortText
    way: ShortText
    note: ShortText = ""


class WithdrawalDenied(Fact):
    """Heard apart, he said that the reported withdrawal was not his; `entry` is the report's."""

    entry: HexId
    interview: Interview


class WishInvalidated(Fact):
    """A safeguard was found broken afterwards: what was heard counts no longer."""

    reason: ShortText


class StatementReported(Fact):
    """What he is said to have said elsewhere. It is kept, and never a wish."""

    setting: Setting
    happened: ShortText = ""
    words: SpokenText
    source: Source


class InterviewPlanned(Fact):
    """He is to be heard. No custody timeline shows it: to be called must tell nobody anything."""

    planned: Moment
    purpose: Purpose
    place: ShortText
    interviewer_name: ShortText = ""
    interpreter: ShortText = ""


class InterviewCancelled(Fact):
    """A planned interview is not held; `entry` is the plan's."""

    entry: HexId
    reason: ShortText


class InterpreterRefused(Fact):
    """He does not accept this interpreter; he need not say why."""

    name: ShortText
    reason: ShortText = ""


class CopyGiven(Fact):
    """His copy of the record of his wish was offered to him in a language he reads; `entry` is the declaration's."""

    entry: HexId
    happened: Moment
    language: LanguageCode
    answer: CopyAnswer


class InterpreterListed(Fact):
    """Who can interpret here. All interpreters stand in one stream of their own (`roster.STREAM`)."""

    interpreter: HexId
    name: ShortText
    qualification: ShortText
    languages: tuple[LanguageCode, ...] = Field(min_length=1, max_length=20)
    variety: ShortText = ""
    serves: tuple[Code, ...] = Field(default=(), max_length=20)


class InterpreterStruck(Fact):
    """This interpreter hears nobody any more."""

    interpreter: HexId
    reason: ShortText


class RiskAssessed(Fact):
    """What one person found about a destination. `assessment` names it to the second; grounds stand apart."""

    assessment: HexId
    destination: Code
    finding: Finding
    approval: ShortText = ""


class RiskConfirmed(Fact):
    """The second person found no danger there either."""

    assessment: HexId
    approval: ShortText


class FearsStated(Fact):
    """What he fears for himself and for his family; one with every declaration, empty where he said nothing."""

    COMPARTMENT = Compartment.PROTECTION
    for_himself: SpokenText = ""
    for_family: SpokenText = ""


class RiskGroundsStated(Fact):
    """On what a finding rests."""

    COMPARTMENT = Compartment.PROTECTION
    assessment: HexId
    grounds: SpokenText
    decision: SpokenText = ""


class StepsStopped(Fact):
    """Every open step of his cases stops here; why is told to nobody who reads cases."""

    COMPARTMENT = Compartment.CASE


FACTS: tuple[type[Fact], ...] = (
    Informed, WishDeclared, WishConfirmed, WishReconfirmed, WishWithdrawn, WithdrawalDenied, WishInvalidated,
    StatementReported, RiskAssessed, RiskConfirmed, FearsStated, RiskGroundsStated, StepsStopped,
    InterviewPlanned, InterviewCancelled, InterpreterRefused, CopyGiven, InterpreterListed, InterpreterStruck,
)  # fmt: skip
