"""`python -m bot.fuzz --messages N --seed S`: send hostile messages through the channel's own code, and report.

The exit code is 1 when a reply was not as it must be. The number of a message in the report brings it back: `--from N --messages 1`.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import logging
import random
import sys
import time
from collections import Counter
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from typing import TYPE_CHECKING, Any

from bot.fuzz import hostile
from bot.fuzz.checks import faults, slot_faults
from knowledge.hours import BRUSSELS
from knowledge.languages import LANGUAGES

if TYPE_CHECKING:
    from rasa.core.agent import Agent

    from bot.conversation import Conversations

NOW = datetime(2026, 11, 24, 10, 0, tzinfo=BRUSSELS)
TELL_EVERY = 100
SLOW = 2.0
"""Seconds of work that one message may take at most."""


class Body:
    """A request as the channel reads it."""

    def __init__(self, content: bytes) -> None:
        self._content = content

    @cached_property
    def json(self) -> Any:
        """The body, read. Raises ValueError or RecursionError."""
        return json.loads(self._content)


class Apologies(logging.Handler):
    """Hears that the server had to apologise."""

    def __init__(self) -> None:
        super().__init__()
        self._heard: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        """Keep what was logged."""
        self._heard.append(record.getMessage())

    def heard(self) -> list[str]:
        """What was logged since the last call."""
        heard, self._heard = self._heard, []
        return heard


@dataclass
class Report:
    """What came of it."""

    counts: Counter[str] = field(default_factory=Counter)
    slowest: float = 0.0

    def note(self, number: int, problems: list[str]) -> None:
        """Count what went wrong with a message, and tell it at once."""
        self.counts["wrong"] += bool(problems)
        for problem in problems:
            print(f"{number}: {problem}", flush=True)


async def send(number: int, seed: int, sentences: list[str], agent: Agent, conversations: Conversations) -> list[str]:
    """Send message `number` of `seed`; what is wrong with what came back."""
    from bot.channel.rest import BadRequest, read_request

    dice = random.Random(f"{seed}-{number}")
    content = hostile.body(dice, hostile.message(dice, sentences))
    try:
        incoming = read_request(Body(content))
    except BadRequest as error:
        return [] if str(error) and "Traceback" not in str(error) else ["a broken request is not told"]
    problems = list(faults(await conversations.reply(incoming)))
    tracker = await agent.tracker_store.retrieve(incoming.sender)
    if tracker:
        problems += slot_faults({name: slot.value for name, slot in tracker.slots.items()})
    return problems


async def run(numbers: range, seed: int) -> Report:
    """Send so many messages and report."""
    from actions.context import Context, fixed_clock
    from bot.assistant import load_assistant
    from bot.build import MODEL, knowledge_store
    from bot.conversation import Conversations, Incoming
    from bot.sentences import sentences
    from knowledge.wording import wording

    context = Context(knowledge_store(), fixed_clock(NOW))
    agent = await load_assistant(MODEL, context)
    conversations = Conversations(agent.handle_message, context)
    for code in LANGUAGES:  # what is loaded late is loaded now
        await conversations.reply(Incoming(wording(code)._("For example: who pays the doctor?"), code))
    apologies = Apologies()
    logging.getLogger("bot.conversation").addHandler(apologies)
    real = [each.text for code in LANGUAGES for each in sentences(code)]
    report = Report()
    for number in numbers:
        begin = time.process_time()
        problems = await send(number, seed, real, agent, conversations) + apologies.heard()
        took = time.process_time() - begin
        report.slowest = max(report.slowest, took)
        report.note(number, [*problems, *([f"it took {took:.1f} s"] if took > SLOW else [])])
        report.counts["sent"] += 1
        if report.counts["sent"] % TELL_EVERY == 0:
            print(f"{report.counts['sent']} sent, {report.counts['wrong']} wrong", file=sys.stderr, flush=True)
    return report


def main() -> int:
    """Run, print, and tell by the exit code."""
    parser = argparse.ArgumentParser(prog="python -m bot.fuzz", description=__doc__)
    parser.add_argument("--messages", type=int, default=1000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--from", type=int, default=0, dest="start", metavar="N", help="begin at message N")
    options = parser.parse_args()
    begin = time.monotonic()
    report = asyncio.run(run(range(options.start, options.start + options.messages), options.seed))
    sent, wrong = report.counts["sent"], report.counts["wrong"]
    print(
        f"{sent} messages, seed {options.seed}: {wrong} wrong; {time.monotonic() - begin:.0f} s, slowest {report.slowest:.2f} s"
    )
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
