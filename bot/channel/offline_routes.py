"""The routes of what a phone keeps: service worker, manifest, bundles, hours, search, icons and the one file to save."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

from sanic import Blueprint, response
from sanic.request import Request
from sanic.response import HTTPResponse

from bot.channel.download import Download
from bot.channel.offline import Offline
from bot.channel.web import CLIENT, HTML, JSON, as_json, send
from knowledge.languages import LANGUAGES

SCRIPT = "text/javascript; charset=utf-8"
MANIFEST = "application/manifest+json; charset=utf-8"
ICONS = (192, 512)


def offline_routes(offline: Offline, download: Download) -> Blueprint:
    """`/sw.js`, `/manifest.webmanifest`, `/offline/...`, `/icons/...` and `/<language>/download`."""
    routes = Blueprint("offline")

    def serve(path: str, make: Callable[[], str], content_type: str) -> None:
        async def handler(request: Request) -> HTTPResponse:
            made = await asyncio.get_running_loop().run_in_executor(None, make)
            return send(request, made, content_type)

        routes.add_route(handler, path, name=path.strip("/").replace("/", "_").replace(".", "_"))

    serve("/sw.js", offline.worker, SCRIPT)
    serve("/manifest.webmanifest", lambda: offline.manifest(None), MANIFEST)
    serve("/offline/hours.json", lambda: as_json(offline.hours()), JSON)
    for code in LANGUAGES:
        serve(f"/{code}/manifest.webmanifest", _bound(offline.manifest, code), MANIFEST)
        serve(f"/offline/{code}.json", _bound(offline.bundle, code), JSON)
        serve(f"/offline/{code}/search.json", _bound(offline.search, code), JSON)
        routes.add_route(_save(download, code), f"/{code}/download", name=f"download_{code}")
    for size in ICONS:
        routes.add_route(_icon(size), f"/icons/{size}.png", name=f"icon_{size}")
    return routes


def _bound(make: Callable[[str], str], code: str) -> Callable[[], str]:
    return lambda: make(code)


def _icon(size: int):  # type: ignore[no-untyped-def]
    body = (CLIENT / f"icon-{size}.png").read_bytes()

    async def icon(_: Request) -> HTTPResponse:
        return response.raw(body, content_type="image/png", headers={"Cache-Control": "max-age=86400"})

    return icon


def _save(download: Download, code: str):  # type: ignore[no-untyped-def]
    async def save(request: Request) -> HTTPResponse:
        body, policy = await asyncio.get_running_loop().run_in_executor(None, download.file, code)
        name = f'attachment; filename="wegwijs-{code}.html"'
        return send(request, body, HTML, Content_Disposition=name, Content_Security_Policy=policy)

    return save
