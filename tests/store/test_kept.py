"""Text that is kept for a form: it comes back to the browser that typed it, and the server cannot open it."""

import base64

import pytest
from django.http import QueryDict

from safeconduct.accounts.sessions import SessionStore
from safeconduct.store import kept, rows
from safeconduct.store.create import Created
from tests.store.written import BOTH

pytestmark = pytest.mark.django_db(databases=BOTH)
PATH = "/prisoners/AB12-CD34/hand-in/"
TEXT = "wound of the left hand"


def session_that_keeps() -> SessionStore:
    session = SessionStore()
    session.create()
    kept.keep(session, PATH, QueryDict(f"note={TEXT}"))
    session.save()
    return session


def test_what_was_typed_comes_back_once(instance: Created) -> None:
    session = session_that_keeps()
    again = SessionStore(session.session_key)
    assert kept.take(again, "/elsewhere/").dict() == {}
    assert kept.take(again, PATH).dict() == {"note": TEXT}
    assert kept.take(again, PATH).dict() == {}


def test_the_service_key_does_not_open_it(instance: Created) -> None:
    """All that stands in the row, opened with everything the server has, but without the browser's cookie."""
    from safeconduct.accounts.models import SessionRow

    session_that_keeps()
    (row,) = SessionRow.objects.all()
    content = rows.open("ops_session", row.digest, bytes(row.sealed))
    assert isinstance(content, dict)
    assert isinstance(content["kept"], dict)
    stored = base64.b64decode(str(content["kept"][PATH]))
    assert b"wound" not in stored
    assert kept.take(_session_of(dict(content)), PATH).dict() == {}


def _session_of(content: dict[str, object]) -> SessionStore:
    """A session under a key of its own that holds what another one held."""
    session = SessionStore()
    session.create()
    for name, value in content.items():
        session[name] = value
    return session


def test_a_new_session_key_loses_nothing(instance: Created) -> None:
    session = session_that_keeps()
    before = session.session_key
    with kept.carried_over(session):
        session.cycle_key()
    assert session.session_key != before
    assert kept.take(session, PATH).dict() == {"note": TEXT}
