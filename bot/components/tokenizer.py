"""The tokenizer of the pipeline: each message cut as its own language cuts words."""

from __future__ import annotations

from typing import Any

from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.tokenizers.tokenizer import Token
from rasa.shared.nlu.constants import TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from bot.components.parts import PARTS, parts_of
from bot.components.tokens import words_of
from knowledge.languages import DEFAULT_LANGUAGE

TOKENS = "text_tokens"


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.MESSAGE_TOKENIZER, is_trainable=False)
class LanguageTokenizer(GraphComponent):
    """Sets the tokens of each message, folded words with their stems as lemmas, and those of the parts it can be cut into."""

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> LanguageTokenizer:
        """A tokenizer; it has nothing to configure."""
        return cls()

    def process_training_data(self, training_data: TrainingData) -> TrainingData:
        """The training sentences as they are: `tokens_of` cuts one where its words are asked for, so that all cores share it."""
        return training_data

    def process(self, messages: list[Message]) -> list[Message]:
        """Tokenise each message in its language, and its parts."""
        for message in messages:
            parts = parts_of(message)
            for each in (message, *parts):
                tokenise(each)
            message.set(PARTS, parts)
        return messages


def tokens_of(message: Message) -> list[Token]:
    """The tokens of a message, which is cut now if it was not before."""
    if message.get(TOKENS) is None:
        tokenise(message)
    return list(message.get(TOKENS))


def tokenise(message: Message) -> None:
    """Set the tokens of a message."""
    language = (message.get("language") or {}).get("code", DEFAULT_LANGUAGE)
    words = words_of(message.get(TEXT) or "", language)
    message.set(TOKENS, [Token(word.folded, word.start, lemma=word.stem) for word in words])
