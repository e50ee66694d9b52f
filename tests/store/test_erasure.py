"""Erasure by two persons: the keys are gone from the files, the proofs stay whole, an older copy revives nothing."""

import shutil
import sqlite3
import threading
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager

import pytest
from django.db import connections

from safeconduct.access.actor import Actor
from safeconduct.access.words import Compartment
from safeconduct.sources.errors import Forbidden, NotFound, Refused
from safeconduct.sources.facts import Erased
from safeconduct.store import approvals, erasure, projections
from safeconduct.store.create import Created
from safeconduct.store.entries import Draft
from safeconduct.store.errors import LogNotCut
from safeconduct.store.history import history
from safeconduct.store.keys.models import EntryKey
from safeconduct.store.record import record, transaction
from safeconduct.store.verify import verify
from tests.cast import ADMINISTRATOR, AUDITOR, BUREAU, OTHER_BUREAU
from tests.store.own_home import FILES, OwnInstance, at
from tests.store.written import BOTH, Noted, reader, stream_of, texts, write

on_both = pytest.mark.django_db(databases=BOTH, transaction=True)
GONE, KEPT = stream_of(1), stream_of(2)
PERSONAL = tuple(compartment for compartment in Compartment if compartment != Compartment.OFFICE)


def write_two_people() -> list[str]:
    """Returns the ids of the entries of the one who will be erased."""
    write("kept", PERSONAL, stream=KEPT)
    return [entry.id for entry in write("gone", PERSONAL, stream=GONE)]


def erase(subject: str = GONE) -> int:
    asked = erasure.request(subject, [], "art. 5 of the house rule", actor=BUREAU)
    return erasure.approve(asked.id, asked.digest, OTHER_BUREAU)


def keys_there(ids: list[str]) -> int:
    return EntryKey.objects.filter(pk__in=ids).count()


@on_both
def test_two_persons_erase(instance: Created) -> None:
    ids = write_two_people()
    assert erase() == len(ids)
    assert keys_there(ids) == 0
    rita = reader(instance.private_halves)
    for compartment in PERSONAL:
        (entry,) = history(GONE, [compartment], rita)
        assert isinstance(entry.fact, Erased)
        assert entry.author == ""
        assert texts(history(KEPT, [compartment], rita)) == ["kept"]


@on_both
def test_the_first_sealed_entry_and_the_later_ones_are_erased(instance: Created) -> None:
    """They stand under two names."""
    first = write("first", PERSONAL, stream=GONE)
    later = [entry for text in ("second", "third") for entry in write(text, PERSONAL, stream=GONE)]
    assert erase() == len(first) + len(later)
    assert keys_there([entry.id for entry in (*first, *later)]) == 0
    assert verify(reader(instance.private_halves)).problems == []


@on_both
def test_the_record_says_erased_and_not_broken(instance: Created) -> None:
    ids = write_two_people()
    erase()
    for viewer in (BUREAU, reader(instance.private_halves)):
        report = verify(viewer)
        assert report.problems == []
        assert report.erased == len(ids)
    assert projections.check() == []


@on_both
def test_a_key_that_vanished_without_an_erasure_is_broken(instance: Created) -> None:
    ids = write_two_people()
    EntryKey.objects.filter(pk=ids[0]).delete()
    assert {problem.code for problem in verify().problems} == {"key_missing"}


@on_both
def test_further_streams_of_the_subject_go_too(instance: Created) -> None:
    write_two_people()
    asked = erasure.request(GONE, [KEPT], "both belong to him", actor=BUREAU)
    assert erasure.approve(asked.id, asked.digest, OTHER_BUREAU) == 2 * len(PERSONAL)
    assert history(KEPT, [Compartment.IDENTITY], BUREAU)[0].fact == Erased()


@on_both
def test_the_person_who_asked_cannot_approve(instance: Created) -> None:
    ids = write_two_people()
    asked = erasure.request(GONE, [], "ground", actor=BUREAU)
    with pytest.raises(Refused) as refused:
        erasure.approve(asked.id, asked.digest, BUREAU)
    assert refused.value.code == "same_person"
    assert keys_there(ids) == len(ids)


