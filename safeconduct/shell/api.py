"""The HTTP API as one: its operations behind the doors of `urls.py`, and the one table from errors to answers.

Owns who is let in, in which order that is asked (signed in, entitled, own token, size, known fields), and the
form of every refusal. Each operation names its capability in `x-may`, which OpenAPI shows. The documentation
page of django-ninja is left out: it needs inline styles, which the content security policy forbids.
"""

import logging
import traceback
from collections.abc import Callable, Iterable
from functools import lru_cache, wraps
from typing import Any, cast

from django.conf import settings
from django.core.exceptions import RequestDataTooBig, SuspiciousOperation
from django.db import DatabaseError, DataError
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed, JsonResponse
from django.http.multipartparser import MultiPartParserError
from django.http.response import HttpResponseBase
from django.urls import URLPattern, path
from ninja import NinjaAPI
from ninja.errors import HttpError, ValidationError
from ninja.operation import Operation
from ninja.security import APIKeyCookie
from ninja.utils import check_csrf

from safeconduct.access.decide import decide
from safeconduct.access.words import Capability
from safeconduct.accounts import api as accounts
from safeconduct.accounts.api import NotSignedIn
from safeconduct.arrangements import api as arrangements
from safeconduct.disclosure import api as disclosure
from safeconduct.duties import api as duties
from safeconduct.duties import paper_api
from safeconduct.figures import api as figures
from safeconduct.ledger.errors import NotCanonical, Tampered
from safeconduct.registry import api as registry
from safeconduct.shell.door import Open
from safeconduct.sources.errors import Conflict, Forbidden, Refused
from safeconduct.store import api as store
from safeconduct.store.errors import (
    Locked,
    LogNotCut,
    StoreBusy,
    StoreError,
    StoreFull,
    StoreReadOnly,
    WrongPassphrase,
)
from safeconduct.store.sent import JSON, Refusal, TooLarge, WrongType, announced_bytes
from safeconduct.store.visit import Visit
from safeconduct.tables.errors import ListUnreadable
from safeconduct.tracing import api as tracing
from safeconduct.wishes import api as wishes

_log = logging.getLogger("safeconduct.shell.api")
VERSION = "v1"
PREFIX = f"/api/{VERSION}/"
MULTIPART = "multipart/form-data"
_TAKES = {"body": JSON, "form": MULTIPART, "file": MULTIPART}
_SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})
_SCHEMA_SOURCE = "the operation's schema"
_SEE_SCHEMA = f"See {PREFIX}openapi.json."
_FIELD_LENGTH_MAX = 200
# Beside its file a list brings a name, a mapping and the borders of its parts.
_BESIDE_FILE_BYTES = 1024 * 1024
View = Callable[..., HttpResponseBase]


class NoToken(Exception):
    """The request does not carry the token of its session."""


# --- the table ------------------------------------------------------------------------------------


def answer_for(request: HttpRequest, error: Exception) -> HttpResponse:
    """The answer that tells a program of this error; one of the program itself says nothing of its inside."""
    return _of_sender(error) or _of_operator(request, error) or _of_machine(error)


def _of_sender(error: Exception) -> HttpResponse | None:
    """What was sent is no request of this API."""
    match error:
        case ValidationError():
            return _invalid(error.errors)
        case ListUnreadable():
            return _refusal(422, error.code, error.reason, error.remedy, "House rule: lists", "file")
        case NotCanonical() | DataError():
            reason = "A value cannot be stored, such as a null character or a number beyond 2^53."
            return _refusal(422, "bad_value", reason, _SEE_SCHEMA, _SCHEMA_SOURCE)
        case WrongType():
            reason = f"The body is not {error.expected}."
            return _refusal(415, "wrong_type", reason, _SEE_SCHEMA, _SCHEMA_SOURCE)
        case TooLarge() | RequestDataTooBig():
            return _refusal(413, "too_large", "More was sent than is taken in at once.", "Send less at once.")
        case MultiPartParserError() | SuspiciousOperation() | HttpError():
            return _refusal(400, "bad_request", "What was sent cannot be read.", _SEE_SCHEMA)
    return None


