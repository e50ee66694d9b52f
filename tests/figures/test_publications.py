"""A text comes in: received once, recognised again, dated later; who may, and what is refused."""

import base64
from typing import Any

import pytest

from safeconduct.access.actor import Actor
from safeconduct.figures import actions, queries, requests
from safeconduct.figures.claims import TEXT_LENGTH_MAX
from safeconduct.figures.facts import Appearance, Basis
from safeconduct.sources.errors import Conflict, Forbidden, NotFound, Refused
from tests import cast
from tests.figures.texts import TEXT, received

pytestmark = [pytest.mark.usefixtures("instance"), pytest.mark.django_db(databases=["default", "keys"])]


def receive(actor: Actor = cast.ANALYST, **fields: object) -> actions.Done:
    return actions.perform(requests.ReceivePublication.model_validate({"text": TEXT, **fields}), actor)


def test_a_text_is_received_and_shown() -> None:
    number = received()
    view = queries.publication(number, cast.ANALYST)
    assert (view.text, view.language, view.is_digest) == (TEXT, "en", False)
    (row,) = queries.publications(cast.ANALYST).rows
    assert (row.number, row.title, row.publisher) == (
        number, "Counting on the northern front", "The Lowland Courier",
    )  # fmt: skip


def test_the_same_text_published_twice_is_one_text_with_two_copies() -> None:
    number = received()
    other = "  " + TEXT.replace(" ", "  ").replace("\n", "\r\n")
    done = receive(text=other, appearance={"publisher": "Highland Echo", "published_on": "2025-01-15"})
    assert done.number == number
    copies = queries.publication(number, cast.ANALYST).appearances
    assert [copy.publisher for copy in copies] == ["The Lowland Courier", "Highland Echo"]
    assert queries.publications(cast.ANALYST).total == 1


def test_the_same_copy_again_records_nothing() -> None:
    received()
    again = receive(appearance={"publisher": "The Lowland Courier", "published_on": "2025-01-14"})
    assert again.entries == ()
    assert receive().entries == ()


def test_a_file_is_kept_beside_its_text() -> None:
    done = receive(text="", file=base64.b64encode(TEXT.encode()).decode(), file_name="courier.txt")
    view = queries.publication(done.number, cast.ANALYST)
    assert view.text == TEXT
    assert len(view.original) == 32


def test_the_day_is_asked_for_and_never_guessed() -> None:
    number = receive().number
    assert queries.publication(number, cast.ANALYST).appearances[0].published_on == ""
    told = Appearance(
        publisher="The Lowland Courier", published_on="2025-01-14", published_basis=Basis.ON_PAGE
    )
    command = requests.CorrectAppearance(publication=number, appearance=told, reason="read on the page")
    actions.perform(command, cast.ANALYST)
    assert queries.publication(number, cast.ANALYST).appearances == (told,)


@pytest.mark.parametrize(
    ("fields", "code"),
    [
        ({"text": " \n "}, "document-empty"),
        ({"text": "", "file": "%%%"}, "file_broken"),
        (
            {"text": "", "file": base64.b64encode(b"\x00\xff\xfe").decode(), "file_name": "x.bin"},
            "document-binary",
        ),
        ({"appearance": {"published_on": "yesterday"}}, "no_date"),
    ],
)
def test_refused(fields: dict[str, Any], code: str) -> None:
    with pytest.raises(Refused) as refused:
        receive(**fields)
    assert refused.value.code == code
    assert refused.value.source


def test_a_text_that_is_too_long_is_refused_by_its_shape() -> None:
    with pytest.raises(ValueError, match="text"):
        receive(text="x" * (TEXT_LENGTH_MAX + 1))


def test_whoever_saw_less_is_shown_both() -> None:
    number = received()
    receive(appearance={"publisher": "Highland Echo"})
    command = requests.CorrectAppearance(publication=number, seen=1, appearance=Appearance(), reason="r")
    with pytest.raises(Conflict):
        actions.perform(command, cast.ANALYST)


def test_only_the_analyst_receives() -> None:
    for who, actor in cast.everyone().items():
        if who == "analyst":
            continue
        with pytest.raises(Forbidden):
            receive(actor)


def test_all_staff_read_and_nobody_outside() -> None:
    number = received()
    for who, actor in cast.everyone().items():
        if who in ("delegate", "stranger"):
            for question in (queries.publications, queries.ledger, queries.briefs):
                with pytest.raises(Forbidden):
                    question(actor)
            with pytest.raises(Forbidden):
                queries.publication(number, actor)
        else:
            assert queries.publication(number, actor).number == number


def test_no_such_publication() -> None:
    for number in ("0000-0000", "nonsense", "f" * 32):
        with pytest.raises(NotFound):
            queries.publication(number, cast.ANALYST)
