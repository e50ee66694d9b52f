"""TLS in front of a server on loopback, as a reverse proxy stands there in an installation, with a self-made key."""

import shutil
import socket
import ssl
import subprocess
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

_CHUNK_BYTES = 65_536


def make_certificate(folder: Path) -> tuple[Path, Path]:
    """A certificate for 127.0.0.1 that nobody but its maker signed, and its key."""
    openssl = shutil.which("openssl")
    assert openssl, "no openssl: Debian brings it with its certificates"
    certificate, key = folder / "certificate.pem", folder / "key.pem"
    command = [
        openssl, "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes",
        "-days", "30", "-subj", "/CN=127.0.0.1", "-addext", "subjectAltName=IP:127.0.0.1",
        "-keyout", str(key), "-out", str(certificate),
    ]  # fmt: skip
    subprocess.run(command, check=True, capture_output=True)  # noqa: S603 - fixed arguments
    return certificate, key


@contextmanager
def in_front_of(port: int, certificate: Path, key: Path) -> Iterator[str]:
    """The https:// address of whatever listens at `port` of loopback, until the block ends."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate, key)
    with socket.create_server(("127.0.0.1", 0)) as listening:
        threading.Thread(target=_accept, args=(listening, context, port), daemon=True).start()
        yield f"https://127.0.0.1:{listening.getsockname()[1]}"


def _accept(listening: socket.socket, context: ssl.SSLContext, port: int) -> None:
    with suppress(OSError):
        while True:
            came, _ = listening.accept()
            threading.Thread(target=_pass_on, args=(came, context, port), daemon=True).start()


def _pass_on(came: socket.socket, context: ssl.SSLContext, port: int) -> None:
    """One connection: whoever does not trust the certificate ends it here, before anything was sent."""
    with came, suppress(OSError), context.wrap_socket(came, server_side=True) as inside:
        with socket.create_connection(("127.0.0.1", port)) as server:
            answer = threading.Thread(target=_pump, args=(server, inside), daemon=True)
            answer.start()
            _pump(inside, server)
            answer.join()


def _pump(source: socket.socket, target: socket.socket) -> None:
    with suppress(OSError):
        while data := source.recv(_CHUNK_BYTES):
            target.sendall(data)
    with suppress(OSError):
        target.shutdown(socket.SHUT_WR)
