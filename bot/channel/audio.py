"""Answers read aloud by espeak-ng, if this machine has it; made once, kept in a folder that does not grow for ever."""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from bot.channel.answer_view import AnswerView
from knowledge.languages import LANGUAGES
from knowledge.reply import Section

VOICES = {"nl": "nl", "fr": "fr-be", "en": "en-gb", "ar": "ar"}
WORDS_A_MINUTE = "145"
"""Slower than the engine's 175: for people who still learn the language."""
LONGEST_MAKING = 30
"""Seconds; the longest answer takes one."""
MOST_BYTES = 200_000_000


class NoAudio(RuntimeError):
    """The engine is not here, does not speak the language, or failed."""


@dataclass(frozen=True)
class Reader:
    """Reads text aloud. `engine` is None where espeak-ng is not installed."""

    folder: Path
    engine: str | None = None
    most_bytes: int = MOST_BYTES

    @classmethod
    def here(cls, folder: Path) -> Reader:
        """The reader of this machine."""
        return cls(folder, shutil.which("espeak-ng"))

    def spoken(self) -> frozenset[str]:
        """The languages that the engine speaks."""
        return frozenset(code for code in LANGUAGES if self._has(VOICES[code]))

    def _has(self, voice: str) -> bool:
        if self.engine is None:
            return False
        asked = [self.engine, "-q", "-v", voice, "--stdin", "--stdout"]
        done = subprocess.run(asked, input=b"1", capture_output=True, timeout=LONGEST_MAKING, check=False)
        return done.returncode == 0 and not done.stderr.startswith(b"Error")

    def file(self, code: str, text: str) -> Path:
        """The sound of a text, from the folder or made now. Raises NoAudio."""
        name = hashlib.sha256(f"{VOICES[code]} {WORDS_A_MINUTE} {text}".encode()).hexdigest()[:24]
        path = self.folder / f"{code}-{name}.wav"
        if not path.exists():
            self._make(path, VOICES[code], text)
            self._tidy(path)
        return path

    def _make(self, path: Path, voice: str, text: str) -> None:
        if self.engine is None:
            raise NoAudio("espeak-ng is not installed")
        self.folder.mkdir(parents=True, exist_ok=True)
        draft = path.with_suffix(f".{os.getpid()}.{id(text)}.tmp")
        command = [self.engine, "-v", voice, "-s", WORDS_A_MINUTE, "--stdin", "-w", str(draft)]
        try:
            subprocess.run(command, input=text.encode(), capture_output=True, timeout=LONGEST_MAKING, check=True)
            draft.replace(path)
        except (subprocess.SubprocessError, OSError) as error:
            raise NoAudio(f"espeak-ng failed ({error})") from error
        finally:
            draft.unlink(missing_ok=True)

    def _tidy(self, newest: Path) -> None:
        """Take out the oldest sounds until the folder is small enough; the newest stays."""
        kept = sorted(self.folder.glob("*.wav"), key=lambda path: path.stat().st_mtime)
        size = sum(path.stat().st_size for path in kept)
        for path in kept:
            if size <= self.most_bytes:
                return
            if path != newest:
                size -= path.stat().st_size
                path.unlink(missing_ok=True)


def read_aloud(view: AnswerView, branch: str | None = None) -> str | None:
    """What is read of an answer, or of one of its branches; None when it has no such branch. No addresses, no sources.

    Of an answer with branches this is what stands above them, or their labels where nothing does.
    """
    if branch is None and len(view.branches) > 1:
        said = [view.title, *_lines(view.shared), view.general or _labels(view)]
    else:
        chosen = next((each for each in view.branches if branch in (None, each.id)), None)
        if chosen is None:
            return None
        said = [chosen.label or view.title, *chosen.caution, *_lines(chosen.sections)]
    return "\n\n".join(line for line in said if line)


def _lines(sections: Sequence[Section]) -> list[str]:
    return [line for section in sections for line in (section.heading, *section.lines)]


def _labels(view: AnswerView) -> str:
    return "\n\n".join(branch.label for branch in view.branches if branch.label)
