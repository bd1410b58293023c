"""The systems that are measured: how each is trained and started."""

from __future__ import annotations

import asyncio
import subprocess
import sys
import time
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bot.bench import plain, share
from bot.bench.environment import rasa_python
from bot.bench.load import ask_for, first_answer
from bot.bench.processes import free_port, memory, running
from bot.build import KNOWLEDGE, MODEL, ROOT
from bot.errors import CannotRun

CLIENTS = (1, 8, 32)
PATIENCE = 300.0
QUIET = {"RASA_TELEMETRY_ENABLED": "false", "SQLALCHEMY_SILENCE_UBER_WARNING": "1", "TF_CPP_MIN_LOG_LEVEL": "3"}


@dataclass(frozen=True)
class Size:
    """How much is measured: seconds at each number of clients, intents of the share; and Rasa's Python, if not `.venv-rasa`."""

    seconds: float = 20.0
    intents: int = share.INTENTS
    rasa_python: str | None = None


def plain_rasa(folder: Path, size: Size) -> dict[str, Any]:
    """Plain Rasa: default pipeline and policies, its own action server, its SQLite tracker store."""
    chosen, actions_port, port = share.share(size.intents), free_port(), free_port()
    plain.make_project(folder, chosen, actions_port)
    rasa = [size.rasa_python or rasa_python(), "-W", "ignore", "-m", "rasa"]
    environment = {**QUIET, "RASA_CACHE_DIRECTORY": str(folder / "cache"), "SANIC_HOST": "127.0.0.1"}
    environment["PYTHONPATH"] = str(ROOT)
    trained = _train([*rasa, "train", "--fixed-model-name", "model"], folder, environment)
    actions = [*rasa, "run", "actions", "--actions", "bot.bench.plain_rasa.actions", "-p", str(actions_port)]
    serve = [*rasa, "run", "-i", "127.0.0.1", "-p", str(port), "-m", "models/model.tar.gz"]
    serve += ["--endpoints", "endpoints.yml", "--credentials", "credentials.yml"]
    served = _serve([actions, serve], port, folder, environment, chosen, size)
    return {"training_s": trained, **served}


def wegwijs(folder: Path, size: Size, *, full: bool, workers: int) -> dict[str, Any]:
    """Wegwijs, trained on the share or on all its sentences, with its conversations on disk."""
    chosen, port = share.share(size.intents), free_port()
    share.write(chosen, folder / "data")
    trained, model = _trained(folder, full)
    serve = [sys.executable, "-m", "bot", "serve", "--port", str(port), "--data", str(folder / "served")]
    serve += ["--model", str(model), "--knowledge", str(KNOWLEDGE), "--workers", str(workers)]
    return {"training_s": trained, **_serve([serve], port, ROOT, QUIET, chosen, size)}


def _trained(folder: Path, full: bool) -> tuple[float, Path]:
    """Seconds and the model; a model of this folder is used again, for another number of workers."""
    model = folder / "models" / "model.tar.gz"
    sentences = ROOT / "data" / "nlu" if full else folder / "data"
    command = [sys.executable, "-m", "bot.bench.training", str(model), str(sentences)]
    return _train(command, ROOT, {**QUIET, "RASA_CACHE_DIRECTORY": str(folder / "cache")}), model


def _train(command: list[str], folder: Path, environment: dict[str, str]) -> float:
    import os

    start = time.monotonic()
    done = subprocess.run(command, cwd=folder, env={**os.environ, **environment}, capture_output=True, text=True)
    if done.returncode:
        raise CannotRun(f"the training failed: {' '.join(command)}\n{(done.stdout + done.stderr)[-2000:]}")
    return round(time.monotonic() - start, 1)


def _serve(
    commands: list[list[str]],
    port: int,
    folder: Path,
    environment: dict[str, str],
    chosen: dict[str, dict[str, list[str]]],
    size: Size,
) -> dict[str, Any]:
    """Start to first answer, memory, and the times at each number of clients."""
    questions = [text for by_intent in chosen.values() for texts in by_intent.values() for text in texts]
    log = folder / "bench.log" if folder != ROOT else Path(MODEL).parent / "bench.log"
    with ExitStack() as stack:
        start = time.monotonic()
        processes = [stack.enter_context(running(command, folder, log, environment)) for command in commands]
        ready = round(asyncio.run(first_answer(port, questions[0], PATIENCE)) - start, 2)
        at_start = memory(*processes)
        clients = {}
        for count in CLIENTS:
            clients[str(count)] = asyncio.run(ask_for(port, questions, count, size.seconds)).figures()
        return {"start_s": ready, "memory_start_mb": at_start, "memory_mb": memory(*processes), "clients": clients}
