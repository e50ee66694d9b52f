"""What is recorded is read back: in every compartment, by whoever may open it."""

import pytest

from safeconduct.access.words import Compartment
from safeconduct.store.create import Created
from safeconduct.store.errors import Locked
from safeconduct.store.history import histories, history
from safeconduct.store.verify import prove, verify
from tests.cast import BUREAU
from tests.store.written import BOTH, OPEN, SEALED, reader, stream_of, texts, write

pytestmark = pytest.mark.django_db(databases=BOTH, transaction=True)


def test_every_compartment_gives_back_what_was_written(instance: Created) -> None:
    write("first", Compartment)
    write("second", Compartment, stream=stream_of(2))
    rita = reader(instance.private_halves)
    for compartment in Compartment:
        assert texts(history(stream_of(1), [compartment], rita)) == ["first"]
    both = histories([stream_of(1), stream_of(2)], Compartment, rita)
    assert [texts(entries) for entries in both.values()] == [["first"] * 10, ["second"] * 10]


def test_entries_come_back_as_record_returned_them(instance: Created) -> None:
    written = write("note", Compartment)
    assert sorted(written, key=lambda e: e.id) == sorted(
        history(stream_of(1), Compartment, reader(instance.private_halves)), key=lambda e: e.id
    )


@pytest.mark.parametrize("compartment", SEALED)
def test_a_sealed_compartment_stays_closed_without_its_keys(
    instance: Created, compartment: Compartment
) -> None:
    write("note", [compartment])
    with pytest.raises(Locked):
        history(stream_of(1), [compartment], BUREAU)


def test_half_a_key_opens_nothing(instance: Created) -> None:
    write("note", [Compartment.PROTECTION])
    one_half = reader({"protection/a": instance.private_halves["protection/a"]})
    with pytest.raises(Locked):
        history(stream_of(1), [Compartment.PROTECTION], one_half)


def test_positions_are_dense_and_versions_follow(instance: Created) -> None:
    first = write("a", OPEN)
    second = write("b", OPEN)
    assert [entry.position for entry in [*first, *second]] == list(range(2 * len(OPEN)))
    assert {entry.version for entry in second} == {2}


def test_every_entry_can_be_proven(instance: Created) -> None:
    write("note", Compartment)
    written = write("note", [Compartment.FIGURES])
    assert prove(written[0].id).size == 11
    assert verify().is_whole
