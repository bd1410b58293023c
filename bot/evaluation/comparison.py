"""`python -m bot.evaluation.comparison`: our classifier and Rasa's default one (DIET), on the same sentences and messages.

Both are trained on one seeded share of the sentences (DIET needs hours for all of them): the intents with most sentences,
and what is out of scope. They are tested on the development messages that ask for one of these. Ours is then trained on
all sentences of the same intents. Each runs in a process of its own, one after the other; Rasa's in `.venv-rasa`, with TensorFlow.
"""

from __future__ import annotations

import asyncio
import json
import os
import random
import statistics
import subprocess
import sys
import tempfile
import time
from collections import Counter, defaultdict
from pathlib import Path
from typing import Any

import yaml

from bot.bench.environment import rasa_python
from bot.build import ROOT, knowledge_store
from bot.evaluation.cases import Case, cases
from bot.sentences import Sentence, sentences
from knowledge.languages import LANGUAGES

INTENTS = 40
EACH = 5
"""Sentences of each intent and language in the share."""
SEED = 1
PLAIN = ROOT / "bot/evaluation/plain_rasa.yml"
OURS = ROOT / "bot/config.yml"
REFUSALS = ("out_of_scope", "nlu_fallback")


def compared() -> set[str]:
    """The intents that are compared: those of answers with most sentences, and `out_of_scope`."""
    counts = Counter(sentence.intent for code in LANGUAGES for sentence in sentences(code))
    asked = [intent for intent, _ in counts.most_common() if intent in knowledge_store().intents]
    return {*asked[:INTENTS], "out_of_scope"}


def share(intents: set[str], each: int | None) -> list[Sentence]:
    """The training sentences of these intents: `each` of every intent and language, seeded; or all of them."""
    chosen: list[Sentence] = []
    dice = random.Random(SEED)
    for code in LANGUAGES:
        by_intent: dict[str, list[Sentence]] = defaultdict(list)
        for sentence in sentences(code):
            by_intent[sentence.intent].append(sentence)
        for intent in sorted(intents):
            count = len(by_intent[intent]) if each is None else each
            chosen += dice.sample(by_intent[intent], count)
    return chosen


def write(chosen: list[Sentence], folder: Path) -> None:
    """The sentences in Rasa's format, in folders by language."""
    blocks: dict[tuple[str, str], list[str]] = defaultdict(list)
    for sentence in chosen:
        blocks[sentence.language, sentence.intent].append(f"- {sentence.text}")
    for (language, intent), lines in blocks.items():
        path = folder / language / f"{intent}.yml"
        path.parent.mkdir(parents=True, exist_ok=True)
        entry = {"intent": intent, "examples": "\n".join(lines)}
        path.write_text(yaml.safe_dump({"version": "3.1", "nlu": [entry]}, allow_unicode=True), encoding="utf-8")


def measure(config: Path, data: Path) -> dict[str, Any]:
    """Train with `config` on `data` and parse the development messages; times in seconds and ms, sizes in MB."""
    if config == OURS:
        from bot.assistant import quieten

        quieten()
    from rasa.core.agent import load_agent
    from rasa.model_training import train_nlu

    with tempfile.TemporaryDirectory() as folder:
        start = time.monotonic()
        model = train_nlu(
            config=str(config), nlu_data=str(data), output=folder, domain=str(ROOT / "bot/domain/domain.yml")
        )
        trained = time.monotonic() - start
        if model is None:
            raise RuntimeError(f"Rasa trained no model with {config}")
        size = Path(model).stat().st_size

        async def parse() -> list[tuple[Case, str, float]]:
            agent = await load_agent(model)
            found = []
            for case in asked():
                begin = time.perf_counter()
                parsed = await agent.parse_message(case.text)
                found.append((case, parsed["intent"]["name"], 1000 * (time.perf_counter() - begin)))
            return found

        parsed = asyncio.run(parse())
    return {"training_s": round(trained), "size_mb": round(size / 1e6, 1), **scores(parsed)}


def asked() -> list[Case]:
    """The development messages that ask for one of the compared intents, or are out of scope."""
    names = {answer.id: answer.intent for answer in knowledge_store().answers()}
    intents = compared()
    return [
        case
        for case in cases("development")
        if case.outcome == "out_of_scope" or (case.answers and names[case.answers[0]] in intents)
    ]


def scores(parsed: list[tuple[Case, str, float]]) -> dict[str, float]:
    """Shares of the development messages, and the middle and slow end of the time to parse one (ms)."""
    intents = {answer.id: answer.intent for answer in knowledge_store().answers()}
    urgent = {answer for kind in knowledge_store().urgent.values() for answer in kind.answers}
    right = total = refused = outside = lost = 0
    for case, intent, _ in parsed:
        if case.answers:
            total += 1
            wanted = {intents[id_] for id_ in (*case.answers, *case.second)}
            right += intent in wanted or (intent == "report_urgent" and bool(urgent.intersection(case.answers)))
            lost += intent in REFUSALS
        elif case.outcome == "out_of_scope":
            outside += 1
            refused += intent in REFUSALS
    times = sorted(time_ for _, _, time_ in parsed)
    return {
        "right_intent": round(right / total, 3),
        "unsure_or_refused": round(lost / total, 3),
        "out_of_scope_refused": round(refused / outside, 3),
        "parse_p50_ms": round(statistics.median(times), 1),
        "parse_p95_ms": round(times[int(0.95 * len(times))], 1),
    }


def main() -> None:
    """Measure the three, one after the other, and print a JSON object."""
    intents = compared()
    small, all_ = share(intents, EACH), share(intents, None)
    with tempfile.TemporaryDirectory() as one, tempfile.TemporaryDirectory() as other:
        write(small, Path(one))
        write(all_, Path(other))
        runs = {
            "rasa default (DIET), share": (PLAIN, Path(one)),
            "wegwijs, share": (OURS, Path(one)),
            "wegwijs, all sentences": (OURS, Path(other)),
        }
        found = {name: _in_own_process(config, data) for name, (config, data) in runs.items()}
    counts = {"intents": len(intents), "messages": len(asked()), "in_share": len(small), "in_all": len(all_)}
    print(json.dumps({**counts, **found}, indent=1))


def _in_own_process(config: Path, data: Path) -> dict[str, Any]:
    python = sys.executable if config == OURS else rasa_python()
    command = [python, "-W", "ignore", "-m", "bot.evaluation.comparison", str(config), str(data)]
    with tempfile.TemporaryDirectory() as cache:  # what was trained before must not shorten the training
        environment = {**os.environ, "RASA_CACHE_DIRECTORY": cache}
        done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True)
    if done.returncode:
        raise RuntimeError(done.stderr[-2000:])
    return dict(json.loads(done.stdout.splitlines()[-1]))


if __name__ == "__main__":
    if len(sys.argv) > 1:
        print(json.dumps(measure(Path(sys.argv[1]), Path(sys.argv[2]))))
    else:
        main()
