"""Sending labelled messages through the whole assistant, each as a new conversation."""

from __future__ import annotations

from collections.abc import Iterable

from bot.conversation import Conversations, Incoming
from bot.evaluation.cases import Case
from bot.evaluation.measures import Result


async def run(conversations: Conversations, found: Iterable[Case]) -> list[Result]:
    """The replies to the messages, in order."""
    results = []
    for number, case in enumerate(found):
        reply = await conversations.reply(Incoming(case.text, f"case-{number}"))
        results.append(Result(case, reply))
    return results
