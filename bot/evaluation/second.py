"""`python -m bot.evaluation.second`: the weights in bot/config.yml of what speaks for a second question, set on labelled messages."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

import numpy as np

from bot.assistant import load_assistant
from bot.build import MODEL, knowledge_store
from bot.components.classifier import EVIDENCE
from bot.components.second import Limits, Pair
from bot.evaluation.cases import Case, cases
from bot.evaluation.measures import ANY

SETS = ("calibration", "development", "past_fresh")
FALSE = {"given": 0.06, "offered": 0.2}
"""Of the messages that ask one thing, so many may be given a second answer, or be offered one."""
FOLDS = 5
STRENGTH = 0.3

Judged = tuple[Case, Pair]


async def pairs(names: Iterable[str]) -> list[Judged]:
    """The questions of these sets that can be cut, each with the pair that the trained classifier finds likeliest."""
    from rasa.core.channels.channel import UserMessage

    from actions.context import Context

    processor = (await load_assistant(MODEL, Context(knowledge_store()))).processor
    target = processor.model_metadata.nlu_target
    found = []
    for case in (case for name in names for case in cases(name)):
        if case.answers and ANY not in case.answers:
            inputs = {"__message__": [UserMessage(case.text)], "__tracker__": None}
            pair = processor.graph_runner.run(inputs=inputs, targets=[target])[target][0].get(EVIDENCE)
            found += [(case, pair)] if pair else []
    return found


def is_right(judged: Judged, intents: dict[str, str]) -> bool:
    """Whether these two questions are the ones that the message asks."""
    case, pair = judged
    wanted = [{intents[id_] for id_ in ids} for ids in (case.answers, case.second)]
    return any(first in wanted[0] and second in wanted[1] for first, second in (pair.names, pair.names[::-1]))


def fit(found: Sequence[Judged], intents: dict[str, str]) -> Limits:
    """The weights that tell right pairs best, and the limits at which so many single questions as allowed get a second answer."""
    from sklearn.linear_model import LogisticRegression
    from sklearn.model_selection import cross_val_predict

    names = list(found[0][1].evidence)
    rows = np.array([[pair.evidence[name] for name in names] for _, pair in found])
    scale = rows.std(axis=0)
    right = np.array([is_right(judged, intents) for judged in found])
    model = LogisticRegression(C=STRENGTH, max_iter=2000).fit(rows / scale, right)
    unseen = cross_val_predict(model, rows / scale, right, cv=FOLDS, method="predict_proba")[:, 1]
    single = np.array([not case.second for case, _ in found])
    limits = {name: float(np.quantile(unseen[single], 1 - share)) for name, share in FALSE.items()}
    return Limits(dict(zip(names, model.coef_[0] / scale, strict=True)), float(model.intercept_[0]), **limits)


def table(limits: Limits, found: Sequence[Judged], intents: dict[str, str]) -> Iterator[str]:
    """What these limits do to messages with two questions and with one."""
    two = [judged for judged in found if judged[0].second]
    one = [judged for judged in found if not judged[0].second]
    for name, limit in (("given", limits.given), ("offered", limits.offered)):
        told = [judged for judged in two if limits.sure(judged[1].evidence) >= limit]
        right = sum(is_right(judged, intents) for judged in told)
        false = sum(limits.sure(pair.evidence) >= limit for _, pair in one)
        yield f"{name}: {right} right and {len(told) - right} wrong pairs of {len(two)}; {false} second questions of {len(one)} single"


def _main() -> Iterator[str]:
    intents = {answer.id: answer.intent for answer in knowledge_store().answers()}
    limits = fit(asyncio.run(pairs(SETS)), intents)
    weights: dict[str, Any] = {name: round(value, 2) for name, value in limits.weights.items()}
    yield f"    second: # on two_questions, {'; '.join(table(limits, asyncio.run(pairs(['two_questions'])), intents))}"
    yield f"      weights: {weights}".replace("'", "")
    yield f"      bias: {limits.bias:.2f}\n      given: {limits.given:.2f}\n      offered: {limits.offered:.2f}"


if __name__ == "__main__":
    print("\n".join(_main()))
