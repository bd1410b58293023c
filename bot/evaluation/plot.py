"""The scores as a picture: a bar for each group and measure, with its 95 % interval."""

from __future__ import annotations

from pathlib import Path

from bot.evaluation.measures import Share

SHOWN = (
    "right topic",
    "right answer or offered",
    "right answer at once",
    "out of scope refused",
    "emergency caught",
    "right language",
)


def draw(scores: dict[str, dict[str, Share]], target: Path) -> None:
    """Write the picture to `target`; the name's ending says which kind (.svg, .png)."""
    import matplotlib

    matplotlib.use("Agg")
    from matplotlib import pyplot

    figure, axes = pyplot.subplots(len(SHOWN), 1, figsize=(8, 2 * len(SHOWN)), sharex=True, constrained_layout=True)
    for plot, name in zip(axes, SHOWN, strict=True):
        groups = [group for group in scores if scores[group][name].n]
        shares = [scores[group][name] for group in groups]
        low = [share.value - share.interval[0] for share in shares]
        high = [share.interval[1] - share.value for share in shares]
        plot.barh(groups, [share.value for share in shares], xerr=(low, high), color="#0b5c5c", ecolor="#444444")
        plot.set(title=name, xlim=(0, 1))
        plot.invert_yaxis()
    figure.savefig(target)
    pyplot.close(figure)
