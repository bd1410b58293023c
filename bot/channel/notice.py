"""The privacy notice: one screen, in four languages, at `/<language>/privacy`."""

from __future__ import annotations

from html import escape
from string import Template

from sanic import Blueprint, response
from sanic.request import Request
from sanic.response import HTTPResponse

from bot.channel.web import CLIENT, HEADERS
from knowledge.languages import LANGUAGES, Language
from knowledge.wording import Wording, wording

HOUR = 3600


def notices(retention: float) -> Blueprint:
    """The routes of the notice; `retention` is how many seconds a quiet conversation is kept."""
    routes = Blueprint("notices")
    for language in LANGUAGES.values():
        page = _page(language, retention)
        routes.add_route(_serve(page), f"/{language.code}/privacy", name=f"privacy_{language.code}")
    return routes


def lines(words: Wording, retention: float) -> list[str]:
    """What the notice says, a sentence or two a line."""
    _ = words._
    hours = max(1, round(retention / HOUR))
    return [
        _("You do not need to tell who you are. Do not write your name or your numbers."),
        _("If you do, we take out names, phone numbers, e-mail addresses and file numbers before we keep anything."),
        _("We keep what your next question needs for a short time (hours: {count}). Then it is erased.").format(
            count=hours
        ),
        _(
            "Nothing leaves the machines of this house, unless you agree. No company and no government service reads it."
        ),
        _("Nobody decides about you with it. Wegwijs gives information only."),
        _(
            "There is no account and no tracking. A phone keeps its own conversation for one day; a shared screen forgets it."
        ),
        _("Tap Leave quickly to erase it at once."),
        _("To erase your conversation now, write: start over."),
        _("Questions about your data? Ask at the desk of this house."),
    ]


def _page(language: Language, retention: float) -> str:
    words = wording(language.code)
    template = Template((CLIENT / "notice.html").read_text(encoding="utf-8"))
    links = "".join(
        f'<a href="/{each.code}/privacy" lang="{each.code}" dir="{each.direction}">{escape(each.name)}</a>'
        for each in LANGUAGES.values()
    )
    said = "".join(f"<li>{escape(line)}</li>" for line in lines(words, retention))
    title = escape(words._("Your privacy"))
    return template.substitute(lang=language.code, dir=language.direction, title=title, languages=links, lines=said)


def _serve(page: str):  # type: ignore[no-untyped-def]
    async def serve(_: Request) -> HTTPResponse:
        return response.html(page, headers={**HEADERS, "Cache-Control": "no-cache"})

    return serve
