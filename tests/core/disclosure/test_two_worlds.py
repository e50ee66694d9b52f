"""Two histories that differ only in what a recipient may not know give it the same bytes, bundle after bundle.

Each history is drawn at random, and a second one is drawn that agrees with it in every field that the law's table
lets this recipient be told, and in nothing else: other names, other answers, other sources, more of them or fewer.
Both go through the product's gate and its composer with the same log and the same chance. What stands in the table
decides; the test asks it field by field. `tests/disclosure/test_two_worlds.py` does the same through databases.
"""

import os
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date
from random import Random, SystemRandom

import pytest

from safeconduct.disclosure import format, gate
from safeconduct.disclosure.facts import FileTold, PreviewTold
from safeconduct.disclosure.gate import Ways
from safeconduct.disclosure.items import Message
from safeconduct.disclosure.told import Told
from safeconduct.law import disclosable as law
from safeconduct.law.disclosable import Consent, Kept, Purpose
from safeconduct.law.recipients import Recipient
from safeconduct.sources.persons import ToldPerson
from safeconduct.sources.values import Channel, NameRole, Source, WrittenName
from tests.core.disclosure.parties import BUREAU, RECEIVING, secret, terms

TODAY = date(2026, 3, 1)
LEGS = (
    (Recipient.RECEIVING_STATE, Purpose.REFERRAL_PREVIEW),
    (Recipient.RECEIVING_STATE, Purpose.CASE_FILE),
    (Recipient.CENTRAL_AGENCY, Purpose.NOTIFICATION),
    (Recipient.POWER_OF_ORIGIN, Purpose.NOTIFICATION),
    (Recipient.PROTECTING_POWER, Purpose.NOTIFICATION),
)
ROLES = {NameRole.OWN: "own", NameRole.ALIAS: "alias", NameRole.FATHER: "father"}
ITEMS = tuple(
    name.removeprefix("statement/")
    for name in law.told_fields("registry.IdentityStated", *LEGS[0])
    if name.startswith("statement/")
)
PREVIEWED = {"age_band": "birth_date", "sex": "sex", "language": "language"}


@dataclass(frozen=True)
class History:
    """What is on record of somebody, and what care an officer writes that he needs."""

    person: ToldPerson
    care_needed: str


def is_told(field: str, ways: Ways) -> bool:
    return isinstance(law.disclosable(field, ways.recipient, ways.purpose, ways.consents), Kept)


def is_item_told(item: str, ways: Ways) -> bool:
    """Whether anything told depends on what stands at this item."""
    if ways.purpose == Purpose.REFERRAL_PREVIEW:
        return any(is_told(f"derived.Preview.{line}", ways) for line, of in PREVIEWED.items() if of == item)
    return is_told(f"registry.IdentityStated.statement/{item}", ways)


def is_role_told(role: NameRole, ways: Ways) -> bool:
    if ways.purpose == Purpose.REFERRAL_PREVIEW:
        return False
    return is_told(f"registry.NameRecorded.name/{ROLES[role]}", ways)


# --- drawing histories ----------------------------------------------------------------------------------


def some_source(chance: Random) -> Source:
    return Source(channel=chance.choice(list(Channel)), who=f"officer {chance.randrange(9)}")


def some_name(chance: Random, role: NameRole) -> WrittenName:
    text = chance.choice(("박철수", "리명호", "Кім Сон Іл", "Han", "=1+1", "<b>"))
    return WrittenName(
        text=text, language=chance.choice(("ko", "uk", "en")), role=role, source=some_source(chance)
    )


def some_answer(chance: Random, item: str) -> tuple[str, str, Source]:
    value = f"{chance.randrange(1970, 2007)}" if item == "birth_date" else f"said {chance.randrange(10**6)}"
    return item, value, some_source(chance)


def drawn(chance: Random) -> History:
    names = tuple(some_name(chance, chance.choice(list(ROLES))) for _ in range(chance.randrange(4)))
    answers = tuple(some_answer(chance, item) for item in chance.choices(ITEMS, k=chance.randrange(12)))
    return History(ToldPerson("a" * 32, "1234-5678", names, answers), f"care {chance.randrange(99)}")


