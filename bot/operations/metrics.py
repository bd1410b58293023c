"""`/metrics`: what happened, in numbers only, for Prometheus. No text, no sender, no address."""

from __future__ import annotations

import hmac
import os
from collections.abc import Mapping
from typing import Any

from prometheus_client import CollectorRegistry, Counter, Histogram, generate_latest
from sanic import Blueprint, response
from sanic.request import Request
from sanic.response import HTTPResponse

from bot.doors.door import is_local
from knowledge.languages import LANGUAGES

TOKEN = "WEGWIJS_METRICS_TOKEN"  # noqa: S105 - the name of a setting
OUTCOMES = ("answered", "asked", "clarified", "unknown", "out_of_scope", "social")
CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8"
SECONDS = (0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5)


class Metrics:
    """The counters of one worker. Labels come from closed lists: nothing that a person wrote can become one."""

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        self._replies = Counter(
            "wegwijs_replies",
            "Replies by language, outcome and topic",
            ("language", "outcome", "topic"),
            registry=self.registry,
        )
        self._urgent = Counter(
            "wegwijs_urgent", "Messages that told of something urgent", ("kind",), registry=self.registry
        )
        self._failed = Counter("wegwijs_failed_turns", "Turns that ended in an apology", registry=self.registry)
        self._refused = Counter("wegwijs_refused", "Messages that were not read", ("why",), registry=self.registry)
        self._seconds = Histogram("wegwijs_turn_seconds", "Time of a turn", buckets=SECONDS, registry=self.registry)

    def replied(self, reply: Mapping[str, Any], seconds: float) -> None:
        """Count a reply."""
        self._seconds.observe(seconds)
        if "retry" in reply:
            self._failed.inc()
            return
        language = reply["language"] if reply["language"] in LANGUAGES else "other"
        outcome = reply["outcome"] if reply["outcome"] in OUTCOMES else "other"
        self._replies.labels(language, outcome, reply["topic"] or "none").inc()
        for kind in reply["urgent"]:
            self._urgent.labels(kind).inc()

    def refused(self, why: str) -> None:
        """Count a message that was not read: `broken` or `too_many`."""
        self._refused.labels(why).inc()

    def page(self) -> bytes:
        """Everything, in Prometheus' form."""
        return bytes(generate_latest(self.registry))


def metrics_page(metrics: Metrics) -> Blueprint:
    """The route `/metrics`: for this machine, or for who has the token."""
    routes = Blueprint("metrics")

    @routes.get("/metrics")
    async def show(request: Request) -> HTTPResponse:
        if not may_read(request):
            return response.json({"error": "not found"}, status=404)
        return response.raw(metrics.page(), content_type=CONTENT_TYPE)

    return routes


def may_read(request: Request) -> bool:
    """Whether the request comes from this machine or carries the token of the setting WEGWIJS_METRICS_TOKEN."""
    token = os.environ.get(TOKEN, "")
    given = request.headers.get("authorization", "").removeprefix("Bearer ")
    return is_local(request) or (bool(token) and hmac.compare_digest(given.encode(errors="replace"), token.encode()))
