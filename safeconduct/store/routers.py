"""Which database holds which table: the key store apart, everything else together."""

from typing import Any

KEYS = "keys"
LEDGER = "default"


class KeyStoreRouter:
    """Sends the models of the key store to the database `keys`, and nothing else there."""

    def db_for_read(self, model: Any, **hints: Any) -> str:
        """The database to read `model` from."""
        return KEYS if model._meta.app_label == KEYS else LEDGER

    def db_for_write(self, model: Any, **hints: Any) -> str:
        """The database to write `model` to."""
        return self.db_for_read(model)

    def allow_relation(self, left: Any, right: Any, **hints: Any) -> bool:
        """Relations never cross the two databases."""
        return bool(self.db_for_read(type(left)) == self.db_for_read(type(right)))

    def allow_migrate(self, db: str, app_label: str, **hints: Any) -> bool:
        """Each table is made in its own database alone."""
        return (db == KEYS) == (app_label == KEYS)
