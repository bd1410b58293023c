"""One file that carries several others: a zip with a manifest that names each by its size and SHA-256."""

from __future__ import annotations

import hashlib
import json
import os
import tempfile
import zipfile
import zlib
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import IO, Any

from bot.errors import CannotRun
from knowledge.hours import BRUSSELS

MANIFEST, SIGNATURE = "manifest.json", "manifest.sig"
FORMAT = 1
ONLY_OWNER = 0o600
LARGEST_MANIFEST = 64_000
LARGEST_FILE = 1_000_000_000
STEP = 1_000_000


class UnusableArchive(CannotRun):
    """The file is damaged, of another kind or of another version. The message says which."""


def here() -> dict[str, str]:
    """When and by which version an archive is made."""
    try:
        made_by = version("wegwijs")
    except PackageNotFoundError:
        made_by = "unknown"
    return {"made": datetime.now(BRUSSELS).isoformat(timespec="seconds"), "version": made_by}


def sum_of(path: Path) -> str:
    """The SHA-256 of a file."""
    digest = hashlib.sha256()
    with path.open("rb") as file:
        while piece := file.read(STEP):
            digest.update(piece)
    return digest.hexdigest()


@contextmanager
def draft_of(target: Path) -> Iterator[Path]:
    """A file for its owner only, beside `target`, that takes its place at the end and leaves nothing when that fails."""
    handle, name = tempfile.mkstemp(dir=target.parent, prefix=f".{target.name}.")
    os.close(handle)
    draft = Path(name)
    try:
        yield draft
        with draft.open("rb") as written:
            os.fsync(written.fileno())
        draft.replace(target)
        keep_folder(target.parent)
    finally:
        with suppress(OSError):
            draft.unlink()


def keep_folder(folder: Path) -> None:
    """Bring the names in a folder to the disk: a power cut must not bring the former ones back."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def pack(target: Path, kind: str, files: Mapping[str, Path], told: Mapping[str, Any], sign: Any = None) -> None:
    """Write `files` into the archive `target`; `sign`, if any, makes the signature of the manifest. Raises CannotRun."""
    listed = {name: {"size": path.stat().st_size, "sha256": sum_of(path)} for name, path in files.items()}
    manifest = json.dumps({"kind": kind, "format": FORMAT, **here(), **told, "files": listed}, indent=1).encode()
    try:
        with draft_of(target) as draft, zipfile.ZipFile(draft, "w", zipfile.ZIP_DEFLATED) as packed:
            packed.writestr(MANIFEST, manifest)
            if sign:
                packed.writestr(SIGNATURE, sign(manifest))
            for name, path in files.items():
                packed.write(path, name)
    except OSError as error:
        raise CannotRun(f"{target} cannot be written ({error.strerror or error})") from error


@dataclass(frozen=True)
class Archive:
    """An archive that was opened: its manifest as it stands there, not yet believed."""

    path: Path
    kind: str

    def read(self, name: str) -> bytes:
        """A small file of the archive. Raises UnusableArchive."""
        with self._opened() as packed:
            try:
                with packed.open(name) as file:
                    found = file.read(LARGEST_MANIFEST + 1)
            except KeyError:
                raise UnusableArchive(f"{self.path} holds no {name}; it is no {self.kind}") from None
        if len(found) > LARGEST_MANIFEST:
            raise UnusableArchive(f"{self.path}: {name} is too large; it is no {self.kind}")
        return found

    @cached_property
    def manifest_bytes(self) -> bytes:
        """The manifest as it stands there, read once: what was signed is what is used. Raises UnusableArchive."""
        return self.read(MANIFEST)

    def manifest(self) -> dict[str, Any]:
        """What the archive says that it is. Raises UnusableArchive."""
        try:
            found = json.loads(self.manifest_bytes)
            listed = {str(name): (int(each["size"]), str(each["sha256"])) for name, each in found["files"].items()}
            made = datetime.fromisoformat(found["made"])
        except (ValueError, TypeError, KeyError, AttributeError, RecursionError):
            raise UnusableArchive(f"{self.path}: its manifest cannot be read; it is no {self.kind}") from None
        if found.get("kind") != self.kind:
            raise UnusableArchive(f"{self.path} is no {self.kind}")
        if found.get("format") != FORMAT:
            raise UnusableArchive(f"{self.path} is of another version (format {found.get('format')!r}); update Wegwijs")
        if made.tzinfo is None or not listed:
            raise UnusableArchive(f"{self.path}: its manifest cannot be read; it is no {self.kind}")
        return dict(found)

    def unpack(self, folder: Path, expected: frozenset[str]) -> list[str]:
        """Put every file into `folder`, for its owner only, if each is named in `expected` and is whole; their names.

        Raises UnusableArchive.
        """
        listed = self.manifest()["files"]
        with self._opened() as packed:
            held = {each.filename for each in packed.infolist()} - {MANIFEST, SIGNATURE}
            if stranger := sorted((held | set(listed)) - expected):
                raise UnusableArchive(f"{self.path} holds {stranger[0]!r}, which no {self.kind} does")
            if held != set(listed) or len(packed.infolist()) != len(set(packed.namelist())):
                raise UnusableArchive(f"{self.path} does not hold the files that its manifest names")
            for name, each in listed.items():
                with packed.open(name) as file:
                    self._unpack(file, folder / name, each)
        return list(listed)

    def _unpack(self, file: IO[bytes], target: Path, listed: Mapping[str, Any]) -> None:
        digest, size = hashlib.sha256(), 0
        handle = os.open(target, os.O_WRONLY | os.O_CREAT | os.O_EXCL, ONLY_OWNER)
        with os.fdopen(handle, "wb") as out:
            while piece := file.read(STEP):
                size += len(piece)
                if size > min(int(listed["size"]), LARGEST_FILE):
                    break
                digest.update(piece)
                out.write(piece)
            out.flush()
            os.fsync(out.fileno())
        if size != int(listed["size"]) or digest.hexdigest() != listed["sha256"]:
            raise UnusableArchive(f"{self.path}: {target.name} is damaged; nothing was changed")

    @contextmanager
    def _opened(self) -> Iterator[zipfile.ZipFile]:
        try:
            with zipfile.ZipFile(self.path) as packed:
                yield packed
        except FileNotFoundError:
            raise UnusableArchive(f"there is no file {self.path}") from None
        except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, ValueError) as error:
            if isinstance(error, CannotRun):
                raise
            raise UnusableArchive(f"{self.path} is damaged or no {self.kind} ({error}); nothing was changed") from error
        except OSError as error:
            raise UnusableArchive(f"{self.path} cannot be read ({error.strerror or error})") from error
