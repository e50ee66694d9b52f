"""An empty instance for every test of the register, in a transaction that is rolled back."""

from collections.abc import Iterator, Mapping

import pytest
from django.conf import settings

from safeconduct.store import create, instance, keyring


@pytest.fixture
def private_halves(db: None) -> Iterator[Mapping[str, bytes]]:
    """Makes the keys and the empty log; gives the private halves of the sealed compartments."""
    if not instance.exists():
        instance.create_files(
            settings.SAFECONDUCT_HOME,
            names={"en": "Bureau of the tests"},
            conflict="ukraine-2022",
            is_demonstration=True,
            passphrase="",
        )
    yield create.create_keys(instance.current())
    keyring.forget()
