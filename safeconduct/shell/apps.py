"""The shell as a Django app: the frame of the pages, the door, the edge where errors become pages."""

from django.apps import AppConfig


class ShellConfig(AppConfig):
    """Holds template tags and shell pages; it has no tables."""

    name = "safeconduct.shell"
    label = "shell"
