"""Signing in and out, unlocking and locking, an operator's own settings, and the list of operators."""

from typing import cast

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_GET, require_http_methods, require_POST
from pydantic import ValidationError

from safeconduct.access.decide import may
from safeconduct.access.words import Capability, Role
from safeconduct.accounts import actions, queries
from safeconduct.accounts.facts import AddOperator
from safeconduct.accounts.queries import Operator, Preferences
from safeconduct.sources.errors import Refused
from safeconduct.store import kept
from safeconduct.store.errors import WrongPassphrase
from safeconduct.store.instance import current
from safeconduct.store.visit import Visit

_CARRIED = "kept:"
_DENSITIES = ("desk", "field")
_SCRIPTS = ("latin", "cyrillic", "hangul")


class OperatorVisit(Visit):
    """A visit of somebody signed in."""

    operator: Operator


@require_http_methods(["GET", "POST"])
def sign_in(request: HttpRequest) -> HttpResponse:
    """The sign-in page. Text of a form that came in too late travels on in it and is offered again."""
    if request.method != "POST":
        return render(request, "accounts/sign_in.html", {"next": _next(request.GET)})
    login = request.POST.get("login", "")
    try:
        operator = actions.sign_in(request, login, request.POST.get("passphrase", ""))
    except WrongPassphrase:
        text = _("Login and passphrase do not belong together. Nobody is signed in.")
        remedy = _("Check the keyboard layout and type both again.")
        return _sign_in_again(request, {"text": text, "remedy": remedy, "field": "login"})
    except Refused as error:
        return _sign_in_again(request, _words_of(error))
    address = _next(request.POST)
    kept.keep(request.session, address.partition("?")[0], _carried(request.POST))
    response = HttpResponseRedirect(address)
    actions.remember_device(response, operator)
    return response


@require_POST
def sign_out(request: HttpRequest) -> HttpResponse:
    """End the session."""
    response = HttpResponseRedirect("/")
    actions.sign_out(request, response)
    return response


@require_http_methods(["GET", "POST"])
def unlock(request: HttpRequest) -> HttpResponse:
    """Open the sealed compartments of this session with the passphrase."""
    errors = []
    if request.method == "POST":
        response = HttpResponseRedirect(_next(request.POST))
        try:
            actions.unlock(request, response, request.POST.get("passphrase", ""))
        except WrongPassphrase:
            text = _("The passphrase does not open your key. Everything stays locked.")
            errors = [
                {
                    "text": text,
                    "remedy": _("Check the keyboard layout and type it again."),
                    "field": "passphrase",
                }
            ]
        except Refused as error:
            errors = [_words_of(error)]
        else:
            return response
    visit = cast(OperatorVisit, request)
    context = {
        "errors": errors,
        "next": _next(request.POST or request.GET),
        "opens_nothing": not visit.operator.halves,
    }
    return render(request, "accounts/unlock.html", context, status=422 if errors else 200)


@csrf_exempt
@require_POST
def lock(request: HttpRequest) -> HttpResponse:
    """Lock at once. Exempt from the token: a forged request can only close what it would like to see open."""
    response = HttpResponseRedirect("/")
    actions.lock(request, response)
    return response


@require_http_methods(["GET", "POST"])
def preferences(request: HttpRequest) -> HttpResponse:
    """How pages are shown to this operator."""
    visit = cast(OperatorVisit, request)
    if visit.method == "POST":
        actions.set_preferences(visit.operator.id, _chosen(visit))
        return redirect(f"{visit.path}?saved=1")
    return render(
        visit,
        "accounts/settings.html",
        {"chosen": visit.operator.preferences, "saved": visit.GET.get("saved")},
    )


@require_GET
def operators(visit: Visit) -> HttpResponse:
    """All operators, with their roles and places; nothing of what they recorded."""
    context = {
        "operators": queries.operators(visit.actor),
        "may_add": may(visit.actor, Capability.ACCOUNTS_OPERATOR_ADD),
    }
    return render(visit, "accounts/operators.html", context)


@require_http_methods(["GET", "POST"])
def add_operator(visit: Visit) -> HttpResponse:
    """Add an operator with a passphrase told in person."""
    errors: list[dict[str, str]] = []
    if visit.method == "POST":
        try:
            actions.add_operator(_operator_typed(visit.POST), visit.POST.get("passphrase", ""), visit.actor)
        except ValidationError as error:
            errors = _invalid(error)
        except Refused as error:
            errors = [_words_of(error)]
        else:
            return redirect("operators")
    context = {
        "errors": errors,
        "typed": visit.POST or visit.kept,
        "chosen_roles": visit.POST.getlist("roles"),
        "chosen_places": visit.POST.getlist("places"),
        "roles": [str(role) for role in Role],
        "camps": [camp.code for camp in current().conflict.camps],
    }
    return render(visit, "accounts/operator_add.html", context, status=422 if errors else 200)


def _sign_in_again(request: HttpRequest, problem: dict[str, str]) -> HttpResponse:
    carried = _carried(request.POST)
    context = {
        "errors": [problem],
        "next": _next(request.POST),
        "login": request.POST.get("login", ""),
        "carried": [(name, value) for name, values in carried.lists() for value in values],
    }
    return render(request, "accounts/sign_in.html", context, status=422)


def _carried(typed: QueryDict) -> QueryDict:
    carried = QueryDict(mutable=True)
    for name, values in typed.lists():
        if name.startswith(_CARRIED):
            carried.setlist(name.removeprefix(_CARRIED), values)
    return carried


def _next(typed: QueryDict) -> str:
    """Where to go on: a page of ours, or the first page."""
    address = typed.get("next", "") or "/"
    return address if url_has_allowed_host_and_scheme(address, None) and address.startswith("/") else "/"


def _chosen(visit: OperatorVisit) -> Preferences:
    density, script = visit.POST.get("density", ""), visit.POST.get("reading_script", "")
    return Preferences(
        language=visit.operator.language,
        density=density if density in _DENSITIES else "desk",
        reading_script=script if script in _SCRIPTS else "",
        letter_keys="on" if visit.POST.get("letter_keys") == "on" else "",
    )


def _operator_typed(typed: QueryDict) -> AddOperator:
    return AddOperator.model_validate(
        {
            "login": typed.get("login", "").strip().lower(),
            "name": typed.get("name", "").strip(),
            "roles": tuple(typed.getlist("roles")),
            "places": tuple(typed.getlist("places")),
        }
    )


def _invalid(error: ValidationError) -> list[dict[str, str]]:
    told = {
        "login": _("Login: two to forty small Latin letters, digits, dots, hyphens."),
        "name": _("Name: has to be filled in."),
        "roles": _("Roles: choose at least one."),
        "places": _("Places: choose from the list."),
    }
    fields = dict.fromkeys(str(detail["loc"][0]) for detail in error.errors() if detail["loc"])
    return [{"text": told.get(field, field), "field": field} for field in fields]


def _words_of(error: Refused) -> dict[str, str]:
    told = {
        "too_many_attempts": _("Too many attempts failed. Wait five minutes, then try again."),
        "short_passphrase": _(
            "The passphrase is too short: at least 12 characters. Choose four or more words."
        ),
        "no_role": _("An operator needs at least one role."),
        "login_taken": _("This login is taken."),
    }
    return {"text": told.get(error.code, str(error)), "field": error.field, "source": error.source}
