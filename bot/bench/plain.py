"""Plain Rasa as a project in a folder: the configuration of `rasa init` unchanged, our sentences, rules and stories."""

from __future__ import annotations

import random
import shutil
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import yaml

from bot.bench.share import SEED, write

STORIES = 30
TURNS = 4


def make_project(folder: Path, chosen: dict[str, dict[str, list[str]]], actions_port: int) -> None:
    """Write everything that `rasa train` and `rasa run` need into `folder`."""
    write(chosen, folder / "data" / "nlu")
    intents = sorted({intent for by_intent in chosen.values() for intent in by_intent})
    shutil.copy(published_config(), folder / "config.yml")
    _dump(folder / "domain.yml", _domain(intents))
    _dump(folder / "data" / "rules.yml", {"version": "3.1", "rules": [_steps("rule", one, [one]) for one in intents]})
    _dump(folder / "data" / "stories.yml", {"version": "3.1", "stories": _stories(intents)})
    _dump(folder / "credentials.yml", {"rest": None})
    endpoints = {
        "action_endpoint": {"url": f"http://127.0.0.1:{actions_port}/webhook"},
        "tracker_store": {"type": "SQL", "dialect": "sqlite", "db": str(folder / "tracker.db")},
    }
    _dump(folder / "endpoints.yml", endpoints)


def published_config() -> Path:
    """The configuration that `rasa init` gives; its pipeline and policies are left to Rasa (DIET, TED)."""
    found = find_spec("rasa")
    return Path(found.origin if found and found.origin else "").parent / "cli" / "initial_project" / "config.yml"


def _domain(intents: list[str]) -> dict[str, Any]:
    slot = {"type": "any", "mappings": [{"type": "custom"}]}
    return {
        "version": "3.1",
        "intents": intents,
        "actions": ["action_answer"],
        "slots": {"last_answer": slot},
        "session_config": {"session_expiration_time": 60, "carry_over_slots_to_new_session": True},
    }


def _steps(kind: str, name: str, intents: list[str]) -> dict[str, Any]:
    steps: list[dict[str, str]] = []
    for intent in intents:
        steps += [{"intent": intent}, {"action": "action_answer"}]
    return {kind: name, "steps": steps}


def _stories(intents: list[str]) -> list[dict[str, Any]]:
    dice = random.Random(SEED)
    return [_steps("story", f"story {each}", dice.choices(intents, k=TURNS)) for each in range(STORIES)]


def _dump(path: Path, content: dict[str, Any]) -> None:
    path.write_text(yaml.safe_dump(content, sort_keys=False), encoding="utf-8")
