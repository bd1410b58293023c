"""The figures as a picture: a bar for each system, for each thing that was measured."""

from __future__ import annotations

from pathlib import Path
from typing import Any


def draw(report: dict[str, Any], target: Path) -> None:
    """Write the picture to `target`; the name's ending says which kind (.svg, .png)."""
    import matplotlib

    matplotlib.use("Agg")
    from matplotlib import pyplot

    systems = report["systems"]
    shown = {
        "start to first answer (s)": [one["start_s"] for one in systems.values()],
        "memory (MB)": [one["memory_mb"] for one in systems.values()],
        "one client: middle answer (ms)": [one["clients"]["1"]["p50_ms"] for one in systems.values()],
        "32 clients: answers a second": [one["clients"]["32"]["answers_per_second"] for one in systems.values()],
    }
    figure, axes = pyplot.subplots(len(shown), 1, figsize=(8, 2 * len(shown)), constrained_layout=True)
    for plot, (title, values) in zip(axes, shown.items(), strict=True):
        bars = plot.barh(list(systems), values, color="#0b5c5c")
        plot.bar_label(bars, fmt="%.4g", padding=3)
        plot.set(title=title)
        plot.margins(x=0.12)
        plot.invert_yaxis()
    figure.savefig(target)
    pyplot.close(figure)
