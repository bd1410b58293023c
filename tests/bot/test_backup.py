"""A backup holds what is worth keeping and no conversation; a restore changes nothing or everything."""

from __future__ import annotations

import json
import random
import sqlite3
import stat
import zipfile
from collections.abc import Callable
from contextlib import closing
from datetime import datetime
from pathlib import Path

import pytest

from bot.__main__ import main
from bot.desk.accounts import Clerk
from bot.desk.house import House
from bot.desk.opened import NoCard
from bot.errors import CannotRun
from bot.operations import backup as subject
from bot.operations.archive import MANIFEST, Archive, UnusableArchive, pack
from bot.operations.backup import UnusableBackup, backup, restore
from bot.operations.hold import ASIDE, InUse, hold_for_serving
from knowledge.triage import Card
from tests.bot.desk_clock import MovingClock

SENTENCE = "mijn dochter slaapt buiten"
CARD = Card(language="nl", topic="housing", sentence=SENTENCE)
AN = Clerk("An", "Social service")


@pytest.fixture
def clock(now: datetime) -> MovingClock:
    return MovingClock(now)


@pytest.fixture
def folder(tmp_path: Path, clock: MovingClock) -> Path:
    """A house with an account, counts, keys, and a conversation that is nobody's business."""
    folder = tmp_path / "data"
    house = House(folder, clock)
    house.accounts.add("An", "Social service", "a long enough password")
    house.accounts.log_in(AN, "nl")
    house.figures.card("made")
    house.figures.write()
    (folder / "sender.key").write_bytes(b"k" * 32)
    (folder / "phones.yml").write_text("twilio: {}\n")
    (folder / "conversations.sqlite").write_bytes(b"what somebody told")
    return folder


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "kept.zip"


def contents(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir() if path.is_file()}


def all_bytes(file: Path) -> bytes:
    with zipfile.ZipFile(file) as packed:
        return b"".join(packed.read(name) for name in packed.namelist())


def test_a_house_comes_back_on_another_machine(folder: Path, file: Path, tmp_path: Path, clock: MovingClock) -> None:
    made = House(folder, clock).make(CARD, queue=False, once=False)
    backup(folder, file, clock)
    other = tmp_path / "other"
    restore(file, other, clock)
    house = House(other, clock)
    assert house.accounts.check("An", "a long enough password") == AN
    assert house.cards.see(house.cards.open_by_code(made.code, AN), AN).card == CARD
    assert house.database.row("select value, n from figures where what = ?", "card")["value"] == "made"
    assert (other / "sender.key").read_bytes() == b"k" * 32
    assert (other / "phones.yml").read_text() == "twilio: {}\n"
    assert {stat.S_IMODE(path.stat().st_mode) for path in other.iterdir() if path.is_file()} == {0o600}


def test_a_backup_holds_no_conversation_and_is_its_owners_only(folder: Path, file: Path, clock: MovingClock) -> None:
    backup(folder, file, clock)
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    with zipfile.ZipFile(file) as packed:
        manifest = json.loads(packed.read(MANIFEST))
        assert set(packed.namelist()) == {*manifest["files"], MANIFEST}
    assert "conversations.sqlite" not in manifest["files"]
    assert datetime.fromisoformat(manifest["made"]).tzinfo
    assert manifest["version"]
    assert b"what somebody told" not in all_bytes(file)


def test_it_is_made_while_a_server_writes(folder: Path, file: Path, clock: MovingClock) -> None:
    house = House(folder, clock)
    hold_for_serving(folder)
    with house.database.writing() as writing:
        writing.execute("insert into figures values ('2026-11-24', 'half', 'written', '', '', 1)")
        backup(folder, file, clock)
    assert b"half" not in all_bytes(file)
    backup(folder, file, clock)
    assert b"half" in all_bytes(file)


def test_without_cards_nothing_that_a_person_wrote_is_in_it(folder: Path, file: Path, clock: MovingClock) -> None:
    House(folder, clock).make(CARD, queue=False, once=False)
    backup(folder, file, clock)
    assert SENTENCE.encode() in all_bytes(file)
    backup(folder, file, clock, with_cards=False)
    assert SENTENCE.encode() not in all_bytes(file)


