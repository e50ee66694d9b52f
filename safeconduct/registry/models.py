"""The registry's rows: `registry_…` can be thrown away and rebuilt from the ledger, `ops_…` are operational.

No column holds a text of any compartment: what is shown lies sealed in `sealed`, what is filtered by stands
as a keyed tag, what is sorted by as a keyed number that keeps only the order. A copy of these tables without
the service key still tells: how many persons there are and which of them share a place, a status, a Power, a
word of a name or a list line, without telling which; in what order they were born, captured and brought in;
how many questions are open and of which opaque kind; which two records were judged, without the verdict; who
imported how long a list, and when.

`position` is the leaf of a person's first entry. It is the small, stable handle by which the other tables
point at a person: eight bytes in every index instead of thirty-two. `projection.py` alone writes the
`registry_…` tables.
"""

from django.db import models

UNKNOWN_DAY = 0
"""Stands where no day is known; it sorts before every keyed day."""


class Prisoner(models.Model):
    """One line of the list of prisoners; `sealed` is all of `answers.PrisonerRow`."""

    subject = models.CharField(max_length=32, primary_key=True)
    number = models.CharField(max_length=9, unique=True)
    position = models.BigIntegerField(unique=True)
    place_tag = models.BigIntegerField()
    status_tag = models.BigIntegerField()
    power_tag = models.BigIntegerField()
    has_questions = models.BooleanField()
    born_order = models.BigIntegerField()
    captured_order = models.BigIntegerField()
    arrived_order = models.BigIntegerField()
    sealed = models.BinaryField()

    class Meta:
        db_table = "registry_prisoner"
        # Each sort, alone and within a place or a status, is read in the order of an index and never sorted.
        # A Power and the open questions have theirs for the usual order only: the rarer mixtures filter on.
        indexes = (
            models.Index(fields=["place_tag", "position"], name="registry_place"),
            models.Index(fields=["status_tag", "position"], name="registry_status"),
            models.Index(fields=["power_tag", "position"], name="registry_power"),
            models.Index(fields=["has_questions", "position"], name="registry_open"),
            models.Index(fields=["born_order", "position"], name="registry_born"),
            models.Index(fields=["place_tag", "born_order", "position"], name="registry_place_born"),
            models.Index(fields=["status_tag", "born_order", "position"], name="registry_status_born"),
            models.Index(fields=["captured_order", "position"], name="registry_captured"),
            models.Index(fields=["place_tag", "captured_order", "position"], name="registry_place_captured"),
            models.Index(
                fields=["status_tag", "captured_order", "position"], name="registry_status_captured"
            ),
            models.Index(fields=["arrived_order", "position"], name="registry_arrived"),
            models.Index(fields=["place_tag", "arrived_order", "position"], name="registry_place_arrived"),
            models.Index(fields=["status_tag", "arrived_order", "position"], name="registry_status_arrived"),
        )

    def __str__(self) -> str:
        return self.number


class Token(models.Model):
    """Under this keyed word the person is found by search."""

    pk = models.CompositePrimaryKey("prisoner_id", "token")
    # The rows of a person are written and thrown away together; a constraint would only cost a look-up each.
    prisoner = models.ForeignKey(
        Prisoner,
        to_field="position",
        db_column="position",
        on_delete=models.DO_NOTHING,
        db_constraint=False,
        db_index=False,
        related_name="+",
    )
    token = models.BigIntegerField()

    class Meta:
        db_table = "registry_token"
        indexes = (models.Index(fields=["token", "prisoner"], name="registry_token_found"),)

    def __str__(self) -> str:
        return f"{self.prisoner_id} {self.token}"


class Likeness(models.Model):
    """Under this keyed mark the person is like everybody else who has it."""

    pk = models.CompositePrimaryKey("position", "token")
    position = models.BigIntegerField()
    token = models.BigIntegerField()

    class Meta:
        db_table = "registry_likeness"
        indexes = (models.Index(fields=["token", "position"], name="registry_likeness_found"),)

    def __str__(self) -> str:
        return f"{self.position} {self.token}"


class Pair(models.Model):
    """Two persons (by position, `left` < `right`) who share the mark `token` and whose births can be one."""

    pk = models.CompositePrimaryKey("left", "right", "token")
    left = models.BigIntegerField()
    right = models.BigIntegerField()
    token = models.BigIntegerField()

    class Meta:
        db_table = "registry_pair"
        indexes = (
            models.Index(fields=["token"], name="registry_pair_token"),
            models.Index(fields=["right"], name="registry_pair_right"),
        )

    def __str__(self) -> str:
        return f"{self.left} {self.right}"


