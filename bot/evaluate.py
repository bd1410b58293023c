"""`wegwijs evaluate`: how often the right question is understood, on sentences left out of the training."""

from __future__ import annotations

import json
import random
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass

import yaml

from bot.build import ROOT, knowledge_store
from bot.components.classifier import LinearIntentClassifier
from bot.components.concepts import ConceptMatcher
from bot.components.features import Features, intent_features
from bot.components.linear import fit
from bot.components.tokens import words_of
from knowledge.languages import LANGUAGES

LEFT_OUT = 5
"""One in five sentences is left out."""


@dataclass(frozen=True)
class Sentence:
    """A training sentence, its intent and its group: a language, or `arabizi`."""

    text: str
    intent: str
    language: str
    group: str


@dataclass(frozen=True)
class Score:
    """Shares from 0 to 1 over `sentences` left-out sentences of one group."""

    group: str
    sentences: int
    right_intent: float
    in_best_three: float
    right_topic: float


def sentences() -> Iterator[Sentence]:
    """All training sentences."""
    for code in LANGUAGES:
        for path in sorted((ROOT / "data/nlu" / code).glob("*.yml")):
            group = "arabizi" if path.stem.endswith("_arabizi") else code
            for block in yaml.safe_load(path.read_text(encoding="utf-8"))["nlu"]:
                for line in block["examples"].splitlines():
                    yield Sentence(line.removeprefix("- ").strip(), block["intent"], code, group)


def evaluate(seed: int = 1) -> list[Score]:
    """Train on four in five sentences, chosen with `seed`, and score on the rest, for each group and for all."""
    found = list(sentences())
    random.Random(seed).shuffle(found)
    matcher = ConceptMatcher(knowledge_store().concepts.values())
    features = [_features(each, matcher) for each in found]
    cut = len(found) // LEFT_OUT
    model = fit(features[cut:], [each.intent for each in found[cut:]], **LinearIntentClassifier.get_default_config())
    topics = {answer.intent: answer.topic for answer in knowledge_store().answers()}
    groups: dict[str, list[tuple[bool, bool, bool]]] = defaultdict(list)
    for sentence, asked in zip(found[:cut], features[:cut], strict=True):
        best = [name for name, _ in model.probabilities(asked)[:3]]
        right_topic = topics.get(best[0], best[0]) == topics.get(sentence.intent, sentence.intent)
        hit = (best[0] == sentence.intent, sentence.intent in best, right_topic)
        groups[sentence.group].append(hit)
        groups["all"].append(hit)
    return [_score(group, groups[group]) for group in (*LANGUAGES, "arabizi", "all")]


def _features(sentence: Sentence, matcher: ConceptMatcher) -> Features:
    words = words_of(sentence.text, sentence.language)
    concepts = [concept.id for concept in matcher.find(sentence.text, sentence.language)]
    return intent_features([word.folded for word in words], [word.stem for word in words], concepts)


def _score(group: str, hits: Sequence[tuple[bool, bool, bool]]) -> Score:
    shares = [round(sum(column) / len(hits), 3) for column in zip(*hits, strict=True)]
    return Score(group, len(hits), *shares)


def report(scores: Sequence[Score], *, as_json: bool) -> str:
    """The scores as JSON, or as a table in Markdown."""
    if as_json:
        return json.dumps([asdict(score) for score in scores])
    lines = ["| group | n | right intent | in best three | right topic |", "|---|---|---|---|---|"]
    lines += [
        f"| {s.group} | {s.sentences} | {s.right_intent:.1%} | {s.in_best_three:.1%} | {s.right_topic:.1%} |"
        for s in scores
    ]
    return "\n".join(lines)
