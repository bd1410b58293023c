"""The first page of a clerk: type a code, the queue, and the cards that they opened."""

from __future__ import annotations

from collections.abc import Sequence

from sanic import Blueprint, response
from sanic.request import Request
from sanic.response import HTTPResponse

from actions.card_lines import card_lines
from bot.desk.attempts import TooMany
from bot.desk.login_page import login_page
from bot.desk.markup import Html, tag
from bot.desk.opened import NoCard, OpenCard
from bot.desk.web import (
    PRIVATE,
    Desk,
    Visit,
    address_of,
    desk_language,
    framed,
    in_the_house,
    only_clerks,
    see_other,
    session_of,
)
from knowledge.codes import read_code
from knowledge.wording import wording

HEAD_LINES = ("urgent", "deadline", "topic", "language")
"""What the queue shows of a card."""


def add_board(routes: Blueprint, desk: Desk) -> None:
    """The routes of the first page."""
    house = desk.house

    @routes.get("/desk")
    @in_the_house(desk)
    def board(request: Request) -> HTTPResponse:
        session = session_of(request, house)
        if session is None:
            return login_page(request, desk, wording(desk_language(request, request.args.get("language"))))
        house.accounts.seen(session)
        return board_page(Visit(request, desk, session))

    @routes.get("/desk/version")
    @only_clerks(desk, watching=True)
    def version(visit: Visit) -> HTTPResponse:
        return response.json({"version": board_version(visit)}, headers=PRIVATE)

    @routes.post("/desk/open")
    @only_clerks(desk, form=True)
    def open_card(visit: Visit) -> HTTPResponse:
        words, attempts = visit.words, house.attempts("code")
        who = {"account": visit.session.clerk.name, "address": address_of(visit.request)}
        try:
            attempts.check(**who)
            code = read_code(visit.field("code"))
            opened = house.cards.open_by_code(code or "", visit.session.clerk)
        except TooMany:
            return board_page(visit, words._("Too many wrong tries. Wait 15 minutes."), status=429)
        except NoCard:
            attempts.wrong(**who)
            text = words._("No card opens with this code. It may be wrong, expired, withdrawn or used before.")
            return board_page(visit, text, status=404)
        attempts.right(who["account"])
        house.figures.card("opened")
        return see_other(f"/desk/card/{opened}")

    @routes.post("/desk/card/<id_:str>/open")
    @only_clerks(desk, form=True)
    def open_from_queue(visit: Visit, id_: str) -> HTTPResponse:
        try:
            house.cards.open_from_queue(id_, visit.session.clerk)
        except NoCard:
            return board_page(visit, visit.words._("This card is gone."), status=404)
        house.figures.card("opened")
        return see_other(f"/desk/card/{id_}")


def board_page(visit: Visit, wrong: str = "", status: int = 200) -> HTTPResponse:
    """Type a code, the queue, my cards."""
    _, cards, clerk = visit.words._, visit.desk.house.cards, visit.session.clerk
    queue = cards.queue(clerk)
    mine = [each for each in cards.opened_by(clerk) if each.id not in {waiting.id for waiting in queue}]
    code = visit.form(
        "/desk/open",
        tag("p", wrong, class_="wrong", role="alert") if wrong else None,
        tag(
            "label",
            _("Code of the card"),
            tag(
                "input",
                name="code",
                required=True,
                autocomplete="off",
                autocapitalize="characters",
                spellcheck="false",
                maxlength=20,
                class_="code",
                autofocus=True,
            ),
        ),
        tag("button", _("Open"), class_="main"),
        tag("button", _("Scan a QR code"), type="button", id="scan", hidden=True),
        tag("output", id="scanned", hidden=True),
        class_="card",
    )
    live = tag(
        "div",
        tag("h2", _("Queue")),
        _list(visit, queue, "queue", opened=False) or tag("p", _("No card is waiting.")),
        tag("h2", _("Cards that you opened")) if mine else None,
        _list(visit, mine, "mine", opened=True),
        data_live="/desk/version",
        data_version=board_version(visit),
        aria_live="polite",
    )
    return framed(visit, _("Helpdesk"), code, live, status=status)


def board_version(visit: Visit) -> str:
    """A text that changes when the lists change."""
    cards, clerk = visit.desk.house.cards, visit.session.clerk
    return " ".join(f"{each.id[:8]}.{each.version}" for each in (*cards.queue(clerk), *cards.opened_by(clerk)))


def state_text(visit: Visit, card: OpenCard) -> str:
    """Where a card stands."""
    _ = visit.words._
    if card.state == "taken":
        return _("Taken by {clerk}").format(clerk=card.taken_by)
    return _("Closed") if card.state == "closed" else _("Not taken yet")


def _list(visit: Visit, cards: Sequence[OpenCard], id_: str, *, opened: bool) -> Html | None:
    return tag("ul", [_item(visit, each, opened=opened) for each in cards], class_="cards", id=id_) if cards else None


def _item(visit: Visit, card: OpenCard, *, opened: bool) -> Html:
    words = visit.words
    lines = card_lines(card.card, words, visit.desk.context.store)
    head = [line for line in lines if line.id.partition(".")[0] in HEAD_LINES]
    said = [
        tag("p", tag("b", f"{line.heading}: "), tag("bdi", line.text), class_=line.id.partition(".")[0])
        for line in head
    ]
    when = tag(
        "p", words.weekday(card.made), ", ", words.time(card.made), " · ", state_text(visit, card), class_="when"
    )
    link = f"/desk/card/{card.id}"
    go = tag("a", words._("Look"), href=link) if opened else visit.button(f"{link}/open", words._("Open"))
    return tag("li", *said, when, go, class_="urgent" if card.card.urgent else None)
