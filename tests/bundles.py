"""The pages of a bundle as a phone puts them together (`keepBundle` in client/sw.js)."""

from __future__ import annotations

import json

from bot.channel.offline import Offline


def kept_pages(offline: Offline, code: str) -> dict[str, str]:
    """The HTML of each page that a phone keeps in a language, by its path."""
    bundle = json.loads(offline.bundle(code))
    lines = bundle["lines"]

    def html(page: list[str | int]) -> str:
        return "\n".join(lines[piece] if isinstance(piece, int) else piece for piece in page)

    return {path: html(page) for path, page in bundle["pages"].items()}
