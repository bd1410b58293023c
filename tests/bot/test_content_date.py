"""Every page says of which day its knowledge is, and says another day once other content is served."""

from __future__ import annotations

import asyncio
import shutil
import sqlite3
from contextlib import closing
from datetime import date, timedelta
from html import unescape
from pathlib import Path

import pytest

from actions.context import Context, fixed_clock
from bot.channel.download import Download
from bot.channel.labels import content_of
from bot.channel.offline import Offline
from bot.channel.page_maker import PageMaker
from bot.channel.per_content import PerContent
from bot.swap import ServedStore
from knowledge.languages import LANGUAGES
from tests.bundles import kept_pages
from tests.conftest import TUESDAY_MORNING

LATER = timedelta(days=2)


@pytest.fixture
def served(knowledge_base: Path, tmp_path: Path) -> ServedStore:
    return ServedStore(Path(shutil.copy(knowledge_base, tmp_path / "knowledge.sqlite")))


def renew(served: ServedStore) -> date:
    """Serve content that was read two days later; its day."""
    later = served.content_date + LATER
    draft = Path(shutil.copy(served.path, served.path.with_suffix(".draft")))
    with closing(sqlite3.connect(draft)) as database, database:
        database.execute("update meta set value = 'renewed' where key = 'fingerprint'")
        database.execute("update sources set data = json_set(data, '$.read_on', ?) where position = 0", (str(later),))
    draft.replace(served.path)
    assert asyncio.run(served.take_new())
    return date.fromisoformat(str(served.content_date))


@pytest.mark.parametrize("code", LANGUAGES)
def test_pages_what_a_phone_keeps_and_the_saved_file_say_the_day(served: ServedStore, code: str) -> None:
    maker = PageMaker(Context(served.as_store(), fixed_clock(TUESDAY_MORNING)))
    offline = Offline(maker)

    def said(day: date) -> list[bool]:
        kept = kept_pages(offline, code).values()
        pages = [maker.page(f"/{code}/medical/costs"), Download(offline).file(code)[0], *kept]
        return [content_of(code, day) in unescape(page).replace("<bdi>", "").replace("</bdi>", "") for page in pages]

    version = offline.version
    first = served.content_date
    assert all(said(first))
    later = renew(served)
    assert later == first + LATER
    assert all(said(later))
    assert offline.version != version, "phones fetch the pages anew"


def test_what_is_made_once_is_made_again_for_other_content(served: ServedStore) -> None:
    made: list[str] = []
    make = PerContent(served.as_store(), lambda word: made.append(word) or f"{word} {served.content_date}")
    first = served.content_date
    assert [make("nl"), make("nl"), make("fr")] == [f"nl {first}", f"nl {first}", f"fr {first}"]
    later = renew(served)
    assert make("nl") == f"nl {later}"
    assert made == ["nl", "fr", "nl"]
