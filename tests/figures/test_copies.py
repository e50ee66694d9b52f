"""A text that copies another one: recognised, told, counted once, and an officer has the last word."""

import base64
import json
from typing import Any

import pytest
from django.test import Client

from safeconduct.access.actor import Actor
from safeconduct.figures import actions, queries, requests
from safeconduct.figures.facts import Appearance, Proposer
from safeconduct.sources.errors import Conflict, Forbidden, NotFound, Refused
from safeconduct.store import projections
from tests import cast
from tests.figures.texts import KILLED, claim, confirmed
from tests.figures.texts import TEXT as SHORT
from tests.registry.callers import PASSPHRASE, caller, enrolled

pytestmark = [pytest.mark.usefixtures("instance"), pytest.mark.django_db(databases=["default", "keys"])]
FIRST = Appearance(publisher="The Lowland Courier", published_on="2025-01-14")
LATER = Appearance(publisher="Highland Echo", published_on="2025-01-20")
TEXT = (
    f"{SHORT}The front has not moved since the river froze, and both armies have dug in along the old railway. "
    "Officers on the spot speak of heavy shelling by night and of supplies that come late or not at all. "
    "Those who fled the villages wait in schools and barns for word of when they may go home.\n"
)
COPY = (
    TEXT.replace("Counting on the northern front", "Losses mount in the north") + "Read more on our site.\n"
)
OTHER = (
    "The weather in the valley was mild this year, and the harvest came in early, said the miller of the village. He "
    "had not seen such wheat since his father kept the mill, and the bakers of the town paid him well for it. In "
    "autumn he means to mend the wheel, which has stood since the flood, and to take on a hand for the winter. "
    "His daughter, who keeps the books, thinks that the roof should come first, for it rains on the sacks.\n"
)
UNNAMED: dict[str, Any] = {"speaker": None, "speaker_class": "unnamed", "voice": "publication", "day": ""}


def receive(text: str = TEXT, appearance: Appearance = FIRST, **more: object) -> actions.Done:
    command = requests.ReceivePublication(text=text, language="en", appearance=appearance, **more)
    return actions.perform(command, cast.ANALYST)


def perform(command: requests.Command, actor: Actor = cast.ANALYST) -> actions.Done:
    return actions.perform(command, actor)


def test_the_very_text_again_says_so() -> None:
    first = receive()
    again, copy = receive(), receive(appearance=LATER)
    assert (first.is_known, again.is_known, copy.is_known) == (False, True, True)
    assert (again.number, copy.number, again.entries) == (first.number, first.number, ())
    assert first.copy_of == copy.copy_of == ""


def test_a_copy_with_another_headline_is_recognised_and_linked_to_the_first() -> None:
    first = receive().number
    done = receive(COPY, LATER)
    assert (done.copy_of, done.is_known) == (first, False)
    assert done.number != first
    (told,) = queries.publication(done.number, cast.ANALYST).copies_of
    assert (told.number, told.publisher, told.is_part) == (first, "The Lowland Courier", False)
    assert told.percent >= 80
    assert told.is_original
    (back,) = queries.publication(first, cast.ANALYST).copied_by
    assert (back.number, back.is_copy) == (done.number, True)
    assert [row.copy_of for row in queries.publications(cast.ANALYST).rows] == [first, ""]


def test_a_third_copy_is_linked_to_the_first_one_received() -> None:
    first = receive().number
    receive(COPY, LATER)
    assert receive("In short: " + COPY).copy_of == first


def test_a_text_that_quotes_another_whole_holds_it() -> None:
    first = receive().number
    number = receive(TEXT + OTHER, LATER).number
    (told,) = queries.publication(number, cast.ANALYST).copies_of
    assert (told.number, told.is_part) == (first, True)


def test_other_texts_short_notices_and_digests_are_no_copies() -> None:
    receive()
    assert receive(OTHER).copy_of == ""
    assert receive("About 300 soldiers of Highland had been killed.").copy_of == ""
    assert receive(COPY, is_digest=True).copy_of == ""


def test_what_both_say_has_one_origin_and_counts_once() -> None:
    one = confirmed(receive().number, claim(KILLED, **UNNAMED))
    other = confirmed(receive(COPY, LATER).number, claim(KILLED, COPY, **UNNAMED))
    first, second = (queries.claim(each, cast.ANALYST).stated for each in (one, other))
    assert first.origin == second.origin
    assert second.is_repeat
    assert second.last == first.last


def test_named_speakers_of_a_copy_make_one_document_and_one_origin() -> None:
    confirmed(receive().number, claim(KILLED))
    confirmed(receive(COPY, LATER).number, claim(KILLED, COPY))
    (series,) = queries.ledger(cast.ANALYST).series
    assert (series.documents, series.origins, len(series.claims)) == (1, 1, 2)


def test_an_officer_denies_a_copy_and_names_one() -> None:
    first, second = receive().number, receive(COPY, LATER).number
    for text, number in ((TEXT, first), (COPY, second)):
        confirmed(number, claim(KILLED, text, **UNNAMED))
    perform(requests.DenyCopy(publication=second, of=first, reason="two reporters were there"))
    assert queries.publication(second, cast.ANALYST).copies_of == ()
    assert len({each.origin for each in queries.ledger(cast.ANALYST).claims}) == 2
    perform(requests.NameCopy(publication=second, of=first, reason="the second was not"))
    (told,) = queries.publication(second, cast.ANALYST).copies_of
    assert (told.number, told.reason) == (first, "the second was not")
    assert len({each.origin for each in queries.ledger(cast.ANALYST).claims}) == 1


