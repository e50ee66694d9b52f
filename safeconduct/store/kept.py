"""Nothing typed is ever lost: text of a form that could not be handled yet, kept until its page is opened again.

Used when the language is switched in the middle of a form and when a form comes in after the session ended.
The text may be one for a sealed compartment, which the server must not be able to open. So it lies in the
session under a key made from the session's own key, which stands in the browser's cookie alone: the service key
and a backup open nothing of it. Each path has its own, and opening the page takes it.
"""

import base64
import binascii
import hashlib
from collections.abc import Iterator
from contextlib import contextmanager

from django.contrib.sessions.backends.base import SessionBase
from django.http import QueryDict
from nacl.exceptions import CryptoError
from nacl.secret import SecretBox

_SESSION_KEY = "kept"
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
    kept[path] = _sealed(session, text)
    session[_SESSION_KEY] = kept


def take(session: SessionBase, path: str) -> QueryDict:
    """The text kept for the page, which is then no longer kept; empty if there is none."""
    kept = dict(session.get(_SESSION_KEY, {}))
    if path not in kept:
        return QueryDict()
    text = _opened(session, kept.pop(path))
    session[_SESSION_KEY] = kept
    return QueryDict(text)


@contextmanager
def carried_over(session: SessionBase) -> Iterator[None]:
    """Seal what is kept anew under the key that the session is given inside."""
    texts = {path: _opened(session, sealed) for path, sealed in session.get(_SESSION_KEY, {}).items()}
    yield
    if texts:
        session[_SESSION_KEY] = {path: _sealed(session, text) for path, text in texts.items()}


def _sealed(session: SessionBase, text: str) -> str:
    if session.session_key is None:
        session.create()
    return base64.b64encode(bytes(_box(session).encrypt(text.encode("ascii")))).decode()


def _opened(session: SessionBase, sealed: str) -> str:
    """What was sealed; "" for a text of another session key, which nobody can open any more."""
    try:
        return _box(session).decrypt(base64.b64decode(sealed)).decode("ascii")
    except (CryptoError, binascii.Error, ValueError):
        return ""


def _box(session: SessionBase) -> SecretBox:
    key = (session.session_key or "").encode()
    return SecretBox(
        hashlib.blake2b(key, digest_size=SecretBox.KEY_SIZE, person=b"safeconduct/kept").digest()
    )
