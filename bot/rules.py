"""Rasa's rule policy tries every rule at every step; here it tries those of the intent that was just said.

Consequence: the cost of a turn does not grow with the number of answers. What is chosen is the same: a rule whose last state names
another intent is refused by Rasa's own comparison too.
"""

from __future__ import annotations

import json
from typing import Any
from weakref import WeakKeyDictionary

from rasa.core.policies.rule_policy import RulePolicy

State = dict[str, Any]
Index = dict[str | None, set[str]]
Known = tuple[dict[str, str], int, Index]
"""A lookup, how many rules it had, and its index."""

_plain = RulePolicy._get_possible_keys
_indexes: WeakKeyDictionary[RulePolicy, dict[int, Known]] = WeakKeyDictionary()


def look_rules_up_by_intent() -> None:
    """Let every rule policy of this process use an index."""
    RulePolicy._get_possible_keys = _possible_keys


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
