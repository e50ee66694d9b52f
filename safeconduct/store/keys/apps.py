"""The key store as an application of its own, so that its tables live in the second database."""

from django.apps import AppConfig


class KeysConfig(AppConfig):
    """Tables of the database `keys`."""

    name = "safeconduct.store.keys"
    label = "keys"
    default_auto_field = "django.db.models.BigAutoField"
