"""What a phone keeps: every page of four languages, the opening hours worked out ahead, and words to search by."""

from __future__ import annotations

import hashlib
import time
from collections import Counter
from datetime import datetime, timedelta
from datetime import time as clock_time
from itertools import chain, groupby
from typing import Any

from bot.channel.answer_view import answer_path
from bot.channel.labels import hours_sentences, offline_since
from bot.channel.page_maker import PageMaker
from bot.channel.per_content import PerContent
from bot.channel.web import CLIENT, HEADERS, as_json
from knowledge.glossary import bare_words
from knowledge.hours import BRUSSELS
from knowledge.languages import LANGUAGES
from knowledge.openings import AHEAD, helpdesk_spans, minutes
from knowledge.wording import CATALOGS, wording

DAY = timedelta(days=1)
FEW_MINUTES = 10
"""Clocks differ by so much without anybody having moved one."""
KEPT = (".css", ".js", ".svg")
WORTH_SHARING = 40
"""Letters of a line for which a number is shorter."""


class Offline:
    """Makes the files that a phone keeps."""

    def __init__(self, maker: PageMaker) -> None:
        self.maker = maker
        store = maker.context.store
        self.bundle = PerContent(store, self._bundle)
        self.search = PerContent(store, self._search)
        self._versions = PerContent(store, self._version)
        self._script = (CLIENT / "sw.js").read_text(encoding="utf-8")

    @property
    def version(self) -> str:
        """The version of what is served now."""
        return self._versions()

    def _version(self, _: str) -> str:
        """A new one whenever a page would look different: other knowledge, other sentences, another client."""
        maker = self.maker
        told = (maker.context.store.meta["fingerprint"], maker.base, *sorted(maker.spoken))
        digest = hashlib.sha256(" ".join(told).encode())
        code = CLIENT.parent.glob("*.py")
        for path in sorted((*CLIENT.iterdir(), *code, *CATALOGS.rglob("*.po"))):
            digest.update(path.name.encode() + path.read_bytes())
        return digest.hexdigest()[:16]

    def _bundle(self, code: str) -> str:
        """Every page of a language as JSON, with the headers under which a phone shows them.

        A line that stands on several pages, such as a helpdesk's hours, is sent once, under `lines`; in a page its number
        stands for it. That is half as much to read and a quarter less to send: gzip looks back only 32 kB.
        """
        pages = {path: self.maker.page(path).split("\n") for path in self.maker.paths(code)}
        on_pages = Counter(chain.from_iterable(map(set, pages.values())))
        shared = [line for line, count in on_pages.items() if count > 1 and len(line) >= WORTH_SHARING]
        numbers = {line: number for number, line in enumerate(sorted(shared))}
        folded = {path: _folded(lines, numbers) for path, lines in pages.items()}
        return as_json({"version": self.version, "headers": HEADERS, "lines": list(numbers), "pages": folded})

    def _search(self, code: str) -> str:
        """For each answer its address, its title, and the folded words of its title and of all that it says."""
        return as_json([self._searched(code, id_) for id_ in (each.id for each in self.maker.context.store.answers())])

    def _searched(self, code: str, id_: str) -> tuple[str, str, str, str]:
        answer = self.maker.context.store.answer(id_)
        title = answer.title.in_language(code)
        said = [claim.text.in_language(code) for variant in answer.variants for claim in variant.claims]
        return answer_path(code, id_), title, _words(title), _words(" ".join(dict.fromkeys(said)))

    def hours(self) -> dict[str, Any]:
        """When every helpdesk is open in the next weeks, and how each language says so.

        Minutes count from 1970: known from `from`, sure until `sure`, worked out until `end`. Before `content`, the day of
        the content, no clock is right; `sure_now` is false when that of the server is not believed. A server whose clock was
        moved says by how much (`shift`), so that its phones move theirs too.
        """
        now = self.maker.context.clock()
        start = now.astimezone(BRUSSELS).replace(hour=0, minute=0, second=0, microsecond=0)
        end = start + AHEAD + DAY
        desks = self.maker.context.store.helpdesks.values()
        shift = minutes(now) - int(time.time()) // 60
        content = datetime.combine(self.maker.context.store.content_date, clock_time.min, BRUSSELS)
        return {
            "sure_now": self.maker.context.sure_now is not None,
            "content": minutes(content),
            "from": minutes(start),
            "sure": minutes(start + AHEAD),
            "end": minutes(end),
            "shift": shift if abs(shift) > FEW_MINUTES else 0,
            "doors": {each.id: helpdesk_spans(each, start, end) for each in desks if each.may_be_shown},
            "says": {code: self._says(code, start, end) for code in LANGUAGES},
        }

    def _says(self, code: str, start: datetime, end: datetime) -> dict[str, Any]:
        words = wording(code)
        days = [start + DAY * at for at in range((end - start).days + 1)]
        return {
            "offline": offline_since(code, words.day(start.date())),
            "sentences": hours_sentences(code),
            "days": {day.date().isoformat(): words.weekday(day) for day in days},
        }

    def worker(self) -> str:
        """The service worker's script with its version and the files that it keeps."""
        files = [f"/static/{path.name}" for path in sorted(CLIENT.iterdir()) if path.suffix in KEPT]
        known = {
            "version": self.version,
            "files": [*files, "/icons/192.png"],
            "chat": ["/", *(f"/{code}" for code in LANGUAGES)],
            "bundles": [f"/offline/{code}.json" for code in LANGUAGES],
            "data": [
                "/blank",
                "/urgent.json",
                "/offline/hours.json",
                *(f"/{code}/titles.json" for code in LANGUAGES),
                *(f"/offline/{code}/search.json" for code in LANGUAGES),
            ],
        }
        return f"const KNOWN = {as_json(known)};\n{self._script}"

    def manifest(self, code: str | None) -> str:
        """How a phone installs the app, in a language or in none."""
        start = f"/{code}" if code else "/"
        language = {"lang": code, "dir": LANGUAGES[code].direction} if code else {}
        return as_json(
            {
                "name": "Wegwijs",
                "short_name": "Wegwijs",
                "id": "/",
                "start_url": start,
                "scope": "/",
                "display": "standalone",
                "background_color": "#f4f1ec",
                "theme_color": "#0b5c5c",
                "icons": [
                    *(_icon(size, "any") for size in (192, 512)),
                    _icon(512, "maskable"),
                    {"src": "/static/icon.svg", "sizes": "any", "type": "image/svg+xml"},
                ],
                **language,
            }
        )


def _folded(lines: list[str], numbers: dict[str, int]) -> list[str | int]:
    """The lines of a page, those that are shared as their numbers and those between them as one text."""
    runs = groupby(lines, numbers.get)
    return [piece for number, run in runs for piece in (["\n".join(run)] if number is None else [number for _ in run])]


def _icon(size: int, purpose: str) -> dict[str, str]:
    return {"src": f"/icons/{size}.png", "sizes": f"{size}x{size}", "type": "image/png", "purpose": purpose}


def _words(text: str) -> str:
    return " ".join(dict.fromkeys(bare_words(text)))
