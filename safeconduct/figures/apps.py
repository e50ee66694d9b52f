"""Figures as a Django app: names its facts and its projection when the program starts."""

from django.apps import AppConfig


class FiguresConfig(AppConfig):
    """Registers nothing but names; importing it touches no database."""

    name = "safeconduct.figures"
    label = "figures"

    def ready(self) -> None:
        """Django wants models imported only from here on."""
        from safeconduct.figures.facts import FACTS
        from safeconduct.figures.projection import PROJECTION
        from safeconduct.store import kinds, projections

        kinds.register(*FACTS)
        projections.register(PROJECTION)
