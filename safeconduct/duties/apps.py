"""The duties as a Django app: names its facts and what an erasure takes along when the program starts."""

from django.apps import AppConfig


class DutiesConfig(AppConfig):
    """Registers nothing but names; importing it touches no database."""

    name = "safeconduct.duties"
    label = "duties"

    def ready(self) -> None:
        """Django wants models imported only from here on."""
        from safeconduct.duties.facts import FACTS
        from safeconduct.duties.projection import PROJECTION
        from safeconduct.store import kinds, projections

        kinds.register(*FACTS)
        projections.register(PROJECTION)