def other(one: History, ways: Ways, chance: Random) -> History:
    """Another history of which this recipient is told the same."""
    another = drawn(chance)
    keeps_name_source = is_told("registry.NameRecorded.name/source", ways)
    keeps_source = is_told("registry.IdentityStated.statement/source", ways)
    names = [
        each if keeps_name_source else each.model_copy(update={"source": some_source(chance)})
        for each in one.person.names
        if is_role_told(each.role, ways)
    ]
    for each in another.person.names:
        if not is_role_told(each.role, ways):
            names.insert(chance.randrange(len(names) + 1), each)
    answers = [
        (item, value, source if keeps_source else some_source(chance))
        for item, value, source in one.person.answers
        if is_item_told(item, ways)
    ]
    for answer in another.person.answers:
        if not is_item_told(answer[0], ways):
            answers.insert(chance.randrange(len(answers) + 1), answer)
    person = replace(one.person, names=tuple(names), answers=tuple(answers), number=another.person.number)
    is_care_told = is_told("derived.Preview.care_needed", ways)
    return History(person, one.care_needed if is_care_told else another.care_needed)


# --- what leaves ----------------------------------------------------------------------------------------


def bundle(history: History, ways: Ways, log: Told) -> format.Composed:
    """The bundle that tells this, as the room composes it, with all that chance makes given."""
    about = "c" * 32
    if ways.purpose == Purpose.REFERRAL_PREVIEW:
        lines = gate.preview(history.person, ways, care_needed=history.care_needed, today=TODAY)
        step = PreviewTold(
            about=about, power="ukr", route="transfer", age_band=lines.age_band, sex=lines.sex,
            language=lines.language, care_needed=lines.care_needed, expires="2026-04-01T00:00:00.000000Z",
        ).model_dump(mode="json")  # fmt: skip
    else:
        step = FileTold(about=about, lines=gate.person(history.person, ways).lines).model_dump(mode="json")
    content = [Message("case.step", "1" * 32, about, step)]
    said = replace(terms(), purpose=str(ways.purpose))
    return format.compose(
        said, content, sender=BUREAU, recipient=RECEIVING.card, log=log, ephemeral=secret("worlds", log.size)
    )


def first_seed() -> int:
    """New histories in every run; SAFECONDUCT_TEST_SEED repeats those that failed."""
    return int(os.environ.get("SAFECONDUCT_TEST_SEED", SystemRandom().randrange(1 << 48)))


@pytest.mark.parametrize(("recipient", "purpose"), LEGS)
def test_what_may_not_be_known_changes_no_byte(
    recipient: Recipient, purpose: Purpose, count: Callable[[int, int], int]
) -> None:
    """A log of three bundles in each world: the bytes, sizes, leaves and heads of each."""
    first = first_seed()
    for number in range(count(100, 1_000)):
        chance = Random(first + number)  # noqa: S311 - histories to try, no secret
        consents = frozenset(each for each in Consent if chance.random() < 1 / 2)
        ways = Ways(recipient, purpose, consents)
        one_log = other_log = Told()
        for _ in range(3):
            one = drawn(chance)
            told, told_there = bundle(one, ways, one_log), bundle(other(one, ways, chance), ways, other_log)
            assert told.data == told_there.data, f"SAFECONDUCT_TEST_SEED={first + number}"
            one_log, other_log = told.told, told_there.told
        assert one_log == other_log


@pytest.mark.parametrize(("recipient", "purpose"), LEGS)
def test_the_measure_finds_a_field_that_may_be_known(recipient: Recipient, purpose: Purpose) -> None:
    """Histories drawn apart differ in what is told, so that the equality above says something."""
    ways = Ways(recipient, purpose, frozenset(Consent))
    bundles = {bundle(drawn(Random(seed)), ways, Told()).leaf for seed in range(60)}  # noqa: S311
    assert len(bundles) > 20


@pytest.mark.parametrize(("recipient", "purpose"), LEGS)
def test_what_is_kept_back_is_listed_the_same_whatever_stands_there(
    recipient: Recipient, purpose: Purpose
) -> None:
    """Even the sender's own list of what was kept back tells nothing of the person."""
    ways = Ways(recipient, purpose, frozenset())
    if purpose == Purpose.REFERRAL_PREVIEW:
        lists = {
            gate.preview(drawn(Random(seed)).person, ways, care_needed="x" * seed, today=TODAY).kept_back  # noqa: S311
            for seed in range(20)
        }
    else:
        lists = {gate.person(drawn(Random(seed)).person, ways).kept_back for seed in range(20)}  # noqa: S311
    assert len(lists) == 1
