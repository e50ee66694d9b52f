"""What the pages of the register share: carrying out a command and answering for what may become of it."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from pydantic import ValidationError

from safeconduct.registry import actions
from safeconduct.registry.actions import Done
from safeconduct.registry.requests import Command
from safeconduct.registry.web.forms import Field, Problem, bind, problem_of, problems_of
from safeconduct.sources.errors import Conflict, Refused
from safeconduct.store import kept
from safeconduct.store.instance import current
from safeconduct.store.visit import Visit

_FORMULA_SIGNS = tuple("=+-@\t\r\n\uff1d\uff0b\uff0d\uff20")


@dataclass(frozen=True, slots=True)
class Form:
    """One page with one form: its words, its fields, and the command that what was typed makes.

    `names` says which field of the form a part of the command or of a refusal is, where they differ.
    """

    title: object
    act: object
    fields: Sequence[Field]
    command: Callable[[], Command]
    number: str
    law: str = ""
    names: dict[str, str] | None = None
    template: str = "registry/form.html"
    context: dict[str, object] | None = None


def ask(visit: Visit, form: Form) -> HttpResponse:
    """Show the form, or carry out what was typed; afterwards the prisoner's page."""
    if visit.method != "POST":
        return _show(visit, form, [])
    try:
        done = actions.perform(form.command(), visit.actor)
    except ValidationError as error:
        return _show(visit, form, problems_of(error, form.names))
    except Refused as error:
        return _show(visit, form, [_renamed(problem_of(error), form)])
    except Conflict as error:
        return conflict(visit, form, error)
    return receipt(done)


def receipt(done: Done) -> HttpResponse:
    """Back to the prisoner's page, which says which entry was written."""
    return redirect(f"{reverse('prisoner', args=[done.number])}?recorded={len(done.entries)}")


def conflict(visit: Visit, form: Form, error: Conflict) -> HttpResponse:
    """Both values, theirs and mine; mine is not saved yet and nothing of it is lost."""
    typed = [(n, value) for n, values in kept.typed_in(visit.POST).lists() if n != "seen" for value in values]
    context = {
        "number": form.number,
        "form": form,
        "theirs": error.theirs,
        "seen": error.actual_version,
        "typed": typed,
        "fields": bind(form.fields, visit.POST),
    }
    return render(visit, "registry/conflict.html", context, status=409)


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


def _show(visit: Visit, form: Form, errors: list[Problem]) -> HttpResponse:
    typed = visit.POST or visit.kept
    context = {
        **(form.context or {}),
        "form": form,
        "number": form.number,
        "fields": bind(form.fields, typed, errors),
        "errors": errors,
        "seen": typed.get("seen") or visit.GET.get("seen", "0"),
        "is_kept": bool(visit.kept),
    }
    return render(visit, form.template, context, status=422 if errors else 200)


def _renamed(problem: Problem, form: Form) -> Problem:
    field = (form.names or {}).get(problem.field, problem.field)
    known = {field.name for field in form.fields}
    return Problem(problem.text, field if field in known else "", problem.remedy, problem.source)
