"""What a stolen copy tells: the raw bytes of every file hold no text and no name that anyone wrote.

The files are those of a real instance on SQLite: both databases with their write-ahead logs, the head, the shred
list and a backup. Only the service key's file is left out; with it, what is open opens, and what is sealed not.
"""

import base64
from collections.abc import Iterable, Iterator
from pathlib import Path

import pytest

from safeconduct.access.words import Capability, Compartment, Role
from safeconduct.accounts import actions as accounts
from safeconduct.accounts.facts import AddOperator
from safeconduct.accounts.queries import Preferences
from safeconduct.ledger import entry as format
from safeconduct.ledger.entry import SealedHeader, Stored
from safeconduct.store import approvals, backup, erasure, keyring
from safeconduct.store.errors import Locked
from safeconduct.store.history import history
from safeconduct.store.instance import SERVICE_KEY_FILE
from safeconduct.store.models import LedgerEntry
from safeconduct.store.readings import log_reading
from tests.cast import ADMINISTRATOR, BUREAU, OTHER_BUREAU
from tests.store.own_home import OwnInstance
from tests.store.written import OPEN, SEALED, reader, stream_of, texts, write

PASSPHRASE = "violet kettle under nine bridges"  # noqa: S105 - invented for this test
SUBJECT = "5eed" * 8


def canary(word: str) -> str:
    """A text that stands nowhere by chance, in two scripts."""
    return f"canary-{word}-Кобзар-{word[::-1]}"


WORDS = [*map(str, Compartment), "command", "purpose", "operator", "ground"]


@pytest.fixture
def stolen(own: OwnInstance) -> list[Path]:
    """The files of an instance in which every place where text can be written holds a canary."""
    for compartment in Compartment:
        write(canary(compartment), [compartment], stream=SUBJECT)
    approvals.request(
        "tests.act", canary("command").encode(), capability=Capability.STORE_ERASURE_REQUEST, actor=BUREAU
    )
    log_reading(BUREAU, SUBJECT, "prisoner", "rule", canary("purpose"))
    command = AddOperator(login="canary-login", name=canary("operator"), roles=(Role.BUREAU,))
    operator_id = accounts.add_operator(command, PASSPHRASE, ADMINISTRATOR)
    accounts.set_preferences(operator_id, Preferences(language="canary-language"))
    write("gone", [Compartment.CUSTODY], stream=stream_of(2))
    asked = erasure.request(stream_of(2), [], canary("ground"), actor=BUREAU)
    erasure.approve(asked.id, asked.digest, OTHER_BUREAU)
    write("after", [Compartment.CUSTODY], stream=stream_of(3))
    backup.make(own.home / "backup", ADMINISTRATOR)
    return [path for path in own.home.rglob("*") if path.is_file() and path.name != SERVICE_KEY_FILE]


def written_as(text: str) -> Iterator[bytes]:
    """The text in every coding in which it might lie there."""
    for coded in (text.encode(), text.encode("utf-16-le"), text.encode("utf-16-be")):
        yield coded
        yield coded.hex().encode()
        yield coded.hex().upper().encode()
        for start in range(3):
            # The middle of base 64 is the same at each of three places it may begin.
            yield base64.b64encode(bytes(start) + coded)[4:-4]
    yield text[::-1].encode()
    yield text.encode("unicode_escape")


def holding(paths: Iterable[Path], text: str) -> list[str]:
    return [path.name for path in paths if any(needle in path.read_bytes() for needle in written_as(text))]


def test_no_file_holds_anything_written(stolen: list[Path]) -> None:
    names = {path.name for path in stolen}
    assert {
        "ledger.sqlite3",
        "ledger.sqlite3-wal",
        "keys.sqlite3",
        "head",
        "shredded",
        "ledger.backup",
    } <= names
    found = {word: holding(stolen, canary(word)) for word in WORDS}
    assert {word: files for word, files in found.items() if files} == {}
    for text in ("canary-login", "canary-language", PASSPHRASE, "Кобзар"):
        assert holding(stolen, text) == []


