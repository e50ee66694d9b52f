"""Arrangements as a Django app: names its facts and what an erasure reaches when the program starts."""

from django.apps import AppConfig


class ArrangementsConfig(AppConfig):
    """Registers nothing but names; importing it touches no database."""

    name = "safeconduct.arrangements"
    label = "arrangements"

    def ready(self) -> None:
        """Django wants models imported only from here on."""
        from safeconduct.arrangements.facts import FACTS
        from safeconduct.arrangements.projection import PROJECTION
        from safeconduct.store import kinds, projections

        kinds.register(*FACTS)
        projections.register(PROJECTION)
