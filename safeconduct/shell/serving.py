"""Serving the pages: granian with the WSGI application."""

import sys
from pathlib import Path

import click
from django.conf import settings
from django.db import connections
from granian import Granian
from granian.constants import Interfaces

from safeconduct.registry.actions import stop_interrupted_imports
from safeconduct.store import erasure, instance
from safeconduct.store.create import migrate
from safeconduct.store.errors import LogNotCut

_THREADS = 4
# Browsers keep connections open; stopping does not wait for them longer.
_STOP_SECONDS = 10


def home() -> Path:
    """The folder of the instance."""
    return Path(settings.SAFECONDUCT_HOME)


def serve(host: str, port: int, workers: int) -> None:
    """Serve until stopped. Erasures and imports that a crash cut short are ended first."""
    here = instance.current()
    migrate()
    try:
        erasure.replay()
    except LogNotCut as error:
        click.echo(f"{error} {error.remedy}", err=True)
    stop_interrupted_imports()
    connections.close_all()
    click.echo(f"{here.name('en')}: http://{host}:{port}/  (Ctrl+C stops)")
    sys.stdout.flush()
    Granian(
        "safeconduct.wsgi:application",
        address=host,
        port=port,
        interface=Interfaces.WSGI,
        workers=workers,
        blocking_threads=_THREADS,
        workers_kill_timeout=_STOP_SECONDS,
        log_access=False,
    ).serve()
