"""What every test may use: the real content compiled once, a moment that stands still, and the languages."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import pytest

from knowledge.compile import compile_content
from knowledge.hours import BRUSSELS
from knowledge.store import Store

TUESDAY_MORNING = datetime(2026, 11, 24, 10, 0, tzinfo=BRUSSELS)


@pytest.fixture(scope="session")
def knowledge_base(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("knowledge") / "knowledge.sqlite"
    compile_content(path)
    return path


@pytest.fixture(scope="session")
def store(knowledge_base: Path) -> Iterator[Store]:
    opened = Store(knowledge_base)
    yield opened
    opened.close()


@pytest.fixture
def now() -> datetime:
    return TUESDAY_MORNING
