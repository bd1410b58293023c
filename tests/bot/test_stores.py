"""What keeps conversations, without Rasa."""

from __future__ import annotations

import os
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from bot.build import ROOT
from bot.stores.errors import Crossed
from bot.stores.file_queue import LONGEST_TURN, FileQueue
from bot.stores.files import FileRecords
from bot.stores.memory import MemoryRecords
from bot.stores.records import MOST_REPLIES, Answered, Records, Saved
from bot.stores.senders import Senders, key_in
from bot.swap import ServedStore

NADIA, OMAR = b"n" * 32, b"o" * 32
DAY = 24 * 3600.0


def in_file(folder: Path) -> FileRecords:
    records = FileRecords(folder / "conversations.sqlite")
    records.prepare()
    return records


@pytest.fixture(params=["memory", "file"])
def records(request: pytest.FixtureRequest, tmp_path: Path) -> Records:
    return MemoryRecords() if request.param == "memory" else in_file(tmp_path)


def everything_in(folder: Path) -> bytes:
    return b"".join(path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file())


def test_a_conversation_is_read_as_it_was_saved_last(records: Records) -> None:
    records.write(NADIA, "one", 0, 1.0, None)
    records.write(NADIA, "two", 1, 2.0, None)
    assert records.read(NADIA) == Saved("two", 2)
    assert records.read(OMAR) is None


@pytest.mark.parametrize("version", [0, 1, 3])
def test_two_turns_at_once_are_not_both_saved(records: Records, version: int) -> None:
    records.write(NADIA, "one", 0, 1.0, None)
    records.write(NADIA, "two", 1, 2.0, None)
    with pytest.raises(Crossed):
        records.write(NADIA, "another", version, 3.0, Answered(b"m", "lost"))
    assert records.read(NADIA) == Saved("two", 2)
    assert records.reply(NADIA, b"m") is None


def test_the_replies_of_a_conversation_are_few(records: Records) -> None:
    for at in range(10):
        records.write(NADIA, "x", at, float(at), Answered(b"%d" % at, f"reply {at}"))
    kept = [at for at in range(10) if records.reply(NADIA, b"%d" % at)]
    assert kept == list(range(10 - MOST_REPLIES, 10))
    assert records.reply(OMAR, b"9") is None


def test_quiet_conversations_are_erased(records: Records) -> None:
    records.write(NADIA, "old", 0, 0.0, Answered(b"m", "old"))
    records.write(OMAR, "new", 0, DAY, Answered(b"m", "new"))
    assert records.erase_before(DAY - 60, DAY - 60, DAY + 60) == 1
    assert records.read(NADIA) is None
    assert records.reply(NADIA, b"m") is None
    assert records.read(OMAR) is not None
    assert records.reply(OMAR, b"m") == "new"


def test_a_clock_that_was_ahead_keeps_nobody_for_ever(records: Records) -> None:
    records.write(NADIA, "saved while the clock was ten years ahead", 0, 3650 * DAY, Answered(b"m", "reply"))
    records.erase_before(0.0, 0.0, DAY)
    assert records.read(NADIA) is not None
    assert records.reply(NADIA, b"m") is None
    assert records.erase_before(2 * DAY, 2 * DAY, 3 * DAY) == 1


def test_one_or_all_are_forgotten(records: Records) -> None:
    for sender in (NADIA, OMAR):
        records.write(sender, "x", 0, 1.0, Answered(b"m", "y"))
    assert records.erase(NADIA) == 1
    assert records.read(OMAR) is not None
    assert records.erase(None) == 1
    assert records.reply(OMAR, b"m") is None


@pytest.mark.parametrize("erase", [lambda kept: kept.erase(NADIA), lambda kept: kept.erase_before(9.0, 9.0, 9.0)])
def test_what_is_erased_is_in_no_file(tmp_path: Path, erase: Callable[[FileRecords], int]) -> None:
    records = in_file(tmp_path)
    secret = "GEHEIM" * 3000  # longer than a page, so that it takes pages of its own
    records.write(NADIA, secret, 0, 1.0, Answered(b"m", secret))
    records.write(NADIA, "short now", 1, 1.0, None)
    assert b"GEHEIM" in everything_in(tmp_path)
    assert erase(records) == 1
    assert b"GEHEIM" not in everything_in(tmp_path)
    assert b"short now" not in everything_in(tmp_path)


def test_memory_is_bounded() -> None:
    records = MemoryRecords(most=3)
    for at in range(5):
        records.write(b"%d" % at, "x", 0, float(at), Answered(b"m", "y"))
    assert [bool(records.read(b"%d" % at)) for at in range(5)] == [False, False, True, True, True]
    assert records.reply(b"0", b"m") is None


def test_only_the_owner_may_read(tmp_path: Path) -> None:
    records = in_file(tmp_path)
    key_in(tmp_path)
    records.write(NADIA, "x", 0, 1.0, None)
    files = list(tmp_path.iterdir())
    assert len(files) == 4
    assert {path.stat().st_mode & 0o777 for path in files} == {0o600}


