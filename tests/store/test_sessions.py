"""Sessions, unlocking and sign-in: sealed rows, idle lock, absolute end, and five attempts in five minutes."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.test import RequestFactory

from safeconduct.access.actor import STRANGER
from safeconduct.access.words import Role
from safeconduct.accounts import actions, queries, sessions
from safeconduct.accounts.actions import ATTEMPTS_MAX, ATTEMPTS_MINUTES, DEVICE_COOKIE, UNLOCK_COOKIE
from safeconduct.accounts.facts import AddOperator
from safeconduct.accounts.models import SessionRow, SignInAttempt
from safeconduct.accounts.sessions import ActorMiddleware, SessionStore
from safeconduct.sources.errors import Refused
from safeconduct.store import readers
from safeconduct.store.create import Created
from safeconduct.store.errors import WrongPassphrase
from safeconduct.store.instance import passphrase_key
from tests.cast import ADMINISTRATOR
from tests.store.written import BOTH

pytestmark = pytest.mark.django_db(databases=BOTH)
PASSPHRASE = "violet kettle under nine bridges"  # noqa: S105 - invented for this test
LOGIN = "rita"
Clock = Callable[[datetime], None]
START = datetime(2025, 3, 1, 8, tzinfo=UTC)


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    """Sets the time that sessions, attempts and entries see."""

    def set_to(moment: datetime) -> None:
        for module in ("accounts.actions", "accounts.sessions", "store.record"):
            monkeypatch.setattr(f"safeconduct.{module}.now", lambda: moment)
        # Django asks its own clock for the day a session ends.
        monkeypatch.setattr("django.utils.timezone.now", lambda: moment)
        monkeypatch.setattr("django.contrib.sessions.backends.base.timezone.now", lambda: moment)

    set_to(START)
    return set_to


@pytest.fixture
def rita(instance: Created, clock: Clock) -> str:
    """An operator who may read health; returns her id."""
    command = AddOperator(login=LOGIN, name="Rita", roles=(Role.MEDICAL,))
    operator_id = actions.add_operator(command, PASSPHRASE, ADMINISTRATOR)
    halves = {"health": instance.private_halves["health"]}
    actions.enrol_reader(operator_id, halves, "two shares", ADMINISTRATOR)
    return operator_id


class Browser:
    """One browser: its cookies, and requests that pass through the two middlewares."""

    def __init__(self) -> None:
        self.cookies: dict[str, str] = {}

    def visit(
        self, do: Callable[[HttpRequest, HttpResponse], object] = lambda request, response: None
    ) -> HttpRequest:
        request = RequestFactory().get("/")
        request.COOKIES.update(self.cookies)
        request.session = SessionStore(self.cookies.get(settings.SESSION_COOKIE_NAME))
        response = HttpResponse()
        ActorMiddleware(lambda seen: response)(request)
        try:
            do(request, response)
        finally:
            self._keep(request, response)
        return request

    def _keep(self, request: HttpRequest, response: HttpResponse) -> None:
        if request.session.modified and not request.session.is_empty():
            request.session.save()
        if request.session.session_key:
            self.cookies[settings.SESSION_COOKIE_NAME] = request.session.session_key
        for name, morsel in response.cookies.items():
            self.cookies[name] = morsel.value

    def sign_in(self, login: str = LOGIN, passphrase: str = PASSPHRASE) -> HttpRequest:
        def do(request: HttpRequest, response: HttpResponse) -> None:
            operator = actions.sign_in(request, login, passphrase)
            actions.remember_device(response, operator)

        return self.visit(do)

    def unlock(self, passphrase: str = PASSPHRASE) -> HttpRequest:
        return self.visit(lambda request, response: actions.unlock(request, response, passphrase))

    def actor_opens(self) -> list[str]:
        return sorted(self.visit().actor.keyring)  # type: ignore[attr-defined]  # set by the middleware

    def is_stranger(self) -> bool:
        return bool(self.visit().actor == STRANGER)  # type: ignore[attr-defined]  # as above


# --- sessions --------------------------------------------------------------------------------------------


def test_a_session_is_sealed_and_its_key_not_kept(rita: str) -> None:
    browser = Browser()
    browser.sign_in()
    row = SessionRow.objects.get()
    key = browser.cookies[settings.SESSION_COOKIE_NAME]
    assert key not in row.digest
    assert rita.encode() not in bytes(row.sealed)
    assert key.encode() not in bytes(row.sealed)


def test_whoever_is_not_signed_in_is_the_stranger(rita: str) -> None:
    assert Browser().is_stranger()


def test_the_actor_of_a_session_is_its_operator(rita: str) -> None:
    browser = Browser()
    browser.sign_in()
    actor = browser.visit().actor  # type: ignore[attr-defined]  # set by the middleware
    assert (actor.operator_id, actor.roles, actor.keyring) == (rita, {Role.MEDICAL}, {})


@pytest.mark.parametrize("key", ["", "unknown", "a" * 32])
def test_an_unknown_key_is_no_session(rita: str, key: str) -> None:
    browser = Browser()
    browser.cookies[settings.SESSION_COOKIE_NAME] = key
    assert browser.is_stranger()
    assert SessionStore(key).load() == {}


def test_a_row_moved_under_another_key_does_not_open(rita: str) -> None:
    browser = Browser()
    browser.sign_in()
    mine = SessionStore()
    mine["operator"] = "nobody"
    mine.create()
    theirs = SessionRow.objects.exclude(pk=mine._digest(mine.session_key)).get()
    SessionRow.objects.filter(pk=mine._digest(mine.session_key)).update(sealed=theirs.sealed)
    assert SessionStore(mine.session_key).load() == {}


def test_signing_in_changes_the_key(rita: str) -> None:
    """Or a key that somebody planted before would be signed in afterwards."""
    browser = Browser()
    browser.visit(lambda request, response: request.session.update({"seen": True}))
    planted = browser.cookies[settings.SESSION_COOKIE_NAME]
    browser.sign_in()
    assert browser.cookies[settings.SESSION_COOKIE_NAME] != planted
    assert not SessionStore().exists(planted)


def test_another_operator_on_the_same_session_takes_nothing_over(rita: str) -> None:
    actions.add_operator(
        AddOperator(login="max", name="Max", roles=(Role.BUREAU,)), PASSPHRASE, ADMINISTRATOR
    )
    browser = Browser()
    browser.sign_in()
    browser.unlock()
    browser.visit(lambda request, response: request.session.update({"found": {"token": "text"}}))
    browser.sign_in("max")
    content = dict(browser.visit().session.items())
    assert sorted(content) == ["operator", "signed_in"]
    assert SessionRow.objects.count() == 1


def test_signing_in_again_locks(rita: str) -> None:
    browser = Browser()
    browser.sign_in()
    browser.unlock()
    assert browser.actor_opens() == ["health"]
    browser.sign_in()
    assert browser.actor_opens() == []


def test_signing_in_sweeps_what_has_ended(rita: str, clock: Clock) -> None:
    Browser().sign_in()
    fail(Browser(), 1, "nobody")
    clock(START + timedelta(hours=9))
    Browser().sign_in()
    assert SessionRow.objects.count() == 1
    assert SignInAttempt.objects.count() == 0


def test_an_unknown_login_costs_a_passphrase_too(rita: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """The time of an answer is not measured here; that the slow step is taken is."""
    made: list[bytes] = []

    def counted(passphrase: str, salt: bytes, **limits: int) -> bytes:
        made.append(passphrase_key(passphrase, salt, **limits))
        return made[-1]

    monkeypatch.setattr(readers, "passphrase_key", counted)
    for login in (LOGIN, "nobody"):
        with pytest.raises(WrongPassphrase):
            actions.sign_in_operator(login, "not the passphrase")
    assert len(made) == 2


def test_signing_out_ends_the_session_on_the_server(rita: str) -> None:
    browser = Browser()
    browser.sign_in()
    kept = dict(browser.cookies)
    browser.visit(actions.sign_out)
    browser.cookies = kept
    assert browser.is_stranger()


def test_a_session_ends_after_eight_hours_whatever_is_done(rita: str, clock: Clock) -> None:
    browser = Browser()
    browser.sign_in()
    for minutes in range(0, 8 * 60, 30):
        clock(START + timedelta(minutes=minutes))
        assert not browser.is_stranger()
        browser.visit(lambda request, response: request.session.update({"seen": str(len("x"))}))
    clock(START + timedelta(hours=8))
    assert browser.is_stranger()


def test_ended_sessions_are_swept_away(rita: str, clock: Clock) -> None:
    Browser().sign_in()
    clock(START + timedelta(hours=9))
    sessions.SessionStore.clear_expired()
    assert not SessionRow.objects.exists()


# --- unlocking -------------------------------------------------------------------------------------------


def test_unlocking_opens_what_she_holds(rita: str, instance: Created) -> None:
    browser = Browser()
    browser.sign_in()
    assert browser.actor_opens() == []
    browser.unlock()
    actor = browser.visit().actor  # type: ignore[attr-defined]  # set by the middleware
    assert actor.keyring == {"health": instance.private_halves["health"]}


def test_the_cookie_without_the_session_opens_nothing(rita: str) -> None:
    browser = Browser()
    browser.sign_in()
    browser.unlock()
    thief = Browser()
    thief.cookies[UNLOCK_COOKIE] = browser.cookies[UNLOCK_COOKIE]
    assert thief.is_stranger()
    thief.sign_in()
    assert thief.actor_opens() == []


def test_the_session_without_the_cookie_opens_nothing(rita: str) -> None:
    browser = Browser()
    browser.sign_in()
    browser.unlock()
    del browser.cookies[UNLOCK_COOKIE]
    assert browser.actor_opens() == []


@pytest.mark.parametrize("cookie", ["", "x", "!!!", "A" * 43 + "=", "ы"])
def test_a_wrong_cookie_opens_nothing(rita: str, cookie: str) -> None:
    browser = Browser()
    browser.sign_in()
    browser.unlock()
    browser.cookies[UNLOCK_COOKIE] = cookie
    assert browser.actor_opens() == []


def test_it_locks_when_nothing_is_done(rita: str, clock: Clock) -> None:
    browser = Browser()
    browser.sign_in()
    browser.unlock()
    idle = timedelta(minutes=settings.SAFECONDUCT_IDLE_LOCK_MINUTES)
    clock(START + idle - timedelta(seconds=1))
    assert browser.actor_opens() == ["health"]
    # That visit moved the lock on.
    clock(START + 2 * idle - timedelta(seconds=2))
    assert browser.actor_opens() == ["health"]
    clock(START + 3 * idle)
    assert browser.actor_opens() == []
    # Locked for good: the clock set back does not open it again.
    clock(START)
    assert browser.actor_opens() == []


def test_locking_is_at_once(rita: str) -> None:
    browser = Browser()
    browser.sign_in()
    browser.unlock()
    kept = browser.cookies[UNLOCK_COOKIE]
    browser.visit(actions.lock)
    browser.cookies[UNLOCK_COOKIE] = kept
    assert browser.actor_opens() == []


def test_neither_the_database_nor_the_cookie_alone_holds_the_private_key(rita: str) -> None:
    browser = Browser()
    browser.sign_in()
    browser.unlock()
    request = browser.visit()
    private = actions.sign_in_operator(LOGIN, PASSPHRASE)[1]
    assert private not in repr(request.session.items()).encode()
    assert private.hex() not in repr(list(request.session.items()))


# --- attempts --------------------------------------------------------------------------------------------


def fail(browser: Browser, times: int, login: str = LOGIN) -> None:
    for _ in range(times):
        with pytest.raises(WrongPassphrase):
            browser.sign_in(login, "wrong words of a passphrase")


def test_five_attempts_in_five_minutes(rita: str, clock: Clock) -> None:
    browser = Browser()
    fail(browser, ATTEMPTS_MAX)
    with pytest.raises(Refused) as refused:
        browser.sign_in()
    assert refused.value.code == "too_many_attempts"
    clock(START + timedelta(minutes=ATTEMPTS_MINUTES, seconds=1))
    browser.sign_in()
    assert not browser.is_stranger()


def test_another_address_or_browser_gets_no_more_attempts(rita: str) -> None:
    fail(Browser(), ATTEMPTS_MAX)
    with pytest.raises(Refused):
        Browser().sign_in()


@pytest.mark.parametrize("typed", ["RITA", " rita ", "Rita"])
def test_another_spelling_gets_no_more_attempts(rita: str, typed: str) -> None:
    fail(Browser(), ATTEMPTS_MAX)
    with pytest.raises(Refused):
        Browser().sign_in(typed)


def test_strangers_do_not_lock_out_a_known_device(rita: str) -> None:
    hers = Browser()
    hers.sign_in()
    hers.visit(actions.sign_out)
    fail(Browser(), ATTEMPTS_MAX)
    hers.sign_in()
    assert not hers.is_stranger()


def test_a_known_device_has_five_attempts_too(rita: str) -> None:
    hers = Browser()
    hers.sign_in()
    fail(hers, ATTEMPTS_MAX)
    with pytest.raises(Refused):
        hers.sign_in()


def test_a_forged_device_cookie_is_an_unknown_device(rita: str) -> None:
    thief = Browser()
    thief.cookies[DEVICE_COOKIE] = f"{rita}:forged:signature"
    fail(thief, ATTEMPTS_MAX)
    with pytest.raises(Refused):
        Browser().sign_in()


def test_one_officers_failures_do_not_hinder_another(rita: str) -> None:
    command = AddOperator(login="olena", name="Olena", roles=(Role.BUREAU,))
    actions.add_operator(command, PASSPHRASE, ADMINISTRATOR)
    fail(Browser(), ATTEMPTS_MAX)
    hers = Browser()
    hers.sign_in("olena")
    assert not hers.is_stranger()


def test_an_unknown_login_is_counted_and_answered_alike(rita: str) -> None:
    fail(Browser(), ATTEMPTS_MAX, login="nobody")
    with pytest.raises(Refused) as refused:
        Browser().sign_in("nobody")
    assert refused.value.code == "too_many_attempts"


def test_signing_in_forgets_the_failures(rita: str) -> None:
    browser = Browser()
    fail(browser, ATTEMPTS_MAX - 1)
    browser.sign_in()
    assert not SignInAttempt.objects.exists()


def test_unlocking_has_five_attempts_of_its_own(rita: str) -> None:
    browser = Browser()
    browser.sign_in()
    for _ in range(ATTEMPTS_MAX):
        with pytest.raises(WrongPassphrase):
            browser.unlock("wrong words of a passphrase")
    with pytest.raises(Refused):
        browser.unlock()
    assert browser.actor_opens() == []


@pytest.mark.parametrize("act", ["sign in", "unlock"])
def test_guesses_sent_at_once_are_counted_before_they_are_tried(
    rita: str, monkeypatch: pytest.MonkeyPatch, act: str
) -> None:
    """While one passphrase is tried, others arrive; each sees those before it."""
    browser = Browser()
    browser.sign_in()
    tried: list[str] = []

    def slow(operator_id: str, passphrase: str) -> bytes:
        tried.append(passphrase)
        guess()
        raise WrongPassphrase("no")

    def guess() -> None:
        with pytest.raises((WrongPassphrase, Refused)):
            browser.sign_in() if act == "sign in" else browser.unlock()

    monkeypatch.setattr(readers, "unlock", slow)
    guess()
    assert len(tried) == ATTEMPTS_MAX


def test_unlocking_well_is_no_failed_attempt(rita: str) -> None:
    browser = Browser()
    browser.sign_in()
    for _ in range(ATTEMPTS_MAX + 2):
        browser.unlock()
    assert not SignInAttempt.objects.exists()


def test_attempts_name_nobody(rita: str) -> None:
    fail(Browser(), 1)
    assert rita not in repr(SignInAttempt.objects.values())
    assert LOGIN not in repr(SignInAttempt.objects.values())


# --- operators -------------------------------------------------------------------------------------------


def test_a_short_passphrase_and_a_taken_login_are_refused(rita: str) -> None:
    command = AddOperator(login=LOGIN, name="Other", roles=(Role.BUREAU,))
    with pytest.raises(Refused) as refused:
        actions.add_operator(command, "short", ADMINISTRATOR)
    assert refused.value.code == "short_passphrase"
    with pytest.raises(Refused) as refused:
        actions.add_operator(command, PASSPHRASE, ADMINISTRATOR)
    assert refused.value.code == "login_taken"
    assert len(queries.operators(ADMINISTRATOR)) == 1


def test_only_the_first_operator_needs_nobody(rita: str) -> None:
    command = AddOperator(login="second", name="Second", roles=(Role.ADMINISTRATOR,))
    with pytest.raises(Refused):
        actions.add_first_operator(command, PASSPHRASE)
