"""Who is talking is kept as a keyed hash: a file that is lost or copied names nobody."""

from __future__ import annotations

import hashlib
import hmac
import os
import secrets
from contextlib import suppress
from pathlib import Path

KEY_BYTES = 32
PRIVATE_FILE = 0o600
PRIVATE_FOLDER = 0o700


class Senders:
    """Hashes of senders and of their message ids, with one key for a house."""

    def __init__(self, key: bytes | None = None) -> None:
        self._key = key or secrets.token_bytes(KEY_BYTES)

    def conversation(self, sender: str) -> bytes:
        """The name under which a sender's conversation is kept."""
        return self._hash(b"sender", sender)

    def message(self, sender: str, message: str) -> bytes:
        """The name under which the reply to a message is kept."""
        return self._hash(b"message", sender, message)

    def session(self, name: str) -> bytes:
        """The signature of a sender that we named ourselves (bot/doors/sessions.py)."""
        return self._hash(b"session", name)

    def _hash(self, *parts: bytes | str) -> bytes:
        spelt = b"\0".join(part if isinstance(part, bytes) else part.encode(errors="replace") for part in parts)
        return hmac.new(self._key, spelt, hashlib.sha256).digest()


def key_in(folder: Path) -> bytes:
    """The key of this data folder, made at the first start; only its owner may read it. Raises OSError."""
    path = folder / "sender.key"
    with suppress(FileExistsError):
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, PRIVATE_FILE)
        with open(descriptor, "wb") as file:
            file.write(secrets.token_bytes(KEY_BYTES))
            file.flush()
            os.fsync(file.fileno())
    key = path.read_bytes()
    if len(key) != KEY_BYTES:
        raise OSError(f"{path} is damaged; delete the folder {folder} to start with no conversations")
    return key
