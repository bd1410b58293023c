"""What every page of the desk shares: the frame, the session cookie, forms that only we can have given."""

from __future__ import annotations

import asyncio
import logging
import secrets
from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import Any

from sanic import response
from sanic.request import Request
from sanic.response import HTTPResponse

from actions.context import Context
from bot.channel.pages import HEADERS
from bot.desk.accounts import Session
from bot.desk.house import House
from bot.desk.markup import Html, tag
from knowledge.languages import LANGUAGES
from knowledge.triage import DESK_LANGUAGES, HouseAway
from knowledge.wording import Wording, wording

logger = logging.getLogger(__name__)

COOKIE = "wegwijs_desk"
LOGIN_COOKIE = "wegwijs_desk_login"
PRIVATE = {**HEADERS, "Cache-Control": "no-store"}
"""What is on a desk's page is kept by no browser."""
PATIENCE = 8.0
"""Seconds for the database; it may be frozen, and then it does not even say that it is away."""
Page = Callable[..., HTTPResponse]


@dataclass(frozen=True)
class Desk:
    """The house and the knowledge, for the pages."""

    house: House
    context: Context


@dataclass(frozen=True)
class Visit:
    """One request of a clerk who is logged in."""

    request: Request
    desk: Desk
    session: Session

    @property
    def words(self) -> Wording:
        """The wording of the clerk's language."""
        return wording(self.session.language)

    def field(self, name: str) -> str:
        """A field of the form that was sent."""
        return field(self.request, name)

    def form(self, action: str, *children: object, **attributes: object) -> Html:
        """A form that only a page of this session holds."""
        return tag("form", hidden("csrf", self.session.csrf), *children, method="post", action=action, **attributes)

    def button(self, action: str, label: str, **attributes: object) -> Html:
        """A form of one button."""
        return self.form(action, tag("button", label, **attributes), class_="one")


def field(request: Request, name: str) -> str:
    """A field of the form that was sent; empty when it is missing."""
    value = (request.form or {}).get(name)
    return value if isinstance(value, str) else ""


def hidden(name: str, value: str) -> Html:
    """A hidden field."""
    return tag("input", type="hidden", name=name, value=value)


def address_of(request: Request) -> str:
    """Where a request comes from, through the proxies that the server was told of."""
    return str(request.remote_addr or request.ip)


def session_of(request: Request, house: House) -> Session | None:
    """The session of the request's cookie."""
    token = request.cookies.get(COOKIE)
    return house.accounts.session(token) if token else None


def in_the_house(desk: Desk) -> Any:
    """Let a handler, which is a plain function, work in the desk's threads; without its database it says so."""

    def wrap(handler: Page) -> Any:
        @wraps(handler)
        async def threaded(request: Request, **arguments: str) -> HTTPResponse:
            work = asyncio.get_running_loop().run_in_executor(desk.house.threads, lambda: handler(request, **arguments))
            try:
                return await asyncio.wait_for(work, PATIENCE)
            except (HouseAway, asyncio.TimeoutError):
                return away(wording(desk_language(request, None)))

        return threaded

    return wrap


def only_clerks(desk: Desk, *, form: bool = False, watching: bool = False) -> Any:
    """Let a handler be reached by clerks only; a `form` must come from our page, `watching` keeps no session alive."""

    def wrap(handler: Page) -> Any:
        @wraps(handler)
        def guarded(request: Request, **arguments: str) -> HTTPResponse:
            session = session_of(request, desk.house)
            if session is None:
                return response.json({"gone": True}, status=403, headers=PRIVATE) if watching else see_other("/desk")
            if form and not desk.house.accounts.came_from_us(session.token, field(request, "csrf")):
                return refused(wording(session.language))
            if not watching:
                desk.house.accounts.seen(session)
            try:
                return handler(Visit(request, desk, session), **arguments)
            except HouseAway:
                raise
            except Exception as error:  # noqa: BLE001 - a person is on the phone; see STYLE, "Python"
                logger.error("a page of the desk failed: %s", type(error).__name__)
                return failed(wording(session.language))

        return in_the_house(desk)(guarded)

    return wrap


