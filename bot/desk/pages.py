"""The routes of the desk: everything under `/desk`, and its style and script."""

from __future__ import annotations

from pathlib import Path

from sanic import Blueprint, response
from sanic.request import Request
from sanic.response import HTTPResponse

from actions.context import Context
from bot.channel.pages import HEADERS
from bot.desk.board_page import add_board
from bot.desk.card_page import add_card
from bot.desk.figures_page import add_figures
from bot.desk.house import House
from bot.desk.login_page import add_login
from bot.desk.web import Desk

CLIENT = Path(__file__).parent / "client"
TYPES = {"desk.css": "text/css; charset=utf-8", "desk.js": "text/javascript; charset=utf-8"}


def desk_pages(house: House, context: Context) -> Blueprint:
    """The routes of the desk."""
    routes = Blueprint("desk")
    desk = Desk(house, context)
    for add in (add_login, add_board, add_figures, add_card):
        add(routes, desk)
    for name, kind in TYPES.items():
        routes.add_route(_file(CLIENT / name, kind), f"/static/{name}", name=name.replace(".", "_"))
    return routes


def _file(path: Path, kind: str):  # type: ignore[no-untyped-def]
    body = path.read_bytes()

    async def serve(_: Request) -> HTTPResponse:
        return response.raw(body, content_type=kind, headers={**HEADERS, "Cache-Control": "no-cache"})

    return serve
