"""An optional second reader: any service that speaks the chat completions of the OpenAI API, off by default.

Nothing is sent unless the settings name an address and an officer asks for this one text. What comes back is
checked strictly: a proposal whose words do not stand in the text to the letter, whose fields are not those of a
claim, or whose bounds are no bounds of a number in its own words is dropped and counted. It proposes; an officer
confirms, and sees that it was not the rules that proposed.

Source: OpenAI API reference, chat completions (request and response).
"""

import json
import urllib.error
import urllib.request
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from pydantic import ValidationError

from safeconduct.figures.claims import Category, Claim, Document, Modality, SpeakerClass, Voice
from safeconduct.sources.errors import Refused

_RULE = "House rule: the second reader"
_TIMEOUT_SECONDS = 60
_ANSWER_BYTES_MAX = 2 * 1024 * 1024
_TEXT_CHARS_MAX = 60_000
_CLAIMS_MAX = 200
# What it may say of a claim; everything else is made here from the text.
_FIELDS = frozenset(
    {
        "quote",
        "category",
        "speaker",
        "speaker_class",
        "voice",
        "modality",
        "quantity",
        "force",
        "place",
        "as_of",
    }
)


@dataclass(frozen=True, slots=True)
class Answer:
    """What of the answer stood the check, and how much did not."""

    endpoint: str
    model: str
    claims: tuple[Claim, ...]
    left_out: int


def is_configured() -> bool:
    """Whether the settings name a second reader."""
    return bool(settings.SAFECONDUCT_SECOND_READER_URL)


def address() -> str:
    """Where texts are sent to; "" where no second reader is named."""
    return str(settings.SAFECONDUCT_SECOND_READER_URL)


def ask(document: Document) -> Answer:
    """Send the text and check the answer; `Refused` where no reader is named, or it does not answer as it should."""
    if not is_configured():
        reason = "No second reader is configured."
        remedy = "Whoever runs this instance can name one in the settings."
        raise Refused("no_second_reader", reason, _RULE, remedy=remedy)
    if len(document.text) > _TEXT_CHARS_MAX:
        reason = f"The text is longer than {_TEXT_CHARS_MAX} characters."
        raise Refused("text_too_long", reason, _RULE, remedy="Read it by the rules alone.")
    said = _posted(document)
    found = [_checked(each, number, document) for number, each in enumerate(said[:_CLAIMS_MAX], start=1)]
    kept = tuple(claim for claim in found if claim is not None)
    left_out = len(said) - len(kept)
    return Answer(
        settings.SAFECONDUCT_SECOND_READER_URL, settings.SAFECONDUCT_SECOND_READER_MODEL, kept, left_out
    )


def _posted(document: Document) -> list[Any]:
    body = json.dumps(
        {
            "model": settings.SAFECONDUCT_SECOND_READER_MODEL,
            "temperature": 0,
            "response_format": {"type": "json_object"},
            "messages": [{"role": "system", "content": _ASKED}, {"role": "user", "content": document.text}],
        }
    ).encode()
    headers = {"Content-Type": "application/json"}
    if settings.SAFECONDUCT_SECOND_READER_KEY:
        headers["Authorization"] = f"Bearer {settings.SAFECONDUCT_SECOND_READER_KEY}"
    address = settings.SAFECONDUCT_SECOND_READER_URL.rstrip("/") + "/chat/completions"
    if not address.startswith(("https://", "http://")):
        raise _no_answer("its address is no web address")
    request = urllib.request.Request(address, body, headers)  # noqa: S310 - the scheme was looked at
    try:
        with urllib.request.urlopen(request, timeout=_TIMEOUT_SECONDS) as response:  # noqa: S310 - as above
            data = response.read(_ANSWER_BYTES_MAX + 1)
    except (urllib.error.URLError, OSError) as error:
        raise _no_answer(f"it could not be reached ({type(error).__name__})") from None
    if len(data) > _ANSWER_BYTES_MAX:
        raise _no_answer("its answer is too long")
    return _claims_in(data)


def _claims_in(data: bytes) -> list[Any]:
    try:
        content = json.loads(data)["choices"][0]["message"]["content"]
        claims = json.loads(content)["claims"]
    except (ValueError, KeyError, IndexError, TypeError, RecursionError):
        raise _no_answer("its answer is not of the agreed form") from None
    if not isinstance(claims, list):
        raise _no_answer("its answer is not of the agreed form")
    return claims


def _checked(said: Any, number: int, document: Document) -> Claim | None:
    """The claim, or None for anything that does not stand in the text as it says."""
    if not isinstance(said, dict) or not set(said) <= _FIELDS or not isinstance(said.get("quote"), str):
        return None
    start = document.text.find(said["quote"]) if said["quote"] else -1
    if start < 0 or document.text.find(said["quote"], start + 1) >= 0:
        return None
    fields = {
        "voice": Voice.ATTRIBUTED if said.get("speaker") else Voice.UNATTRIBUTED,
        "modality": Modality.REPORTED,
        "speaker_class": SpeakerClass.UNNAMED,
        **said,
        "id": f"L{number}",
        "span": (start, start + len(said["quote"])),
        "language": document.language or "en",
        "published_from": {"published_at": document.published_at},
    }
    try:
        claim = Claim.model_validate(fields)
    except ValidationError:
        return None
    return claim if _stands(claim) else None


def _stands(claim: Claim) -> bool:
    """Whether the number and the speaker stand in the words: nothing is taken that was only concluded."""
    raw = claim.quantity.raw if claim.quantity else ""
    is_counted = claim.quantity is None or (bool(raw) and raw in claim.quote)
    return is_counted and claim.category != Category.PROVENANCE


def _no_answer(why: str) -> Refused:
    remedy = "Nothing was recorded. Ask again, or read by the rules alone."
    return Refused(
        "second_reader_silent", f"The second reader gave no answer to use: {why}.", _RULE, remedy=remedy
    )


_ASKED = (
    """You read one news text. List every attributed figure or statement about soldiers, prisoners or deployments.
Answer with one JSON object {"claims": [...]}. Each claim has: quote (words of the text, to the letter, found once),
category (one of: """
    + ", ".join(str(each) for each in Category)
    + """), speaker (as named, or null), speaker_class
(one of: """
    + ", ".join(str(each) for each in SpeakerClass)
    + """), voice (one of: """
    + ", ".join(str(each) for each in Voice)
    + """), modality (one of: """
    + ", ".join(str(each) for each in Modality)
    + """), quantity (null, or an object with raw
(words inside the quote), value, low, high, hedge), force, place. Conclude nothing that the text does not say."""
)
