"""The lexicon's concepts in a message: shared by the four languages, and what they tell about the person."""

from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.shared.nlu.constants import ENTITIES, TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData
from spacy.matcher import PhraseMatcher
from spacy.tokens import Doc, Span
from spacy.util import filter_spans
from spacy.vocab import Vocab

from bot.build import knowledge_store
from bot.components.parts import PARTS
from bot.components.tokens import stems_of
from knowledge.languages import DEFAULT_LANGUAGE, LANGUAGES
from knowledge.model import Concept
from knowledge.normalise import plain_words

FILE = "concepts.json"
SHORTEST_OPEN = 4
"""A phrase with an open end has at least so many letters, or it would catch other words."""
SHORTEST_STEM = 4
"""A stem with fewer letters is too many words at once."""
BESIDE = "beside"
"""The words of a message beside those that tell of a situation, in the message's data."""


class ConceptMatcher:
    """Finds concepts in text: by word, by stem and by the open end of a word; the longest phrase first."""

    def __init__(self, concepts: Iterable[Concept]) -> None:
        self.concepts = {concept.id: concept for concept in concepts}
        self._vocab = Vocab()
        self._words = PhraseMatcher(self._vocab)
        self._stems = {code: PhraseMatcher(self._vocab) for code in LANGUAGES}
        self._heads: dict[str, str] = {}
        self._tails: dict[str, str] = {}
        for concept in self.concepts.values():
            for code, phrases in concept.phrases:
                for phrase in phrases:
                    self._add(concept, code, phrase)

    def _add(self, concept: Concept, code: str, phrase: str) -> None:
        words = plain_words(phrase)
        if not words:
            return
        self._words.add(concept.id, [self._doc(words)])
        if concept.sets:  # what fills a slot must be said in so many words: "mon" is not the town of Mons
            return
        if phrase.endswith("*"):
            self._heads[words[0]] = concept.id
        elif phrase.startswith("*"):
            self._tails[words[0]] = concept.id
        if code in self._stems:
            stems = stems_of(words, code)
            if all(len(stem) >= SHORTEST_STEM or stem == word for stem, word in zip(stems, words, strict=True)):
                self._stems[code].add(concept.id, [self._doc(stems)])

    def _doc(self, words: list[str]) -> Doc:
        return Doc(self._vocab, words=words)

    def find(self, text: str, language: str) -> list[Concept]:
        """The concepts of `text`, which is in `language`, in the order in which they are said."""
        return [concept for concept, _, _ in self.spans(plain_words(text), language)]

    def spans(self, words: list[str], language: str) -> list[tuple[Concept, int, int]]:
        """The concepts of `words` in `language`, each with the place of its first word and the one after its last."""
        if not words or not self.concepts:
            return []
        doc = self._doc(words)
        matches = self._words(doc) + self._stems[language](self._doc(stems_of(words, language)))
        spans = [Span(doc, start, end, label) for label, start, end in matches]
        spans += [Span(doc, at, at + 1, id_) for at, word in enumerate(words) if (id_ := self._open_end(word))]
        return [(self.concepts[span.label_], span.start, span.end) for span in filter_spans(spans)]

    def _open_end(self, word: str) -> str | None:
        for size in range(len(word), SHORTEST_OPEN - 1, -1):
            if found := self._heads.get(word[:size]) or self._tails.get(word[-size:]):
                return found
        return None


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.ENTITY_EXTRACTOR, is_trainable=True)
class LexiconConcepts(GraphComponent):
    """Sets `concepts` on each message, and an entity for each thing that they tell about the person's situation."""

    def __init__(self, storage: ModelStorage, resource: Resource, matcher: ConceptMatcher) -> None:
        self._storage = storage
        self._resource = resource
        self._matcher = matcher

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> LexiconConcepts:
        """A matcher of the knowledge base's lexicon."""
        return cls(model_storage, resource, ConceptMatcher(knowledge_store().concepts.values()))

    def train(self, training_data: TrainingData) -> Resource:
        """Keep the lexicon with the model that is trained on it."""
        rows = [[concept.id, concept.sets, concept.phrases] for concept in self._matcher.concepts.values()]
        with self._storage.write_to(self._resource) as folder:
            (Path(folder) / FILE).write_text(json.dumps(rows, ensure_ascii=False))
        return self._resource

    @classmethod
    def load(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
        **kwargs: Any,
    ) -> LexiconConcepts:
        """The matcher with the lexicon of the trained model."""
        with model_storage.read_from(resource) as folder:
            rows = json.loads((Path(folder) / FILE).read_text())
        concepts = [
            Concept(
                id_, tuple((key, value) for key, value in sets), tuple((code, tuple(each)) for code, each in phrases)
            )
            for id_, sets, phrases in rows
        ]
        return cls(model_storage, resource, ConceptMatcher(concepts))

    def process_training_data(self, training_data: TrainingData) -> TrainingData:
        """Find the concepts of the training sentences."""
        for example in training_data.training_examples:
            if example.get(TEXT):
                example.set("concepts", [concept.id for concept in self._find(example)])
        return training_data

    def process(self, messages: list[Message]) -> list[Message]:
        """Find the concepts of each message."""
        for message in messages:
            words = plain_words(message.get(TEXT) or "")
            spans = self._matcher.spans(words, _language(message))
            message.set("concepts", [concept.id for concept, _, _ in spans])
            message.set(BESIDE, _beside(words, spans))
            for part in message.get(PARTS) or []:
                part.set("concepts", [concept.id for concept in self._find(part)])
            told = {key: value for concept, _, _ in spans for key, value in concept.sets}
            entities = [{"entity": key, "value": value, "extractor": "LexiconConcepts"} for key, value in told.items()]
            message.set(ENTITIES, [*message.get(ENTITIES, []), *entities], add_to_output=True)
        return messages

    def _find(self, message: Message) -> list[Concept]:
        return self._matcher.find(message.get(TEXT) or "", _language(message))


def _language(message: Message) -> str:
    return str((message.get("language") or {}).get("code", DEFAULT_LANGUAGE))


def _beside(words: list[str], spans: list[tuple[Concept, int, int]]) -> list[str]:
    told = {at for concept, start, end in spans if concept.sets for at in range(start, end)}
    return [word for at, word in enumerate(words) if at not in told]
