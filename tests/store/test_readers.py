"""Who holds the private keys of sealed compartments: key pairs, enrolment, and shares of three custodians."""

from itertools import combinations
from pathlib import Path

import nacl.utils
import pytest
from hypothesis import given
from hypothesis import strategies as some

from safeconduct.access.words import Compartment
from safeconduct.sources.errors import Refused
from safeconduct.store import readers
from safeconduct.store.create import Created
from safeconduct.store.errors import WrongPassphrase
from safeconduct.store.history import history
from safeconduct.store.keys.models import OperatorKey, ReaderKey
from tests.store.written import BOTH, reader, stream_of, texts, write

on_both = pytest.mark.django_db(databases=BOTH)
PASSPHRASE = "violet kettle under nine bridges"  # noqa: S105 - invented for this test
OPERATOR = "0b" * 16


# --- key pairs -------------------------------------------------------------------------------------------


@on_both
def test_the_passphrase_opens_the_pair(instance: Created) -> None:
    readers.create_pair(OPERATOR, PASSPHRASE)
    assert len(readers.unlock(OPERATOR, PASSPHRASE)) == 32


@on_both
@pytest.mark.parametrize("wrong", ["", PASSPHRASE.upper(), PASSPHRASE + " ", PASSPHRASE[:-1]])
def test_another_passphrase_does_not(instance: Created, wrong: str) -> None:
    readers.create_pair(OPERATOR, PASSPHRASE)
    with pytest.raises(WrongPassphrase):
        readers.unlock(OPERATOR, wrong)


@on_both
def test_a_wrong_passphrase_and_an_unknown_officer_sound_alike(instance: Created) -> None:
    readers.create_pair(OPERATOR, PASSPHRASE)
    said = []
    for operator_id, passphrase in ((OPERATOR, "wrong"), ("0c" * 16, PASSPHRASE), ("", "")):
        with pytest.raises(WrongPassphrase) as wrong:
            readers.unlock(operator_id, passphrase)
        said.append(str(wrong.value))
    assert len(set(said)) == 1


@on_both
def test_neither_the_passphrase_nor_the_key_is_kept(instance: Created) -> None:
    readers.create_pair(OPERATOR, PASSPHRASE)
    private = readers.unlock(OPERATOR, PASSPHRASE)
    row = OperatorKey.objects.get(pk=OPERATOR)
    kept = b"".join(map(bytes, (row.public, row.salt, row.wrapped)))
    assert private not in kept
    assert PASSPHRASE.encode() not in kept


@on_both
def test_two_officers_with_one_passphrase_have_keys_of_their_own(instance: Created) -> None:
    other = "0c" * 16
    for operator_id in (OPERATOR, other):
        readers.create_pair(operator_id, PASSPHRASE)
    assert readers.unlock(OPERATOR, PASSPHRASE) != readers.unlock(other, PASSPHRASE)


@on_both
def test_the_limits_beside_the_row_are_those_it_was_made_with(
    instance: Created, settings: pytest.FixtureRequest
) -> None:
    """Raising the limits later must not lock out whoever has an older row."""
    readers.create_pair(OPERATOR, PASSPHRASE)
    settings.SAFECONDUCT_ARGON2 = (2, 16_384)  # type: ignore[attr-defined]  # pytest-django's fixture takes any setting
    assert readers.unlock(OPERATOR, PASSPHRASE)


# --- enrolment -------------------------------------------------------------------------------------------


@on_both
def test_an_enrolled_reader_opens_what_she_was_given(instance: Created) -> None:
    write("note", Compartment)
    readers.create_pair(OPERATOR, PASSPHRASE)
    readers.enrol(OPERATOR, {"health": instance.private_halves["health"]})
    keyring = readers.keyring_of(OPERATOR, readers.unlock(OPERATOR, PASSPHRASE))
    assert keyring == {"health": instance.private_halves["health"]}
    rita = reader(keyring)
    assert texts(history(stream_of(1), [Compartment.HEALTH], rita)) == ["note"]
    assert [c for c in Compartment if c.is_sealed and rita.opens(c)] == [Compartment.HEALTH]


@on_both
def test_what_is_sealed_to_her_opens_with_her_key_alone(instance: Created) -> None:
    readers.create_pair(OPERATOR, PASSPHRASE)
    readers.enrol(OPERATOR, {"health": instance.private_halves["health"]})
    row = ReaderKey.objects.get(operator_id=OPERATOR)
    assert instance.private_halves["health"] not in bytes(row.wrapped)


