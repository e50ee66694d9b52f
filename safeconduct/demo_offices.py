"""An office of the demonstration of two States: an instance in a process of its own, spoken to over its HTTP API.

Owns starting and stopping its server, and what its invented officers ask of it. What they ask stands in
`demo_two_states`.
"""

import json
import os
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from http.cookiejar import CookieJar
from pathlib import Path
from typing import Any

# Written here and not imported: the module that owns it builds every operation, which each command would pay for.
PREFIX = "/api/v1/"
_PATIENCE_SECONDS = 180
_TIMEOUT_SECONDS = 120
_FORM = "application/x-www-form-urlencoded"


class StepFailed(Exception):
    """A step that the program did not take, with what it said."""


class Officer:
    """An officer's session with her office, unlocked: what she asks and commands over the API."""

    def __init__(self, address: str, login: str, passphrase: str) -> None:
        self._address = address
        self._opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(CookieJar()))
        self._token = ""
        signed = {"login": login, "passphrase": passphrase, "unlock": True}
        self._token = str(self._json("POST", f"{PREFIX}session", signed)["csrf"])

    def ask(self, path: str) -> Any:
        """What the API answers at this address below its prefix."""
        return self._json("GET", PREFIX + path)

    def act(self, command: str, **fields: Any) -> Any:
        """Give one command of any room; StepFailed with the reason where it is refused."""
        return self._json("POST", f"{PREFIX}commands/{command}", fields)

    def approve(self, approval: str) -> None:
        """Approve, as the second person, what another officer asked for."""
        waits = self.ask(f"approvals/{approval}")
        given = {"verdict": "approve", "digest": waits["digest"]}
        self._json("POST", f"{PREFIX}approvals/{approval}", given)

    def check_record(self) -> Any:
        """Have the whole record of her office read and compared."""
        return self._json("POST", f"{PREFIX}record/verification", {})

    def send_bundles(self) -> None:
        """Press *Send what waits* on the page of bundles."""
        self._call("POST", "/bundles/send/", b"", _FORM)

    def _json(self, method: str, path: str, value: Any = None) -> Any:
        body = None if value is None else json.dumps(value).encode()
        return json.loads(self._call(method, path, body, "application/json"))

    def _call(self, method: str, path: str, body: bytes | None, content_type: str) -> bytes:
        headers = {"X-CSRFToken": self._token, "Content-Type": content_type}
        request = urllib.request.Request(self._address + path, body, headers, method=method)  # noqa: S310 - loopback
        try:
            with self._opener.open(request, timeout=_TIMEOUT_SECONDS) as answer:
                return bytes(answer.read())
        except urllib.error.HTTPError as error:
            with error:
                said = error.read().decode(errors="replace")
            raise StepFailed(f"{method} {path}: {error.code} {said}") from None
        except (urllib.error.URLError, OSError) as error:
            raise StepFailed(f"{method} {path}: {error}") from None


@dataclass
class Office:
    """One office: where it lies, where its pages are, and the passphrases of its invented officers.

    `inbox` is where others reach it, `environment` what its processes are told beside its home.
    """

    home: Path
    host: str
    port: int
    passphrases: dict[str, str] = field(repr=False)
    inbox: str = ""
    environment: dict[str, str] = field(default_factory=dict)
    _officers: dict[str, Officer] = field(default_factory=dict, repr=False)

    @property
    def address(self) -> str:
        """Where its pages are. Browsers keep the sessions of two hosts apart, not those of two ports of one."""
        return f"http://{self.host}:{self.port}"

    def surroundings(self) -> dict[str, str]:
        """The environment of its processes; nothing of whoever starts them reaches them."""
        kept = {name: value for name, value in os.environ.items() if not name.startswith("SAFECONDUCT_")}
        return kept | {"SAFECONDUCT_HOME": str(self.home)} | self.environment

    def officer(self, login: str) -> Officer:
        """The officer with this login, signed in once."""
        if login not in self._officers:
            self._officers[login] = Officer(self.address, login, self.passphrases[login])
        return self._officers[login]


def make(*wanted: tuple[Office, tuple[str, ...]]) -> None:
    """Run `safeconduct` with these arguments in each of these offices, at once; StepFailed where one fails."""
    running = [
        subprocess.Popen(  # noqa: S603 - our own program
            [sys.executable, "-m", "safeconduct", *arguments],
            env=office.surroundings(), text=True, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
        )
        for office, arguments in wanted
    ]  # fmt: skip
    said = [process.communicate()[0] for process in running]
    for process, words in zip(running, said, strict=True):
        if process.returncode:
            raise StepFailed(words)


@contextmanager
def serving(office: Office) -> Iterator[None]:
    """The office's server, until the block ends."""
    command = [sys.executable, "-m", "safeconduct", "serve", "--port", str(office.port)]
    # A session of its own: the Ctrl+C of the terminal reaches the walk, and the walk ends its servers.
    with subprocess.Popen(  # noqa: S603 - our own program
        command, env=office.surroundings(), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        start_new_session=True,
    ) as process:  # fmt: skip
        try:
            _await(office, process)
            yield
        finally:
            with suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGTERM)


def _await(office: Office, process: "subprocess.Popen[bytes]") -> None:
    until = time.monotonic() + _PATIENCE_SECONDS
    while time.monotonic() < until and process.poll() is None:
        try:
            with urllib.request.urlopen(f"{office.address}/sign-in/", timeout=5):  # noqa: S310 - loopback
                return
        except (urllib.error.URLError, OSError):
            time.sleep(0.1)
    raise StepFailed(f"Nothing listens at {office.address}. Is the port taken? Choose others with --ports.")
