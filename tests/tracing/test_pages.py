"""The pages of tracing as officers meet them: an enquiry from the letter to the answer, by two persons."""

import re

import pytest
from django.test import Client
from django.utils import translation

from safeconduct.access.actor import Actor
from safeconduct.access.words import Role
from safeconduct.accounts import actions as accounts
from safeconduct.accounts import queries as operators
from safeconduct.accounts.facts import AddOperator
from safeconduct.registry.facts import Verdict
from safeconduct.store import approvals
from safeconduct.store.create import Created
from safeconduct.tracing import actions, requests, rules
from safeconduct.tracing.facts import Consent, Direction, Outcome
from safeconduct.tracing.web.lines import said, strangers
from safeconduct.tracing.web.sought import told, typed_of
from tests import cast
from tests.registry.callers import PASSPHRASE
from tests.tracing.enquiries import found, judge, open_enquiry, opened, registered, sought, view
from tools.extract_messages import read_catalogue

pytestmark = pytest.mark.django_db(databases=["default", "keys"])

LETTER = {
    "names": "Пак Чхоль Су\n박철수",
    "born-year": "1999",
    "enquirer_name": "Пак Сун Хи",
    "relation": "mother",
    "language": "ru",
    "way": "letter",
}


@pytest.fixture
def officer(instance: Created) -> Client:
    return signed_in("tracing", Role.TRACING)


def signed_in(login: str, role: Role) -> Client:
    """A browser in which a new operator of this role has signed in."""
    command = AddOperator(login=login, name=login, roles=(role,), places=())
    if operators.is_empty():
        accounts.add_first_operator(command, PASSPHRASE)
    else:
        accounts.add_operator(command, PASSPHRASE, Actor("f" * 32, "test", frozenset({Role.ADMINISTRATOR})))
    client = Client()
    assert client.post("/sign-in/", {"login": login, "passphrase": PASSPHRASE}).status_code == 302
    return client


