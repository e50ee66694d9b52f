"""Sessions over HTTP: signing in and out, the token of the session, guessing, and what a refusal must not tell."""

import pytest

from safeconduct.accounts.actions import ATTEMPTS_MAX
from safeconduct.store.create import Created
from tests.registry.callers import API, JSON, PASSPHRASE, Caller, caller, enrolled

pytestmark = pytest.mark.django_db(databases=["default", "keys"])
WRONG = "seven small boats at night"


def test_a_session_begins_is_told_and_ends(instance: Created) -> None:
    bureau = caller("bureau")
    told = bureau.get("session").json()
    assert (told["operator"]["login"], told["unlocked_until"]) == ("bureau", "")
    assert bureau.delete("session").status_code == 204
    assert bureau.get("session").status_code == 401
    assert bureau.get("prisoners").status_code == 401


def test_unlocking_at_sign_in_is_told(instance: Created) -> None:
    reader = caller("medical", instance, unlock=True)
    assert reader.get("session").json()["unlocked_until"] > "2"


def test_wrong_passphrase_and_unknown_login_read_the_same_and_repeat_nothing(instance: Created) -> None:
    login = enrolled("bureau")
    wrong = Caller().post("session", {"login": login, "passphrase": WRONG})
    unknown = Caller().post("session", {"login": "nobody", "passphrase": WRONG})
    assert (wrong.status_code, wrong.content) == (401, unknown.content)
    assert WRONG.encode() not in wrong.content


def test_guessing_is_stopped(instance: Created) -> None:
    login = enrolled("bureau")
    guesser = Caller()
    for _ in range(ATTEMPTS_MAX):
        guesser.post("session", {"login": login, "passphrase": WRONG})
    stopped = guesser.post("session", {"login": login, "passphrase": PASSPHRASE})
    assert (stopped.status_code, stopped.json()["error"]) == (422, "too_many_attempts")


@pytest.mark.parametrize(
    "body",
    [
        {"login": "bureau"},
        {"login": "bureau", "passphrase": ["hunter-two-secret"]},
        {"login": "bureau", "passphrase": "hunter-two-secret" * 100},
        {"login": "bureau", "passphrase": "hunter-two-secret", "unlock": "yes"},
        {"login": "bureau", "passphrase": "hunter-two-secret", "further": 1},
        {"login": "x" * 101, "passphrase": "hunter-two-secret"},
        ["hunter-two-secret"],
        "hunter-two-secret",
    ],
)
def test_no_secret_comes_back(instance: Created, body: object) -> None:
    answer = Caller().post("session", body)
    assert answer.status_code == 422
    assert b"hunter" not in answer.content


def test_a_write_without_the_token_is_refused(instance: Created) -> None:
    bureau = caller("bureau")
    bureau.token = ""
    for answer in (bureau.post("search", {"text": "x"}), bureau.delete("session")):
        assert (answer.status_code, answer.json()["error"]) == (403, "no_token")
    bureau.token = "x" * 32
    assert bureau.post("search", {"text": "x"}).status_code == 403
    assert bureau.get("session").status_code == 200


def test_another_pages_form_cannot_sign_anybody_in(instance: Created) -> None:
    form = {"login": enrolled("bureau"), "passphrase": PASSPHRASE}
    answer = Caller().client.post(f"{API}session", form)
    assert (answer.status_code, "safeconduct" in answer.cookies) == (415, False)


def test_an_ended_session_is_nobodys(instance: Created) -> None:
    bureau = caller("bureau")
    bureau.client.cookies["safeconduct"] = "0" * 32
    answer = bureau.client.post(f"{API}search", '{"text": "x"}', JSON)
    assert (answer.status_code, answer.json()["error"]) == (401, "not_signed_in")
