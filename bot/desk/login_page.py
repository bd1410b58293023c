"""Logging in at the desk, and out."""

from __future__ import annotations

from sanic import Blueprint
from sanic.request import Request
from sanic.response import HTTPResponse

from bot.desk.attempts import TooMany
from bot.desk.markup import tag
from bot.desk.web import (
    COOKIE,
    LOGIN_COOKIE,
    Desk,
    Visit,
    address_of,
    desk_language,
    field,
    hidden,
    in_the_house,
    new_token,
    only_clerks,
    page,
    refused,
    see_other,
    set_cookie,
)
from knowledge.languages import LANGUAGES
from knowledge.triage import DESK_LANGUAGES
from knowledge.wording import Wording, wording


def add_login(routes: Blueprint, desk: Desk) -> None:
    """The routes of logging in and out, and of the clerk's language."""
    house = desk.house

    @routes.post("/desk/login")
    @in_the_house(desk)
    def log_in(request: Request) -> HTTPResponse:
        words = wording(desk_language(request, field(request, "language")))
        if not house.accounts.came_from_us(request.cookies.get(LOGIN_COOKIE, ""), field(request, "csrf")):
            return refused(words)
        name, attempts = " ".join(field(request, "name").split()), house.attempts("login")
        try:
            attempts.check(account=name, address=address_of(request))
        except TooMany:
            return login_page(request, desk, words, words._("Too many wrong tries. Wait 15 minutes."), status=429)
        clerk = house.accounts.check(name, field(request, "password"))
        if clerk is None:
            attempts.wrong(account=name, address=address_of(request))
            return login_page(request, desk, words, words._("This name and password do not go together."), status=403)
        attempts.right(name)
        answer = see_other("/desk")
        set_cookie(answer, request, COOKIE, house.accounts.log_in(clerk, words.language.code).token)
        return answer

    @routes.post("/desk/logout")
    @only_clerks(desk, form=True)
    def log_out(visit: Visit) -> HTTPResponse:
        house.accounts.log_out(visit.session)
        answer = see_other("/desk")
        set_cookie(answer, visit.request, COOKIE, "")
        answer.cookies[COOKIE]["max-age"] = 0
        return answer

    @routes.post("/desk/language")
    @only_clerks(desk, form=True)
    def change_language(visit: Visit) -> HTTPResponse:
        if visit.field("language") in DESK_LANGUAGES:
            house.accounts.change_language(visit.session, visit.field("language"))
        back = visit.field("back")
        return see_other(back if back.startswith("/desk") else "/desk")


def login_page(request: Request, desk: Desk, words: Wording, wrong: str = "", status: int = 200) -> HTTPResponse:
    """The form to log in, with what went wrong before."""
    _, token = words._, new_token()
    if not desk.house.accounts.clerks():
        text = _("No desk has an account yet. On the server, run: wegwijs desk add-user NAME")
        return page(words, _("Helpdesk"), tag("main", tag("h1", _("Helpdesk")), tag("p", text)))
    form = tag(
        "form",
        hidden("csrf", desk.house.accounts.csrf(token)),
        hidden("language", words.language.code),
        tag("p", wrong, class_="wrong", role="alert") if wrong else None,
        tag("label", _("Name"), tag("input", name="name", autocomplete="username", required=True, autofocus=True)),
        tag(
            "label",
            _("Password"),
            tag("input", name="password", type="password", autocomplete="current-password", required=True),
        ),
        tag("button", _("Log in"), class_="main"),
        method="post",
        action="/desk/login",
        class_="card",
    )
    links = [tag("a", LANGUAGES[code].name, href=f"/desk?language={code}", lang=code) for code in DESK_LANGUAGES]
    main = tag("main", tag("h1", _("Helpdesk")), tag("nav", *links, class_="languages"), form, class_="login")
    answer = page(words, _("Helpdesk"), main, status=status)
    set_cookie(answer, request, LOGIN_COOKIE, token)
    return answer
