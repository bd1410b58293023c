"""The sentences of the benchmark: a fixed share of the training data, committed in `bot/bench/data/<language>/nlu.yml`.

`python -m bot.bench.share` draws it again from `data/nlu`; do so only with a reason, for older figures then no longer compare.
"""

from __future__ import annotations

import random
from collections import Counter, defaultdict
from pathlib import Path

import yaml

from bot.sentences import Sentence, sentences
from knowledge.languages import LANGUAGES

DATA = Path(__file__).parent / "data"
SEED = 8
INTENTS = 28
EACH = 4


def share(intents: int = INTENTS) -> dict[str, dict[str, list[str]]]:
    """The sentences by language and intent, of the first so many intents."""
    found: dict[str, dict[str, list[str]]] = {}
    for code in LANGUAGES:
        by_intent: dict[str, list[str]] = defaultdict(list)
        for sentence in sentences(code, DATA):
            by_intent[sentence.intent].append(sentence.text)
        found[code] = {intent: by_intent[intent] for intent in sorted(by_intent)[:intents]}
    return found


class _Lines(yaml.SafeDumper):
    """Writes sentences a line each, as people do."""


def _represent(dumper: yaml.SafeDumper, text: str) -> yaml.ScalarNode:
    return dumper.represent_scalar("tag:yaml.org,2002:str", text, style="|" if "\n" in text else None)


_Lines.add_representer(str, _represent)


def write(chosen: dict[str, dict[str, list[str]]], folder: Path) -> None:
    """Write the sentences in Rasa's format, a folder for each language."""
    for code, intents in chosen.items():
        path = folder / code / "nlu.yml"
        path.parent.mkdir(parents=True, exist_ok=True)
        blocks = [{"intent": name, "examples": "".join(f"- {text}\n" for text in intents[name])} for name in intents]
        content = yaml.dump({"version": "3.1", "nlu": blocks}, Dumper=_Lines, allow_unicode=True, sort_keys=False)
        path.write_text(content, encoding="utf-8")


def draw() -> dict[str, dict[str, list[str]]]:
    """Draw the share: of the intents with most sentences, so many of each in every language."""
    everything = [sentence for code in LANGUAGES for sentence in sentences(code)]
    counts = Counter(each.intent for each in everything if each.intent.startswith("ask_"))
    dice = random.Random(SEED)
    chosen: dict[str, dict[str, list[str]]] = {code: {} for code in LANGUAGES}
    for intent in sorted(name for name, _ in counts.most_common(INTENTS)):
        for code in LANGUAGES:
            chosen[code][intent] = dice.sample(_plain(everything, intent, code), EACH)
    return chosen


def _plain(everything: list[Sentence], intent: str, code: str) -> list[str]:
    """What Rasa reads as text in both systems: no entity marks."""
    return [each.text for each in everything if (each.intent, each.language) == (intent, code) and "[" not in each.text]


if __name__ == "__main__":
    write(draw(), DATA)
