"""What the pages of the register share: its forms, where they lead, and the lists of the conflict."""

from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import get_language

from safeconduct.registry import actions
from safeconduct.registry.actions import Done
from safeconduct.registry.web.forms import FORM_WORDS
from safeconduct.store import asking
from safeconduct.store.asking import Form as Form
from safeconduct.store.asking import Room
from safeconduct.store.instance import current
from safeconduct.store.visit import Visit

_FORMULA_SIGNS = tuple("=+-@\t\r\n\uff1d\uff0b\uff0d\uff20")


def ask(visit: Visit, form: Form) -> HttpResponse:
    """Show the form, or carry out what was typed; afterwards the prisoner's page."""
    return asking.ask(visit, form, _ROOM)


def receipt(done: Done) -> HttpResponse:
    """Back to the prisoner's page, which says which entry was written."""
    return redirect(f"{reverse('prisoner', args=[done.number])}?recorded={len(done.entries)}")


def places_of_conflict() -> list[tuple[str, str]]:
    """The camps of the conflict, for a select, by code and name."""
    ours = current().conflict
    return [(camp.code, ours.name(camp, language())) for camp in ours.camps]


def powers_of_conflict() -> list[tuple[str, str]]:
    """The Powers whose soldiers become prisoners in this conflict, by code and full name."""
    ours = current().conflict
    return [(party.code, ours.name(party, language())) for party in ours.powers]


def languages_of_conflict() -> list[tuple[str, str]]:
    """The languages prisoners of this conflict speak, by tag and name."""
    ours = current().conflict
    return [(spoken.code, ours.name(spoken, language())) for spoken in ours.languages]


def csv_cell(text: str) -> str:
    """The text of a cell. One that begins like a formula would be run by a spreadsheet; it gets an apostrophe.

    Source: OWASP, "CSV Injection"; the wide signs are those of East Asian keyboards.
    """
    return f"'{text}" if text.startswith(_FORMULA_SIGNS) else text


def language() -> str:
    """The language of the page: en, uk or ko."""
    return (get_language() or "en").split("-")[0]


_ROOM = Room(
    perform=actions.perform,
    receipt=receipt,
    back=lambda number: reverse("prisoner", args=[number]),
    words=FORM_WORDS,
)