def test_a_full_disk_loses_no_answer(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    records = in_file(tmp_path)
    records.write(NADIA, "one", 0, 1.0, None)
    connection = records._database.connection
    pages = connection.execute("pragma page_count").fetchone()[0]
    connection.execute(f"pragma max_page_count = {pages}")
    records.write(NADIA, "x" * 100_000, 1, 2.0, Answered(b"m", "reply"))
    assert records.state() == "degraded"
    assert records.read(NADIA) == Saved("x" * 100_000, 1)
    assert records.reply(NADIA, b"m") == "reply"
    connection.execute("pragma max_page_count = 100000")
    records.write(NADIA, "three", 1, 3.0, None)
    assert records.state() == "ok"
    assert FileRecords(tmp_path / "conversations.sqlite").read(NADIA) == Saved("three", 2)
    assert [record.levelname for record in caplog.records] == ["ERROR", "ERROR"]
    assert "xxx" not in caplog.text


def test_a_damaged_file_is_set_aside(tmp_path: Path) -> None:
    (tmp_path / "conversations.sqlite").write_bytes(b"no database at all" * 500)
    records = in_file(tmp_path)
    records.write(NADIA, "one", 0, 1.0, None)
    assert records.state() == "ok"
    assert (tmp_path / "conversations.damaged").exists()


def test_senders_and_messages_are_hashed_with_the_key_of_the_house(tmp_path: Path) -> None:
    key = key_in(tmp_path)
    assert key_in(tmp_path) == key
    assert Senders(key).conversation("nadia") == Senders(key).conversation("nadia")
    assert Senders(key).conversation("nadia") != Senders().conversation("nadia")
    assert Senders(key).message("nadia", "1") != Senders(key).message("omar", "1")


def queue(folder: Path, **more: Callable[..., object]) -> FileQueue:
    made = FileQueue(folder / "queues.sqlite", **more)  # type: ignore[arg-type]
    made.prepare()
    return made


def test_messages_take_their_turn_in_order(tmp_path: Path) -> None:
    mine, theirs = queue(tmp_path), queue(tmp_path)
    assert mine.knock("nadia", "1")
    assert not theirs.knock("nadia", "2")
    assert not mine.knock("nadia", "3")
    assert theirs.knock("omar", "4")
    mine.leave("nadia", "1")
    assert not mine.knock("nadia", "3")
    assert theirs.knock("nadia", "2")


def test_the_place_of_a_dead_worker_is_free_at_once(tmp_path: Path) -> None:
    dead = queue(tmp_path, name=lambda process: f"{process}:born-long-ago")
    assert dead.knock("nadia", "1")
    assert queue(tmp_path).knock("nadia", "2")


@pytest.mark.parametrize("jump", [LONGEST_TURN + 1, -1_000_000])
def test_a_turn_that_never_ends_or_a_new_start_of_the_machine_blocks_nobody(tmp_path: Path, jump: float) -> None:
    assert queue(tmp_path, clock=lambda: 2_000_000.0).knock("nadia", "1")
    assert queue(tmp_path, clock=lambda: 2_000_000.0 + jump).knock("nadia", "2")


TAKES_TURNS = """
import os, sys, time
from pathlib import Path
from bot.stores.file_queue import FileQueue
folder = Path(sys.argv[1]); queue = FileQueue(folder / "queues.sqlite")
for at in range(60):
    ticket = f"{os.getpid()}-{at}"
    while not queue.knock("nadia", ticket): time.sleep(0.0005)
    held = os.open(folder / "held", os.O_CREAT | os.O_EXCL); os.close(held)
    with (folder / "turns").open("a") as turns: turns.write("x")
    (folder / "held").unlink()
    queue.leave("nadia", ticket)
"""


def test_workers_never_hold_one_conversation_together(tmp_path: Path) -> None:
    queue(tmp_path)
    command = [sys.executable, "-c", TAKES_TURNS, str(tmp_path)]
    workers = [subprocess.Popen(command, cwd=ROOT, stderr=subprocess.PIPE, text=True) for _ in range(3)]
    errors = [worker.communicate(timeout=60)[1] for worker in workers]
    assert errors == ["", "", ""]
    assert len((tmp_path / "turns").read_text()) == 180


def take(path: Path, store: ServedStore) -> bool:
    import asyncio

    return asyncio.run(store.take_new())


@pytest.fixture
def served(knowledge_base: Path, tmp_path: Path) -> tuple[Path, ServedStore]:
    path = tmp_path / "knowledge.sqlite"
    shutil.copy(knowledge_base, path)
    return path, ServedStore(path)


def replace(path: Path, change: str) -> None:
    """Put a changed copy in the place of the knowledge base, as `compile` and `update` do: in one step."""
    draft = path.with_suffix(".draft")
    shutil.copy(path, draft)
    with closing(sqlite3.connect(draft)) as connection, connection:
        connection.executescript(change)
    os.replace(draft, path)


def test_a_new_knowledge_base_is_taken_while_serving(served: tuple[Path, ServedStore]) -> None:
    path, store = served
    before = store.as_store().answers()
    assert not take(path, store)
    replace(path, "update meta set value = 'newer' where key = 'fingerprint'")
    assert store.as_store().meta["fingerprint"] != "newer"
    assert take(path, store)
    assert store.as_store().meta["fingerprint"] == "newer"
    assert store.as_store().answers() == before


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ("delete from answers where intent = (select min(intent) from answers)", "without an answer"),
        ("update answers set data = '{}'", "cannot be read"),
        ("drop table helpdesks", "cannot be read"),
        ("update meta set value = '0' where key = 'schema'", "another version"),
    ],
)
def test_a_broken_knowledge_base_is_refused(
    served: tuple[Path, ServedStore], change: str, reason: str, caplog: pytest.LogCaptureFixture
) -> None:
    path, store = served
    before = store.as_store().answers()
    replace(path, change)
    assert not take(path, store)
    assert reason in caplog.text
    assert store.as_store().answers() == before
    assert not take(path, store)
    assert len(caplog.records) == 1


@pytest.mark.parametrize("content", [b"", b"no database", None])
def test_a_half_copied_or_missing_file_is_refused(served: tuple[Path, ServedStore], content: bytes | None) -> None:
    path, store = served
    before = store.as_store().answers()
    path.unlink()
    if content is not None:
        path.write_bytes(content)
    assert not take(path, store)
    assert store.as_store().answers() == before
