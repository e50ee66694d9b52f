"""What an officer asks to be recorded of publications and figures: the commands every door takes.

A command names a publication and a claim by number or id, a proposal by its place in the text and its category.
`seen` is how many entries of the publication she had before her, 0 where nobody looked. `rules.py` turns a command
into facts or refuses it.
"""

from typing import Annotated, ClassVar

from pydantic import Field, StringConstraints

from safeconduct.figures.claims import TEXT_LENGTH_MAX, Category, Claim, LanguageCode
from safeconduct.figures.facts import (
    Appearance,
    FindingKey,
    LinkKind,
    ProposalRef,
    Proposer,
    Verdict,
)
from safeconduct.sources import facts as base
from safeconduct.sources.values import ShortText

NumberText = Annotated[str, StringConstraints(min_length=1, max_length=40)]
Reason = Annotated[str, StringConstraints(min_length=1, max_length=300, strip_whitespace=True)]
Seen = Annotated[int, Field(ge=0)]
FILE_BASE64_MAX = 14 * 1024 * 1024


class Command(base.Command):
    """A command of figures."""

    ROOM: ClassVar[str] = "figures"


class AboutPublication(Command):
    """What every command about one publication carries."""

    publication: NumberText
    seen: Seen = 0


class AboutClaim(Command):
    """What every command about one confirmed claim carries."""

    claim: NumberText
    seen: Seen = 0


class ReceivePublication(Command):
    """A text, or a file (base64: text, HTML, PDF) whose text is taken. The same text again is recognised."""

    text: Annotated[str, StringConstraints(max_length=TEXT_LENGTH_MAX)] = ""
    file: Annotated[str, StringConstraints(max_length=FILE_BASE64_MAX)] = ""
    file_name: ShortText = ""
    language: LanguageCode | None = None
    appearance: Appearance = Appearance()
    is_digest: bool = False


class CorrectAppearance(AboutPublication):
    """Where or when a copy of the text was published, told better."""

    index: Annotated[int, Field(ge=0)] = 0
    appearance: Appearance
    reason: Reason


class TakeOverDetails(AboutPublication):
    """What the file or the text says of its own publication, taken over where nothing is recorded yet."""


class NameCopy(AboutPublication):
    """The text is a copy of another one: what both say counts once."""

    of: NumberText
    reason: Reason


class DenyCopy(AboutPublication):
    """The text is no copy of that one, whatever the likeness."""

    of: NumberText
    reason: Reason


class ConfirmProposal(AboutPublication):
    """The text says this, exactly as it is proposed."""

    proposal: ProposalRef
    proposed_by: Proposer = Proposer.RULES


class ConfirmClaim(AboutPublication):
    """The text says this. `proposal` names what was proposed, where the claim is a correction of it."""

    said: Claim
    proposal: Annotated[str, StringConstraints(pattern=r"^([0-9]{1,9}-[0-9]{1,9}-[a-z_]{1,40})?$")] = ""


class RejectProposal(AboutPublication):
    """The text does not say this."""

    proposal: ProposalRef
    reason: Reason


class AskSecondReader(AboutPublication):
    """Send this one text to the second reader that the settings name."""


class CorrectClaim(AboutClaim):
    """What was confirmed, told better."""

    said: Claim
    reason: Reason


class WithdrawClaim(AboutClaim):
    """It counts no longer."""

    reason: Reason


class LinkClaims(AboutClaim):
    """What this claim is to another one."""

    other: NumberText
    link: LinkKind
    reason: Reason


class UnlinkClaims(AboutClaim):
    """The link counts no longer."""

    other: NumberText
    link: LinkKind
    reason: Reason


class ChooseBest(Command):
    """Which claim of a series is held for the best; an empty claim leaves it to the rule again."""

    force: ShortText
    category: Category
    theatre: ShortText = ""
    claim: Annotated[str, StringConstraints(max_length=40)] = ""
    reason: Reason


class JudgeFinding(Command):
    """What a finding is: one figure, two figures, or nobody can tell."""

    finding: FindingKey
    verdict: Verdict
    reason: Reason


class IssueBrief(Command):
    """Issue a brief about one force, from what is confirmed now."""

    heading: Annotated[str, StringConstraints(min_length=1, max_length=200, strip_whitespace=True)]
    force: ShortText


COMMAND_TYPES: tuple[type[Command], ...] = (
    ReceivePublication, CorrectAppearance, TakeOverDetails, NameCopy, DenyCopy, ConfirmProposal, ConfirmClaim,
    RejectProposal, AskSecondReader, CorrectClaim, WithdrawClaim, LinkClaims, UnlinkClaims, ChooseBest, JudgeFinding,
    IssueBrief,
)  # fmt: skip
COMMANDS: dict[str, type[Command]] = {command.title(): command for command in COMMAND_TYPES}