def test_rebuilding_gives_the_same_rows() -> None:
    receive()
    receive(COPY, LATER)
    assert projections.check() == []


def test_refused_and_conflict() -> None:
    first, second, other = receive().number, receive(COPY, LATER).number, receive(OTHER).number
    deny = requests.DenyCopy(publication=other, of=first, reason="r")
    for command, code in (
        (requests.NameCopy(publication=first, of=first, reason="r"), "copy_of_itself"),
        (requests.NameCopy(publication=second, of=first, reason="r"), "copy_known"),
        (deny, "no_copy_of"),
        (requests.TakeOverDetails(publication=first), "nothing_to_take"),
    ):
        with pytest.raises(Refused) as refused:
            perform(command)
        assert refused.value.code == code
    with pytest.raises(NotFound):
        perform(requests.NameCopy(publication=first, of="0000-0000", reason="r"))
    actions.perform(
        requests.CorrectAppearance(publication=second, appearance=FIRST, reason="r"), cast.ANALYST
    )
    with pytest.raises(Conflict):
        perform(requests.DenyCopy(publication=second, of=first, reason="r", seen=1))


def test_forbidden_for_everybody_but_the_analyst() -> None:
    first, second = receive().number, receive(COPY, LATER).number
    for name, actor in cast.everyone().items():
        if name == "analyst":
            continue
        for command in (
            requests.NameCopy(publication=first, of=second, reason="r"),
            requests.DenyCopy(publication=second, of=first, reason="r"),
            requests.TakeOverDetails(publication=first),
        ):
            with pytest.raises(Forbidden):
                perform(command, actor)


# --- what the text says of itself -----------------------------------------------------------------

PAGE = f"""<!doctype html><html><head><title>Counting on the northern front</title>
<meta property="og:site_name" content="Lowland Courier Online"><meta property="article:published_time"
content="2025-01-14"></head><body><article><h1>Counting on the northern front</h1>
<p>{TEXT.splitlines()[2]}</p><p>{OTHER}</p><p>Source: The Highland Wire</p></article></body></html>"""


def test_a_page_is_asked_what_it_says_and_nothing_is_taken_over_unseen() -> None:
    receive(OTHER, Appearance(publisher="The Highland Wire"))
    number = receive(
        "", Appearance(), file=base64.b64encode(PAGE.encode()).decode(), file_name="page.html"
    ).number
    view = queries.publication(number, cast.ANALYST)
    assert view.appearances == (Appearance(),)
    assert view.details is not None
    assert (view.details.publisher, view.details.published_on) == ("Lowland Courier Online", "2025-01-14")
    assert view.details.chain == ("The Highland Wire",)
    assert [(each.name, len(each.texts)) for each in view.sources] == [("The Highland Wire", 1)]
    done = perform(requests.TakeOverDetails(publication=number))
    view = queries.publication(number, cast.ANALYST)
    assert len(done.entries) == 1
    assert view.details is None
    assert (view.appearances[0].published_on, view.appearances[0].published_basis) == (
        "2025-01-14",
        "on_page",
    )


# --- pages and API --------------------------------------------------------------------------------


def test_the_pages_tell_copies_and_undo_them() -> None:
    first = receive().number
    analyst = Client()
    assert (
        analyst.post("/sign-in/", {"login": enrolled("analyst"), "passphrase": PASSPHRASE}).status_code == 302
    )
    answer = analyst.post("/figures/receive/", {"text": COPY, "published_basis": "officer"})
    address = answer.headers["Location"]
    page = analyst.get(address).content.decode()
    assert "This text is a copy of another one" in page
    assert f"/figures/texts/{first}/" in page
    number = address.split("/")[3]
    deny = f"/figures/texts/{number}/copy-of/{first}/"
    assert deny in page
    assert analyst.post(deny, {"reason": ""}).status_code == 422
    assert analyst.post(deny, {"reason": "two reporters"}).status_code == 302
    assert "This text is a copy" not in analyst.get(address).content.decode()
    assert analyst.get(deny).status_code == 404
    named = f"/figures/texts/{number}/copy-of/"
    assert analyst.post(named, {"of": "nobody", "reason": "r"}).status_code == 404
    assert analyst.post(named, {"of": first, "reason": "one text"}).status_code == 302
    again = analyst.post("/figures/receive/", {"text": COPY, "published_basis": "officer"})
    assert "received before" in analyst.get(again.headers["Location"]).content.decode()


def test_the_program_is_told_too() -> None:
    first = receive().number
    program = caller("analyst")
    answer = program.post("commands/figures.receive_publication", {"text": COPY}).json()
    assert (answer["copy_of"], answer["is_known"]) == (first, False)
    told = program.get(f"figures/texts/{answer['number']}").json()
    assert told["copies_of"][0]["number"] == first
    again = program.post("commands/figures.receive_publication", {"text": COPY}).json()
    assert (again["is_known"], again["entries"]) == (True, [])


def test_who_named_it_is_kept() -> None:
    first = receive().number
    done = receive(COPY, LATER)
    recognised = [entry.fact for entry in done.entries][1]
    assert json.loads(json.dumps(recognised.model_dump(mode="json")))["named_by"] == Proposer.RULES
    other = receive(OTHER).number
    named = (
        perform(requests.NameCopy(publication=other, of=first, reason="the editor says so")).entries[0].fact
    )
    assert named.model_dump()["named_by"] == Proposer.OFFICER
