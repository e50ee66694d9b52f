"""The door of every page: who may ask for it at all.

`urls.py` is the one table: each line names its capability, or says that it is open to everybody or to everybody
signed in. The action or query behind the page decides again, about the very subject. A form that comes in twice
from one page, by a double click, is handled once.
"""

from collections.abc import Callable
from enum import StrEnum
from functools import wraps
from typing import Any, cast

from django.http import HttpRequest, HttpResponseRedirect
from django.http.response import HttpResponseBase

from safeconduct.access.decide import decide
from safeconduct.access.words import Capability
from safeconduct.store import once
from safeconduct.store.visit import Visit

View = Callable[..., HttpResponseBase]


class Open(StrEnum):
    """Pages that ask for no capability."""

    TO_EVERYBODY = "everybody"
    TO_OPERATORS = "operators"


def guarded(view: View, may: Capability | Open, body_bytes_max: int | None = None) -> View:
    """The view behind its door; `may` stays readable on it, for the table of who may and its test.

    What announces more than `body_bytes_max` is refused before anything of it is read; None is left to the view.
    """

    @wraps(view)
    def door(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not isinstance(may, Capability):
            return view(request, *args, **kwargs)
        visit = cast(Visit, request)
        decide(visit.actor, may)
        form = _form_sent(visit)
        return _once(form, lambda: view(request, *args, **kwargs)) if form else view(request, *args, **kwargs)

    door.__dict__["may"] = may
    door.__dict__["body_bytes_max"] = body_bytes_max
    return door


def _form_sent(visit: Visit) -> str:
    """The form that the request brings, or "". Each rendering of a page carries a token of its own."""
    token = visit.POST.get("csrfmiddlewaretoken", "")
    if visit.method != "POST" or not token or "HX-Request" in visit.headers:
        return ""
    files = [(name, [(one.name, one.size) for one in sent]) for name, sent in visit.FILES.lists()]
    text = repr((sorted(visit.POST.lists()), sorted(files)))
    return once.digest(visit.actor.operator_id, visit.path, text.encode())


def _once(form: str, handle: Callable[[], HttpResponseBase]) -> HttpResponseBase:
    """Handle the form, or lead to where its first sending led. What was not taken may be sent again."""
    while not once.claim(form):
        if address := once.led_to(form):
            return HttpResponseRedirect(address)
    try:
        answer = handle()
    except BaseException:
        once.release(form)
        raise
    if isinstance(answer, HttpResponseRedirect):
        once.settle(form, answer.url)
    else:
        once.release(form)
    return answer
