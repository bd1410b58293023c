"""What the QR code of an answer holds: the address of its page, or what it says for a phone that cannot reach it."""

from __future__ import annotations

import re

from bot.channel.answer_view import AnswerView

LONGEST = 330
"""Bytes of text that a phone still reads from a screen: more makes the squares too small."""
_SENTENCE = re.compile(r"(?<=[.!?؟])\s+")


def carried(view: AnswerView, base: str) -> str:
    """What the code of an answer holds: its page under the house's address, else its short text and a phone number."""
    return f"{base}{view.path}" if base else short_text(view)


def short_text(view: AnswerView) -> str:
    """The title, as many sentences of the short answer as fit, and the first phone number."""
    called = next((each.door for each in view.doors if each.door.phone), None)
    tail = f"\n{called.name}: {called.phone}" if called else ""
    text = view.title
    for sentence in _SENTENCE.split(view.short):
        longer = f"{text}{' ' if text != view.title else chr(10)}{sentence}"
        if len((longer + tail).encode()) > LONGEST:
            break
        text = longer
    return text + tail
