"""The form in which a family asks after somebody: written, sealed, kept; never shown, looked up or answered here.

Whoever is sought, the answer is the same page after the same work, for this program knows nobody. It sets no
cookie and logs no line about a visitor. A form counts once: its number comes from what is written, and from a token
drawn with the page.
"""

import hashlib
import secrets
from dataclasses import replace
from functools import cache
from http import HTTPStatus
from pathlib import Path
from time import monotonic
from typing import Annotated

from django.core.exceptions import RequestDataTooBig
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import render
from django.utils.translation import get_language, get_language_from_request, gettext_lazy
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods
from pydantic import StringConstraints, ValidationError

from safeconduct.sources.errors import Refused
from safeconduct.sources.numbers import number_of
from safeconduct.store.clock import today
from safeconduct.store.forms import Field, FormWords, Problem, Words, bind, problem_of, problems_of
from safeconduct.store.limit import Limit
from safeconduct.tracing import mailbox
from safeconduct.tracing.facts import Enquirer, Way
from safeconduct.tracing.families import settings as families_settings
from safeconduct.tracing.families.letterbox import KEY_FILE, Full, Letterbox
from safeconduct.tracing.mailbox import Bureau
from safeconduct.tracing.requests import OpenEnquiry
from safeconduct.tracing.rules import Known, facts_for
from safeconduct.tracing.state import EnquiryState
from safeconduct.tracing.web import words
from safeconduct.tracing.web.sought import asked, sought_fields

# One family may write for several sons, and a village may share an address.
_EACH = Limit(burst=10, seconds=600.0)
_ALL = Limit(burst=300, seconds=2.0)
_TOKEN_BYTES = 16
_TOO_OFTEN = "too_often"
_WRONG = HTTPStatus.UNPROCESSABLE_ENTITY
_SAID: Words = {
    **words.FIELD,
    "names": gettext_lazy("Name of the person"),
    "paper_number": gettext_lazy("Number of a paper of the person"),
    "note": gettext_lazy("What else helps to know the person"),
    "name": gettext_lazy("Your name"),
    "relation": gettext_lazy("What you are to this person"),
    "language": gettext_lazy("Language in which we write to you"),
    "contact": gettext_lazy("Where we reach you"),
}
_FORM_WORDS = FormWords(words.REFUSAL, words.REMEDY, _SAID)
_NAMES = {"name": "enquirer_name", "text": "names", "sought": "names", "born_written": "born"}


class _Reachable(Enquirer):
    """Nobody can be answered without an address or a telephone."""

    contact: Annotated[str, StringConstraints(min_length=1, max_length=8000)]


class _Written(OpenEnquiry):
    enquirer: _Reachable


def in_their_language(request: HttpRequest) -> HttpResponse:
    """The form in the first language that the browser asks for and we speak."""
    return HttpResponseRedirect(f"/{get_language_from_request(request)}/")


@require_http_methods(["GET", "POST"])
def write(request: HttpRequest) -> HttpResponse:
    """The form; or what was written, sealed and kept. `show` draws it again in another language and keeps nothing."""
    try:
        typed = request.POST
    except RequestDataTooBig:
        return _form(request, QueryDict(), [_too_long()], HTTPStatus.REQUEST_ENTITY_TOO_LARGE)
    if request.method != "POST" or "show" in typed:
        return _form(request, typed, [])
    number = _number(typed)
    try:
        enquiry = _read(typed, number)
        _check_often(request)
        letterbox().put(number, mailbox.seal(enquiry, addressed()))
    except ValidationError as error:
        return _form(request, typed, problems_of(error, _FORM_WORDS, _NAMES), _WRONG)
    except Refused as error:
        status = HTTPStatus.TOO_MANY_REQUESTS if error.code == _TOO_OFTEN else _WRONG
        return _form(request, typed, [problem_of(error, _FORM_WORDS)], status)
    except Full:
        return _form(request, typed, [_full()], HTTPStatus.SERVICE_UNAVAILABLE)
    return render(request, "families/received.html", {**_frame(), "number": number})


