"""A throw-away PostgreSQL for one test run, in a folder of its own, gone afterwards.

`python -m tests.servers COMMAND…` runs COMMAND with its address in SAFECONDUCT_TEST_PG and ends with
COMMAND's exit code. PostgreSQL refuses to run as root, so root hands it to the user `postgres` or `nobody`.
"""

import os
import pwd
import secrets
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from types import FrameType

USER = "safeconduct"


class NoServer(Exception):
    """PostgreSQL is missing or did not start; the message says which, with its own log."""


def programs() -> Path:
    """The folder of `initdb` and `pg_ctl`: Debian's newest version, else what PATH offers."""
    packaged = sorted(
        Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda path: float(path.parent.parent.name)
    )
    found = packaged[-1] if packaged else shutil.which("initdb")
    if found is None:
        raise NoServer("no initdb: install the package postgresql")
    return Path(found).resolve().parent


def unprivileged() -> pwd.struct_passwd | None:
    """Whom to run the server as; None when this process is not root and may run it itself."""
    if os.geteuid() != 0:
        return None
    known = {user.pw_name: user for user in pwd.getpwall()}
    return known.get("postgres") or known["nobody"]


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def run_as(owner: pwd.struct_passwd | None, command: Sequence[str | Path], folder: Path) -> None:
    """Runs one of PostgreSQL's programs to its end; its output goes to the folder's log."""
    log = folder / "log"
    with log.open("ab") as output:
        outcome = subprocess.run(  # noqa: S603 - the program comes from `programs`, never from input
            [str(word) for word in command],
            cwd=folder,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=output,
            check=False,
            user=owner.pw_uid if owner else None,
            group=owner.pw_gid if owner else None,
            extra_groups=[] if owner else None,
        )
    if outcome.returncode != 0:
        raise NoServer(log.read_text(errors="replace"))


def options(folder: Path, port: int) -> str:
    """Loopback and this folder only. Without fsync: the run is thrown away, no power cut matters here.

    Without autovacuum: what it reads while a test erases would keep deleted rows in the files until its end.
    """
    there = f"-p {port} -h 127.0.0.1 -k {folder}"
    return f"{there} -c fsync=off -c autovacuum=off -c max_connections=60"


@contextmanager
def postgresql() -> Iterator[str]:
    """Yields `postgresql://user:password@127.0.0.1:port`; the user may create databases."""
    owner, bin_folder, port = unprivileged(), programs(), free_port()
    password = secrets.token_hex(16)
    folder = Path(tempfile.mkdtemp(prefix="safeconduct-pg-"))
    data = folder / "data"
    control: list[str | Path] = [bin_folder / "pg_ctl", "-D", data, "-w"]
    try:
        (folder / "password").write_text(password)
        if owner:
            for path in (folder, folder / "password"):
                os.chown(path, owner.pw_uid, owner.pw_gid)
        create: list[str | Path] = [bin_folder / "initdb", "-D", data, "-U", USER, "--no-sync"]
        create += ["--auth=scram-sha-256", f"--pwfile={folder / 'password'}"]
        create += ["--encoding=UTF8", "--locale=C.UTF-8"]
        run_as(owner, create, folder)
        run_as(owner, [*control, "-l", folder / "server.log", "-o", options(folder, port), "start"], folder)
        try:
            yield f"postgresql://{USER}:{password}@127.0.0.1:{port}"
        finally:
            run_as(owner, [*control, "-m", "immediate", "stop"], folder)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def leave(number: int, frame: FrameType | None) -> None:
    """Turns a request to end into an exception, so that the server is stopped on the way out."""
    sys.exit(128 + number)


def main(command: Sequence[str]) -> int:
    signal.signal(signal.SIGTERM, leave)
    with postgresql() as address:
        environment = os.environ | {"SAFECONDUCT_TEST_PG": address}
        return subprocess.run(command, env=environment, check=False).returncode  # noqa: S603 - the caller's own


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
