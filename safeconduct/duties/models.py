"""The rows of the duties: what each prisoner, camp and the bureau has open, made from the ledger at reading.

They are operational: whoever reads a board folds what was written since, so no backup carries them and `rebuild` has
nothing to compare. No column holds a text. A copy of these tables without the service key tells how many lines there
are and which share a place.
"""

from django.db import models


class Line(models.Model):
    """One subject. `open` are its open duties, `closed` those that are done or broken, both sealed."""

    subject = models.CharField(max_length=32, primary_key=True)
    scope = models.CharField(max_length=6)
    place_tag = models.BigIntegerField()
    open = models.BinaryField()
    closed = models.BinaryField()

    class Meta:
        db_table = "ops_duties_line"
        indexes = (models.Index(fields=["scope", "place_tag"], name="ops_duties_line_place"),)

    def __str__(self) -> str:
        return self.subject


class Folded(models.Model):
    """How far the log is folded into the lines: its leaf, and a digest of what concerns every line; one row."""

    id = models.IntegerField(primary_key=True)
    leaf = models.BigIntegerField()
    wide = models.CharField(max_length=64)

    class Meta:
        db_table = "ops_duties_folded"

    def __str__(self) -> str:
        return str(self.leaf)
