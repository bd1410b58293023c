"""Where the house is reached, and what its settings may be."""

from __future__ import annotations

from pathlib import Path

import pytest
import trustme

from bot.channel.site import Site, UnusableSite, is_loopback


def test_a_house_that_only_this_machine_reaches_has_no_address_on_the_network() -> None:
    assert Site("127.0.0.1", 5005).lan_address is None
    assert Site("127.0.0.1", 5005).address == "http://127.0.0.1:5005"


def test_a_house_on_a_network_has_one() -> None:
    assert Site("192.0.2.7", 5005).lan_address == "http://192.0.2.7:5005"
    assert Site("2001:db8::1", 5005).lan_address == "http://[2001:db8::1]:5005"


@pytest.mark.parametrize(
    ("host", "loopback"), [("localhost", True), ("::1", True), ("127.1.2.3", True), ("10.0.0.1", False)]
)
def test_loopback_is_known(host: str, loopback: bool) -> None:
    assert is_loopback(host) is loopback


@pytest.mark.parametrize(
    "url", ["wegwijs.example", "ftp://x", "https://", "https://x y", "javascript:alert(1)", "https://a@b"]
)
def test_a_public_address_that_is_none_is_refused(url: str) -> None:
    with pytest.raises(UnusableSite, match="--public-url"):
        Site("127.0.0.1", 5005, url)


def test_the_public_address_ends_without_a_slash() -> None:
    assert Site("127.0.0.1", 5005, "https://wegwijs.example/").base == "https://wegwijs.example"


def test_a_certificate_needs_its_key(tmp_path: Path) -> None:
    with pytest.raises(UnusableSite, match="go together"):
        Site("127.0.0.1", 5005, tls_cert=tmp_path / "cert.pem")


def test_a_certificate_that_is_none_is_told(tmp_path: Path) -> None:
    for name in ("cert.pem", "key.pem"):
        (tmp_path / name).write_text("nonsense")
    with pytest.raises(UnusableSite, match="cannot be used"):
        Site("127.0.0.1", 5005, tls_cert=tmp_path / "cert.pem", tls_key=tmp_path / "key.pem").tls()


def test_with_a_certificate_the_address_is_https(tmp_path: Path) -> None:
    issued = trustme.CA().issue_cert("wegwijs.test")
    issued.cert_chain_pems[0].write_to_path(tmp_path / "cert.pem")
    issued.private_key_pem.write_to_path(tmp_path / "key.pem")
    site = Site("127.0.0.1", 5005, tls_cert=tmp_path / "cert.pem", tls_key=tmp_path / "key.pem")
    assert site.address == "https://127.0.0.1:5005"
    assert site.tls() is not None
