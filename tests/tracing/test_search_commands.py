"""Searching from the command line: words for people, one object for programs, bad input told in a sentence."""

import json
from typing import Any

import pytest
from click.testing import CliRunner, Result

from safeconduct.registry import actions as registry
from safeconduct.registry.facts import Item, Statement
from safeconduct.registry.requests import StateIdentity
from safeconduct.shell.console import cli
from safeconduct.sources.values import given
from safeconduct.store.console import Console
from safeconduct.store.create import Created
from safeconduct.tracing import queries
from safeconduct.tracing.commands import trace
from tests import cast
from tests.tracing.enquiries import opened, registered

pytestmark = pytest.mark.django_db(databases=["default", "keys"])


def ran(*arguments: str) -> Result:
    # A command keeps its option for help as it is first called, and the reference shows it.
    called = {**cli.context_settings, "obj": Console(lambda: cast.TRACING)}
    return CliRunner().invoke(trace, arguments, **called)


def told(*arguments: str) -> Any:
    """The object that the command ends with."""
    result = ran(*arguments, "--json")
    assert result.exit_code == 0, result.output
    return json.loads(result.output.splitlines()[-1])


def test_search_tells_the_likeliest_with_the_evidence(instance: Created) -> None:
    prisoner = registered("박철수")
    registered("리명호")
    born = Statement(item=Item.BIRTH_DATE, answer=given("1999-04-02"), source=cast.SAID)
    registry.perform(StateIdentity(prisoner=prisoner, statement=born), cast.BUREAU)
    (best, *_) = told("search", "Пак", "Чхоль", "Су", "--born", "1999")["candidates"]
    assert best["prisoner"] == prisoner
    assert best["evidence"]
    (birth,) = best["weights"]
    assert (birth["item"], birth["nats"] > 0) == ("birth_date", True)
    words = ran("search", "Пак Чхоль Су", "--born", "1999").output
    assert prisoner in words
    assert "strangers expected to agree as well" in words


def test_search_for_nobody_says_so(instance: Created) -> None:
    assert "Nobody in the register is near." in ran("search", "🙂").output
    assert told("search", "🙂")["candidates"] == []


def test_a_birth_that_is_no_date_is_refused_with_what_to_give(instance: Created) -> None:
    result = ran("search", "박철수", "--born", "yesterday")
    assert result.exit_code == 2
    assert "1999-04-02" in result.output


def test_the_index_is_built_told_of_and_searched(instance: Created) -> None:
    prisoner = registered("박철수")
    assert told("index", "status")["is_there"] is False
    assert told("index", "build") == {"cards": 1}
    assert told("index", "status")["behind"] == 0
    registered("리명호")
    assert told("index", "status")["behind"] > 0
    found = told("search", "Pak Chol Su")
    assert (found["backend"], found["candidates"][0]["prisoner"]) == ("index", prisoner)


def test_match_fills_the_desk(instance: Created) -> None:
    opened()
    registered("박철수")
    assert told("match")["entries"] > 0
    assert told("match")["entries"] == 0
    assert queries.enquiries(cast.TRACING).rows[0].waiting == 1
