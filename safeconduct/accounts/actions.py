"""Adding operators, signing in and out, unlocking and locking.

Owns the passphrase's way: it opens the operator's private key or it does not; no hash of it is kept anywhere.
While unlocked, the private key lies in the session, sealed under a random key that only the client's cookie
holds. See docs/explanation/keys-and-compartments.md.
"""

import base64
from collections.abc import Mapping
from dataclasses import asdict
from datetime import timedelta

import nacl.utils
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.middleware.csrf import rotate_token
from nacl.secret import SecretBox

from safeconduct.access.actor import SERVICE, Actor
from safeconduct.access.decide import decide
from safeconduct.access.words import Capability, Compartment
from safeconduct.accounts import projection, queries
from safeconduct.accounts.facts import AddOperator, Fact, OperatorAdded, PassphraseChanged, ReaderEnrolled
from safeconduct.accounts.models import Preference, SessionRow, SignInAttempt
from safeconduct.accounts.queries import Operator, Preferences
from safeconduct.ledger.canonical import Json
from safeconduct.ledger.errors import Tampered
from safeconduct.sources.errors import Refused
from safeconduct.store import kept, readers, release, rows, vault
from safeconduct.store.clock import now
from safeconduct.store.entries import Draft
from safeconduct.store.history import history
from safeconduct.store.record import record, transaction

ATTEMPTS_MAX = 5
ATTEMPTS_MINUTES = 5
PASSPHRASE_CHARACTERS_MIN = 12
UNLOCK_COOKIE = vault.COOKIE
DEVICE_COOKIE = "safeconduct-device"
_DEVICE_DAYS = 180


def add_operator(command: AddOperator, passphrase: str, actor: Actor) -> str:
    """Add an operator with a key pair of her own; returns the id. Raises Refused for a taken login."""
    decide(actor, Capability.ACCOUNTS_OPERATOR_ADD)
    return _add(command, passphrase, actor)


def add_first_operator(command: AddOperator, passphrase: str) -> str:
    """Add the first operator of an instance; only while there is none. She reads nothing sealed."""
    if not queries.is_empty():
        reason = "There is an operator already; an administrator adds the next one."
        raise Refused("not_first", reason, "House rule")
    return _add(command, passphrase, SERVICE)


def enrol_reader(operator_id: str, halves: Mapping[str, bytes], ground: str, actor: Actor) -> None:
    """Seal these private halves to an operator and record it. The caller holds them by a ceremony."""
    if actor is not SERVICE:
        decide(actor, Capability.ACCOUNTS_OPERATOR_ADD)
    with transaction():
        readers.enrol(operator_id, halves)
        _record(operator_id, ReaderEnrolled(halves=tuple(sorted(halves)), ground=ground), actor)


def change_passphrase(old: str, new: str, actor: Actor) -> None:
    """Let an operator choose another passphrase of her own; nobody else can, not even an administrator.

    Her sessions end: whoever has the old passphrase may be signed in with it.
    """
    check_passphrase(new)
    with transaction():
        _record(actor.operator_id, PassphraseChanged(), actor)
        readers.change_passphrase(actor.operator_id, old, new)
        _end_sessions(actor.operator_id)


def sign_in_operator(login: str, passphrase: str) -> tuple[Operator, bytes]:
    """The operator and her private key; WrongPassphrase alike for an unknown login and a wrong passphrase."""
    operator = queries.by_login(login)
    private = readers.unlock(operator.id if operator else "", passphrase)
    assert operator is not None  # unlock raised otherwise
    return operator, private


def sign_in(request: HttpRequest, login: str, passphrase: str) -> Operator:
    """Sign in on this request's session, locked; raises WrongPassphrase, or Refused after too many failures.

    Of a session that was another operator's nothing is taken over: neither an unlocked key nor a kept text.
    """
    bucket = _bucket(request, login)
    _count_attempt(bucket)
    operator, _ = sign_in_operator(login, passphrase)
    SignInAttempt.objects.filter(bucket_tag=bucket).delete()
    _sweep()
    if request.session.get("operator") != operator.id:
        request.session.flush()
    with kept.carried_over(request.session):
        request.session.cycle_key()
    request.session.pop("private", None)
    rotate_token(request)
    request.session["operator"] = operator.id
    request.session["signed_in"] = now().timestamp()
    return operator


def remember_device(response: HttpResponse, operator: Operator) -> None:
    """Let this device keep an attempt count of its own, so that strangers' guesses do not lock her out."""
    response.set_signed_cookie(
        DEVICE_COOKIE,
        operator.id,
        max_age=_DEVICE_DAYS * 86_400,
        httponly=True,
        samesite="Strict",
        secure=settings.SESSION_COOKIE_SECURE,
    )


def sign_out(request: HttpRequest, response: HttpResponse) -> None:
    """End the session on the server and clear what the browser keeps."""
    request.session.flush()
    response.delete_cookie(UNLOCK_COOKIE)
    response["Clear-Site-Data"] = '"cache", "storage"'


