"""In which language is this message? Decided for each message, with the conversation's language as the prior."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import chain
from pathlib import Path
from typing import Any

from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.shared.core.trackers import DialogueStateTracker
from rasa.shared.nlu.constants import INTENT, TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from bot.components.certainty import OUT_OF_SCOPE
from bot.components.cores import on_all_cores
from bot.components.features import language_features
from bot.components.fitting import fit
from bot.components.foreign import LATIN_LANGUAGES, by_letters, by_words, views
from bot.components.linear import LinearModel
from knowledge.languages import ARABIZI, DEFAULT_LANGUAGE, LANGUAGES
from knowledge.normalise import is_arabic, plain_words, tidy

ENOUGH_WORDS = 3
"""From this many words on, the message decides its language; below, it must be surer than the conversation."""
SURE = 0.55
SURE_WHEN_SHORT = 0.97
FOREIGN_WORDS = 4
KNOWN_WORDS = 0.45
"""A message of which more words than this share stand in the training sentences is in one of our languages."""
PIECE = 3
"""Words of the pieces from which it is learnt: many a question is no longer, and long ones teach little about those."""
SURELY_ARABIZI = 0.95
KNOWN_ARABIZI = 0.2
"""Arabizi looks like many a language that lingua knows; it is not taken for one when we know some of its words."""
SECOND_OPINION = 0.3
"""How much lingua's view of Dutch, French and English counts beside our own; chosen on the calibration messages."""
ARABIZI_WORDS = 2
ARABIZI_WORD = re.compile(r"(?=.*[23579])(?=.*[a-z].*[a-z])[a-z23579]+")
NUMBERED = re.compile(
    r"\d+(?:e|de|ste|er|ere|eme|ieme|nd|rd|st|th|x|u|h|m|km|eur|euro|jaar|ans|ter|bis|quater|quinquies)|[a-z]+\d\d+"
)


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.MESSAGE_FEATURIZER, is_trainable=True)
class MessageLanguage(GraphComponent):
    """Sets `language` on each message: `code`, the language to read it as, and `detected`, which may be a fifth one."""

    def __init__(self, storage: ModelStorage, resource: Resource, model: LinearModel | None = None) -> None:
        self._storage = storage
        self._resource = resource
        self._model = model

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> MessageLanguage:
        """A detector that has still to be trained."""
        return cls(model_storage, resource)

    def train(self, training_data: TrainingData) -> Resource:
        """Learn the languages from the folders in which the training sentences stand."""
        shares = on_all_cores(_labelled, training_data.intent_examples)
        found, languages = zip(*chain.from_iterable(shares), strict=True)
        self._model = fit(found, language_features, languages, least=2, strength=1.0, temperature=3.0)
        with self._storage.write_to(self._resource) as folder:
            self._model.save(Path(folder))
        return self._resource

    @classmethod
    def load(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
        **kwargs: Any,
    ) -> MessageLanguage:
        """The trained detector."""
        with model_storage.read_from(resource) as folder:
            return cls(model_storage, resource, LinearModel.load(Path(folder)))

    def process_training_data(self, training_data: TrainingData) -> TrainingData:
        """Set on each training sentence the language of its folder."""
        for example in training_data.training_examples:
            code = example_language(example) or DEFAULT_LANGUAGE
            example.set("language", {"code": code, "detected": code})
        return training_data

    def process(self, messages: list[Message], tracker: DialogueStateTracker | None = None) -> list[Message]:
        """Set the language of each message; `tracker` is the conversation, if there is one."""
        spoken = tracker.get_slot("language") if tracker else None
        for message in messages:
            picked = (message.get("metadata") or {}).get("language")
            prior = spoken or picked
            code, detected = self.detect(message.get(TEXT) or "", prior if prior in LANGUAGES else None)
            message.set("language", {"code": code, "detected": detected}, add_to_output=True)
        return messages

    def detect(self, text: str, prior: str | None) -> tuple[str, str]:
        """The language to answer in, and the one that the text is in. `prior` is what was spoken before."""
        words = plain_words(tidy(text))
        if not any(letter.isalpha() for letter in text):
            return prior or DEFAULT_LANGUAGE, prior or DEFAULT_LANGUAGE
        if has_arabizi_digits(words):
            return "ar", "ar"
        foreign = by_letters(text) or (by_words(text) if self._is_strange(words) else None)
        if foreign:
            return prior or DEFAULT_LANGUAGE, foreign
        if is_arabic(text):
            return "ar", "ar"
        code, sure = self._best(text, words)
        if prior and sure < _needed(len(words)):
            return prior, prior
        return code, code

    def _best(self, text: str, words: Sequence[str]) -> tuple[str, float]:
        """The likeliest of our languages, by our own model and lingua's view."""
        shares = dict(self._trained.probabilities(language_features(words)))
        seen = dict(views(text))
        opinion = {code: seen.get(language, 0.0) for code, language in LATIN_LANGUAGES.items()}
        trust = sum(opinion.values())
        for code in LATIN_LANGUAGES:
            second = opinion[code] / trust if trust else 1 / len(opinion)
            shares[code] *= (second + 0.001) ** SECOND_OPINION
        shares["ar"] = (shares["ar"] + shares.pop(ARABIZI)) * (1 / len(opinion)) ** SECOND_OPINION
        best = max(shares, key=shares.__getitem__)
        return best, shares[best] / sum(shares.values())

    def _is_strange(self, words: Sequence[str]) -> bool:
        """Whether people rarely write such words to us: a sentence in a fifth language, not Arabizi or slang."""
        features = language_features(words)
        known = self._trained.knows(features)
        if len(words) < FOREIGN_WORDS or known >= KNOWN_WORDS:
            return False
        return known < KNOWN_ARABIZI or dict(self._trained.probabilities(features))[ARABIZI] < SURELY_ARABIZI

    @property
    def _trained(self) -> LinearModel:
        if self._model is None:
            raise RuntimeError("the language detector has no model; train first")
        return self._model


