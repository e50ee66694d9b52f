"""The door of every page: who may ask for it at all.

`urls.py` is the one table: each line names its capability, or says that it is open to everybody or to everybody
signed in. The action or query behind the page decides again, about the very subject.
"""

from collections.abc import Callable
from enum import StrEnum
from functools import wraps
from typing import Any, cast

from django.http import HttpRequest
from django.http.response import HttpResponseBase

from safeconduct.access.decide import decide
from safeconduct.access.words import Capability
from safeconduct.store.visit import Visit

View = Callable[..., HttpResponseBase]


class Open(StrEnum):
    """Pages that ask for no capability."""

    TO_EVERYBODY = "everybody"
    TO_OPERATORS = "operators"


def guarded(view: View, may: Capability | Open) -> View:
    """The view behind its door; `may` stays readable on it, for the table of who may and its test."""

    @wraps(view)
    def door(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if isinstance(may, Capability):
            decide(cast(Visit, request).actor, may)
        return view(request, *args, **kwargs)

    door.__dict__["may"] = may
    return door
