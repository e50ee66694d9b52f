"""What an erasure of a person takes along: judgements, also undone ones, and the rows' bytes on PostgreSQL."""

from collections.abc import Iterator
from contextlib import contextmanager

import psycopg
import pytest
from django.db import connection

from safeconduct.registry import actions, queries, requests
from safeconduct.registry.pairs import pair_stream
from safeconduct.sources.facts import Erased
from safeconduct.sources.numbers import number_of
from safeconduct.store import erasure
from safeconduct.store.create import Created
from safeconduct.store.history import history
from tests import cast

on_both = pytest.mark.django_db(databases=["default", "keys"], transaction=True)


def registered(name: str) -> str:
    return actions.perform(cast.captive(name), cast.BUREAU).subject


def erase(subject: str) -> None:
    streams = queries.streams_of(subject, cast.BUREAU)
    asked = erasure.request(subject, streams, "registered by error", actor=cast.BUREAU)
    erasure.approve(asked.id, asked.digest, cast.OTHER_BUREAU)


@on_both
def test_an_undone_judgement_goes_with_either_of_the_two(instance: Created) -> None:
    gone, *others = (registered(name) for name in ("박철수", "리명호", "김남"))
    for other in others:
        pair = {"left": number_of(gone), "right": number_of(other)}
        actions.perform(requests.JudgeDifferent(**pair, reason="a scar on the left hand"), cast.BUREAU)
    actions.perform(requests.UndoJudgement(**pair, reason="it was another man"), cast.BUREAU)
    streams = queries.streams_of(gone, cast.BUREAU)
    assert set(streams) == {pair_stream(gone, other) for other in others}
    erase(gone)
    for stream in streams:
        entries = history(stream, queries.OPEN, cast.BUREAU)
        assert entries
        assert {type(entry.fact) for entry in entries} == {Erased}


@on_both
def test_a_judgement_with_a_record_erased_before_is_found(
    instance: Created, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Erased without its judgements, as a program before this one did."""
    gone, other = registered("박철수"), registered("리명호")
    pair = {"left": number_of(gone), "right": number_of(other)}
    actions.perform(requests.JudgeDifferent(**pair, reason="a scar"), cast.BUREAU)
    with monkeypatch.context() as older:
        older.setattr(queries, "streams_of", lambda subject, viewer: ())
        erase(gone)
    assert queries.streams_of(other, cast.BUREAU) == (pair_stream(gone, other),)


@on_both
def test_no_byte_of_the_rows_stays_in_the_files_of_postgresql(instance: Created) -> None:
    if connection.vendor != "postgresql":
        pytest.skip("SQLite overwrites what it deletes")
    gone = registered("박철수")
    with connection.cursor() as cursor:
        cursor.execute("SELECT sealed FROM registry_prisoner WHERE subject = %s", [gone])
        ((sealed,),) = cursor.fetchall()
    assert bytes(sealed) in _file("registry_prisoner")
    with _writer_elsewhere():
        erase(gone)
    assert bytes(sealed) not in _file("registry_prisoner")


@contextmanager
def _writer_elsewhere() -> Iterator[None]:
    """A transaction that stays open in another database of the same server."""
    at = connection.get_connection_params()
    with psycopg.connect(
        host=at["host"], port=at["port"], user=at["user"], password=at["password"], dbname="postgres"
    ) as writer:
        writer.execute("SELECT pg_current_xact_id()")
        yield


def _file(table: str) -> bytes:
    with connection.cursor() as cursor:
        cursor.execute("CHECKPOINT")
        cursor.execute("SELECT pg_read_binary_file(pg_relation_filepath(%s))", [table])
        ((content,),) = cursor.fetchall()
    return bytes(content)
