"""Rows of the accounts: who may sign in (a projection), and sessions, attempts, preferences (operational).

All content is sealed under the service key; a copy without it tells how many operators and sessions there are.
"""

from django.db import models


class OperatorRow(models.Model):
    """Projection: an operator, found by the tag of the login."""

    id = models.CharField(max_length=32, primary_key=True)
    login_tag = models.BigIntegerField(db_index=True)
    sealed = models.BinaryField()

    class Meta:
        db_table = "accounts_operator"

    def __str__(self) -> str:
        return self.id


class SessionRow(models.Model):
    """A session, under a keyed hash of the key that only the client's cookie holds."""

    digest = models.CharField(max_length=32, primary_key=True)
    sealed = models.BinaryField()
    expires = models.DateTimeField(db_index=True)

    class Meta:
        db_table = "ops_session"

    def __str__(self) -> str:
        return self.digest


class SignInAttempt(models.Model):
    """A failed sign-in, counted per login and device, over all workers."""

    id = models.CharField(max_length=32, primary_key=True)
    bucket_tag = models.BigIntegerField()
    at = models.DateTimeField()

    class Meta:
        db_table = "ops_sign_in_attempt"
        indexes = (models.Index(fields=("bucket_tag", "at"), name="ops_sign_in_attempt_bucket"),)

    def __str__(self) -> str:
        return self.id


class Preference(models.Model):
    """How an operator wants to see pages: language, density, reading script."""

    operator_id = models.CharField(max_length=32, primary_key=True)
    sealed = models.BinaryField()

    class Meta:
        db_table = "ops_preference"

    def __str__(self) -> str:
        return self.operator_id
