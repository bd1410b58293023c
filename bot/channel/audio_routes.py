"""`/audio`, which says in which languages the server reads aloud, and the sound of an answer or of a branch."""

from __future__ import annotations

import asyncio
import logging
import re

from sanic import Blueprint, response
from sanic.request import Request
from sanic.response import HTTPResponse

from bot.channel.answer_pages import missing
from bot.channel.audio import NoAudio, Reader, read_aloud
from bot.channel.page_maker import PageMaker
from bot.channel.web import HEADERS
from knowledge.languages import LANGUAGES
from knowledge.store import UnknownAnswer

logger = logging.getLogger(__name__)

WAV = "audio/wav"
AT_ONCE = 1
"""Sounds made at the same time: the machine has other work."""
_RANGE = re.compile(r"bytes=(\d{1,12})-(\d{1,12})?")


def audio_routes(maker: PageMaker, reader: Reader) -> Blueprint:
    """The routes of the sounds."""
    routes = Blueprint("audio")
    turn = asyncio.Semaphore(AT_ONCE)

    @routes.get("/audio")
    async def spoken(_: Request) -> HTTPResponse:
        return response.json({code: code in maker.spoken for code in LANGUAGES}, headers=HEADERS)

    async def sound(
        request: Request, language: str, topic: str, answer: str, branch: str | None = None
    ) -> HTTPResponse:
        if language not in maker.spoken:
            return missing(maker, request)
        try:
            text = read_aloud(maker.view(LANGUAGES[language], f"{topic}.{answer}"), branch)
            if text is None:
                return missing(maker, request)
            async with turn:
                body = await asyncio.get_running_loop().run_in_executor(None, _bytes, reader, language, text)
        except UnknownAnswer:
            return missing(maker, request)
        except NoAudio as error:
            logger.error("no sound: %s", error)
            return missing(maker, request)
        return ranged(request, body)

    routes.add_route(sound, "/audio/<language>/<topic>/<answer>", name="sound")
    routes.add_route(sound, "/audio/<language>/<topic>/<answer>/<branch>", name="sound_of_branch")
    return routes


def _bytes(reader: Reader, language: str, text: str) -> bytes:
    return reader.file(language, text).read_bytes()


def ranged(request: Request, body: bytes) -> HTTPResponse:
    """The sound, or the piece of it that a player asks for: some play nothing from a server that cannot give pieces."""
    headers = {**HEADERS, "Accept-Ranges": "bytes", "Cache-Control": "no-cache"}
    asked = _RANGE.fullmatch(request.headers.get("range", ""))
    if asked is None:
        return response.raw(body, content_type=WAV, headers=headers)
    first = int(asked[1])
    last = min(int(asked[2]) if asked[2] else len(body) - 1, len(body) - 1)
    if first > last:
        return response.raw(b"", status=416, headers={**headers, "Content-Range": f"bytes */{len(body)}"})
    headers["Content-Range"] = f"bytes {first}-{last}/{len(body)}"
    return response.raw(body[first : last + 1], status=206, content_type=WAV, headers=headers)
