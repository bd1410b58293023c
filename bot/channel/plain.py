"""A reply as plain text with numbered replies, for channels without buttons: SMS, WhatsApp, Telegram."""

from __future__ import annotations

from typing import Any


def as_text(reply: dict[str, Any]) -> str:
    """Everything that the person reads, each thing they may tap on a line with its number."""
    offered = [button["title"] for button in [*reply["buttons"], *reply.get("rating", [])]]
    bullets = {f"• {title}" for title in offered}
    lines = [line for line in reply["text"].split("\n") if line not in bullets]
    return "\n".join([*lines, *(f"{at}. {title}" for at, title in enumerate(offered, start=1))])


def chunks(text: str, longest: int) -> list[str]:
    """The text in pieces of at most `longest` characters, cut at the end of a line where that is possible."""
    pieces = [""]
    for line in text.split("\n"):
        while len(line) > longest:
            pieces.append(line[:longest])
            line = line[longest:]
        if len(pieces[-1]) + len(line) + 1 > longest:
            pieces.append(line)
        else:
            pieces[-1] = f"{pieces[-1]}\n{line}"
    return [piece.strip("\n") for piece in pieces if piece.strip()]
