"""Entries of another instance: they keep their bytes, they come in once, and no order of arrival changes a thing."""

import signal
from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import permutations
from pathlib import Path

import pytest
from django.db import transaction
from pytest_django import DjangoDbBlocker

from safeconduct.access.actor import SERVICE
from safeconduct.access.words import Compartment
from safeconduct.ledger.errors import Tampered
from safeconduct.sources.errors import Refused
from safeconduct.sources.facts import Unreadable
from safeconduct.store import backup, keyring, outgoing, projections, received, signers
from safeconduct.store.errors import Locked
from safeconduct.store.foreign import EVERY_ROOM, Foreign
from safeconduct.store.history import entries_since, history
from safeconduct.store.instance import current
from safeconduct.store.models import LedgerEntry
from safeconduct.store.received import Checked, TakenIn
from safeconduct.store.record import transaction as writing
from safeconduct.store.routers import KEYS
from safeconduct.store.verify import prove, verify
from tests.cast import ADMINISTRATOR
from tests.contract.children import Say, forked
from tests.store.own_home import at, copied, make
from tests.store.written import Noted, reader, stream_of, texts, write

C = Compartment


@dataclass(frozen=True)
class Pair:
    """A device and its home, each an instance in a folder of its own."""

    device: Path
    home: Path
    halves: dict[str, bytes]
    device_key: bytes


def everything(_: Checked) -> None:
    """Whatever came is let in."""


def public_halves() -> dict[str, bytes]:
    return {
        half: public
        for compartment in Compartment
        if compartment.is_sealed
        for half, (_, public) in zip(compartment.halves, keyring.public_halves(compartment), strict=True)
    }


@pytest.fixture
def pair(
    template: tuple[Path, dict[str, bytes]],
    tmp_path: Path,
    django_db_blocker: DjangoDbBlocker,
    monkeypatch: pytest.MonkeyPatch,
) -> Iterator[Pair]:
    original, halves = template
    with django_db_blocker.unblock():
        make(tmp_path / "device")
        with copied(original, tmp_path / "home", halves):
            public = public_halves()
        with at(tmp_path / "device"):
            key = current().verify_key
            keyring.adopt(public)
        monkeypatch.setattr(signers, "_SOURCES", [lambda: {key.hex(): None}])
        yield Pair(tmp_path / "device", tmp_path / "home", halves, key)


def carried(pair: Pair, *, after: int = -1) -> list[Foreign]:
    with at(pair.home):
        public = public_halves()
    with at(pair.device):
        compartments = [each for each in Compartment if each != C.OFFICE]
        return [each.carried for batch in outgoing.since(after, compartments, public) for each in batch]


def taken(pair: Pair, came: list[Foreign], room: str = EVERY_ROOM) -> TakenIn:
    with at(pair.home):
        checked = received.check(came, [pair.device_key])
        with writing():
            return received.take_in(checked, room=room, admit=everything)


def write_at(pair: Pair, text: str, *compartments: Compartment, stream: str = stream_of(1)) -> None:
    with at(pair.device):
        # Sealed streams are found by their subjects, who stand in the open identity compartment.
        write(text, [C.IDENTITY, *compartments], stream=stream)


def test_it_keeps_bytes_and_signature(pair: Pair) -> None:
    write_at(pair, "said", C.CUSTODY, C.WISH)
    came = carried(pair)
    assert taken(pair, came).new != ()
    with at(pair.home):
        rows = LedgerEntry.objects.order_by("position")
        assert [bytes(row.signature) for row in rows] == [each.stored.signature for each in came]
        assert {row.origin for row in rows} == {pair.device_key.hex()[:16]}
        assert verify().problems == []
        assert projections.check() == []
        assert prove(rows[0].id).size == len(came)


def test_who_has_the_key_reads_what_the_device_could_not(pair: Pair) -> None:
    write_at(pair, "wish", C.WISH)
    write_at(pair, "wish again", C.WISH)
    taken(pair, carried(pair))
    with at(pair.home):
        write("at home", [C.WISH])
        entries = history(stream_of(1), [C.WISH], reader(pair.halves))
        assert sorted(texts(entries)) == ["at home", "wish", "wish again"]
        assert verify(reader(pair.halves)).problems == []
        with pytest.raises(Locked):
            history(stream_of(1), [C.WISH], SERVICE)


def test_a_second_time_changes_nothing(pair: Pair) -> None:
    write_at(pair, "said", C.HEALTH)
    came = carried(pair)
    first, second = taken(pair, came), taken(pair, [*came, *came])
    assert (len(first.new), first.known) == (2, 0)
    assert (second.new, second.known) == ((), 4)
    with at(pair.home):
        assert LedgerEntry.objects.count() == 2


def test_any_order_of_arrival_gives_the_same_history(pair: Pair) -> None:
    for text in ("one", "two"):
        write_at(pair, text, C.WISH)
    came = carried(pair)
    seen = set()
    for order in permutations(came):
        with at(pair.home), transaction.atomic(), transaction.atomic(using=KEYS):
            with writing():
                checked = received.check(order, [pair.device_key])
                received.take_in(checked, room=EVERY_ROOM, admit=everything)
            entries = history(stream_of(1), [C.IDENTITY, C.WISH], reader(pair.halves))
            seen.add(tuple((each.id, each.recorded, *texts([each])) for each in entries))
            transaction.set_rollback(True)
            transaction.set_rollback(True, using=KEYS)
    assert len(seen) == 1
    assert len(next(iter(seen))) == 4


