"""The lexicon's concepts in a message: shared by the four languages, and what they tell about the person."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass, field
from itertools import chain
from pathlib import Path
from typing import Any

from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.shared.nlu.constants import ENTITIES, TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from bot.build import knowledge_store
from bot.components.cores import on_all_cores
from bot.components.parts import PARTS
from bot.components.tokens import stems_of
from knowledge.arabizi import consonants
from knowledge.languages import ARABIZI, DEFAULT_LANGUAGE, LANGUAGES
from knowledge.model import Concept
from knowledge.normalise import plain_words

FILE = "concepts.json"
SHORTEST_OPEN = 4
"""A phrase with an open end has at least so many letters, or it would catch other words."""
SHORTEST_STEM = 4
"""A stem with fewer letters is too many words at once."""
SHORTEST_SOUND = 3
"""A word with fewer consonants sounds like many others."""
GLUED: dict[tuple[str, ...], tuple[str, ...]] = {
    ("je", "suis"): ("jsuis", "jsui", "chuis", "chui", "j suis", "je sui"),
    ("j", "ai"): ("jai", "g"),
    ("c", "est"): ("cest",),
    ("ik", "ben"): ("kben", "k ben", "ikben"),
    ("ik", "heb"): ("kheb", "k heb"),
    ("i", "am"): ("im", "i m", "iam"),
}
"""How the first words of a phrase are typed on a phone."""
BESIDE = "beside"
"""The words of a message beside those that tell of a situation, in the message's data."""


@dataclass
class Phrases:
    """The phrases of the lexicon, their folded words joined by a space, each with the id of its concept.

    Plain dictionaries: spaCy's PhraseMatcher takes 88 MB for the same 51,000 phrases, where these take 10, and its
    vocabulary keeps every word that anybody types.
    """

    words: dict[str, str] = field(default_factory=dict)
    stems: dict[str, dict[str, str]] = field(default_factory=lambda: {code: {} for code in LANGUAGES})
    heads: dict[str, str] = field(default_factory=dict)
    tails: dict[str, str] = field(default_factory=dict)
    sounds: dict[str, str] = field(default_factory=dict)
    """Arabic words by their consonants; with no concept where words of two concepts sound alike."""

    @classmethod
    def of(cls, concepts: Iterable[Concept]) -> Phrases:
        """The phrases of these concepts; where two have the same one, the first has it."""
        phrases = cls()
        for concept in concepts:
            for code, texts in concept.phrases:
                for text in texts:
                    phrases.add(concept, code, text)
        return phrases

    def add(self, concept: Concept, code: str, phrase: str) -> None:
        """Take in a phrase of the concept, in the language `code`."""
        words = plain_words(phrase)
        if not words:
            return
        for spelling in _spellings(words):
            self.words.setdefault(spelling, concept.id)
        if concept.sets:  # what fills a slot must be said in so many words: "mon" is not the town of Mons
            return
        if phrase.endswith("*"):
            self.heads[words[0]] = concept.id
        elif phrase.startswith("*"):
            self.tails[words[0]] = concept.id
        if code in self.stems:
            stems = stems_of(words, code)
            if all(len(stem) >= SHORTEST_STEM or stem == word for stem, word in zip(stems, words, strict=True)):
                self.stems[code].setdefault(" ".join(stems), concept.id)
        sound = consonants(words[0]) if code in ("ar", ARABIZI) and len(words) == 1 else ""
        if len(sound) >= SHORTEST_SOUND and self.sounds.setdefault(sound, concept.id) != concept.id:
            self.sounds[sound] = ""

    def open_end(self, word: str) -> str | None:
        """The concept whose open-ended word fits."""
        for size in range(len(word), SHORTEST_OPEN - 1, -1):
            if found := self.heads.get(word[:size]) or self.tails.get(word[-size:]):
                return found
        return None


