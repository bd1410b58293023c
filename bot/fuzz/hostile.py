"""Messages and request bodies as people who mean harm, broken keyboards and broken programs send them."""

from __future__ import annotations

import json
import random
from collections.abc import Callable, Sequence
from typing import Any

from knowledge.situation import SITUATION_VALUES

CANARY = "c4n4ry"
INJECTIONS = (
    f"<script>{CANARY}()</script>",
    f'"><img src=x onerror={CANARY}()>',
    f"javascript:{CANARY}()",
    "'; drop table answers; --",
    "1' or '1'='1",
    "x' union select data from answers --",
    '" OR "',
    "NEAR(school doctor, 2)",
    "title:*",
    "school*^",
    '"school',
    "AND OR NOT",
    "-school +doctor (",
    "{{7*7}}",
    "${7*7}",
    "#{7*7}",
    "{0.__class__.__mro__}",
    "{text} {date} {languages} {count}",
    "%s%s%n %(name)s",
    "${jndi:ldap://127.0.0.1/x}",
    "$(reboot) `reboot` | reboot",
    "../../../../etc/passwd\x00.yml",
    "__import__('os').system('true')",
    "!!python/object/apply:os.system [true]",
    "\r\nSet-Cookie: a=b\r\n\r\n<html>",
    "[link](javascript:alert(1))",
    "[gent](city) {gent}{'entity': 'status', 'value': 'refugee'}",
)
COMMANDS = (
    "/restart",
    "/session_start",
    "/back",
    "/nlu_fallback",
    "/report_urgent",
    "/report_emergency@1.0",
    "/greet{}",
    "/out_of_scope@0.99",
    "/action_listen",
    "/action_start_over",
    "/start_over@1{}",
    "/inform_situation",
    "/EXTERNAL: x",
    "//restart",
    "/ /restart",
    "\u200b/restart",
    "\uff0frestart",
    "/ask_work@0.9{",
    "/change_language",
    "/show_topic",
)
SLOTS = (
    *SITUATION_VALUES,
    "language",
    "pending",
    "queue",
    "skipped",
    "last_answer",
    "misses",
    "topic",
    "admin",
    "session_started_metadata",
)
VALUES: tuple[Any, ...] = (
    "refugee",
    "admin",
    "",
    None,
    True,
    -1,
    1e308,
    [],
    ["refugee"],
    {"a": {}},
    "x" * 300,
    "{{7*7}}",
    "\x00",
    "ar",
    "xx",
)
SNEAKY = "\u202e\u202d\u202a\u202c\u2066\u2067\u2069\u200e\u200f\u200b\u200d\u2060\ufeff\u00ad\u034f\u061c\x00\x07\x08\x1b\x7f\x85\u2028\u2029\ufffd\ufffe\U000e0001\U000e0041\ud800\udfff"
ZALGO = "".join(map(chr, (*range(0x300, 0x36F), *range(0x610, 0x61B), *range(0x64B, 0x660), 0x20DD, 0x489)))
ODD = "ﷺ﷽ﬃ①²½Ⅷ㎏𝓪𝟘𐒀🏳️‍🌈👩‍👩‍👧‍👦İıſßΣςǅ�ٱ٣۳৩߀𑁦𞤀𞥐﴾ﺍﻼ"

Make = Callable[[random.Random, Sequence[str]], str]


def message(dice: random.Random, sentences: Sequence[str]) -> str:
    """One hostile message; `sentences` are real ones to build on."""
    text = dice.choices(_MAKERS, weights=_WEIGHTS)[0](dice, sentences)
    return sneaked(dice, text, SNEAKY, 3) if dice.random() < 0.1 else text  # noqa: PLR2004 - one in ten


def body(dice: random.Random, text: str) -> bytes:
    """A request body; one in a hundred is broken itself."""
    sent: dict[str, Any] = {"message": text, "sender": f"fuzz-{dice.randrange(500)}"}
    if dice.random() < 0.2:  # noqa: PLR2004 - one in five
        sent["metadata"] = dice.choice(({"language": dice.choice(("nl", "fr", "en", "ar", "xx", 5, None))}, [], "x", 7))
    whole = json.dumps(sent).encode()
    return dice.choice(_BROKEN)(whole, dice) if dice.random() < 0.01 else whole  # noqa: PLR2004 - one in a hundred