class Judgement(models.Model):
    """What stands judged of two records, `left` < `right`; an undone judgement leaves no row."""

    pk = models.CompositePrimaryKey("left", "right")
    left = models.CharField(max_length=32)
    right = models.CharField(max_length=32)
    stream = models.CharField(max_length=32)
    verdict_tag = models.BigIntegerField()
    sealed = models.BinaryField()

    class Meta:
        db_table = "registry_judgement"
        indexes = (
            models.Index(fields=["right"], name="registry_judgement_right"),
            models.Index(fields=["stream"], name="registry_judgement_stream"),
        )

    def __str__(self) -> str:
        return self.stream


class OpenQuestion(models.Model):
    """One question about a person, open or answered; `position` and `index` order the desk."""

    pk = models.CompositePrimaryKey("subject", "entry", "index")
    subject = models.CharField(max_length=32)
    entry = models.CharField(max_length=32)
    index = models.IntegerField()
    position = models.BigIntegerField()
    is_open = models.BooleanField()
    code_tag = models.BigIntegerField()
    place_tag = models.BigIntegerField()
    sealed = models.BinaryField()

    class Meta:
        db_table = "registry_question"
        indexes = (
            models.Index(fields=["is_open", "position", "index"], name="registry_question_desk"),
            models.Index(fields=["is_open", "code_tag", "position", "index"], name="registry_question_code"),
            models.Index(
                fields=["is_open", "place_tag", "position", "index"], name="registry_question_place"
            ),
        )

    def __str__(self) -> str:
        return f"{self.entry} {self.index}"


class SourceRow(models.Model):
    """A line of a list that is already registered, by its keyed fingerprint."""

    pk = models.CompositePrimaryKey("tag", "position")
    tag = models.BigIntegerField()
    position = models.BigIntegerField()

    class Meta:
        db_table = "registry_source_row"

    def __str__(self) -> str:
        return f"{self.tag}"


class Tally(models.Model):
    """How many persons stand under one mixture of filters, so that a total is a short sum and exact."""

    pk = models.CompositePrimaryKey("place_tag", "status_tag", "power_tag", "has_questions")
    place_tag = models.BigIntegerField()
    status_tag = models.BigIntegerField()
    power_tag = models.BigIntegerField()
    has_questions = models.BooleanField()
    persons = models.BigIntegerField()

    class Meta:
        db_table = "registry_tally"

    def __str__(self) -> str:
        return f"{self.persons}"


class SavedFilter(models.Model):
    """A list's filters under a name of the operator's own; both lie in `sealed`."""

    id = models.CharField(max_length=32, primary_key=True)
    operator = models.CharField(max_length=64)
    sealed = models.BinaryField()

    class Meta:
        db_table = "ops_saved_filter"
        indexes = (models.Index(fields=["operator"], name="ops_saved_filter_operator"),)

    def __str__(self) -> str:
        return self.id


class ImportJob(models.Model):
    """One import: how far it is and what it counted. `sealed` is its file name and how the file is read."""

    id = models.CharField(max_length=32, primary_key=True)
    operator = models.CharField(max_length=64)
    state = models.CharField(max_length=12)
    started = models.CharField(max_length=27)
    ended = models.CharField(max_length=27, default="")
    total = models.BigIntegerField(default=0)
    read = models.BigIntegerField(default=0)
    registered = models.BigIntegerField(default=0)
    unchanged = models.BigIntegerField(default=0)
    questions = models.BigIntegerField(default=0)
    refused = models.BigIntegerField(default=0)
    duplicates = models.BigIntegerField(default=0)
    sealed = models.BinaryField()

    class Meta:
        db_table = "ops_import_job"
        indexes = (models.Index(fields=["operator", "started"], name="ops_import_job_operator"),)

    def __str__(self) -> str:
        return self.id


class ImportPart(models.Model):
    """A piece of an uploaded file, sealed; all are deleted when the import has ended or was given up."""

    pk = models.CompositePrimaryKey("job", "number")
    job = models.CharField(max_length=32)
    number = models.IntegerField()
    sealed = models.BinaryField()

    class Meta:
        db_table = "ops_import_part"

    def __str__(self) -> str:
        return f"{self.job} {self.number}"


class ImportLine(models.Model):
    """A line of an import's report; `kind` is question, refused or duplicate."""

    pk = models.CompositePrimaryKey("job", "kind", "number")
    job = models.CharField(max_length=32)
    kind = models.CharField(max_length=9)
    number = models.BigIntegerField()
    sealed = models.BinaryField()

    class Meta:
        db_table = "ops_import_line"

    def __str__(self) -> str:
        return f"{self.job} {self.kind} {self.number}"
