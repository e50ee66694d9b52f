"""The ledger's tables, and the store's own projections of the office compartment.

Ledger rows are written by `record` (and copied whole by `restore`), never changed and never deleted. The
columns beside `header`, `body` and `signature` repeat what the header says, for look-ups; `verify` compares.
A copy without keys tells: how many entries each compartment has a day, their sizes in buckets, for open
compartments the random id of the stream, and opaque tokens.
"""

from django.db import models


class LedgerEntry(models.Model):
    """One entry: one leaf of the tree, at `position`."""

    position = models.BigIntegerField(primary_key=True)
    id = models.CharField(max_length=32, unique=True)
    origin = models.CharField(max_length=16)
    compartment = models.CharField(max_length=16)
    stream = models.CharField(max_length=64)
    slot = models.CharField(max_length=64)
    header = models.BinaryField()
    body = models.BinaryField()
    signature = models.BinaryField()

    class Meta:
        db_table = "ledger_entry"
        constraints = (
            models.UniqueConstraint(
                fields=("stream", "compartment", "origin", "slot"), name="ledger_entry_version_once"
            ),
        )

    def __str__(self) -> str:
        return f"{self.position} {self.id}"


class LedgerTile(models.Model):
    """Up to 256 hashes of one level of the tree (C2SP tlog-tiles, height 8)."""

    pk = models.CompositePrimaryKey("level", "index")
    level = models.SmallIntegerField()
    index = models.BigIntegerField()
    hashes = models.BinaryField()

    class Meta:
        db_table = "ledger_tile"

    def __str__(self) -> str:
        return f"{self.level}/{self.index}"


class LedgerTree(models.Model):
    """The head: one row, whose lock is the last lock of every write. `recorded` is the last open entry's."""

    id = models.SmallIntegerField(primary_key=True)
    frontier = models.BinaryField()
    recorded = models.CharField(max_length=27, default="", blank=True)

    class Meta:
        db_table = "ledger_tree"

    def __str__(self) -> str:
        return "tree"


class Reading(models.Model):
    """Projection: who opened what, newest by position. Content is sealed under the service key."""

    position = models.BigIntegerField(primary_key=True)
    entry = models.CharField(max_length=32, unique=True)
    operator_tag = models.BigIntegerField()
    subject_tag = models.BigIntegerField()
    sealed = models.BinaryField()

    class Meta:
        db_table = "store_reading"
        indexes = (
            models.Index(fields=("operator_tag", "position"), name="store_reading_operator"),
            models.Index(fields=("subject_tag", "position"), name="store_reading_subject"),
        )

    def __str__(self) -> str:
        return str(self.position)


class ApprovalRow(models.Model):
    """Projection: a command that waits for, or had, its second person."""

    id = models.CharField(max_length=32, primary_key=True)
    position = models.BigIntegerField()
    is_pending = models.BooleanField()
    sealed = models.BinaryField()

    class Meta:
        db_table = "store_approval"

    def __str__(self) -> str:
        return self.id


class StateRow(models.Model):
    """What stands of one subject in a sealed compartment; any reader can make it again from the ledger.

    `tag` is a keyed name of the subject, `sealed` opens for readers. A copy tells how many subjects there are.
    """

    tag = models.CharField(max_length=40, primary_key=True)
    compartment = models.CharField(max_length=20)
    sealed = models.BinaryField()

    class Meta:
        db_table = "ops_sealed_state"
        indexes = (models.Index(fields=("compartment",), name="ops_sealed_state_all"),)

    def __str__(self) -> str:
        return self.tag


class StatesFolded(models.Model):
    """Up to which leaf of the log readers folded what was written to a sealed compartment."""

    compartment = models.CharField(max_length=20, primary_key=True)
    leaf = models.BigIntegerField()

    class Meta:
        db_table = "ops_sealed_folded"

    def __str__(self) -> str:
        return f"{self.compartment} {self.leaf}"


class ReleaseRow(models.Model):
    """What one session asked to read of `protection`, and what a second person released to it, until `expires`."""

    id = models.CharField(max_length=32, primary_key=True)
    expires = models.DateTimeField()
    sealed = models.BinaryField()

    class Meta:
        db_table = "ops_release"

    def __str__(self) -> str:
        return self.id


class ErasedEntry(models.Model):
    """Projection: an entry whose key was erased by two persons."""

    entry = models.CharField(max_length=32, primary_key=True)

    class Meta:
        db_table = "store_erased"

    def __str__(self) -> str:
        return self.entry


class ReceivedEntry(models.Model):
    """How a sealed entry of another instance is found: `name` is this instance's own name of its stream.

    `room` names those whose facts count, "" for every room. No reader is needed to write it, and none could make it
    again without opening every such entry, so backups carry it. A copy tells what the names in headers tell.
    """

    entry = models.CharField(max_length=32, primary_key=True)
    compartment = models.CharField(max_length=16)
    name = models.CharField(max_length=64)
    room = models.CharField(max_length=32, default="", blank=True)

    class Meta:
        db_table = "ops_received_entry"
        indexes = (models.Index(fields=("name",), name="ops_received_entry_name"),)

    def __str__(self) -> str:
        return self.entry


class FormSent(models.Model):
    """A form that was sent, so that a second press of its button writes nothing; `sealed` is where it led."""

    id = models.CharField(max_length=32, primary_key=True)
    day = models.CharField(max_length=10)
    sealed = models.BinaryField(default=b"")

    class Meta:
        db_table = "ops_form_sent"

    def __str__(self) -> str:
        return self.day
