"""The trained model in whole conversations. Needs `./wegwijs train`."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from collections import Counter
from datetime import date, datetime
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import yaml

from bot.bench import environment
from bot.build import ROOT
from bot.conversation import CONTRACT
from bot.train import export
from tests.bot.conftest import Reply

pytestmark = [pytest.mark.slow, pytest.mark.filterwarnings("ignore")]

CONVERSATIONS = [
    each
    for path in sorted((ROOT / "tests/conversations").glob("*.yml"))
    for each in yaml.safe_load(path.read_text(encoding="utf-8"))
]


@pytest.mark.parametrize("conversation", CONVERSATIONS, ids=lambda each: each["name"])
def test_conversation(conversation: dict[str, Any], assistant: Reply) -> None:
    for turn in conversation["turns"]:
        reply = assistant(turn["send"], conversation["name"], conversation["language"])
        expect = dict(turn["expect"])
        for piece in expect.pop("has", ()):
            assert piece in reply["text"], turn["send"]
        assert {name: reply[name] for name in expect} == expect, turn["send"]


def test_a_line_of_the_contract() -> None:
    """The example of the issue, through the real command."""
    line = '{"id":"1","text":"wie betaalt mijn dokter als ik in een opvangcentrum woon"}\n'
    command = [sys.executable, "-m", "bot", "ask", "--jsonl", "--now", "2026-11-24T10:00"]
    done = subprocess.run(command, input=line, cwd=ROOT, capture_output=True, text=True, check=True)
    [reply] = [json.loads(each) for each in done.stdout.splitlines()]
    assert list(reply) == ["id", "sender", *CONTRACT]
    assert (reply["id"], reply["topic"], reply["language"]) == ("1", "medical", "nl")
    assert "Fedasil" in reply["text"]
    assert reply["sources"]
    date.fromisoformat(reply["checked_on"])
    assert reply["helpdesks"]
    for desk in reply["helpdesks"]:
        assert set(desk) == {"id", "name", "phone", "open_now", "next_opening"}
        assert desk["open_now"] in (True, False, None)
        if desk["next_opening"]:
            assert datetime.fromisoformat(desk["next_opening"]).utcoffset() is not None


def test_broken_input_lines_are_named_and_the_rest_is_answered() -> None:
    lines = '{"id":"1","text":"hallo"\n{"id":"2","text":"hallo","language":"xx"}\n{"id":"3","text":"hallo"}\n'
    done = subprocess.run(
        [sys.executable, "-m", "bot", "ask", "--jsonl"], input=lines, cwd=ROOT, capture_output=True, text=True
    )
    assert done.returncode == 2
    assert [json.loads(line)["id"] for line in done.stdout.splitlines()] == ["3"]
    assert re.search(r"line 1: is not JSON", done.stderr)
    assert re.search(r"line 2: language: is 'xx'", done.stderr)


@pytest.mark.parametrize("content", [None, b"no archive"], ids=["missing", "corrupt"])
def test_an_unusable_model_is_told(content: bytes | None, tmp_path: Path) -> None:
    model = tmp_path / "model.tar.gz"
    if content:
        model.write_bytes(content)
    done = subprocess.run(
        [sys.executable, "-m", "bot", "ask", "--model", str(model), "hallo"], cwd=ROOT, capture_output=True, text=True
    )
    assert done.returncode == 1
    assert "run `./wegwijs train" in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize("content", [None, b"no database"], ids=["missing", "corrupt"])
def test_an_unusable_knowledge_base_is_told(content: bytes | None, tmp_path: Path) -> None:
    knowledge = tmp_path / "knowledge.sqlite"
    if content:
        knowledge.write_bytes(content)
    done = subprocess.run(
        [sys.executable, "-m", "bot", "ask", "--knowledge", str(knowledge), "hallo"],
        cwd=ROOT,
        capture_output=True,
        text=True,
    )
    assert done.returncode == 1
    assert "run `./wegwijs compile`" in done.stderr
    assert "Traceback" not in done.stderr


def test_leaving_out_tensorflow_changes_no_parse() -> None:
    """The same model gives the same replies with TensorFlow, in plain Rasa's environment, and with inert modules in ours."""
    if not environment.is_current():
        pytest.skip("needs .venv-rasa, which `./wegwijs bench --only rasa` makes")
    lines = "".join(
        json.dumps({"id": str(at), "text": text}) + "\n"
        for at, text in enumerate(["mag ik reizen", "médecin payé ?", "my son is missing", "وين ناريك"])
    )

    def parse(python: str, tensorflow: str) -> list[dict[str, Any]]:
        import os

        settings = {**os.environ, "WEGWIJS_TENSORFLOW": tensorflow, "TF_CPP_MIN_LOG_LEVEL": "3"}
        done = subprocess.run(
            [python, "-m", "bot", "ask", "--jsonl"],
            input=lines,
            cwd=ROOT,
            capture_output=True,
            text=True,
            check=True,
            env=settings,
        )
        return [{**json.loads(line), "sender": ""} for line in done.stdout.splitlines()]

    assert parse(sys.executable, "0") == parse(str(environment.inside()), "1")


def test_the_classifier_has_learnt_from_words_letters_and_concepts(tmp_path: Path) -> None:
    """Rasa shows the training sentences only to tokenizers and featurizers: as anything else the lexicon teaches nothing."""
    weights = tmp_path / "weights.npz"
    export(weights)
    with np.load(weights, allow_pickle=False) as arrays:
        features = arrays["features"].tobytes().decode().split("\n")
    blocks = Counter(name[0] for name in features)
    assert set(blocks) == {"0", "1", "2"}
    assert all(count > len(features) / 20 for count in blocks.values())
