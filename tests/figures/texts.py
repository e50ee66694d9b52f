"""An invented text, what is confirmed in it, and the commands for that. Nobody in it exists."""

from collections.abc import Callable
from typing import Any

from safeconduct.figures import actions, requests
from safeconduct.figures.claims import Category, Claim, Document, Reading
from safeconduct.figures.facts import Appearance, LinkKind
from safeconduct.figures.reading.parser import Parse
from tests import cast
from tests.core.figures.claims_made import said

TEXT = (
    "Counting on the northern front\n\n"
    "The Ministry of Lowland said on Monday that about 300 soldiers of Highland had been killed by mid-January. "
    "Its minister put those killed or wounded at over 3,000.\n"
)
KILLED = "about 300 soldiers of Highland had been killed by mid-January"
BOTH = "put those killed or wounded at over 3,000"
_TOLD = {KILLED: ("about 300", Category.KILLED), BOTH: ("over 3000", Category.KILLED_OR_WOUNDED)}


def claim(quote: str = KILLED, text: str = TEXT, **more: Any) -> Claim:
    """A claim whose words stand in the text."""
    number, category = _TOLD[quote]
    given = {"speaker": "Ministry of Lowland", "speaker_class": "opponent", "day": "2025-01-13", **more}
    made = said(
        given.pop("number", number), given.pop("category", category), given.pop("speaker"), given.pop("day"),
        force="soldiers of Highland", force_code="highland", **given,
    )  # fmt: skip
    start = text.index(quote)
    return made.model_copy(update={"quote": quote, "span": (start, start + len(quote))})


def reader(*claims: Claim) -> Callable[..., Reading]:
    """A reader that proposes these claims wherever they stand."""

    def read(document: Document, parse: Parse | None = None) -> Reading:
        found = tuple(c for c in claims if document.text[c.span[0] : c.span[1]] == c.quote)
        return Reading(fingerprint=document.fingerprint, languages=("en",), claims=found)

    return read


def received(text: str = TEXT, **more: Any) -> str:
    """The number of a publication that was received."""
    appearance = Appearance(publisher="The Lowland Courier", published_on="2025-01-14", **more)
    command = requests.ReceivePublication(text=text, language="en", appearance=appearance)
    return actions.perform(command, cast.ANALYST).number


def confirmed(publication: str, said: Claim) -> str:
    """The number of a claim that was confirmed by hand."""
    return actions.perform(requests.ConfirmClaim(publication=publication, said=said), cast.ANALYST).item


def linked(one: str, other: str, link: LinkKind) -> actions.Done:
    """One claim linked to another."""
    command = requests.LinkClaims(claim=one, other=other, link=link, reason="read side by side")
    return actions.perform(command, cast.ANALYST)
