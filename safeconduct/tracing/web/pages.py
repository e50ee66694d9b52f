"""What the pages of tracing share: their forms, where these lead, and an enquiry's address."""

from collections.abc import Sequence

from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from safeconduct.ledger import canonical
from safeconduct.sources.errors import Refused
from safeconduct.sources.numbers import number_of
from safeconduct.store import asking
from safeconduct.store.asking import Form, Room
from safeconduct.store.forms import Field, Problem, problem_of
from safeconduct.store.visit import Visit
from safeconduct.tracing import actions
from safeconduct.tracing.actions import Done
from safeconduct.tracing.web import words

_COMMAND_BYTES_MAX = 4096


def ask(visit: Visit, form: Form) -> HttpResponse:
    """Show the form, or carry out what was typed; afterwards the enquiry's page."""
    return asking.ask(visit, form, _ROOM)


def ask_leading(visit: Visit, form: Form, address: str) -> HttpResponse:
    """The same for whoever may write an enquiry down and read none: afterwards `address` with its number."""
    room = Room(
        perform=actions.perform,
        receipt=lambda done: redirect(f"{address}?saved={done.number}"),
        back=lambda number: address,
        words=words.FORM_WORDS,
    )
    return asking.ask(visit, form, room)


def address_of(number: str) -> str:
    """The enquiry's page; the desk for no number."""
    return reverse("tracing-enquiry", args=[number]) if number else reverse("tracing")


def problem(error: Refused) -> Problem:
    """A refusal in the operator's language."""
    return problem_of(error, words.FORM_WORDS)


def reason_field() -> Field:
    """Why, in the operator's own words."""
    return Field("reason", words.FIELD["reason"])


def consequences(*lines: tuple[object, object]) -> Sequence[dict[str, object]]:
    """What an act changes, line by line: the question and its answer."""
    return [{"term": term, "text": text} for term, text in lines]


def address_of_approval(command: bytes) -> str:
    """The page on which a second person reads what was asked for, by the bytes of the command."""
    asked = canonical.decode(command, limit_bytes=_COMMAND_BYTES_MAX)
    assert isinstance(asked, dict)
    enquiry, prisoner = (number_of(str(asked[name])) for name in ("enquiry", "prisoner"))
    return reverse("tracing-candidate", args=[enquiry, prisoner])


def _receipt(done: Done) -> HttpResponse:
    return redirect(f"{address_of(done.number)}?recorded={len(done.entries)}")


_ROOM = Room(perform=actions.perform, receipt=_receipt, back=address_of, words=words.FORM_WORDS)
