"""A bundle is taken whole, once, in order, by the one it is for; everything else is refused by its own name."""

from dataclasses import replace
from datetime import timedelta
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from safeconduct.disclosure import envelope, format
from safeconduct.disclosure.format import Composed, Counts
from safeconduct.disclosure.items import Newer
from safeconduct.disclosure.refusals import BundleRefused, Reason
from safeconduct.disclosure.told import Told, read_checkpoint, was_rolled_back
from safeconduct.law.recipients import Recipient
from tests.core.disclosure.parties import (
    AGENCY,
    BUREAU,
    LAPTOP,
    NOW,
    RECEIVING,
    keys_of,
    message,
    secret,
    send,
    send_many,
    take,
    terms,
)


def refusal(data: bytes, held: Told | None = None, **how: object) -> Reason:
    with pytest.raises(BundleRefused) as caught:
        take(data, held, **how)  # type: ignore[arg-type]  # the keywords of `take`
    assert caught.value.source
    return caught.value.kind


def test_what_was_told_is_read() -> None:
    sent = send(Told(), message(1), message(2))
    got = take(sent.data)
    assert got.items == (message(1), message(2))
    assert (got.manifest, got.leaf, got.told) == (sent.manifest, sent.leaf, sent.told)
    assert got.sender == BUREAU.card


def test_a_bundle_without_items_is_one_too() -> None:
    assert take(send(Told()).data).items == ()


def test_the_same_input_makes_the_same_bytes() -> None:
    assert send(Told(), message(1)).data == send(Told(), message(1)).data


def test_only_the_ephemeral_key_is_made_by_chance() -> None:
    one = send(Told(), message(1))
    other = format.compose(
        terms(), [message(1)], sender=BUREAU, recipient=RECEIVING.card, log=Told(), ephemeral=b"e" * 32
    )
    assert one.data != other.data
    assert (one.leaf, one.manifest, one.told) == (other.leaf, other.manifest, other.told)


def test_a_stranger_sees_version_recipient_and_size_alone() -> None:
    short, longer = send(Told(), message(1, "a")), send(Told(), message(1, "a" * 900))
    assert format.inspect(short.data) == format.inspect(longer.data)
    assert format.inspect(short.data) == envelope.Outside(1, RECEIVING.card.key_id, 4096)


@given(st.integers(0, 10**7))
def test_a_file_has_the_size_of_its_bucket(size: int) -> None:
    bucket = envelope.bucket_bytes(size)
    assert bucket >= max(size, 4096)
    assert bucket_is_known(bucket)
    assert bucket == 4096 or bucket * 2 < size * 3 + 3


