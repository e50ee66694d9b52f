"""Tracing as a Django app: names its facts, its projection and its two-person command when the program starts."""

from django.apps import AppConfig


class TracingConfig(AppConfig):
    """Registers nothing but names; importing it touches no database."""

    name = "safeconduct.tracing"
    label = "tracing"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Django wants models imported only from here on."""
        from safeconduct.store import approvals, kinds, projections
        from safeconduct.tracing import actions
        from safeconduct.tracing.facts import FACTS
        from safeconduct.tracing.projection import PROJECTION

        kinds.register(*FACTS)
        projections.register(PROJECTION)
        # Candidates that wait are found again by the next comparison, so no backup carries them.
        approvals.register(actions.CONFIRM, actions.confirm)
