"""Programs of other people that a test starts for real: from Debian's packages, on ports and in folders of their own."""

from __future__ import annotations

import os
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import psycopg2
import pytest

from tests.servers import free_port

PACKAGES = "apt-get install postgresql redis-server nginx-light"
PLACES = ("/usr/lib/postgresql/*/bin", "/usr/sbin", "/usr/bin", "/usr/local/bin")


def program(name: str) -> str:
    """Where a program is; the test is skipped where it is not installed."""
    found = [str(path) for place in PLACES for path in sorted(Path("/").glob(f"{place[1:]}/{name}"))]
    if not found and not shutil.which(name):
        pytest.skip(f"{name} is not installed; run `{PACKAGES}`")
    return found[-1] if found else str(shutil.which(name))


def as_nobody() -> dict[str, str]:
    """PostgreSQL refuses to run as root."""
    return {"user": "nobody", "group": "nogroup"} if os.geteuid() == 0 else {}


def listens(port: int, *, timeout: float = 30.0) -> None:
    until = time.monotonic() + timeout
    while time.monotonic() < until:
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.05)
    raise AssertionError(f"nobody listens on {port}")


@dataclass
class Service:
    """A program that the test starts, ends, and starts again on the same port."""

    command: list[str]
    port: int
    folder: Path
    process: subprocess.Popen[bytes] | None = field(default=None)

    def start(self) -> None:
        with (self.folder / "log").open("ab") as log:
            self.process = subprocess.Popen(
                self.command, cwd=self.folder, stdout=log, stderr=log, start_new_session=True, **as_nobody()
            )  # type: ignore[call-overload]
        listens(self.port)

    def end(self, how: signal.Signals = signal.SIGKILL) -> None:
        if self.process and self.process.poll() is None:
            os.killpg(self.process.pid, how)
            self.process.wait()

    def freeze(self, how: signal.Signals = signal.SIGSTOP) -> None:
        assert self.process is not None
        os.killpg(self.process.pid, how)


def folder_of(name: str) -> Path:
    """A folder that the unprivileged user owns."""
    folder = Path(tempfile.mkdtemp(prefix=f"wegwijs-{name}-"))
    if os.geteuid() == 0:
        shutil.chown(folder, "nobody", "nogroup")
    return folder


@contextmanager
def running_postgres() -> Iterator[Service]:
    """A PostgreSQL with nothing in it, gone at the end."""
    folder, port = folder_of("postgres"), free_port()
    initdb, server = program("initdb"), program("postgres")
    data = str(folder / "data")
    make = [initdb, "-D", data, "-U", "wegwijs", "--auth", "trust", "-E", "UTF8", "--locale", "C.UTF-8"]
    subprocess.run(make, cwd=folder, check=True, capture_output=True, **as_nobody())  # type: ignore[call-overload]
    service = Service([server, "-D", data, "-p", str(port), "-h", "127.0.0.1", "-k", str(folder)], port, folder)
    service.start()
    until(lambda: takes_connections(service))
    yield service
    service.end(signal.SIGINT)
    shutil.rmtree(folder)


def takes_connections(postgres: Service) -> bool:
    """Whether it has started up: it listens before that."""
    try:
        psycopg2.connect(url_of(postgres)).close()
    except psycopg2.OperationalError:
        return False
    return True


def url_of(postgres: Service) -> str:
    return f"postgresql://wegwijs@127.0.0.1:{postgres.port}/postgres"


def dump_of(postgres: Service, schema: str = "*") -> bytes:
    """All that stands in the tables of the database, or of one schema of it."""
    command = [program("pg_dump"), "--data-only", "--inserts", "--schema", schema, url_of(postgres)]
    return subprocess.run(command, check=True, capture_output=True).stdout


@contextmanager
def away(service: Service, *, frozen: bool = False) -> Iterator[None]:
    """The service is gone, or does not answer, for the time of the block."""
    if frozen:
        service.freeze()
    else:
        service.end()
    try:
        yield
    finally:
        if frozen:
            service.freeze(signal.SIGCONT)
        else:
            service.start()


def until(holds: Callable[[], object], *, seconds: float = 30.0) -> None:
    """Wait for this to hold. Raises AssertionError when it does not."""
    end = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < end, "it did not happen in time"
        time.sleep(0.1)
