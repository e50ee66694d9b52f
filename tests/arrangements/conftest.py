"""Readers of wishes and cases in unlocked sessions, a diplomat, a prisoner at the first place, and a clock."""

from dataclasses import replace

import pytest

from safeconduct.access.actor import Actor
from safeconduct.access.words import Compartment
from safeconduct.registry import actions as registry
from safeconduct.store.create import Created
from tests import cast
from tests.arrangements.story import Story
from tests.wishes.officers import DIPLOMATIC, OTHER_PROTECTION, Time


def _unlocked(actor: Actor, made: Created, *compartments: Compartment) -> Actor:
    halves = [half for compartment in compartments for half in compartment.halves]
    return replace(actor, keyring={half: made.private_halves[half] for half in halves})


@pytest.fixture
def reader(instance: Created) -> Actor:
    return _unlocked(cast.PROTECTION, instance, Compartment.WISH, Compartment.CASE)


@pytest.fixture
def second(instance: Created) -> Actor:
    return _unlocked(OTHER_PROTECTION, instance, Compartment.WISH, Compartment.CASE)


@pytest.fixture
def diplomat(instance: Created) -> Actor:
    return _unlocked(DIPLOMATIC, instance, Compartment.CASE)


@pytest.fixture
def prisoner(instance: Created) -> str:
    return registry.perform(
        cast.captive(place=cast.places()[0], power="prk", captured="2025-01-09"), cast.BUREAU
    ).number


@pytest.fixture
def time(monkeypatch: pytest.MonkeyPatch) -> Time:
    return Time(monkeypatch)


@pytest.fixture
def story(reader: Actor, second: Actor, diplomat: Actor, time: Time) -> Story:
    return Story(reader, second, diplomat, time)
