"""Running one of the project's servers: granian with a WSGI application, until it is stopped."""

from granian import Granian
from granian.constants import Interfaces

_THREADS = 4
# Browsers keep connections open; stopping does not wait for them longer.
_STOP_SECONDS = 10


def run(application: str, host: str, port: int, workers: int) -> None:
    """Serve `module:application` until stopped. No line is logged about a request."""
    Granian(
        application,
        address=host,
        port=port,
        interface=Interfaces.WSGI,
        workers=workers,
        blocking_threads=_THREADS,
        workers_kill_timeout=_STOP_SECONDS,
        log_access=False,
    ).serve()
