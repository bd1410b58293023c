"""Reading aloud: made once, kept within bounds, safe with any text, absent where there is no engine."""

from __future__ import annotations

import os
import stat
from pathlib import Path

import pytest

from actions.context import Context, fixed_clock
from bot.channel.audio import NoAudio, Reader, read_aloud
from bot.channel.page_maker import PageMaker
from knowledge.languages import LANGUAGES
from knowledge.store import Store
from tests.conftest import TUESDAY_MORNING

ENGINE = """#!/bin/sh
for argument; do last=$argument; done
case " $* " in *" -q "*) case " $* " in *" -v ar "*) exit 1;; *) exit 0;; esac;; esac
echo made >> "$0.log"
cat > "$last"
"""


@pytest.fixture
def engine(tmp_path: Path) -> Path:
    """An engine that speaks all but Arabic, and writes down what it was given."""
    path = tmp_path / "engine"
    path.write_text(ENGINE)
    path.chmod(path.stat().st_mode | stat.S_IXUSR)
    return path


@pytest.fixture
def reader(engine: Path, tmp_path: Path) -> Reader:
    return Reader(tmp_path / "audio", str(engine))


def test_a_sound_is_made_once(reader: Reader, engine: Path) -> None:
    first, second = reader.file("nl", "Bel 112."), reader.file("nl", "Bel 112.")
    assert first == second
    assert Path(f"{engine}.log").read_text() == "made\n"
    assert sorted(path.suffix for path in reader.folder.iterdir()) == [".wav"]


def test_the_text_reaches_no_shell(reader: Reader, tmp_path: Path) -> None:
    text = f'"; touch {tmp_path}/broken; echo "'
    assert reader.file("en", text).read_text() == text
    assert not (tmp_path / "broken").exists()


def test_only_what_the_engine_speaks_is_offered(reader: Reader) -> None:
    assert reader.spoken() == {"nl", "fr", "en"}


def test_without_an_engine_nothing_is_offered(tmp_path: Path) -> None:
    reader = Reader(tmp_path)
    assert reader.spoken() == frozenset()
    with pytest.raises(NoAudio):
        reader.file("nl", "Bel 112.")


def test_a_failing_engine_leaves_nothing_behind(engine: Path, reader: Reader) -> None:
    engine.write_text("#!/bin/sh\nexit 3\n")
    with pytest.raises(NoAudio):
        reader.file("nl", "Bel 112.")
    assert list(reader.folder.iterdir()) == []


def test_the_oldest_sounds_make_room(engine: Path, tmp_path: Path) -> None:
    reader = Reader(tmp_path / "audio", str(engine), most_bytes=25)
    made = []
    for at, text in enumerate(["first text", "other text", "third text"]):
        made.append(reader.file("nl", text))
        os.utime(made[-1], (at, at))
    assert [path.exists() for path in made] == [False, True, True]


@pytest.mark.parametrize("code", LANGUAGES)
def test_what_is_read_holds_the_answer_and_no_address(store: Store, code: str) -> None:
    maker = PageMaker(Context(store, fixed_clock(TUESDAY_MORNING)))
    for answer in store.answers():
        view = maker.view(LANGUAGES[code], answer.id)
        text = read_aloud(view)
        assert text is not None
        assert view.title in text
        assert "http" not in text
        for variant in answer.variants if len(answer.variants) > 1 else ():
            assert read_aloud(view, variant.id)
    assert read_aloud(maker.view(LANGUAGES[code], "medical.costs"), "nobody") is None


def test_a_pages_players_name_what_they_read(store: Store) -> None:
    maker = PageMaker(Context(store, fixed_clock(TUESDAY_MORNING)), spoken=frozenset({"nl"}))
    page = maker.page("/nl/medical/costs")
    assert 'src="/audio/nl/medical/costs"' in page
    assert 'src="/audio/nl/medical/costs/applicant_centre"' in page
    assert "<audio" not in maker.page("/ar/medical/costs")
