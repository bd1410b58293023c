"""A served house and a browser that reaches it as a phone does: from another machine, over HTTP or HTTPS."""

from __future__ import annotations

import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import trustme
from playwright.sync_api import Browser, Page, sync_playwright

from bot.build import ROOT
from bot.check import chromium

HOST = "wegwijs.test"
"""Not localhost: browsers give localhost what they give HTTPS."""
NOW = "2026-11-24T10:00"
PHONE = {"width": 360, "height": 740}


@contextmanager
def served(*options: str, scheme: str = "http") -> Iterator[str]:
    """The address of a real server, as a phone reaches it."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [sys.executable, "-m", "bot", "serve", "--port", str(port), "--now", NOW, *options]
    process = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True)
    try:
        assert process.stdout is not None
        assert "is ready" in process.stdout.readline()
        yield f"{scheme}://{HOST}:{port}"
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(timeout=20)


def certificate(folder: Path) -> tuple[str, ...]:
    """The options to serve HTTPS with a certificate made for this test."""
    issued = trustme.CA().issue_cert(HOST)
    cert, key = folder / "cert.pem", folder / "key.pem"
    issued.cert_chain_pems[0].write_to_path(cert)
    issued.private_key_pem.write_to_path(key)
    return ("--tls-cert", str(cert), "--tls-key", str(key))


@contextmanager
def phone() -> Iterator[Browser]:
    """The system's Chromium; it finds the house by name and takes the house's own certificate."""
    arguments = ["--no-sandbox", f"--host-resolver-rules=MAP {HOST} 127.0.0.1", "--ignore-certificate-errors"]
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium(), args=arguments)
        yield browser
        browser.close()


@contextmanager
def watched(browser: Browser, address: str, **more: object) -> Iterator[Page]:
    """A page; afterwards no other host was asked for anything and no script failed."""
    context = browser.new_context(base_url=address, **{"viewport": PHONE, **more})  # type: ignore[arg-type]
    strangers: list[str] = []
    errors: list[str] = []
    context.on(
        "request",
        lambda sent: None if sent.url.startswith((address, "data:", "file:", "blob:")) else strangers.append(sent.url),
    )
    page = context.new_page()
    page.on("pageerror", lambda error: errors.append(str(error)))
    yield page
    context.close()
    assert strangers == []
    assert errors == []
