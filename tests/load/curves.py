"""What a turn costs from turn 1 to 200 of a conversation, and from 140 to 14,000 answers: `python -m tests.load.curves`.

Writes `bot/reports/cost.json` and `bot/reports/cost.svg`. The time is the processor's, of this process: other work on the machine
does not count.
"""

from __future__ import annotations

import asyncio
import json
import shutil
import sqlite3
import statistics
import sys
import tempfile
import time
from contextlib import closing
from pathlib import Path
from typing import Any

from actions.context import Context, fixed_clock
from bot.assistant import load_assistant
from bot.build import KNOWLEDGE, MODEL, ROOT
from bot.conversation import Conversations, Incoming
from knowledge.store import Store
from tests.conftest import TUESDAY_MORNING

REPORT = ROOT / "bot" / "reports" / "cost"
TURNS = 200
CONVERSATIONS = 2
ANSWERS = (140, 700, 3500, 14_000)
LINES = (
    "wie betaalt mijn dokter?",
    "can I work with an orange card?",
    "comment inscrire mon enfant à l'école",
    "أريد أن أتعلم اللغة الهولندية",
    "dank je wel",
)


async def cost(conversations: Conversations, text: str, sender: str) -> float:
    """Milliseconds of this turn."""
    began = time.process_time()
    reply = await conversations.reply(Incoming(text, sender))
    assert reply["text"]
    return (time.process_time() - began) * 1000


def keep_in(agent: Any, tracker_store: Any) -> None:
    tracker_store.domain = agent.processor.domain
    agent.tracker_store = agent.processor.tracker_store = tracker_store


async def over_turns(agent: Any, context: Context, folder: Path) -> dict[str, list[float]]:
    """For Rasa's own store in memory and for ours on disk: the milliseconds of each turn, in tens."""
    from rasa.core.tracker_store import InMemoryTrackerStore

    from bot.stores.opened import in_folder

    stores = in_folder(folder)
    kinds = {"Rasa's store, in memory": InMemoryTrackerStore(agent.domain), "packed, on disk": stores.tracker_store}
    found = {}
    for name, tracker_store in kinds.items():
        keep_in(agent, tracker_store)
        talks = Conversations(agent.handle_message, context, stores.turns if "disk" in name else None)
        for line in LINES:
            await cost(talks, line, f"{name} warm")
        runs = []
        for run in range(CONVERSATIONS):
            runs.append([await cost(talks, LINES[at % 5], f"{name} {run}") for at in range(TURNS)])
        turns = [statistics.median(each) for each in zip(*runs, strict=True)]
        found[name] = [round(statistics.mean(turns[at : at + 10]), 2) for at in range(0, TURNS, 10)]
    return found


def grown(path: Path, answers: int) -> None:
    """A knowledge base with so many answers: copies with ids and intents of their own."""
    shutil.copy(KNOWLEDGE, path)
    with closing(sqlite3.connect(path)) as connection, connection:
        columns = [row[1] for row in connection.execute("pragma table_info(answers)")]
        rows = connection.execute("select * from answers order by position").fetchall()
        connection.execute("create index search_answer on search (answer)")
        places = {name: columns.index(name) for name in ("id", "intent", "position", "data")}
        for at in range(len(rows), answers):
            row = list(rows[at % len(rows)])
            id_, intent = row[places["id"]], row[places["intent"]]
            row[places["id"]], row[places["intent"]] = f"{id_}-{at}", f"{intent}_{at}"
            row[places["position"]] = at
            data = {**json.loads(row[places["data"]]), "id": f"{id_}-{at}", "intent": f"{intent}_{at}"}
            row[places["data"]] = json.dumps(data, ensure_ascii=False)
            connection.execute(f"insert into answers values ({','.join('?' * len(row))})", row)
            connection.execute(
                "insert into search (answer, language, title, body) select ?, language, title, body from search where answer = ?",
                (f"{id_}-{at}", id_),
            )
        connection.execute("insert into search_fts (search_fts) values ('rebuild')")


def teach(agent: Any, intents: list[str]) -> None:
    """Give the loaded model these intents and their rules, as a model that was trained on them has."""
    from rasa.core.policies.rule_policy import RulePolicy
    from rasa.shared.core.domain import Domain

    processor = agent.processor
    domain = processor.domain.merge(Domain.from_dict({"intents": intents}))
    processor.domain = agent.domain = processor.model_metadata.domain = domain
    nodes = processor.graph_runner._instantiated_nodes.values()
    [policy] = [node._component for node in nodes if isinstance(node._component, RulePolicy)]
    rules = policy.lookup["rules"]
    pattern = next(key for key, action in rules.items() if action == "action_answer_question")
    named = json.loads(pattern)[-1]["user"]["intent"]
    policy.lookup["rules"] = {
        **rules,
        **{pattern.replace(f'"{named}"', f'"{each}"'): rules[pattern] for each in intents},
    }


async def over_answers(context: Context, folder: Path) -> dict[str, list[float]]:
    """The median and the 95th percentile of a turn, by the number of answers, intents and rules."""
    found: dict[str, list[float]] = {"answers": [], "median": [], "p95": []}
    for answers in ANSWERS:
        path = folder / f"{answers}.sqlite"
        grown(path, answers)
        store = Store(path)
        agent = await load_assistant(MODEL, Context(store, context.clock))
        teach(agent, sorted(store.intents - context.store.intents))
        talks = Conversations(agent.handle_message, Context(store, context.clock))
        for line in LINES:
            await cost(talks, line, "warm")
        times = [await cost(talks, LINES[at % 5], f"sender {at % 40}") for at in range(100)]
        found["answers"].append(len(store.intents))
        found["median"].append(round(statistics.median(times), 2))
        found["p95"].append(round(statistics.quantiles(times, n=20)[-1], 2))
    return found


def draw(found: dict[str, Any], target: Path) -> None:
    """Both curves in one picture."""
    import matplotlib

    matplotlib.use("Agg")
    from matplotlib import pyplot

    figure, (left, right) = pyplot.subplots(1, 2, figsize=(10, 4), constrained_layout=True)
    for name, times in found["turns"].items():
        left.plot([10 * at + 5 for at in range(len(times))], times, label=name)
    left.set(title="a turn, by its place in the conversation", xlabel="turn", ylabel="ms of processor", ylim=(0, None))
    left.legend()
    answers = found["answers"]
    for name in ("median", "p95"):
        right.plot(answers["answers"], answers[name], marker="o", label=name)
    right.set(
        title="a turn, by the number of answers", xlabel="answers, intents and rules", xscale="log", ylim=(0, None)
    )
    right.legend()
    figure.savefig(target)
    pyplot.close(figure)


async def measure() -> dict[str, Any]:
    with tempfile.TemporaryDirectory() as folder:
        context = Context(Store(KNOWLEDGE), fixed_clock(TUESDAY_MORNING))
        agent = await load_assistant(MODEL, context)
        turns = await over_turns(agent, context, Path(folder) / "data")
        print(json.dumps(turns), file=sys.stderr, flush=True)
        return {"turns": turns, "answers": await over_answers(context, Path(folder))}


def main() -> int:
    found = asyncio.run(measure())
    REPORT.with_suffix(".json").write_text(json.dumps(found, indent=1) + "\n")
    draw(found, REPORT.with_suffix(".svg"))
    print(json.dumps(found, indent=1))
    return 0


if __name__ == "__main__":
    sys.exit(main())
