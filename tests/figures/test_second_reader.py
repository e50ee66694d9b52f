"""The second reader, against a server of the test: what stands in the text is proposed, the rest is dropped."""

import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import Any

import pytest
from pytest_django import Settings

from safeconduct.figures import actions, queries, requests
from safeconduct.figures.facts import Proposer
from safeconduct.sources.errors import Refused
from tests import cast
from tests.figures.texts import BOTH, KILLED, received

pytestmark = [pytest.mark.usefixtures("instance"), pytest.mark.django_db(databases=["default", "keys"])]


class Fake(HTTPServer):
    """Answers with what the test lays down, and keeps what it was sent."""

    content: str = ""
    sent: list[dict[str, Any]]


class _Handler(BaseHTTPRequestHandler):
    server: Fake

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.server.sent.append(json.loads(body))
        answer = json.dumps({"choices": [{"message": {"content": self.server.content}}]}).encode()
        self.send_response(200)
        self.send_header("Content-Length", str(len(answer)))
        self.end_headers()
        self.wfile.write(answer)

    def log_message(self, *_told: object) -> None:
        """Says nothing."""


@pytest.fixture
def fake(settings: Settings) -> Iterator[Fake]:
    server = Fake(("127.0.0.1", 0), _Handler)
    server.sent = []
    settings.SAFECONDUCT_SECOND_READER_URL = f"http://127.0.0.1:{server.server_port}/v1"
    settings.SAFECONDUCT_SECOND_READER_MODEL = "a model"
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield server
    server.shutdown()
    thread.join()
    server.server_close()


def ask(number: str) -> None:
    actions.perform(requests.AskSecondReader(publication=number), cast.ANALYST)


def test_what_stands_in_the_text_is_proposed_and_the_rest_is_dropped(fake: Fake) -> None:
    quantity = {"raw": "over 3,000", "value": 3000, "low": 3000, "hedge": "over", "low_is_exclusive": True}
    good = {"quote": BOTH, "category": "killed_or_wounded", "speaker": "Its minister", "quantity": quantity}
    fake.content = json.dumps(
        {
            "claims": [
                good,
                {**good, "quote": "words that nobody wrote"},
                {**good, "quote": KILLED},
                {**good, "category": "heroes"},
                {**good, "span": [0, 4]},
                "no claim",
            ]
        }
    )
    number = received()
    ask(number)
    by_second = [
        each
        for each in queries.publication(number, cast.ANALYST).proposals
        if each.proposed_by == Proposer.SECOND_READER
    ]
    assert [each.said.quote for each in by_second] == [BOTH]
    assert queries.ledger(cast.ANALYST).claims == ()
    assert fake.sent[0]["messages"][1]["content"] == queries.publication(number, cast.ANALYST).text


@pytest.mark.parametrize("content", ["", "no JSON", "[]", '{"claims": 1}', '{"other": []}'])
def test_an_answer_of_another_form_is_refused(fake: Fake, content: str) -> None:
    fake.content = content
    with pytest.raises(Refused) as refused:
        ask(received())
    assert refused.value.code == "second_reader_silent"


def test_nothing_is_sent_unless_somebody_asks(fake: Fake) -> None:
    queries.publication(received(), cast.ANALYST)
    assert fake.sent == []