def desk_language(request: Request, picked: str | None) -> str:
    """The language of the desk where no clerk is known."""
    asked = (part.strip()[:2].lower() for part in request.headers.get("accept-language", "").split(","))
    return next((code for code in (picked, *asked) if code in DESK_LANGUAGES), DESK_LANGUAGES[0])


def refused(words: Wording) -> HTTPResponse:
    """A form that did not come from our page."""
    text = words._("This form is too old or did not come from this page. Go back and try again.")
    return page(words, text, tag("main", tag("p", text, class_="wrong"), _home(words)), status=403)


def failed(words: Wording) -> HTTPResponse:
    """What a clerk sees when something broke."""
    text = words._("Something went wrong. Go back and try again.")
    return page(words, text, tag("main", tag("p", text, class_="wrong"), _home(words)), status=500)


def away(words: Wording) -> HTTPResponse:
    """What a clerk sees while the database is away."""
    _ = words._
    title = _("The cards cannot be reached now.")
    lines = (
        _("Nothing is lost. Wait a minute and load this page again."),
        _("Is a person waiting? Ask them to tell you their question, or to show you their card on paper."),
    )
    main = tag("main", tag("h1", title), *(tag("p", line) for line in lines), _home(words))
    return page(words, title, main, status=503)


def page(words: Wording, title: str, *body: object, status: int = 200) -> HTTPResponse:
    """A whole page in the clerk's language."""
    head = (
        Html('<meta charset="utf-8">'),
        tag("meta", name="viewport", content="width=device-width, initial-scale=1"),
        tag("title", f"{title} · Wegwijs"),
        tag("link", rel="icon", href="/static/icon.svg"),
        tag("link", rel="stylesheet", href="/static/desk.css"),
        tag("script", src="/static/desk.js", defer=True),
    )
    document = tag("html", tag("head", *head), tag("body", *body), lang=words.language.code)
    return response.html(f"<!doctype html>\n{document}", status=status, headers=PRIVATE)


def framed(visit: Visit, title: str, *main: object, status: int = 200, **live: object) -> HTTPResponse:
    """A page of a clerk who is logged in: who they are, the way back, their language, out."""
    _ = visit.words._
    languages = [
        tag(
            "button",
            LANGUAGES[code].name,
            name="language",
            value=code,
            aria_pressed=str(visit.words.language.code == code).lower(),
        )
        for code in DESK_LANGUAGES
    ]
    header = tag(
        "header",
        tag("nav", _home(visit.words), tag("a", _("Figures"), href="/desk/figures"), aria_label="Wegwijs"),
        visit.form("/desk/language", *languages, hidden("back", visit.request.path), class_="languages"),
        tag("p", f"{visit.session.clerk.name}, {visit.session.clerk.desk}", class_="who"),
        visit.button("/desk/logout", _("Log out")),
    )
    return page(visit.words, title, header, tag("main", tag("h1", title), *main, **live), status=status)


def see_other(path: str) -> HTTPResponse:
    """Go on to another page of ours after a form."""
    return response.redirect(path, status=303, headers=PRIVATE)


def set_cookie(answer: HTTPResponse, request: Request, name: str, value: str) -> None:
    """A cookie that script cannot read and other sites cannot send."""
    answer.cookies[name] = value
    answer.cookies[name]["httponly"] = True
    answer.cookies[name]["samesite"] = "Strict"
    answer.cookies[name]["path"] = "/desk"
    if request.scheme == "https":
        answer.cookies[name]["secure"] = True


def new_token() -> str:
    """A token for a cookie."""
    return secrets.token_urlsafe(32)


def _home(words: Wording) -> Html:
    return tag("a", words._("Helpdesk"), href="/desk", class_="home")
