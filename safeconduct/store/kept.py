"""Nothing typed is ever lost: text of a form that could not be handled yet, kept until its page is opened again.

Used when the language is switched in the middle of a form and when a form comes in after the session ended.
The text lies in the session, sealed with the service key; each path has its own, and opening the page takes it.
"""

import base64

from django.contrib.sessions.backends.base import SessionBase
from django.http import QueryDict

from safeconduct.store import rows

_SESSION_KEY = "kept"
_TABLE = "kept"
_NOT_TYPED = frozenset({"csrfmiddlewaretoken", "switch_to", "login", "passphrase", "next"})
_LONGEST_BYTES = 200_000


def typed_in(post: QueryDict) -> QueryDict:
    """What the operator typed, without what the machinery of forms added."""
    typed = QueryDict(mutable=True)
    for name, values in post.lists():
        if name not in _NOT_TYPED:
            typed.setlist(name, values)
    return typed


def keep(session: SessionBase, path: str, typed: QueryDict) -> None:
    """Keep what was typed on the page at `path`; a newer text of the same page takes the older one's place."""
    text = typed.urlencode()
    if not text or len(text) > _LONGEST_BYTES:
        return
    kept = dict(session.get(_SESSION_KEY, {}))
    kept[path] = base64.b64encode(rows.seal(_TABLE, path, text)).decode()
    session[_SESSION_KEY] = kept


def take(session: SessionBase, path: str) -> QueryDict:
    """The text kept for the page, which is then no longer kept; empty if there is none."""
    kept = dict(session.get(_SESSION_KEY, {}))
    if path not in kept:
        return QueryDict()
    text = rows.open(_TABLE, path, base64.b64decode(kept.pop(path)))
    session[_SESSION_KEY] = kept
    return QueryDict(str(text))
