"""What each test of the room starts from: no text was read yet."""

import pytest

from safeconduct.figures import desk


@pytest.fixture(autouse=True)
def nothing_is_read_yet() -> None:
    """The desk keeps its last readings; one that a test's own reader made must not outlive it."""
    desk._kept_reading.cache_clear()
