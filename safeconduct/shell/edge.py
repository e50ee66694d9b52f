"""The edge: the one table from kinds of error to statuses and pages.

Rules and rooms never speak HTTP. "No such record" and "not yours" are one page of the same bytes.
"""

import logging

from django.db import DataError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from safeconduct.ledger.errors import Tampered
from safeconduct.registry.web.forms import problem_of
from safeconduct.sources.errors import Conflict, Forbidden, Refused
from safeconduct.store.errors import Locked, LogNotCut, StoreBusy, StoreError, StoreFull, StoreReadOnly
from safeconduct.store.record import named

_log = logging.getLogger("safeconduct.shell.edge")


def page_for(request: HttpRequest, error: Exception) -> HttpResponse | None:
    """The page that tells the operator of this error; None for an error of the program."""
    match error:
        case Locked():
            return _page(request, "errors/locked.html", 403)
        case Forbidden() | DataError():
            # PostgreSQL does not even look for a name with a null character.
            return nothing_here(request)
        case Refused():
            return _page(request, "errors/refused.html", 422, problem=problem_of(error))
        case Conflict():
            return _page(request, "errors/conflict.html", 409, theirs=())
        case LogNotCut():
            return _page(request, "errors/log_not_cut.html", 503)
        case StoreFull():
            return _page(request, "errors/store.html", 503, kind="full")
        case StoreBusy():
            return _page(request, "errors/store.html", 503, kind="busy")
        case StoreReadOnly():
            return _page(request, "errors/store.html", 503, kind="read_only")
        case OperationalError():
            return page_for(request, named(error))
        case StoreError():
            return _page(request, "errors/store.html", 503, kind="unreachable")
        case Tampered():
            _log.error("a stored value was altered: %s", error)
            return _page(request, "errors/tampered.html", 500)
    return None


def nothing_here(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """One page for what does not exist and for what is not this operator's, with the same bytes."""
    return _page(request, "errors/nothing.html", 404)


def form_too_old(request: HttpRequest, reason: str = "") -> HttpResponse:
    """A form without a valid token: from another page, or the browser keeps no cookies."""
    return _page(request, "errors/form.html", 403)


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """A request that is no request of these pages."""
    return _page(request, "errors/bad_request.html", 400)


def too_large(request: HttpRequest) -> HttpResponse:
    """More was sent than is taken in at once."""
    return _page(request, "errors/too_large.html", 413)


def program_error(request: HttpRequest) -> HttpResponse:
    """An error of the program; says nothing of its inside, which stands in the log."""
    return _page(request, "errors/program.html", 500)


def _page(request: HttpRequest, template: str, status: int, **context: object) -> HttpResponse:
    return render(request, template, context, status=status)
