"""Rasa's own commands on our files, without TensorFlow."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from bot.build import MODEL, ROOT

ASKED = """
version: "3.1"
nlu:
- intent: ask_medical_costs
  examples: |
    - wie betaalt ziekenhuis
    - qui paie mon médecin
- intent: ask_work_right
  examples: |
    - mag ik werken
    - can i work
    - هل يمكنني أن أعمل
"""


def stock(*arguments: str) -> subprocess.CompletedProcess[str]:
    script = Path(sys.executable).with_name("rasa")
    return subprocess.run([str(script), *arguments], cwd=ROOT, capture_output=True, text=True)


def test_the_stock_command_runs() -> None:
    done = stock("--version")
    assert "3.6.21" in done.stdout, done.stderr


def test_the_stock_command_keeps_what_rasa_warns_of_and_drops_the_age_of_its_libraries() -> None:
    program = "from bot import stock; import warnings; warnings.showwarning = stock._show; "
    program += "warnings.simplefilter('always'); warnings.warn('old', DeprecationWarning); warnings.warn('mind this')"
    done = subprocess.run([sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=True)
    assert "mind this" in done.stderr
    assert "DeprecationWarning" not in done.stderr


@pytest.mark.slow
def test_rasa_test_nlu_understands_our_sentences(tmp_path: Path) -> None:
    asked = tmp_path / "asked.yml"
    asked.write_text(ASKED, encoding="utf-8")
    out = tmp_path / "out"
    done = stock("test", "nlu", "-m", str(MODEL), "-u", str(asked), "-d", "bot/domain", "--out", str(out), "--no-plot")
    assert done.returncode == 0, done.stderr
    report = json.loads((out / "intent_report.json").read_text(encoding="utf-8"))
    assert report["ask_medical_costs"]["support"] == 2
    assert report["accuracy"] >= 0.8