def unlock(request: HttpRequest, response: HttpResponse, passphrase: str) -> None:
    """Open the session's sealed compartments for `SAFECONDUCT_IDLE_LOCK_MINUTES` of idling."""
    operator_id = str(request.session["operator"])
    bucket = rows.tag("sign-in", f"unlock|{operator_id}")
    attempt = _count_attempt(bucket)
    private = readers.unlock(operator_id, passphrase)
    SignInAttempt.objects.filter(pk=attempt).delete()
    key = nacl.utils.random(SecretBox.KEY_SIZE)
    with kept.carried_over(request.session):
        request.session.cycle_key()
    request.session["private"] = vault.sealed(SecretBox(key), private)
    touch(request)
    response.set_cookie(
        UNLOCK_COOKIE,
        base64.urlsafe_b64encode(key).decode(),
        httponly=True,
        samesite="Strict",
        secure=settings.SESSION_COOKIE_SECURE,
    )


def lock(request: HttpRequest, response: HttpResponse) -> None:
    """Lock the session's sealed compartments at once."""
    request.session.pop("private", None)
    request.session.pop("unlocked_until", None)
    release.forget(request)
    response.delete_cookie(UNLOCK_COOKIE)


def touch(request: HttpRequest) -> None:
    """Move the idle lock on."""
    idle = timedelta(minutes=settings.SAFECONDUCT_IDLE_LOCK_MINUTES)
    request.session["unlocked_until"] = (now() + idle).timestamp()


def set_preferences(operator_id: str, chosen: Preferences) -> None:
    """Keep how this operator wants to see pages."""
    content: dict[str, Json] = dict(asdict(chosen))
    Preference.objects.update_or_create(
        pk=operator_id, defaults={"sealed": rows.seal(queries.PREFERENCES, operator_id, content)}
    )


def check_passphrase(passphrase: str) -> None:
    """Refuse a passphrase that is shorter than the house rule asks for."""
    if len(passphrase) < PASSPHRASE_CHARACTERS_MIN:
        raise Refused(
            "short_passphrase",
            f"The passphrase has {len(passphrase)} characters; at least {PASSPHRASE_CHARACTERS_MIN} are needed.",
            "House rule",
            remedy="Choose four or more words.",
            field="passphrase",
        )


def _add(command: AddOperator, passphrase: str, actor: Actor) -> str:
    check_passphrase(passphrase)
    if not command.roles:
        raise Refused("no_role", "An operator needs at least one role.", "House rule", field="roles")
    operator_id = nacl.utils.random(16).hex()
    with transaction():
        if queries.by_login(command.login) is not None:
            raise Refused("login_taken", f"The login {command.login} is taken.", "House rule", field="login")
        _record(operator_id, OperatorAdded(**command.model_dump()), actor)
        readers.create_pair(operator_id, passphrase)
    return operator_id


def _record(operator_id: str, fact: Fact, actor: Actor) -> None:
    past = history(operator_id, [Compartment.OFFICE], actor)
    entries = record([Draft(Compartment.OFFICE, operator_id, len(past) + 1, fact)], actor)
    projection.project([(operator_id, [*past, *entries])])


def _bucket(request: HttpRequest, login: str) -> int:
    operator = queries.by_login(login)
    device = request.get_signed_cookie(DEVICE_COOKIE, default="", max_age=_DEVICE_DAYS * 86_400)
    known = "known" if operator is not None and device == operator.id else "unknown"
    return rows.tag("sign-in", f"{known}|{login.strip().lower()}")


def _count_attempt(bucket: int) -> str:
    """Count an attempt as failed before its passphrase is tried; returns its id. Refused when there were too many.

    It is counted first because trying takes long: guesses sent at once would all find the count as it was. Of those
    that are refused nothing is kept, so that they do not prolong the pause.
    """
    attempt, at = nacl.utils.random(16).hex(), now()
    SignInAttempt.objects.create(id=attempt, bucket_tag=bucket, at=at)
    since = at - timedelta(minutes=ATTEMPTS_MINUTES)
    if SignInAttempt.objects.filter(bucket_tag=bucket, at__gt=since).count() > ATTEMPTS_MAX:
        SignInAttempt.objects.filter(pk=attempt).delete()
        raise Refused(
            "too_many_attempts",
            f"{ATTEMPTS_MAX} attempts failed within {ATTEMPTS_MINUTES} minutes.",
            "House rule",
            remedy=f"Wait {ATTEMPTS_MINUTES} minutes, then try again.",
        )
    return attempt


def _end_sessions(operator_id: str) -> None:
    """Every session is opened to see whose it is, for no column says it; there are few."""
    table = SessionRow._meta.db_table
    for row in SessionRow.objects.all():
        try:
            content = rows.open(table, row.digest, bytes(row.sealed))
        except Tampered:
            continue  # Nobody can use this one either.
        if isinstance(content, dict) and content.get("operator") == operator_id:
            row.delete()


def _sweep() -> None:
    """Remove sessions that have ended and failures that count no longer: both hold what somebody typed or did."""
    SessionRow.objects.filter(expires__lte=now()).delete()
    SignInAttempt.objects.filter(at__lte=now() - timedelta(minutes=ATTEMPTS_MINUTES)).delete()
