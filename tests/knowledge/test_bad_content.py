"""Every mistake an editor can make is named with file, line, field and remedy, and nothing is compiled from it.

Each file in `bad_content` holds one mistake: its first line says what must be reported, its second where it stands.
"""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from knowledge.compile import compile_content
from knowledge.load import load
from knowledge.reading import ContentError

HERE = Path(__file__).parent
MISTAKES = sorted((HERE / "bad_content").glob("*.yml"))


def _tree(tmp_path: Path, mistake: Path) -> tuple[Path, str, str]:
    root = tmp_path / "content"
    shutil.copytree(HERE / "good_content", root)
    expect, at = (line.split(" ", 2)[2] for line in mistake.read_text(encoding="utf-8").splitlines()[:2])
    (root / at).parent.mkdir(exist_ok=True)
    shutil.copy(mistake, root / at)
    return root, expect, at


def test_the_good_content_is_good() -> None:
    assert [answer.id for answer in load(HERE / "good_content").answers] == ["school.right"]


@pytest.mark.parametrize("mistake", MISTAKES, ids=lambda path: path.stem)
def test_mistake_is_named(mistake: Path, tmp_path: Path) -> None:
    root, expect, at = _tree(tmp_path, mistake)
    with pytest.raises(ContentError) as raised:
        load(root)
    reported = str(raised.value).splitlines()
    assert any(line.startswith(f"{at}:{expect}") for line in reported), reported


@pytest.mark.parametrize("mistake", MISTAKES, ids=lambda path: path.stem)
def test_mistake_keeps_the_last_good_knowledge_base(mistake: Path, tmp_path: Path) -> None:
    target = tmp_path / "knowledge.sqlite"
    compile_content(target, HERE / "good_content")
    before = target.read_bytes()
    root, _, _ = _tree(tmp_path, mistake)
    with pytest.raises(ContentError):
        compile_content(target, root)
    assert target.read_bytes() == before
    assert [path.name for path in tmp_path.iterdir() if "tmp" in path.name] == []


def test_bytes_that_are_no_text_are_named(tmp_path: Path) -> None:
    root = tmp_path / "content"
    shutil.copytree(HERE / "good_content", root)
    (root / "answers/school/latin.yml").write_bytes(b"id: \xe9\xe8")
    with pytest.raises(ContentError, match=r"answers/school/latin.yml:1: file: is not UTF-8 text; save it as UTF-8"):
        load(root)
