"""The training sentences as they stand in `data/nlu`, and what makes one useless: a near-copy, a filled-in template."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

import yaml

from bot.build import ROOT
from knowledge.languages import ARABIZI
from knowledge.normalise import plain_words

DATA = ROOT / "data/nlu"
ALIKE = 0.8
"""Two sentences that share more of their words than this are one sentence."""
LONG_ENOUGH = 5
"""Words from which sharing most of them says something."""
TEMPLATE_WORDS = 4
MOST_FILLED_IN = 2
"""Sentences of one intent that differ in one word only; a third is a template."""


@dataclass(frozen=True)
class Sentence:
    """A training sentence; its group is its language, or `arabizi`."""

    text: str
    intent: str
    language: str
    group: str


def sentences(language: str, root: Path = DATA) -> Iterator[Sentence]:
    """The training sentences of a language, Arabizi with Arabic."""
    for path in sorted((root / language).glob("*.yml")):
        group = ARABIZI if path.stem.endswith(f"_{ARABIZI}") else language
        for block in yaml.safe_load(path.read_text(encoding="utf-8"))["nlu"]:
            for line in block["examples"].splitlines():
                if line.startswith("- "):
                    yield Sentence(line[2:].strip(), block["intent"], language, group)


def near_copies(found: Iterable[Sentence]) -> list[tuple[str, str]]:
    """Pairs of sentences of which most words are the same."""
    kept: list[tuple[Sentence, frozenset[str]]] = []
    holding: dict[str, list[int]] = defaultdict(list)
    pairs = []
    for sentence in found:
        words = frozenset(plain_words(sentence.text))
        if len(words) < LONG_ENOUGH:
            continue
        rarest = sorted(words, key=lambda word: len(holding[word]))[: len(words) // 4 + 1]
        for at in sorted({at for word in rarest for at in holding[word]}):
            other, its = kept[at]
            if len(words & its) > ALIKE * len(words | its):
                pairs.append((other.text, sentence.text))
        for word in words:
            holding[word].append(len(kept))
        kept.append((sentence, words))
    return pairs


def templates(found: Iterable[Sentence]) -> list[list[str]]:
    """Runs of sentences of one intent that are the same but for one word."""
    runs: dict[tuple[str, ...], list[str]] = defaultdict(list)
    for sentence in found:
        words = plain_words(sentence.text)
        if len(words) >= TEMPLATE_WORDS:
            for at in range(len(words)):
                frame = (sentence.intent, *words[:at], "", *words[at + 1 :])
                runs[frame].append(sentence.text)
    return [run for run in runs.values() if len(run) > MOST_FILLED_IN]