def page(client: Client, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200, address
    return answer.content.decode()


def hidden(text: str, name: str) -> str:
    """The value of a hidden field of the page."""
    match = re.search(rf'name="{name}" value="([^"]*)"', text)
    assert match is not None, name
    return match[1]


def every_address(enquiry: str, prisoner: str) -> list[str]:
    """Each page of tracing, for an enquiry whose person is found."""
    one = f"/tracing/{enquiry}/"
    acts = ("amend", "consent", "message", "hand-over", "close", "reopen")
    message = view(enquiry).messages[0].entry
    return [
        "/tracing/",
        "/tracing/?show=all",
        "/tracing/open/",
        "/tracing/search/",
        one,
        f"{one}{prisoner}/",
        f"{one}letters/0/",
        f"{one}answer/nothing_to_tell/",
        f"{one}messages/{message}/",
        f"{one}messages/{message}/delivered/",
        f"{one}messages/{message}/returned/",
        *(f"{one}record/{act}/" for act in acts),
    ]


def answered() -> tuple[str, str]:
    """An enquiry with everything on its page, and the record found for it."""
    prisoner, enquiry = registered(), opened()
    found(enquiry, prisoner)
    for command in (
        requests.StateConsent(enquiry=enquiry, prisoner=prisoner, consent=Consent.MESSAGE, source=cast.SAID),
        requests.AnswerEnquiry(enquiry=enquiry, outcome=Outcome.NOTHING_TO_TELL, language="ru"),
        requests.WriteMessage(
            enquiry=enquiry,
            prisoner=prisoner,
            direction=Direction.TO_PRISONER,
            text="We are well.",
            language="ru",
        ),
    ):
        actions.perform(command, cast.TRACING)
    return enquiry, prisoner


def test_an_enquiry_from_the_letter_to_the_answer(officer: Client) -> None:
    prisoner = registered()
    done = officer.post("/tracing/open/", LETTER)
    assert done.status_code == 302
    enquiry = done.headers["Location"].split("/")[2]
    assert prisoner in page(officer, f"/tracing/{enquiry}/")
    beside = f"/tracing/{enquiry}/{prisoner}/"
    seen = hidden(page(officer, beside), "seen")
    judged = officer.post(beside, {"verdict": "same", "reason": "name and year", "seen": seen})
    assert judged.status_code == 302
    assert "name and year" in page(officer, beside)

    second = signed_in("second", Role.TRACING)
    theirs = page(second, beside)
    assert "name and year" not in theirs
    bytes_shown = {name: hidden(theirs, name) for name in ("approval", "digest", "seen")}
    assert second.post(beside, {"verdict": "same", **bytes_shown}).status_code == 302
    assert view(enquiry).found == prisoner
    assert "name and year" in page(second, beside)

    about = {"seen": str(view(enquiry).version)}
    consent = {"consent": "welfare", "channel": "own_statement", "who": "he", **about}
    assert officer.post(f"/tracing/{enquiry}/record/consent/", consent).status_code == 302
    text = {"language": "ru", "text": "Он жив и здоров.", "seen": str(view(enquiry).version)}
    assert officer.get(f"/tracing/{enquiry}/answer/link_restored/").status_code == 404
    assert officer.post(f"/tracing/{enquiry}/answer/welfare/", text).status_code == 302
    assert "Он жив и здоров." in page(officer, f"/tracing/{enquiry}/letters/0/")


def test_the_page_of_the_approval_leads_to_both_side_by_side(officer: Client) -> None:
    prisoner, enquiry = registered(), opened()
    approval = judge(enquiry, prisoner).approval
    second = signed_in("second", Role.TRACING)
    waits = page(second, "/approvals/")
    assert "counts as the person whom an enquiry seeks" in waits
    assert f"/tracing/{enquiry}/{prisoner}/" in page(second, f"/approvals/{approval}/")
    assert "birth and name" not in page(second, f"/approvals/{approval}/")


def test_the_second_person_may_say_otherwise(officer: Client) -> None:
    prisoner, enquiry = registered(), opened()
    judge(enquiry, prisoner)
    beside = f"/tracing/{enquiry}/{prisoner}/"
    seen = hidden(page(officer, beside), "seen")
    other = {"verdict": "different", "reason": "a scar", "seen": seen}
    assert officer.post(beside, other).status_code == 302
    assert "a scar" in page(officer, beside)
    assert view(enquiry).found == ""
    undone = {"verdict": "undo", "reason": "another man", "seen": str(view(enquiry).version)}
    assert officer.post(beside, undone).status_code == 302
    assert "a scar" not in page(officer, beside)


def test_the_desk_tells_who_is_found_by_one_officer_alone(officer: Client) -> None:
    prisoner, enquiry = registered(), opened()
    alone = "Found by one officer, not yet by a second"
    assert alone not in page(officer, "/tracing/")
    judge(enquiry, prisoner)
    told = page(officer, "/tracing/")
    assert alone in told
    assert "no candidate waits" not in told
    asked = approvals.pending(cast.OTHER_TRACING)[0]
    actions.confirm(asked.id, asked.digest, cast.OTHER_TRACING)
    assert alone not in page(officer, "/tracing/")


def test_a_form_shown_again_still_tells_what_it_was_typed_against(officer: Client) -> None:
    """Whoever wrote in between is met as a conflict, though a refusal had the form drawn anew."""
    enquiry = opened()
    form = f"/tracing/{enquiry}/record/hand-over/"
    seen = hidden(page(officer, form), "seen")
    assert officer.post(form, {"reason": "theirs", "seen": seen}).status_code == 422
    close = requests.CloseEnquiry(enquiry=enquiry, reason="the family came home")
    actions.perform(close, cast.TRACING)
    actions.perform(requests.ReopenEnquiry(enquiry=enquiry, reason="too early"), cast.TRACING)
    again = officer.post(form, {"reason": "theirs", "seen": seen})
    assert hidden(again.content.decode(), "seen") == seen
    both = officer.post(form, {"reason": "theirs", "desk": "Geneva", "seen": seen})
    assert both.status_code == 409
    assert "Geneva" in both.content.decode()


def test_errors_keep_what_was_typed(officer: Client) -> None:
    wrong = officer.post("/tracing/open/", {**LETTER, "relation": "", "note": "a scar on the chin"})
    assert wrong.status_code == 422
    text = wrong.content.decode()
    assert 'href="#relation"' in text
    for typed in ("Пак Чхоль Су", "박철수", "a scar on the chin", 'value="1999"'):
        assert typed in text
    unread = officer.post(
        "/tracing/open/", {**LETTER, "last_seen_on-day": "when the snow melted", "may_pass_on": "yes"}
    )
    assert unread.status_code == 422
    assert "when the snow melted" in unread.content.decode()
    nobody = officer.post("/tracing/open/", {**LETTER, "names": " \n "})
    assert (nobody.status_code, 'href="#names"' in nobody.content.decode()) == (422, True)


def test_a_birth_that_cannot_be_read_keeps_nobody_out(officer: Client) -> None:
    typed = {**LETTER, "born-year": "", "born-day": "весной, в год тигра"}
    done = officer.post("/tracing/open/", typed)
    assert done.status_code == 302
    stands = view(done.headers["Location"].split("/")[2]).sought
    assert (stands.born, stands.born_written) == ("", "весной, в год тигра")
    assert "весной, в год тигра" in page(officer, done.headers["Location"])


def test_a_judgement_without_a_choice_or_a_reason_is_told(officer: Client) -> None:
    prisoner, enquiry = registered(), opened()
    beside = f"/tracing/{enquiry}/{prisoner}/"
    for typed in ({"reason": "a scar"}, {"verdict": "same", "reason": ""}):
        answer = officer.post(beside, typed)
        assert answer.status_code == 422
        assert 'id="problem"' in answer.content.decode()
    assert "a scar" in officer.post(beside, {"reason": "a scar"}).content.decode()
    late = officer.post(beside, {"verdict": "unsure", "reason": "a scar", "seen": "1"})
    assert late.status_code == 302
    again = officer.post(beside, {"verdict": "different", "reason": "not he", "seen": "1"})
    assert again.status_code == 409
    assert "not he" in again.content.decode()


def test_amending_starts_from_what_stands(officer: Client) -> None:
    enquiry = opened()
    address = f"/tracing/{enquiry}/record/amend/"
    text = page(officer, address)
    assert 'value="1999"' in text
    assert "Пак Чхоль Су" in text
    typed = {"names": "Пак Чер Су", "born-year": "1998", "reason": "a letter", "seen": hidden(text, "seen")}
    assert officer.post(address, typed).status_code == 302
    stands = view(enquiry).sought
    assert (stands.names[0].text, stands.born) == ("Пак Чер Су", "1998")


def test_what_stands_goes_through_the_fields_and_back() -> None:
    for born in ("", "1999", "1999-04", "1999-04-03"):
        stands = sought(born=born, last_seen_on="2025-01", father_name="박명수")
        again = told(typed_of(stands))
        assert (again["born"], again["last_seen_on"]) == (born, "2025-01")
        assert again["father_name"] == "박명수"


def test_nothing_to_tell_takes_no_text(officer: Client) -> None:
    enquiry = opened()
    text = page(officer, f"/tracing/{enquiry}/answer/nothing_to_tell/")
    assert 'name="text"' not in text
    assert 'name="language"' in text
    typed = {"language": "ru", "text": "but he is well", "seen": hidden(text, "seen")}
    assert officer.post(f"/tracing/{enquiry}/answer/nothing_to_tell/", typed).status_code == 302
    assert "but he is well" not in view(enquiry).answers[0].letter


@pytest.mark.parametrize(
    ("consent", "is_found", "outcomes"),
    [
        (Consent.WHEREABOUTS, False, {Outcome.NOTHING_TO_TELL}),
        (Consent.NOTHING, True, {Outcome.NOTHING_TO_TELL, Outcome.DEATH}),
        (Consent.MESSAGE, True, {Outcome.NOTHING_TO_TELL, Outcome.DEATH, Outcome.MESSAGE_ONLY}),
        (Consent.WHEREABOUTS, True, set(Outcome)),
    ],
)
def test_the_page_offers_answers_within_the_consent(
    consent: Consent, is_found: bool, outcomes: set[Outcome]
) -> None:
    assert set(rules.outcomes_within(consent, is_found=is_found)) == outcomes


def test_messages_are_written_delivered_and_returned(officer: Client) -> None:
    prisoner, enquiry = registered(), opened()
    found(enquiry, prisoner)
    one = f"/tracing/{enquiry}/"
    for text in ("We are well.", "The house stands."):
        typed = {"direction": "to_prisoner", "text": text, "language": "ru"}
        assert officer.post(f"{one}record/message/", typed).status_code == 302
    first, second = (message.entry for message in view(enquiry).messages)
    assert officer.post(f"{one}messages/{first}/delivered/", {}).status_code == 302
    assert officer.post(f"{one}messages/{second}/returned/", {"reason": "moved"}).status_code == 302
    messages = view(enquiry).messages
    assert bool(messages[0].delivered)
    assert messages[1].returned == "moved"
    assert "The house stands." in page(officer, one)


@pytest.mark.parametrize("direction", list(Direction))
@pytest.mark.parametrize("is_told", [False, True])
def test_a_message_has_a_sheet_that_says_where_nobody_is(
    officer: Client, direction: Direction, is_told: bool
) -> None:
    mother = open_enquiry().enquirer.model_copy(update={"may_tell_sought": is_told})
    command = open_enquiry().model_copy(update={"enquirer": mother})
    enquiry, prisoner = actions.perform(command, cast.TRACING).number, registered()
    found(enquiry, prisoner)
    consent = requests.StateConsent(
        enquiry=enquiry, prisoner=prisoner, consent=Consent.MESSAGE, source=cast.SAID
    )
    actions.perform(consent, cast.TRACING)
    written = requests.WriteMessage(
        enquiry=enquiry, prisoner=prisoner, direction=direction, text="Мы здоровы.", language="ru"
    )
    actions.perform(written, cast.TRACING)
    (message,) = view(enquiry).messages
    sheet = page(officer, f"/tracing/{enquiry}/messages/{message.entry}/")
    assert "Послание Красного Креста" in sheet
    assert "Мы здоровы." in sheet
    assert ("Sakhalin" in sheet) == (is_told or direction == Direction.FROM_PRISONER)
    assert prisoner not in sheet
    assert officer.get(f"/tracing/{enquiry}/messages/{'0' * 32}/").status_code == 404


def test_search_answers_with_a_part_while_typing_and_a_page_without_scripts(officer: Client) -> None:
    prisoner = registered()
    typed = {"names": "Пак Чхоль Су", "born-year": "1999"}
    part = officer.post("/tracing/search/", typed, headers={"HX-Request": "true"}).content.decode()
    whole = officer.post("/tracing/search/", typed).content.decode()
    assert prisoner in part
    assert "<html" not in part
    assert prisoner in whole
    assert "<html" in whole
    assert "Пак Чхоль Су" in whole
    assert "names" not in page(officer, "/tracing/search/").partition("<form id")[0].partition("hx-post")[2]
    empty = officer.post("/tracing/search/", {"names": ""}).content.decode()
    assert "Write a name first." in empty


def test_the_bureau_writes_an_enquiry_down_and_is_told_its_number(instance: Created) -> None:
    bureau = signed_in("bureau", Role.BUREAU)
    done = bureau.post("/tracing/open/", LETTER)
    assert done.status_code == 302
    address = done.headers["Location"]
    number = address.rpartition("=")[2]
    assert number in page(bureau, address)
    assert bureau.get(f"/tracing/{number}/").status_code == 404
    assert bureau.get("/tracing/").status_code == 404


def test_not_yours_and_not_there_are_the_same_bytes(instance: Created) -> None:
    enquiry, prisoner = answered()
    bureau = signed_in("bureau", Role.BUREAU)
    nothing = bureau.get("/tracing/0000-0000/").content
    assert bureau.get(f"/tracing/{enquiry}/").content == nothing
    assert bureau.get(f"/tracing/{enquiry}/{prisoner}/").content == nothing
    stranger = Client()
    texts = [
        re.sub(
            r'name="csrfmiddlewaretoken" value="\w+"', "", stranger.get(f"/tracing/{each}/").content.decode()
        )
        for each in (enquiry, "0000-0000")
    ]
    assert texts[0].replace(enquiry, "") == texts[1].replace("0000-0000", "")


@pytest.mark.parametrize("language", ["en", "uk", "ko"])
def test_each_page_speaks_each_language(officer: Client, language: str) -> None:
    """No English text of the catalogue that has another wording stands on a page of another language."""
    officer.post("/language/?next=/", {"switch_to": language})
    enquiry, prisoner = answered()
    pages = [page(officer, address) for address in every_address(enquiry, prisoner)]
    assert all(f'<html lang="{language}"' in text for text in pages)
    if language == "en":
        return
    english = {
        str(message.id): str(message.string)
        for message in read_catalogue(language)
        if isinstance(message.id, str) and len(message.id) > 12 and message.id != message.string
    }
    left = {
        text for body in pages for text in re.findall(r">([^<>{}]{13,})<", body) if text.strip() in english
    }
    assert left == set()


def test_weights_and_strangers_are_told_in_words_and_never_as_a_chance() -> None:
    translation.activate("en")
    assert [str(said(nats).words) for nats in (6.0, 1.5, 0.2, 0.0, -0.5, -2.0, -5.0)] == [
        "speaks for it strongly",
        "speaks for it",
        "speaks for it a little",
        "says nothing",
        "speaks against it a little",
        "speaks against it",
        "speaks against it strongly",
    ]
    told_as = [strangers(expected) for expected in (0.001, 0.4, 2.6, 123.0, 45_678.0)]
    assert told_as == ["almost none", "fewer than one", "about 3", "about 100", "about 50,000"]


def test_the_desk_says_what_is_not_compared_yet(officer: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    enquiry = opened()
    for name in ("박철수", "김영철", "최룡해"):
        registered(name)
    monkeypatch.setattr(actions.compare_new, "__kwdefaults__", {"at_most": 1})
    assert "not compared yet" in page(officer, "/tracing/")
    monkeypatch.setattr(actions.compare_new, "__kwdefaults__", {"at_most": 500})
    text = page(officer, "/tracing/")
    assert "not compared yet" not in text
    assert enquiry in text


def test_the_desk_turns_over_and_switches(officer: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("safeconduct.tracing.web.desk.AT_ONCE", 1)
    first = actions.perform(open_enquiry(), cast.TRACING).number
    second = actions.perform(open_enquiry("Ли Мён Хо"), cast.TRACING).number
    newest = page(officer, "/tracing/")
    assert second in newest
    assert first not in newest
    after = re.search(r"after=(\d+)", newest)
    assert after is not None
    assert first in page(officer, f"/tracing/?show=open&after={after[1]}")
    officer.post(f"/tracing/{first}/record/close/", {"reason": "withdrawn"})
    assert first in page(officer, "/tracing/?show=closed")
    officer.post(f"/tracing/{first}/record/reopen/", {"reason": "a new letter"})
    assert first not in page(officer, "/tracing/?show=closed")


def test_a_candidate_without_an_open_judgement_offers_three_choices_alike(officer: Client) -> None:
    prisoner, enquiry = registered(), opened()
    text = page(officer, f"/tracing/{enquiry}/{prisoner}/")
    choices = re.findall(r'<input type="radio" name="verdict" value="(\w+)"([^>]*)>', text)
    assert [code for code, _ in choices] == [str(each) for each in Verdict]
    assert not [rest for _, rest in choices if "checked" in rest]
