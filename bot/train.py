"""Training the model, only when what it learns from has changed."""

from __future__ import annotations

import gc
import shutil
import tarfile
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, redirect_stderr, redirect_stdout
from pathlib import Path

from bot.assistant import quieten
from bot.build import BUILD, MODEL, MODEL_PRINT, ROOT, ensure_knowledge, model_fingerprint, model_is_current
from bot.components.linear import FILE
from bot.errors import TrainingFailed
from bot.model_file import record


def ensure_model(force: bool = False) -> bool:
    """Train unless the model is current. True if it had to. Raises ContentError or TrainingFailed.

    The old model stays in place until the new one is complete.
    """
    ensure_knowledge()
    if not force and model_is_current():
        return False
    train()
    return True


def export(target: Path) -> None:
    """Copy the intent classifier's weights, one file (bot/README.md, "The model file"), to `target`. Raises TrainingFailed."""
    with tarfile.open(MODEL) as archive:
        names = [name for name in archive.getnames() if "LinearIntentClassifier" in name and name.endswith(FILE)]
        weights = archive.extractfile(names[0]) if names else None
        if weights is None:
            raise TrainingFailed(f"the model at {MODEL} holds no {FILE}; run `./wegwijs train --force`")
        target.write_bytes(weights.read())


@contextmanager
def uncollected() -> Iterator[None]:
    """No search for garbage meanwhile: training keeps the millions of objects it makes, and looks through them in vain."""
    gc.disable()
    try:
        yield
    finally:
        gc.enable()


def train() -> None:
    """Train a model and put it, with its fingerprint, in the build folder."""
    quieten()
    from rasa.model_training import train as rasa_train

    print_ = model_fingerprint()
    BUILD.mkdir(parents=True, exist_ok=True)
    log = BUILD / "train.log"
    with tempfile.TemporaryDirectory(dir=BUILD) as folder:
        with log.open("w") as file, redirect_stdout(file), redirect_stderr(file), uncollected():
            result = rasa_train(
                domain=str(ROOT / "bot/domain"),
                config=str(ROOT / "bot/config.yml"),
                training_files=[str(ROOT / "data")],
                output=folder,
                force_training=True,
                fixed_model_name="model",
            )
        if not result.model or not Path(result.model).exists():
            raise TrainingFailed(f"Rasa stopped with code {result.code}; {log} says why")
        MODEL_PRINT.unlink(missing_ok=True)
        shutil.move(result.model, MODEL)
        record(MODEL)
        MODEL_PRINT.write_text(print_)
