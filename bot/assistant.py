"""The loaded assistant: Rasa's agent with our actions in its own process."""

from __future__ import annotations

import logging
import os
import warnings
from pathlib import Path
from typing import TYPE_CHECKING

from actions.context import Context
from bot.errors import UnusableModel
from bot.lean import leave_out_tensorflow
from bot.model_file import check

if TYPE_CHECKING:
    from rasa.core.agent import Agent

    from bot.stores.opened import Stores


def quieten() -> None:
    """No telemetry, no debug lines (they hold what people typed), no warnings of old libraries."""
    os.environ.setdefault("RASA_TELEMETRY_ENABLED", "false")
    os.environ.setdefault("SQLALCHEMY_SILENCE_UBER_WARNING", "1")
    warnings.filterwarnings("ignore")
    warnings.showwarning = _say_nothing  # old libraries switch the filter back on while they are imported
    leave_out_tensorflow()
    from rasa.utils.log_utils import configure_structlog

    configure_structlog(logging.ERROR)


def _say_nothing(*_: object, **__: object) -> None:
    """Leave a warning of an old library unsaid."""


async def load_assistant(model: Path, context: Context, stores: Stores | None = None) -> Agent:
    """Load the model at `model` with in-process actions; conversations are in memory without `stores`.

    Raises UnusableModel.
    """
    if not model.is_file():
        raise UnusableModel(f"there is no model at {model}; run `./wegwijs train`")
    check(model)
    quieten()
    from rasa.core.agent import load_agent
    from rasa.core.utils import AvailableEndpoints

    from bot.inprocess import InProcessActions
    from bot.light import lighten
    from bot.stores.opened import in_memory

    lighten()
    stores = stores or in_memory()
    endpoints = AvailableEndpoints(action=InProcessActions(context), lock_store=stores.lock_store)
    try:
        agent = await load_agent(str(model), endpoints=endpoints)
        ready = agent.is_ready()
    except Exception as error:
        raise UnusableModel(f"the model at {model} cannot be loaded ({error}); run `./wegwijs train`") from error
    if not ready:
        raise UnusableModel(f"the model at {model} cannot be loaded; run `./wegwijs train`")
    _keep_in(agent, stores)
    return agent


def _keep_in(agent: Agent, stores: Stores) -> None:
    """Give the agent our tracker store itself: Rasa's wrapper hides a failing store behind an empty conversation."""
    stores.tracker_store.domain = agent.domain
    agent.tracker_store = agent.processor.tracker_store = stores.tracker_store
