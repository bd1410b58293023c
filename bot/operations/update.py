"""`wegwijs update`: a signed bundle takes the place of the knowledge base, at once and whole, or nothing changes."""

from __future__ import annotations

import fcntl
import json
import os
import shutil
import tarfile
import tempfile
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path
from typing import Any

from bot import build
from bot.errors import CannotRun
from bot.operations import bundle, keys
from bot.operations.archive import SIGNATURE, Archive, keep_folder
from bot.operations.installed import Installed, installed, remember
from bot.swap import Refused, checked
from knowledge.compile import fingerprint
from knowledge.store import Store, UnusableKnowledge

FORMER = "knowledge.former.sqlite"
STAYS = "the old content stays"


class UpdateRefused(CannotRun):
    """The bundle is not installed. The message says why; the old content stays."""


def update(file: Path, public: Path, *, allow_older: bool = False) -> Store:
    """Install a bundle that the owner of the public key signed; the new knowledge base, open.

    A server that runs takes it within seconds. Raises CannotRun.
    """
    archive = Archive(file, bundle.KIND)
    keys.check(public, archive.manifest_bytes, archive.read(SIGNATURE), file)
    told = archive.manifest()
    with _alone(), tempfile.TemporaryDirectory(dir=build.KNOWLEDGE.parent, prefix=".updating-") as made:
        archive.unpack(Path(made), frozenset({bundle.KNOWLEDGE}))
        draft = Path(made) / bundle.KNOWLEDGE
        fresh = _fitting(draft, file)
        with closing(fresh):
            _must_be_what_it_says(fresh, told, file)
            if not allow_older:
                _must_not_be_older(fresh, told["made"], file)
            _install(draft, fresh.meta["fingerprint"], told["made"])
    return Store(build.KNOWLEDGE)


def back() -> Store:
    """Put the former knowledge base back, and keep the present one as the former; the one that is served now.

    Raises CannotRun.
    """
    former = build.KNOWLEDGE.with_name(FORMER)
    if not former.exists():
        raise UpdateRefused("there is no former content to go back to")
    with _alone(), tempfile.TemporaryDirectory(dir=build.KNOWLEDGE.parent, prefix=".updating-") as made:
        draft = Path(shutil.copyfile(former, Path(made) / bundle.KNOWLEDGE))
        with closing(_fitting(draft, former)) as store:
            print_ = store.meta["fingerprint"]
        known = installed(build.KNOWLEDGE, print_)
        _install(draft, print_, known.made if known else "")
    return Store(build.KNOWLEDGE)


def _fitting(draft: Path, file: Path) -> Store:
    """The knowledge base of the draft, read from end to end, if the model knows its questions. Raises UpdateRefused."""
    known, present = model_intents(build.MODEL), _present()
    asked = present.intents if present else frozenset()
    if present:
        present.close()
    try:
        store = checked(draft, asked & known if known else frozenset())
    except (Refused, UnusableKnowledge) as error:
        why = str(error).replace(str(draft), "it").partition("; run ")[0].partition("; train ")[0]
        raise UpdateRefused(f"{file}: {why}; {STAYS}") from error
    if strange := sorted(store.intents - known) if known else []:
        store.close()
        raise UpdateRefused(
            f"{file} answers {len(strange)} questions that the model does not know, as {strange[0]};"
            f" fetch the version of Wegwijs that it was made with. {STAYS.capitalize()}"
        )
    return store


def model_intents(model: Path) -> frozenset[str]:
    """The intents that a trained model knows; none where there is no model yet: it is trained on what is there then."""
    try:
        with tarfile.open(model) as packed:
            held = packed.extractfile("metadata.json")
            domain = json.load(held)["domain"] if held else {}
    except (OSError, tarfile.TarError, KeyError, ValueError):
        return frozenset()
    return frozenset(each if isinstance(each, str) else next(iter(each)) for each in domain.get("intents", ()))


def _must_be_what_it_says(store: Store, told: dict[str, Any], file: Path) -> None:
    differing = [name for name, value in bundle.describe(store).items() if told.get(name) != value]
    if differing:
        raise UpdateRefused(f"{file}: {differing[0]} is not what its manifest says; {STAYS}")


def _must_not_be_older(store: Store, made: str, file: Path) -> None:
    """By the day of the content; of two with the same day, by when the bundle was made."""
    present = _present()
    if present is None:
        return
    with closing(present):
        now = installed(build.KNOWLEDGE, present.meta["fingerprint"])
        if (store.content_date, made) < (present.content_date, now.made if now else ""):
            raise UpdateRefused(
                f"{file} is of {store.content_date} (made {made}), older than what is here ({present.content_date});"
                f" {STAYS}. If you mean it: --allow-older"
            )


def _install(draft: Path, print_: str, made: str) -> None:
    """Let the draft take the place of the knowledge base, and keep that one as the former."""
    present, fits = _present(), build.model_is_current() if build.KNOWLEDGE.exists() else False
    before = {}
    if present:
        with closing(present):
            old = present.meta["fingerprint"]
        before = {old: installed(build.KNOWLEDGE, old) or Installed()}
    former = build.KNOWLEDGE.with_name(FORMER)
    try:
        remember(build.KNOWLEDGE, {**before, print_: Installed(made, fingerprint())})
        draft.chmod(0o644)
        if present:
            kept = draft.with_name("former")
            shutil.copyfile(build.KNOWLEDGE, kept)
            kept.replace(former)
        draft.replace(build.KNOWLEDGE)
        keep_folder(build.KNOWLEDGE.parent)
        if fits:  # the model knows these questions: it need not be trained again
            build.MODEL_PRINT.write_text(build.model_fingerprint())
    except OSError as error:
        raise UpdateRefused(f"{build.KNOWLEDGE} cannot be written ({error.strerror or error}); {STAYS}") from error


def _present() -> Store | None:
    try:
        return Store(build.KNOWLEDGE)
    except UnusableKnowledge:
        return None


@contextmanager
def _alone() -> Iterator[None]:
    """One update at a time. Raises UpdateRefused."""
    folder = build.KNOWLEDGE.parent
    try:
        folder.mkdir(parents=True, exist_ok=True)
        handle = os.open(folder / "update.lock", os.O_RDWR | os.O_CREAT, 0o600)
    except OSError as error:
        raise UpdateRefused(f"{folder} cannot be written ({error.strerror}); {STAYS}") from error
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        yield
    except BlockingIOError:
        raise UpdateRefused(f"another update is going on; {STAYS}") from None
    finally:
        with suppress(OSError):
            os.close(handle)
