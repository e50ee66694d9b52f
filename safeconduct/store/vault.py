"""A secret of one session: it lies in the session, and the key that opens it stands in the browser's cookie alone.

Unlocking puts a new random key into the cookie. Neither the database with its sessions nor the browser has both, and
what was hidden before the session was locked, or unlocked again, opens no more.
"""

import base64
import binascii

from django.http import HttpRequest
from nacl.exceptions import CryptoError
from nacl.secret import SecretBox

from safeconduct.store.errors import Locked

COOKIE = "safeconduct-unlock"


def hide(request: HttpRequest, name: str, secret: bytes) -> None:
    """Keep the secret under the name; Locked in a session that is not unlocked."""
    box = _box(request)
    if box is None:
        raise Locked("this session is locked")
    request.session[name] = sealed(box, secret)


def reveal(request: HttpRequest, name: str) -> bytes | None:
    """The secret of this name; None where there is none or the session was locked since."""
    kept, box = request.session.get(name), _box(request)
    if not kept or box is None:
        return None
    try:
        return box.decrypt(base64.b64decode(str(kept)))
    except (CryptoError, ValueError, binascii.Error):
        return None


def sealed(box: SecretBox, secret: bytes) -> str:
    """What the session keeps of a secret."""
    return base64.b64encode(bytes(box.encrypt(secret))).decode()


def _box(request: HttpRequest) -> SecretBox | None:
    try:
        return SecretBox(base64.urlsafe_b64decode(request.COOKIES.get(COOKIE, "")))
    except (ValueError, binascii.Error):
        return None