class ConceptMatcher:
    """Finds concepts in text: by word, stem, open end of a word and, in Arabic, by sound; the longest phrase first."""

    def __init__(self, concepts: Iterable[Concept], phrases: Phrases | None = None) -> None:
        self.concepts = {concept.id: concept for concept in concepts}
        self.phrases = phrases or Phrases.of(self.concepts.values())
        known = list(chain(self.phrases.words, *self.phrases.stems.values()))
        self._longest = max((phrase.count(" ") + 1 for phrase in known), default=0)
        self._begins = {hash(_begin(phrase)) for phrase in known if " " in phrase}

    def find(self, text: str, language: str) -> list[Concept]:
        """The concepts of `text`, which is in `language`, in the order in which they are said."""
        return [concept for concept, _, _ in self.spans(plain_words(text), language)]

    def spans(self, words: list[str], language: str) -> list[tuple[Concept, int, int]]:
        """The concepts of `words` in `language`, each with the place of its first word and the one after its last."""
        stems, free, found = stems_of(words, language), set(range(len(words))), []
        for size, at in self._places(words, stems):
            here = range(at, at + size)
            if free.issuperset(here) and (id_ := self._at(words, stems, here, language)):
                free.difference_update(here)
                found.append((self.concepts[id_], at, at + size))
        return sorted(found, key=lambda span: span[1])

    def _places(self, words: list[str], stems: list[str]) -> list[tuple[int, int]]:
        """The size and place of what may be a phrase: each word, and what begins with two words or stems as a phrase does."""
        begun = [
            at
            for at in range(len(words) - 1)
            if any(hash(f"{said[at]} {said[at + 1]}") in self._begins for said in (words, stems))
        ]
        sizes = range(min(self._longest, len(words)), 1, -1)
        longer = [(size, at) for size in sizes for at in begun if at + size <= len(words)]
        return [*longer, *((1, at) for at in range(len(words)))]

    def _at(self, words: list[str], stems: list[str], here: range, language: str) -> str | None:
        said, stem = (" ".join(each[here.start : here.stop]) for each in (words, stems))
        found = self.phrases.words.get(said) or self.phrases.stems[language].get(stem)
        if found or len(here) > 1:
            return found
        return self.phrases.open_end(said) or (self.phrases.sounds.get(consonants(said)) if language == "ar" else None)


def _spellings(words: list[str]) -> list[str]:
    """A phrase as its words are written, and as they are glued together on a phone."""
    rest = words[2:]
    return [" ".join(words), *(" ".join([glued, *rest]) for glued in GLUED.get(tuple(words[:2]), ()) if rest)]


def _begin(phrase: str) -> str:
    return " ".join(phrase.split(" ", 2)[:2])


@DefaultV1Recipe.register(
    [
        DefaultV1Recipe.ComponentType.MESSAGE_FEATURIZER,  # Rasa shows the training sentences to no other kind of component
        DefaultV1Recipe.ComponentType.ENTITY_EXTRACTOR,
    ],
    is_trainable=True,
)
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
        sets = {concept.id: concept.sets for concept in self._matcher.concepts.values()}
        kept = {"sets": sets, "phrases": asdict(self._matcher.phrases)}
        with self._storage.write_to(self._resource) as folder:
            (Path(folder) / FILE).write_text(json.dumps(kept, ensure_ascii=False))
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
            kept = json.loads((Path(folder) / FILE).read_text())
        concepts = [Concept(id_, tuple((key, value) for key, value in sets), ()) for id_, sets in kept["sets"].items()]
        return cls(model_storage, resource, ConceptMatcher(concepts, Phrases(**kept["phrases"])))

    def process_training_data(self, training_data: TrainingData) -> TrainingData:
        """Find the concepts of the training sentences."""
        examples = [example for example in training_data.training_examples if example.get(TEXT)]
        shares = on_all_cores(lambda share: [self._find(example) for example in share], examples)
        for example, found in zip(examples, chain.from_iterable(shares), strict=True):
            example.set("concepts", found)
        return training_data

    def process(self, messages: list[Message]) -> list[Message]:
        """Find the concepts of each message."""
        for message in messages:
            words = plain_words(message.get(TEXT) or "")
            spans = self._matcher.spans(words, _language(message))
            message.set("concepts", [concept.id for concept, _, _ in spans])
            message.set(BESIDE, _beside(words, spans))
            for part in message.get(PARTS) or []:
                part.set("concepts", self._find(part))
            told = {key: value for concept, _, _ in spans for key, value in concept.sets}
            entities = [{"entity": key, "value": value, "extractor": "LexiconConcepts"} for key, value in told.items()]
            message.set(ENTITIES, [*message.get(ENTITIES, []), *entities], add_to_output=True)
        return messages

    def _find(self, message: Message) -> list[str]:
        return [concept.id for concept in self._matcher.find(message.get(TEXT) or "", _language(message))]


def _language(message: Message) -> str:
    return str((message.get("language") or {}).get("code", DEFAULT_LANGUAGE))


def _beside(words: list[str], spans: list[tuple[Concept, int, int]]) -> list[str]:
    told = {at for concept, start, end in spans if concept.sets for at in range(start, end)}
    return [word for at, word in enumerate(words) if at not in told]
