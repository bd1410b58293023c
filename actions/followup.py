"""What is said of the last answer: how much, where, the phone number, and my wife, repeat, shorter, explain that word."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from rasa_sdk.events import EventType
from rasa_sdk.executor import CollectingDispatcher

from actions.answer import answer_or_ask, remember, say_cards, title_button
from actions.memory import ask_for, correct_situation, show_situation
from actions.rating import rate
from actions.reply import say
from actions.topics import topic_buttons
from actions.turn import OF_A_PERSON, ContextAction, Turn
from knowledge.followups import OTHERS
from knowledge.glossary import Glossary
from knowledge.model import Answer
from knowledge.reply import AnswerCard, Section
from knowledge.select import choose

PARTS_OF = {
    "cost": ("cost",),
    "papers": ("papers",),
    "deadline": ("deadline", "date"),
    "steps": ("steps",),
    "why": ("because",),
}
"""The sections of the card that an aspect asks for."""
DOORS_OF = ("where", "phone", "opening")
"""Aspects that the helpdesks of the answer tell."""
OWN_ANSWER = {
    "cost": ("cost", "costs", "fee", "bill"),
    "papers": ("papers", "documents", "no_documents"),
    "deadline": ("period", "time", "duration"),
    "steps": ("apply", "enrol", "recognition"),
}
"""A topic may have an answer of its own for an aspect, by its name."""
SHORT = ("note", "caution", "short", "branch", "warning")
MOST_TERMS = 4


class FollowUp(ContextAction):
    """Say what the message asks of the last answer."""

    action = "action_follow_up"

    def reply(self, dispatcher: CollectingDispatcher, turn: Turn) -> list[EventType]:
        aspect = next(turn.tracker.get_latest_entity_values("aspect"), "")
        last = turn.tracker.get_slot("last_answer")
        if aspect == "known":
            return show_situation(dispatcher, turn)
        if not last:
            say(
                dispatcher,
                turn,
                "social",
                turn.words._("What is your question about?"),
                topic="smalltalk",
                buttons=topic_buttons(turn),
            )
            return remember(turn)
        answer = self.context.store.answer(last)
        if aspect in OTHERS:
            return for_somebody_else(dispatcher, turn, answer, aspect)
        if aspect in PARTS_OF or aspect in DOORS_OF:
            return one_part(dispatcher, turn, answer, aspect)
        return _OF_THE_TALK.get(aspect, again)(dispatcher, turn, answer)


def again(dispatcher: CollectingDispatcher, turn: Turn, answer: Answer) -> list[EventType]:
    """The whole answer, once more, for what is now known or supposed."""
    note = turn.words._("This is what holds if that happens. I do not keep it as your situation.")
    return answer_or_ask(
        dispatcher, turn, answer, confidence=1.0, skipped=turn.skipped, note=note if turn.supposed else None
    )


def shorter(dispatcher: CollectingDispatcher, turn: Turn, answer: Answer) -> list[EventType]:
    """Only the short answer, its warnings, one helpdesk and one source."""

    def cut(card: AnswerCard) -> AnswerCard:
        sections = tuple(section for section in card.sections if section.name in SHORT)
        return replace(
            card,
            sections=sections,
            doors=card.doors[:1],
            sources=card.sources[:1],
            source_lines=card.source_lines[:1],
        )

    return _say_cut(dispatcher, turn, answer, cut)


def one_part(dispatcher: CollectingDispatcher, turn: Turn, answer: Answer, aspect: str) -> list[EventType]:
    """The part of the answer that tells the aspect; else the answer that does; else, honestly, whom to ask."""
    choice = choose(answer, turn.situation, turn.skipped)
    wanted = PARTS_OF.get(aspect, ())
    card = turn.speaker.card(answer, choice)
    found = any(section.name in wanted for section in card.sections)
    own = _own_answer(turn, answer, aspect)
    if not found and own and aspect not in DOORS_OF:
        return answer_or_ask(dispatcher, turn, own, confidence=1.0, skipped=turn.skipped)
    if choice.ask and not found and aspect not in DOORS_OF:
        return answer_or_ask(dispatcher, turn, answer, confidence=1.0, skipped=turn.skipped)

    def cut(whole: AnswerCard) -> AnswerCard:
        if found or aspect in DOORS_OF:
            kept = [section for section in whole.sections if section.name in (*wanted, "caution")]
        else:  # the short answer may say where to look: "the last day is in your letter"
            note = Section("note", "", (turn.words._("My sources do not tell this. These services can help you:"),))
            kept = [note, *(section for section in whole.sections if section.name in SHORT)]
        return replace(whole, sections=tuple(kept))

    return _say_cut(dispatcher, turn, answer, cut)


def for_somebody_else(dispatcher: CollectingDispatcher, turn: Turn, answer: Answer, who: str) -> list[EventType]:
    """The last question for somebody else: their own answer, the same one, or a question about their situation."""
    own = dict(answer.for_others).get(who)
    if own:
        asked = turn.context.store.answer(own)
        return answer_or_ask(dispatcher, turn, asked, confidence=1.0, skipped=turn.skipped)
    tested = {condition.key for variant in answer.variants for condition in variant.when}
    if not tested.intersection(OF_A_PERSON):
        note = turn.words._("This answer does not depend on who asks. It is the same for the other person.")
        return answer_or_ask(dispatcher, turn, answer, confidence=1.0, skipped=turn.skipped, note=note)
    here = {key: value for key, value in turn.told.items() if key in ("region", "community")}
    turn.tracker.slots["pending"] = {"answer": answer.id, "key": "", "other": here}
    return answer_or_ask(dispatcher, turn, answer, confidence=1.0, skipped=[])


def count_date(dispatcher: CollectingDispatcher, turn: Turn, answer: Answer) -> list[EventType]:
    """Ask for the day from which the rule of the answer counts; or give the answer of its topic that has one."""
    store = turn.context.store
    rule = turn.speaker.rule(answer)
    if rule:
        return (
            again(dispatcher, turn, answer)
            if rule.after in turn.dates or not turn.can_count
            else ask_for(dispatcher, turn, rule.after)
        )
    counted = [
        id_ for each in store.deadlines.values() for id_ in each.answers if store.answer(id_).topic == answer.topic
    ]
    return again(dispatcher, turn, store.answer(counted[0]) if counted else answer)


def explain(dispatcher: CollectingDispatcher, turn: Turn, answer: Answer) -> list[EventType]:
    """What the words of the glossary in the last answer mean."""
    store, words = turn.context.store, turn.words
    card = turn.speaker.card(answer, choose(answer, turn.situation, turn.skipped))
    said = "\n".join([card.title, *(line for section in card.sections for line in section.lines)])
    terms = Glossary(store.terms.values(), ()).inside(said)[:MOST_TERMS]
    if not terms:
        return again(dispatcher, turn, answer)
    lines = [f"{term.term.in_language(turn.language)}: {words.text(term.meaning, store.facts)}" for term in terms]
    sources = [store.sources[id_] for term in terms for id_ in term.sources]
    text = "\n".join([*lines, words._("Do you mean another word? Type: what is ... ?")])
    say(
        dispatcher,
        turn,
        "answered",
        text,
        sources=sources,
        candidates=[(answer, 1.0)],
        buttons=[title_button(turn, answer)],
    )
    return remember(turn, misses=0)


def _own_answer(turn: Turn, answer: Answer, aspect: str) -> Answer | None:
    store = turn.context.store
    if aspect == "deadline" and any(answer.id in kind.answers for kind in store.urgent.values()):
        return None  # "how many days have I" after a refusal is not how long a procedure takes
    known = {each.id: each for each in store.answers(answer.topic)}
    names = (f"{answer.topic}.{name}" for name in OWN_ANSWER.get(aspect, ()))
    return next((known[id_] for id_ in names if id_ in known and id_ != answer.id), None)


def _say_cut(
    dispatcher: CollectingDispatcher, turn: Turn, answer: Answer, cut: Callable[[AnswerCard], AnswerCard]
) -> list[EventType]:
    card = turn.speaker.card(answer, choose(answer, turn.situation, turn.skipped))
    return say_cards(dispatcher, turn, [cut(card)], [(answer, 1.0)], turn.skipped)


_OF_THE_TALK: dict[str, Callable[[CollectingDispatcher, Turn, Answer], list[EventType]]] = {
    "shorter": shorter,
    "explain": explain,
    "date": count_date,
    "wrong": lambda dispatcher, turn, _: correct_situation(dispatcher, turn),
    "helped": lambda dispatcher, turn, _: rate(dispatcher, turn, helped=True),
    "not_helped": lambda dispatcher, turn, _: rate(dispatcher, turn, helped=False),
}
