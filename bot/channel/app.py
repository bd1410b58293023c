"""All pages and files beside the chat, on one app."""

from __future__ import annotations

from typing import Any

from actions.context import Context
from bot.build import BUILD
from bot.channel.answer_pages import answer_pages, answer_what_is_missing
from bot.channel.audio import Reader
from bot.channel.audio_routes import audio_routes
from bot.channel.download import Download
from bot.channel.offline import Offline
from bot.channel.offline_routes import offline_routes
from bot.channel.page_maker import PageMaker
from bot.channel.qr_routes import qr_routes
from bot.channel.site import Site


def add_pages(app: Any, context: Context, site: Site) -> None:
    """Answer pages, what a phone keeps, codes, sounds, and a page for what is not there."""
    reader = Reader.here(BUILD / "audio")
    maker = PageMaker(context, site.base, reader.spoken())
    offline = Offline(maker)
    for routes in (
        answer_pages(maker),
        offline_routes(offline, Download(offline)),
        qr_routes(maker, site),
        audio_routes(maker, reader),
    ):
        app.blueprint(routes)
    answer_what_is_missing(app, maker)
