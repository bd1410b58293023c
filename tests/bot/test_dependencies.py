"""What is installed: no TensorFlow, exactly what the locks say, and what the report on dependencies looked at."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

from bot.bench import environment
from bot.build import ROOT
from bot.errors import CannotRun
from bot.operations.dependencies import LOCKS, covering, locked

SERVED, PLAIN, _ = LOCKS
REPORT = ROOT / "bot/reports/dependencies.md"
LEFT_OUT = {
    line for line in (ROOT / "bot/left-out.txt").read_text(encoding="utf-8").splitlines() if not line.startswith("#")
}
OF_ONE_MACHINE = {"tensorflow-cpu-aws", "tensorflow-intel", "tensorflow-macos", "tensorflow-io-gcs-filesystem"}
"""What Rasa asks for on one kind of machine only."""


def test_what_pip_misses_is_what_is_left_out_on_purpose() -> None:
    said = subprocess.run([sys.executable, "-m", "pip", "check"], capture_output=True, text=True).stdout.splitlines()
    missed = {line.removeprefix("rasa 3.6.21 requires ").removesuffix(", which is not installed.") for line in said}
    assert missed <= LEFT_OUT
    assert missed - OF_ONE_MACHINE == LEFT_OUT - OF_ONE_MACHINE


def test_no_tensorflow_is_installed() -> None:
    command = [
        sys.executable,
        "-c",
        "import importlib.util as u; print(*map(u.find_spec, ('tensorflow', 'keras', 'jax')))",
    ]
    assert subprocess.run(command, capture_output=True, text=True, check=True).stdout.split() == ["None"] * 3


def test_the_served_lock_is_the_one_of_plain_rasa_without_what_is_left_out() -> None:
    served, plain = locked(SERVED), locked(PLAIN)
    assert not LEFT_OUT & set(served)
    assert {"tensorflow", "keras", "jax", "protobuf"} <= set(plain) - set(served)
    assert {name: version for name, version in served.items() if plain.get(name, version) != version} == {}


def test_the_report_covers_the_locks_as_they_are() -> None:
    text = REPORT.read_text(encoding="utf-8")
    missing = [line for line in covering() if line not in text]
    assert not missing, (
        f"look at what is new (`python -m bot.operations.dependencies`) and write into {REPORT}: {missing}"
    )


def test_the_versions_in_the_report_are_those_of_the_lock() -> None:
    rows = re.findall(r"^\| ([a-z][a-z0-9-]+) \| (\d\S*) \|", REPORT.read_text(encoding="utf-8"), re.MULTILINE)
    with_advisories = re.findall(r"^\| ([a-z][a-z0-9-]+) (\d\S*) \|", REPORT.read_text(encoding="utf-8"), re.MULTILINE)
    assert len(rows) > 40
    assert len(with_advisories) > 10
    served = locked(SERVED)
    assert {name: version for name, version in [*rows, *with_advisories] if served[name] != version} == {}


def test_the_environment_of_plain_rasa_is_made_anew_when_its_lock_changes(tmp_path: Path) -> None:
    lock, home = tmp_path / "lock.txt", tmp_path / "home"
    lock.write_text("")
    python = environment.rasa_python(home, lock)
    assert Path(python).exists()
    assert environment.is_current(home, lock)
    lock.write_text("# other\n")
    assert not environment.is_current(home, lock)


def test_an_environment_that_cannot_be_made_is_no_current_one(tmp_path: Path) -> None:
    lock, home = tmp_path / "lock.txt", tmp_path / "home"
    lock.write_text("this is no requirement\n")
    with pytest.raises(CannotRun, match="plain Rasa could not be installed"):
        environment.rasa_python(home, lock)
    assert not environment.is_current(home, lock)


@pytest.mark.slow
def test_what_the_report_says_is_loaded_is_loaded() -> None:
    program = "from bot.operations.dependencies import loaded; print(*loaded())"
    command = [sys.executable, "-W", "ignore", "-c", program]
    in_memory = set(subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True).stdout.split())
    rows = re.findall(r"^\| ([a-z][a-z0-9-]+) \| .* \| (yes|no) \|$", REPORT.read_text(encoding="utf-8"), re.MULTILINE)
    assert {name: said for name, said in rows if (name in in_memory) != (said == "yes")} == {}
    assert not {"skops", "sanic-cors", "sanic-jwt", "psycopg2-binary"} & in_memory