def example_language(example: Message) -> str | None:
    """The language of a training sentence, which the importer reads off its folder."""
    metadata = example.get("metadata") or {}
    return (metadata.get("example") or metadata).get("language")


def _labelled(examples: Sequence[Message]) -> list[tuple[Sequence[str], str]]:
    """Every other piece of the sentences, which teaches as much as all, each with its language."""
    return [
        (piece, ARABIZI if language == "ar" and not is_arabic(text) else language)
        for example in examples
        if (text := example.get(TEXT)) and (language := example_language(example)) and not _is_foreign(example)
        for piece in pieces(plain_words(text))[::2]
    ]


def pieces(words: Sequence[str]) -> list[Sequence[str]]:
    """The words in threes; one that is left over goes with those before it."""
    found = [words[at : at + PIECE] for at in range(0, len(words), PIECE)]
    if len(found) > 1 and len(found[-1]) == 1:
        found[-2:] = [words[-PIECE - 1 :]]
    return found


def has_arabizi_digits(words: Sequence[str]) -> bool:
    """Whether two words have a digit for an Arabic letter: `a3mel`, `3ayelti`, but not `2de` or `26quater`."""
    return sum(bool(ARABIZI_WORD.fullmatch(word)) and not NUMBERED.fullmatch(word) for word in words) >= ARABIZI_WORDS


def _needed(words: int) -> float:
    """How sure a message must be to change the conversation's language; one word never is."""
    if words >= ENOUGH_WORDS:
        return SURE
    return SURE_WHEN_SHORT if words > 1 else 1.0


def _is_foreign(example: Message) -> bool:
    """Whether a training sentence, of those that are no matter of ours, is in a language that is none of ours."""
    text = example.get(TEXT)
    long_enough = len(text.split()) >= FOREIGN_WORDS
    return example.get(INTENT) == OUT_OF_SCOPE and long_enough and not is_arabic(text) and by_words(text) is not None
