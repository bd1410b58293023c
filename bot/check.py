"""`wegwijs check`: every check, quickest first; a failure prints the command that repairs or repeats it."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from actions.card import CARD_INTENTS
from bot.build import BUILD, ROOT

SET_BY_RULES = (
    "ask_meaning",
    "report_urgent",
    "follow_up",
    "show_situation",
    "correct_situation",
    "change_situation",
    "ask_date",
    "rate_answer",
    "card_leave_out",
    "card_option",
    *CARD_INTENTS,
)
NEWEST = ("python3.14", "python3.13", "python3.12")
CLUSTER = "apt-get install postgresql redis-server nginx-light"
CHROMIUM = ("chromium", "chromium-browser", "google-chrome")


@dataclass(frozen=True)
class Check:
    """One group of checks: a command, and what to run when it fails or when what it needs is missing."""

    name: str
    command: tuple[str, ...]
    remedy: str
    missing: str | None = None


def checks() -> Iterator[Check]:
    """All checks, quickest first. `missing` says what a check needs that this machine does not have."""
    here = sys.executable
    pytest = (here, "-m", "pytest", "-q", "-p", "no:cacheprovider")
    yield Check("format", (here, "-m", "ruff", "format", "--check", "-q", "."), ".venv/bin/ruff format .")
    yield Check("lint", (here, "-m", "ruff", "check", "-q", "."), ".venv/bin/ruff check --fix .")
    yield Check("content", (here, "-m", "knowledge"), "./wegwijs compile")
    yield Check("catalogs", (here, "-m", "bot", "catalogs", "--check"), "./wegwijs catalogs")
    yield Check("types", (here, "-m", "mypy"), ".venv/bin/mypy")
    yield Check(
        "unit tests", (*pytest, "-m", "not slow and not browser"), ".venv/bin/pytest -m 'not slow and not browser'"
    )
    newest = newest_python()
    yield Check(
        "knowledge on the newest Python",
        (here, "-m", "bot.check", "newest", newest or ""),
        f"{newest} -m pytest tests/knowledge, with knowledge/requirements.txt installed",
        missing=None if newest else f"a newer Python ({', '.join(NEWEST)}); then `./wegwijs check`",
    )
    yield Check("training", (here, "-m", "bot", "train"), "./wegwijs train --force")
    yield Check("data", (here, "-m", "bot.check", "data"), "./wegwijs check")
    yield Check("trained model", (*pytest, "-m", "slow and not browser and not cluster"), ".venv/bin/pytest -m slow")
    yield Check(
        "cluster",
        (*pytest, "-m", "cluster"),
        ".venv/bin/pytest -m cluster",
        missing=None if cluster() else f"PostgreSQL, Redis and nginx; run `{CLUSTER}`, then `./wegwijs check`",
    )
    yield Check(
        "browser",
        (*pytest, "-m", "browser"),
        ".venv/bin/pytest -m browser",
        missing=None if chromium() else "Chromium; install it with `apt-get install chromium`, then `./wegwijs check`",
    )


def newest_python() -> str | None:
    """The newest Python of the machine that runs, newer than this one."""
    pyenv = sorted(Path.home().glob(".pyenv/versions/3.1[2-9]*/bin/python"), reverse=True)
    for candidate in (*NEWEST, *map(str, pyenv)):
        found = shutil.which(candidate)
        if found and subprocess.run([found, "-c", "import venv, sqlite3"], capture_output=True).returncode == 0:
            return found
    return None


def chromium() -> str | None:
    """Where the system's Chromium is."""
    return next((found for name in CHROMIUM if (found := shutil.which(name))), None)


def cluster() -> bool:
    """Whether the machine has what the tests of several servers start."""
    places = f"{os.environ.get('PATH', '')}:/usr/sbin"
    postgres = any(Path("/usr/lib/postgresql").glob("*/bin/initdb")) or bool(shutil.which("initdb"))
    return postgres and all(shutil.which(name, path=places) for name in ("redis-server", "nginx"))


def check(*, fast: bool) -> int:
    """Run the checks and say of each how it went. The exit code is 1 when one failed.

    With `CI` set, a check that cannot run here is a failure too.
    """
    failed: list[str] = []
    passed: list[str] = []
    skipped: list[str] = []
    for each in checks():
        if fast and each.name in (
            "training",
            "data",
            "trained model",
            "cluster",
            "browser",
            "knowledge on the newest Python",
        ):
            skipped.append(f"{each.name}: not asked for; run `./wegwijs check`")
        elif each.missing:
            (failed if os.environ.get("CI") else skipped).append(f"{each.name}: needs {each.missing}")
        elif _run(each):
            passed.append(each.name)
        else:
            failed.append(f"{each.name}: run {each.remedy}")
    for line in skipped:
        print(f"did not run: {line}")
    for line in failed:
        print(f"failed: {line}")
    print(f"checks: {len(passed)} passed, {len(failed)} failed, {len(skipped)} skipped")
    return 1 if failed else 0


def _run(each: Check) -> bool:
    print(f"--- {each.name}", flush=True)
    start = time.monotonic()
    code = subprocess.run(each.command, cwd=ROOT).returncode
    print(f"--- {each.name}: {'ok' if code == 0 else 'FAILED'} in {time.monotonic() - start:.0f} s", flush=True)
    return code == 0


def run_on_newest(python: str) -> int:
    """Run the tests of `knowledge/` under another Python, in an environment that has no Rasa."""
    home = BUILD / "newest-python"
    inside = home / "bin" / "python"
    lock = ROOT / "knowledge" / "requirements.txt"
    stamp = home / "requirements.txt"
    if not stamp.exists() or stamp.read_bytes() != lock.read_bytes():
        shutil.rmtree(home, ignore_errors=True)
        subprocess.run([python, "-m", "venv", home], check=True)
        install = ["-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--require-hashes", "-r"]
        subprocess.run([str(inside), *install, str(lock)], check=True)
        shutil.copy(lock, stamp)
    tests = [str(inside), "-m", "pytest", "-q", "-p", "no:cacheprovider", "tests/knowledge"]
    return subprocess.run(tests, cwd=ROOT, env={**os.environ, "PYTHONPATH": str(ROOT)}).returncode


def validate_data() -> int:
    """Rasa's own validation of domain and data, whose exit code forgets some warnings: any warning fails.

    But for the intents that rules set: nothing teaches them, and Rasa wonders at that.
    """
    command = [sys.executable, "-W", "ignore", "-m", "bot.stock", "data", "validate", "--fail-on-warnings"]
    command += ["-c", "bot/config.yml", "-d", "bot/domain", "--data", "data"]
    environment = {**os.environ, "RASA_TELEMETRY_ENABLED": "false", "SQLALCHEMY_SILENCE_UBER_WARNING": "1"}
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True)
    said = [line for line in (done.stdout + done.stderr).splitlines() if "UserWarning" in line or "rror" in line]
    said = [line for line in said if not any(f"'{intent}' is listed in the domain" in line for intent in SET_BY_RULES)]
    print("\n".join(said))
    return 1 if done.returncode or said else 0


if __name__ == "__main__":
    sys.exit(validate_data() if sys.argv[1] == "data" else run_on_newest(sys.argv[2]))
