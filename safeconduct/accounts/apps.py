"""The accounts as an application: their facts, their projection, their operational tables."""

from django.apps import AppConfig


class AccountsConfig(AppConfig):
    """Registers the facts about operators and their projection."""

    name = "safeconduct.accounts"
    label = "accounts"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Tables can only be imported once the applications are loaded."""
        from safeconduct.accounts.facts import FACTS
        from safeconduct.accounts.models import Preference
        from safeconduct.accounts.projection import PROJECTION
        from safeconduct.accounts.queries import who_hold
        from safeconduct.store import kinds, officers, projections

        kinds.register(*FACTS)
        projections.register(PROJECTION)
        projections.register_operational(Preference)
        officers.register(who_hold)
