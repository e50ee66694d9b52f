"""The key store: a database of its own, so that it can have its own short-lived backups.

Owns wrapped keys, never a key in the clear. Losing a row here is how an entry is erased.
Everything is operational (`ops_`): no fact stands here.
"""

from django.db import models


class EntryKey(models.Model):
    """The key of one entry, wrapped to its compartment."""

    entry_id = models.CharField(max_length=32, primary_key=True)
    compartment = models.CharField(max_length=16)
    epoch = models.SmallIntegerField()
    wrapped = models.BinaryField()

    class Meta:
        app_label = "keys"
        db_table = "ops_entry_key"

    def __str__(self) -> str:
        return self.entry_id


class CompartmentKey(models.Model):
    """The key of a compartment, or of one half of it, in one epoch.

    Open compartments: `wrapped` is the symmetric key under the service key. Sealed: `public` alone; the private
    half lies in the recovery shares and in the readers' rows.
    """

    pk = models.CompositePrimaryKey("half", "epoch")
    half = models.CharField(max_length=24)
    epoch = models.SmallIntegerField()
    public = models.BinaryField(default=b"")
    wrapped = models.BinaryField(default=b"")

    class Meta:
        app_label = "keys"
        db_table = "ops_compartment_key"

    def __str__(self) -> str:
        return f"{self.half}@{self.epoch}"


class OperatorKey(models.Model):
    """An operator's key pair; the private key is wrapped under the passphrase (Argon2id, limits beside it)."""

    operator_id = models.CharField(max_length=32, primary_key=True)
    public = models.BinaryField()
    salt = models.BinaryField()
    operations = models.IntegerField()
    memory_bytes = models.BigIntegerField()
    wrapped = models.BinaryField()

    class Meta:
        app_label = "keys"
        db_table = "ops_operator_key"

    def __str__(self) -> str:
        return self.operator_id


class ReaderKey(models.Model):
    """The private key of a half, sealed to one operator entitled to read."""

    pk = models.CompositePrimaryKey("operator_id", "half", "epoch")
    operator_id = models.CharField(max_length=32)
    half = models.CharField(max_length=24)
    epoch = models.SmallIntegerField()
    wrapped = models.BinaryField()

    class Meta:
        app_label = "keys"
        db_table = "ops_reader_key"

    def __str__(self) -> str:
        return f"{self.operator_id} {self.half}@{self.epoch}"