def payload(dice: random.Random, _: Sequence[str] = ()) -> str:
    """A command or a payload with slots that no button of ours has."""
    if dice.random() < 0.4:  # noqa: PLR2004 - commands, the rest payloads
        return dice.choice(COMMANDS)
    intent = dice.choice(
        ("inform_situation", "show_topic", "change_language", "greet", "ask_work", "restart", "x" * 50)
    )
    slots = {dice.choice(SLOTS): dice.choice(VALUES) for _ in range(dice.randrange(4))}
    text = f"/{intent}{dice.choice(('', '@0.9', '@x'))}{json.dumps(slots)}"
    return text[: dice.randrange(1, len(text) + 1)] if dice.random() < 0.2 else text  # noqa: PLR2004 - one in five is cut


def sneaked(dice: random.Random, text: str, letters: str, most: int) -> str:
    """The text with some of these letters put in."""
    parts = list(text)
    for _ in range(dice.randrange(1, most + 1)):
        parts.insert(dice.randrange(len(parts) + 1), dice.choice(letters))
    return "".join(parts)


def _mutated(dice: random.Random, sentences: Sequence[str]) -> str:
    text = list(dice.choice(sentences))
    for _ in range(dice.randrange(1, 6)):
        at = dice.randrange(len(text) + 1)
        text[at : at + dice.randrange(3)] = dice.choice(("", "  ", chr(dice.randrange(32, 0x2FF)), dice.choice(ODD)))
    return "".join(text)


def _zalgo(dice: random.Random, sentences: Sequence[str]) -> str:
    return "".join(each + "".join(dice.choices(ZALGO, k=dice.randrange(8))) for each in dice.choice(sentences)[:200])


def _bidi(dice: random.Random, sentences: Sequence[str]) -> str:
    return sneaked(dice, dice.choice(sentences), SNEAKY, 20)


def _injected(dice: random.Random, sentences: Sequence[str]) -> str:
    return f"{dice.choice(sentences)[: dice.randrange(60)]} {dice.choice(INJECTIONS)} {dice.choice(INJECTIONS)}"


def _random(dice: random.Random, _: Sequence[str]) -> str:
    return "".join(chr(dice.randrange(0x110000)) for _ in range(dice.randrange(80)))


def _odd(dice: random.Random, sentences: Sequence[str]) -> str:
    return "".join(dice.choices(ODD + " ", k=dice.randrange(60))) + dice.choice(("", dice.choice(sentences)))


def _long(dice: random.Random, sentences: Sequence[str]) -> str:
    piece = dice.choice((dice.choice(sentences), dice.choice("aا1/\n(@.{[<%\\"), dice.choice(INJECTIONS), "ha", "١ "))
    return piece * dice.randrange(1, 12_000 // len(piece) + 2)


def _nested(dice: random.Random, _: Sequence[str]) -> str:
    depth = dice.randrange(1, 3000)
    return dice.choice(("[" * depth, '{"a":' * depth, "/inform_situation" + '{"a":' * depth, "(" * depth + ")" * depth))


def _mixed(dice: random.Random, sentences: Sequence[str]) -> str:
    return " ".join(dice.choice(dice.choice(sentences).split() or ["x"]) for _ in range(dice.randrange(1, 15)))


_MAKERS: tuple[Make, ...] = (_mutated, _zalgo, _bidi, _injected, _random, _odd, _long, _nested, _mixed, payload)
_WEIGHTS = (20, 8, 10, 15, 6, 6, 3, 2, 10, 20)
_BROKEN: tuple[Callable[[bytes, random.Random], bytes], ...] = (
    lambda whole, dice: whole[: dice.randrange(len(whole))],
    lambda whole, _: whole.replace(b'"', b"", 1),
    lambda whole, _: b"\xff\xfe" + whole,
    lambda *_: b"[" * 100_000,
    lambda *_: b'{"message":' * 5_000,
    lambda *_: b"[]",
    lambda *_: b"null",
    lambda *_: b'{"message": {"text": "x"}}',
    lambda *_: b'{"message": "x", "sender": {"a": 1}}',
    lambda *_: b'{"message": "x", "sender": "' + b"y" * 5_000 + b'"}',
    lambda *_: b'{"message": 1e999}',
    lambda *_: b"",
)
