"""A signed bundle of content is installed whole or not at all, and the former content can come back."""

from __future__ import annotations

import asyncio
import io
import json
import os
import shutil
import sqlite3
import stat
import tarfile
import zipfile
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from bot import build
from bot.__main__ import main
from bot.operations import bundle, keys
from bot.operations.archive import MANIFEST, SIGNATURE, UnusableArchive
from bot.operations.keys import NotSigned, UnusableKey
from bot.operations.update import UpdateRefused, back, update
from bot.swap import ServedStore
from knowledge.store import Store

NEWER = "update sources set data = json_set(data, '$.read_on', '2027-01-05') where position = 0"
OLDER = "update sources set data = json_set(data, '$.read_on', '2026-01-05')"
NEW_INTENT = (
    "insert into answers select 'medical.moon', 9999, topic, 'ask_moon',"
    " json_set(data, '$.id', 'medical.moon', '$.intent', 'ask_moon') from answers where id = 'medical.costs'"
)


@pytest.fixture
def house(tmp_path: Path, knowledge_base: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A machine with its knowledge base, a model that knows it, and the public key of the house."""
    folder = tmp_path / "build"
    folder.mkdir()
    for name, file in (("KNOWLEDGE", "knowledge.sqlite"), ("MODEL", "model.tar.gz"), ("MODEL_PRINT", "print")):
        monkeypatch.setattr(build, name, folder / file)
    monkeypatch.setattr(build, "BUILD", folder)
    shutil.copy(knowledge_base, build.KNOWLEDGE)
    with closing(Store(knowledge_base)) as store:
        _model(sorted(store.intents))
    build.MODEL_PRINT.write_text(build.model_fingerprint())
    (folder / "data").mkdir()
    keys.make(tmp_path / "house.key").replace(folder / "data" / "bundle.pub")
    return folder


def _model(intents: list[str]) -> None:
    body = json.dumps({"domain": {"intents": [*intents, {"greet": {}}]}}).encode()
    with tarfile.open(build.MODEL, "w:gz") as packed:
        member = tarfile.TarInfo("metadata.json")
        member.size = len(body)
        packed.addfile(member, io.BytesIO(body))


@pytest.fixture
def made(house: Path, tmp_path: Path, knowledge_base: Path) -> Callable[..., Path]:
    """Makes a bundle of the content after a change: `made(NEWER, name="b.zip")`."""

    def make(change: str = "", name: str = "new.wegwijs", key: str = "house.key") -> Path:
        source = tmp_path / f"{name}.sqlite"
        shutil.copy(knowledge_base, source)
        with closing(sqlite3.connect(source)) as database, database:
            database.executescript(f"{change}; update meta set value = '{name}' where key = 'fingerprint'")
        bundle.make(tmp_path / name, source, tmp_path / key)
        return tmp_path / name

    return make


def public(house: Path) -> Path:
    return house / "data" / "bundle.pub"


def here() -> str:
    with closing(Store(build.KNOWLEDGE)) as store:
        return str(store.meta["fingerprint"])


def test_a_bundle_is_taken_by_a_server_that_runs(house: Path, made: Callable[..., Path]) -> None:
    served = ServedStore(build.KNOWLEDGE)
    before = served.content_date
    update(made(NEWER), public(house)).close()
    assert asyncio.run(served.take_new())
    assert before.isoformat() < "2027-01-05" == served.content_date.isoformat()
    assert served.meta["fingerprint"] == "new.wegwijs"


def test_it_stays_after_a_restart_and_needs_no_training(house: Path, made: Callable[..., Path]) -> None:
    update(made(NEWER), public(house)).close()
    assert build.knowledge_is_current()
    assert build.model_is_current()


def test_content_that_was_fetched_since_is_compiled(
    house: Path, made: Callable[..., Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    update(made(NEWER), public(house)).close()
    monkeypatch.setattr(build, "fingerprint", lambda: "a newer version of Wegwijs")
    assert not build.knowledge_is_current()


def test_one_can_go_back_and_forth(house: Path, made: Callable[..., Path]) -> None:
    first = here()
    update(made(NEWER), public(house)).close()
    back().close()
    assert here() == first
    assert build.knowledge_is_current()
    back().close()
    assert here() == "new.wegwijs"
    assert build.knowledge_is_current()
    assert build.model_is_current()


def test_without_former_content_there_is_no_way_back(house: Path) -> None:
    with pytest.raises(UpdateRefused, match="no former content"):
        back()


def test_older_content_is_refused_unless_it_is_meant(house: Path, made: Callable[..., Path]) -> None:
    older = made(OLDER, "old.wegwijs")
    with pytest.raises(UpdateRefused, match=r"older than what is here.*--allow-older"):
        update(older, public(house))
    update(older, public(house), allow_older=True).close()
    assert here() == "old.wegwijs"


def test_of_the_same_day_the_one_that_was_made_first_is_older(
    house: Path, made: Callable[..., Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    from bot.operations import archive

    for hour, name in ((9, "nine.wegwijs"), (10, "ten.wegwijs")):
        monkeypatch.setattr(
            archive, "here", lambda at=hour: {"made": f"2026-11-22T{at:02}:00:00+01:00", "version": "1"}
        )
        made("", name)
    update(house.parent / "ten.wegwijs", public(house)).close()
    with pytest.raises(UpdateRefused, match="older"):
        update(house.parent / "nine.wegwijs", public(house))


def test_questions_that_the_model_does_not_know_are_refused(house: Path, made: Callable[..., Path]) -> None:
    with pytest.raises(UpdateRefused, match="1 questions that the model does not know, as ask_moon"):
        update(made(NEW_INTENT), public(house))
    with closing(Store(build.KNOWLEDGE)) as store:
        _model([*sorted(store.intents), "ask_moon"])
    update(made(NEW_INTENT), public(house)).close()
    assert here() == "new.wegwijs"


def test_questions_that_would_lose_their_answer_are_refused(house: Path, made: Callable[..., Path]) -> None:
    with pytest.raises(UpdateRefused, match="knows 1 questions without an answer"):
        update(made("delete from answers where id = 'medical.costs'"), public(house))


def _cut(file: Path) -> None:
    file.write_bytes(file.read_bytes()[:-2000])


def _flip(file: Path) -> None:
    held = bytearray(file.read_bytes())
    held[len(held) // 2] ^= 0xFF
    file.write_bytes(held)


def _change(file: Path, **changes: bytes | None) -> None:
    with zipfile.ZipFile(file) as packed:
        files: dict[str, bytes | None] = {name: packed.read(name) for name in packed.namelist()}
    files |= {{"manifest": MANIFEST, "signature": SIGNATURE}.get(name, name): body for name, body in changes.items()}
    with zipfile.ZipFile(file, "w") as packed:
        for name, body in files.items():
            if body is not None:
                packed.writestr(name, body)


def _other_date(file: Path) -> None:
    with zipfile.ZipFile(file) as packed:
        manifest = json.loads(packed.read(MANIFEST))
    _change(file, manifest=json.dumps({**manifest, "content_date": "2099-01-01"}).encode())


BROKEN: dict[str, tuple[Callable[[Path], object], type[Exception]]] = {
    "not there": (Path.unlink, UnusableArchive),
    "empty": (lambda file: file.write_bytes(b""), UnusableArchive),
    "cut": (_cut, UnusableArchive),
    "one byte": (_flip, UnusableArchive),
    "no bundle": (lambda file: file.write_text("hello"), UnusableArchive),
    "not signed": (lambda file: _change(file, signature=None), UnusableArchive),
    "signature of zeros": (lambda file: _change(file, signature=b"\0" * 64), NotSigned),
    "empty signature": (lambda file: _change(file, signature=b""), NotSigned),
    "changed manifest": (_other_date, NotSigned),
    "one file more": (lambda file: _change(file, more=b"x"), UnusableArchive),
}


@pytest.mark.parametrize("broken", BROKEN)
def test_a_broken_bundle_changes_nothing(house: Path, made: Callable[..., Path], broken: str) -> None:
    breaks, error = BROKEN[broken]
    file, before = made(NEWER), build.KNOWLEDGE.read_bytes()
    breaks(file)
    with pytest.raises(error):
        update(file, public(house))
    assert build.KNOWLEDGE.read_bytes() == before
    assert not list(house.glob(".updating*"))


def test_a_bundle_of_another_house_is_refused(house: Path, made: Callable[..., Path], tmp_path: Path) -> None:
    keys.make(tmp_path / "other.key")
    with pytest.raises(NotSigned, match="key of this house"):
        update(made(NEWER, key="other.key"), public(house))


def test_a_backup_is_no_bundle_even_when_the_house_signed_it(
    house: Path, made: Callable[..., Path], tmp_path: Path
) -> None:
    from bot.operations.archive import pack

    key = tmp_path / "house.key"
    pack(tmp_path / "signed", "backup of Wegwijs", {"a.yml": key}, {}, lambda manifest: keys.sign(key, manifest))
    with pytest.raises(UnusableArchive, match="is no content of Wegwijs"):
        update(tmp_path / "signed", public(house))


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ("update meta set value = '4' where key = 'schema'", "another version"),
        ("drop table topics", "cannot be read"),
        ("delete from answers", "without an answer"),
        ("", "fingerprint is not what its manifest says"),
    ],
)
def test_a_signed_bundle_with_bad_content_is_refused(
    house: Path, made: Callable[..., Path], tmp_path: Path, change: str, told: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bundle, "checked", lambda path, _: Store(tmp_path / "build" / "knowledge.sqlite"))
    with pytest.raises(UpdateRefused, match=told):
        update(made(change), public(house))


def test_the_operator_is_told_that_the_clock_is_before_the_content(
    house: Path, made: Callable[..., Path], capsys: pytest.CaptureFixture[str]
) -> None:
    file = made(NEWER.replace("2027", "2999"))
    assert main(["update", str(file), "--data", str(house / "data")]) == 0
    assert "before the day of the content (2999-01-05)" in capsys.readouterr().err


def test_only_one_updates_at_a_time(house: Path, made: Callable[..., Path]) -> None:
    import fcntl

    file = made(NEWER)
    with (house / "update.lock").open("w") as held:
        fcntl.flock(held, fcntl.LOCK_EX)
        with pytest.raises(UpdateRefused, match="another update"):
            update(file, public(house))


def test_the_private_key_is_its_owners_only_and_is_never_replaced(tmp_path: Path) -> None:
    keys.make(tmp_path / "house.key")
    before = (tmp_path / "house.key").read_bytes()
    assert stat.S_IMODE(os.stat(tmp_path / "house.key").st_mode) == 0o600
    with pytest.raises(UnusableKey, match="no key was replaced"):
        keys.make(tmp_path / "house.key")
    assert (tmp_path / "house.key").read_bytes() == before


@pytest.mark.parametrize("content", [None, b"", b"-----BEGIN PUBLIC KEY-----\nAAAA\n-----END PUBLIC KEY-----\n"])
def test_without_a_public_key_the_operator_is_told_what_to_do(
    house: Path, made: Callable[..., Path], content: bytes | None
) -> None:
    public(house).unlink()
    if content is not None:
        public(house).write_bytes(content)
    with pytest.raises(UnusableKey, match="--key"):
        update(made(NEWER), public(house))


def test_the_commands(house: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file, key = str(tmp_path / "b.wegwijs"), str(tmp_path / "my.key")
    assert main(["bundle", "--new-key", key]) == 0
    assert main(["bundle", file, "--key", key]) == 0
    assert main(["update", file, "--key", f"{key}.pub"]) == 0
    assert main(["update", "--back"]) == 0
    assert main(["update", file, "--data", str(house / "data")]) == 1
    assert main(["update"]) == 1
    assert main(["update", file, "--back"]) == 1
    assert main(["bundle", file]) == 1
    assert main(["bundle", file, "--key", f"{key}.pub"]) == 1
    said = capsys.readouterr()
    with closing(Store(build.KNOWLEDGE)) as store:
        assert f"content of {store.content_date}" in said.out
    assert said.err.count("wegwijs: ") == 5
