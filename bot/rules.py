"""Rasa's rule policy tries every rule at every step, by the text and then by the intent; here it tries those of the intent just said.

Consequence: the cost of a turn does not grow with the number of answers. What is chosen is the same: a rule whose last state names
another intent is refused by Rasa's own comparison too, and where each rule names an intent none can fit a text.
"""

from __future__ import annotations

import json
from typing import Any
from weakref import WeakKeyDictionary

from rasa.core.policies.rule_policy import RULES, RulePolicy
from rasa.shared.core.domain import Domain
from rasa.shared.core.trackers import DialogueStateTracker

State = dict[str, Any]
Index = dict[str | None, set[str]]
Known = tuple[dict[str, str], int, Index]
"""A lookup, how many rules it had, and its index."""

Found = tuple[str | None, str | None, bool]
"""An action, the rule that leads to it, and whether a loop was interrupted before."""

_plain = RulePolicy._get_possible_keys
_plain_find = RulePolicy._find_action_from_rules
_indexes: WeakKeyDictionary[RulePolicy, dict[int, Known]] = WeakKeyDictionary()


def look_rules_up_by_intent() -> None:
    """Let every rule policy of this process use an index."""
    RulePolicy._get_possible_keys = _possible_keys
    RulePolicy._find_action_from_rules = _find_action


def _find_action(
    policy: RulePolicy, tracker: DialogueStateTracker, domain: Domain, use_text_for_last_user_input: bool
) -> Found:
    """The action that the rules choose, as Rasa finds it."""
    if (
        use_text_for_last_user_input
        and not tracker.active_loop_name
        and None not in _index(policy, policy.lookup[RULES])
    ):
        return None, None, False
    return _plain_find(policy, tracker, domain, use_text_for_last_user_input)


def _possible_keys(policy: RulePolicy, lookup: dict[str, str], states: list[State]) -> set[str]:
    """The rules that fit these states, as Rasa finds them."""
    if not states:
        return _plain(policy, lookup, states)
    index = _index(policy, lookup)
    intent = states[-1].get("user", {}).get("intent")
    likely = index.get(None, set()) | (index.get(intent, set()) if intent else set())
    return _plain(policy, {key: lookup[key] for key in likely}, states)


def _index(policy: RulePolicy, lookup: dict[str, str]) -> Index:
    """The rules of a lookup by the intent of their last state; `None` for those that take any."""
    mine = _indexes.setdefault(policy, {})
    known = mine.get(id(lookup))
    if known is None or known[0] is not lookup or known[1] != len(lookup):
        known = mine[id(lookup)] = (lookup, len(lookup), index_of(lookup))
    return known[2]


def index_of(lookup: dict[str, str]) -> Index:
    """The index of a lookup. A rule that forbids or leaves out the intent, or begins a conversation, takes any."""
    index: Index = {}
    for key in lookup:
        last = json.loads(key)[-1]
        intent = last.get("user", {}).get("intent")
        named = intent if last.get("prev_action") and intent and intent != "should_not_be_set" else None
        index.setdefault(named, set()).add(key)
    return index
