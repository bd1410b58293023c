"""Who uses a data folder now: servers hold it together, a restore holds it alone. A server that dies lets go by itself."""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from bot.errors import CannotRun

FILE = "serving.lock"
ASIDE = "before-restore"
"""The folder in which a restore keeps the files that it replaces, until it is done."""
PRIVATE_FOLDER = 0o700


class InUse(CannotRun):
    """Somebody uses the data folder. The message says what to do."""


def hold_for_serving(folder: Path) -> int | None:
    """Hold the folder as a server, until this process and its workers end; None where nothing can be written.

    Raises InUse while a restore goes on, or when one was interrupted.
    """
    try:
        handle = _open(folder)
    except OSError:
        return None
    try:
        fcntl.flock(handle, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except OSError:
        os.close(handle)
        raise InUse(f"a restore is going on in {folder}; start again when it is done") from None
    if (folder / ASIDE).exists():
        os.close(handle)
        raise InUse(f"a restore in {folder} was interrupted; run `./wegwijs restore FILE` again")
    return handle


@contextmanager
def held_alone(folder: Path) -> Iterator[None]:
    """Hold the folder alone. Raises InUse while a server holds it."""
    try:
        handle = _open(folder)
    except OSError as error:
        raise CannotRun(f"{folder} cannot be written ({error.strerror or error})") from error
    try:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            raise InUse(f"a server uses {folder}; stop it first (systemctl stop wegwijs)") from None
        yield
    finally:
        with suppress(OSError):
            os.close(handle)


def _open(folder: Path) -> int:
    folder.mkdir(parents=True, exist_ok=True, mode=PRIVATE_FOLDER)
    return os.open(folder / FILE, os.O_RDWR | os.O_CREAT, 0o600)
