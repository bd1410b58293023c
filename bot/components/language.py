"""In which language is this message? Decided for each message, with the conversation's language as the prior."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any

from lingua import IsoCode639_1, Language, LanguageDetector, LanguageDetectorBuilder
from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.shared.core.trackers import DialogueStateTracker
from rasa.shared.nlu.constants import TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from bot.components.features import language_features
from bot.components.linear import LinearModel, fit
from knowledge.languages import ARABIZI, DEFAULT_LANGUAGE, LANGUAGES
from knowledge.normalise import is_arabic, plain_words, tidy

ENOUGH_WORDS = 3
"""From this many words on, the message decides its language; below, it must be surer than the conversation."""
SURE = 0.55
SURE_WHEN_SHORT = 0.97
FOREIGN_SURE = 0.75
FOREIGN_WORDS = 4
KNOWN_WORDS = 0.45
"""A message of which more words than this share stand in the training sentences is in one of our languages."""
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
FIRST_OTHER_SCRIPT = 0x0531

LATIN_LANGUAGES = {"nl": Language.DUTCH, "fr": Language.FRENCH, "en": Language.ENGLISH}
FOREIGN = (
    Language.TURKISH,
    Language.SPANISH,
    Language.GERMAN,
    Language.ITALIAN,
    Language.PORTUGUESE,
    Language.ALBANIAN,
    Language.ROMANIAN,
    Language.POLISH,
    Language.SOMALI,
    Language.PERSIAN,
    Language.URDU,
    Language.UKRAINIAN,
    Language.RUSSIAN,
)
SORANI_LETTERS = "ەێۆڵڕ"
"""Letters of Kurdish (Sorani) that neither Arabic nor Persian has."""
SCRIPTS = {"ETHIOPIC": "ti", "ARMENIAN": "hy", "GEORGIAN": "ka", "CJK": "zh", "DEVANAGARI": "hi", "HEBREW": "he"}


@lru_cache(maxsize=1)
def _lingua() -> LanguageDetector:
    ours = [Language.from_iso_code_639_1(IsoCode639_1.from_str(code)) for code in LANGUAGES]
    return LanguageDetectorBuilder.from_languages(*ours, *FOREIGN).with_low_accuracy_mode().build()


@lru_cache(maxsize=1)
def _views(text: str) -> tuple[tuple[Language, float], ...]:
    """Lingua's languages with their confidences, the likeliest first; a strange message is looked at twice."""
    return tuple((each.language, each.value) for each in _lingua().compute_language_confidence_values(text))


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
        labelled = [
            (language_features(plain_words(text)), ARABIZI if language == "ar" and not is_arabic(text) else language)
            for example in training_data.intent_examples
            if (text := example.get(TEXT)) and (language := example_language(example))
        ]
        features, languages = zip(*labelled, strict=True)
        self._model = fit(features, languages, least=2, strength=1.0, temperature=3.0)
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
        foreign = _script(text) or (_foreign(text) if self._is_strange(words) else None)
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
        views = dict(_views(text))
        opinion = {code: views.get(language, 0.0) for code, language in LATIN_LANGUAGES.items()}
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


def has_arabizi_digits(words: Sequence[str]) -> bool:
    """Whether two words have a digit for an Arabic letter: `a3mel`, `3ayelti`, but not `2de` or `26quater`."""
    return sum(bool(ARABIZI_WORD.fullmatch(word)) and not NUMBERED.fullmatch(word) for word in words) >= ARABIZI_WORDS


def _needed(words: int) -> float:
    """How sure a message must be to change the conversation's language; one word never is."""
    if words >= ENOUGH_WORDS:
        return SURE
    return SURE_WHEN_SHORT if words > 1 else 1.0


def _script(text: str) -> str | None:
    """The language of a script that none of our languages uses."""
    if any(letter in SORANI_LETTERS for letter in text):
        return "ckb"
    for letter in text:
        if letter.isalpha() and ord(letter) >= FIRST_OTHER_SCRIPT:
            script = unicodedata.name(letter, "").split(" ")[0]
            if script in SCRIPTS:
                return SCRIPTS[script]
    return None


def _foreign(text: str) -> str | None:
    """A language that is none of ours, when lingua is sure of it."""
    best, sure = _views(text)[0]
    code = best.iso_code_639_1.name.lower()
    return code if code not in LANGUAGES and sure >= FOREIGN_SURE else None
