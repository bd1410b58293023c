"""The card in the conversation: nothing leaves before a yes, and only what was shown."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

import numpy as np
import pytest
import zxingcpp
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from rasa_sdk import Tracker
from rasa_sdk.executor import CollectingDispatcher

from actions import card, sentence
from actions.answer import AnswerQuestion
from actions.card_lines import card_lines
from actions.card_paper import PaperCard, paper_language
from actions.context import Context, fixed_clock
from actions.handover import TalkToPerson
from actions.situation import InformSituation
from actions.smalltalk import Restart
from actions.topics import ShowTopic
from actions.turn import ContextAction, Turn
from knowledge.languages import LANGUAGES
from knowledge.store import Store
from knowledge.triage import Card, CardOpening, HouseAway, MadeCard
from knowledge.wording import wording

ACTIONS: dict[str, type[ContextAction]] = {
    "ask_medical_costs": AnswerQuestion,
    "ask_family_period": AnswerQuestion,
    "ask_human": TalkToPerson,
    "inform_situation": InformSituation,
    "show_topic": ShowTopic,
    "start_over": Restart,
    "make_card": card.MakeCard,
    "card_preview": card.PreviewCard,
    "card_leave_out": card.LeaveOut,
    "card_option": card.SetOption,
    "card_add_sentence": sentence.AskSentence,
    "card_confirm": card.ConfirmCard,
    "card_paper": PaperCard,
    "card_cancel": card.CancelCard,
    "card_withdraw": card.WithdrawCard,
    "card_openings": card.CardOpenings,
}


@dataclass
class NotedHouse:
    """A house that notes what it is given."""

    names: tuple[str, ...] = ("Social service",)
    sent_to: str | None = None
    kept_for: timedelta = timedelta(hours=24)
    made: list[tuple[Card, bool, bool]] = field(default_factory=list)
    withdrawn: list[str] = field(default_factory=list)

    def desks(self) -> tuple[str, ...]:
        return self.names

    def make(self, card: Card, *, queue: bool, once: bool) -> MadeCard:
        self.made.append((card, queue, once))
        return MadeCard("K7M4RU", f"token {len(self.made)}", datetime(2026, 11, 25, 10))

    def withdraw(self, token: str) -> bool:
        known = token not in self.withdrawn and token in {f"token {at}" for at in range(1, len(self.made) + 1)}
        self.withdrawn.append(token)
        return known

    def openings(self, token: str) -> tuple[CardOpening, ...]:
        return (CardOpening("Social service", "An", datetime(2026, 11, 24, 10, 5)),)


class Talk:
    """A conversation over the actions, with slots as Rasa keeps them."""

    def __init__(self, store: Store, now: datetime, house: NotedHouse | None, language: str = "ar") -> None:
        self.context = Context(store, fixed_clock(now), house)
        self.language = language
        self.slots: dict[str, Any] = {}
        self.metadata: dict[str, Any] = {}

    def hear(self, intent: str, text: str | None = None, **entities: str) -> dict[str, Any]:
        message = {
            "intent": {"name": intent, "confidence": 0.9},
            "entities": [{"entity": key, "value": value} for key, value in entities.items()],
            "language": {"code": self.language, "detected": self.language},
            "text": f"/{intent}" if text is None else text,
        }
        self.slots |= {key: value for key, value in entities.items() if key in ("status", "region", "reception")}
        said = [{"event": "user", "metadata": self.metadata}]
        tracker = Tracker("sender", self.slots, message, said, False, None, {}, "action_listen")
        dispatcher = CollectingDispatcher()
        for event in ACTIONS[intent](self.context).run(dispatcher, tracker, {}):
            if event["event"] == "reset_slots":
                self.slots = {}
            elif event["event"] == "slot":
                self.slots = {**self.slots, event["name"]: event["value"]}
        custom: dict[str, Any] = dispatcher.messages[-1]["custom"]
        return custom


@pytest.fixture
def house() -> NotedHouse:
    return NotedHouse()


@pytest.fixture
def talk(store: Store, now: datetime, house: NotedHouse) -> Talk:
    return Talk(store, now, house)


def payloads(reply: dict[str, Any]) -> list[str]:
    return [button["payload"] for button in reply["buttons"]]


@pytest.mark.parametrize("code", LANGUAGES)
def test_a_person_is_told_what_to_have_at_hand_and_offered_a_card(
    code: str, store: Store, now: datetime, house: NotedHouse
) -> None:
    talk = Talk(store, now, house, code)
    talk.hear("ask_medical_costs", status="refugee")
    reply = talk.hear("ask_human")
    assert payloads(reply) == ["/make_card"]
    assert wording(code)._("Have this at hand:") in reply["text"]
    assert reply["helpdesks"]


@pytest.mark.parametrize("code", LANGUAGES)
def test_the_preview_shows_every_line_and_a_button_to_leave_it_out(
    code: str, store: Store, now: datetime, house: NotedHouse
) -> None:
    talk = Talk(store, now, house, code)
    talk.hear("ask_medical_costs", status="applicant", region="flanders", reception="centre")
    talk.hear("ask_family_period", status="subsidiary")
    reply = talk.hear("make_card")
    kept = Card.from_json(talk.slots["card"]["card"])
    assert kept.answers == ("medical.costs", "family.period")
    assert "open.disputed.family.period" in kept.line_ids
    for line in card_lines(kept, wording(code), store):
        assert f"• {line.heading}: {line.text}" in reply["text"]
        assert f'/card_leave_out{{"line":"{line.id}"}}' in payloads(reply)
    assert house.made == []


def test_nothing_is_made_before_a_yes_and_then_exactly_what_was_shown(talk: Talk, house: NotedHouse) -> None:
    talk.hear("ask_medical_costs", status="applicant", reception="centre")
    talk.hear("make_card")
    talk.hear("card_leave_out", line="situation.status")
    talk.hear("card_option", option="queue")
    shown = talk.hear("card_preview")["handover"]["held"]
    reply = talk.hear("card_confirm")
    [(made, queue, once)] = house.made
    assert [each["id"] for each in shown] == list(made.line_ids)
    assert "situation.status" not in made.line_ids
    assert (queue, once) == (True, False)
    assert reply["handover"]["code"] == "K7M 4RU"
    assert "Social service" in reply["text"]


def test_the_sentence_is_taken_as_a_sentence_and_changes_nothing_else(talk: Talk, house: NotedHouse) -> None:
    talk.hear("ask_medical_costs", status="applicant", reception="centre")
    talk.hear("make_card")
    talk.hear("card_add_sentence")
    reply = talk.hear("ask_family_period", "mag mijn vrouw komen, ik ben erkend", status="refugee")
    assert "mag mijn vrouw komen, ik ben erkend" in reply["text"]
    assert reply["cards"] == []
    assert talk.slots["status"] == "applicant"
    talk.hear("card_confirm")
    assert house.made[0][0].sentence == "mag mijn vrouw komen, ik ben erkend"
    assert ("status", "applicant") in house.made[0][0].situation


def test_what_cannot_wait_is_told_while_a_sentence_is_taken(talk: Talk, store: Store) -> None:
    talk.hear("make_card")
    talk.hear("card_add_sentence")
    message = {"intent": {"name": "ask_medical_costs"}, "text": "ik wil dood", "urgent": ["suicide"], "entities": []}
    message["language"] = {"code": "nl", "detected": "nl"}
    dispatcher = CollectingDispatcher()
    tracker = Tracker("sender", talk.slots, message, [], False, None, {}, "action_listen")
    AnswerQuestion(talk.context).run(dispatcher, tracker, {})
    assert dispatcher.messages[-1]["text"].startswith(store.urgent["suicide"].first.nl)


@pytest.mark.parametrize("tap", ["card_preview", "show_topic", "ask_human"])
def test_a_tap_stops_waiting_for_the_sentence(talk: Talk, tap: str) -> None:
    talk.hear("make_card")
    talk.hear("card_add_sentence")
    talk.hear(tap)
    reply = talk.hear("ask_medical_costs", "wie betaalt mijn dokter", status="refugee")
    assert reply["answer"] == "medical.costs"
    assert Card.from_json(talk.slots["card"]["card"]).sentence is None


def test_a_card_is_taken_back_and_can_be_asked_about(talk: Talk, house: NotedHouse) -> None:
    talk.hear("ask_medical_costs", status="refugee")
    talk.hear("make_card")
    talk.hear("card_confirm")
    assert "An (Social service)" in talk.hear("card_openings")["text"]
    talk.hear("card_withdraw")
    assert house.withdrawn == ["token 1"]


@pytest.mark.parametrize("code", LANGUAGES)
def test_who_starts_over_can_still_take_their_card_back(
    code: str, store: Store, now: datetime, house: NotedHouse
) -> None:
    talk = Talk(store, now, house, code)
    talk.hear("ask_medical_costs", status="refugee")
    talk.hear("make_card")
    talk.hear("card_confirm")
    reply = talk.hear("start_over")
    assert wording(code)._("Your card for the helpdesk stays. You can still take it back.") in reply["text"]
    assert payloads(reply)[0] == "/card_withdraw"
    assert Card.from_json(talk.slots["card"]["card"]) == Card()
    assert set(talk.slots) <= {"language", "card", "offer", "journey"}
    talk.hear("card_withdraw")
    assert house.withdrawn == ["token 1"]
    assert "/card_withdraw" not in payloads(talk.hear("start_over"))


def test_who_leaves_quickly_leaves_no_card_on_the_phone(talk: Talk, house: NotedHouse) -> None:
    talk.hear("ask_medical_costs", status="refugee")
    talk.hear("make_card")
    talk.hear("card_confirm")
    talk.metadata = {"leave": True}
    assert "/card_withdraw" not in payloads(talk.hear("start_over"))
    assert talk.slots.get("card") is None


class AwayHouse(NotedHouse):
    """A house whose database is away."""

    def desks(self) -> tuple[str, ...]:
        raise HouseAway

    def withdraw(self, token: str) -> bool:
        raise HouseAway

    def openings(self, token: str) -> tuple[CardOpening, ...]:
        raise HouseAway


@pytest.mark.parametrize("intent", ["card_confirm", "card_withdraw", "card_openings"])
@pytest.mark.parametrize("code", LANGUAGES)
def test_while_the_house_is_away_it_says_so_and_forgets_no_card(
    code: str, intent: str, store: Store, now: datetime, house: NotedHouse
) -> None:
    talk = Talk(store, now, house, code)
    talk.hear("ask_medical_costs", status="refugee")
    talk.hear("make_card")
    talk.hear("card_confirm")
    if intent == "card_confirm":
        talk.hear("make_card")
    talk.context = Context(store, fixed_clock(now), AwayHouse())
    reply = talk.hear(intent)
    assert reply["handover"]["step"] == "away"
    assert "/card_paper" in payloads(reply)
    assert talk.hear("card_paper")["handover"]["step"] in ("paper", "preview")
    talk.context = Context(store, fixed_clock(now), house)
    talk.hear("card_withdraw")
    assert house.withdrawn == ["token 1"]


def test_a_second_yes_makes_no_second_card_and_a_new_card_erases_the_old_one(talk: Talk, house: NotedHouse) -> None:
    talk.hear("ask_medical_costs", status="refugee")
    talk.hear("make_card")
    talk.hear("card_confirm")
    talk.hear("card_confirm")
    assert len(house.made) == 1
    talk.hear("make_card")
    talk.hear("card_confirm")
    assert (len(house.made), house.withdrawn) == (2, ["token 1"])


def test_no_means_no(talk: Talk, house: NotedHouse) -> None:
    talk.hear("ask_medical_costs", status="refugee")
    talk.hear("make_card")
    talk.hear("card_cancel")
    assert house.made == []
    assert Card.from_json(talk.slots["card"]["card"]) == Card()


@pytest.mark.parametrize("house", [None, NotedHouse(names=())], ids=["no house", "no desk"])
@pytest.mark.parametrize("code", LANGUAGES)
def test_without_a_desk_the_card_is_on_paper_and_says_that_it_cannot_be_taken_back(
    code: str, house: NotedHouse | None, store: Store, now: datetime
) -> None:
    talk = Talk(store, now, house, code)
    talk.hear("ask_medical_costs", status="refugee", region="wallonia")
    preview = talk.hear("make_card")
    warning = (
        "Card on paper or as a QR code: for every other helpdesk. Who has it can read it. You cannot take it back."
    )
    assert wording(code)._(warning) in preview["text"]
    assert "/card_confirm" not in payloads(preview)
    paper = talk.hear("card_paper")
    assert paper["handover"]["language"] == "fr"
    assert store.answer("medical.costs").title.fr in "\n".join(paper["handover"]["paper"])
    other = talk.hear("card_paper", language="nl")
    assert store.answer("medical.costs").title.nl in "\n".join(other["handover"]["paper"])
    assert not talk.hear("card_confirm")["handover"].get("code")


def test_the_qr_code_holds_the_words_of_the_paper_and_nothing_else(talk: Talk) -> None:
    talk.hear("ask_medical_costs", status="refugee", region="flanders")
    talk.hear("make_card")
    paper = talk.hear("card_paper")["handover"]
    picture = np.array([[0 if bit == "1" else 255 for bit in row] for row in paper["qr"]], dtype=np.uint8)
    [found] = zxingcpp.read_barcodes(np.kron(picture, np.ones((4, 4), dtype=np.uint8)))
    assert found.text == "\n".join(paper["paper"])


def test_a_house_that_sends_cards_on_says_so_before_yes(store: Store, now: datetime) -> None:
    talk = Talk(store, now, NotedHouse(sent_to="zammad.example"), "en")
    talk.hear("ask_medical_costs", status="refugee")
    assert "zammad.example" in talk.hear("make_card")["text"]


def test_an_empty_card_cannot_be_made(talk: Talk, house: NotedHouse) -> None:
    talk.hear("make_card")
    reply = talk.hear("card_leave_out", line="language")
    assert "/card_confirm" not in payloads(reply)
    talk.hear("card_confirm")
    assert house.made == []


@pytest.mark.parametrize(
    ("situation", "language", "expected"),
    [
        ({"community": "fr", "region": "flanders"}, "ar", "fr"),
        ({"region": "flanders"}, "fr", "nl"),
        ({}, "en", "en"),
        ({}, "ar", "nl"),
        ({"community": "de", "region": "german_speaking"}, "ar", "fr"),
    ],
)
def test_paper_is_in_the_language_of_the_helpdesk(
    situation: dict[str, str], language: str, expected: str, context: Context
) -> None:
    turn = Turn(Tracker("sender", dict(situation), {}, [], False, None, {}, "action_listen"), context)
    assert paper_language(turn, Card(language=language)) == expected


def test_milestones_are_told_once(talk: Talk) -> None:
    assert talk.hear("ask_medical_costs", status="refugee")["milestones"] == ["answered"]
    assert "milestones" not in talk.hear("ask_medical_costs")
    assert talk.hear("ask_human")["milestones"] == ["answered_then_person"]
    assert "milestones" not in talk.hear("make_card")
    talk.hear("start_over")
    assert talk.hear("ask_human")["milestones"] == ["person"]


WORDS = st.text(st.characters(blacklist_categories=("Cs", "Cc")), min_size=1, max_size=40).filter(
    lambda text: any(sign.isalnum() for sign in text) and not text.startswith("/")
)
TAPS = st.sampled_from(
    [
        ("make_card", {}),
        ("card_preview", {}),
        ("card_add_sentence", {}),
        ("card_confirm", {}),
        ("card_cancel", {}),
        ("card_withdraw", {}),
        ("card_paper", {}),
        ("show_topic", {}),
        ("start_over", {}),
        ("card_option", {"option": "queue"}),
        ("card_leave_out", {"line": "sentence"}),
        ("card_leave_out", {"line": "answer.medical.costs"}),
        ("card_leave_out", {"line": "situation.status"}),
    ]
)
SAID = st.tuples(st.sampled_from(["ask_medical_costs", "ask_family_period", "ask_human"]), WORDS)
STEPS = st.lists(st.one_of(TAPS, SAID), max_size=12)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=STEPS)
def test_no_text_that_was_not_approved_reaches_the_desk(steps: list[Any], store: Store, now: datetime) -> None:
    """Whatever a person types and taps: a desk gets the lines of the last preview, and as text only a sentence in it."""
    house = NotedHouse()
    talk = Talk(store, now, house, "fr")
    shown: list[dict[str, str]] = []
    for intent, what in steps:
        reply = talk.hear(intent, what, status="applicant") if isinstance(what, str) else talk.hear(intent, **what)
        handover = reply.get("handover") or {}
        if handover.get("code"):
            made = house.made[-1][0]
            held = [
                {"id": each.id, "heading": each.heading, "text": each.text}
                for each in card_lines(made, wording("fr"), store)
            ]
            assert held == shown
        elif handover.get("step") == "preview":
            shown = handover["held"]
