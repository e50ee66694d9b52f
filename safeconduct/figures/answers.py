"""What figures answer: plain values for pages, the API and the command line, already decided and opened."""

from dataclasses import dataclass
from datetime import date

from safeconduct.figures.claims import Claim, LeftOut, Question
from safeconduct.figures.facts import Appearance, Proposer, Verdict
from safeconduct.figures.findings import Finding
from safeconduct.figures.series import Aside, Series
from safeconduct.figures.state import ConfirmedClaim
from safeconduct.figures.stated import Stated


@dataclass(frozen=True, slots=True)
class PublicationRow:
    """One line of the reading desk. `published_on` is EDTF, "" where it has to be asked for.

    `copy_of` is the number of the text that it copies, "" for none.
    """

    id: str
    number: str
    title: str
    publisher: str
    published_on: str
    received: str
    copies: int
    confirmed: int
    rejected: int
    is_digest: bool
    copy_of: str = ""


@dataclass(frozen=True, slots=True)
class PublicationPage:
    """A page of the reading desk, newest first; `after` asks for the next one, "" on the last."""

    rows: tuple[PublicationRow, ...]
    total: int
    after: str = ""


@dataclass(frozen=True, slots=True)
class Proposal:
    """One proposed claim and what became of it. `claim` is the number of the claim that it became, "" for none.

    `is_rejected` with the reason; neither: it waits for an officer.
    """

    ref: str
    said: Claim
    proposed_by: Proposer
    claim: str = ""
    is_rejected: bool = False
    reason: str = ""

    @property
    def is_open(self) -> bool:
        """Whether it waits."""
        return not self.claim and not self.is_rejected


@dataclass(frozen=True, slots=True)
class Copy:
    """A text that is a copy of the one shown, or that the one shown is a copy of; `percent` of its runs of words.

    `is_original`: the other is probably where this one was taken from; `is_copy`: this one is probably the source.
    """

    number: str
    title: str
    publisher: str
    published_on: str
    percent: int
    is_part: bool
    is_original: bool = False
    is_copy: bool = False
    reason: str = ""


@dataclass(frozen=True, slots=True)
class SourceNamed:
    """A source that the text names for itself, with the texts of that publisher that were received."""

    name: str
    texts: tuple[PublicationRow, ...] = ()


@dataclass(frozen=True, slots=True)
class DeskView:
    """One text with everything that is proposed and confirmed in it, in the order of the text.

    `details` is where it was published as far as the text or its file says, where that is not recorded yet: a
    proposal. `copies_of` and `copied_by` are texts alike, `sources` those it names.
    `version` is what a command sends back as `seen`; `may_ask_second` says that a second reader is configured.
    """

    id: str
    number: str
    text: str
    text_sha256: str
    appearances: tuple[Appearance, ...]
    language: str
    is_digest: bool
    original: str
    proposals: tuple[Proposal, ...]
    by_hand: tuple["ClaimView", ...]
    questions: tuple[Question, ...]
    left_out: tuple[LeftOut, ...]
    version: int
    reader: str
    details: Appearance | None = None
    copies_of: tuple[Copy, ...] = ()
    copied_by: tuple[Copy, ...] = ()
    sources: tuple[SourceNamed, ...] = ()
    may_ask_second: bool = False
    was_sent: bool = False


@dataclass(frozen=True, slots=True)
class ClaimView:
    """One confirmed claim. `links` lead to (kind, number, quote), `linked` are those that lead here."""

    id: str
    number: str
    publication: str
    title: str
    appearances: tuple[Appearance, ...]
    is_digest: bool
    version: int
    claim: ConfirmedClaim
    stated: Stated
    links: tuple[tuple[str, str, str], ...] = ()
    linked: tuple[tuple[str, str, str], ...] = ()
    same_origin: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class CitedClaim:
    """What another room may know of a claim on which it rests something: its words, whose they are, if it counts."""

    claim: str
    number: str
    quote: str
    speaker: str
    category: str
    said_on: date | None
    published: date | None
    is_withdrawn: bool


@dataclass(frozen=True, slots=True)
class JudgedFinding:
    """A finding with what a person said of it; `verdict` is None where nobody judged."""

    finding: Finding
    verdict: Verdict | None = None
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Ledger:
    """Everything confirmed that counts, reconciled. `unresolved` says `losses` and stands in no series."""

    claims: tuple[Stated, ...]
    series: tuple[Series, ...]
    findings: tuple[JudgedFinding, ...]
    unresolved: tuple[Aside, ...]
    statements: tuple[Stated, ...]
    stamp: str


@dataclass(frozen=True, slots=True)
class BriefRow:
    """One line of the list of briefs."""

    id: str
    number: str
    heading: str
    force: str
    issued: str
    by: str
    claims: int
