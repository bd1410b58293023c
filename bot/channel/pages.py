"""The pages of the conversation: the start, the chat, the kiosk, the neutral page, and the files of the client."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any

from markupsafe import Markup
from sanic import Blueprint, response
from sanic.request import Request
from sanic.response import HTTPResponse

from actions.context import Context
from actions.topics import topic_payload
from bot.channel.labels import content_of, labels, offline_since
from bot.channel.per_content import PerContent
from bot.channel.phrases import language_names, page_phrases, script_phrases, start_line, touch_line
from bot.channel.web import CLIENT, HEADERS, JSON, as_json, language_of, render, send
from bot.operations.health import health as health_of
from knowledge.hours import BRUSSELS
from knowledge.languages import LANGUAGES, Language
from knowledge.model import EMERGENCY, Answer
from knowledge.normalise import fold
from knowledge.wording import Wording, wording

__all__ = ["HEADERS", "pages"]

TYPES = {
    ".css": "text/css; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".svg": "image/svg+xml",
    ".png": "image/png",
}
OK, UNAVAILABLE = 200, 503
MODULES = (
    "dom.js", "cards.js", "tools.js", "listen.js", "sheets.js", "store.js", "send.js", "urgent.js", "suggest.js",
    "chat.js",
)  # fmt: skip
"""The scripts that the chat loads one through another; named up front, they come at once."""
CORE = ("medical", "school", "family", "travel", "diploma")
"""The topics whose first questions stand on the start of the chat."""
COMMON = 2

Handler = Callable[[Request], Awaitable[HTTPResponse]]


def pages(context: Context) -> Blueprint:
    """The routes of the conversation: `/`, `/<language>`, `/kiosk`, `/blank`, their files and `/health`."""
    routes = Blueprint("pages")

    @routes.get("/")
    async def start(request: Request) -> HTTPResponse:
        return send(request, _start(context, language_of(request), kiosk=False))

    @routes.get("/kiosk")
    async def kiosk(request: Request) -> HTTPResponse:
        return send(request, _start(context, language_of(request), kiosk=True))

    @routes.get("/blank")
    async def blank(request: Request) -> HTTPResponse:
        language = language_of(request)
        today = wording(language.code).weekday(context.clock().astimezone(BRUSSELS))
        return send(request, render("blank.html", language, day=today))

    @routes.get("/health")
    async def health(request: Request) -> HTTPResponse:
        ready = bool(getattr(request.app.ctx, "agent", None)) and request.app.ctx.agent.is_ready()
        stores = getattr(request.app.ctx, "stores", None)
        storage = await stores.state() if stores else "ok"
        found = health_of(context, ready=ready, storage=storage)
        return response.json(found, status=OK if found["ready"] else UNAVAILABLE)

    @routes.get("/ready")
    async def ready(request: Request) -> HTTPResponse:
        """The same, in the status alone, for a proxy that asks every second."""
        return response.empty(status=204 if (await health(request)).status == OK else UNAVAILABLE)

    urgent = PerContent(context.store, lambda _: as_json(_urgent_rules(context)))
    routes.add_route(_made(urgent, ""), "/urgent.json", name="urgent")
    for path in sorted(path for path in CLIENT.iterdir() if path.suffix in TYPES):
        served = _fixed(path.read_bytes(), TYPES[path.suffix])
        routes.add_route(served, f"/static/{path.name}", name=f"static_{path.name.replace('.', '_').replace('-', '_')}")
    for language in LANGUAGES.values():
        _add_language(routes, context, language)
    return routes


def _add_language(routes: Blueprint, context: Context, language: Language) -> None:
    code = language.code
    titles = PerContent(context.store, lambda code: as_json(_titles(context, code)))
    routes.add_route(_made(titles, code), f"/{code}/titles.json", name=f"titles_{code}")
    for prefix, is_kiosk in (("", False), ("/kiosk", True)):
        page = _chat(context, language, is_kiosk)
        routes.add_route(page, f"{prefix}/{code}", name=f"chat_{code}_{'kiosk' if is_kiosk else 'phone'}")


def _fixed(body: str | bytes, content_type: str) -> Handler:
    async def handler(request: Request) -> HTTPResponse:
        return send(request, body, content_type)

    return handler


def _made(make: PerContent[str], word: str) -> Handler:
    async def handler(request: Request) -> HTTPResponse:
        return send(request, make(word), JSON)

    return handler


def _start(context: Context, language: Language, *, kiosk: bool) -> str:
    choices = [
        {
            "code": each.code,
            "name": each.name,
            "direction": each.direction,
            "line": start_line(wording(each.code)),
            "touch": touch_line(wording(each.code)),
        }
        for each in LANGUAGES.values()
    ]
    content = content_of(language.code, context.store.content_date)
    t = page_phrases(wording(language.code))
    return render("start.html", language, t=t, choices=choices, kiosk=kiosk, content=content)


def _chat(context: Context, language: Language, kiosk: bool) -> Handler:
    code = language.code
    words = wording(code)

    def fill(code: str) -> dict[str, Any]:
        return {
            "t": _unbroken(page_phrases(words)),
            "say": _script_data(words),
            "kiosk": kiosk,
            "modules": MODULES,
            "topics": _topics(context, code),
            "common": _common(context, code),
            "insecure": labels(code)["insecure"],
            "save_all": labels(code)["save_all"],
            "content": content_of(code, context.store.content_date),
        }

    filled = PerContent(context.store, fill)

    async def handler(request: Request) -> HTTPResponse:
        offline = offline_since(code, words.day(context.clock().astimezone(BRUSSELS).date()))
        return send(request, render("chat.html", language, offline=offline, **filled(code)))

    return handler


def _script_data(words: Wording) -> Any:
    """The sentences of the scripts as JSON that may stand in a page."""
    data = as_json({**script_phrases(words), "languages": language_names()})
    return Markup(data.replace("<", "\\u003c"))


def _topics(context: Context, code: str) -> list[dict[str, str]]:
    return [
        {"id": topic.id, "name": topic.name.in_language(code), "payload": topic_payload(topic.id)}
        for topic in context.store.answered_topics
    ]


def _common(context: Context, code: str) -> list[dict[str, str]]:
    found = [_entry(answer, code) for topic in CORE for answer in context.store.answers(topic)[:COMMON]]
    return [_unbroken(entry) for entry in found]


def _unbroken(texts: dict[str, str]) -> dict[str, str]:
    """French puts a space before a question mark, which may not begin a line."""
    return {name: text.replace(" ?", "\u00a0?") for name, text in texts.items()}


def _titles(context: Context, code: str) -> list[dict[str, str]]:
    """What is suggested while somebody types: no emergency, others may be looking."""
    return [_entry(answer, code) for answer in context.store.answers() if answer.topic != EMERGENCY]


def _entry(answer: Answer, code: str) -> dict[str, str]:
    return {
        "title": answer.title.in_language(code),
        "payload": f"/{answer.intent}",
        "topic": answer.topic,
        "path": answer.id.replace(".", "/"),
    }


def _urgent_rules(context: Context) -> dict[str, Any]:
    """The rules of `knowledge/urgent.py`, folded, for a phone without network."""
    kinds = context.store.urgent.values()
    return {
        "kinds": [{"says": _folded(kind.says), "unless": _folded(kind.unless)} for kind in kinds],
        "payloads": [topic_payload(EMERGENCY), *(f"/{each.intent}" for each in context.store.answers(EMERGENCY))],
    }


def _folded(lines: tuple[str, ...]) -> list[str]:
    return list(dict.fromkeys(map(fold, lines)))
