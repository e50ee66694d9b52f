"""The registry as a Django app: names its facts and its projection to the store when the program starts."""

from django.apps import AppConfig


class RegistryConfig(AppConfig):
    """Registers nothing but names; importing it touches no database."""

    name = "safeconduct.registry"
    label = "registry"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Django wants models imported only from here on."""
        from safeconduct.registry import models
        from safeconduct.registry.facts import FACTS
        from safeconduct.registry.projection import PROJECTION
        from safeconduct.store import kinds, projections

        kinds.register(*FACTS)
        projections.register(PROJECTION)
        # Not the uploaded files, which may hold a column of health, nor the lines of reports, which would bring
        # back what was erased since: neither goes into a backup.
        projections.register_operational(models.SavedFilter, models.ImportJob)
