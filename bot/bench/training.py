"""`python -m bot.bench.training MODEL SENTENCES`: train Wegwijs on a folder of sentences, from nothing."""

from __future__ import annotations

import sys
from pathlib import Path

from bot.assistant import quieten
from bot.build import ROOT, ensure_knowledge


def main(model: Path, sentences: Path) -> None:
    """Train as `wegwijs train` does. Raises RuntimeError when Rasa gives no model."""
    ensure_knowledge()
    quieten()
    from rasa.model_training import train

    result = train(
        domain=str(ROOT / "bot/domain"),
        config=str(ROOT / "bot/config.yml"),
        training_files=[str(sentences), str(ROOT / "data/stories")],
        output=str(model.parent),
        force_training=True,
        fixed_model_name=model.name.partition(".")[0],
    )
    if not result.model:
        raise RuntimeError(f"Rasa trained no model (code {result.code})")


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
