"""An environment of its own for plain Rasa, which needs the TensorFlow that Wegwijs leaves out."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

from bot.build import ROOT
from bot.errors import CannotRun

HOME = ROOT / ".venv-rasa"
LOCK = ROOT / "bot" / "requirements-plain-rasa.txt"
INSTALL = ("-m", "pip", "install", "--disable-pip-version-check", "--quiet", "--require-hashes", "--no-deps")


def inside(home: Path = HOME) -> Path:
    """The Python of the environment."""
    return home / "bin" / "python"


def is_current(home: Path = HOME, lock: Path = LOCK) -> bool:
    """Whether the environment is there and was made from the lock as it is now."""
    stamp = home / lock.name
    return stamp.is_file() and stamp.read_bytes() == lock.read_bytes()


def rasa_python(home: Path = HOME, lock: Path = LOCK) -> str:
    """A Python that has plain Rasa with TensorFlow; its environment is made first. Raises CannotRun."""
    if not is_current(home, lock):
        print(f"Setting up plain Rasa in {home.name}: the first time this downloads about 1 GB ...", file=sys.stderr)
        shutil.rmtree(home, ignore_errors=True)
        _run([sys.executable, "-m", "venv", str(home)])
        _run([str(inside(home)), *INSTALL, "-r", str(lock)])
        shutil.copy(lock, home / lock.name)
    return str(inside(home))


def _run(command: list[str]) -> None:
    done = subprocess.run(command, capture_output=True, text=True)
    if done.returncode:
        raise CannotRun(f"plain Rasa could not be installed: {' '.join(command)}\n{done.stderr[-2000:]}")
