"""Tracing's rows: `tracing_…` can be thrown away and rebuilt from the ledger, `ops_…` are operational.

No column holds a text: what is shown lies sealed in `sealed`, what is looked up stands as a keyed tag. A copy of
these tables without the service key tells how many enquiries there are, which of them are open, which share a word
of a name, and for how many records of the register each has a candidate.
"""

from django.db import models


class Enquiry(models.Model):
    """One line of the desk; `sealed` is an `answers.EnquiryRow` and whom they seek.

    `letters` are the letters of all answers, sealed apart: handing one out touches nothing whose size or number
    depends on whether anybody was found.
    """

    enquiry = models.CharField(max_length=32, primary_key=True)
    number = models.CharField(max_length=9, unique=True)
    position = models.BigIntegerField(unique=True)
    is_open = models.BooleanField()
    reference_tag = models.BigIntegerField()
    sealed = models.BinaryField()
    letters = models.BinaryField()

    class Meta:
        db_table = "tracing_enquiry"
        indexes = (
            models.Index(fields=["is_open", "position"], name="tracing_enquiry_open"),
            models.Index(fields=["reference_tag"], name="tracing_enquiry_reference"),
        )

    def __str__(self) -> str:
        return self.number


class SoughtWord(models.Model):
    """Under this keyed word an open enquiry's sought person is filed, to meet whoever is registered later."""

    pk = models.CompositePrimaryKey("position", "word")
    position = models.BigIntegerField()
    word = models.BigIntegerField()

    class Meta:
        db_table = "tracing_word"
        indexes = (models.Index(fields=["word", "position"], name="tracing_word_found"),)

    def __str__(self) -> str:
        return f"{self.position} {self.word}"


class Waiting(models.Model):
    """A record that may be the sought person and that nobody judged; `sealed` is the score."""

    pk = models.CompositePrimaryKey("enquiry", "prisoner")
    enquiry = models.CharField(max_length=32)
    prisoner = models.CharField(max_length=32)
    sealed = models.BinaryField()

    class Meta:
        db_table = "ops_trace_waiting"
        indexes = (models.Index(fields=["prisoner"], name="ops_trace_waiting_prisoner"),)

    def __str__(self) -> str:
        return self.enquiry


class Compared(models.Model):
    """How far the register was compared with the open enquiries: the leaf of the log; one row."""

    id = models.IntegerField(primary_key=True)
    leaf = models.BigIntegerField()

    class Meta:
        db_table = "ops_trace_compared"

    def __str__(self) -> str:
        return str(self.leaf)
