"""PostgreSQL, Redis, nginx and two servers, for real: from Debian's packages, on ports and in folders of their own."""

from __future__ import annotations

import os
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from bot.build import ROOT
from tests.servers import Server, free_port, start

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


@pytest.fixture(scope="package")
def postgres() -> Iterator[Service]:
    folder, port = folder_of("postgres"), free_port()
    initdb, server = program("initdb"), program("postgres")
    data = str(folder / "data")
    make = [initdb, "-D", data, "-U", "wegwijs", "--auth", "trust", "-E", "UTF8", "--locale", "C.UTF-8"]
    subprocess.run(make, cwd=folder, check=True, capture_output=True, **as_nobody())  # type: ignore[call-overload]
    service = Service([server, "-D", data, "-p", str(port), "-h", "127.0.0.1", "-k", str(folder)], port, folder)
    service.start()
    yield service
    service.end(signal.SIGINT)
    shutil.rmtree(folder)


@pytest.fixture(scope="package")
def redis_server() -> Iterator[Service]:
    folder, port = folder_of("redis"), free_port()
    service = Service([program("redis-server"), "--port", str(port), "--save", "", "--dir", str(folder)], port, folder)
    service.start()
    yield service
    service.end()
    shutil.rmtree(folder)


@dataclass
class Cluster:
    """Two servers behind nginx."""

    folder: Path
    environment: dict[str, str]
    front: int
    nodes: list[Server]

    def start_node(self, port: int) -> Server:
        endpoints = ("--endpoints", str(ROOT / "bot" / "endpoints.cluster.yml"))
        return start(self.folder, *endpoints, "--proxy", port=port, environment=self.environment)


@pytest.fixture(scope="package")
def cluster(postgres: Service, redis_server: Service, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Cluster]:
    environment = {
        "WEGWIJS_POSTGRES": f"postgresql://wegwijs@127.0.0.1:{postgres.port}/postgres",
        "WEGWIJS_REDIS": f"redis://127.0.0.1:{redis_server.port}/0",
        "WEGWIJS_KEY": "the same on both servers",
    }
    made = Cluster(tmp_path_factory.mktemp("cluster"), environment, free_port(), [])
    nginx = front(made, [free_port(), free_port()])
    yield made
    nginx.end(signal.SIGTERM)
    for node in made.nodes:
        if node.process.poll() is None:
            node.kill()
    shutil.rmtree(nginx.folder)


def front(cluster: Cluster, ports: list[int]) -> Service:
    """Start the servers on these ports, and nginx before them with the configuration that we give to others."""
    folder = folder_of("nginx")
    text = (ROOT / "bot" / "cluster" / "nginx.conf").read_text()
    text = text.replace("listen 80;", f"listen 127.0.0.1:{cluster.front};")
    for host, port in zip(("10.0.0.11:5005", "10.0.0.12:5005"), ports, strict=True):
        text = text.replace(host, f"127.0.0.1:{port}")
    temporary = "".join(
        f"{each}_temp_path {folder}/{each};" for each in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    )
    (folder / "nginx.conf").write_text(text.replace("access_log off;", f"access_log off; {temporary}"))
    command = [program("nginx"), "-p", str(folder), "-c", str(folder / "nginx.conf"), "-e", str(folder / "errors")]
    service = Service([*command, "-g", f"daemon off; pid {folder}/pid;"], cluster.front, folder)
    cluster.nodes += [cluster.start_node(port) for port in ports]
    service.start()
    return service
