"""`/qr/<language>/<topic>/<answer>.svg` and `/poster`."""

from __future__ import annotations

from sanic import Blueprint
from sanic.request import Request
from sanic.response import HTTPResponse

from bot.channel.answer_pages import missing
from bot.channel.labels import poster_labels
from bot.channel.page_maker import PageMaker
from bot.channel.qr import carried
from bot.channel.site import Site
from bot.channel.web import language_of, render, send
from knowledge.languages import LANGUAGES
from knowledge.qr import svg
from knowledge.store import UnknownAnswer

SVG = "image/svg+xml"


def qr_routes(maker: PageMaker, site: Site) -> Blueprint:
    """The routes of the codes."""
    routes = Blueprint("qr")

    @routes.get("/qr/<language>/<topic>/<name>")
    async def code(request: Request, language: str, topic: str, name: str) -> HTTPResponse:
        answer, dot, ending = name.rpartition(".")
        if language not in LANGUAGES or not dot or ending != "svg":
            return missing(maker, request)
        try:
            view = maker.view(LANGUAGES[language], f"{topic}.{answer}")
        except UnknownAnswer:
            return missing(maker, request)
        return send(request, svg(carried(view, site.base)), SVG)

    @routes.get("/poster.svg")
    async def poster_code(request: Request) -> HTTPResponse:
        address = site.base or site.lan_address
        return send(request, svg(f"{address}/"), SVG) if address else missing(maker, request)

    @routes.get("/poster")
    async def poster(request: Request) -> HTTPResponse:
        return send(request, poster_page(site, language_of(request).code))

    return routes


def poster_page(site: Site, code: str) -> str:
    """The poster, or for whoever wants to print it what to do first."""
    return render(
        "poster.html",
        LANGUAGES[code],
        address=site.base or site.lan_address,
        texts={each: poster_labels(each) for each in LANGUAGES},
    )
