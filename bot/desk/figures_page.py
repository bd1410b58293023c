"""The figures of the house: small plots made here, and the same as CSV."""

from __future__ import annotations

from collections.abc import Sequence

from sanic import Blueprint, response
from sanic.response import HTTPResponse

from actions.card_lines import language_name
from bot.desk.figures import DAYS, FEWEST, KINDS, Count, shown
from bot.desk.markup import Html, tag
from bot.desk.web import PRIVATE, Desk, Visit, framed, only_clerks
from knowledge.languages import LANGUAGES
from knowledge.wording import Wording

MOST_BARS = 30
"""Of one plot; the table has them all."""
ROW, BAR, LABEL, WIDTH = 26, 18, 310, 700
"""Pixels of the plot: a row, its bar, the labels, the whole."""


def add_figures(routes: Blueprint, desk: Desk) -> None:
    """The routes of the figures."""

    @routes.get("/desk/figures")
    @only_clerks(desk)
    def figures(visit: Visit) -> HTTPResponse:
        return figures_page(visit)

    @routes.get("/desk/figures.csv")
    @only_clerks(desk)
    def as_csv(_: Visit) -> HTTPResponse:
        headers = {**PRIVATE, "Content-Disposition": 'attachment; filename="wegwijs-figures.csv"'}
        return response.text(desk.house.figures.csv(), content_type="text/csv; charset=utf-8", headers=headers)


def figures_page(visit: Visit) -> HTTPResponse:
    """A plot for each kind of count."""
    words, counts = visit.words, visit.desk.house.figures.counts()
    heads = _headings(words)
    said = words._("The last {days} days. Counts only, of nobody in particular; fewer than {fewest} is not shown.")
    plots = [
        tag(
            "section",
            tag("h2", heads[kind]),
            plot(heads[kind], [(_name(visit, kind, each), each) for each in counts[kind][:MOST_BARS]]),
        )
        for kind in KINDS
        if counts[kind]
    ]
    csv = tag("p", tag("a", words._("The same as a table (CSV)"), href="/desk/figures.csv"))
    nothing = None if plots else tag("p", words._("Nothing was counted yet."))
    return framed(visit, words._("Figures"), tag("p", said.format(days=DAYS, fewest=FEWEST)), csv, plots, nothing)


def plot(title: str, bars: Sequence[tuple[str, Count]]) -> Html:
    """Horizontal bars as SVG, each with its name and its count in words."""
    largest = max((each.count or FEWEST for _, each in bars), default=1)
    rows = []
    for at, (name, each) in enumerate(bars):
        width = round((WIDTH - LABEL - 70) * (each.count or 0) / largest)
        y = at * ROW
        rows.append(tag("text", name, x=LABEL - 10, y=y + BAR - 4, text_anchor="end"))
        rows.append(tag("rect", x=LABEL, y=y, width=max(width, 2), height=BAR, rx=3))
        rows.append(tag("text", shown(each), x=LABEL + max(width, 2) + 8, y=y + BAR - 4))
    said = "; ".join(f"{name}: {shown(each)}" for name, each in bars)
    size = f"0 0 {WIDTH} {len(bars) * ROW}"
    return tag("svg", tag("title", f"{title}. {said}"), rows, viewBox=size, role="img", class_="plot")


def _name(visit: Visit, kind: str, count: Count) -> str:
    store, words, value = visit.desk.context.store, visit.words, count.value
    code = words.language.code
    if kind == "topic" and value in store.topics:
        return store.topics[value].name.in_language(code)
    if kind == "language" and value in LANGUAGES:
        return language_name(value, words)
    if kind == "urgent" and value in store.urgent:
        return store.answer(store.urgent[value].answers[0]).title.in_language(code)
    if kind == "hour":
        return f"{value}:00"
    if kind == "rating":
        return _rated(visit, value)
    return _values(words).get(value, value)


def _rated(visit: Visit, value: str) -> str:
    """The title of the answer, and whether it helped."""
    _, store, (id_, _space, helpful) = visit.words._, visit.desk.context.store, value.rpartition(" ")
    titles = {each.id: each.title for each in store.answers()}
    title = titles[id_].in_language(visit.words.language.code) if id_ in titles else id_
    said = _("helped") if helpful == "yes" else _("did not help")
    return f"{title}: {said}"


def _headings(words: Wording) -> dict[str, str]:
    _ = words._
    return {
        "topic": _("Questions by topic"),
        "language": _("Replies by language"),
        "hour": _("Replies by hour"),
        "urgent": _("Urgent messages"),
        "outcome": _("How messages ended"),
        "rating": _("Did the answer help?"),
        "conversation": _("Conversations"),
        "card": _("Cards"),
    }


def _values(words: Wording) -> dict[str, str]:
    _ = words._
    return {
        "answered": _("answered"),
        "asked": _("asked about the situation"),
        "clarified": _("asked which question"),
        "unknown": _("not understood"),
        "out_of_scope": _("not about our topics"),
        "social": _("small talk and choices"),
        "answered_then_person": _("answered, then asked for a person"),
        "answered_without_person": _("answered without a call"),
        "person": _("asked for a person at once"),
        "made": _("made"),
        "opened": _("opened"),
        "closed": _("closed"),
        "forwarded": _("forwarded"),
        "withdrawn": _("withdrawn"),
        "smalltalk": _("small talk and choices"),
        "language_switch": _("another language"),
    }
