"""What cannot wait comes first: what to do now, then the answer."""

from __future__ import annotations

from rasa_sdk.events import EventType
from rasa_sdk.executor import CollectingDispatcher

from actions.answer import answer_or_ask
from actions.clarify import likely_answers, offer
from actions.turn import ContextAction, Turn
from knowledge.model import EMERGENCY, Answer, UrgentKind

LIKELY = 0.15
"""An answer that belongs to the urgency and is at least so likely is given instead of the urgency's own."""
SURE = 0.5
SURE_OF_DANGER = 0.8
"""From this confidence on, what was asked is answered, with what to do now above it; where a life may be in danger and
an emergency is likely at all, one must be surer that something else was asked."""


class ReportUrgent(ContextAction):
    """Say what to do now for every kind of urgency in the message, and answer for the first; in doubt, ask what it was."""

    action = "action_report_urgent"

    def reply(self, dispatcher: CollectingDispatcher, turn: Turn) -> list[EventType]:
        likeliest = next((sure for _, sure in turn.ranking), 0.0)
        candidates = likely_answers(turn) if turn.doubtful and likeliest < SURE else []
        if candidates:
            return offer(dispatcher, turn, candidates)
        kind = self.context.store.urgent[turn.urgent[0]]
        answer, confidence = self._answer(turn, kind)
        return answer_or_ask(
            dispatcher, turn, answer, confidence=confidence, skipped=turn.skipped, then=turn.also_asked(answer)
        )

    def _answer(self, turn: Turn, kind: UrgentKind) -> tuple[Answer, float]:
        store = self.context.store
        name, sure_of_it = next(iter(turn.ranking), ("", 0.0))
        asked = store.answer_for(name) if name in store.intents else None
        ranked = [store.answer_for(each) for each, _ in turn.ranking if each in store.intents]
        likely_danger = kind.is_danger and any(each.topic == EMERGENCY for each in ranked)
        goes_with = kind.is_danger and asked is not None and asked.id in kind.goes_with
        enough = SURE_OF_DANGER if likely_danger and not turn.doubtful else SURE
        if asked and sure_of_it >= enough and not goes_with:
            return asked, sure_of_it
        fitting = [store.answer(id_) for id_ in kind.answers]
        sure = dict(turn.ranking)
        likely = [(sure[each.intent], each) for each in fitting if sure.get(each.intent, 0.0) >= LIKELY]
        confidence, answer = max(likely, key=lambda each: each[0], default=(1.0, fitting[0]))
        return answer, confidence
