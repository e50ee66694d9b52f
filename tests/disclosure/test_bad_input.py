"""What an enemy, a broken disk or another program hands in: refused or put aside by name, nothing is kept."""

import errno
import gzip
import io
import os
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

import pytest
from django.db import connections
from django.test import RequestFactory

from safeconduct.disclosure import delivery, envelope, queries, sending, syncing, taking
from safeconduct.disclosure.items import Item, Newer
from safeconduct.disclosure.refusals import Reason
from safeconduct.disclosure.taking import Outcome
from safeconduct.disclosure.web import pages
from safeconduct.law.disclosable import Purpose
from safeconduct.registry import queries as register
from safeconduct.sources.errors import Refused
from safeconduct.store import clock, projections
from safeconduct.store.errors import StoreFull
from safeconduct.store.models import LedgerEntry
from safeconduct.store.record import transaction
from safeconduct.store.verify import verify
from tests import cast
from tests.disclosure.offices import Office, carry
from tests.disclosure.test_syncing import NAMES, carry_home, register_at
from tests.disclosure.test_taking import bundle, entries, kind, taken

pytestmark = pytest.mark.sqlite

HOSTILE = (
    "<script>alert(1)</script>", '=HYPERLINK("http://example.invalid","x")', "\u202eпак чол су\u202c",
    "박\u0000철수"[:1] + "\u200b철수", "../../etc/passwd", "'; DROP TABLE ledger_entry; --",
)  # fmt: skip


def told(device: Office, bureau: Office, *content: Item) -> bytes:
    """A bundle of an enrolled device that carries these items, signed and proven rightly."""
    target = bureau.id
    with device.open():
        with transaction():
            sending.make(queries.peer_of(target), Purpose.SYNC, "basis", list(content), cast.registrar())
        return queries.waiting(target)[-1][2]


def raw_item(monkeypatch: pytest.MonkeyPatch, data: bytes) -> Item:
    """An item whose bytes are these, whatever they are: what a program that lies would write."""
    from safeconduct.disclosure import items

    written = items.write
    lie = Newer("lie", 1, data)
    monkeypatch.setattr(items, "write", lambda item: data if item is lie else written(item))
    return lie


# --- files that are no bundles --------------------------------------------------------------------------


def zip_bomb() -> bytes:
    """A hundred megabytes of zeros in a hundred kilobytes."""
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w", zipfile.ZIP_DEFLATED) as archive:
        with archive.open("bundle", "w") as inside:
            for _ in range(100):
                inside.write(bytes(1 << 20))
    return data.getvalue()


def test_a_compressed_file_is_no_bundle_and_is_never_unpacked(bureau: Office) -> None:
    """The format has no compression, so there is nothing that could grow."""
    before = entries(bureau)
    for data in (zip_bomb(), gzip.compress(bytes(1 << 22)), b"", bytes(4096), b"%PDF-1.7" + bytes(5000)):
        result = taken(bureau, data)
        assert (result.outcome, kind(result)) == (Outcome.REFUSED, Reason.NOT_A_BUNDLE)
    head = b"safeconduct/bundle/v\x01"
    assert kind(taken(bureau, head + bytes(5000))) == Reason.BAD_SIZE
    assert kind(taken(bureau, head + bytes(6144 - len(head)))) == Reason.WRONG_RECIPIENT
    assert entries(bureau) == before


def test_a_file_larger_than_any_bundle_is_not_read(bureau: Office, tmp_path: Path) -> None:
    huge = tmp_path / "huge.bundle"
    with huge.open("wb") as file:
        file.truncate(envelope.BUNDLE_BYTES_MAX + 1)
    with bureau.open(), pytest.raises(Refused) as refused:
        list(delivery.receive([huge], bureau.officer))
    assert refused.value.code == "too_large"


def test_the_inbox_says_the_same_whatever_it_is_sent(bureau: Office, device: Office, stick: Path) -> None:
    good = bundle(device, bureau, stick)
    answers = set()
    with bureau.open():
        for number, data in enumerate((good, good, zip_bomb(), b"", good[:-1])):
            request = RequestFactory().post(
                "/inbox/", data, content_type=delivery.CONTENT_TYPE, REMOTE_ADDR=f"127.9.0.{number}"
            )
            answer = pages.inbox(request)
            answers.add((answer.status_code, bytes(answer.content)))
    assert answers == {(202, b"")}


# --- bundles of a peer that lies ------------------------------------------------------------------------


