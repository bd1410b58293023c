"""Under which addresses the house is reached: from this machine, from its network, from a phone."""

from __future__ import annotations

import ipaddress
import re
import socket
import ssl
from dataclasses import dataclass
from pathlib import Path

from bot.errors import CannotRun

NOBODY = "192.0.2.1"
"""An address for documentation: nothing is sent there, the machine only tells from where it would."""
_PUBLIC = re.compile(r"https?://[^\s/?#@]+(?:/[^\s?#]*)?")


class UnusableSite(CannotRun):
    """The house's address or its certificate cannot be used. The message says why and what to do."""


@dataclass(frozen=True)
class Site:
    """Where the house listens. `public_url` is the address that phones use, as the house has set it."""

    host: str
    port: int
    public_url: str = ""
    tls_cert: Path | None = None
    tls_key: Path | None = None

    def __post_init__(self) -> None:
        """Raises UnusableSite."""
        if self.public_url and not _PUBLIC.fullmatch(self.public_url):
            raise UnusableSite(f"--public-url {self.public_url!r} is no address; write http://192.168.1.20:5005")
        if bool(self.tls_cert) != bool(self.tls_key):
            raise UnusableSite("--tls-cert and --tls-key go together: give both files, or none")

    @property
    def base(self) -> str:
        """The public address without a slash at its end; empty when the house has set none."""
        return self.public_url.rstrip("/")

    @property
    def address(self) -> str:
        """The address as this machine writes it."""
        return self._at(self.host)

    @property
    def lan_address(self) -> str | None:
        """The address for others on the network; None when only this machine is listened to, or when there is no network."""
        host = lan_host() if self.host in ("0.0.0.0", "::") else self.host  # noqa: S104 - compared, not bound
        return None if host is None or is_loopback(host) else self._at(host)

    def tls(self) -> ssl.SSLContext | None:
        """The certificate to show, None for plain HTTP. Raises UnusableSite."""
        if self.tls_cert is None:
            return None
        context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
        try:
            context.load_cert_chain(self.tls_cert, self.tls_key)
        except (OSError, ssl.SSLError) as error:
            raise UnusableSite(
                f"the certificate {self.tls_cert} with the key {self.tls_key} cannot be used ({error}); see README"
            ) from error
        return context

    def _at(self, host: str) -> str:
        scheme = "https" if self.tls_cert else "http"
        return f"{scheme}://{f'[{host}]' if ':' in host else host}:{self.port}"


def lan_host() -> str | None:
    """This machine's address on its network, None without one."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        try:
            probe.connect((NOBODY, 9))
        except OSError:
            return None
        return str(probe.getsockname()[0])


def is_loopback(host: str) -> bool:
    """Whether only this machine reaches the host."""
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