def test_every_change_of_what_came_is_refused(pair: Pair) -> None:
    write_at(pair, "said", C.WISH)
    open_one, sealed = carried(pair)
    stored = open_one.stored
    changed = [
        replace(open_one, stored=replace(stored, body=stored.body[:-1] + bytes([stored.body[-1] ^ 1]))),
        replace(open_one, stored=replace(stored, signature=bytes(64))),
        replace(open_one, stored=replace(stored, header=stored.header.replace(b"identity", b"custody"))),
        replace(open_one, key=bytes(32)),
        replace(open_one, key=b""),
        replace(open_one, wrapped=sealed.wrapped),
        replace(sealed, key=open_one.key, wrapped=b""),
    ]
    for each in changed:
        with pytest.raises(Tampered):
            taken(pair, [each])
    with at(pair.home), pytest.raises(Tampered):
        received.check([open_one], [current().verify_key])
    with at(pair.home):
        assert LedgerEntry.objects.count() == 0


def test_two_histories_of_one_instance_are_found(pair: Pair, tmp_path: Path) -> None:
    """The device is put back to an older copy and writes something else in the same place."""
    import shutil

    write_at(pair, "first")
    taken(pair, carried(pair))
    shutil.copytree(pair.device, tmp_path / "older")
    write_at(pair, "told")
    taken(pair, carried(pair))
    older = replace(pair, device=tmp_path / "older")
    write_at(older, "rewritten")
    with pytest.raises(Tampered):
        taken(pair, carried(older))


def test_whoever_may_bring_one_room_alone_brings_nothing_else(pair: Pair) -> None:
    write_at(pair, "wish", C.WISH)
    sealed = [each for each in carried(pair) if each.wrapped]
    taken(pair, sealed, room="disclosure")
    with at(pair.home):
        (entry,) = history(stream_of(1), [C.WISH], reader(pair.halves))
        assert isinstance(entry.fact, Unreadable)


def test_a_key_that_opens_nothing_stops_no_reader(pair: Pair) -> None:
    write_at(pair, "wish", C.WISH)
    sealed = next(each for each in carried(pair) if each.wrapped)
    with at(pair.home):
        write("at home", [C.WISH])
    taken(pair, [replace(sealed, wrapped=bytes(len(sealed.wrapped)))])
    with at(pair.home):
        entries = history(stream_of(1), [C.WISH], reader(pair.halves))
        assert texts(entries) == ["at home"]
        newest = list(entries_since(C.WISH, -1, reader(pair.halves)))
        assert [type(each.fact) for each in newest] == [Noted, Unreadable]


def test_a_false_name_of_a_stream_reaches_nobody_elses_record(pair: Pair) -> None:
    write_at(pair, "wish", C.WISH)
    sealed = next(each for each in carried(pair) if each.wrapped)
    taken(pair, [replace(sealed, stream=stream_of(7))])
    with at(pair.home):
        assert history(stream_of(7), [C.WISH], reader(pair.halves)) == []


def test_what_is_not_admitted_leaves_nothing(pair: Pair) -> None:
    write_at(pair, "said", C.CUSTODY)
    came = carried(pair)

    def refuse(each: Checked) -> None:
        if each.compartment == C.CUSTODY:
            raise Refused("no", "not from there", "House rule")

    with at(pair.home):
        checked = received.check(came, [pair.device_key])
        with pytest.raises(Refused), writing():
            received.take_in(checked, room=EVERY_ROOM, admit=refuse)
        assert LedgerEntry.objects.count() == 0
        assert verify().problems == []
    assert len(taken(pair, came).new) == 2


def test_a_revoked_key_proves_what_came_before(pair: Pair, monkeypatch: pytest.MonkeyPatch) -> None:
    write_at(pair, "said")
    taken(pair, carried(pair))
    monkeypatch.setattr(signers, "_SOURCES", [lambda: {pair.device_key.hex(): 1}])
    with at(pair.home):
        assert verify().problems == []
    write_at(pair, "later")
    taken(pair, carried(pair))
    with at(pair.home):
        assert [problem.code for problem in verify().problems] == ["revoked"]


def test_a_backup_carries_it(pair: Pair, tmp_path: Path) -> None:
    write_at(pair, "wish", C.WISH)
    taken(pair, carried(pair))
    with at(pair.home):
        backup.make(tmp_path / "backup", ADMINISTRATOR)
        files = {name: (pair.home / name).read_bytes() for name in ("instance.json", "service.key", "head")}
    (tmp_path / "new").mkdir()
    for name, content in files.items():
        (tmp_path / "new" / name).write_bytes(content)
    with at(tmp_path / "new"):
        assert backup.restore(tmp_path / "backup").problems == []
        assert texts(history(stream_of(1), [C.WISH], reader(pair.halves))) == ["wish"]


def test_killed_while_taking_in_it_is_whole_or_not_there(pair: Pair) -> None:
    import random

    for number in range(12):
        write_at(pair, f"note {number}", C.CUSTODY, C.WISH)
    came = carried(pair)
    seed = random.SystemRandom().randrange(1 << 32)
    chance = random.Random(seed)  # noqa: S311 - moments, not secrets

    def take(say: Say) -> None:
        say("begin")
        taken(pair, came)
        say("done")

    for attempt in range(20):
        with forked(take) as child:
            next(child.lines)
            for _ in range(chance.randrange(200_000)):
                pass
            child.kill()
            is_done = list(child.lines) == ["done"]
            status = child.wait()
            assert status in (0, signal.SIGKILL)
        with at(pair.home):
            assert LedgerEntry.objects.count() in ((len(came),) if is_done else (0, len(came))), (
                seed,
                attempt,
            )
            assert verify().problems == [], (seed, attempt)
    taken(pair, came)
    with at(pair.home):
        assert LedgerEntry.objects.count() == len(came)
        assert verify(reader(pair.halves)).problems == []
