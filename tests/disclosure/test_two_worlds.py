"""Two worlds through real instances: what a State may not know changes nothing that it gets, and stands nowhere.

In the second world more is on record of the same prisoner: every field that the law's table keeps from the receiving
State, each with a text that stands nowhere by chance, what hurts him, what he wishes in his own words, what he fears,
why there is a danger elsewhere; and somebody else wishes to return. Then both worlds tell the same case.
"""

import base64
import hashlib
import io
import json
import logging
import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pypdf
import pytest
from django.http import StreamingHttpResponse
from django.test import Client

from safeconduct.access.actor import Actor
from safeconduct.access.words import Compartment, Role
from safeconduct.disclosure import delivery, gate, items, opening, queries, requests, taking
from safeconduct.disclosure.items import CarriedEntry, SealedEntry
from safeconduct.law import disclosable as law
from safeconduct.law.disclosable import Kept, Purpose
from safeconduct.law.recipients import Recipient
from safeconduct.registry import actions as registry
from safeconduct.registry import queries as register
from safeconduct.registry.facts import Item
from safeconduct.registry.requests import HandInHealth, RecordName, StateIdentity
from safeconduct.sources.values import NameRole, given
from safeconduct.store import backup
from safeconduct.store.instance import SERVICE_KEY_FILE
from safeconduct.store.models import LedgerEntry
from safeconduct.wishes import actions as wishes
from safeconduct.wishes import queries as wish_queries
from safeconduct.wishes.facts import Finding, Option
from safeconduct.wishes.requests import AssessRisk
from tests import cast
from tests.core.wishes.hearings import declare, said
from tests.disclosure.offices import Office
from tests.disclosure.test_cases import Two, two  # noqa: F401 - the fixture
from tests.store.test_stolen_copy import written_as
from tests.test_two_worlds import addresses, signed_in

pytestmark = pytest.mark.sqlite

# The two worlds are told one after the other.
_MOMENT = re.compile(r"\d{4}-\d\d-\d\dT[\d:.]+Z")
SEALED_TEXTS = ("health", "wish", "fears", "grounds")


def canary(word: str) -> str:
    """A text that stands nowhere by chance."""
    return f"canary-{word}-{hashlib.sha256(word.encode()).hexdigest()[:12]}"


def withheld_items() -> list[Item]:
    """The answers that the table keeps from the receiving State's file, whatever he consents to."""
    ways = (
        Recipient.RECEIVING_STATE,
        Purpose.CASE_FILE,
        frozenset(gate.consents_of(["identity", "care_needed"])),
    )
    return [
        item for item in Item
        if not isinstance(law.disclosable(f"registry.IdentityStated.statement/{item}", *ways), Kept)
    ]  # fmt: skip


def enrich(world: Two) -> None:
    """Everything that this State may not know, on record."""
    with world.bureau.open():
        for item in withheld_items():
            statement = cast.said(item, canary(item))
            registry.perform(StateIdentity(prisoner=world.prisoner, statement=statement), cast.BUREAU)
        father = cast.written(canary("father"), role=NameRole.FATHER)
        registry.perform(RecordName(prisoner=world.prisoner, name=father), cast.BUREAU)
        hurt = HandInHealth(
            prisoner=world.prisoner, answer=given("yes"), note=canary("health"), source=cast.SAID
        )
        registry.perform(hurt, cast.BUREAU)
        assess = AssessRisk(
            prisoner=world.prisoner, destination="che", finding=Finding.NONE_FOUND, grounds=canary("grounds")
        )
        wishes.perform(assess, world.story.reader)
        another = registry.perform(
            cast.captive("최진영", place=cast.places()[0], power="prk"), cast.BUREAU
        ).number
        wish = declare(world.story.time.at, said(Option.REPATRIATE, "prk", words=canary("wish"))).model_copy(
            update={"prisoner": another, "fears_for_family": canary("fears")}
        )
        wishes.perform(wish, world.story.reader)


@pytest.fixture
def worlds(two: Two, tmp_path: Path) -> tuple[Two, Two]:  # noqa: F811 - the fixture
    """The same case in two worlds; the second knows more."""
    there = replace(
        two, bureau=two.bureau.copy(tmp_path / "bureau-b"), korea=two.korea.copy(tmp_path / "korea-b"),
        stick=tmp_path / "stick-b",
    )  # fmt: skip
    enrich(there)
    return two, there


def carried(sender: Office, recipient: Office, stick: Path) -> list[bytes]:
    """What leaves for the recipient, taken in there."""
    target = recipient.id
    with sender.open():
        delivery.send(sender.officer, peer=target, folder=stick)
    files = [path.read_bytes() for path in sorted(stick.glob("*.bundle"))]
    for path in stick.glob("*.bundle"):
        path.unlink()
    with recipient.open():
        for data in files:
            assert taking.take(data, recipient.officer)[0].outcome == taking.Outcome.TAKEN
    return files


def told(world: Two) -> list[bytes]:
    """The case from the preview to the file; every bundle that reached the State."""
    world.preview()
    came = carried(world.bureau, world.korea, world.stick)
    world.answer(is_accepted=True)
    carried(world.korea, world.bureau, world.stick)
    world.tell(requests.TakeAnswers)
    world.tell(requests.TellFile)
    return came + carried(world.bureau, world.korea, world.stick)


