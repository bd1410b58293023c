"""The routes of the pages that work before script, and of what is not there."""

from __future__ import annotations

from sanic import Blueprint, Sanic, response
from sanic.exceptions import NotFound
from sanic.request import Request
from sanic.response import HTTPResponse

from bot.channel.page_maker import PageMaker, UnknownPage
from bot.channel.web import language_of, send

ADDRESSES = (
    "/<language>/<topic>",
    "/<language>/<topic>/<answer>",
    "/<language>/<topic>/<answer>/with/<other>",
)


def answer_pages(maker: PageMaker) -> Blueprint:
    """`/<language>/topics`, `/<language>/helpdesks`, `/<language>/<topic>` and the answers below it."""
    routes = Blueprint("answer_pages")

    async def page(request: Request, **_: str) -> HTTPResponse:
        try:
            return send(request, maker.page(request.path))
        except UnknownPage:
            return missing(maker, request)

    for at, address in enumerate(ADDRESSES):
        routes.add_route(page, address, name=f"page_{at}")
    return routes


def missing(maker: PageMaker, request: Request) -> HTTPResponse:
    """What is sent for an address that leads nowhere: a page to a reader, JSON to a program."""
    if "text/html" not in request.headers.get("accept", ""):
        return response.json({"error": "there is nothing at this address"}, status=404)
    return send(request, maker.missing(language_of(request)), status=404)


def answer_what_is_missing(app: Sanic, maker: PageMaker) -> None:
    """From here on, the app says in the reader's language that an address leads nowhere."""

    @app.exception(NotFound)
    async def not_found(request: Request, _: Exception) -> HTTPResponse:
        return missing(maker, request)
