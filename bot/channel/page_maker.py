"""Every page that works before script, as HTML: all questions, one topic, one answer, two languages, the helpdesks."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from actions.context import Context
from bot.channel.answer_view import AnswerView, Viewer, answer_path
from bot.channel.labels import content_of, labels, offline_since, out_of_date
from bot.channel.web import CLIENT, render
from knowledge.hours import BRUSSELS
from knowledge.languages import LANGUAGES, Language
from knowledge.store import UnknownAnswer
from knowledge.wording import wording


class UnknownPage(LookupError):
    """There is no page at this address."""


@dataclass(frozen=True)
class PageMaker:
    """Makes the page at an address as it is now.

    `base` is the address under which the house is known, or empty; `spoken` are the languages in which the server can
    read aloud.
    """

    context: Context
    base: str = ""
    spoken: frozenset[str] = field(default_factory=frozenset)

    def paths(self, code: str) -> Iterator[str]:
        """The addresses of all pages in a language, but for those with two languages."""
        store = self.context.store
        yield from (f"/{code}/topics", f"/{code}/helpdesks")
        yield from (f"/{code}/{topic.id}" for topic in store.answered_topics)
        yield from (answer_path(code, answer.id) for answer in store.answers())

    def page(self, path: str) -> str:
        """The page at an address. Raises UnknownPage."""
        parts = path.strip("/").split("/")
        language = LANGUAGES.get(parts[0])
        if language is None:
            raise UnknownPage(path)
        match parts[1:]:
            case ["topics"]:
                return self._topics(language)
            case ["helpdesks"]:
                return self._helpdesks(language)
            case [topic]:
                return self._topic(language, topic)
            case [topic, answer]:
                return self._answer(self._view(language, f"{topic}.{answer}", path))
            case [topic, answer, "with", other] if other in LANGUAGES and other != language.code:
                names = (language, LANGUAGES[other])
                return self._beside([self._view(each, f"{topic}.{answer}", path) for each in names])
        raise UnknownPage(path)

    def missing(self, language: Language) -> str:
        """The page that says that there is none, and where to go on."""
        return self._render("missing.html", language, "", labels(language.code)["missing"], translations={})

    def _topics(self, language: Language) -> str:
        store = self.context.store
        listed = [(topic, store.answers(topic.id)) for topic in store.answered_topics]
        return self._render("topics.html", language, "/topics", labels(language.code)["topics"], listed=listed)

    def _helpdesks(self, language: Language) -> str:
        doors = Viewer(self.context, language, self.context.sure_now).directory()
        return self._render("helpdesks.html", language, "/helpdesks", labels(language.code)["helpdesks"], doors=doors)

    def _topic(self, language: Language, topic: str) -> str:
        answers = self.context.store.answers(topic)
        if not answers:
            raise UnknownPage(f"/{language.code}/{topic}")
        name = self.context.store.topics[topic].name.in_language(language.code)
        return self._render("topic.html", language, f"/{topic}", name, answers=answers)

    def _answer(self, view: AnswerView) -> str:
        path = view.answer.id.replace(".", "/")
        return self._render(
            "answer.html",
            view.language,
            f"/{path}",
            view.title,
            description=view.short,
            view=view,
            late=self.late(view),
            topic=self.context.store.topics[view.answer.topic],
            audio=f"/audio/{view.language.code}/{path}" if view.language.code in self.spoken else None,
        )

    def _beside(self, views: list[AnswerView]) -> str:
        first, second = views
        other = second.language.code
        tail = f"/{first.answer.id.replace('.', '/')}/with"
        return self._render(
            "beside.html",
            first.language,
            f"{tail}/{other}",
            f"{first.title} / {second.title}",
            description=first.short,
            views=views,
            texts={code: labels(code) for code in LANGUAGES},
            late={view.language.code: self.late(view) for view in views},
            translations={code: f"/{code}{tail}/{other}" for code in LANGUAGES if code != other},
        )

    def view(self, language: Language, answer: str) -> AnswerView:
        """An answer as its page shows it now. Raises UnknownAnswer."""
        return Viewer(self.context, language, self.context.sure_now).answer(self.context.store.answer(answer))

    def late(self, view: AnswerView) -> str:
        """What the page says once the answer had to be checked again."""
        code = view.language.code
        return out_of_date(code, wording(code).day(view.review_by))

    def _view(self, language: Language, answer: str, path: str) -> AnswerView:
        try:
            return self.view(language, answer)
        except UnknownAnswer as error:
            raise UnknownPage(path) from error

    def _render(self, template: str, language: Language, tail: str, title: str, **values: Any) -> str:
        code = language.code
        today = wording(code).day(self.context.clock().astimezone(BRUSSELS).date())
        shared = {
            "t": labels(code),
            "title": title,
            "description": labels(code)["saves_all"],
            "path": f"/{code}{tail}",
            "base": self.base,
            "translations": {each: f"/{each}{tail}" for each in LANGUAGES},
            "offline": offline_since(code, today),
            "content": content_of(code, self.context.store.content_date),
            "leaves": (CLIENT / "leave.js").exists(),
        }
        return render(template, language, **{**shared, **values})
