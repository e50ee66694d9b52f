"""The store as an application: its facts, its projection, its two-person command."""

from django.apps import AppConfig


class StoreConfig(AppConfig):
    """Registers the office facts, their projection and erasure."""

    name = "safeconduct.store"
    label = "store"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Tables can only be imported once the applications are loaded."""
        from safeconduct.store import approvals, erasure, kinds, office, projections
        from safeconduct.store.facts import FACTS
        from safeconduct.store.models import ReceivedEntry

        kinds.register(*FACTS)
        projections.register(office.PROJECTION)
        projections.register_operational(ReceivedEntry)
        approvals.register(erasure.ACTION, erasure.approve)
