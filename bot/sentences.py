"""The training sentences as they stand in `data/nlu`, and what makes one useless: a near-copy, a filled-in template."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

import yaml

from bot.build import ROOT
from bot.errors import UnreadableSentences
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
        for intent, text in read(path):
            yield Sentence(text, intent, language, group)


def read(path: Path) -> Iterator[tuple[str, str]]:
    """The intent and the text of each sentence of a file. Raises UnreadableSentences.

    Rasa's own reader of the same form takes ten seconds longer, for entities and formats that we do not have.
    """
    try:
        blocks = list(yaml.load(path.read_text(encoding="utf-8"), Loader=yaml.CSafeLoader)["nlu"])
    except (yaml.YAMLError, UnicodeDecodeError, KeyError, TypeError) as error:
        raise UnreadableSentences(f"{path}: is no file of sentences ({error}); begin with `nlu:`") from error
    for number, block in enumerate(blocks, 1):
        if set(block) != {"intent", "examples"}:
            raise UnreadableSentences(f"{path}: block {number} has {', '.join(block)}; write `intent` and `examples`")
        for line in filter(str.strip, block["examples"].splitlines()):
            if not line.startswith("- "):
                raise UnreadableSentences(
                    f"{path}: {block['intent']}: {line[:40]!r} does not begin with `- `; write one sentence a line"
                )
            yield block["intent"], line[2:].strip()


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
