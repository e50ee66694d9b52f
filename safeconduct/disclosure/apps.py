"""Disclosure as a Django app: names its facts, its projection, its two-person commands and its peers' keys."""

from django.apps import AppConfig


class DisclosureConfig(AppConfig):
    """Registers nothing but names; importing it touches no database."""

    name = "safeconduct.disclosure"
    label = "disclosure"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Django wants models imported only from here on."""
        from safeconduct.disclosure import actions, notified, queries
        from safeconduct.disclosure.facts import FACTS
        from safeconduct.disclosure.projection import OPERATIONAL, PROJECTION
        from safeconduct.store import approvals, erasure, kinds, projections, signers

        kinds.register(*FACTS)
        projections.register(PROJECTION)
        projections.register_operational(*OPERATIONAL)
        signers.register(queries.signers)
        erasure.register(queries.streams_about)
        erasure.register(notified.streams_about)
        approvals.register(actions.ENROL, actions.enrol)
        approvals.register(actions.ROTATE, actions.rotate)
        approvals.register(actions.WITHHOLD, actions.withhold)
