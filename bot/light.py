"""What Rasa does at every message for nobody here: leaving it out changes no answer and takes a third off a turn, with `rules.py` and `runner.py`.

Each is one replaced function of Rasa 3.6, so an upgrade has to look at this file, `rules.py` and `runner.py` again.
"""

from __future__ import annotations

from functools import lru_cache
from types import SimpleNamespace
from typing import Any

import jsonschema
from rasa.core import processor
from rasa.core.actions.action import RemoteAction
from rasa.core.policies import rule_policy
from rasa.shared.core.slots import Slot
from rasa.shared.utils import common

from bot.rules import look_rules_up_by_intent
from bot.runner import run_in_order


def lighten() -> None:
    """Let every assistant that this process loads from here on do only what its answers need."""
    check_actions_lightly()
    know_event_classes()
    copy_nothing_for_the_log()
    look_for_no_new_words()
    copy_slots_lightly()
    look_rules_up_by_intent()
    run_in_order()


def check_actions_lightly() -> None:
    """Let Rasa look at the form of what our own actions return, not compare it with 30 schemas."""
    RemoteAction._validate_action_result = _is_result


def know_event_classes() -> None:
    """Let Rasa look for the classes of events once, not for each event that an action returns."""
    if not hasattr(common.all_subclasses, "cache_info"):
        common.all_subclasses = lru_cache(maxsize=None)(common.all_subclasses)


def copy_nothing_for_the_log() -> None:
    """Rasa copies messages and events in depth for debug lines, which are never written here: they hold what people typed."""
    for module in (processor, rule_policy):
        module.copy = SimpleNamespace(deepcopy=lambda value: value)


def look_for_no_new_words() -> None:
    """Rasa builds an empty domain at each message, to warn a developer of intents that the domain lacks: ours are made from one."""
    processor.MessageProcessor._check_for_unseen_features = lambda *_: None


def copy_slots_lightly() -> None:
    """Rasa copies every slot four times a turn, by the protocol of pickling."""
    Slot.__copy__ = _copied


def _copied(slot: Slot) -> Slot:
    new = object.__new__(type(slot))
    new.__dict__.update(slot.__dict__)
    return new


def _is_result(_: RemoteAction, result: dict[str, Any]) -> bool:
    """Whether an action returned events and responses. Raises ValidationError."""
    events, responses = result.get("events"), result.get("responses")
    named = isinstance(events, list) and all(isinstance(each, dict) and each.get("event") for each in events)
    if not (named and isinstance(responses, list) and all(isinstance(each, dict) for each in responses)):
        raise jsonschema.ValidationError("an action returned no events and responses")
    return True
