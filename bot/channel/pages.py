"""The chat page: one small file for each of HTML, style and script, in the reader's language."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from functools import cache
from html import escape
from pathlib import Path
from string import Template

from sanic import Blueprint, response
from sanic.request import Request
from sanic.response import HTTPResponse

from actions.context import Context
from actions.topics import topic_payload
from knowledge.languages import DEFAULT_LANGUAGE, LANGUAGES, Language
from knowledge.wording import wording

CLIENT = Path(__file__).parent / "client"
HEADERS = {
    "Content-Security-Policy": "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self';"
    " connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
}
OK, UNAVAILABLE = 200, 503
TYPES = {".css": "text/css; charset=utf-8", ".js": "text/javascript; charset=utf-8", ".svg": "image/svg+xml"}


@dataclass(frozen=True)
class File:
    """A file of the client, read once at start."""

    body: bytes
    content_type: str
    etag: str


def pages(context: Context) -> Blueprint:
    """The routes of the page: `/`, `/<language>`, its files and `/health`."""
    routes = Blueprint("pages")
    files = {path.name: _file(path) for path in sorted(CLIENT.iterdir()) if path.suffix in TYPES}

    @routes.get("/")
    async def start(request: Request) -> HTTPResponse:
        return _html("start.html", _language_of(request), {"languages": _language_links(None)})

    @routes.get("/health")
    async def health(request: Request) -> HTTPResponse:
        ready = bool(getattr(request.app.ctx, "agent", None)) and request.app.ctx.agent.is_ready()
        knowledge = context.store.meta["fingerprint"][:12]
        stores = getattr(request.app.ctx, "stores", None)
        storage = await stores.state() if stores else "ok"
        found = {"ready": ready and storage != "down", "knowledge": knowledge, "storage": storage}
        return response.json(found, status=OK if found["ready"] else UNAVAILABLE)

    @routes.get("/ready")
    async def ready(request: Request) -> HTTPResponse:
        """The same, in the status alone, for a proxy that asks every second."""
        return response.empty(status=204 if (await health(request)).status == OK else UNAVAILABLE)

    for name, file in files.items():
        routes.add_route(_serve(file), f"/static/{name}", name=f"static_{name.replace('.', '_')}")
    for language in LANGUAGES.values():
        routes.add_route(_chat(context, language), f"/{language.code}", name=f"chat_{language.code}")
    return routes


def _file(path: Path) -> File:
    body = path.read_bytes()
    return File(body, TYPES[path.suffix], f'"{hashlib.sha256(body).hexdigest()[:16]}"')


def _serve(file: File):  # type: ignore[no-untyped-def]
    async def serve(request: Request) -> HTTPResponse:
        headers = {**HEADERS, "ETag": file.etag, "Cache-Control": "no-cache"}
        if request.headers.get("if-none-match") == file.etag:
            return response.raw(b"", status=304, headers=headers)
        return response.raw(file.body, headers=headers, content_type=file.content_type)

    return serve


def _chat(context: Context, language: Language):  # type: ignore[no-untyped-def]
    async def chat(_: Request) -> HTTPResponse:
        words = wording(language.code)
        __ = words._
        topics = "".join(
            f'<li><button type="button" data-payload="{escape(topic_payload(topic.id), quote=True)}">'
            f"{escape(topic.name.in_language(language.code))}</button></li>"
            for topic in context.store.answered_topics
        )
        filled = {
            "languages": _language_links(language.code),
            "topics": topics,
            "hello": __(
                "Hello! I give information for people who have just arrived in Belgium. What is your question?"
            ),
            "ask_label": __("Your question"),
            "ask_hint": __("For example: who pays the doctor?"),
            "send": __("Send"),
            "topics_heading": __("Or choose a topic"),
            "waiting": __("One moment..."),
            "failed": __("No connection. Your question is still here: try again in a moment. In danger, call 112."),
            "call": __("Call"),
            "privacy": __("Do not write your name or number. Nothing leaves this house."),
            "privacy_link": __("Your privacy"),
            "no_script": __("This page needs JavaScript. Ask somebody at the desk for help."),
        }
        return _html("chat.html", language, filled)

    return chat


def _language_links(current: str | None) -> str:
    return "".join(
        f'<a href="/{each.code}" lang="{each.code}" dir="{each.direction}"'
        f"{' aria-current=' + chr(34) + 'true' + chr(34) if each.code == current else ''}>{escape(each.name)}</a>"
        for each in LANGUAGES.values()
    )


def _language_of(request: Request) -> Language:
    """The first of our languages that the browser asks for."""
    wanted = (part.split(";")[0].strip()[:2].lower() for part in request.headers.get("accept-language", "").split(","))
    return LANGUAGES[next((code for code in wanted if code in LANGUAGES), DEFAULT_LANGUAGE)]


@cache
def _template(name: str) -> Template:
    return Template((CLIENT / name).read_text(encoding="utf-8"))


def _html(name: str, language: Language, filled: dict[str, str]) -> HTTPResponse:
    safe = {
        key: value if key in ("languages", "topics") else escape(value, quote=True) for key, value in filled.items()
    }
    body = _template(name).substitute(safe, lang=language.code, dir=language.direction)
    return response.html(body, headers={**HEADERS, "Cache-Control": "no-cache"})
