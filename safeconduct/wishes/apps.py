"""Wishes as a Django app: names its facts, its rows and its two-person command when the program starts."""

from django.apps import AppConfig


class WishesConfig(AppConfig):
    """Registers nothing but names; importing it touches no database."""

    name = "safeconduct.wishes"
    label = "wishes"

    def ready(self) -> None:
        """Django wants models imported only from here on."""
        from safeconduct.store import approvals, kinds, projections
        from safeconduct.wishes import actions, opening
        from safeconduct.wishes.facts import FACTS
        from safeconduct.wishes.projection import PROJECTION

        kinds.register(*FACTS)
        projections.register(PROJECTION)
        approvals.register(actions.CONFIRM, actions.confirm)
        approvals.register(opening.OPEN, opening.give)
