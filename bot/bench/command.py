"""`wegwijs bench`: run the parts, keep their figures, and print the ratios."""

from __future__ import annotations

import json
import os
import platform
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

from bot.bench import share, systems
from bot.bench.systems import Size

PARTS: dict[str, Callable[[Path, Size], dict[str, Any]]] = {
    "rasa": systems.plain_rasa,
    "wegwijs": lambda folder, size: systems.wegwijs(folder, size, full=False, workers=1),
    "wegwijs_two_workers": lambda folder, size: systems.wegwijs(folder, size, full=False, workers=2),
    "wegwijs_full": lambda folder, size: systems.wegwijs(folder, size, full=True, workers=1),
    "wegwijs_full_two_workers": lambda folder, size: systems.wegwijs(folder, size, full=True, workers=2),
}
GROUPS = {"rasa": ("rasa",), "wegwijs": tuple(name for name in PARTS if name != "rasa")}
BUSY = "32"


def bench(*, only: str | None, size: Size, results: Path | None, as_json: bool, plot: Path | None) -> int:
    """Measure, and print; figures of an earlier run in `results` are kept for the parts that are not run now."""
    found = json.loads(results.read_text()) if results and results.is_file() else {}
    measured: dict[str, Any] = found.get("systems", {})
    for name in GROUPS.get(only or "", (only,) if only else tuple(PARTS)):
        with tempfile.TemporaryDirectory(prefix="wegwijs-bench-") as folder:
            measured[name] = PARTS[name](Path(folder), size)
        report = {"machine": machine(size), "systems": measured, **ratios(measured)}
        if results:
            results.write_text(json.dumps(report, indent=1) + "\n")
    print(json.dumps(report, indent=1) if as_json else table(report))
    if plot:
        from bot.bench.plot import draw

        draw(report, plot)
    return 0


def machine(size: Size) -> dict[str, Any]:
    """Where and on what it was measured."""
    sentences = sum(len(texts) for by_intent in share.share(size.intents).values() for texts in by_intent.values())
    return {
        "cores": os.cpu_count(),
        "load_before": round(os.getloadavg()[0], 1),
        "python": platform.python_version(),
        "sentences": sentences,
        "intents": size.intents,
        "seconds": size.seconds,
    }


def ratios(measured: dict[str, Any]) -> dict[str, dict[str, float]]:
    """How many times better Wegwijs is than plain Rasa: on the same sentences, and on all of its own."""
    found = {}
    for name, one, two in (
        ("ratios", "wegwijs", "wegwijs_two_workers"),
        ("ratios_full", "wegwijs_full", "wegwijs_full_two_workers"),
    ):
        if "rasa" in measured and one in measured:
            found[name] = _ratios(measured["rasa"], measured[one], measured.get(two, measured[one]))
    return found


def _ratios(rasa: dict[str, Any], one: dict[str, Any], two: dict[str, Any]) -> dict[str, float]:
    def of(name: str, count: str) -> float:
        return float(rasa["clients"][count][name]) / one["clients"][count][name]

    most = "answers_per_second"
    return {
        "p50": round(of("p50_ms", "1"), 1),
        "p50_32_clients": round(of("p50_ms", BUSY), 1),
        "throughput": round(two["clients"][BUSY][most] / rasa["clients"][BUSY][most], 1),
        "throughput_one_worker": round(one["clients"][BUSY][most] / rasa["clients"][BUSY][most], 1),
        "memory": round(rasa["memory_mb"] / one["memory_mb"], 1),
        "start": round(rasa["start_s"] / one["start_s"], 1),
        "training": round(rasa["training_s"] / one["training_s"], 1),
    }


def table(report: dict[str, Any]) -> str:
    """The figures as a table, and the ratios under it."""
    lines = [
        "| system | training | first answer | memory | 1 client p50/p95 | 8 | 32 | answers/s 1 / 8 / 32 |",
        "|---|---|---|---|---|---|---|---|",
    ]
    for name, one in report["systems"].items():
        times = [f"{each['p50_ms']:.1f}/{each['p95_ms']:.1f} ms" for each in one["clients"].values()]
        rates = " / ".join(f"{each['answers_per_second']:.0f}" for each in one["clients"].values())
        start = [f"{one['training_s']:.0f} s", f"{one['start_s']:.1f} s", f"{one['memory_mb']:.0f} MB"]
        lines.append(f"| {' | '.join([name, *start, *times, rates])} |")
    for kind in ("ratios", "ratios_full"):
        if kind in report:
            lines.append(f"{kind}: {', '.join(f'{name} {value:g}' for name, value in report[kind].items())}")
    return "\n".join(lines)
