"""The folder of the test's instance outlives a test; no index of one may answer the next."""

from collections.abc import Iterator

import pytest

from safeconduct.tracing import register_index


@pytest.fixture(autouse=True)
def no_index_left(request: pytest.FixtureRequest) -> Iterator[None]:
    """Every test begins and ends without an index on disk."""
    has_instance = "instance" in request.fixturenames
    if has_instance:
        request.getfixturevalue("instance")
        register_index.drop()
    yield
    if has_instance:
        register_index.drop()