@on_both
def test_other_bytes_than_were_asked_for_are_refused(instance: Created) -> None:
    ids = write_two_people()
    asked = erasure.request(GONE, [], "ground", actor=BUREAU)
    other = erasure.request(KEPT, [], "ground", actor=BUREAU)
    with pytest.raises(Refused) as refused:
        erasure.approve(asked.id, other.digest, OTHER_BUREAU)
    assert refused.value.code == "other_bytes"
    assert keys_there(ids) == len(ids)


@on_both
def test_what_was_refused_or_done_is_closed(instance: Created) -> None:
    ids = write_two_people()
    asked = erasure.request(GONE, [], "ground", actor=BUREAU)
    with transaction():
        approvals.refuse(asked.id, asked.digest, OTHER_BUREAU)
    with pytest.raises(Refused) as refused:
        erasure.approve(asked.id, asked.digest, OTHER_BUREAU)
    assert refused.value.code == "approval_closed"
    assert keys_there(ids) == len(ids)


@on_both
@pytest.mark.parametrize("actor", [AUDITOR, ADMINISTRATOR], ids=["auditor", "administrator"])
def test_others_neither_ask_nor_approve(instance: Created, actor: Actor) -> None:
    ids = write_two_people()
    asked = erasure.request(GONE, [], "ground", actor=BUREAU)
    with pytest.raises(Forbidden):
        erasure.request(GONE, [], "ground", actor=actor)
    with pytest.raises(Forbidden):
        erasure.approve(asked.id, asked.digest, actor)
    assert keys_there(ids) == len(ids)


@on_both
def test_no_ground_and_nobody_there(instance: Created) -> None:
    write_two_people()
    with pytest.raises(Refused, match="ground"):
        erasure.request(GONE, [], "  ", actor=BUREAU)
    with pytest.raises(NotFound):
        erasure.request(stream_of(3), [], "ground", actor=BUREAU)


@on_both
def test_what_was_recorded_since_the_request_stops_the_erasure(instance: Created) -> None:
    """A file attached meanwhile lies in a stream that the request does not name."""
    ids = write_two_people()
    asked = erasure.request(GONE, [], "ground", actor=BUREAU)
    with transaction():
        record([Draft(Compartment.IDENTITY, GONE, 2, Noted(text="one more"))], BUREAU)
    with pytest.raises(Refused) as refused:
        erasure.approve(asked.id, asked.digest, OTHER_BUREAU)
    assert refused.value.code == "changed_since"
    assert keys_there(ids) == len(ids)
    assert erase() == len(ids) + 1


# --- a crash between two steps, and an older copy put back -----------------------------------------------


def stop(*_: object) -> None:
    raise KeyboardInterrupt


@on_both
@pytest.mark.parametrize("step", ["_shred", "_append", "cut_logs"])
def test_a_crash_between_two_steps_is_completed_by_replay(
    instance: Created, monkeypatch: pytest.MonkeyPatch, step: str
) -> None:
    ids = write_two_people()
    asked = erasure.request(GONE, [], "ground", actor=BUREAU)
    with monkeypatch.context() as broken:
        broken.setattr(erasure, step, stop)
        with pytest.raises(KeyboardInterrupt):
            erasure.approve(asked.id, asked.digest, OTHER_BUREAU)
    erasure.replay()
    assert keys_there(ids) == 0
    assert verify().problems == []
    assert erasure.replay() == 0


def test_an_older_key_store_put_back_is_erased_again(own: OwnInstance) -> None:
    ids = write_two_people()
    connections["keys"].close()
    older = own.home.parent / "older"
    shutil.copytree(own.home, older)
    erase()
    connections["keys"].close()
    for path in older.glob(f"{FILES['keys']}*"):
        shutil.copy(path, own.home / path.name)
    assert keys_there(ids) == len(ids)
    assert "key_left" in {problem.code for problem in verify().problems}
    assert erasure.replay() == len(ids)
    assert keys_there(ids) == 0
    # What an older key store never had is lost, and told: the erasure's own three entries.
    assert [problem.code for problem in verify().problems] == ["key_missing"] * 3


