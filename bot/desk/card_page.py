"""One card as a clerk reads it, in their language, and what they do with it."""

from __future__ import annotations

from collections.abc import Sequence

from sanic import Blueprint, response
from sanic.response import HTTPResponse

from actions.card_lines import CardLine, card_lines
from bot.desk.board_page import state_text
from bot.desk.markup import Html, tag
from bot.desk.opened import LONGEST_NOTE, NoCard, OpenCard
from bot.desk.summary import Summary, summary_of
from bot.desk.web import PRIVATE, Desk, Visit, framed, only_clerks, see_other

FIRST = ("urgent", "deadline")
LAST = ("situation", "open", "topic", "language", "sentence")


def add_card(routes: Blueprint, desk: Desk) -> None:
    """The routes of a card."""
    house = desk.house

    @routes.get("/desk/card/<id_:str>")
    @only_clerks(desk)
    def show(visit: Visit, id_: str) -> HTTPResponse:
        try:
            return card_page(visit, house.cards.see(id_, visit.session.clerk))
        except NoCard:
            return gone(visit)

    @routes.get("/desk/card/<id_:str>/version")
    @only_clerks(desk, watching=True)
    def version(_: Visit, id_: str) -> HTTPResponse:
        return response.json({"version": _version(house.cards.version(id_))}, headers=PRIVATE)

    @routes.post("/desk/card/<id_:str>/<act:str>")
    @only_clerks(desk, form=True)
    def change(visit: Visit, id_: str, act: str) -> HTTPResponse:
        clerk, figures = visit.session.clerk, house.figures
        if act == "take":
            house.cards.take(id_, clerk)
        elif act == "close" and house.cards.close(id_, clerk):
            figures.card("closed")
        elif act == "note":
            house.cards.write_note(id_, clerk, visit.field("note"))
        elif act == "forward" and _forward(visit, id_):
            figures.card("forwarded")
        return see_other(f"/desk/card/{id_}")


def _forward(visit: Visit, id_: str) -> bool:
    desk = visit.field("desk")
    return desk in visit.desk.house.desks() and visit.desk.house.cards.forward(id_, visit.session.clerk, desk)


def gone(visit: Visit) -> HTTPResponse:
    """What a clerk sees when a card has ended while they looked at it, or never was theirs to see."""
    _ = visit.words._
    text = _("This card is gone: the person took it back, or its time is over. What it held is erased.")
    return framed(visit, _("This card is gone."), tag("p", text, class_="wrong"), status=410)


def card_page(visit: Visit, card: OpenCard) -> HTTPResponse:
    """The summary, then what one does with it."""
    words = visit.words
    lines = card_lines(card.card, words, visit.desk.context.store)
    summary = summary_of(card.card, words, visit.desk.context)
    title = next((line.text for line in lines if line.id == "topic"), words._("Card"))
    live = tag(
        "div",
        tag("p", state_text(visit, card), class_="state"),
        _main_actions(visit, card),
        _lines(lines, FIRST),
        _lines(lines, LAST),
        _answers(visit, summary),
        _suggested(visit, summary),
        _log(visit, card),
        data_live=f"/desk/card/{card.id}/version",
        data_version=_version(card.version),
        aria_live="polite",
    )
    return framed(visit, title, live, _actions(visit, card))


def _version(version: int | None) -> str | None:
    return None if version is None else str(version)


def _lines(lines: Sequence[CardLine], kinds: Sequence[str]) -> Html | None:
    rows = [
        (tag("dt", line.heading), tag("dd", tag("bdi", line.text), class_=kind))
        for kind in kinds
        for line in lines
        if line.id.partition(".")[0] == kind
    ]
    return tag("dl", rows) if rows else None


def _answers(visit: Visit, summary: Summary) -> Html | None:
    if not summary.answers:
        return None
    items = [
        tag(
            "li",
            tag("h3", tag("a", each.title, href=each.href)),
            [tag("p", line) for line in each.lines],
            [
                tag("p", tag("a", line, href=url, rel="noreferrer noopener"), class_="source")
                for line, url in each.sources
            ],
        )
        for each in summary.answers
    ]
    return tag("section", tag("h2", visit.words._("Answers that the person read")), tag("ul", items, class_="answers"))


def _suggested(visit: Visit, summary: Summary) -> Html:
    _ = visit.words._
    doors = [
        tag("li", tag("b", door.name), [tag("p", tag("bdi", line)) for line in door.lines]) for door in summary.doors
    ]
    following = summary.following
    return tag(
        "section",
        tag("h2", _("What may help next")),
        tag("p", _("Answer: "), tag("a", following.title, href=following.href)) if following else None,
        tag("ul", doors, class_="doors"),
        class_="suggested",
    )


def _log(visit: Visit, card: OpenCard) -> Html:
    words = visit.words
    items = [
        tag("li", f"{each.clerk} ({each.desk}), {words.weekday(each.at)}, {words.time(each.at)}")
        for each in card.openings
    ]
    made = words._("Made on {day} at {time}.").format(day=words.weekday(card.made), time=words.time(card.made))
    ends = words._("Erased on {day} at {time}.").format(day=words.weekday(card.expires), time=words.time(card.expires))
    return tag("section", tag("h2", words._("Opened by")), tag("p", made, " ", ends), tag("ul", items))


def _main_actions(visit: Visit, card: OpenCard) -> Html:
    _, at = visit.words._, f"/desk/card/{card.id}"
    return tag(
        "div",
        visit.button(f"{at}/take", _("I take this card"), class_="main") if card.state == "open" else None,
        visit.button(f"{at}/close", _("Done, close it")) if card.state != "closed" else None,
        class_="do",
    )


def _actions(visit: Visit, card: OpenCard) -> Html:
    _, at = visit.words._, f"/desk/card/{card.id}"
    others = [tag("option", desk, value=desk) for desk in visit.desk.house.desks() if desk != visit.session.clerk.desk]
    note = visit.form(
        f"{at}/note",
        tag(
            "label",
            _("Note (erased with the card)"),
            tag("textarea", card.note, name="note", rows=3, maxlength=LONGEST_NOTE),
        ),
        tag("button", _("Keep the note")),
        class_="card",
    )
    forward = visit.form(
        f"{at}/forward",
        tag("label", _("Forward to"), tag("select", others, name="desk")),
        tag("button", _("Forward")),
        class_="card",
    )
    return tag(
        "section",
        forward if others else None,
        note,
        class_="actions",
    )
