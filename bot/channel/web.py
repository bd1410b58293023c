"""Answers to a browser: safe headers, templates that escape, compressed when that helps."""

from __future__ import annotations

import gzip
import hashlib
import json
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from sanic import response
from sanic.request import Request
from sanic.response import HTTPResponse

from bot.channel.bidi import bidi
from knowledge.languages import DEFAULT_LANGUAGE, LANGUAGES, Language

CLIENT = Path(__file__).parent / "client"
HEADERS = {
    "Content-Security-Policy": "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:;"
    " media-src 'self'; connect-src 'self'; manifest-src 'self'; worker-src 'self'; form-action 'self';"
    " base-uri 'none'; frame-ancestors 'none'",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
}
"""Nothing from another place, and no script or style inside a page."""
HTML = "text/html; charset=utf-8"
JSON = "application/json; charset=utf-8"
WORTH_COMPRESSING = 1_000


@cache
def templates() -> Environment:
    """The templates of the client; what they are given is escaped."""
    environment = Environment(
        loader=FileSystemLoader(CLIENT),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters["bidi"] = bidi
    environment.globals["languages"] = LANGUAGES
    return environment


def render(template: str, language: Language, **values: Any) -> str:
    """A template in a language; it calls it `lang`, its direction `dir`."""
    return templates().get_template(template).render(lang=language.code, dir=language.direction, **values)


def send(
    request: Request, body: str | bytes, content_type: str = HTML, *, status: int = 200, **headers: str
) -> HTTPResponse:
    """The body with the safe headers, compressed if the browser can read that; 304 if it has it already."""
    plain = body.encode() if isinstance(body, str) else body
    etag = f'"{hashlib.sha256(plain).hexdigest()[:16]}"'
    sent = {**HEADERS, "ETag": etag, "Cache-Control": "no-cache", "Vary": "Accept-Encoding"}
    sent.update({name.replace("_", "-"): value for name, value in headers.items()})
    if status == 200 and request.headers.get("if-none-match") == etag:  # noqa: PLR2004 - 200 means OK
        return response.raw(b"", status=304, headers=sent)
    if len(plain) > WORTH_COMPRESSING and "gzip" in request.headers.get("accept-encoding", ""):
        plain, sent["Content-Encoding"] = _compressed(plain), "gzip"
    return response.raw(plain, status=status, headers=sent, content_type=content_type)


@lru_cache(maxsize=64)
def _compressed(body: bytes) -> bytes:
    return gzip.compress(body, 6, mtime=0)


def as_json(value: object) -> str:
    """Compact JSON, letters as they are."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def language_of(request: Request) -> Language:
    """The language in the address, else the first of ours that the browser asks for."""
    first = request.path.strip("/").partition("/")[0]
    wanted = [
        first,
        *(part.split(";")[0].strip()[:2].lower() for part in request.headers.get("accept-language", "").split(",")),
    ]
    return LANGUAGES[next((code for code in wanted if code in LANGUAGES), DEFAULT_LANGUAGE)]
