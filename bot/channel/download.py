"""One file with everything in one language, for phones that may not keep pages: it opens without any network.

It is the one page with script and style inside: a file on a phone cannot fetch them. Its policy names exactly those by
their hashes and forbids every request.
"""

from __future__ import annotations

import base64
import hashlib
from dataclasses import dataclass

from actions.context import Context
from bot.channel.answer_view import Viewer
from bot.channel.labels import content_of, labels, saved_on
from bot.channel.offline import Offline
from bot.channel.web import CLIENT, as_json, render
from knowledge.hours import BRUSSELS
from knowledge.languages import LANGUAGES
from knowledge.wording import wording

SCRIPTS = ("hours.js", "search.js", "download.js")


@dataclass(frozen=True)
class Download:
    """Makes the file of a language, with today's opening hours in it."""

    offline: Offline

    @property
    def _context(self) -> Context:
        return self.offline.maker.context

    def file(self, code: str) -> tuple[str, str]:
        """The file, and the policy under which it may be shown."""
        style = (CLIENT / "page.css").read_text(encoding="utf-8")
        script = "\n".join((CLIENT / name).read_text(encoding="utf-8") for name in SCRIPTS)
        policy = f"default-src 'none'; style-src '{_hash(style)}'; script-src '{_hash(script)}'; base-uri 'none'"
        return self._render(code, style, script, policy), policy

    def _render(self, code: str, style: str, script: str, policy: str) -> str:
        maker = self.offline.maker
        viewer = Viewer(self._context, LANGUAGES[code], self._context.sure_now)
        store = self._context.store
        listed = [
            (topic, [viewer.answer(answer) for answer in store.answers(topic.id)]) for topic in store.answered_topics
        ]
        hours = self.offline.hours()
        today = wording(code).day(self._context.clock().astimezone(BRUSSELS).date())
        return render(
            "download.html",
            LANGUAGES[code],
            t=labels(code),
            listed=listed,
            late=maker.late,
            doors=viewer.directory(),
            saved=saved_on(code, today),
            content=content_of(code, store.content_date),
            hours=_inside(as_json({**hours, "says": {code: hours["says"][code]}})),
            words=_inside(self.offline.search(code)),
            style=style,
            script=script,
            policy=policy,
        )


def _inside(json: str) -> str:
    """JSON that may stand inside a script element."""
    return json.replace("<", "\\u003c")


def _hash(text: str) -> str:
    return f"sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}"
