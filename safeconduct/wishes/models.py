"""Rows of wishes: one sealed state a prisoner, which any reader can make again from the ledger.

Both tables are operational: the service cannot open what they are made of, so `rebuild` leaves them alone and a
backup goes without them. A copy of them tells how many prisoners have anything recorded of a wish.
"""

from django.db import models


class WishRow(models.Model):
    """What stands of one prisoner's wish; `tag` is a keyed name of the prisoner, `sealed` opens for readers."""

    tag = models.CharField(max_length=40, primary_key=True)
    sealed = models.BinaryField()

    class Meta:
        db_table = "ops_wish_state"

    def __str__(self) -> str:
        return self.tag


class Folded(models.Model):
    """Up to which leaf of the log readers folded what was written; one row."""

    id = models.IntegerField(primary_key=True)
    leaf = models.BigIntegerField()

    class Meta:
        db_table = "ops_wish_folded"

    def __str__(self) -> str:
        return str(self.leaf)
