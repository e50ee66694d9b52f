"""Serving the pages: what has to be ended or brought up to date before the server begins."""

import sys
from pathlib import Path

import click
from django.conf import settings
from django.db import connections

from safeconduct.registry.actions import stop_interrupted_imports
from safeconduct.store import erasure, instance, server
from safeconduct.store.create import migrate
from safeconduct.store.errors import LogNotCut


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
    server.run("safeconduct.wsgi:application", host, port, workers)