def _of_operator(request: HttpRequest, error: Exception) -> HttpResponse | None:
    """The operator may not, or must do something first."""
    match error:
        case NotSignedIn():
            return not_signed_in(request)
        case NoToken():
            reason = "The request does not carry the token of its session."
            remedy = f"Send `csrf` of {PREFIX}session as the header X-CSRFToken."
            return _refusal(403, "no_token", reason, remedy)
        case WrongPassphrase():
            reason = "Login and passphrase do not belong together."
            return _refusal(401, "wrong_passphrase", reason, error.remedy, "House rule", "passphrase")
        case Locked():
            remedy = f"Sign in again at {PREFIX}session with unlock."
            return _refusal(403, "locked", "This session is locked.", remedy, "House rule")
        case Forbidden():
            return nothing_here(request)
        case Refused():
            return _refusal(422, error.code, error.reason, error.remedy, error.source, error.field)
        case Conflict():
            reason = "Somebody else recorded something about this meanwhile. Nothing was saved."
            refused = Refusal(error="conflict", reason=reason, remedy="Read again.", source="House rule")
            theirs = registry.theirs_of(error, cast(Visit, request).actor)
            return JsonResponse(refused.model_dump() | {"theirs": theirs}, status=409)
    return None


def _of_machine(error: Exception) -> HttpResponse:
    """The store cannot, what it keeps was altered, or the program is wrong."""
    match error:
        case LogNotCut():
            return _refusal(503, "log_not_cut", str(error), error.remedy)
        case StoreFull():
            return _refusal(503, "store_full", str(error), error.remedy)
        case StoreBusy():
            return _refusal(503, "store_busy", str(error), error.remedy)
        case StoreReadOnly():
            return _refusal(503, "store_read_only", str(error), error.remedy)
        case StoreError():
            return _refusal(503, "store_unreachable", "The store does not answer.", error.remedy)
        case DatabaseError():
            return _refusal(503, "store_unreachable", "The database does not answer as expected.")
        case Tampered():
            _log.error("a stored value was altered: %s", error)
            return _refusal(500, "tampered", "A stored value was altered.", "Verify the record.")
    # The message of an unforeseen error may hold what was sent; its kind and its place do not.
    place = traceback.extract_tb(error.__traceback__)[-1:]
    _log.error(
        "%s at %s", type(error).__name__, ", ".join(f"{each.filename}:{each.lineno}" for each in place)
    )
    return _refusal(500, "program", "The program failed. Nothing was saved.", "Tell the administrator.")


def _invalid(errors: Iterable[dict[str, Any]]) -> HttpResponse:
    """The first thing that is wrong, with its field; never the value, which may be a secret."""
    first = next(iter(errors))
    if first["type"] == "json_invalid":
        return _refusal(
            400, "not_json", "The body is no JSON, or nests too deep.", _SEE_SCHEMA, _SCHEMA_SOURCE
        )
    field = ".".join(str(part) for part in first["loc"][1:])[:_FIELD_LENGTH_MAX]
    # This one message of pydantic repeats what was sent.
    reason = "Not one of the kinds known" if first["type"] == "union_tag_invalid" else first["msg"]
    return _bad_field(field, reason)


def _bad_field(field: str, reason: str) -> HttpResponse:
    return _refusal(422, "bad_field", f"{field or 'the body'}: {reason}.", _SEE_SCHEMA, _SCHEMA_SOURCE, field)


def _refusal(
    status: int, error: str, reason: str, remedy: str = "", source: str = "", field: str = ""
) -> HttpResponse:
    told = Refusal(error=error, reason=reason, remedy=remedy, source=source, field=field)
    return JsonResponse(told.model_dump(), status=status)


def not_signed_in(request: HttpRequest) -> HttpResponse:
    """The same bytes for every path and every method: a stranger learns not even what there is to ask."""
    remedy = f"Sign in with POST {PREFIX}session."
    return _refusal(401, "not_signed_in", "Nobody is signed in.", remedy)


def nothing_here(request: HttpRequest, **kwargs: object) -> HttpResponse:
    """The same bytes for what does not exist and for what is not this operator's."""
    return _refusal(404, "nothing_here", "There is nothing here for you.")


# --- the operations -------------------------------------------------------------------------------


class _Api(NinjaAPI):
    """Hands every error to the one table."""

    def on_exception(self, request: HttpRequest, exc: Any) -> HttpResponse:
        """The answer of the table."""
        return answer_for(request, exc)


class SessionCookie(APIKeyCookie):
    """The session's cookie, which `accounts` reads; here it is what OpenAPI tells of it."""

    param_name = settings.SESSION_COOKIE_NAME

    def __call__(self, request: HttpRequest) -> str:
        """Who is signed in, or nobody; the token of the request was asked for at the door."""
        return cast(Visit, request).actor.operator_id

    def authenticate(self, request: HttpRequest, key: str | None) -> str:
        """Not used: the session was opened before."""
        return self(request)


api = _Api(
    title="safeconduct",
    version=VERSION,
    description="Every read and every command of the register. Send X-CSRFToken with whatever is no GET.",
    openapi_url=None,
    docs_url=None,
    auth=SessionCookie(),
)
_ROUTERS = (
    accounts.router,
    registry.router,
    tracing.router,
    wishes.router,
    paper_api.router,
    arrangements.router,
    disclosure.router,
    figures.router,
    duties.router,
    store.router,
)
for _router in _ROUTERS:
    api.add_router("", _router)


