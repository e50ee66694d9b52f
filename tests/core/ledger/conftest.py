"""No test of the ledger depends on how fast the machine is: Hypothesis counts examples, not milliseconds."""

from hypothesis import settings

settings.register_profile("ledger", deadline=None)


def pytest_runtest_setup() -> None:
    settings.load_profile("ledger")
