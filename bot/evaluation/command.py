"""`wegwijs evaluate`: a table for each measure and group, with intervals; as text, JSON and a plot."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Sequence
from pathlib import Path

from actions.context import Context
from bot.assistant import load_assistant
from bot.conversation import Conversations
from bot.evaluation.cases import GROUPS, SETS, cases
from bot.evaluation.measures import Result, Share, shares
from bot.evaluation.plot import draw
from bot.evaluation.run import run

ALL = "all"
Table = dict[str, dict[str, Share]]
"""Group, measure, share."""


def results(name: str, model: Path, context: Context) -> list[Result]:
    """The replies to the messages of the set `name`. Raises BadCase."""

    async def replies() -> list[Result]:
        agent = await load_assistant(model, context)
        return await run(Conversations(agent.handle_message, context), cases(name))

    return asyncio.run(replies())


def table(found: Sequence[Result]) -> Table:
    """Every measure for each group that has messages, and for all."""
    groups = {group: [result for result in found if result.case.group == group] for group in GROUPS}
    return {**{group: shares(each) for group, each in groups.items() if each}, ALL: shares(found)}


def markdown(scores: Table) -> str:
    """The table in Markdown: a measure a row, a group a column; n and the 95 % interval with each share."""
    groups = list(scores)
    lines = [f"| measure | {' | '.join(groups)} |", "|---" * (len(groups) + 1) + "|"]
    lines += [f"| {name} | {' | '.join(_cell(scores[group][name]) for group in groups)} |" for name in scores[ALL]]
    return "\n".join(lines)


def plain(scores: Table) -> dict[str, dict[str, dict[str, float]]]:
    """The table as plain data."""
    return {
        group: {
            name: {"hits": share.hits, "n": share.n, "share": round(share.value, 4), "low": low, "high": high}
            for name, share in measures.items()
            for low, high in [tuple(round(bound, 4) for bound in share.interval)]
        }
        for group, measures in scores.items()
    }


def errors(found: Sequence[Result]) -> list[str]:
    """What went wrong, a line each: group, message, what was wanted and what came."""
    lines = []
    for result in found:
        case, reply = result.case, result.reply
        wrong = case.outcome == "out_of_scope" and reply["outcome"] not in ("out_of_scope", "unknown")
        missed = bool(case.urgent) and not set(case.urgent) & set(reply["urgent"])
        if wrong or missed or (result.is_question and not result.right_answer):
            wanted = ", ".join((*case.answers, *case.urgent)) or case.outcome
            got = ", ".join((reply["outcome"], *result.offered, *reply["urgent"]))
            lines.append(f"{case.group}: {case.text} | wanted {wanted} | got {got}")
    return lines


def _cell(share: Share) -> str:
    if not share.n:
        return "-"
    low, high = share.interval
    return f"{share.value:.1%} ({low:.0%}-{high:.0%}), n={share.n}"


def evaluate(
    name: str, model: Path, context: Context, *, as_json: bool, show_errors: bool, plot: Path | None = None
) -> int:
    """Print the scores on the set `name`, and draw them to `plot`; the exit code is 2 when there is no such set."""
    if not (SETS / name).is_dir():
        print(f"there is no set {name!r}; use one of {', '.join(sorted(path.name for path in SETS.iterdir()))}")
        return 2
    found = results(name, model, context)
    scores = table(found)
    print(json.dumps(plain(scores)) if as_json else markdown(scores))
    if plot:
        draw(scores, plot)
    if show_errors:
        print("\n".join(["", *errors(found)]))
    return 0
