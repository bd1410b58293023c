"""What must hold of a reply, whatever the message was."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any

from bot.conversation import CONTRACT
from bot.fuzz.hostile import CANARY
from knowledge.languages import LANGUAGES
from knowledge.situation import SITUATION_VALUES

OUTCOMES = frozenset({"answered", "asked", "clarified", "unknown", "out_of_scope", "social"})
TELLTALE = (
    "Traceback",
    "Exception",
    "Error:",
    "sqlite",
    "/site-packages/",
    "rasa.",
    'File "',
    "__class__",
    CANARY,
    "49}",
)
INNOCENT = b"Exceptionnel"
"""French for exceptional, which an answer may say."""


def faults(reply: Mapping[str, Any]) -> Iterator[str]:
    """What is wrong with a reply; nothing if it may be shown to a person."""
    if "retry" in reply:
        yield "the turn failed"
    if not str(reply.get("text") or "").strip():
        yield "it is empty"
    if reply.get("language") not in LANGUAGES:
        yield "its language is none of ours"
    if reply.get("outcome") not in OUTCOMES:
        yield "its outcome is none of ours"
    missing = [name for name in CONTRACT if name not in reply]
    if missing:
        yield f"it lacks {', '.join(missing)}"
    try:
        written = json.dumps(reply, ensure_ascii=False).encode()
    except (TypeError, ValueError) as error:
        yield f"it cannot be sent ({type(error).__name__})"
        return
    said = written.replace(INNOCENT, b"")
    shown = [word for word in TELLTALE if word.encode() in said]
    if shown:
        yield f"it shows {', '.join(shown)}"


def slot_faults(slots: Mapping[str, Any]) -> Iterator[str]:
    """Slots that hold what no button and no sentence can put there."""
    for name, values in SITUATION_VALUES.items():
        if slots.get(name) is not None and slots[name] not in values:
            yield f"slot {name} holds {slots[name]!r}"
    if slots.get("language") is not None and slots["language"] not in LANGUAGES:
        yield f"slot language holds {slots['language']!r}"
    if slots.get("session_started_metadata"):
        yield "slot session_started_metadata is filled"
