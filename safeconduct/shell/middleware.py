"""What happens around every view: language, kept text, the sign-in page instead, pages for errors.

Stands after the middleware of `accounts`, which says who acts.
"""

from collections.abc import Callable
from typing import cast

from django.conf import settings
from django.http import HttpRequest, HttpResponse, QueryDict
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import Resolver404, resolve
from django.utils import translation

from safeconduct.shell import edge
from safeconduct.shell.door import Open
from safeconduct.store import kept
from safeconduct.store.sent import announced_bytes
from safeconduct.store.visit import Visit

Answer = Callable[[HttpRequest], HttpResponseBase]


class Frame:
    """Chooses the language, hands out kept text, asks strangers to sign in, turns errors into pages.

    No page may be kept by a browser or a proxy; files that are the same for everybody are served earlier.
    """

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        visit = cast(Visit, request)
        visit.kept = QueryDict()
        translation.activate(language_of(request))
        response = self._answer(visit)
        response.headers.setdefault("Cache-Control", "no-store")
        return response

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponseBase | None:
        """The page for an error that there are words for; None hands it on."""
        return edge.page_for(request, error)

    def _answer(self, visit: Visit) -> HttpResponseBase:
        view = _view_at(visit.path_info)
        # Before anything reads the body: the check of a form's token would. Doors for programs look themselves.
        most = getattr(view, "body_bytes_max", None)
        if most is not None and announced_bytes(visit) > most:
            return edge.too_large(visit)
        if not visit.actor.operator_id:
            if getattr(view, "may", None) is not Open.TO_EVERYBODY:
                # Doors for programs carry their own answer to strangers.
                answer: Answer = getattr(view, "stranger", ask_to_sign_in)
                return answer(visit)
        if visit.method == "GET" and visit.actor.operator_id and visit.headers.get("HX-Request") is None:
            visit.kept = kept.take(visit.session, visit.path)
        return self.get_response(visit)


def language_of(request: HttpRequest) -> str:
    """What the browser was last switched to, else the operator's language, else what the browser asks for."""
    operator = getattr(request, "operator", None)
    chosen = request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME, "") or getattr(operator, "language", "")
    if chosen and translation.check_for_language(chosen):
        return str(chosen)
    return translation.get_language_from_request(request)


def ask_to_sign_in(request: HttpRequest) -> HttpResponse:
    """The sign-in page in place of the one asked for; what was typed travels on in it."""
    typed = kept.typed_in(request.POST) if request.method == "POST" else QueryDict()
    carried = [(name, value) for name, values in typed.lists() for value in values]
    context = {"next": request.get_full_path(), "carried": carried, "has_ended": bool(carried)}
    return render(request, "accounts/sign_in.html", context, status=401)


def _view_at(path: str) -> object:
    try:
        return resolve(path).func
    except Resolver404:
        return None