def nothing_here(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """There is one page; whatever else is asked for leads to it."""
    return render(request, "families/nothing.html", _frame(), status=HTTPStatus.NOT_FOUND)


def program_error(request: HttpRequest) -> HttpResponse:
    """An error of the program: nothing was kept, and nothing of it is told."""
    return render(request, "families/failed.html", _frame(), status=HTTPStatus.INTERNAL_SERVER_ERROR)


@cache
def addressed() -> Bureau:
    """The bureau whose key lies in the folder; raises MailUnreadable or OSError."""
    return mailbox.read_key((_home() / KEY_FILE).read_text(encoding="utf-8"))


@cache
def letterbox() -> Letterbox:
    """The letterbox of this process."""
    return Letterbox(_home())


def _home() -> Path:
    return families_settings.SAFECONDUCT_FAMILIES_HOME


def _read(typed: QueryDict, number: str) -> OpenEnquiry:
    """What was written, by the bureau's own rules; raises ValidationError or Refused."""
    whole = typed.copy()
    whole["way"] = str(Way.FAMILIES_FORM)
    received = today().isoformat()
    enquiry = _Written.model_validate(
        {**asked(whole), "way": whole["way"], "reference": number, "received": received}
    )
    facts_for(EnquiryState(""), enquiry, Known(today()))
    return enquiry


def _check_often(request: HttpRequest) -> None:
    address = request.META.get("REMOTE_ADDR", "")
    if families_settings.SAFECONDUCT_FAMILIES_HTTPS:
        # The last address is the one that our own proxy saw; those before it are the sender's to invent.
        address = request.headers.get("X-Forwarded-For", address).rpartition(",")[2].strip()
    if not (_EACH.take(address, monotonic()) and _ALL.take("", monotonic())):
        raise Refused(_TOO_OFTEN, "Too many enquiries came at once.", "House rule: families' form")


def _number(typed: QueryDict) -> str:
    """The number of the enquiry: the same text of the same page gives the same one, a corrected text another.

    Sixty bits, for two families with one number would be one enquiry to the bureau.
    """
    text = repr(sorted(typed.lists())) if typed.get("token") else secrets.token_hex(_TOKEN_BYTES)
    drawn = hashlib.sha256(text.encode(errors="surrogatepass")).hexdigest()
    return f"F-{number_of(drawn)}-{number_of(drawn[10:])[:4]}"


def _form(
    request: HttpRequest, typed: QueryDict, errors: list[Problem], status: HTTPStatus = HTTPStatus.OK
) -> HttpResponse:
    parts = [
        {"head": head, "fields": bind(fields, typed, errors)}
        for head, fields in ((_("Whom you seek"), _sought_fields()), (_("Who you are"), _your_fields()))
    ]
    token = typed.get("token") or secrets.token_hex(_TOKEN_BYTES)
    context = {**_frame(), "parts": parts, "errors": errors, "token": token}
    return render(request, "families/form.html", context, status=status)


def _sought_fields() -> list[Field]:
    return [replace(field, label=_SAID[field.name]) for field in sought_fields()]


def _your_fields() -> tuple[Field, ...]:
    """Who asks, by the names that the bureau's own form has."""
    safe = _("An address, a telephone or both. Give one that is safe for you.")
    return (
        Field("enquirer_name", _SAID["name"]),
        Field("relation", _SAID["relation"], "select", choices=list(words.RELATION.items())),
        Field("language", _SAID["language"], "select", choices=words.LANGUAGES),
        Field("contact", _SAID["contact"], "long", hint=safe),
        Field("may_tell_sought", _("This person may be told how to reach me"), "tick"),
        Field(
            "may_pass_on", _("My enquiry may be passed to others who search, such as the Red Cross"), "tick"
        ),
    )


def _frame() -> dict[str, object]:
    language = get_language() or "en"
    names = addressed().names
    return {
        "bureau": names.get(language) or names.get("en") or next(iter(names.values())),
        "language_here": language,
        "languages": families_settings.LANGUAGES,
    }


def _too_long() -> Problem:
    return Problem(
        _("This is more than the form takes."), remedy=_("Write less, or write a letter to the bureau.")
    )


def _full() -> Problem:
    return Problem(
        _("Nothing can be taken just now. Your enquiry was not kept."), remedy=_("Send it again tomorrow.")
    )
