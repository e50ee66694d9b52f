"""The sealed page of a prisoner, and handing in what only others may read.

Opened by a form, so that neither the address nor the browser's history holds the kind of the page. It is equal
for every prisoner, and as high when nothing is there. Handing in answers the same whatever it met.
"""

from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods
from pydantic import ValidationError

from safeconduct.access.words import Compartment
from safeconduct.registry import actions, queries
from safeconduct.registry.requests import Command, HandInHealth, IssueCertificate, MeasureWeight
from safeconduct.registry.web.forms import problem_of, problems_of
from safeconduct.sources.errors import Refused
from safeconduct.sources.values import Answer, AnswerState, Channel, read_typed
from safeconduct.store.clock import now, text_of, today
from safeconduct.store.forms import Field, Problem, bind, read_date, source_fields, source_of
from safeconduct.store.visit import Visit


@require_http_methods(["GET", "POST"])
def sealed(visit: Visit, number: str) -> HttpResponse:
    """The sealed page Health, in an unlocked session; a weight or a certificate may be recorded on it."""
    if visit.method == "GET":
        return redirect("prisoner", number)
    if not visit.actor.opens(Compartment.HEALTH):
        return render(visit, "errors/locked.html", {"number": number}, status=403)
    errors: list[Problem] = []
    if visit.POST.get("act"):
        errors = _carry_out(_command(visit.POST, number), visit)
    view = queries.health(number, visit.actor, visit.POST.get("purpose", ""))
    typed = visit.POST if errors else QueryDict()
    context = {
        "view": view,
        "number": view.number,
        "errors": errors,
        "fields": bind(_fields(), typed, errors),
    }
    return render(visit, "registry/sealed.html", context, status=422 if errors else 200)


@require_http_methods(["GET", "POST"])
def hand_in(visit: Visit, number: str) -> HttpResponse:
    """A health concern from anyone entitled; who hands it in need not be able to read it."""
    errors: list[Problem] = []
    if visit.method == "POST":
        errors = _carry_out(_concern(visit.POST, number), visit)
        if not errors:
            return render(visit, "registry/handed_in.html", {"number": number, "time": text_of(now())})
    typed = visit.POST or visit.kept
    context = {"number": number, "errors": errors, "fields": bind(_concern_fields(), typed, errors)}
    return render(visit, "registry/hand_in.html", context, status=422 if errors else 200)


def _carry_out(command: Command | list[Problem], visit: Visit) -> list[Problem]:
    if isinstance(command, list):
        return command
    try:
        actions.perform(command, visit.actor)
    except Refused as error:
        return [problem_of(error)]
    return []


def _command(typed: QueryDict, number: str) -> Command | list[Problem]:
    happened = read_date(typed, "happened", today=today()).edtf or today().isoformat()
    common = {"prisoner": number, "happened": happened}
    try:
        source = source_of(typed)
        if typed.get("act") == "weigh":
            kilograms = typed.get("kilograms", "").strip().replace(",", ".")
            return MeasureWeight.model_validate({**common, "kilograms": kilograms, "source": source})
        return IssueCertificate.model_validate({**common, "text": typed.get("text", ""), "source": source})
    except ValidationError as error:
        return problems_of(error)


def _concern(typed: QueryDict, number: str) -> Command | list[Problem]:
    said = typed.get("wounded", "")
    answer = Answer(state=AnswerState.GIVEN, value=said) if said in ("yes", "no") else read_typed("")
    happened = read_date(typed, "happened", today=today()).edtf
    try:
        return HandInHealth(
            prisoner=number,
            answer=answer,
            note=typed.get("note", ""),
            happened=happened,
            source=source_of(typed),
        )
    except ValidationError as error:
        return problems_of(error)


def _concern_fields() -> tuple[Field, ...]:
    choices = [("yes", _("Yes, now")), ("no", _("No")), ("", _("Not seen"))]
    return (
        Field("wounded", _("Wounded or ill?"), "choice", choices=choices, value="unchosen"),
        Field("note", _("What was seen or said"), "long"),
        Field("happened", _("When"), "date"),
        *source_fields(default=Channel.OBSERVED),
    )


def _fields() -> tuple[Field, ...]:
    return (
        Field("happened", _("When"), "date"),
        Field("kilograms", _("Weight in kilograms"), hint=_("One decimal at most; comma or point.")),
        Field("text", _("Text of the certificate"), "long"),
        *source_fields(default=Channel.OBSERVED),
    )
