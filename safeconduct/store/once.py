"""A form counts once: a second press of its button is led to where the first one led, and writes nothing.

Owns `ops_form_sent`: one row a form that is being handled or was handled, under a keyed digest of who sent it,
where, from which rendering of the page and with which text. The same text from a page opened anew is another
form. Each row tells a day and no hour, so that it dates no sealed entry; yesterday's are forgotten.
"""

from datetime import timedelta
from time import monotonic, sleep

from django.db import IntegrityError, transaction

from safeconduct.sources.errors import Refused
from safeconduct.store import rows
from safeconduct.store.clock import today
from safeconduct.store.models import FormSent

TABLE = "ops_form_sent"
_WAIT_SECONDS = 20.0
_ASK_AGAIN_SECONDS = 0.1


def digest(sender: str, path: str, sent: bytes) -> str:
    """The name of a form that was sent; without the service key nobody can compute it."""
    return rows.digest(TABLE, b"\0".join((sender.encode(), path.encode(), sent)))


def claim(form: str) -> bool:
    """Whether this is the first time that the form is sent; it is then being handled."""
    FormSent.objects.filter(day__lt=(today() - timedelta(days=1)).isoformat()).delete()
    try:
        with transaction.atomic():
            FormSent.objects.create(id=form, day=today().isoformat())
    except IntegrityError:
        return False
    return True


def settle(form: str, led_to: str) -> None:
    """The form was handled and led to this address."""
    FormSent.objects.filter(id=form).update(sealed=rows.seal(TABLE, form, led_to))


def release(form: str) -> None:
    """The form was not taken: it may be sent again as it is."""
    FormSent.objects.filter(id=form).delete()


def led_to(form: str) -> str:
    """Where the first sending led, as soon as it is handled; "" when it was not taken.

    Raises Refused when it is not handled in time.
    """
    until = monotonic() + _WAIT_SECONDS
    while monotonic() < until:
        row = FormSent.objects.filter(id=form).first()
        if row is None:
            return ""
        if row.sealed:
            return str(rows.open(TABLE, form, bytes(row.sealed)))
        sleep(_ASK_AGAIN_SECONDS)
    raise Refused(
        "form_running",
        "This form was sent a moment ago and is not done yet.",
        "House rule",
        remedy="Open the page again and see whether it was recorded.",
    )
