"""A conversation as the next turn needs it: what we know of the person, and what was asked and done last.

No text: neither what the person typed nor what we said. The size does not grow with the conversation.
"""

from __future__ import annotations

import json
from typing import Any

from rasa.shared.core.constants import ACTION_LISTEN_NAME
from rasa.shared.core.events import ActionExecuted, ActiveLoop, Event, SlotSet, UserUttered
from rasa.shared.core.trackers import DialogueStateTracker

KEPT_TURNS = 1
"""Turns that a rule or a story may look back on before the one that is being answered."""


def pack(tracker: DialogueStateTracker) -> str:
    """The tracker as one line of JSON."""
    slots = {name: slot.value for name, slot in tracker.slots.items() if slot.value != slot.initial_value}
    return json.dumps(
        {"slots": slots, "loop": tracker.active_loop_name, "last": _last(tracker)},
        ensure_ascii=False,
        separators=(",", ":"),
    )


def unpack(data: str, tracker: DialogueStateTracker) -> None:
    """Bring a new tracker into the state that was packed."""
    packed = json.loads(data)
    events: list[Event] = [SlotSet(name, value) for name, value in packed["slots"].items() if name in tracker.slots]
    if packed["loop"]:
        events.append(ActiveLoop(packed["loop"]))
    events.append(ActionExecuted(ACTION_LISTEN_NAME))
    events += [_event(*each) for each in packed["last"]]
    for event in events:
        tracker.update(event)


def _last(tracker: DialogueStateTracker) -> list[tuple[str, str, float]]:
    """The intents and actions of the last turns, the oldest first."""
    last: list[tuple[str, str, float]] = []
    turns = 0
    for event in reversed(tracker.applied_events()):
        if isinstance(event, UserUttered):
            last.append(("user", event.intent_name or "", event.timestamp))
            turns += 1
        elif isinstance(event, ActionExecuted) and event.action_name:
            last.append(("action", event.action_name, event.timestamp))
        if turns == KEPT_TURNS:
            break
    return last[::-1]


def _event(kind: str, name: str, timestamp: float) -> Any:
    if kind == "user":
        return UserUttered(intent={"name": name}, timestamp=timestamp)
    return ActionExecuted(name, timestamp=timestamp)