@pytest.mark.parametrize(
    "data",
    [
        b'{"a":' + b"[" * 5_000 + b"]" * 5_000 + b',"kind":"message","v":1}',
        b'{"kind":"message","number":' + b"9" * 400 + b',"v":1}',
        b'{"kind":"message","number":1e999,"v":1}',
        b'{"kind":"card","kind":"card","v":1}',
        b'{"kind":"message","v":1,"words":"\xff\xfe"}',
        b'{"kind":"message","v":1,"words":"\xed\xa0\x80"}',
        b'{"kind":"message","v":1,"words":"\\ud800"}',
        b"\xef\xbb\xbf{}",
        b"[]",
        b"",
    ],
)  # fmt: skip
def test_items_that_are_not_as_they_must_be_refuse_the_whole(
    bureau: Office, device: Office, monkeypatch: pytest.MonkeyPatch, data: bytes
) -> None:
    """Deep and huge JSON, doubled names, broken UTF-8: beside a good item, which is not taken either."""
    before = entries(bureau)
    good = Newer("hologram", 1, b'{"kind":"hologram","v":1}')
    result = taken(bureau, told(device, bureau, good, raw_item(monkeypatch, data)))
    assert (result.outcome, kind(result)) == (Outcome.REFUSED, Reason.MALFORMED)
    assert entries(bureau) == before
    with bureau.open():
        assert queries.parked(bureau.officer) == []


def test_kinds_of_a_later_program_are_kept_shown_and_never_dropped(bureau: Office, device: Office) -> None:
    later = Newer("hologram", 7, b'{"deep":{"er":[1,2]},"kind":"hologram","v":7}')
    data = told(device, bureau, later)
    result = taken(bureau, data)
    assert (result.outcome, result.newer) == (Outcome.TAKEN, 1)
    with bureau.open():
        (kept,) = queries.parked(bureau.officer)
        assert kept.reason == taking.NEWER_ITEMS
        assert next(iter(queries.set_aside(but=""))) == data
        assert later.data not in b"".join(bytes(row.body) for row in LedgerEntry.objects.all())


def test_hostile_names_come_home_as_written_and_do_nothing(
    bureau: Office, device: Office, stick: Path
) -> None:
    numbers = register_at(device, *HOSTILE)
    assert carry_home(device, bureau, stick) == [Outcome.TAKEN]
    with bureau.open():
        for number, name in zip(numbers, HOSTILE, strict=True):
            assert register.prisoner(number, cast.BUREAU).names[0].name.text == name
        assert verify().problems == []
        assert projections.check() == []


def test_a_bundle_whose_clock_is_years_apart_waits_or_is_refused_by_name(
    bureau: Office, device: Office
) -> None:
    with clock.set_back(timedelta(days=900)):
        old = told(device, bureau)
    assert kind(taken(bureau, old)) == Reason.EXPIRED
    with clock.set_back(-timedelta(days=900)):
        early = told(device, bureau)
    result = taken(bureau, early)
    assert (result.outcome, kind(result)) == (Outcome.PARKED, Reason.NOT_YET_VALID)


# --- a disk that is full --------------------------------------------------------------------------------


@contextmanager
def full_disk(alias: str) -> Iterator[None]:
    """SQLite itself answers that the disk is full: the file may not grow by a page."""
    with connections[alias].cursor() as cursor:
        pages_now = cursor.execute("PRAGMA page_count").fetchone()[0]
        cursor.execute(f"PRAGMA max_page_count = {pages_now}")
        try:
            yield
        finally:
            cursor.execute("PRAGMA max_page_count = 1073741823")


@pytest.mark.parametrize("alias", ["default", "keys"])
def test_a_disk_that_fills_while_it_is_taken_in_keeps_nothing_of_it(
    bureau: Office, device: Office, stick: Path, alias: str
) -> None:
    register_at(device, *(f"somebody {number}" for number in range(30)))
    data = bundle(device, bureau, stick)
    before = entries(bureau)
    with bureau.open():
        with full_disk(alias), pytest.raises(StoreFull) as full:
            taking.take(data, bureau.officer)
        assert full.value.remedy
    assert entries(bureau) == before
    with bureau.open():
        assert verify().problems == []
        assert projections.check() == []
    assert taken(bureau, data).outcome == Outcome.TAKEN


def test_a_disk_that_fills_while_it_is_composed_lets_nothing_leave(
    bureau: Office, device: Office, stick: Path
) -> None:
    register_at(device, *(f"somebody {number}" for number in range(30)))
    with device.open():
        with full_disk("default"), pytest.raises(StoreFull):
            syncing.carry_home(cast.registrar())
        home = syncing.home_of()
        assert home is not None
        assert queries.told_log(home.instance).size == 0
        assert queries.waiting(home.instance) == []
        assert verify().problems == []
    assert carry_home(device, bureau, stick) == [Outcome.TAKEN]


def test_a_stick_that_is_full_keeps_no_half_bundle(
    bureau: Office, device: Office, stick: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    register_at(device, NAMES[0])
    target = bureau.id

    def fail(_: int) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    with device.open():
        syncing.carry_home(cast.registrar())
        with monkeypatch.context() as patched:
            patched.setattr(os, "fsync", fail)
            (sent,) = delivery.send(cast.registrar(), folder=stick)
        assert sent.problem == os.strerror(errno.ENOSPC)
        assert list(stick.iterdir()) == []
        assert [is_sent for _, is_sent, _ in queries.waiting(target)] == [False]
    assert [each.outcome for each in carry(device, bureau, stick)] == [Outcome.TAKEN]
