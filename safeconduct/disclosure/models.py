"""Rows of this room: `disclosure_…` can be made again from the ledger, `ops_…` are operational.

A copy without the service key tells how many peers there are, how many bundles passed to and from each, and the hash
of each. The bundles themselves are sealed to their recipient.
"""

from django.db import models


class PeerRow(models.Model):
    """A peer; `sealed` is what was recorded of it."""

    peer = models.CharField(max_length=32, primary_key=True)
    position = models.BigIntegerField()
    sealed = models.BinaryField()

    class Meta:
        db_table = "disclosure_peer"

    def __str__(self) -> str:
        return self.peer


class OwnCard(models.Model):
    """The instance's own cards by the number of their sealing key."""

    number = models.IntegerField(primary_key=True)
    sealed = models.BinaryField()

    class Meta:
        db_table = "disclosure_own_card"

    def __str__(self) -> str:
        return str(self.number)


class MadeRow(models.Model):
    """One bundle made for a peer: its leaf in that recipient's log. `sealed` says when and by whom."""

    pk = models.CompositePrimaryKey("peer", "sequence")
    peer = models.CharField(max_length=32)
    sequence = models.BigIntegerField()
    leaf = models.CharField(max_length=64)
    sealed = models.BinaryField()

    class Meta:
        db_table = "disclosure_made"

    def __str__(self) -> str:
        return f"{self.peer} {self.sequence}"


class TakenRow(models.Model):
    """One leaf of a peer's log for this instance. `is_here` once the bundle was taken in; before, its hash is known.

    `sealed` has the head that came with the bundle.
    """

    pk = models.CompositePrimaryKey("peer", "sequence")
    peer = models.CharField(max_length=32)
    sequence = models.BigIntegerField()
    leaf = models.CharField(max_length=64)
    is_here = models.BooleanField()
    sealed = models.BinaryField(default=b"")

    class Meta:
        db_table = "disclosure_taken"

    def __str__(self) -> str:
        return f"{self.peer} {self.sequence}"


class HeldRow(models.Model):
    """Up to which bundle a peer said that it holds its log."""

    peer = models.CharField(max_length=32, primary_key=True)
    sequence = models.BigIntegerField()

    class Meta:
        db_table = "disclosure_held"

    def __str__(self) -> str:
        return self.peer


class Outgoing(models.Model):
    """A bundle that waits to be sent or acknowledged, sealed to its recipient; gone once it is acknowledged.

    `sealed` names the streams that it tells of, so that an erasure finds the copies that did not arrive yet.
    """

    pk = models.CompositePrimaryKey("peer", "sequence")
    peer = models.CharField(max_length=32)
    sequence = models.BigIntegerField()
    is_sent = models.BooleanField(default=False)
    content = models.BinaryField()
    sealed = models.BinaryField(default=b"")

    class Meta:
        db_table = "ops_outgoing_bundle"

    def __str__(self) -> str:
        return f"{self.peer} {self.sequence}"


class Due(models.Model):
    """A peer whose newest bundle is not acknowledged yet; the next bundle to it says so, whatever it is for."""

    peer = models.CharField(max_length=32, primary_key=True)
    sequence = models.BigIntegerField()

    class Meta:
        db_table = "ops_acknowledgement_due"

    def __str__(self) -> str:
        return self.peer


class Carried(models.Model):
    """Up to which leaf of its log a device's bundle with this number carries its entries home."""

    pk = models.CompositePrimaryKey("peer", "sequence")
    peer = models.CharField(max_length=32)
    sequence = models.BigIntegerField()
    leaf = models.BigIntegerField()

    class Meta:
        db_table = "ops_carried_home"

    def __str__(self) -> str:
        return f"{self.peer} {self.sequence}"


class Withdrawn(models.Model):
    """A bundle that was thrown away before it arrived, because somebody of whom it told was erased."""

    pk = models.CompositePrimaryKey("peer", "sequence")
    peer = models.CharField(max_length=32)
    sequence = models.BigIntegerField()

    class Meta:
        db_table = "ops_withdrawn_bundle"

    def __str__(self) -> str:
        return f"{self.peer} {self.sequence}"


class Parked(models.Model):
    """A bundle that came and was not taken in, with the reason; waiting, or another bundle, may mend it."""

    digest = models.CharField(max_length=64, primary_key=True)
    received = models.CharField(max_length=27)
    reason = models.CharField(max_length=40)
    content = models.BinaryField()

    class Meta:
        db_table = "ops_parked_bundle"

    def __str__(self) -> str:
        return self.digest
