"""The desk over real requests: what stands on the page of a card."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date, datetime
from html import unescape
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from actions.card_lines import card_lines
from actions.context import Context
from bot.desk.house import House
from bot.desk.summary import summary_of
from knowledge.situation import SITUATION_VALUES
from knowledge.store import Store
from knowledge.triage import DESK_LANGUAGES, Card
from knowledge.wording import wording
from tests.bot.desk.browsing import CARD, Client

pytestmark = pytest.mark.filterwarnings("ignore")


@pytest.mark.parametrize("code", DESK_LANGUAGES)
def test_the_summary_is_in_the_clerks_language(
    client: Client, house: House, store: Store, code: str, now: datetime
) -> None:
    client.log_in("An", language=code)
    text = client.post("/desk/open", code=house.make(CARD, queue=False, once=False).code)
    assert f'<html lang="{code}">' in text
    words = wording(code)
    for line in card_lines(CARD, words, store):
        assert line.heading in text or line.id.startswith("answer.")
        assert line.text in text
    for id_ in CARD.answers:
        assert store.answer(id_).title.in_language(code) in text
        assert f'href="/{code}/{id_.replace(".", "/")}"' in text
    assert words.day(date(2026, 12, 1)) in text
    summary = summary_of(CARD, words, Context(store, lambda: now))
    assert all(url in text for answer in summary.answers for _, url in answer.sources)
    assert summary.following is not None
    assert summary.following.title == store.answer("medical.covered").title.in_language(code)
    assert all(door.name in text for door in summary.doors)


def test_what_a_person_wrote_is_text_and_no_html(opened: Client) -> None:
    assert "<script>alert" not in opened.text
    assert "&lt;script&gt;alert(1)" in opened.text


SENTENCES = st.none() | st.text(st.characters(blacklist_categories=("Cs", "Cc")), min_size=1, max_size=60)


@st.composite
def cards(draw: Callable[..., Any], store: Store) -> Card:
    """Any card that the conversation could make, some lines taken out."""
    ids = [each.id for each in store.answers()]
    known = draw(st.dictionaries(st.sampled_from(list(SITUATION_VALUES)), st.integers(0, 1), max_size=4))
    card = Card(
        language=draw(st.sampled_from(["nl", "fr", "en", "ar"])),
        topic=draw(st.sampled_from(list(store.topics))),
        situation=tuple((key, SITUATION_VALUES[key][at]) for key, at in known.items()),
        answers=tuple(draw(st.lists(st.sampled_from(ids), unique=True, max_size=5))),
        urgent=tuple(draw(st.lists(st.sampled_from(list(store.urgent)), unique=True, max_size=2))),
    ).with_sentence(draw(SENTENCES) or "")
    for line in draw(st.lists(st.sampled_from([*card.line_ids, "topic"]), max_size=3)):
        card = card.without(line)
    return card


@settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)
@given(data=st.data())
def test_a_page_of_the_desk_rests_on_nothing_but_the_lines_of_the_card(
    data: st.DataObject, house: House, store: Store, now: datetime
) -> None:
    """Two people whose cards have the same lines give the same page, whatever they said and left out."""
    from bot.desk.accounts import Clerk, Session
    from bot.desk.card_page import card_page
    from bot.desk.opened import OpenCard
    from bot.desk.web import Desk, Visit

    card = data.draw(cards(store))
    session = Session("token", Clerk("An", "Sociale dienst"), "nl", "csrf")
    request: Any = type("Request", (), {"path": "/desk/card/1"})()
    visit = Visit(request, Desk(house, Context(store, lambda: now)), session)

    def page(shown: Card) -> str:
        whole = OpenCard("1", shown, now, now, "open", None, None, "", False, 1, ())
        return unescape(card_page(visit, whole).body.decode())

    text = page(card)
    lines = card_lines(card, wording("nl"), store)
    assert all(line.text in text for line in lines)
    assert text == page(Card.from_json(json.loads(json.dumps(card.to_json()))))
    if card.sentence and card.sentence not in page(card.without("sentence")):
        assert card.sentence in text