def test_a_card_that_is_over_does_not_come_back(folder: Path, file: Path, tmp_path: Path, clock: MovingClock) -> None:
    made = House(folder, clock).make(CARD, queue=False, once=False)
    backup(folder, file, clock)
    clock.move(hours=25)
    restore(file, tmp_path / "other", clock)
    with pytest.raises(NoCard):
        House(tmp_path / "other", clock).cards.open_by_code(made.code, AN)
    assert SENTENCE.encode() not in b"".join(contents(tmp_path / "other").values())


def test_a_card_that_was_withdrawn_since_does_not_come_back(folder: Path, file: Path, clock: MovingClock) -> None:
    house = House(folder, clock)
    made, stays = (house.make(CARD, queue=False, once=False) for _ in range(2))
    backup(folder, file, clock)
    house.withdraw(made.token)
    house.database.close()
    restore(file, folder, clock)
    after = House(folder, clock)
    with pytest.raises(NoCard):
        after.cards.open_by_code(made.code, AN)
    assert after.cards.open_by_code(stays.code, AN)


def test_nobody_is_still_logged_in(folder: Path, file: Path, tmp_path: Path, clock: MovingClock) -> None:
    backup(folder, file, clock)
    restore(file, tmp_path / "other", clock)
    with closing(sqlite3.connect(tmp_path / "other" / "desk.sqlite")) as desk:
        assert desk.execute("select count(*) from sessions").fetchone() == (0,)


