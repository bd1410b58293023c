"""What a browser may do with what we send, on every answer; and no request that another site's page sends."""

from __future__ import annotations

from typing import Any

from sanic import response
from sanic.request import Request
from sanic.response import HTTPResponse

ALWAYS = {
    "Content-Security-Policy": "default-src 'none'; base-uri 'none'; frame-ancestors 'none'",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}
STRICT_TRANSPORT = "max-age=31536000"
KEEP_ALIVE = 30
LONGEST_ANSWER = 60


def install(app: Any, *, behind_proxy: bool) -> None:
    """Put the headers on every answer of `app`, close what is slow, and refuse what another site sends."""
    app.config.KEEP_ALIVE_TIMEOUT = KEEP_ALIVE
    app.config.RESPONSE_TIMEOUT = LONGEST_ANSWER

    async def refuse_other_sites(request: Request) -> HTTPResponse | None:
        if request.method == "POST" and request.headers.get("sec-fetch-site") == "cross-site":
            return response.json({"error": "this page may only be used from its own address"}, status=403)
        return None

    async def add_headers(request: Request, answer: HTTPResponse) -> None:
        for name, value in ALWAYS.items():
            answer.headers.setdefault(name, value)
        if is_secure(request, behind_proxy):
            answer.headers.setdefault("Strict-Transport-Security", STRICT_TRANSPORT)

    app.register_middleware(refuse_other_sites, "request")
    app.register_middleware(add_headers, "response")


def is_secure(request: Request, behind_proxy: bool) -> bool:
    """Whether the browser came over TLS."""
    return bool(request.scheme == "https") or (behind_proxy and request.headers.get("x-forwarded-proto") == "https")