def test_the_search_finds_what_is_there(stolen: list[Path]) -> None:
    """Positive control: an open stream's id stands in the clear, as the design says."""
    assert "ledger.sqlite3-wal" in holding(stolen, SUBJECT)
    planted = stolen[0].parent / "planted"
    for coded in written_as(canary("planted")):
        planted.write_bytes(b"\x00\x01" + coded + b"\x02")
        assert holding([planted], canary("planted")) == ["planted"]


def test_with_the_service_key_what_is_open_opens(stolen: list[Path]) -> None:
    for compartment in OPEN:
        assert texts(history(SUBJECT, [compartment], BUREAU)) == [canary(compartment)]


def test_with_the_service_key_what_is_sealed_stays_sealed(stolen: list[Path], own: OwnInstance) -> None:
    for compartment in SEALED:
        with pytest.raises(Locked):
            history(SUBJECT, [compartment], BUREAU)
        rita = reader(own.private_halves)
        assert texts(history(SUBJECT, [compartment], rita)) == [canary(compartment)]


def test_sealed_rows_tell_no_stream_no_time_and_no_author(stolen: list[Path]) -> None:
    names = {str(compartment) for compartment in SEALED}
    rows = list(LedgerEntry.objects.filter(compartment__in=names))
    assert len(rows) == len(SEALED)
    for row in rows:
        header = format.parse_header(bytes(row.header))
        assert isinstance(header, SealedHeader)
        stored = b"".join(map(bytes, (row.header, row.body, row.signature)))
        assert SUBJECT not in row.stream
        assert SUBJECT.encode() not in stored
        assert BUREAU.operator_id.encode() not in stored


def test_one_subject_has_another_name_in_every_sealed_compartment(own: OwnInstance) -> None:
    names = {name for compartment in SEALED for name in keyring.names(compartment, SUBJECT)}
    assert len(names) == 2 * len(SEALED)


@pytest.mark.parametrize("compartment", SEALED)
def test_what_stands_beside_a_registration_has_no_name_in_common_with_what_comes_later(
    own: OwnInstance, compartment: Compartment
) -> None:
    """The place of the first sealed entry ties it to a person; the later ones are not to be tied through it."""
    first, *later = (write(text, [compartment], stream=SUBJECT)[0] for text in ("intake", "visit", "weight"))
    rows = {row.id: row for row in LedgerEntry.objects.filter(compartment=compartment)}
    assert len({rows[entry.id].stream for entry in later}) == 1
    assert rows[first.id].stream != rows[later[0].id].stream
    assert len({row.slot for row in rows.values()}) == len(rows)
    read = history(SUBJECT, [compartment], reader(own.private_halves))
    assert [(entry.version, *texts([entry])) for entry in read] == [
        (1, "intake"),
        (2, "visit"),
        (3, "weight"),
    ]


def test_a_record_begun_with_one_name_for_all_is_read_on(
    own: OwnInstance, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as older:
        now = keyring.pseudonym
        older.setattr(keyring, "pseudonym", lambda compartment, stream, version: now(compartment, stream, 2))
        write("intake", [Compartment.HEALTH], stream=SUBJECT)
    write("visit", [Compartment.HEALTH], stream=SUBJECT)
    read = history(SUBJECT, [Compartment.HEALTH], reader(own.private_halves))
    assert [(entry.version, *texts([entry])) for entry in read] == [(1, "intake"), (2, "visit")]


def test_sizes_come_in_few_buckets(own: OwnInstance) -> None:
    """Texts of near lengths have one size, so that a refusal is not longer than an assent."""
    for length in (1, 20, 40, 60):
        write("x" * length, [Compartment.WISH])
    sizes = {len(bytes(body)) for body in LedgerEntry.objects.values_list("body", flat=True)}
    assert len(sizes) == 1


def test_a_body_opens_with_its_own_key_alone(stolen: list[Path]) -> None:
    first, second = LedgerEntry.objects.filter(compartment=Compartment.CUSTODY).order_by("position")[:2]
    wrapped = keyring.find([first.id, second.id])
    stored = Stored(bytes(first.header), bytes(first.body), bytes(first.signature))
    assert canary("custody").encode() in format.open_body(stored, keyring.unwrap(wrapped[first.id], BUREAU))
    assert second.id not in wrapped
