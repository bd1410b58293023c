"""The house: imports point one way, README tells what exists, no path or host of one machine stands in a file."""

from __future__ import annotations

import ast
import re
import subprocess
from pathlib import Path

import pytest

from bot.build import ROOT
from bot.options import parser
from knowledge.languages import LANGUAGES

MAY_NOT_IMPORT = {"knowledge": {"actions", "bot", "rasa", "rasa_sdk", "sanic"}, "actions": {"bot", "rasa", "sanic"}}
TOP_LEVEL = {"pyproject.toml", "bot", "data", "actions", "knowledge", "tests", "README.md", "wegwijs"}


def _tracked() -> list[Path]:
    listed = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    return [ROOT / line for line in listed.splitlines() if (ROOT / line).is_file()]


def _imports(path: Path) -> set[str]:
    found = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found |= {name.name.partition(".")[0] for name in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            found.add(node.module.partition(".")[0])
    return found


@pytest.mark.parametrize("room", MAY_NOT_IMPORT)
def test_imports_point_one_way(room: str) -> None:
    wrong = {path.name: bad for path in (ROOT / room).rglob("*.py") if (bad := _imports(path) & MAY_NOT_IMPORT[room])}
    assert wrong == {}


def test_only_bot_imports_rasa() -> None:
    outside = [
        path
        for room in ("knowledge", "actions", "tests/knowledge", "tests/actions")
        for path in (ROOT / room).rglob("*.py")
    ]
    assert [path.name for path in outside if "rasa" in _imports(path)] == []


def test_the_top_level_is_as_agreed() -> None:
    assert {
        path.relative_to(ROOT).parts[0] for path in _tracked() if not path.relative_to(ROOT).parts[0].startswith(".")
    } <= TOP_LEVEL


def test_no_host_of_a_registry_and_no_path_of_one_machine() -> None:
    # Put together here, so that this file does not hold what it looks for.
    bad = re.compile(
        "|".join(["pypi" + r"\.org", "python" + "hosted", "npm" + r"js\.org", "/ro" + "ot/", "/wo" + "rk/"])
    )
    wrong = [
        path.name
        for path in _tracked()
        if path.suffix not in (".png",) and bad.search(path.read_text(encoding="utf-8"))
    ]
    assert wrong == []


def test_readme_names_every_command_and_no_other() -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    [commands] = [action.choices for action in parser()._actions if action.dest == "command"]
    assert commands is not None
    named = set(re.findall(r"(?:\./wegwijs|\bwegwijs) ([a-z]+)", readme))
    assert set(commands) <= named
    assert named - set(commands) <= {"test"}


def test_readme_links_lead_somewhere() -> None:
    for document in ("README.md", "bot/README.md", "knowledge/README.md", "data/nlu/README.md"):
        text = (ROOT / document).read_text(encoding="utf-8")
        for target in re.findall(r"\]\((?!https?:)([^)#]+)", text):
            assert ((ROOT / document).parent / target).exists(), (document, target)


@pytest.mark.parametrize("code", LANGUAGES)
def test_sentences_are_filed_by_language(code: str) -> None:
    files = list((ROOT / "data/nlu" / code).glob("*.yml"))
    assert files
    assert not [path.name for path in files if re.search(rf"[_-]({'|'.join(LANGUAGES)})\b", path.stem)]
