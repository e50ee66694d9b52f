"""One page with one form: show it, carry out what was typed, and answer for what may become of it.

Every room asks in the same way and brings its own act, words and place to return to, `Room`. Nothing typed is
lost: a refusal shows it again, a conflict shows both edits.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.http import HttpResponse, QueryDict
from django.shortcuts import render
from pydantic import ValidationError

from safeconduct.access.actor import Actor
from safeconduct.sources.errors import Conflict, Refused
from safeconduct.store import kept
from safeconduct.store.forms import Field, FormWords, Problem, bind, problem_of, problems_of
from safeconduct.store.visit import Visit


@dataclass(frozen=True, slots=True)
class Form:
    """One page with one form: its words, its fields, and the command that what was typed makes.

    `names` says which field of the form a part of the command or of a refusal is, where they differ. `initial` is
    what stands in the fields before anything is typed. `version` is what the operator read before she typed; a form
    that is shown again keeps the one it was typed against. `trail` names the page it leads back to when it is about
    no prisoner (`number` is empty).
    """

    title: object
    act: object
    fields: Sequence[Field]
    command: Callable[[], Any]
    number: str
    law: str = ""
    names: Mapping[str, str] | None = None
    template: str = "store/form.html"
    context: Mapping[str, object] | None = None
    initial: QueryDict | None = None
    version: int = 0
    trail: object = ""


@dataclass(frozen=True, slots=True)
class Room:
    """How a room carries a command out, where its forms lead back to, and its words."""

    perform: Callable[[Any, Actor], Any]
    receipt: Callable[[Any], HttpResponse]
    back: Callable[[str], str]
    words: FormWords


def ask(visit: Visit, form: Form, room: Room) -> HttpResponse:
    """Show the form, or carry out what was typed and go where the room's receipt leads."""
    if visit.method != "POST":
        return _show(visit, form, room, [])
    try:
        done = room.perform(form.command(), visit.actor)
    except ValidationError as error:
        return _show(visit, form, room, problems_of(error, room.words, form.names))
    except Refused as error:
        return _show(visit, form, room, [_renamed(problem_of(error, room.words), form)])
    except Conflict as error:
        return _conflict(visit, form, room, error)
    return room.receipt(done)


def show(visit: Visit, form: Form, room: Room) -> HttpResponse:
    """Show the form with what was typed, without carrying anything out: a step in between."""
    return _show(visit, form, room, [])


def _conflict(visit: Visit, form: Form, room: Room, error: Conflict) -> HttpResponse:
    """Both values, theirs and mine; mine is not saved yet and nothing of it is lost."""
    typed = [(n, value) for n, values in kept.typed_in(visit.POST).lists() if n != "seen" for value in values]
    context = {
        "number": form.number,
        "back": room.back(form.number),
        "form": form,
        "theirs": error.theirs,
        "seen": error.actual_version,
        "typed": typed,
        "fields": bind(form.fields, visit.POST),
    }
    return render(visit, "store/conflict.html", context, status=409)


def _show(visit: Visit, form: Form, room: Room, errors: list[Problem]) -> HttpResponse:
    typed = visit.POST or visit.kept or form.initial or QueryDict()
    context = {
        **(form.context or {}),
        "form": form,
        "number": form.number,
        "back": room.back(form.number),
        "fields": bind(form.fields, typed, errors),
        "errors": errors,
        "seen": typed.get("seen") or form.version or visit.GET.get("seen", "0"),
        "is_kept": bool(visit.kept),
    }
    return render(visit, form.template, context, status=422 if errors else 200)


def _renamed(problem: Problem, form: Form) -> Problem:
    field = (form.names or {}).get(problem.field, problem.field)
    known = {field.name for field in form.fields}
    return Problem(problem.text, field if field in known else "", problem.remedy, problem.source)
