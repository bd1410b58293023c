"""`python -m bot.evaluation.thresholds`: the thresholds of bot/config.yml, set on messages kept for that alone."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import product
from typing import Any

from bot.assistant import load_assistant
from bot.build import MODEL, knowledge_store
from bot.components.certainty import FALLBACK, OUT_OF_SCOPE, Thresholds
from bot.evaluation.cases import Case, cases
from knowledge.languages import LANGUAGES

SURE = (0.4, 0.45, 0.5, 0.55, 0.6, 0.65, 0.7, 0.75, 0.8, 0.85)
REFUSE = (0.05, 0.08, 0.12, 0.16, 0.2, 0.3)
CERTAIN = (0.4, 0.5, 0.6, 0.7, 0.8)
OFFERED = 3

WORTH = {
    "right": 1.0,
    "offered": 0.5,
    "wrong": -2.0,
    "lost": -1.5,
    "refused": 1.0,
    "asked for nothing": -0.25,
    "answered outside": -1.0,
}
"""What an outcome is worth: a wrong answer and a good question refused cost more than one question back."""
NOISE = 0.006
"""What thresholds may differ in worth, a message, and still be equal: two messages in 350."""


@dataclass(frozen=True)
class Ranked:
    """A labelled message and the classifier's ranking, best first."""

    case: Case
    ranking: list[dict[str, Any]]


def outcome(ranked: Ranked, thresholds: Thresholds, intents: dict[str, str]) -> str:
    """What would become of the message with these thresholds."""
    intent = thresholds.intent(ranked.ranking)["name"]
    if not ranked.case.answers:
        if intent == OUT_OF_SCOPE:
            return "refused"
        return "asked for nothing" if intent == FALLBACK else "answered outside"
    wanted = {intents[id_] for id_ in (*ranked.case.answers, *ranked.case.second)}
    if intent == OUT_OF_SCOPE:
        return "lost"
    if intent == FALLBACK:
        return "offered" if wanted & {each["name"] for each in ranked.ranking[:OFFERED]} else "lost"
    return "right" if intent in wanted else "wrong"


def best(found: Sequence[Ranked], intents: dict[str, str]) -> Thresholds:
    """The thresholds whose outcomes are worth most; of those that noise tells apart, the ones that ask back least."""
    scores = {
        each: sum(WORTH[outcome(ranked, each, intents)] for ranked in found)
        for each in (Thresholds(*values) for values in product(SURE, REFUSE, CERTAIN))
    }
    top = max(scores.values())
    equals = [each for each, score in scores.items() if score >= top - NOISE * len(found)]
    return min(equals, key=lambda each: (each.sure, -scores[each]))


async def rankings(name: str) -> list[Ranked]:
    """The messages of the set `name` that ask something or nothing of ours, with their rankings."""
    from actions.context import Context

    agent = await load_assistant(MODEL, Context(knowledge_store()))
    found = [case for case in cases(name) if case.language in LANGUAGES and case.outcome != "social"]
    return [Ranked(case, await _ranking(agent, case.text)) for case in found]


async def _ranking(agent: Any, text: str) -> list[dict[str, Any]]:
    parsed = await agent.parse_message(text)
    return [each for each in parsed["intent_ranking"] if each["name"] != FALLBACK]


def _lines(found: Sequence[Ranked]) -> Iterator[str]:
    intents = {answer.id: answer.intent for answer in knowledge_store().answers()}
    for code in LANGUAGES:
        chosen = best([ranked for ranked in found if ranked.case.language == code], intents)
        yield f"      {code}: {{sure: {chosen.sure}, refuse: {chosen.refuse}, certain: {chosen.certain}}}"


if __name__ == "__main__":
    print("\n".join(_lines(asyncio.run(rankings("calibration")))))