@on_both
def test_the_private_half_of_another_compartment_is_refused(instance: Created) -> None:
    readers.create_pair(OPERATOR, PASSPHRASE)
    for wrong in (instance.private_halves["wish"], nacl.utils.random(32)):
        with pytest.raises(Refused) as refused:
            readers.enrol(OPERATOR, {"health": wrong})
        assert refused.value.code == "wrong_half"
    assert not ReaderKey.objects.exists()


# --- recovery shares -------------------------------------------------------------------------------------


@given(some.binary(min_size=1, max_size=64))
def test_any_two_of_three_shares_give_the_secret(secret: bytes) -> None:
    shares = readers.split(secret)
    for pair in combinations(range(readers.SHARES), 2):
        assert readers.join({number: shares[number] for number in pair}) == secret
    assert readers.join(dict(enumerate(shares))) == secret


def test_one_share_tells_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    """For every share and every other secret of its length there are pads that give the very same share."""
    secret, other = b"the true secret!", b"another secret!!"
    drawn = [bytes([number]) * len(secret) for number in (1, 2, 3)]

    def split(value: bytes, pads: list[bytes]) -> tuple[bytes, ...]:
        left = list(pads)
        monkeypatch.setattr(nacl.utils, "random", lambda size: left.pop(0))
        return readers.split(value)

    shares = split(secret, drawn)
    difference = readers._xor(secret, other)
    moved = [readers._xor(pad, difference) for pad in drawn]
    for custodian, share in enumerate(shares):
        explanations = [
            split(other, [moved[n] if n in flipped else drawn[n] for n in range(3)])[custodian]
            for size in range(4)
            for flipped in combinations(range(3), size)
        ]
        assert share in explanations


def test_shares_of_two_secrets_do_not_mix() -> None:
    first, second = readers.split(b"first secret"), readers.split(b"other secret")
    assert readers.join({0: first[0], 1: second[1]}) not in (b"first secret", b"other secret")


@pytest.fixture
def shares(tmp_path: Path) -> tuple[dict[str, bytes], list[Path]]:
    private_halves = {half: nacl.utils.random(32) for c in Compartment if c.is_sealed for half in c.halves}
    return private_halves, readers.write_shares(tmp_path / "shares", private_halves)


def test_any_two_share_files_give_every_private_half(shares: tuple[dict[str, bytes], list[Path]]) -> None:
    private_halves, paths = shares
    assert len(paths) == 3
    for pair in [*combinations(paths, 2), (paths[1], paths[0]), tuple(paths)]:
        assert readers.read_shares(pair) == private_halves


def test_share_files_are_their_owners_alone(shares: tuple[dict[str, bytes], list[Path]]) -> None:
    private_halves, paths = shares
    for path in paths:
        assert path.stat().st_mode & 0o077 == 0
        assert not any(private.hex() in path.read_text() for private in private_halves.values())


def test_one_share_file_is_too_few(shares: tuple[dict[str, bytes], list[Path]]) -> None:
    _, paths = shares
    for given_paths in ([], paths[:1], [paths[0], paths[0]]):
        with pytest.raises(Refused) as refused:
            readers.read_shares(given_paths)
        assert refused.value.code == "too_few_shares"


def damaged(text: str) -> list[str]:
    """What becomes of a share in careless hands; it still names every half."""
    lines = text.splitlines()
    return [
        "", "hello", "\x00\x01\x02", text.replace(" share ", " "), text.replace("share 2", "share 9"),
        text.replace("share 2", "share 0"), text.replace("share 2", "share x"), text[:-3],
        "\n".join([*lines[:-1], lines[-1][:-2]]), text.replace("health ", "health zz"),
        text.replace("health ", "health"), text + "more words\n", text[:-2] + "\N{FULLWIDTH DIGIT ONE}\n",
    ]  # fmt: skip


def test_a_file_that_is_no_whole_share_is_refused(
    shares: tuple[dict[str, bytes], list[Path]], tmp_path: Path
) -> None:
    _, paths = shares
    for content in damaged(paths[1].read_text()):
        (tmp_path / "damaged").write_text(content)
        with pytest.raises(Refused) as refused:
            readers.read_shares([paths[0], tmp_path / "damaged"])
        assert refused.value.code == "no_share", content


def test_a_share_of_another_instance_does_not_become_a_reader(
    shares: tuple[dict[str, bytes], list[Path]], tmp_path: Path
) -> None:
    private_halves, paths = shares
    others = readers.write_shares(
        tmp_path / "others", {half: nacl.utils.random(32) for half in private_halves}
    )
    mixed = readers.read_shares([paths[0], others[1]])
    assert all(mixed[half] != private for half, private in private_halves.items())
