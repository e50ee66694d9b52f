"""Two writers of one version: exactly one conflict. Many writers at once: dense leaves, nothing lost."""

from collections.abc import Callable
from contextlib import ExitStack

import pytest

from safeconduct.access.words import Compartment
from safeconduct.sources.errors import Conflict
from safeconduct.store.create import Created
from safeconduct.store.history import history
from safeconduct.store.models import LedgerEntry
from safeconduct.store.verify import verify
from tests.cast import BUREAU
from tests.contract.children import Say, forked
from tests.store.written import BOTH, SEALED, reader, stream_of, texts, write

pytestmark = pytest.mark.django_db(databases=BOTH, transaction=True)

WRITERS = 4
ROUNDS = 12


@pytest.mark.parametrize("compartment", Compartment)
def test_a_version_is_taken_once(instance: Created, compartment: Compartment) -> None:
    write("hers", [compartment], version=1)
    with pytest.raises(Conflict) as conflict:
        write("his", [compartment], version=1)
    assert (conflict.value.subject, conflict.value.actual_version) == (stream_of(1), 1)
    assert texts(history(stream_of(1), [compartment], reader(instance.private_halves))) == ["hers"]
    assert verify().problems == []


def test_a_conflict_undoes_the_whole_transaction(instance: Created) -> None:
    write("hers", [Compartment.CUSTODY], version=1)
    with pytest.raises(Conflict):
        write("his", [Compartment.IDENTITY, Compartment.CUSTODY], version=1)
    assert history(stream_of(1), [Compartment.IDENTITY], BUREAU) == []
    assert verify().problems == []


@pytest.mark.parametrize("compartment", SEALED)
def test_writers_who_cannot_read_get_versions_of_their_own(
    instance: Created, compartment: Compartment
) -> None:
    for text in ("first", "second", "third"):
        write(text, [compartment])
    entries = history(stream_of(1), [compartment], reader(instance.private_halves))
    assert [(entry.version, *texts([entry])) for entry in entries] == [
        (1, "first"), (2, "second"), (3, "third"),
    ]  # fmt: skip
    assert len(set(LedgerEntry.objects.values_list("slot", flat=True))) == 3


def write_same_versions(say: Say) -> None:
    """Each writer wants every version from 1 on; says which it got."""
    for version in range(1, ROUNDS + 1):
        try:
            write("note", [Compartment.CUSTODY, Compartment.WISH], version=version)
        except Conflict:
            say(f"{version} conflict")
        else:
            say(f"{version} written")


def test_processes_that_want_the_same_versions(instance: Created) -> None:
    said = said_by_writers(write_same_versions)
    for version in range(1, ROUNDS + 1):
        assert said.count(f"{version} written") == 1
        assert said.count(f"{version} conflict") == WRITERS - 1
    assert verify().problems == []


def append(say: Say) -> None:
    for _ in range(ROUNDS):
        write("note", [Compartment.CUSTODY, Compartment.WISH])
        say("written")


def test_processes_that_append_get_dense_leaves_and_versions(instance: Created) -> None:
    assert said_by_writers(append) == ["written"] * WRITERS * ROUNDS
    total = 2 * WRITERS * ROUNDS
    positions = LedgerEntry.objects.order_by("position").values_list("position", flat=True)
    assert list(positions) == list(range(total))
    for compartment in (Compartment.CUSTODY, Compartment.WISH):
        entries = history(stream_of(1), [compartment], reader(instance.private_halves))
        assert sorted(entry.version for entry in entries) == list(range(1, total // 2 + 1))
    assert verify().problems == []


def said_by_writers(work: Callable[[Say], object]) -> list[str]:
    """What all the writers said, each in a process of its own, all at the same time."""
    with ExitStack() as stack:
        writers = [stack.enter_context(forked(work)) for _ in range(WRITERS)]
        said = [line for writer in writers for line in writer.lines]
        assert [writer.wait() for writer in writers] == [0] * WRITERS
    return said
