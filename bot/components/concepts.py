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
from spacy.tokens import Doc
from spacy.util import filter_spans
from spacy.vocab import Vocab

from bot.build import knowledge_store
from bot.components.tokens import plain_words
from knowledge.model import Concept

FILE = "concepts.json"


class ConceptMatcher:
    """Finds concepts in text, the longest phrase first."""

    def __init__(self, concepts: Iterable[Concept]) -> None:
        self.concepts = {concept.id: concept for concept in concepts}
        self._vocab = Vocab()
        self._matcher = PhraseMatcher(self._vocab)
        for concept in self.concepts.values():
            patterns = [plain_words(phrase) for phrase in concept.phrases]
            self._matcher.add(concept.id, [Doc(self._vocab, words=words) for words in patterns if words])

    def find(self, text: str) -> list[Concept]:
        """The concepts of `text`, in the order in which they are said."""
        words = plain_words(text)
        if not words or not self.concepts:
            return []
        spans = filter_spans(self._matcher(Doc(self._vocab, words=words), as_spans=True))
        return [self.concepts[span.label_] for span in spans]


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.ENTITY_EXTRACTOR, is_trainable=True)
class LexiconConcepts(GraphComponent):
    """Sets `concepts` on each message, and an entity for each thing that they tell about the person's situation."""

    def __init__(self, storage: ModelStorage, resource: Resource, matcher: ConceptMatcher) -> None:
        self._storage = storage
        self._resource = resource
        self._matcher = matcher

    @classmethod
    def create(
        cls, config: dict[str, Any], model_storage: ModelStorage, resource: Resource, execution_context: ExecutionContext
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
            Concept(id_, tuple((key, value) for key, value in sets), tuple(phrases)) for id_, sets, phrases in rows
        ]
        return cls(model_storage, resource, ConceptMatcher(concepts))

    def process_training_data(self, training_data: TrainingData) -> TrainingData:
        """Find the concepts of the training sentences."""
        for example in training_data.training_examples:
            if example.get(TEXT):
                example.set("concepts", [concept.id for concept in self._matcher.find(example.get(TEXT))])
        return training_data

    def process(self, messages: list[Message]) -> list[Message]:
        """Find the concepts of each message."""
        for message in messages:
            found = self._matcher.find(message.get(TEXT) or "")
            message.set("concepts", [concept.id for concept in found])
            told = {key: value for concept in found for key, value in concept.sets}
            entities = [{"entity": key, "value": value, "extractor": "LexiconConcepts"} for key, value in told.items()]
            message.set(ENTITIES, [*message.get(ENTITIES, []), *entities], add_to_output=True)
        return messages
