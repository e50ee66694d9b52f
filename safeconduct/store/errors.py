"""What can go wrong with storing, as the few kinds the edge turns into words."""

from safeconduct.sources.errors import Forbidden


class StoreError(Exception):
    """The store could not do it and nothing was written, but for `LogNotCut`. `remedy` says what to do."""

    remedy = ""


class StoreFull(StoreError):
    """The disk is full."""

    remedy = "Free space on the disk, then save again."


class StoreBusy(StoreError):
    """Another process holds the database for longer than the time-out."""

    remedy = "Wait a moment, then save again."


class LogNotCut(StoreError):
    """The keys of erased entries are deleted, but a reader holds a log or a table that still has their bytes."""

    remedy = (
        "End other programs that read the databases, then restart the server: it cuts the log when it starts."
    )


class StoreReadOnly(StoreError):
    """The database or its folder cannot be written to."""

    remedy = "Give the program write permission for the folder of the instance, then save again."


class StoreUnreachable(StoreError):
    """The database does not answer, is no database, or has no tables."""

    remedy = "Check the database address and that the instance was created with safeconduct init."


class NoInstance(StoreError):
    """There is no instance in the folder, or its files cannot be read."""

    remedy = "Create one with safeconduct init, or set SAFECONDUCT_HOME to the folder of an instance."


class WrongPassphrase(StoreError):
    """The passphrase does not open this key."""

    remedy = "Check the keyboard layout and try again."


class Locked(Forbidden):
    """The session does not hold the key that opens this compartment."""