@lru_cache(maxsize=1)
def schema() -> dict[str, Any]:
    """The OpenAPI description of all operations."""
    return dict(api.get_openapi_schema(path_prefix=PREFIX.lstrip("/")))


def openapi(request: HttpRequest) -> HttpResponse:
    """The description, to operators."""
    return JsonResponse(schema())


# --- the doors ------------------------------------------------------------------------------------

_AT_THE_DOOR = (
    Forbidden, NotSignedIn, NoToken, TooLarge, WrongType, SuspiciousOperation, MultiPartParserError, ValidationError,
)  # fmt: skip


def _door(view: View, may: Capability | Open, operations: Iterable[Operation] = ()) -> View:
    """The view behind its door; `may` stays readable on it, as on every page."""
    known = {method: operation for operation in operations for method in operation.methods}

    @wraps(view)
    def door(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        try:
            _let_in(cast(Visit, request), may, known.get(request.method or ""))
        except _AT_THE_DOOR as error:
            return answer_for(request, error)
        response = view(request, *args, **kwargs)
        if isinstance(response, HttpResponseNotAllowed):
            allowed = response.headers["Allow"]
            response = _refusal(405, "wrong_method", "This is not asked with this method.", f"Use {allowed}.")
            response.headers["Allow"] = allowed
        return response

    door.__dict__["may"] = may
    door.__dict__["csrf_exempt"] = True  # asked for here, so that the answer is JSON
    door.__dict__["stranger"] = not_signed_in
    return door


def _let_in(visit: Visit, may: Capability | Open, operation: Operation | None) -> None:
    is_stranger = not visit.actor.operator_id
    if is_stranger and may is not Open.TO_EVERYBODY:
        raise NotSignedIn
    if isinstance(may, Capability):
        decide(visit.actor, may)
    _check_size(visit)
    # A stranger signs in without a token: another page's form cannot send JSON.
    if visit.method not in _SAFE_METHODS and not is_stranger and check_csrf(visit) is not None:
        raise NoToken
    if operation is not None:
        _check_known(visit, operation)


def _check_size(visit: Visit) -> None:
    """By the announced length, which the server holds the sender to."""
    limit = settings.DATA_UPLOAD_MAX_MEMORY_SIZE
    if visit.content_type == MULTIPART:
        limit = settings.SAFECONDUCT_UPLOAD_BYTES_MAX + _BESIDE_FILE_BYTES
    if announced_bytes(visit) > limit:
        raise TooLarge


def _check_known(visit: Visit, operation: Operation) -> None:
    """Refuse another type of body, and fields that the operation does not know: django-ninja passes over both."""
    known: dict[str, set[str]] = {"query": set(), "form": set(), "file": set()}
    for model in operation.models:
        kind = str(model.__ninja_param_source__)
        if kind in _TAKES and visit.content_type != _TAKES[kind]:
            raise WrongType(_TAKES[kind])
        if kind in known:
            known[kind] |= set(getattr(model, "__ninja_flatten_map__", None) or model.model_fields)
    sent = [("query", name) for name in visit.GET]
    if visit.content_type == MULTIPART:
        sent += [("form", name) for name in visit.POST] + [("file", name) for name in visit.FILES]
    for kind, name in sent:
        if name not in known[kind]:
            raise ValidationError([{"type": "extra", "loc": (kind, name), "msg": "There is no such field"}])


def _may_of(operation: Operation) -> Capability | Open:
    said = str((operation.openapi_extra or {})["x-may"])
    return Open(said) if said in set(Open) else Capability(said)


def _urls() -> list[URLPattern]:
    """One line a path; what no operation has is nothing, and to a stranger the same as everything."""
    operations = {
        route.replace("{", "<").replace("}", ">").lstrip("/"): view.operations
        for router in _ROUTERS
        for route, view in router.path_operations.items()
    }
    made: dict[str, URLPattern] = {}
    for pattern in api.urls[0]:
        route = str(pattern.pattern)
        if isinstance(pattern, URLPattern) and route in operations:
            (may,) = {_may_of(operation) for operation in operations[route]}
            door = _door(pattern.callback, may, operations[route])
            made[route] = path(f"{VERSION}/{route}", door, name=f"api-{pattern.name}")
    return [
        *made.values(),
        path(f"{VERSION}/openapi.json", _door(openapi, Open.TO_OPERATORS), name="api-openapi"),
        path("", _door(nothing_here, Open.TO_OPERATORS), name="api-nothing"),
        path("<path:rest>", _door(nothing_here, Open.TO_OPERATORS), name="api-nothing-there"),
    ]


urlpatterns = _urls()
