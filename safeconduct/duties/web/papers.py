"""Pages of papers: one prisoner's, and everybody's of a place; printing them, and that they were handed over.

A paper comes as a file to print, whose name holds numbers and no name. Opened by a form, so that neither address nor
history holds whose health paper it was.
"""

import re
from dataclasses import dataclass

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from safeconduct.access.decide import may
from safeconduct.access.words import Capability, Compartment
from safeconduct.duties import actions, contents, printing
from safeconduct.duties.printing import Printed
from safeconduct.duties.web import paper_words as words
from safeconduct.papers.kinds import FORMS, LANGUAGES, Form, Kind, Mark
from safeconduct.registry import queries as register
from safeconduct.sources.errors import NotFound, Refused
from safeconduct.store.asking import Form as Page
from safeconduct.store.asking import Room, ask
from safeconduct.store.forms import Field, Problem, label, problem_of, read_date
from safeconduct.store.instance import current
from safeconduct.store.visit import Visit

_CODE_POINT = re.compile(r"U\+[0-9A-F]{4,6}")


@dataclass(frozen=True, slots=True)
class Line:
    """One paper of the page: its words, what it rests on, and where handing it over is recorded, "" for a form."""

    kind: str
    words: str
    form: Form
    marks: tuple[str, ...]
    hand_over: str = ""
    act: str = ""


@require_http_methods(["GET", "POST"])
def papers(visit: Visit, number: str) -> HttpResponse:
    """The papers of one prisoner; a form that names one prints it."""
    errors: list[Problem] = []
    if visit.method == "POST":
        asked_for = visit.POST.get("kind", "")
        if asked_for == Kind.MEDICAL_CERTIFICATE and not visit.actor.opens(Compartment.HEALTH):
            return render(visit, "errors/locked.html", {"number": number}, status=403)
        try:
            return _file(printing.print_one(_kind(asked_for), number, _languages(visit), visit.actor))
        except Refused as error:
            errors = [_problem(error)]
    person, languages = printing.languages_for(number, visit.actor)
    asked = _languages(visit) or languages
    context = {
        "number": person.number,
        "person": person,
        "lines": [_line(kind, person.number) for kind in Kind if _is_offered(kind, visit)],
        "first": asked[0] if asked else "",
        "second": asked[1] if len(asked) > 1 else "",
        "paper_languages": _language_names(),
        "errors": errors,
    }
    return render(visit, "duties/papers.html", context, status=422 if errors else 200)


@require_http_methods(["GET", "POST"])
def hand_over(visit: Visit, number: str, kind: str) -> HttpResponse:
    """That a paper was handed over, offered or sent, and on which day."""
    if kind not in contents.OF_ONE & printing.HANDOVERS.keys():
        raise NotFound("nothing is recorded of this paper")
    which = Kind(kind)
    page = Page(
        title=f"{label(words.KIND, which)}: {label(words.HAND_OVER, which)}",
        act=_("Record it"),
        fields=(Field("happened", _("Day"), "date", hint=_("Empty is today.")),),
        command=lambda: _day(visit),
        number=number,
        law=FORMS[which].source,
        names={"prisoner": "happened"},
    )
    room = Room(
        perform=lambda day, actor: printing.hand_over(which, number, actor, happened=str(day)),
        receipt=lambda done: redirect(reverse("papers", args=[number])),
        back=lambda _number: reverse("papers", args=[number]),
        words=words.FORM_WORDS,
    )
    return ask(visit, page, room)


@require_http_methods(["GET", "POST"])
def place_papers(visit: Visit) -> HttpResponse:
    """Papers of everybody whom a place holds, in one file; and that its list went to the Agency."""
    errors: list[Problem] = []
    sent = None
    place = visit.POST.get("place", "")
    if visit.method == "POST":
        try:
            if visit.POST.get("act") == "sent":
                sent = printing.send_list(place, visit.actor)
            else:
                kind = _kind(visit.POST.get("kind", ""))
                return _file(printing.print_place(kind, place, _languages(visit), visit.actor))
        except Refused as error:
            errors = [_problem(error)]
    context = {
        "places": register.places(visit.actor),
        "place": place,
        "lines": [_line(kind, "") for kind in Kind if kind in contents.OF_A_PLACE],
        "paper_languages": _language_names(),
        "first": visit.POST.get("first", ""),
        "second": visit.POST.get("second", ""),
        "errors": errors,
        "sent": sent,
    }
    return render(visit, "duties/place_papers.html", context, status=422 if errors else 200)


def _kind(typed: str) -> Kind:
    if typed not in set(Kind):
        raise Refused("not_this_paper", "There is no such paper.", "House rule: papers", field="kind")
    return Kind(typed)


def _is_offered(kind: Kind, visit: Visit) -> bool:
    """By the operator's roles alone: the page is the same whatever is recorded of the prisoner."""
    if kind is Kind.MEDICAL_CERTIFICATE:
        return may(visit.actor, Capability.REGISTRY_HEALTH_READ)
    return kind in contents.OF_ONE


def _line(kind: Kind, number: str) -> Line:
    form = FORMS[kind]
    marks = [label(words.MARK, form.fields_mark)]
    if form.size_mark is Mark.HOUSE_RULE and form.fields_mark is not Mark.HOUSE_RULE:
        marks.append(_("size: house rule"))
    is_kept = number and kind in contents.OF_ONE & printing.HANDOVERS.keys()
    return Line(
        kind=str(kind),
        words=label(words.KIND, kind),
        form=form,
        marks=tuple(mark for mark in marks if mark),
        hand_over=reverse("paper-hand-over", args=[number, kind]) if is_kept else "",
        act=label(words.HAND_OVER, kind) if is_kept else "",
    )


def _languages(visit: Visit) -> tuple[str, ...]:
    typed = (visit.POST.get("first", ""), visit.POST.get("second", ""))
    return tuple(dict.fromkeys(each for each in typed if each))


def _language_names() -> list[tuple[str, str]]:
    here = (get_language() or "en").split("-")[0]
    conflict = current().conflict
    found = {language.code: conflict.name(language, here) for language in conflict.languages}
    return [(code, found.get(code, code)) for code in LANGUAGES]


def _day(visit: Visit) -> str:
    """The day as EDTF; `Refused` for what is none, for an act of the office has a day."""
    typed = read_date(visit.POST, "happened", today=actions.day_here())
    if typed.written and not typed.edtf:
        raise Refused("date_unreadable", f"{typed.written} is no day.", "House rule: dates", field="happened")
    return typed.edtf


def _problem(error: Refused) -> Problem:
    """The refusal with the record and field it names, and the code points of letters that cannot be drawn."""
    found = problem_of(error, words.FORM_WORDS)
    where = ", ".join(part for part in (error.field, *_CODE_POINT.findall(error.reason)) if part)
    named = f"{found.text} ({where})" if where and error.code in ("no_glyph", "does_not_fit") else found.text
    return Problem(named, "", found.remedy, found.source)


def _file(made: Printed) -> HttpResponse:
    answer = HttpResponse(made.pdf, content_type="application/pdf")
    answer.headers["Content-Disposition"] = f'attachment; filename="{made.name}"'
    return answer
