"""`wegwijs ask`: messages from the arguments or standard input, replies as text or one JSON line each."""

from __future__ import annotations

import json
import sys
import uuid
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any, TextIO

from bot.conversation import Conversations, Incoming, contract
from knowledge.languages import LANGUAGES


class BadLine(ValueError):
    """An input line that is no message. The message names the line and the remedy."""


@dataclass(frozen=True)
class Asked:
    """One input line."""

    id: str
    incoming: Incoming


def read_jsonl(lines: Iterable[str]) -> Iterator[Asked | BadLine]:
    """The messages of the input, and a BadLine for each line that is none; blank lines are passed over."""
    for number, line in enumerate(lines, start=1):
        if line.strip():
            try:
                yield _asked(number, json.loads(line))
            except json.JSONDecodeError as error:
                yield BadLine(f'line {number}: is not JSON ({error.msg}); write {{"id": "1", "text": "..."}}')
            except BadLine as bad:
                yield bad


def _asked(number: int, value: Any) -> Asked:
    if not isinstance(value, dict) or not isinstance(value.get("text"), str):
        raise BadLine(f'line {number}: text: is missing or no text; write {{"id": "1", "text": "..."}}')
    language = value.get("language")
    if language is not None and language not in LANGUAGES:
        raise BadLine(f"line {number}: language: is {language!r}; use one of {', '.join(LANGUAGES)}, or leave it out")
    sender = value.get("sender")
    if sender is not None and not isinstance(sender, str):
        raise BadLine(f"line {number}: sender: is no text; write it in quotes")
    id_ = value.get("id", str(number))
    return Asked(str(id_), Incoming(value["text"], sender or uuid.uuid4().hex, language))


async def ask_jsonl(conversations: Conversations, source: Iterable[str], out: TextIO, err: TextIO) -> int:
    """Answer each input line on `out`; report bad lines on `err`. The exit code is 2 when there was one."""
    bad = 0
    for asked in read_jsonl(source):
        if isinstance(asked, BadLine):
            bad += 1
            print(asked, file=err)
            continue
        reply = await conversations.reply(asked.incoming)
        print(json.dumps(contract(asked.id, asked.incoming.sender, reply), ensure_ascii=False), file=out, flush=True)
    return 2 if bad else 0


async def ask_text(conversations: Conversations, messages: Iterable[str], language: str | None, out: TextIO) -> int:
    """Answer the messages as one conversation, as text."""
    sender = uuid.uuid4().hex
    for message in messages:
        reply = await conversations.reply(Incoming(message.rstrip("\n"), sender, language))
        print(reply["text"], file=out)
        print(file=out, flush=True)
    return 0


def typed(stream: TextIO) -> Iterator[str]:
    """The lines that somebody types, with a prompt when it is a terminal."""
    while True:
        if stream.isatty():
            print("> ", end="", file=sys.stderr, flush=True)
        line = stream.readline()
        if not line:
            return
        yield line
