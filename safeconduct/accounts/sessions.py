"""Sessions kept in the database, sealed, under a keyed hash of their key; and the actor of each request.

Owns the session store (Django's own would keep its content readable), the idle lock and the absolute end
after eight hours.
"""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime

from django.conf import settings
from django.contrib.sessions.backends.base import CreateError, SessionBase, UpdateError
from django.contrib.sessions.middleware import SessionMiddleware as DjangoSessionMiddleware
from django.db import IntegrityError, transaction
from django.http import HttpRequest, HttpResponse

from safeconduct.access.actor import STRANGER
from safeconduct.accounts import actions, queries
from safeconduct.accounts.models import SessionRow
from safeconduct.ledger.canonical import Json
from safeconduct.ledger.errors import Tampered
from safeconduct.store import readers, release, rows, vault
from safeconduct.store.clock import now

_TABLE = "ops_session"
# Writing the session on every request would cost a durable commit each; a minute's grace is enough.
_TOUCH_AFTER_SECONDS = 60


class SessionStore(SessionBase):
    """Django's session interface over `ops_session`."""

    def load(self) -> dict[str, object]:
        """The session's content; a new, empty one when it is gone, expired or does not open."""
        row = SessionRow.objects.filter(pk=self._digest(self.session_key), expires__gt=now()).first()
        if row is None:
            self._session_key = None
            return {}
        try:
            content = rows.open(_TABLE, row.digest, bytes(row.sealed))
        except Tampered:
            self._session_key = None
            return {}
        assert isinstance(content, dict)
        # Times are kept as text: canonical bytes hold no fractions.
        return {name: float(str(value)) if name in _TIMES else value for name, value in content.items()}

    def exists(self, session_key: str | None) -> bool:
        """Whether a session has this key."""
        return SessionRow.objects.filter(pk=self._digest(session_key)).exists()

    def create(self) -> None:
        """Begin a new session under a new key."""
        while True:
            self._session_key = self._get_new_session_key()  # type: ignore[attr-defined]  # the stubs leave it out
            try:
                self.save(must_create=True)
            except CreateError:
                continue
            self.modified = True
            return

    def save(self, must_create: bool = False) -> None:
        """Write the content; CreateError when the key is taken, UpdateError when the session has ended."""
        if self.session_key is None:
            self.create()
            return
        digest = self._digest(self.session_key)
        loaded = self._get_session(no_load=must_create)  # type: ignore[attr-defined]  # the stubs leave it out
        content: dict[str, Json] = {
            name: repr(value) if name in _TIMES else value for name, value in loaded.items()
        }
        fields = {"sealed": rows.seal(_TABLE, digest, content), "expires": self.get_expiry_date()}
        if must_create:
            try:
                with transaction.atomic():
                    SessionRow.objects.create(digest=digest, **fields)
            except IntegrityError:
                raise CreateError from None
        elif not SessionRow.objects.filter(pk=digest).update(**fields):
            raise UpdateError

    def delete(self, session_key: str | None = None) -> None:
        """End a session on the server."""
        SessionRow.objects.filter(pk=self._digest(session_key or self.session_key)).delete()

    @classmethod
    def clear_expired(cls) -> None:
        """Remove sessions that have ended."""
        SessionRow.objects.filter(expires__lte=now()).delete()

    def _digest(self, session_key: str | None) -> str:
        return rows.digest("session", (session_key or "").encode())


_TIMES = frozenset({"signed_in", "unlocked_until"})


class SessionMiddleware(DjangoSessionMiddleware):
    """Django's middleware over this store."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        super().__init__(get_response)
        self.SessionStore = SessionStore


class ActorMiddleware:
    """Puts `request.actor`, `request.operator`, `request.released`; the stranger and None where nobody signed in."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        operator = _operator(request)
        request.operator = operator  # type: ignore[attr-defined]  # added here for every view
        actor = operator.actor(_keyring(request, operator)) if operator else STRANGER
        released = release.of_session(request, actor)
        request.released = released  # type: ignore[attr-defined]  # as above
        request.actor = replace(actor, released=released.keys) if released else actor  # type: ignore[attr-defined]  # as above
        return self._get_response(request)


def _operator(request: HttpRequest) -> queries.Operator | None:
    operator_id = request.session.get("operator")
    if not operator_id:
        return None
    age_seconds = now().timestamp() - float(request.session.get("signed_in", 0))
    operator = queries.by_id(str(operator_id)) if age_seconds < settings.SESSION_COOKIE_AGE else None
    if operator is None:
        request.session.flush()
    return operator


def _keyring(request: HttpRequest, operator: queries.Operator) -> dict[str, bytes]:
    """The private halves of an unlocked session; an idle one is locked here."""
    if not request.session.get("private"):
        return {}
    left_seconds = float(request.session.get("unlocked_until", 0)) - now().timestamp()
    if left_seconds <= 0:
        request.session.pop("private", None)
        return {}
    if left_seconds < settings.SAFECONDUCT_IDLE_LOCK_MINUTES * 60 - _TOUCH_AFTER_SECONDS:
        actions.touch(request)
    private = vault.reveal(request, "private")
    return readers.keyring_of(operator.id, private) if private else {}


def unlocked_until(request: HttpRequest) -> datetime | None:
    """When the session locks if nothing is done; None while it is locked."""
    if not request.actor.keyring:  # type: ignore[attr-defined]  # set by ActorMiddleware
        return None
    return datetime.fromtimestamp(float(request.session["unlocked_until"]), tz=UTC)
