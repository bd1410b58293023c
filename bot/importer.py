"""Training data from the rooms: sentences with the language of their folder, and a rule for each answer's intent."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from rasa.shared.core.domain import Domain
from rasa.shared.core.training_data.story_reader.yaml_story_reader import YAMLStoryReader
from rasa.shared.core.training_data.structures import StoryGraph
from rasa.shared.importers.rasa import RasaFileImporter
from rasa.shared.nlu.constants import INTENT, TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData
from rasa.shared.utils.common import cached_method

from bot.build import knowledge_store
from bot.sentences import read
from knowledge.languages import DEFAULT_LANGUAGE, LANGUAGES


class Sentence(Message):
    """A training sentence that Rasa may copy and compare at no cost: it is what its text, intent and language are.

    Rasa walks through all features of all messages for each comparison, half of the training time. What Rasa copies, it reads.
    """

    def __hash__(self) -> int:
        return hash(self.fingerprint())

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Message) and self.fingerprint() == other.fingerprint()

    def __deepcopy__(self, memo: dict[int, Any]) -> Sentence:
        return self

    def fingerprint(self) -> str:
        """The text, intent and language, which nothing in the pipeline changes."""
        return "\0".join((self.get(TEXT) or "", self.get(INTENT) or "", self.get("metadata")["language"]))


class ContentImporter(RasaFileImporter):
    """Rasa's file importer, plus what follows from the content: nobody writes a rule or a domain entry for an answer."""

    @cached_method
    def get_nlu_data(self, language: str | None = DEFAULT_LANGUAGE) -> TrainingData:
        """The titles of the answers, the names of the topics and the sentences of `data/nlu/<language>/`, each with its language."""
        examples = [
            Sentence({TEXT: answer.title.in_language(code), INTENT: answer.intent, "metadata": {"language": code}})
            for answer in knowledge_store().answers()
            for code in LANGUAGES
        ]
        examples += [
            Sentence({TEXT: topic.name.in_language(code), INTENT: "show_topic", "metadata": {"language": code}})
            for topic in knowledge_store().topics.values()
            for code in LANGUAGES
        ]
        for path in map(Path, sorted(self._nlu_files)):
            metadata = {"language": next((part for part in path.parts if part in LANGUAGES), language)}
            examples += [Sentence({TEXT: text, INTENT: intent, "metadata": metadata}) for intent, text in read(path)]
        return TrainingData(examples)

    def get_domain(self) -> Domain:
        """The domain files and the intents of the answers."""
        domain = super().get_domain()
        if not self._domain_path:
            return domain
        return domain.merge(Domain.from_dict({"intents": sorted(knowledge_store().intents)}))

    def get_stories(self, exclusion_percentage: int | None = None) -> StoryGraph:
        """The rules and stories of the files, and a rule from each answer's intent to the answer."""
        graph = super().get_stories(exclusion_percentage)
        reader = YAMLStoryReader()
        rules: list[dict[str, Any]] = [
            {"rule": intent, "steps": [{"intent": intent}, {"action": "action_answer_question"}]}
            for intent in sorted(knowledge_store().intents)
        ]
        return graph.merge(StoryGraph(reader.read_from_parsed_yaml({"rules": rules})))
