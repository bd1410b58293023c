"""What a word on a letter or a card means."""

from __future__ import annotations

from rasa_sdk.events import EventType
from rasa_sdk.executor import CollectingDispatcher

from actions.answer import remember, title_button
from actions.clarify import Clarify
from actions.reply import say
from actions.turn import ContextAction, Turn


class ExplainTerm(ContextAction):
    """Say in one sentence what a word means, and offer the answer that tells more."""

    action = "action_explain_term"

    def reply(self, dispatcher: CollectingDispatcher, turn: Turn) -> list[EventType]:
        store = self.context.store
        term = store.terms.get(next(turn.tracker.get_latest_entity_values("term"), ""))
        if term is None:
            return Clarify(self.context).reply(dispatcher, turn)
        answer = store.answer(term.answer) if term.answer else None
        name = term.term.in_language(turn.language)
        meaning = turn.words.text(term.meaning, store.facts)
        sources = [store.sources[id_] for id_ in term.sources]
        say(
            dispatcher,
            turn,
            "answered",
            "\n".join([f"{name}: {meaning}", *turn.speaker.source_lines(sources)]),
            topic=answer.topic if answer else "procedure",
            sources=sources,
            candidates=[(answer, 1.0)] if answer else [],
            buttons=[title_button(turn, answer)] if answer else [],
        )
        return remember(turn, pending=None, misses=0, **({"last_answer": answer.id} if answer else {}))