def test_both_older_databases_put_back_beside_the_shred_list(own: OwnInstance) -> None:
    """The erasure itself is then unknown to the record, but the list outside it still is there."""
    ids = write_two_people()
    for connection in connections.all():
        connection.close()
    older = own.home.parent / "older"
    shutil.copytree(own.home, older)
    erase()
    shutil.copy(own.home / erasure.SHRED_FILE, older / erasure.SHRED_FILE)
    with at(older):
        assert erasure.replay() == len(ids)
        assert keys_there(ids) == 0


# --- raw bytes -------------------------------------------------------------------------------------------


def raw(own: OwnInstance, alias: str) -> bytes:
    """The database's file with its write-ahead log and shared memory."""
    return b"".join(path.read_bytes() for path in sorted(own.home.glob(f"{FILES[alias]}*")))


def test_no_byte_of_the_keys_stays_in_the_files(own: OwnInstance) -> None:
    ids = write_two_people()
    wrapped = [bytes(row.wrapped) for row in EntryKey.objects.filter(pk__in=ids)]
    before = raw(own, "keys")
    assert all(key in before for key in wrapped)
    assert all(entry_id.encode() in before for entry_id in ids)
    erase()
    after = raw(own, "keys")
    assert not any(key in after or key[:24] in after or key[-24:] in after for key in wrapped)
    assert not any(entry_id.encode() in after for entry_id in ids)


def test_deleting_the_rows_alone_would_leave_the_keys_in_the_log(
    own: OwnInstance, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Negative control: why the write-ahead logs are cut."""
    ids = write_two_people()
    wrapped = [bytes(row.wrapped) for row in EntryKey.objects.filter(pk__in=ids)]
    monkeypatch.setattr(erasure, "cut_logs", lambda: None)
    erase()
    assert any(key in raw(own, "keys") for key in wrapped)


def test_a_reader_in_the_way_of_cutting_is_told_and_the_next_start_cuts(
    own: OwnInstance, monkeypatch: pytest.MonkeyPatch
) -> None:
    ids = write_two_people()
    wrapped = [bytes(row.wrapped) for row in EntryKey.objects.filter(pk__in=ids)]
    monkeypatch.setattr(erasure, "CUT_SECONDS", 0.5)
    with reading(own, "keys"):
        with pytest.raises(LogNotCut, match="erased"):
            erase()
        assert keys_there(ids) == 0
        assert any(key in raw(own, "keys") for key in wrapped)
        with pytest.raises(LogNotCut):
            erasure.replay()
    assert erasure.replay() == 0
    assert not any(key in raw(own, "keys") for key in wrapped)


def test_a_reader_who_goes_soon_is_waited_for(own: OwnInstance) -> None:
    ids = write_two_people()
    wrapped = [bytes(row.wrapped) for row in EntryKey.objects.filter(pk__in=ids)]
    gone = threading.Event()

    def read() -> None:
        with reading(own, "keys"):
            gone.set()
            time.sleep(1)

    reader_thread = threading.Thread(target=read)
    reader_thread.start()
    gone.wait()
    erase()
    reader_thread.join()
    assert not any(key in raw(own, "keys") for key in wrapped)


@contextmanager
def reading(own: OwnInstance, alias: str) -> Iterator[None]:
    """Another program in the middle of a long reading."""
    with closing(sqlite3.connect(own.home / FILES[alias], isolation_level=None)) as other:
        other.execute("BEGIN")
        other.execute("SELECT count(*) FROM sqlite_master").fetchall()
        yield


@on_both
def test_thousands_of_entries_are_erased_at_once(instance: Created) -> None:
    """More than one statement takes."""
    drafts = [Draft(Compartment.CUSTODY, GONE, number, Noted(text="gone")) for number in range(1, 6_001)]
    with transaction():
        record(drafts, BUREAU)
    assert erase() == len(drafts)
    assert verify().erased == len(drafts)
    assert verify().problems == []
