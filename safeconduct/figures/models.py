"""The rows of figures: `figures_…` can be thrown away and rebuilt from the ledger.

Contents lie sealed in `sealed` as in every room, though publications are no secret: what an office reads and how it
judges is its own. A copy of these tables without the service key tells how many texts, claims and briefs there are.
"""

from django.db import models


class Publication(models.Model):
    """One text; `sealed` is an `answers.PublicationRow`."""

    publication = models.CharField(max_length=32, primary_key=True)
    number = models.CharField(max_length=9)
    position = models.BigIntegerField()
    copy_of = models.CharField(max_length=32, default="")
    publisher_tag = models.BigIntegerField(default=0)
    sealed = models.BinaryField()

    class Meta:
        db_table = "figures_publication"
        indexes = (
            models.Index(fields=["number"], name="figures_publication_number"),
            models.Index(fields=["position"], name="figures_publication_position"),
            models.Index(fields=["copy_of"], name="figures_publication_copy"),
            models.Index(fields=["publisher_tag"], name="figures_publication_by"),
        )

    def __str__(self) -> str:
        return self.number


class Run(models.Model):
    """Under this keyed run of words the text is found by a copy of it; a few runs stand for the whole text."""

    pk = models.CompositePrimaryKey("token", "publication")
    token = models.BigIntegerField()
    publication = models.CharField(max_length=32)

    class Meta:
        db_table = "figures_run"
        indexes = (models.Index(fields=["publication"], name="figures_run_publication"),)

    def __str__(self) -> str:
        return f"{self.token} {self.publication}"


class Claim(models.Model):
    """One confirmed claim, also a withdrawn one. `stamp` changes with the content and tells nothing of it."""

    claim = models.CharField(max_length=32, primary_key=True)
    number = models.CharField(max_length=9)
    publication = models.CharField(max_length=32)
    counts = models.BooleanField()
    stamp = models.BigIntegerField()
    sealed = models.BinaryField()

    class Meta:
        db_table = "figures_claim"
        indexes = (
            models.Index(fields=["number"], name="figures_claim_number"),
            models.Index(fields=["publication"], name="figures_claim_publication"),
        )

    def __str__(self) -> str:
        return self.number


class Judged(models.Model):
    """What officers chose in a series or said of a finding; one row a stream."""

    stream = models.CharField(max_length=32, primary_key=True)
    stamp = models.BigIntegerField()
    sealed = models.BinaryField()

    class Meta:
        db_table = "figures_judged"

    def __str__(self) -> str:
        return self.stream


class Brief(models.Model):
    """One brief that was issued; `sealed` is its line in the list, the whole is read from its entry."""

    brief = models.CharField(max_length=32, primary_key=True)
    number = models.CharField(max_length=9)
    position = models.BigIntegerField()
    sealed = models.BinaryField()

    class Meta:
        db_table = "figures_brief"
        indexes = (models.Index(fields=["position"], name="figures_brief_position"),)

    def __str__(self) -> str:
        return self.number