def bucket_is_known(size: int) -> bool:
    return size.bit_count() == 1 or (size % 3 == 0 and (size // 3).bit_count() == 1)


def test_bundles_are_taken_one_after_the_other() -> None:
    held = Told()
    for number, sent in enumerate(send_many(20), start=1):
        got = take(sent.data, held)
        assert (got.manifest.sequence, got.lost, got.is_late) == (number, (), False)
        held = got.told
    assert held == sent.told


# --- what is not taken ---------------------------------------------------------------------------------


def test_a_replay_is_told_apart_and_harmless() -> None:
    first, second = send_many(2)
    assert refusal(first.data, second.told) == Reason.REPLAYED
    assert refusal(first.data, second.told, now=NOW + timedelta(days=365)) == Reason.REPLAYED


def test_a_bundle_that_came_too_early_waits() -> None:
    first, _, third = send_many(3)
    with pytest.raises(BundleRefused, match="2 to 2") as caught:
        take(third.data, first.told)
    assert caught.value.kind == Reason.MISSING_PREDECESSOR
    assert caught.value.is_parked


def test_nothing_is_kept_that_a_stranger_can_send() -> None:
    """Else anybody could fill the disk of an inbox, and what waits there would find no room."""
    stranger = send(Told(), message(1), sender=AGENCY).data
    newer = bytearray(stranger)
    newer[20] = 2
    for data in (stranger, bytes(newer), stranger[:-1], b"no bundle"):
        with pytest.raises(BundleRefused) as caught:
            take(data)
        assert not caught.value.is_parked
    assert {reason for reason in Reason if BundleRefused(reason).is_parked} == {
        Reason.MISSING_PREDECESSOR,
        Reason.NOT_YET_VALID,
    }


def test_nobody_else_opens_it() -> None:
    sent = send(Told(), message(1))
    assert refusal(sent.data, own=[AGENCY]) == Reason.WRONG_RECIPIENT
    assert refusal(sent.data, own=[]) == Reason.WRONG_RECIPIENT


def test_what_was_told_to_one_cannot_be_passed_to_another_as_told_to_him() -> None:
    """The recipient seals what it opened to a third party: signed truly, and for somebody else."""
    sent = send(Told(), message(1))
    content = envelope.open_with(sent.data, sent.key)
    passed_on = envelope.seal(content, AGENCY.card, ephemeral=b"e" * 32)
    assert refusal(passed_on.data, own=[AGENCY]) == Reason.WRONG_RECIPIENT


def test_a_stranger_is_not_believed() -> None:
    sent = send(Told(), message(1), sender=AGENCY)
    assert refusal(sent.data) == Reason.UNKNOWN_SENDER


def test_nobody_speaks_in_the_name_of_another() -> None:
    false = replace(BUREAU, seed=AGENCY.seed)
    assert refusal(send(Told(), message(1), sender=false).data) == Reason.BAD_SIGNATURE


def test_it_expires() -> None:
    sent = send(Told(), message(1))
    take(sent.data, now=NOW + timedelta(days=30))
    assert refusal(sent.data, now=NOW + timedelta(days=30, seconds=1)) == Reason.EXPIRED


def test_a_clock_that_is_years_ahead_is_noticed() -> None:
    sent = send(Told(), message(1), said=terms(created=NOW + timedelta(days=730)))
    assert refusal(sent.data) == Reason.NOT_YET_VALID
    take(sent.data, now=NOW + timedelta(days=730))


def test_a_revoked_key_counts_up_to_its_place_in_the_log() -> None:
    first, second = send_many(2)
    senders = (Counts(BUREAU.card, last=1),)
    take(first.data, senders=senders)
    assert refusal(second.data, first.told, senders=senders) == Reason.REVOKED_KEY


def test_the_log_goes_on_under_a_new_key() -> None:
    (first,) = send_many(1)
    renewed = keys_of(1, "National Information Bureau", Recipient.BUREAU, generation=2)
    senders = (Counts(BUREAU.card, last=1), Counts(renewed.card, first=2))
    second = send(first.told, message(2), sender=renewed)
    assert take(second.data, first.told, senders=senders).sender == renewed.card
    early = send(Told(), message(1), sender=renewed)
    assert refusal(early.data, senders=senders) == Reason.REVOKED_KEY


def test_an_old_sealing_key_still_opens() -> None:
    renewed = keys_of(2, "받는 나라의 사무소", Recipient.RECEIVING_STATE, generation=2)
    assert take(send(Told(), message(1)).data, own=[renewed, RECEIVING]).items == (message(1),)


# --- a sender that tells another history ---------------------------------------------------------------


@pytest.mark.parametrize("seed", range(100))
def test_a_sender_rolled_back_or_forked_is_found_at_first_contact(seed: int) -> None:
    """Its database was put back, or there are two of it: what it sends next is of another history."""
    told = send_many(1 + seed % 10)
    at = seed * 7 % len(told)
    older = told[at - 1].told if at else Told()
    other = send(older, message(seed, "another word"))
    assert refusal(other.data, told[-1].told) == Reason.FORKED


@pytest.mark.parametrize("extra", [1, 2, 5])
def test_a_forked_sender_that_tells_more_than_before_is_found(extra: int) -> None:
    told = send_many(3)
    log = send(told[0].told, message(9, "another word")).told
    sent = send_many(extra + 1, log)[-1]
    kind = refusal(send(sent.told, message(1), since=3).data, told[-1].told)
    assert kind == Reason.FORKED


def test_a_sender_learns_from_the_first_acknowledgement_that_it_was_rolled_back() -> None:
    told = send_many(3)
    note = take(told[2].data, told[1].told).checkpoint
    held = read_checkpoint(note, BUREAU.card, RECEIVING.card)
    assert not was_rolled_back(told[2].told, held)
    assert was_rolled_back(told[1].told, held)
    assert was_rolled_back(send(told[1].told, message(9, "other")).told, held)


def test_what_can_no_longer_be_sent_is_bridged_and_taken_when_it_comes_late() -> None:
    first, _, third, fourth = send_many(4)
    fifth = send(fourth.told, message(5), since=1)
    got = take(fifth.data, first.told)
    assert got.lost == (2, 3, 4)
    late = take(third.data, got.told)
    assert late.is_late
    assert late.told.lost == {2, 4}
    assert late.told.leaves == fifth.told.leaves
    assert refusal(third.data, late.told) == Reason.REPLAYED


def test_a_recipient_that_never_answers_can_still_be_told() -> None:
    """A bridge has an end; whoever holds less than where it begins is told what to ask for."""
    log = Told(tuple(secret("leaf", number) for number in range(2500)))
    sent = send(log, message(1), since=0)
    assert refusal(sent.data, Told(log.leaves[:499])) == Reason.MISSING_PREDECESSOR
    assert len(take(sent.data, Told(log.leaves[:500])).lost) == 2000


def test_nobody_holds_more_than_it_was_told() -> None:
    with pytest.raises(ValueError, match="cannot hold"):
        send(Told(), message(1), since=1)


@pytest.mark.parametrize("seed", range(20))
def test_any_order_with_repetitions_ends_in_the_same_log(seed: int) -> None:
    """What comes too early waits and is tried again; what comes twice changes nothing."""
    chance = Random(seed)  # noqa: S311 - an order to try, no secret
    sent = [each.data for each in send_many(8)]
    arriving = sent + chance.choices(sent, k=8)
    chance.shuffle(arriving)
    held, waiting, taken, reasons = Told(), list[bytes](), list[int](), set[Reason]()
    while arriving:
        data = arriving.pop()
        try:
            got = take(data, held)
        except BundleRefused as refused:
            reasons.add(refused.kind)
            waiting += [data] if refused.is_parked else []
            continue
        held, arriving, waiting = got.told, [*arriving, *waiting], []
        taken.append(got.manifest.sequence)
    assert taken == list(range(1, 9))
    assert held == send_many(8)[-1].told
    assert waiting == []
    assert reasons == {Reason.REPLAYED, Reason.MISSING_PREDECESSOR}


def test_a_bridge_that_differs_from_what_came_is_another_history() -> None:
    first, second = send_many(2)
    log = send(first.told, message(9, "another word")).told
    sent = send(log, message(3), since=1)
    assert refusal(sent.data, second.told) == Reason.FORKED


# --- what a court can be shown -------------------------------------------------------------------------


def shown(sent: Composed, **other: object) -> format.Verified:
    how = {"sender": BUREAU.card, "recipient": RECEIVING.card} | other
    return format.verify(sent.data, sent.key, **how)  # type: ignore[arg-type]  # the keywords of `verify`


def test_the_key_of_one_bundle_shows_what_was_told() -> None:
    sent = send(Told(), message(1))
    assert format.read_items(shown(sent)) == (message(1),)


def test_another_key_shows_nothing() -> None:
    first, second = send_many(2)
    with pytest.raises(BundleRefused) as caught:
        format.verify(first.data, second.key, sender=BUREAU.card, recipient=RECEIVING.card)
    assert caught.value.kind == Reason.ALTERED


@pytest.mark.parametrize(
    ("who", "kind"),
    [({"sender": AGENCY.card}, Reason.UNKNOWN_SENDER), ({"recipient": LAPTOP.card}, Reason.WRONG_RECIPIENT)],
)
def test_it_shows_nothing_of_others(who: dict[str, object], kind: Reason) -> None:
    with pytest.raises(BundleRefused) as caught:
        shown(send(Told(), message(1)), **who)
    assert caught.value.kind == kind


# --- what a newer program sends ------------------------------------------------------------------------


def test_an_item_that_is_not_known_is_kept_as_it_came() -> None:
    newer = Newer("seal", 1, b'{"kind":"seal","v":1,"what":"of another time"}')
    later = Newer("message", 2, b'{"kind":"message","v":2}')
    assert take(send(Told(), newer, message(1), later).data).items == (newer, message(1), later)


@pytest.mark.parametrize(
    ("version", "kind"), [(0, Reason.OLDER_VERSION), (2, Reason.NEWER_VERSION), (255, Reason.NEWER_VERSION)]
)
def test_another_version_is_told_apart(version: int, kind: Reason) -> None:
    data = bytearray(send(Told(), message(1)).data)
    data[20] = version
    assert refusal(bytes(data)) == kind


# --- bytes that were changed ---------------------------------------------------------------------------


@given(st.binary(max_size=9000))
def test_any_bytes_are_refused_by_name(data: bytes) -> None:
    with pytest.raises(BundleRefused):
        take(data)
    with pytest.raises(BundleRefused):
        format.inspect(data)
