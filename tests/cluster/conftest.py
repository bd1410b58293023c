"""PostgreSQL, Redis, nginx and two servers, for real: from Debian's packages, on ports and in folders of their own."""

from __future__ import annotations

import shutil
import signal
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from bot.build import ROOT
from tests.servers import Server, free_port, start
from tests.services import Service, folder_of, program, running_postgres, url_of

ENDPOINTS = ROOT / "bot" / "endpoints.cluster.yml"


@pytest.fixture(scope="package")
def postgres() -> Iterator[Service]:
    with running_postgres() as service:
        yield service


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

    def start_node(self, port: int, *options: str) -> Server:
        """A server with a data folder of its own: what it shares with the others is in the database."""
        kept = ("--endpoints", str(ENDPOINTS), "--data", str(self.folder / f"data-{port}"))
        return start(self.folder, *kept, "--proxy", *options, port=port, environment=self.environment)


@pytest.fixture(scope="package")
def cluster(postgres: Service, redis_server: Service, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Cluster]:
    environment = {
        "WEGWIJS_POSTGRES": url_of(postgres),
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
