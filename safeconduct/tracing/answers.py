"""What tracing answers: plain values for pages, the API and the command line, already decided and opened."""

from dataclasses import dataclass

from safeconduct.names.compare import Comparison
from safeconduct.registry.facts import Verdict
from safeconduct.sources.values import WrittenName
from safeconduct.tracing.facts import Consent, Enquirer, FileHandedOver, Outcome, Sought, Way
from safeconduct.tracing.weights import Weight


@dataclass(frozen=True, slots=True)
class Assessment:
    """How far a record may be the sought person. Absolute: a lone weak candidate stays weak.

    `name` compares the two spellings that agree best; `weights` is what each other item adds or takes, in nats;
    `expected_false` says how many strangers of the register would agree as well by chance.
    """

    score: float
    asked_name: str
    known_name: str
    name: Comparison
    weights: tuple[Weight, ...]
    expected_false: float


@dataclass(frozen=True, slots=True)
class CandidateView:
    """A record that may be the sought person, with what was judged of it so far.

    `verdict` is None where nobody judged; a *same* without `is_confirmed` waits for a second person.
    """

    prisoner: str
    number: str
    names: tuple[WrittenName, ...]
    births: tuple[str, ...]
    assessment: Assessment
    verdict: Verdict | None = None
    is_confirmed: bool = False


@dataclass(frozen=True, slots=True)
class FieldLine:
    """One item of the enquiry beside the same of the record; `weight` is what it says, None where nothing."""

    item: str
    asked: str
    known: tuple[str, ...]
    weight: Weight | None = None


@dataclass(frozen=True, slots=True)
class CandidatePage:
    """An enquiry and a record side by side. `waits_for_me` says that this viewer may be the second person.

    The first person's reason is told only to whoever gave it, and to all once it is confirmed.
    """

    enquiry: "EnquiryView"
    candidate: CandidateView
    lines: tuple[FieldLine, ...]
    reason: str = ""
    by: str = ""
    approval: str = ""
    digest: str = ""
    waits_for_me: bool = False
    consent: Consent = Consent.NOTHING


@dataclass(frozen=True, slots=True)
class MessageView:
    """A message between the two; `delivered` is a day, `returned` why it came back, `sheet` the paper it goes on."""

    entry: str
    direction: str
    text: str
    language: str
    happened: str
    recorded: str
    delivered: str
    returned: str
    sheet: str


@dataclass(frozen=True, slots=True)
class EnquiryView:
    """Everything of one enquiry but its candidates. `version` is what a command sends back as `seen`."""

    id: str
    number: str
    sought: Sought
    enquirer: Enquirer
    way: Way
    received: str
    reference: str
    version: int
    found: str
    consent: Consent
    answers: tuple["AnswerView", ...]
    messages: tuple[MessageView, ...]
    handed_over: tuple[FileHandedOver, ...]
    is_closed: bool


@dataclass(frozen=True, slots=True)
class AnswerView:
    """What the enquirer was told: the letter as it leaves, whatever the reason for it."""

    outcome: Outcome
    language: str
    letter: str


@dataclass(frozen=True, slots=True)
class EnquiryRow:
    """One line of the desk. `waiting` counts the candidates nobody judged, `best` is the strongest one's score.

    `of_one` counts the records that one person alone judged *same*.
    """

    id: str
    number: str
    name: WrittenName
    other_names: int
    born: str
    relation: str
    received: str
    is_closed: bool
    is_answered: bool
    is_found: bool
    of_one: int = 0
    waiting: int = 0
    best: float = 0.0


@dataclass(frozen=True, slots=True)
class EnquiryPage:
    """A page of the desk, newest first. `uncompared` counts entries of the register not yet compared."""

    rows: tuple[EnquiryRow, ...]
    total: int
    after: str = ""
    uncompared: int = 0
