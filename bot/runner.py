"""Rasa's graph of components, run in an order that is found once: a scheduler for each step costs more than our steps do."""

from __future__ import annotations

from graphlib import TopologicalSorter
from typing import Any

from rasa.core import processor
from rasa.engine.runner.dask import DaskGraphRunner


class OrderedGraphRunner(DaskGraphRunner):
    """Runs each node after those it needs, as dask would, without dask."""

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self._orders: dict[tuple[str, ...], list[tuple[str, tuple[str, ...]]]] = {}

    def run(self, inputs: dict[str, Any] | None = None, targets: list[str] | None = None) -> dict[str, Any]:
        """The outputs of the targets by their names; `inputs` stand for nodes that are not in the graph."""
        wanted = tuple(targets or self._graph_schema.target_names)
        done = {name: (name, value) for name, value in (inputs or {}).items()}
        for name, needs in self._order(wanted):
            done[name] = self._instantiated_nodes[name](*(done.get(need, need) for need in needs))
        return dict(done[name] for name in wanted)

    def _order(self, wanted: tuple[str, ...]) -> list[tuple[str, tuple[str, ...]]]:
        """The nodes that the targets need, each with the names of its inputs."""
        if wanted not in self._orders:
            nodes = self._graph_schema.minimal_graph_schema(list(wanted)).nodes
            needs = {name: tuple(node.needs.values()) for name, node in nodes.items()}
            sorted_ = TopologicalSorter(needs).static_order()
            self._orders[wanted] = [(name, needs[name]) for name in sorted_ if name in needs]
        return self._orders[wanted]


def run_in_order() -> None:
    """Let models that are loaded from here on run without dask."""
    processor.DaskGraphRunner = OrderedGraphRunner