def outside_and_inside(world: Two, came: list[bytes]) -> list[object]:
    """All that the State can look at but what is drawn anew for each bundle: ids, keys, nonces, signatures."""
    found: list[object] = [len(data) for data in came]
    with world.korea.open():
        for data in came:
            opened = opening.open_file(data, world.korea.officer)
            manifest, content = opened.verified.manifest, opened.items
            found.append((manifest.terms.purpose, manifest.terms.basis, manifest.items, manifest.sequence))
            for item in content:
                found.append((items.kind_of(item), len(items.write(item))))
                if isinstance(item, SealedEntry):
                    found.append((item.stream, item.version, len(item.wrapped)))
                if isinstance(item, CarriedEntry):
                    found.append(item.plaintext())
        view = queries.received_cases(world.receiving)
        found.append(_MOMENT.sub("", repr(view)))
        rows = LedgerEntry.objects.filter(compartment=Compartment.CASE).order_by("position")
        found += [(len(row.header), len(row.body)) for row in rows]
    return found


def test_what_a_state_may_not_know_changes_nothing_that_it_gets(worlds: tuple[Two, Two]) -> None:
    one, other = (outside_and_inside(world, told(world)) for world in worlds)
    assert one == other


def test_the_measure_finds_what_it_may_know(worlds: tuple[Two, Two]) -> None:
    one, other = worlds
    with other.bureau.open():
        name = RecordName(prisoner=other.prisoner, name=cast.written(canary("own")))
        registry.perform(name, cast.BUREAU)
    assert outside_and_inside(one, told(one)) != outside_and_inside(other, told(other))


# --- canaries -------------------------------------------------------------------------------------------


def spellings(text: str) -> Iterator[bytes]:
    """The text in every coding in which it might lie there, and what would tell whoever guesses it."""
    yield from written_as(text)
    for name in ("sha256", "md5", "sha1"):
        digest = hashlib.new(name, text.encode()).digest()
        yield digest
        yield digest.hex().encode()
        yield base64.b64encode(digest)


def holding(surfaces: dict[str, bytes], words: list[str]) -> list[tuple[str, str]]:
    return [
        (name, word)
        for word in words
        for spelling in spellings(canary(word))
        for name, data in surfaces.items()
        if spelling in data
    ]


def files_of(home: Path) -> dict[str, bytes]:
    return {
        f"{home.name}/{path.relative_to(home)}": path.read_bytes()
        for path in home.rglob("*")
        if path.is_file() and path.name != SERVICE_KEY_FILE
    }


def pages_for(office: Office, role: Role, prisoner: str) -> dict[str, bytes]:
    """Every page and operation that reads, as this role gets it: HTML, JSON, CSV, and the text of PDF."""
    found = {}
    with office.open():
        client = signed_in(role)
        for address in addresses(prisoner):
            found[f"{role} {address}"] = answered(client, address)
    return found


def answered(client: Client, address: str) -> bytes:
    response = client.get(address)
    if isinstance(response, StreamingHttpResponse):
        return b"".join(response)
    data = bytes(response.content)
    if data.startswith(b"%PDF"):
        return "".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(data)).pages).encode()
    if response.headers.get("Content-Type", "").startswith("application/json"):
        return json.dumps(json.loads(data), ensure_ascii=False).encode()
    return data


def test_what_may_not_be_told_stands_nowhere(
    worlds: tuple[Two, Two],
    tmp_path: Path,
    caplog: pytest.LogCaptureFixture,
    count: Callable[[int, int], int],
) -> None:
    """Bundles opened whole, the State's files and views; the bureau's own files, backup, log, and pages by role."""
    _, world = worlds
    words = [*map(str, withheld_items()), "father", *SEALED_TEXTS]
    with caplog.at_level(logging.DEBUG):
        came = told(world)
        with world.bureau.open():
            backup.make(world.bureau.home / "backup", cast.ADMINISTRATOR)
        surfaces = (
            dict(enumerate_bundles(world, came)) | files_of(world.korea.home) | files_of(world.bureau.home)
        )
        with world.korea.open():
            surfaces["korea reads"] = repr(queries.received_cases(world.receiving)).encode()
        roles = [
            Role.BUREAU,
            *[each for each in Role if each not in (Role.BUREAU, Role.PROTECTION)][: count(0, 99)],
        ]
        sealed: dict[str, bytes] = {}
        for role in roles:
            sealed |= pages_for(world.bureau, role, world.prisoner)
        surfaces["log"] = caplog.text.encode()
    assert len(surfaces) > 15
    assert holding(surfaces, words) == []
    assert len(sealed) > 60 * len(roles)
    assert holding(sealed, list(SEALED_TEXTS)) == []
    # Positive control: the same search finds what a role may read, and the entitled reader what is sealed.
    assert ("unit" in {word for _, word in holding(sealed, ["unit"])}) == (Item.UNIT in withheld_items())
    assert entitled(world) == {canary(word) for word in SEALED_TEXTS if word not in ("grounds", "fears")}


def enumerate_bundles(world: Two, came: list[bytes]) -> Iterator[tuple[str, bytes]]:
    with world.korea.open():
        for number, data in enumerate(came):
            yield f"bundle {number}", data
            content = opening.open_file(data, world.korea.officer).items
            yield (
                f"bundle {number} opened",
                b"".join(
                    each.plaintext() if isinstance(each, CarriedEntry) else items.write(each)
                    for each in content
                ),
            )


def entitled(world: Two) -> set[str]:
    """Which of the sealed texts those see who may."""
    both = (Compartment.HEALTH, Compartment.WISH)
    with world.bureau.open():
        medical: Actor = world.bureau.reader(cast.MEDICAL, *both)
        seen = repr(register.health(world.prisoner, medical))
        for row in wish_queries.board(world.story.reader).rows:
            seen += repr(wish_queries.wish(row.number, world.story.reader))
    return {canary(word) for word in SEALED_TEXTS if canary(word) in seen}