def _cut(file: Path) -> None:
    file.write_bytes(file.read_bytes()[: file.stat().st_size // 2])


def _flip(file: Path) -> None:
    held = bytearray(file.read_bytes())
    held[len(held) // 3] ^= 0xFF
    file.write_bytes(held)


def _rewrite(change: Callable[[dict[str, bytes]], None]) -> Callable[[Path], None]:
    def rewrite(file: Path) -> None:
        with zipfile.ZipFile(file) as packed:
            files = {name: packed.read(name) for name in packed.namelist()}
        change(files)
        with zipfile.ZipFile(file, "w") as packed:
            for name, body in files.items():
                packed.writestr(name, body)

    return rewrite


def _told(name: str, value: object) -> Callable[[Path], None]:
    def change(files: dict[str, bytes]) -> None:
        files[MANIFEST] = json.dumps({**json.loads(files[MANIFEST]), name: value}).encode()

    return _rewrite(change)


BROKEN = {
    "not there": Path.unlink,
    "empty": lambda file: file.write_bytes(b""),
    "cut": _cut,
    "one byte": _flip,
    "another kind of file": lambda file: file.write_text("hello"),
    "a zip of somebody": _rewrite(lambda files: files.pop(MANIFEST)),
    "manifest no object": _rewrite(lambda files: files.update({MANIFEST: b"[]"})),
    "deep manifest": _rewrite(lambda files: files.update({MANIFEST: b"[" * 60_000})),
    "another kind": _told("kind", "content of Wegwijs"),
    "a later format": _told("format", 2),
    "no files": _told("files", {}),
    "a file missing": _rewrite(lambda files: files.pop("desk.key")),
    "a file too many": _rewrite(lambda files: files.update({"evil.sh": b"rm"})),
    "a way out": _told("files", {"../evil.yml": {"size": 1, "sha256": "x"}}),
    "other bytes": _rewrite(lambda files: files.update({"desk.key": b"x" * 32})),
}


@pytest.mark.parametrize("broken", BROKEN)
def test_what_is_no_whole_backup_changes_nothing(folder: Path, file: Path, clock: MovingClock, broken: str) -> None:
    backup(folder, file, clock)
    BROKEN[broken](file)
    before = contents(folder)
    with pytest.raises((UnusableArchive, UnusableBackup)):
        restore(file, folder, clock)
    after = contents(folder)
    after.pop("serving.lock", None)
    assert after == before
    assert not list(folder.glob(".restoring*"))


def test_whatever_is_changed_in_an_archive_it_is_whole_or_refused(tmp_path: Path) -> None:
    chance, files = random.Random(8), {"a.yml": b"x" * 400, "b.yml": bytes(range(256))}
    for name, body in files.items():
        (tmp_path / name).write_bytes(body)
    pack(tmp_path / "good", "kind", {name: tmp_path / name for name in files}, {})
    good, refused = (tmp_path / "good").read_bytes(), 0
    for at in range(500):
        held = bytearray(good)
        for _ in range(chance.randint(1, 4)):
            begin = chance.randrange(len(held))
            held[begin : begin + chance.choice((0, 1, 1, 30))] = chance.randbytes(chance.choice((0, 1, 1, 15)))
        (tmp_path / "changed").write_bytes(held)
        out = tmp_path / str(at)
        out.mkdir()
        try:
            Archive(tmp_path / "changed", "kind").unpack(out, frozenset(files))
        except UnusableArchive:
            refused += 1
        else:
            assert contents(out) == files
    assert refused > 400


def test_while_a_server_holds_the_folder_nothing_is_restored(folder: Path, file: Path, clock: MovingClock) -> None:
    import os

    backup(folder, file, clock)
    first, second = hold_for_serving(folder), hold_for_serving(folder)
    with pytest.raises(InUse, match="stop it first"):
        restore(file, folder, clock)
    for held in (first, second):
        assert held is not None
        os.close(held)
    restore(file, folder, clock)


@pytest.mark.parametrize("at", range(1, 8))
def test_a_restore_that_fails_on_the_way_leaves_the_old_files(
    folder: Path, file: Path, clock: MovingClock, at: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    backup(folder, file, clock)
    (folder / "sender.key").write_bytes(b"n" * 32)
    House(folder, clock).database.close()
    before = contents(folder)
    calls, rename = [], Path.rename

    def failing(path: Path, target: Path) -> Path:
        calls.append(path)
        if len(calls) == at:
            raise OSError(28, "No space left on device")
        return rename(path, target)

    monkeypatch.setattr(Path, "rename", failing)
    with pytest.raises(UnusableBackup, match="No space"):
        restore(file, folder, clock)
    after = contents(folder)
    after.pop("serving.lock", None)
    before.pop("serving.lock", None)
    assert after == before


def test_after_a_power_cut_in_a_restore_the_server_waits_for_another(
    folder: Path, file: Path, clock: MovingClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    backup(folder, file, clock)
    (folder / "sender.key").write_bytes(b"n" * 32)
    with monkeypatch.context() as cut:
        cut.setattr(subject, "_put_back", lambda _: None)
        cut.setattr(Path, "chmod", lambda *_: (_ for _ in ()).throw(OSError(5, "gone")))
        with pytest.raises(UnusableBackup):
            restore(file, folder, clock)
    assert (folder / ASIDE).exists()
    with pytest.raises(InUse, match="interrupted"):
        hold_for_serving(folder)
    restore(file, folder, clock)
    assert not (folder / ASIDE).exists()
    assert (folder / "sender.key").read_bytes() == b"k" * 32
    assert hold_for_serving(folder)


def test_the_newest_of_a_folder_stay(folder: Path, tmp_path: Path, clock: MovingClock) -> None:
    into = tmp_path / "backups"
    into.mkdir()
    (into / "holiday.jpg").write_text("not ours")
    for _ in range(4):
        last = backup(folder, into, clock, keep=2)
        clock.move(days=1)
    assert len(list(into.glob("wegwijs-*.zip"))) == 2
    assert last.exists()
    assert (into / "holiday.jpg").exists()
    clock.move(days=-3000)
    assert backup(folder, into, clock, keep=2).exists(), "a clock that went back erases no new backup"


def test_the_commands_say_what_they_did_and_what_they_need(
    folder: Path, file: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    data = ("--data", str(folder))
    assert main(["backup", str(file), *data]) == 0
    assert main(["restore", str(file), *data]) == 0
    assert "Restored: the backup of " in capsys.readouterr().out
    (tmp_path / "letter.txt").write_text("dear")
    assert main(["backup", str(tmp_path / "letter.txt"), *data]) == 1
    assert main(["backup", str(tmp_path / "no" / "where.zip"), *data]) == 1
    assert main(["backup", str(file), "--data", str(tmp_path / "empty")]) == 1
    assert main(["backup", str(file), "--keep", "3", *data]) == 1
    assert capsys.readouterr().err.count("wegwijs: ") == 4
    assert (tmp_path / "letter.txt").read_text() == "dear"


def test_every_reason_is_one_for_the_operator() -> None:
    assert all(issubclass(each, CannotRun) for each in (UnusableArchive, UnusableBackup, InUse))
